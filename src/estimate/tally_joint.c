/* tally_joint.c: the joint chances of the sampled units, from a CSV that is a square.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/tally.h"

#include <plusminus/table.h>
#include <string.h>

/* The units of the first stage in the order in which they were met. NULL: out of memory. */
static uint32_t *list_units(const pm_tally *tally, size_t *count)
{
  const pm_label_tree *tree = tally->tree;
  uint32_t nodes = pm_label_tree_count(tree);
  uint32_t *units = pm_arena_alloc(tally->plan.arena, nodes * sizeof *units);
  *count = 0;
  for (uint32_t i = 1; units != NULL && i < nodes; i++) {
    size_t depth = 0;
    uint32_t at = i;
    for (; at != 0 && at != PM_LABEL_NONE; at = pm_label_tree_parent(tree, at))
      depth++;
    if (at == 0 && depth == tally->plan.strata_count + 1)
      units[(*count)++] = i;
  }
  return units;
}

/* The file's column of each unit. */
static pm_status match_columns(const pm_tally *tally, const pm_csv *csv, const uint32_t *units,
                               size_t count, size_t *columns, pm_error *error)
{
  const pm_place place = {pm_csv_file(csv), 1, NULL};
  pm_status status = PM_OK;
  if (pm_csv_columns(csv) != count)
    return pm_error_add(error, PM_ERROR_DATA, &place,
                        "there are %zu columns of joint chances, but %zu sampled units",
                        pm_csv_columns(csv), count);
  for (size_t i = 0; i < count; i++) {
    columns[i] = i;
    if (tally->plan.has_units)
      continue;
    pm_status found = pm_csv_find(csv, pm_label_tree_text(tally->tree, units[i]), "--joint",
                                  &columns[i], error);
    status = status == PM_OK ? found : status;
  }
  return status;
}

/* One row into the square, which is read in the order of the file's columns. */
static pm_status take_row(pm_tally *tally, const pm_csv *csv, const size_t *unit_of, size_t row,
                          pm_error *error)
{
  size_t count = tally->joint_count;
  pm_status status = PM_OK;
  for (size_t i = 0; i < count; i++) {
    double chance;
    pm_status found = pm_csv_number(csv, i, "a joint chance", &chance, error);
    if (found == PM_OK && !(chance > 0 && chance <= 1))
      found = pm_csv_fault(csv, i, error,
                           "a joint chance is above 0 and up to 1, or there is "
                           "no variance");
    if (found == PM_OK)
      tally->joint[unit_of[row] * count + unit_of[i]] = chance;
    status = status == PM_OK ? found : status;
  }
  return status;
}

static pm_status check_square(const pm_tally *tally, const pm_csv *csv, pm_error *error)
{
  static const double CLOSE = 1e-9;
  const pm_place place = {pm_csv_file(csv), 0, NULL};
  size_t count = tally->joint_count;
  if (pm_csv_rows(csv) != (int64_t)count)
    return pm_error_add(error, PM_ERROR_DATA, &place,
                        "there are %lld rows of joint chances, but %zu sampled units",
                        (long long)pm_csv_rows(csv), count);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < i; k++) {
      double off = tally->joint[i * count + k] - tally->joint[k * count + i];
      if (off > CLOSE || off < -CLOSE)
        return pm_error_add(error, PM_ERROR_DATA, &place,
                            "the joint chances of units %zu and %zu are not the same in both "
                            "orders",
                            k + 1, i + 1);
    }
  return PM_OK;
}

static pm_status read_square(pm_tally *tally, pm_csv *csv, pm_error *error)
{
  size_t count = 0;
  const uint32_t *units = list_units(tally, &count);
  size_t *columns = pm_arena_alloc(tally->plan.arena, (count + 1) * sizeof *columns);
  size_t *unit_of = pm_arena_alloc(tally->plan.arena, (count + 1) * sizeof *unit_of);
  tally->joint = pm_arena_alloc(tally->plan.arena, count * count * sizeof *tally->joint);
  tally->joint_count = count;
  if (units == NULL || columns == NULL || unit_of == NULL || tally->joint == NULL)
    return pm_memory_fault(error);
  pm_status status = match_columns(tally, csv, units, count, columns, error);
  for (size_t i = 0; i < count && status == PM_OK; i++)
    unit_of[columns[i]] = i;
  const pm_field *fields = NULL;
  for (size_t row = 0; status == PM_OK; row++) {
    status = pm_csv_next(csv, &fields, error);
    if (status != PM_OK || fields == NULL)
      break;
    if (row < count)
      status = take_row(tally, csv, unit_of, row, error);
  }
  return status == PM_OK ? check_square(tally, csv, error) : status;
}

pm_status pm_tally_read_joint(pm_tally *tally, const pm_tally_request *request, pm_error *error)
{
  pm_csv *csv = NULL;
  const pm_csv_request wanted = {
      .file = request->design.joint, .hash = request->hash, .allocator = tally->allocator};
  pm_status status = pm_csv_open(&csv, &wanted, error);
  if (status == PM_OK)
    status = read_square(tally, csv, error);
  if (status == PM_OK) {
    const pm_tally_input input = {pm_csv_file(csv), pm_csv_rows(csv), pm_csv_sha256(csv)};
    status = pm_tally_add_input(tally, &input) ? PM_OK : pm_memory_fault(error);
  }
  pm_csv_free(csv);
  return status;
}
