/* groups_farrington_manning.c: the power of score tests, whose variance is that
   of the likeliest rates that are as far apart as what is to be disproved.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"

#include "difference/difference_restricted.h"

/* The score statistic of expected counts is the effect in its standard errors. */
static pm_groups_spread farrington_manning(const pm_groups_case *groups)
{
  restricted_counts expected = {groups->n1 * groups->p1, groups->n1, groups->n2 * groups->p2,
                                groups->n2};
  double effect = groups_effect(groups);
  double statistic = fabs(restricted_difference(&expected, -groups->null));
  double se_null = statistic > 0 ? effect / statistic : groups_se_apart(groups);
  return (pm_groups_spread){effect, se_null, groups_se_apart(groups)};
}

const pm_groups_method pm_groups_farrington_manning = {
    .about = {.name = "farrington-manning",
              .title = "Score test: likeliest rates under the hypothesis",
              .citation = "Farrington & Manning 1990, Statistics in Medicine 9, 1447-1454, "
                          "method 3",
              .use = "Non-inferiority and equivalence; for a difference it is fleiss. The "
                     "test that goes with it is the interval mee.",
              .avoid = "When a wald interval will be used after all."},
    .flags =
        PM_GROUPS_FOR_DIFFERENCE | PM_GROUPS_FOR_NON_INFERIORITY | PM_GROUPS_FOR_EQUIVALENCE,
    .spread = farrington_manning,
};
