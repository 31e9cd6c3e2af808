/* sample_categories.c: which categories of the margins a cell of the tally is in, and
   whether the categories of the sample and those with totals are the same.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/dictionary.h"
#include "estimate/sample_calibrate.h"

#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

/* Sums of two margins that differ by less, relative, are the same but for rounding. */
static const double SAME_SUM = 1e-9;

/* A margin's categories as paths in a tree of labels. */
typedef struct category_tree {
  const pm_margin *margin;
  size_t *by; /* of each column, of the plan's */
  pm_label_tree *labels;
  size_t known;      /* nodes that the totals made */
  uint32_t *numbers; /* of these: the category; PM_LABEL_NONE: none ends there */
  double *records;   /* of each category */
  double *strangers; /* records of each node that the sample made */
  size_t stranger_capacity, stranger_count;
} category_tree;

typedef struct sorting {
  pm_sample_run *run;
  pm_sample_calibration *calibration;
  category_tree *trees;
  pm_dictionary *units; /* by their categories */
  uint32_t *tuple;      /* the categories of one cell */
  pm_arena *arena;
} sorting;

/* ---------------------------------------------------------------- margins -- */

/* The plan's place of a column of calibration; SIZE_MAX: it has none. */
static size_t find_by(const pm_tally_plan *plan, const char *column)
{
  for (size_t i = 0; i < plan->key_count; i++)
    if ((plan->calibrating >> i & 1) != 0 && strcmp(plan->columns[plan->by[i]], column) == 0)
      return i;
  return SIZE_MAX;
}

static pm_status find_columns(const sorting *s, category_tree *tree)
{
  const pm_margin *margin = tree->margin;
  tree->by = pm_arena_alloc(s->arena, margin->column_count * sizeof *tree->by);
  if (tree->by == NULL)
    return pm_memory_fault(s->run->error);
  for (size_t i = 0; i < margin->column_count; i++) {
    tree->by[i] = find_by(&s->run->tally->plan, margin->columns[i]);
    if (tree->by[i] == SIZE_MAX)
      return pm_error_add(s->run->error, PM_ERROR_USAGE, NULL,
                          "the records were not added up by '%s', which a margin has",
                          margin->columns[i]);
  }
  return PM_OK;
}

static pm_status grow_tree(const sorting *s, category_tree *tree)
{
  const pm_margin *margin = tree->margin;
  uint32_t *ends = pm_arena_alloc(s->arena, (margin->count + 1) * sizeof *ends);
  tree->labels = pm_label_tree_new(s->run->room.allocator, 1);
  tree->records = pm_arena_alloc(s->arena, (margin->count + 1) * sizeof *tree->records);
  if (ends == NULL || tree->labels == NULL || tree->records == NULL)
    return pm_memory_fault(s->run->error);
  for (size_t i = 0; i < margin->count; i++)
    for (size_t k = 0; k < margin->column_count; k++) {
      const char *label = margin->labels[i * margin->column_count + k];
      /* The tree reads some bytes behind a label's end. */
      const char *copy = pm_arena_format(s->arena, "%s%*s", label, PM_LABEL_SLACK, "");
      if (copy == NULL)
        return pm_memory_fault(s->run->error);
      ends[i] = pm_label_tree_put(tree->labels, ends[i], copy, strlen(label));
      if (ends[i] == PM_LABEL_NONE)
        return pm_memory_fault(s->run->error);
    }
  tree->known = pm_label_tree_count(tree->labels);
  tree->numbers = pm_arena_alloc(s->arena, tree->known * sizeof *tree->numbers);
  if (tree->numbers == NULL)
    return pm_memory_fault(s->run->error);
  memset(tree->numbers, 0xff, tree->known * sizeof *tree->numbers);
  for (uint32_t i = 0; i < margin->count; i++)
    tree->numbers[ends[i]] = i;
  return PM_OK;
}

/* ------------------------------------------------------------------ cells -- */

/* A cell's category; PM_LABEL_NONE, with its records counted: it has no total. False: out
   of memory. */
