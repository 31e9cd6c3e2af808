/* size_design.c: the design effect of a run of `plusminus size`, and small things
   that its modes share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_more.h"

#include <math.h>
#include <string.h>

double size_or_zero(double value)
{
  return isnan(value) ? 0 : value;
}

double size_or_one(double value)
{
  return isnan(value) || value == 0 ? 1 : value;
}

double size_hours(const size_options *options, double issued)
{
  return issued * options->minutes / 60;
}

double size_cost(const size_options *options, double issued)
{
  return issued * options->cost;
}

double size_design_units(double records, double per_unit)
{
  /* Rounding may lift a whole number over the ceiling. */
  return ceil(records / per_unit * (1 - 1e-14));
}

/* -------------------------------------------------------------- design -- */

static pm_status take_clusters(const tool_run *run, size_design *design, double *deff)
{
  const size_design_options *options = &((const size_options *)run->options)->design;
  pm_clusters clusters = {.icc = options->icc,
                          .size = options->cluster_size,
                          .cv = size_or_zero(options->cluster_cv)};
  if (isnan(options->icc) || isnan(options->cluster_size))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "clusters need both --icc and --cluster-size");
  design->clusters = clusters.size;
  return pm_clusters_deff(&clusters, deff, run->error);
}

static pm_status read_shares(const tool_run *run, const option_list *texts, double **shares)
{
  *shares = option_store_alloc(run->store, texts->count * sizeof **shares);
  if (*shares == NULL)
    return option_memory_fault(run->error);
  for (size_t i = 0; i < texts->count; i++)
    if (!pm_rate_parse(texts->items[i], strlen(texts->items[i]), &(*shares)[i]))
      return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "--crimes-per-incident: '%s' is not a share (0.15 or 15%%)",
                          texts->items[i]);
  return PM_OK;
}

static pm_status take_incidents(const tool_run *run, size_design *design, double *deff)
{
  const size_design_options *options = &((const size_options *)run->options)->design;
  if (isnan(options->rho) || options->crimes.count == 0)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "incidents need both --crimes-per-incident and --rho");
  double *shares;
  pm_status status = read_shares(run, &options->crimes, &shares);
  if (status != PM_OK)
    return status;
  pm_incidents incidents = {shares, options->crimes.count, options->rho};
  pm_incidents_effect effect;
  status = pm_incidents_measure(&incidents, &effect, run->error);
  design->incidents = effect.crimes;
  *deff = effect.deff;
  return status;
}

pm_status size_design_take(const tool_run *run, size_design *design)
{
  const size_options *options = run->options;
  const size_design_options *more = &options->design;
  bool has_clusters =
      !isnan(more->icc) || !isnan(more->cluster_size) || !isnan(more->cluster_cv);
  bool has_incidents = more->crimes.count > 0 || !isnan(more->rho);
  double given = size_or_zero(options->deff);
  double deff = 1;
  *design = (size_design){given, given, (double)NAN, (double)NAN};
  if (has_clusters && has_incidents)
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--icc asks for clusters, and --crimes-per-incident for incidents: one "
                        "at a time");
  if (!has_clusters && !has_incidents)
    return PM_OK;
  pm_status status =
      has_clusters ? take_clusters(run, design, &deff) : take_incidents(run, design, &deff);
  design->deff = deff * size_or_one(given);
  return status;
}
