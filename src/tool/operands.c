/* operands.c: numbers of records that stand on the command line.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "operands.h"

#include <math.h>
#include <string.h>

pm_status operand_records(const char *text, double *value, pm_error *error)
{
  *value = 0;
  if (pm_number_parse(text, strlen(text), value) && *value == floor(*value))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "'%s' is not a whole number of records",
                      text);
}

pm_status operand_effective(const char *text, double *value, pm_error *error)
{
  *value = 0;
  if (pm_number_parse(text, strlen(text), value))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "'%s' is not a number of records", text);
}

pm_status operand_population(const char *option, const char *text, double *value,
                             pm_error *error)
{
  *value = 0;
  if (text == NULL ||
      (pm_number_parse(text, strlen(text), value) && *value >= 1 && *value == floor(*value)))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_USAGE, NULL,
                      "%s: '%s' is not a whole number of records of 1 or more", option, text);
}
