/* targets_interior.c: prices from the relaxed problem, by an interior-point method.

   METHOD: with y = 1/n the targets are linear and the cost sum c/y is convex and separable:
     minimise sum_h f_h(y_h)  with  sum_h a_jh y_h + s_j = room_j, s >= 0,
     1/u_h <= y_h <= 1/l_h,
   solved by Mehrotra's predictor and corrector on all complementarity products at once
   (Nocedal & Wright 2006, chapters 14 and 19). Eliminating y leaves normal equations with
   a row for each target, A D^-1 A' + S/Lambda, positive definite whatever targets repeat
   each other. With pieces, f_h is the chord of c/y between two neighbouring whole n, and
   the problem is the linear relaxation of the one in whole numbers.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <string.h>

#include "allocate/targets_problem.h"

enum { STEPS_MOST = 80 };

/* Where the products and residuals are this small beside the cost, prices are as good as
   they get. */
static const double CONVERGED = 1e-10;

typedef struct interior {
  const pm_targets_problem *p;
  const double *pieces;
  pm_profile normal;
  /* Of each stratum: 1/n, its bounds, their multipliers, and the steps of those. */
  double *y, *low, *high, *at_low, *at_high;
  double *dy, *d_low, *d_high;
  double *curve, *right; /* D, and the right side of the stratum's equation */
  /* Of each target. */
  double *price, *slack, *d_price, *d_slack, *lack, *solution;
  double weight; /* the mean product aimed at */
  bool is_corrected;
} interior;

static size_t products(const interior *i)
{
  return 2 * i->p->strata + i->p->targets;
}

/* ---------------------------------------------------------------- the start -- */

/* The chord's ends, where n cannot leave [low, high]. */
static void set_bounds(interior *i, size_t h)
{
  double from = i->p->low[h];
  double to = i->p->high[h];
  if (i->pieces != NULL) {
    from = fmin(fmax(i->pieces[h], from), to - 1);
    to = from + 1;
  }
  i->low[h] = 1 / to;
  i->high[h] = 1 / from;
}

/* The square root of the price that would make a target alone just met, without bounds:
   n_h = root sqrt(a/c) (Neyman 1934). */
static double lone_root(const interior *i, size_t target)
{
  const pm_targets_problem *p = i->p;
  double sum = 0;
  for (size_t e = p->columns[target]; e < p->columns[target + 1]; e++)
    sum += sqrt(p->share[e] * p->cost[p->stratum[e]]);
  return sum / fmax(p->room[target], 1e-6);
}

/* The most records that any target alone asks for, kept off the bounds. */
static double start_at(const interior *i, size_t h)
{
  const pm_targets_problem *p = i->p;
  double n = 0;
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
    n = fmax(n, i->lack[p->target[e]] * sqrt(p->load[e] / p->cost[h]));
  double from = 1 / i->high[h];
  double to = 1 / i->low[h];
  double least = from + fmin(0.1 * from, 0.3 * (to - from));
  double most = to - fmin(0.1 * to, 0.3 * (to - from));
  return 1 / fmin(fmax(n, least), isinf(to) ? (double)INFINITY : most);
}

static double slope(const interior *i, size_t h)
{
  double cost = i->p->cost[h];
  return i->pieces != NULL ? cost / (i->low[h] * i->high[h]) : cost / (i->y[h] * i->y[h]);
}

static double cost_of(const interior *i)
{
  double sum = 0;
  for (size_t h = 0; h < i->p->strata; h++)
    sum += i->p->cost[h] / i->y[h];
  return sum;
}

/* What the targets lack of being met with their slacks. */
static double find_lack(interior *i)
{
  const pm_targets_problem *p = i->p;
  double worst = 0;
  for (size_t j = 0; j < p->targets; j++) {
    double left = p->room[j] - i->slack[j];
    for (size_t e = p->columns[j]; e < p->columns[j + 1]; e++)
      left -= p->share[e] * i->y[p->stratum[e]];
    i->lack[j] = left;
    worst = fmax(worst, fabs(left));
  }
  return worst;
}

