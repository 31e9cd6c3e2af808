/* plusminus/num.h: tails, quantiles, sums and roots, right in both tails.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   Every function is pure and reentrant. Outside its domain (a NaN, a
   probability beyond [0,1], a shape <= 0, ...) a function returns NaN and
   nothing else happens. `tail` names which probability is meant, so that a
   small one never has to be taken as 1 minus a large one. */
#ifndef PLUSMINUS_NUM_H
#define PLUSMINUS_NUM_H

#include <plusminus/core.h>

PM_BEGIN_DECLS

typedef enum pm_tail {
  PM_TAIL_LOWER, /* P(X <= x) */
  PM_TAIL_UPPER  /* P(X > x) for continuous X; see the discrete ones */
} pm_tail;

/* ---------------------------------------------------------- continuous -- */

/* Standard normal. The quantile is the x with that tail probability. */
PM_API double pm_normal_tail(double x, pm_tail tail);
PM_API double pm_normal_quantile(double probability, pm_tail tail);

/* Student's t with df > 0 degrees of freedom, not necessarily whole;
   df = INFINITY is the normal. */
PM_API double pm_t_tail(double x, double df, pm_tail tail);
PM_API double pm_t_quantile(double probability, double df, pm_tail tail);

/* Beta(a, b), a, b > 0: the regularised incomplete beta function I_x(a, b)
   and its inverse. Relative error of the quantile <= 1e-12 for a, b from 1/2
   to 1e9 and probabilities down to 1e-300. A quantile x near 1 cannot carry
   the digits of 1 - x: that is the quantile of Beta(b, a) in the other tail. */
PM_API double pm_beta_tail(double x, double a, double b, pm_tail tail);
PM_API double pm_beta_quantile(double probability, double a, double b, pm_tail tail);

/* Chi-squared with df > 0: the tail only. */
PM_API double pm_chisq_tail(double x, double df, pm_tail tail);

/* ------------------------------------------------------------ discrete -- */

/* Binomial(n, p), k and n whole. lower: P(X <= k); upper: P(X >= k), with the
   observed point in both, as the exact intervals and tests need them. */
PM_API double pm_binomial_pmf(double k, double n, double p);
PM_API double pm_binomial_tail(double k, double n, double p, pm_tail tail);

/* Hypergeometric: k compliant among n drawn from population N of which M are
   compliant; all whole, 0 <= M, n <= N. lower: P(X <= k); upper: P(X >= k). */
PM_API double pm_hypergeometric_pmf(double k, double n, double M, double N);
PM_API double pm_hypergeometric_tail(double k, double n, double M, double N, pm_tail tail);

/* Fisher's exact test, two-sided by the sum of probabilities not above the
   observed one (relative slack 1e-7, as R has it), for x1 of n1 against x2 of
   n2. */
PM_API double pm_fisher_test(double x1, double n1, double x2, double n2);

/* ---------------------------------------------------------------- sums -- */

/* A compensated sum (Neumaier 1974): its error does not grow with the number
   of terms. Start from {0, 0}. Inline: it stands in the innermost loops. */
typedef struct pm_sum {
  double high;
  double low;
} pm_sum;

static inline void pm_sum_add(pm_sum *sum, double term)
{
  double total = sum->high + term;
  double high_is_larger = sum->high < 0 ? -sum->high : sum->high;
  double term_size = term < 0 ? -term : term;
  if (high_is_larger >= term_size)
    sum->low += (sum->high - total) + term;
  else
    sum->low += (term - total) + sum->high;
  sum->high = total;
}

static inline double pm_sum_value(const pm_sum *sum)
{
  return sum->high + sum->low;
}

/* --------------------------------------------------------------- roots -- */

/* A root of f between low and high, whose values there differ in sign (or
   are 0), to within tolerance relative to the root, by a bracketing method
   that never leaves the bracket. PM_ERROR_NUMERIC when the signs do not
   differ or a value is not finite: *root is then NaN. */
typedef double pm_function(double x, void *context);
PM_API pm_status pm_root_find(pm_function *f, void *context, double low, double high,
                              double tolerance, double *root);

PM_END_DECLS

#endif
