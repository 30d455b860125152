/*
 * blitz-runc [ARGUMENT...]: runc (opencontainers/runc), as the engine runs it.
 *
 * - A container that shares the process ids of the engine gets its /proc.
 *
 * And on control groups of version 1:
 *
 * - A container's group is made before runc needs it, and removed before runc would: by blitz-groups.
 * - `pause` stops processes by a signal, and `resume` lets them go on: there is no freezer, see
 *   blitz-groups.
 * - More processor time than the sandbox has is lowered to that. Version 2 takes any number, and so
 *   does a machine's own engine up to the machine's processors.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "container-files.h"
#include "control-groups.h"

#define RUNC "/usr/sbin/runc"

/* A larger file is not one of the engine's. */
enum { MOST_BYTES = 16 * 1024 * 1024 };

struct call {
  const char *root, *log, *bundle, *command, *id;
  int is_forced, reads_limits;
};

static struct call read_call(int count, char **words) {
  static const char *const commands[] = {"create", "run", "delete", "pause", "resume", "update"};
  struct call call = {.bundle = "."};
  for (int index = 1; index < count; index++) {
    const char *word = words[index], *next = index + 1 < count ? words[index + 1] : "";
    if (!call.command && !strcmp(word, "--root")) call.root = next;
    if (!call.command && !strcmp(word, "--log")) call.log = next;
    for (size_t known = 0; !call.command && known < sizeof commands / sizeof commands[0]; known++)
      if (!strcmp(word, commands[known])) call.command = commands[known];
    if (!strcmp(word, "--bundle") || !strcmp(word, "-b")) call.bundle = next;
    call.reads_limits |= !strcmp(word, "--resources=-");
    call.is_forced |= call.command && (!strcmp(word, "--force") || !strcmp(word, "-f"));
  }
  if (call.command && count > 2) call.id = words[count - 1];
  return call;
}

static void become_runc(char **words) {
  words[0] = (char *)"runc";
  execv(RUNC, words);
  fprintf(stderr, "blitz-runc: %s: %s\n", RUNC, strerror(errno));
  _exit(127);
}

static char *read_file(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return NULL;
  char *text = read_text(file, MOST_BYTES);
  close(file);
  return text;
}

static long long read_number(const char *path) {
  char *text = read_file(path);
  long long number = text ? strtoll(text, NULL, 10) : 0;
  free(text);
  return number;
}

static char *lower_to_sandbox(const char *text) {
  return lower_quota(text, read_number(CONTROL_GROUPS "/cpu/cpu.cfs_quota_us"),
                     read_number(CONTROL_GROUPS "/cpu/cpu.cfs_period_us"));
}

/* Takes the place of `text`, where it is one. */
static char *use(char *text, char *changed) {
  if (changed) free(text);
  return changed ? changed : text;
}

/* As runc says why there is no container: the engine shows what is in the log. */
static void refuse(const struct call *call, const char *reason) {
  FILE *log = call->log ? fopen(call->log, "ae") : NULL;
  if (log) {
    fprintf(log, "{\"level\":\"error\",\"msg\":\"no control group for the container: %s\"}\n", reason);
    fclose(log);
  }
  exit(1);
}

/* @returns whether the container has a group, whose path is in `group` then. */
static int prepare_container(const struct call *call, int has_groups, char *group, size_t room) {
  char path[PATH_MAX];
  if (snprintf(path, sizeof path, "%s/config.json", call->bundle) >= (int)sizeof path) return 0;
  char *original = read_file(path), *text = original ? strdup(original) : NULL;
  if (!text) return 0;
  text = use(text, share_proc(text));
  if (has_groups) text = use(text, lower_to_sandbox(text));
  if (strcmp(text, original)) {
    int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (file < 0 || write(file, text, strlen(text)) < 0) exit(1);
    close(file);
  }
  int is_found = has_groups && find_string(text, "cgroupsPath", group, room);
  free(original);
  free(text);
  if (!is_found || ask_for_group(GROUP_MAKE, group) >= 0) return is_found;
  refuse(call, errno == ENOSPC ? "the sandbox has as many as it can have" : strerror(errno));
  return 0;
}

