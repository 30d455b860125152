#include "container-files.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the engine takes where nobody names a period, in microseconds. */
enum { USUAL_PERIOD = 100000 };

char *read_text(int file, size_t most) {
  size_t room = 64 * 1024, length = 0;
  char *text = malloc(room);
  while (text) {
    ssize_t count = read(file, text + length, room - length - 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      text[length] = 0;
      if (count == 0) return text;
      break;
    }
    length += (size_t)count;
    if (length >= most) {
      errno = EFBIG;
      break;
    }
    if (length + 1 < room) continue;
    char *larger = realloc(text, room *= 2);
    if (!larger) break;
    text = larger;
  }
  free(text);
  return NULL;
}

int find_string(const char *text, const char *key, char *value, size_t room) {
  char pattern[64];
  snprintf(pattern, sizeof pattern, "\"%s\":\"", key);
  const char *begin = strstr(text, pattern);
  if (!begin) return 0;
  begin += strlen(pattern);
  size_t length = strcspn(begin, "\"\\");
  if (begin[length] != '"' || length >= room) return 0;
  memcpy(value, begin, length);
  value[length] = 0;
  return 1;
}

/* @returns a new text with `begin` to `end` replaced. */
static char *replace(const char *text, const char *begin, const char *end, const char *by) {
  size_t room = strlen(text) + strlen(by) + 1;
  char *replaced = malloc(room);
  if (replaced) snprintf(replaced, room, "%.*s%s%s", (int)(begin - text), text, by, end);
  return replaced;
}

static long long find_number(const char *text, const char *key, const char **begin, char **end) {
  char pattern[64];
  snprintf(pattern, sizeof pattern, "\"%s\":", key);
  const char *found = strstr(text, pattern);
  if (!found) return 0;
  *begin = found + strlen(pattern);
  long long number = strtoll(*begin, end, 10);
  return *end == *begin ? 0 : number;
}

char *lower_quota(const char *text, long long quota, long long whole_period) {
  const char *begin, *ignored;
  char *end, *ignored_end;
  long long asked = find_number(text, "quota", &begin, &end);
  if (asked <= 0 || quota <= 0 || whole_period <= 0) return NULL;
  long long period = find_number(text, "period", &ignored, &ignored_end);
  if (period <= 0) period = USUAL_PERIOD;
  long long most;
  if (__builtin_mul_overflow(quota, period, &most)) return NULL;
  most /= whole_period;
  if (asked <= most) return NULL;
  char number[32];
  snprintf(number, sizeof number, "%lld", most);
  return replace(text, begin, end, number);
}

char *share_proc(const char *text) {
  static const char own[] = "{\"destination\":\"/proc\",\"type\":\"proc\",\"source\":\"proc\",";
  static const char shared[] = "{\"destination\":\"/proc\",\"type\":\"bind\",\"source\":\"/proc\",";
  static const char options[] = "\"options\":[", paths[] = "\"readonlyPaths\":[";
  const char *mount = strstr(text, own);
  if (!mount || strstr(text, "{\"type\":\"pid\"")) return NULL;
  if (strncmp(mount + sizeof own - 1, options, sizeof options - 1)) return NULL;
  const char *rest = mount + sizeof own - 1 + sizeof options - 1;
  char head[sizeof shared + 64];
  snprintf(head, sizeof head, "%s%s\"rbind\",", shared, options);
  char *bound = replace(text, mount, rest, head);
  if (!bound) return NULL;
  /* Each of them is in /proc, which is not this container's to change. */
  char *begin = strstr(bound, paths), *end = begin ? strchr(begin, ']') : NULL;
  if (!end) return bound;
  char *whole = replace(bound, begin + sizeof paths - 1, end, "");
  free(bound);
  return whole;
}
