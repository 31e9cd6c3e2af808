/* plan_design.c: what a design makes of a number of records, and back (Cochran
   1977, 4.2): times the design effect, then corrected for the population.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_design.h"

#include <math.h>

double pm_plan_design_size(const pm_plan_design *design, double large)
{
  /* n0/(1+(n0-1)/N), in the form that has its limits when n0 is 0 or endless. */
  double share = 1 / design->population;
  return 1 / (share + (1 - share) / (large * design->deff));
}

double pm_plan_design_worth(const pm_plan_design *design, double n)
{
  if (n >= design->population)
    return (double)INFINITY;
  double left =
      isinf(design->population) ? 1 : (design->population - n) / (design->population - 1);
  return n / design->deff / left;
}

double pm_plan_whole_up(double value)
{
  /* Of more than 10^14 the slack is whole records. */
  return fmax(ceil(value * (1 - PM_PLAN_SLACK)), floor(value));
}
