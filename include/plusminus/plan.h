/* plusminus/plan.h: how many records are needed, and what they buy.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_PLAN_H
#define PLUSMINUS_PLAN_H

#include <plusminus/core.h>

PM_BEGIN_DECLS

/* A plan for one rate under simple random sampling, by the normal
   approximation (Cochran 1977, 4.2-4.4). */
typedef struct pm_plan {
  double rate;       /* anticipated, 0..1; the worst case is 0.5 */
  double conf;       /* 0.5 .. 1 - 1e-9 */
  double population; /* 0: large */
  double deff;       /* 0: 1 */
} pm_plan;

/* The smallest whole n with z sqrt(pq deff/n (N-n)/(N-1)) <= margin: n0 =
   z^2 pq/margin^2, times deff, then n0/(1+(n0-1)/N), rounded up once. At most
   the population, at least 1. A margin met to within 16 epsilon is met.
   PM_ERROR_DOMAIN: margin <= 0, rate outside 0..1, deff < 0, more than 2^53
   records, ...; PM_ERROR_USAGE: conf. */
PM_API pm_status pm_plan_size(const pm_plan *plan, double margin, double *n, pm_error *error);

/* The margin that n records buy: the inverse. */
PM_API pm_status pm_plan_margin(const pm_plan *plan, double n, double *margin, pm_error *error);

/* The smallest difference p2 - p1 (sign as in direction: < 0 or > 0) that two
   samples of n records each detect at this level with this power, by the
   normal approximation with the pooled variance under the null (Fleiss, Levin
   & Paik 2003, eq. 4.14 without correction, solved for p2). NaN when no p2 in
   0..1 is far enough away. power: from 0.5 to below 1; n: 1 or more, not
   necessarily whole. */
PM_API pm_status pm_plan_detectable(double rate, double n, double conf, double power,
                                    int direction, double *difference, pm_error *error);

/* The expected gap between the best and the worst of k independent samples of
   n records that all have the same true rate: E[max] - E[min] of k binomial
   proportions, by exact summation. n whole, 1..1e9. PM_ERROR_DOMAIN,
   PM_ERROR_MEMORY. */
PM_API pm_status pm_plan_chance_range(double rate, double n, double k, double *range,
                                      pm_error *error);

PM_END_DECLS

#endif
