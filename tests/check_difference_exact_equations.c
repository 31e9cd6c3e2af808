/* check_difference_exact_equations.c: limits and p-values of exact-unconditional,
   for large populations and on every scale, against its definition spelled out with
   none of the library's code: restricted rates by solving the likelihood's
   equation, the line of the scale cut wherever a result changes places with what
   was seen, and between two cuts the largest probability over all rates. No cell
   of the line is passed over by a bound, as the library does.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_case.h"

#include <stdlib.h>

enum {
  RECORDS_MOST = 20,
  SIDE = RECORDS_MOST + 1,
  CUTS_MOST = 4 * SIDE * SIDE,
  PIECES = 80, /* of the line, finer near the estimate, in each of which two results change
                  places once */
  ANGLES = 161,
  LEVELS = 7
};

/* Of logarithms of ratios: no limit of these cases is further out. */
static const double FAR = 30;

/* What is this little less than what was seen counts as equal. */
static const real TIE = 1e-14L;

/* -------------------------------------------------------------- statistic -- */

/* The derivative of likelihood_slope in the second rate. */
static real likelihood_bend(pm_scale scale, const pm_pair *pair, real t, rates r)
{
  real base = 1 - r.p2 + t * r.p2;
  real tie = scale == PM_SCALE_DIFFERENCE ? 1 : scale == PM_SCALE_RATIO ? t : t / (base * base);
  real tie_slope = scale == PM_SCALE_ODDS ? 2 * tie * (1 - t) / base : 0;
  real fall[2];
  const double x[] = {pair->x1, pair->x2};
  const double n[] = {pair->n1, pair->n2};
  const real p[] = {r.p1, r.p2};
  for (int k = 0; k < 2; k++)
    fall[k] = (x[k] > 0 ? x[k] / (p[k] * p[k]) : 0) +
              (x[k] < n[k] ? (n[k] - x[k]) / ((1 - p[k]) * (1 - p[k])) : 0);
  return pull(pair->x1, pair->n1, r.p1) * tie_slope - tie * tie * fall[0] - fall[1];
}

/* The most likely rates that are t apart: a few halvings, then Newton's steps
   while they stay between the ends. */
static rates likeliest_soon(pm_scale scale, const pm_pair *pair, real t)
{
  enum { FIRST = 6, MOST = 120 };
  real low = scale == PM_SCALE_DIFFERENCE ? fmaxl(0, -t) : 0;
  real high = scale == PM_SCALE_DIFFERENCE ? fminl(1, 1 - t)
              : scale == PM_SCALE_RATIO    ? fminl(1, 1 / t)
                                           : 1;
  if (likelihood_slope(scale, pair, t, low) <= 0)
    return rates_at(scale, t, low);
  if (likelihood_slope(scale, pair, t, high) >= 0)
    return rates_at(scale, t, high);
  real at = (low + high) / 2;
  for (int i = 0; i < MOST; i++) {
    real slope = likelihood_slope(scale, pair, t, at);
    *(slope > 0 ? &low : &high) = at;
    real next = at - slope / likelihood_bend(scale, pair, t, rates_at(scale, t, at));
    bool is_inside = i >= FIRST && next > low && next < high;
    real before = at;
    at = is_inside ? next : (low + high) / 2;
    if (fabsl(at - before) <= 4e-19L * fminl(at, 1))
      break;
  }
  return rates_at(scale, t, at);
}

/* As score() of difference_case.h, with the rates found sooner. 0 of all, and all,
   say nothing of an odds ratio. */
static real statistic(pm_scale scale, const pm_pair *given, real t)
{
  bool is_odds = scale == PM_SCALE_ODDS;
  real total = (real)given->x1 + (real)given->x2;
  if (is_odds && (total == 0 || total == (real)given->n1 + (real)given->n2))
    return 0;
  bool is_turned = is_odds && given->x1 / given->n1 + given->x2 / given->n2 > 1;
  pm_pair turned = {given->n2 - given->x2, given->n2, given->n1 - given->x1, given->n1, 0, 0};
  const pm_pair *pair = is_turned ? &turned : given;
  rates r = likeliest_soon(scale, pair, t);
  real n1 = pair->n1;
  real n2 = pair->n2;
  real v1 = r.p1 * (1 - r.p1) / n1;
  real v2 = r.p2 * (1 - r.p2) / n2;
  real q1 = (real)pair->x1 / n1;
  real q2 = (real)pair->x2 / n2;
  if (is_odds)
    return (q1 - r.p1) * sqrtl(1 / v1 + n1 / n2 * (n1 / n2) / v2);
  real factor = scale == PM_SCALE_RATIO ? t : 1;
  real shift = scale == PM_SCALE_RATIO ? q1 - t * q2 : q1 - q2 - t;
  if (fabsl(shift) <= 1e-17L * (q1 + factor * q2))
    return 0;
  return shift / sqrtl(v1 + factor * factor * v2);
}

