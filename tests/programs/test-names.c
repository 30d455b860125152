/* Questions for names, and what is answered. */
#include "fuzz.h"
#include "name-query.h"

/* The header of a question whose number is 0x1234, with that many questions. */
#define HEADER(questions) "\x12\x34\x01\x00\x00" questions "\0\0\0\0\0\0"
#define ADDRESS "\0\x00\x01\x00\x01"

/* A question as it came, and whether the internet would have been asked. */
static uint8_t message[512];
static size_t answered;
static int is_of_internet;

static void ask(const char *text, size_t length) {
  memset(message, 0xee, sizeof message);
  memcpy(message, text, length);
  answered = refuse_name(message, length, &is_of_internet);
}
#define ASK(text) ask(text, sizeof text - 1)

static int result(void) {
  return message[3] & 0x0f;
}

static void a_name_is_refused_with_its_own_question(void) {
  const char question[] = HEADER("\x01") "\7example\3com" ADDRESS;
  ASK(HEADER("\x01") "\7example\3com" ADDRESS);
  must(answered == sizeof question - 1 && is_of_internet && result() == 3);
  /* An answer, and the same number, operation and wish for recursion, which there is. */
  must(!memcmp(message, "\x12\x34\x81\x83\0\1\0\0\0\0\0\0", 12));
  must(!memcmp(message + 12, question + 12, answered - 12));
}

static void what_follows_the_question_is_left_out(void) {
  ASK("\x12\x34\x01\x20\0\1\0\0\0\0\0\1" "\7example\3com" ADDRESS "\0\0\x29\x04\xd0\0\0\0\0\0\0");
  must(answered == 12 + 13 + 4 && message[11] == 0 && result() == 3);
}

static void only_what_the_internet_may_know_counts(void) {
  ASK(HEADER("\x01") "\2db" ADDRESS);
  must(answered > 0 && result() == 3 && !is_of_internet);
  ASK(HEADER("\x01") ADDRESS);
  must(answered > 0 && !is_of_internet);
  ASK(HEADER("\x01") "\4host\6docker\10InterNal" ADDRESS);
  must(answered > 0 && !is_of_internet);
  ASK(HEADER("\x01") "\1""1\3""0.0\7in-addr\4arpa" ADDRESS);
  must(answered > 0 && !is_of_internet);
  ASK(HEADER("\x01") "\3www\5local\3com" ADDRESS);
  must(answered > 0 && is_of_internet);
}

static void what_is_no_question_has_no_answer(void) {
  ASK("\x12\x34\x01\x00\0\1\0\0\0\0\0");
  must(answered == 0);
  /* Two of them would answer each other for ever. */
  ASK("\x12\x34\x81\x83\0\1\0\0\0\0\0\0" "\7example\3com" ADDRESS);
  must(answered == 0);
}

static void a_question_that_is_not_whole_is_a_format_error(void) {
  ASK(HEADER("\x01") "\7example\3com\0\0\1\0");
  must(answered == 12 && result() == 1 && message[5] == 0 && !is_of_internet);
  ASK(HEADER("\x01") "\7exam");
  must(answered == 12 && result() == 1);
  ASK(HEADER("\x02") "\7example\3com" ADDRESS);
  must(answered == 12 && result() == 1);
  /* A name that refers to another place of the message. */
  ASK(HEADER("\x01") "\xc0\x0c" ADDRESS);
  must(answered == 12 && result() == 1);
  /* Longer than a name may be. */
  char text[12 + 5 * 64 + 5] = HEADER("\x01");
  for (int part = 0; part < 5; part++) text[12 + 64 * part] = 63;
  ask(text, sizeof text);
  must(answered == 12 && result() == 1);
  text[12 + 4 * 64 - 64] = 61;
  text[12 + 4 * 64 - 2] = 0;
  ask(text, sizeof text);
  must(answered == 12 + 255 + 4 && result() == 3);
}

static void an_operation_that_is_none_of_ours_is_not_implemented(void) {
  ASK("\x12\x34\x28\x00\0\1\0\0\0\0\0\0" "\7example\3com" ADDRESS);
  must(answered == 12 && result() == 4 && (message[2] & 0x78) == 0x28);
}

int main(void) {
  a_name_is_refused_with_its_own_question();
  what_follows_the_question_is_left_out();
  only_what_the_internet_may_know_counts();
  what_is_no_question_has_no_answer();
  a_question_that_is_not_whole_is_a_format_error();
  an_operation_that_is_none_of_ours_is_not_implemented();
  return 0;
}
