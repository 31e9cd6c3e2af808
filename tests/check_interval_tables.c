/* check_interval_tables.c: the two methods whose limits depend on each other,
   blyth-still-casella and wang, against whole tables made step by step as their
   authors define them, in more digits and with none of the library's code.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "exact_case.h"

/* -------------------------------------------------- blyth-still-casella -- */

enum { TABLE_MOST = 64 };

typedef struct table {
  int n;
  real lower[TABLE_MOST + 1];
  real upper[TABLE_MOST + 1];
} table;

static void set_lower(table *t, int x, real limit, real most)
{
  t->lower[x] = limit;
  t->upper[t->n - x] = most - limit;
}

/* What the counts but x leave out where x has just given up p. */
static real left_out_without(const table *t, int x, real p)
{
  real term = powl(1 - p, t->n); /* P(X = k) */
  real sum = 0;
  for (int k = 0; k <= t->n; k++) {
    bool is_gone = k == x || (k == t->n - x && p >= 0.5L);
    if (is_gone || t->lower[k] > p || t->upper[k] <= p)
      sum += term;
    term *= (t->n - k) / (real)(k + 1) * (p / (1 - p));
  }
  return sum;
}

/* Where the next upper limit begins to be missed, other than the mirror's. */
static real next_change(const table *t, int x)
{
  real next = t->lower[x] < 0.5L ? 0.5L : 1;
  for (int k = 0; k <= t->n; k++)
    if (k != t->n - x && t->upper[k] > t->lower[x] + 1e-17L)
      next = fminl(next, t->upper[k]);
  return next;
}

/* The point before `end` at which too much is left out, when it is at `end`. The
   test is made just below, where the set is still the same. */
static real last_covered(table *t, int x, real start, real end, real alpha)
{
  real low = start;
  real high = end;
  for (int i = 0; i < 62; i++) {
    real p = (low + high) / 2;
    if (left_out_without(t, x, p) <= alpha)
      low = p;
    else
      high = p;
  }
  return low;
}

static void raise_lower(table *t, int x, real alpha)
{
  for (;;) {
    real start = t->lower[x];
    real end = next_change(t, x);
    if (start >= end || left_out_without(t, x, start) > alpha * (1 + 1e-15L))
      return;
    real limit = last_covered(t, x, start, end, alpha);
    bool is_stopped = limit < end - 1e-17L;
    set_lower(t, x, is_stopped ? limit : end, 1);
    if (is_stopped)
      return;
  }
}

static real clopper_pearson(int x, int n, real tail)
{
  real low = 0;
  real high = 1;
  for (int i = 0; i < 80; i++) {
    real p = (low + high) / 2;
    *(at_least(x, n, (rate){p, 1 - p}) <= tail ? &low : &high) = p;
  }
  return low;
}

/* From x = n down each lower limit is raised, and its mirror lowered. */
static void make_casella(table *t, int n, real alpha)
{
  t->n = n;
  set_lower(t, 0, 0, 1);
  for (int x = 1; x <= n; x++)
    set_lower(t, x, clopper_pearson(x, n, alpha / 2), 1);
  for (int x = n; x > 0; x--)
    raise_lower(t, x, alpha);
}

static void assert_limits(const char *method, int x, int n, int population, double conf,
                          real lower, real upper, double tolerance)
{
  pm_interval found = compute(method, conf, x, n, population);
  ck_assert_msg(fabsl(found.lower - lower) <= tolerance &&
                    fabsl(found.upper - upper) <= tolerance,
                "%s, %d of %d from %d, conf %.17g: %.17g-%.17g, not %.17Lg-%.17Lg", method, x,
                n, population, conf, found.lower, found.upper, lower, upper);
}

START_TEST(blyth_still_casella_is_its_refined_table)
{
  int cases = 0;
  for (int i = 0; cases < 2500; i++) {
    int n = (int)log_spread(i, 1, 1, i % 10 == 0 ? TABLE_MOST : 40);
    double conf = some_conf(i);
    if (touches_at_half(n, conf))
      continue;
    table t;
    make_casella(&t, n, 1 - (real)conf);
    for (int x = 0; x <= n; x++, cases++)
      assert_limits("blyth-still-casella", x, n, 0, conf, fminl(t.lower[x], (real)x / n),
                    fmaxl(t.upper[x], (real)x / n), 1e-12);
  }
}
END_TEST

