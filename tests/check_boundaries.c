/* check_boundaries.c: strata built by a size measure: printed figures, and every way to cut
   small frames.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/allocate.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/boundary_search.h"
#include "csv_scratch.h"

enum { UNITS_MOST = 24, CUTS_MOST = 4, FRAMES = 400 };

/* ------------------------------------------------------------------ printed -- */

/* Cochran 1977, table 5A.10: the share of industrial loans in 13,435 banks, in classes of
   5 %, makes five strata up to 5, 15, 25, 45 and 100 %. */
START_TEST(cochran_1977)
{
  static const int counts[] = {3464, 2516, 2157, 1581, 1142, 746, 512, 376, 265, 207,
                               126,  107,  82,   50,   39,   25,  16,  19,  2,   3};
  static const double upper[] = {5, 15, 25, 45, 100};
  static const double sizes[] = {3464, 4673, 2723, 1899, 676};
  double *values = malloc(13435 * sizeof *values);
  ck_assert_ptr_nonnull(values);
  size_t count = 0;
  for (size_t i = 0; i < 20; i++)
    for (int k = 0; k < counts[i]; k++)
      values[count++] = 5 * (double)i + 2.5;
  values[0] = 0;
  values[count - 1] = 100;
  const pm_boundary_request request = {
      .values = values, .count = count, .strata = 5, .classes = 20};
  pm_built_stratum strata[5];
  pm_boundaries found;
  ck_assert_int_eq(pm_strata_build(&request, strata, &found, NULL, NULL), PM_OK);
  for (size_t h = 0; h < 5; h++) {
    ck_assert_double_eq(strata[h].upper, upper[h]);
    ck_assert_double_eq(strata[h].size, sizes[h]);
    ck_assert(!strata[h].take_all);
  }
  ck_assert(isnan(found.n));
  free(values);
}
END_TEST

/* From 5 to 50,000 in four strata: 50, 500, 5,000 (Gunning & Horgan 2004, section 3). */
START_TEST(gunning_horgan_2004)
{
  const double values[] = {50000, 5, 6, 40, 51, 499, 501, 4000, 5001, 7000};
  const double upper[] = {50, 500, 5000, 50000};
  const double sizes[] = {3, 2, 2, 3};
  const pm_boundary_request request = {
      .method = "geometric", .values = values, .count = 10, .strata = 4};
  pm_built_stratum strata[4];
  pm_boundaries found;
  ck_assert_int_eq(pm_strata_build(&request, strata, &found, NULL, NULL), PM_OK);
  for (size_t h = 0; h < 4; h++) {
    assert_close(strata[h].upper, upper[h], 1e-14, "border %zu", h);
    ck_assert_double_eq(strata[h].size, sizes[h]);
  }
}
END_TEST

/* A measure most of which is in the first of thirty classes is counted in more. */
START_TEST(classes_are_doubled)
{
  double values[500];
  for (size_t i = 0; i < 500; i++)
    values[i] = exp(2.5 * pm_normal_quantile((double)(i + 1) / 501, PM_TAIL_LOWER));
  pm_boundary_request request = {.values = values, .count = 500, .strata = 5, .classes = 50};
  pm_built_stratum strata[5];
  pm_boundaries found;
  ck_assert_int_eq(pm_strata_build(&request, strata, &found, NULL, NULL), PM_ERROR_DOMAIN);
  request.classes = 0;
  ck_assert_int_eq(pm_strata_build(&request, strata, &found, NULL, NULL), PM_OK);
  ck_assert_uint_gt(found.classes, 50);
  for (size_t h = 0; h < 5; h++)
    ck_assert(strata[h].size >= 1);
}
END_TEST

/* --------------------------------------------------------------- every way to cut -- */

typedef struct frame {
  double values[UNITS_MOST]; /* rising */
  size_t count;
  size_t strata;
  double total, cv;
} frame;

