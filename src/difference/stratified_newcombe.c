/* stratified_newcombe.c: the distances of the stratified Wilson limits of both
   rates from the rates, put together as the sides of a right angle (Yan & Su
   2010, section 3):
     L = d - z sqrt(k1 L1 (1 - L1) + k2 U2 (1 - U2)),  k_i = sum w_h^2/n_ih,
   where the limits L1 and U2 of the groups' rates are the weighted sums of the
   strata's own, each at the smaller quantile
     z_i = z sqrt(sum w_h^2 v_ih)/sum w_h sqrt(v_ih),  v_ih = p_ih q_ih/n_ih;
   where every v_ih is 0, all p_ih q_ih are taken to be the same. A sample of a
   finite population has the n_ih of a sample from a large one that is worth as
   much, by which its own limits are those of wilson-fpc; of a census it is
   infinite, and both limits are the rate.

   The distance z sqrt(k L (1 - L)) rises with z, so a limit meets no difference
   at one level and there is one p-value: for a Wilson limit l at z,
     -z l'/2 = (p - l) l (1 - l)/(p (1 - l) + l (1 - p)) <= l (1 - l),
   which is concave in l; so of the sum -z L'/2 <= L (1 - L), and the derivative
   of z^2 L (1 - L) is 2 z L (1 - L) + z^2 (1 - 2 L) L' >= 0.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "stratified_difference.h"

static const double TOLERANCE = 1e-14;
static const double Z_MOST = 40; /* the normal tail beyond is 0 */

/* z_i/z. */
static double shrink(const pm_strata_view *view, bool is_second, bool is_equal)
{
  pm_sum squares = {0, 0};
  pm_sum sum = {0, 0};
  for (size_t h = 0; h < view->pairs->count; h++) {
    pm_sample s = pm_strata_view_sample(view, h, is_second);
    double spread = is_equal ? 1 : s.p * s.q;
    double term = pm_strata_view_weight(view, h) * sqrt(spread / sample_worth(&s));
    pm_sum_add(&squares, term * term);
    pm_sum_add(&sum, term);
  }
  return sqrt(pm_sum_value(&squares)) / pm_sum_value(&sum);
}

/* Everything about a group that does not depend on z. */
typedef struct group {
  const pm_strata_view *view;
  bool is_second;
  double shrink;
} group;

static group make_group(const pm_strata_view *view, bool is_second)
{
  double ratio = shrink(view, is_second, false);
  if (!isfinite(ratio))
    ratio = shrink(view, is_second, true);
  return (group){view, is_second, isfinite(ratio) ? ratio : 1}; /* 1: only censuses */
}

/* How far the group's limit is from its rate. */
static double distance(const group *g, double z)
{
  pm_sum low = {0, 0};
  pm_sum high_rest = {0, 0};
  pm_sum spread = {0, 0};
  for (size_t h = 0; h < g->view->pairs->count; h++) {
    pm_sample s = pm_strata_view_sample(g->view, h, g->is_second);
    double weight = pm_strata_view_weight(g->view, h);
    limit_pair l = lower_pair(&s, g->shrink * z);
    pm_sum_add(&low, weight * l.low);
    pm_sum_add(&high_rest, weight * l.high_rest);
    pm_sum_add(&spread, weight * weight / l.worth);
  }
  return z * sqrt(pm_sum_value(&spread) * pm_sum_value(&low) * pm_sum_value(&high_rest));
}

/* The two groups of a lower limit. */
typedef struct sides {
  group first, second;
  double estimate;
} sides;

static sides make_sides(const pm_strata_view *view)
{
  return (sides){make_group(view, false), make_group(view, true), view->estimate};
}

/* By how much the lower limit falls short of no difference. */
static double shortfall(double z, void *context)
{
  const sides *s = context;
  return hypot(distance(&s->first, z), distance(&s->second, z)) - s->estimate;
}

/* The z at which the lower limit of a positive difference is 0. */
static pm_status critical_z(sides *s, double *z)
{
  *z = (double)INFINITY;
  if (shortfall(Z_MOST, s) <= 0)
    return PM_OK;
  return pm_root_find(shortfall, s, 0, Z_MOST, TOLERANCE, z);
}

static pm_status newcombe(const pm_level *level, const pm_pairs *pairs,
                          pm_difference *difference)
{
  pm_strata_view view = pm_strata_view_make(pairs);
  pm_strata_view turned = pm_strata_view_turned(&view);
  sides forward = make_sides(&view);
  sides backward = make_sides(&turned);
  difference->lower = -shortfall(level->z, &forward);
  difference->upper = shortfall(level->z, &backward);
  double z = 0;
  pm_status status = PM_OK;
  if (view.estimate != 0)
    status = critical_z(view.estimate > 0 ? &forward : &backward, &z);
  difference->p_value = normal_p_value(level, view.estimate > 0 ? z : -z);
  return status;
}

const pm_stratified_difference_method pm_stratified_difference_newcombe = {
    .about = {.name = "stratified-newcombe",
              .title = "Stratified Wilson limits of both rates put together (MOVER)",
              .citation = "Yan & Su 2010, Statistics in Biopharmaceutical Research 2, 329-335",
              .use = "In general: closed form, and as clinical trials report it with "
                     "Mantel-Haenszel weights.",
              .avoid = "When most strata are all compliant or have none that is: the common "
                       "quantile then comes from the few others."},
    .flags = PM_DIFFERENCE_POPULATION,
    .compute = newcombe,
};
