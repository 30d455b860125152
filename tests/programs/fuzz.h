/* What every fuzz target needs: the input as numbers and bytes, and what must hold. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define must(holds) \
  do { \
    if (!(holds)) { \
      fprintf(stderr, "%s:%d: must be so: %s\n", __FILE__, __LINE__, #holds); \
      abort(); \
    } \
  } while (0)

struct input {
  const uint8_t *bytes;
  size_t count;
};

static inline int has_more(const struct input *input) {
  return input->count > 0;
}

/* @returns a number of so many bytes, the first one the lowest; what is missing is 0. */
static inline uint64_t next_number(struct input *input, size_t bytes) {
  uint64_t number = 0;
  for (size_t index = 0; index < bytes && input->count > 0; index++) {
    number |= (uint64_t)*input->bytes << (8 * index);
    input->bytes++;
    input->count--;
  }
  return number;
}

/* Puts as many bytes into `place`, of 255, as the next one says. @returns how many. */
static inline size_t next_bytes(struct input *input, unsigned char *place) {
  size_t count = next_number(input, 1);
  if (count > input->count) count = input->count;
  memcpy(place, input->bytes, count);
  input->bytes += count;
  input->count -= count;
  return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

#endif
