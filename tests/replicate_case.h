/* replicate_case.h: small samples for the tests of replicates.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_REPLICATE_CASE_H
#define TESTS_REPLICATE_CASE_H

#include "estimate/replicate.h"
#include "support.h"

#include <stdio.h>
#include <string.h>

enum { CASE_UNITS_MOST = 512, CASE_ENTRIES_MOST = 2048, CASE_STRATA_MOST = 64 };

/* A table and all that it borrows. Entries are added unit by unit; case_finish
   points the table at them, so a case stays where it is from then on. */
typedef struct replicate_case {
  pm_replicate_table table;
  pm_replicate_stratum strata[CASE_STRATA_MOST];
  uint32_t stratum[CASE_UNITS_MOST];
  size_t first[CASE_UNITS_MOST + 1];
  pm_replicate_entry entries[CASE_ENTRIES_MOST];
  char stratum_names[CASE_STRATA_MOST][24];
} replicate_case;

static inline void case_add_entry(replicate_case *sample, uint32_t stratum, size_t unit,
                                  pm_replicate_entry entry)
{
  ck_assert_uint_lt(unit, CASE_UNITS_MOST);
  if (unit == sample->table.unit_count) {
    sample->first[unit + 1] = sample->first[unit];
    sample->stratum[unit] = stratum;
    sample->table.unit_count++;
  }
  ck_assert_uint_eq(unit + 1, sample->table.unit_count);
  ck_assert_uint_lt(sample->first[unit + 1], CASE_ENTRIES_MOST);
  sample->entries[sample->first[unit + 1]++] = entry;
  if (stratum >= sample->table.stratum_count)
    sample->table.stratum_count = stratum + 1;
}

/* Of three cells, the domains are all of them, the first, and the others. */
static inline void case_finish(replicate_case *sample, size_t cells)
{
  static const size_t domain_first[] = {0, 3, 4, 6};
  static const uint32_t domain_cells[] = {0, 1, 2, 0, 1, 2};
  pm_replicate_table *table = &sample->table;
  for (size_t h = 0; h < table->stratum_count; h++) {
    snprintf(sample->stratum_names[h], sizeof sample->stratum_names[h], "h%zu", h + 1);
    sample->strata[h].name = sample->stratum_names[h];
  }
  table->strata = sample->strata;
  table->stratum = sample->stratum;
  table->first = sample->first;
  table->entries = sample->entries;
  table->cell_count = cells;
  if (cells == 3) {
    table->domain_count = 3;
    table->domain_first = domain_first;
    table->domain_cells = domain_cells;
  }
}

static inline double case_units_in(const replicate_case *sample, size_t stratum)
{
  double count = 0;
  for (size_t u = 0; u < sample->table.unit_count; u++)
    count += sample->stratum[u] == stratum;
  return count;
}

/* The variances of a request that can be met. */
static inline void case_run(const replicate_case *sample, const pm_replicate_request *request,
                            pm_replicate_variance *variances)
{
  pm_replicates *set;
  pm_error error = {.count = 0};
  pm_status status = pm_replicates_new(&set, &sample->table, request, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", request->method, error.faults[0].text);
  ck_assert_int_eq(pm_replicates_run(set, variances, NULL, &error), PM_OK);
  pm_replicates_free(set);
}

/* ------------------------------------------------------------- samples -- */

enum { DOMAINS = 3, CASE_SEED = 7 };

/* Units of every stratum with entries in some of three cells; the numbers come
   from the library's own generator. */
static inline void make_sample(replicate_case *sample, const size_t *sizes, size_t strata)
{
  pm_random random;
  pm_random_begin(&random, &(pm_random_place){.seed = CASE_SEED});
  *sample = (replicate_case){.table = {.stratum_count = 0}};
  for (size_t h = 0; h < strata; h++)
    for (size_t i = 0; i < sizes[h]; i++) {
      const size_t unit = sample->table.unit_count;
      for (uint64_t e = pm_random_below(&random, 3); e < 3; e++)
        case_add_entry(sample, (uint32_t)h, unit,
                       (pm_replicate_entry){
                           (uint32_t)pm_random_below(&random, 3),
                           {1 + pm_random_uniform(&random), 3 * pm_random_uniform(&random)}});
    }
  case_finish(sample, 3);
}

static const size_t pair_sizes[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
enum { PAIRS = sizeof pair_sizes / sizeof pair_sizes[0] };
static const size_t mixed_sizes[] = {5, 2, 9, 3};
enum { MIXED = sizeof mixed_sizes / sizeof mixed_sizes[0] };

static inline bool is_method(size_t m, const char *name)
{
  return strcmp(pm_variance_family.at(m)->name, name) == 0;
}

static inline bool makes_replicates(size_t m)
{
  return !is_method(m, "taylor");
}

/* The sample that a method is for: pairs serve all of them but jk1. */
static inline void sample_for(replicate_case *sample, size_t m)
{
  static const size_t plain = 13;
  if (is_method(m, "jk1"))
    make_sample(sample, &plain, 1);
  else
    make_sample(sample, pair_sizes, PAIRS);
}

static inline void assert_same(const pm_replicate_variance *a, const pm_replicate_variance *b,
                               double tolerance, const char *what)
{
  for (size_t d = 0; d < DOMAINS; d++) {
    assert_close(a[d].ratio_variance, b[d].ratio_variance, tolerance, "%s", what);
    assert_close(a[d].y_variance, b[d].y_variance, tolerance, "%s", what);
    assert_close(a[d].x_variance, b[d].x_variance, tolerance, "%s", what);
  }
}

#endif
