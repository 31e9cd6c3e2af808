/* check_replicate_rules.c: what replicates refuse, and what they do at their ends:
   strata of one unit, censuses, domains that are lost, memory that runs out.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "replicate_case.h"

#include <math.h>

/* ------------------------------------------------- strata that are alone -- */

static const size_t lonely_sizes[] = {2, 1, 2, 1};

START_TEST(lonely_strata_are_named)
{
  for (size_t m = 0; m < pm_variance_family.count; m++) {
    if (!makes_replicates(m) || is_method(m, "jk1"))
      continue;
    replicate_case sample;
    pm_replicate_request request = {.method = pm_variance_family.at(m)->name};
    pm_replicates *set;
    pm_error error = {.count = 0};
    make_sample(&sample, lonely_sizes, 4);
    sample.table.file = "audit.csv";
    ck_assert_int_eq(pm_replicates_new(&set, &sample.table, &request, &error), PM_ERROR_DATA);
    ck_assert_ptr_null(set);
    ck_assert_int_eq(error.count, 2);
    ck_assert_ptr_nonnull(strstr(error.faults[0].text, "audit.csv: stratum 'h2' has one"));
    ck_assert_ptr_nonnull(strstr(error.faults[1].text, "'h4'"));
    request.lonely = "certainty";
    pm_replicate_variance kept[DOMAINS], census[DOMAINS];
    case_run(&sample, &request, kept);
    request.lonely = NULL; /* all of the stratum was sampled: nothing is lonely */
    sample.strata[1].fraction = 1;
    sample.strata[3].fraction = 1;
    case_run(&sample, &request, census);
    assert_same(kept, census, 0, request.method);
  }
}
END_TEST

/* A rule that replicates do not show is refused where a stratum is alone, and only there. */
START_TEST(rules_that_are_not_shown)
{
  static const size_t pairs[] = {2, 2, 2, 2};
  static const pm_replicate_request wanted = {.method = "jkn", .lonely = "adjust"};
  replicate_case sample;
  pm_replicates *set;
  pm_error error = {.count = 0};
  pm_replicate_variance made[DOMAINS], plain[DOMAINS];
  make_sample(&sample, lonely_sizes, 4);
  ck_assert_int_eq(pm_replicates_new(&set, &sample.table, &wanted, &error), PM_ERROR_DATA);
  ck_assert_ptr_null(set);
  ck_assert_int_eq(error.count, 2);
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "stratum 'h2' has one"));
  ck_assert_ptr_nonnull(strstr(error.faults[0].text, "the rule 'adjust'"));
  make_sample(&sample, pairs, 4);
  case_run(&sample, &wanted, made);
  case_run(&sample, &(pm_replicate_request){.method = "jkn"}, plain);
  assert_same(made, plain, 0, "adjust");
}
END_TEST

START_TEST(a_census_has_no_variance)
{
  for (size_t m = 0; m < pm_variance_family.count; m++) {
    if (!makes_replicates(m))
      continue;
    replicate_case sample;
    pm_replicate_variance made[DOMAINS];
    sample_for(&sample, m);
    for (size_t h = 0; h < sample.table.stratum_count; h++)
      sample.strata[h].fraction = 1;
    case_run(&sample, &(pm_replicate_request){.method = pm_variance_family.at(m)->name}, made);
    ck_assert_double_eq(made[0].ratio_variance, 0);
    ck_assert_double_eq(made[0].y_variance, 0);
  }
}
END_TEST

/* ---------------------------------------------------------------- pairs -- */

