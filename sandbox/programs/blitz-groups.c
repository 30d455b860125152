/*
 * blitz-groups SOCKET USER
 *
 * Gives the engine of USER, a number, control groups of its own (cgroups(7)) below the sandbox's: so
 * the limits of a container limit it, and what it uses is counted. The sandbox's own group stays
 * root's: nobody else can change its limits, or leave it.
 *
 * Runs as container root and needs no capability for it but CHOWN: the sandbox's group belongs to
 * root, and control groups can be mounted in a user namespace. A child does that, and hands the
 * folders over. Goes into the background when it is ready; ends with 1 where groups cannot be had.
 *
 * Version 2: each start of the engine has a group to do with as it likes. The kernel bounds how many
 * groups there are in it. All other processes of the sandbox move to a group beside it, because one
 * that has groups with limits may have no processes.
 *
 * Version 1: there, no kernel bounds how many groups somebody makes, while the whole machine can
 * have 65,535 of the controller for memory. So groups are made and removed here, on request, and
 * the reader gets the files of each that limit it. The freezer's file is not among them: what is
 * frozen by version 1 cannot be killed, so nobody could remove the sandbox any more.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "control-groups.h"
#include "port-request.h"

/* At once, in all. A container takes a dozen processes and threads, of which a sandbox has 1024. */
enum { MAXIMUM_GROUPS = 256 };
/* Starts of the engine whose groups still have processes, on version 2. */
enum { MAXIMUM_ENGINES = 8 };

/* What a reader may write of a container's group, on version 1. */
static const char *const FILES[] = {
  "cgroup.procs", "tasks", "cgroup.event_control",
  "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.soft_limit_in_bytes",
  "memory.swappiness", "memory.oom_control",
  "cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us", "cpuset.cpus", "cpuset.mems", "pids.max",
};
enum { FILE_COUNT = sizeof FILES / sizeof FILES[0] };

/* On version 2, what a group must give to belong to somebody (kernel, cgroup-v2, "Delegation"). */
static const char *const DELEGATED[] = {
  ".", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control",
};
enum { DELEGATED_COUNT = sizeof DELEGATED / sizeof DELEGATED[0] };

static struct hierarchy hierarchies[MAXIMUM_HIERARCHIES];
/* The sandbox's own group in each hierarchy; on version 2, the one that engines' groups are in. */
static int roots[MAXIMUM_HIERARCHIES];
static int version, hierarchy_count, group_count, engine_count;
static uid_t user;

static int fail(const char *what) {
  fprintf(stderr, "blitz-groups: %s: %s\n", what, strerror(errno));
  return 1;
}

/* @returns 0, or -1 with errno. */
static int write_file(int folder, const char *name, const char *text) {
  int file = openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return -1;
  ssize_t written = write(file, text, strlen(text));
  int error = errno;
  close(file);
  errno = error;
  return written < 0 ? -1 : 0;
}

static int open_folder(int parent, const char *name) {
  return openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* In the child: mounts each hierarchy where nobody else sees it, and sends its root. */
static void send_roots(int parent) {
  const char *place = "/run/blitz";
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP)) _exit(fail("no namespaces"));
  for (int index = 0; index < hierarchy_count; index++) {
    const char *type = version == 1 ? "cgroup" : "cgroup2";
    if (mount(type, place, type, MS_NOSUID | MS_NODEV | MS_NOEXEC, hierarchies[index].options))
      _exit(fail("no control groups"));
    int root = open_folder(AT_FDCWD, place);
    if (root < 0 || send_socket(parent, root, 0)) _exit(fail(place));
    close(root);
  }
  _exit(0);
}

static int receive_roots(void) {
  int pair[2], status;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) return fail("no sockets");
  pid_t child = fork();
  if (child < 0) return fail("no process");
  if (child == 0) send_roots(pair[1]);
  close(pair[1]);
  for (int index = 0; index < hierarchy_count; index++)
    if ((roots[index] = receive_socket(pair[0])) < 0) break;
  close(pair[0]);
  if (waitpid(child, &status, 0) != child || status) return 1;
  return 0;
}

/* Moves every process of a group into another one. @returns 0, or -1 with errno. */
static int move_processes(int from, int to) {
  char line[32];
  int file = openat(from, "cgroup.procs", O_RDONLY | O_CLOEXEC), result = 0;
  FILE *members = file < 0 ? NULL : fdopen(file, "r");
  if (!members) return -1;
  while (fgets(line, sizeof line, members))
    /* One that has ended meanwhile is in no group. */
    if (write_file(to, "cgroup.procs", line) && errno != ESRCH) result = -1;
  fclose(members);
  return result;
}

