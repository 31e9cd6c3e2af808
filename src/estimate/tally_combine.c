/* tally_combine.c: tallies of pieces into one, when they fit together.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/listing.h"
#include "estimate/estimate_families.h"
#include "estimate/tally_state.h"
#include "table/file_state.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------- what differs -- */

static const char *comma(const pm_listing *list)
{
  return list->used > 0 ? ", " : "";
}

static void list_columns(const pm_tally_plan *plan, const size_t *places, size_t count,
                         pm_listing *list)
{
  for (size_t i = 0; i < count; i++)
    pm_listing_add(list, "%s%s", comma(list), plan->columns[places[i]]);
}

static void list_strata(const pm_tally_plan *plan, pm_listing *list)
{
  list_columns(plan, plan->path, plan->strata_count, list);
}

static void list_clusters(const pm_tally_plan *plan, pm_listing *list)
{
  list_columns(plan, plan->path + plan->strata_count, plan->path_count - plan->strata_count,
               list);
}

static void list_populations(const pm_tally_plan *plan, pm_listing *list)
{
  list_columns(plan, plan->populations, plan->population_count, list);
}

static void list_weight(const pm_tally_plan *plan, pm_listing *list)
{
  if (plan->weight != PM_TALLY_NONE)
    pm_listing_add(list, "%s", plan->columns[plan->weight]);
}

static void list_pps(const pm_tally_plan *plan, pm_listing *list)
{
  if (plan->pps != NULL)
    pm_listing_add(list, "%s", plan->pps->about.name);
}

static void list_statistics(const pm_tally_plan *plan, pm_listing *list)
{
  for (size_t s = 0; s < plan->statistic_count; s++)
    pm_listing_add(list, "%s%s %s", comma(list), pm_state_statistics[plan->statistics[s].kind],
                   plan->statistics[s].variable);
}

static void list_sets(const pm_tally_plan *plan, pm_listing *list)
{
  for (size_t s = 1; s < plan->set_count; s++) {
    const char *lead = s > 1 ? ", " : "";
    for (size_t i = 0; i < plan->by_count; i++) {
      if ((plan->sets[s].columns >> i & 1) == 0)
        continue;
      pm_listing_add(list, "%s%s", lead, plan->columns[plan->by[i]]);
      lead = " x ";
    }
  }
}

static void list_records(const pm_tally_plan *plan, pm_listing *list)
{
  if (plan->keeps_records)
    pm_listing_add(list, "all");
}

typedef struct aspect {
  const char *name;
  void (*list)(const pm_tally_plan *plan, pm_listing *list);
} aspect;

static const aspect aspects[] = {
    {"statistics", list_statistics}, {"strata", list_strata},
    {"clusters", list_clusters},     {"populations", list_populations},
    {"weight", list_weight},         {"unequal chances", list_pps},
    {"domains", list_sets},          {"kept records", list_records},
};

static const char *shown(const pm_listing *list)
{
  return list->used > 0 ? list->text : "none";
}

static bool are_same(const pm_tally_plan *a, const size_t *first, const pm_tally_plan *b,
                     const size_t *second, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (strcmp(a->columns[first[i]], b->columns[second[i]]) != 0)
      return false;
  return true;
}

static bool have_same_numbers(const pm_tally_plan *a, const pm_tally_plan *b)
{
  if (a->number_count != b->number_count || a->statistic_count != b->statistic_count)
    return false;
  for (size_t i = 0; i < a->number_count; i++)
    if (!are_same(a, &a->numbers[i].wanted, b, &b->numbers[i].wanted, 1))
      return false;
  for (size_t s = 0; s < a->statistic_count; s++) {
    const pm_tally_statistic *first = &a->statistics[s];
    const pm_tally_statistic *second = &b->statistics[s];
    if (first->kind != second->kind || first->y != second->y || first->x != second->x ||
        first->probability != second->probability)
      return false;
  }
  return true;
}

/* Names are listed for people only: lists are cut, and names may have commas. */
static bool are_same_plans(const pm_tally_plan *a, const pm_tally_plan *b)
{
  bool has_weight = a->weight != PM_TALLY_NONE;
  if (a->pps != b->pps || a->keeps_records != b->keeps_records ||
      a->path_count != b->path_count || a->strata_count != b->strata_count ||
      a->population_count != b->population_count || a->by_count != b->by_count ||
      a->set_count != b->set_count || has_weight != (b->weight != PM_TALLY_NONE))
    return false;
  for (size_t s = 0; s < a->set_count; s++)
    if (a->sets[s].columns != b->sets[s].columns)
      return false;
  return have_same_numbers(a, b) && are_same(a, a->path, b, b->path, a->path_count) &&
         are_same(a, a->populations, b, b->populations, a->population_count) &&
         are_same(a, a->by, b, b->by, a->by_count) &&
         are_same(a, &a->weight, b, &b->weight, has_weight);
}

