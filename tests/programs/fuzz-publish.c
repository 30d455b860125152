/*
 * blitz-publish, whole, in a world of its own: those who use the port, and the container, do what the
 * input says, one thing at each poll(2). Wrong is, beside what the sanitizers see, a byte that does
 * not arrive, or at somebody else's, a socket that is used after it was closed, or never closed.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "fuzz.h"
#include "pattern.h"

enum { PORT = 10, FIRST_END = 100, MOST_ENDS = 1024, MOST_AT_ONCE = 40 };

/* One side of a connection, as the one at its other side sees it. */
static struct end {
  int is_open, other; /* the number of the side that it is connected with through blitz-publish */
  size_t waiting, room; /* what it has sent and nobody has read; what it takes yet */
  uint64_t read, got; /* what was read from it, what it has got */
  int is_done; /* it sends nothing more */
  int is_broken, is_told; /* it has gone; it was told that nothing more comes */
  int is_connected, refuses;
  int sender, port; /* of datagrams: whose they are */
} ends[MOST_ENDS];

static struct input script;
static jmp_buf over;
static int end_count, wants_in[2], is_without_sockets, is_all, polls_after, is_busy;
static int sender_now, port_now; /* of the datagram that is being handed on */
static int datagrams[2][2]; /* at each port: how many wait, and from whom the next one is */
static int answering; /* the container's side that a datagram was read from */
static time_t clock_seconds;

static void leave(int status) {
  (void)status;
  longjmp(over, 1);
}

static struct end *end_of(int number) {
  must(number >= FIRST_END && number < FIRST_END + end_count);
  must(ends[number - FIRST_END].is_open);
  return ends + (number - FIRST_END);
}

static int new_end(void) {
  if (end_count == MOST_ENDS) leave(0);
  ends[end_count] = (struct end){.is_open = 1, .other = -1, .sender = -1};
  return FIRST_END + end_count++;
}

static int world_accept(int port) {
  must(port == PORT || port == PORT + 1);
  if (wants_in[port - PORT] == 0) return errno = EAGAIN, -1;
  wants_in[port - PORT]--;
  int number = new_end();
  ends[number - FIRST_END].is_connected = 1;
  return number;
}

static int world_socket(void) {
  if (is_without_sockets) return errno = EMFILE, -1;
  int number = new_end();
  struct end *before = end_count > 1 ? ends + end_count - 2 : NULL;
  if (before && before->is_open && before->is_connected && before->other < 0 && before->sender < 0) {
    before->other = number - FIRST_END;
    ends[number - FIRST_END].other = end_count - 2;
  }
  return number;
}

static ssize_t world_read(int from, void *place, size_t most) {
  struct end *one = end_of(from);
  if (one->is_broken) return errno = ECONNRESET, -1;
  size_t count = one->waiting < most ? one->waiting : most;
  if (count == 0) return one->is_done ? 0 : (errno = EAGAIN, -1);
  memcpy(place, pattern_at(one->read), count);
  one->waiting -= count;
  one->read += count;
  return (ssize_t)count;
}

static ssize_t world_send(int to, const void *bytes, size_t count) {
  struct end *one = end_of(to);
  if (sender_now >= 0) {
    if (one->sender < 0) one->sender = sender_now, one->port = port_now;
    must(one->sender == sender_now && one->port == port_now);
    return (ssize_t)count;
  }
  must(count > 0 && !one->is_told);
  if (one->is_broken) return errno = EPIPE, -1;
  size_t taken = count < one->room ? count : one->room;
  if (taken == 0) return errno = EAGAIN, -1;
  must(!memcmp(bytes, pattern_at(one->got), taken));
  one->room -= taken;
  one->got += taken;
  must(one->got <= ends[one->other].read);
  return (ssize_t)taken;
}

static int world_shutdown(int which) {
  struct end *one = end_of(which);
  must(one->is_broken || one->got == ends[one->other].read);
  one->is_told = 1;
  return 0;
}

static int world_close(int which) {
  end_of(which)->is_open = 0;
  return 0;
}

static int world_error_of(int which, int *error) {
  struct end *one = end_of(which);
  one->is_connected = 1;
  *error = one->refuses ? ECONNREFUSED : 0;
  return 0;
}

static ssize_t world_recv(int from) {
  struct end *one = end_of(from);
  if (one->waiting == 0) return errno = one->is_broken ? ECONNREFUSED : EAGAIN, -1;
  one->waiting--;
  answering = from;
  return 1;
}

static ssize_t world_recvfrom(int from, void *sender) {
  int port = from - PORT;
  if (datagrams[port][0] == 0) return errno = EAGAIN, -1;
  datagrams[port][0]--;
  sender_now = datagrams[port][1]++;
  port_now = port;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)sender_now)};
  memcpy(sender, &address, sizeof address);
  return 1;
}

static ssize_t world_sendto(int to, const void *receiver) {
  struct end *one = end_of(answering);
  struct sockaddr_in address;
  memcpy(&address, receiver, sizeof address);
  must(to == PORT + one->port && ntohs(address.sin_port) == one->sender);
  return 1;
}

