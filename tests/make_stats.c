/* make_stats.c: `make_stats KIND CSV FILE` writes the CSV as a Stata, SPSS or SAS
   file; without operands it lists the kinds.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "stats_writer.h"

#include <stdio.h>

int main(int count, char **operands)
{
  if (count == 4)
    return !stats_write(operands[1], operands[2], operands[3]);
  for (size_t i = 0; stats_writer_kinds[i] != NULL; i++)
    puts(stats_writer_kinds[i]);
  return count != 1;
}
