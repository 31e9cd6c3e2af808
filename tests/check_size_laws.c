/* check_size_laws.c: laws that hold of every rule for the size of a sample.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <stdio.h>
#include <string.h>

#include "plan/size_coverage.h"
#include "support.h"

static pm_size size_of(const pm_size_request *request)
{
  pm_size size;
  pm_error error = {0};
  pm_status status = pm_size_for_margin(request, &size, &error);
  ck_assert_msg(status == PM_OK, "%s", error.faults[0].text);
  return size;
}

static double margin_of(const pm_size_request *request, double n)
{
  pm_size size;
  pm_error error = {0};
  pm_status status = pm_size_margin(request, n, &size, &error);
  ck_assert_msg(status == PM_OK, "%s", error.faults[0].text);
  return size.achieved_margin;
}

typedef void law(const pm_size_request *request, const pm_size *size, const char *where);

/* Every method that can, on designs, rates and margins. */
static void each_case(law *holds)
{
  static const double rates[] = {0.5, 0.13, 0.9};
  static const double margins[] = {0.11, 0.05};
  static const pm_size_request designs[] = {
      {.population = 0},
      {.population = 700},
      {.population = 5000, .deff = 1.7, .response = 0.8, .eligible = 0.9},
      {.population = 900, .width = PM_WIDTH_ASSURED, .assurance = 0.8},
      {.population = 600, .width = PM_WIDTH_EXPECTED, .prior_x = 20, .prior_n = 25},
  };
  for (size_t m = 0; m < pm_size_family.count; m++)
    for (size_t d = 0; d < sizeof designs / sizeof *designs; d++)
      for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
        for (size_t e = 0; e < sizeof margins / sizeof *margins; e++) {
          pm_size_request request = designs[d];
          request.method = pm_size_family.at(m)->name;
          request.rate = rates[r];
          request.margin = margins[e];
          if (pm_size_refusal(&request) != NULL)
            continue;
          char where[96];
          pm_size size = size_of(&request);
          (void)snprintf(where, sizeof where, "%s, design %zu, rate %g, margin %g",
                         request.method, d, rates[r], margins[e]);
          holds(&request, &size, where);
        }
}

/* The first n meets the margin and none before does; from the safe one on all do, and
   the one before it does not. */
static void check_ends(const pm_size_request *request, const pm_size *size, const char *where)
{
  double most = request->population > 0 ? request->population : 1e9;
  double loose = request->margin * (1 + 1e-13);
  for (double n = fmax(3, size->n - 60); n < size->n; n++)
    ck_assert_msg(margin_of(request, n) > request->margin, "%s: %g", where, n);
  ck_assert_msg(margin_of(request, size->n) <= loose, "%s", where);
  if (size->n_safe > 3)
    ck_assert_msg(margin_of(request, size->n_safe - 1) > request->margin, "%s", where);
  for (double n = size->n_safe; n < fmin(most, size->n_safe + 60); n++)
    ck_assert_msg(margin_of(request, n) <= loose, "%s: %g of %g", where, n, size->n_safe);
}

START_TEST(size_ends)
{
  each_case(check_ends);
}
END_TEST

static void check_issued(const pm_size_request *request, const pm_size *size, const char *where)
{
  double usable = (request->response > 0 ? request->response : 1) *
                  (request->eligible > 0 ? request->eligible : 1);
  ck_assert_msg(size->n <= size->n_safe && size->n_issued <= size->n_issued_safe, "%s", where);
  ck_assert_msg(size->n_issued >= size->n, "%s", where);
  ck_assert_msg(size->n_issued * usable >= size->unrounded * (1 - 1e-12), "%s", where);
  ck_assert_msg((size->n_issued - 1) * usable < fmax(1, size->unrounded), "%s", where);
  ck_assert_msg(size->n == fmax(1, ceil(size->unrounded - 1e-9)), "%s", where);
  ck_assert_msg(size->n_issued_safe * usable > size->n_safe - 1, "%s", where);
}

