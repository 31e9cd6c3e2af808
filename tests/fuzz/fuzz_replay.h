/* fuzz_replay.h: what a fuzz target is, and with -DFUZZ_REPLAY the main of a
   program that gives it the files that it is given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_FUZZ_REPLAY_H
#define TESTS_FUZZ_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

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
