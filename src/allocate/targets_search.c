/* targets_search.c: the whole numbers of a small group of strata that lose least.

   METHOD: at prices lambda an allocation that meets all targets costs the bound, plus what
   each stratum's n loses against its best, e_h(n) = c n + t/n - min, plus what each target
   leaves unused at its price. Of the group's part of that - the losses of its strata and
   the unused room of the targets that look at them alone - the least is found by going
   through the numbers outwards from the best, and turning back where the losses so far,
   with the least that will be left unused, pass the least known, or where a target cannot
   be met any more. That least may be added to the bound, group by group; and where the
   group is all there is, the numbers found are the cheapest.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/targets_problem.h"

/* How far above its room the sum of a target may be by rounding alone. */
static const double ROUNDING = 1e-14;

typedef struct range {
  size_t stratum;
  double best, from, to; /* n that loses nothing, and those that may be considered */
  double least;          /* c n + t/n at the best */
} range;

typedef struct search {
  const pm_targets_state *state;
  const size_t *targets;
  size_t strata, count; /* of the group; targets of the group */
  range *ranges;
  double *uses; /* at each depth, of each target: the least and the most that it will use */
  double *n, *found;
  double known;  /* the least part known */
  double margin; /* how much less another must be */
  double doubt;  /* what rounding may make of a part */
  double work;
} search;

static double loss_at(const search *s, const range *r, double n)
{
  double cost = s->state->problem->cost[r->stratum];
  return cost * n + s->state->pull[r->stratum] / n - r->least;
}

static double load_for(const pm_targets_problem *p, size_t h, size_t target)
{
  for (size_t e = p->starts[h]; e < p->starts[h + 1]; e++)
    if (p->target[e] == target)
      return p->load[e];
  return 0;
}

/* The losses of these numbers and what they leave unused at its price; INFINITY: a target
   is not met. */
static double part_of(const search *s, const double *n)
{
  const pm_targets_problem *p = s->state->problem;
  double part = 0;
  for (size_t i = 0; i < s->strata; i++)
    part += loss_at(s, &s->ranges[i], n[i]);
  for (size_t k = 0; k < s->count; k++) {
    size_t j = s->targets[k];
    double left = p->room[j] + PM_TARGETS_SLACK;
    for (size_t i = 0; i < s->strata; i++)
      left -= load_for(p, s->ranges[i].stratum, j) / n[i];
    if (left < -ROUNDING)
      return (double)INFINITY;
    part += s->state->price[j] * fmax(left, 0);
  }
  return part;
}

/* ------------------------------------------------------------------- ranges -- */

/* The last n from the best on in this direction that may be part of something better. */
static double reach(const search *s, const range *r, double direction, double end)
{
  double n = r->best;
  double stride = 1;
  while (stride >= 1) {
    double next = direction > 0 ? fmin(n + stride, end) : fmax(n - stride, end);
    if (next != n && loss_at(s, r, next) <= s->known) {
      n = next;
      stride *= 2;
    } else {
      stride /= 2;
    }
  }
  return n;
}

static void begin_ranges(search *s, const size_t *strata)
{
  const pm_targets_problem *p = s->state->problem;
  for (size_t i = 0; i < s->strata; i++) {
    size_t h = strata[i];
    range *r = &s->ranges[i];
    double pull = s->state->pull[h];
    r->stratum = h;
    r->best = pm_targets_whole(p->cost[h], pull, p->low[h], p->high[h]);
    r->least = p->cost[h] * r->best + pull / r->best;
    s->doubt += r->least * 1e-13;
    s->found[i] = s->state->n[h];
  }
}

