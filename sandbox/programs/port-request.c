#include "port-request.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

int bind_port(const struct port_request *request) {
  int family = request->address.sin6_family, yes = 1;
  int is_port = request->type == SOCK_STREAM || request->type == SOCK_DGRAM;
  int is_internet = family == AF_INET || family == AF_INET6;
  if (!is_port || !is_internet) {
    errno = is_port ? EAFNOSUPPORT : EPROTONOSUPPORT;
    return -1;
  }
  int bound = socket(family, request->type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (bound < 0) return -1;
  if (request->type == SOCK_STREAM) setsockopt(bound, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (family == AF_INET6) setsockopt(bound, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  socklen_t length = family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
  if (bind(bound, (const struct sockaddr *)&request->address, length)
      || (request->type == SOCK_STREAM && listen(bound, 128))) {
    int error = errno;
    close(bound);
    errno = error;
    return -1;
  }
  return bound;
}

int send_socket(int client, int bound, int error) {
  union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr head; } control;
  struct iovec text = {&error, sizeof error};
  struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1};
  memset(&control, 0, sizeof control);
  if (!error) {
    message.msg_control = control.room;
    message.msg_controllen = sizeof control.room;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(head), &bound, sizeof bound);
  }
  return sendmsg(client, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int receive_socket(int server) {
  union { char room[CMSG_SPACE(sizeof(int))]; struct cmsghdr head; } control;
  int error = EPROTO, bound;
  struct iovec text = {&error, sizeof error};
  struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = control.room,
                           .msg_controllen = sizeof control.room};
  if (recvmsg(server, &message, MSG_CMSG_CLOEXEC) != sizeof error) return -1;
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (error || !head || head->cmsg_type != SCM_RIGHTS) {
    errno = error ? error : EPROTO;
    return -1;
  }
  memcpy(&bound, CMSG_DATA(head), sizeof bound);
  return bound;
}
