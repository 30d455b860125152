#include "writers.h"
#include <endian.h>
#include <string.h>

static void make_due(struct writers *writers, struct writer *writer, int64_t now) {
  writer->due = 1;
  if (!writers->due_since) writers->due_since = now;
}

/* @param offset where a writer begins that is not known: one that was forgotten goes on there. */
static struct writer *find_writer(struct writers *writers, uint64_t id, uint64_t offset) {
  struct writer *oldest = writers->all;
  for (struct writer *each = writers->all; each < writers->all + MOST_WRITERS; each++) {
    if (each->id == id) return each;
    if (each->last < oldest->last) oldest = each;
  }
  *oldest = (struct writer){.id = id, .offset = offset};
  return oldest;
}

int read_typed(struct writers *writers, const unsigned char *what, size_t length, int64_t now,
               struct typed *into) {
  uint64_t id, offset;
  if (length < TYPED_HEADER) return 0;
  memcpy(&id, what, sizeof id);
  memcpy(&offset, what + sizeof id, sizeof offset);
  id = be64toh(id);
  offset = be64toh(offset);
  length -= TYPED_HEADER;
  /* Nobody types so much that the offsets end. */
  if (id == 0 || offset > UINT64_MAX - length) return 0;
  struct writer *writer = find_writer(writers, id, offset);
  writer->last = ++writers->frames;
  if (offset > writer->offset) {
    /* A gap: one that waits for room is asked again for all of it then. */
    if (writer->waits) return 0;
    writer->again = 1;
    make_due(writers, writer, now);
    return 0;
  }
  uint64_t known = writer->offset - offset;
  if (known >= length) {
    make_due(writers, writer, now);
    return 0;
  }
  *into = (struct typed){writer, what + TYPED_HEADER + known, length - known};
  return 1;
}

void typed_taken(struct writers *writers, const struct typed *typed, int64_t now) {
  typed->writer->offset += typed->length;
  make_due(writers, typed->writer, now);
}

void typed_refused(const struct typed *typed) {
  typed->writer->waits = 1;
}

void room_for_typed(struct writers *writers, int64_t now) {
  for (struct writer *each = writers->all; each < writers->all + MOST_WRITERS; each++) {
    if (!each->waits) continue;
    each->waits = 0;
    each->again = 1;
    make_due(writers, each, now);
  }
}

struct writer *take_due(struct writers *writers) {
  for (struct writer *each = writers->all; each < writers->all + MOST_WRITERS; each++) {
    if (!each->due) continue;
    each->due = 0;
    return each;
  }
  writers->due_since = 0;
  return NULL;
}

void forget_due(struct writers *writers) {
  writers->due_since = 0;
  for (struct writer *each = writers->all; each < writers->all + MOST_WRITERS; each++) {
    each->due = each->again = 0;
  }
}

size_t count_writers(const struct writers *writers) {
  size_t known = 0;
  for (size_t index = 0; index < MOST_WRITERS; index++) known += writers->all[index].id != 0;
  return known;
}
