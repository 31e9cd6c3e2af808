/* difference_exact_proof.c: a bound of the probability of the results found,
   over all rates at a place.

   Both rates rise with the share s of their range. Cells of shares are bounded,
   and halved while the bound is too high. The results hold with (i, j) also
   (i + 1, j) and (i, j - 1), so their probability f rises with the first rate
   and falls with the second: from s0 to s1 it is at most that of the first rate
   at s1 with the second at s0. And f' = p1' F1 - p2' F2 with

     F1 = n1 sum_i b(i; n1 - 1, p1) P(last[i] < X2 <= last[i + 1]),
     F2 = n2 sum_i b(i; n1, p1) b(last[i]; n2 - 1, p2),

   sums of terms that are not negative. In a rate each b rises to its peak at
   i/n and then falls, so over a cell it is least at an end, and largest at an
   end or its peak; this bounds F1, F2 and f' from both sides. Between two ends
   with known f the largest is then where the steepest lines from both meet. The
   excess of this bound is of second order in the cell's width.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_exact_results.h"

#include <math.h>

/* One end of a cell. */
typedef struct edge {
  double share, value;
  exact_rates rates;
  exact_masses first, second;
} edge;

static void make_edge(edge *e, const exact_results *r, double place, double share)
{
  e->share = share;
  e->rates = exact_rates_at(r->scale, place, share);
  exact_masses_binomial(&e->first, &r->first, e->rates.first);
  exact_masses_binomial(&e->second, &r->second, e->rates.second);
  e->value = exact_results_probability(r, &e->first, &e->second);
}

/* ---------------------------------------------------------- derivatives -- */

typedef struct range {
  double low, high;
} range;

static range range_of(double a, double b)
{
  return a < b ? (range){a, b} : (range){b, a};
}

/* The probabilities of one sample over a cell. */
typedef struct span {
  const exact_sample *sample;
  const exact_masses *left, *right;
  exact_rate left_rate, right_rate; /* the left one is the lower */
  int from, to;
} span;

static span make_span(const exact_sample *sample, const exact_masses *left,
                      const exact_masses *right)
{
  return (span){.sample = sample,
                .left = left,
                .right = right,
                .from = left->from < right->from ? left->from : right->from,
                .to = left->to > right->to ? left->to : right->to};
}

/* b(k; n, p) */
static inline range mass(const span *s, int k)
{
  range found = range_of(s->left->at[k], s->right->at[k]);
  double n = s->sample->n;
  if (n * s->left_rate.p < k && k < n * s->right_rate.p)
    found.high = s->sample->peak[k];
  return found;
}

/* b(k; n - 1, p) from one of n records. */
static inline double less_one(const exact_masses *m, exact_rate rate, int k, int n)
{
  return rate.p < rate.q ? m->at[k] * (n - k) / (n * rate.q)
                         : m->at[k + 1] * (k + 1) / (n * rate.p);
}

/* b(k; n - 1, p), k < n */
static inline range mass_less_one(const span *s, int k)
{
  int n = s->sample->n;
  range found =
      range_of(less_one(s->left, s->left_rate, k, n), less_one(s->right, s->right_rate, k, n));
  if ((n - 1) * s->left_rate.p <= k && k <= (n - 1) * s->right_rate.p)
    found.high = s->sample->peak_less_one[k];
  return found;
}

static inline void add_product(range *sum, range a, range b)
{
  sum->low += a.low * b.low;
  sum->high += a.high * b.high;
}

/* F1 */
static range slope_in_first(const exact_results *r, const span *first, const span *second)
{
  range all = {0, 0};
  int to = first->to < r->first.n ? first->to : r->first.n - 1;
  for (int i = first->from > 0 ? first->from - 1 : 0; i <= to; i++) {
    range between = {0, 0};
    int high = r->last[i + 1] < second->to ? r->last[i + 1] : second->to;
    for (int j = r->last[i] < second->from ? second->from : r->last[i] + 1; j <= high; j++) {
      range one = mass(second, j);
      between.low += one.low;
      between.high += one.high;
    }
    if (between.high > 0)
      add_product(&all, mass_less_one(first, i), between);
  }
  return (range){r->first.n * all.low, r->first.n * all.high};
}

