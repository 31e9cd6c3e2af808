/* size_method.h: what the rules for the size of a sample for one rate share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_SIZE_METHOD_H
#define PM_SIZE_METHOD_H

#include <math.h>
#include <plusminus/interval.h>
#include <plusminus/plan.h>

#include "plan_design.h"

typedef struct pm_size_method pm_size_method;

/* A request with its defaults filled in. */
typedef struct pm_size_plan {
  const pm_size_method *method;
  pm_level level;
  double rate;
  double margin;
  pm_plan_design design;
  double usable; /* response times eligible */
  double response;
  pm_width width;
  double assurance;
  double hours, cost; /* of a record issued; NaN: not known */
  bool is_uncertain;  /* the rate is Beta(a, b) */
  double a, b;
  bool is_first_enough; /* the safe size is not asked for */
} pm_size_plan;

enum {
  PM_SIZE_POPULATION = 1, /* needs a finite population, which it takes account of itself */
  PM_SIZE_EVERY_RATE = 2, /* looks at no rate */
  PM_SIZE_AT_RATE = 4,    /* has no other width than that at the rate */
  PM_SIZE_INSIDE = 8      /* has no n where the rate is 0 or 1, or the margin is half */
};

/* A row of the family: a formula, or else a search. Sizes are those that a simple
   random sample from a large population would have, but for
   PM_SIZE_POPULATION. */
struct pm_size_method {
  pm_method about;
  unsigned flags;
  double (*large)(const pm_size_plan *plan);                /* n, not rounded; NULL: searched */
  double (*margin)(const pm_size_plan *plan, double large); /* its inverse */
  const char *interval;                                     /* whose width is searched */
  const char *estimate; /* estimate's interval that goes with it, or comes nearest */
};

#define PM_SIZE_ROW(name) extern const pm_size_method pm_size_##name;
#include "sizes.def"
#undef PM_SIZE_ROW

/* Is the answer a search over whole sizes, or a formula? */
static inline bool pm_size_is_searched(const pm_size_plan *plan)
{
  return plan->method->large == NULL || plan->width != PM_WIDTH_AT_RATE;
}

/* The whole size of a simple random sample that n records are worth; INFINITY: a
   census (of a PM_SIZE_POPULATION: N). And the n, not rounded, that is worth a
   size. */
double pm_size_worth(const pm_size_plan *plan, double n);
double pm_size_for_worth(const pm_size_plan *plan, double worth);

/* The first n and the safe one, by search. size->unrounded is of the first.
   PM_ERROR_NUMERIC, PM_ERROR_MEMORY. */
pm_status pm_size_searched(const pm_size_plan *plan, pm_size *size, pm_error *error);

/* The margin of a whole size from 1 on, that of a search. */
pm_status pm_size_searched_margin(const pm_size_plan *plan, double worth, double *margin,
                                  pm_error *error);

/* As pm_size_for_margin, of what is compared with another size: the first n alone, in which
   n_safe is n and the margin achieved NaN. */
pm_status pm_size_first(const pm_size_request *request, pm_size *size, pm_error *error);

/* Fill in and check what needs no margin. */
pm_status pm_size_resolve(const pm_size_request *request, pm_size_plan *plan, pm_error *error);
/* Can the plan's margin be one? PM_ERROR_DOMAIN. */
pm_status pm_size_check_margin(const pm_size_plan *plan, pm_error *error);

#endif