/* The first and last x whose interval holds p, from where they are likely to be. */
typedef struct span {
  double first, last;
} span;

typedef struct sampled {
  const char *method;
  double conf, n, population;
} sampled;

static pm_interval limits(const sampled *of, double x)
{
  return compute(of->method, of->conf, x, of->n, of->population);
}

static span holding(const sampled *of, double p, span likely)
{
  span s = {fmin(fmax(0, likely.first), of->n), likely.last};
  while (s.first > 0 && limits(of, s.first - 1).upper >= p)
    s.first--;
  while (limits(of, s.first).upper < p)
    s.first++;
  while (s.last < of->n && limits(of, s.last + 1).lower <= p)
    s.last++;
  while (limits(of, s.last).lower > p)
    s.last--;
  return s;
}

static real left_out(span s, double n, double p)
{
  rate at = {p, 1 - (real)p};
  return at_most(s.first - 1, n, at) + (s.last < n ? at_least(s.last + 1, n, at) : 0);
}

/* For an n too large for a table: the coverage is not below the level on either
   side of the lower limit of x, as the limits of the other x are, and would be if
   x gave up what is just beyond. At 1/2 its mirror would give up as much. */
static void assert_is_drawn_in(double x, double n, double conf)
{
  sampled of = {"blyth-still-casella", conf, n, 0};
  real alpha = 1 - (real)conf;
  double limit = limits(&of, x).lower;
  double before = limit * (1 - 1e-10);
  double beyond = limit * (1 + 1e-10);
  span likely = {floor(2 * n * limit - x), x};
  span covering = holding(&of, before, likely);
  ck_assert_msg(left_out(covering, n, before) <= alpha * (1 + 1e-11L),
                "%g of %g, conf %.17g: %.17g is too far in", x, n, conf, limit);
  covering = holding(&of, beyond, likely);
  real out = left_out(covering, n, beyond);
  real given_up = binomial(x, n, (rate){beyond, 1 - (real)beyond}) * (limit == 0.5 ? 2 : 1);
  ck_assert_msg(out <= alpha * (1 + 1e-11L) && out + given_up > alpha,
                "%g of %g, conf %.17g: %.17g is too far out", x, n, conf, limit);
}

START_TEST(blyth_still_casella_is_drawn_in_at_any_size)
{
  for (int i = 0; i < 400; i++) {
    double n = log_spread(i, 1, 10, i % 10 == 0 ? 1e7 : 1e5);
    double x = fmax(1, some_count(i, n));
    assert_is_drawn_in(x, n, some_conf(i));
  }
}
END_TEST

/* ----------------------------------------------------------------- wang -- */

enum { POPULATION_MOST = 90 };

/* P(X = k | M), by factorials. */
static real hypergeometric(int k, int n, int compliant, int population)
{
  if (k > compliant || n - k > population - compliant)
    return 0;
  static const real one = 1;
  real ways = one;
  for (int i = 1; i <= k; i++)
    ways *= (compliant - k + i) / (real)i;
  for (int i = 1; i <= n - k; i++)
    ways *= (population - compliant - (n - k) + i) / (real)i;
  for (int i = 1; i <= n; i++)
    ways *= i / (real)(population - n + i);
  return ways;
}

static real covered(const table *t, int compliant, int population)
{
  real sum = 0;
  for (int k = 0; k <= t->n; k++)
    if (t->lower[k] <= compliant && compliant <= t->upper[k])
      sum += hypergeometric(k, t->n, compliant, population);
  return sum;
}

static int first_count(int x, int n, int population, real tail)
{
  for (int compliant = 0;; compliant++) {
    real sum = 0;
    for (int k = x; k <= n; k++)
      sum += hypergeometric(k, n, compliant, population);
    if (sum > tail * (1 + 1e-12L))
      return compliant;
  }
}

/* A lower limit gives up one M after the other, and its mirror the same, while the
   level is kept. */
static void give_up(table *t, int x, int population, real alpha)
{
  for (;;) {
    int compliant = (int)t->lower[x];
    set_lower(t, x, compliant + 1, population);
    if (1 - covered(t, compliant, population) <= alpha * (1 + 1e-12L))
      continue;
    set_lower(t, x, compliant, population);
    return;
  }
}

