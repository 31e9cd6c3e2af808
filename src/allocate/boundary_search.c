/* boundary_search.c: the boundaries that make a number least: by looking at all of them, or
   from many starts by moving one at a time, in steps that shrink to one measure.

   REFERENCES: Kozak 2004, Statistics in Transition 6, 797-806, moves a boundary by a
   random step and keeps what is better; here all steps by powers of two are tried in
   turn, and the starts are random.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate/boundary_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STARTS = 60, NEAR = 24 };

double pm_boundary_ways(size_t count, size_t strata, double most)
{
  double ways = 1;
  for (size_t i = 1; i < strata; i++) {
    ways = ways * (double)(count - i) / (double)i;
    if (ways > most)
      return most + 1;
  }
  return ways;
}

static bool keep_if_better(pm_boundary_search *it, const size_t *end, double *than)
{
  double worth = it->worth(it->work, end);
  if (!(worth < *than))
    return false;
  *than = worth;
  return true;
}

static void keep_best(pm_boundary_search *it, const size_t *end, double worth)
{
  if (!(worth < it->best))
    return;
  it->best = worth;
  memcpy(it->end, end, it->work->strata * sizeof *end);
}

/* The next way to cut, the last boundary moving first; false: that was the last. */
static bool next_way(const pm_boundary_work *work, size_t *end)
{
  for (size_t h = work->strata - 1; h-- > 0;) {
    size_t most = work->count - (work->strata - 1 - h);
    if (end[h] >= most)
      continue;
    end[h]++;
    for (size_t k = h + 1; k + 1 < work->strata; k++)
      end[k] = end[k - 1] + 1;
    return true;
  }
  return false;
}

void pm_boundary_search_all(pm_boundary_search *it)
{
  const pm_boundary_work *work = it->work;
  size_t *end = it->scratch;
  for (size_t h = 0; h < work->strata; h++)
    end[h] = h + 1 < work->strata ? h + 1 : work->count;
  it->best = (double)INFINITY;
  do
    keep_best(it, end, it->worth(work, end));
  while (next_way(work, end));
  it->is_exact = true;
}

/* ------------------------------------------------------------- from many starts -- */

/* The room of a boundary between its neighbours. */
static size_t low_of(const size_t *end, size_t h)
{
  return h == 0 ? 1 : end[h - 1] + 1;
}

static bool try_at(pm_boundary_search *it, size_t *end, size_t h, size_t place, double *worth)
{
  size_t kept = end[h];
  if (place < low_of(end, h) || place >= end[h + 1])
    return false;
  end[h] = place;
  if (keep_if_better(it, end, worth))
    return true;
  end[h] = kept;
  return false;
}

/* Both neighbours h and h + 1 by a step: a stratum that moves as a whole. */
static bool try_pair(pm_boundary_search *it, size_t *end, size_t h, size_t step, double *worth)
{
  size_t first = end[h];
  size_t second = end[h + 1];
  for (int up = 0; up < 2; up++) {
    end[h] = up ? first + step : first - step;
    end[h + 1] = up ? second + step : second - step;
    bool is_in = (up || (first > step && second > step)) && end[h] >= low_of(end, h) &&
                 end[h] < end[h + 1] && end[h + 1] < end[h + 2];
    if (is_in && keep_if_better(it, end, worth))
      return true;
  }
  end[h] = first;
  end[h + 1] = second;
  return false;
}

static bool improve_one(pm_boundary_search *it, size_t *end, size_t h, double *worth)
{
  size_t kept = end[h];
  for (size_t step = it->work->count; step > 0; step /= 2) {
    if (kept > step && try_at(it, end, h, kept - step, worth))
      return true;
    if (try_at(it, end, h, kept + step, worth))
      return true;
    if (h + 2 < it->work->strata && try_pair(it, end, h, step, worth))
      return true;
  }
  for (size_t step = 3; step <= NEAR; step++)
    if ((kept > step && try_at(it, end, h, kept - step, worth)) ||
        try_at(it, end, h, kept + step, worth))
      return true;
  return false;
}

static void improve(pm_boundary_search *it, size_t *end)
{
  double worth = it->worth(it->work, end);
  for (bool has_improved = true; has_improved;) {
    has_improved = false;
    for (size_t h = 0; h + 1 < it->work->strata; h++)
      while (improve_one(it, end, h, &worth))
        has_improved = true;
  }
  keep_best(it, end, worth);
}

static int compare_ends(const void *a, const void *b)
{
  size_t first = *(const size_t *)a;
  size_t second = *(const size_t *)b;
  return first < second ? -1 : first > second;
}

/* Boundaries anywhere, apart from each other. */
static void draw_start(const pm_boundary_work *work, pm_random *random, size_t *end)
{
  size_t cuts = work->strata - 1;
  for (size_t h = 0; h < cuts; h++)
    end[h] = 1 + (size_t)pm_random_below(random, work->count - cuts);
  qsort(end, cuts, sizeof *end, compare_ends);
  for (size_t h = 0; h < cuts; h++)
    end[h] += h;
  end[cuts] = work->count;
}

/* As many measures for each, the last having `last` of them. */
static void even_start(const pm_boundary_work *work, size_t last, size_t *end)
{
  size_t cuts = work->strata - 1;
  size_t rest = work->count - last;
  for (size_t h = 0; h < cuts; h++)
    end[h] = rest * (h + 1) / cuts;
  end[cuts] = work->count;
}

void pm_boundary_search_some(pm_boundary_search *it)
{
  const pm_boundary_work *work = it->work;
  pm_random random;
  pm_random_begin(&random, &(pm_random_place){.seed = 2004});
  it->best = (double)INFINITY;
  it->is_exact = false;
  for (size_t last = 1; last + work->strata <= work->count; last *= 4) {
    even_start(work, last, it->scratch);
    improve(it, it->scratch);
  }
  for (int start = 0; start < STARTS; start++) {
    draw_start(work, &random, it->scratch);
    improve(it, it->scratch);
  }
}
