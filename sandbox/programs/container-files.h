/* What blitz-runc reads and changes in the JSON of a container. */
#ifndef CONTAINER_FILES_H
#define CONTAINER_FILES_H

#include <stddef.h>

/* A text that ends with a zero, to be freed; NULL with errno. */
char *read_text(int file, size_t most);

/*
 * The string that follows `"key":"` is copied to `value`. What somebody else may choose is a string
 * in this JSON, where quotes are escaped: it cannot look like a key.
 * @returns whether there is one that fits.
 */
int find_string(const char *text, const char *key, char *value, size_t room);

/*
 * Lowers each number behind `"quota":` that is larger than what `period` (of the text, or Docker's
 * own) has at `quota` in `whole_period`. @returns a new text, or NULL where nothing changes.
 */
char *lower_quota(const char *text, long long quota, long long whole_period);

/*
 * A container that shares the process ids of the engine (`--pid=host`) gets the engine's /proc: the
 * kernel mounts another one for the owner of the process ids alone, which the engine is not. moby
 * does the same where it is told that it is rootless (internal/rootless/specconv).
 * @returns a new text, or NULL where nothing changes.
 */
char *share_proc(const char *text);

#endif
