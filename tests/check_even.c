/* check_even.c: the same margin in every domain, against every allocation there is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <stdlib.h>

#include "allocate_case.h"

enum { DOMAINS_MOST = 3, PROBLEMS = 2000 };

typedef struct even_case {
  allocate_case plain; /* its strata and total */
  size_t domain[STRATA_MOST];
  size_t domains;
} even_case;

static int compare_falling(const void *a, const void *b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;
  return first > second ? -1 : first < second;
}

/* The variances of the domains' means, the largest first. */
static void variances_of(const even_case *it, const double *n, double v[DOMAINS_MOST])
{
  for (size_t d = 0; d < it->domains; d++) {
    double population = 0;
    double sum = 0;
    for (size_t h = 0; h < it->plain.count; h++) {
      const pm_stratum_plan *s = &it->plain.strata[h];
      if (it->domain[h] != d)
        continue;
      population += s->population;
      sum += s->population * (s->population - n[h]) * s->spread * s->spread / n[h];
    }
    v[d] = sum / (population * population);
  }
  qsort(v, it->domains, sizeof *v, compare_falling);
}

/* Is a smaller in the first place where they differ? */
static bool is_smaller(const double *a, const double *b, size_t count)
{
  for (size_t d = 0; d < count; d++)
    if (fabs(a[d] - b[d]) > 1e-12 * (a[d] + b[d]))
      return a[d] < b[d];
  return false;
}

static void draw_case(pm_random *random, even_case *it)
{
  *it = (even_case){.domains = 1 + (size_t)pm_random_below(random, DOMAINS_MOST)};
  it->plain.count =
      it->domains + (size_t)pm_random_below(random, STRATA_MOST - DOMAINS_MOST + 1);
  double low = 0;
  double high = 0;
  for (size_t h = 0; h < it->plain.count; h++) {
    pm_stratum_plan *s = &it->plain.strata[h];
    s->population = 1 + (double)pm_random_below(random, 10);
    s->spread = pm_random_below(random, 6) == 0 ? 0 : pm_random_uniform(random);
    s->take_all = pm_random_below(random, 12) == 0;
    if (pm_random_below(random, 3) == 0)
      s->minimum = 1 + (double)pm_random_below(random, (uint64_t)s->population);
    if (pm_random_below(random, 3) == 0)
      s->maximum = fmax(fmax(1, s->minimum), 1 + (double)pm_random_below(random, 9));
    it->domain[h] = h < it->domains ? h : (size_t)pm_random_below(random, it->domains);
    low += case_low(s);
    high += case_high(s);
  }
  it->plain.total = low + (double)pm_random_below(random, (uint64_t)(high - low + 1));
}

static pm_even_request request_of(const even_case *it)
{
  return (pm_even_request){.strata = it->plain.strata,
                           .count = it->plain.count,
                           .domain = it->domain,
                           .domain_count = it->domains,
                           .total = it->plain.total};
}

static double total_of(const even_case *it, const double *n)
{
  double sum = 0;
  for (size_t h = 0; h < it->plain.count; h++)
    sum += n[h];
  return sum;
}

START_TEST(largest_margins_are_least)
{
  pm_random random;
  pm_random_begin(&random, &(pm_random_place){.seed = 11});
  for (int problem = 0; problem < PROBLEMS; problem++) {
    even_case it;
    draw_case(&random, &it);
    const pm_even_request request = request_of(&it);
    double n[STRATA_MOST], se[DOMAINS_MOST], found[DOMAINS_MOST], other[DOMAINS_MOST];
    pm_error error = {0};
    ck_assert_msg(pm_allocate_even(&request, n, se, NULL, &error) == PM_OK, "%d: %s", problem,
                  error.faults[0].text);
    ck_assert_double_eq(total_of(&it, n), it.plain.total);
    variances_of(&it, n, found);
    qsort(se, it.domains, sizeof *se, compare_falling);
    for (size_t d = 0; d < it.domains; d++)
      ck_assert(fabs(se[d] * se[d] - found[d]) < 1e-14);
    double way[STRATA_MOST];
    case_first(&it.plain, way);
    do {
      if (total_of(&it, way) != it.plain.total)
        continue;
      variances_of(&it, way, other);
      ck_assert_msg(!is_smaller(other, found, it.domains), "problem %d: %.17g, not %.17g",
                    problem, found[0], other[0]);
    } while (case_next(&it.plain, way));
  }
}
END_TEST

/* Seven records of ten, in many domains: margins are the same but for a record, in time. */
START_TEST(high_fractions_are_even)
{
  enum { STRATA = 3000, DOMAINS = 60 };
  pm_stratum_plan *strata = calloc(STRATA, sizeof *strata);
  size_t *domain = calloc(STRATA, sizeof *domain);
  double *n = calloc(STRATA, sizeof *n);
  double se[DOMAINS];
  double population = 0;
  double total = 0;
  pm_random random;
  pm_random_begin(&random, &(pm_random_place){.seed = 12});
  for (size_t h = 0; h < STRATA; h++) {
    strata[h].population = 100 + (double)pm_random_below(&random, 900);
    strata[h].spread = 0.1 + 0.4 * pm_random_uniform(&random);
    domain[h] = h % DOMAINS;
    population += strata[h].population;
  }
  const pm_even_request request = {.strata = strata,
                                   .count = STRATA,
                                   .domain = domain,
                                   .domain_count = DOMAINS,
                                   .total = floor(0.7 * population)};
  ck_assert_int_eq(pm_allocate_even(&request, n, se, NULL, NULL), PM_OK);
  for (size_t h = 0; h < STRATA; h++)
    total += n[h];
  ck_assert_double_eq(total, request.total);
  for (size_t d = 1; d < DOMAINS; d++)
    ck_assert(fabs(se[d] / se[0] - 1) < 1e-3);
  free(n);
  free(domain);
  free(strata);
}
END_TEST

