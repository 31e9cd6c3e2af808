/* estimate_setup.c: a request with its names looked up and its defaults filled in.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

enum { ROWS_MAX = 16 }; /* more than any family here has */

pm_status pm_family_refuse(const pm_family *family, const char *name, pm_error *error)
{
  const char *names[ROWS_MAX];
  size_t count = 0;
  for (; count < family->count && count < ROWS_MAX; count++)
    names[count] = family->at(count)->name;
  const char *nearest = pm_text_nearest(name, names, count);
  if (nearest != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "unknown %s '%s'; did you mean '%s'?",
                        family->name, name, nearest);
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "unknown %s '%s'", family->name, name);
}

static const char *name_or(const char *name, const char *otherwise)
{
  return name != NULL ? name : otherwise;
}

static pm_status find_methods(pm_setup *setup, const pm_estimate_request *request,
                              const char *lonely, pm_error *error)
{
  setup->interval = pm_estimate_interval_find(name_or(request->interval, "wilson"));
  setup->df = pm_df_find(name_or(request->df, "domain"));
  setup->lonely = pm_lonely_find(name_or(request->lonely, lonely));
  setup->deff = pm_deff_find(name_or(request->deff, "wr"));
  if (setup->interval == NULL)
    return pm_family_refuse(&pm_estimate_interval_family, request->interval, error);
  if (setup->df == NULL)
    return pm_family_refuse(&pm_df_family, request->df, error);
  if (setup->lonely == NULL)
    return pm_family_refuse(&pm_lonely_family, request->lonely, error);
  if (setup->deff == NULL)
    return pm_family_refuse(&pm_deff_family, request->deff, error);
  return PM_OK;
}

static pm_status refuse_column(const pm_setup *setup, const char *name, pm_error *error)
{
  const pm_strata_shape *shape = pm_strata_shape_of(setup->strata);
  const char *nearest = pm_text_nearest(name, shape->columns, shape->column_count);
  if (nearest != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "the strata have no column '%s'; did you mean '%s'?", name, nearest);
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "the strata have no column '%s'", name);
}

static bool holds(const size_t *columns, size_t count, size_t column)
{
  for (size_t i = 0; i < count; i++)
    if (columns[i] == column)
      return true;
  return false;
}

/* Every column that some set of domains uses, once, in order of first use. */
static pm_status find_columns(pm_setup *setup, pm_error *error)
{
  size_t room = pm_strata_shape_of(setup->strata)->column_count;
  size_t *columns = pm_arena_alloc(setup->arena, room * sizeof *columns);
  if (columns == NULL)
    return pm_memory_fault(error);
  setup->columns = columns;
  for (size_t s = 0; s < setup->by_count; s++) {
    if (setup->by[s].count == 0)
      return pm_error_add(error, PM_ERROR_USAGE, NULL, "a set of domains names no column");
    for (size_t c = 0; c < setup->by[s].count; c++) {
      const char *name = setup->by[s].columns[c];
      int column = pm_strata_column(setup->strata, name);
      if (column < 0)
        return refuse_column(setup, name, error);
      if (!holds(columns, setup->column_count, (size_t)column))
        columns[setup->column_count++] = (size_t)column;
    }
  }
  return PM_OK;
}

static pm_status check_labels(const pm_setup *setup, pm_error *error)
{
  const pm_strata_shape *shape = pm_strata_shape_of(setup->strata);
  pm_status status = PM_OK;
  for (size_t c = 0; c < setup->column_count; c++)
    for (size_t i = 0; i < pm_strata_count(setup->strata) && status == PM_OK; i++) {
      size_t column = setup->columns[c];
      const pm_place place = {.column = shape->columns[column]};
      status =
          pm_domain_check_label(&place, pm_strata_at(setup->strata, i)->values[column], error);
    }
  return status;
}

pm_status pm_setup_methods(pm_setup *setup, const pm_estimate_request *request,
                           const char *lonely, pm_error *error)
{
  double conf = request->conf != 0 ? request->conf : 0.95;
  pm_status status = pm_level_make(&setup->level, conf, PM_SIDE_TWO, error);
  if (status != PM_OK)
    return status;
  if (!(request->df_fixed >= 0))
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "degrees of freedom are a number above 0");
  setup->df_fixed = request->df_fixed;
  return find_methods(setup, request, lonely, error);
}

pm_status pm_setup_make(pm_setup *setup, const pm_estimate_request *request, pm_error *error)
{
  pm_status status = pm_setup_methods(setup, request, "average", error);
  setup->kind = pm_strata_shape_of(setup->strata)->kind;
  setup->by = request->by;
  setup->by_count = request->by_count;
  if (status == PM_OK)
    status = find_columns(setup, error);
  return status == PM_OK ? check_labels(setup, error) : status;
}
