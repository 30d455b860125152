/*
 * blitz-hold SOCKET BYTES COLUMNS ROWS PROGRAM [ARGUMENT...]
 *
 * Runs PROGRAM on a PTY of its own that no connection can take away, and ends when it listens on
 * SOCKET; what holds the PTY stays behind. Of the output the last BYTES are kept, and every byte has
 * its offset since the beginning, so that whoever attaches names what he has and gets the rest.
 *
 * One client at a time, the last one that came. Both directions are frames: a letter, the length of
 * what follows (32 bits, big-endian as all numbers here), and that.
 *
 *   to us    a  offset (64), columns (16), rows (16): attach, and send what comes from there on; the
 *               size stays as it is where columns are 0
 *            i  bytes: typed
 *            r  columns (16), rows (16): the size has changed
 *            s  number (8): a signal to what runs in the foreground, but never to the shell itself
 *            e  the end: hang up on the program, and forget it
 *   from us  b  offset (64), end (64): what follows begins there; before `end` it is from before
 *            o  bytes: printed
 *            x  status (8), name of a signal: the program has ended, and all of it was sent
 */
#define _GNU_SOURCE
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
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
#include <unistd.h>
#include <utmp.h>

enum { HEADER = 5, LARGEST_FRAME = 32 * 1024 };

/* Bytes that a client may be behind before the program has to wait. Less than BYTES. */
enum { AHEAD = 64 * 1024 };

/* Typed and not taken by the program; what is over it is dropped, as a terminal does. A client that
 * had to wait instead could no longer end a program that never reads. */
enum { LONGEST_INPUT = 4 * 1024 * 1024 };

static int listener, client = -1, terminal, children;
static pid_t program;
static ino_t inode;

/* The output: a ring, and offsets since the beginning. */
static unsigned char *ring;
static uint64_t capacity, end, sent;
static int attached;

/* The program has ended; `rest` bytes at most are still taken from the terminal. */
static int ended, told;
static size_t rest = AHEAD;
static unsigned char farewell[32];

/* What goes out now: a header, then so many bytes of the ring. */
static unsigned char head[64];
static size_t head_length, head_sent, payload;

static unsigned char frame[HEADER + LARGEST_FRAME];
static size_t frame_length;

static unsigned char *input;
static size_t input_length;

static void fail(const char *what) {
  fprintf(stderr, "blitz-hold: %s: %s\n", what, strerror(errno));
  exit(1);
}

/* A name that is bound only when it can be connected to: bound beside, then renamed. */
static int listen_on(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *name = strrchr(path, '/');
  if (!name || strlen(path) + 12 > sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    fail(path);
  }
  sprintf(address.sun_path, "%.*s/.%d", (int)(name - path), path, (int)getpid());
  int found = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (found < 0 || bind(found, (struct sockaddr *)&address, sizeof address) || listen(found, 4)
      || rename(address.sun_path, path)) fail(path);
  struct stat named;
  if (!stat(path, &named)) inode = named.st_ino;
  return found;
}

static void start(const char *columns, const char *rows, char **command) {
  struct winsize size = {.ws_col = atoi(columns), .ws_row = atoi(rows)};
  int slave;
  if (openpty(&terminal, &slave, NULL, NULL, &size)) fail("no terminal");
  struct termios modes;
  tcgetattr(slave, &modes);
  modes.c_iflag |= IUTF8;
  tcsetattr(slave, TCSANOW, &modes);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  program = fork();
  if (program < 0) fail("no process");
  if (program > 0) {
    /* The other side stays open here: a shell that closes its own has not ended. */
    fcntl(slave, F_SETFD, FD_CLOEXEC);
    return;
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  login_tty(slave);
  execvp(command[0], command);
  fail(command[0]);
}

static void drop_client(void) {
  if (client >= 0) close(client);
  client = -1;
  attached = 0;
}

static void put64(unsigned char *place, uint64_t number) {
  number = htobe64(number);
  memcpy(place, &number, 8);
}

static void set_head(char kind, size_t length, size_t with) {
  uint32_t size = htobe32(length);
  head[0] = kind;
  memcpy(head + 1, &size, 4);
  head_length = HEADER + with;
  head_sent = 0;
}

/* What to send next. @returns 0 when there is nothing. */
static int next_frame(void) {
  if (head_sent < head_length || payload > 0) return 1;
  if (!attached) return 0;
  if (sent < end) {
    payload = end - sent < LARGEST_FRAME ? end - sent : LARGEST_FRAME;
    set_head('o', payload, 0);
  } else if (ended && rest == 0 && !told) {
    size_t length = 1 + strlen((char *)farewell + 1);
    set_head('x', length, length);
    memcpy(head + HEADER, farewell, length);
    told = 1;
  } else {
    return 0;
  }
  return 1;
}

/* Sends as much as the client takes. */
static void send_all(void) {
  while (client >= 0 && next_frame()) {
    size_t place = sent % capacity;
    size_t first = payload < capacity - place ? payload : capacity - place;
    struct iovec pieces[3] = {
        {head + head_sent, head_length - head_sent},
        {ring + place, first},
        {ring, payload - first},
    };
    ssize_t count = writev(client, pieces, 3);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) return drop_client();
    size_t of_head = (size_t)count < head_length - head_sent ? (size_t)count : head_length - head_sent;
    head_sent += of_head;
    payload -= count - of_head;
    sent += count - of_head;
  }
}

