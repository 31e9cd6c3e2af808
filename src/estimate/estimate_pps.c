/* estimate_pps.c: the variance of a total of units drawn with unequal chances and without
   replacement. z is a unit's total over its chance, p that chance.

   Brewer 2002: n/(n - 1) sum (1 - p)(z - mean z)^2. Hartley & Rao 1962, with the mean of
   the sample's p for the population's sum(p^2)/n, in the form of Yates and Grundy:
   sum over pairs of (1 - p_i - p_k + sum(p)/n)/(n - 1) (z_i - z_k)^2. Written out, sums
   over pairs being n times sums about the mean, that is the same number. Units that were sure
   to be drawn, p = 1, are no part of either: p_i p_k is their joint chance with any other, so
   that the form of Yates and Grundy has nothing of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"

#include <float.h>
#include <math.h>
#include <plusminus/num.h>

static double brewer(const pm_pps_unit *units, size_t count, double absent, double n)
{
  pm_sum total = {0, 0};
  for (size_t i = 0; i < count; i++)
    pm_sum_add(&total, units[i].total);
  double mean = pm_sum_value(&total) / n;
  pm_sum squares = {absent * mean * mean, 0};
  for (size_t i = 0; i < count; i++) {
    double off = units[i].total - mean;
    pm_sum_add(&squares, (1 - units[i].chance) * off * off);
  }
  return n / (n - 1) * pm_sum_value(&squares);
}

/* (joint - p_i p_k)/joint; 0 of independent units, whatever rounding makes of it. */
static double excess(const pm_pps_unit *a, const pm_pps_unit *b, const double *at, size_t of)
{
  double joint = at[a->number * of + b->number];
  double found = 1 - a->chance * b->chance / joint;
  return fabs(found) > 4 * DBL_EPSILON ? found : 0;
}

static double horvitz_thompson(const pm_pps_unit *units, size_t count, const double *at,
                               size_t of)
{
  pm_sum sum = {0, 0};
  for (size_t i = 0; i < count; i++) {
    pm_sum_add(&sum, (1 - units[i].chance) * units[i].total * units[i].total);
    for (size_t k = 0; k < i; k++)
      pm_sum_add(&sum,
                 2 * excess(&units[i], &units[k], at, of) * units[i].total * units[k].total);
  }
  return pm_sum_value(&sum);
}

static double yates_grundy(const pm_pps_unit *units, size_t count, const double *at, size_t of)
{
  pm_sum sum = {0, 0};
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < i; k++) {
      double off = units[i].total - units[k].total;
      if (off == 0)
        continue; /* as of two units outside a domain */
      pm_sum_add(&sum, -excess(&units[i], &units[k], at, of) * off * off);
    }
  return pm_sum_value(&sum);
}

const pm_pps_method pm_pps_brewer = {
    .about = {.name = "brewer",
              .title = "From the units' own chances: n/(n-1) sum (1-p)(z - mean z)^2",
              .citation = "Brewer 2002, Combined Survey Sampling Inference, chapter 9",
              .use =
                  "When units were drawn with chances in proportion to size, without "
                  "replacement, and their joint chances are not known, as is usual. Units that "
                  "were sure to be drawn, p = 1, count in no n and no mean.",
              .avoid = "When some joint chances are 0, as in systematic samples of an ordered "
                       "list: no method is then right."},
    .compute = brewer,
};

const pm_pps_method pm_pps_hartley_rao = {
    .about = {.name = "hartley-rao",
              .title = "From joint chances approximated by those of a random systematic sample",
              .citation = "Hartley & Rao 1962, Annals of Mathematical Statistics 33, 350-374, "
                          "with the sample's mean chance for sum(p^2)/n",
              .use = "The same number as brewer, under the name that a protocol may ask for.",
              .avoid = "When the joint chances are known: use yates-grundy."},
    .compute = brewer,
};

const pm_pps_method pm_pps_horvitz_thompson = {
    .about = {.name = "horvitz-thompson",
              .title = "From given joint chances, in the form of Horvitz and Thompson",
              .citation = "Horvitz & Thompson 1952, Journal of the American Statistical "
                          "Association 47, 663-685",
              .use = "When the size of the sample was random, as in a Poisson sample.",
              .avoid = "When it was fixed: yates-grundy is steadier, and less often negative."},
    .needs_joint = true,
    .shows_single = true,
    .joint = horvitz_thompson,
};

const pm_pps_method pm_pps_yates_grundy = {
    .about = {.name = "yates-grundy",
              .title = "From given joint chances, in the form of Sen, Yates and Grundy",
              .citation = "Yates & Grundy 1953, Journal of the Royal Statistical Society B 15, "
                          "253-261; Sen 1953",
              .use =
                  "When a fixed number of units was drawn and their joint chances are known.",
              .avoid = "When the size of the sample was random: use horvitz-thompson."},
    .needs_joint = true,
    .joint = yates_grundy,
};
