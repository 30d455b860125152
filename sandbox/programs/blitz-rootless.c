/*
 * blitz-rootless PORTS ENGINE NAMES PROGRAM [ARGUMENT...]
 *
 * Runs PROGRAM as root of a user namespace of its own, with mounts, a network and IPC of its own, and
 * ends when it ends, with its status. slirp4netns is its way out; the loopback of the sandbox is at
 * 10.0.2.2 for it.
 *
 * ENGINE is a Unix socket, which PROGRAM gets as file descriptor 3 (sd_listen_fds(3)). Who connects
 * before PROGRAM is ready waits for it. At SIGUSR1 it is stopped, and started anew when somebody
 * connects: it takes no memory meanwhile. At SIGTERM it is stopped, and all of this ends.
 *
 * PROGRAM has control groups of its own where blitz-groups gives it some; BLITZ_CONTROL_GROUPS is
 * `own` then.
 *
 * On the Unix socket PORTS a program in there can have ports out here: blitz-publish asks for a
 * bound socket. It needs no rights that the reader has not, and nothing is kept of it here.
 *
 * The sandbox has no network: who asks for a name's address, at port 53 of its loopback, is told at
 * once that there is none. slirp4netns hands on to there what is asked inside. The file NAMES has the
 * number of names that were refused.
 *
 * dockerd asks rootlesskit, once at its start, how ports are published, and does not start without
 * an answer. It gets one on `api.sock` in XDG_RUNTIME_DIR: nothing forwards ports but its own proxy.
 *
 * What rootlesskit does, as far as it is needed; rootlesskit is two processes of 2 MB each.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "control-groups.h"
#include "mount-groups.h"
#include "name-server.h"
#include "port-request.h"

/* The ids that /etc/subuid and /etc/subgid give to the reader. */
#define SUBORDINATE_IDS "1", "100000", "65536"

/* The first file descriptor that is handed over, and how its number is told. */
enum { FIRST_LISTENER = 3 };

/* rootlesskit's answer to `GET /v1/info` (rootlesskit, pkg/api), as far as dockerd reads it. */
#define API_SOCKET "api.sock"
#define API_BODY "{\"networkDriver\":{\"driver\":\"none\"},\"portDriver\":{\"driver\":\"none\"}}"

/* Where slirp4netns takes questions for the sandbox's own resolver. */
#define RESOLVER "nameserver 10.0.2.3\n"

static struct name_server names;

static void fail(const char *what) {
  fprintf(stderr, "blitz-rootless: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int start_listening(const char *path, int type) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    fail(path);
  }
  strcpy(address.sun_path, path);
  unlink(path);
  int listener = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address)
      || listen(listener, 128)) fail(path);
  return listener;
}

/* @returns the child's process id. No child outlives this program. */
static pid_t spawn(char *const *words) {
  pid_t parent = getpid(), child = fork();
  if (child < 0) fail("no process");
  if (child > 0) return child;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  execvp(words[0], words);
  fail(words[0]);
  return -1;
}

static void must_succeed(pid_t child, const char *what) {
  int status;
  if (waitpid(child, &status, 0) == child && status == 0) return;
  fprintf(stderr, "blitz-rootless: %s failed\n", what);
  exit(1);
}

static void map_ids(char *pid) {
  char user[16], group[16];
  sprintf(user, "%d", (int)geteuid());
  sprintf(group, "%d", (int)getegid());
  char *users[] = {"newuidmap", pid, "0", user, "1", SUBORDINATE_IDS, NULL};
  char *groups[] = {"newgidmap", pid, "0", group, "1", SUBORDINATE_IDS, NULL};
  pid_t first = spawn(users), second = spawn(groups);
  must_succeed(first, "newuidmap");
  must_succeed(second, "newgidmap");
}

static int open_place(const char *path) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) fail(path);
  return place;
}

/* Mounts what `open_place` has opened again, with all that is mounted in it. */
static void mount_again(int place, const char *path) {
  char source[32];
  sprintf(source, "/proc/self/fd/%d", place);
  if (mount(source, path, NULL, MS_BIND | MS_REC, NULL)) fail(path);
}

/*
 * A /run that is empty, as the engine writes there, but for the reader's own and the hub's part, and
 * for the engine's socket under the name by which containers ask to have it mounted.
 */
static void mount_run(const char *runtime_directory) {
  int own = open_place(runtime_directory), blitz = open_place("/run/blitz");
  if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755")) fail("/run");
  mkdir("/run/user", 0755);
  mkdir(runtime_directory, 0700);
  mkdir("/run/blitz", 0755);
  mount_again(own, runtime_directory);
  mount_again(blitz, "/run/blitz");
  char socket[PATH_MAX];
  snprintf(socket, sizeof socket, "%s/docker.sock", runtime_directory);
  if (symlink(socket, "/run/docker.sock")) fail("/run/docker.sock");
}

