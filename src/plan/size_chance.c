/* size_chance.c: how many of a sample that is still to come will be compliant.

   Where the rate is Beta(a, b), X is beta-binomial. A tail is
     P(X <= x) = E[F(U)],  U ~ Beta(x + 1, n - x),
   F being the distribution function of the rate (X <= x is the same as that the
   (x + 1)-th smallest of n uniform numbers exceeds the rate): a smooth mean over a
   narrow bell, which the trapezoidal rule on the log odds gives to all digits.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_chance.h"

#include <plusminus/num.h>

#include "num/beta.h"

pm_size_chance pm_size_chance_of(const pm_size_plan *plan, double n)
{
  bool is_finite = (plan->method->flags & PM_SIZE_POPULATION) != 0;
  double compliant =
      is_finite ? floor(plan->rate * plan->design.population + 0.5) : (double)NAN;
  return (pm_size_chance){plan, n, compliant};
}

static bool is_drawn_from_population(const pm_size_chance *chance)
{
  return !chance->plan->is_uncertain && !isnan(chance->compliant);
}

/* ------------------------------------------------------- beta-binomial -- */

/* C(n,x) B(x+a, n-x+b)/B(a,b), with C(n,x) = 1/((n+1) B(x+1, n-x+1)): each B from
   the power u^g v^h/B(g,h) at one point u, where all but uv falls out. */
static double uncertain_at(const pm_size_chance *chance, double x)
{
  double a = chance->plan->a, b = chance->plan->b, y = chance->n - x;
  pm_beta_point at = {(x + a) / (x + a + y + b), (y + b) / (x + a + y + b)};
  pm_beta ways = pm_beta_make(x + 1, y + 1);
  pm_beta before = pm_beta_make(a, b);
  pm_beta after = pm_beta_make(x + a, y + b);
  return pm_beta_power(&ways, at) * pm_beta_power(&before, at) / pm_beta_power(&after, at) /
         (at.x * at.y) / (chance->n + 1);
}

/* The logarithm of the bell over log odds t, but for a constant: U^g (1-U)^h. */
static double bell(double t, double g, double h)
{
  return t > 0 ? -g * log1p(exp(-t)) - h * (t + log1p(exp(-t)))
               : g * (t - log1p(exp(t))) - h * log1p(exp(t));
}

double pm_size_mean_over(double g, double h, pm_function *f, void *context)
{
  double top = log(g / h);
  double step = fmin(0.25, 0.25 * sqrt((g + h) / g / h));
  double highest = bell(top, g, h);
  pm_sum weights = {0, 0}, weighted = {0, 0};
  for (int side = -1; side <= 1; side += 2)
    for (double i = side < 0;; i++) {
      double t = top + side * i * step;
      double weight = exp(bell(t, g, h) - highest);
      if (weight < 1e-19)
        break;
      pm_sum_add(&weights, weight);
      pm_sum_add(&weighted, weight * f(t, context));
    }
  return pm_sum_value(&weighted) / pm_sum_value(&weights);
}

/* F at log odds t; context: the rate's a and b. */
static double tail_at(double t, void *context)
{
  const double *shape = context;
  return t < 0 ? pm_beta_tail(1 / (1 + exp(-t)), shape[0], shape[1], PM_TAIL_LOWER)
               : pm_beta_tail(1 / (1 + exp(t)), shape[1], shape[0], PM_TAIL_UPPER);
}

static double mean_of_tail(double g, double h, double a, double b)
{
  double shape[] = {a, b};
  return pm_size_mean_over(g, h, tail_at, shape);
}

/* ------------------------------------------------------------- any law -- */

double pm_size_chance_at(const pm_size_chance *chance, double x)
{
  const pm_size_plan *plan = chance->plan;
  if (plan->is_uncertain)
    return uncertain_at(chance, x);
  if (is_drawn_from_population(chance))
    return pm_hypergeometric_pmf(x, chance->n, chance->compliant, plan->design.population);
  return pm_binomial_pmf(x, chance->n, plan->rate);
}

/* By the ratio of neighbours, and now and then by itself, so that no rounding adds up. */
double pm_size_chance_next(const pm_size_chance *chance, double x, double mass)
{
  enum { OFTEN = 64 };
  const pm_size_plan *plan = chance->plan;
  double n = chance->n, next = x + 1;
  if (!plan->is_uncertain || !(mass > 1e-250) || fmod(next, OFTEN) == 0)
    return pm_size_chance_at(chance, next);
  return mass * ((n - x) * (x + plan->a) / (next * (n - next + plan->b)));
}

double pm_size_chance_ends(const pm_size_chance *chance, double x)
{
  const pm_size_plan *plan = chance->plan;
  double n = chance->n, y = n - x;
  if (x < 0)
    return 0;
  if (plan->is_uncertain)
    return mean_of_tail(x + 1, y, plan->a, plan->b) + mean_of_tail(x + 1, y, plan->b, plan->a);
  if (is_drawn_from_population(chance)) {
    double of = plan->design.population;
    return pm_hypergeometric_tail(x, n, chance->compliant, of, PM_TAIL_LOWER) +
           pm_hypergeometric_tail(y, n, chance->compliant, of, PM_TAIL_UPPER);
  }
  return pm_binomial_tail(x, n, plan->rate, PM_TAIL_LOWER) +
         pm_binomial_tail(y, n, plan->rate, PM_TAIL_UPPER);
}

double pm_size_chance_spread(const pm_size_chance *chance)
{
  const pm_size_plan *plan = chance->plan;
  double n = chance->n, variance = n * plan->rate * (1 - plan->rate);
  if (plan->is_uncertain)
    variance *= (plan->a + plan->b + n) / (plan->a + plan->b + 1);
  else if (is_drawn_from_population(chance))
    variance *= 1 - (n - 1) / (plan->design.population - 1);
  return sqrt(variance);
}

void pm_size_chance_range(const pm_size_chance *chance, double *low, double *high)
{
  double n = chance->n, mean = n * chance->plan->rate;
  /* A beta's tails are as heavy as powers: all of it. Bernstein's inequality for
     the others, which a population's counts meet as if drawn one by one (Hoeffding 1963,
     theorem 4). */
  double spread = sqrt(mean * (1 - chance->plan->rate));
  double reach = chance->plan->is_uncertain ? n : 9 * spread + 27;
  *low = fmax(0, floor(mean - reach));
  *high = fmin(n, ceil(mean + reach));
}
