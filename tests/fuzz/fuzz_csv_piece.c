/* fuzz_csv_piece.c: a CSV by pieces against the same record by record: fields,
   faults, rows and hash must be the same, for any length of pieces.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "fuzz_file.h"
#include "piece_reading.h"

/* By wishes for the same columns. */
static void compare(const pm_csv_request *request, const piece_wish *wishes, size_t count)
{
  piece_reading expected, found;
  reading_by_next(request, wishes, &expected);
  for (size_t i = 0; i < count; i++) {
    reading_by_pieces(request, &wishes[i], &found);
    if (reading_difference(&expected, &found) != NULL)
      abort();
    free(found.text.bytes);
  }
  free(expected.text.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  const piece_wish all[] = {
      {.first = 0, .every = 1, .length = 0},
      {.first = 0, .every = 1, .length = 1 + size % 9},
  };
  const piece_wish some = {.first = size % 3, .every = 2, .length = 1 + size % 61};
  char file[FUZZ_FILE_NAME];
  int fd = fuzz_file((const char *)bytes, size, file);
  const pm_csv_request request = {.file = file, .hash = size % 2 == 0};
  compare(&request, all, sizeof all / sizeof *all);
  compare(&request, &some, 1);
  if (close(fd) != 0)
    abort();
  return 0;
}
