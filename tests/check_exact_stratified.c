/* check_exact_stratified.c: the exact interval for stratified finite populations:
   its coverage under every configuration of small designs, the limits of Wendell
   & Schmee by two sources, and each step of the bound against enumeration and
   simulation.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/exact_side.h"
#include "estimate_case.h"

#include <plusminus/interval.h>
#include <plusminus/num.h>

enum { STRATA = 3, CASES = 4096 };

/* Sizes and numbers drawn. */
typedef struct small_design {
  size_t count;
  double size[STRATA], n[STRATA];
} small_design;

static const small_design small_designs[] = {
    {1, {8, 0, 0}, {3, 0, 0}},  {1, {13, 0, 0}, {6, 0, 0}}, {2, {8, 8, 0}, {4, 4, 0}},
    {2, {8, 3, 0}, {2, 1, 0}},  {2, {8, 12, 0}, {3, 6, 0}}, {2, {14, 5, 0}, {3, 5, 0}},
    {2, {20, 9, 0}, {5, 2, 0}}, {3, {8, 7, 8}, {3, 4, 3}},  {3, {6, 8, 4}, {1, 3, 3}},
};
enum { SMALL_DESIGNS = sizeof small_designs / sizeof small_designs[0] };

static pm_exact_limits find(const pm_exact_stratum *strata, size_t count, double conf,
                            pm_side side, pm_exact_way way)
{
  pm_arena *arena = pm_arena_new(NULL);
  pm_exact_request request = {.strata = strata, .count = count, .way = way, .arena = arena};
  ck_assert_int_eq(pm_level_make(&request.level, conf, side, NULL), PM_OK);
  pm_exact_limits limits;
  ck_assert_int_eq(pm_exact_stratified(&request, &limits), PM_OK);
  pm_arena_free(arena);
  return limits;
}

/* The next of all combinations of 0..most. False: there is none. */
static bool step(double *values, const double *most, size_t count)
{
  for (size_t h = 0; h < count; h++) {
    if (values[h]++ < most[h])
      return true;
    values[h] = 0;
  }
  return false;
}

static size_t all_limits(const small_design *design, double conf, pm_side side,
                         pm_exact_way way, pm_exact_limits *limits)
{
  double x[STRATA] = {0};
  size_t count = 0;
  do {
    pm_exact_stratum strata[STRATA];
    for (size_t h = 0; h < design->count; h++)
      strata[h] = (pm_exact_stratum){x[h], design->n[h], design->size[h]};
    ck_assert_uint_lt(count, CASES);
    limits[count++] = find(strata, design->count, conf, side, way);
  } while (step(x, design->n, design->count));
  return count;
}

/* --------------------------------------------------------------- coverage -- */

/* The probability that the limits hold, of all samples in all_limits' order. */
static double coverage_of(const small_design *design, const double *M,
                          const pm_exact_limits *limits)
{
  double x[STRATA] = {0};
  double total = 0;
  for (size_t h = 0; h < design->count; h++)
    total += M[h];
  pm_sum sum = {0, 0};
  size_t i = 0;
  do {
    double mass = 1;
    for (size_t h = 0; h < design->count; h++)
      mass *= pm_hypergeometric_pmf(x[h], design->n[h], M[h], design->size[h]);
    if (limits[i].lower <= total && total <= limits[i].upper)
      pm_sum_add(&sum, mass);
    i++;
  } while (step(x, design->n, design->count));
  return pm_sum_value(&sum);
}

static double least_coverage(const small_design *design, double conf, pm_side side,
                             pm_exact_way way)
{
  static pm_exact_limits limits[CASES];
  all_limits(design, conf, side, way, limits);
  double M[STRATA] = {0};
  double least = 1;
  do
    least = fmin(least, coverage_of(design, M, limits));
  while (step(M, design->size, design->count));
  return least;
}