START_TEST(a_stratum_of_pairs_is_so_many_strata)
{
  static const size_t sizes[] = {6, 2};
  static const uint32_t pair[] = {4, 4, 9, 1, 9, 1, 0, 0};
  replicate_case sample;
  pm_replicate_variance paired[DOMAINS], split[DOMAINS];
  make_sample(&sample, sizes, 2);
  replicate_case other = sample;
  case_finish(&other, 3);
  sample.table.pair = pair;
  for (size_t u = 0; u < 8; u++)
    other.stratum[u] = u == 6 || u == 7 ? 3 : (pair[u] == 1 ? 0 : (pair[u] == 4 ? 1 : 2));
  other.table.stratum_count = 4;
  case_finish(&other, 3);
  for (size_t m = 0; m < 3; m++) {
    static const char *const methods[] = {"jk2", "brr", "fay"};
    const pm_replicate_request request = {.method = methods[m], .rho = .5};
    case_run(&sample, &request, paired);
    case_run(&other, &request, split);
    assert_same(paired, split, 1e-13, methods[m]);
  }
}
END_TEST

START_TEST(strata_that_are_no_pairs_are_named)
{
  static const size_t sizes[] = {2, 3, 2, 5};
  static const char *const methods[] = {"jk2", "brr", "fay"};
  for (size_t m = 0; m < 3; m++) {
    replicate_case sample;
    pm_replicates *set;
    pm_error error = {.count = 0};
    make_sample(&sample, sizes, 4);
    ck_assert_int_eq(pm_replicates_new(&set, &sample.table,
                                       &(pm_replicate_request){.method = methods[m]}, &error),
                     PM_ERROR_DATA);
    ck_assert_int_eq(error.count, 2);
    ck_assert_ptr_nonnull(strstr(error.faults[0].text, "stratum 'h2' has 3 sampled units"));
    ck_assert_ptr_nonnull(strstr(error.faults[1].text, "stratum 'h4' has 5 sampled units"));
  }
}
END_TEST

/* ------------------------------------------------- replicates without x -- */

START_TEST(a_domain_that_is_lost_has_no_ratio)
{
  static const size_t size = 6;
  replicate_case sample;
  pm_replicate_variance made[DOMAINS];
  make_sample(&sample, &size, 1);
  for (size_t e = 0; e < sample.first[6]; e++)
    sample.entries[e].cell = e == 0 ? 0 : 1;
  case_run(&sample, &(pm_replicate_request){.method = "jkn"}, made);
  ck_assert_uint_eq(made[1].undefined, 1);
  ck_assert(isnan(made[1].ratio_variance) && !isnan(made[1].ratio));
  ck_assert_double_gt(made[1].y_variance, 0);
  ck_assert_uint_eq(made[0].undefined, 0);
  case_run(&sample, &(pm_replicate_request){.method = "bootstrap", .replicates = 90}, made);
  ck_assert_uint_gt(made[1].undefined, 10);
  ck_assert_double_lt(made[1].ratio_variance, 1e-20); /* of one record it never moves */
  for (size_t e = 0; e < sample.first[6]; e++)
    sample.entries[e].cell = 1;
  case_run(&sample, NULL, made);
  ck_assert(isnan(made[1].ratio) && isnan(made[1].ratio_variance));
  ck_assert_double_eq(made[1].y_variance, 0);
}
END_TEST

/* ---------------------------------------------------------------- given -- */

