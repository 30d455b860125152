/*
 * blitz-hold, whole, in a world of its own: the client, the program in the shell and the clock do
 * what the input says, one thing at each poll(2). Wrong is, beside what the sanitizers see, a frame
 * that is none, a byte of output that is not the one of its offset, and output that never arrives.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pty.h>
#include <pwd.h>
#include <setjmp.h>
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
#include "fuzz.h"
#include "pattern.h"

enum { LISTENER = 100, TERMINAL, BEGINNING, TAKING, CHILDREN, FIRST_CLIENT = 1000, SHELL = 4711 };

static struct input script;
static jmp_buf over;

static struct {
  int number; /* its file descriptor; each has another */
  /* What the client has sent and nobody has read, and whether it has hung up after that. */
  unsigned char sent[2 * 64 * 1024];
  size_t begin, end;
  int is_there, has_hung_up, wants_in;
  /* What it takes yet, what it has got of a frame, and where in the output it is. */
  size_t room;
  unsigned char frame[5 + 32 * 1024];
  size_t got;
  uint64_t offset;
} peer;

static struct {
  uint64_t printed, waiting; /* bytes in all; those that nobody has read */
  size_t room; /* for what is typed */
  int has_ended, is_reaped, status;
} shell;

static int64_t clock_milliseconds;
/* Whether the last poll found something to do, and how many there were since the input's end. */
static int is_busy = 1, polls_after;

static void leave(int status) {
  (void)status;
  longjmp(over, 1);
}

static void check_frame(void) {
  uint64_t numbers[2];
  uint32_t length = (uint32_t)(peer.got - 5);
  const unsigned char *what = peer.frame + 5;
  switch (peer.frame[0]) {
    case 'b':
      must(length >= 17 && length == 17 + what[16] * 16u && what[16] <= 16);
      memcpy(numbers, what, 16);
      peer.offset = be64toh(numbers[0]);
      must(peer.offset <= be64toh(numbers[1]));
      return;
    case 'o':
      must(length > 0 && length <= 32 * 1024);
      must(!memcmp(what, pattern_at(peer.offset), length));
      peer.offset += length;
      must(peer.offset <= shell.printed);
      return;
    case 'k':
      must(length == 17 && what[16] <= 1);
      return;
    case 'x':
      must(length >= 1 && shell.is_reaped && peer.offset == shell.printed);
      return;
    default:
      must(0);
  }
}

static void client_gets(const unsigned char *bytes, size_t count) {
  while (count > 0) {
    uint32_t length = 0;
    if (peer.got >= 5) memcpy(&length, peer.frame + 1, 4);
    size_t whole = peer.got < 5 ? 5 : 5 + (size_t)be32toh(length), want = whole - peer.got;
    must(whole <= sizeof peer.frame);
    size_t piece = count < want ? count : want;
    memcpy(peer.frame + peer.got, bytes, piece);
    peer.got += piece;
    bytes += piece;
    count -= piece;
    if (peer.got < 5) continue;
    memcpy(&length, peer.frame + 1, 4);
    if (peer.got < 5 + (size_t)be32toh(length)) continue;
    check_frame();
    peer.got = 0;
  }
}

static ssize_t world_writev(int to, const struct iovec *pieces, int count) {
  ssize_t all = 0;
  must(to == peer.number && peer.is_there);
  if (peer.has_hung_up) return errno = EPIPE, -1;
  for (int index = 0; index < count; index++) {
    size_t piece = pieces[index].iov_len < peer.room ? pieces[index].iov_len : peer.room;
    if (piece == 0) continue;
    client_gets(pieces[index].iov_base, piece);
    peer.room -= piece;
    all += piece;
    if (piece < pieces[index].iov_len) break;
  }
  return all > 0 ? all : (errno = EAGAIN, -1);
}

static ssize_t world_read(int from, void *place, size_t most) {
  must(most > 0);
  if (from == CHILDREN) return errno = EAGAIN, -1;
  if (from == TERMINAL) {
    size_t count = shell.waiting < most ? shell.waiting : most;
    must(count <= PERIOD);
    memcpy(place, pattern_at(shell.printed), count);
    shell.printed += count;
    shell.waiting -= count;
    return count > 0 ? (ssize_t)count : (errno = EAGAIN, -1);
  }
  must(from == peer.number && peer.is_there);
  size_t there = peer.end - peer.begin, count = there < most ? there : most;
  memcpy(place, peer.sent + peer.begin, count);
  peer.begin += count;
  if (count == 0 && !peer.has_hung_up) return errno = EAGAIN, -1;
  return (ssize_t)count;
}

