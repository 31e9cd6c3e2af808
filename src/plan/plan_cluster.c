/* plan_cluster.c: design effects that are known before the sample: of clusters,
   and of incidents that hold several crimes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_text.h"

#include <plusminus/num.h>
#include <plusminus/plan.h>

static pm_status check_effect(double deff, double icc, pm_error *error)
{
  if (deff > 0 && isfinite(deff))
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "with a correlation of %s the design effect would be %s, and it must be "
                      "above 0",
                      pm_number_show(icc).text, pm_number_show_short(deff).text);
}

static pm_status check_correlation(double icc, pm_error *error)
{
  if (icc >= -1 && icc <= 1)
    return PM_OK;
  return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                      "a correlation must be within -1 and 1, not %s",
                      pm_number_show(icc).text);
}

pm_status pm_clusters_deff(const pm_clusters *clusters, double *deff, pm_error *error)
{
  *deff = (double)NAN;
  pm_status status = check_correlation(clusters->icc, error);
  if (status != PM_OK)
    return status;
  if (!(clusters->size >= 1 && isfinite(clusters->size)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "a cluster has at least 1 record, not %s",
                        pm_number_show(clusters->size).text);
  if (!(clusters->cv >= 0 && isfinite(clusters->cv)))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a coefficient of variation must not be negative, as %s is",
                        pm_number_show(clusters->cv).text);
  double size = (clusters->cv * clusters->cv + 1) * clusters->size;
  double effect = 1 + (size - 1) * clusters->icc;
  status = check_effect(effect, clusters->icc, error);
  if (status == PM_OK)
    *deff = effect;
  return status;
}

typedef struct moments {
  pm_sum shares, mean, square;
} moments;

static pm_status add_share(moments *sums, double share, double crimes, pm_error *error)
{
  if (!(share >= 0 && share <= 1))
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "a share of incidents must be within 0 and 1, not %s",
                        pm_number_show(share).text);
  pm_sum_add(&sums->shares, share);
  pm_sum_add(&sums->mean, share * crimes);
  pm_sum_add(&sums->square, share * crimes * crimes);
  return PM_OK;
}

static pm_status check_sums(const moments *sums, pm_error *error)
{
  static const double CLOSE = 1e-9;
  double all = pm_sum_value(&sums->shares);
  if (fabs(all - 1) > CLOSE)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL,
                        "the shares of incidents add up to %s, which is %s %s than 1",
                        pm_number_show_short(all).text,
                        pm_number_show_short(fabs(all - 1)).text, all > 1 ? "more" : "less");
  if (pm_sum_value(&sums->mean) == 0)
    return pm_error_add(error, PM_ERROR_DOMAIN, NULL, "no incident has a crime");
  return PM_OK;
}

pm_status pm_incidents_measure(const pm_incidents *incidents, pm_incidents_effect *effect,
                               pm_error *error)
{
  *effect = (pm_incidents_effect){(double)NAN, (double)NAN};
  moments sums = {{0, 0}, {0, 0}, {0, 0}};
  pm_status status = check_correlation(incidents->rho, error);
  for (size_t m = 0; m < incidents->count && status == PM_OK; m++)
    status = add_share(&sums, incidents->shares[m], (double)m, error);
  if (status == PM_OK)
    status = check_sums(&sums, error);
  if (status != PM_OK)
    return status;
  double crimes = pm_sum_value(&sums.mean);
  double deff = 1 + (pm_sum_value(&sums.square) / crimes - 1) * incidents->rho;
  status = check_effect(deff, incidents->rho, error);
  if (status == PM_OK)
    *effect = (pm_incidents_effect){crimes, deff};
  return status;
}
