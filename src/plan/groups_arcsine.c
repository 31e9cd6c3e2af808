/* groups_arcsine.c: the power on the scale 2 asin(sqrt p), on which the variance
   is 1/n whatever the rate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"

static pm_groups_spread arcsine(const pm_groups_case *groups)
{
  double effect = fabs(2 * asin(sqrt(groups->p2)) - 2 * asin(sqrt(groups->p1)));
  double se = sqrt(1 / groups->n1 + 1 / groups->n2);
  return (pm_groups_spread){effect, se, se};
}

const pm_groups_method pm_groups_arcsine = {
    .about = {.name = "arcsine",
              .title = "Test of arcsine-transformed rates",
              .citation = "Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, "
                          "2nd ed., ch. 6; Sokal & Rohlf 1981",
              .use = "To reproduce a plan made with Cohen's effect size h; with rates near 0 "
                     "or 1 it is often closer to the exact power than fleiss.",
              .avoid = "With unequal shares when the rarer outcome is in the smaller group, "
                       "and at rates of 0 or 1."},
    .flags = PM_GROUPS_FOR_DIFFERENCE,
    .spread = arcsine,
};