START_TEST(test_coverage_of_every_configuration)
{
  static const double levels[] = {.5, .8, .95};
  static const pm_exact_way ways[] = {PM_EXACT_BEST, PM_EXACT_BOUND, PM_EXACT_CLASSICAL};
  static const pm_side sides[] = {PM_SIDE_TWO, PM_SIDE_LOWER, PM_SIDE_UPPER};
  const small_design *design = &small_designs[_i];
  for (size_t w = 0; w < sizeof ways / sizeof ways[0]; w++)
    for (size_t s = 0; s < sizeof sides / sizeof sides[0]; s++)
      for (size_t l = 0; l < sizeof levels / sizeof levels[0]; l++) {
        double least = least_coverage(design, levels[l], sides[s], ways[w]);
        ck_assert_msg(least >= levels[l] - 1e-11, "design %d, way %zu, side %zu: %.9f for %g",
                      _i, w, s, least, levels[l]);
        ck_assert(ways[w] == PM_EXACT_BOUND || least < 1 || levels[l] > .9);
      }
}
END_TEST

/* ----------------------------------------------------------------- oracle -- */

START_TEST(test_oracle)
{
  support_rows *rows = support_rows_open("oracle/exact_stratified.csv");
  int count = 0;
  while (support_rows_next(rows)) {
    pm_exact_stratum strata[STRATA];
    size_t strata_count = 0;
    for (int h = 1; h <= STRATA; h++) {
      char names[3][16];
      snprintf(names[0], sizeof names[0], "x%d", h);
      snprintf(names[1], sizeof names[1], "n%d", h);
      snprintf(names[2], sizeof names[2], "N%d", h);
      if (support_number(rows, names[2]) > 0)
        strata[strata_count++] =
            (pm_exact_stratum){support_number(rows, names[0]), support_number(rows, names[1]),
                               support_number(rows, names[2])};
    }
    pm_exact_limits limits = find(strata, strata_count, support_number(rows, "conf"),
                                  PM_SIDE_TWO, PM_EXACT_CLASSICAL);
    ck_assert_msg(limits.lower == support_number(rows, "lower") &&
                      limits.upper == support_number(rows, "upper") &&
                      limits.lower == support_number(rows, "lower_2") &&
                      limits.upper == support_number(rows, "upper_2"),
                  "line %d: %g %g", support_line(rows), limits.lower, limits.upper);
    count++;
  }
  support_rows_free(rows);
  ck_assert_int_gt(count, 800);
}
END_TEST

/* One stratum, or one that is not a census, is the hypergeometric interval. */
START_TEST(test_one_stratum)
{
  static const double sizes[] = {5, 23, 400, 717188};
  static const double drawn[] = {2, 22, 115, 1126};
  static const pm_side sides[] = {PM_SIDE_TWO, PM_SIDE_LOWER, PM_SIDE_UPPER};
  for (size_t i = 0; i < 12; i++) {
    double N = sizes[i / 3];
    double n = drawn[i / 3];
    pm_level level;
    ck_assert_int_eq(pm_level_make(&level, .9, sides[i % 3], NULL), PM_OK);
    for (double x = 0; x <= n; x += fmax(1, floor(n / 7))) {
      const pm_case data = {x, n, N};
      pm_interval own;
      ck_assert_int_eq(
          pm_interval_compute(pm_interval_find("hypergeometric"), &level, &data, &own, NULL),
          PM_OK);
      const pm_exact_stratum strata[] = {{x, n, N}, {3, 7, 7}};
      pm_exact_limits limits = find(strata, 1, .9, sides[i % 3], PM_EXACT_BEST);
      /* a rate is never beyond its estimate, as when all but one were audited */
      assert_close(fmin(limits.lower / N, x / n), own.lower, 1e-14, "%g of %g", x, n);
      assert_close(fmax(limits.upper / N, x / n), own.upper, 1e-14, "%g of %g", x, n);
      pm_exact_limits bound = find(strata, 1, .9, sides[i % 3], PM_EXACT_BOUND);
      ck_assert(bound.lower <= limits.lower && limits.upper <= bound.upper);
      pm_exact_limits two = find(strata, 2, .9, PM_SIDE_TWO, PM_EXACT_BEST);
      if (sides[i % 3] == PM_SIDE_TWO)
        ck_assert(two.lower == limits.lower + 3 && two.upper == limits.upper + 3);
    }
  }
}
END_TEST