static void attach(uint64_t from) {
  uint64_t oldest = end > capacity ? end - capacity : 0;
  sent = from < oldest ? oldest : from > end ? end : from;
  attached = 1;
  told = 0;
  payload = 0;
  set_head('b', 16, 16);
  put64(head + HEADER, sent);
  put64(head + HEADER + 8, end);
}

static void resize(const unsigned char *numbers) {
  uint16_t columns, rows;
  memcpy(&columns, numbers, 2);
  memcpy(&rows, numbers + 2, 2);
  struct winsize size = {.ws_col = be16toh(columns), .ws_row = be16toh(rows)};
  if (size.ws_col > 0) ioctl(terminal, TIOCSWINSZ, &size);
}

static void write_input(void) {
  ssize_t count = write(terminal, input, input_length);
  if (count <= 0) return;
  input_length -= count;
  memmove(input, input + count, input_length);
}

static void type(const unsigned char *bytes, size_t length) {
  if (input_length + length > LONGEST_INPUT) return;
  unsigned char *room = realloc(input, input_length + length + 1);
  if (!room) return;
  input = room;
  memcpy(input + input_length, bytes, length);
  input_length += length;
  write_input();
}

static void signal_foreground(int number) {
  pid_t group = tcgetpgrp(terminal);
  if (group > 1 && group != program) kill(-group, number);
}

/* Leaves the name alone where another one has it by now. */
static void forget(const char *path) {
  struct stat named;
  if (!stat(path, &named) && named.st_ino == inode) unlink(path);
  exit(0);
}

static void obey(const char *path, char kind, const unsigned char *what, size_t length) {
  uint64_t from;
  if (kind == 'a' && length == 12 && !attached) {
    memcpy(&from, what, 8);
    resize(what + 8);
    attach(be64toh(from));
  }
  if (kind == 'i') type(what, length);
  if (kind == 'r' && length == 4) resize(what);
  if (kind == 's' && length == 1) signal_foreground(what[0]);
  if (kind == 'e') forget(path);
}

static void receive(const char *path) {
  ssize_t count = read(client, frame + frame_length, sizeof frame - frame_length);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return drop_client();
  frame_length += count;
  size_t begin = 0;
  while (frame_length - begin >= HEADER) {
    uint32_t length;
    memcpy(&length, frame + begin + 1, 4);
    length = be32toh(length);
    if (length > LARGEST_FRAME) return drop_client();
    if (frame_length - begin < HEADER + length) break;
    obey(path, frame[begin], frame + begin + HEADER, length);
    begin += HEADER + length;
  }
  frame_length -= begin;
  memmove(frame, frame + begin, frame_length);
}

static void welcome(void) {
  int found = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (found < 0) return;
  drop_client();
  client = found;
  frame_length = head_length = head_sent = payload = 0;
}

/* Takes what the program has printed. */
static void take_output(void) {
  size_t taken = 0;
  while (taken < LARGEST_FRAME) {
    size_t place = end % capacity;
    size_t room = capacity - place < LARGEST_FRAME ? capacity - place : LARGEST_FRAME;
    if (ended && room > rest) room = rest;
    ssize_t count = room > 0 ? read(terminal, ring + place, room) : 0;
    if (count <= 0) {
      if (ended) rest = 0;
      return;
    }
    end += count;
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
  farewell[0] = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  if (WIFSIGNALED(status)) {
    const char *name = sigabbrev_np(WTERMSIG(status));
    strncpy((char *)farewell + 1, name ? name : "UNKNOWN", sizeof farewell - 2);
  }
}

int main(int count, char **words) {
  if (count < 6) {
    fprintf(stderr, "blitz-hold SOCKET BYTES COLUMNS ROWS PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  const char *path = words[1];
  capacity = strtoull(words[2], NULL, 10);
  ring = capacity > AHEAD ? malloc(capacity) : NULL;
  if (!ring) fail("too few bytes");
  listener = listen_on(path);
  pid_t behind = fork();
  if (behind < 0) fail("no process");
  if (behind > 0) return 0;

  setsid();
  int nothing = open("/dev/null", O_RDWR);
  for (int number = 0; number < 3; number++) dup2(nothing, number);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  children = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
  start(words[3], words[4], words + 5);

  for (;;) {
    int blocked = next_frame();
    int takes = !(ended && rest == 0) && (!attached || end - sent < AHEAD);
    struct pollfd waits[] = {
        {listener, POLLIN},
        {client, POLLIN | (blocked ? POLLOUT : 0)},
        {terminal, (takes ? POLLIN : 0) | (input_length > 0 ? POLLOUT : 0)},
        {children, POLLIN},
    };
    /* What an ended program left in the terminal is taken at once: nothing more announces it. */
    if (poll(waits, 4, ended && takes ? 0 : -1) < 0 && errno != EINTR) return 1;
    if (waits[3].revents) reap();
    if (waits[2].revents & POLLOUT) write_input();
    if (takes && ((waits[2].revents & POLLIN) || ended)) take_output();
    if (waits[1].revents & (POLLIN | POLLHUP | POLLERR)) receive(path);
    if (waits[0].revents) welcome();
    send_all();
  }
}
