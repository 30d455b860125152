/* What a client asks for at the socket .new: a shell with a name. */
#ifndef SHELL_REQUEST_H
#define SHELL_REQUEST_H

#include <stddef.h>
#include <stdint.h>

struct shell_request {
  uint16_t columns, rows;
  uint32_t kept; /* bytes of output */
  const char *name; /* fit for a file in a folder: neither hidden nor a path */
  const char *told; /* to the program: its directory and its secret, with a zero byte each */
  size_t told_length;
};

/* @returns whether these bytes are a request; the texts are within them. */
int read_shell_request(const unsigned char *what, size_t length, struct shell_request *into);

#endif
