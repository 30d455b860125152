#include "port-address.h"
#include <arpa/inet.h>
#include <string.h>

enum { LARGEST_PORT = 65535 };

/* @returns 0 where it is no number of a port. */
static uint16_t read_port(const char *text) {
  unsigned number = 0;
  if (!*text) return 0;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return 0;
    number = number * 10 + (unsigned)(*text - '0');
    if (number > LARGEST_PORT) return 0;
  }
  return (uint16_t)number;
}

int read_port_address(struct sockaddr_in6 *into, const char *ip, const char *port) {
  struct sockaddr_in *four = (struct sockaddr_in *)into;
  uint16_t number = read_port(port);
  memset(into, 0, sizeof *into);
  if (number == 0) return 0;
  if (inet_pton(AF_INET, ip, &four->sin_addr) == 1) four->sin_family = AF_INET;
  else if (inet_pton(AF_INET6, ip, &into->sin6_addr) == 1) into->sin6_family = AF_INET6;
  else return 0;
  into->sin6_port = htons(number);
  return 1;
}
