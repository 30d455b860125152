/* Frames as they come from a client: a letter, the length of what follows (32 bits, big-endian), that. */
#ifndef FRAME_READER_H
#define FRAME_READER_H

#include <stddef.h>

/* The larger the frame, the more is kept until it is whole: bytes. */
enum { FRAME_HEADER = 5, LARGEST_FRAME = 32 * 1024 };

struct frame_reader {
  unsigned char bytes[FRAME_HEADER + LARGEST_FRAME];
  size_t begin, end; /* what has come and was not taken */
};

struct frame {
  char kind;
  const unsigned char *what; /* until the next call */
  size_t length;
};

/* @returns how many bytes fit in at `place`; there is room as long as every whole frame was taken. */
size_t frame_room(struct frame_reader *reader, unsigned char **place);

/* Says that so many bytes were put there. */
void frame_received(struct frame_reader *reader, size_t count);

/* @returns 1 with the next frame, 0 where it is not whole yet, -1 where it is too large to be one. */
int take_frame(struct frame_reader *reader, struct frame *into);

#endif
