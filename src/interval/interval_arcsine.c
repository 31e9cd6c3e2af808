/* interval_arcsine.c: the normal interval for the angle whose squared sine is
   (x + 3/8) / (n + 3/4), with variance 1/(4n) (Anscombe 1948).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

static double squared_sine(double angle)
{
  static const double right_angle = 1.57079632679489661923;
  double sine = sin(fmin(fmax(angle, 0), right_angle));
  return sine * sine;
}

static pm_status arcsine(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double angle = atan2(sqrt(data->x + 0.375), sqrt(data->n - data->x + 0.375));
  double half = level->z / (2 * sqrt(data->n));
  interval->lower = squared_sine(angle - half);
  interval->upper = squared_sine(angle + half);
  return PM_OK;
}

const pm_interval_method pm_interval_arcsine = {
    .about = {.name = "arcsine",
              .title = "Normal interval on the variance-stabilising angle",
              .citation = "Anscombe 1948, Biometrika 35, 246-254",
              .use = "To agree with analyses on the arcsine scale, where every rate has the "
                     "same standard error.",
              .avoid = "With few records compliant or few not: its limit next to 0 or 1 then "
                       "misses the rate too often; wilson is as simple and better there."},
    .compute = arcsine,
};