/* With the same statistic the bound can only be wider than enumeration. */
START_TEST(test_bound_contains)
{
  static pm_exact_limits bounds[CASES], enumerated[CASES];
  const small_design *design = &small_designs[_i];
  size_t count = all_limits(design, .9, PM_SIDE_TWO, PM_EXACT_BOUND, bounds);
  all_limits(design, .9, PM_SIDE_TWO, PM_EXACT_ENUMERATED, enumerated);
  for (size_t i = 0; i < count; i++)
    ck_assert_msg(bounds[i].lower <= enumerated[i].lower &&
                      enumerated[i].upper <= bounds[i].upper,
                  "design %d, sample %zu", _i, i);
}
END_TEST

/* ------------------------------------------------------------- the pieces -- */

static double uniform(uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) / 9007199254740992.0;
}

/* E exp(-lambda Y) 1{Y >= 0} for Y = sum(weight B) - shift. */
static double mean_above(const double *weight, const double *p, int count, double lambda,
                         double shift)
{
  pm_sum sum = {0, 0};
  for (unsigned set = 0; set < 1u << count; set++) {
    double mass = 1;
    double y = -shift;
    for (int i = 0; i < count; i++) {
      bool is_one = set >> i & 1;
      mass *= is_one ? p[i] : 1 - p[i];
      y += is_one ? weight[i] : 0;
    }
    if (y >= 0)
      pm_sum_add(&sum, mass * exp(-lambda * y));
  }
  return pm_sum_value(&sum);
}

START_TEST(test_majorant_is_above)
{
  enum { TERMS = 12, TRIALS = 300 };
  uint64_t state = 20141118;
  double closest = 9;
  for (int t = 0; t < TRIALS; t++) {
    double weight[TERMS], p[TERMS];
    double variance = 0;
    double all = 0;
    bool is_equal = t % 2 == 0;
    for (int i = 0; i < TERMS; i++) {
      weight[i] = is_equal ? 1 : 0.3 + 0.7 * uniform(&state);
      p[i] = 0.1 + 0.8 * uniform(&state);
      variance += weight[i] * weight[i] * p[i] * (1 - p[i]);
      all += weight[i];
    }
    weight[0] = 1;
    double lambda = exp(5 * uniform(&state) - 3);
    double shift = is_equal ? floor(all * uniform(&state)) : all * uniform(&state);
    double actual = mean_above(weight, p, TERMS, lambda, shift);
    for (double stretch = 1; stretch < 2.5; stretch += .5) {
      pm_exact_majorant majorant;
      pm_exact_majorant_make(&majorant, lambda, 1, stretch);
      double bound = pm_exact_majorant_mean(&majorant, variance * (t % 3 == 0 ? 1 : .9999));
      ck_assert_msg(bound >= actual, "trial %d: %g < %g", t, bound, actual);
      if (actual > .01)
        closest = fmin(closest, bound / actual);
    }
  }
  ck_assert_double_lt(closest, 1.1);
}
END_TEST

/* The transform's largest value over configurations, against all of them. */
START_TEST(test_largest)
{
  pm_exact_part parts[2] = {
      {.n = 6, .size = 40, .low = 2, .high = 36, .theta = .7, .scale = 1},
      {.n = 9, .size = 55, .low = 0, .high = 50, .theta = .4, .scale = .6}};
  pm_exact_side side = {.parts = parts, .count = 2};
  for (int h = 0; h < 2; h++)
    pm_exact_curve_make(&parts[h].curve, &parts[h]);
  for (double total = 2; total <= 86; total++) {
    double best = -INFINITY;
    for (double M = fmax(2, total - 50); M <= fmin(36, total); M++) {
      double value = 0;
      const double at[] = {M, total - M};
      for (int h = 0; h < 2; h++) {
        double sum = 0;
        for (double k = 0; k <= parts[h].n; k++)
          sum += exp(parts[h].theta * k) *
                 pm_hypergeometric_pmf(k, parts[h].n, at[h], parts[h].size);
        value += parts[h].scale * log(sum);
      }
      best = fmax(best, value);
    }
    double bound = pm_exact_largest(&side, total);
    ck_assert_msg(bound >= best - 1e-12 && bound <= best + .01, "%g: %g %g", total, bound,
                  best);
  }
}
END_TEST

/* --------------------------------------------------------------- simulation -- */

static size_t load_forces(pm_exact_stratum *strata)
{
  support_rows *rows = support_rows_open("data/estimate/forces.csv");
  size_t count = 0;
  for (; support_rows_next(rows); count++)
    strata[count] =
        (pm_exact_stratum){support_number(rows, "recorded"), support_number(rows, "crimes"),
                           support_number(rows, "recorded_crime")};
  support_rows_free(rows);
  return count;
}

