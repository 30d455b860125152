/*
 * blitz-publish -proto tcp|udp -host-ip ADDRESS -host-port PORT
 *               -container-ip ADDRESS -container-port PORT [-use-listen-fd]
 *
 * The engine's userland proxy, one for each published port (`dockerd --userland-proxy-path`): takes
 * connections on the port in the sandbox's own network, for which it asks blitz-rootless, and on the
 * same port of the engine's; hands them on to the container. Says on file descriptor 3 that it is
 * ready, or why not, as moby's `cmd/docker-proxy` does. Engines from 28 on have the engine's port
 * already, and hand it over as file descriptor 4; for older ones it is opened here, on the loopback.
 *
 * In the place of rootlesskit-docker-proxy and docker-proxy, which are two of Go's processes for
 * each address.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "port-address.h"
#include "port-request.h"

enum { STATUS = 3, LISTENER = 4 };

/* Connections at once, or addresses that send datagrams. Further ones wait, or take the place of
 * the one that was silent for longest. A test has fewer. */
#ifndef MOST_LINKS
#define MOST_LINKS 512
#endif

/* Bytes that one side of a connection may be behind before the other one has to wait. */
enum { BEHIND = 32 * 1024 };

/* The largest datagram. */
enum { DATAGRAM = 64 * 1024 };

/* What one side has sent and the other has not taken. */
struct flow {
  unsigned char *bytes;
  size_t begin, end;
  int is_ended; /* the sender has closed, and the receiver is told once it has taken all */
};

/* Someone who uses the port, and the container. `flows[n]` comes from `ends[n]`. */
struct link {
  int ends[2];
  int is_connecting;
  struct flow flows[2];
  /* Of datagrams: who sends them, on which of the two ports, and when the last one went by. */
  struct sockaddr_in6 sender;
  int port;
  time_t used;
};

static struct link links[MOST_LINKS];
static int link_count, type, ports[2];
static struct sockaddr_in6 container;
static char place[80]; /* what is published, in the words of Go's package net */

static void report(const char *text) {
  if (write(STATUS, text, strlen(text)) < 0) exit(1);
  close(STATUS);
}

static void fail(const char *what) {
  char text[200];
  const char *error = strerror(errno);
  snprintf(text, sizeof text, "1\nlisten %s: %s: %c%s", place, what, tolower(error[0]), error + 1);
  report(text);
  exit(1);
}

static int connect_to_container(void) {
  int family = container.sin6_family, yes = 1;
  int end = socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  socklen_t length = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof container;
  if (end < 0) return -1;
  if (type == SOCK_STREAM) setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (!connect(end, (struct sockaddr *)&container, length) || errno == EINPROGRESS) return end;
  close(end);
  return -1;
}

/* In the sandbox's network. */
static int ask_for_port(const struct port_request *request) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  const char *directory = getenv("XDG_RUNTIME_DIR");
  snprintf(address.sun_path, sizeof address.sun_path, "%s/ports.sock", directory ? directory : "");
  int server = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address)
      || send(server, request, sizeof *request, MSG_NOSIGNAL) < 0) return -1;
  int port = receive_socket(server), error = errno;
  close(server);
  errno = error;
  return port;
}

/* In the engine's network, where the engine has not opened the port itself: what is published on
 * every address is on the loopback here, which containers of the engine's own network have; those of
 * other networks come by its rules of iptables. */
static int bind_inside(struct port_request request) {
  struct sockaddr_in *four = (struct sockaddr_in *)&request.address;
  if (request.address.sin6_family == AF_INET) four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  else request.address.sin6_addr = in6addr_loopback;
  return bind_port(&request);
}

static void forget(struct link *one) {
  for (int side = 0; side < 2; side++) {
    if (one->ends[side] >= 0) close(one->ends[side]);
    free(one->flows[side].bytes);
  }
  *one = links[--link_count];
}

