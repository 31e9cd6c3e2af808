/* plan_why.h: what a plan saves when one of its terms is relaxed, and the line that
   says so.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_PLAN_WHY_H
#define PM_PLAN_WHY_H

#include "size_text.h"

/* How the numbers of a relaxation are written. */
typedef enum plan_unit {
  PLAN_UNIT_NUMBER,
  PLAN_UNIT_PERCENT, /* what was asked for: four decimals */
  PLAN_UNIT_SHARE,   /* what was computed: one */
  PLAN_UNIT_POINTS
} plan_unit;

/* A term, the step by which it is relaxed ("with 90% confidence instead of 95%" is
   before, to, between, from), and how many records are then to be drawn. */
typedef struct plan_relaxation {
  const char *term;  /* for scripts */
  const char *title; /* "the confidence" */
  double issued;     /* NaN: there is no such plan */
  const char *before;
  double to; /* NaN: not told */
  const char *between;
  double from; /* NaN: not told */
  plan_unit unit;
} plan_relaxation;

enum { PLAN_RELAXATIONS_MOST = 12 };

/* buys: the records are given, and what is in issued is what they buy, in this unit:
   the less the better, and below 0 where more is better. */
typedef struct plan_relaxations {
  plan_relaxation at[PLAN_RELAXATIONS_MOST];
  size_t count;
  bool buys;
  plan_unit unit;
} plan_relaxations;

void plan_relaxations_add(plan_relaxations *list, const plan_relaxation *relaxation);

/* The terms that all plans have: what is to be drawn with that level instead of this,
   without the design effect, if all could be audited, if all were eligible. */
void plan_relax_conf(plan_relaxations *list, double issued, double to, double from);
void plan_relax_deff(plan_relaxations *list, double issued, double from);
void plan_relax_response(plan_relaxations *list, double issued, double from);
void plan_relax_eligible(plan_relaxations *list, double issued, double from);

/* The next usual level below; NaN: none. */
double plan_lower_conf(double conf);

/* ". What weighs most is ...": the two that save most of what is to be drawn now (or buy
   most instead of what is bought now), into line and why. */
void plan_relaxations_tell(const plan_relaxations *list, double issued, pm_size_text *line,
                           pm_size_why *why);

/* A why of nothing yet. */
void plan_why_clear(pm_size_why *why);

#endif
