/* allocate_even.c: the same margin in every domain, as far as whole numbers and bounds
   allow.

   METHOD: In real numbers, a domain that is to have the variance v takes n_h = clip(A_h t,
   m_h, M_h), t being where its variance falls to v; the v at which all domains together
   take the total is found by halving, of log v, and each t by Newton's steps on the broken
   lines between. Rounded down, each domain shares its number by neyman exactly; what is
   left goes one by one to the domain with the largest margin, and then records move from
   the domain that would miss them least to that with the largest margin as long as that
   makes the larger of the two smaller, which ends at the best. When no domain can gain by
   more, what is left is shared among strata without a spread by the same rule, as if it
   were the same for all of these.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <float.h>
#include <math.h>
#include <string.h>

#include <plusminus/num.h>

#include "allocate/apportion.h"
#include "allocate/stratum_check.h"
#include "core/memory.h"

enum { HALVINGS = 60, STEPS_MOST = 60 };

/* The strata of a domain, one after the other. */
typedef struct domain {
  size_t first, count;
  double population;
  double t;             /* where its real solution is; kept from one v to the next */
  double units;         /* in whole numbers */
  double low, high;     /* the least and the most */
  double variance;      /* with the units that it has */
  double without;       /* with one less; INFINITY: it cannot have less */
  bool can_gain;        /* a record more would make its margin smaller */
  double t_low, t_high; /* where all its strata are at their minima and maxima */
} domain;

typedef struct even_job {
  const pm_even_request *request;
  pm_stratum_plan *strata; /* sorted by domain */
  size_t *place;           /* of each of them among the request's */
  double *columns;
  pm_apportion problem; /* of all strata, in that order; a weight is A_h/scale */
  domain *domains;
  double scale;
} even_job;

/* ---------------------------------------------------------------- the problem -- */