static const pm_replicate_total two[2] = {{1, 2}, {3, 4}};
static const pm_replicate_total bad[2] = {{1, (double)INFINITY}, {3, 4}};
static const double minus[2] = {1, -1};
static const struct {
  pm_replicate_given given;
  pm_status status;
} refused[] = {
    {{.replicate_count = 1, .domain_count = 1, .full = two, .totals = two, .scale = 1},
     PM_ERROR_USAGE},
    {{.replicate_count = 2, .domain_count = 1, .full = two, .totals = two}, PM_ERROR_USAGE},
    {{.replicate_count = 2, .domain_count = 1, .full = two, .totals = two, .method = "jkn"},
     PM_ERROR_USAGE},
    {{.replicate_count = 2, .domain_count = 1, .full = two, .totals = two, .method = "brt"},
     PM_ERROR_USAGE},
    {{.replicate_count = 2, .domain_count = 1, .full = two, .totals = two, .scale = -1},
     PM_ERROR_DOMAIN},
    {{.replicate_count = 2,
      .domain_count = 1,
      .full = two,
      .totals = two,
      .scale = (double)NAN},
     PM_ERROR_DOMAIN},
    {{.replicate_count = 2,
      .domain_count = 1,
      .full = two,
      .totals = two,
      .method = "fay",
      .rho = 1},
     PM_ERROR_DOMAIN},
    {{.replicate_count = 2, .domain_count = 1, .full = bad, .totals = two, .scale = 1},
     PM_ERROR_DOMAIN},
    {{.replicate_count = 2, .domain_count = 1, .full = two, .totals = bad, .scale = 1},
     PM_ERROR_DOMAIN},
    {{.replicate_count = 2,
      .domain_count = 1,
      .full = two,
      .totals = two,
      .scale = 1,
      .coefficients = minus},
     PM_ERROR_DOMAIN},
};

START_TEST(given_replicates_are_checked)
{
  pm_replicate_variance variance;
  pm_error error = {.count = 0};
  ck_assert_int_eq(pm_replicate_given_run(&refused[_i].given, &variance, &error),
                   refused[_i].status);
  ck_assert_int_eq(error.count, 1);
}
END_TEST

/* -------------------------------------------------------------- refused -- */

static const struct {
  pm_replicate_request request;
  pm_status status;
  const char *text;
} requests[] = {
    {{.method = "jackknives"}, PM_ERROR_USAGE, "unknown variance 'jackknives'"},
    {{.method = "bot"}, PM_ERROR_USAGE, "unknown variance 'bot'"},
    {{.method = "taylor"}, PM_ERROR_USAGE, "makes no replicates"},
    {{.method = "jk1"}, PM_ERROR_USAGE, "without strata"},
    {{.method = "fay", .rho = 1}, PM_ERROR_DOMAIN, "rho"},
    {{.method = "fay", .rho = -.1}, PM_ERROR_DOMAIN, "rho"},
    {{.method = "bootstrap", .replicates = 1}, PM_ERROR_USAGE, "two replicates or more"},
    {{.method = "brr", .replicates = 1 << 20}, PM_ERROR_USAGE, "no balanced set"},
    {{.method = "sdr", .replicates = 1 << 15}, PM_ERROR_USAGE, "at most 16384"},
    {{.lonely = "remov"}, PM_ERROR_USAGE, "did you mean 'remove'?"},
};

START_TEST(requests_that_cannot_be_met_are_refused)
{
  replicate_case sample;
  pm_replicates *set;
  pm_error error = {.count = 0};
  make_sample(&sample, pair_sizes, PAIRS);
  ck_assert_int_eq(pm_replicates_new(&set, &sample.table, &requests[_i].request, &error),
                   requests[_i].status);
  ck_assert_ptr_null(set);
  ck_assert_int_eq(error.count, 1);
  ck_assert_msg(strstr(error.faults[0].text, requests[_i].text) != NULL, "%s",
                error.faults[0].text);
}
END_TEST

static void spoil(replicate_case *sample, int how)
{
  static const size_t turned[] = {0, 3, 2};
  static const size_t late[] = {1, 3};
  static const uint32_t beyond[] = {0, 1, 3};
  static double order[CASE_UNITS_MOST];
  order[3] = (double)NAN;
  switch (how) {
  case 0:
    sample->strata[1].fraction = 1.5;
    break;
  case 1:
    sample->strata[1].fraction = (double)NAN;
    break;
  case 2:
    sample->stratum[2] = PAIRS;
    break;
  case 3:
    sample->entries[3].cell = 3;
    break;
  case 4:
    sample->entries[2].total.y = (double)INFINITY;
    break;
  case 5:
    sample->entries[2].total.x = (double)NAN;
    break;
  case 6:
    sample->first[2] = sample->first[4];
    break;
  case 7:
    sample->table.order = order;
    break;
  case 8:
    sample->table.domain_first = turned;
    sample->table.domain_count = 2;
    break;
  case 9:
    sample->table.domain_first = late;
    sample->table.domain_count = 1;
    break;
  case 10:
    sample->table.domain_first = turned;
    sample->table.domain_count = 1;
    sample->table.domain_cells = beyond;
    break;
  default:
    sample->table.unit_count = UINT32_MAX;
    break;
  }
}

