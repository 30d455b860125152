/*
 * blitz-fix-address PROGRAM TARGET
 *
 * Writes to TARGET what PROGRAM is once the dynamic linker has moved it to one certain address: a
 * program that is not moved any more.
 *
 * A program that can be loaded anywhere (`-buildmode=pie`) holds some hundred thousand addresses,
 * which the dynamic linker writes anew in each process. The pages that it writes to are that
 * process's own: 7 MB of dockerd. Written into the file they are shared by all that run it.
 *
 * Fails, and leaves no TARGET, where there is something in PROGRAM that it does not know, or where
 * TARGET is not in memory what the dynamic linker makes of PROGRAM: both are started, stopped before
 * their first instruction, and compared. Format: the System V ABI's "Object Files", and its
 * supplements for AMD64 and for AArch64.
 */
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "loaded-program.h"

/* Where programs without `pie` begin, too. */
enum { BASE = 0x400000 };

static unsigned char *file;
static size_t length;
static Elf64_Ehdr *head;
static Elf64_Phdr *segments;

/* The relocations that may be in it, by processor: of these, the first alone depends on where the
 * program is. */
static const struct relocations {
  uint32_t relative; /* where the program is, and a number */
  uint32_t named[3]; /* what a symbol is, by its name; the last one: where in a thread's memory */
  uint32_t call;     /* a function, by its name */
} X86_64 = {R_X86_64_RELATIVE, {R_X86_64_GLOB_DAT, R_X86_64_64, R_X86_64_TPOFF64}, R_X86_64_JUMP_SLOT},
  AARCH64 = {R_AARCH64_RELATIVE, {R_AARCH64_GLOB_DAT, R_AARCH64_ABS64, R_AARCH64_TLS_TPREL},
             R_AARCH64_JUMP_SLOT},
  *known;

static void fail(const char *what) {
  fprintf(stderr, "blitz-fix-address: %s\n", what);
  exit(1);
}

static void load(const char *path) {
  FILE *source = fopen(path, "rb");
  struct stat facts;
  if (!source || fstat(fileno(source), &facts)) fail(strerror(errno));
  length = facts.st_size;
  file = malloc(length);
  if (!file || fread(file, 1, length, source) != length) fail("it cannot be read");
  fclose(source);
}

static void save(const char *path) {
  FILE *target = fopen(path, "wb");
  if (!target || fwrite(file, 1, length, target) != length || fchmod(fileno(target), 0755)
      || fclose(target)) fail(strerror(errno));
}

/* @returns what the file has for an address from before the move. */
static void *at(uint64_t address, size_t size) {
  for (int index = 0; index < head->e_phnum; index++) {
    Elf64_Phdr *one = segments + index;
    uint64_t begin = one->p_vaddr - BASE;
    if (one->p_type == PT_LOAD && address >= begin && address + size <= begin + one->p_filesz) {
      return file + one->p_offset + (address - begin);
    }
  }
  fail("an address is in no segment");
  return NULL;
}

static void move_headers(void) {
  head->e_type = ET_EXEC;
  head->e_entry += BASE;
  for (int index = 0; index < head->e_phnum; index++) {
    if (segments[index].p_type == PT_GNU_STACK) continue;
    segments[index].p_vaddr += BASE;
    segments[index].p_paddr += BASE;
  }
  Elf64_Shdr *sections = (Elf64_Shdr *)(file + head->e_shoff);
  for (int index = 0; index < head->e_shnum; index++) {
    if (sections[index].sh_flags & SHF_ALLOC) sections[index].sh_addr += BASE;
  }
}

static Elf64_Dyn *entry(Elf64_Dyn *table, int64_t tag) {
  while (table->d_tag != DT_NULL && table->d_tag != tag) table++;
  if (table->d_tag != tag) fail("the dynamic section lacks an entry");
  return table;
}

/* @returns whether it is of one of `count` kinds that the dynamic linker resolves by a symbol's name. */
static int is_named(const Elf64_Rela *one, const uint32_t *kinds, size_t count) {
  for (size_t index = 0; index < count; index++) {
    if (ELF64_R_TYPE(one->r_info) == kinds[index]) return ELF64_R_SYM(one->r_info) != STN_UNDEF;
  }
  return 0;
}