static bool find_category(const sorting *s, category_tree *tree, size_t split, uint32_t cell,
                          double records, uint32_t *category)
{
  const pm_tally *tally = s->run->tally;
  pm_cell_key key = tally->cells[split].keys[cell];
  uint32_t node = 0;
  for (size_t i = 0; i < tree->margin->column_count; i++) {
    pm_label_source from = pm_sample_find_source(&tally->plan, split, tree->by[i]);
    uint32_t label = pm_sample_label(tally->tree, &from, key);
    node = pm_label_tree_put(tree->labels, node, pm_label_tree_text(tally->tree, label),
                             pm_label_tree_size(tally->tree, label));
    if (node == PM_LABEL_NONE)
      return false;
  }
  *category = node < tree->known ? tree->numbers[node] : PM_LABEL_NONE;
  if (*category != PM_LABEL_NONE) {
    tree->records[*category] += split == 0 ? records : 0;
    return true;
  }
  size_t known = tree->stranger_count;
  if (!pm_memory_reserve(s->run->room.allocator, (void **)&tree->strangers,
                         &tree->stranger_capacity, (size_t)node + 1, sizeof *tree->strangers))
    return false;
  for (; known <= node; known++)
    tree->strangers[known] = 0;
  tree->stranger_count = known;
  tree->strangers[node] += split == 0 ? records : 0;
  return true;
}

static bool find_unit(const sorting *s, size_t split, uint32_t cell)
{
  const pm_tally *tally = s->run->tally;
  const pm_tally_cells *cells = &tally->cells[split];
  size_t margins = s->calibration->calibrator.margins;
  double records = cells->values[(size_t)cell * cells->stride + PM_SUM_ALL];
  size_t unit;
  for (size_t m = 0; m < margins; m++)
    if (!find_category(s, &s->trees[m], split, cell, records, &s->tuple[m]))
      return false;
  if (pm_dictionary_put(s->units, (const char *)s->tuple, margins * sizeof *s->tuple, &unit) !=
      PM_OK)
    return false;
  s->calibration->units[split][cell] = (uint32_t)unit;
  return true;
}

/* The cells by the place of their leaf, which is how a variance climbs. */
static bool order_cells(const sorting *s, size_t split)
{
  const pm_sample_design *design = &s->run->design;
  const pm_tally_cells *cells = &design->tally->cells[split];
  size_t leaves = design->levels[design->depth].count;
  uint32_t *order = pm_arena_alloc(s->arena, cells->count * sizeof *order);
  size_t *next = pm_arena_alloc(s->arena, (leaves + 1) * sizeof *next);
  if (order == NULL || next == NULL)
    return false;
  for (uint32_t i = 0; i < cells->count; i++)
    next[design->places[cells->keys[i].leaf] + 1]++;
  for (size_t i = 0; i < leaves; i++)
    next[i + 1] += next[i];
  for (uint32_t i = 0; i < cells->count; i++)
    order[next[design->places[cells->keys[i].leaf]]++] = i;
  s->calibration->orders[split] = order;
  return true;
}

static bool sort_split(const sorting *s, size_t split)
{
  size_t cells = s->run->tally->cells[split].count;
  uint32_t *units = pm_arena_alloc(s->arena, cells * sizeof *units);
  s->calibration->units[split] = units;
  if (units == NULL || !order_cells(s, split))
    return false;
  for (uint32_t i = 0; i < cells; i++)
    if (!find_unit(s, split, i))
      return false;
  return true;
}

/* ----------------------------------------------------------------- checks -- */

/* "Wales / theft" */
static const char *name_of(const sorting *s, const category_tree *tree, uint32_t node)
{
  const char *name = pm_label_tree_text(tree->labels, node);
  for (uint32_t at = pm_label_tree_parent(tree->labels, node); at != 0 && name != NULL;
       at = pm_label_tree_parent(tree->labels, at))
    name = pm_arena_format(s->arena, "%s / %s", pm_label_tree_text(tree->labels, at), name);
  return name;
}

