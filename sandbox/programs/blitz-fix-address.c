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
 * Fails, and writes nothing, where there is something in PROGRAM that it does not know. Format: the
 * System V ABI's "Object Files", and its supplements for AMD64 and for AArch64.
 */
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Where programs without `pie` begin, too. */
enum { BASE = 0x400000 };

static unsigned char *file;
static size_t length;
static Elf64_Ehdr *head;
static Elf64_Phdr *segments;

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
  if (!target || fwrite(file, 1, length, target) != length || fclose(target)) fail(strerror(errno));
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

/* Writes the addresses that depend on nothing but where the program is, and moves what is left. */
static void relocate(Elf64_Dyn *table) {
  Elf64_Dyn *place = entry(table, DT_RELA), *size = entry(table, DT_RELASZ);
  Elf64_Dyn *moved = entry(table, DT_RELACOUNT);
  Elf64_Rela *all = at(place->d_un.d_ptr, size->d_un.d_val);
  uint64_t count = size->d_un.d_val / sizeof *all, own = moved->d_un.d_val;
  uint64_t relative = head->e_machine == EM_X86_64 ? R_X86_64_RELATIVE : R_AARCH64_RELATIVE;
  for (uint64_t index = 0; index < count; index++) {
    Elf64_Rela *one = all + index;
    if ((ELF64_R_TYPE(one->r_info) == relative) != (index < own)) fail("unknown order");
    if (index < own) *(uint64_t *)at(one->r_offset, 8) = one->r_addend + BASE;
    one->r_offset += BASE;
  }
  Elf64_Rela *calls = at(entry(table, DT_JMPREL)->d_un.d_ptr, 0);
  for (uint64_t index = 0; index < entry(table, DT_PLTRELSZ)->d_un.d_val / sizeof *calls; index++) {
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

int main(int count, char **words) {
  if (count != 3) fail("PROGRAM TARGET");
  load(words[1]);
  head = (Elf64_Ehdr *)file;
  segments = (Elf64_Phdr *)(file + head->e_phoff);
  if (length < sizeof *head || memcmp(head->e_ident, ELFMAG, SELFMAG)) fail("it is no program");
  if (head->e_type != ET_DYN) fail("it is not one that can be moved");
  if (head->e_machine != EM_X86_64 && head->e_machine != EM_AARCH64) fail("an unknown processor");
  move_headers();
  for (int index = 0; index < head->e_phnum; index++) {
    if (segments[index].p_type != PT_DYNAMIC) continue;
    Elf64_Dyn *table = (Elf64_Dyn *)(file + segments[index].p_offset);
    relocate(table);
    move_symbols();
    move_entries(table);
    save(words[2]);
    return 0;
  }
  fail("it is linked with nothing");
  return 1;
}