/* Units from, up to but without, to: N S and N S^2, in two passes. */
static void spread_of(const frame *it, size_t from, size_t to, double *size, double *sd)
{
  double mean = 0;
  double square = 0;
  for (size_t i = from; i < to; i++)
    mean += it->values[i] / (double)(to - from);
  for (size_t i = from; i < to; i++)
    square += (it->values[i] - mean) * (it->values[i] - mean);
  *size = (double)(to - from);
  *sd = to - from > 1 ? sqrt(square / (*size - 1)) : 0;
}

/* The variance of the estimated sum with a rate r: n_h = min(1, r S_h) N_h, and one unit of
   what has no spread. */
static double variance_at(const double *size, const double *sd, size_t count, double rate,
                          double *units)
{
  double variance = 0;
  *units = 0;
  for (size_t h = 0; h < count; h++) {
    double share = fmin(1, rate * sd[h]);
    *units += sd[h] > 1e-9 ? share * size[h] : 1;
    if (share > 0 && share < 1)
      variance += size[h] * sd[h] * sd[h] * (1 / share - 1);
  }
  return variance;
}

/* What a way to cut is worth, by halving a bracket for the rate; INFINITY: nothing. */
static double worth_of(const frame *it, const size_t *end)
{
  double size[CUTS_MOST], sd[CUTS_MOST];
  double sum = 0;
  size_t others = it->strata - 1;
  for (size_t i = 0; i < it->count; i++)
    sum += it->values[i];
  for (size_t h = 0; h < others; h++) {
    size_t from = h == 0 ? 0 : end[h - 1];
    if (end[h] - from < 2)
      return (double)INFINITY;
    spread_of(it, from, end[h], &size[h], &sd[h]);
  }
  double whole = (double)(it->count - end[others - 1]);
  double low = 1e-12;
  double high = 1e12;
  double units = 0, variance = 0, rate = 0;
  for (int i = 0; i < 300; i++) {
    rate = sqrt(low) * sqrt(high);
    variance = variance_at(size, sd, others, rate, &units);
    bool is_little =
        it->total > 0 ? units + whole < it->total : variance > it->cv * sum * it->cv * sum;
    *(is_little ? &low : &high) = rate;
  }
  /* Those that are not taken whole have a unit each. */
  double fewest = whole;
  for (size_t h = 0; h < others; h++)
    fewest += rate * sd[h] > 1 + 1e-9 ? size[h] : 1;
  bool is_left_out = fewest > it->total;
  if (it->total > 0)
    return whole > it->total || is_left_out ? (double)INFINITY : variance;
  return units + whole;
}

/* All cuts between different measures. */
static double least_worth(const frame *it, size_t *end, size_t cut, double least)
{
  size_t first = cut == 0 ? 1 : end[cut - 1] + 1;
  if (cut + 1 == it->strata)
    return fmin(least, worth_of(it, end));
  for (size_t i = first; i < it->count; i++) {
    if (it->values[i] <= it->values[i - 1])
      continue;
    end[cut] = i;
    least = least_worth(it, end, cut + 1, least);
  }
  return least;
}

static int compare(const void *a, const void *b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;
  return first < second ? -1 : first > second;
}

static void draw_frame(pm_random *random, frame *it)
{
  it->strata = 2 + (size_t)pm_random_below(random, CUTS_MOST - 1);
  it->count = 2 * it->strata + (size_t)pm_random_below(random, UNITS_MOST - 2 * CUTS_MOST);
  for (size_t i = 0; i < it->count; i++)
    it->values[i] = floor(exp(8 * pm_random_uniform(random)));
  qsort(it->values, it->count, sizeof *it->values, compare);
  bool is_total = pm_random_below(random, 2) == 0;
  double most = (double)it->count;
  it->total = is_total ? 2 + (double)pm_random_below(random, it->count - 2) : 0;
  it->cv = is_total ? 0 : 0.01 + 0.2 * pm_random_uniform(random) * most / UNITS_MOST;
}

