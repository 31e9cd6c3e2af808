/* check_replicate.c: laws of replicates; threads; replicates that are given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "replicate_case.h"

enum { SEED = 7 };

/* ---------------------------------------------------------------- laws -- */

/* The variance of the total of y in every domain by its textbook formula:
   sum (1 - f) n/(n - 1) sum (t - mean)^2 (Cochran 1977, 11.9). */
static double textbook(const replicate_case *sample, size_t domain)
{
  const pm_replicate_table *table = &sample->table;
  double variance = 0;
  for (size_t h = 0; h < table->stratum_count; h++) {
    double n = 0;
    double sum = 0;
    double squares = 0;
    for (size_t u = 0; u < table->unit_count; u++) {
      double total = 0;
      for (size_t e = table->first[u]; e < table->first[u + 1]; e++)
        for (size_t i = table->domain_first[domain]; i < table->domain_first[domain + 1]; i++)
          if (table->entries[e].cell == table->domain_cells[i])
            total += table->entries[e].total.y;
      if (table->stratum[u] != h)
        continue;
      n += 1;
      sum += total;
      squares += total * total;
    }
    variance += (1 - table->strata[h].fraction) * n / (n - 1) * (squares - sum * sum / n);
  }
  return variance;
}

START_TEST(totals_have_the_textbook_variance)
{
  static const char *const methods[] = {"jkn", "jk2", "brr", "fay"};
  for (size_t m = 0; m < 4; m++)
    for (int is_fpc = 0; is_fpc < 2; is_fpc++) {
      replicate_case sample;
      pm_replicate_variance made[DOMAINS];
      make_sample(&sample, pair_sizes, PAIRS);
      for (size_t h = 0; h < PAIRS && is_fpc; h++)
        sample.strata[h].fraction = .05 * (double)h;
      case_run(&sample, &(pm_replicate_request){.method = methods[m], .rho = .4}, made);
      for (size_t d = 0; d < DOMAINS; d++)
        assert_close(made[d].y_variance, textbook(&sample, d), 1e-12, "%s", methods[m]);
    }
}
END_TEST

START_TEST(the_jackknife_of_a_total_is_taylors)
{
  replicate_case sample;
  pm_replicate_variance made[DOMAINS];
  make_sample(&sample, mixed_sizes, MIXED);
  sample.strata[2].fraction = .3;
  case_run(&sample, NULL, made); /* jkn is the default */
  for (size_t d = 0; d < DOMAINS; d++)
    assert_close(made[d].y_variance, textbook(&sample, d), 1e-12, "domain %zu", d);
}
END_TEST

START_TEST(the_bootstrap_of_a_total_is_taylors_on_average)
{
  replicate_case sample;
  pm_replicate_variance made[DOMAINS];
  make_sample(&sample, mixed_sizes, MIXED);
  sample.strata[2].fraction = .3;
  case_run(&sample,
           &(pm_replicate_request){.method = "bootstrap", .replicates = 40000, .seed = SEED},
           made);
  for (size_t d = 0; d < DOMAINS; d++)
    assert_close(made[d].y_variance, textbook(&sample, d), .04, "domain %zu", d);
}
END_TEST

START_TEST(fay_without_rho_is_brr)
{
  replicate_case sample;
  pm_replicate_variance fay[DOMAINS], brr[DOMAINS];
  make_sample(&sample, pair_sizes, PAIRS);
  case_run(&sample, &(pm_replicate_request){.method = "fay"}, fay);
  case_run(&sample, &(pm_replicate_request){.method = "brr"}, brr);
  assert_same(fay, brr, 0, "fay 0");
}
END_TEST

/* Of y = i in order, all differences are 1 but the one that closes the circle. */
START_TEST(successive_differences_are_around_a_circle)
{
  static const size_t size = 20;
  replicate_case sample;
  pm_replicate_variance made[DOMAINS];
  double order[20];
  make_sample(&sample, &size, 1);
  for (size_t u = 0; u < size; u++) {
    for (size_t e = sample.first[u]; e < sample.first[u + 1]; e++)
      sample.entries[e] = (pm_replicate_entry){0, {1, 0}};
    sample.entries[sample.first[u]].total.y = 5 + (double)(7 * u % 20);
    order[u] = (double)(7 * u % 20);
  }
  sample.table.order = order;
  sample.strata[0].fraction = .25;
  case_run(&sample, &(pm_replicate_request){.method = "sdr"}, made);
  assert_close(made[0].y_variance, .75 * .5 * (19 + 19 * 19), 1e-12, "circle");
}
END_TEST

/* With fewer rows than units the circles are shorter: for an order that means
   nothing the variance is still about the textbook's. */
START_TEST(successive_differences_reuse_rows)
{
  static const size_t size = 400;
  static replicate_case sample;
  pm_replicate_variance made[DOMAINS];
  make_sample(&sample, &size, 1);
  case_run(&sample, &(pm_replicate_request){.method = "sdr", .replicates = 80}, made);
  assert_close(made[0].y_variance, textbook(&sample, 0), .4, "reused rows");
}
END_TEST

