/* margins_goals.c: from goals to targets: one for each domain and rate that some goal is
   for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/margins.h"
#include "core/number_text.h"

/* What a file asks for is data. */
static pm_status status_of(const pm_margin_goal *goal)
{
  return goal->file == NULL ? PM_ERROR_USAGE : PM_ERROR_DATA;
}

/* Of the goal's domain, value or rate, which are its file's columns of that name. */
static pm_status fault(const pm_margin_goal *goal, const char *column, pm_error *error,
                       const char *what, const char *name, const char *nearest)
{
  pm_place place = {goal->file, goal->row, goal->file != NULL ? column : NULL};
  return pm_error_add(error, status_of(goal), &place, "%s '%s'%s%s%s", what, name,
                      nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                      nearest != NULL ? "'?" : "");
}

/* ------------------------------------------------------------------- facets -- */

typedef struct labelled {
  const char *text;
  size_t stratum;
} labelled;

static int by_text(const void *left, const void *right)
{
  const labelled *a = left;
  const labelled *b = right;
  int order = strcmp(a->text, b->text);
  return order != 0 ? order : (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

/* Number the values of the facet's column by their bytes. */
static pm_status number_values(const pm_margins *it, pm_facet *facet)
{
  size_t strata = it->request.count;
  labelled *list = pm_arena_alloc(it->arena, strata * sizeof *list);
  if (list == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < strata; h++)
    list[h] = (labelled){facet->column == NULL ? "" : it->request.values[h][facet->at], h};
  qsort(list, strata, sizeof *list, by_text);
  for (size_t i = 0; i < strata; i++) {
    if (i == 0 || strcmp(list[i].text, list[i - 1].text) != 0)
      facet->values[facet->count++] = facet->column == NULL ? NULL : list[i].text;
    facet->code[list[i].stratum] = facet->count - 1;
  }
  return PM_OK;
}

pm_status pm_margins_facet(const pm_margins *it, pm_facet *facet)
{
  size_t strata = it->request.count;
  facet->values = pm_arena_alloc(it->arena, strata * sizeof *facet->values);
  facet->code = pm_arena_alloc(it->arena, strata * sizeof *facet->code);
  if (facet->values == NULL || facet->code == NULL)
    return PM_ERROR_MEMORY;
  pm_status status = number_values(it, facet);
  if (status != PM_OK)
    return status;
  size_t targets = facet->count * it->rates;
  facet->population = pm_arena_alloc(it->arena, facet->count * sizeof(double));
  facet->strata = pm_arena_alloc(it->arena, facet->count * sizeof(double));
  facet->target = pm_arena_alloc(it->arena, targets * sizeof *facet->target);
  if (facet->population == NULL || facet->strata == NULL || facet->target == NULL)
    return PM_ERROR_MEMORY;
  for (size_t h = 0; h < strata; h++) {
    facet->population[facet->code[h]] += it->request.strata[h].population;
    facet->strata[facet->code[h]] += 1;
  }
  for (size_t i = 0; i < targets; i++)
    facet->target[i] = PM_MARGINS_NONE;
  return PM_OK;
}

static bool is_same_column(const char *a, const char *b)
{
  return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

pm_facet *pm_margins_facet_of(const pm_margins *it, const char *column)
{
  for (size_t f = 0; f < it->facet_count; f++)
    if (is_same_column(it->facets[f].column, column))
      return &it->facets[f];
  return NULL;
}

/* The facet of the goal's column, made when it is the first of it. */
static pm_status want_facet(pm_margins *it, const pm_margin_goal *goal, pm_error *error)
{
  const pm_margins_request *request = &it->request;
  if (pm_margins_facet_of(it, goal->column) != NULL)
    return PM_OK;
  pm_facet *facet = &it->facets[it->facet_count];
  facet->column = goal->column;
  while (goal->column != NULL && facet->at < request->column_count &&
         strcmp(request->columns[facet->at], goal->column) != 0)
    facet->at++;
  if (goal->column != NULL && facet->at == request->column_count) {
    *facet = (pm_facet){.column = NULL};
    return fault(goal, "domain", error, "there is no column", goal->column,
                 pm_text_nearest(goal->column, request->columns, request->column_count));
  }
  it->facet_count++;
  return pm_margins_facet(it, facet);
}

/* ------------------------------------------------------------------ targets -- */

/* How much a goal is made for this very domain and rate. */
static int closeness(const pm_margin_goal *goal)
{
  return 2 * (goal->value != NULL) + (goal->rate != NULL);
}

/* "10%", or of a standard deviation "1.5". */
static pm_number_text margin_text(const pm_margins *it, double margin)
{
  bool is_rate = it->request.rate_count > 0;
  pm_number_text number = pm_number_short(is_rate ? 100 * margin : margin, 4);
  size_t size = strlen(number.text);
  if (is_rate && size + 1 < sizeof number.text)
    memcpy(number.text + size, "%", sizeof "%");
  return number;
}

static pm_status claim(const pm_margins *it, pm_facet *facet, size_t place, size_t goal,
                       pm_error *error)
{
  const pm_margin_goal *goals = it->request.goals;
  size_t *claimed = &facet->target[place];
  if (*claimed != PM_MARGINS_NONE && closeness(&goals[*claimed]) == closeness(&goals[goal])) {
    const pm_margin_target same = {
        .column = facet->column,
        .value = facet->values[place / it->rates],
        .rate = it->request.rate_count > 0 ? it->request.rates[place % it->rates] : NULL};
    const char *name = pm_margin_name(it, &same);
    pm_place where = {.file = goals[goal].file, .row = goals[goal].row};
    return name == NULL ? PM_ERROR_MEMORY
                        : pm_error_add(error, status_of(&goals[goal]), &where,
                                       "%s has two margins: %s and %s", name,
                                       margin_text(it, goals[*claimed].margin).text,
                                       margin_text(it, goals[goal].margin).text);
  }
  if (*claimed == PM_MARGINS_NONE || closeness(&goals[*claimed]) < closeness(&goals[goal]))
    *claimed = goal;
  return PM_OK;
}

static bool is_for(const char *wanted, const char *name)
{
  return wanted == NULL || (name != NULL && strcmp(wanted, name) == 0);
}

/* The values that the goal is for: from *first to before *last. */
static void find_values(const pm_margin_goal *goal, const pm_facet *facet, size_t *first,
                        size_t *last)
{
  *first = 0;
  *last = facet->count;
  if (goal->value == NULL)
    return;
  /* They stand by their bytes. */
  while (*first < *last) {
    size_t middle = *first + (*last - *first) / 2;
    int order = strcmp(facet->values[middle], goal->value);
    if (order == 0) {
      *first = middle;
      *last = middle + 1;
      return;
    }
    *(order < 0 ? first : last) = order < 0 ? middle + 1 : middle;
  }
}

static pm_status value_fault(const pm_margin_goal *goal, pm_error *error, const char *nearest)
{
  pm_place place = {goal->file, goal->row, goal->file != NULL ? "value" : NULL};
  bool has_nearest = nearest != NULL;
  return pm_error_add(error, status_of(goal), &place, "column '%s' has no value '%s'%s%s%s",
                      goal->column, goal->value, has_nearest ? "; did you mean '" : "",
                      has_nearest ? nearest : "", has_nearest ? "'?" : "");
}

static pm_status check_margin(const pm_margins *it, const pm_margin_goal *goal, pm_error *error)
{
  const char *column = goal->margin_column != NULL ? goal->margin_column : "margin";
  pm_place where = {goal->file, goal->row, goal->file != NULL ? column : NULL};
  if (goal->margin <= 0)
    return pm_error_add(error, status_of(goal), &where, "a margin of %s is not above 0",
                        margin_text(it, goal->margin).text);
  if (!(goal->margin >= 1e-100 && goal->margin <= 1e100))
    return pm_error_add(error, status_of(goal), &where,
                        "a margin must be from 1e-100 to 1e100, not %s",
                        pm_number_show(goal->margin).text);
  if (it->request.rate_count > 0 && goal->margin >= 1) {
    /* 100% and more would be refused as well. */
    bool is_percentage = goal->margin < 100;
    return pm_error_add(
        error, status_of(goal), &where, "a margin of %s is %s percentage points%s%s%s",
        pm_number_short(goal->margin, 2).text, pm_number_short(100 * goal->margin, 2).text,
        is_percentage ? "; did you mean " : ", and must be below 100",
        is_percentage ? pm_number_short(goal->margin, 2).text : "", is_percentage ? "%?" : "");
  }
  return PM_OK;
}

/* facet NULL: there is no such column, which is told. */
static pm_status check_value(const pm_margin_goal *goal, const pm_facet *facet, pm_error *error)
{
  size_t first, last;
  if (facet == NULL || goal->value == NULL)
    return PM_OK;
  if (goal->column == NULL)
    return fault(goal, "value", error, "there is no column for the value", goal->value, NULL);
  find_values(goal, facet, &first, &last);
  return first < last ? PM_OK
                      : value_fault(goal, error,
                                    pm_text_nearest(goal->value, facet->values, facet->count));
}

static pm_status check_rate(const pm_margins_request *request, const pm_margin_goal *goal,
                            pm_error *error)
{
  bool is_there = goal->rate == NULL;
  for (size_t r = 0; r < request->rate_count && !is_there; r++)
    is_there = is_for(goal->rate, request->rates[r]);
  return is_there ? PM_OK
                  : fault(goal, "rate", error, "there is no rate", goal->rate,
                          pm_text_nearest(goal->rate, request->rates, request->rate_count));
}

static pm_status first_of(pm_status first, pm_status next)
{
  return first != PM_OK ? first : next;
}

/* All that is wrong with a goal. */
static pm_status check_goal(const pm_margins *it, const pm_margin_goal *goal,
                            const pm_facet *facet, pm_error *error)
{
  pm_status status = check_value(goal, facet, error);
  status = first_of(status, check_margin(it, goal, error));
  return first_of(status, check_rate(&it->request, goal, error));
}

static pm_status apply(const pm_margins *it, size_t index, pm_error *error)
{
  const pm_margin_goal *goal = &it->request.goals[index];
  pm_facet *facet = pm_margins_facet_of(it, goal->column);
  size_t first, last;
  pm_status status = check_goal(it, goal, facet, error);
  if (status != PM_OK || facet == NULL)
    return status;
  find_values(goal, facet, &first, &last);
  for (size_t v = first; v < last && status == PM_OK; v++)
    for (size_t r = 0; r < it->rates && status == PM_OK; r++) {
      const char *rate = it->request.rate_count > 0 ? it->request.rates[r] : NULL;
      if (is_for(goal->rate, rate))
        status = claim(it, facet, v * it->rates + r, index, error);
    }
  return status;
}

/* The claims, whose places now hold goals, as targets. */
static pm_status list_targets(pm_margins *it)
{
  for (size_t f = 0; f < it->facet_count; f++)
    for (size_t i = 0; i < it->facets[f].count * it->rates; i++)
      it->count += it->facets[f].target[i] != PM_MARGINS_NONE;
  it->targets = pm_arena_alloc(it->arena, it->count * sizeof *it->targets);
  it->work = pm_arena_alloc(it->arena, it->count * sizeof *it->work);
  if (it->targets == NULL || it->work == NULL)
    return PM_ERROR_MEMORY;
  size_t at = 0;
  for (size_t f = 0; f < it->facet_count; f++)
    for (size_t i = 0; i < it->facets[f].count * it->rates; i++) {
      const pm_facet *facet = &it->facets[f];
      size_t value = i / it->rates;
      size_t rate = i % it->rates;
      size_t goal = facet->target[i];
      if (goal == PM_MARGINS_NONE)
        continue;
      double margin = it->request.goals[goal].margin;
      it->targets[at] = (pm_margin_target){
          .column = facet->column,
          .value = facet->values[value],
          .rate = it->request.rate_count > 0 ? it->request.rates[rate] : NULL,
          .strata = facet->strata[value],
          .population = facet->population[value],
          .target = margin,
          .step = it->request.rate_count > 0 ? 0.001 : margin / 100,
          .goal = goal};
      it->work[at] = (pm_margin_work){
          .facet = facet, .value = value, .rate = rate, .goal = margin, .asked = margin};
      facet->target[i] = at++;
    }
  return PM_OK;
}

/* Facets for the goals: first of the whole, wherever it was asked for, then of columns. A
   column that is not there is told; *first becomes the first fault. */
static pm_status want_facets(pm_margins *it, bool is_whole, pm_status *first, pm_error *error)
{
  const pm_margins_request *request = &it->request;
  for (size_t g = 0; g < request->goal_count; g++) {
    if ((request->goals[g].column == NULL) != is_whole)
      continue;
    pm_status status = want_facet(it, &request->goals[g], error);
    if (status == PM_ERROR_MEMORY)
      return status;
    *first = first_of(*first, status);
  }
  return PM_OK;
}

pm_status pm_margins_expand(pm_margins *it, pm_error *error)
{
  const pm_margins_request *request = &it->request;
  if (request->count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no stratum to allocate to");
  if (request->goal_count == 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no margin to be met");
  it->facets = pm_arena_alloc(it->arena, request->goal_count * sizeof *it->facets);
  if (it->facets == NULL)
    return PM_ERROR_MEMORY;
  pm_status first = PM_OK;
  pm_status status = want_facets(it, true, &first, error);
  if (status == PM_OK)
    status = want_facets(it, false, &first, error);
  /* All goals, so that all that are at fault are told. */
  for (size_t g = 0; g < request->goal_count && status == PM_OK; g++) {
    pm_status applied = apply(it, g, error);
    bool is_told = applied == PM_ERROR_USAGE || applied == PM_ERROR_DATA;
    status = is_told ? PM_OK : applied;
    first = first_of(first, applied);
  }
  status = first_of(first, status);
  return status == PM_OK ? list_targets(it) : status;
}

const char *pm_margin_name(const pm_margins *it, const pm_margin_target *target)
{
  bool has_rate = target->rate != NULL && it->request.rate_count > 1;
  const char *rate = has_rate ? target->rate : "";
  const char *opening = has_rate ? " (" : "";
  const char *closing = has_rate ? ")" : "";
  if (target->column == NULL)
    return pm_arena_format(it->arena, "the whole%s%s%s", opening, rate, closing);
  return pm_arena_format(it->arena, "%s=%s%s%s%s", target->column, target->value, opening, rate,
                         closing);
}
