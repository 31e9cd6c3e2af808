/* check_tally.c: laws of what one pass over records leaves: it is the same for any number
   of threads, any order of the rows and any cut into parts, and of no other size where
   memory ends.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "tally_case.h"

enum {
  MANY = 40000, /* records in several pieces of a file */
  SOME = 600
};

/* Rounding of sums of up to MANY numbers, in another order. */
static const double ROUNDING = 1e-12;

/* -------------------------------------------------------------------- laws -- */

START_TEST(threads)
{
  const tally_design *design = &designs[_i];
  const record_file file = {.name = "all.csv"};
  write_records(&file, MANY);
  pm_tally *one = read_tally(&design->design, "all.csv", 1);
  pm_estimates *wanted = estimate_tally(one);
  for (int64_t count = 2; count <= 5; count++) {
    pm_tally *tally = read_tally(&design->design, "all.csv", count);
    assert_same(estimate_tally(tally), wanted, 0, design->name);
    pm_tally_free(tally);
  }
  pm_estimates_free(wanted);
  pm_tally_free(one);
}
END_TEST

static void shuffle(size_t *order, size_t count)
{
  uint64_t state = 99;
  for (size_t i = 0; i < count; i++)
    order[i] = i;
  for (size_t i = count; i > 1; i--) {
    size_t k = next_random(&state, (unsigned)i), kept = order[i - 1];
    order[i - 1] = order[k];
    order[k] = kept;
  }
}

START_TEST(shuffled_rows)
{
  static size_t order[MANY];
  const tally_design *design = &designs[_i];
  const record_file file = {.name = "all.csv"}, other = {.name = "other.csv", .order = order};
  shuffle(order, MANY);
  write_records(&file, MANY);
  write_records(&other, MANY);
  pm_tally *tally = read_tally(&design->design, "all.csv", 2);
  pm_tally *shuffled = read_tally(&design->design, "other.csv", 2);
  pm_estimates *wanted = estimate_tally(tally);
  assert_same(estimate_tally(shuffled), wanted, ROUNDING, design->name);
  pm_estimates_free(wanted);
  pm_tally_free(shuffled);
  pm_tally_free(tally);
}
END_TEST

/* Clusters are known by their labels, wherever they stand: what is drawn for each is the same.
 */
START_TEST(shuffled_draws)
{
  static size_t order[MANY];
  static const char *const names[] = {"all.csv", "other.csv"};
  const pm_design design = {.strata = force_column,
                            .strata_count = 1,
                            .clusters = incident_column,
                            .cluster_count = 1,
                            .weight = "weight"};
  const record_file files[] = {{.name = names[0]}, {.name = names[1], .order = order}};
  const pm_estimate_request request = {
      .variance = "bootstrap", .replicates = 20, .seed = 3, .threads = 1};
  pm_tally *tallies[2];
  pm_estimates *found[2];
  shuffle(order, MANY);
  for (size_t i = 0; i < 2; i++) {
    char path[2 * NAME_SIZE];
    write_records(&files[i], MANY);
    pm_tally_request reading = request_of(&design, in_folder(names[i], path));
    reading.statistic_count--; /* the quantile, as the file is kept for it alone */
    ck_assert_int_eq(pm_tally_read(&tallies[i], &reading, NULL, NULL), PM_OK);
    ck_assert_int_eq(pm_estimate_tally(&found[i], tallies[i], &request, NULL, NULL), PM_OK);
  }
  assert_same(found[1], found[0], ROUNDING, "bootstrap of clusters");
  pm_estimates_free(found[0]);
  for (size_t i = 0; i < 2; i++) /* the labels of estimates are the tally's */
    pm_tally_free(tallies[i]);
}
END_TEST

START_TEST(one_stratum)
{
  const pm_design strata = {.strata = one_column, .strata_count = 1, .weight = "weight"};
  const pm_design simple = {.weight = "weight"};
  const record_file file = {.name = "all.csv"};
  write_records(&file, SOME);
  pm_tally *one = read_tally(&strata, "all.csv", 1), *none = read_tally(&simple, "all.csv", 1);
  pm_estimates *wanted = estimate_tally(none);
  assert_same(estimate_tally(one), wanted, 0, "one stratum");
  pm_estimates_free(wanted);
  pm_tally_free(none);
  pm_tally_free(one);
}
END_TEST

