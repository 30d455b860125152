/* The last bytes that a program has printed, each with its offset since the beginning. */
#ifndef OUTPUT_RING_H
#define OUTPUT_RING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct output_ring {
  unsigned char *bytes;
  uint64_t capacity;
  uint64_t end; /* how many bytes were printed in all */
};

/* @returns whether there is memory for so many bytes. */
int open_ring(struct output_ring *ring, uint64_t capacity);

/* @returns `offset`, or the nearest one that a client can still have. */
uint64_t nearest_offset(const struct output_ring *ring, uint64_t offset);

/* @returns how many bytes can be put at `place`, in one piece and not more than `most`. */
size_t ring_room(const struct output_ring *ring, size_t most, unsigned char **place);

/* Says that so many bytes were put there. */
void ring_printed(struct output_ring *ring, size_t count);

/* Where `length` bytes from `offset` on are, which the ring has: one piece, or two. */
void ring_pieces(const struct output_ring *ring, uint64_t offset, size_t length, struct iovec pieces[2]);

#endif
