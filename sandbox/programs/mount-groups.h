/* The control groups that the engine has for its containers, mounted where it looks for them. */
#ifndef MOUNT_GROUPS_H
#define MOUNT_GROUPS_H

/*
 * To be called in a namespace of control groups of its own, whose root this process is in.
 * @param version of control groups, 1 or 2.
 * @returns 0; or -1, with nothing mounted and the reason printed.
 */
int mount_groups(int version);

#endif
