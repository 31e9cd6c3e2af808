/* groups_exact.c: the power of Fisher's exact test, by enumeration of all results
   that two groups can have.

   Given the number t compliant in both, the number x in the first group is
   hypergeometric when the rates are the same, and the two-sided p-value of x is
   the probability of all that is no more likely (to 1e-7, as pm_fisher_test). So
   what is not rejected is one run of x for every t.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"

#include <plusminus/num.h>

/* Probabilities this close are the same one. */
static const double TIED = 1 + 1e-7;
/* A p-value that is the level but for rounding rejects. */
static const double REACHED = 1 + 1e-9;

typedef struct run {
  int from, to; /* from > to: none */
} run;

/* Where all but 1e-17 of a distribution is (Bernstein's inequality). */
static run bulk(double mean, double variance, run all)
{
  double reach = 8.5 * sqrt(variance) + 25;
  return (run){(int)fmax(all.from, floor(mean - reach)), (int)fmin(all.to, ceil(mean + reach))};
}

/* Group sizes, the total of those compliant, and the probabilities of x in `bulk`. */
typedef struct urn {
  int n1, n2, total;
  run bulk;
  double mass[PM_GROUPS_RECORDS_MOST + 1];
} urn;

/* P(x + 1)/P(x). */
static double urn_ratio(const urn *u, int x)
{
  return (double)(u->n1 - x) * (u->total - x) / ((double)(x + 1) * (u->n2 - u->total + x + 1));
}

static void urn_fill(urn *u, int total)
{
  double all = u->n1 + u->n2;
  double share = total / all;
  double mean = u->n1 * share;
  run possible = {total > u->n2 ? total - u->n2 : 0, total < u->n1 ? total : u->n1};
  u->total = total;
  u->bulk = bulk(mean, mean * (1 - share) * u->n2 / fmax(1, all - 1), possible);
  int middle = (int)fmin(fmax(floor(mean), u->bulk.from), u->bulk.to);
  u->mass[middle] = pm_hypergeometric_pmf(middle, u->n1, total, all);
  for (int x = middle; x < u->bulk.to; x++)
    u->mass[x + 1] = u->mass[x] * urn_ratio(u, x);
  for (int x = middle; x > u->bulk.from; x--)
    u->mass[x - 1] = u->mass[x] / urn_ratio(u, x - 1);
}

/* What the test does not reject: the least likely results go first, from both
   ends, as long as all that went are at most alpha. */
static run urn_accepted(const urn *u, double alpha)
{
  run left = u->bulk;
  double gone = 0;
  while (left.from <= left.to) {
    double most = fmin(u->mass[left.from], u->mass[left.to]) * TIED;
    run next = left;
    for (; next.from <= next.to && u->mass[next.from] <= most; next.from++)
      gone += u->mass[next.from];
    for (; next.to >= next.from && u->mass[next.to] <= most; next.to--)
      gone += u->mass[next.to];
    if (gone > alpha * REACHED)
      break;
    left = next;
  }
  return left;
}

/* The probabilities of what one group can have. */
typedef struct group {
  run bulk;
  double mass[PM_GROUPS_RECORDS_MOST + 1];
} group;

static void group_fill(group *g, double n, double p)
{
  g->bulk = bulk(n * p, n * p * (1 - p), (run){0, (int)n});
  for (int x = g->bulk.from; x <= g->bulk.to; x++)
    g->mass[x] = pm_binomial_pmf(x, n, p);
}

/* Of results with this total whose x is in the run. */
static double probability(const group *first, const group *second, int total, run accepted)
{
  int from = (int)fmax(accepted.from, fmax(first->bulk.from, total - second->bulk.to));
  int to = (int)fmin(accepted.to, fmin(first->bulk.to, total - second->bulk.from));
  double sum = 0;
  for (int x = from; x <= to; x++)
    sum += first->mass[x] * second->mass[total - x];
  return sum;
}

static double exact(const pm_groups_case *groups)
{
  group first, second;
  urn u = {.n1 = (int)groups->n1, .n2 = (int)groups->n2};
  group_fill(&first, groups->n1, groups->p1);
  group_fill(&second, groups->n2, groups->p2);
  pm_sum miss = {0, 0};
  int last = first.bulk.to + second.bulk.to;
  for (int total = first.bulk.from + second.bulk.from; total <= last; total++) {
    urn_fill(&u, total);
    pm_sum_add(&miss, probability(&first, &second, total, urn_accepted(&u, groups->alpha)));
  }
  return pm_sum_value(&miss);
}

const pm_groups_method pm_groups_exact = {
    .about = {.name = "exact",
              .title = "Power of Fisher's exact test, by enumeration",
              .citation = "Fisher 1935; Casagrande, Pike & Smith 1978, Applied Statistics 27, "
                          "176-180; Fleiss, Levin & Paik 2003, 4.5",
              .use = "To detect a difference by Fisher's exact test (two-sided by the sum of "
                     "what is no more likely), with at most 2,000 records in a group. Power is "
                     "a saw-tooth: take the safe sizes when the sample may come out larger.",
              .avoid = "When the difference will be told by an interval or by the chi-squared "
                       "test, which need fewer records."},
    .flags = PM_GROUPS_FOR_DIFFERENCE | PM_GROUPS_WHOLE,
    .miss = exact,
};
