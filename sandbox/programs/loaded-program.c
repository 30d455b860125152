#include "loaded-program.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __aarch64__
static const unsigned char BREAKPOINT[] = {0x00, 0x00, 0x20, 0xd4};
#else
static const unsigned char BREAKPOINT[] = {0xcc};
#endif

/* @returns what the kernel has told the process (getauxval(3)), or 0. */
static uint64_t told_by_kernel(pid_t process, uint64_t kind) {
  char path[32];
  uint64_t pair[2], found = 0;
  snprintf(path, sizeof path, "/proc/%d/auxv", (int)process);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  while (file >= 0 && !found && read(file, pair, sizeof pair) == sizeof pair && pair[0] != AT_NULL) {
    if (pair[0] == kind) found = pair[1];
  }
  if (file >= 0) close(file);
  return found;
}

static int has_trapped(pid_t process) {
  int status;
  return waitpid(process, &status, 0) == process && WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP;
}

/* @returns whether the linker has done its work, and the process is at its first instruction. */
static int run_to_entry(struct loaded_program *program) {
  unsigned char instruction[sizeof BREAKPOINT];
  off_t place = (off_t)program->entry;
  return read_loaded(program, program->entry, instruction, sizeof instruction)
      && pwrite(program->memory, BREAKPOINT, sizeof BREAKPOINT, place) == sizeof BREAKPOINT
      && !ptrace(PTRACE_CONT, program->process, NULL, NULL) && has_trapped(program->process)
      && pwrite(program->memory, instruction, sizeof instruction, place) == sizeof instruction;
}

int load_program(struct loaded_program *into, const char *path) {
  char memory[32];
  *into = (struct loaded_program){.process = fork(), .memory = -1};
  if (into->process < 0) return 0;
  if (into->process == 0) {
    if (!ptrace(PTRACE_TRACEME, 0, NULL, NULL)) execl(path, path, "--version", (char *)NULL);
    _exit(127);
  }
  /* It stops of itself once it is another program. */
  if (!has_trapped(into->process)) return 0;
  into->entry = told_by_kernel(into->process, AT_ENTRY);
  snprintf(memory, sizeof memory, "/proc/%d/mem", (int)into->process);
  into->memory = open(memory, O_RDWR | O_CLOEXEC);
  return into->memory >= 0 && into->entry && run_to_entry(into);
}

int read_loaded(const struct loaded_program *program, uint64_t address, void *into, size_t length) {
  size_t got = 0;
  while (got < length) {
    ssize_t count = pread(program->memory, (char *)into + got, length - got, (off_t)(address + got));
    if (count <= 0) return 0;
    got += (size_t)count;
  }
  return 1;
}

void end_loaded(struct loaded_program *program) {
  if (program->memory >= 0) close(program->memory);
  if (program->process <= 0) return;
  kill(program->process, SIGKILL);
  waitpid(program->process, NULL, 0);
}