static double draw(double n, double M, double N, uint64_t *state)
{
  double x = 0;
  for (double i = 0; i < n; i++)
    x += uniform(state) * (N - i) < M - x;
  return x;
}

/* How configurations share the total: all alike, like the sample, the small strata
   or the large ones full. */
static double share_of(int way, const pm_exact_part *part, double rate)
{
  if (way == 0)
    return rate;
  if (way == 1)
    return part->x / part->n;
  return (way == 2) == (part->size < 1e5) ? 1 : rate;
}

/* M in proportion to share_of, as near as the sample's part leaves it to the total. */
static void configure(const pm_exact_side *side, int way, double total, double *M)
{
  double low = 0;
  double high = 4;
  for (int i = 0; i < 60; i++) {
    double factor = (low + high) / 2;
    double sum = 0;
    for (size_t h = 0; h < side->count; h++) {
      const pm_exact_part *part = &side->parts[h];
      M[h] = floor(fmin(factor * share_of(way, part, total / side->size), 1) * part->size);
      sum += M[h];
    }
    if (sum <= total)
      low = factor;
    else
      high = factor;
  }
}

/* The greatest total of the forces that is rejected, by its block's own weights. */
START_TEST(test_bound_is_above_simulation)
{
  enum { DRAWS = 4000 };
  pm_exact_stratum forces[STRATA_MAX];
  pm_exact_part parts[STRATA_MAX];
  size_t count = load_forces(forces);
  pm_exact_side side = {.parts = parts, .count = count, .tail = .1, .z = 1.2815515655446004};
  for (size_t h = 0; h < count; h++) {
    const pm_exact_stratum *s = &forces[h];
    parts[h] = (pm_exact_part){.x = s->x,
                               .n = s->n,
                               .size = s->size,
                               .low = s->x,
                               .high = s->size - s->n + s->x,
                               .natural = s->size / s->n,
                               .open = (s->size - s->n) / (s->size - 1)};
    side.size += s->size;
  }
  pm_exact_weights_choose(&side, .76, false);
  double total = floor(.74 * side.size);
  while (pm_exact_is_rejected(&side, total))
    total += 300;
  total -= 300;
  double statistic = pm_exact_statistic(&side);
  uint64_t state = 43;
  for (int way = 0; way < 4; way++) {
    double M[STRATA_MAX];
    configure(&side, way, total, M);
    int above = 0;
    for (int i = 0; i < DRAWS; i++) {
      double sum = 0;
      for (size_t h = 0; h < count; h++)
        sum += parts[h].weight * draw(parts[h].n, M[h], parts[h].size, &state);
      above += sum >= statistic;
    }
    double allowed = side.tail * DRAWS;
    ck_assert_msg(above < allowed + 4 * sqrt(allowed), "way %d: %d", way, above);
    if (way == 0) /* close to the worst: the bound is not much above it */
      ck_assert_msg(above > .7 * allowed, "%d", above);
  }
}
END_TEST

/* A limit fails to cover only if the true total is rejected. Sizes and numbers drawn
   of 43 strata; their rates all alike, spread, at the ends, or far from 0 and 1 only
   where the strata are large. */
static double rate_of(int way, size_t h, double size)
{
  if (way == 0)
    return .85;
  if (way == 1)
    return .7 + .3 * (double)(h % 7) / 6;
  if (way == 2)
    return h % 5 == 0 ? .4 : 1;
  return size > 2e5 ? .5 : 1;
}

