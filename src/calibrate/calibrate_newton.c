/* calibrate_newton.c: g = F(x'lambda), lambda found by Newton's method.

   METHOD: the sums of F(x'lambda) d x less the totals are the gradient of a convex function
   of lambda (Deville & Sarndal 1992, section 2), since F rises. Where a Newton step
   passes the least value of that function on its way, or stays far before it, is seen from the
   gradient along it; a better place is then searched for. Limits cut F without changing that it
   rises; but where they cut it for every unit it is flat and shows no way, as it may at lambda
   = 0 where weights and totals are of other sizes: the way begins where the totals are met
   without limits. Where all units of a category are cut, or have come so near to their bounds
   that nothing is left of the slope, the step goes by slopes that they might have. Should that
   go round in circles, the way is gone again with a floor under all slopes, which sinks while
   steps are long enough (as in Levenberg 1944, Marquardt 1963): every step then goes down, and
   none is out of all proportion, so that the totals are met if that can be.
   F = 1 + u needs one step, and one more against rounding.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 300, PLACES_MOST = 100, LAST_STEPS = 3 };

typedef struct newton {
  const pm_calibrator *calibrator;
  const double *weights;
  double *g;
  bool is_free;     /* limits are not heeded yet */
  bool is_hopeless; /* it was proved that the totals cannot be met */
  double floor;     /* of slopes: 0 where they are taken as they are */
  pm_normal_equations equations;
  double *slopes; /* of each unit: d F'(u) */
  double *moved;  /* of each unit: by how much the step moves u */
  double *lambda, *trial, *step, *lack, *sums;
  double moves[LAST_STEPS]; /* of x'lambda, at most, in the last steps */
  pm_calibration_miss *miss;
} newton;

/* As near to the totals as rounding may let a large sum come. */
static const double AS_GOOD = 1e3 * PM_CALIBRATION_TOLERANCE;

/* A slope that is no more than this part of g is none. */
static const double FLAT = 1e-9;

/* g of a unit where x'lambda is u: by the method, cut at the unit's own limits. */
static double factor_at(const newton *n, size_t unit, double u, double *slope)
{
  const pm_calibrator *c = n->calibrator;
  double g = c->method->factor(u, &c->range, slope);
  if (n->is_free || (g > c->lowest[unit] && g < c->highest[unit]))
    return g;
  *slope = 0;
  return g > c->lowest[unit] ? c->highest[unit] : c->lowest[unit];
}

/* g at lambda, its slopes, and what is lacking of the totals; how far the worst total is
   from being met, relative: NaN where g is none. */
static double evaluate(newton *n, const double *lambda)
{
  const pm_calibrator *c = n->calibrator;
  double worst = 0;
  for (size_t i = 0; i < c->units; i++) {
    double slope;
    double u = pm_calibrator_product(c, i, lambda);
    n->g[i] = n->weights[i] > 0 ? factor_at(n, i, u, &slope) : 1;
    n->slopes[i] = n->weights[i] > 0 ? n->weights[i] * slope : 0;
  }
  pm_calibrator_add_up(c, n->weights, n->g, n->sums);
  for (size_t p = 0; p < c->parameters; p++) {
    n->lack[p] = c->totals[p] - n->sums[p];
    double off = fabs(n->lack[p] / c->totals[p]);
    if (off <= worst)
      continue;
    worst = off;
    n->miss->parameter = p;
    n->miss->reached = n->sums[p];
  }
  return worst;
}

/* How steeply the function still falls along the step; NaN where it has no value. */
static double descent(const newton *n)
{
  double sum = 0;
  for (size_t p = 0; p < n->calibrator->parameters; p++)
    sum += n->lack[p] * n->step[p];
  return sum;
}

/* Is this unit neither cut nor as good as at a bound? */
static bool has_slope(const newton *n, size_t unit)
{
  return n->slopes[unit] > FLAT * n->weights[unit] * fabs(n->g[unit]);
}

/* Or are all of them? */
static bool is_flat(const newton *n)
{
  for (size_t i = 0; i < n->calibrator->units; i++)
    if (has_slope(n, i))
      return false;
  return true;
}

/* A step so many times as long shows where the function goes; and one so short leads nowhere.
 */
static const double FAR = 0x1p40, NOWHERE = 1e-13;

/* Where along the step to look: between what is too short and what is too long. */
typedef struct search {
  double before; /* how steeply the function falls where the step begins */
  double off;    /* how far the totals are from being met there */
  double low, high, length;
} search;

