/* An address and a port, as dockerd gives them to its userland proxy. */
#ifndef PORT_ADDRESS_H
#define PORT_ADDRESS_H

#include <netinet/in.h>

/*
 * @param ip an IPv4 or IPv6 address; @param port a decimal number from 1 to 65535.
 * @returns whether both are so; an IPv4 address is at the beginning of `into`.
 */
int read_port_address(struct sockaddr_in6 *into, const char *ip, const char *port);

#endif
