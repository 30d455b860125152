/* What is typed twice, late or into a full buffer. */
#include "writers.h"
#include <endian.h>
#include "fuzz.h"

static struct writers writers;

/* @returns how many bytes of it are new; those that are, are taken. */
static size_t types(uint64_t id, uint64_t offset, size_t length) {
  unsigned char frame[TYPED_HEADER + 64] = {0};
  struct typed typed;
  uint64_t numbers[2] = {htobe64(id), htobe64(offset)};
  memcpy(frame, numbers, sizeof numbers);
  if (!read_typed(&writers, frame, TYPED_HEADER + length, 1, &typed)) return 0;
  typed_taken(&writers, &typed, 1);
  return typed.length;
}

static void begin(void) {
  memset(&writers, 0, sizeof writers);
}

static void what_comes_again_is_typed_once(void) {
  begin();
  must(types(1, 0, 10) == 10 && types(1, 0, 10) == 0 && types(1, 5, 10) == 5);
  must(take_due(&writers)->offset == 15 && !take_due(&writers));
}

static void what_follows_a_gap_is_asked_for_again(void) {
  begin();
  must(types(1, 0, 10) == 10 && types(1, 20, 5) == 0);
  struct writer *one = take_due(&writers);
  must(one->offset == 10 && one->again);
}

static void the_writer_that_was_silent_longest_is_forgotten(void) {
  begin();
  for (uint64_t id = 1; id <= MOST_WRITERS; id++) must(types(id, 0, 3) == 3);
  must(types(1, 3, 1) == 1 && types(99, 0, 3) == 3);
  must(types(1, 0, 4) == 0 && types(2, 3, 2) == 2 && count_writers(&writers) == MOST_WRITERS);
}

static void an_offset_that_would_begin_anew_at_zero_is_none(void) {
  begin();
  must(types(1, UINT64_MAX - 3, 10) == 0 && types(0, 0, 3) == 0 && count_writers(&writers) == 0);
}

static void a_frame_without_its_numbers_is_none(void) {
  struct typed typed;
  begin();
  must(!read_typed(&writers, (const unsigned char *)"short", 5, 1, &typed));
}

int main(void) {
  what_comes_again_is_typed_once();
  what_follows_a_gap_is_asked_for_again();
  the_writer_that_was_silent_longest_is_forgotten();
  an_offset_that_would_begin_anew_at_zero_is_none();
  a_frame_without_its_numbers_is_none();
  return 0;
}