START_TEST(test_many_strata)
{
  enum { FORCES = 43, DRAWS = 120 };
  uint64_t state = 2014;
  pm_exact_part parts[FORCES];
  double M[FORCES];
  pm_exact_side side = {.parts = parts, .count = FORCES, .tail = .1, .z = 1.2815515655446004};
  double total = 0;
  for (size_t h = 0; h < FORCES; h++) {
    double N = floor(2e4 + 6e5 * pow(uniform(&state), 3));
    double n = 20 + floor(.002 * N);
    M[h] = floor(rate_of(_i, h, N) * N);
    parts[h] = (pm_exact_part){.n = n, .size = N, .natural = N / n, .open = (N - n) / (N - 1)};
    side.size += N;
    total += M[h];
  }
  pm_exact_weights_choose(&side, total / side.size, false);
  int rejected = 0;
  for (int i = 0; i < DRAWS; i++) {
    for (size_t h = 0; h < FORCES; h++) {
      pm_exact_part *part = &parts[h];
      part->x = draw(part->n, M[h], part->size, &state);
      part->low = part->x;
      part->high = part->size - part->n + part->x;
    }
    rejected += pm_exact_is_rejected(&side, total);
  }
  double most = side.tail * DRAWS;
  ck_assert_msg(rejected < most + 3 * sqrt(most * (1 - side.tail)), "%d", rejected);
  if (_i == 0) /* and it is not idle */
    ck_assert_msg(rejected > most / 3, "%d", rejected);
}
END_TEST

/* ------------------------------------------------------------------- laws -- */

START_TEST(test_mirror_and_confidence)
{
  static const double levels[] = {.5, .9, .95, .9999};
  pm_exact_stratum strata[STRATA_MAX];
  pm_exact_stratum mirror[STRATA_MAX];
  size_t count = load_forces(strata);
  double size = 0;
  for (size_t h = 0; h < count; h++) {
    mirror[h] = strata[h];
    mirror[h].x = strata[h].n - strata[h].x;
    size += strata[h].size;
  }
  pm_exact_limits before = {INFINITY, -INFINITY};
  for (size_t l = 0; l < sizeof levels / sizeof levels[0]; l++) {
    pm_exact_limits limits = find(strata, count, levels[l], PM_SIDE_TWO, PM_EXACT_BEST);
    pm_exact_limits other = find(mirror, count, levels[l], PM_SIDE_TWO, PM_EXACT_BEST);
    ck_assert(limits.lower == size - other.upper && limits.upper == size - other.lower);
    ck_assert(limits.lower < before.lower && limits.upper > before.upper);
    before = limits;
  }
  pm_exact_limits two = find(strata, count, .9, PM_SIDE_TWO, PM_EXACT_BEST);
  pm_exact_limits lower = find(strata, count, .95, PM_SIDE_LOWER, PM_EXACT_BEST);
  pm_exact_limits upper = find(strata, count, .95, PM_SIDE_UPPER, PM_EXACT_BEST);
  assert_close(lower.lower, two.lower, 1e-6, "one-sided");
  assert_close(upper.upper, two.upper, 1e-6, "one-sided");
  ck_assert(lower.upper == size && upper.lower == 0);
}
END_TEST

/* With a million records the normal law is the truth: no narrower, hardly wider. */
START_TEST(test_large)
{
  static const pm_exact_stratum strata[] = {{6e5, 1e6, 1e7}, {10, 1000, 3e4}};
  static const double levels[] = {.9, .999};
  double variance = 0;
  for (int h = 0; h < 2; h++) {
    const pm_exact_stratum *s = &strata[h];
    double p = s->x / s->n;
    variance += s->size * (s->size - s->n) * p * (1 - p) / (s->n - 1);
  }
  for (int l = 0; l < 2; l++) {
    pm_exact_limits limits = find(strata, 2, levels[l], PM_SIDE_TWO, PM_EXACT_BEST);
    double z = pm_normal_quantile((1 - levels[l]) / 2, PM_TAIL_UPPER);
    double ratio = (limits.upper - limits.lower) / (2 * z * sqrt(variance));
    ck_assert_msg(ratio > 1 && ratio < 1.02, "%g: %g", levels[l], ratio);
  }
}
END_TEST

START_TEST(test_ends)
{
  static const pm_exact_stratum none[] = {{0, 30, 900}, {0, 50, 70000}, {0, 4, 4}};
  static const pm_exact_stratum all[] = {{30, 30, 900}, {50, 50, 70000}, {4, 4, 4}};
  static const pm_exact_stratum known[] = {{3, 4, 4}, {0, 1, 1}};
  pm_exact_limits limits = find(none, 3, .95, PM_SIDE_TWO, PM_EXACT_BOUND);
  ck_assert(limits.lower == 0 && limits.upper > 0 && limits.upper < .2 * 70900);
  limits = find(all, 3, .95, PM_SIDE_TWO, PM_EXACT_BOUND);
  ck_assert(limits.upper == 70904 && limits.lower < 70904 && limits.lower > .8 * 70900);
  limits = find(known, 2, .95, PM_SIDE_TWO, PM_EXACT_BEST);
  ck_assert(limits.lower == 3 && limits.upper == 3);
}
END_TEST

