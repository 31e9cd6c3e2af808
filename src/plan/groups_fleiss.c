/* groups_fleiss.c: the power of the test with the pooled variance, without and
   with the correction for continuity.

   The correction takes (1/n1 + 1/n2)/2 off the difference; solved for the size
   that is m = m'/4 (1 + sqrt(1 + 2(r+1)/(m' r |p2 - p1|)))^2, with m' the size
   without it and n2 = r n1.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"

static pm_groups_spread fleiss(const pm_groups_case *groups)
{
  return (pm_groups_spread){groups_effect(groups), groups_se_pooled(groups),
                            groups_se_apart(groups)};
}

static pm_groups_spread fleiss_cc(const pm_groups_case *groups)
{
  pm_groups_spread spread = fleiss(groups);
  spread.effect -= (1 / groups->n1 + 1 / groups->n2) / 2;
  return spread;
}

const pm_groups_method pm_groups_fleiss = {
    .about = {.name = "fleiss",
              .title = "Pooled normal test, without continuity correction",
              .citation = "Fleiss, Levin & Paik 2003, Statistical Methods for Rates and "
                          "Proportions, 3rd ed., eq. 4.14 and 4.18",
              .use = "To detect a difference by Pearson's chi-squared test or by an interval "
                     "such as newcombe or miettinen-nurminen.",
              .avoid = "When the test will be Fisher's exact test, which takes more records: "
                       "see fleiss-cc and exact."},
    .flags = PM_GROUPS_FOR_DIFFERENCE,
    .spread = fleiss,
};

const pm_groups_method pm_groups_fleiss_cc = {
    .about = {.name = "fleiss-cc",
              .title = "Pooled normal test, with continuity correction",
              .citation = "Casagrande, Pike & Smith 1978, Biometrics 34, 483-486; Fleiss, "
                          "Tytun & Ury 1980, Biometrics 36, 343-346; Fleiss, Levin & Paik "
                          "2003, eq. 4.16 and 4.19",
              .use = "To detect a difference by Fisher's exact test, when sizes are beyond "
                     "what enumeration takes: it is close to exact.",
              .avoid = "When the test will be uncorrected: it asks for more records than that "
                       "needs."},
    .flags = PM_GROUPS_FOR_DIFFERENCE,
    .spread = fleiss_cc,
};
