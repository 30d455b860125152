/*
 * blitz-hold DIRECTORY USER PROGRAM [ARGUMENT...]
 *
 * Holds shells that no connection can take away. Run as root, which the reader is not; DIRECTORY is
 * root's. Whoever connects to DIRECTORY/.new gets a PROGRAM of its own on a PTY, run as USER, which
 * was started ahead: it reads from descriptor 3 where to begin and its secret, with a zero byte each. From
 * then on the shell has a name in DIRECTORY, by which it can be attached to again.
 *
 * Each shell has a process here. Of its output the last bytes are kept, and each has its offset
 * since the beginning, so that whoever attaches names what he has and gets the rest.
 *
 * One client at a time, the last one that came. Both directions are frames: a letter, the length of
 * what follows (32 bits, big-endian as all numbers here), and that.
 *
 *   to us    n  columns (16), rows (16), bytes to keep (32), name, zero, directory, zero, secret, zero:
 *               the first at .new; the home directory where none is named. The secret is for the
 *               program's marks. Output follows from its beginning
 *            a  offset (64), columns (16), rows (16): attach, and send what comes from there on; the
 *               size stays as it is where columns are 0
 *            i  bytes: typed
 *            t  writer (64), offset (64), bytes: typed by a writer that counts its bytes from 0 on. What
 *               was taken from it before is left out, and what follows a gap is not taken
 *            r  columns (16), rows (16): the size has changed
 *            s  number (8): a signal to what runs in the foreground, but never to the shell itself
 *            e  the end: hang up on the program, and forget it
 *   from us  b  offset (64), end (64), how many writers are known (8): what follows begins at `offset`;
 *               before `end` it is from before. Then, for each writer: writer (64), offset (64), as in
 *               `k`. A holder of before writers were counted sends no more than `end`
 *            o  bytes: printed
 *            k  writer (64), offset (64), again (8): all before `offset` was taken from that writer; with
 *               `again` what follows was not, and is to be sent again
 *            x  status (8), name of a signal: the program has ended, and all of it was sent
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pty.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include "frame-reader.h"
#include "outgoing-frames.h"
#include "output-ring.h"
#include "shell-request.h"
#include "writers.h"

/* Bytes that a client may be behind before the program has to wait. */
enum { AHEAD = 64 * 1024 };

/* Bytes of output that can be kept: what a client is behind, and what is taken at a time, fit in. */
enum { LEAST_KEPT = AHEAD + 2 * LARGEST_FRAME, MOST_KEPT = 64 * 1024 * 1024 };

/* What the kernel holds of that for a client that does not read: all of it is shown before what a
 * Ctrl+C brings. (It takes twice the number, for its own needs.) */
enum { UNREAD = 32 * 1024 };

/* Typed and not taken by the program. What is over it is not taken from its writer until half of it is
 * free; of a writer that does not count it is dropped. A client that had to wait instead could no
 * longer end a program that never reads. */
enum { LONGEST_INPUT = 4 * 1024 * 1024 };

/* What was taken from a writer is told with the output that follows, or after this time without any;
 * milliseconds. An echo so pays nothing for it. */
enum { TELL_AFTER = 20 };

/* How long who has come to .new may take to name the shell, in seconds. */
enum { PATIENCE = 10 };

/* How long to wait before a shell is started anew that did not come to be, in microseconds. */
enum { RETRY = 200 * 1000 };

static const char *directory;
static const struct passwd *user;

static int listener, client = -1, terminal, children;
static pid_t program;

/* Where the program waits to be told its directory, and our parent to hear that it is taken. */
static int beginning, taking;

/* In DIRECTORY, once it has one. */
static char name[108];
static ino_t inode;

/* What was printed, and the offset of the first byte that the client has not got. */
static struct output_ring ring;
static uint64_t sent;
static int attached;

/* The program has ended; `rest` bytes at most are still taken from the terminal. */
static int ended, told;
static size_t rest = AHEAD;
static unsigned char farewell[32];

static struct outgoing_frames outgoing;
static struct frame_reader incoming;

/* Typed, and not taken by the program. */
static unsigned char *input;
static size_t input_length;
static struct writers writers;

