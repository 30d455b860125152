/*
 * What the engine says of a container, which has words of the reader's in it; and the groups that a
 * reader can ask for: none is outside of the sandbox's.
 */
#include <stdlib.h>
#include <string.h>
#include "container-files.h"
#include "control-groups.h"
#include "fuzz.h"

static void must_be_at_most(const char *lowered, long long quota, long long period) {
  must(lowered != NULL);
  char *again = lower_quota(lowered, quota, period);
  must(again == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  char value[32], *text = malloc(count + 1);
  memcpy(text, bytes, count);
  text[count] = 0;
  if (find_string(text, "cgroupsPath", value, sizeof value)) must(!strpbrk(value, "\"\\"));
  char *lowered = lower_quota(text, 150000, 100000), *shared = share_proc(text);
  if (lowered) must_be_at_most(lowered, 150000, 100000);
  if (shared) must(strlen(shared) > 0);
  if (is_group_path(text)) must(*text != '/' && *text != '.' && !strstr(text, "/.") && !strstr(text, "//"));
  free(shared);
  free(lowered);
  free(text);
  return 0;
}
