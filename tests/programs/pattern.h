/* Bytes of which each is known by its offset, for streams that must arrive whole and in order. */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdint.h>

/* A prime, so that no two places of a buffer's size apart have the same. */
enum { PERIOD = 65521 };

/* @returns the bytes from an offset on: a period of them at least. */
static inline const unsigned char *pattern_at(uint64_t offset) {
  static unsigned char pattern[2 * PERIOD];
  if (!pattern[1]) {
    for (unsigned index = 0; index < sizeof pattern; index++) {
      unsigned place = index % PERIOD;
      pattern[index] = (unsigned char)(place * 131 + (place >> 8) * 7);
    }
  }
  return pattern + offset % PERIOD;
}

#endif
