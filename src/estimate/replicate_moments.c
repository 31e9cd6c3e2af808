/* replicate_moments.c: replicates' deviations as they become variances.

   Of the deviations d of replicates with coefficients c, about the estimate:
   sum c d^2; about the replicates' mean m: sum c d^2 - 2 m sum c d + m^2 sum c.
   The ratio's deviation is (dy - R dx)/(x + dx), which loses no digits when dx
   and dy are small. Every domain is summed by one thread in the replicates'
   order, so that the result does not depend on the threads.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/replicate_parts.h"

#include <math.h>
#include <plusminus/num.h>

/* An x this small beside the sum of the units' |x| is nothing but rounding. */
static const double x_rounding = 1e-12;

typedef struct moment {
  pm_sum squares, products;        /* of c d^2 and of c d */
  pm_sum deviations, coefficients; /* deviations: of those that have a coefficient */
  size_t count, heeded;            /* heeded: those */
} moment;

typedef struct domain_moments {
  moment ratio, y, x;
  size_t undefined;
} domain_moments;

struct pm_moments {
  pm_moments_request request;
  const pm_moments_block *block; /* the one that is being added */
  domain_moments domains[];
};

pm_moments *pm_moments_new(const pm_moments_request *request)
{
  size_t bytes = sizeof(pm_moments) + request->domain_count * sizeof(domain_moments);
  pm_moments *moments = pm_memory_resize(request->allocator, NULL, bytes);
  if (moments == NULL)
    return NULL;
  *moments = (pm_moments){.request = *request};
  for (size_t d = 0; d < request->domain_count; d++)
    moments->domains[d] = (domain_moments){.undefined = 0};
  return moments;
}

void pm_moments_free(pm_moments *moments)
{
  if (moments != NULL)
    (void)pm_memory_resize(moments->request.allocator, moments, 0);
}

static void add(moment *sums, double coefficient, double deviation)
{
  sums->count++;
  pm_sum_add(&sums->coefficients, coefficient);
  pm_sum_add(&sums->squares, coefficient * deviation * deviation);
  pm_sum_add(&sums->products, coefficient * deviation);
  if (coefficient > 0) {
    sums->heeded++;
    pm_sum_add(&sums->deviations, deviation);
  }
}

static void add_domain(void *context, size_t d)
{
  pm_moments *moments = context;
  const pm_moments_block *block = moments->block;
  const pm_replicate_total *full = &moments->request.full[d];
  domain_moments *sums = &moments->domains[d];
  double mass = moments->request.mass != NULL ? moments->request.mass[d] : fabs(full->x);
  double ratio = full->y / full->x;
  for (size_t r = 0; r < block->count; r++) {
    pm_replicate_total moved = block->deviations[r * moments->request.domain_count + d];
    double coefficient = block->coefficients[r];
    double x = full->x + moved.x;
    add(&sums->y, coefficient, moved.y);
    add(&sums->x, coefficient, moved.x);
    if (fabs(x) > x_rounding * mass)
      add(&sums->ratio, coefficient, (moved.y - ratio * moved.x) / x);
    else
      sums->undefined++;
  }
}

void pm_moments_add(pm_moments *moments, const pm_moments_block *block)
{
  moments->block = block;
  pm_crew_task task = {
      .work = add_domain, .context = moments, .count = moments->request.domain_count};
  pm_crew_run(moments->request.crew, &task);
  moments->block = NULL;
}

void pm_moments_add_totals(pm_moments *moments, pm_replicate_total *totals, double coefficient)
{
  const pm_replicate_total *full = moments->request.full;
  for (size_t d = 0; d < moments->request.domain_count; d++) {
    totals[d].x -= full[d].x;
    totals[d].y -= full[d].y;
  }
  pm_moments_add(moments, &(pm_moments_block){
                              .count = 1, .deviations = totals, .coefficients = &coefficient});
}

static double variance_of(const moment *sums, const pm_moments_end *end)
{
  double squares = pm_sum_value(&sums->squares);
  if (end->centre == PM_REPLICATE_ABOUT_ESTIMATE)
    return end->scale * squares;
  if (sums->heeded == 0)
    return 0;
  double mean = pm_sum_value(&sums->deviations) / (double)sums->heeded;
  double about_mean = squares - mean * (2 * pm_sum_value(&sums->products) -
                                        mean * pm_sum_value(&sums->coefficients));
  return end->scale * fmax(about_mean, 0);
}

/* Without the replicates that have no ratio, a bootstrap is one of fewer. */
static double ratio_variance(const domain_moments *sums, const pm_moments_end *end)
{
  if (sums->undefined == 0)
    return variance_of(&sums->ratio, end);
  if (!end->is_random || sums->ratio.count < 2)
    return (double)NAN;
  double lost = end->centre == PM_REPLICATE_ABOUT_MEAN ? 1 : 0;
  double count = (double)sums->ratio.count;
  return variance_of(&sums->ratio, end) * (count + (double)sums->undefined - lost) /
         (count - lost);
}

void pm_moments_finish(const pm_moments *moments, const pm_moments_end *end,
                       pm_replicate_variance *variances)
{
  for (size_t d = 0; d < moments->request.domain_count; d++) {
    const domain_moments *sums = &moments->domains[d];
    pm_replicate_total full = moments->request.full[d];
    bool has_ratio = full.x < 0 || full.x > 0;
    variances[d] = (pm_replicate_variance){
        .total = full,
        .ratio = has_ratio ? full.y / full.x : (double)NAN,
        .ratio_variance = has_ratio ? ratio_variance(sums, end) : (double)NAN,
        .y_variance = variance_of(&sums->y, end),
        .x_variance = variance_of(&sums->x, end),
        .undefined = sums->undefined,
    };
  }
}