/* F2 */
static range slope_in_second(const exact_results *r, const span *first, const span *second)
{
  range all = {0, 0};
  for (int i = first->from; i <= first->to; i++) {
    int j = r->last[i];
    if (j + 1 >= second->from && j <= second->to && j >= 0 && j < r->second.n)
      add_product(&all, mass(first, i), mass_less_one(second, j));
  }
  return (range){r->second.n * all.low, r->second.n * all.high};
}

/* f' */
static range slope(const exact_results *r, const edge *left, const edge *right)
{
  span first = make_span(&r->first, &left->first, &right->first);
  first.left_rate = left->rates.first;
  first.right_rate = right->rates.first;
  span second = make_span(&r->second, &left->second, &right->second);
  second.left_rate = left->rates.second;
  second.right_rate = right->rates.second;
  range in_first = slope_in_first(r, &first, &second);
  range in_second = slope_in_second(r, &first, &second);
  range p1 = range_of(first.left_rate.slope, first.right_rate.slope);
  range p2 = range_of(second.left_rate.slope, second.right_rate.slope);
  return (range){p1.low * in_first.low - p2.high * in_second.high,
                 p1.high * in_first.high - p2.low * in_second.low};
}

/* ---------------------------------------------------------------- cells -- */

static double cell_bound(const exact_results *r, const edge *left, const edge *right,
                         double enough)
{
  double corner = exact_results_probability(r, &right->first, &left->second);
  double most = fmax(left->value, right->value);
  if (corner <= enough || most > enough)
    return corner;
  range f = slope(r, left, right);
  double width = right->share - left->share;
  if (f.low >= 0 || f.high <= 0)
    return fmin(corner, most);
  double meet = (right->value - left->value - f.low * width) / (f.high - f.low);
  return fmin(corner, fmax(most, left->value + f.high * meet));
}

enum { GRID_MOST = 200, PENDING_MOST = GRID_MOST + 80 };

/* Where cells still to be bounded end, the nearest last. */
static int make_grid(const exact_results *r, double *ends)
{
  int points = (int)fmin(8 + 2 * sqrt(r->first.n + r->second.n), GRID_MOST);
  for (int i = 0; i < points; i++) {
    double sine = sin((points - i) * 1.57079632679489661923 / points);
    ends[i] = i == 0 ? 1 : sine * sine;
  }
  return points;
}

double exact_results_prove(exact_results *r, double place, double enough)
{
  bool is_any = isinf(enough);
  double found = exact_results_search(r, place, enough);
  if (found > enough)
    return found;
  double goal = found * (1 + EXACT_GAP);
  if (!is_any)
    goal = fmax(goal, enough);
  double ends[PENDING_MOST] = {1};
  int count = make_grid(r, ends);
  edge edges[2];
  edge *left = &edges[0];
  edge *right = &edges[1];
  make_edge(left, r, place, 0);
  make_edge(right, r, place, ends[count - 1]);
  double proven = 0;
  while (count > 0) {
    double most = fmax(left->value, right->value);
    if (most > goal && !is_any)
      return most;
    goal = fmax(goal, most * (1 + EXACT_GAP));
    double bound = cell_bound(r, left, right, goal);
    double middle = left->share + (right->share - left->share) / 2;
    bool is_narrow = middle <= left->share || middle >= right->share || count == PENDING_MOST;
    if (bound > goal && !is_narrow) {
      ends[count++] = middle;
      make_edge(right, r, place, middle);
      continue;
    }
    proven = fmax(proven, bound);
    edge *next = left;
    left = right;
    right = next;
    if (--count > 0)
      make_edge(right, r, place, ends[count - 1]);
  }
  return proven;
}
