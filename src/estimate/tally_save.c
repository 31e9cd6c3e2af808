/* tally_save.c: a tally as a file: one JSON object, whose long lists have a line for
   each node of the tree of labels, each cell and each record.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "estimate/estimate_families.h"
#include "estimate/tally_state.h"
#include "table/json_put.h"
#include "table/publish.h"
#include "table/reason.h"

#include <math.h>

const char *const pm_state_statistics[] = {
    [PM_STATISTIC_RATE] = "rate",         [PM_STATISTIC_RATIO] = "ratio",
    [PM_STATISTIC_MEAN] = "mean",         [PM_STATISTIC_TOTAL] = "total",
    [PM_STATISTIC_QUANTILE] = "quantile", NULL};

/* ---------------------------------------------------------------- request -- */

static void put_key(pm_spool *spool, const char *name)
{
  pm_spool_text(spool, ",\n");
  pm_json_put_text(spool, name);
  pm_spool_text(spool, ": ");
}

static void put_lead(pm_spool *spool, size_t before)
{
  pm_spool_text(spool, before > 0 ? ", " : "");
}

static void put_inputs(pm_spool *spool, const pm_tally *tally)
{
  put_key(spool, "inputs");
  for (size_t i = 0; i < tally->input_count; i++) {
    pm_spool_text(spool, i == 0 ? "[\n{\"file\": " : ",\n{\"file\": ");
    pm_json_put_text(spool, tally->inputs[i].file);
    pm_spool_text(spool, ", \"rows\": ");
    pm_json_put_number(spool, (double)tally->inputs[i].rows);
    pm_spool_text(spool, ", \"sha256\": ");
    pm_json_put_text(spool, tally->inputs[i].sha256);
    pm_spool_text(spool, "}");
  }
  pm_spool_text(spool, "\n]");
}

/* Columns by their places in the plan. */
static void put_columns(pm_spool *spool, const pm_tally_plan *plan, const size_t *places,
                        size_t count)
{
  pm_spool_text(spool, "[");
  for (size_t i = 0; i < count; i++) {
    put_lead(spool, i);
    pm_json_put_text(spool, plan->columns[places[i]]);
  }
  pm_spool_text(spool, "]");
}

static void put_column(pm_spool *spool, const pm_tally_plan *plan, size_t place)
{
  if (place == PM_TALLY_NONE)
    pm_spool_text(spool, "null");
  else
    pm_json_put_text(spool, plan->columns[place]);
}

static void put_statistics(pm_spool *spool, const pm_tally_plan *plan)
{
  put_key(spool, "statistics");
  pm_spool_text(spool, "[");
  for (size_t s = 0; s < plan->statistic_count; s++) {
    const pm_tally_statistic *own = &plan->statistics[s];
    put_lead(spool, s);
    pm_spool_text(spool, "[");
    pm_json_put_text(spool, pm_state_statistics[own->kind]);
    pm_spool_text(spool, ", ");
    put_column(spool, plan, plan->numbers[own->y].wanted);
    pm_spool_text(spool, ", ");
    put_column(spool, plan,
               own->x == PM_TALLY_NONE ? PM_TALLY_NONE : plan->numbers[own->x].wanted);
    pm_spool_text(spool, ", ");
    pm_json_put_number(spool, own->probability);
    pm_spool_text(spool, "]");
  }
  pm_spool_text(spool, "]");
}

/* The sets of domains; the whole, which is the first, follows from nothing. */
static void put_sets(pm_spool *spool, const pm_tally_plan *plan)
{
  put_key(spool, "by");
  pm_spool_text(spool, "[");
  for (size_t s = 1; s < plan->set_count; s++) {
    size_t count = 0;
    put_lead(spool, s - 1);
    pm_spool_text(spool, "[");
    for (size_t i = 0; i < plan->by_count; i++) {
      if ((plan->sets[s].columns >> i & 1) == 0)
        continue;
      put_lead(spool, count++);
      pm_json_put_text(spool, plan->columns[plan->by[i]]);
    }
    pm_spool_text(spool, "]");
  }
  pm_spool_text(spool, "]");
}