/* Weights times a number: totals and their errors are too; nothing else moves. */
START_TEST(scale_of_weights)
{
  static const double SCALE = 3.7;
  const tally_design *design = &designs[_i];
  const record_file file = {.name = "all.csv"};
  const record_file scaled = {.name = "scaled.csv", .scale = SCALE};
  if (design->design.weight == NULL)
    return;
  write_records(&file, SOME);
  write_records(&scaled, SOME);
  pm_tally *a = read_tally(&design->design, "all.csv", 1);
  pm_tally *b = read_tally(&design->design, "scaled.csv", 1);
  pm_estimates *before = estimate_tally(a), *after = estimate_tally(b);
  for (size_t i = 0; i < pm_estimates_count(before); i++) {
    pm_estimate one = *pm_estimates_at(before, i), *row = &one;
    double scale = strcmp(row->statistic, "total") == 0 ? SCALE : 1;
    row->population *= SCALE;
    row->estimate *= scale;
    row->se *= scale;
    row->lower *= scale;
    row->upper *= scale;
    row->margin *= scale;
    assert_row(pm_estimates_at(after, i), row, 1e-11, design->name);
  }
  pm_estimates_free(before);
  pm_estimates_free(after);
  pm_tally_free(a);
  pm_tally_free(b);
}
END_TEST

/* Which set a row is of: bits of the columns it is split by. */
static unsigned set_of(const pm_estimates *estimates, const pm_estimate *row)
{
  unsigned set = 0;
  for (size_t k = 0; k < pm_estimates_columns(estimates); k++)
    set |= (unsigned)(strcmp(row->labels[k], "(all)") != 0) << k;
  return set;
}

START_TEST(domains_add_up)
{
  const tally_design *design = &designs[_i];
  const record_file file = {.name = "all.csv"};
  double totals[4] = {0}, records[4] = {0};
  write_records(&file, SOME);
  pm_tally *tally = read_tally(&design->design, "all.csv", 1);
  pm_estimates *estimates = estimate_tally(tally);
  for (size_t i = 0; i < pm_estimates_count(estimates); i++) {
    const pm_estimate *row = pm_estimates_at(estimates, i);
    if (strcmp(row->statistic, "total") != 0)
      continue;
    totals[set_of(estimates, row)] += row->estimate;
    records[set_of(estimates, row)] += row->n;
  }
  /* The columns of domains: route, then force; force alone is no set. */
  static const unsigned split[] = {1, 3};
  for (size_t i = 0; i < 2; i++) {
    assert_close(totals[split[i]], totals[0], ROUNDING, "%s", design->name);
    ck_assert_double_eq(records[split[i]], SOME);
  }
  ck_assert_double_eq(totals[2], 0);
  pm_estimates_free(estimates);
  pm_tally_free(tally);
}
END_TEST

/* ------------------------------------------------------------------ memory -- */

typedef pm_status attempt(const pm_allocator *allocator, void *context, pm_error *error);

/* Let every allocation fail in turn: memory is the fault each time, and all is freed. */
static void exhaust(attempt *try, void *context)
{
  support_failing failing;
  pm_status status = PM_ERROR_MEMORY;
  long at = 1;
  for (; status == PM_ERROR_MEMORY; at++) {
    pm_error error = {0};
    support_failing_init(&failing, at);
    status = try(&failing.allocator, context, &error);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_eq(status, error.status);
  }
  ck_assert_int_eq(status, PM_OK);
  ck_assert_int_gt(at, 10);
}

/* ------------------------------------------------------------------ faults -- */

enum { FAULT_EVERY = 977, WRONG_ROW = 30000, WRONG_ROW_LATER = 39000 };

/* Weights below 0 here and there, and two rows with a field too many. */
static void write_faults(void)
{
  char path[2 * NAME_SIZE];
  FILE *out = fopen(in_folder("all.csv", path), "w");
  ck_assert_ptr_nonnull(out);
  fprintf(out,
          "force,route,incident,crimes,recorded,is_late,hours,stay,weight,N,M,chance,one\n");
  for (size_t i = 0; i < MANY; i++) {
    if (i == WRONG_ROW || i == WRONG_ROW_LATER)
      fprintf(out, "more,");
    put_record(out, i, i % FAULT_EVERY == 0 ? -1 : 1);
  }
  ck_assert_int_eq(fclose(out), 0);
}

/* In the order of the rows, up to the row that ends it, whoever reads which piece. */
/* y is 0.25 x but for two parts in a million: a ratio nearly as sure as rounding lets it be.
   That many records make no difference to what is taken for rounding. */
static double write_near_ratio(size_t count)
{
  char path[2 * NAME_SIZE];
  uint64_t state = 1;
  double total = 0, squares = 0;
  FILE *out = fopen(in_folder("near.csv", path), "w");
  ck_assert_ptr_nonnull(out);
  fprintf(out, "kind,x,y\n");
  for (size_t i = 0; i < 1000; i++)
    fprintf(out, "far,%zu,%.1f\n", 1 + i, 0.9 * (double)(1 + i));
  for (size_t i = 0; i < count; i++) {
    double x = 1 + next_random(&state, 1000) / 100.0;
    double off = next_random(&state, 2) > 0 ? 2e-6 : -2e-6;
    fprintf(out, "near,%.2f,%.17g\n", x, 0.25 * x * (1 + off));
    total += x;
    squares += 0.25 * x * off * 0.25 * x * off;
  }
  ck_assert_int_eq(fclose(out), 0);
  return sqrt(squares) / total;
}