/* ----------------------------------------------------------------- places -- */

/* A place is a difference or the logarithm of a ratio. */
typedef struct problem {
  pm_scale scale;
  pm_pair pair;
  double estimate; /* its place */
  double start;
} problem;

static real value_at(const problem *p, real place)
{
  return p->scale == PM_SCALE_DIFFERENCE ? place : expl(place);
}

typedef struct result_set {
  bool holds[SIDE][SIDE];
} result_set;

/* What was seen has this statistic at a place. */
typedef struct seen_at {
  real t;
  real statistic;
} seen_at;

static seen_at make_seen(const problem *p, real place)
{
  real t = value_at(p, place);
  return (seen_at){t, statistic(p->scale, &p->pair, t)};
}

/* (i, j) is as extreme as what was seen. */
static bool is_ahead(const problem *p, int i, int j, seen_at seen)
{
  pm_pair other = {i, p->pair.n1, j, p->pair.n2, 0, 0};
  real ahead = statistic(p->scale, &other, seen.t) - seen.statistic;
  return ahead + TIE * (1 + fabsl(seen.statistic)) >= 0;
}

/* With a result all that have more of the first or fewer of the second. */
static void find_set(const problem *p, real place, result_set *set)
{
  int n2 = (int)p->pair.n2;
  seen_at seen = make_seen(p, place);
  for (int i = 0; i <= (int)p->pair.n1; i++)
    for (int j = n2; j >= 0; j--)
      set->holds[i][j] = (i > 0 && set->holds[i - 1][j]) || (j < n2 && set->holds[i][j + 1]) ||
                         (i == p->pair.x1 && j == p->pair.x2) || is_ahead(p, i, j, seen);
}

static void join(const result_set *a, const result_set *b, result_set *both)
{
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++)
      both->holds[i][j] = a->holds[i][j] || b->holds[i][j];
}

static double change_between(const problem *p, int i, int j, double low, double high)
{
  bool before = is_ahead(p, i, j, make_seen(p, low));
  for (int k = 0; k < 46; k++) {
    double middle = (low + high) / 2;
    *(is_ahead(p, i, j, make_seen(p, middle)) == before ? &low : &high) = middle;
  }
  return (low + high) / 2;
}