/* Hands on each controller that there is. A group with processes can hand on none. */
static int hand_on_controllers(int group) {
  char line[256], *rest = line;
  int file = openat(group, "cgroup.controllers", O_RDONLY | O_CLOEXEC);
  ssize_t length = file < 0 ? -1 : read(file, line, sizeof line - 1);
  if (file >= 0) close(file);
  if (length < 0) return -1;
  line[length] = 0;
  for (char *name; (name = strsep(&rest, " \n"));) {
    char word[64];
    if (!*name || snprintf(word, sizeof word, "+%s", name) >= (int)sizeof word) continue;
    if (write_file(group, "cgroup.subtree_control", word)) return -1;
  }
  return 0;
}

/* Whoever the engine outside starts in here meanwhile begins in the sandbox's own group. */
static int empty_root(int others) {
  for (int tries = 0; tries < 100; tries++) {
    if (move_processes(roots[0], others)) return -1;
    if (!hand_on_controllers(roots[0])) return 0;
    if (errno != EBUSY) return -1;
  }
  return -1;
}

/* Puts the group of all engines in the place of the sandbox's, whose bounds are the host's alone. */
static int prepare_unified(void) {
  char bound[16];
  if (mkdirat(roots[0], "init", 0755) || mkdirat(roots[0], "engines", 0755)) return fail("no groups");
  int others = open_folder(roots[0], "init"), engines = open_folder(roots[0], "engines");
  if (others < 0 || engines < 0 || empty_root(others)) return fail("no limits of groups");
  snprintf(bound, sizeof bound, "%d", MAXIMUM_GROUPS);
  if (write_file(engines, "cgroup.max.descendants", bound) || hand_on_controllers(engines))
    return fail("no bound of groups");
  close(others);
  close(roots[0]);
  roots[0] = engines;
  return 0;
}

/* Removes every group in `folder` that has no processes, whoever's it was. */
static void remove_groups(int folder) {
  int copy = open_folder(folder, ".");
  DIR *entries = copy < 0 ? NULL : fdopendir(copy);
  if (!entries) return;
  for (struct dirent *entry; (entry = readdir(entries));) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    int child = open_folder(folder, entry->d_name);
    if (child < 0) continue;
    if (version == 2 && fchown(child, 0, -1)) fail(entry->d_name);
    remove_groups(child);
    close(child);
    if (!unlinkat(folder, entry->d_name, AT_REMOVEDIR) && folder == roots[0] && version == 2)
      engine_count--;
  }
  closedir(entries);
}

static int count_groups(int folder) {
  int copy = open_folder(folder, "."), count = 0;
  DIR *entries = copy < 0 ? NULL : fdopendir(copy);
  if (!entries) return 0;
  for (struct dirent *entry; (entry = readdir(entries));) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    int child = open_folder(folder, entry->d_name);
    if (child < 0) continue;
    count += 1 + count_groups(child);
    close(child);
  }
  closedir(entries);
  return count;
}

/* A new group for the engine that is about to start, and `process` in it. */
static int enter_unified(pid_t process) {
  static int number;
  char name[32], id[16];
  remove_groups(roots[0]);
  if (engine_count >= MAXIMUM_ENGINES) return -EAGAIN;
  snprintf(name, sizeof name, "engine-%d", ++number);
  if (mkdirat(roots[0], name, 0755)) return -errno;
  engine_count++;
  int group = open_folder(roots[0], name);
  if (group < 0) return -errno;
  snprintf(id, sizeof id, "%d", (int)process);
  /* While the file is still root's: no capability here writes to somebody else's. */
  int error = write_file(group, "cgroup.procs", id) ? errno : 0;
  for (int index = 0; index < DELEGATED_COUNT && !error; index++)
    if (fchownat(group, DELEGATED[index], user, -1, AT_SYMLINK_NOFOLLOW)) error = errno;
  close(group);
  return error ? -error : version;
}

static int enter(pid_t process) {
  if (version == 2) return enter_unified(process);
  for (int index = 0; index < hierarchy_count; index++) remove_groups(roots[index]);
  group_count = count_groups(roots[0]);
  return version;
}