static pm_status check_domains(const pm_even_request *request, pm_error *error)
{
  if (request->domain_count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no domain");
  for (size_t h = 0; h < request->count; h++)
    if (request->domain[h] >= request->domain_count)
      return pm_error_add(error, PM_ERROR_USAGE, NULL, "stratum %zu is in no domain", h + 1);
  if (!(request->total >= 1 && floor(request->total) == request->total))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a total must be a whole number of at least 1");
  return pm_stratum_plans_check(request->strata, request->count, error);
}

static pm_status allocate_job(even_job *it, pm_error *error)
{
  const pm_even_request *request = it->request;
  const pm_allocator *allocator = request->allocator;
  size_t count = request->count;
  it->strata = pm_memory_resize(allocator, NULL, count * sizeof *it->strata);
  it->place = pm_memory_resize(allocator, NULL, count * sizeof *it->place);
  it->columns = pm_memory_resize(allocator, NULL, 6 * count * sizeof *it->columns);
  it->domains =
      pm_memory_resize(allocator, NULL, (request->domain_count + 1) * sizeof *it->domains);
  bool is_there = it->strata != NULL && it->place != NULL && it->columns != NULL;
  return is_there && it->domains != NULL ? PM_OK : pm_memory_fault(error);
}

static void free_job(even_job *it)
{
  const pm_allocator *allocator = it->request->allocator;
  (void)pm_memory_resize(allocator, it->strata, 0);
  (void)pm_memory_resize(allocator, it->place, 0);
  (void)pm_memory_resize(allocator, it->columns, 0);
  (void)pm_memory_resize(allocator, it->domains, 0);
}

/* Sort by domain, keeping the order within. */
static void sort_strata(even_job *it)
{
  const pm_even_request *request = it->request;
  memset(it->domains, 0, (request->domain_count + 1) * sizeof *it->domains);
  for (size_t h = 0; h < request->count; h++)
    it->domains[request->domain[h]].count++;
  for (size_t d = 0, first = 0; d < request->domain_count; d++) {
    it->domains[d].first = first;
    first += it->domains[d].count;
    it->domains[d].count = 0;
  }
  for (size_t h = 0; h < request->count; h++) {
    domain *own = &it->domains[request->domain[h]];
    size_t place = own->first + own->count++;
    it->strata[place] = request->strata[h];
    it->place[place] = h;
  }
}

/* What is left can make no margin smaller: all strata with a spread are full, and stay so.
   The others share it as if their spread were the same. */
static void turn_to_rest(even_job *it)
{
  for (size_t h = 0; h < it->request->count; h++) {
    pm_stratum_plan *stratum = &it->strata[h];
    bool is_full = it->problem.n[h] >= stratum_maximum(stratum);
    stratum->spread = is_full ? 0 : 1;
    stratum->minimum = is_full ? stratum_maximum(stratum) : stratum->minimum;
  }
}

static void fill_columns(even_job *it)
{
  size_t count = it->request->count;
  pm_apportion *problem = &it->problem;
  *problem = (pm_apportion){.strata = it->strata,
                            .count = count,
                            .weight = it->columns,
                            .minimum = it->columns + count,
                            .maximum = it->columns + 2 * count,
                            .cost = it->columns + 3 * count,
                            .n = it->columns + 4 * count,
                            .square = it->columns + 5 * count,
                            .allocator = it->request->allocator};
  double largest = DBL_MIN;
  for (size_t h = 0; h < count; h++)
    largest = fmax(largest, it->strata[h].population * it->strata[h].spread);
  int exponent;
  (void)frexp(largest, &exponent);
  largest = ldexp(1, exponent); /* so that nothing is rounded */
  it->scale = largest;
  for (size_t h = 0; h < count; h++) {
    double weight = it->strata[h].population * it->strata[h].spread / largest;
    problem->weight[h] = weight;
    problem->square[h] = weight * weight;
    problem->minimum[h] = stratum_minimum(&it->strata[h]);
    problem->maximum[h] = stratum_maximum(&it->strata[h]);
    problem->cost[h] = 1;
  }
  for (size_t d = 0; d < it->request->domain_count; d++) {
    domain *own = &it->domains[d];
    *own = (domain){.first = own->first, .count = own->count, .t_low = (double)INFINITY};
    for (size_t h = own->first; h < own->first + own->count; h++) {
      if (problem->weight[h] > 0) {
        own->t_low = fmin(own->t_low, problem->minimum[h] / problem->weight[h]);
        own->t_high = fmax(own->t_high, problem->maximum[h] / problem->weight[h]);
      }
      own->population += it->strata[h].population;
      own->low += problem->minimum[h];
      own->high += problem->maximum[h];
    }
    own->t_low = fmin(own->t_low, own->t_high);
    own->t = own->t_low;
  }
}

/* ------------------------------------------------------------ in real numbers -- */

/* The variance of the domain's mean at t, and how fast it falls with log t. */
static double variance_at(const even_job *it, const domain *own, double t, double *slope)
{
  const pm_apportion *problem = &it->problem;
  double sum = 0;
  double falling = 0;
  for (size_t h = own->first; h < own->first + own->count; h++) {
    double weight = problem->weight[h];
    double x = weight * t;
    double n = fmin(fmax(x, problem->minimum[h]), problem->maximum[h]);
    sum += weight * weight * (1 / n - 1 / it->strata[h].population);
    falling += n == x ? weight * weight / n : 0;
  }
  double unit = it->scale / own->population;
  *slope = falling * unit * unit;
  return sum * unit * unit;
}

static double units_at(const even_job *it, const domain *own)
{
  const pm_apportion *problem = &it->problem;
  double sum = 0;
  for (size_t h = own->first; h < own->first + own->count; h++)
    sum += fmin(fmax(problem->weight[h] * own->t, problem->minimum[h]), problem->maximum[h]);
  return sum;
}

/* Bring the domain's t to where its variance is v, or as near as its bounds allow. */
static void aim(const even_job *it, domain *own, double v)
{
  double low = own->t_low;
  double high = own->t_high;
  double slope;
  if (variance_at(it, own, high, &slope) >= v)
    own->t = low = high;
  if (variance_at(it, own, low, &slope) <= v)
    own->t = high = low;
  for (int step = 0; step < STEPS_MOST && high > low * (1 + 1e-12); step++) {
    double off = variance_at(it, own, own->t, &slope) - v;
    if (fabs(off) <= 1e-13 * v)
      return;
    *(off > 0 ? &low : &high) = own->t;
    double next = own->t * (1 + off / slope);
    own->t = next > low && next < high && step % 6 != 5 ? next : sqrt(low) * sqrt(high);
  }
}

static double units_for(even_job *it, double v)
{
  double sum = 0;
  for (size_t d = 0; d < it->request->domain_count; d++) {
    aim(it, &it->domains[d], v);
    sum += units_at(it, &it->domains[d]);
  }
  return sum;
}

/* The common variance, from the largest there is downwards. */
static void solve_real(even_job *it)
{
  double low = log(1e-40);
  double high = log(DBL_MIN);
  for (size_t d = 0; d < it->request->domain_count; d++) {
    double slope;
    double most = variance_at(it, &it->domains[d], 0, &slope);
    high = fmax(high, most > 0 ? log(most) : high);
  }
  low = high + low;
  for (int i = 0; i < HALVINGS && high - low > 1e-9; i++) {
    double middle = low + (high - low) / 2;
    *(units_for(it, exp(middle)) > it->request->total ? &low : &high) = middle;
  }
  (void)units_for(it, exp(high));
}

/* ----------------------------------------------------------- in whole numbers -- */

static double variance_now(const even_job *it, const domain *own)
{
  pm_sum sum = {0, 0};
  for (size_t h = own->first; h < own->first + own->count; h++) {
    double weight = it->problem.weight[h];
    double population = it->strata[h].population;
    double n = it->problem.n[h];
    pm_sum_add(&sum, weight * weight * ((population - n) / population) / n);
  }
  double unit = it->scale / own->population;
  return pm_sum_value(&sum) * unit * unit;
}

static pm_status round_down(even_job *it)
{
  for (size_t d = 0; d < it->request->domain_count; d++) {
    domain *own = &it->domains[d];
    size_t at = own->first;
    double units = floor(units_at(it, own) * (1 + 4 * DBL_EPSILON));
    own->units = fmin(fmax(units, own->low), own->high);
    pm_apportion part = it->problem;
    part.strata += at;
    part.count = own->count;
    part.square += at;
    part.weight += at;
    part.minimum += at;
    part.maximum += at;
    part.cost += at;
    part.n += at;
    part.limit = own->units;
    pm_apportion_end end;
    if (pm_apportion_run(&part, &end) != PM_OK)
      return PM_ERROR_MEMORY;
    own->units = end.spent;
  }
  return PM_OK;
}

/* The stratum of the domain where one more record is worth most, or one less costs least;
   the count of strata: none can. */
static size_t best_stratum(const even_job *it, const domain *own, bool is_more)
{
  const pm_apportion *problem = &it->problem;
  size_t best = problem->count;
  double worth = 0;
  for (size_t h = own->first; h < own->first + own->count; h++) {
    double n = problem->n[h] + (is_more ? 1 : 0);
    bool can = is_more ? n <= problem->maximum[h] : n > problem->minimum[h];
    if (!can)
      continue;
    double priority = apportion_priority(problem->square[h], n);
    bool is_better = is_more ? priority > worth : priority < worth;
    bool is_first = best == problem->count;
    bool is_tied =
        !is_first && priority == worth && pm_apportion_before(it->strata, h, best) == is_more;
    if (is_first || is_better || is_tied) {
      best = h;
      worth = priority;
    }
  }
  return best;
}

/* What the domain's variance is, and would be with a record less. */
static void look(even_job *it, domain *own)
{
  size_t next = best_stratum(it, own, true);
  own->can_gain = next < it->problem.count && it->problem.weight[next] > 0;
  own->variance = variance_now(it, own);
  own->without = (double)INFINITY;
  if (own->units <= own->low)
    return;
  size_t h = best_stratum(it, own, false);
  it->problem.n[h]--;
  own->without = variance_now(it, own);
  it->problem.n[h]++;
}

static void move_record(even_job *it, domain *own, double step)
{
  it->problem.n[best_stratum(it, own, step > 0)] += step;
  own->units += step;
  look(it, own);
}

/* The domain with the largest margin of those that can gain by a record more; the count of
   domains: none can. */
static size_t worst_domain(const even_job *it)
{
  size_t none = it->request->domain_count;
  size_t worst = none;
  for (size_t d = 0; d < none; d++) {
    const domain *own = &it->domains[d];
    if (own->can_gain && (worst == none || own->variance > it->domains[worst].variance))
      worst = d;
  }
  return worst;
}

static size_t least_missed(const even_job *it)
{
  size_t best = 0;
  for (size_t d = 1; d < it->request->domain_count; d++)
    if (it->domains[d].without < it->domains[best].without)
      best = d;
  return best;
}

static double units_of(const even_job *it)
{
  double sum = 0;
  for (size_t d = 0; d < it->request->domain_count; d++)
    sum += it->domains[d].units;
  return sum;
}

/* Spend what is left as far as that helps, take back what is too much, and move records as
   long as that helps. */
static void settle(even_job *it)
{
  size_t none = it->request->domain_count;
  double units = units_of(it);
  for (size_t d = 0; d < it->request->domain_count; d++)
    look(it, &it->domains[d]);
  for (; units > it->request->total; units--)
    move_record(it, &it->domains[least_missed(it)], -1);
  for (size_t to; units < it->request->total && (to = worst_domain(it)) < none; units++)
    move_record(it, &it->domains[to], 1);
  for (;;) {
    size_t to = worst_domain(it);
    size_t from = least_missed(it);
    if (to == none || it->domains[from].without >= it->domains[to].variance)
      return;
    move_record(it, &it->domains[from], -1);
    move_record(it, &it->domains[to], 1);
  }
}

/* From the columns to whole numbers. */
static pm_status share(even_job *it)
{
  solve_real(it);
  pm_status status = round_down(it);
  if (status == PM_OK)
    settle(it);
  return status;
}

/* ----------------------------------------------------------------- together -- */

static pm_status check_total(const even_job *it, pm_error *error)
{
  double low = 0;
  double high = 0;
  for (size_t d = 0; d < it->request->domain_count; d++) {
    low += it->domains[d].low;
    high += it->domains[d].high;
    if (it->domains[d].count == 0)
      return pm_error_add(error, PM_ERROR_USAGE, NULL, "domain %zu has no stratum", d + 1);
  }
  const double total = it->request->total;
  bool is_low = low > total;
  if (!is_low && high >= total)
    return PM_OK;
  const pm_stratum_limit limit = {.strata = it->request->strata,
                                  .count = it->request->count,
                                  .at = is_low ? low : high,
                                  .limit = total};
  return pm_stratum_limit_fault(&limit, error);
}

static pm_status run(even_job *it, double *n, double *se, pm_notes *notes, pm_error *error)
{
  const pm_even_request *request = it->request;
  sort_strata(it);
  fill_columns(it);
  pm_status status = check_total(it, error);
  if (status != PM_OK)
    return status;
  status = share(it);
  for (size_t d = 0; d < request->domain_count && status == PM_OK; d++)
    se[d] = sqrt(it->domains[d].variance);
  if (status == PM_OK && units_of(it) < request->total) {
    turn_to_rest(it);
    fill_columns(it);
    status = share(it);
  }
  if (status != PM_OK)
    return pm_memory_fault(error);
  for (size_t h = 0; h < request->count; h++)
    n[it->place[h]] = it->problem.n[h];
  const pm_stratum_remarks remarks = {.strata = request->strata,
                                      .count = request->count,
                                      .n = n,
                                      .rest = PM_STRATUM_LEFT,
                                      .is_shared = true};
  return pm_stratum_remark(&remarks, notes, error);
}

pm_status pm_allocate_even(const pm_even_request *request, double *n, double *se,
                           pm_notes *notes, pm_error *error)
{
  even_job it = {.request = request};
  pm_status status = check_domains(request, error);
  if (status == PM_OK)
    status = allocate_job(&it, error);
  if (status == PM_OK)
    status = run(&it, n, se, notes, error);
  free_job(&it);
  return status;
}