/* Is this place along the step good enough? If not, where to look next. A place behind the
   least value is one only while the totals come nearer, and without a floor; one before it,
   where the function falls nearly as it did, is none. */
static bool is_settled(const newton *n, double off, search *s)
{
  double falls = descent(n);
  if (off <= AS_GOOD)
    return true;
  bool is_near = falls >= 0 || (n->floor == 0 && falls >= -s->before / 2 &&
                                off < s->off * 0.9 && !is_flat(n));
  if (!is_near)
    s->high = s->length;
  else if (falls <= s->before / 2 || (falls <= s->before * 0.9 && isinf(s->high)))
    return true;
  else
    s->low = s->length;
  s->length = isinf(s->high) ? 2 * s->length : (s->low + s->high) / 2;
  return false;
}

/* How far the step moves x'lambda of a unit that counts, at most. */
static double longest_move(const newton *n)
{
  double most = 0;
  for (size_t i = 0; i < n->calibrator->units; i++)
    if (n->weights[i] > 0)
      most = fmax(most, fabs(n->moved[i]));
  return most;
}

/* Is this place along the step as good as its end? */
static bool is_far(const newton *n, double length)
{
  double u = 1;
  double move = length * longest_move(n);
  for (size_t i = 0; i < n->calibrator->units && move >= FAR * u; i++)
    if (n->weights[i] > 0)
      u = fmax(u, fabs(pm_calibrator_product(n->calibrator, i, n->lambda)));
  return move >= FAR * u;
}

/* Far along the step every g has come to the bound that the step leads to. Where the function
   still falls, the bounds do not let the totals be met, whatever lambda is: for all g within
   them, the sum of d g x'step is less than that of the totals. */
static bool is_proof(const newton *n, const search *s)
{
  double size = 0;
  if (!isinf(s->high) || !is_far(n, s->low))
    return false;
  for (size_t p = 0; p < n->calibrator->parameters; p++)
    size += fabs(n->calibrator->totals[p] * n->step[p]);
  return descent(n) > fmax(s->before * FLAT, size * AS_GOOD);
}

/* Of totals that cannot be met, the one by which the function falls the most. */
static void name_miss(newton *n)
{
  double most = 0;
  for (size_t p = 0; p < n->calibrator->parameters; p++)
    if (n->lack[p] * n->step[p] > most) {
      most = n->lack[p] * n->step[p];
      n->miss->parameter = p;
      n->miss->reached = n->sums[p];
    }
}

/* After a step that was long enough the slopes are relied on more, after one that was too long
   less. */
static void set_floor(newton *n, double length)
{
  static const double change = 10; /* at once, at most, to rise; at least, to sink */
  if (length >= 1)
    n->floor /= change * length;
  else
    n->floor = fmin(1, n->floor * fmin(change, 1 / length));
}

/* Along the step from lambda, at which the totals are so far from being met; how far they are
   where that ends. NaN: they cannot be met. */
static double advance(newton *n, double off)
{
  search s = {
      .before = descent(n), .off = off, .low = 0, .high = (double)INFINITY, .length = 1};
  for (int i = 0; i < PLACES_MOST; i++) {
    double length = s.length;
    for (size_t p = 0; p < n->calibrator->parameters; p++)
      n->trial[p] = n->lambda[p] + length * n->step[p];
    off = evaluate(n, n->trial);
    if (is_settled(n, off, &s))
      break;
    if (is_proof(n, &s)) {
      name_miss(n);
      n->is_hopeless = true;
      return (double)NAN;
    }
  }
  memcpy(n->lambda, n->trial, n->calibrator->parameters * sizeof *n->lambda);
  set_floor(n, s.length);
  return off;
}

static void note_move(newton *n)
{
  n->moves[n->miss->cycles % LAST_STEPS] = longest_move(n);
  n->miss->moved = 0;
  for (size_t i = 0; i < LAST_STEPS; i++)
    n->miss->moved = fmax(n->miss->moved, n->moves[i]);
}

static void solve(newton *n)
{
  pm_normal_equations_factor(&n->equations, n->slopes);
  pm_normal_equations_solve(&n->equations, n->lack, n->step);
  for (size_t i = 0; i < n->calibrator->units; i++)
    n->moved[i] = pm_calibrator_product(n->calibrator, i, n->step);
}