static void put_request(pm_spool *spool, const pm_tally_plan *plan)
{
  put_key(spool, "strata");
  put_columns(spool, plan, plan->path, plan->strata_count);
  put_key(spool, "clusters");
  put_columns(spool, plan, plan->path + plan->strata_count,
              plan->path_count - plan->strata_count);
  put_key(spool, "populations");
  put_columns(spool, plan, plan->populations, plan->population_count);
  put_key(spool, "weight");
  put_column(spool, plan, plan->weight);
  put_key(spool, "pps");
  if (plan->pps != NULL)
    pm_json_put_text(spool, plan->pps->about.name);
  else
    pm_spool_text(spool, "null");
  put_statistics(spool, plan);
  put_sets(spool, plan);
  put_key(spool, "keeps_records");
  pm_spool_text(spool, plan->keeps_records ? "true" : "false");
}

/* ------------------------------------------------------------------- sums -- */

static void put_numbers(pm_spool *spool, const double *numbers, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    pm_spool_text(spool, ",");
    pm_json_put_number(spool, numbers[i]);
  }
}

static void put_origins(pm_spool *spool, const pm_tally *tally)
{
  put_key(spool, "origins");
  pm_spool_text(spool, "[");
  for (size_t s = 0; s < tally->plan.statistic_count; s++) {
    put_lead(spool, s);
    pm_json_put_number(spool, tally->origins[s]);
  }
  pm_spool_text(spool, "]");
  put_key(spool, "is_share");
  pm_spool_text(spool, "[");
  for (size_t s = 0; s < tally->plan.statistic_count; s++) {
    put_lead(spool, s);
    pm_spool_text(spool, tally->is_share[s] ? "true" : "false");
  }
  pm_spool_text(spool, "]");
}

/* Roots have no parent, and records that are units no label that means anything. */
static void put_label(pm_spool *spool, const pm_tally *tally, uint32_t node)
{
  uint32_t parent = pm_label_tree_parent(tally->tree, node);
  pm_json_put_number(spool, parent == PM_LABEL_NONE ? (double)NAN : parent);
  pm_spool_text(spool, ",");
  if (tally->plan.has_units && tally->nodes[node].records > 0)
    pm_spool_text(spool, "null");
  else
    pm_json_put_text(spool, pm_label_tree_text(tally->tree, node));
}

static void put_nodes(pm_spool *spool, const pm_tally *tally)
{
  uint32_t count = pm_label_tree_count(tally->tree);
  put_key(spool, "nodes");
  pm_spool_text(spool, "[");
  for (uint32_t i = 0; i < count; i++) {
    const pm_tally_node *node = &tally->nodes[i];
    const double facts[] = {node->records, node->weight,      node->population,
                            node->chance,  (double)node->row, node->input};
    pm_spool_text(spool, i == 0 ? "\n[" : ",\n[");
    put_label(spool, tally, i);
    put_numbers(spool, facts, sizeof facts / sizeof *facts);
    pm_spool_text(spool, "]");
  }
  pm_spool_text(spool, "\n]");
}

static void put_cells(pm_spool *spool, const pm_tally *tally)
{
  put_key(spool, "cells");
  for (size_t k = 0; k < tally->plan.split_count; k++) {
    const pm_tally_cells *cells = &tally->cells[k];
    pm_spool_text(spool, k == 0 ? "[[" : ",\n[");
    for (uint32_t i = 0; i < cells->count; i++) {
      pm_spool_text(spool, i == 0 ? "\n[" : ",\n[");
      pm_json_put_number(spool, cells->keys[i].leaf);
      pm_spool_text(spool, ",");
      pm_json_put_number(spool, cells->keys[i].combination);
      put_numbers(spool, cells->values + (size_t)i * cells->stride, cells->stride);
      pm_spool_text(spool, "]");
    }
    pm_spool_text(spool, "\n]");
  }
  pm_spool_text(spool, "]");
}

static void put_store(pm_spool *spool, const pm_tally_store *store)
{
  put_key(spool, "store");
  pm_spool_text(spool, "[");
  for (size_t i = 0; i < store->count; i++) {
    pm_spool_text(spool, i == 0 ? "\n[" : ",\n[");
    pm_json_put_number(spool, store->weights[i]);
    for (size_t k = 0; k < store->splits; k++) {
      double cell = store->cells[i * store->splits + k];
      put_numbers(spool, &cell, 1);
    }
    put_numbers(spool, store->values + i * store->numbers, store->numbers);
    pm_spool_text(spool, "]");
  }
  pm_spool_text(spool, "\n]");
}

