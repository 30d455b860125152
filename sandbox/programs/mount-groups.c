#include "mount-groups.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "control-groups.h"

enum { GUARDED = MS_NOSUID | MS_NODEV | MS_NOEXEC };

/* Version 1: each hierarchy in a folder, with a link for each of its controllers. */
static int mount_hierarchies(void) {
  struct hierarchy hierarchies[MAXIMUM_HIERARCHIES];
  int count = read_hierarchies(hierarchies);
  if (mount("tmpfs", CONTROL_GROUPS, "tmpfs", GUARDED, "mode=755")) return -1;
  for (int index = 0; index < count; index++) {
    char path[128], link[128], *options = hierarchies[index].options, *rest = options;
    snprintf(path, sizeof path, CONTROL_GROUPS "/%s", hierarchies[index].folder);
    if (mkdir(path, 0755) || mount("cgroup", path, "cgroup", GUARDED, options)) return -1;
    if (!strchr(options, ',')) continue;
    for (char *name; (name = strsep(&rest, ","));) {
      snprintf(link, sizeof link, CONTROL_GROUPS "/%s", name);
      if (symlink(path, link)) return -1;
    }
  }
  return 0;
}

static int write_word(const char *path, const char *word) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t written = write(file, word, strlen(word));
  close(file);
  return written < 0 ? -1 : 0;
}

/* Version 2: a group that hands on controllers has no processes, so the engine is in one beside. */
static int mount_unified(void) {
  char line[256], word[64], *rest = line;
  if (mount("cgroup2", CONTROL_GROUPS, "cgroup2", GUARDED, NULL)
      || mkdir(CONTROL_GROUPS "/engine", 0755)
      || write_word(CONTROL_GROUPS "/engine/cgroup.procs", "0")) return -1;
  int file = open(CONTROL_GROUPS "/cgroup.controllers", O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, line, sizeof line - 1);
  if (length < 0) return -1;
  close(file);
  line[length] = 0;
  for (char *name; (name = strsep(&rest, " \n"));) {
    if (!*name || snprintf(word, sizeof word, "+%s", name) >= (int)sizeof word) continue;
    if (write_word(CONTROL_GROUPS "/cgroup.subtree_control", word)) return -1;
  }
  return 0;
}

int mount_groups(int version) {
  if (!(version == 1 ? mount_hierarchies() : mount_unified())) return 0;
  fprintf(stderr, "no control groups: %s\n", strerror(errno));
  umount2(CONTROL_GROUPS, MNT_DETACH);
  return -1;
}
