/*
 * What dockerd gives its userland proxy as words, and what a reader can send to the socket at which
 * ports are asked for: only a port's socket may come of it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include "fuzz.h"

static int open_sockets;

static int world_socket(int family, int type) {
  int kind = type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK);
  must(family == AF_INET || family == AF_INET6);
  must(kind == SOCK_STREAM || kind == SOCK_DGRAM);
  must(type & SOCK_CLOEXEC);
  open_sockets++;
  return 100;
}

static int world_bind(const struct sockaddr *address, socklen_t length) {
  must(length == (address->sa_family == AF_INET6 ? 28 : 16));
  return ((const struct sockaddr_in *)address)->sin_port % 2 ? (errno = EADDRINUSE, -1) : 0;
}

static int world_close(void) {
  open_sockets--;
  return 0;
}

#define socket(family, type, protocol) world_socket(family, type)
#define bind(which, address, length) world_bind(address, length)
#define listen(...) 0
#define setsockopt(...) 0
#define close(...) world_close()
#include "../../sandbox/programs/port-request.c"
#include "../../sandbox/programs/port-address.c"

static void ask(const uint8_t *bytes) {
  struct port_request request;
  memcpy(&request, bytes, sizeof request);
  open_sockets = 0;
  int bound = bind_port(&request);
  must(open_sockets == (bound >= 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  struct sockaddr_in6 address;
  struct input words = {bytes, count};
  unsigned char ip[256] = {0}, port[256] = {0};
  char again[INET6_ADDRSTRLEN];
  if (count == sizeof(struct port_request)) ask(bytes);
  next_bytes(&words, ip);
  next_bytes(&words, port);
  if (!read_port_address(&address, (char *)ip, (char *)port)) return 0;
  const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
  int is_six = address.sin6_family == AF_INET6;
  must(is_six || address.sin6_family == AF_INET);
  must(ntohs(address.sin6_port) == strtoul((char *)port, NULL, 10) && address.sin6_port != 0);
  const void *place = is_six ? (const void *)&address.sin6_addr : (const void *)&four->sin_addr;
  must(inet_ntop(address.sin6_family, place, again, sizeof again));
  return 0;
}
