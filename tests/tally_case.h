/* tally_case.h: files of records that are made up, designs to read them by, and what two
   estimates of the same must have in common.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_TALLY_CASE_H
#define TESTS_TALLY_CASE_H

#include "support.h"

#include <math.h>
#include <plusminus/estimate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PARTS_MOST = 16, NAME_SIZE = 64 };

/* The folder of the test that runs. */
static char folder[NAME_SIZE];

static inline void make_folder(void)
{
  strcpy(folder, "/tmp/check_tally.XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline const char *in_folder(const char *name, char path[2 * NAME_SIZE])
{
  snprintf(path, 2 * NAME_SIZE, "%s/%s", folder, name);
  return path;
}

static inline void remove_folder(void)
{
  char command[2 * NAME_SIZE];
  snprintf(command, sizeof command, "rm -r '%s'", folder);
  ck_assert_int_eq(system(command), 0);
}

/* ----------------------------------------------------------------- records -- */

/* The same numbers on every machine (Knuth 2005, MMIX's generator). */
static inline unsigned next_random(uint64_t *state, unsigned below)
{
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned)(*state >> 33) % below;
}

typedef struct record_file {
  const char *name;
  const size_t *order; /* of the records; NULL: as they come */
  size_t first, last;  /* of that order; last 0: all */
  double scale;        /* of the weights; 0: 1 */
} record_file;

/* Record number i: incidents of 1 to 4 records lie side by side, in strata of many. All
   numbers but hours and stay are whole. */
static inline void put_record(FILE *out, size_t i, double scale)
{
  uint64_t state = i * 2654435761u + 7;
  unsigned incident = (unsigned)(i / 3);
  unsigned force = incident % 7;
  (void)next_random(&state, 2);
  unsigned crimes = 1 + next_random(&state, 4);
  unsigned recorded = next_random(&state, crimes + 1);
  fprintf(out, "F%u,R%u,i%u,%u,%u,%u,%u.%02u,1000000.%03u,%.17g,50000,50,0.%03u,only\n", force,
          next_random(&state, 3), incident, crimes, recorded, next_random(&state, 2),
          next_random(&state, 90), next_random(&state, 100), next_random(&state, 1000),
          (3 + force) * scale, 10 + incident % 900);
}

static inline void write_records(const record_file *file, size_t count)
{
  char path[2 * NAME_SIZE];
  FILE *out = fopen(in_folder(file->name, path), "w");
  ck_assert_ptr_nonnull(out);
  fprintf(out,
          "force,route,incident,crimes,recorded,is_late,hours,stay,weight,N,M,chance,one\n");
  for (size_t i = file->first; i < (file->last == 0 ? count : file->last); i++)
    put_record(out, file->order != NULL ? file->order[i] : i,
               file->scale == 0 ? 1 : file->scale);
  ck_assert_int_eq(fclose(out), 0);
}

/* ----------------------------------------------------------------- designs -- */

static const char *const force_column[] = {"force"};
static const char *const one_column[] = {"one"};
static const char *const incident_column[] = {"incident"};
static const char *const sizes[] = {"N", "M"};
static const char *const chance_column[] = {"chance"};
static const char *const routes[] = {"route"};
static const char *const crossing[] = {"force", "route"};
static const pm_by sets[] = {{routes, 1}, {crossing, 2}};

typedef struct tally_design {
  const char *name;
  pm_design design;
  bool is_exact; /* sums of whole numbers are all that its variance is made of */
} tally_design;

static const tally_design designs[] = {
    {"simple", {.weight = NULL}, false},
    {"weighted", {.weight = "weight"}, false},
    {"strata", {.strata = force_column, .strata_count = 1, .weight = "weight"}, false},
    {"strata and sizes",
     {.strata = force_column, .strata_count = 1, .populations = sizes, .population_count = 1},
     false},
    {"clusters",
     {.strata = force_column,
      .strata_count = 1,
      .clusters = incident_column,
      .cluster_count = 1,
      .weight = "weight"},
     true},
    {"two stages",
     {.strata = force_column,
      .strata_count = 1,
      .clusters = incident_column,
      .cluster_count = 1,
      .populations = sizes,
      .population_count = 2},
     false},
    {"unequal chances",
     {.clusters = incident_column,
      .cluster_count = 1,
      .populations = chance_column,
      .population_count = 1,
      .pps = "brewer"},
     true},
    {"units of unequal chances",
     {.populations = chance_column, .population_count = 1, .pps = "hartley-rao"},
     true},
};

enum { DESIGNS = sizeof designs / sizeof *designs };

static const pm_statistic statistics[] = {
    {PM_STATISTIC_RATE, "is_late", NULL, 0}, {PM_STATISTIC_RATIO, "recorded", "crimes", 0},
    {PM_STATISTIC_MEAN, "hours", NULL, 0},   {PM_STATISTIC_MEAN, "stay", NULL, 0},
    {PM_STATISTIC_TOTAL, "crimes", NULL, 0}, {PM_STATISTIC_QUANTILE, "hours", NULL, 0.5},
};

enum { STATISTICS = sizeof statistics / sizeof *statistics };

/* Of the same file by the same design; those with whole numbers come first. */
static inline pm_tally_request request_of(const pm_design *design, const char *path)
{
  return (pm_tally_request){.file = path,
                            .design = *design,
                            .statistics = statistics,
                            .statistic_count = STATISTICS,
                            .by = sets,
                            .by_count = 2,
                            .threads = 1,
                            .hash = true};
}

static inline pm_tally *read_tally(const pm_design *design, const char *name, int64_t threads)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  pm_tally *tally = NULL;
  pm_tally_request request = request_of(design, in_folder(name, path));
  request.threads = threads;
  ck_assert_msg(pm_tally_read(&tally, &request, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  return tally;
}

static inline pm_estimates *estimate_tally(const pm_tally *tally)
{
  pm_error error = {0};
  pm_estimates *estimates = NULL;
  const pm_estimate_request request = {.lonely = "average"};
  ck_assert_msg(pm_estimate_tally(&estimates, tally, &request, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  return estimates;
}

/* ------------------------------------------------------------- comparisons -- */

static inline void assert_row(const pm_estimate *a, const pm_estimate *b, double tolerance,
                              const char *what)
{
  const double found[] = {a->n,     a->clusters, a->population, a->estimate, a->se,
                          a->lower, a->upper,    a->margin,     a->df,       a->deff,
                          a->cv,    a->strata,   a->n_effective};
  const double wanted[] = {b->n,     b->clusters, b->population, b->estimate, b->se,
                           b->lower, b->upper,    b->margin,     b->df,       b->deff,
                           b->cv,    b->strata,   b->n_effective};
  ck_assert_str_eq(a->statistic, b->statistic);
  ck_assert_str_eq(a->variable, b->variable);
  for (size_t i = 0; i < sizeof found / sizeof *found; i++)
    assert_close(found[i], wanted[i], tolerance, "%s: %s %s, number %zu", what, a->statistic,
                 a->variable, i);
}

/* The same rows, within a tolerance; 0: the same to the last bit. Frees a. */
static inline void assert_same(pm_estimates *a, const pm_estimates *b, double tolerance,
                               const char *what)
{
  ck_assert_uint_eq(pm_estimates_count(a), pm_estimates_count(b));
  for (size_t i = 0; i < pm_estimates_count(a); i++) {
    for (size_t k = 0; k < pm_estimates_columns(a); k++)
      ck_assert_str_eq(pm_estimates_at(a, i)->labels[k], pm_estimates_at(b, i)->labels[k]);
    assert_row(pm_estimates_at(a, i), pm_estimates_at(b, i), tolerance, what);
  }
  pm_estimates_free(a);
}

#endif
