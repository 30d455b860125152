/* Tells whoever asks for the address of a name, at once, that there is no such name. */
#ifndef NAME_SERVER_H
#define NAME_SERVER_H

#include "port-request.h"

struct name_server {
  int socket;          /* -1 while another program has the port */
  int news;            /* a file with `refused` in it, for the page; or -1 */
  unsigned refused;    /* names of the internet, since the beginning */
};

/* @param news where the number of refused names is written, once there is one. */
void prepare_names(struct name_server *names, const char *news);

/* Takes the port, where it is free. @returns how long to wait for questions, in milliseconds. */
int open_names(struct name_server *names);

/* Answers one question. */
void answer_name(struct name_server *names);

/* Leaves the port to whoever asks for just this one. @returns whether there was one to leave. */
int leave_port(struct name_server *names, const struct port_request *request);

#endif
