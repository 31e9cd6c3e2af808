/* size_text.c: a line of text of bounded room.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_text.h"

#include <math.h>
#include <string.h>

#include "core/number_text.h"

static void add_bytes(pm_size_text *line, const char *bytes, size_t size)
{
  size_t left = line->room - line->used - 1;
  size = size < left ? size : left;
  memcpy(line->text + line->used, bytes, size);
  line->used += size;
  line->text[line->used] = '\0';
}

void pm_size_add(pm_size_text *line, const char *text)
{
  add_bytes(line, text, strlen(text));
}

enum { DECIMALS_MOST = 9 };

void pm_size_add_count(pm_size_text *line, double count)
{
  char plain[PM_NUMBER_SIZE];
  if (isinf(count)) {
    pm_size_add(line, "more than can be counted");
    return;
  }
  double beyond = fabs(count - round(count));
  int decimals = beyond <= 1e-9 * fabs(count) ? 0 : 1;
  /* What is rounded up is not told as whole: 97 come of 96.04, not of 96.0. */
  while (decimals > 0 && decimals < DECIMALS_MOST && beyond * pow(10, decimals) < 0.5)
    decimals++;
  (void)pm_number_format_fixed(count, decimals, plain);
  (void)pm_number_group(plain, sizeof plain);
  pm_size_add(line, plain);
}

/* Below this there are more zeros than anybody counts. */
static const double SMALL = 1e-12;

void pm_size_add_number(pm_size_text *line, double number, int decimals)
{
  if (number != 0 && fabs(number) < SMALL) {
    pm_size_add(line, pm_number_show(number).text);
    return;
  }
  /* What is not 0 is not told as 0: two digits at least of what is small. */
  if (number != 0 && fabs(number) < pow(10, 1 - decimals))
    decimals = (int)fmin(1 - floor(log10(fabs(number))), 15);
  char text[PM_NUMBER_SIZE];
  size_t size = pm_number_format_fixed(number, decimals, text);
  if (memchr(text, '.', size) != NULL)
    while (text[size - 1] == '0')
      size--;
  if (text[size - 1] == '.')
    size--;
  add_bytes(line, text, size);
}

void pm_size_add_percent(pm_size_text *line, double rate)
{
  pm_size_add_number(line, 100 * rate, 4);
  pm_size_add(line, "%");
}

void pm_size_add_points(pm_size_text *line, double margin)
{
  pm_size_add_number(line, 100 * margin, 3);
  pm_size_add(line, fabs(margin - 0.01) < 1e-12 ? " point" : " points");
}