START_TEST(test_row)
{
  design_case design = {.kind = PM_POPULATION_TOTAL,
                        .count = 2,
                        .strata = {{"a", 0, 0, 3, 4, 8, 0}, {"b", 0, 0, 1, 1, 12, 0}}};
  const pm_estimate_request request = {.interval = "exact"};
  run result = estimate(&design, &request);
  const pm_exact_stratum strata[] = {{3, 4, 8}, {1, 1, 12}};
  pm_exact_limits limits = find(strata, 2, .95, PM_SIDE_TWO, PM_EXACT_BEST);
  const pm_estimate *rate = pm_estimates_at(result.estimates, 0);
  ck_assert_double_eq(rate->lower, limits.lower / 20);
  ck_assert_double_eq(rate->upper, limits.upper / 20);
  end(&result);
  design.strata[1].population = NO_SIZE;
  design.strata[0].share = design.strata[1].share = .5;
  result = estimate(&design, &request);
  rate = pm_estimates_at(result.estimates, 0);
  ck_assert(isnan(rate->lower) && strstr(rate->reason, "whole number of units") != NULL);
  end(&result);
}
END_TEST

START_TEST(test_failing_allocator)
{
  static const pm_exact_stratum strata[] = {{3, 4, 8}, {1, 2, 12}, {5, 5, 5}};
  support_failing failing;
  pm_status status = PM_ERROR_MEMORY;
  for (long fail_at = 1; status != PM_OK; fail_at++) {
    support_failing_init(&failing, fail_at);
    pm_arena *arena = pm_arena_new(&failing.allocator);
    if (arena == NULL)
      continue;
    pm_exact_request request = {.strata = strata, .count = 3, .arena = arena};
    ck_assert_int_eq(pm_level_make(&request.level, .9, PM_SIDE_TWO, NULL), PM_OK);
    pm_exact_limits limits;
    status = pm_exact_stratified(&request, &limits);
    ck_assert(status == PM_OK || status == PM_ERROR_MEMORY);
    pm_arena_free(arena);
    ck_assert_int_eq(failing.live, 0);
  }
}
END_TEST

START_TEST(test_failing_allocator_of_row)
{
  const design_case design = {.kind = PM_POPULATION_TOTAL,
                              .count = 2,
                              .strata = {{"a", 0, 0, 3, 4, 8, 0}, {"b", 0, 0, 1, 2, 12, 0}}};
  pm_strata *strata = make_strata(&design);
  support_failing failing;
  pm_status status = PM_ERROR_MEMORY;
  for (long fail_at = 1; status != PM_OK; fail_at++) {
    support_failing_init(&failing, fail_at);
    const pm_estimate_request request = {.interval = "exact", .allocator = &failing.allocator};
    pm_estimates *estimates;
    status = pm_estimate_counts(&estimates, strata, &request, NULL, NULL);
    ck_assert(status == PM_OK || status == PM_ERROR_MEMORY);
    pm_estimates_free(estimates);
    ck_assert_int_eq(failing.live, 0);
  }
  pm_strata_free(strata);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("exact_stratified", &tcase);
  tcase_add_loop_test(tcase, test_coverage_of_every_configuration, 0, SMALL_DESIGNS);
  tcase_add_test(tcase, test_oracle);
  tcase_add_test(tcase, test_one_stratum);
  tcase_add_loop_test(tcase, test_bound_contains, 0, SMALL_DESIGNS);
  tcase_add_test(tcase, test_majorant_is_above);
  tcase_add_test(tcase, test_largest);
  tcase_add_test(tcase, test_bound_is_above_simulation);
  tcase_add_loop_test(tcase, test_many_strata, 0, 4);
  tcase_add_test(tcase, test_mirror_and_confidence);
  tcase_add_test(tcase, test_large);
  tcase_add_test(tcase, test_ends);
  tcase_add_test(tcase, test_row);
  tcase_add_test(tcase, test_failing_allocator);
  tcase_add_test(tcase, test_failing_allocator_of_row);
  return support_run(suite);
}