/* Writes the addresses that depend on nothing but where the program is, and moves what is left. */
static void relocate(Elf64_Dyn *table) {
  Elf64_Dyn *place = entry(table, DT_RELA), *size = entry(table, DT_RELASZ);
  Elf64_Dyn *moved = entry(table, DT_RELACOUNT);
  Elf64_Rela *all = at(place->d_un.d_ptr, size->d_un.d_val);
  uint64_t count = size->d_un.d_val / sizeof *all, own = moved->d_un.d_val;
  for (uint64_t index = 0; index < count; index++) {
    Elf64_Rela *one = all + index;
    int is_relative = ELF64_R_TYPE(one->r_info) == known->relative;
    if (index < own ? !is_relative : !is_named(one, known->named, sizeof known->named / sizeof *known->named))
      fail("it has an unknown relocation, or one in an unknown order");
    if (index < own) *(uint64_t *)at(one->r_offset, 8) = (uint64_t)one->r_addend + BASE;
    one->r_offset += BASE;
  }
  Elf64_Rela *calls = at(entry(table, DT_JMPREL)->d_un.d_ptr, 0);
  for (uint64_t index = 0; index < entry(table, DT_PLTRELSZ)->d_un.d_val / sizeof *calls; index++) {
    if (!is_named(calls + index, &known->call, 1)) fail("it has a call of an unknown kind");
    /* Bound at the first call: until then it leads to the linker's own. */
    *(uint64_t *)at(calls[index].r_offset, 8) += BASE;
    calls[index].r_offset += BASE;
  }
  place->d_un.d_ptr += own * sizeof *all;
  size->d_un.d_val -= own * sizeof *all;
  moved->d_un.d_val = 0;
}

/* How many symbols there are, only the sections tell. */
static void move_symbols(void) {
  Elf64_Shdr *sections = (Elf64_Shdr *)(file + head->e_shoff);
  for (int index = 0; index < head->e_shnum; index++) {
    if (sections[index].sh_type != SHT_DYNSYM) continue;
    Elf64_Sym *symbols = (Elf64_Sym *)(file + sections[index].sh_offset);
    for (uint64_t number = 0; number < sections[index].sh_size / sizeof *symbols; number++) {
      Elf64_Sym *one = symbols + number;
      int defined = one->st_shndx != SHN_UNDEF && one->st_shndx != SHN_ABS;
      if (defined && ELF64_ST_TYPE(one->st_info) != STT_TLS) one->st_value += BASE;
    }
    return;
  }
  fail("it has no symbols");
}

static void move_entries(Elf64_Dyn *table) {
  for (; table->d_tag != DT_NULL; table++) {
    switch (table->d_tag) {
      case DT_INIT: case DT_FINI: case DT_INIT_ARRAY: case DT_FINI_ARRAY: case DT_GNU_HASH:
      case DT_STRTAB: case DT_SYMTAB: case DT_PLTGOT: case DT_JMPREL: case DT_RELA:
      case DT_VERNEED: case DT_VERSYM:
        table->d_un.d_ptr += BASE;
        break;
      case DT_NEEDED: case DT_INIT_ARRAYSZ: case DT_FINI_ARRAYSZ: case DT_STRSZ: case DT_SYMENT:
      case DT_DEBUG: case DT_PLTRELSZ: case DT_PLTREL: case DT_RELASZ: case DT_RELAENT:
      case DT_FLAGS: case DT_VERNEEDNUM: case DT_RELACOUNT:
      case DT_AARCH64_BTI_PLT: case DT_AARCH64_PAC_PLT: case DT_AARCH64_VARIANT_PCS:
        break;
      case DT_FLAGS_1:
        table->d_un.d_val &= ~(uint64_t)DF_1_PIE;
        break;
      default:
        fail("the dynamic section has an unknown entry");
    }
  }
}

/* A word that ld.so writes in each process: it belongs to a relocation that was left, to the table of
 * calls, whose first three words are the linker's, or to the dynamic section. */
