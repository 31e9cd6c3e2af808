/* fuzz_csv_piece.c: a CSV by pieces against the same record by record: fields,
   faults, rows and hash must be the same, for any length of pieces.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "fuzz_file.h"
#include "piece_reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  const piece_wish wishes[] = {
      {.first = 0, .every = 1, .length = 0},
      {.first = 0, .every = 1, .length = 1 + size % 9},
      {.first = size % 3, .every = 2, .length = 1 + size % 61},
  };
  char file[FUZZ_FILE_NAME];
  int fd = fuzz_file((const char *)bytes, size, file);
  const pm_csv_request request = {.file = file, .hash = size % 2 == 0};
  for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
    piece_reading expected, found;
    reading_by_next(&request, &wishes[i], &expected);
    reading_by_pieces(&request, &wishes[i], &found);
    if (reading_difference(&expected, &found) != NULL)
      abort();
    free(expected.text.bytes);
    free(found.text.bytes);
  }
  if (close(fd) != 0)
    abort();
  return 0;
}
