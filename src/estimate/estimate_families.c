/* estimate_families.c: the four families of `estimate` as tables.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

static const pm_estimate_interval_method *const intervals[] = {
#define PM_ROW(name) &pm_estimate_interval_##name,
#include "estimate/estimate_interval.def"
#undef PM_ROW
};

static const pm_df_method *const dfs[] = {
#define PM_ROW(name) &pm_df_##name,
#include "estimate/estimate_df.def"
#undef PM_ROW
};

static const pm_lonely_method *const lonelies[] = {
#define PM_ROW(name) &pm_lonely_##name,
#include "estimate/estimate_lonely.def"
#undef PM_ROW
};

static const pm_deff_method *const deffs[] = {
#define PM_ROW(name) &pm_deff_##name,
#include "estimate/estimate_deff.def"
#undef PM_ROW
};

static const pm_pps_method *const ppss[] = {
#define PM_ROW(name) &pm_pps_##name,
#include "estimate/estimate_pps.def"
#undef PM_ROW
};

enum {
  PPS_COUNT = sizeof ppss / sizeof ppss[0],
  INTERVAL_COUNT = sizeof intervals / sizeof intervals[0],
  DF_COUNT = sizeof dfs / sizeof dfs[0],
  LONELY_COUNT = sizeof lonelies / sizeof lonelies[0],
  DEFF_COUNT = sizeof deffs / sizeof deffs[0]
};

static const pm_method *interval_at(size_t index)
{
  return index < INTERVAL_COUNT ? &intervals[index]->about : NULL;
}

static const pm_method *df_at(size_t index)
{
  return index < DF_COUNT ? &dfs[index]->about : NULL;
}

static const pm_method *lonely_at(size_t index)
{
  return index < LONELY_COUNT ? &lonelies[index]->about : NULL;
}

static const pm_method *deff_at(size_t index)
{
  return index < DEFF_COUNT ? &deffs[index]->about : NULL;
}

const pm_family pm_estimate_interval_family = {
    .name = "estimate-interval",
    .title = "Confidence interval for a rate of strata",
    .count = INTERVAL_COUNT,
    .at = interval_at,
};

const pm_family pm_df_family = {
    .name = "df",
    .title = "Degrees of freedom of a design",
    .count = DF_COUNT,
    .at = df_at,
};

const pm_family pm_lonely_family = {
    .name = "lonely-psu",
    .title = "What a stratum with one record adds to the variance",
    .count = LONELY_COUNT,
    .at = lonely_at,
};

static const pm_method *pps_at(size_t index)
{
  return index < PPS_COUNT ? &ppss[index]->about : NULL;
}

const pm_family pm_pps_family = {
    .name = "pps",
    .title = "Variance of units drawn with unequal chances",
    .count = PPS_COUNT,
    .at = pps_at,
};

const pm_family pm_deff_family = {
    .name = "deff",
    .title = "Design effect",
    .count = DEFF_COUNT,
    .at = deff_at,
};

/* pm_method is the first member of every row, so its address is the row's. */
const pm_estimate_interval_method *pm_estimate_interval_find(const char *name)
{
  return (const void *)pm_family_find(&pm_estimate_interval_family, name);
}

const pm_df_method *pm_df_find(const char *name)
{
  return (const void *)pm_family_find(&pm_df_family, name);
}

const pm_lonely_method *pm_lonely_find(const char *name)
{
  return (const void *)pm_family_find(&pm_lonely_family, name);
}

const pm_pps_method *pm_pps_find(const char *name)
{
  return (const void *)pm_family_find(&pm_pps_family, name);
}

const pm_deff_method *pm_deff_find(const char *name)
{
  return (const void *)pm_family_find(&pm_deff_family, name);
}
