/* check_targets_large.c: the least cost where not every allocation can be looked at: the
   bound and the cost about the least cost found in another way, and about each other.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "target_case.h"

/* -------------------------------------------------------------------- groups -- */

/* Eight domains of two strata, each with a target, and one for all: too many strata to be
   looked through together. Costs are whole, so that the least use of the common target at
   each cost, domain by domain, leads to the least cost. */
enum { LINKED = 8, LINKED_STRATA = 2 * LINKED, LINKED_COST = 600 };

typedef struct linked_case {
  double cost[LINKED_STRATA], low[LINKED_STRATA], high[LINKED_STRATA], n[LINKED_STRATA];
  size_t starts[LINKED_STRATA + 1], target[2 * LINKED_STRATA];
  double load[2 * LINKED_STRATA], limit[LINKED + 1];
} linked_case;

static void draw_linked(linked_case *it, unsigned long number)
{
  target_draw draw;
  const pm_random_place place = {.seed = 8, .major = number};
  pm_random_begin(&draw.random, &place);
  memset(it, 0, sizeof *it);
  for (size_t h = 0; h < LINKED_STRATA; h++) {
    it->cost[h] = 1 + draw_below(&draw, 3);
    it->low[h] = 1;
    it->high[h] = 3 + draw_below(&draw, 9);
    for (size_t k = 0; k < 2; k++) {
      size_t e = 2 * h + k;
      it->target[e] = k == 0 ? h / 2 : LINKED;
      it->load[e] = 0.1 + draw_uniform(&draw);
      double share = 0.2 + 0.25 * draw_uniform(&draw);
      it->limit[it->target[e]] += it->load[e] * (share + (1 - share) / it->high[h]);
    }
    it->starts[h + 1] = 2 * h + 2;
  }
}

/* The numbers of domain d that meet its own target, added to what the others have. */
static void add_domain(const linked_case *it, size_t d, const double *before, double *after)
{
  size_t h = 2 * d;
  for (size_t c = 0; c < LINKED_COST; c++)
    after[c] = (double)INFINITY;
  for (double a = 1; a <= it->high[h]; a++)
    for (double b = 1; b <= it->high[h + 1]; b++) {
      double own = it->load[2 * h] / a + it->load[2 * h + 2] / b;
      double common = it->load[2 * h + 1] / a + it->load[2 * h + 3] / b;
      size_t cost = (size_t)(it->cost[h] * a + it->cost[h + 1] * b);
      if (own > it->limit[d] * (1 + 1e-12))
        continue;
      for (size_t c = 0; c + cost < LINKED_COST; c++)
        after[c + cost] = fmin(after[c + cost], before[c] + common);
    }
}

static double least_linked(const linked_case *it)
{
  double uses[2][LINKED_COST];
  for (size_t c = 0; c < LINKED_COST; c++)
    uses[0][c] = c == 0 ? 0 : (double)INFINITY;
  for (size_t d = 0; d < LINKED; d++)
    add_domain(it, d, uses[d % 2], uses[1 - d % 2]);
  size_t cost = 0;
  while (cost < LINKED_COST && uses[LINKED % 2][cost] > it->limit[LINKED] * (1 + 1e-12))
    cost++;
  return (double)cost;
}

START_TEST(targets_linked_groups)
{
  enum { CASES = 400 };
  int proven = 0, best_found = 0;
  for (unsigned long number = 0; number < CASES; number++) {
    linked_case it;
    pm_targets_result found = {.n = it.n};
    draw_linked(&it, number);
    const pm_targets_request request = {LINKED_STRATA, LINKED + 1, it.cost,   it.low,
                                        it.high,       it.starts,  it.target, it.load,
                                        it.limit,      0,          NULL};
    double best = least_linked(&it);
    ck_assert_double_lt(best, LINKED_COST);
    ck_assert_int_eq(pm_allocate_targets(&request, &found, NULL), PM_OK);
    ck_assert_msg(found.lower_bound <= best, "case %lu: %g above %g", number, found.lower_bound,
                  best);
    ck_assert_msg(found.cost >= best, "case %lu: %g below %g", number, found.cost, best);
    ck_assert_double_le(found.gap, 0.06);
    proven += found.is_exact;
    best_found += found.cost <= best;
  }
  ck_assert_int_gt(proven, CASES / 4);
  ck_assert_int_gt(best_found, CASES / 2);
}
END_TEST

/* --------------------------------------------------------------------- large -- */

/* Strata in domains, each with several rates, and the nation. */
typedef struct large_case {
  pm_targets_request request;
  double *numbers;
  size_t *places;
} large_case;