static pm_status refuse_strangers(const sorting *s, const category_tree *tree)
{
  const pm_margin *margin = tree->margin;
  pm_place place = {s->run->tally->name, 0, margin->columns[margin->column_count - 1]};
  pm_status status = PM_OK;
  for (uint32_t i = 0; i < tree->stranger_count; i++) {
    if (tree->strangers[i] == 0)
      continue;
    const char *name = name_of(s, tree, i);
    if (name == NULL)
      return pm_memory_fault(s->run->error);
    status = pm_error_add(s->run->error, PM_ERROR_DATA, &place,
                          "%.0f record%s '%s', for which there is no total%s%s",
                          tree->strangers[i], tree->strangers[i] > 1 ? "s have" : " has", name,
                          margin->file != NULL ? " in " : "",
                          margin->file != NULL ? margin->file : "");
  }
  return status;
}

static pm_status refuse_absent(const sorting *s, const category_tree *tree)
{
  const pm_margin *margin = tree->margin;
  pm_status status = PM_OK;
  for (size_t i = 0; i < margin->count; i++) {
    char number[PM_NUMBER_SIZE];
    if (tree->records[i] > 0)
      continue;
    const char *name = margin->labels[i * margin->column_count];
    for (size_t k = 1; k < margin->column_count && name != NULL; k++)
      name = pm_arena_format(s->arena, "%s / %s", name,
                             margin->labels[i * margin->column_count + k]);
    if (name == NULL)
      return pm_memory_fault(s->run->error);
    pm_place place = {margin->file, margin->rows != NULL ? margin->rows[i] : 0, "total"};
    (void)pm_number_format(margin->totals[i], number);
    status = pm_error_add(s->run->error, PM_ERROR_DATA, &place,
                          "no record has '%s', so that weights cannot add up to %s there; join "
                          "it with another category",
                          name, number);
  }
  return status;
}

/* "force x type" */
static const char *margin_name(const sorting *s, const pm_margin *margin)
{
  const char *name = margin->columns[0];
  for (size_t i = 1; i < margin->column_count && name != NULL; i++)
    name = pm_arena_format(s->arena, "%s, %s", name, margin->columns[i]);
  return name;
}

/* Every margin counts the same population: the totals, with those of later margins scaled
   against rounding. */
static pm_status set_totals(const sorting *s, double *totals)
{
  double first = 0;
  pm_status status = PM_OK;
  for (size_t m = 0; m < s->calibration->calibrator.margins; m++) {
    const pm_margin *margin = s->trees[m].margin;
    pm_sum sum = {0, 0};
    for (size_t i = 0; i < margin->count; i++)
      pm_sum_add(&sum, margin->totals[i]);
    double all = pm_sum_value(&sum);
    first = m == 0 ? all : first;
    for (size_t i = 0; i < margin->count; i++)
      *totals++ = margin->totals[i] * (first / all);
    if (fabs(all - first) <= SAME_SUM * first)
      continue;
    char own[PM_NUMBER_SIZE], other[PM_NUMBER_SIZE];
    (void)pm_number_format(all, own);
    (void)pm_number_format(first, other);
    const char *names[2] = {margin_name(s, margin), margin_name(s, s->trees[0].margin)};
    if (names[0] == NULL || names[1] == NULL)
      return pm_memory_fault(s->run->error);
    pm_place place = {margin->file, 0, "total"};
    status =
        pm_error_add(s->run->error, PM_ERROR_DATA, &place,
                     "the totals of '%s' add up to %s, and those of '%s' to %s: no weights "
                     "can meet both",
                     names[0], own, names[1], other);
  }
  for (size_t i = 0; i < s->calibration->calibrator.numbers; i++)
    *totals++ = s->calibration->numbers[i]->totals[0];
  return status;
}

static pm_status check(const sorting *s, double *totals)
{
  pm_status first = PM_OK;
  for (size_t m = 0; m < s->calibration->calibrator.margins && first != PM_ERROR_MEMORY; m++) {
    pm_status strange = refuse_strangers(s, &s->trees[m]);
    pm_status absent = refuse_absent(s, &s->trees[m]);
    first = first == PM_OK ? strange : first;
    first = first == PM_OK || absent == PM_ERROR_MEMORY ? absent : first;
  }
  pm_status sums = set_totals(s, totals);
  return first == PM_OK ? sums : first;
}

/* -------------------------------------------------------------------- all -- */