START_TEST(contradictions_are_named)
{
  const pm_stratum_plan strata[] = {{.population = 10, .spread = 1},
                                    {.population = 10, .spread = 1}};
  const size_t domain[] = {0, 2};
  double n[2], se[3];
  pm_even_request request = {
      .strata = strata, .count = 2, .domain = domain, .domain_count = 3, .total = 5};
  pm_error error = {0};
  ck_assert_int_eq(pm_allocate_even(&request, n, se, NULL, &error), PM_ERROR_USAGE);
  ck_assert_str_eq(error.faults[0].text, "domain 2 has no stratum");
  pm_error_clear(&error);
  request.domain_count = 1;
  ck_assert_int_eq(pm_allocate_even(&request, n, se, NULL, &error), PM_ERROR_USAGE);
  ck_assert_str_eq(error.faults[0].text, "stratum 2 is in no domain");
  pm_error_clear(&error);
  const size_t both[] = {0, 0};
  request.domain = both;
  request.total = 25;
  ck_assert_int_eq(pm_allocate_even(&request, n, se, NULL, &error), PM_ERROR_DOMAIN);
  ck_assert_str_eq(error.faults[0].text,
                   "the maxima of 2 strata add up to 20, 5 fewer than the total of 25");
  pm_error_clear(&error);
  request.total = (double)INFINITY;
  ck_assert_int_eq(pm_allocate_even(&request, n, se, NULL, &error), PM_ERROR_DOMAIN);
  ck_assert_str_eq(
      error.faults[0].text,
      "the maxima of 2 strata add up to 20, infinity fewer than the total of infinity");
}
END_TEST

/* Without any spread: as if it were the same everywhere, and every margin is 0. */
START_TEST(no_spread_at_all)
{
  const pm_stratum_plan strata[] = {
      {.population = 100}, {.population = 300}, {.population = 400}};
  const size_t domain[] = {0, 0, 1};
  const pm_even_request request = {
      .strata = strata, .count = 3, .domain = domain, .domain_count = 2, .total = 80};
  double n[3], se[2];
  ck_assert_int_eq(pm_allocate_even(&request, n, se, NULL, NULL), PM_OK);
  ck_assert(n[0] == 10 && n[1] == 30 && n[2] == 40);
  ck_assert(se[0] == 0 && se[1] == 0);
}
END_TEST

/* Where all with a spread are full, the others share what is left as they would if theirs
   were the same: to a record, even in the margins that they then would have. */
START_TEST(the_rest_is_even)
{
  const pm_stratum_plan strata[] = {{.population = 10, .spread = 1},
                                    {.population = 1000},
                                    {.population = 300, .spread = 1, .maximum = 20},
                                    {.population = 3000}};
  const size_t domain[] = {0, 1, 0, 2};
  const pm_even_request request = {
      .strata = strata, .count = 4, .domain = domain, .domain_count = 3, .total = 430};
  double n[4], se[3];
  pm_error error = {0};
  ck_assert_int_eq(pm_allocate_even(&request, n, se, NULL, &error), PM_OK);
  ck_assert(n[0] == 10 && n[2] == 20 && n[1] + n[3] == 400);
  ck_assert(se[0] > 0 && se[1] == 0 && se[2] == 0);
  ck_assert(fabs((1 / n[1] - 1 / 1000.0) - (1 / n[3] - 1 / 3000.0)) < 1 / (n[1] * n[1]));
}
END_TEST

static pm_status even_within(const pm_allocator *allocator, const void *context)
{
  (void)context;
  const pm_stratum_plan strata[] = {{.population = 10, .spread = 1}, {.population = 30}};
  const size_t domain[] = {0, 1};
  double n[2], se[2];
  const pm_even_request request = {.strata = strata,
                                   .count = 2,
                                   .domain = domain,
                                   .domain_count = 2,
                                   .total = 11,
                                   .allocator = allocator};
  return pm_allocate_even(&request, n, se, NULL, NULL);
}

START_TEST(memory_may_end)
{
  support_memory_ends(even_within, NULL);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("even", &tcase);
  tcase_add_test(tcase, largest_margins_are_least);
  tcase_add_test(tcase, high_fractions_are_even);
  tcase_add_test(tcase, contradictions_are_named);
  tcase_add_test(tcase, no_spread_at_all);
  tcase_add_test(tcase, the_rest_is_even);
  tcase_add_test(tcase, memory_may_end);
  return support_run(suite);
}
