/* fuzz_stats.c: files of statistics programs, whole and hostile, through
   ReadStat: nothing is compared, it only must not break. What is read is CSV
   whatever the file holds, so a fault in the text of it is one of ours.

   With -DFUZZ_REPLAY it is a program that reads the files it is given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "fuzz_file.h"
#include "table/stats_file.h"

#include <string.h>

static void read_records(pm_csv *csv, pm_error *error)
{
  const pm_field *fields;
  while (pm_csv_next(csv, &fields, error) == PM_OK && fields != NULL)
    for (size_t i = 0; i < pm_csv_columns(csv); i++)
      if (fields[i].size != strlen(fields[i].text))
        abort();
  /* Neither quotes nor the number of fields may ever be wrong. */
  for (int i = 0; i < error->count; i++)
    if (strstr(error->faults[i].text, "the row has") != NULL ||
        strstr(error->faults[i].text, "a quote ") != NULL)
      abort();
}

/* Every other file is closed after its header. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  char file[FUZZ_FILE_NAME];
  if (pm_stats_kind_of((const char *)bytes, size) == NULL)
    return 0;
  int fd = fuzz_file((const char *)bytes, size, file);
  const pm_csv_request request = {.file = file, .hash = true};
  pm_error error = {0};
  pm_csv *csv;
  if (pm_csv_open(&csv, &request, &error) == PM_OK) {
    if (size % 4 != 0)
      read_records(csv, &error);
    pm_csv_free(csv);
  }
  return close(fd);
}
