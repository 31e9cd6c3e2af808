/* strata.c: the container of strata: labels unique, every number checked once.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/design.h>

#include <math.h>
#include <string.h>

#include <plusminus/num.h>

#include "core/dictionary.h"
#include "core/memory.h"

static const char LABEL_SEPARATOR[] = " / ";
static const double LARGEST_COUNT = 9007199254740992.0; /* 2^53: whole beyond doubt */

struct pm_strata {
  const pm_allocator *allocator;
  pm_strata_shape shape; /* its texts are in the arena */
  pm_arena *arena;
  pm_dictionary *audited; /* an audited stratum's number here is its index */
  pm_dictionary *unaudited;
  pm_stratum *items;
  size_t count;
  size_t capacity;
  pm_sum population_in;
  pm_sum population_out;
};

/* ------------------------------------------------------------- its life -- */

static const char *copy_text(pm_arena *arena, const char *text)
{
  return pm_arena_text(arena, text, strlen(text));
}

/* NULL: out of memory. */
static const char *const *copy_texts(pm_arena *arena, const char *const *texts, size_t count)
{
  const char **copies = pm_arena_alloc(arena, count * sizeof *copies);
  for (size_t i = 0; copies != NULL && i < count; i++) {
    copies[i] = copy_text(arena, texts[i]);
    if (copies[i] == NULL)
      return NULL;
  }
  return copies;
}

static bool fill(pm_strata *strata, const pm_strata_shape *shape)
{
  strata->arena = pm_arena_new(strata->allocator);
  strata->audited = pm_dictionary_new(strata->allocator);
  strata->unaudited = pm_dictionary_new(strata->allocator);
  if (strata->arena == NULL || strata->audited == NULL || strata->unaudited == NULL)
    return false;
  strata->shape = *shape;
  strata->shape.columns = copy_texts(strata->arena, shape->columns, shape->column_count);
  strata->shape.x_name = copy_text(strata->arena, shape->x_name != NULL ? shape->x_name : "x");
  strata->shape.n_name = copy_text(strata->arena, shape->n_name != NULL ? shape->n_name : "n");
  return strata->shape.columns != NULL && strata->shape.x_name != NULL &&
         strata->shape.n_name != NULL;
}

static pm_status check_shape(const pm_strata_shape *shape, pm_error *error)
{
  if (shape->key_count > shape->column_count)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%zu columns make the stratum but only %zu are named", shape->key_count,
                        shape->column_count);
  for (size_t i = 0; i < shape->column_count; i++)
    for (size_t j = 0; j < i; j++)
      if (strcmp(shape->columns[i], shape->columns[j]) == 0)
        return pm_error_add(error, PM_ERROR_USAGE, NULL, "column '%s' is named twice",
                            shape->columns[i]);
  return PM_OK;
}

pm_status pm_strata_new(pm_strata **strata, const pm_strata_shape *shape, pm_error *error)
{
  *strata = NULL;
  pm_status status = check_shape(shape, error);
  if (status != PM_OK)
    return status;
  pm_strata *fresh = pm_memory_resize(shape->allocator, NULL, sizeof *fresh);
  if (fresh == NULL)
    return pm_memory_fault(error);
  *fresh = (pm_strata){.allocator = shape->allocator};
  if (!fill(fresh, shape)) {
    pm_strata_free(fresh);
    return pm_memory_fault(error);
  }
  *strata = fresh;
  return PM_OK;
}

void pm_strata_free(pm_strata *strata)
{
  if (strata == NULL)
    return;
  const pm_allocator *allocator = strata->allocator;
  pm_dictionary_free(strata->audited);
  pm_dictionary_free(strata->unaudited);
  pm_arena_free(strata->arena);
  (void)pm_memory_resize(allocator, strata->items, 0);
  (void)pm_memory_resize(allocator, strata, 0);
}

/* --------------------------------------------------------------- adding -- */

static bool is_count(double value)
{
  return value >= 0 && value <= LARGEST_COUNT && floor(value) == value;
}

/* A sum of sizes; once one of them is not known, neither is the sum. */
static void add_size(pm_sum *sum, double size)
{
  if (isfinite(sum->high) && isfinite(size))
    pm_sum_add(sum, size);
  else
    *sum = (pm_sum){.high = (double)INFINITY};
}

static pm_status check_counts(const pm_strata *strata, const pm_stratum *stratum,
                              const pm_place *place, pm_error *error)
{
  const char *x_name = strata->shape.x_name;
  const char *n_name = strata->shape.n_name;
  if (!is_count(stratum->x))
    return pm_error_add(error, PM_ERROR_DATA, place, "%s is not a whole number of records",
                        x_name);
  if (!is_count(stratum->n) || stratum->n < 1)
    return pm_error_add(error, PM_ERROR_DATA, place,
                        "%s is not a whole number of records of at least 1", n_name);
  if (stratum->x > stratum->n)
    return pm_error_add(error, PM_ERROR_DATA, place, "%s (%.0f) is more than %s (%.0f)", x_name,
                        stratum->x, n_name, stratum->n);
  return PM_OK;
}

/* A size of all units, or none known. */
static pm_status check_total(const pm_strata *strata, const pm_stratum *stratum,
                             const pm_place *place, pm_error *error)
{
  char size[PM_NUMBER_SIZE];
  (void)pm_number_format(stratum->population, size);
  if (isnan(stratum->population) || stratum->population < stratum->n)
    return pm_error_add(error, PM_ERROR_DATA, place,
                        "the population (%s) is less than the %.0f record%s audited (%s)", size,
                        stratum->n, stratum->n == 1 ? "" : "s", strata->shape.n_name);
  if (!isfinite(stratum->share))
    return pm_error_add(error, PM_ERROR_DATA, place, "the weight is not a finite number");
  return PM_OK;
}

