/* allocate_why.c: why an allocation is what it is.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "allocate_why.h"
#include "text_buffer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 400 };

static pm_status add_note(tool_output *output, const char *code, const char *text)
{
  if (pm_notes_add(output->notes, code, "%s", text) != PM_OK)
    return option_memory_fault(output->run->error);
  return PM_OK;
}

/* "2 of 43 strata are taken whole, 1 is held at its minimum". */
static void tell_states(text_buffer *buffer, const size_t *counts, size_t all)
{
  static const char *const one[] = {[PM_STRATUM_TAKE_ALL] = "is taken whole",
                                    [PM_STRATUM_AT_MINIMUM] = "is held at its minimum",
                                    [PM_STRATUM_AT_MAXIMUM] = "is held at its maximum"};
  static const char *const many[] = {[PM_STRATUM_TAKE_ALL] = "are taken whole",
                                     [PM_STRATUM_AT_MINIMUM] = "are held at their minimum",
                                     [PM_STRATUM_AT_MAXIMUM] = "are held at their maximum"};
  char part[TEXT];
  bool is_first = true;
  for (size_t state = PM_STRATUM_TAKE_ALL; state < TOOL_COUNT(one); state++) {
    const char *what = counts[state] == 1 ? one[state] : many[state];
    if (counts[state] == 0)
      continue;
    if (all == 1)
      (void)snprintf(part, sizeof part, "the only stratum %s", what);
    else if (is_first)
      (void)snprintf(part, sizeof part, "%zu of %zu strata %s", counts[state], all, what);
    else
      (void)snprintf(part, sizeof part, ", %zu %s", counts[state], what);
    text_add(buffer, part);
    is_first = false;
  }
}

pm_status allocate_why_bounds(tool_output *output, const allocate_view *view)
{
  size_t counts[PM_STRATUM_AT_MAXIMUM + 1] = {0};
  size_t all = pm_allocation_file_count(view->file);
  for (size_t h = 0; h < all; h++)
    counts[pm_stratum_state_of(&pm_allocation_file_plans(view->file)[h], view->n[h])]++;
  size_t rest = counts[PM_STRATUM_FREE];
  if (rest == all)
    return PM_OK;
  char text[TEXT], part[TEXT];
  text_buffer buffer = text_buffer_make(text, sizeof text);
  tell_states(&buffer, counts, all);
  (void)snprintf(part, sizeof part, "; the rule shares among the other %zu", rest);
  text_add(&buffer, rest > 0 ? part : "; nothing is left to share");
  return add_note(output, "bounds", text);
}

/* The margin of the whole that another method would give; NaN: it cannot be had. */
static double other_margin(const allocate_view *view, const pm_allocation_request *request,
                           const char *method, option_store *store)
{
  pm_allocation_request other = *request;
  pm_allocation found;
  other.method = method;
  other.has_parameter = false;
  double *n = option_store_alloc(store, request->count * sizeof *n);
  bool is_had = n != NULL && pm_allocate_fixed(&other, n, &found, NULL, NULL) == PM_OK;
  return is_had ? view->z * found.se : (double)NAN;
}

/* As the table has it. */
static const char *shown(const allocate_view *view, double margin, char text[PM_NUMBER_SIZE])
{
  if (view->options->sd != NULL)
    (void)pm_number_format_fixed(margin, 3, text);
  else
    (void)pm_number_format_fixed(100 * margin, (int)view->options->level.digits + 1, text);
  return text;
}

pm_status allocate_why_margin(tool_output *output, const allocate_view *view,
                              const pm_allocation_request *request, const pm_allocation *found)
{
  const char *best = request->budget > 0 ? "optimal" : "neyman";
  const char *what = request->budget > 0 ? "this budget" : "this total";
  const char *unit = view->options->sd == NULL ? " percentage points" : "";
  option_store *store = output->run->store;
  char margin[PM_NUMBER_SIZE], least[PM_NUMBER_SIZE], even[PM_NUMBER_SIZE], text[TEXT];
  if (isnan(found->se))
    return PM_OK;
  shown(view, view->z * found->se, margin);
  shown(view, other_margin(view, request, best, store), least);
  shown(view, other_margin(view, request, "proportional", store), even);
  if (strcmp(request->method, best) == 0 && !found->is_exact)
    (void)snprintf(
        text, sizeof text,
        "the margin of the whole is %s%s; how near it is to the least that %s gives, "
        "the table certificate says; shared in proportion to size it would be %s",
        margin, unit, what, even);
  else if (strcmp(request->method, best) == 0)
    (void)snprintf(text, sizeof text,
                   "the margin of the whole is %s%s, the least that %s gives within the "
                   "bounds; shared in proportion to size it would be %s",
                   margin, unit, what, even);
  else if (strcmp(request->method, "proportional") == 0)
    (void)snprintf(text, sizeof text,
                   "the margin of the whole is %s%s; the least that %s gives within the bounds "
                   "is %s (%s)",
                   margin, unit, what, least, best);
  else
    (void)snprintf(text, sizeof text,
                   "the margin of the whole is %s%s; the least that %s gives within the bounds "
                   "is %s (%s), and shared in proportion to size it would be %s",
                   margin, unit, what, least, best, even);
  return add_note(output, "margin", text);
}
