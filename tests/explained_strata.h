/* explained_strata.h: the strata that explanations are tested on. */
#ifndef TESTS_EXPLAINED_STRATA_H
#define TESTS_EXPLAINED_STRATA_H

#include <check.h>
#include <math.h>
#include <plusminus/design.h>

typedef struct counts {
  const char *label;
  double x, n, population;
} counts;

/* The forces audited in 2013/14, route incident, with their recorded crime. */
static const counts forces[] = {
    {"Leicestershire", 100, 115, 59178},
    {"Northamptonshire", 65, 82, 43238},
    {"Gwent", 58, 67, 34736},
    {"Devon and Cornwall", 98, 117, 85978},
    {"Dorset", 61, 87, 38775},
    {"Hertfordshire", 130, 181, 50556},
    {"Hampshire", 67, 112, 104424},
    {"Cleveland", 67, 85, 39770},
    {"Cheshire", 62, 90, 56780},
    {"West Yorkshire", 150, 221, 162779},
    {"Essex", 110, 120, 99154},
    {"Metropolitan Police", 908, 1126, 717188},
    {"North Yorkshire", 56, 64, 34282},
    {"Greater Manchester", 265, 388, 178341},
    {NULL, 0, 0, 0},
};
static const counts small[] = {
    {"a", 3, 5, 20}, {"b", 1, 3, 9}, {"c", 4, 6, 600}, {NULL, 0, 0, 0}};
static const counts census[] = {{"a", 7, 10, 10}, {"b", 11, 12, 400}, {NULL, 0, 0, 0}};
/* None with spread but the one that was taken whole; one has a single record. */
static const counts alike[] = {
    {"a", 5, 5, 100}, {"b", 1, 1, 50}, {"c", 3, 4, 4}, {NULL, 0, 0, 0}};
static const counts lonely[] = {{"a", 5, 9, 100}, {"b", 1, 1, 50}, {NULL, 0, 0, 0}};
static const counts alone[] = {{"a", 100, 115, 59178}, {NULL, 0, 0, 0}};
/* Taken whole one after the other, when all are multiplied alike. */
static const counts uneven[] = {
    {"a", 5, 9, 12}, {"b", 30, 60, 100}, {"c", 40, 80, 400}, {NULL, 0, 0, 0}};
static const counts endless[] = {
    {"a", 5, 9, (double)INFINITY}, {"b", 10, 12, (double)INFINITY}, {NULL, 0, 0, 0}};

static const struct {
  const char *name;
  const counts *rows;
} designs[] = {{"forces", forces}, {"small", small},    {"census", census},
               {"uneven", uneven}, {"alike", alike},    {"lonely", lonely},
               {"alone", alone},   {"endless", endless}};
enum { DESIGNS = sizeof designs / sizeof *designs };

static inline pm_strata *strata_of(const counts *rows, pm_population_kind kind)
{
  static const char *const columns[] = {"force"};
  pm_strata_shape shape = {.columns = columns, .column_count = 1, .key_count = 1, .kind = kind};
  pm_strata *strata;
  ck_assert_int_eq(pm_strata_new(&strata, &shape, NULL), PM_OK);
  for (; rows->label != NULL; rows++) {
    const char *values[] = {rows->label};
    pm_stratum stratum = {.values = values,
                          .x = rows->x,
                          .n = rows->n,
                          .population = rows->population,
                          .share = isinf(rows->population) ? rows->n : 0};
    ck_assert_int_eq(pm_strata_add(strata, &stratum, NULL, NULL), PM_OK);
  }
  return strata;
}

#endif
