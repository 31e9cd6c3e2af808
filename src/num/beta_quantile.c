/* beta_quantile.c: the inverse of the regularised incomplete beta function.

   With large shapes it is that of near_normal.c. Else the logarithm G of the
   lower tail is solved for in the log-odds t = log(x/y). There x^a y^b/B(a,b)
   is the density, its logarithm has the derivative d = a y - b x, the excess,
   and the tail over the density, R, has R' = 1 - d R. G is concave, so Newton's
   method converges from anywhere; near the root the inverse function's Taylor
   series in G to the fourth power ends it in one or two steps.

   A share c of the density changes R to S = R + c and the density's derivative,
   now 1 + d c times as large, to e = d - w with w = v c/(1 + d c), v = (a+b)xy.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/num.h>

#include "num/beta.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/* A step in t, and whether what is left after it cannot be seen. */
typedef struct step {
  double size;
  bool is_last;
} step;

/* Abramowitz & Stegun 26.5.22 for the lower tail, as log-odds. */
static double bell_start(double a, double b, double probability)
{
  double z = pm_normal_quantile(probability, PM_TAIL_UPPER);
  double lambda = (z * z - 3) / 6;
  double u = 1 / (2 * a - 1);
  double v = 1 / (2 * b - 1);
  double h = 2 / (u + v);
  double root = sqrt(fmax(h + lambda, 0.1 * h));
  double w = z * root / h - (v - u) * (lambda + 5.0 / 6 - 2 / (3 * h));
  return log(a / b) - 2 * w;
}

/* The point with log-odds t. */
static pm_beta_point point_at(double t)
{
  static const double farthest = 700; /* exp of it is a double, up and down */
  double odds = exp(fmin(fmax(t, -farthest), farthest));
  return (pm_beta_point){odds / (1 + odds), 1 / (1 + odds)};
}

/* A first point for the lower tail, without regard to the share. */
static pm_beta_point start(const pm_beta *beta, double probability)
{
  double a = beta->a;
  double b = beta->b;
  if (b < 1) /* the tail is x^a when b is 1 */
    return point_at(-log(expm1(-log(probability) / a)));
  /* The tail is below x^a / (a B(a,b)) and near it when x is small, so the
     root is above this. */
  double least = -INFINITY;
  if (a < 3 || probability < 1e-5)
    least = (log(probability * a) - pm_beta_log_constant(beta)) / a;
  return point_at(a <= 1 ? least : fmax(least, bell_start(a, b, probability)));
}

/* By the series: the point, or one with x 0 where the terms are too few. */
static pm_beta_point near_normal_point(const pm_beta_problem *problem, double z, int terms)
{
  double a = problem->a;
  double b = problem->b;
  double root = sqrt(pm_beta_size(a, b));
  pm_near_normal series;
  pm_beta_near_normal(&series, a, b, terms);
  double more = problem->share * root * series.scale;
  double below = root * pm_near_normal_slope(&series, pm_near_normal_zeta(&series, z, more));
  if (!(below < a && below > -b))
    return (pm_beta_point){0, 0};
  return (pm_beta_point){(a - below) / (a + b), (b + below) / (a + b)};
}

/* The density's logarithm has the slope e and that its derivatives e1, e2; h is
   the tail over the density. */
typedef struct slopes {
  double h, e, e1, e2;
} slopes;

static slopes slopes_at(const pm_beta *beta, pm_beta_point at, double share, double ratio,
                        double d)
{
  double v = beta->sum * at.x * at.y;
  double slope = at.y - at.x;
  if (share == 0)
    return (slopes){ratio, d, -v, -v * slope};
  double gain = 1 + d * share;
  double w = v * share / gain;
  double w1 = w * (slope + w);
  double w2 = w1 * (slope + w) + w * (w1 - 2 * at.x * at.y);
  return (slopes){(ratio + share) / gain, d - w, -v - w1, -v * slope - w2};
}

/* The step that changes G by r. The k-th derivative of t by G is T_k, from
   T_1 = h and T_(k+1) = h T_k', where h' = 1 - e h. */
