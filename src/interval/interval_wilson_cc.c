/* interval_wilson_cc.c: the score interval with continuity correction
   (Newcombe 1998, method 4). Its closed form is the score interval's lower
   limit for half a record fewer and the upper limit for half a record more:
   the correction is 1/(2n), always.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status wilson_cc(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  interval->lower = wilson_lower(level->z, data->x - 0.5, data->n);
  interval->upper = wilson_upper(level->z, data->x + 0.5, data->n);
  return PM_OK;
}

const pm_interval_method pm_interval_wilson_cc = {
    .about = {.name = "wilson-cc",
              .title = "Score interval with continuity correction",
              .citation = "Newcombe 1998, Statistics in Medicine 17, 857-872, method 4",
              .use = "As a closed form that comes close to clopper-pearson.",
              .avoid = "Where a narrow interval matters: it is wider than the level asks for."},
    .compute = wilson_cc,
};