static int world_poll(struct pollfd *waits, nfds_t count);

/* The world in the place of the system's. */
#define MOST_LINKS 16
#define main publish_main
#define exit(status) leave(status)
#define poll(waits, count, timeout) world_poll(waits, (nfds_t)(count))
#define accept4(port, ...) world_accept(port)
#define socket(...) world_socket()
#define connect(...) (errno = EINPROGRESS, -1)
#define read(from, place, most) world_read(from, place, most)
#define send(to, bytes, count, flags) world_send(to, bytes, count)
#define recv(from, place, most, flags) world_recv(from)
#define recvfrom(from, place, most, flags, sender, size) world_recvfrom(from, sender)
#define sendto(to, bytes, count, flags, receiver, size) world_sendto(to, receiver)
#define shutdown(which, how) world_shutdown(which)
#define close(which) world_close(which)
#define setsockopt(...) 0
#define getsockopt(which, level, name, error, size) world_error_of(which, error)
#define time(...) clock_seconds
#include "../../sandbox/programs/blitz-publish.c"

/* The next thing that happens, to the end that the input names where it is to one. */
static void happen(void) {
  unsigned what = (unsigned)next_number(&script, 1) % 11, port = (unsigned)next_number(&script, 1) % 2;
  struct end none = {0}, *one = end_count > 0 ? ends + next_number(&script, 1) % (unsigned)end_count : &none;
  sender_now = -1;
  switch (what) {
    case 0: wants_in[port] += 1; return;
    case 1: wants_in[port] = (int)next_number(&script, 2) % MOST_AT_ONCE; return;
    case 2: {
      size_t more = next_number(&script, 2) * 2;
      if (!one->is_done) one->waiting += type == SOCK_DGRAM ? more % 8 : more;
      return;
    }
    case 3: one->room += next_number(&script, 2) * 2; return;
    case 4: one->is_done = 1; return;
    case 5: one->is_broken = 1; return;
    case 6: one->is_connected = 1; return;
    case 7: one->refuses = one->is_connected = 1; return;
    case 8: is_without_sockets = !is_without_sockets; return;
    case 9:
      datagrams[port][1] = (int)next_number(&script, 2) % 64;
      datagrams[port][0] = (int)next_number(&script, 2) % MOST_AT_ONCE;
      return;
    default: clock_seconds += (time_t)next_number(&script, 1);
  }
}

/* Everybody takes what there is, then says that this was all: it must have arrived, and be closed. */
static void settle(void) {
  is_without_sockets = 0;
  sender_now = -1;
  for (int index = 0; index < end_count; index++) {
    ends[index].room = PERIOD;
    ends[index].is_connected = 1;
    if (is_all) ends[index].is_done = 1;
  }
  must(polls_after++ < 5000);
  /* The first of these polls may have found nothing to do before. */
  if (is_busy || polls_after < 3) return;
  if (!is_all) {
    is_all = 1;
    polls_after = 0;
    return;
  }
  if (type == SOCK_STREAM) {
    must(link_count == 0 && wants_in[0] == 0 && wants_in[1] == 0);
    for (int index = 0; index < end_count; index++) must(!ends[index].is_open);
  }
  leave(0);
}

static int world_poll(struct pollfd *waits, nfds_t count) {
  if (has_more(&script)) happen();
  else settle();
  int ready = 0;
  for (nfds_t index = 0; index < count; index++) {
    struct pollfd *one = waits + index;
    short events = 0;
    one->revents = 0;
    if (one->fd < 0) continue;
    if (one->fd < FIRST_END) {
      int port = one->fd - PORT;
      if (type == SOCK_STREAM ? wants_in[port] > 0 : datagrams[port][0] > 0) events = POLLIN;
    } else {
      struct end *end = end_of(one->fd);
      if (end->waiting > 0 || end->is_done || end->is_broken) events |= POLLIN;
      if (type == SOCK_DGRAM && end->waiting == 0) events = 0;
      if (end->is_connected && (end->room > 0 || end->is_broken)) events |= POLLOUT;
      if (end->refuses) events |= POLLOUT;
    }
    one->revents = (short)(events & one->events);
    ready += one->revents != 0;
  }
  is_busy = ready > 0;
  return ready;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  script = (struct input){bytes, count};
  type = next_number(&script, 1) % 2 ? SOCK_DGRAM : SOCK_STREAM;
  memset(ends, 0, sizeof *ends * (size_t)end_count);
  memset(wants_in, 0, sizeof wants_in);
  memset(datagrams, 0, sizeof datagrams);
  end_count = link_count = is_without_sockets = is_all = polls_after = is_busy = 0;
  sender_now = -1;
  clock_seconds = 0;
  ports[0] = PORT;
  ports[1] = PORT + 1;
  container.sin6_family = AF_INET;
  if (!setjmp(over)) {
    if (type == SOCK_STREAM) serve_connections();
    else serve_datagrams();
  }
  while (link_count > 0) forget(links);
  return 0;
}
