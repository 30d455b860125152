/* A port that a program in the engine's network asks for in the sandbox's own. */
#ifndef PORT_REQUEST_H
#define PORT_REQUEST_H

#include <netinet/in.h>

struct port_request {
  /* SOCK_STREAM or SOCK_DGRAM. */
  int type;
  struct sockaddr_in6 address; /* the larger one; an IPv4 address is at its beginning */
};

/*
 * @returns a socket that has the port, and takes connections where there are some; or -1, with errno
 * set: to EPROTONOSUPPORT or EAFNOSUPPORT where the request is for something else than a port.
 */
int bind_port(const struct port_request *request);

/* Sends `error`, a number of errno(3), and with 0 the socket. @returns -1 where it cannot be sent. */
int send_socket(int client, int bound, int error);

/* @returns the socket that was sent; or -1, with errno set to what was sent. */
int receive_socket(int server);

#endif
