/* An engine's answers to blitz-load, which come in pieces and may be of any kind. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "fuzz.h"

static struct input answer;

static ssize_t world_read(void *place, size_t most) {
  unsigned char piece[255];
  size_t count = next_bytes(&answer, piece);
  must(most > 0);
  if (count > most) count = most;
  memcpy(place, piece, count);
  return (ssize_t)count;
}

#define main load_main
#define read(from, place, most) world_read(place, most)
#include "../../sandbox/programs/blitz-load.c"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  (void)load;
  (void)tell;
  answer = (struct input){bytes, count};
  read_answer(0);
  return 0;
}
