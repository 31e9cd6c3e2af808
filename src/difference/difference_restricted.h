/* difference_restricted.h: the score statistic of a given value of a scale.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_DIFFERENCE_RESTRICTED_H
#define PM_DIFFERENCE_RESTRICTED_H

/* Compliant records of two samples, of n1 and n2. */
typedef struct restricted_counts {
  double x1, n1, x2, n2;
} restricted_counts;

/* What is seen less what the value t of the scale lets one expect, in its
   standard errors, these at the rates that are most likely among those with
   that value. Where the standard error is 0: 0, or an infinity. Relative error
   at most 1e-12, for sizes up to 1e7.
     difference  (x1/n1 - x2/n2 - t)/sqrt(v1 + v2), -1 <= t <= 1,
     ratio       (x1/n1 - t x2/n2)/sqrt(v1 + t^2 v2), t > 0,
   v_i = p~_i q~_i/n_i. Each falls as t rises, rises with x1 and falls with x2. */
double restricted_difference(const restricted_counts *counts, double t);
/* The second of the likeliest rates that are t apart: where a search may start, for near
   0 it has not all its digits. */
double restricted_second_rate(const restricted_counts *counts, double t);
double restricted_ratio(const restricted_counts *counts, double t);

/* On the scale of odds ratios the most likely rates depend on x1 + x2 = total
   alone, and the statistic is spread times the excess of x1 over what is expected,
   base + beyond. The base is the nearer end of what x1 can be: there the rest has
   digits of its own. 0 < total < n1 + n2. */
typedef struct restricted_line {
  double base, beyond, spread;
} restricted_line;

static inline double restricted_excess(restricted_line line, double x1)
{
  return x1 - line.base - line.beyond;
}

restricted_line restricted_odds(double total, double n1, double n2, double t);

#endif