START_TEST(size_issued)
{
  each_case(check_issued);
}
END_TEST

/* More confidence or design effect takes more, a wider margin or a smaller
   population less; a rate and its complement the same. */
static void check_order(const pm_size_request *request, const pm_size *size, const char *where)
{
  pm_size_request other = *request;
  other.conf = 0.99;
  ck_assert_msg(size_of(&other).n >= size->n, "%s: confidence", where);
  other = *request;
  other.margin = request->margin + 0.01;
  ck_assert_msg(size_of(&other).n <= size->n, "%s: margin", where);
  ck_assert_msg(size_of(&other).n_safe <= size->n_safe, "%s: safe margin", where);
  other = *request;
  other.deff = (request->deff > 0 ? request->deff : 1) * 1.25;
  ck_assert_msg(size_of(&other).n >= size->n, "%s: deff", where);
  other = *request;
  other.rate = 1 - request->rate;
  if (request->prior_n == 0)
    ck_assert_msg(size_of(&other).n == size->n, "%s: mirrored", where);
  other.prior_x = request->prior_n - request->prior_x;
  ck_assert_msg(size_of(&other).n_safe == size->n_safe, "%s: safe mirrored", where);
}

START_TEST(size_order)
{
  each_case(check_order);
}
END_TEST

/* The line names the term that is said to weigh most, and what it saves is what a
   request so relaxed takes less. */
static void check_why(const pm_size_request *request, const pm_size *size, const char *where)
{
  pm_size_why why;
  ck_assert_int_eq(pm_size_explain(request, size, &why, NULL), PM_OK);
  ck_assert_msg(strlen(why.text) < PM_SIZE_WHY_TEXT - 1, "%s", where);
  ck_assert_msg(strstr(why.text, request->method) != NULL, "%s: %s", where, why.text);
  ck_assert_msg(why.term != NULL && why.fewer > 0, "%s", where);
  pm_size_request relaxed = *request;
  relaxed.margin = request->margin + 0.01;
  double saved = size->n_issued - size_of(&relaxed).n_issued;
  ck_assert_msg(why.fewer >= saved, "%s", where);
  if (strcmp(why.term, "margin") == 0)
    ck_assert_msg(why.fewer == saved, "%s", where);
  relaxed.margin = request->margin - 0.001;
  ck_assert_msg(why.next_tenth == size_of(&relaxed).n_issued - size->n_issued, "%s", where);
}

START_TEST(size_why)
{
  each_case(check_why);
}
END_TEST

