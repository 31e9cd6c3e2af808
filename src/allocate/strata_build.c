/* strata_build.c: units put into strata by a size measure: the frame sorted, a rule's
   boundaries, and what the strata between them are.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/num.h>
#include <stdlib.h>
#include <string.h>

#include "allocate/boundary_method.h"
#include "core/memory.h"
#include "core/number_text.h"

enum { STRATA_MOST = 1000 };

/* The square of a larger measure, or a sum of such, is no number. */
static const double MEASURE_MOST = 1e100;

/* What building holds; freed together. */
typedef struct building {
  const pm_boundary_request *request;
  const pm_boundary_method *method;
  pm_boundary_work work;
  double *values; /* all measures sorted, then the distinct ones in front */
  double *sums;   /* three columns */
  double *border;
  size_t all; /* distinct measures, with those that are taken whole */
} building;

pm_boundary_part pm_boundary_part_of(const pm_boundary_work *work, size_t from, size_t to)
{
  double size = work->units[to] - work->units[from];
  double sum = work->sums[to] - work->sums[from];
  double square = work->squares[to] - work->squares[from];
  double mean = sum / size;
  double around = to - from > 1 ? fmax(0, square - sum * mean) : 0;
  return (pm_boundary_part){
      .size = size, .mean = work->least + mean, .variance = size > 1 ? around / (size - 1) : 0};
}

size_t pm_boundary_rank(const pm_boundary_work *work, double x)
{
  size_t low = 0;
  size_t high = work->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (work->values[middle] <= x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* ---------------------------------------------------------------- the request -- */

static pm_status check_target(const building *it, pm_error *error)
{
  const pm_boundary_request *request = it->request;
  const char *name = it->method->about.name;
  bool has_target = request->total != 0 || request->cv != 0;
  if (!(it->method->flags & PM_BOUNDARY_TARGET)) {
    if (has_target)
      return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s does not aim at a total or a cv",
                          name);
    return PM_OK;
  }
  if ((request->total != 0) == (request->cv != 0))
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s needs either a total of units or a cv to aim at", name);
  if (request->total > (double)request->count)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a total of %s is %s more than the %zu units that there are",
                        pm_number_show(request->total).text,
                        pm_number_show(request->total - (double)request->count).text,
                        request->count);
  if (request->take_all_from != 0)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s finds its own take-all stratum, and takes no --take-all-from",
                        name);
  if (!(request->total >= 0 && isfinite(request->total) && request->cv >= 0 &&
        isfinite(request->cv)))
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "a total and a cv are above 0");
  return PM_OK;
}

static pm_status check_request(building *it, pm_error *error)
{
  const pm_boundary_request *request = it->request;
  const char *name = request->method != NULL ? request->method : "cum-root-f";
  it->method = pm_boundary_find(name);
  if (it->method == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no rule for boundaries '%s'",
                        name);
  if (request->strata < 2 || request->strata > STRATA_MOST)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "from 2 to %d strata can be built, not %zu", STRATA_MOST,
                        request->strata);
  if (request->classes > 0 && !(it->method->flags & PM_BOUNDARY_CLASSES))
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "%s does not count in classes", name);
  return check_target(it, error);
}

/* ------------------------------------------------------------------ the frame -- */

static int compare_doubles(const void *a, const void *b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;
  return first < second ? -1 : first > second;
}

static pm_status allocate_columns(building *it, pm_error *error)
{
  const pm_allocator *allocator = it->request->allocator;
  size_t count = it->request->count;
  it->values = pm_memory_resize(allocator, NULL, (count + 1) * sizeof *it->values);
  it->sums = pm_memory_resize(allocator, NULL, 3 * (count + 1) * sizeof *it->sums);
  it->border = pm_memory_resize(allocator, NULL, it->request->strata * sizeof *it->border);
  bool is_there = it->values != NULL && it->sums != NULL && it->border != NULL;
  return is_there ? PM_OK : pm_memory_fault(error);
}

static pm_status check_values(const building *it, pm_error *error)
{
  for (size_t i = 0; i < it->request->count; i++)
    if (!isfinite(it->request->values[i]))
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "unit %zu has no measure", i + 1);
    else if (fabs(it->request->values[i]) > MEASURE_MOST)
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "unit %zu: its measure of %s is beyond 1e100", i + 1,
                          pm_number_show(it->request->values[i]).text);
  return PM_OK;
}

/* Distinct measures in front, and sums up to each. */
static void sum_up(building *it)
{
  size_t count = it->request->count;
  double *units = it->sums;
  double *sums = units + count + 1;
  double *squares = sums + count + 1;
  memcpy(it->values, it->request->values, count * sizeof *it->values);
  qsort(it->values, count, sizeof *it->values, compare_doubles);
  double least = count > 0 ? it->values[0] : 0;
  pm_sum sum = {0, 0};
  pm_sum square = {0, 0};
  units[0] = sums[0] = squares[0] = 0;
  it->all = 0;
  for (size_t i = 0; i < count; i++) {
    double x = it->values[i];
    it->all += it->all == 0 || it->values[it->all - 1] < x;
    it->values[it->all - 1] = x;
    pm_sum_add(&sum, x - least);
    pm_sum_add(&square, (x - least) * (x - least));
    units[it->all] = (double)(i + 1);
    sums[it->all] = pm_sum_value(&sum);
    squares[it->all] = pm_sum_value(&square);
  }
  it->work = (pm_boundary_work){.request = it->request,
                                .values = it->values,
                                .count = it->all,
                                .units = units,
                                .sums = sums,
                                .squares = squares,
                                .least = least,
                                .strata = it->request->strata,
                                .border = it->border,
                                .found = {(double)NAN, (double)NAN, false, 0}};
}

