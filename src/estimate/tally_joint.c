/* tally_joint.c: the joint chances of the sampled units, from a CSV that is a square.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/tally.h"

#include "table/csv_reader.h"

#include <math.h>
#include <plusminus/table.h>
#include <string.h>

enum { FIRST_ROW = 2 }; /* below the header */

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

/* A square being read. Its columns, and its rows in the same order, are units. */
typedef struct square {
  pm_tally *tally;
  const pm_csv *csv;
  const uint32_t *units; /* nodes, in the order in which they were met */
  size_t count;
  size_t *columns; /* of each unit */
  size_t *unit_of; /* of each column */
  pm_error *error;
} square;

static pm_status check_width(const square *s)
{
  const pm_place place = {pm_csv_file(s->csv), 1, NULL};
  size_t columns = pm_csv_columns(s->csv);
  if (columns == s->count)
    return PM_OK;
  return pm_error_add(
      s->error, PM_ERROR_DATA, &place,
      "there are %zu columns of joint chances, but %zu sampled units%s", columns, s->count,
      columns == s->count + 1 ? ": rows are in the order of the columns, and have no names"
                              : "");
}

/* Clusters of different strata may have the same label; then no column can be told from it. */
static pm_status match_column(const square *s, size_t unit)
{
  const pm_place place = {pm_csv_file(s->csv), 1, NULL};
  const char *label = pm_label_tree_text(s->tally->tree, s->units[unit]);
  pm_status status = pm_csv_find(s->csv, label, "--joint", &s->columns[unit], s->error);
  if (status != PM_OK)
    return status;
  size_t *owner = &s->unit_of[s->columns[unit]];
  if (*owner != PM_TALLY_NONE)
    return pm_error_add(s->error, PM_ERROR_DATA, &place,
                        "clusters of two strata are called '%s', and column '%s' cannot be "
                        "both: name clusters by a column that tells them apart",
                        label, label);
  *owner = unit;
  return PM_OK;
}

/* Records that are units have no names: they are in the order of their file. */
static pm_status match_columns(const square *s)
{
  pm_status status = check_width(s);
  for (size_t i = 0; i < s->count && status == PM_OK; i++)
    s->unit_of[i] = s->tally->plan.has_units ? i : PM_TALLY_NONE;
  if (status != PM_OK || s->tally->plan.has_units)
    return status;
  for (size_t i = 0; i < s->count; i++) {
    pm_status found = match_column(s, i);
    status = status == PM_OK ? found : status;
  }
  return status;
}

/* One row into the square, which is read in the order of the file's columns. */
static pm_status take_row(const square *s, size_t row)
{
  double *chances = s->tally->joint + s->unit_of[row] * s->count;
  pm_status status = PM_OK;
  for (size_t i = 0; i < s->count; i++) {
    double chance;
    pm_status found = pm_csv_number(s->csv, i, "a joint chance", &chance, s->error);
    if (found == PM_OK && !(chance > 0 && chance <= 1))
      found = pm_csv_fault(s->csv, i, s->error,
                           "a joint chance is above 0 and up to 1, or there is no variance");
    if (found == PM_OK)
      chances[s->unit_of[i]] = chance;
    status = status == PM_OK ? found : status;
  }
  return status;
}

static pm_status check_height(const square *s)
{
  const pm_place place = {pm_csv_file(s->csv), 0, NULL};
  const pm_place first = {pm_csv_file(s->csv), 1, NULL};
  size_t rows = (size_t)pm_csv_rows(s->csv);
  if (rows == s->count)
    return PM_OK;
  if (rows + 1 == s->count && pm_csv_has_numbers_for_names(s->csv))
    return pm_error_add(
        s->error, PM_ERROR_DATA, &first,
        "the first row has joint chances where a header must name the units, as "
        "u1,u2,...: put one above it");
  return pm_error_add(s->error, PM_ERROR_DATA, &place,
                      "there are %zu rows of joint chances, but %zu sampled units", rows,
                      s->count);
}

static double joint_of(const square *s, size_t row, size_t column)
{
  return s->tally->joint[s->unit_of[row] * s->count + s->unit_of[column]];
}

