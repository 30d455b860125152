/*
 * Who types, and how much of it was taken: a page is a writer, and counts its bytes from 0 on. So a
 * page that sends something again after its connection broke has it typed once.
 */
#ifndef WRITERS_H
#define WRITERS_H

#include <stddef.h>
#include <stdint.h>

/* Writers whose offsets are known. The one that has been silent longest is forgotten. */
enum { MOST_WRITERS = 16 };

/* Before the bytes of a frame: who has typed them (64), and the offset of the first (64). */
enum { TYPED_HEADER = 16 };

struct writer {
  uint64_t id, offset; /* an id of 0 is none */
  uint64_t last; /* number of its last frame among those of all writers */
  int due, again; /* its offset is to be told; `again`: with the wish to have again what follows */
  int waits; /* something of it did not fit in */
};

struct writers {
  struct writer all[MOST_WRITERS];
  uint64_t frames;
  int64_t due_since; /* milliseconds: when the first offset that is to be told became so; 0: none is */
};

struct typed {
  struct writer *writer;
  const unsigned char *bytes; /* those of the frame that were not taken before */
  size_t length;
};

/*
 * @param now a time in milliseconds, above 0.
 * @returns whether something new is to be typed: the caller then says `typed_taken` or `typed_refused`.
 */
int read_typed(struct writers *writers, const unsigned char *what, size_t length, int64_t now,
               struct typed *into);

void typed_taken(struct writers *writers, const struct typed *typed, int64_t now);

/* There was no room: it is asked for again once there is (`room_for_typed`). */
void typed_refused(const struct typed *typed);

void room_for_typed(struct writers *writers, int64_t now);

/* @returns a writer whose offset is to be told, which is so no more; NULL: there is none. */
struct writer *take_due(struct writers *writers);

/* Whoever is told all offsets at once needs none of those that are due. */
void forget_due(struct writers *writers);

size_t count_writers(const struct writers *writers);

#endif