/* The units that are taken whole are left to the last stratum. */
static pm_status set_apart(building *it, pm_error *error)
{
  double from = it->request->take_all_from;
  pm_boundary_work *work = &it->work;
  if (from != 0) {
    work->count = pm_boundary_rank(work, nextafter(from, -(double)INFINITY));
    work->strata--;
    if (it->all > 0 && work->count == it->all)
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "no unit has a measure of %s or more, from which on all are taken "
                          "(--take-all-from): the largest is %s",
                          pm_number_show(from).text,
                          pm_number_show(it->values[it->all - 1]).text);
    if (work->count < work->strata)
      return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                          "%zu distinct measure%s below %s, from which on all are taken "
                          "(--take-all-from), %s too few for %zu other strata",
                          work->count, work->count == 1 ? "" : "s", pm_number_show(from).text,
                          work->count == 1 ? "is" : "are", work->strata);
  }
  if (work->count < work->strata)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "%zu distinct measure%s too few for %zu strata", work->count,
                        work->count == 1 ? " is" : "s are", work->strata);
  if (it->method->flags & PM_BOUNDARY_POSITIVE && work->values[0] <= 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "%s needs measures above 0, and the least is not",
                        it->method->about.name);
  return PM_OK;
}

/* ----------------------------------------------------------------- the strata -- */

/* The stratum's measures, without what sums from the least measure on would lose. */
static pm_boundary_part part_in_full(const pm_boundary_work *work, size_t from, size_t to)
{
  pm_boundary_part part = pm_boundary_part_of(work, from, to);
  pm_sum square = {0, 0};
  for (size_t i = from; i < to; i++) {
    double away = work->values[i] - part.mean;
    pm_sum_add(&square, (work->units[i + 1] - work->units[i]) * away * away);
  }
  part.variance = part.size > 1 ? pm_sum_value(&square) / (part.size - 1) : 0;
  return part;
}

static pm_status describe(const building *it, pm_built_stratum *strata, pm_error *error)
{
  const pm_boundary_work *work = &it->work;
  size_t count = it->request->strata;
  bool is_apart = it->request->take_all_from != 0;
  bool is_whole = is_apart || (it->method->flags & PM_BOUNDARY_TARGET) != 0;
  size_t from = 0;
  for (size_t h = 0; h < count; h++) {
    bool is_last = h + 1 == count;
    bool is_cut = h + 1 < work->strata;
    double upper = is_last  ? it->values[it->all - 1]
                   : is_cut ? work->border[h]
                            : work->values[work->count - 1];
    size_t to = is_last ? it->all : pm_boundary_rank(work, upper);
    if (to <= from)
      return pm_error_add(
          error, PM_ERROR_DOMAIN, NULL,
          "%s leaves stratum %zu of %zu without a unit; ask for fewer strata or "
          "another rule",
          it->method->about.name, h + 1, count);
    pm_boundary_part part = part_in_full(work, from, to);
    strata[h] = (pm_built_stratum){.lower = h == 0 ? it->values[0] : strata[h - 1].upper,
                                   .upper = upper,
                                   .size = part.size,
                                   .mean = part.mean,
                                   .sd = sqrt(part.variance),
                                   .take_all = is_last && is_whole};
    from = to;
  }
  return PM_OK;
}

static pm_status note_small(const building *it, const pm_built_stratum *strata, pm_notes *notes)
{
  size_t small = 0;
  for (size_t h = 0; h < it->request->strata; h++)
    small += strata[h].size < 2 && !strata[h].take_all;
  if (small == 0)
    return PM_OK;
  return pm_notes_add(notes, "small-stratum",
                      "%zu of %zu strata %s a single unit, from which no variance can be "
                      "estimated",
                      small, it->request->strata, small == 1 ? "has" : "have");
}

/* Classes that had to be more than is usual. */
static pm_status note_classes(const building *it, pm_notes *notes)
{
  size_t usual = 10 * it->work.strata;
  if (it->request->classes > 0 || it->work.found.classes <= usual)
    return PM_OK;
  return pm_notes_add(notes, "classes",
                      "counted in %zu classes, as in fewer a stratum is without a unit",
                      it->work.found.classes);
}

static pm_status build(building *it, pm_built_stratum *strata, pm_error *error)
{
  pm_status status = check_request(it, error);
  if (status == PM_OK)
    status = check_values(it, error);
  if (status == PM_OK)
    status = allocate_columns(it, error);
  if (status != PM_OK)
    return status;
  sum_up(it);
  status = set_apart(it, error);
  if (status == PM_OK)
    status = it->method->cut(&it->work, error);
  return status == PM_OK ? describe(it, strata, error) : status;
}

pm_status pm_strata_build(const pm_boundary_request *request, pm_built_stratum *strata,
                          pm_boundaries *found, pm_notes *notes, pm_error *error)
{
  building it = {.request = request};
  pm_status status = build(&it, strata, error);
  if (status == PM_OK)
    *found = it.work.found;
  if (status == PM_OK &&
      (note_classes(&it, notes) != PM_OK || note_small(&it, strata, notes) != PM_OK))
    status = pm_memory_fault(error);
  (void)pm_memory_resize(request->allocator, it.values, 0);
  (void)pm_memory_resize(request->allocator, it.sums, 0);
  (void)pm_memory_resize(request->allocator, it.border, 0);
  return status;
}
