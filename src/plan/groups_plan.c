/* groups_plan.c: the sizes of two groups, their power, and what sizes can show.

   A method gives the chance to miss what is there for any sizes; sizes and
   detectable differences are where that chance is 1 - power.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "groups_method.h"
#include "groups_request.h"
#include "plan_checks.h"
#include "plan_design.h"

#include "core/number_text.h"

#include <plusminus/num.h>

/* -------------------------------------------------------------- power -- */

/* One test, of one null. */
static double miss_one(const groups_request *r, double n1, double n2, double null)
{
  pm_groups_case groups = {.p1 = r->p1,
                           .p2 = r->p2,
                           .n1 = n1,
                           .n2 = n2,
                           .null = null,
                           .alpha = 2 * r->level.tail,
                           .z = r->level.z};
  if (r->method->miss != NULL)
    return r->method->miss(&groups);
  pm_groups_spread spread = r->method->spread(&groups);
  double short_of = r->level.z * spread.se_null - spread.effect;
  if (spread.se_true == 0)
    return short_of < 0 ? 0 : 1;
  return pm_normal_tail(short_of / spread.se_true, PM_TAIL_LOWER);
}

/* The chance not to show what is there. */
static double groups_miss(const groups_request *r, double n1, double n2)
{
  n1 /= r->deff;
  n2 /= r->deff;
  if (r->aim == PM_GROUPS_DIFFERENCE)
    return miss_one(r, n1, n2, 0);
  double below = miss_one(r, n1, n2, -r->margin);
  if (r->aim == PM_GROUPS_NON_INFERIORITY)
    return below;
  return fmin(1, below + miss_one(r, n1, n2, r->margin));
}

static pm_status check_sizes(const groups_request *r, double n1, double n2, pm_error *error)
{
  bool is_whole = (r->method->flags & PM_GROUPS_WHOLE) != 0;
  const double sizes[] = {n1, n2};
  for (size_t i = 0; i < 2; i++) {
    double n = sizes[i];
    if (!(n >= 1 && n <= PM_PLAN_RECORDS_MOST))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "a group has from 1 to 2^53 records, not %s", pm_number_show(n).text);
    if (is_whole && (n != floor(n) || n > PM_GROUPS_RECORDS_MOST))
      return pm_error_add(
          error, PM_ERROR_DOMAIN, NULL, "%s takes groups of at most %d whole records, not %s",
          r->method->about.name, PM_GROUPS_RECORDS_MOST, pm_number_show(n).text);
  }
  return PM_OK;
}

pm_status pm_groups_plan_power(const pm_groups_method *method, const pm_groups_plan *plan,
                               double n1, double n2, double *power, pm_error *error)
{
  groups_request r;
  pm_groups_plan asked = *plan;
  asked.power = 0; /* not looked at */
  *power = (double)NAN;
  pm_status status = groups_request_make(&r, method, &asked, error);
  if (status == PM_OK)
    status = groups_request_check_effect(&r, error);
  if (status == PM_OK)
    status = check_sizes(&r, n1, n2, error);
  if (status == PM_OK)
    *power = 1 - groups_miss(&r, n1, n2);
  return status;
}

/* --------------------------------------------------------------- sizes -- */

/* So much too large is the chance to miss, as a share of what it may be, when the
   larger group has n records. */
static double excess_at_size(double n, void *context)
{
  const groups_request *r = context;
  return groups_miss(r, n * r->part1, n * r->part2) / r->miss_most - 1;
}

/* The larger group's size, not whole; NaN: more than can be counted. */
static double smooth_size(groups_request *r)
{
  double high = 1;
  while (excess_at_size(high, r) > 0 && high < PM_PLAN_RECORDS_MOST)
    high *= 2;
  double low = high / 2;
  while (low > 1e-6 && excess_at_size(low, r) <= 0)
    low /= 2;
  double n;
  if (pm_root_find(excess_at_size, r, low, high, 1e-15, &n) != PM_OK)
    return excess_at_size(low, r) <= 0 ? low : (double)NAN;
  return n;
}

static void settle(const groups_request *r, double n, pm_groups_size *size)
{
  size->n1 = fmax(1, pm_plan_whole_up(n * r->part1));
  size->n2 = fmax(1, pm_plan_whole_up(n * r->part2));
  size->n1_issued = fmax(1, pm_plan_whole_up(n * r->part1 / r->kept));
  size->n2_issued = fmax(1, pm_plan_whole_up(n * r->part2 / r->kept));
}

static pm_status find_smooth(groups_request *r, pm_groups_size *size, pm_error *error)
{
  double n = smooth_size(r);
  if (isnan(n))
    return pm_plan_check_most((double)INFINITY, error);
  pm_status status = pm_plan_check_most(n / r->kept, error);
  if (status != PM_OK)
    return status;
  settle(r, n, size);
  size->safe1 = size->n1;
  size->safe2 = size->n2;
  return PM_OK;
}

/* The search of a saw-tooth, by the larger group's size. */
typedef struct saw {
  double first, safe; /* NaN: not found */
  double checked;
} saw;