static large_case make_large(size_t strata, size_t domains, size_t rates)
{
  size_t per = 2 * rates;
  size_t targets = (domains + 1) * rates;
  large_case it = {.numbers = calloc(3 * strata + strata * per + targets + domains, 8),
                   .places = calloc(strata + 1 + strata * per, sizeof(size_t))};
  ck_assert(it.numbers != NULL && it.places != NULL);
  double *size = it.numbers, *low = size + strata, *cost = low + strata, *load = cost + strata;
  double *limit = load + strata * per, *whole = limit + targets;
  size_t *starts = it.places, *target = starts + strata + 1;
  target_draw draw;
  const pm_random_place place = {.seed = 6};
  pm_random_begin(&draw.random, &place);
  double all = 0;
  for (size_t h = 0; h < strata; h++) {
    size[h] = floor(20 * exp(5 * draw_uniform(&draw)));
    low[h] = 2;
    cost[h] = 1 + draw_below(&draw, 3);
    whole[h % domains] += size[h];
    all += size[h];
  }
  for (size_t j = 0; j < targets; j++)
    limit[j] = pow((j < domains * rates ? 0.08 : 0.02) / 1.96, 2);
  for (size_t h = 0, e = 0; h < strata; h++)
    for (size_t k = 0; k < per; k++, e++) {
      bool is_nation = k >= rates;
      double rate = 0.1 + 0.85 * draw_uniform(&draw);
      double share = size[h] / (is_nation ? all : whole[h % domains]);
      target[e] = is_nation ? domains * rates + k - rates : h % domains * rates + k;
      load[e] = share * share * rate * (1 - rate) * size[h] / (size[h] - 1);
      limit[target[e]] += load[e] / size[h];
      starts[h + 1] = e + 1;
    }
  it.request = (pm_targets_request){strata, targets, cost,  low, size, starts,
                                    target, load,    limit, 0,   NULL};
  return it;
}

static void free_large(large_case *it)
{
  free(it->numbers);
  free(it->places);
}

START_TEST(targets_large)
{
  static const size_t strata[] = {60, 400, 3000};
  for (size_t i = 0; i < 3; i++) {
    large_case it = make_large(strata[i], 10 + 5 * i, 3);
    double *n = calloc(strata[i], sizeof *n);
    double *used = calloc(it.request.targets, sizeof *used);
    pm_targets_result found = {.n = n, .used = used};
    ck_assert_int_eq(pm_allocate_targets(&it.request, &found, NULL), PM_OK);
    for (size_t j = 0; j < it.request.targets; j++)
      ck_assert(used[j] <= it.request.limit[j] * (1 + 1e-12));
    ck_assert_msg(found.gap >= 0 && found.gap < 0.01, "%zu strata: gap %g", strata[i],
                  found.gap);
    ck_assert(found.lower_bound <= found.cost);
    free(n);
    free(used);
    free_large(&it);
  }
}
END_TEST

/* Loads over eight powers of ten, sizes over nine, limits down to a census: whatever is
   asked, all targets are met, and what is found is near the bound. */
START_TEST(targets_wide)
{
  enum { MOST = 60, ENTRIES = MOST * 8 };
  for (unsigned long number = 0; number < 60; number++) {
    double cost[MOST], low[MOST], high[MOST], n[MOST], load[ENTRIES], limit[8], used[8];
    double least[8] = {0}, most[8] = {0};
    size_t starts[MOST + 1] = {0}, target[ENTRIES], loads = 0;
    target_draw draw;
    const pm_random_place place = {.seed = 9, .major = number};
    pm_random_begin(&draw.random, &place);
    size_t strata = 2 + (size_t)draw_below(&draw, MOST - 1);
    size_t targets = 1 + (size_t)draw_below(&draw, 8);
    for (size_t h = 0; h < strata; h++) {
      high[h] = 1 + floor(exp(draw_uniform(&draw) * log(number % 2 == 0 ? 1e5 : 1e9)));
      low[h] = fmin(high[h], 1 + draw_below(&draw, 3));
      cost[h] = draw_below(&draw, 2) == 0 ? 1 : exp(4 * draw_uniform(&draw));
      for (size_t j = 0; j < targets; j++) {
        if (j > 0 && draw_below(&draw, 4) > 0)
          continue;
        target[loads] = j;
        load[loads] = pow(10, 8 * draw_uniform(&draw) - 4);
        least[j] += load[loads] / high[h];
        most[j] += load[loads++] / low[h];
      }
      starts[h + 1] = loads;
    }
    for (size_t j = 0; j < targets; j++) {
      bool is_tight = draw_below(&draw, 10) == 0;
      double share = exp(-12 * draw_uniform(&draw));
      limit[j] =
          is_tight ? least[j] * (1 + 1e-9 * share) : least[j] + (most[j] - least[j]) * share;
      limit[j] = fmax(limit[j], 1e-300);
    }
    const pm_targets_request request = {strata, targets, cost,  low, high, starts,
                                        target, load,    limit, 0,   NULL};
    pm_targets_result found = {.n = n, .used = used};
    ck_assert_int_eq(pm_allocate_targets(&request, &found, NULL), PM_OK);
    for (size_t j = 0; j < targets; j++)
      ck_assert_msg(used[j] <= limit[j] * (1 + 2e-12), "case %lu", number);
    ck_assert_msg(found.gap < 0.01, "case %lu: gap %g", number, found.gap);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("targets_large", &tcase);
  tcase_add_test(tcase, targets_linked_groups);
  tcase_add_test(tcase, targets_large);
  tcase_add_test(tcase, targets_wide);
  return support_run(suite);
}