static int by_size(const void *a, const void *b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The ends of the cells in which the set stays the same: from the start to the
   estimate, with 0. */
static int find_cuts(const problem *p, double *cuts)
{
  int count = 0;
  double end = fmin(p->estimate, FAR);
  double width = end - p->start;
  cuts[count++] = p->start;
  cuts[count++] = end;
  if (end > 0)
    cuts[count++] = 0;
  bool was[SIDE][SIDE];
  double from = p->start;
  for (int k = 0; k <= PIECES; k++) {
    double rest = k == 0 ? 1 - 1e-5 : 1 - (double)k / PIECES; /* at the start all are equal */
    double to = end - rest * rest * width;
    seen_at seen = make_seen(p, to);
    for (int i = 0; i <= (int)p->pair.n1; i++)
      for (int j = 0; j <= (int)p->pair.n2; j++) {
        bool is = is_ahead(p, i, j, seen);
        if (k > 0 && is != was[i][j] && count < CUTS_MOST)
          cuts[count++] = change_between(p, i, j, from, to);
        was[i][j] = is;
      }
    from = to;
  }
  ck_assert_int_lt(count, CUTS_MOST);
  qsort(cuts, (size_t)count, sizeof *cuts, by_size);
  int kept = 1;
  for (int k = 1; k < count; k++)
    if (cuts[k] - cuts[kept - 1] > 1e-12)
      cuts[kept++] = cuts[k];
  return kept;
}

/* ---------------------------------------------------------------- chances -- */

/* P(X = k) for all k, from ways to choose. */
static void fill_chances(int n, double p, double *chances)
{
  double ways = 1;
  double power = 1;
  for (int k = 0; k <= n; k++) {
    chances[k] = ways * power;
    ways = ways * (n - k) / (k + 1);
    power *= p;
  }
  power = 1;
  for (int k = n; k >= 0; k--) {
    chances[k] *= power;
    power *= 1 - p;
  }
}

static double chance_at(const problem *p, const result_set *set, double place, double angle)
{
  double share = sin(angle) * sin(angle);
  double p1, p2;
  if (p->scale == PM_SCALE_DIFFERENCE) {
    p2 = fmax(0, -place) + (1 - fabs(place)) * share;
    p1 = fmin(fmax(p2 + place, 0), 1);
  } else if (p->scale == PM_SCALE_RATIO) {
    p1 = share * exp(fmin(place, 0));
    p2 = share * exp(fmin(-place, 0));
  } else {
    double k = exp(place / 2);
    p1 = k * share / (k * share + 1 - share);
    p2 = share / (share + k * (1 - share));
  }
  double first[SIDE];
  double second[SIDE];
  fill_chances((int)p->pair.n1, p1, first);
  fill_chances((int)p->pair.n2, p2, second);
  double sum = 0;
  for (int i = 0; i <= (int)p->pair.n1; i++)
    for (int j = 0; j <= (int)p->pair.n2 && set->holds[i][j]; j++)
      sum += first[i] * second[j];
  return sum;
}

/* The top between two angles, by golden sections. */
static double top_between(const problem *p, const result_set *set, double place, double a,
                          double b)
{
  static const double SECTION = 0.61803398874989485;
  double c = b - SECTION * (b - a);
  double d = a + SECTION * (b - a);
  double at_c = chance_at(p, set, place, c);
  double at_d = chance_at(p, set, place, d);
  for (int k = 0; k < 32; k++)
    if (at_c > at_d) {
      b = d, d = c, at_d = at_c;
      c = b - SECTION * (b - a);
      at_c = chance_at(p, set, place, c);
    } else {
      a = c, c = d, at_c = at_d;
      d = a + SECTION * (b - a);
      at_d = chance_at(p, set, place, d);
    }
  return fmax(at_c, at_d);
}

/* The largest over all rates; roughly, to less than ROUGH, when that is too little
   for `least`. */
static const double ROUGH = 0.15;

static double largest(const problem *p, const result_set *set, double place, double least)
{
  double values[ANGLES];
  double step = 1.57079632679489661923 / (ANGLES - 1);
  double most = 0;
  for (int k = 0; k < ANGLES; k++) {
    values[k] = chance_at(p, set, place, k * step);
    most = fmax(most, values[k]);
  }
  if (most * (1 + ROUGH) < least)
    return most;
  double rough = most;
  for (int k = 0; k < ANGLES; k++) {
    int before = k > 0 ? k - 1 : 0;
    int after = k + 1 < ANGLES ? k + 1 : k;
    bool is_top = values[k] >= values[before] && values[k] >= values[after];
    if (is_top && values[k] * (1 + ROUGH) >= rough)
      most = fmax(most, top_between(p, set, place, before * step, after * step));
  }
  return most;
}

/* ------------------------------------------------------------------ cells -- */

typedef struct cell {
  double start, end;
  result_set set, with_next; /* both sets hold at the end */
  double rough, rough_with_next;
} cell;

static int make_cells(const problem *p, cell *cells)
{
  static double cuts[CUTS_MOST];
  int count = find_cuts(p, cuts) - 1;
  for (int k = 0; k < count; k++) {
    cells[k].start = cuts[k];
    cells[k].end = cuts[k + 1];
    find_set(p, ((real)cuts[k] + (real)cuts[k + 1]) / 2, &cells[k].set);
  }
  for (int k = 0; k < count; k++) {
    cell *c = &cells[k];
    join(&c->set, &cells[k + 1 < count ? k + 1 : k].set, &c->with_next);
    c->rough = largest(p, &c->set, c->end, (double)INFINITY);
    c->rough_with_next = largest(p, &c->with_next, c->end, (double)INFINITY);
  }
  return count;
}

static bool reaches(const problem *p, const result_set *set, double place, double tail)
{
  return largest(p, set, place, tail) > tail;
}

/* The first place that is not left out, or the estimate. */
static double first_kept(const problem *p, const cell *cells, int count, double tail)
{
  for (int k = 0; k < count; k++) {
    const cell *c = &cells[k];
    if (c->rough * (1 + ROUGH) > tail && reaches(p, &c->set, c->end, tail)) {
      double low = c->start;
      double high = c->end;
      if (reaches(p, &c->set, low, tail))
        return low;
      while (high - low > 1e-13 * (1 + fabs(high))) {
        double middle = (low + high) / 2;
        *(reaches(p, &c->set, middle, tail) ? &high : &low) = middle;
      }
      return high;
    }
    if (c->rough_with_next * (1 + ROUGH) > tail && reaches(p, &c->with_next, c->end, tail))
      return c->end;
  }
  return p->estimate;
}

/* The largest of all places up to 0. */
static double one_sided(const problem *p, const cell *cells, int count)
{
  double most = 0;
  for (int k = 0; k < count && cells[k].end <= 1e-13; k++) {
    if (cells[k].rough * (1 + ROUGH) > most)
      most = fmax(most, largest(p, &cells[k].set, cells[k].end, 0));
    if (cells[k].rough_with_next * (1 + ROUGH) > most)
      most = fmax(most, largest(p, &cells[k].with_next, cells[k].end, 0));
  }
  return most;
}

/* ------------------------------------------------------------------ cases -- */

static pm_pair exchanged(const pm_pair *pair)
{
  return (pm_pair){pair->x2, pair->n2, pair->x1, pair->n1, 0, 0};
}

static double estimate_place(pm_scale scale, const pm_pair *pair)
{
  rates r = {pair->x1 / (real)pair->n1, pair->x2 / (real)pair->n2};
  real value = value_of(scale, r);
  return (double)(scale == PM_SCALE_DIFFERENCE ? value : logl(value));
}

/* Lower limits of one pair at several levels, as places, and the p-value when the
   estimate is above no difference. */
typedef struct expected_limits {
  double lower[LEVELS];
  double p_value;
} expected_limits;

static expected_limits expect_of(pm_scale scale, const pm_pair *pair, const double *confs)
{
  static cell cells[CUTS_MOST];
  problem p = {scale, *pair, estimate_place(scale, pair),
               scale == PM_SCALE_DIFFERENCE ? -1 : -FAR};
  expected_limits found = {.p_value = 1};
  bool is_at_start = p.estimate <= p.start;
  int count = is_at_start ? 0 : make_cells(&p, cells);
  for (int k = 0; k < LEVELS; k++)
    found.lower[k] = first_kept(&p, cells, count, (1 - confs[k]) / 2);
  if (!is_at_start && p.estimate > 1e-13)
    found.p_value = fmin(2 * one_sided(&p, cells, count), 1);
  return found;
}

/* Found where expected, to 1e-9 of the scale; ratios to so much of themselves. */
static bool is_close(pm_scale scale, double found, double place)
{
  double value = scale == PM_SCALE_DIFFERENCE ? place : exp(place);
  return found == value || fabs(found - value) <= 1e-9 * (value > 1 ? value : 1);
}

static pm_pair some_small_pair(int i, uint64_t *state)
{
  double most = i % 30 == 29 ? RECORDS_MOST : i % 3 == 2 ? 11 : 6;
  double n1 = 1 + floor(most * uniform(state));
  double n2 = 1 + floor(most * uniform(state));
  return (pm_pair){
      floor((n1 + 1) * uniform(state)), n1, floor((n2 + 1) * uniform(state)), n2, 0, 0};
}

static void assert_pair(pm_scale scale, const pm_pair *pair, const double *confs)
{
  pm_pair mirror = exchanged(pair);
  expected_limits forward = expect_of(scale, pair, confs);
  expected_limits backward = expect_of(scale, &mirror, confs);
  for (int k = 0; k < LEVELS; k++) {
    pm_level level = level_at(confs[k], PM_SIDE_TWO);
    pm_difference found = compute("exact-unconditional", &level, scale, pair);
    double p_value = fmin(forward.p_value, backward.p_value);
    ck_assert_msg(is_close(scale, found.lower, forward.lower[k]) &&
                      is_close(scale, found.upper, -backward.lower[k]) &&
                      fabs(found.p_value - p_value) <= 1e-9,
                  "scale %d, %g/%g, %g/%g, conf %.17g: %.13g-%.13g, p %.13g; places %.13g and "
                  "%.13g, p %.13g",
                  (int)scale, pair->x1, pair->n1, pair->x2, pair->n2, confs[k], found.lower,
                  found.upper, found.p_value, forward.lower[k], -backward.lower[k], p_value);
  }
}

START_TEST(random_pairs_meet_the_definition)
{
  enum { PAIRS = 300 };
  pm_scale scale = (pm_scale)_i;
  uint64_t state = (uint64_t)_i + 1980;
  for (int known = 0; known < PAIRS;) {
    pm_pair pair = some_small_pair(known, &state);
    double confs[LEVELS];
    for (int k = 0; k < LEVELS; k++)
      confs[k] = 1 - 0.5 * pow(2e-4, uniform(&state));
    if (isnan(estimate_place(scale, &pair)))
      continue;
    assert_pair(scale, &pair, confs);
    known++;
  }
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_exact_equations", &tests);
  tcase_add_loop_test(tests, random_pairs_meet_the_definition, 0, 3);
  return support_run(suite);
}
