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
#include <float.h>
#include <math.h>
#include <string.h>

#include "allocate/targets_problem.h"

enum { STEPS_MOST = 80 };

/* Where the products and residuals are this small beside the cost, prices are as good as
   they get. */
static const double CONVERGED = 1e-10;

/* Bounds this close, relative, are the same. */
static const double SAME_BOUND = 1e-7;

typedef struct interior {
  const pm_targets_problem *p;
  const double *pieces;
  pm_profile normal;
  /* Of each stratum: 1/n, its bounds, their multipliers, and the steps of those. */
  double *y, *low, *high, *at_low, *at_high;
  double *below, *above; /* y - low and high - y, which would cancel if they were taken anew */
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

/* Where the stratum's part of the problem with barriers, c/y + t y - w log(y - low)
   - w log(high - y), is least: its slope rises with y. */
static void centre(interior *i, size_t h, double weight)
{
  enum { HALVINGS = 60 };
  double pull = pm_targets_pull(i->p, h, i->price);
  double width = i->high[h] - i->low[h];
  double from = 0, to = 1;
  for (int k = 0; k < HALVINGS; k++) {
    double part = (from + to) / 2;
    i->below[h] = part * width;
    i->above[h] = (1 - part) * width;
    i->y[h] = i->low[h] + i->below[h];
    bool is_rising = pull - slope(i, h) - weight / i->below[h] + weight / i->above[h] > 0;
    *(is_rising ? &to : &from) = part;
  }
  i->at_low[h] = weight / i->below[h];
  i->at_high[h] = weight / i->above[h];
}

/* Prices that would each meet its target alone; strata centred for them, so that only the
   targets' equations are not met; slacks that are. */
static void begin(interior *i)
{
  const pm_targets_problem *p = i->p;
  double cost = 0;
  for (size_t j = 0; j < p->targets; j++) {
    double root = lone_root(i, j);
    i->price[j] = root * root;
    i->slack[j] = 0;
  }
  for (size_t h = 0; h < p->strata; h++) {
    set_bounds(i, h);
    double pull = pm_targets_pull(p, h, i->price);
    double n = pm_targets_whole(p->cost[h], pull, p->low[h], p->high[h]);
    cost += p->cost[h] * n;
  }
  double weight = 0.1 * cost / (double)products(i);
  for (size_t h = 0; h < p->strata; h++)
    centre(i, h, weight);
  (void)find_lack(i);
  for (size_t j = 0; j < p->targets; j++)
    i->slack[j] = fmax(i->lack[j], weight / i->price[j]);
}

/* ------------------------------------------------------------------ a step -- */

static double mean_product(const interior *i)
{
  double sum = 0;
  for (size_t h = 0; h < i->p->strata; h++)
    sum += i->at_low[h] * i->below[h] + i->at_high[h] * i->above[h];
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
    i->curve[h] = bend + i->at_low[h] / i->below[h] + i->at_high[h] / i->above[h];
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
    i->d_low[h] = aim(i, i->d_low[h], i->dy[h]) / i->below[h];
    i->d_high[h] = aim(i, i->d_high[h], -i->dy[h]) / i->above[h];
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
    i->dy[h] = (i->right[h] - pm_targets_pull(p, h, i->d_price)) / i->curve[h];
    i->d_low[h] -= i->at_low[h] * (1 + i->dy[h] / i->below[h]);
    i->d_high[h] -= i->at_high[h] * (1 - i->dy[h] / i->above[h]);
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
    length = shorter(length, i->below[h], i->dy[h]);
    length = shorter(length, i->above[h], -i->dy[h]);
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
    double change = length * i->dy[h];
    sum += (i->at_low[h] + length * i->d_low[h]) * (i->below[h] + change) +
           (i->at_high[h] + length * i->d_high[h]) * (i->above[h] - change);
  }
  for (size_t j = 0; j < i->p->targets; j++)
    sum += (i->price[j] + length * i->d_price[j]) * (i->slack[j] + length * i->d_slack[j]);
  return sum / (double)products(i);
}

static void advance(interior *i, double length)
{
  for (size_t h = 0; h < i->p->strata; h++) {
    i->y[h] += length * i->dy[h];
    i->below[h] += length * i->dy[h];
    i->above[h] -= length * i->dy[h];
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

/* The prices with the highest bound are kept, of those with nearly the same the last, in
   which prices that come to nothing have: where rounding ends the method, the last are not
   the best. */
static void iterate(interior *i, double *price)
{
  double best = -DBL_MAX;
  for (int k = 0; k < STEPS_MOST; k++) {
    double bound = pm_targets_bound(i->p, i->price);
    if (!(bound < best - SAME_BOUND * fabs(best)) && isfinite(bound)) {
      best = fmax(best, bound);
      memcpy(price, i->price, i->p->targets * sizeof *price);
    }
    double mean = mean_product(i);
    double off = find_lack(i);
    bool is_close = mean * (double)products(i) <= CONVERGED * cost_of(i) && off <= CONVERGED;
    if (is_close || !(mean > 0) || !(step(i, mean) > 1e-10))
      return;
  }
}

/* --------------------------------------------------------------- the whole -- */

static bool make_room(interior *i, double *inverse, pm_arena *arena)
{
  size_t strata = i->p->strata;
  size_t targets = i->p->targets;
  double **const of_stratum[] = {&i->low,    &i->high,  &i->at_low, &i->at_high,
                                 &i->below,  &i->above, &i->dy,     &i->d_low,
                                 &i->d_high, &i->curve, &i->right};
  double **const of_target[] = {&i->price,   &i->slack, &i->d_price,
                                &i->d_slack, &i->lack,  &i->solution};
  enum {
    OF_STRATUM = sizeof of_stratum / sizeof of_stratum[0],
    OF_TARGET = sizeof of_target / sizeof of_target[0]
  };
  double *room = pm_arena_alloc(arena, OF_STRATUM * strata * sizeof *room);
  double *more = pm_arena_alloc(arena, OF_TARGET * targets * sizeof *more);
  if (room == NULL || more == NULL)
    return false;
  for (size_t k = 0; k < OF_STRATUM; k++)
    *of_stratum[k] = room + k * strata;
  for (size_t k = 0; k < OF_TARGET; k++)
    *of_target[k] = more + k * targets;
  i->y = inverse;
  return true;
}

pm_status pm_targets_relax(const pm_targets_problem *p, const double *pieces, double *price,
                           double *inverse, pm_arena *arena)
{
  interior i = {.p = p, .pieces = pieces};
  if (!make_room(&i, inverse, arena))
    return PM_ERROR_MEMORY;
  pm_status status = pm_profile_make(&i.normal, p, arena);
  if (status != PM_OK)
    return status;
  memset(price, 0, p->targets * sizeof *price);
  begin(&i);
  iterate(&i, price);
  return PM_OK;
}
