/* A program as the dynamic linker has put it into memory, stopped before its first instruction. */
#ifndef LOADED_PROGRAM_H
#define LOADED_PROGRAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct loaded_program {
  pid_t process;
  int memory;
  uint64_t entry; /* where its first instruction is */
};

/* @returns whether it could be started, and be stopped there. */
int load_program(struct loaded_program *into, const char *path);

/* @returns whether all of it could be read. */
int read_loaded(const struct loaded_program *program, uint64_t address, void *into, size_t length);

/* Ends it, as far as it was started. */
void end_loaded(struct loaded_program *program);

#endif