/* Where runc fails to create the container, nobody would ask to remove its group. */
static int create_by_runc(char **words, const char *group) {
  int status;
  pid_t parent = getpid(), child = fork();
  if (child < 0) return 1;
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    become_runc(words);
  }
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return 1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
  ask_for_group(GROUP_REMOVE, group);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The new limits come by standard input. */
static void prepare_update(void) {
  char *text = read_text(STDIN_FILENO, MOST_BYTES);
  if (!text) exit(1);
  char *lowered = lower_to_sandbox(text);
  const char *used = lowered ? lowered : text;
  int file = memfd_create("resources", 0);
  if (file < 0 || write(file, used, strlen(used)) < 0 || lseek(file, 0, SEEK_SET)
      || dup2(file, STDIN_FILENO) < 0) exit(1);
}

/* Where the container's group is, below the sandbox's. @returns whether it has one. */
static int find_group(const struct call *call, char *group, size_t room) {
  char path[PATH_MAX], root[PATH_MAX], place[PATH_MAX];
  static const char folder[] = CONTROL_GROUPS "/pids/";
  const char *runtime = getenv("XDG_RUNTIME_DIR");
  snprintf(root, sizeof root, "%s/runc", runtime ? runtime : "/run");
  if (snprintf(path, sizeof path, "%s/%s/state.json", call->root ? call->root : root, call->id)
      >= (int)sizeof path) return 0;
  char *text = read_file(path);
  int is_found = text && find_string(text, "pids", place, sizeof place)
    && !strncmp(place, folder, sizeof folder - 1) && strlen(place) - sizeof folder < room - 1;
  if (is_found) strcpy(group, place + sizeof folder - 1);
  free(text);
  return is_found;
}

/* @returns how many processes the group has, each of which was sent `signal`; -1 without the group. */
static int signal_group(const char *group, int signal) {
  char path[PATH_MAX], line[32];
  snprintf(path, sizeof path, CONTROL_GROUPS "/pids/%s/cgroup.procs", group);
  FILE *members = fopen(path, "re");
  int count = 0;
  if (!members) return -1;
  while (fgets(line, sizeof line, members)) {
    int process = atoi(line);
    if (process > 0 && !kill(process, signal)) count++;
  }
  fclose(members);
  return count;
}

static void wait_a_little(void) {
  struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
  nanosleep(&moment, NULL);
}

/* What was started while the others were stopped is found by the next look. */
static int pause_group(const char *group) {
  int before = -1, count;
  while ((count = signal_group(group, SIGSTOP)) > before) before = count;
  return count < 0 ? 1 : 0;
}

static void remove_group(const struct call *call) {
  char group[sizeof((struct group_request *)0)->path];
  /* Of a container that runc failed to run, it knows nothing. Such are those of a build. */
  if (!find_group(call, group, sizeof group)
      && snprintf(group, sizeof group, "docker/buildkit/%s", call->id) >= (int)sizeof group) return;
  for (int tries = 0; ask_for_group(GROUP_REMOVE, group) < 0 && errno == EBUSY; tries++) {
    if (!call->is_forced || tries == 200) return;
    signal_group(group, SIGKILL);
    wait_a_little();
  }
}

int main(int count, char **words) {
  struct call call = read_call(count, words);
  struct hierarchy hierarchies[MAXIMUM_HIERARCHIES];
  if (!call.command || !call.id) become_runc(words);
  int has_groups = read_hierarchies(hierarchies) > 0;
  const char *command = call.command;
  char group[sizeof((struct group_request *)0)->path];
  if (!strcmp(command, "create") || !strcmp(command, "run")) {
    int is_grouped = prepare_container(&call, has_groups, group, sizeof group);
    if (is_grouped && !strcmp(command, "create")) return create_by_runc(words, group);
  } else if (has_groups && call.reads_limits) {
    prepare_update();
  } else if (has_groups && !strcmp(command, "delete")) {
    remove_group(&call);
  } else if (has_groups && find_group(&call, group, sizeof group)) {
    if (!strcmp(command, "pause")) return pause_group(group);
    return signal_group(group, SIGCONT) < 0;
  }
  become_runc(words);
  return 1;
}
