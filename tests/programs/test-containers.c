/* What blitz-runc reads and changes of a container, and which groups blitz-groups takes a request for. */
#include <stdlib.h>
#include <string.h>
#include "container-files.h"
#include "control-groups.h"
#include "fuzz.h"

static void must_be(char *text, const char *expected) {
  must(expected ? text && !strcmp(text, expected) : !text);
  free(text);
}

static void a_string_is_found_by_its_key_and_not_in_what_somebody_chose(void) {
  char value[16];
  const char *text = "{\"args\":[\"\\\"pids\\\":\\\"wrong\\\"\"],\"pids\":{\"limit\":1},\"pids\":\"/a/b\"}";
  must(find_string(text, "pids", value, sizeof value) && !strcmp(value, "/a/b"));
  must(!find_string(text, "memory", value, sizeof value));
  must(!find_string(text, "pids", value, 4));
  must(!find_string("\"pids\":\"/a", "pids", value, sizeof value));
}

static void more_processor_time_than_the_sandbox_has_is_lowered_to_that(void) {
  const char *two = "{\"cpu\":{\"quota\":200000,\"period\":100000}}";
  must_be(lower_quota(two, 100000, 100000), "{\"cpu\":{\"quota\":100000,\"period\":100000}}");
  must_be(lower_quota(two, 300000, 100000), NULL);
  /* The sandbox has no limit. */
  must_be(lower_quota(two, -1, 100000), NULL);
  must_be(lower_quota("{\"quota\":90000,\"period\":50000}", 100000, 100000),
          "{\"quota\":50000,\"period\":50000}");
  must_be(lower_quota("{\"quota\":200000}", 150000, 100000), "{\"quota\":150000}");
  must_be(lower_quota("{\"quota\":-1}", 100000, 100000), NULL);
  must_be(lower_quota("{\"cpu\":{}}", 100000, 100000), NULL);
}

static void a_container_with_the_process_ids_of_the_engine_gets_its_proc(void) {
  static const char own[] = "{\"destination\":\"/proc\",\"type\":\"proc\",\"source\":\"proc\","
    "\"options\":[\"nosuid\"]}";
  static const char shared[] = "{\"destination\":\"/proc\",\"type\":\"bind\",\"source\":\"/proc\","
    "\"options\":[\"rbind\",\"nosuid\"]}";
  char before[512], after[512];
  snprintf(before, sizeof before, "[%s],\"readonlyPaths\":[\"/proc/bus\"],\"x\":[1]", own);
  snprintf(after, sizeof after, "[%s],\"readonlyPaths\":[],\"x\":[1]", shared);
  must_be(share_proc(before), after);
  must_be(share_proc(own), shared);
  snprintf(before, sizeof before, "[%s],\"namespaces\":[{\"type\":\"pid\"}]", own);
  must_be(share_proc(before), NULL);
}

static void a_group_has_names_and_no_way_up(void) {
  const char *wrong[] = {"", "/", "a/", "/a", "a//b", ".", "..", "a/..", "../a", "a/.b", "a/../b"};
  must(is_group_path("docker") && is_group_path("docker/buildkit/x.y") && is_group_path("a..b"));
  for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++)
    must(!is_group_path(wrong[index]));
}

int main(void) {
  a_string_is_found_by_its_key_and_not_in_what_somebody_chose();
  more_processor_time_than_the_sandbox_has_is_lowered_to_that();
  a_container_with_the_process_ids_of_the_engine_gets_its_proc();
  a_group_has_names_and_no_way_up();
  return 0;
}
