#include "frame-reader.h"
#include <endian.h>
#include <stdint.h>
#include <string.h>

size_t frame_room(struct frame_reader *reader, unsigned char **place) {
  memmove(reader->bytes, reader->bytes + reader->begin, reader->end - reader->begin);
  reader->end -= reader->begin;
  reader->begin = 0;
  *place = reader->bytes + reader->end;
  return sizeof reader->bytes - reader->end;
}

void frame_received(struct frame_reader *reader, size_t count) {
  reader->end += count;
}

int take_frame(struct frame_reader *reader, struct frame *into) {
  const unsigned char *head = reader->bytes + reader->begin;
  size_t there = reader->end - reader->begin;
  uint32_t length;
  if (there < FRAME_HEADER) return 0;
  memcpy(&length, head + 1, sizeof length);
  length = be32toh(length);
  if (length > LARGEST_FRAME) return -1;
  if (there - FRAME_HEADER < length) return 0;
  *into = (struct frame){.kind = (char)head[0], .what = head + FRAME_HEADER, .length = length};
  reader->begin += FRAME_HEADER + length;
  return 1;
}