START_TEST(scale_does_not_matter)
{
  for (size_t m = 0; m < pm_variance_family.count; m++) {
    if (!makes_replicates(m))
      continue;
    replicate_case sample;
    pm_replicate_variance made[2][DOMAINS];
    sample_for(&sample, m);
    const pm_replicate_request request = {.method = pm_variance_family.at(m)->name,
                                          .replicates = 50};
    case_run(&sample, &request, made[0]);
    for (size_t e = 0; e < CASE_ENTRIES_MOST; e++) {
      sample.entries[e].total.x *= 1024;
      sample.entries[e].total.y *= 1024;
    }
    case_run(&sample, &request, made[1]);
    for (size_t d = 0; d < DOMAINS; d++) {
      ck_assert_double_eq(made[0][d].ratio_variance, made[1][d].ratio_variance);
      ck_assert_double_eq(made[0][d].y_variance * 1024 * 1024, made[1][d].y_variance);
    }
  }
}
END_TEST

/* The units in another order, and the strata with other numbers. */
START_TEST(order_does_not_matter_to_the_jackknife)
{
  replicate_case sample, turned = {.table = {.stratum_count = 0}};
  pm_replicate_variance made[DOMAINS], again[DOMAINS];
  make_sample(&sample, mixed_sizes, MIXED);
  size_t unit = 0;
  for (size_t u = sample.table.unit_count; u-- > 0; unit++)
    for (size_t e = sample.first[u]; e < sample.first[u + 1]; e++)
      case_add_entry(&turned, (uint32_t)(MIXED - 1 - sample.stratum[u]), unit,
                     sample.entries[e]);
  case_finish(&turned, 3);
  case_run(&sample, NULL, made);
  case_run(&turned, NULL, again);
  assert_same(made, again, 1e-13, "turned");
}
END_TEST

/* ------------------------------------------------ estimates by the sink -- */

typedef struct seen {
  size_t count;
  const pm_replicates *set;
  const replicate_case *sample;
  double squares;
  pm_replicate_total full;
} seen;

/* Totals of the first domain, made again from the factors. */
static pm_status take_totals(void *context, size_t replicate, const pm_replicate_total *totals)
{
  seen *all = context;
  double factor[CASE_UNITS_MOST], room[CASE_UNITS_MOST];
  pm_replicates_factors(all->set, replicate, room, factor);
  pm_replicate_total sum = {0, 0};
  for (size_t u = 0; u < all->sample->table.unit_count; u++)
    for (size_t e = all->sample->first[u]; e < all->sample->first[u + 1]; e++) {
      sum.x += factor[u] * all->sample->entries[e].total.x;
      sum.y += factor[u] * all->sample->entries[e].total.y;
    }
  assert_close(totals[0].x, sum.x, 1e-12, "replicate %zu", replicate);
  assert_close(totals[0].y, sum.y, 1e-12, "replicate %zu", replicate);
  double moved = sum.y / sum.x - all->full.y / all->full.x;
  all->squares += pm_replicates_coefficient(all->set, replicate) * moved * moved;
  ck_assert_uint_eq(replicate, all->count++);
  return replicate == 99 ? PM_ERROR_IO : PM_OK;
}

START_TEST(the_sink_sees_what_the_factors_say)
{
  for (size_t m = 0; m < pm_variance_family.count; m++) {
    if (!makes_replicates(m))
      continue;
    replicate_case sample;
    pm_replicate_variance made[DOMAINS];
    sample_for(&sample, m);
    const pm_replicate_request request = {
        .method = pm_variance_family.at(m)->name, .replicates = 60, .rho = .3};
    case_run(&sample, &request, made);
    seen all = {.sample = &sample, .full = made[0].total};
    pm_replicates *set;
    ck_assert_int_eq(pm_replicates_new(&set, &sample.table, &request, NULL), PM_OK);
    all.set = set;
    const pm_replicate_sink sink = {.take = take_totals, .context = &all};
    ck_assert_int_eq(pm_replicates_run(set, made, &sink, NULL), PM_OK);
    ck_assert_uint_eq(all.count, pm_replicates_count(set));
    assert_close(made[0].ratio_variance, pm_replicates_scale(set) * all.squares, 1e-10, "%s",
                 request.method);
    pm_replicates_free(set);
  }
}
END_TEST

START_TEST(the_sink_may_stop_the_run)
{
  replicate_case sample;
  make_sample(&sample, pair_sizes, PAIRS);
  const pm_replicate_request request = {.method = "bootstrap", .replicates = 200};
  pm_replicate_variance made[DOMAINS];
  case_run(&sample, &request, made);
  seen all = {.sample = &sample, .full = made[0].total};
  pm_replicates *set;
  ck_assert_int_eq(pm_replicates_new(&set, &sample.table, &request, NULL), PM_OK);
  all.set = set;
  const pm_replicate_sink sink = {.take = take_totals, .context = &all};
  ck_assert_int_eq(pm_replicates_run(set, made, &sink, NULL), PM_ERROR_IO);
  ck_assert_uint_eq(all.count, 100);
  pm_replicates_free(set);
}
END_TEST

