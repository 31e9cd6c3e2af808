/* groups_wald.c: the power of tests whose variance is that of the rates as they
   are, each group by itself.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"

static pm_groups_spread wald(const pm_groups_case *groups)
{
  double se = groups_se_apart(groups);
  return (pm_groups_spread){groups_effect(groups), se, se};
}

const pm_groups_method pm_groups_wald = {
    .about = {.name = "wald",
              .title = "Normal test with the variance of the rates as they are",
              .citation = "Chow, Shao & Wang 2008, Sample Size Calculations in Clinical "
                          "Research, 2nd ed., 4.2; Blackwelder 1982, Controlled Clinical "
                          "Trials 3, 345-353",
              .use = "To reproduce a plan that was made so: the usual textbook formula of "
                     "non-inferiority and equivalence.",
              .avoid = "With few records or rates near 0 and 1, where its test goes wrong more "
                       "often than it says: farrington-manning."},
    .flags =
        PM_GROUPS_FOR_DIFFERENCE | PM_GROUPS_FOR_NON_INFERIORITY | PM_GROUPS_FOR_EQUIVALENCE,
    .spread = wald,
};
