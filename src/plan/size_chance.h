/* size_chance.h: how many of a sample that is still to come will be compliant. */
#ifndef PM_SIZE_CHANCE_H
#define PM_SIZE_CHANCE_H

#include <plusminus/num.h>

#include "size_method.h"

/* X of n, by the plan: binomial at its rate, hypergeometric where the method takes
   account of the population, or beta-binomial where the rate is uncertain. */
typedef struct pm_size_chance {
  const pm_size_plan *plan;
  double n;
  double compliant; /* in the population of a PM_SIZE_POPULATION; else NaN */
} pm_size_chance;

pm_size_chance pm_size_chance_of(const pm_size_plan *plan, double n);

/* P(X = x). */
double pm_size_chance_at(const pm_size_chance *chance, double x);

/* P(X = x + 1), P(X = x) being this. */
double pm_size_chance_next(const pm_size_chance *chance, double x, double mass);

/* P(X <= x) + P(X >= n - x), x < n/2; 0 below 0. */
double pm_size_chance_ends(const pm_size_chance *chance, double x);

/* The x's that matter: outside, there is less than 1e-17. */
void pm_size_chance_range(const pm_size_chance *chance, double *low, double *high);

/* E[f(t)] for the log odds t of U ~ Beta(g, h), f smooth. */
double pm_size_mean_over(double g, double h, pm_function *f, void *context);

/* The standard deviation of X. */
double pm_size_chance_spread(const pm_size_chance *chance);

#endif