START_TEST(small_frames_are_cut_best)
{
  pm_random random;
  int cut = 0;
  pm_random_begin(&random, &(pm_random_place){.seed = 88});
  for (int k = 0; k < FRAMES; k++) {
    frame it;
    size_t end[CUTS_MOST];
    draw_frame(&random, &it);
    const pm_boundary_request request = {.method = "lavallee-hidiroglou",
                                         .values = it.values,
                                         .count = it.count,
                                         .strata = it.strata,
                                         .total = it.total,
                                         .cv = it.cv};
    pm_built_stratum strata[CUTS_MOST];
    pm_boundaries found;
    double least = least_worth(&it, end, 0, (double)INFINITY);
    pm_status status = pm_strata_build(&request, strata, &found, NULL, NULL);
    if (isinf(least)) {
      ck_assert_int_eq(status, PM_ERROR_DOMAIN);
      continue;
    }
    double sum = 0;
    for (size_t i = 0; i < it.count; i++)
      sum += it.values[i];
    ck_assert_int_eq(status, PM_OK);
    ck_assert(found.is_exact);
    ck_assert(strata[it.strata - 1].take_all);
    if (it.total > 0)
      ck_assert_msg(fabs(found.cv - sqrt(least) / sum) < 1e-7, "frame %d: %g, not %g", k,
                    found.cv, sqrt(least) / sum);
    else
      assert_close(found.n, least, 1e-9, "frame %d", k);
    cut++;
  }
  ck_assert_int_gt(cut, FRAMES / 2);
}
END_TEST

/* -------------------------------------------------------------------- the search -- */

/* Worth without a rule behind it: the spread of sums. */
static double uneven(const pm_boundary_work *work, const size_t *end)
{
  double worth = 0;
  for (size_t h = 0; h < work->strata; h++) {
    pm_boundary_part part = pm_boundary_part_of(work, h == 0 ? 0 : end[h - 1], end[h]);
    worth += part.size * sqrt(part.variance);
  }
  return worth;
}

/* The search from many starts finds what looking at all finds, on frames of up to 60
   measures. */
START_TEST(search_finds_the_best)
{
  enum { MEASURES = 60 };
  pm_random random;
  int missed = 0;
  pm_random_begin(&random, &(pm_random_place){.seed = 99});
  for (int k = 0; k < 60; k++) {
    double values[MEASURES], columns[3][MEASURES + 1];
    size_t ends[2][CUTS_MOST];
    for (size_t i = 0; i < MEASURES; i++)
      values[i] = exp(8 * pm_random_uniform(&random));
    qsort(values, MEASURES, sizeof *values, compare);
    for (size_t i = 0; i <= MEASURES; i++) {
      double x = i > 0 ? values[i - 1] - values[0] : 0;
      columns[0][i] = (double)i;
      columns[1][i] = i > 0 ? columns[1][i - 1] + x : 0;
      columns[2][i] = i > 0 ? columns[2][i - 1] + x * x : 0;
    }
    const pm_boundary_work work = {.values = values,
                                   .count = MEASURES,
                                   .units = columns[0],
                                   .sums = columns[1],
                                   .squares = columns[2],
                                   .least = values[0],
                                   .strata = 2 + (size_t)k % (CUTS_MOST - 1)};
    pm_boundary_search all = {.work = &work, .worth = uneven, .end = ends[0]};
    pm_boundary_search some = all;
    size_t scratch[CUTS_MOST];
    all.scratch = some.scratch = scratch;
    some.end = ends[1];
    pm_boundary_search_all(&all);
    pm_boundary_search_some(&some);
    ck_assert(all.is_exact && !some.is_exact);
    ck_assert(some.best >= all.best);
    missed += some.best > all.best * (1 + 1e-12);
  }
  ck_assert_int_eq(missed, 0);
}
END_TEST