static double whole_part(double n, double part)
{
  return fmax(1, pm_plan_whole_up(n * part));
}

static saw search_saw(const groups_request *r, double from)
{
  saw found = {(double)NAN, (double)NAN, from - 1};
  double to = PM_GROUPS_RECORDS_MOST;
  for (double n = from; n <= to; n++) {
    bool meets =
        groups_miss(r, whole_part(n, r->part1), whole_part(n, r->part2)) <= r->miss_most;
    if (meets && isnan(found.first)) {
      found.first = n;
      to = fmin(to, ceil(1.1 * n) + 50);
    }
    if (meets && isnan(found.safe))
      found.safe = n;
    if (!meets)
      found.safe = (double)NAN;
    found.checked = n;
  }
  return found;
}

static pm_status find_whole(groups_request *r, pm_groups_size *size, pm_error *error)
{
  enum { SMALL = 60 };
  groups_request smooth = *r;
  smooth.method = &pm_groups_fleiss;
  double normal = smooth_size(&smooth);
  saw found = {.first = (double)NAN};
  if (normal < PM_GROUPS_RECORDS_MOST)
    found = search_saw(r, normal < SMALL ? 1 : floor(0.8 * normal));
  if (isnan(found.first))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "%s goes to %d records in a group, and fleiss alone takes %s: "
                        "fleiss-cc is close to it for sizes like these",
                        r->method->about.name, PM_GROUPS_RECORDS_MOST,
                        pm_number_show(ceil(normal)).text);
  settle(r, found.first, size);
  size->safe1 = whole_part(found.safe, r->part1);
  size->safe2 = whole_part(found.safe, r->part2);
  size->checked = found.checked;
  return PM_OK;
}

pm_status pm_groups_plan_size(const pm_groups_method *method, const pm_groups_plan *plan,
                              pm_groups_size *size, pm_error *error)
{
  groups_request r;
  double none = (double)NAN;
  *size = (pm_groups_size){none, none, none, none, none, none, none, none};
  pm_status status = groups_request_make(&r, method, plan, error);
  if (status == PM_OK)
    status = groups_request_check_effect(&r, error);
  if (status != PM_OK)
    return status;
  bool is_whole = (method->flags & PM_GROUPS_WHOLE) != 0;
  status = is_whole ? find_whole(&r, size, error) : find_smooth(&r, size, error);
  if (status == PM_OK)
    size->power = 1 - groups_miss(&r, size->n1, size->n2);
  return status;
}

/* ---------------------------------------------------------- detectable -- */

/* A size that is being asked what it can show. */
typedef struct shown {
  groups_request request;
  double n1, n2;
  double direction;
} shown;

static void set_shown(shown *s, double value)
{
  groups_request *r = &s->request;
  if (r->aim == PM_GROUPS_DIFFERENCE)
    r->p2 = fmin(1, fmax(0, r->p1 + s->direction * value));
  else
    r->margin = value;
}

static double excess_at_value(double value, void *context)
{
  shown *s = context;
  set_shown(s, value);
  return groups_miss(&s->request, s->n1, s->n2) / s->request.miss_most - 1;
}

/* What can be shown lies between these. A difference of a tenth of a record is
   never detectable, and keeps the bracket off the second root at 0 of a rate of 0
   or 1. */
static void range_shown(const shown *s, double difference, double *low, double *high)
{
  const groups_request *r = &s->request;
  double trifle = 0.1 * r->deff / fmax(s->n1, s->n2);
  if (r->aim == PM_GROUPS_DIFFERENCE) {
    *low = trifle;
    *high = s->direction > 0 ? 1 - r->p1 : r->p1;
    return;
  }
  double least = r->aim == PM_GROUPS_EQUIVALENCE ? fabs(difference) : fmax(0, -difference);
  *low = least + fmin(trifle, (1 - least) / 4);
  *high = 1 - 1e-12;
}

pm_status pm_groups_plan_detectable(const pm_groups_method *method, const pm_groups_plan *plan,
                                    double n1, double n2, double *detectable, pm_error *error)
{
  shown s = {.n1 = n1, .n2 = n2, .direction = plan->difference < 0 ? -1 : 1};
  *detectable = (double)NAN;
  pm_groups_plan asked = *plan;
  if (asked.aim == PM_GROUPS_DIFFERENCE)
    asked.difference = 0;
  else
    asked.margin = 0.5; /* it is what is looked for */
  pm_status status = groups_request_make(&s.request, method, &asked, error);
  if (status == PM_OK)
    status = check_sizes(&s.request, n1, n2, error);
  if (status != PM_OK)
    return status;
  double low, high, value;
  range_shown(&s, asked.difference, &low, &high);
  if (high <= low || excess_at_value(high, &s) > 0)
    return PM_OK;
  if (excess_at_value(low, &s) <= 0)
    value = low;
  else if (pm_root_find(excess_at_value, &s, low, high, 1e-14, &value) != PM_OK)
    return pm_error_add(error, PM_ERROR_NUMERIC, NULL, "what can be shown was not found");
  *detectable = s.request.aim == PM_GROUPS_DIFFERENCE ? s.direction * value : value;
  return PM_OK;
}
