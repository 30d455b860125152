#include "control-groups.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <unistd.h>

/* The kernel's number of version 2 (statfs(2)). */
static const unsigned int UNIFIED = 0x63677270;

/* A member of a hierarchy is told by a line such as `4:cpu,cpuacct:/`. Version 2 has the number 0. */
static int read_membership(char *line, struct hierarchy *hierarchy) {
  char *options = strchr(line, ':');
  if (!options || line[0] == '0') return 0;
  char *end = strchr(++options, ':');
  if (!end || end == options || (size_t)(end - options) >= sizeof hierarchy->options) return 0;
  *end = 0;
  strcpy(hierarchy->options, options);
  int is_named = !strncmp(options, "name=", 5);
  hierarchy->folder = hierarchy->options + (is_named ? 5 : 0);
  return 1;
}

int read_hierarchies(struct hierarchy *hierarchies) {
  struct statfs system;
  char line[512];
  int count = 0;
  if (statfs(CONTROL_GROUPS, &system)) return -1;
  if ((unsigned int)system.f_type == UNIFIED) return 0;
  FILE *members = fopen("/proc/self/cgroup", "re");
  if (!members) return -1;
  while (count < MAXIMUM_HIERARCHIES && fgets(line, sizeof line, members))
    count += read_membership(line, hierarchies + count);
  fclose(members);
  return count ? count : -1;
}

int is_group_path(const char *path) {
  for (const char *name = path;; name++) {
    size_t length = strcspn(name, "/");
    if (length == 0 || *name == '.') return 0;
    name += length;
    if (!*name) return 1;
  }
}

int ask_for_group(enum group_verb verb, const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = GROUPS_SOCKET};
  struct group_request request = {.verb = (char)verb};
  int answer = -EPROTO;
  if (strlen(path) >= sizeof request.path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(request.path, path);
  int server = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (server < 0) return -1;
  int is_heard = !connect(server, (struct sockaddr *)&address, sizeof address)
    && send(server, &request, sizeof request, MSG_NOSIGNAL) == sizeof request
    && recv(server, &answer, sizeof answer, 0) == sizeof answer;
  int error = is_heard ? -answer : errno;
  close(server);
  if (is_heard && answer > 0) return answer;
  errno = error;
  return -1;
}
