/* explain_text.c: numbers and sentences of an explanation.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "core/number_text.h"
#include "explain/explain_parts.h"

static const char *keep(pm_explaining *work, const char *text)
{
  if (text == NULL)
    work->memory_ended = true;
  return text == NULL ? "" : text;
}

const char *pm_explain_format(pm_explaining *work, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const char *text = pm_arena_format_list(work->arena, format, arguments);
  va_end(arguments);
  return keep(work, text);
}

static const char *fixed(pm_explaining *work, double value, int decimals)
{
  char text[PM_NUMBER_SIZE];
  size_t size = pm_number_format_fixed(pm_number_off_half(value, decimals), decimals, text);
  return keep(work, pm_arena_text(work->arena, text, size));
}

/* So many significant digits, but a whole number is never cut. */
static const char *significant(pm_explaining *work, double value, int digits)
{
  double size = fabs(value);
  int above_point = size > 0 && isfinite(size) ? (int)floor(log10(size)) + 1 : 1;
  int decimals = digits - above_point;
  return fixed(work, value, decimals < 0 ? 0 : (decimals > 15 ? 15 : decimals));
}

/* A hundredfold; zero is kept for a true zero. */
static const char *hundredfold(pm_explaining *work, double value, int decimals)
{
  double unit = pow(10, -decimals);
  bool reads_as_zero = value != 0 && fabs(100 * value) < unit / 2;
  if (reads_as_zero)
    return pm_explain_format(work, value > 0 ? "less than %s" : "between 0 and -%s",
                             fixed(work, unit, decimals));
  return fixed(work, 100 * value, decimals);
}

const char *pm_explain_percent(pm_explaining *work, double rate)
{
  return pm_explain_format(work, "%s%%", hundredfold(work, rate, work->rate_digits));
}

static const char *with_points(pm_explaining *work, const char *number)
{
  return pm_explain_format(work, "%s percentage point%s", number,
                           strcmp(number, "1") == 0 ? "" : "s");
}

const char *pm_explain_points(pm_explaining *work, double margin)
{
  return with_points(work, hundredfold(work, margin, work->points_digits));
}

const char *pm_explain_count(pm_explaining *work, double count)
{
  char plain[PM_NUMBER_SIZE], grouped[2 * PM_NUMBER_SIZE];
  size_t size = pm_number_format_fixed(count, floor(count) == count ? 0 : 1, plain);
  size_t whole = strcspn(plain, ".e"), used = 0;
  for (size_t i = 0; i < size; i++) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0)
      grouped[used++] = ',';
    grouped[used++] = plain[i];
  }
  return keep(work, pm_arena_text(work->arena, grouped, used));
}

const char *pm_explain_number(pm_explaining *work, double value)
{
  return value == 0 || value == 1 ? fixed(work, value, 0) : significant(work, value, 4);
}

const char *pm_explain_times(pm_explaining *work, double value)
{
  return significant(work, value, 2);
}

/* A hundredfold without needless zeros. */
static const char *short_hundredfold(pm_explaining *work, double value)
{
  char text[PM_NUMBER_SIZE];
  size_t size = pm_number_format_fixed(100 * value, 10, text);
  while (text[size - 1] == '0')
    size--;
  if (text[size - 1] == '.')
    size--;
  return keep(work, pm_arena_text(work->arena, text, size));
}

const char *pm_explain_bare_target(pm_explaining *work, double margin)
{
  return short_hundredfold(work, margin);
}

const char *pm_explain_target(pm_explaining *work, double margin)
{
  return with_points(work, short_hundredfold(work, margin));
}

const char *pm_explain_level(pm_explaining *work, double level)
{
  return pm_explain_format(work, "%s%%", short_hundredfold(work, level));
}

const char *pm_explain_confidence(pm_explaining *work)
{
  return pm_explain_level(work, work->level.conf);
}

const char *pm_explain_records(pm_explaining *work, double n)
{
  return pm_explain_format(work, "%s record%s", pm_explain_count(work, n), n == 1 ? "" : "s");
}

const char *pm_explain_all_of(pm_explaining *work, double count)
{
  return count == 2 ? "both" : pm_explain_format(work, "all %s", pm_explain_count(work, count));
}

const char *pm_explain_population(pm_explaining *work, double population)
{
  bool is_whole = floor(population) == population;
  return pm_explain_format(work, "%s%s", is_whole ? "" : "about ",
                           pm_explain_count(work, round(population)));
}

void pm_explain_say(pm_explaining *work, const char *sentence)
{
  if (work->paragraph_is_over)
    work->paragraphs[work->result.paragraph_count++] = "";
  work->paragraph_is_over = false;
  const char **last = &work->paragraphs[work->result.paragraph_count - 1];
  *last = **last == '\0' ? sentence : pm_explain_format(work, "%s %s", *last, sentence);
}

void pm_explain_paragraph(pm_explaining *work)
{
  work->paragraph_is_over = true;
}
