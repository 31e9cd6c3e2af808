/* size_halves.c: half the widths of many x of one n from a finite population.

   A limit is a whole number of the population, the first M whose tail is above the
   level's. Were M not whole, it would be an analytic function of x, whose nearest
   singularities are at x = 0 and x = n. So on a stretch that is a quarter of its
   distance from there, the polynomial through 12 points near Chebyshev's is as good as
   the limits themselves (Trefethen 2013, Approximation Theory and Approximation
   Practice, theorem 8.2: an error of 18^-12), in the barycentric form (his equation
   5.11). Rounded up it is the limit; if it is so near to a whole number that the
   polynomial cannot tell, the tail at that number does.

   Where M's standard deviation is small the polynomial is not fine enough. There the tails
   go from one x to the next, in a run.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_halves.h"

#include <math.h>

#include "interval/count_search.h"

/* Stretches shorter than this are not worth their nodes: at the ends, x's are by
   themselves. */
enum { SHORTEST = PM_HALVES_ENDS / 4 };

/* Of M, in whole numbers: what is no farther from one is told by its tail. A 20th of it
   is what an M between two is off, which is up to 1/(8 z s), s being M's standard
   deviation. */
static const double NEAR = 0.01;
static const double SPREAD_LEAST = 200;

/* From one x to the next M goes by about N/n. Where that is more, a search is no slower. */
static const double STEPS_MOST = 64;

/* The standard deviation of M for a sample with x of n. */
static double spread(const pm_case *at)
{
  double p = at->x / at->n, left = 1 - at->n / at->population;
  return at->population * sqrt(p * (1 - p) / at->n * left);
}

static double crossing(const pm_level *level, const pm_case *data, double x)
{
  pm_urn_set set = {
      .n = data->n, .population = data->population, .below = -1, .above = x, .one_tail = true};
  return pm_fractional_count(&set, level);
}

/* Both counts at x. */
static void interpolate(const pm_halves_block *block, double x, double *low, double *high)
{
  double sum = 0, lows = 0, highs = 0;
  for (int i = 0; i < PM_HALVES_NODES; i++) {
    double weight = block->weight[i] / (x - block->x[i]);
    if (x == block->x[i]) {
      *low = block->low[i];
      *high = block->high[i];
      return;
    }
    sum += weight;
    lows += weight * block->low[i];
    highs += weight * block->high[i];
  }
  *low = lows / sum;
  *high = highs / sum;
}

static void place_nodes(pm_halves_block *block, double length)
{
  static const double PI = 3.14159265358979323846;
  for (int i = 0; i < PM_HALVES_NODES; i++) {
    double place = 0.5 - 0.5 * cos((i + 0.5) * PI / PM_HALVES_NODES);
    block->x[i] = floor(block->first + place * length + 0.5);
  }
  for (int i = 0; i < PM_HALVES_NODES; i++) {
    double product = 1;
    for (int k = 0; k < PM_HALVES_NODES; k++)
      if (k != i)
        product *= 4 * (block->x[i] - block->x[k]) / length;
    block->weight[i] = 1 / product;
  }
}

/* At a point between two nodes the polynomial must be right. */
static bool is_right(const pm_halves_block *block, const pm_level *level, const pm_case *data)
{
  double x = block->x[PM_HALVES_NODES / 2] + 1, low, high;
  interpolate(block, x, &low, &high);
  return fabs(low - crossing(level, data, x)) < NEAR / 4 &&
         fabs(high - crossing(level, data, data->n - x)) < NEAR / 4;
}

static void fill(pm_halves_block *block, const pm_level *level, const pm_case *data,
                 double length)
{
  pm_case first = {block->first, data->n, data->population};
  block->n = data->n;
  block->is_smooth = spread(&first) >= SPREAD_LEAST;
  if (!block->is_smooth)
    return;
  place_nodes(block, length);
  for (int i = 0; i < PM_HALVES_NODES; i++) {
    block->low[i] = crossing(level, data, block->x[i]);
    block->high[i] = crossing(level, data, data->n - block->x[i]);
  }
  block->is_smooth = is_right(block, level, data);
}

/* Rounded up; too near to a whole number, its tail tells. */
static double whole(const pm_level *level, const pm_case *data, double x, double count)
{
  double nearest = floor(count + 0.5);
  if (fabs(count - nearest) >= NEAR)
    return ceil(count);
  pm_urn_set set = {
      .n = data->n, .population = data->population, .below = -1, .above = x, .one_tail = true};
  return pm_urn_at(&set, nearest).up > pm_urn_tail(level) ? nearest : nearest + 1;
}

/* No limit is beyond the sample's own rate. */
static double count_up_to(double count, const pm_case *data, double x)
{
  return fmin(count, x / data->n * data->population);
}

static void fill_run(pm_halves_run *run, const pm_level *level, const pm_case *data)
{
  double low[PM_HALVES_RUN], high[PM_HALVES_RUN], of = data->population;
  enum { LAST = PM_HALVES_RUN - 1 };
  pm_urn_set set = {.n = data->n, .population = of, .below = -1, .one_tail = true};
  set.above = run->first;
  pm_smallest_counts(set, level, low, PM_HALVES_RUN);
  set.above = data->n - run->first - LAST;
  pm_smallest_counts(set, level, high, PM_HALVES_RUN);
  for (int i = 0; i <= LAST; i++) {
    double x = run->first + i;
    run->half[i] =
        (of - count_up_to(high[LAST - i], data, data->n - x) - count_up_to(low[i], data, x)) /
        (2 * of);
  }
  run->n = data->n;
}

static double in_run(pm_halves *halves, const pm_level *level, const pm_case *data, double x)
{
  double piece = floor(x / PM_HALVES_RUN);
  pm_halves_run *run = &halves->runs[(int)fmod(piece, PM_HALVES_RUNS)];
  if (run->n != data->n || run->first != piece * PM_HALVES_RUN) {
    run->first = piece * PM_HALVES_RUN;
    fill_run(run, level, data);
  }
  return run->half[(int)(x - run->first)];
}

double pm_halves_at(pm_halves *halves, const pm_level *level, const pm_case *data)
{
  double x = fmin(data->x, data->n - data->x), of = data->population; /* it is symmetric */
  int octave;
  (void)frexp(x, &octave);
  double length = ldexp(1, octave - 3);
  if (!(x > 0 && length >= SHORTEST))
    return (double)NAN;
  double piece = floor(x / length); /* 4 to 7 */
  pm_halves_block *block = &halves->blocks[(4 * octave + (int)piece) % PM_HALVES_BLOCKS];
  if (block->n != data->n || block->first != piece * length) {
    block->first = piece * length;
    fill(block, level, data, length);
  }
  if (!block->is_smooth)
    return of <= STEPS_MOST * data->n ? in_run(halves, level, data, x) : (double)NAN;
  double low, high;
  interpolate(block, x, &low, &high);
  low = whole(level, data, x, low);
  high = whole(level, data, data->n - x, high);
  return (of - high - low) / (2 * of);
}

double *pm_halves_end(pm_halves *halves, const pm_case *data)
{
  double x = fmin(data->x, data->n - data->x);
  if (!(x < PM_HALVES_ENDS))
    return NULL;
  if (halves->n != data->n)
    for (int i = 0; i < PM_HALVES_ENDS; i++)
      halves->ends[i] = (double)NAN;
  halves->n = data->n;
  return &halves->ends[(int)x];
}
