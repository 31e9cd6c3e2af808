/* check_difference_strata_equations.c: two rates compared by strata: the
   definitions spelled out in long doubles, and the limits of other programs.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "strata_trial.h"

#include <plusminus/num.h>

/* ---------------------------------------------------------- definitions -- */

/* Long doubles have the digits that a definition taken literally needs. */
typedef long double real;

/* A trial's strata, the groups exchanged if so: its lower limit is sought. */
typedef struct strata {
  const trial *t;
  bool is_turned;
} strata;

static pm_pair pair_at(const strata *s, size_t h)
{
  const pm_pair *p = &s->t->pairs[h];
  return s->is_turned ? (pm_pair){p->x2, p->n2, p->x1, p->n1, p->population2, p->population1}
                      : *p;
}

static real weight_at(const strata *s, size_t h)
{
  real total = 0;
  real wanted = 0;
  for (size_t k = 0; k < s->t->count; k++) {
    real n1 = s->t->pairs[k].n1;
    real n2 = s->t->pairs[k].n2;
    real weight = s->t->has_weights ? (real)s->t->weights[k] : n1 * n2 / (n1 + n2);
    total += weight;
    wanted = k == h ? weight : wanted;
  }
  return wanted / total;
}

static real estimate_of(const strata *s)
{
  real sum = 0;
  for (size_t h = 0; h < s->t->count; h++) {
    pm_pair p = pair_at(s, h);
    sum += weight_at(s, h) * ((real)p.x1 / p.n1 - (real)p.x2 / p.n2);
  }
  return sum;
}

/* Wilson's lower limit as the smaller root of its equation. */
static real wilson_low(real x, real n, real z)
{
  real z2 = z * z;
  return x == 0 ? 0 : (x + z2 / 2 - z * sqrtl(x * (n - x) / n + z2 / 4)) / (n + z2);
}

/* Of one group of a stratum: those compliant, or of the second group those not,
   and how many records from a large population it is worth. */
typedef struct sample {
  real x, n, worth;
} sample;

static sample sample_at(const strata *s, size_t h, bool is_second)
{
  pm_pair p = pair_at(s, h);
  real n = is_second ? p.n2 : p.n1;
  real population = is_second ? p.population2 : p.population1;
  bool is_large = population == 0 || isinf(population);
  real worth = is_large ? n : n * (population - 1) / (population - n);
  return (sample){is_second ? p.n2 - p.x2 : p.x1, n, population == n ? (real)INFINITY : worth};
}

/* k L (1 - L) of one group, of those compliant or of those not. */
static real spread_of(const strata *s, bool is_second, real z)
{
  real squares = 0;
  real sum = 0;
  for (int pass = 0; pass < 2 && sum == 0; pass++) {
    squares = 0;
    for (size_t h = 0; h < s->t->count; h++) {
      sample g = sample_at(s, h, is_second);
      real rate = g.x / g.n;
      real v = (pass == 0 ? rate * (1 - rate) : 1) / g.worth;
      squares += weight_at(s, h) * weight_at(s, h) * v;
      sum += weight_at(s, h) * sqrtl(v);
    }
  }
  real own = sum == 0 ? z : z * sqrtl(squares) / sum; /* 0: only censuses */
  real low = 0;
  real k = 0;
  for (size_t h = 0; h < s->t->count; h++) {
    sample g = sample_at(s, h, is_second);
    real rate = g.x / g.n;
    low += weight_at(s, h) * (isinf(g.worth) ? rate : wilson_low(rate * g.worth, g.worth, own));
    k += weight_at(s, h) * weight_at(s, h) / g.worth;
  }
  return k * low * (1 - low);
}

static real mover_limit(const strata *s, real z)
{
  return estimate_of(s) - z * sqrtl(spread_of(s, false, z) + spread_of(s, true, z));
}

static bool mover_definition_holds(const trial *t)
{
  strata plain = {t, false};
  strata turned = {t, true};
  pm_difference d = compute(t);
  real z = pm_normal_quantile(fmin(d.p_value, 1) / 2, PM_TAIL_UPPER);
  real at_p = fabs(d.estimate) < 1e-9 || d.p_value < 1e-200
                  ? 0
                  : mover_limit(d.estimate > 0 ? &plain : &turned, z);
  return fabsl(fmaxl(-1, mover_limit(&plain, t->level.z)) - d.lower) <= 1e-13L &&
         fabsl(fmaxl(-1, mover_limit(&turned, t->level.z)) + d.upper) <= 1e-13L &&
         fabsl(at_p) <= 1e-12L;
}

/* The second of the rates that are most likely d apart: where the likelihood's
   derivative, which falls as it rises, changes its sign. */
