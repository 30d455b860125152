/* What may be asked for at .new, and what not: a name becomes a file of root's. */
#include "fuzz.h"
#include "shell-request.h"

#define READ(text, into) read_shell_request((const unsigned char *)(text), sizeof(text) - 1, into)
#define NUMBERS "\0\x78\0\x1e\0\2\0\0"

static void a_whole_request_is_read(void) {
  struct shell_request request;
  must(READ(NUMBERS "shell-1\0/home\0secret\0", &request));
  must(request.columns == 120 && request.rows == 30 && request.kept == 128 * 1024);
  must(!strcmp(request.name, "shell-1"));
  must(request.told_length == 13 && !memcmp(request.told, "/home\0secret", 13));
}

static void names_that_lead_elsewhere_are_refused(void) {
  struct shell_request request;
  must(!READ(NUMBERS "../ssh\0/\0", &request));
  must(!READ(NUMBERS "a/b\0/\0", &request));
  must(!READ(NUMBERS ".new\0/\0", &request));
  must(!READ(NUMBERS "\0/\0", &request));
}

static void what_is_cut_short_is_refused(void) {
  struct shell_request request;
  must(!READ("", &request));
  must(!READ(NUMBERS, &request));
  must(!READ(NUMBERS "name\0", &request));
  must(!READ(NUMBERS "name\0/home", &request));
}

int main(void) {
  a_whole_request_is_read();
  names_that_lead_elsewhere_are_refused();
  what_is_cut_short_is_refused();
  return 0;
}
