/* difference_agresti_caffo.c: the normal interval after one record of each kind
   was added to each sample (Agresti & Caffo 2000), at every level. A sample from
   a finite population counts for more than its size; a census, to which nothing
   need be added, for itself, without variance.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_method.h"

/* By how much the two records move the rate, and the variance then. */
typedef struct moved_rate {
  double shift, variance;
} moved_rate;

static moved_rate add_two(const pm_sample *sample)
{
  if (is_census(sample))
    return (moved_rate){0, 0};
  pm_sample effective = effective_sample(sample);
  double n = effective.n + 2;
  return (moved_rate){(sample->q - sample->p) / n,
                      (effective.x + 1) * (effective.y + 1) / (n * n * n)};
}

static pm_status agresti_caffo(const pm_level *level, pm_scale scale, const pm_pair *pair,
                               pm_difference *difference)
{
  (void)scale;
  pm_sample samples[] = {first_sample(pair), second_sample(pair)};
  moved_rate first = add_two(&samples[0]);
  moved_rate second = add_two(&samples[1]);
  double centre = difference->estimate + (first.shift - second.shift);
  double se = sqrt(first.variance + second.variance);
  difference->lower = centre - level->z * se;
  difference->upper = centre + level->z * se;
  /* With samples of different sizes the centre may be on the other side of 0
     than the estimate, which always belongs to the interval; then so does 0. */
  bool is_same_side = centre * difference->estimate > 0;
  difference->p_value = normal_p_value(level, is_same_side ? centre / se : 0);
  return PM_OK;
}

const pm_difference_method pm_difference_agresti_caffo = {
    .about = {.name = "agresti-caffo",
              .title = "Normal interval after adding one record of each kind to each sample",
              .citation = "Agresti & Caffo 2000, The American Statistician 54, 280-288",
              .use = "As a closed form that can be done by hand and covers well at 95%.",
              .avoid = "At levels far from 95%, with samples of very different sizes, or for "
                       "ratios, for which it has no form."},
    .flags = PM_DIFFERENCE_POPULATION,
    .compute = agresti_caffo,
};