/* From the middle outwards, of each x first the lower limit, then the upper. */
static void make_wang(table *t, int n, int population, real alpha)
{
  t->n = n;
  for (int x = 0; x <= n; x++)
    set_lower(t, x, first_count(x, n, population, alpha / 2), population);
  for (int x = n / 2; x >= 0; x--) {
    give_up(t, x, population, alpha);
    if (2 * x != n)
      give_up(t, n - x, population, alpha);
  }
}

START_TEST(wang_is_his_table)
{
  int cases = 0;
  for (int i = 0; cases < 2500; i++) {
    int population = (int)log_spread(i, 1, 2, POPULATION_MOST);
    int n = 1 + (int)(spread(i, 2) * fmin(population - 1, TABLE_MOST));
    double conf = some_conf(i);
    table t;
    make_wang(&t, n, population, 1 - (real)conf);
    for (int x = 0; x <= n; x++, cases++)
      assert_limits("wang", x, n, population, conf, fminl(t.lower[x] / population, (real)x / n),
                    fmaxl(t.upper[x] / population, (real)x / n), 1e-15);
  }
}
END_TEST

/* log C(n, k) */
static __float128 log_choose(double n, double k)
{
  return lgammaq((__float128)n + 1) - lgammaq((__float128)k + 1) -
         lgammaq((__float128)(n - k) + 1);
}

/* The number M of compliant ones, and the population. */
typedef struct urn {
  double compliant, population;
} urn;

static real drawn(double k, double n, urn u)
{
  double others = u.population - u.compliant;
  if (k < 0 || k > u.compliant || k > n || n - k > others)
    return 0;
  return (real)expq(log_choose(u.compliant, k) + log_choose(others, n - k) -
                    log_choose(u.population, n));
}

/* P(X <= k) */
static real drawn_at_most(double k, double n, urn u)
{
  real term = 1;
  real sum = 1;
  for (real j = k; j > 0 && !is_done(term, sum); j--) {
    term *= j * (u.population - u.compliant - n + j) / ((u.compliant - j + 1) * (n - j + 1));
    sum += term;
  }
  return drawn(k, n, u) * sum;
}

static real missed(span s, double n, urn u)
{
  urn rest = {u.population - u.compliant, u.population};
  return drawn_at_most(s.first - 1, n, u) + drawn_at_most(n - s.last - 1, n, rest);
}

/* The same of the lower limit's M in a population too large for a table. */
static void assert_count_is_drawn_in(double x, const sampled *of)
{
  real alpha = (1 - (real)of->conf) * (1 + 1e-11L);
  double limit = round(limits(of, x).lower * of->population);
  span likely = {floor(2 * of->n * limit / of->population - x), x};
  urn before = {limit - 1, of->population};
  span covering = holding(of, before.compliant / of->population, likely);
  ck_assert_msg(missed(covering, of->n, before) <= alpha,
                "%g of %g from %g, conf %.17g: %g is "
                "too far in",
                x, of->n, of->population, of->conf, limit);
  urn at = {limit, of->population};
  covering = holding(of, limit / of->population, likely);
  real out = missed(covering, of->n, at);
  real given_up = drawn(x, of->n, at) * (2 * limit == of->population ? 2 : 1);
  ck_assert_msg(out <= alpha && out + given_up > alpha,
                "%g of %g from %g, conf %.17g: %g is too "
                "far out",
                x, of->n, of->population, of->conf, limit);
}

/* A good part of the population is left, so that no limit is the estimate. */
START_TEST(wang_is_drawn_in_at_any_size)
{
  for (int i = 0; i < 400; i++) {
    double n = log_spread(i, 1, 10, i % 10 == 0 ? 2e6 : 2e4);
    double population = floor(log_spread(i, 3, 4 * n, 1e7));
    sampled of = {"wang", some_conf(i), n, population};
    assert_count_is_drawn_in(fmax(1, some_count(i, n)), &of);
  }
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("interval_tables", &tests);
  tcase_add_test(tests, blyth_still_casella_is_its_refined_table);
  tcase_add_test(tests, blyth_still_casella_is_drawn_in_at_any_size);
  tcase_add_test(tests, wang_is_his_table);
  tcase_add_test(tests, wang_is_drawn_in_at_any_size);
  return support_run(suite);
}
