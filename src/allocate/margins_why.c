/* margins_why.c: which targets cost anything, and what relaxing them would save, in a
   sentence.

   METHOD: prices say which goals to look at, and each of these is relaxed by a step and all
   solved anew: a price is a slope, and other targets may come to bind within the step. Of
   many strata that would take long, and what prices say is told as such.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "allocate/margins.h"
#include "core/listing.h"
#include "core/number_text.h"

/* An interval takes some dozen solutions, where the margin takes one. */
enum { GOALS_TOLD = 4, STRATA_SOLVED_ANEW = 2000, STRATA_WITH_INTERVAL = 500 };

/* A goal's targets together. */
typedef struct goal_sum {
  double targets, binding, price, step;
  double saved; /* NaN: not known but by the price */
} goal_sum;

static const char *goal_name(const pm_margins *it, const pm_margin_goal *goal)
{
  bool has_rate = goal->rate != NULL;
  return pm_arena_format(it->arena, "%s%s%s%s%s%s",
                         goal->column != NULL ? goal->column : "the whole",
                         goal->value != NULL ? "=" : "", goal->value != NULL ? goal->value : "",
                         has_rate ? " (" : "", has_rate ? goal->rate : "", has_rate ? ")" : "");
}

/* The goal that would save most and was not told yet. */
static size_t dearest(const goal_sum *sums, size_t count)
{
  size_t best = count;
  for (size_t g = 0; g < count; g++)
    if (sums[g].price > 0 && (best == count || sums[g].price > sums[best].price))
      best = g;
  return best;
}

/* The cost less what it is once this goal is a step wider. */
static pm_status relax(const pm_margins *it, size_t g, goal_sum *sum)
{
  double cost;
  pm_margins_request request = it->request;
  pm_margin_goal *goals = pm_arena_alloc(it->arena, request.goal_count * sizeof *goals);
  if (goals == NULL)
    return PM_ERROR_MEMORY;
  memcpy(goals, request.goals, request.goal_count * sizeof *goals);
  goals[g].margin += sum->step;
  request.goals = goals;
  pm_status status = pm_margins_cost(&request, &cost);
  sum->saved = status == PM_OK ? fmax(it->result.cost - cost, 0) : (double)NAN;
  return status;
}

/* Strata up to which goals are solved anew. */
static size_t solved_most(const pm_margins *it)
{
  return isnan(it->targets[0].half_width) ? STRATA_SOLVED_ANEW : STRATA_WITH_INTERVAL;
}

static pm_status list_goals(const pm_margins *it, goal_sum *sums, pm_listing *list)
{
  size_t count = it->request.goal_count;
  for (size_t told = 0; told < GOALS_TOLD; told++) {
    size_t g = dearest(sums, count);
    if (g == count)
      break;
    goal_sum *sum = &sums[g];
    const char *name = goal_name(it, &it->request.goals[g]);
    pm_status status = name == NULL ? PM_ERROR_MEMORY : PM_OK;
    if (status == PM_OK && it->request.count <= solved_most(it))
      status = relax(it, g, sum);
    if (status != PM_OK)
      return status;
    bool is_price = isnan(sum->saved);
    double saved = is_price ? sum->price : sum->saved;
    pm_listing_add(
        list, "%s%s%s by %s", told == 0 ? "" : ", ", is_price ? "about " : "",
        pm_number_grouped(pm_number_short(saved, is_price && saved < 10 ? 1 : 2)).text, name);
    if (sum->targets > 1)
      pm_listing_add(list, " (%.0f of %.0f %s)", sum->binding, sum->targets,
                     sum->binding == 1 ? "binds" : "bind");
    sum->price = 0;
  }
  return PM_OK;
}

/* "3 of 7 targets bind", "the only target binds"; NULL: out of memory. */
static const char *who_bind(const pm_margins *it, double binding)
{
  return it->count == 1 ? "the only target binds"
                        : pm_arena_format(it->arena, "%.0f of %zu targets %s", binding,
                                          it->count, binding == 1 ? "binds" : "bind");
}

/* Targets that bind without a price, and why. */
static pm_status tell_unpriced(const pm_margins *it, pm_notes *notes)
{
  size_t count = 0;
  for (size_t j = 0; j < it->count; j++)
    count += isnan(it->targets[j].price) ? 1 : 0;
  if (count == 0)
    return PM_OK;
  const char *who = it->count == 1
                        ? "the only target"
                        : pm_arena_format(it->arena, "%zu of %zu targets", count, it->count);
  if (who == NULL)
    return PM_ERROR_MEMORY;
  bool is_one = count == 1;
  return pm_notes_add(
      notes, "price-none",
      "%s %s by %s number of records, as no stratum of %s has a spread; a price "
      "is a slope of the variance, and %s none",
      who, is_one ? "binds" : "bind", is_one ? "its" : "their", is_one ? "it" : "theirs",
      is_one ? "it has" : "they have");
}

/* Of all prices together, and of the goals that have most of them. */
static pm_status tell_prices(pm_margins *it, pm_notes *notes)
{
  pm_listing list = {{0}, 0};
  goal_sum *sums = pm_arena_alloc(it->arena, it->request.goal_count * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  bool is_rate = it->request.rate_count > 0;
  double binding = 0;
  for (size_t j = 0; j < it->count; j++) {
    goal_sum *sum = &sums[it->targets[j].goal];
    sum->targets += 1;
    sum->binding += it->targets[j].is_binding;
    /* A price that is not known makes its goal be solved anew, after those that are. */
    bool is_known = !isnan(it->targets[j].price);
    bool is_solved = it->request.count <= solved_most(it);
    sum->price += is_known ? it->targets[j].price : is_solved ? DBL_MIN : 0;
    sum->step = it->targets[j].step;
    sum->saved = (double)NAN;
    binding += it->targets[j].is_binding;
  }
  pm_status status = list_goals(it, sums, &list);
  if (status != PM_OK || list.used == 0)
    return status;
  const char *who = who_bind(it, binding);
  if (who == NULL)
    return PM_ERROR_MEMORY;
  it->why = pm_arena_format(it->arena, "%s; of the cost of %s, %s wider by %s would save: %s",
                            who, pm_number_grouped(pm_number_short(it->result.cost, 2)).text,
                            it->count == 1 ? "a margin" : "margins",
                            is_rate ? "a tenth of a point" : "a hundredth", list.text);
  if (it->why == NULL)
    return PM_ERROR_MEMORY;
  return pm_notes_add(notes, "targets-bind", "%s", it->why);
}

pm_status pm_margins_explain(pm_margins *it, pm_notes *notes, pm_error *error)
{
  (void)error;
  pm_status status = tell_prices(it, notes);
  return status == PM_OK ? tell_unpriced(it, notes) : status;
}
