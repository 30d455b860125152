#include "shell-request.h"
#include <endian.h>
#include <string.h>

/* Columns, rows, bytes to keep. */
enum { NUMBERS = 8 };

int read_shell_request(const unsigned char *what, size_t length, struct shell_request *into) {
  if (length <= NUMBERS || what[length - 1] != 0) return 0;
  memcpy(&into->columns, what, sizeof into->columns);
  memcpy(&into->rows, what + 2, sizeof into->rows);
  memcpy(&into->kept, what + 4, sizeof into->kept);
  into->columns = be16toh(into->columns);
  into->rows = be16toh(into->rows);
  into->kept = be32toh(into->kept);
  into->name = (const char *)what + NUMBERS;
  size_t named = strlen(into->name) + 1;
  into->told = into->name + named;
  into->told_length = length - NUMBERS - named;
  int is_file = named > 1 && into->name[0] != '.' && !strchr(into->name, '/');
  return is_file && into->told_length > 0;
}
