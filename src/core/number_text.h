/* number_text.h: a number as the user would write it, for a message.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_CORE_NUMBER_TEXT_H
#define PM_CORE_NUMBER_TEXT_H

#include <math.h>
#include <plusminus/core.h>
#include <string.h>

typedef struct pm_number_text {
  char text[PM_NUMBER_SIZE];
} pm_number_text;

static inline pm_number_text pm_number_show(double value)
{
  pm_number_text shown = {"something that is not a number"};
  if (isinf(value))
    shown = (pm_number_text){"infinity"};
  else if (!isnan(value))
    (void)pm_number_format(value, shown.text);
  return shown;
}

/* The same as tables for people have it: "1,234.5". */
static inline pm_number_text pm_number_grouped(pm_number_text number)
{
  (void)pm_number_group(number.text, sizeof number.text);
  return number;
}

static inline pm_number_text pm_number_show_grouped(double value)
{
  return pm_number_grouped(pm_number_show(value));
}

/* What was computed from decimals, without the binary places that nobody wrote:
   twelve significant digits. */
static inline pm_number_text pm_number_show_short(double value)
{
  enum { DIGITS = 12 };
  if (value == 0 || !isfinite(value))
    return pm_number_show(value);
  double scale = pow(10, DIGITS - ceil(log10(fabs(value))));
  double tidy = round(value * scale) / scale;
  return pm_number_show(isfinite(tidy) ? tidy : value);
}

/* A proportion as "12.5%", in the same digits. */
static inline pm_number_text pm_number_percent(double proportion)
{
  pm_number_text shown = pm_number_show_short(100 * proportion);
  size_t size = strlen(shown.text);
  if (isfinite(proportion) && size + 1 < sizeof shown.text)
    memcpy(shown.text + size, "%", sizeof "%");
  return shown;
}

/* To be shown with so many decimals: the same number, but one whose own text ends in a 5 right
   behind them is the next one away from 0. So 3 of 80 (0.0375) are 3.8% and 73 are 91.3%, as on
   paper, whether the double nearest to them is below or above. */
static inline double pm_number_off_half(double value, int decimals)
{
  char own[PM_NUMBER_SIZE];
  size_t size = pm_number_format(value, own);
  const char *point = strchr(own, '.');
  bool is_half = point != NULL && own[size - 1] == '5' && strpbrk(own, "eE") == NULL &&
                 (size_t)(own + size - point) == (size_t)decimals + 2;
  return is_half ? nextafter(value, 2 * value) : value;
}

/* With so many decimals at most, and no needless zeros; one that they would make 0 as
   pm_number_show_short. */
static inline pm_number_text pm_number_short(double value, int decimals)
{
  if (!isfinite(value))
    return pm_number_show(value);
  pm_number_text number;
  bool is_whole = value == floor(value);
  if (!is_whole && fabs(value) < pow(10, -decimals))
    return pm_number_show_short(value);
  size_t size = is_whole ? pm_number_format(value, number.text)
                         : pm_number_format_fixed(value, decimals, number.text);
  bool has_decimals = !is_whole && memchr(number.text, '.', size) != NULL;
  while (has_decimals && number.text[size - 1] == '0')
    number.text[--size] = '\0';
  if (has_decimals && number.text[size - 1] == '.')
    number.text[--size] = '\0';
  return number;
}

#endif