START_TEST(a_table_that_cannot_be_is_refused)
{
  replicate_case sample;
  pm_replicates *set;
  pm_error error = {.count = 0};
  make_sample(&sample, pair_sizes, PAIRS);
  spoil(&sample, _i);
  ck_assert_int_eq(pm_replicates_new(&set, &sample.table, NULL, &error), PM_ERROR_DOMAIN);
  ck_assert_ptr_null(set);
}
END_TEST

/* --------------------------------------------------------------- memory -- */

START_TEST(memory_may_run_out)
{
  const size_t m = (size_t)_i;
  if (!makes_replicates(m))
    return;
  replicate_case sample;
  sample_for(&sample, m);
  bool is_over = false;
  for (long fail_at = 1; !is_over; fail_at++) {
    support_failing failing;
    support_failing_init(&failing, fail_at);
    const pm_replicate_request request = {.method = pm_variance_family.at(m)->name,
                                          .replicates = 60,
                                          .allocator = &failing.allocator};
    pm_replicates *set;
    pm_replicate_variance made[DOMAINS];
    pm_error error = {.count = 0};
    pm_status status = pm_replicates_new(&set, &sample.table, &request, &error);
    if (status == PM_OK)
      status = pm_replicates_run(set, made, NULL, &error);
    pm_replicates_free(set);
    is_over = failing.calls < fail_at;
    ck_assert_int_eq(status, is_over ? PM_OK : PM_ERROR_MEMORY);
    ck_assert_int_eq(error.count, is_over ? 0 : 1);
    ck_assert_int_eq(failing.live, 0);
  }
}
END_TEST

START_TEST(memory_may_run_out_of_given)
{
  const pm_replicate_total totals[] = {{1, 2}, {3, 4}};
  for (long fail_at = 1; fail_at <= 3; fail_at++) {
    support_failing failing;
    support_failing_init(&failing, fail_at);
    const pm_replicate_given given = {.replicate_count = 2,
                                      .domain_count = 1,
                                      .full = totals,
                                      .totals = totals,
                                      .scale = 1,
                                      .allocator = &failing.allocator};
    pm_replicate_variance variance;
    ck_assert_int_eq(pm_replicate_given_run(&given, &variance, NULL),
                     fail_at == 3 ? PM_OK : PM_ERROR_MEMORY);
    ck_assert_int_eq(failing.live, 0);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("replicate_rules", &tcase);
  tcase_add_test(tcase, lonely_strata_are_named);
  tcase_add_test(tcase, rules_that_are_not_shown);
  tcase_add_test(tcase, a_census_has_no_variance);
  tcase_add_test(tcase, a_stratum_of_pairs_is_so_many_strata);
  tcase_add_test(tcase, strata_that_are_no_pairs_are_named);
  tcase_add_test(tcase, a_domain_that_is_lost_has_no_ratio);
  tcase_add_loop_test(tcase, given_replicates_are_checked, 0,
                      sizeof refused / sizeof refused[0]);
  tcase_add_loop_test(tcase, requests_that_cannot_be_met_are_refused, 0,
                      sizeof requests / sizeof requests[0]);
  tcase_add_loop_test(tcase, a_table_that_cannot_be_is_refused, 0, 12);
  tcase_add_loop_test(tcase, memory_may_run_out, 0, (int)pm_variance_family.count);
  tcase_add_test(tcase, memory_may_run_out_of_given);
  return support_run(suite);
}