/* The request's margins with categories, and those of numbers. */
static bool list_margins(const sorting *s)
{
  pm_sample_calibration *calibration = s->calibration;
  const pm_calibration *request = calibration->request;
  pm_calibrator *c = &calibration->calibrator;
  size_t size = request->margin_count * sizeof *calibration->margins;
  calibration->margins = pm_arena_alloc(s->arena, size);
  calibration->numbers = pm_arena_alloc(s->arena, size);
  if (calibration->margins == NULL || calibration->numbers == NULL)
    return false;
  for (size_t i = 0; i < request->margin_count; i++) {
    const pm_margin *margin = &request->margins[i];
    if (margin->labels != NULL)
      calibration->margins[c->margins++] = margin;
    else
      calibration->numbers[c->numbers++] = margin;
  }
  return true;
}

static pm_status prepare(sorting *s)
{
  pm_sample_calibration *calibration = s->calibration;
  size_t splits = s->run->tally->plan.split_count;
  if (!list_margins(s))
    return pm_memory_fault(s->run->error);
  size_t count = calibration->calibrator.margins;
  size_t *sizes = pm_arena_alloc(s->arena, count * sizeof *sizes);
  s->trees = pm_arena_alloc(s->arena, count * sizeof *s->trees);
  s->tuple = pm_arena_alloc(s->arena, count * sizeof *s->tuple);
  s->units = pm_dictionary_new(s->run->room.allocator);
  calibration->units = pm_arena_alloc(s->arena, splits * sizeof *calibration->units);
  calibration->orders = pm_arena_alloc(s->arena, splits * sizeof *calibration->orders);
  if (sizes == NULL || s->trees == NULL || s->tuple == NULL || s->units == NULL ||
      calibration->units == NULL || calibration->orders == NULL)
    return pm_memory_fault(s->run->error);
  calibration->calibrator.sizes = sizes;
  calibration->calibrator.parameters = calibration->calibrator.numbers;
  for (size_t m = 0; m < count; m++) {
    s->trees[m].margin = calibration->margins[m];
    sizes[m] = calibration->margins[m]->count;
    calibration->calibrator.parameters += sizes[m];
    pm_status status = find_columns(s, &s->trees[m]);
    if (status == PM_OK)
      status = grow_tree(s, &s->trees[m]);
    if (status != PM_OK)
      return status;
  }
  return PM_OK;
}

/* The categories of the units, from the keys they were found by. */
static bool list_units(const sorting *s)
{
  pm_calibrator *c = &s->calibration->calibrator;
  const uint32_t **categories = pm_arena_alloc(s->arena, c->margins * sizeof *categories);
  c->units = pm_dictionary_count(s->units);
  for (size_t m = 0; m < c->margins && categories != NULL; m++) {
    uint32_t *own = pm_arena_alloc(s->arena, c->units * sizeof *own);
    if (own == NULL)
      return false;
    for (size_t i = 0; i < c->units; i++)
      memcpy(&own[i], pm_dictionary_text(s->units, i) + m * sizeof *own, sizeof *own);
    categories[m] = own;
  }
  c->categories = categories;
  return categories != NULL;
}

static pm_status categorise(sorting *s)
{
  pm_calibrator *c = &s->calibration->calibrator;
  pm_status status = prepare(s);
  if (status != PM_OK)
    return status;
  double *totals = pm_arena_alloc(s->arena, c->parameters * sizeof *totals);
  if (totals == NULL)
    return pm_memory_fault(s->run->error);
  for (size_t i = 0; i < s->run->tally->plan.split_count; i++)
    if (!sort_split(s, i))
      return pm_memory_fault(s->run->error);
  c->totals = totals;
  status = check(s, totals);
  if (status != PM_OK)
    return status;
  return list_units(s) ? PM_OK : pm_memory_fault(s->run->error);
}

pm_status pm_sample_categorise(pm_sample_run *run, pm_sample_calibration *calibration)
{
  sorting s = {.run = run, .calibration = calibration, .arena = run->estimates->arena};
  pm_status status = categorise(&s);
  for (size_t m = 0; s.trees != NULL && m < calibration->calibrator.margins; m++) {
    pm_label_tree_free(s.trees[m].labels);
    (void)pm_memory_resize(run->room.allocator, s.trees[m].strangers, 0);
  }
  pm_dictionary_free(s.units);
  return status;
}