/* Each term weighs most where it is made to. */
START_TEST(size_why_terms)
{
  static const struct {
    pm_size_request request;
    const char *term;
  } cases[] = {
      {{.rate = 0.5, .margin = 0.05}, "margin"},
      {{.rate = 0.5, .margin = 0.10}, "confidence"},
      {{.rate = 0.8, .margin = 0.10, .deff = 2}, "deff"},
      {{.rate = 0.5, .margin = 0.10, .response = 0.5}, "response"},
      {{.rate = 0.5, .margin = 0.10, .eligible = 0.4}, "eligible"},
      {{.rate = 0.9, .margin = 0.05}, "rate"},
      {{.method = "wilson",
        .rate = 0.97,
        .margin = 0.05,
        .width = PM_WIDTH_ASSURED,
        .assurance = 0.99},
       "assurance"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    pm_size_why why;
    pm_size size = size_of(&cases[i].request);
    ck_assert_int_eq(pm_size_explain(&cases[i].request, &size, &why, NULL), PM_OK);
    ck_assert_msg(why.term != NULL && strcmp(why.term, cases[i].term) == 0, "%s: %s",
                  cases[i].term, why.text);
  }
}
END_TEST

/* That the rate is not known costs as well. */
/* Of given records, the margin without the design effect is the one that is told. */
START_TEST(size_why_bought)
{
  pm_size_request request = {
      .method = "wilson", .rate = 0.85, .conf = 0.95, .population = 1000, .deff = 2};
  pm_size size, less;
  pm_size_why why;
  char told[64];
  ck_assert_int_eq(pm_size_margin(&request, 200, &size, NULL), PM_OK);
  ck_assert_int_eq(pm_size_explain_margin(&request, &size, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "deff");
  ck_assert(isnan(why.fewer));
  request.deff = 0;
  ck_assert_int_eq(pm_size_margin(&request, 200, &less, NULL), PM_OK);
  (void)snprintf(told, sizeof told, "design effect of 2, %.3g points",
                 100 * less.achieved_margin);
  ck_assert_msg(strstr(why.text, told) != NULL, "%s: %s", told, why.text);
  ck_assert_int_eq(pm_size_margin(&request, 1000, &size, NULL), PM_OK);
  ck_assert_int_eq(pm_size_explain_margin(&request, &size, &why, NULL), PM_OK);
  ck_assert_str_eq(why.text, "0 points because 1,000 records are all there are.");
}
END_TEST

START_TEST(size_why_prior)
{
  pm_size_request request = {.method = "wilson",
                             .margin = 0.1,
                             .conf = 0.8,
                             .width = PM_WIDTH_ASSURED,
                             .assurance = 0.9,
                             .prior_x = 3,
                             .prior_n = 3};
  pm_size_why why;
  pm_size size = size_of(&request);
  ck_assert_int_eq(pm_size_explain(&request, &size, &why, NULL), PM_OK);
  ck_assert_str_eq(why.term, "assurance");
  ck_assert_msg(strstr(why.text, "were the rate known to be 87.5%, ") != NULL, "%s", why.text);
}
END_TEST

/* wald is pm_plan_size and pm_plan_margin. */
START_TEST(size_wald_is_plan)
{
  for (double rate = 0.05; rate < 1; rate += 0.15)
    for (double margin = 0.01; margin < 0.2; margin += 0.017)
      for (double N = 0; N < 3000; N += 999) {
        pm_plan plan = {.rate = rate, .conf = 0.9, .population = N, .deff = 1.3};
        pm_size_request request = {
            .rate = rate, .margin = margin, .conf = 0.9, .population = N, .deff = 1.3};
        double n, bought;
        ck_assert_int_eq(pm_plan_size(&plan, margin, &n, NULL), PM_OK);
        ck_assert_double_eq(size_of(&request).n, n);
        ck_assert_int_eq(pm_plan_margin(&plan, n, &bought, NULL), PM_OK);
        ck_assert_double_eq(margin_of(&request, n), bought);
      }
}
END_TEST

/* The promise of an assured size, from the law of X itself. */
START_TEST(size_assurance_is_kept)
{
  pm_size_request request = {.method = "wilson",
                             .rate = 0.83,
                             .margin = 0.06,
                             .width = PM_WIDTH_ASSURED,
                             .assurance = 0.9};
  pm_size size = size_of(&request);
  for (double n = size.n - 1; n <= size.n; n++) {
    pm_sum sum = {0, 0};
    for (double x = 0; x <= n; x++) {
      double z = pm_normal_quantile(0.025, PM_TAIL_UPPER);
      double half = z * sqrt(x * (n - x) / n + z * z / 4) / (n + z * z);
      if (half <= 0.06)
        pm_sum_add(&sum, pm_binomial_pmf(x, n, 0.83));
    }
    if (n < size.n)
      ck_assert_double_lt(pm_sum_value(&sum), 0.9);
    else
      ck_assert_double_ge(pm_sum_value(&sum), 0.9);
  }
}
END_TEST

/* The valley of the coverage is where all k would find it. */
START_TEST(size_coverage_valley)
{
  static const double margins[] = {0.01, 0.025, 0.05};
  for (size_t e = 0; e < 3; e++)
    for (double n = 513; n < 4000; n += 131) {
      double margin = margins[e], length = floor(2 * n * margin + 1e-9), least = 1;
      for (double k = 0; k / n + margin < 1; k++) {
        double p = k / n + margin;
        least = fmin(least, 1 - pm_binomial_tail(k, n, p, PM_TAIL_LOWER) -
                                pm_binomial_tail(k + length + 1, n, p, PM_TAIL_UPPER));
      }
      ck_assert_double_eq_tol(pm_size_least_coverage(n, margin), fmax(0, least), 1e-13);
    }
}
END_TEST

START_TEST(size_census)
{
  for (size_t m = 0; m < pm_size_family.count; m++) {
    pm_size_request request = {.method = pm_size_family.at(m)->name,
                               .rate = 0.4,
                               .margin = 2e-5,
                               .population = 50,
                               .eligible = 0.5};
    pm_size size = size_of(&request);
    ck_assert_double_eq(size.n, 50);
    ck_assert_double_eq(size.n_issued, 100);
    ck_assert_double_eq(size.achieved_margin, 0);
  }
}
END_TEST

/* ------------------------------------------------------------- refused -- */

typedef struct refused {
  pm_size_request request;
  pm_status status;
  const char *says;
} refused;

static const refused refusals[] = {
    {{.rate = -0.1, .margin = 0.1}, PM_ERROR_DOMAIN, "a rate"},
    {{.rate = 0.5}, PM_ERROR_DOMAIN, "a margin must"},
    {{.rate = 0.5, .margin = 0.1, .response = 1.1}, PM_ERROR_DOMAIN, "a response rate"},
    {{.rate = 0.5, .margin = 0.1, .eligible = -1}, PM_ERROR_DOMAIN, "eligible"},
    {{.rate = 0.5, .margin = 0.1, .deff = -1}, PM_ERROR_DOMAIN, "a design effect"},
    {{.rate = 0.5, .margin = 0.1, .population = 0.5}, PM_ERROR_DOMAIN, "a population"},
    {{.rate = 0.5, .margin = 0.1, .conf = 0.3}, PM_ERROR_USAGE, "a confidence level"},
    {{.rate = 0.5, .margin = 0.1, .prior_x = 3, .prior_n = 2}, PM_ERROR_DOMAIN, "a prior"},
    {{.rate = 0.5, .margin = 0.1, .assurance = 0.8}, PM_ERROR_DOMAIN, "belongs to"},
    {{.rate = 0.5, .margin = 0.1, .minutes_per_record = -1}, PM_ERROR_DOMAIN, "minutes"},
    {{.rate = 0.5, .margin = 0.1, .cost_per_record = -1}, PM_ERROR_DOMAIN, "a cost"},
    {{.rate = 0.5, .margin = 1e-9}, PM_ERROR_DOMAIN, "can be counted"},
    {{.method = "wilson", .rate = 0.5, .margin = 0.1, .width = PM_WIDTH_ASSURED},
     PM_ERROR_DOMAIN,
     "an assurance"},
    {{.method = "nonesuch", .rate = 0.5, .margin = 0.1}, PM_ERROR_USAGE, "unknown"},
    {{.method = "hypergeometric", .rate = 0.5, .margin = 0.1}, PM_ERROR_USAGE, "population"},
    {{.method = "hypergeometric", .rate = 0.5, .margin = 0.1, .population = 9.5},
     PM_ERROR_DOMAIN,
     "whole"},
    {{.method = "log-odds", .rate = 0, .margin = 0.1}, PM_ERROR_DOMAIN, "above 0 and below 1"},
    {{.method = "log-odds", .rate = 0.5, .margin = 0.5}, PM_ERROR_DOMAIN, "below 50 points"},
    {{.method = "mid-p", .rate = 0.5, .margin = 1e-6}, PM_ERROR_DOMAIN, "search"},
    {{.method = "mid-p", .rate = 0.5, .margin = 1e-6, .population = 2e5},
     PM_ERROR_DOMAIN,
     "search"},
    {{.rate = 0.5, .margin = 0.1, .width = PM_WIDTH_EXPECTED}, PM_ERROR_USAGE, "wilson has"},
    {{.method = "coverage-guaranteed", .margin = 0.1, .prior_n = 4}, PM_ERROR_USAGE, "prior"},
    {{.rate = 0.5, .margin = 0.05, .population = 50, .response = 0.85},
     PM_ERROR_DOMAIN,
     "45 usable records, and a response of 85% leaves 42 of the population's 50: 3 too few; "
     "they buy 6.11 points"},
};

/* Of a population no more than all of it: with every rule, and every meaning of a width. */
START_TEST(size_tiny_margin)
{
  for (size_t m = 0; m < pm_size_family.count; m++)
    for (pm_width width = PM_WIDTH_AT_RATE; width <= PM_WIDTH_ASSURED; width++)
      for (double population = 1; population < 1000; population += 499) {
        const pm_size_request request = {.method = pm_size_family.at(m)->name,
                                         .rate = 0.5,
                                         .margin = 1e-9,
                                         .population = population,
                                         .width = width,
                                         .assurance = width == PM_WIDTH_ASSURED ? 0.9 : 0};
        pm_size size;
        pm_size_why why;
        if (pm_size_refusal(&request) != NULL)
          continue;
        ck_assert_int_eq(pm_size_for_margin(&request, &size, NULL), PM_OK);
        ck_assert_double_eq(size.n, population);
        ck_assert_double_eq(size.n_safe, population);
        ck_assert_double_eq(size.n_issued, population);
        ck_assert_double_eq(size.achieved_margin, 0);
        ck_assert_int_eq(pm_size_explain(&request, &size, &why, NULL), PM_OK);
      }
}
END_TEST

START_TEST(size_refuses)
{
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    pm_size size = {0};
    pm_error error = {0};
    ck_assert_int_eq(pm_size_for_margin(&refusals[i].request, &size, &error),
                     refusals[i].status);
    ck_assert_int_eq(error.count, 1);
    ck_assert_msg(strstr(error.faults[0].text, refusals[i].says) != NULL, "%s",
                  error.faults[0].text);
    ck_assert(isnan(size.n));
  }
}
END_TEST

START_TEST(size_refuses_records)
{
  pm_size size;
  pm_error error = {0};
  double coverage;
  pm_size_request request = {.rate = 0.5, .margin = 0.1, .population = 50};
  ck_assert_int_eq(pm_size_margin(&request, 0, &size, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_size_margin(&request, (double)NAN, &size, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_size_margin(&request, 60, &size, &error), PM_ERROR_DOMAIN);
  ck_assert_str_eq(error.faults[0].text, "60 records are 10 more than the population's 50");
  ck_assert_int_eq(pm_size_coverage(&request, 60, &coverage, NULL), PM_ERROR_DOMAIN);
  ck_assert(isnan(coverage));
  request.deff = 4;
  request.method = "mid-p";
  ck_assert_int_eq(pm_size_margin(&request, 2, &size, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_size_coverage(&request, 2, &coverage, NULL), PM_ERROR_DOMAIN);
  ck_assert_int_eq(pm_size_coverage(&request, 50, &coverage, NULL), PM_OK);
  ck_assert_double_eq(coverage, 1);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("size_laws", &tcase);
  tcase_add_test(tcase, size_ends);
  tcase_add_test(tcase, size_issued);
  tcase_add_test(tcase, size_order);
  tcase_add_test(tcase, size_why);
  tcase_add_test(tcase, size_why_terms);
  tcase_add_test(tcase, size_why_bought);
  tcase_add_test(tcase, size_why_prior);
  tcase_add_test(tcase, size_wald_is_plan);
  tcase_add_test(tcase, size_assurance_is_kept);
  tcase_add_test(tcase, size_coverage_valley);
  tcase_add_test(tcase, size_census);
  tcase_add_test(tcase, size_tiny_margin);
  tcase_add_test(tcase, size_refuses);
  tcase_add_test(tcase, size_refuses_records);
  return support_run(suite);
}
