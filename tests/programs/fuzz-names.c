/* Whatever a program of the sandbox sends to the port for names: the answer is no longer than that. */
#include "../../sandbox/programs/name-query.h"
#include "fuzz.h"

enum { HEADER = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static uint8_t message[512];
  int is_of_internet = -1;
  if (count > sizeof message) return 0;
  /* Of its very size, so that a byte too far is seen. */
  uint8_t *exact = malloc(count);
  must(exact || count == 0);
  memcpy(exact, bytes, count);
  size_t length = refuse_name(exact, count, &is_of_internet);
  must(length <= count && (is_of_internet == 0 || is_of_internet == 1));
  if (length > 0) {
    must(length >= HEADER && (exact[2] & 0x80) && exact[0] == bytes[0] && exact[1] == bytes[1]);
    must(!memcmp(exact + HEADER, bytes + HEADER, length - HEADER));
    /* An answer is no question, so that two of these never speak with each other. */
    must(refuse_name(exact, length, &is_of_internet) == 0);
  } else {
    must(is_of_internet == 0);
  }
  free(exact);
  return 0;
}