static int is_of_linker(Elf64_Dyn *table, uint64_t address) {
  const Elf64_Dyn *rela = entry(table, DT_RELA), *size = entry(table, DT_RELASZ);
  const Elf64_Dyn *calls = entry(table, DT_JMPREL), *calls_size = entry(table, DT_PLTRELSZ);
  uint64_t plt = entry(table, DT_PLTGOT)->d_un.d_ptr;
  if (address >= plt && address < plt + 3 * sizeof(uint64_t)) return 1;
  const Elf64_Rela *left = at(rela->d_un.d_ptr - BASE, size->d_un.d_val);
  for (uint64_t index = 0; index < size->d_un.d_val / sizeof *left; index++) {
    if (left[index].r_offset == address) return 1;
  }
  left = at(calls->d_un.d_ptr - BASE, calls_size->d_un.d_val);
  for (uint64_t index = 0; index < calls_size->d_un.d_val / sizeof *left; index++) {
    if (left[index].r_offset == address) return 1;
  }
  for (int index = 0; index < head->e_phnum; index++) {
    uint64_t begin = segments[index].p_vaddr;
    if (segments[index].p_type == PT_DYNAMIC && address >= begin && address < begin + segments[index].p_memsz)
      return 1;
  }
  return 0;
}

/* Fails where a segment of one is not what it is in the other, `moved` bytes further. */
static void compare(Elf64_Dyn *table, const Elf64_Phdr *segment, const struct loaded_program *fixed,
                    const struct loaded_program *original, uint64_t moved) {
  uint64_t begin = segment->p_vaddr, words = segment->p_filesz / sizeof(uint64_t);
  uint64_t *ours = malloc(segment->p_filesz), *theirs = malloc(segment->p_filesz);
  if (!ours || !theirs || !read_loaded(fixed, begin, ours, segment->p_filesz)
      || !read_loaded(original, begin + moved, theirs, segment->p_filesz)) fail("its memory cannot be read");
  for (uint64_t index = 0; index < words; index++) {
    /* An address of the program itself, or the same. */
    int is_same = ours[index] == theirs[index]
        || (ours[index] >= BASE && ours[index] + moved == theirs[index]);
    if (!is_same && !is_of_linker(table, begin + index * sizeof *ours)) fail("it differs in memory");
  }
  free(ours);
  free(theirs);
}

/* Fails where TARGET is not what the dynamic linker makes of PROGRAM. */
static void prove(Elf64_Dyn *table, const char *program, const char *target) {
  struct loaded_program fixed, original = {.memory = -1};
  int is_loaded = load_program(&fixed, target) && load_program(&original, program);
  for (int index = 0; is_loaded && index < head->e_phnum; index++) {
    /* The first one has what was changed on purpose: the tables that the linker reads. */
    if (segments[index].p_type != PT_LOAD || segments[index].p_offset == 0) continue;
    compare(table, segments + index, &fixed, &original, original.entry - fixed.entry);
  }
  end_loaded(&fixed);
  end_loaded(&original);
  if (!is_loaded) fail("it does not start, or cannot be watched");
}

static void leave_nothing(int status, void *target) {
  if (status) unlink(target);
}

int main(int count, char **words) {
  if (count != 3) fail("PROGRAM TARGET");
  load(words[1]);
  head = (Elf64_Ehdr *)file;
  segments = (Elf64_Phdr *)(file + head->e_phoff);
  if (length < sizeof *head || memcmp(head->e_ident, ELFMAG, SELFMAG)) fail("it is no program");
  if (head->e_phoff > length || length - head->e_phoff < head->e_phnum * sizeof *segments)
    fail("it is cut short");
  if (head->e_type != ET_DYN) fail("it is not one that can be moved");
  known = head->e_machine == EM_X86_64 ? &X86_64 : head->e_machine == EM_AARCH64 ? &AARCH64 : NULL;
  if (!known) fail("an unknown processor");
  move_headers();
  for (int index = 0; index < head->e_phnum; index++) {
    if (segments[index].p_type != PT_DYNAMIC) continue;
    Elf64_Dyn *table = (Elf64_Dyn *)(file + segments[index].p_offset);
    relocate(table);
    move_symbols();
    move_entries(table);
    on_exit(leave_nothing, words[2]);
    save(words[2]);
    prove(table, words[1], words[2]);
    return 0;
  }
  fail("it is linked with nothing");
  return 1;
}
