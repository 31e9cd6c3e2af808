/* margins_why.c: which targets cost anything, and what relaxing them would save, in a
   sentence.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <string.h>

#include "allocate/margins.h"
#include "core/listing.h"
#include "core/number_text.h"

enum { GOALS_TOLD = 4 };

/* A goal's targets together. */
typedef struct goal_sum {
  double targets, binding, price;
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

static pm_status list_goals(const pm_margins *it, goal_sum *sums, pm_listing *list)
{
  size_t count = it->request.goal_count;
  for (size_t told = 0; told < GOALS_TOLD; told++) {
    size_t g = dearest(sums, count);
    if (g == count)
      break;
    const char *name = goal_name(it, &it->request.goals[g]);
    if (name == NULL)
      return PM_ERROR_MEMORY;
    pm_listing_add(list, "%s%s for %s", told == 0 ? "" : ", ",
                   pm_number_short(sums[g].price, sums[g].price < 10 ? 1 : 0).text, name);
    if (sums[g].targets > 1)
      pm_listing_add(list, " (%.0f of %.0f bind)", sums[g].binding, sums[g].targets);
    sums[g].price = 0;
  }
  return PM_OK;
}

/* Of all prices together, and of the goals that have most of them. */
pm_status pm_margins_explain(pm_margins *it, pm_notes *notes, pm_error *error)
{
  pm_listing list = {{0}, 0};
  (void)error;
  goal_sum *sums = pm_arena_alloc(it->arena, it->request.goal_count * sizeof *sums);
  if (sums == NULL)
    return PM_ERROR_MEMORY;
  bool is_rate = it->request.rate_count > 0;
  double binding = 0;
  for (size_t j = 0; j < it->count; j++) {
    goal_sum *sum = &sums[it->targets[j].goal];
    sum->targets += 1;
    sum->binding += it->targets[j].is_binding;
    sum->price += it->targets[j].price;
    binding += it->targets[j].is_binding;
  }
  pm_status status = list_goals(it, sums, &list);
  if (status != PM_OK || list.used == 0)
    return status;
  it->why = pm_arena_format(
      it->arena,
      "%.0f of %zu targets bind; margins wider by %s would save of the cost of %s "
      "about %s",
      binding, it->count, is_rate ? "a tenth of a point" : "a hundredth",
      pm_number_short(it->result.cost, 2).text, list.text);
  if (it->why == NULL)
    return PM_ERROR_MEMORY;
  return pm_notes_add(notes, "targets-bind", "%s", it->why);
}
