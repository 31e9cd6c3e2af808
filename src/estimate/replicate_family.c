/* replicate_family.c: the methods for a variance as a table, and the one that
   makes no replicates.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/replicate_parts.h"

const pm_variance_method pm_variance_taylor = {
    .about =
        {
            .name = "taylor",
            .title = "Linearised: the variance of a total that moves as the estimate does",
            .citation = "Wolter 2007, Introduction to Variance Estimation, chapter 6; Binder "
                        "1983, International Statistical Review 51, 279-292",
            .use = "The default: exact in the design, with nothing random in it, for totals, "
                   "means, ratios and calibrated estimates.",
            .avoid = "When units or strata may not be given away with the file: replicate "
                     "weights say less about them.",
        },
};

static const pm_variance_method *const methods[] = {
#define PM_ROW(name) &pm_variance_##name,
#include "estimate/replicate_methods.def"
#undef PM_ROW
};

enum { METHOD_COUNT = sizeof methods / sizeof methods[0] };

static const pm_method *method_at(size_t index)
{
  return index < METHOD_COUNT ? &methods[index]->about : NULL;
}

const pm_family pm_variance_family = {
    .name = "variance",
    .title = "How a variance is estimated",
    .count = METHOD_COUNT,
    .at = method_at,
};

/* pm_method is the first member of every row, so its address is the row's. */
const pm_variance_method *pm_variance_find(const char *name, pm_error *error)
{
  const pm_variance_method *method = (const void *)pm_family_find(&pm_variance_family, name);
  if (method == NULL)
    (void)pm_family_refuse(&pm_variance_family, name, error);
  else if (method->plan == NULL)
    (void)pm_error_add(error, PM_ERROR_USAGE, NULL, "variance '%s' makes no replicates", name);
  return method != NULL && method->plan != NULL ? method : NULL;
}
