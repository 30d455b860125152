/* Runs a fuzz target over the files that are named: what was found once stays found. */
#include "fuzz.h"

int main(int count, char **names) {
  static uint8_t bytes[1024 * 1024];
  for (int index = 1; index < count; index++) {
    FILE *file = fopen(names[index], "rb");
    must(file);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    /* Of its very size, so that a byte too far is seen. */
    uint8_t *exact = malloc(length);
    must(exact || length == 0);
    if (length > 0) memcpy(exact, bytes, length);
    LLVMFuzzerTestOneInput(exact, length);
    free(exact);
  }
  printf("%d seeds\n", count - 1);
  return count > 1 ? 0 : 1;
}
