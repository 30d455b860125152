#include "outgoing-frames.h"
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include "frame-reader.h"

unsigned char *add_head(struct outgoing_frames *frames, char kind, size_t length, size_t with) {
  if (frames->head_sent == frames->head_length) frames->head_length = frames->head_sent = 0;
  if (sizeof frames->head - frames->head_length < FRAME_HEADER + with) abort();
  unsigned char *place = frames->head + frames->head_length;
  uint32_t size = htobe32((uint32_t)length);
  place[0] = (unsigned char)kind;
  memcpy(place + 1, &size, sizeof size);
  frames->head_length += FRAME_HEADER + with;
  return place + FRAME_HEADER;
}

int is_outgoing(const struct outgoing_frames *frames) {
  return frames->head_sent < frames->head_length || frames->payload > 0;
}

void outgoing_pieces(struct outgoing_frames *frames, const struct output_ring *ring, uint64_t sent,
                     struct iovec pieces[3]) {
  pieces[0] = (struct iovec){frames->head + frames->head_sent, frames->head_length - frames->head_sent};
  pieces[1] = pieces[2] = (struct iovec){NULL, 0};
  if (frames->payload > 0) ring_pieces(ring, sent, frames->payload, pieces + 1);
}

size_t outgoing_sent(struct outgoing_frames *frames, size_t count) {
  size_t left = frames->head_length - frames->head_sent, of_head = count < left ? count : left;
  frames->head_sent += of_head;
  frames->payload -= count - of_head;
  return count - of_head;
}

void drop_outgoing(struct outgoing_frames *frames) {
  frames->head_length = frames->head_sent = frames->payload = 0;
}

void put64(unsigned char *place, uint64_t number) {
  number = htobe64(number);
  memcpy(place, &number, sizeof number);
}
