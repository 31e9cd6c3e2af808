/* normal_equations.c: sum d x x' beta = right side, for x of which most are the indicators
   of margins.

   METHOD: each unit is in one category of the largest margin, whose block is therefore a
   diagonal: it is eliminated, and what is left of the others (their Schur complement) is
   factored by Cholesky's method. A pivot that rounding alone may have left is taken for 0
   and its parameter with it: any solution of a consistent system has the same products
   x'beta.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "calibrate/calibrator.h"

#include <math.h>
#include <string.h>

/* A pivot of which less than this is left depends on those before it. */
static const double DEPENDENT = 1e-11;

static void find_largest(pm_normal_equations *e)
{
  const pm_calibrator *c = e->calibrator;
  for (size_t m = 0, first = 0; m < c->margins; first += c->sizes[m], m++)
    if (c->sizes[m] > e->diagonals) {
      e->diagonals = c->sizes[m];
      e->first = first;
    }
  e->rest = c->parameters - e->diagonals;
}

bool pm_normal_equations_new(pm_normal_equations *e, const pm_calibrator *calibrator,
                             const pm_allocator *allocator)
{
  *e = (pm_normal_equations){.calibrator = calibrator, .allocator = allocator};
  find_largest(e);
  size_t rest = e->rest;
  if (rest > 0 && (rest > SIZE_MAX / sizeof(double) / rest ||
                   e->diagonals > SIZE_MAX / sizeof(double) / rest))
    return false;
  e->diagonal = pm_memory_resize(allocator, NULL, (e->diagonals + 1) * sizeof(double));
  e->cross = pm_memory_resize(allocator, NULL, (e->diagonals * rest + 1) * sizeof(double));
  e->factor = pm_memory_resize(allocator, NULL, (rest * rest + 1) * sizeof(double));
  e->right = pm_memory_resize(allocator, NULL, (rest + 1) * sizeof(double));
  return e->diagonal != NULL && e->cross != NULL && e->factor != NULL && e->right != NULL;
}

void pm_normal_equations_free(pm_normal_equations *e)
{
  double *const blocks[] = {e->diagonal, e->cross, e->factor, e->right};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    (void)pm_memory_resize(e->allocator, blocks[i], 0);
}

/* --------------------------------------------------------------- the sums -- */

/* The nonzero x of a unit: place among the parameters without the largest margin's. */
typedef struct entries {
  size_t category; /* of the largest margin */
  size_t count;
  size_t places[PM_CALIBRATOR_TERMS_MOST];
  double values[PM_CALIBRATOR_TERMS_MOST];
} entries;

static void list_entries(const pm_normal_equations *e, size_t unit, entries *list)
{
  const pm_calibrator *c = e->calibrator;
  size_t place = 0;
  list->count = 0;
  list->category = 0;
  for (size_t m = 0, first = 0; m < c->margins; first += c->sizes[m], m++) {
    if (first == e->first) {
      list->category = c->categories[m][unit];
      continue;
    }
    list->places[list->count] = place + c->categories[m][unit];
    list->values[list->count++] = 1;
    place += c->sizes[m];
  }
  for (size_t k = 0; k < c->numbers; k++) {
    list->places[list->count] = place + k;
    list->values[list->count++] = c->values[k][unit];
  }
}

static void add_unit(pm_normal_equations *e, const entries *list, double weight)
{
  if (e->diagonals > 0)
    e->diagonal[list->category] += weight;
  for (size_t i = 0; i < list->count; i++) {
    double x = weight * list->values[i];
    if (e->diagonals > 0)
      e->cross[list->category * e->rest + list->places[i]] += x;
    for (size_t k = 0; k <= i; k++)
      e->factor[list->places[i] * e->rest + list->places[k]] += x * list->values[k];
  }
}

/* ------------------------------------------------------------ elimination -- */

/* What the rest share with category i of the largest margin leaves them. */
static void eliminate(pm_normal_equations *e, size_t i)
{
  const double *cross = e->cross + i * e->rest;
  if (!(e->diagonal[i] > 0))
    return;
  for (size_t j = 0; j < e->rest; j++) {
    double share = cross[j] / e->diagonal[i];
    for (size_t k = 0; k <= j && share != 0; k++)
      e->factor[j * e->rest + k] -= share * cross[k];
  }
}

/* Row j of the triangle L with L L' = matrix. before: the diagonal before any
   elimination. */
static void factor_row(pm_normal_equations *e, size_t j, double before)
{
  double *row = e->factor + j * e->rest;
  for (size_t k = 0; k <= j; k++) {
    const double *other = e->factor + k * e->rest;
    double left = row[k];
    for (size_t i = 0; i < k; i++)
      left -= row[i] * other[i];
    if (k < j)
      row[k] = other[k] > 0 ? left / other[k] : 0;
    else
      row[j] = left > DEPENDENT * before ? sqrt(left) : 0;
  }
}

void pm_normal_equations_factor(pm_normal_equations *e, const double *weights)
{
  size_t rest = e->rest;
  entries list;
  memset(e->diagonal, 0, e->diagonals * sizeof(double));
  memset(e->cross, 0, e->diagonals * rest * sizeof(double));
  memset(e->factor, 0, rest * rest * sizeof(double));
  for (size_t i = 0; i < e->calibrator->units; i++) {
    list_entries(e, i, &list);
    add_unit(e, &list, weights[i]);
  }
  for (size_t j = 0; j < rest; j++)
    e->right[j] = e->factor[j * rest + j];
  for (size_t i = 0; i < e->diagonals; i++)
    eliminate(e, i);
  for (size_t j = 0; j < rest; j++)
    factor_row(e, j, e->right[j]);
}

/* ---------------------------------------------------------------- solving -- */

/* The place of a parameter of the rest among all. */
static size_t parameter_of(const pm_normal_equations *e, size_t place)
{
  return place < e->first ? place : place + e->diagonals;
}

/* L y = right, then L' x = y, both in place. */
static void solve_rest(pm_normal_equations *e)
{
  size_t rest = e->rest;
  double *x = e->right;
  for (size_t j = 0; j < rest; j++) {
    const double *row = e->factor + j * rest;
    for (size_t k = 0; k < j; k++)
      x[j] -= row[k] * x[k];
    x[j] = row[j] > 0 ? x[j] / row[j] : 0;
  }
  for (size_t j = rest; j > 0; j--) {
    const double *row = e->factor + (j - 1) * rest;
    x[j - 1] = row[j - 1] > 0 ? x[j - 1] / row[j - 1] : 0;
    for (size_t k = 0; k + 1 < j; k++)
      x[k] -= row[k] * x[j - 1];
  }
}

void pm_normal_equations_solve(pm_normal_equations *e, const double *right, double *beta)
{
  const double *first = right + e->first;
  for (size_t j = 0; j < e->rest; j++)
    e->right[j] = right[parameter_of(e, j)];
  for (size_t i = 0; i < e->diagonals; i++)
    for (size_t j = 0; j < e->rest && e->diagonal[i] > 0; j++)
      e->right[j] -= e->cross[i * e->rest + j] * (first[i] / e->diagonal[i]);
  solve_rest(e);
  for (size_t j = 0; j < e->rest; j++)
    beta[parameter_of(e, j)] = e->right[j];
  for (size_t i = 0; i < e->diagonals; i++) {
    double left = first[i];
    for (size_t j = 0; j < e->rest; j++)
      left -= e->cross[i * e->rest + j] * e->right[j];
    beta[e->first + i] = e->diagonal[i] > 0 ? left / e->diagonal[i] : 0;
  }
}
