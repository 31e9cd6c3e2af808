/* difference_exact_finite.c: the largest probability of the results found over
   all pairs of populations, M1 compliant of N1 and M2 of N2.

   A count of a simple random sample rises with M (in distribution), and so the
   probability with M1, and it falls with M2. So for each M2 only the largest M1
   counts that is not beyond b, and over M2 from u to v the probability is at
   most that of the M1 of v with M2 = u: where that is too high u..v is halved,
   in the end to one M2. Nothing is left to a grid.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_finite.h"

#include <math.h>

/* Pairs so little beyond b still count, so that rounding leaves out none. */
static const double SLACK = 1e-9; /* of one compliant record */

typedef struct urns {
  const exact_results *results;
  double a, b;
  int least1, most1; /* compliant that what was seen allows */
} urns;

static int most_compliant(const exact_sample *s)
{
  return s->population - s->n + s->x;
}

/* The number compliant of the first population with M2 of the second, at b;
   below least1 for none. */
static int first_at(const urns *u, int second)
{
  const exact_results *r = u->results;
  double n1 = r->first.population;
  double n2 = r->second.population;
  double m2 = second;
  double m1;
  if (r->scale == PM_SCALE_DIFFERENCE) {
    m1 = n1 * (u->b + m2 / n2);
  } else if (r->scale == PM_SCALE_RATIO) {
    m1 = exp(u->b) * (n1 * m2 / n2);
  } else {
    double odds = exp(u->b) * (m2 / (n2 - m2));
    m1 = isinf(odds) ? n1 : n1 * odds / (1 + odds);
  }
  return (int)fmin(floor(m1 + SLACK), u->most1);
}

static exact_witness pair_of(const urns *u, int first, int second)
{
  const exact_results *r = u->results;
  double n1 = r->first.population;
  double n2 = r->second.population;
  if (r->scale == PM_SCALE_DIFFERENCE) {
    double d = (first * n2 - second * n1) / (n1 * n2);
    return (exact_witness){d, d};
  }
  double value = r->scale == PM_SCALE_RATIO
                     ? first * n2 / (second * n1)
                     : first * (n2 - second) / ((n1 - first) * (double)second);
  return (exact_witness){log(value), value};
}

static double probability(const urns *u, int first, int second)
{
  exact_masses a;
  exact_masses b;
  exact_masses_hypergeometric(&a, &u->results->first, first);
  exact_masses_hypergeometric(&b, &u->results->second, second);
  return exact_results_probability(u->results, &a, &b);
}

enum { PENDING_MOST = 64 };

double exact_finite_largest(const exact_results *results, double a, double b, double enough,
                            exact_witness *witness)
{
  urns u = {results, a, b, results->first.x, most_compliant(&results->first)};
  int ends[PENDING_MOST] = {most_compliant(&results->second)};
  int count = 1;
  int start = results->second.x;
  double most = 0;
  double worth = isinf(enough) ? 0 : enough;
  while (count > 0 && most <= enough) {
    int end = ends[count - 1];
    int first = first_at(&u, end);
    exact_witness pair = pair_of(&u, first, end);
    bool is_beside = first < u.least1 || (start == end && !(pair.place >= a - SLACK));
    double bound = is_beside ? 0 : probability(&u, first, start);
    if (bound > fmax(most, worth) && start < end) {
      ends[count++] = start + (end - start) / 2;
      continue;
    }
    if (bound > most) {
      most = bound;
      *witness = pair;
    }
    start = end + 1;
    count--;
  }
  return most;
}