static pm_status check_plans(const pm_tally *into, const pm_tally *from, pm_error *error)
{
  pm_status status = PM_OK;
  pm_place place = {from->name, 0, NULL};
  if (into->plan.has_phases || from->plan.has_phases)
    return pm_error_add(
        error, PM_ERROR_USAGE, &place,
        "tallies of two phases cannot be combined: what the second drew of each "
        "of its strata is known of all records together");
  if (into->plan.calibrates || from->plan.calibrates)
    return pm_error_add(error, PM_ERROR_USAGE, &place,
                        "tallies that are to be calibrated cannot be combined: the totals are "
                        "those of the whole");
  if (into->plan.replicate_count > 0 || from->plan.replicate_count > 0)
    return pm_error_add(error, PM_ERROR_USAGE, &place,
                        "tallies with replicate weights cannot be combined: they are read in "
                        "one run");
  if (are_same_plans(&into->plan, &from->plan))
    return PM_OK;
  for (size_t i = 0; i < sizeof aspects / sizeof *aspects; i++) {
    pm_listing first = {.used = 0}, second = {.used = 0};
    aspects[i].list(&into->plan, &first);
    aspects[i].list(&from->plan, &second);
    if (strcmp(first.text, second.text) == 0)
      continue;
    status = pm_error_add(error, PM_ERROR_DATA, &place, "its %s: %s, but %s in '%s'",
                          aspects[i].name, shown(&second), shown(&first), into->name);
  }
  if (status == PM_OK)
    status = pm_error_add(error, PM_ERROR_DATA, &place, "it answers another request than '%s'",
                          into->name);
  return status;
}

/* ----------------------------------------------------------------- inputs -- */

static pm_status check_inputs(const pm_tally *into, const pm_tally *from, pm_error *error)
{
  pm_status status = PM_OK;
  pm_place place = {from->name, 0, NULL};
  for (size_t i = 0; i < from->input_count; i++)
    for (size_t k = 0; k < into->input_count; k++) {
      const pm_tally_input *own = &from->inputs[i];
      const pm_tally_input *other = &into->inputs[k];
      if (own->sha256[0] == '\0' || own->rows == 0 || strcmp(own->sha256, other->sha256) != 0)
        continue;
      status =
          pm_error_add(error, PM_ERROR_DATA, &place,
                       "its input '%s' has the same bytes as '%s', which is counted "
                       "already: the %lld record%s would count twice",
                       own->file, other->file, (long long)own->rows, own->rows == 1 ? "" : "s");
    }
  return status;
}

pm_status pm_tally_merge(pm_tally *into, const pm_tally *from, pm_error *error)
{
  const pm_place place = {from->name, 0, NULL};
  if (into == from)
    return pm_error_add(error, PM_ERROR_USAGE, &place,
                        "a tally cannot be added to itself: its records would count twice");
  pm_status status = check_plans(into, from, error);
  if (status == PM_OK)
    status = check_inputs(into, from, error);
  return status == PM_OK ? pm_tally_add_whole(into, from, error) : status;
}

/* ------------------------------------------------------------------ files -- */

/* A file, and its first input. */
typedef struct part {
  const char *file;
  const char *input;
  const char *sha256;
} part;

static int compare_parts(const void *a, const void *b)
{
  const part *first = a;
  const part *second = b;
  int order = strcmp(first->input, second->input);
  return order != 0 ? order : strcmp(first->sha256, second->sha256);
}

static pm_status look_at_part(part *made, const char *file, pm_arena *arena,
                              const pm_combine_request *request, pm_error *error)
{
  const pm_place place = {.file = file};
  pm_state_head head;
  if (pm_file_is_stream(file))
    return strcmp(file, "-") == 0
               ? pm_error_add(error, PM_ERROR_USAGE, NULL,
                              "parts are read twice, which standard input cannot be")
               : pm_error_add(
                     error, PM_ERROR_USAGE, &place,
                     "parts are read twice, which a pipe cannot be; save it as a file");
  pm_status status = pm_state_open(&head, file, request->allocator, error);
  if (status == PM_OK) {
    const pm_tally_input *input = &head.inputs[0];
    *made = (part){file, pm_arena_text(arena, input->file, strlen(input->file)),
                   pm_arena_text(arena, input->sha256, strlen(input->sha256))};
    if (made->input == NULL || made->sha256 == NULL)
      status = pm_memory_fault(error);
  }
  pm_state_close(&head);
  return status;
}

/* All parts in order, those that cannot be read being told together. */
static pm_status list_parts(part *parts, const pm_combine_request *request, pm_arena *arena,
                            pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < request->count; i++) {
    pm_status found = look_at_part(&parts[i], request->files[i], arena, request, error);
    status = status == PM_OK ? found : status;
  }
  if (status == PM_OK)
    qsort(parts, request->count, sizeof *parts, compare_parts);
  return status;
}

static pm_status add_part(pm_tally **whole, const part *from, const pm_combine_request *request,
                          pm_error *error)
{
  pm_tally *more = NULL;
  pm_status status = pm_tally_load(&more, from->file, request->allocator, error);
  if (status == PM_OK && *whole != NULL)
    status = pm_tally_merge(*whole, more, error);
  if (status == PM_OK && *whole == NULL) {
    *whole = more;
    return PM_OK;
  }
  pm_tally_free(more);
  return status;
}

pm_status pm_tally_combine(pm_tally **tally, const pm_combine_request *request, pm_error *error)
{
  pm_tally *whole = NULL;
  *tally = NULL;
  if (request->count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no part to combine");
  pm_arena *arena = pm_arena_new(request->allocator);
  part *parts = arena != NULL ? pm_arena_alloc(arena, request->count * sizeof *parts) : NULL;
  pm_status status =
      parts != NULL ? list_parts(parts, request, arena, error) : pm_memory_fault(error);
  for (size_t i = 0; i < request->count && status == PM_OK; i++)
    status = add_part(&whole, &parts[i], request, error);
  pm_arena_free(arena);
  if (status == PM_OK && request->count > 1)
    whole->name = "the parts together";
  if (status == PM_OK)
    *tally = whole;
  else
    pm_tally_free(whole);
  return status;
}