/* In cpuset, a group without processors and memory takes no process. */
static void copy_file(int from, int to, const char *name) {
  char text[256];
  int file = openat(from, name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return;
  text[length] = 0;
  write_file(to, name, text);
}

/* Makes one group, which stays root's. @returns its folder, or -1 with errno. */
static int make_group(int parent, const char *name, int is_counted) {
  if (is_counted && group_count >= MAXIMUM_GROUPS) {
    errno = ENOSPC;
    return -1;
  }
  if (!mkdirat(parent, name, 0755)) group_count += is_counted;
  else if (errno != EEXIST) return -1;
  int group = open_folder(parent, name);
  if (group < 0) return -1;
  copy_file(parent, group, "cpuset.cpus");
  copy_file(parent, group, "cpuset.mems");
  return group;
}

/*
 * Goes down a path to the group that its last name is of, and makes the groups on the way if `is_made`.
 * @returns the folder that the last name is in, with the name in `last`; or -1 with errno.
 */
static int walk(int root, const char *path, int is_made, int is_counted, char *last) {
  char copy[sizeof((struct group_request *)0)->path], *rest = copy;
  strcpy(copy, path);
  int folder = open_folder(root, ".");
  while (folder >= 0) {
    char *name = strsep(&rest, "/");
    strcpy(last, name);
    if (!rest && !is_made) return folder;
    int next = is_made ? make_group(folder, name, is_counted) : open_folder(folder, name);
    int error = errno;
    if (!rest && next >= 0) {
      close(next);
      return folder;
    }
    close(folder);
    errno = error;
    folder = next;
  }
  return -1;
}

static int make(const char *path) {
  char last[sizeof((struct group_request *)0)->path];
  for (int index = 0; index < hierarchy_count; index++) {
    int parent = walk(roots[index], path, 1, index == 0, last);
    if (parent < 0) return -errno;
    int group = open_folder(parent, last);
    close(parent);
    if (group < 0) return -errno;
    int error = 0;
    for (int file = 0; file < FILE_COUNT; file++)
      if (fchownat(group, FILES[file], user, -1, 0) && errno != ENOENT) error = errno;
    close(group);
    if (error) return -error;
  }
  return version;
}

static int remove_group(const char *path) {
  char last[sizeof((struct group_request *)0)->path];
  int error = 0;
  for (int index = 0; index < hierarchy_count; index++) {
    int parent = walk(roots[index], path, 0, 0, last);
    if (parent < 0) {
      if (errno != ENOENT) error = errno;
      continue;
    }
    if (!unlinkat(parent, last, AT_REMOVEDIR)) group_count -= index == 0;
    else if (errno != ENOENT) error = errno;
    close(parent);
  }
  return error ? -error : version;
}

static int answer(const struct group_request *request, pid_t process) {
  const char *path = request->path + (request->path[0] == '/');
  if (request->verb == GROUP_ENTER) return enter(process);
  if (version != 1 || !is_group_path(path)) return -EINVAL;
  if (request->verb == GROUP_MAKE) return make(path);
  if (request->verb == GROUP_REMOVE) return remove_group(path);
  return -EINVAL;
}

static void serve(int client) {
  struct group_request request;
  struct ucred peer;
  socklen_t length = sizeof peer;
  struct timeval patience = {.tv_sec = 1};
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &length) || peer.uid != user) return;
  if (recv(client, &request, sizeof request, 0) != sizeof request) return;
  request.path[sizeof request.path - 1] = 0;
  int said = answer(&request, peer.pid);
  send(client, &said, sizeof said, MSG_NOSIGNAL);
}

int main(int count, char **words) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (count != 3 || strlen(words[1]) >= sizeof address.sun_path) {
    fprintf(stderr, "blitz-groups SOCKET USER\n");
    return 2;
  }
  strcpy(address.sun_path, words[1]);
  user = (uid_t)strtoul(words[2], NULL, 10);
  hierarchy_count = read_hierarchies(hierarchies);
  if (hierarchy_count < 0) return fail(CONTROL_GROUPS);
  version = hierarchy_count ? 1 : 2;
  if (version == 2) hierarchy_count = 1;
  if (receive_roots()) return 1;
  if (version == 2 && prepare_unified()) return 1;
  int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  /* Anybody may connect, and is looked at then. */
  umask(0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address)
      || listen(listener, 16)) return fail(words[1]);
  umask(022);
  pid_t background = fork();
  if (background < 0) return fail("no process");
  if (background > 0) return 0;
  for (;;) {
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0) {
      usleep(100 * 1000);
      continue;
    }
    serve(client);
    close(client);
  }
}