static void begin(interior *i)
{
  const pm_targets_problem *p = i->p;
  for (size_t j = 0; j < p->targets; j++) {
    i->lack[j] = lone_root(i, j);
    i->price[j] = i->lack[j] * i->lack[j] / (double)p->targets;
    i->slack[j] = 0;
  }
  for (size_t h = 0; h < p->strata; h++) {
    set_bounds(i, h);
    i->y[h] = start_at(i, h);
  }
  double mean = cost_of(i) / (double)products(i);
  (void)find_lack(i);
  for (size_t j = 0; j < p->targets; j++)
    i->slack[j] = fmax(i->lack[j], 0.01 * fabs(p->room[j]) + 1e-9);
  for (size_t j = 0; j < p->targets; j++)
    i->price[j] = fmax(i->price[j], mean / i->slack[j] * 1e-3);
  for (size_t h = 0; h < p->strata; h++) {
    double pull = pm_targets_pull(p, h, i->price) - slope(i, h);
    i->at_low[h] = fmax(pull, 0) + mean / (i->y[h] - i->low[h]);
    i->at_high[h] = fmax(-pull, 0) + mean / (i->high[h] - i->y[h]);
  }
}

/* ------------------------------------------------------------------ a step -- */

static double mean_product(const interior *i)
{
  double sum = 0;
  for (size_t h = 0; h < i->p->strata; h++)
    sum += i->at_low[h] * (i->y[h] - i->low[h]) + i->at_high[h] * (i->high[h] - i->y[h]);
  for (size_t j = 0; j < i->p->targets; j++)
    sum += i->price[j] * i->slack[j];
  return sum / (double)products(i);
}

static void fill_normal(interior *i)
{
  const pm_targets_problem *p = i->p;
  double *v = i->normal.values;
  memset(v, 0, i->normal.room * sizeof *v);
  for (size_t h = 0; h < p->strata; h++) {
    double bend = i->pieces != NULL ? 0 : 2 * p->cost[h] / (i->y[h] * i->y[h] * i->y[h]);
    i->curve[h] =
        bend + i->at_low[h] / (i->y[h] - i->low[h]) + i->at_high[h] / (i->high[h] - i->y[h]);
    for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++) {
      double *row = v + i->normal.offset[p->target[e]];
      double share = p->load[e] / i->curve[h];
      for (size_t f = p->starts[h]; f <= e; f++)
        row[p->target[f]] += share * p->load[f];
    }
  }
  for (size_t j = 0; j < p->targets; j++)
    v[i->normal.offset[j] + j] += i->slack[j] / i->price[j];
  pm_profile_factor(&i->normal);
}

/* What a complementarity product's step should leave, less the second-order part that the
   predictor foresees. */
static double aim(const interior *i, double step, double other)
{
  return i->is_corrected ? i->weight - step * other : 0;
}

/* The steps, given the factor: first the prices', then all others'. */
static void find_steps(interior *i)
{
  const pm_targets_problem *p = i->p;
  for (size_t h = 0; h < p->strata; h++) {
    double below = i->y[h] - i->low[h];
    double above = i->high[h] - i->y[h];
    i->d_low[h] = aim(i, i->d_low[h], i->dy[h]) / below;
    i->d_high[h] = aim(i, i->d_high[h], -i->dy[h]) / above;
    i->right[h] = slope(i, h) - pm_targets_pull(p, h, i->price) + i->d_low[h] - i->d_high[h];
  }
  for (size_t j = 0; j < p->targets; j++) {
    i->d_slack[j] = aim(i, i->d_slack[j], i->d_price[j]) / i->price[j] - i->slack[j];
    double sum = i->d_slack[j] - i->lack[j];
    for (size_t e = p->columns[j]; e < p->columns[j + 1]; e++)
      sum += p->share[e] * i->right[p->stratum[e]] / i->curve[p->stratum[e]];
    i->solution[j] = sum;
  }
  pm_profile_solve(&i->normal, i->solution);
  for (size_t j = 0; j < p->targets; j++) {
    i->d_price[j] = i->solution[j];
    i->d_slack[j] -= i->slack[j] / i->price[j] * i->d_price[j];
  }
  for (size_t h = 0; h < p->strata; h++) {
    double below = i->y[h] - i->low[h];
    double above = i->high[h] - i->y[h];
    i->dy[h] = (i->right[h] - pm_targets_pull(p, h, i->d_price)) / i->curve[h];
    i->d_low[h] -= i->at_low[h] * (1 + i->dy[h] / below);
    i->d_high[h] -= i->at_high[h] * (1 - i->dy[h] / above);
  }
}

/* How far a positive number may go along its step. */
static double shorter(double length, double value, double step)
{
  return step < 0 && value + length * step < 0 ? -value / step : length;
}