/*
 * /sys as this network is seen. The kernel allows no more than was allowed out there.
 * @param version of the control groups that blitz-groups gives, or -1.
 * @returns whether the engine has control groups of its own. Without them, it starts all the same.
 */
static int mount_sys(int version) {
  int groups = open_place(CONTROL_GROUPS);
  int is_new = !mount("sysfs", "/sys", "sysfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
  int is_own = version > 0 && !mount_groups(version);
  if (is_new && !is_own) mount_again(groups, CONTROL_GROUPS);
  close(groups);
  return is_own;
}

/* Puts a text in the place of a file that is read-only out there. */
static void replace_file(const char *path, const char *text, size_t length) {
  const char *copy = "/run/replacement";
  int target = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (target < 0 || write(target, text, length) != (ssize_t)length) fail(path);
  close(target);
  if (mount(copy, path, NULL, MS_BIND, NULL)) fail(path);
  unlink(copy);
}

/* The sandbox's loopback, where its Docker Hub is, has another address in here. */
static void replace_hosts(void) {
  FILE *source = fopen("/etc/hosts", "re");
  char *line = NULL, *text = NULL;
  size_t room = 0, length = 0;
  FILE *target = open_memstream(&text, &length);
  if (!source || !target) fail("/etc/hosts");
  while (getline(&line, &room, source) > 0) {
    int is_of_hub = strstr(line, "docker.io") && !strncmp(line, "127.0.0.1\t", 10);
    fprintf(target, "%s%s", is_of_hub ? "10.0.2.2" : "", is_of_hub ? line + 9 : line);
  }
  fclose(source);
  fclose(target);
  replace_file("/etc/hosts", text, length);
}

static void hand_over(int engine) {
  char pid[16];
  sprintf(pid, "%d", (int)getpid());
  if (engine == FIRST_LISTENER) fcntl(engine, F_SETFD, 0);
  else dup2(engine, FIRST_LISTENER);
  setenv("LISTEN_PID", pid, 1);
  setenv("LISTEN_FDS", "1", 1);
}

/* In the child: `parent` is its end of a pair of sockets, on which each waits for the other. */
static void enter(int parent, int engine, char **command) {
  char ready;
  const char *runtime_directory = getenv("XDG_RUNTIME_DIR");
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (!runtime_directory) fail("XDG_RUNTIME_DIR");
  /* On version 2, before the namespace: what this process is in is what the engine sees. */
  int version = ask_for_group(GROUP_ENTER, "");
  int groups = version > 0 ? CLONE_NEWCGROUP : 0;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | groups)) fail("no namespaces");
  if (write(parent, "n", 1) != 1 || read(parent, &ready, 1) != 1) exit(1);
  if (setresgid(0, 0, 0) || setresuid(0, 0, 0)) fail("not root");
  /* The kernel forgets it where the user changes. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL)) fail("/");
  if (mount_sys(version)) setenv("BLITZ_CONTROL_GROUPS", "own", 1);
  mount_run(runtime_directory);
  replace_file("/etc/resolv.conf", RESOLVER, strlen(RESOLVER));
  replace_hosts();
  hand_over(engine);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execvp(command[0], command);
  fail(command[0]);
}

static pid_t start_program(int engine, char **command, char *pid) {
  int pair[2];
  char entered;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) fail("no sockets");
  pid_t child = fork();
  if (child < 0) fail("no process");
  if (child == 0) {
    close(pair[0]);
    enter(pair[1], engine, command);
  }
  close(pair[1]);
  sprintf(pid, "%d", (int)child);
  if (read(pair[0], &entered, 1) != 1) exit(1);
  map_ids(pid);
  if (write(pair[0], "m", 1) != 1) exit(1);
  close(pair[0]);
  return child;
}

/* @returns the network's process, which is ready some time later. */
static pid_t start_network(char *pid) {
  char *words[] = {"slirp4netns", "--configure", "--mtu=65520", "--enable-sandbox",
                   "--enable-seccomp", pid, "tap0", NULL};
  return spawn(words);
}

/* Answers one request with a bound socket, or with why there is none. */
static void answer(int listener) {
  int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  struct port_request request;
  struct timeval patience = {.tv_sec = 1};
  if (client < 0) return;
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (recv(client, &request, sizeof request, 0) == sizeof request) {
    int bound = bind_port(&request);
    if (bound < 0 && errno == EADDRINUSE && leave_port(&names, &request)) bound = bind_port(&request);
    int error = bound < 0 ? errno : 0;
    send_socket(client, bound, error);
    if (bound >= 0) close(bound);
  }
  close(client);
}

