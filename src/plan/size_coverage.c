/* size_coverage.c: the least chance, over all rates, that a sample's rate is within
   a margin e of the true one.

   The counts k with |k/n - p| <= e change only at p = k/n + e and p = k/n - e, and
   between these points the chance has no minimum; so the infimum is next to one of
   them (Chen 2007). Just above k/n + e they are k+1, ..., k+L with L =
   floor(2ne); just below k/n - e they mirror that. So it is
     min over k >= 0 of P(k+1 <= X <= k+L | p = k/n + e),
   smooth in k with one valley, which is at an end only where n is small: up to SMALL
   all k are tried, beyond it the valley is found by thirds. L rises by one at n =
   L/(2e): with the same L the chance falls with n, so that both ends of the saw are
   such n's. No n needs to be looked at beyond ln(2/alpha)/(2e^2), where Hoeffding
   1963 gives the level for every p.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_coverage.h"

#include <plusminus/num.h>

enum { SMALL = 512 };

/* n, the window's length and where it begins above the rate. */
typedef struct window {
  double n, length, margin;
} window;

static double missed(const window *w, double k)
{
  double p = k / w->n + w->margin;
  if (p >= 1)
    return 0;
  return pm_binomial_tail(k, w->n, p, PM_TAIL_LOWER) +
         pm_binomial_tail(k + w->length + 1, w->n, p, PM_TAIL_UPPER);
}

static double most_missed_of(const window *w, double low, double high)
{
  double most = 0;
  for (double k = low; k <= high; k++)
    most = fmax(most, missed(w, k));
  return most;
}

static double most_missed(const window *w)
{
  double low = 0, high = floor(w->n * (1 - w->margin));
  if (w->n <= SMALL)
    return most_missed_of(w, low, high);
  while (high - low > 8) {
    double third = floor((high - low) / 3);
    if (missed(w, low + third) < missed(w, high - third))
      low += third;
    else
      high -= third;
  }
  return most_missed_of(w, fmax(0, low - 8), high + 8);
}

static double window_length(double n, double margin)
{
  return floor(2 * n * margin * (1 + PM_PLAN_SLACK));
}

double pm_size_least_coverage(double n, double margin)
{
  window w = {n, window_length(n, margin), margin};
  return fmax(0, 1 - most_missed(&w));
}

bool pm_size_is_covered(void *plan, double n)
{
  const pm_size_plan *asked = plan;
  window w = {n, window_length(n, asked->margin), asked->margin};
  return most_missed(&w) <= 2 * asked->level.tail * (1 + PM_PLAN_SLACK);
}

double pm_size_tooth_of_window(void *plan, double n)
{
  return window_length(n, ((const pm_size_plan *)plan)->margin);
}

double pm_size_window_of_tooth(void *plan, double tooth)
{
  return fmax(1, pm_plan_whole_up(tooth / (2 * ((const pm_size_plan *)plan)->margin)));
}

/* Too much is missed with this window. */
static double excess(const window *w, const pm_size_plan *plan)
{
  return most_missed(w) - 2 * plan->level.tail;
}

/* The chance rises with the margin; it jumps where a window is as long as twice the
   margin, and is smooth between. */
double pm_size_covered_margin(const pm_size_plan *plan, double n)
{
  double low = 0, high = 2 * n;
  while (high - low > 1) {
    double length = low + floor((high - low) / 2);
    window w = {n, length, length / (2 * n)};
    if (excess(&w, plan) > 2 * plan->level.tail * PM_PLAN_SLACK)
      low = length;
    else
      high = length;
  }
  double from = low / (2 * n), to = high / (2 * n);
  window w = {n, low, to};
  if (excess(&w, plan) > 0)
    return to;
  for (int i = 0; i < 60 && to - from > 1e-15 * to; i++) {
    w.margin = from + (to - from) / 2;
    if (excess(&w, plan) > 0)
      from = w.margin;
    else
      to = w.margin;
  }
  return to;
}