static void put_tally(pm_spool *spool, const pm_tally *tally)
{
  pm_spool_text(spool, "{\"schema\": ");
  pm_json_put_text(spool, PM_STATE_SCHEMA);
  put_key(spool, "version");
  pm_json_put_text(spool, PACKAGE_VERSION);
  put_inputs(spool, tally);
  put_request(spool, &tally->plan);
  put_key(spool, "records");
  pm_json_put_number(spool, (double)tally->records);
  put_origins(spool, tally);
  put_nodes(spool, tally);
  put_cells(spool, tally);
  put_store(spool, &tally->store);
  pm_spool_text(spool, "}\n");
}

/* ------------------------------------------------------------------- file -- */

static pm_status tell_trouble(const pm_trouble *trouble, const char *file, pm_error *error)
{
  char text[PM_REASON_SIZE];
  if (trouble->status == PM_ERROR_MEMORY)
    return pm_memory_fault(error);
  return pm_error_add(error, trouble->status, NULL, "cannot write '%s': %s", file,
                      pm_reason_text(trouble->reason, text));
}

static pm_status save(const pm_tally *tally, const char *file, pm_held_files *held,
                      pm_arena *arena, pm_error *error)
{
  pm_target target;
  pm_trouble trouble = {PM_OK, 0};
  pm_spool spool;
  pm_status status = pm_target_resolve(&target, file, NULL, arena, error);
  if (status != PM_OK || tally == NULL)
    return status;
  target.held = held;
  pm_spool_init(&spool, target.directory, &trouble, tally->allocator);
  put_tally(&spool, tally);
  status = trouble.status == PM_OK ? pm_publish(&target, &spool, 1, tally->allocator, error)
                                   : tell_trouble(&trouble, file, error);
  pm_spool_clear(&spool);
  return status;
}

/* Sums beyond the range of a double have no number that reads back. */
static pm_status check_sums(const pm_tally *tally, pm_error *error)
{
  const pm_tally_plan *plan = &tally->plan;
  const pm_place place = {.file = tally->name};
  for (size_t k = 0; k < plan->split_count; k++)
    for (size_t i = 0; i < (size_t)tally->cells[k].count * tally->cells[k].stride; i++)
      if (!isfinite(tally->cells[k].values[i]))
        return pm_error_add(
            error, PM_ERROR_DATA, &place,
            "the numbers of '%s' are so large that their squares cannot be added up, so "
            "that the part cannot be saved: give them in larger units",
            plan->statistics[i % tally->cells[k].stride / plan->width].variable);
  return PM_OK;
}

pm_status pm_tally_save(const pm_tally *tally, const char *file, pm_held_files *held,
                        pm_error *error)
{
  for (size_t i = 0; i < tally->input_count; i++)
    if (tally->inputs[i].sha256[0] == '\0')
      return pm_error_add(error, PM_ERROR_USAGE, NULL,
                          "'%s' was read without taking its hash, by which parts that hold "
                          "the same records are told apart",
                          tally->inputs[i].file);
  if (tally->plan.has_phases)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "a tally of two phases cannot be saved: what the second drew of each of "
        "its strata is known of all records together; estimate them in one run");
  if (tally->plan.calibrates)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "a tally that is to be calibrated cannot be saved: the totals are those "
        "of the whole, and not of a part; estimate all records in one run");
  if (tally->plan.replicate_count > 0)
    return pm_error_add(
        error, PM_ERROR_USAGE, NULL,
        "a tally with replicate weights cannot be saved: a state has no sums by "
        "them; estimate all records in one run");
  if (tally->plan.pps != NULL && tally->plan.pps->needs_joint)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "joint chances are those of all units together, so that --pps %s "
                        "takes all records in one file, and parts cannot be saved",
                        tally->plan.pps->about.name);
  pm_status status = check_sums(tally, error);
  if (status != PM_OK)
    return status;
  pm_arena *arena = pm_arena_new(tally->allocator);
  status = arena != NULL ? save(tally, file, held, arena, error) : pm_memory_fault(error);
  pm_arena_free(arena);
  return status;
}

pm_status pm_tally_check_place(const char *file, pm_error *error)
{
  pm_arena *arena = pm_arena_new(NULL);
  pm_status status =
      arena != NULL ? save(NULL, file, NULL, arena, error) : pm_memory_fault(error);
  pm_arena_free(arena);
  return status;
}
