/* coverage.c: the true coverage and the expected width of a method's interval at
   a true rate, by summing over the x that can be observed.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval/coverage.h"

#include <math.h>

#include "core/memory.h"
#include <plusminus/num.h>

/* ------------------------------------------------------------- its life -- */

static const double RECORDS_MOST = 1e6;
static const double POPULATION_MOST = 9007199254740992.0; /* 2^53: whole beyond doubt */

static bool is_whole(double value)
{
  return value == floor(value);
}

static pm_status check_request(const pm_coverage_request *request, pm_error *error)
{
  double n = request->n;
  double population = request->population;
  char text[PM_NUMBER_SIZE];
  if (!(n >= 1 && n <= RECORDS_MOST && is_whole(n))) {
    (void)pm_number_format(n, text);
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "coverage is for a whole number of records from 1 to 1000000, not %s",
                        text);
  }
  if (population != 0 &&
      !(population >= n && population <= POPULATION_MOST && is_whole(population))) {
    (void)pm_number_format(population, text);
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a population of %s is not a whole number of at least the %.0f records",
                        text, n);
  }
  return PM_OK;
}

/* Coverage itself, the intervals while they are found, and the three tables. */
static pm_coverage *allocate(const pm_coverage_request *request)
{
  size_t places = (size_t)request->n + 1;
  pm_coverage *made =
      pm_memory_resize(request->allocator, NULL, sizeof *made + 3 * places * sizeof(double));
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
                        .odds = tables + 2 * places};
  return made;
}

static pm_status check_order(const pm_coverage *coverage, const pm_coverage_request *request,
                             pm_error *error)
{
  for (size_t x = 1; x < coverage->places; x++)
    if (coverage->lower[x] < coverage->lower[x - 1] ||
        coverage->upper[x] < coverage->upper[x - 1])
      return pm_error_add(error, PM_ERROR_NUMERIC, NULL,
                          "the limits of %s fall from %zu to %zu of %.0f records",
                          request->method->about.name, x - 1, x, coverage->n);
  return PM_OK;
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
  return status == PM_OK ? check_order(coverage, request, error) : status;
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
  past ends = {coverage->upper, rate, edge == PM_COVERAGE_ABOVE};
  past begins = {coverage->lower, rate, edge != PM_COVERAGE_BELOW};
  return (pm_coverage_run){first_past(&ends, coverage->places, near.first),
                           first_past(&begins, coverage->places, near.end)};
}

double pm_coverage_count(const pm_coverage *coverage, double rate)
{
  return round(rate * coverage->population);
}

/* ---------------------------------------------------- chances of each x -- */

/* The chances of the x from run.first up to run.end, as multiples of that of
   `start`, in at[x]; the run is cut to those that are not negligible. */
typedef struct chances {
  double *at;
  pm_coverage_run run;
  size_t start;
} chances;

/* What is left out sums to far less than the rounding of the rest. */
static const double NEGLIGIBLE = 1e-18;

/* In a large population P(x-1)/P(x) is odds[x] q/p, and P(x+1)/P(x) is
   odds[n-x] p/q. Both ways at once as long as possible, so that neither waits
   for the other's product. */
static void spread_binomial(const pm_coverage *coverage, double rate, chances *chance)
{
  const double *odds = coverage->odds;
  double *at = chance->at;
  size_t n = coverage->places - 1;
  size_t first = chance->run.first;
  size_t last = chance->run.end - 1;
  double down = (1 - rate) / rate;
  double up = rate / (1 - rate);
  size_t low = chance->start;
  size_t high = chance->start;
  double below = 1;
  double above = 1;
  at[low] = 1;
  while (low > first && high < last && below > NEGLIGIBLE && above > NEGLIGIBLE) {
    below *= odds[low] * down;
    above *= odds[n - high] * up;
    at[--low] = below;
    at[++high] = above;
  }
  while (low > first && below > NEGLIGIBLE) {
    below *= odds[low] * down;
    at[--low] = below;
  }
  while (high < last && above > NEGLIGIBLE) {
    above *= odds[n - high] * up;
    at[++high] = above;
  }
  chance->run = (pm_coverage_run){low, high + 1};
}

/* With M of N compliant, P(x+1)/P(x) = (M-x)(n-x) / ((x+1)(N-M-n+x+1)). */
static void spread_hypergeometric(const pm_coverage *coverage, double M, chances *chance)
{
  double *at = chance->at;
  double n = coverage->n;
  double rest = coverage->population - M - n;
  size_t low = chance->start;
  size_t high = chance->start;
  double below = 1;
  double above = 1;
  at[low] = 1;
  while (low > chance->run.first && below > NEGLIGIBLE) {
    double x = (double)low;
    below *= x * (rest + x) / ((M - x + 1) * (n - x + 1));
    at[--low] = below;
  }
  while (high + 1 < chance->run.end && above > NEGLIGIBLE) {
    double x = (double)high;
    above *= (M - x) * (n - x) / ((x + 1) * (rest + x + 1));
    at[++high] = above;
  }
  chance->run = (pm_coverage_run){low, high + 1};
}