static int by_width(const void *left, const void *right)
{
  const range *a = left;
  const range *b = right;
  double wide = (a->to - a->from) - (b->to - b->from);
  if (wide != 0)
    return wide < 0 ? -1 : 1;
  return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

static void end_ranges(search *s)
{
  const pm_targets_problem *p = s->state->problem;
  for (size_t i = 0; i < s->strata; i++) {
    range *r = &s->ranges[i];
    r->from = reach(s, r, -1, p->low[r->stratum]);
    r->to = reach(s, r, 1, p->high[r->stratum]);
  }
  qsort(s->ranges, s->strata, sizeof *s->ranges, by_width);
  for (size_t i = 0; i < s->strata; i++)
    s->found[i] = s->state->n[s->ranges[i].stratum];
  for (size_t k = 0; k < s->count; k++)
    for (size_t i = 0; i < s->strata; i++) {
      double load = load_for(p, s->ranges[i].stratum, s->targets[k]);
      s->uses[2 * k] += load / s->ranges[i].to;
      s->uses[2 * k + 1] += load / s->ranges[i].from;
    }
}

/* ------------------------------------------------------------------- search -- */

/* With n decided at this depth: the uses one deeper. What the targets will leave unused at
   least, at its price; INFINITY: one of them cannot be met. */
static double decide(search *s, size_t depth, double n)
{
  const pm_targets_problem *p = s->state->problem;
  const range *r = &s->ranges[depth];
  const double *before = s->uses + depth * 2 * s->count;
  double *after = s->uses + (depth + 1) * 2 * s->count;
  double unused = 0;
  for (size_t k = 0; k < s->count; k++) {
    size_t j = s->targets[k];
    double load = load_for(p, r->stratum, j);
    double room = p->room[j] + PM_TARGETS_SLACK;
    after[2 * k] = before[2 * k] + load * (1 / n - 1 / r->to);
    after[2 * k + 1] = before[2 * k + 1] + load * (1 / n - 1 / r->from);
    if (after[2 * k] > room + ROUNDING)
      return (double)INFINITY;
    unused += s->state->price[j] * fmax(room - after[2 * k + 1], 0);
  }
  return unused;
}

static void consider(search *s)
{
  double part = part_of(s, s->n);
  if (part < s->known - s->margin) {
    s->known = part;
    memcpy(s->found, s->n, s->strata * sizeof *s->n);
  }
}

static void look(search *s, size_t depth, double spent)
{
  if (depth == s->strata) {
    consider(s);
    return;
  }
  const range *r = &s->ranges[depth];
  double down = r->best;
  double up = r->best + 1;
  /* Outwards from the best, the smaller loss first. */
  while (s->work > 0 && (down >= r->from || up <= r->to)) {
    double loss_down = down >= r->from ? loss_at(s, r, down) : (double)INFINITY;
    double loss_up = up <= r->to ? loss_at(s, r, up) : (double)INFINITY;
    double n = loss_down <= loss_up ? down-- : up++;
    double total = spent + fmin(loss_down, loss_up);
    double most = s->known - s->margin + s->doubt;
    s->work -= (double)(4 * s->count + 4);
    if (total > most)
      return;
    s->n[depth] = n;
    if (total + decide(s, depth, n) <= most)
      look(s, depth + 1, total);
  }
}

static bool make_room(search *s, const pm_targets_groups *groups, size_t group, pm_arena *arena)
{
  s->strata = groups->starts[group + 1] - groups->starts[group];
  s->count = groups->columns[group + 1] - groups->columns[group];
  s->targets = groups->targets + groups->columns[group];
  s->ranges = pm_arena_alloc(arena, s->strata * sizeof *s->ranges);
  s->n = pm_arena_alloc(arena, 2 * s->strata * sizeof *s->n);
  s->uses = pm_arena_alloc(arena, 2 * (s->strata + 1) * s->count * sizeof *s->uses);
  s->found = s->n + s->strata;
  return s->ranges != NULL && s->n != NULL && s->uses != NULL;
}

pm_status pm_targets_search(const pm_targets_state *state, const pm_targets_groups *groups,
                            pm_targets_part *part, pm_arena *arena)
{
  search s = {.state = state, .work = part->work, .margin = part->margin};
  if (!make_room(&s, groups, part->group, arena))
    return PM_ERROR_MEMORY;
  begin_ranges(&s, groups->strata + groups->starts[part->group]);
  s.known = part_of(&s, s.found);
  if (isfinite(s.known)) {
    end_ranges(&s);
    look(&s, 0, 0);
  } else { /* rounding has its targets missed, and nothing is known of it */
    s.work = 0;
  }
  part->is_least = s.work > 0;
  part->least = s.work > 0 ? fmax(s.known - s.margin - s.doubt, 0) : 0;
  part->work = s.work;
  for (size_t i = 0; i < s.strata; i++)
    part->n[s.ranges[i].stratum] = s.found[i];
  return PM_OK;
}