/* Two chances that contradict each other, as text. */
typedef struct chance_pair {
  char found[PM_NUMBER_SIZE], other[PM_NUMBER_SIZE];
} chance_pair;

static chance_pair text_of(double found, double other)
{
  chance_pair text;
  (void)pm_number_format(found, text.found);
  (void)pm_number_format(other, text.other);
  return text;
}

/* The chance of a unit is on the diagonal, in as many digits as its file may have. */
static pm_status check_diagonal(const square *s, size_t k)
{
  static const double CLOSE = 1e-4, LEAST = 1e-6;
  double found = joint_of(s, k, k);
  double chance = s->tally->nodes[s->units[s->unit_of[k]]].chance;
  if (isnan(chance) || fabs(found - chance) <= fmax(CLOSE * chance, LEAST))
    return PM_OK;
  const chance_pair text = text_of(found, chance);
  return pm_csv_fault_at(s->csv, (int64_t)k + FIRST_ROW, k, s->error,
                         "on the diagonal is %s, where the unit's own chance, that the records "
                         "tell, is %s",
                         text.found, text.other);
}

/* Two units are no more often drawn together than either of them is. */
static pm_status check_pair(const square *s, size_t row, size_t column)
{
  static const double CLOSE = 1e-9;
  double found = joint_of(s, row, column), other = joint_of(s, column, row);
  double most = fmin(joint_of(s, row, row), joint_of(s, column, column));
  bool is_symmetric = fabs(found - other) <= CLOSE;
  if (is_symmetric && found <= most + CLOSE)
    return PM_OK;
  const chance_pair text = text_of(found, is_symmetric ? most : other);
  if (!is_symmetric)
    return pm_csv_fault_at(s->csv, (int64_t)row + FIRST_ROW, column, s->error,
                           "the joint chance %s is %s in row %zu, column '%s': the square must "
                           "be symmetric",
                           text.found, text.other, column + FIRST_ROW,
                           pm_csv_column(s->csv, row));
  return pm_csv_fault_at(s->csv, (int64_t)row + FIRST_ROW, column, s->error,
                         "the joint chance %s is above %s, which is one of its units' own",
                         text.found, text.other);
}

static pm_status check_square(const square *s)
{
  pm_status status = check_height(s);
  bool is_square = status == PM_OK;
  for (size_t row = 0; row < s->count && is_square; row++) {
    pm_status found = check_diagonal(s, row);
    status = status == PM_OK ? found : status;
    for (size_t column = 0; column < row; column++) {
      found = check_pair(s, row, column);
      status = status == PM_OK ? found : status;
    }
  }
  return status;
}

static pm_status read_rows(const square *s, pm_csv *csv)
{
  const pm_field *fields = NULL;
  pm_status status = PM_OK;
  for (size_t row = 0; status != PM_ERROR_MEMORY; row++) {
    pm_status found = pm_csv_next(csv, &fields, s->error);
    if (found != PM_OK)
      return found;
    if (fields == NULL)
      break;
    if (row < s->count)
      found = take_row(s, row);
    status = status == PM_OK ? found : status;
  }
  return status == PM_OK ? check_square(s) : status;
}

static pm_status read_square(pm_tally *tally, pm_csv *csv, pm_error *error)
{
  pm_arena *arena = tally->plan.arena;
  square s = {.tally = tally, .csv = csv, .error = error};
  s.units = list_units(tally, &s.count);
  s.columns = pm_arena_alloc(arena, (s.count + 1) * sizeof *s.columns);
  s.unit_of = pm_arena_alloc(arena, (s.count + 1) * sizeof *s.unit_of);
  if (s.units == NULL || s.columns == NULL || s.unit_of == NULL)
    return pm_memory_fault(error);
  pm_status status = match_columns(&s);
  if (status != PM_OK)
    return status;
  tally->joint = pm_arena_alloc(arena, s.count * s.count * sizeof *tally->joint);
  tally->joint_count = s.count;
  return tally->joint != NULL ? read_rows(&s, csv) : pm_memory_fault(error);
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