static ssize_t world_recv(int from, void *place, size_t most, int flags) {
  (void)most;
  must(from == peer.number && (flags & MSG_PEEK));
  if (peer.begin < peer.end) return *(char *)place = (char)peer.sent[peer.begin], 1;
  return peer.has_hung_up ? 0 : (errno = EAGAIN, -1);
}

static ssize_t world_write(int to, const void *bytes, size_t count) {
  (void)bytes;
  if (to != TERMINAL) return (ssize_t)count;
  size_t taken = count < shell.room ? count : shell.room;
  shell.room -= taken;
  return taken > 0 ? (ssize_t)taken : (errno = EAGAIN, -1);
}

static int world_close(int which) {
  if (which == peer.number) peer.is_there = 0;
  return 0;
}

static int world_accept(void) {
  if (!peer.wants_in) return errno = EAGAIN, -1;
  peer.wants_in = 0;
  peer.is_there = 1;
  peer.has_hung_up = 0;
  peer.begin = peer.end = peer.got = 0;
  return ++peer.number;
}

static int world_waitpid(int *status) {
  if (!shell.has_ended || shell.is_reaped) return 0;
  shell.is_reaped = 1;
  *status = shell.status;
  return SHELL;
}

static int world_clock(struct timespec *now) {
  *now = (struct timespec){clock_milliseconds / 1000, clock_milliseconds % 1000 * 1000000};
  return 0;
}

static int world_openpty(int *terminal, int *slave) {
  *terminal = TERMINAL;
  *slave = TERMINAL + 100;
  return 0;
}

static int world_pipe(int pipes[2]) {
  pipes[0] = pipes[1] = BEGINNING;
  return 0;
}

static int world_poll(struct pollfd *waits, int count);

/* The world in the place of the system's. */
#define main hold_main
#define exit(status) leave(status)
#define poll(waits, count, timeout) world_poll(waits, count)
#define read(from, place, most) world_read(from, place, most)
#define write(to, bytes, count) world_write(to, bytes, count)
#define writev(to, pieces, count) world_writev(to, pieces, count)
#define recv(from, place, most, flags) world_recv(from, place, most, flags)
#define close(which) world_close(which)
#define accept4(...) world_accept()
#define waitpid(child, status, flags) world_waitpid(status)
#define clock_gettime(which, now) world_clock(now)
#define openpty(terminal, slave, ...) world_openpty(terminal, slave)
#define pipe2(pipes, flags) world_pipe(pipes)
#define fork() SHELL
#define signalfd(...) CHILDREN
#define socket(...) LISTENER
#define bind(...) 0
#define listen(...) 0
#define chmod(...) 0
#define chown(...) 0
#define rename(...) 0
#define unlink(...) 0
#define stat(path, found) ((found)->st_ino = 1, 0)
#define seteuid(...) 0
#define setegid(...) 0
#define setsid() 0
#define alarm(...) 0
#define kill(...) 0
#define signal(...) 0
#define sigprocmask(...) 0
#define tcgetattr(...) 0
#define tcsetattr(...) 0
#define fcntl(...) 0
#define ioctl(...) 0
#define setsockopt(...) 0
#define tcgetpgrp(...) (SHELL + 1)
#define getsid(...) SHELL
#include "../../sandbox/programs/blitz-hold.c"

static void client_sends(const void *bytes, size_t count) {
  if (!peer.is_there || peer.has_hung_up || count > sizeof peer.sent - peer.end) return;
  memcpy(peer.sent + peer.end, bytes, count);
  peer.end += count;
}

static void client_sends_frame(char kind, const void *bytes, size_t count) {
  uint32_t length = htobe32((uint32_t)count);
  unsigned char header[5] = {(unsigned char)kind};
  memcpy(header + 1, &length, 4);
  client_sends(header, 5);
  client_sends(bytes, count);
}

static void client_asks(uint32_t kept) {
  unsigned char request[8 + 12] = {0, 120, 0, 30, 0, 0, 0, 0, 'a', 0, '/', 0, 's', 0};
  kept = htobe32(kept);
  memcpy(request + 4, &kept, 4);
  client_sends_frame('n', request, 14);
}

static void client_types(uint64_t writer, uint64_t offset, size_t count) {
  static unsigned char typed[16 + 32 * 1024];
  put64(typed, writer);
  put64(typed + 8, offset);
  if (count > sizeof typed - 16) count = sizeof typed - 16;
  client_sends_frame('t', typed, 16 + count);
}