/* @returns a link with nobody in it, or NULL where it cannot be had. */
static struct link *new_link(int with_bytes) {
  int end = connect_to_container();
  if (end < 0) return NULL;
  struct link *one = links + link_count++;
  memset(one, 0, sizeof *one);
  one->ends[0] = -1;
  one->ends[1] = end;
  one->is_connecting = with_bytes;
  for (int side = 0; side < 2 && with_bytes; side++) {
    if ((one->flows[side].bytes = malloc(BEHIND))) continue;
    forget(one);
    return NULL;
  }
  return one;
}

static void welcome(int port) {
  int yes = 1, client = accept4(port, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client < 0) return;
  struct link *one = new_link(1);
  if (!one) {
    close(client);
    return;
  }
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  one->ends[0] = client;
}

/* Moves what can be moved from one end to the other. @returns 0 when the connection is broken. */
static int move(struct link *one, int from) {
  struct flow *flow = one->flows + from;
  int target = one->ends[1 - from];
  if (!flow->is_ended && flow->begin == flow->end) {
    ssize_t count = read(one->ends[from], flow->bytes, BEHIND);
    if (count < 0 && errno != EAGAIN) return 0;
    flow->begin = 0;
    flow->end = count > 0 ? count : 0;
    flow->is_ended = count == 0;
    if (count == 0) shutdown(target, SHUT_WR);
  }
  if (flow->begin < flow->end) {
    ssize_t count = send(target, flow->bytes + flow->begin, flow->end - flow->begin, MSG_NOSIGNAL);
    if (count > 0) flow->begin += count;
    if (count < 0 && errno != EAGAIN) {
      /* Nobody takes it any more; what the other one has said is still to be told. */
      flow->begin = flow->end;
      flow->is_ended = 1;
    }
  }
  return 1;
}

/* @returns 0 when the container has refused. */
static int finish_connecting(struct link *one) {
  int error = 0;
  socklen_t length = sizeof error;
  one->is_connecting = 0;
  return !getsockopt(one->ends[1], SOL_SOCKET, SO_ERROR, &error, &length) && !error;
}

/* What an end waits for: to be read where there is room, to be written where something is left. */
static short waits_for(const struct link *one, int side) {
  const struct flow *from = one->flows + side, *to = one->flows + 1 - side;
  if (one->is_connecting) return side == 1 ? POLLOUT : 0;
  short readable = !from->is_ended && from->begin == from->end ? POLLIN : 0;
  return readable | (to->begin < to->end ? POLLOUT : 0);
}

static void serve_connections(void) {
  static struct pollfd waits[2 + 2 * MOST_LINKS];
  for (;;) {
    int count = link_count;
    for (int port = 0; port < 2; port++) {
      waits[port] = (struct pollfd){ports[port], count < MOST_LINKS ? POLLIN : 0, 0};
    }
    for (int index = 0; index < count; index++) {
      for (int side = 0; side < 2; side++) {
        short events = waits_for(links + index, side);
        /* An end that nothing is wanted of would be reported for ever once it is closed. */
        int end = events ? links[index].ends[side] : -1;
        waits[2 + 2 * index + side] = (struct pollfd){end, events, 0};
      }
    }
    if (poll(waits, 2 + 2 * count, -1) < 0 && errno != EINTR) exit(1);
    /* Backwards: the last one takes the place of one that is forgotten. */
    for (int index = count - 1; index >= 0; index--) {
      struct link *one = links + index;
      if (!waits[2 + 2 * index].revents && !waits[3 + 2 * index].revents) continue;
      int lives = !one->is_connecting || finish_connecting(one);
      lives = lives && move(one, 0) && move(one, 1);
      int is_done = one->flows[0].is_ended && one->flows[1].is_ended;
      if (!lives || is_done) forget(one);
    }
    for (int port = 0; port < 2; port++) {
      if (waits[port].revents && link_count < MOST_LINKS) welcome(ports[port]);
    }
  }
}

