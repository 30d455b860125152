/* What goes out next to a client: headers, then bytes of the output. */
#ifndef OUTGOING_FRAMES_H
#define OUTGOING_FRAMES_H

#include <stddef.h>
#include "output-ring.h"

/* The largest is the answer to an attach, with every writer's offset. */
enum { MOST_HEAD = 512 };

struct outgoing_frames {
  unsigned char head[MOST_HEAD];
  size_t head_length, head_sent;
  size_t payload; /* bytes of the ring that belong to the last header */
};

/*
 * Begins what goes out next, or adds to it: a header of a frame of `length` bytes.
 * @returns the place for `with` of them, which the caller puts there.
 */
unsigned char *add_head(struct outgoing_frames *frames, char kind, size_t length, size_t with);

/* @returns whether something is to go out. */
int is_outgoing(const struct outgoing_frames *frames);

/* What is left of it, as pieces for writev(2); `sent` is the offset of the payload in the ring. */
void outgoing_pieces(struct outgoing_frames *frames, const struct output_ring *ring, uint64_t sent,
                     struct iovec pieces[3]);

/* Says that so many bytes are on their way. @returns how many of them were of the ring. */
size_t outgoing_sent(struct outgoing_frames *frames, size_t count);

/* Nobody is to get what is left. */
void drop_outgoing(struct outgoing_frames *frames);

void put64(unsigned char *place, uint64_t number);

#endif
