/* check_collapse.c: which strata are put together is what the definition says, one lonely
   stratum after the other, and takes no longer than to put them in order.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/collapse.h"
#include "support.h"

#include <math.h>
#include <plusminus/core.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 40, MANY = 300000, LABEL_SIZE = 8, TRIALS = 20000 };

static char labels[FEW][LABEL_SIZE];

static bool is_before(const pm_collapse_stratum *a, const pm_collapse_stratum *b)
{
  return a->size != b->size ? a->size < b->size : strcmp(a->label, b->label) < 0;
}

/* The neighbour of group k among all that are left, by looking at each of them. */
static size_t find_neighbour(const pm_collapse_stratum *groups, size_t count, size_t k)
{
  size_t behind = count, before = count, any_behind = count, any_before = count;
  for (size_t i = 0; i < count; i++) {
    if (i == k)
      continue;
    bool is_open = !(groups[i].population <= groups[i].units);
    size_t *any = is_before(&groups[k], &groups[i]) ? &any_behind : &any_before;
    size_t *open = any == &any_behind ? &behind : &before;
    bool is_nearer_behind = any == &any_behind;
    if (*any == count || is_before(&groups[i], &groups[*any]) == is_nearer_behind)
      *any = i;
    if (is_open &&
        (*open == count || is_before(&groups[i], &groups[*open]) == is_nearer_behind))
      *open = i;
  }
  return behind < count       ? behind
         : before < count     ? before
         : any_behind < count ? any_behind
                              : any_before;
}

/* The smallest lonely group; count: none. */
static size_t find_lonely(const pm_collapse_stratum *groups, size_t count)
{
  size_t found = count;
  for (size_t i = 0; i < count; i++)
    if (groups[i].units == 1 && !(groups[i].population <= 1) &&
        (found == count || is_before(&groups[i], &groups[found])))
      found = i;
  return found;
}

static size_t collapse_by_definition(pm_collapse_stratum *groups, size_t count,
                                     uint32_t *group_of)
{
  const size_t strata = count;
  for (uint32_t i = 0; i < count; i++)
    group_of[i] = i;
  for (size_t k; count > 1 && (k = find_lonely(groups, count)) < count; count--) {
    pm_collapse_stratum *with = &groups[find_neighbour(groups, count, k)];
    for (size_t i = 0; i < strata; i++)
      if (group_of[i] == groups[k].number)
        group_of[i] = with->number;
    with->size += groups[k].size;
    with->units += groups[k].units;
    with->population += groups[k].population;
    groups[k] = groups[count - 1];
  }
  return count;
}

/* Below n. */
static double draw(pm_random *random, uint64_t n)
{
  return (double)(pm_random_word(random) % n);
}

/* Populations are told or not, and some strata were taken whole; no two are alike in size and
   label, so that there is one order. */
static size_t draw_strata(pm_random *random, pm_collapse_stratum *strata)
{
  size_t count = 1 + (size_t)draw(random, FEW);
  bool are_told = draw(random, 3) > 0;
  uint64_t sizes = draw(random, 2) > 0 ? 4 : 1000;
  for (uint32_t i = 0; i < count; i++) {
    double units = draw(random, 3) > 0 ? 1 : 2 + draw(random, 3);
    double population = units + (draw(random, 3) > 0 ? draw(random, 5) : 0);
    strata[i] = (pm_collapse_stratum){.label = labels[i],
                                      .size = are_told ? population : draw(random, sizes),
                                      .units = units,
                                      .population = are_told ? population : (double)NAN,
                                      .number = i};
  }
  return count;
}

START_TEST(as_defined)
{
  const pm_random_place place = {.seed = 1987};
  pm_random random;
  pm_random_begin(&random, &place);
  for (int i = 0; i < FEW; i++)
    (void)snprintf(labels[i], LABEL_SIZE, "%c%d", 'a' + i * 7 % 26, i);
  for (int trial = 0; trial < TRIALS; trial++) {
    pm_collapse_stratum strata[FEW], same[FEW];
    uint32_t got[FEW], wanted[FEW];
    size_t count = draw_strata(&random, strata);
    memcpy(same, strata, sizeof strata);
    ck_assert_uint_eq(pm_collapse(strata, count, got),
                      collapse_by_definition(same, count, wanted));
    ck_assert_mem_eq(got, wanted, count * sizeof *got);
  }
}
END_TEST

/* A record's number taken for its stratum: by the square of their number it took minutes. */
START_TEST(of_many)
{
  pm_collapse_stratum *strata = calloc(MANY, sizeof *strata);
  uint32_t *group_of = calloc(MANY, sizeof *group_of);
  ck_assert(strata != NULL && group_of != NULL);
  for (uint32_t i = 0; i < MANY; i++)
    strata[i] = (pm_collapse_stratum){
        .label = "", .size = 2 * MANY - i, .units = 1, .population = (double)NAN, .number = i};
  ck_assert_uint_eq(pm_collapse(strata, MANY, group_of), MANY / 2);
  for (uint32_t i = 0; i < MANY; i++)
    ck_assert_uint_eq(group_of[i], i / 2 * 2);
  free(strata);
  free(group_of);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("collapse", &tcase);
  tcase_add_test(tcase, as_defined);
  tcase_add_test(tcase, of_many);
  return support_run(suite);
}