/* A large frame: better than the other rules, and the same every time. */
START_TEST(large_frames_are_searched)
{
  enum { MANY = 3000, H = 5 };
  double *values = malloc(MANY * sizeof *values);
  pm_random random;
  ck_assert_ptr_nonnull(values);
  pm_random_begin(&random, &(pm_random_place){.seed = 3});
  for (size_t i = 0; i < MANY; i++)
    values[i] = exp(2 * pm_normal_quantile(pm_random_uniform(&random), PM_TAIL_LOWER));
  pm_boundary_request request = {.method = "lavallee-hidiroglou",
                                 .values = values,
                                 .count = MANY,
                                 .strata = H,
                                 .cv = 0.01};
  pm_built_stratum strata[H], again[H];
  pm_boundaries found, other;
  ck_assert_int_eq(pm_strata_build(&request, strata, &found, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_strata_build(&request, again, &other, NULL, NULL), PM_OK);
  ck_assert(!found.is_exact);
  ck_assert_double_eq(found.n, other.n);
  request.cv = 0;
  request.total = ceil(found.n);
  ck_assert_int_eq(pm_strata_build(&request, again, &other, NULL, NULL), PM_OK);
  ck_assert(other.cv <= 0.01);
  free(values);
}
END_TEST

/* --------------------------------------------------------------------- strata -- */

/* The strata hold all units once, and a take-all stratum is what was asked for. */
START_TEST(strata_hold_all_units)
{
  static const char *const methods[] = {"cum-root-f", "geometric"};
  const double values[] = {3, 9, 1, 1, 4, 16, 25, 36, 2, 7, 81, 64, 5, 6, 100, 11};
  for (size_t m = 0; m < 2; m++) {
    const pm_boundary_request request = {
        .method = methods[m], .values = values, .count = 16, .strata = 3, .take_all_from = 64};
    pm_built_stratum strata[3];
    pm_boundaries found;
    double size = 0, sum = 0;
    ck_assert_int_eq(pm_strata_build(&request, strata, &found, NULL, NULL), PM_OK);
    for (size_t h = 0; h < 3; h++) {
      size += strata[h].size;
      sum += strata[h].size * strata[h].mean;
      ck_assert_double_eq(strata[h].lower, h == 0 ? 1 : strata[h - 1].upper);
    }
    ck_assert_double_eq(size, 16);
    assert_close(sum, 371, 1e-14, "sum");
    ck_assert_double_eq(strata[2].size, 3);
    ck_assert(strata[2].take_all && !strata[1].take_all);
    assert_close(strata[2].sd, 18.009256878986797, 1e-14, "sd of 64, 81, 100");
  }
}
END_TEST

typedef struct refused {
  pm_boundary_request request;
  const char *text;
} refused;

static const double five[] = {0, 1, 2, 3, 4};
static const double gap[] = {1, 1.5, 2, 1000, 1001};
static const double huge[] = {1, 2, 1e160};
static const double broken[] = {1, (double)NAN};

static const refused refusals[] = {
    {{.method = "cum-rot-f", .values = five, .count = 5, .strata = 2},
     "there is no rule for boundaries 'cum-rot-f'"},
    {{.values = five, .count = 5, .strata = 1}, "from 2 to 1000 strata can be built, not 1"},
    {{.values = five, .count = 5, .strata = 6}, "5 distinct measures are too few for 6 strata"},
    {{.method = "geometric", .values = five, .count = 5, .strata = 2},
     "geometric needs measures above 0, and the least is not"},
    {{.method = "geometric", .values = gap, .count = 5, .strata = 4},
     "geometric leaves stratum 2 of 4 without a unit; ask for fewer strata or another rule"},
    {{.method = "geometric", .values = gap, .count = 5, .strata = 2, .classes = 5},
     "geometric does not count in classes"},
    {{.values = five, .count = 5, .strata = 3, .classes = 2},
     "2 classes are fewer than the 3 strata to be made of them"},
    {{.values = five, .count = 5, .strata = 2, .total = 3},
     "cum-root-f does not aim at a total or a cv"},
    {{.values = five, .count = 5, .strata = 2, .take_all_from = 5},
     "no unit has a measure of 5 or more, from which on all are taken (--take-all-from): the "
     "largest is 4"},
    {{.values = five, .count = 0, .strata = 2, .take_all_from = 5},
     "0 distinct measures below 5, from which on all are taken (--take-all-from), are too few "
     "for 1 other strata"},
    {{.values = five, .count = 5, .strata = 4, .take_all_from = 2},
     "2 distinct measures below 2, from which on all are taken (--take-all-from), are too few "
     "for 3 other strata"},
    {{.values = broken, .count = 2, .strata = 2}, "unit 2 has no measure"},
    {{.values = huge, .count = 3, .strata = 2}, "unit 3: its measure of 1e160 is beyond 1e100"},
    {{.method = "lavallee-hidiroglou", .values = five, .count = 5, .strata = 2},
     "lavallee-hidiroglou needs either a total of units or a cv to aim at"},
    {{.method = "lavallee-hidiroglou",
      .values = five,
      .count = 5,
      .strata = 2,
      .cv = 0.1,
      .take_all_from = 3},
     "lavallee-hidiroglou finds its own take-all stratum, and takes no --take-all-from"},
    {{.method = "lavallee-hidiroglou", .values = five, .count = 5, .strata = 4, .cv = 0.1},
     "no boundaries leave every stratum below the last two units and a share of the total"},
};

START_TEST(contradictions_are_named)
{
  pm_built_stratum strata[6];
  pm_boundaries found;
  pm_error error = {0};
  ck_assert_int_ne(pm_strata_build(&refusals[_i].request, strata, &found, NULL, &error), PM_OK);
  ck_assert_str_eq(error.faults[0].text, refusals[_i].text);
}
END_TEST

/* ---------------------------------------------------------- the measure read -- */

/* Each measure that the rule cannot use is told where it stands; without a rule none is. */
START_TEST(unusable_measures_are_located)
{
  static const char content[] = "station,crimes\nA,5\nB,0\nC,7\nD,-2.5\n";
  write_scratch(content, sizeof content - 1);
  pm_size_measure_request request = {.file = path, .column = "crimes", .method = "geometric"};
  pm_size_measure measure;
  pm_error error = {0};
  ck_assert_int_eq(pm_size_measure_read(&measure, &request, &error), PM_ERROR_DATA);
  ck_assert(measure.values == NULL && measure.count == 0);
  ck_assert_int_eq((int)error.count, 2);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text,
                               ":3: column 'crimes': geometric needs measures above 0, not 0"));
  ck_assert_ptr_nonnull(strstr(
      error.faults[1].text, ":5: column 'crimes': geometric needs measures above 0, not -2.5"));
  for (size_t m = 0; m <= pm_boundary_family.count; m++) {
    request.method = m == 0 ? NULL : pm_boundary_family.at(m - 1)->name;
    if (m > 0 && (pm_boundary_find(request.method)->flags & PM_BOUNDARY_POSITIVE) != 0)
      continue;
    ck_assert_int_eq(pm_size_measure_read(&measure, &request, NULL), PM_OK);
    ck_assert_uint_eq(measure.count, 4);
    ck_assert(measure.values[1] == 0 && measure.values[3] == -2.5);
    pm_size_measure_free(&measure, NULL);
  }
}
END_TEST

