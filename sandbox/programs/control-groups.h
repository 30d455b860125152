/* The control groups of the sandbox (cgroups(7)), of either version, and who hands out parts of them. */
#ifndef CONTROL_GROUPS_H
#define CONTROL_GROUPS_H

#define CONTROL_GROUPS "/sys/fs/cgroup"

/* Of version 1; Linux has 13 controllers and systemd a name. */
enum { MAXIMUM_HIERARCHIES = 24 };

struct hierarchy {
  /* As mount(2) wants them: `cpu,cpuacct`, or `name=systemd`. */
  char options[64];
  /* The folder that it is mounted in: `cpu,cpuacct`, `systemd`. */
  const char *folder;
};

/* @returns how many hierarchies of version 1 there are; 0 on version 2, -1 where it is not known. */
int read_hierarchies(struct hierarchy *hierarchies);

/* blitz-groups listens there. */
#define GROUPS_SOCKET "/run/blitz/groups"

enum group_verb {
  /* The engine is about to start. On version 2 the asking process gets a group to have groups in. */
  GROUP_ENTER = 'e',
  /* A group for a container; on version 1 alone, as are those below. */
  GROUP_MAKE = 'm',
  GROUP_REMOVE = 'r',
};

struct group_request {
  char verb;
  /* Of the group, below the sandbox's own; ends with a zero. */
  char path[255];
};

/* @returns whether `path` is names with a slash between them, of which none has a dot at its beginning. */
int is_group_path(const char *path);

/* @returns the version of control groups, 1 or 2; or -1 with errno, where there is nobody to ask, too. */
int ask_for_group(enum group_verb verb, const char *path);

#endif