static void client_attaches(uint64_t offset, uint16_t columns) {
  unsigned char what[12] = {0};
  put64(what, offset);
  columns = htobe16(columns);
  memcpy(what + 8, &columns, 2);
  client_sends_frame('a', what, sizeof what);
}

/* The next thing that happens. */
static void happen(void) {
  unsigned char bytes[255];
  switch (next_number(&script, 1) % 12) {
    case 0: peer.wants_in = 1; return;
    case 1: client_sends(bytes, next_bytes(&script, bytes)); return;
    case 2: {
      char kind = "aitrsen?"[next_number(&script, 1) % 8];
      size_t count = next_bytes(&script, bytes);
      client_sends_frame(kind, bytes, count);
      return;
    }
    case 3: client_asks((uint32_t)(128 * 1024 + next_number(&script, 2))); return;
    case 4: if (!shell.has_ended) shell.waiting += next_number(&script, 2) * 2; return;
    case 5: peer.room += next_number(&script, 2) * 2; return;
    case 6: shell.room += next_number(&script, 2) * 64; return;
    case 7:
      shell.has_ended = 1;
      shell.status = (int)next_number(&script, 2) & 0xff7f;
      return;
    case 8: peer.has_hung_up = 1; return;
    case 9: clock_milliseconds += (int64_t)next_number(&script, 1); return;
    case 10: {
      unsigned far = (unsigned)next_number(&script, 1);
      uint64_t offset = far < 64 ? ring.end - far : far < 128 ? peer.offset : next_number(&script, 4);
      client_attaches(offset, (uint16_t)next_number(&script, 1));
      return;
    }
    default: {
      uint64_t writer = next_number(&script, 1), offset = next_number(&script, 2);
      client_types(writer, offset, next_number(&script, 2));
    }
  }
}

/* All is read that can be, once nothing more happens: everything must arrive. */
static void settle(void) {
  peer.room = 1024 * 1024;
  clock_milliseconds += 1000;
  if (polls_after++ < 2 || (is_busy && polls_after < 1000)) return;
  if (peer.is_there && !peer.has_hung_up && attached) {
    must(peer.offset == ring.end && peer.got == 0 && !writers.due_since);
    must(shell.waiting == 0 || ended);
  }
  leave(0);
}

static int world_poll(struct pollfd *waits, int count) {
  if (has_more(&script)) happen();
  else settle();
  int ready = 0;
  for (int index = 0; index < count; index++) {
    struct pollfd *one = waits + index;
    short events = 0;
    if (one->fd == LISTENER && peer.wants_in) events = POLLIN;
    if (one->fd == TERMINAL && shell.waiting > 0) events |= POLLIN;
    if (one->fd == TERMINAL && shell.room > 0) events |= POLLOUT;
    if (one->fd == CHILDREN && shell.has_ended && !shell.is_reaped) events = POLLIN;
    if (one->fd >= FIRST_CLIENT) {
      must(one->fd == peer.number && peer.is_there);
      if (peer.begin < peer.end || peer.has_hung_up) events |= POLLIN;
      if (peer.room > 0) events |= POLLOUT;
    }
    one->revents = one->fd < 0 ? 0 : (short)(events & one->events);
    if (one->fd >= FIRST_CLIENT && peer.has_hung_up) one->revents |= POLLHUP;
    ready += one->revents != 0;
  }
  is_busy = ready > 0 || writers.due_since;
  return ready;
}

/* As a process that has just been forked. */
static void begin_anew(void) {
  free(ring.bytes);
  free(input);
  input = NULL;
  input_length = 0;
  memset(&ring, 0, sizeof ring);
  memset(&outgoing, 0, sizeof outgoing);
  memset(&incoming, 0, sizeof incoming);
  memset(&writers, 0, sizeof writers);
  memset(&peer, 0, sizeof peer);
  memset(&shell, 0, sizeof shell);
  memset(name, 0, sizeof name);
  memset(farewell, 0, sizeof farewell);
  peer.number = FIRST_CLIENT;
  client = -1;
  listener = LISTENER;
  taking = TAKING;
  attached = ended = told = polls_after = 0;
  is_busy = 1;
  rest = AHEAD;
  sent = 0;
  clock_milliseconds = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static struct passwd reader = {.pw_name = "reader", .pw_uid = 1000, .pw_gid = 1000};
  static char *command[] = {"shell", NULL};
  begin_anew();
  script = (struct input){bytes, count};
  directory = "/shells";
  user = &reader;
  if (!setjmp(over)) hold(command);
  begin_anew();
  return 0;
}
