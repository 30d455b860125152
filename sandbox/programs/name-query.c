#include "name-query.h"
#include <string.h>
#include <strings.h>

/* Bytes: of the header; of the type and the class behind a name; of one part of a name; of a name. */
enum { HEADER = 12, TYPE_AND_CLASS = 4, LONGEST_PART = 63, LONGEST_NAME = 255 };

/* Bits of the third byte, and of the fourth. */
enum { IS_ANSWER = 0x80, OPERATION = 0x78, RECURSION_DESIRED = 0x01, RECURSION_AVAILABLE = 0x80 };

/*
 * "No such name" is the one refusal that every library takes at once: musl waits for seconds behind
 * "server failure" and "refused", as if there had been no answer.
 */
enum { FORMAT_ERROR = 1, NO_SUCH_NAME = 3, NOT_IMPLEMENTED = 4 };

static const char *const NOT_OF_INTERNET[] = {"arpa", "internal", "local", "localhost"};

static int is_last_part_of_internet(const uint8_t *part, size_t length) {
  size_t count = sizeof NOT_OF_INTERNET / sizeof *NOT_OF_INTERNET;
  for (size_t index = 0; index < count; index++) {
    const char *other = NOT_OF_INTERNET[index];
    if (strlen(other) == length && !strncasecmp((const char *)part, other, length)) return 0;
  }
  return 1;
}

/* @returns where the only question ends, or 0 where it is not whole. */
static size_t read_question(const uint8_t *message, size_t length, int *is_of_internet) {
  size_t at = HEADER, last = 0, parts = 0;
  while (at < length && message[at] != 0) {
    if (message[at] > LONGEST_PART) return 0;
    last = at;
    parts++;
    at += message[at] + 1u;
  }
  /* The zero at the end of the name counts, too. */
  if (at >= length || at + 1 - HEADER > LONGEST_NAME) return 0;
  if (length - at - 1 < TYPE_AND_CLASS) return 0;
  *is_of_internet = parts > 1 && is_last_part_of_internet(message + last + 1, message[last]);
  return at + 1 + TYPE_AND_CLASS;
}

size_t refuse_name(uint8_t *message, size_t length, int *is_of_internet) {
  *is_of_internet = 0;
  if (length < HEADER || (message[2] & IS_ANSWER)) return 0;
  uint8_t result = NO_SUCH_NAME;
  size_t end = 0;
  if (message[2] & OPERATION) result = NOT_IMPLEMENTED;
  else if (message[4] == 0 && message[5] == 1) end = read_question(message, length, is_of_internet);
  if (end == 0 && result == NO_SUCH_NAME) result = FORMAT_ERROR;
  message[2] = (uint8_t)(IS_ANSWER | (message[2] & (OPERATION | RECURSION_DESIRED)));
  message[3] = (uint8_t)(RECURSION_AVAILABLE | result);
  /* How many questions, answers, authorities and additions follow. */
  memset(message + 4, 0, HEADER - 4);
  message[5] = end > 0;
  return end > 0 ? end : HEADER;
}