/* The path of the socket on which dockerd asks for rootlesskit. */
static const char *api_path(void) {
  static char path[sizeof ((struct sockaddr_un *)0)->sun_path + 1];
  const char *directory = getenv("XDG_RUNTIME_DIR");
  snprintf(path, sizeof path, "%s/" API_SOCKET, directory ? directory : "");
  return path;
}

/* @returns -1, which is no file descriptor. */
static int stop_listening(int api) {
  if (api < 0) return api;
  unlink(api_path());
  close(api);
  return -1;
}

/* @returns whether somebody has asked, and has the answer. */
static int tell_about_ports(int listener) {
  int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  char question[4096], answer[256];
  struct timeval patience = {.tv_sec = 1};
  if (client < 0) return 0;
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  int length = snprintf(answer, sizeof answer,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                        "Connection: close\r\n\r\n%s", strlen(API_BODY), API_BODY);
  /* The question is one short packet, and is the same always. */
  int is_told = recv(client, question, sizeof question, 0) > 0
      && send(client, answer, (size_t)length, MSG_NOSIGNAL) == length;
  close(client);
  return is_told;
}

/*
 * Waits, and refuses names meanwhile, until something else has happened. The last one of `waits` is
 * kept free for the names.
 */
static void wait_for(struct pollfd *waits, nfds_t count) {
  for (;;) {
    int patience = open_names(&names), happened;
    waits[count - 1] = (struct pollfd){names.socket, POLLIN, 0};
    happened = poll(waits, count, patience);
    if (happened < 0 && errno != EINTR) exit(1);
    if (happened < 0) {
      for (nfds_t index = 0; index < count; index++) waits[index].revents = 0;
      return;
    }
    if (waits[count - 1].revents) {
      answer_name(&names);
      happened--;
    }
    if (happened > 0) return;
  }
}

/*
 * Runs the program once.
 * @returns its status, as a shell counts it, or -1 when it was to rest.
 */
static int run(int ports, int engine, int signals, char **command) {
  char pid[16];
  int api = start_listening(api_path(), SOCK_STREAM);
  pid_t program = start_program(engine, command, pid), network = start_network(pid);
  struct pollfd waits[] = {{ports, POLLIN, 0}, {signals, POLLIN, 0}, {api, POLLIN, 0}, {-1, 0, 0}};
  int is_to_rest = 0, is_to_end = 0;
  for (;;) {
    struct signalfd_siginfo info;
    int status;
    pid_t ended;
    wait_for(waits, 4);
    if (waits[0].revents) answer(ports);
    /* It is there for the start alone: `docker version` would show it as a part of the engine. */
    if (waits[2].revents && tell_about_ports(api)) {
      api = waits[2].fd = stop_listening(api);
    }
    if (!waits[1].revents || read(signals, &info, sizeof info) != sizeof info) continue;
    if (info.ssi_signo != SIGCHLD) kill(program, SIGTERM);
    if (info.ssi_signo == SIGUSR1) is_to_rest = !is_to_end;
    if (info.ssi_signo == SIGTERM) is_to_end = 1, is_to_rest = 0;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
      /* An engine without its network is started again, as one that has crashed. */
      if (ended == network) {
        network = -1;
        kill(program, SIGKILL);
      }
      if (ended != program) continue;
      if (network > 0) {
        kill(network, SIGKILL);
        waitpid(network, NULL, 0);
      }
      stop_listening(api);
      if (is_to_rest) return -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
  }
}

/* Waits until somebody connects. @returns whether that comes before a signal to end. */
static int rest(int engine, int signals) {
  struct pollfd waits[] = {{engine, POLLIN, 0}, {signals, POLLIN, 0}, {-1, 0, 0}};
  for (;;) {
    struct signalfd_siginfo info;
    wait_for(waits, 3);
    if (waits[1].revents && read(signals, &info, sizeof info) == sizeof info
        && info.ssi_signo == SIGTERM) return 0;
    if (waits[0].revents) return 1;
  }
}

int main(int count, char **words) {
  if (count < 5) {
    fprintf(stderr, "blitz-rootless PORTS ENGINE NAMES PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  int ports = start_listening(words[1], SOCK_SEQPACKET);
  int engine = start_listening(words[2], SOCK_STREAM);
  prepare_names(&names, words[3]);
  signal(SIGPIPE, SIG_IGN);
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGTERM);
  sigaddset(&watched, SIGUSR1);
  sigprocmask(SIG_BLOCK, &watched, NULL);
  int signals = signalfd(-1, &watched, SFD_CLOEXEC);
  int status;
  while ((status = run(ports, engine, signals, words + 4)) < 0)
    if (!rest(engine, signals)) return 0;
  return status;
}
