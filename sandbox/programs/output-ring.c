#include "output-ring.h"
#include <stdlib.h>

int open_ring(struct output_ring *ring, uint64_t capacity) {
  *ring = (struct output_ring){.bytes = malloc(capacity), .capacity = capacity};
  return ring->bytes != NULL;
}

uint64_t nearest_offset(const struct output_ring *ring, uint64_t offset) {
  uint64_t oldest = ring->end > ring->capacity ? ring->end - ring->capacity : 0;
  if (offset < oldest) return oldest;
  return offset > ring->end ? ring->end : offset;
}

size_t ring_room(const struct output_ring *ring, size_t most, unsigned char **place) {
  uint64_t begin = ring->end % ring->capacity, room = ring->capacity - begin;
  *place = ring->bytes + begin;
  return room < most ? room : most;
}

void ring_printed(struct output_ring *ring, size_t count) {
  ring->end += count;
}

void ring_pieces(const struct output_ring *ring, uint64_t offset, size_t length, struct iovec pieces[2]) {
  uint64_t begin = offset % ring->capacity, room = ring->capacity - begin;
  size_t first = length < room ? length : room;
  pieces[0] = (struct iovec){ring->bytes + begin, first};
  pieces[1] = (struct iovec){ring->bytes, length - first};
}