static size_t into(pm_coverage_run run, size_t x)
{
  if (x < run.first)
    return run.first;
  return x < run.end ? x : run.end - 1;
}

/* The x that are possible at all when M of N are compliant. */
static pm_coverage_run possible(const pm_coverage *coverage, double M)
{
  double least = fmax(0, M + coverage->n - coverage->population);
  return (pm_coverage_run){(size_t)least, (size_t)fmin(coverage->n, M) + 1};
}

/* The chances of those in the run, and that of the start. */
static double spread(const pm_coverage *coverage, double rate, pm_coverage_run run,
                     chances *chance)
{
  double n = coverage->n;
  double N = coverage->population;
  chance->run = run;
  if (N == 0) {
    chance->start = into(run, (size_t)((n + 1) * rate));
    spread_binomial(coverage, rate, chance);
    return pm_binomial_pmf((double)chance->start, n, rate);
  }
  double M = pm_coverage_count(coverage, rate);
  pm_coverage_run all = possible(coverage, M);
  if (run.first < all.first)
    chance->run.first = all.first;
  if (run.end > all.end)
    chance->run.end = all.end;
  if (chance->run.first >= chance->run.end)
    return 0;
  chance->start = into(chance->run, (size_t)((n + 1) * ((M + 1) / (N + 2))));
  spread_hypergeometric(coverage, M, chance);
  return pm_hypergeometric_pmf((double)chance->start, n, M, N);
}

/* ------------------------------------------------------------- the sums -- */

/* Four sums at a time, none of which waits for another's rounding. */
static double add_up(const chances *chance, pm_coverage_run run)
{
  const double *at = chance->at;
  double sums[4] = {0, 0, 0, 0};
  size_t x = run.first > chance->run.first ? run.first : chance->run.first;
  size_t end = run.end < chance->run.end ? run.end : chance->run.end;
  for (; x + 4 <= end; x += 4)
    for (size_t i = 0; i < 4; i++)
      sums[i] += at[x + i];
  for (; x < end; x++)
    sums[0] += at[x];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static double add_up_widths(const pm_coverage *coverage, const chances *chance)
{
  const double *at = chance->at;
  double sums[2] = {0, 0};
  size_t x = chance->run.first;
  for (; x + 2 <= chance->run.end; x += 2)
    for (size_t i = 0; i < 2; i++)
      sums[i] += at[x + i] * (coverage->upper[x + i] - coverage->lower[x + i]);
  if (x < chance->run.end)
    sums[0] += at[x] * (coverage->upper[x] - coverage->lower[x]);
  return sums[0] + sums[1];
}

/* The width needs every x that can be observed, the coverage only those whose
   intervals hold the rate. */
static void weigh(const pm_coverage *coverage, pm_coverage_run covering, chances *chance,
                  pm_coverage_point *point)
{
  pm_coverage_run all = {0, coverage->places};
  bool is_covered = covering.first < covering.end;
  double unit = 0;
  if (coverage->has_width || is_covered)
    unit = spread(coverage, point->rate, coverage->has_width ? all : covering, chance);
  point->coverage = is_covered ? fmin(1, unit * add_up(chance, covering)) : 0;
  point->width = coverage->has_width ? unit * add_up_widths(coverage, chance) : (double)NAN;
}

/* ------------------------------------------------------------ the curve -- */

pm_status pm_coverage_curve(const pm_coverage *coverage, const double *rates, size_t count,
                            pm_coverage_point *points, pm_error *error)
{
  for (size_t i = 0; i < count; i++)
    if (!(rates[i] >= 0 && rates[i] <= 1))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a true rate is from 0 to 1");
  double *room = pm_memory_resize(coverage->allocator, NULL, coverage->places * sizeof *room);
  if (room == NULL)
    return pm_memory_fault(error);
  chances chance = {.at = room};
  pm_coverage_run covering = {0, 0};
  for (size_t i = 0; i < count; i++) {
    double rate = rates[i];
    if (coverage->population > 0)
      rate = pm_coverage_count(coverage, rate) / coverage->population;
    covering = pm_coverage_find(coverage, rate, PM_COVERAGE_AT, covering);
    points[i].rate = rate;
    weigh(coverage, covering, &chance, &points[i]);
  }
  (void)pm_memory_resize(coverage->allocator, room, 0);
  return PM_OK;
}

pm_status pm_coverage_at(const pm_coverage *coverage, double rate, pm_coverage_point *point,
                         pm_error *error)
{
  *point = (pm_coverage_point){rate, (double)NAN, (double)NAN};
  return pm_coverage_curve(coverage, &rate, 1, point, error);
}
