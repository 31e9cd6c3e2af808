/* fuzz_file.h: what the fuzzers of readers of files share. With -DFUZZ_REPLAY
   the fuzzer is a program that reads the files it is given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_FUZZ_FILE_H
#define TESTS_FUZZ_FILE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FUZZ_FILE_NAME = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A file of these bytes in memory, which goes when the result is closed. */
static inline int fuzz_file(const char *bytes, size_t size, char name[FUZZ_FILE_NAME])
{
  int fd = memfd_create("fuzz", MFD_CLOEXEC);
  if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
    abort();
  (void)snprintf(name, FUZZ_FILE_NAME, "/proc/self/fd/%d", fd);
  return fd;
}

#ifdef FUZZ_REPLAY
static uint8_t *whole_file(const char *name, size_t *size)
{
  FILE *stream = fopen(name, "rb");
  if (stream == NULL || fseek(stream, 0, SEEK_END) != 0)
    abort();
  long end = ftell(stream);
  uint8_t *bytes = malloc((size_t)end + 1);
  rewind(stream);
  if (end < 0 || bytes == NULL || fread(bytes, 1, (size_t)end, stream) != (size_t)end ||
      fclose(stream) != 0)
    abort();
  *size = (size_t)end;
  return bytes;
}

int main(int count, char **names)
{
  for (int i = 1; i < count; i++) {
    size_t size;
    uint8_t *bytes = whole_file(names[i], &size);
    (void)LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
  }
  return 0;
}
#endif

#endif
