/* writer_cell.c: how people read a cell: percentages, digits, thousands
   separators, and markers for what is missing.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   The markers are those of the UK Government Analysis Function, "Symbols in
   tables". Two rules keep rounding honest: a value that is not zero but rounds
   to it is shown as [low], and a rate below 1 that rounds to 100 is shown as
   ">99.9", the largest figure below 100. */
#include "core/number_text.h"
#include "table/writer.h"

#include <stdlib.h>

typedef struct marker {
  const char *mark;
  const char *meaning;
} marker;

enum { MARK_POINTS, MARK_ABOVE, MARK_LOW, MARK_UNKNOWN };

static const marker markers[] = {
    [MARK_POINTS] = {"pp", "percentage points"},
    [MARK_ABOVE] = {">", "above this figure, yet below 100"},
    [MARK_LOW] = {"[low]", "low figure, but not a real zero"},
    [MARK_UNKNOWN] = {"[x]", "not available"},
    {"[b]", "break in time series"},
    {"[c]", "confidential"},
    {"[e]", "estimated"},
    {"[f]", "forecast"},
    {"[ns]", "not statistically significant"},
    {"[p]", "provisional"},
    {"[r]", "revised"},
    {"[s]", "statistically significant at the 0.05 level"},
    {"[ss]", "statistically significant at the 0.01 level"},
    {"[sss]", "statistically significant at the 0.001 level"},
    {"[u]", "low reliability"},
    {"[w]", "none recorded in survey"},
    {"[z]", "not applicable"},
};
enum { MARKERS = sizeof markers / sizeof markers[0] };

static const char *mark(pm_writer *writer, size_t index)
{
  writer->sheet.marks |= 1U << index;
  return markers[index].mark;
}

static const char *missing(pm_writer *writer, const char *text)
{
  if (text == NULL)
    return mark(writer, MARK_UNKNOWN);
  for (size_t i = 0; i < MARKERS; i++)
    if (strcmp(markers[i].mark, text) == 0)
      return mark(writer, i);
  return text; /* a marker of the caller's own, such as "[note 1]" */
}

static bool is_digit(char byte)
{
  return byte >= '0' && byte <= '9';
}

static bool reads_as_zero(const char *text)
{
  return text[strcspn(text, "123456789")] == '\0';
}

/* The proportion as a percentage, correctly rounded: the decimal point of the
   proportion's own text is moved, as 100 times a double is a rounded number
   already. */
static void format_percent(double value, int digits, char text[PM_PEOPLE_SIZE])
{
  char plain[PM_NUMBER_SIZE];
  (void)pm_number_format_fixed(pm_number_off_half(value, digits + 2), digits + 2, plain);
  const char *point = strchr(plain, '.');
  if (point == NULL || !is_digit(point[1]) || !is_digit(point[2])) {
    (void)pm_number_format(value * 100, text); /* beyond any proportion */
    return;
  }
  char moved[PM_NUMBER_SIZE];
  size_t sign = plain[0] == '-' ? 1 : 0;
  size_t whole = (size_t)(point - plain) - sign;
  memcpy(moved, plain + sign, whole);
  memcpy(moved + whole, point + 1, 2);
  whole += 2;
  size_t zeros = 0;
  while (zeros + 1 < whole && moved[zeros] == '0')
    zeros++;
  (void)snprintf(text, PM_PEOPLE_SIZE, "%s%.*s%s%s", sign ? "-" : "", (int)(whole - zeros),
                 moved + zeros, digits > 0 ? "." : "", point + 3);
}

/* value times 10^power, in two steps: the power alone may be beyond a double. */
static double scale_by_ten(double value, int power)
{
  int half = power / 2;
  return value * pow(10, half) * pow(10, power - half);
}

/* The power of ten of the first digit, once rounded to four of them. */
static int leading_power(double value)
{
  int power = (int)floor(log10(fabs(value)));
  return scale_by_ten(fabs(value), 3 - power) >= 9999.5 ? power + 1 : power;
}

/* Four significant digits; a whole number stays whole. */
static void format_number(double value, char text[PM_PEOPLE_SIZE])
{
  enum { SIGNIFICANT = 4, LOWEST = -4, HIGHEST = 14 }; /* powers of ten written out */
  if (value == trunc(value) && fabs(value) < 1e15) {
    (void)pm_number_format_fixed(value, 0, text);
    return;
  }
  int power = leading_power(value);
  if (power >= LOWEST && power <= HIGHEST) {
    int decimals = power < SIGNIFICANT ? SIGNIFICANT - 1 - power : 0;
    double shown = pm_number_off_half(value, decimals);
    if (leading_power(shown) > power && decimals > 0) /* 9.9995 is 10.00, as 99.995 is 100.0 */
      decimals--;
    (void)pm_number_format_fixed(shown, decimals, text);
    return;
  }
  size_t length = pm_number_format_fixed(scale_by_ten(value, -power), SIGNIFICANT - 1, text);
  (void)snprintf(text + length, PM_PEOPLE_SIZE - length, "e%+03d", power);
}