/* A size of the compliant units: T_h = R_h n_h / x_h must be known. */
static pm_status check_recorded(const pm_strata *strata, const pm_stratum *stratum,
                                const pm_place *place, pm_error *error)
{
  const char *x_name = strata->shape.x_name;
  char size[PM_NUMBER_SIZE];
  (void)pm_number_format(stratum->population, size);
  if (stratum->x <= 0)
    return pm_error_add(error, PM_ERROR_DATA, place,
                        "%s is 0, so a population of those %s says nothing about its size",
                        x_name, x_name);
  if (!isfinite(stratum->population) || stratum->population < stratum->x)
    return pm_error_add(error, PM_ERROR_DATA, place,
                        "the population %s (%s) is less than the %.0f %s in the audit", x_name,
                        size, stratum->x, x_name);
  if (!(stratum->share <= 0))
    return pm_error_add(error, PM_ERROR_DATA, place,
                        "a weight contradicts a population of those %s, which gives its own",
                        x_name);
  return PM_OK;
}

/* The values of the key joined; NULL: out of memory. */
static const char *join_key(const pm_strata *strata, const char *const *values)
{
  const char *label = values[0];
  for (size_t i = 1; i < strata->shape.key_count && label != NULL; i++)
    label = pm_arena_format(strata->arena, "%s%s%s", label, LABEL_SEPARATOR, values[i]);
  return label;
}

static pm_status check_new(const pm_strata *strata, const char *label, const pm_place *place,
                           pm_error *error)
{
  size_t index;
  if (pm_dictionary_find(strata->unaudited, label, strlen(label), &index))
    return pm_error_add(error, PM_ERROR_DATA, place,
                        "stratum '%s' is already there as one that was not audited", label);
  if (!pm_dictionary_find(strata->audited, label, strlen(label), &index))
    return PM_OK;
  int64_t row = strata->items[index].row;
  if (row <= 0)
    return pm_error_add(error, PM_ERROR_DATA, place, "stratum '%s' is there twice", label);
  return pm_error_add(error, PM_ERROR_DATA, place, "stratum '%s' is already in row %lld", label,
                      (long long)row);
}

static pm_status store(pm_strata *strata, const pm_stratum *stratum, const char *label,
                       pm_error *error)
{
  pm_stratum copy = *stratum;
  void *items = strata->items;
  bool has_room = pm_memory_reserve(strata->allocator, &items, &strata->capacity,
                                    strata->count + 1, sizeof *strata->items);
  strata->items = items;
  copy.label = copy_text(strata->arena, label);
  copy.values = copy_texts(strata->arena, stratum->values, strata->shape.column_count);
  size_t index;
  if (!has_room || copy.label == NULL || copy.values == NULL ||
      pm_dictionary_put(strata->audited, label, strlen(label), &index) != PM_OK)
    return pm_memory_fault(error);
  strata->items[strata->count++] = copy;
  add_size(&strata->population_in, stratum->population);
  return PM_OK;
}

pm_status pm_strata_add(pm_strata *strata, const pm_stratum *stratum, const pm_place *place,
                        pm_error *error)
{
  bool is_recorded = strata->shape.kind == PM_POPULATION_RECORDED;
  bool has_values = stratum->values != NULL;
  if ((!has_values && strata->shape.column_count > 0) ||
      (stratum->label == NULL && strata->shape.key_count == 0))
    return pm_error_add(error, PM_ERROR_USAGE, place, "a stratum needs its values and a label");
  const char *label =
      stratum->label != NULL ? stratum->label : join_key(strata, stratum->values);
  if (label == NULL)
    return pm_memory_fault(error);
  pm_status status = check_new(strata, label, place, error);
  if (status == PM_OK)
    status = check_counts(strata, stratum, place, error);
  if (status == PM_OK)
    status = is_recorded ? check_recorded(strata, stratum, place, error)
                         : check_total(strata, stratum, place, error);
  return status == PM_OK ? store(strata, stratum, label, error) : status;
}

pm_status pm_strata_add_unaudited(pm_strata *strata, const char *label, double population,
                                  pm_error *error)
{
  pm_status status = check_new(strata, label, NULL, error);
  if (status != PM_OK)
    return status;
  if (!(population >= 0))
    return pm_error_add(error, PM_ERROR_DATA, NULL, "stratum '%s': a population is not below 0",
                        label);
  size_t index;
  if (pm_dictionary_put(strata->unaudited, label, strlen(label), &index) != PM_OK)
    return pm_memory_fault(error);
  add_size(&strata->population_out, population);
  return PM_OK;
}

/* -------------------------------------------------------------- looking -- */

const pm_strata_shape *pm_strata_shape_of(const pm_strata *strata)
{
  return &strata->shape;
}

size_t pm_strata_count(const pm_strata *strata)
{
  return strata->count;
}

const pm_stratum *pm_strata_at(const pm_strata *strata, size_t index)
{
  return index < strata->count ? &strata->items[index] : NULL;
}

int pm_strata_column(const pm_strata *strata, const char *name)
{
  for (size_t i = 0; i < strata->shape.column_count; i++)
    if (strcmp(strata->shape.columns[i], name) == 0)
      return (int)i;
  return -1;
}

pm_scope pm_strata_scope(const pm_strata *strata)
{
  return (pm_scope){.population_in = pm_sum_value(&strata->population_in),
                    .population_out = pm_sum_value(&strata->population_out),
                    .strata_out = pm_dictionary_count(strata->unaudited)};
}

const char *pm_strata_unaudited(const pm_strata *strata, size_t index)
{
  return index < pm_dictionary_count(strata->unaudited)
             ? pm_dictionary_text(strata->unaudited, index)
             : NULL;
}
