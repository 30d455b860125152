/* Frames in, frames out, and the ring of the output between. */
#include <endian.h>
#include "frame-reader.h"
#include "fuzz.h"
#include "outgoing-frames.h"
#include "pattern.h"

static struct frame_reader reader;

static size_t feed(const void *bytes, size_t count) {
  unsigned char *place;
  size_t room = frame_room(&reader, &place);
  if (count > room) count = room;
  memcpy(place, bytes, count);
  frame_received(&reader, count);
  return count;
}

static void a_frame_that_comes_byte_by_byte_is_taken_once(void) {
  struct frame frame;
  const char bytes[] = "i\0\0\0\3abc";
  for (size_t index = 0; index < 8; index++) {
    must(take_frame(&reader, &frame) == 0);
    feed(bytes + index, 1);
  }
  must(take_frame(&reader, &frame) == 1);
  must(frame.kind == 'i' && frame.length == 3 && !memcmp(frame.what, "abc", 3));
  must(take_frame(&reader, &frame) == 0);
}

static void the_largest_frame_fits_and_one_byte_more_is_refused(void) {
  struct frame frame;
  static unsigned char large[FRAME_HEADER + LARGEST_FRAME] = {'i', 0, 0, 0x80, 0};
  must(feed(large, sizeof large) == sizeof large);
  must(take_frame(&reader, &frame) == 1 && frame.length == LARGEST_FRAME);
  must(feed("i\0\0\x80\1", 5) == 5);
  must(take_frame(&reader, &frame) == -1);
  memset(&reader, 0, sizeof reader);
}

static void a_length_of_almost_four_gibibytes_is_refused(void) {
  struct frame frame;
  feed("i\xff\xff\xff\xff", 5);
  must(take_frame(&reader, &frame) == -1);
  memset(&reader, 0, sizeof reader);
}

static void the_ring_keeps_the_last_bytes_and_no_others(void) {
  struct output_ring ring;
  struct iovec pieces[2];
  unsigned char *place;
  must(open_ring(&ring, 100));
  for (int times = 0; times < 23; times++) {
    size_t room = ring_room(&ring, 7, &place);
    must(room >= 1 && room <= 7);
    memcpy(place, pattern_at(ring.end), room);
    ring_printed(&ring, room);
  }
  uint64_t oldest = nearest_offset(&ring, 0);
  must(oldest == ring.end - 100 && nearest_offset(&ring, ring.end + 9) == ring.end);
  must(nearest_offset(&ring, oldest + 1) == oldest + 1);
  ring_pieces(&ring, oldest, 100, pieces);
  must(pieces[0].iov_len + pieces[1].iov_len == 100 && pieces[1].iov_len > 0);
  must(!memcmp(pieces[0].iov_base, pattern_at(oldest), pieces[0].iov_len));
  must(!memcmp(pieces[1].iov_base, pattern_at(oldest + pieces[0].iov_len), pieces[1].iov_len));
  free(ring.bytes);
}

/* A client that takes a byte at a time gets the header, then the bytes. */
static void a_frame_that_goes_out_in_parts_is_whole(void) {
  struct output_ring ring;
  struct outgoing_frames frames = {0};
  struct iovec pieces[3];
  unsigned char *place, got[64];
  size_t length = 0;
  uint64_t sent = 0;
  must(open_ring(&ring, 64));
  memcpy(place = ring.bytes, "hello", 5);
  ring_printed(&ring, 5);
  put64(add_head(&frames, 'k', 8, 8), 258);
  frames.payload = 5;
  add_head(&frames, 'o', 5, 0);
  while (is_outgoing(&frames)) {
    outgoing_pieces(&frames, &ring, sent, pieces);
    int first = pieces[0].iov_len > 0 ? 0 : pieces[1].iov_len > 0 ? 1 : 2;
    got[length++] = *(unsigned char *)pieces[first].iov_base;
    sent += outgoing_sent(&frames, 1);
  }
  must(length == 23 && sent == 5);
  must(!memcmp(got, "k\0\0\0\10\0\0\0\0\0\0\1\2o\0\0\0\5hello", 23));
  free(ring.bytes);
}

int main(void) {
  a_frame_that_comes_byte_by_byte_is_taken_once();
  the_largest_frame_fits_and_one_byte_more_is_refused();
  a_length_of_almost_four_gibibytes_is_refused();
  the_ring_keeps_the_last_bytes_and_no_others();
  a_frame_that_goes_out_in_parts_is_whole();
  return 0;
}