/* Is something lacking that the step does nothing about? */
static bool is_stuck(newton *n)
{
  static const double most = 1e-3;
  pm_calibrator_add_up(n->calibrator, n->slopes, n->moved, n->sums);
  for (size_t p = 0; p < n->calibrator->parameters; p++)
    if (fabs(n->lack[p] - n->sums[p]) > most * fabs(n->lack[p]) &&
        fabs(n->lack[p] / n->calibrator->totals[p]) > PM_CALIBRATION_TOLERANCE)
      return true;
  return false;
}

/* What is left of a slope at a bound would make steps of any length; false: there is none. */
static bool drop_slopes(newton *n)
{
  bool is_cut = false;
  for (size_t i = 0; i < n->calibrator->units; i++)
    if (n->weights[i] > 0 && !has_slope(n, i)) {
      n->slopes[i] = 0;
      is_cut = true;
    }
  return is_cut;
}

/* Give units without a slope one of the size that the methods have where a g is what theirs is.
 */
static void raise_slopes(newton *n)
{
  for (size_t i = 0; i < n->calibrator->units; i++)
    if (n->weights[i] > 0 && !has_slope(n, i))
      n->slopes[i] = n->weights[i] * (fabs(n->g[i]) > FLAT ? fabs(n->g[i]) : 1);
}

/* No slope is below the floor. */
static void lift_slopes(newton *n)
{
  for (size_t i = 0; i < n->calibrator->units; i++)
    n->slopes[i] = fmax(n->slopes[i], n->floor * n->weights[i]);
}

/* The next step, by the slopes as they are where these suffice. */
static void find_step(newton *n)
{
  if (n->floor > 0) {
    lift_slopes(n);
    solve(n);
    return;
  }
  bool is_cut = drop_slopes(n);
  solve(n);
  if (is_cut && is_stuck(n)) {
    raise_slopes(n);
    solve(n);
  }
}

static pm_status iterate(newton *n)
{
  double off = evaluate(n, n->lambda);
  double last = (double)INFINITY;
  for (n->miss->cycles = 0; n->miss->cycles < STEPS_MOST; n->miss->cycles++) {
    bool is_met = off <= PM_CALIBRATION_TOLERANCE;
    /* What does not come nearer any more is met as closely as it can be. */
    if (is_met || (off <= AS_GOOD && off >= last / 2))
      return PM_OK;
    last = off;
    find_step(n);
    note_move(n);
    if (longest_move(n) > NOWHERE)
      off = advance(n, off);
    else if (off > AS_GOOD)
      off = (double)NAN;
    if (isnan(off)) {
      n->miss->cycles++;
      return PM_ERROR_NUMERIC;
    }
  }
  return PM_ERROR_NUMERIC;
}

/* Newton's method; where it goes round in circles, again with a floor under all slopes. */
static pm_status find(newton *n)
{
  const pm_calibrator *c = n->calibrator;
  n->floor = 0;
  n->is_hopeless = false;
  pm_status status = iterate(n);
  if (status == PM_OK || n->is_hopeless)
    return status;
  n->floor = 1;
  memset(n->lambda, 0, c->parameters * sizeof *n->lambda);
  return iterate(n);
}

pm_status pm_calibrate_newton(const pm_calibrator *c, const double *weights, double *g,
                              const pm_allocator *allocator, pm_calibration_miss *miss)
{
  enum { VECTORS = 5 };
  size_t size = c->parameters + 1;
  double *room = pm_memory_resize(allocator, NULL, VECTORS * size * sizeof *room);
  double *slopes = pm_memory_resize(allocator, NULL, 2 * (c->units + 1) * sizeof *slopes);
  newton n = {.calibrator = c,
              .weights = weights,
              .g = g,
              .is_free = true,
              .slopes = slopes,
              .lambda = room,
              .miss = miss};
  bool has_room = pm_normal_equations_new(&n.equations, c, allocator);
  pm_status status = PM_ERROR_MEMORY;
  if (has_room && room != NULL && slopes != NULL) {
    memset(room, 0, VECTORS * size * sizeof *room);
    n.moved = slopes + c->units;
    n.trial = room + size;
    n.step = room + 2 * size;
    n.lack = room + 3 * size;
    n.sums = room + 4 * size;
    status = find(&n);
    n.is_free = false;
    if (c->lowest != NULL) {
      if (status != PM_OK) /* limits may be beyond the bounds, and come before them */
        memset(n.lambda, 0, c->parameters * sizeof *n.lambda);
      status = find(&n);
    }
  }
  pm_normal_equations_free(&n.equations);
  (void)pm_memory_resize(allocator, slopes, 0);
  (void)pm_memory_resize(allocator, room, 0);
  return status;
}