static const char *rate_cell(pm_writer *writer, double value, char text[PM_PEOPLE_SIZE])
{
  int digits = writer->request.rate_digits;
  format_percent(value, digits, text);
  if (value < 1 && strncmp(text, "100", 3) == 0 && !is_digit(text[3])) {
    writer->sheet.marks |= 1U << MARK_ABOVE;
    (void)snprintf(text, PM_PEOPLE_SIZE, ">99%s%.*s", digits > 0 ? "." : "", digits,
                   "999999999999999");
  }
  return text;
}

static const char *number_cell(pm_writer *writer, const pm_column *column, double value,
                               char text[PM_PEOPLE_SIZE])
{
  switch (column->kind) {
  case PM_KIND_RATE:
    (void)rate_cell(writer, value, text);
    break;
  case PM_KIND_POINTS:
    format_percent(value, writer->request.points_digits, text);
    break;
  case PM_KIND_COUNT:
    (void)pm_number_format_fixed(pm_number_off_half(value, 0), 0, text);
    break;
  case PM_KIND_NUMBER:
  case PM_KIND_TEXT:
    format_number(value, text);
    break;
  }
  if (value != 0 && reads_as_zero(text))
    return mark(writer, MARK_LOW);
  (void)pm_number_group(text, PM_PEOPLE_SIZE);
  return text;
}

const char *pm_people_cell(pm_writer *writer, size_t column, const pm_cell *cell,
                           char buffer[PM_PEOPLE_SIZE])
{
  const pm_column *about = &writer->sheet.columns[column];
  if (about->kind == PM_KIND_TEXT)
    return cell->text == NULL     ? ""
           : cell->text[0] == '[' ? missing(writer, cell->text)
                                  : cell->text;
  if (!isfinite(cell->number))
    return missing(writer, cell->text);
  return number_cell(writer, about, cell->number, buffer);
}

const char *pm_people_title(pm_writer *writer, size_t column)
{
  static const char *const units[] = {
      [PM_KIND_TEXT] = "",     [PM_KIND_COUNT] = "",       [PM_KIND_NUMBER] = "",
      [PM_KIND_RATE] = " (%)", [PM_KIND_POINTS] = " (pp)",
  };
  const pm_column *about = &writer->sheet.columns[column];
  if (about->kind == PM_KIND_POINTS)
    writer->sheet.marks |= 1U << MARK_POINTS;
  const char *title =
      pm_arena_format(writer->arena, "%s%s", about->title == NULL ? about->name : about->title,
                      units[about->kind]);
  if (title != NULL)
    return title;
  pm_writer_no_memory(writer);
  return "";
}

const char *pm_people_legend(pm_writer *writer)
{
  const char *legend = NULL;
  for (size_t i = 0; i < MARKERS; i++) {
    if ((writer->sheet.marks & 1U << i) == 0)
      continue;
    legend = pm_arena_format(writer->arena, "%s%s%s: %s", legend == NULL ? "" : legend,
                             legend == NULL ? "" : "; ", markers[i].mark, markers[i].meaning);
    if (legend == NULL) {
      pm_writer_no_memory(writer);
      return NULL;
    }
  }
  return legend;
}

bool pm_people_is_right(const pm_column *column)
{
  return column->kind != PM_KIND_TEXT;
}

void pm_people_keep_titles(pm_writer *writer)
{
  for (size_t i = 0; i < writer->sheet.count; i++)
    pm_grid_add(&writer->grid, pm_people_title(writer, i));
}

void pm_people_keep_row(pm_writer *writer, const pm_cell *cells)
{
  for (size_t i = 0; i < writer->sheet.count; i++) {
    char buffer[PM_PEOPLE_SIZE];
    pm_grid_add(&writer->grid, pm_people_cell(writer, i, &cells[i], buffer));
  }
}

pm_lane *pm_people_lanes(pm_writer *writer, const pm_escape *escape)
{
  const pm_sheet *sheet = &writer->sheet;
  if (writer->trouble.status != PM_OK)
    return NULL;
  pm_lane *lanes = pm_arena_alloc(writer->arena, sheet->count * sizeof *lanes);
  if (lanes == NULL)
    pm_writer_no_memory(writer);
  for (size_t i = 0; lanes != NULL && i < sheet->count; i++)
    lanes[i] = pm_grid_measure(&writer->grid, i, sheet->count,
                               pm_people_is_right(&sheet->columns[i]), escape);
  return lanes;
}