/* ------------------------------------------------------------- threads -- */

START_TEST(threads_do_not_change_a_bit)
{
  static const size_t sizes[] = {90, 2, 130, 40};
  static replicate_case sample;
  make_sample(&sample, sizes, 4);
  static const char *const methods[] = {"jkn", "bootstrap", "sdr"};
  for (size_t m = 0; m < 3; m++) {
    pm_replicate_variance made[5][DOMAINS];
    for (int64_t threads = 0; threads < 5; threads++) {
      pm_crew *crew = NULL;
      if (threads > 0)
        ck_assert_int_eq(pm_crew_new(&crew, threads, NULL), PM_OK);
      case_run(&sample,
               &(pm_replicate_request){
                   .method = methods[m], .replicates = 500, .seed = 3, .crew = crew},
               made[threads]);
      pm_crew_free(crew);
      ck_assert_msg(memcmp(made[threads], made[0], sizeof made[0]) == 0, "%s, %d threads",
                    methods[m], (int)threads);
    }
  }
}
END_TEST

START_TEST(a_seed_says_what_is_drawn)
{
  replicate_case sample;
  pm_replicate_variance made[3][DOMAINS];
  make_sample(&sample, mixed_sizes, MIXED);
  for (uint64_t i = 0; i < 3; i++)
    case_run(&sample, &(pm_replicate_request){.method = "bootstrap", .seed = i / 2}, made[i]);
  ck_assert(memcmp(made[0], made[1], sizeof made[0]) == 0);
  ck_assert(memcmp(made[0], made[2], sizeof made[0]) != 0);
}
END_TEST

/* ---------------------------------------------------------------- given -- */

typedef struct kept {
  pm_replicate_total totals[200 * DOMAINS];
  double coefficients[200];
  const pm_replicates *set;
} kept;

static pm_status keep(void *context, size_t replicate, const pm_replicate_total *totals)
{
  kept *all = context;
  memcpy(all->totals + replicate * DOMAINS, totals, DOMAINS * sizeof *totals);
  all->coefficients[replicate] = pm_replicates_coefficient(all->set, replicate);
  return PM_OK;
}

/* Replicates written out and given back are what they were. */
START_TEST(given_replicates_give_the_same)
{
  for (size_t m = 0; m < 2 * pm_variance_family.count; m++) {
    if (!makes_replicates(m / 2))
      continue;
    static kept all;
    replicate_case sample;
    pm_replicates *set;
    pm_replicate_variance made[DOMAINS], again[DOMAINS];
    sample_for(&sample, m / 2);
    const pm_replicate_request request = {.method = pm_variance_family.at(m / 2)->name,
                                          .replicates = 60,
                                          .rho = .3,
                                          .centre = (pm_replicate_centre)(m % 2)};
    ck_assert_int_eq(pm_replicates_new(&set, &sample.table, &request, NULL), PM_OK);
    all.set = set;
    const pm_replicate_sink sink = {.take = keep, .context = &all};
    ck_assert_int_eq(pm_replicates_run(set, made, &sink, NULL), PM_OK);
    pm_replicate_total full[DOMAINS];
    for (size_t d = 0; d < DOMAINS; d++)
      full[d] = made[d].total;
    const pm_replicate_given given = {.replicate_count = pm_replicates_count(set),
                                      .domain_count = DOMAINS,
                                      .full = full,
                                      .totals = all.totals,
                                      .method = request.method,
                                      .rho = request.rho,
                                      .coefficients = all.coefficients,
                                      .centre = request.centre};
    ck_assert_int_eq(pm_replicate_given_run(&given, again, NULL), PM_OK);
    assert_same(made, again, 1e-10, request.method);
    pm_replicates_free(set);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("replicate", &tcase);
  tcase_add_test(tcase, totals_have_the_textbook_variance);
  tcase_add_test(tcase, the_jackknife_of_a_total_is_taylors);
  tcase_add_test(tcase, the_bootstrap_of_a_total_is_taylors_on_average);
  tcase_add_test(tcase, fay_without_rho_is_brr);
  tcase_add_test(tcase, successive_differences_are_around_a_circle);
  tcase_add_test(tcase, successive_differences_reuse_rows);
  tcase_add_test(tcase, scale_does_not_matter);
  tcase_add_test(tcase, order_does_not_matter_to_the_jackknife);
  tcase_add_test(tcase, the_sink_sees_what_the_factors_say);
  tcase_add_test(tcase, the_sink_may_stop_the_run);
  tcase_add_test(tcase, threads_do_not_change_a_bit);
  tcase_add_test(tcase, a_seed_says_what_is_drawn);
  tcase_add_test(tcase, given_replicates_give_the_same);
  return support_run(suite);
}
