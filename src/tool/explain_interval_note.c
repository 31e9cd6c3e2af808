/* explain_interval_note.c: how the margin explained stands to that of the interval asked for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "explain_interval_note.h"

#include <math.h>
#include <string.h>

/* Margins that differ by a smaller part than this are said to be nearly the same. */
static const double DIFFERENCE_TOLD = 0.05;

/* The product of a subject's factors; NaN: it has none. */
static double explained_margin(const pm_explanation *explanation, const char *subject)
{
  double margin = (double)NAN;
  for (size_t i = 0; i < explanation->factor_count; i++)
    if (strcmp(explanation->factors[i].subject, subject) == 0)
      margin = explanation->factors[i].running;
  return margin;
}

static pm_status tell(const pm_estimate *row, const char *subject, double explained,
                      pm_notes *notes)
{
  static const char what[] =
      "the margin explained is that of the wald interval, the one that is a product";
  char wald[PM_NUMBER_SIZE], own[PM_NUMBER_SIZE];
  const char *of = subject != NULL ? subject : "";
  const char *s = subject != NULL ? ": " : "";
  (void)pm_number_format_fixed(100 * explained, 2, wald);
  (void)pm_number_format_fixed(100 * row->margin, 2, own);
  if (isnan(row->margin))
    return pm_notes_add(notes, "wald-margin", "%s%s%s; the %s interval has none: %s", of, s,
                        what, row->interval, row->reason != NULL ? row->reason : "no limits");
  if (isnan(explained))
    return pm_notes_add(notes, "wald-margin",
                        "%s%s%s, and is not defined here; that of the %s interval is %s points",
                        of, s, what, row->interval, own);
  if (fabs(row->margin - explained) > DIFFERENCE_TOLD * explained)
    return pm_notes_add(notes, "wald-margin",
                        "%s%s%s, and is %s points; that of the %s interval is %s", of, s, what,
                        wald, row->interval, own);
  return pm_notes_add(notes, "wald-margin",
                      "%s%s%s; that of the %s interval differs by no more than a twentieth", of,
                      s, what, row->interval);
}

/* The row of the rate with these values in the strata's own columns. */
static const pm_estimate *find_row(const pm_estimates *estimates, const pm_stratum *stratum)
{
  size_t columns = pm_estimates_columns(estimates);
  for (size_t i = 2; i < pm_estimates_count(estimates); i += 2) {
    const pm_estimate *row = pm_estimates_at(estimates, i);
    size_t c = 0;
    while (c < columns && strcmp(row->labels[c], stratum->values[c]) == 0)
      c++;
    if (c == columns)
      return row;
  }
  return NULL;
}

static const pm_stratum *find_stratum(const pm_strata *strata, const char *label)
{
  for (size_t h = 0; h < pm_strata_count(strata); h++)
    if (strcmp(pm_strata_at(strata, h)->label, label) == 0)
      return pm_strata_at(strata, h);
  return NULL;
}

static pm_status tell_all(const explained_case *it, const pm_estimates *estimates,
                          pm_notes *notes)
{
  const pm_stratum *stratum = it->focus != NULL ? find_stratum(it->strata, it->focus) : NULL;
  const pm_estimate *own = stratum != NULL ? find_row(estimates, stratum) : NULL;
  pm_status status = tell(pm_estimates_at(estimates, 0), NULL,
                          explained_margin(it->explanation, "(all)"), notes);
  if (status == PM_OK && own != NULL)
    status = tell(own, it->focus, explained_margin(it->explanation, it->focus), notes);
  return status;
}

pm_status explain_interval_note(const explained_case *it, pm_notes *notes, pm_error *error)
{
  const pm_strata_shape *shape = pm_strata_shape_of(it->strata);
  const pm_by strata = {shape->columns, shape->key_count};
  pm_estimate_request request = *it->estimate;
  pm_estimates *estimates = NULL;
  if (request.interval != NULL && strcmp(request.interval, "wald") == 0)
    return PM_OK;
  request.by = &strata;
  request.by_count = it->focus != NULL ? 1 : 0;
  pm_status status = pm_estimate_counts(&estimates, it->strata, &request, NULL, error);
  if (status == PM_OK)
    status = tell_all(it, estimates, notes);
  pm_estimates_free(estimates);
  return status;
}