/* @returns the link of who sends from there to that port, or a new one. */
static struct link *link_of(const struct sockaddr_in6 *sender, int port) {
  struct link *oldest = links;
  for (int index = 0; index < link_count; index++) {
    struct link *one = links + index;
    if (one->port == port && !memcmp(&one->sender, sender, sizeof *sender)) return one;
    if (one->used < oldest->used) oldest = one;
  }
  if (link_count == MOST_LINKS) forget(oldest);
  struct link *one = new_link(0);
  if (!one) return NULL;
  one->sender = *sender;
  one->port = port;
  return one;
}

static void serve_datagrams(void) {
  static struct pollfd waits[2 + MOST_LINKS];
  static unsigned char datagram[DATAGRAM];
  for (;;) {
    int count = link_count;
    for (int port = 0; port < 2; port++) waits[port] = (struct pollfd){ports[port], POLLIN, 0};
    for (int index = 0; index < count; index++) {
      waits[2 + index] = (struct pollfd){links[index].ends[1], POLLIN, 0};
    }
    if (poll(waits, 2 + count, -1) < 0 && errno != EINTR) exit(1);
    for (int index = 0; index < count; index++) {
      struct link *one = links + index;
      if (!waits[2 + index].revents) continue;
      ssize_t length = recv(one->ends[1], datagram, sizeof datagram, 0);
      if (length < 0) continue;
      one->used = time(NULL);
      socklen_t size = one->sender.sin6_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof one->sender;
      sendto(ports[one->port], datagram, length, 0, (struct sockaddr *)&one->sender, size);
    }
    for (int port = 0; port < 2; port++) {
      struct sockaddr_in6 sender = {0};
      socklen_t size = sizeof sender;
      if (!waits[port].revents) continue;
      ssize_t length = recvfrom(ports[port], datagram, sizeof datagram, 0, (struct sockaddr *)&sender, &size);
      struct link *one = length < 0 ? NULL : link_of(&sender, port);
      if (!one) continue;
      one->used = time(NULL);
      send(one->ends[1], datagram, length, MSG_NOSIGNAL);
    }
  }
}

int main(int count, char **words) {
  const char *protocol = "", *ip = "", *port = "", *inner_ip = "", *inner_port = "";
  int is_handed = 0;
  for (int index = 1; index < count; index++) is_handed |= !strcmp(words[index], "-use-listen-fd");
  for (int index = 1; index + 1 < count; index += 2) {
    if (!strcmp(words[index], "-proto")) protocol = words[index + 1];
    if (!strcmp(words[index], "-host-ip")) ip = words[index + 1];
    if (!strcmp(words[index], "-host-port")) port = words[index + 1];
    if (!strcmp(words[index], "-container-ip")) inner_ip = words[index + 1];
    if (!strcmp(words[index], "-container-port")) inner_port = words[index + 1];
  }
  struct port_request request;
  memset(&request, 0, sizeof request);
  int is_known = read_port_address(&request.address, ip, port);
  is_known = read_port_address(&container, inner_ip, inner_port) && is_known;
  int is_six = request.address.sin6_family == AF_INET6;
  snprintf(place, sizeof place, is_six ? "%.4s6 [%.46s]:%.6s" : "%.4s4 %.46s:%.6s", protocol, ip, port);
  type = request.type = !strcmp(protocol, "tcp") ? SOCK_STREAM : SOCK_DGRAM;
  errno = EPROTONOSUPPORT;
  if (!is_known || (type == SOCK_DGRAM && strcmp(protocol, "udp"))) fail("published");
  signal(SIGPIPE, SIG_IGN);
  if ((ports[0] = ask_for_port(&request)) < 0) fail("bind");
  ports[1] = is_handed ? LISTENER : bind_inside(request);
  if (ports[1] < 0 || fcntl(ports[1], F_SETFL, O_NONBLOCK)) fail("bind");
  report("0\n");
  if (type == SOCK_STREAM) serve_connections();
  else serve_datagrams();
}