static pm_status build_within(const pm_allocator *allocator, const void *name)
{
  const double values[] = {1, 2, 3, 4, 5, 6};
  bool is_aimed = (pm_boundary_find(name)->flags & PM_BOUNDARY_TARGET) != 0;
  const pm_boundary_request request = {.method = name,
                                       .values = values,
                                       .count = 6,
                                       .strata = 2,
                                       .cv = is_aimed ? 0.1 : 0,
                                       .allocator = allocator};
  pm_built_stratum strata[2];
  pm_boundaries found;
  return pm_strata_build(&request, strata, &found, NULL, NULL);
}

START_TEST(memory_may_end)
{
  for (size_t m = 0; m < pm_boundary_family.count; m++)
    support_memory_ends(build_within, pm_boundary_family.at(m)->name);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("boundaries", &tcase);
  tcase_add_test(tcase, cochran_1977);
  tcase_add_test(tcase, gunning_horgan_2004);
  tcase_add_test(tcase, classes_are_doubled);
  tcase_add_test(tcase, small_frames_are_cut_best);
  tcase_add_test(tcase, search_finds_the_best);
  tcase_add_test(tcase, large_frames_are_searched);
  tcase_add_test(tcase, strata_hold_all_units);
  tcase_add_loop_test(tcase, contradictions_are_named, 0,
                      (int)(sizeof refusals / sizeof refusals[0]));
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_test(tcase, unusable_measures_are_located);
  tcase_add_test(tcase, memory_may_end);
  return support_run(suite);
}