START_TEST(rounding_of_many)
{
  static const char *const kind[] = {"kind"};
  static const pm_by by = {kind, 1};
  static const pm_statistic ratio = {
      .kind = PM_STATISTIC_RATIO, .column = "y", .denominator = "x"};
  enum { NEARLY = 400000 };
  char path[2 * NAME_SIZE];
  double se = write_near_ratio(NEARLY);
  const pm_tally_request reading = {.file = in_folder("near.csv", path),
                                    .statistics = &ratio,
                                    .statistic_count = 1,
                                    .by = &by,
                                    .by_count = 1};
  pm_tally *tally;
  ck_assert_int_eq(pm_tally_read(&tally, &reading, NULL, NULL), PM_OK);
  pm_estimates *found = estimate_tally(tally);
  const pm_estimate *row = pm_estimates_at(found, pm_estimates_count(found) - 1);
  ck_assert_double_eq(row->n, NEARLY);
  assert_close(row->se, se, 0.02, "nearly a ratio");
  pm_estimates_free(found);
  pm_tally_free(tally);
}
END_TEST

START_TEST(faults_of_threads)
{
  static const pm_design weighted = {.weight = "weight"};
  char path[2 * NAME_SIZE];
  write_faults();
  pm_tally_request request = request_of(&weighted, in_folder("all.csv", path));
  for (request.threads = 1; request.threads <= 24; request.threads++) {
    pm_error error = {0};
    pm_tally *tally = NULL;
    ck_assert_int_eq(pm_tally_read(&tally, &request, NULL, &error), PM_ERROR_DATA);
    ck_assert_int_eq(error.count, (WRONG_ROW - 1) / FAULT_EVERY + 2);
    for (int64_t i = 0; i < PM_FAULTS_LISTED; i++)
      ck_assert_int_eq(strtoll(error.faults[i].text + strlen(path) + 1, NULL, 10),
                       i * FAULT_EVERY + 2);
  }
}
END_TEST

static pm_status try_reading(const pm_allocator *allocator, void *context, pm_error *error)
{
  pm_tally *tally = NULL;
  pm_tally_request request = *(const pm_tally_request *)context;
  request.allocator = allocator;
  pm_status status = pm_tally_read(&tally, &request, NULL, error);
  ck_assert((status == PM_OK) == (tally != NULL));
  pm_tally_free(tally);
  return status;
}

START_TEST(memory_of_reading)
{
  char path[2 * NAME_SIZE];
  const record_file file = {.name = "all.csv"};
  write_records(&file, SOME);
  pm_tally_request request = request_of(&designs[_i].design, in_folder("all.csv", path));
  exhaust(try_reading, &request);
}
END_TEST

static pm_status try_estimating(const pm_allocator *allocator, void *context, pm_error *error)
{
  pm_estimates *estimates = NULL;
  const pm_estimate_request request = {.lonely = "average", .allocator = allocator};
  pm_status status = pm_estimate_tally(&estimates, context, &request, NULL, error);
  ck_assert((status == PM_OK) == (estimates != NULL));
  pm_estimates_free(estimates);
  return status;
}

START_TEST(memory_of_estimating)
{
  const record_file file = {.name = "all.csv"};
  write_records(&file, SOME);
  pm_tally *tally = read_tally(&designs[_i].design, "all.csv", 1);
  exhaust(try_estimating, tally);
  pm_tally_free(tally);
}
END_TEST

/* ------------------------------------------------------- replicate weights -- */

/* Any columns of numbers do. */
static pm_tally_request request_of_replicates(char path[2 * NAME_SIZE])
{
  static const pm_design design = {.weight = "weight"};
  pm_tally_request request = request_of(&design, in_folder("all.csv", path));
  request.replicate_weights = "[NM]";
  return request;
}

static pm_estimates *estimate_replicates(const pm_tally *tally)
{
  const pm_estimate_request wanted = {.replicate_scale = 2};
  pm_estimates *estimates = NULL;
  ck_assert_int_eq(pm_estimate_tally(&estimates, tally, &wanted, NULL, NULL), PM_OK);
  return estimates;
}

