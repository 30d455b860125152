/* Ports as words, and the sockets that are made of a request: with the kernel's own. */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>
#include "fuzz.h"
#include "port-address.h"
#include "port-request.h"

static void a_port_is_a_number_from_1_to_65535(void) {
  struct sockaddr_in6 into;
  must(read_port_address(&into, "127.0.0.1", "1") && read_port_address(&into, "::1", "65535"));
  must(into.sin6_family == AF_INET6 && ntohs(into.sin6_port) == 65535);
  const char *wrong[] = {"", "0", "65536", "70000", "4294967377", "-1", "+80", " 80", "80x", "0x50"};
  for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
    must(!read_port_address(&into, "127.0.0.1", wrong[index]));
  }
  must(!read_port_address(&into, "localhost", "80") && !read_port_address(&into, "", "80"));
}

static void nothing_but_a_port_can_be_asked_for(void) {
  struct port_request request = {.type = SOCK_RAW, .address = {.sin6_family = AF_INET}};
  must(bind_port(&request) == -1 && errno == EPROTONOSUPPORT);
  request = (struct port_request){.type = SOCK_STREAM, .address = {.sin6_family = AF_UNIX}};
  must(bind_port(&request) == -1 && errno == EAFNOSUPPORT);
  request.address.sin6_family = AF_NETLINK;
  must(bind_port(&request) == -1 && errno == EAFNOSUPPORT);
}

static void a_socket_or_the_reason_arrives_at_the_other_side(void) {
  int pair[2], type = 0;
  socklen_t length = sizeof type;
  struct port_request request = {.type = SOCK_DGRAM};
  struct sockaddr_in *four = (struct sockaddr_in *)&request.address;
  four->sin_family = AF_INET;
  four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  must(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
  int bound = bind_port(&request);
  must(bound >= 0 && !send_socket(pair[0], bound, 0));
  int arrived = receive_socket(pair[1]);
  must(arrived >= 0 && !getsockopt(arrived, SOL_SOCKET, SO_TYPE, &type, &length) && type == SOCK_DGRAM);
  must(!send_socket(pair[0], -1, EADDRINUSE) && receive_socket(pair[1]) == -1 && errno == EADDRINUSE);
  /* An answer that says that all is well, and has no socket. */
  int none = 0;
  must(send(pair[0], &none, sizeof none, 0) == sizeof none);
  must(receive_socket(pair[1]) == -1 && errno == EPROTO);
  close(bound);
  close(arrived);
  close(pair[0]);
  must(receive_socket(pair[1]) == -1);
  close(pair[1]);
}

int main(void) {
  a_port_is_a_number_from_1_to_65535();
  nothing_but_a_port_can_be_asked_for();
  a_socket_or_the_reason_arrives_at_the_other_side();
  return 0;
}