static real second_rate(const pm_pair *p, real d)
{
  real low = fmaxl(0, -d);
  real high = fminl(1, 1 - d);
  for (int i = 0; i < 80; i++) {
    real b = (low + high) / 2;
    real a = b + d;
    real score = p->x1 / a - (p->n1 - p->x1) / (1 - a) + p->x2 / b - (p->n2 - p->x2) / (1 - b);
    if (score > 0)
      low = b;
    else
      high = b;
  }
  return (low + high) / 2;
}

static real score_variance(const strata *s, real d)
{
  real sum = 0;
  for (size_t h = 0; h < s->t->count; h++) {
    pm_pair p = pair_at(s, h);
    real all = (real)p.n1 + p.n2;
    real b = second_rate(&p, d);
    real a = fminl(fmaxl(b + d, 0), 1);
    sum += weight_at(s, h) * weight_at(s, h) * all / (all - 1) *
           (a * (1 - a) / p.n1 + b * (1 - b) / p.n2);
  }
  return sum;
}

static real score_statistic(const strata *s, real d)
{
  real gap = estimate_of(s) - d;
  return gap == 0 ? 0 : gap * gap / score_variance(s, d);
}

/* Is T not above z2 within 1e-10 of the lower limit, and above it everywhere
   below? */
static bool is_score_limit(const strata *s, real limit, real z2)
{
  enum { GRID = 200 };
  static const real SMALL = 1e-10L;
  real slack = 1e-9L * z2;
  if (limit > -1 + SMALL && score_statistic(s, limit + SMALL) > z2 + slack &&
      score_statistic(s, limit) > z2 + slack)
    return false;
  for (int i = 1; i < GRID; i++)
    if (score_statistic(s, limit - SMALL - (1 + limit) * i / GRID) <= z2 - slack &&
        limit - SMALL - (1 + limit) * i / GRID > -1)
      return false;
  return limit <= -1 + SMALL || score_statistic(s, limit - SMALL) > z2 - slack;
}

/* The least T on the other side of 0: that of a grid, then of what is around its
   place, again and again. */
static real least_beyond_null(const strata *s)
{
  enum { GRID = 500, ROUNDS = 12 };
  real from = -1;
  real to = 0;
  real least = (real)INFINITY;
  for (int round = 0; round < ROUNDS; round++) {
    int points = round == 0 ? GRID : 16;
    real step = (to - from) / points;
    real at = to;
    for (int i = 0; i < points; i++) {
      real statistic = score_statistic(s, to - step * i);
      at = statistic <= least ? to - step * i : at;
      least = fminl(least, statistic);
    }
    from = fmaxl(-1, at - step);
    to = fminl(0, at + step);
  }
  return least;
}

static bool score_definition_holds(const trial *t)
{
  strata plain = {t, false};
  strata turned = {t, true};
  pm_difference d = compute(t);
  real z2 = (real)t->level.z * t->level.z;
  real p_value = fabs(d.estimate) < 1e-9
                     ? (real)d.p_value
                     : erfcl(sqrtl(least_beyond_null(d.estimate > 0 ? &plain : &turned) / 2));
  return is_score_limit(&plain, d.lower, z2) && is_score_limit(&turned, -(real)d.upper, z2) &&
         (d.p_value < 1e-200 || fabsl(p_value - d.p_value) <= 1e-9L * p_value);
}

/* A stratum's exact lower limit. */
static real exact_low(const sample *g, real population, real tail)
{
  bool is_large = population == 0 || isinf(population);
  const pm_interval_method *method =
      pm_interval_find(is_large ? "clopper-pearson" : "hypergeometric");
  pm_level level = {.conf = (double)(1 - tail),
                    .side = PM_SIDE_LOWER,
                    .tail = (double)tail,
                    .z = pm_normal_quantile((double)tail, PM_TAIL_UPPER)};
  pm_case data = {(double)g->x, (double)g->n, (double)population};
  pm_interval found;
  ck_assert_int_eq(pm_interval_compute(method, &level, &data, &found, NULL), PM_OK);
  return found.lower;
}

static real exact_mover_limit(const strata *s, real tail)
{
  real sum = 0;
  for (size_t h = 0; h < s->t->count; h++) {
    pm_pair p = pair_at(s, h);
    sample first = sample_at(s, h, false);
    sample second = sample_at(s, h, true);
    real below = first.x / first.n - exact_low(&first, p.population1, tail);
    real above = second.x / second.n - exact_low(&second, p.population2, tail);
    sum += weight_at(s, h) * weight_at(s, h) * (below * below + above * above);
  }
  return fmaxl(-1, estimate_of(s) - sqrtl(sum));
}

/* A tail a little larger than that of the p-value leaves out 0, a little smaller one
   does not. */