START_TEST(threads_of_replicates)
{
  char path[2 * NAME_SIZE];
  pm_tally *one = NULL, *more = NULL;
  const record_file file = {.name = "all.csv"};
  write_records(&file, MANY);
  pm_tally_request request = request_of_replicates(path);
  ck_assert_int_eq(pm_tally_read(&one, &request, NULL, NULL), PM_OK);
  request.threads = 3;
  ck_assert_int_eq(pm_tally_read(&more, &request, NULL, NULL), PM_OK);
  pm_estimates *wanted = estimate_replicates(one);
  ck_assert(pm_estimates_at(wanted, 0)->se > 0);
  assert_same(estimate_replicates(more), wanted, 0, "replicates");
  pm_estimates_free(wanted);
  pm_tally_free(more);
  pm_tally_free(one);
}
END_TEST

/* A total is linear: its jackknife is Taylor's variance, that of every stage. */
START_TEST(jackknife_of_totals)
{
  const tally_design *own = &designs[_i];
  char path[2 * NAME_SIZE];
  const record_file file = {.name = "all.csv"};
  static const pm_statistic total = {PM_STATISTIC_TOTAL, "crimes", NULL, 0};
  const pm_estimate_request taylor = {.variance = "taylor"}, jackknife = {.variance = "jkn"};
  pm_tally *tally = NULL;
  pm_estimates *found = NULL, *wanted = NULL;
  if (own->design.pps != NULL) /* which has no replicates */
    return;
  write_records(&file, SOME);
  pm_tally_request request = request_of(&own->design, in_folder("all.csv", path));
  request.statistics = &total;
  request.statistic_count = 1;
  request.keep_records = own->design.cluster_count == 0;
  ck_assert_int_eq(pm_tally_read(&tally, &request, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_estimate_tally(&wanted, tally, &taylor, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_estimate_tally(&found, tally, &jackknife, NULL, NULL), PM_OK);
  ck_assert(pm_estimates_at(wanted, 0)->se > 0);
  assert_same(found, wanted, 1e-12, own->name);
  pm_estimates_free(wanted);
  pm_tally_free(tally);
}
END_TEST

static pm_status try_replicates(const pm_allocator *allocator, void *context, pm_error *error)
{
  pm_tally_request request = *(const pm_tally_request *)context;
  const pm_estimate_request wanted = {.replicate_scale = 2, .allocator = allocator};
  pm_tally *tally = NULL;
  pm_estimates *estimates = NULL;
  request.allocator = allocator;
  request.threads = 1;
  pm_status status = pm_tally_read(&tally, &request, NULL, error);
  if (status == PM_OK)
    status = pm_estimate_tally(&estimates, tally, &wanted, NULL, error);
  pm_estimates_free(estimates);
  pm_tally_free(tally);
  return status;
}

START_TEST(halves_of_statistics)
{
  static const pm_statistic halves[] = {{PM_STATISTIC_RATIO, "y", NULL, 0},
                                        {PM_STATISTIC_RATIO, NULL, "x", 0},
                                        {PM_STATISTIC_MEAN, NULL, NULL, 0},
                                        {(pm_statistic_kind)99, "y", NULL, 0}};
  const record_file file = {.name = "all.csv"};
  write_records(&file, SOME);
  for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++) {
    char path[2 * NAME_SIZE];
    pm_tally_request request = request_of_replicates(path);
    pm_tally *tally = NULL;
    request.statistics = &halves[i];
    request.statistic_count = 1;
    ck_assert_int_eq(pm_tally_read(&tally, &request, NULL, NULL), PM_ERROR_USAGE);
    ck_assert_ptr_null(tally);
  }
}
END_TEST

START_TEST(memory_of_replicates)
{
  char path[2 * NAME_SIZE];
  const record_file file = {.name = "all.csv"};
  write_records(&file, SOME);
  pm_tally_request request = request_of_replicates(path);
  exhaust(try_replicates, &request);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("tally", &tcase);
  tcase_add_checked_fixture(tcase, make_folder, remove_folder);
  tcase_add_loop_test(tcase, threads, 0, DESIGNS);
  tcase_add_loop_test(tcase, shuffled_rows, 0, DESIGNS);
  tcase_add_test(tcase, shuffled_draws);
  tcase_add_test(tcase, one_stratum);
  tcase_add_loop_test(tcase, scale_of_weights, 0, DESIGNS);
  tcase_add_loop_test(tcase, domains_add_up, 0, DESIGNS);
  tcase_add_test(tcase, rounding_of_many);
  tcase_add_test(tcase, faults_of_threads);
  tcase_add_loop_test(tcase, memory_of_reading, 0, DESIGNS);
  tcase_add_loop_test(tcase, memory_of_estimating, 0, DESIGNS);
  tcase_add_test(tcase, threads_of_replicates);
  tcase_add_loop_test(tcase, jackknife_of_totals, 0, DESIGNS);
  tcase_add_test(tcase, halves_of_statistics);
  tcase_add_test(tcase, memory_of_replicates);
  return support_run(suite);
}
