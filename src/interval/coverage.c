/* coverage.c: the limits of every x of one n, and which x hold a rate.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval/coverage.h"

#include <math.h>

#include "core/memory.h"
#include "core/number_text.h"

/* ------------------------------------------------------------- its life -- */

static const double RECORDS_MOST = 1e6;
static const double POPULATION_MOST = 1e15; /* steps of one reach beyond it */

static bool is_whole(double value)
{
  return value == floor(value);
}

static pm_status check_request(const pm_coverage_request *request, pm_error *error)
{
  double n = request->n;
  double population = request->population;
  if (!(n >= 1 && n <= RECORDS_MOST && is_whole(n)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "coverage is for a whole number of records from 1 to 1000000, not %s",
                        pm_number_show(n).text);
  if (population == 0)
    return PM_OK;
  if (population < n)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the population of %s is smaller than the sample of %s",
                        pm_number_show(population).text, pm_number_show(n).text);
  if (!(population <= POPULATION_MOST && is_whole(population)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "coverage is for a whole population of at most 1e15, not %s",
                        pm_number_show(population).text);
  return PM_OK;
}

static pm_coverage *allocate(const pm_coverage_request *request)
{
  enum { TABLES = 5 };
  size_t places = (size_t)request->n + 1;
  size_t size = places * (TABLES * sizeof(double) + sizeof(size_t));
  pm_coverage *made = pm_memory_resize(request->allocator, NULL, sizeof *made + size);
  if (made == NULL)
    return NULL;
  double *tables = (double *)(void *)(made + 1);
  *made = (pm_coverage){.allocator = request->allocator,
                        .n = request->n,
                        .population = request->population,
                        .places = places,
                        .has_width = !request->without_width,
                        .lower = tables,
                        .upper = tables + places,
                        .begins = tables + 2 * places,
                        .ends = tables + 3 * places,
                        .odds = tables + 4 * places,
                        .exceptions = (size_t *)(void *)(tables + TABLES * places)};
  return made;
}

static void make_ends_rise(pm_coverage *coverage)
{
  double highest = 0;
  for (size_t x = 0; x < coverage->places; x++)
    coverage->ends[x] = highest = fmax(highest, coverage->upper[x]);
}

static void make_begins_rise(pm_coverage *coverage)
{
  double lowest = 1;
  for (size_t x = coverage->places; x-- > 0;)
    coverage->begins[x] = lowest = fmin(lowest, coverage->lower[x]);
}

/* In some methods one x's interval ends at the very rate at which another's
   begins, so that the rate is in both; where the two were found separately, the
   rounding may leave a gap, in which no coverage is to be lost. */
static void close_gaps(pm_coverage *coverage)
{
  static const double TIE = 1e-12;
  double *lower = coverage->lower;
  const double *ends = coverage->ends;
  size_t next = 0;
  for (size_t x = 0; x < coverage->places; x++) {
    while (next < coverage->places && ends[next] < lower[x])
      next++;
    while (next > 0 && ends[next - 1] >= lower[x])
      next--;
    if (next > 0 && lower[x] - ends[next - 1] <= TIE * lower[x])
      lower[x] = ends[next - 1];
  }
}

static void note_exceptions(pm_coverage *coverage)
{
  for (size_t x = 0; x < coverage->places; x++)
    if (coverage->begins[x] < coverage->lower[x] || coverage->ends[x] > coverage->upper[x])
      coverage->exceptions[coverage->exception_count++] = x;
}

static pm_status fill(pm_coverage *coverage, const pm_coverage_request *request,
                      pm_error *error)
{
  size_t places = coverage->places;
  pm_interval *intervals =
      pm_memory_resize(request->allocator, NULL, places * sizeof *intervals);
  if (intervals == NULL)
    return pm_memory_fault(error);
  pm_case data = {0, request->n, request->population};
  pm_status status =
      pm_interval_compute_all(request->method, &request->level, &data, intervals, error);
  for (size_t x = 0; status == PM_OK && x < places; x++) {
    coverage->lower[x] = intervals[x].lower;
    coverage->upper[x] = intervals[x].upper;
    coverage->odds[x] = (double)x / (double)(places - x);
  }
  (void)pm_memory_resize(request->allocator, intervals, 0);
  if (status != PM_OK)
    return status;
  make_ends_rise(coverage);
  close_gaps(coverage);
  make_begins_rise(coverage);
  note_exceptions(coverage);
  return PM_OK;
}

pm_status pm_coverage_new(pm_coverage **coverage, const pm_coverage_request *request,
                          pm_error *error)
{
  *coverage = NULL;
  pm_status status = check_request(request, error);
  if (status != PM_OK)
    return status;
  pm_coverage *made = allocate(request);
  if (made == NULL)
    return pm_memory_fault(error);
  status = fill(made, request, error);
  if (status == PM_OK)
    *coverage = made;
  else
    pm_coverage_free(made);
  return status;
}

void pm_coverage_free(pm_coverage *coverage)
{
  if (coverage != NULL)
    (void)pm_memory_resize(coverage->allocator, coverage, 0);
}

/* -------------------------------------------------- which x hold a rate -- */

/* The places of a rising table that are not below the bound; or, beyond it, that
   are above. */
typedef struct past {
  const double *values;
  double bound;
  bool is_beyond;
} past;

static inline bool is_past(const past *set, size_t place)
{
  double value = set->values[place];
  return set->is_beyond ? value > set->bound : value >= set->bound;
}

/* The first of them: looked for beside `near` before the table is halved. */
static size_t first_past(const past *set, size_t count, size_t near)
{
  enum { STEPS_MOST = 8 };
  size_t at = near < count ? near : count;
  for (int step = 0; step < STEPS_MOST; step++) {
    if (at > 0 && is_past(set, at - 1))
      at--;
    else if (at < count && !is_past(set, at))
      at++;
    else
      return at;
  }
  size_t low = 0;
  size_t high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (is_past(set, middle))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

pm_coverage_run pm_coverage_find(const pm_coverage *coverage, double rate,
                                 pm_coverage_edge edge, pm_coverage_run near)
{
  past ends = {coverage->ends, rate, edge == PM_COVERAGE_ABOVE};
  past begins = {coverage->begins, rate, edge != PM_COVERAGE_BELOW};
  return (pm_coverage_run){first_past(&ends, coverage->places, near.first),
                           first_past(&begins, coverage->places, near.end)};
}

bool pm_coverage_misses(const pm_coverage *coverage, size_t x, double rate,
                        pm_coverage_edge edge)
{
  double lower = coverage->lower[x];
  double upper = coverage->upper[x];
  return rate < lower || rate > upper || (rate == lower && edge == PM_COVERAGE_BELOW) ||
         (rate == upper && edge == PM_COVERAGE_ABOVE);
}

double pm_coverage_count(const pm_coverage *coverage, double rate)
{
  return round(rate * coverage->population);
}
