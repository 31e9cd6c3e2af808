/* interval_likelihood.c: the rates that the likelihood ratio does not reject,
   {p : 2 (l(s) - l(p)) <= z^2}, s = x/n (Wilks 1938).

   With t the log odds of p less those of s, and e = exp(t) - 1,
     l(s) - l(p) = n log(1 + s e) - x t,
   which loses nothing however large n or small x is: an error of this in t is
   one of as much in p, relatively. Its derivative by t is n (p - s), the next
   one n p q, and its signed root r = +-sqrt(2 (l(s) - l(p))) is nearly a
   straight line in t; r is -z at the lower limit and z at the upper.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_method.h"

/* Records of one kind, not more than half of all, and the others. */
typedef struct counts {
  double x;
  double rest;
} counts;

/* What t is tried, and where the root is known to lie: |t| is above near's and
   below far's. */
typedef struct bracket {
  double t;
  double near;
  double far;
} bracket;

/* The first terms of the inverse of r(t), so written that they keep their sense
   where they are large. */
static double start(const counts *c, double z)
{
  double n = c->x + c->rest;
  double t = z / sqrt(c->x * (c->rest / n));
  double skew = (c->rest - c->x) / n * t / 6;
  return t > 0 ? t / (1 + skew) : t * (1 - skew);
}

/* Halley's step for r(t) = z; afterwards the bracket knows on which side of the
   root t is. r''/r' = (n p q)/(n (p - s)) - n (p - s)/r^2. */
static double halley_step(const counts *c, double z, bracket *b)
{
  static const double bend_least = -0.5; /* what is divided by stays positive */
  double t = b->t;
  double n = c->x + c->rest;
  double e = expm1(t);
  double q = c->rest / (n + c->x * e);
  double slope = c->x * e * q;
  double fall = n * log1p(c->x / n * e) - c->x * t;
  double root = copysign(sqrt(2 * fall), t);
  double newton = (z - root) * (root / slope);
  double bend = ((c->x + slope) * q / slope - slope / (root * root)) * newton / 2;
  *(fabs(root) < fabs(z) ? &b->near : &b->far) = t;
  return newton / (1 + fmax(bend, bend_least));
}

/* The log odds of the limit, less those of s. */
static double solve(const counts *c, double z)
{
  enum { STEPS_MAX = 200 };
  static const double straight = 1e-8; /* below it the start is exact */
  static const double last = 1e-5;     /* its third power cannot be seen */
  static const double noise = 1e-12;   /* how well t itself is known */
  bracket b = {start(c, z), 0, copysign(INFINITY, z)};
  if (fabs(b.t) < straight)
    return b.t;
  for (int i = 0; i < STEPS_MAX; i++) {
    double step = halley_step(c, z, &b);
    double next = b.t + step;
    if (fabs(step) <= fmax(last, noise * fabs(b.t)))
      return next;
    bool is_inside = (next - b.near) * (b.far - next) > 0;
    if (!is_inside)
      next = isinf(b.far) ? 2 * b.t : (b.near + b.far) / 2;
    b.t = next;
  }
  return (double)NAN;
}

/* The limit for the rate of the c->x, and for that of the rest. */
static double rate(const counts *c, double t)
{
  double x = c->x * exp(t);
  return x / (x + c->rest);
}

static double other_rate(const counts *c, double t)
{
  return c->rest / (c->x * exp(t) + c->rest);
}

/* None of n: n log(1 - p) = -z^2/2; all of n: n log(p) = -z^2/2. */
static pm_status at_end(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double exponent = -level->z * level->z / (2 * data->n);
  if (data->x == 0)
    interval->upper = 0 - expm1(exponent); /* not -0 when z is 0 */
  else
    interval->lower = exp(exponent);
  return PM_OK;
}

static pm_status likelihood(const pm_level *level, const pm_case *data, pm_interval *interval)
{
  double z = level->z;
  counts c = {data->x, data->n - data->x};
  if (c.x == 0 || c.rest == 0)
    return at_end(level, data, interval);
  if (c.x <= c.rest) {
    if (wants_lower(level))
      interval->lower = rate(&c, solve(&c, -z));
    if (wants_upper(level))
      interval->upper = rate(&c, solve(&c, z));
    return PM_OK;
  }
  c = (counts){c.rest, c.x};
  if (wants_lower(level))
    interval->lower = other_rate(&c, solve(&c, z));
  if (wants_upper(level))
    interval->upper = other_rate(&c, solve(&c, -z));
  return PM_OK;
}

const pm_interval_method pm_interval_likelihood = {
    .about = {.name = "likelihood",
              .title = "Rates that the likelihood ratio does not reject",
              .citation =
                  "Wilks 1938, Annals of Mathematical Statistics 9, 60-62; Brown, Cai & "
                  "DasGupta 2001, Statistical Science 16, 101-133, section 4",
              .use = "When intervals shall follow from one principle for rates and for models; "
                     "its coverage is much like wilson's.",
              .avoid = "At 0 and 1, where its limit is nearer than an exact one: it is then "
                       "missed twice as often as the level says, and more."},
    .compute = likelihood,
};
