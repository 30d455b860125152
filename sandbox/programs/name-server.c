#include "name-server.h"
#include "name-query.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT = 53 };

/* Bytes: more than a whole question has (RFC 1035). What follows it in a message is not read. */
enum { LONGEST_QUESTION = 512 };

/* Milliseconds until the port is asked for again that another program has. */
enum { ASK_AGAIN = 1000 };

void prepare_names(struct name_server *names, const char *news) {
  *names = (struct name_server){.socket = -1};
  names->news = open(news, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
}

int open_names(struct name_server *names) {
  if (names->socket >= 0) return -1;
  struct port_request request = {.type = SOCK_DGRAM};
  struct sockaddr_in *address = (struct sockaddr_in *)&request.address;
  address->sin_family = AF_INET;
  address->sin_port = htons(PORT);
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  names->socket = bind_port(&request);
  return names->socket < 0 ? ASK_AGAIN : -1;
}

static void tell(struct name_server *names) {
  char text[16];
  int length = snprintf(text, sizeof text, "%u\n", names->refused);
  /* News that cannot be told cost the reader a sentence, and nothing else. */
  if (pwrite(names->news, text, (size_t)length, 0) < 0) return;
}

void answer_name(struct name_server *names) {
  uint8_t message[LONGEST_QUESTION];
  struct sockaddr_in asker;
  socklen_t size = sizeof asker;
  int is_of_internet;
  ssize_t length = recvfrom(names->socket, message, sizeof message, 0, (struct sockaddr *)&asker, &size);
  if (length < 0) return;
  size_t answer = refuse_name(message, (size_t)length, &is_of_internet);
  if (answer == 0) return;
  sendto(names->socket, message, answer, 0, (struct sockaddr *)&asker, size);
  if (!is_of_internet) return;
  names->refused++;
  tell(names);
}

int leave_port(struct name_server *names, const struct port_request *request) {
  const struct sockaddr_in *address = (const struct sockaddr_in *)&request->address;
  int is_this = request->type == SOCK_DGRAM && address->sin_family == AF_INET
    && address->sin_port == htons(PORT);
  if (!is_this || names->socket < 0) return 0;
  close(names->socket);
  names->socket = -1;
  return 1;
}