static step taylor(double r, const slopes *s)
{
  double h = s->h;
  double h1 = 1 - s->e * h;
  double h2 = -s->e1 * h - s->e * h1;
  double h3 = -s->e2 * h - 2 * s->e1 * h1 - s->e * h2;
  double c1 = h * r;
  double hr2 = h * r * r;
  double c2 = hr2 * h1 / 2;
  double c3 = hr2 * r * (h1 * h1 + h * h2) / 6;
  double c4 = hr2 * r * r * (h1 * h1 * h1 + 4 * h * h1 * h2 + h * h * h3) / 24;
  /* What is left is about the last terms times the rate at which terms fall
     off, twice: as the terms seen do, or as those of exp(t). */
  double tail = fabs(c3) + fabs(c4);
  step next = {c1, false};
  if (fabs(c2) + tail < 0.3 * fabs(c1)) {
    next.size += c2 + c3 + c4;
    double rate = fmax(fabs(c1) / 4, fmax(fabs(c2 / c1), sqrt(fabs(c3 / c1))));
    next.is_last = tail * rate * rate < DBL_EPSILON;
  }
  if (c1 == 0)
    next.is_last = true;
  return next;
}

/* The point moved by a step in log-odds. */
static pm_beta_point moved(pm_beta_point at, double size)
{
  static const double farthest = 700;
  double growth = expm1(fmin(size, farthest));
  double share = 1 / (1 + at.x * growth);
  return (pm_beta_point){at.x * (growth > -0.5 ? 1 + growth : exp(size)) * share, at.y * share};
}

static pm_beta_point refine(const pm_beta *beta, const pm_beta_problem *problem,
                            pm_beta_point at)
{
  enum { STEPS_MAX = 200 };
  double log_probability = log(problem->probability);
  for (int i = 0; i < STEPS_MAX && at.x >= DBL_MIN && at.y >= DBL_MIN; i++) {
    double d = pm_beta_excess(beta, at);
    double ratio = 1 / pm_beta_fraction(beta->a, beta->b, at, d);
    double log_tail = log(beta->root * (ratio + problem->share)) + beta->error -
                      pm_beta_deviance(beta, at, d);
    slopes s = slopes_at(beta, at, problem->share, ratio, d);
    step next = taylor(log_probability - log_tail, &s);
    at = moved(at, next.size);
    if (next.is_last)
      break;
  }
  return at;
}

pm_beta_point pm_beta_solve(const pm_beta_problem *problem)
{
  enum { START_TERMS = 8 };
  double size = pm_beta_size(problem->a, problem->b);
  double z = pm_normal_quantile(problem->probability, PM_TAIL_UPPER);
  int terms = pm_near_normal_terms(size, z);
  if (terms > 0)
    return near_normal_point(problem, z, terms);
  pm_beta beta = pm_beta_make(problem->a, problem->b);
  pm_beta_point at = {0, 0};
  if (size > 1 + z * z / 3)
    at = near_normal_point(problem, z, START_TERMS);
  if (at.x == 0)
    at = start(&beta, problem->probability);
  return refine(&beta, problem, at);
}

/* Whether a tail on the side of the shape `near` reaches so far to the other that
   its fraction does not converge, which happens when that one is near 0. The
   other tail is then not small. */
static bool has_no_fraction(double probability, double near, double far)
{
  return far < fmin(near, 0.5) && probability > far / fmin(near + far, 1);
}

double pm_beta_quantile(double probability, double a, double b, pm_tail tail)
{
  if (!(probability >= 0 && probability <= 1 && a > 0 && b > 0 && isfinite(a) && isfinite(b)))
    return NAN;
  bool is_lower = tail == PM_TAIL_LOWER;
  if (probability == 0 || probability == 1)
    return (probability == 1) == is_lower ? 1 : 0;
  double near = is_lower ? a : b;
  double far = is_lower ? b : a;
  bool turn = probability > 0.5 ? !has_no_fraction(1 - probability, far, near)
                                : has_no_fraction(probability, near, far);
  if (turn) {
    probability = 1 - probability; /* exact where it was above 1/2 */
    is_lower = !is_lower;
  }
  /* The upper tail is the mirrored distribution's lower tail. */
  pm_beta_problem problem = {is_lower ? a : b, is_lower ? b : a, 0, probability};
  pm_beta_point at = pm_beta_solve(&problem);
  return fmin(is_lower ? at.x : at.y, 1);
}
