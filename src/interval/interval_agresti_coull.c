/* interval_agresti_coull.c: the normal interval around the score interval's
   centre (Agresti & Coull 1998), for any z, not only the "add two successes
   and two failures" of 95 %.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static pm_status agresti_coull(const pm_level *level, const pm_case *data,
                               pm_interval *interval)
{
  double added = level->z * level->z;
  double n = data->n + added;
  double p = (data->x + added / 2) / n;
  double q = (data->n - data->x + added / 2) / n;
  double half = level->z * sqrt(p * q / n);
  interval->lower = p - half;
  interval->upper = p + half;
  return PM_OK;
}

const pm_interval_method pm_interval_agresti_coull = {
    .about = {.name = "agresti-coull",
              .title = "Normal interval around the score interval's centre",
              .citation = "Agresti & Coull 1998, The American Statistician 52, 119-126",
              .use = "When the interval must be simple to state by hand and rarely cover too "
                     "little; above 40 records it is nearly wilson.",
              .avoid = "Near 0 and 1 with few records: it is wide there, and reaches beyond "
                       "0 or 1 before it is cut."},
    .compute = agresti_coull,
};
