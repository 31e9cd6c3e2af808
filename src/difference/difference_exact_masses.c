/* difference_exact_masses.c: the probabilities of all counts of one sample, by
   their ratios from the likeliest count outward.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_masses.h"

#include <math.h>
#include <plusminus/num.h>
#include <string.h>

static const double NEGLIGIBLE = 1e-25;

void exact_sample_make(exact_sample *sample, double x, double n, double population)
{
  static const double ROUNDING = 1e-12;
  sample->x = (int)x;
  sample->n = (int)n;
  sample->population = (int)population;
  for (int i = 0; i <= sample->n; i++) {
    sample->up[i] = (n - i) / (i + 1);
    sample->down[i] = i / (n - i + 1);
    sample->peak[i] = pm_binomial_pmf(i, n, i / n) * (1 + ROUNDING);
    if (i < sample->n)
      sample->peak_less_one[i] =
          n == 1 ? 1 : pm_binomial_pmf(i, n - 1, i / (n - 1)) * (1 + ROUNDING);
  }
}

/* The likeliest count has 1 so far. */
static void start(exact_masses *m, int mode)
{
  memset(m->at, 0, sizeof m->at);
  m->from = m->to = mode;
  m->at[mode] = 1;
}

static void scale_to_1(exact_masses *m)
{
  double sum = 0;
  for (int i = m->from; i <= m->to; i++)
    sum += m->at[i];
  for (int i = m->from; i <= m->to; i++)
    m->at[i] /= sum;
}

void exact_masses_binomial(exact_masses *m, const exact_sample *sample, exact_rate rate)
{
  int n = sample->n;
  double odds = rate.p / rate.q;
  double inverse = rate.q / rate.p;
  start(m, (int)fmin(floor((n + 1) * rate.p), n));
  for (; m->to < n && m->at[m->to] > NEGLIGIBLE; m->to++)
    m->at[m->to + 1] = m->at[m->to] * (odds * sample->up[m->to]);
  for (; m->from > 0 && m->at[m->from] > NEGLIGIBLE; m->from--)
    m->at[m->from - 1] = m->at[m->from] * (inverse * sample->down[m->from]);
  scale_to_1(m);
}

void exact_masses_hypergeometric(exact_masses *m, const exact_sample *sample, int compliant)
{
  double n = sample->n;
  double rest = sample->population - compliant - n; /* others, if all drawn were compliant */
  double mode = floor((n + 1) * (compliant + 1.0) / (sample->population + 2.0));
  start(m, (int)fmin(fmin(mode, n), compliant));
  for (; m->to < sample->n && m->at[m->to] > NEGLIGIBLE; m->to++)
    m->at[m->to + 1] =
        m->at[m->to] * sample->up[m->to] * ((compliant - m->to) / (rest + m->to + 1));
  for (; m->from > 0 && m->at[m->from] > NEGLIGIBLE; m->from--)
    m->at[m->from - 1] =
        m->at[m->from] * sample->down[m->from] * ((rest + m->from) / (compliant - m->from + 1));
  scale_to_1(m);
}
