/* deff_parts.c: a design effect as the product of what weighting, stratifying and
   clustering did.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_table.h"

#include <math.h>

const pm_deff_parts pm_deff_unknown = {
    .deff = (double)NAN,
    .weighting = (double)NAN,
    .stratification = (double)NAN,
    .clustering = (double)NAN,
};

const char pm_whole_population[] =
    "the whole population was sampled, so the number is exact and has no design effect";

void pm_estimate_forget_deff(pm_estimate *row)
{
  row->deff = row->deff_wor = row->n_effective = (double)NAN;
  row->deff_parts = pm_deff_unknown;
}

static double ratio(double above, double below)
{
  return below > 0 && above >= 0 ? above / below : (double)NAN;
}

pm_deff_parts pm_deff_split(const pm_deff_case *data)
{
  double weighting = data->cv2_weights >= 0 ? 1 + data->cv2_weights : (double)NAN;
  return (pm_deff_parts){
      .deff = ratio(data->variance, data->variance_simple),
      .weighting = weighting,
      .stratification = ratio(data->variance, data->variance_no_strata),
      .clustering = ratio(data->variance_no_strata, data->variance_simple * weighting),
  };
}
