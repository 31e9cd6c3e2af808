/* status.c: a status in words.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/core.h>

static const char *const texts[] = {
    [PM_OK] = "no error",
    [PM_ERROR_USAGE] = "bad request",
    [PM_ERROR_DATA] = "bad data",
    [PM_ERROR_DOMAIN] = "outside the domain",
    [PM_ERROR_NUMERIC] = "no convergence",
    [PM_ERROR_MEMORY] = "out of memory",
    [PM_ERROR_IO] = "input or output failed",
};

const char *pm_status_text(pm_status status)
{
  size_t index = (size_t)status;
  return index < sizeof texts / sizeof texts[0] ? texts[index] : "unknown error";
}
