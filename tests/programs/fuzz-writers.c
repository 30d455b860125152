/*
 * Those who type, with frames that are lost, repeated, cut and too many: every byte of each writer
 * that blitz-hold knows must be typed once, and in order.
 */
#include "../../sandbox/programs/writers.h"
#include <endian.h>
#include "fuzz.h"
#include "pattern.h"

enum { MOST_IDS = 24, MOST_TYPED = 4096 };

/* How much of each writer was typed; -1 is of one that was never heard of. */
static int64_t typed_of[MOST_IDS];
static struct writers writers;

static void put(unsigned char *place, uint64_t number) {
  number = htobe64(number);
  memcpy(place, &number, 8);
}

static int is_known(uint64_t id) {
  for (int index = 0; index < MOST_WRITERS; index++) {
    if (writers.all[index].id == id) return 1;
  }
  return 0;
}

static void type_some(uint64_t id, uint64_t offset, size_t length, int is_full) {
  static unsigned char frame[TYPED_HEADER + MOST_TYPED];
  struct typed typed;
  int was_known = is_known(id);
  put(frame, id);
  put(frame + 8, offset);
  memcpy(frame + TYPED_HEADER, pattern_at(offset), length);
  int is_new = read_typed(&writers, frame, TYPED_HEADER + length, 1, &typed);
  if (id == 0) {
    must(!is_new);
    return;
  }
  /* One that was forgotten goes on where it says that it is. */
  if (!was_known) typed_of[id] = (int64_t)offset;
  must(is_known(id));
  if (!is_new) return;
  must(offset <= (uint64_t)typed_of[id] && offset + length > (uint64_t)typed_of[id]);
  must(typed.length == offset + length - (uint64_t)typed_of[id] && typed.length > 0);
  must(!memcmp(typed.bytes, pattern_at((uint64_t)typed_of[id]), typed.length));
  if (is_full) {
    typed_refused(&typed);
    return;
  }
  typed_of[id] += (int64_t)typed.length;
  typed_taken(&writers, &typed, 1);
  must(typed.writer->offset == (uint64_t)typed_of[id]);
}

/* @returns how many were told; none is told twice. */
static int tell_all(void) {
  struct writer *one;
  int count = 0;
  while ((one = take_due(&writers))) {
    must(one->id > 0 && one->id < MOST_IDS && !one->due);
    must(one->offset == (uint64_t)typed_of[one->id]);
    one->again = 0;
    count++;
  }
  must(!writers.due_since && count <= MOST_WRITERS);
  return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  struct input script = {bytes, count};
  unsigned char raw[255];
  memset(&writers, 0, sizeof writers);
  memset(typed_of, 0xff, sizeof typed_of);
  while (has_more(&script)) {
    unsigned what = (unsigned)next_number(&script, 1);
    uint64_t id = next_number(&script, 1) % MOST_IDS;
    switch (what % 6) {
      case 0: case 1: {
        /* Near where it is: before, there, or behind a gap. */
        int64_t offset = (typed_of[id] < 0 ? 0 : typed_of[id]) + (int8_t)next_number(&script, 1);
        type_some(id, offset < 0 ? 0 : (uint64_t)offset, next_number(&script, 2) % MOST_TYPED, what % 6);
        break;
      }
      case 2: type_some(id, next_number(&script, 4), next_number(&script, 1), 0); break;
      case 3: tell_all(); break;
      case 4:
        room_for_typed(&writers, 1);
        for (int index = 0; index < MOST_WRITERS; index++) must(!writers.all[index].waits);
        break;
      default:
        if (id < MOST_IDS / 2) {
          forget_due(&writers);
          must(tell_all() == 0);
        } else {
          struct typed typed;
          struct writers apart = writers;
          size_t length = next_bytes(&script, raw);
          if (read_typed(&apart, raw, length, 1, &typed)) must(typed.bytes + typed.length == raw + length);
        }
    }
    must(count_writers(&writers) <= MOST_WRITERS);
  }
  return 0;
}