static bool exact_mover_definition_holds(const trial *t)
{
  strata plain = {t, false};
  strata turned = {t, true};
  pm_difference d = compute(t);
  const strata *s = d.estimate > 0 ? &plain : &turned;
  real tail = (real)d.p_value / 2;
  bool is_left_out = tail >= 0.499999999L ||
                     exact_mover_limit(s, fmaxl(tail * (1 + 1e-9L), 1e-200L)) > -1e-14L;
  bool is_kept = tail == 0 || exact_mover_limit(s, tail * (1 - 1e-9L)) <= 1e-14L;
  return fabsl(exact_mover_limit(&plain, t->level.tail) - d.lower) <= 1e-13L &&
         fabsl(exact_mover_limit(&turned, t->level.tail) + d.upper) <= 1e-13L &&
         (fabs(d.estimate) < 1e-9 || (is_left_out && is_kept));
}

typedef struct definition {
  law *holds;
  int cases;
} definition;

static const definition definitions[] = {{mover_definition_holds, CASES},
                                         {score_definition_holds, CASES / 5},
                                         {exact_mover_definition_holds, CASES}};

START_TEST(definitions_hold)
{
  uint64_t state = 77;
  ck_assert_uint_eq(pm_stratified_difference_family.count,
                    sizeof definitions / sizeof definitions[0]);
  for (int i = 0; i < definitions[_i].cases; i++) {
    trial t = some_trial((size_t)_i, i % 3 == 0 ? 6 : 2.5, &state);
    t.level = level_at(t.level.conf, PM_SIDE_TWO);
    if (definitions[_i].holds(&t))
      continue;
    show(&t);
    ck_abort_msg("case %d is not as defined", i);
  }
}
END_TEST

/* Where T falls below z^2 again beyond a stretch that it is above: the root
   that a search meets first is not the limit. */
static const trial apart_trials[] = {
    {.count = 4,
     .pairs = {{1, 2, 2, 3, 0, 0},
               {0, 1, 152, 6086, 0, 0},
               {0, 27369, 0, 1, 0, 0},
               {203, 203, 0, 2, 0, 0}},
     .weights = {0.053, 0.798, 0.760, 0.233}},
    {.count = 3,
     .pairs = {{1712, 1712, 0, 1, 0, 0}, {0, 106, 2, 3, 0, 0}, {260, 260, 1, 1, 0, 0}},
     .weights = {0.784, 0.978, 0.410}},
    {.count = 3,
     .pairs = {{34313, 34313, 0, 1, 0, 0}, {2, 2, 8, 9, 0, 0}, {0, 1, 19306, 19564, 0, 0}},
     .weights = {0.679, 0.179, 0.915}},
    {.count = 3,
     .pairs = {{266, 266, 1, 1, 0, 0}, {318, 318, 0, 1, 0, 0}, {0, 29, 1, 2, 0, 0}},
     .weights = {0.535, 0.566, 0.823}},
    {.count = 4,
     .pairs = {{0, 36, 0, 1, 0, 0},
               {2, 3, 1866, 1866, 0, 0},
               {1, 1, 46263, 47163, 0, 0},
               {28378, 28378, 1, 1, 0, 0}},
     .weights = {0.385, 0.349, 0.470, 0.513}},
};
enum { APART_COUNT = sizeof apart_trials / sizeof apart_trials[0] };

/* Between the limit and the estimate there is a stretch that T is above z^2. */
START_TEST(the_hull_of_stretches_apart_is_found)
{
  trial t = apart_trials[_i];
  t.method = pm_stratified_difference_find("stratified-miettinen-nurminen");
  t.has_weights = true;
  t.level = level_at(0.95, PM_SIDE_TWO);
  ck_assert(score_definition_holds(&t));
  pm_difference d = compute(&t);
  strata plain = {&t, false};
  bool is_apart = false;
  for (int i = 1; i < 2000; i++)
    is_apart |= score_statistic(&plain, d.lower + (d.upper - d.lower) * i / 2000) >
                (real)t.level.z * t.level.z * 1.0001L;
  ck_assert(is_apart);
}
END_TEST

/* The second sample of the second is held at 0 until a multiplier of 1, which is
   one that the search meets exactly. */
START_TEST(a_rate_that_begins_to_move_is_no_trouble)
{
  trial t = {.method = pm_stratified_difference_find("stratified-miettinen-nurminen"),
             .level = level_at(0.9999705904066456, PM_SIDE_TWO),
             .count = 2,
             .has_weights = true,
             .pairs = {{33, 215, 0, 1, 0, 0}, {0, 2220, 0, 1, 0, 0}},
             .weights = {0.971, 0.724}};
  ck_assert(score_definition_holds(&t));
}
END_TEST

/* --------------------------------------------------------------- oracle -- */

/* The strata of a case are rows of its number, one after the other; its results
   stand in the last of them. True: the case is complete. */