static void fail(const char *what) {
  fprintf(stderr, "blitz-hold: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* A name that is bound only when it can be connected to: bound beside, then renamed. */
static int listen_on(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s/.%d", directory, (int)getpid());
  int found = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (found < 0 || bind(found, (struct sockaddr *)&address, sizeof address)
      || chmod(address.sun_path, 0666) || listen(found, 128) || rename(address.sun_path, path)) fail(path);
  return found;
}

/* The reader's own, so that nothing here can do more for them than they could; root's name stays. */
static void become_user(void) {
  if (setegid(user->pw_gid) || seteuid(user->pw_uid)) fail(user->pw_name);
}

static void become_root(void) {
  if (seteuid(0) || setegid(0)) fail("root");
}

static void run(char **command, int slave, int begins) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* Whoever started us in the background may have us ignore Ctrl+C. */
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  become_root();
  if (initgroups(user->pw_name, user->pw_gid) || setgid(user->pw_gid) || setuid(user->pw_uid))
    fail(user->pw_name);
  if (login_tty(slave)) fail("no terminal");
  dup2(begins, 3);
  execvp(command[0], command);
  fail(command[0]);
}

static void start(char **command) {
  int slave, pipes[2];
  if (openpty(&terminal, &slave, NULL, NULL, NULL)) fail("no terminal");
  if (pipe2(pipes, O_CLOEXEC)) fail("no pipe");
  struct termios modes;
  tcgetattr(slave, &modes);
  modes.c_iflag |= IUTF8;
  tcsetattr(slave, TCSANOW, &modes);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  program = fork();
  if (program < 0) fail("no process");
  if (program == 0) run(command, slave, pipes[0]);
  /* The other side stays open here: a shell that closes its own has not ended. */
  fcntl(slave, F_SETFD, FD_CLOEXEC);
  close(pipes[0]);
  beginning = pipes[1];
}

/* Leaves the name alone where another one has it by now. */
static void forget(void) {
  struct stat named;
  become_root();
  if (name[0] && !stat(name, &named) && named.st_ino == inode) unlink(name);
  exit(0);
}

static void drop_client(void) {
  if (client >= 0) close(client);
  if (client >= 0 && !name[0]) forget();
  client = -1;
  attached = 0;
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Tells one writer what was taken. @returns whether there was one to tell. */
static int tell_writer(void) {
  struct writer *writer = take_due(&writers);
  if (!writer) return 0;
  unsigned char *place = add_head(&outgoing, 'k', 17, 17);
  put64(place, writer->id);
  put64(place + 8, writer->offset);
  place[16] = (unsigned char)writer->again;
  writer->again = 0;
  return 1;
}

/* Milliseconds until there is an offset to tell, whatever the program prints; -1: none. */
static int time_to_tell(void) {
  if (!writers.due_since || !attached) return -1;
  int64_t left = writers.due_since + TELL_AFTER - milliseconds();
  return left > 0 ? (int)left : 0;
}

/* What to send next. @returns 0 when there is nothing. */
static int next_frame(void) {
  if (is_outgoing(&outgoing)) return 1;
  if (!attached) return 0;
  int tells = writers.due_since && (sent < ring.end || time_to_tell() == 0) && tell_writer();
  if (sent < ring.end) {
    outgoing.payload = ring.end - sent < LARGEST_FRAME ? ring.end - sent : LARGEST_FRAME;
    add_head(&outgoing, 'o', outgoing.payload, 0);
  } else if (ended && rest == 0 && !told) {
    size_t length = 1 + strlen((char *)farewell + 1);
    memcpy(add_head(&outgoing, 'x', length, length), farewell, length);
    told = 1;
  } else {
    return tells;
  }
  return 1;
}

/* Sends as much as the client takes. */
static void send_all(void) {
  while (client >= 0 && next_frame()) {
    struct iovec pieces[3];
    outgoing_pieces(&outgoing, &ring, sent, pieces);
    ssize_t count = writev(client, pieces, 3);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) {
      /* It has gone; what it has said before that is still to be read, such as that this is the end. */
      attached = 0;
      drop_outgoing(&outgoing);
      return;
    }
    sent += outgoing_sent(&outgoing, count);
  }
}

static void attach(uint64_t from) {
  sent = nearest_offset(&ring, from);
  attached = 1;
  told = 0;
  forget_due(&writers);
  size_t known = count_writers(&writers), length = 17 + known * 16;
  unsigned char *place = add_head(&outgoing, 'b', length, length);
  put64(place, sent);
  put64(place + 8, ring.end);
  place[16] = (unsigned char)known;
  place += 17;
  for (struct writer *each = writers.all; each < writers.all + MOST_WRITERS; each++) {
    if (!each->id) continue;
    put64(place, each->id);
    put64(place + 8, each->offset);
    place += 16;
  }
}

static void resize(uint16_t columns, uint16_t rows) {
  struct winsize size = {.ws_col = columns, .ws_row = rows};
  if (size.ws_col > 0) ioctl(terminal, TIOCSWINSZ, &size);
}

static void resize_as_told(const unsigned char *numbers) {
  uint16_t columns, rows;
  memcpy(&columns, numbers, 2);
  memcpy(&rows, numbers + 2, 2);
  resize(be16toh(columns), be16toh(rows));
}

static void write_input(void) {
  ssize_t count = write(terminal, input, input_length);
  if (count <= 0) return;
  input_length -= count;
  memmove(input, input + count, input_length);
  if (input_length <= LONGEST_INPUT / 2) room_for_typed(&writers, milliseconds());
}

/* @returns whether it was taken. */
static int type(const unsigned char *bytes, size_t length) {
  if (input_length + length > LONGEST_INPUT) return 0;
  unsigned char *room = realloc(input, input_length + length + 1);
  if (!room) return 0;
  input = room;
  memcpy(input + input_length, bytes, length);
  input_length += length;
  write_input();
  return 1;
}

/* @param what the writer, the offset of the first byte, the bytes. */
static void type_counted(const unsigned char *what, size_t length) {
  struct typed typed;
  int64_t now = milliseconds();
  if (!read_typed(&writers, what, length, now, &typed)) return;
  if (type(typed.bytes, typed.length)) typed_taken(&writers, &typed, now);
  else typed_refused(&typed);
}

static void signal_foreground(int number) {
  pid_t group = tcgetpgrp(terminal);
  /* The number of a group that has ended may be another's by now. */
  pid_t session = getsid(group);
  if (group > 1 && group != program && (session < 0 || session == program)) kill(-group, number);
}

static void take_name(const struct shell_request *request) {
  char path[sizeof name];
  int written = snprintf(path, sizeof path, "%s/%s", directory, request->name);
  if (written < 0 || (size_t)written >= sizeof path) return drop_client();
  memcpy(name, path, sizeof name);
  become_root();
  listener = listen_on(name);
  struct stat found;
  if (!stat(name, &found)) inode = found.st_ino;
  become_user();
  alarm(0);
  if (write(beginning, request->told, request->told_length) > 0) close(beginning);
}

/* Who gave up in the queue for this holder has left a frame, and wants no shell any more. */
static int has_hung_up(void) {
  char next;
  ssize_t count = recv(client, &next, 1, MSG_PEEK | MSG_DONTWAIT);
  return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

/* The first frame of all, which names the shell. */
static void begin(const struct frame *first) {
  struct shell_request request;
  if (has_hung_up()) return drop_client();
  if (first->kind != 'n' || !read_shell_request(first->what, first->length, &request)) return drop_client();
  if (request.kept < LEAST_KEPT || request.kept > MOST_KEPT) return drop_client();
  if (!open_ring(&ring, request.kept)) return drop_client();
  resize(request.columns, request.rows);
  take_name(&request);
  attach(0);
}

static void obey(const struct frame *one) {
  const unsigned char *what = one->what;
  size_t length = one->length;
  char kind = one->kind;
  if (kind == 'a' && length == 12 && !attached) {
    uint64_t from;
    memcpy(&from, what, 8);
    resize_as_told(what + 8);
    attach(be64toh(from));
  }
  if (kind == 'i') type(what, length);
  if (kind == 't') type_counted(what, length);
  if (kind == 'r' && length == 4) resize_as_told(what);
  if (kind == 's' && length == 1) signal_foreground(what[0]);
  if (kind == 'e') forget();
}

static void receive(void) {
  unsigned char *place;
  size_t room = frame_room(&incoming, &place);
  ssize_t count = read(client, place, room);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return drop_client();
  frame_received(&incoming, count);
  struct frame next;
  int found;
  while ((found = take_frame(&incoming, &next)) > 0) {
    if (name[0]) obey(&next);
    else begin(&next);
  }
  if (found < 0) drop_client();
}

static void welcome(void) {
  int found = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (found < 0) return;
  drop_client();
  client = found;
  setsockopt(client, SOL_SOCKET, SO_SNDBUF, &(int){UNREAD}, sizeof(int));
  incoming.begin = incoming.end = 0;
  drop_outgoing(&outgoing);
  if (name[0]) return;
  /* The next one is for the next shell. */
  close(listener);
  listener = -1;
  alarm(PATIENCE);
  /* A parent that has ended starts no next one. */
  if (write(taking, "", 1) < 0) exit(1);
  close(taking);
}

/* Takes what the program has printed. */
static void take_output(void) {
  size_t taken = 0;
  while (taken < LARGEST_FRAME) {
    unsigned char *place;
    size_t room = ring_room(&ring, LARGEST_FRAME, &place);
    if (ended && room > rest) room = rest;
    ssize_t count = room > 0 ? read(terminal, place, room) : 0;
    if (count <= 0) {
      if (ended) rest = 0;
      return;
    }
    ring_printed(&ring, count);
    taken += count;
    if (ended) rest -= count;
  }
}

static void reap(void) {
  struct signalfd_siginfo ignored;
  while (read(children, &ignored, sizeof ignored) > 0) {}
  int status;
  if (waitpid(program, &status, WNOHANG) != program) return;
  ended = 1;
  farewell[0] = WIFEXITED(status) ? (unsigned char)WEXITSTATUS(status) : 0;
  if (WIFSIGNALED(status)) {
    const char *called = sigabbrev_np(WTERMSIG(status));
    strncpy((char *)farewell + 1, called ? called : "UNKNOWN", sizeof farewell - 2);
  }
}

/* One shell, from before it is asked for until it is forgotten. */
static void hold(char **command) {
  setsid();
  become_user();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  signal(SIGCHLD, SIG_DFL);
  children = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
  start(command);

  for (;;) {
    int blocked = next_frame();
    int takes = ring.bytes && !(ended && rest == 0) && (!attached || ring.end - sent < AHEAD);
    struct pollfd waits[] = {
        {listener, POLLIN, 0},
        {client, (short)(POLLIN | (blocked ? POLLOUT : 0)), 0},
        {terminal, (short)((takes ? POLLIN : 0) | (input_length > 0 ? POLLOUT : 0)), 0},
        {children, POLLIN, 0},
    };
    /* What an ended program left in the terminal is taken at once: nothing more announces it. */
    int timeout = ended && takes ? 0 : blocked ? -1 : time_to_tell();
    if (poll(waits, 4, timeout) < 0 && errno != EINTR) exit(1);
    if (waits[3].revents) reap();
    if (ended && !name[0]) forget();
    if (waits[2].revents & POLLOUT) write_input();
    if (takes && ((waits[2].revents & POLLIN) || ended)) take_output();
    if (waits[1].revents & (POLLIN | POLLHUP | POLLERR)) receive();
    if (waits[0].revents) welcome();
    send_all();
  }
}

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "blitz-hold DIRECTORY USER PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  directory = words[1];
  user = getpwnam(words[2]);
  if (!user) fail(words[2]);
  char path[108];
  snprintf(path, sizeof path, "%s/.new", directory);
  listener = listen_on(path);
  /* Nobody asks how a shell's process has ended. */
  signal(SIGCHLD, SIG_IGN);
  for (;;) {
    int pipes[2];
    char taken;
    if (pipe2(pipes, O_CLOEXEC)) {
      usleep(RETRY);
      continue;
    }
    pid_t shell = fork();
    if (shell == 0) {
      close(pipes[0]);
      taking = pipes[1];
      hold(words + 3);
    }
    close(pipes[1]);
    if (shell < 0 || read(pipes[0], &taken, 1) != 1) usleep(RETRY);
    close(pipes[0]);
  }
}
