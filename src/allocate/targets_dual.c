/* targets_dual.c: what prices say: the best whole numbers at those prices, and a cost that
   nothing undercuts.

   METHOD: Lagrange's dual with whole numbers inside: for lambda >= 0 an allocation that
   meets all targets costs at least
     sum_h min over whole n from l_h to u_h of (c_h n + t_h(lambda)/n) - sum_j lambda_j.
   It is at least the dual with any numbers inside (Bethel 1989; Geoffrion 1974 on bounds
   of this kind), and doc/allocation.md proves it in three lines.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <float.h>
#include <math.h>
#include <plusminus/num.h>

#include "allocate/targets_problem.h"

double pm_targets_pull(const pm_targets_problem *p, size_t h, const double *price)
{
  double sum = 0;
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
    sum += price[p->target[e]] * p->load[e];
  return sum;
}

static double cost_at(double cost, double pull, double n)
{
  return cost * n + pull / n;
}

/* n is best while n(n-1) <= t/c <= n(n+1). */
double pm_targets_whole(double cost, double pull, double low, double high)
{
  double ratio = pull / cost;
  double n = fmin(fmax(floor(0.5 + sqrt(0.25 + ratio)), low), high);
  /* The root's rounding may be one too far where n(n-1) is nearly met. */
  if (n > low && cost_at(cost, pull, n - 1) < cost_at(cost, pull, n))
    n -= 1;
  else if (n < high && cost_at(cost, pull, n + 1) < cost_at(cost, pull, n))
    n += 1;
  return n;
}

double pm_targets_bound(const pm_targets_problem *p, const double *price)
{
  pm_sum sum = {0, 0};
  double doubt = 0;
  for (size_t h = 0; h < p->strata; h++) {
    double pull = pm_targets_pull(p, h, price);
    double n = pm_targets_whole(p->cost[h], pull, p->low[h], p->high[h]);
    double least = cost_at(p->cost[h], pull, n);
    pm_sum_add(&sum, least);
    doubt += least * (double)(p->starts[h + 1] - p->starts[h] + 8);
  }
  for (size_t j = 0; j < p->targets; j++) {
    /* A target counts as met a little above its limit. */
    double room = price[j] * (p->room[j] + PM_TARGETS_SLACK);
    pm_sum_add(&sum, -room);
    doubt += fabs(room) * 8 + price[j] * 4;
  }
  return pm_sum_value(&sum) - doubt * DBL_EPSILON;
}