static bool read_stratum(trial *t, support_rows *rows, bool has_populations)
{
  size_t h = (size_t)support_number(rows, "stratum") - 1;
  ck_assert_uint_lt(h, STRATA_MOST);
  t->pairs[h] = (pm_pair){
      .x1 = support_number(rows, "x1"),
      .n1 = support_number(rows, "n1"),
      .x2 = support_number(rows, "x2"),
      .n2 = support_number(rows, "n2"),
      .population1 = has_populations ? support_number(rows, "population1") : 0,
      .population2 = has_populations ? support_number(rows, "population2") : 0,
  };
  t->weights[h] = support_number(rows, "weight");
  t->has_weights = !isnan(t->weights[h]);
  t->count = h + 1;
  t->level = level_at(support_number(rows, "conf"), PM_SIDE_TWO);
  return !isnan(support_number(rows, "lower"));
}

/* An empty p-value is one too small for its source. */
static void check_found(const trial *t, support_rows *rows, const char *const *names)
{
  pm_difference d = compute(t);
  double p_value = support_number(rows, names[2]);
  ck_assert_msg(fabs(d.lower - support_number(rows, names[0])) <= 1e-10 &&
                    fabs(d.upper - support_number(rows, names[1])) <= 1e-10,
                "line %d, %s: %.14g to %.14g", support_line(rows), names[0], d.lower, d.upper);
  if (!isnan(p_value))
    assert_close(d.p_value, p_value, 1e-7, "line %d", support_line(rows));
}

/* Where rates are near 0 or 1 so are differences: to so much of the larger of a limit
   and its distance from the estimate. */
static void check_digits(const trial *t, support_rows *rows, const char *const *names)
{
  static const double TOLERANCE = 1e-13;
  pm_difference d = compute(t);
  const double limits[] = {d.lower, d.upper};
  for (int i = 0; i < 2; i++) {
    double expected = support_number(rows, names[i]);
    double unit = fmax(fabs(expected), fabs(expected - d.estimate));
    ck_assert_msg(fabs(limits[i] - expected) <= TOLERANCE * unit,
                  "line %d, %s: %.17g, off by %.3g of it", support_line(rows), names[i],
                  limits[i], fabs(limits[i] - expected) / unit);
  }
}

static const char *const own_names[] = {"lower", "upper", "p_value"};
static const char *const other_names[] = {"lower_mpmath", "upper_mpmath", "p_mpmath"};

START_TEST(newcombe_limits_are_those_of_r)
{
  support_rows *rows = support_rows_open("oracle/difference_strata.csv");
  trial t = {.method = pm_stratified_difference_find("stratified-newcombe")};
  int compared = 0;
  while (support_rows_next(rows)) {
    if (!read_stratum(&t, rows, true))
      continue;
    check_found(&t, rows, own_names);
    compared++;
  }
  ck_assert_int_ge(compared, 2000);
  support_rows_free(rows);
}
END_TEST

START_TEST(score_limits_are_those_of_r_and_mpmath)
{
  support_rows *rows = support_rows_open("oracle/difference_strata_score.csv");
  trial t = {.method = pm_stratified_difference_find("stratified-miettinen-nurminen")};
  int compared = 0;
  while (support_rows_next(rows)) {
    if (!read_stratum(&t, rows, false))
      continue;
    check_found(&t, rows, own_names);
    check_found(&t, rows, other_names);
    check_digits(&t, rows, other_names);
    compared++;
  }
  ck_assert_int_ge(compared, 2150);
  support_rows_free(rows);
}
END_TEST

START_TEST(exact_mover_limits_are_those_of_r_and_of_fractions)
{
  static const char *const fraction_names[] = {"lower_py", "upper_py", "p_py"};
  support_rows *rows = support_rows_open("oracle/difference_strata_mover.csv");
  trial t = {.method = pm_stratified_difference_find("stratified-mover-hypergeometric")};
  int compared = 0;
  while (support_rows_next(rows)) {
    if (!read_stratum(&t, rows, true))
      continue;
    check_found(&t, rows, own_names);
    check_found(&t, rows, fraction_names);
    compared++;
  }
  ck_assert_int_ge(compared, 2000);
  support_rows_free(rows);
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_strata_equations", &tests);
  tcase_add_loop_test(tests, definitions_hold, 0, 3);
  tcase_add_loop_test(tests, the_hull_of_stretches_apart_is_found, 0, APART_COUNT);
  tcase_add_test(tests, a_rate_that_begins_to_move_is_no_trouble);
  tcase_add_test(tests, newcombe_limits_are_those_of_r);
  tcase_add_test(tests, score_limits_are_those_of_r_and_mpmath);
  tcase_add_test(tests, exact_mover_limits_are_those_of_r_and_of_fractions);
  return support_run(suite);
}