static double length_of(const interior *i)
{
  double length = 1;
  for (size_t h = 0; h < i->p->strata; h++) {
    length = shorter(length, i->y[h] - i->low[h], i->dy[h]);
    length = shorter(length, i->high[h] - i->y[h], -i->dy[h]);
    length = shorter(length, i->at_low[h], i->d_low[h]);
    length = shorter(length, i->at_high[h], i->d_high[h]);
  }
  for (size_t j = 0; j < i->p->targets; j++) {
    length = shorter(length, i->price[j], i->d_price[j]);
    length = shorter(length, i->slack[j], i->d_slack[j]);
  }
  return length;
}

/* The mean product at the end of the predictor's step. */
static double foreseen(const interior *i, double length)
{
  double sum = 0;
  for (size_t h = 0; h < i->p->strata; h++) {
    double y = i->y[h] + length * i->dy[h];
    sum += (i->at_low[h] + length * i->d_low[h]) * (y - i->low[h]) +
           (i->at_high[h] + length * i->d_high[h]) * (i->high[h] - y);
  }
  for (size_t j = 0; j < i->p->targets; j++)
    sum += (i->price[j] + length * i->d_price[j]) * (i->slack[j] + length * i->d_slack[j]);
  return sum / (double)products(i);
}

static void advance(interior *i, double length)
{
  for (size_t h = 0; h < i->p->strata; h++) {
    i->y[h] += length * i->dy[h];
    i->at_low[h] += length * i->d_low[h];
    i->at_high[h] += length * i->d_high[h];
  }
  for (size_t j = 0; j < i->p->targets; j++) {
    i->price[j] += length * i->d_price[j];
    i->slack[j] += length * i->d_slack[j];
  }
}

/* One predictor and one corrector; the length of what was gone. */
static double step(interior *i, double mean)
{
  fill_normal(i);
  i->is_corrected = false;
  find_steps(i);
  double ratio = foreseen(i, length_of(i)) / mean;
  i->weight = mean * fmax(ratio * ratio * ratio, 1e-6);
  i->is_corrected = true;
  find_steps(i);
  double length = fmin(1, 0.99 * length_of(i));
  advance(i, length);
  return length;
}

static void iterate(interior *i)
{
  for (int k = 0; k < STEPS_MOST; k++) {
    double mean = mean_product(i);
    double off = find_lack(i);
    bool is_close = mean * (double)products(i) <= CONVERGED * cost_of(i) && off <= CONVERGED;
    if (is_close || !(mean > 0) || !(step(i, mean) > 1e-10))
      return;
  }
}

/* --------------------------------------------------------------- the whole -- */

static bool make_room(interior *i, double *price, double *inverse, pm_arena *arena)
{
  enum { OF_STRATUM = 9, OF_TARGET = 5 };
  size_t strata = i->p->strata;
  size_t targets = i->p->targets;
  double *room = pm_arena_alloc(arena, OF_STRATUM * strata * sizeof *room);
  double *more = pm_arena_alloc(arena, OF_TARGET * targets * sizeof *more);
  if (room == NULL || more == NULL)
    return false;
  double **const strata_arrays[OF_STRATUM] = {&i->low,     &i->high,  &i->at_low,
                                              &i->at_high, &i->dy,    &i->d_low,
                                              &i->d_high,  &i->curve, &i->right};
  for (size_t k = 0; k < OF_STRATUM; k++)
    *strata_arrays[k] = room + k * strata;
  double **const target_arrays[OF_TARGET] = {&i->slack, &i->d_price, &i->d_slack, &i->lack,
                                             &i->solution};
  for (size_t k = 0; k < OF_TARGET; k++)
    *target_arrays[k] = more + k * targets;
  i->price = price;
  i->y = inverse;
  return true;
}

pm_status pm_targets_relax(const pm_targets_problem *p, const double *pieces, double *price,
                           double *inverse, pm_arena *arena)
{
  interior i = {.p = p, .pieces = pieces};
  if (!make_room(&i, price, inverse, arena))
    return PM_ERROR_MEMORY;
  pm_status status = pm_profile_make(&i.normal, p, arena);
  if (status != PM_OK)
    return status;
  begin(&i);
  iterate(&i);
  /* Prices are what the bound stands on: they must be numbers, and none below 0. */
  for (size_t j = 0; j < p->targets; j++)
    price[j] = isfinite(price[j]) ? fmax(price[j], 0) : 0;
  return PM_OK;
}
