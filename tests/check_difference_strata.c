/* check_difference_strata.c: two rates compared by strata: laws over the family,
   the definitions spelled out in long doubles, R's limits, and faults.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"

#include <math.h>
#include <plusminus/difference.h>
#include <plusminus/num.h>
#include <stdio.h>
#include <string.h>

enum { STRATA_MOST = 6, CASES = 2000 };

typedef struct trial {
  const pm_stratified_difference_method *method;
  pm_level level;
  size_t count;
  bool has_weights;
  pm_pair pairs[STRATA_MOST];
  double weights[STRATA_MOST];
} trial;

static const pm_stratified_difference_method *row(size_t index)
{
  return (const pm_stratified_difference_method *)(const void *)
      pm_stratified_difference_family.at(index);
}

static pm_level level_at(double conf, pm_side side)
{
  pm_level level;
  ck_assert_int_eq(pm_level_make(&level, conf, side, NULL), PM_OK);
  return level;
}

static pm_difference compute(const trial *t)
{
  pm_difference found;
  pm_error error = {0};
  pm_pairs pairs = {t->pairs, t->count, t->has_weights ? t->weights : NULL};
  pm_status status =
      pm_stratified_difference_compute(t->method, &t->level, &pairs, &found, &error);
  ck_assert_msg(status == PM_OK, "%s: %s", t->method->about.name, error.faults[0].text);
  return found;
}

static void show(const trial *t)
{
  pm_difference d = compute(t);
  (void)fprintf(stderr, "%s, conf %.17g, side %d: %.17g, %.17g to %.17g, p = %.17g\n",
                t->method->about.name, t->level.conf, (int)t->level.side, d.estimate, d.lower,
                d.upper, d.p_value);
  for (size_t h = 0; h < t->count; h++)
    (void)fprintf(stderr, "  %g/%g against %g/%g, weight %.17g\n", t->pairs[h].x1,
                  t->pairs[h].n1, t->pairs[h].x2, t->pairs[h].n2,
                  t->has_weights ? t->weights[h] : (double)NAN);
}

/* -------------------------------------------------------------- trials -- */

/* splitmix64 */
static double uniform(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double some_count(uint64_t *state, double n)
{
  double kind = floor(5 * uniform(state));
  if (kind <= 1)
    return kind == 0 ? 0 : n;
  return kind == 2 ? floor(fmin(n + 1, 9) * uniform(state)) : floor((n + 1) * uniform(state));
}

static trial some_trial(size_t method, double digits, uint64_t *state)
{
  trial t = {.method = row(method)};
  t.count = 1 + (size_t)(STRATA_MOST * uniform(state));
  t.has_weights = uniform(state) < 0.5;
  for (size_t h = 0; h < t.count; h++) {
    double n1 = floor(pow(10, digits * uniform(state)));
    double n2 = floor(pow(10, digits * uniform(state)));
    t.pairs[h] = (pm_pair){some_count(state, n1), n1, some_count(state, n2), n2, 0, 0};
    t.weights[h] = h > 0 && uniform(state) < 0.1 ? 0 : 0.01 + uniform(state);
  }
  double conf = uniform(state) < 0.5 ? 0.95 : 1 - 0.5 * pow(1e-6, uniform(state));
  t.level = level_at(conf, (pm_side)(int)(3 * uniform(state)));
  return t;
}

/* A law: true of a trial. */
typedef bool law(const trial *t);

static bool is_near(double a, double b)
{
  return fabs(a - b) <= 1e-10;
}

static bool are_same(const pm_difference *a, const pm_difference *b)
{
  return is_near(a->estimate, b->estimate) && is_near(a->lower, b->lower) &&
         is_near(a->upper, b->upper) && fabs(a->p_value - b->p_value) <= 1e-7 * a->p_value;
}

static bool limits_in_order(const trial *t)
{
  pm_difference d = compute(t);
  bool is_trivial = (t->level.side != PM_SIDE_LOWER || d.upper == 1) &&
                    (t->level.side != PM_SIDE_UPPER || d.lower == -1);
  return -1 <= d.lower && d.lower <= d.estimate && d.estimate <= d.upper && d.upper <= 1 &&
         d.p_value >= 0 && d.p_value <= 1 && is_trivial;
}

static bool p_value_agrees(const trial *t)
{
  pm_difference d = compute(t);
  return (d.lower > 0 || d.upper < 0) == (d.p_value < 1 - t->level.conf);
}

static bool p_value_agrees_at_its_own_level(const trial *t)
{
  static const double nudges[] = {-1e-6, -1e-9, -1e-12, 0, 1e-12, 1e-9, 1e-6};
  double p_value = compute(t).p_value;
  for (size_t i = 0; i < sizeof nudges / sizeof nudges[0]; i++) {
    double conf = 1 - p_value * (1 + nudges[i]);
    trial near = *t;
    if (!(conf >= 0.5 && conf <= 1 - 1e-9))
      continue;
    near.level = level_at(conf, t->level.side);
    if (!p_value_agrees(&near))
      return false;
  }
  return true;
}

static bool one_stratum_is_the_unstratified(const trial *t)
{
  trial one = *t;
  one.count = 1;
  pm_difference plain;
  const pm_difference_method *method =
      pm_difference_find(strchr(t->method->about.name, '-') + 1);
  ck_assert_ptr_nonnull(method);
  pm_status status = pm_difference_compute(method, &t->level, PM_SCALE_DIFFERENCE,
                                           &one.pairs[0], &plain, NULL);
  pm_difference found = compute(&one);
  return status == PM_OK && are_same(&found, &plain);
}

static bool order_and_scale_do_not_matter(const trial *t)
{
  trial other = *t;
  for (size_t h = 0; h < t->count; h++) {
    other.pairs[h] = t->pairs[t->count - 1 - h];
    other.weights[h] = 1000 * t->weights[t->count - 1 - h];
  }
  pm_difference a = compute(t);
  pm_difference b = compute(&other);
  return are_same(&a, &b);
}

static bool mantel_haenszel_can_be_given(const trial *t)
{
  trial other = *t;
  trial given = *t;
  other.has_weights = false;
  given.has_weights = true;
  for (size_t h = 0; h < t->count; h++)
    given.weights[h] = t->pairs[h].n1 * t->pairs[h].n2 / (t->pairs[h].n1 + t->pairs[h].n2);
  pm_difference a = compute(&other);
  pm_difference b = compute(&given);
  return are_same(&a, &b);
}

/* Groups exchanged, or those not compliant counted: the sign changes. */
static bool signs_can_be_changed(const trial *t)
{
  static const pm_side sides[] = {PM_SIDE_TWO, PM_SIDE_UPPER, PM_SIDE_LOWER};
  trial exchanged = *t;
  trial turned = *t;
  exchanged.level = turned.level = level_at(t->level.conf, sides[t->level.side]);
  for (size_t h = 0; h < t->count; h++) {
    const pm_pair *p = &t->pairs[h];
    exchanged.pairs[h] = (pm_pair){p->x2, p->n2, p->x1, p->n1, 0, 0};
    turned.pairs[h] = (pm_pair){p->n1 - p->x1, p->n1, p->n2 - p->x2, p->n2, 0, 0};
  }
  pm_difference a = compute(t);
  pm_difference b = compute(&exchanged);
  pm_difference c = compute(&turned);
  pm_difference mirror = {-a.estimate, -a.upper, -a.lower, a.p_value};
  return are_same(&mirror, &b) && are_same(&mirror, &c);
}

static bool is_wider_with_conf(const trial *t)
{
  trial higher = *t;
  double conf = 1 - (1 - t->level.conf) * 0.9;
  higher.level = level_at(conf, t->level.side);
  pm_difference a = compute(&higher);
  pm_difference b = compute(t);
  return a.lower <= b.lower + 1e-10 && a.upper >= b.upper - 1e-10;
}

static law *const laws[] = {limits_in_order,
                            p_value_agrees,
                            p_value_agrees_at_its_own_level,
                            one_stratum_is_the_unstratified,
                            order_and_scale_do_not_matter,
                            mantel_haenszel_can_be_given,
                            signs_can_be_changed,
                            is_wider_with_conf};
enum { LAW_COUNT = sizeof laws / sizeof laws[0] };

START_TEST(every_method_obeys)
{
  uint64_t state = 20260;
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++)
    for (int i = 0; i < CASES; i++) {
      trial t = some_trial(m, i % 2 == 0 ? 2.5 : 7, &state);
      if (laws[_i](&t))
        continue;
      show(&t);
      ck_abort_msg("case %d breaks law %d", i, _i);
    }
}
END_TEST

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
  return s->is_turned ? (pm_pair){p->x2, p->n2, p->x1, p->n1, 0, 0} : *p;
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

/* k L (1 - L) of one group, of those compliant or of those not. */
static real spread_of(const strata *s, bool is_second, real z)
{
  real squares = 0;
  real sum = 0;
  for (int pass = 0; pass < 2 && sum == 0; pass++) {
    squares = 0;
    for (size_t h = 0; h < s->t->count; h++) {
      pm_pair p = pair_at(s, h);
      real n = is_second ? p.n2 : p.n1;
      real rate = (is_second ? p.x2 : p.x1) / n;
      real v = (pass == 0 ? rate * (1 - rate) : 1) / n;
      squares += weight_at(s, h) * weight_at(s, h) * v;
      sum += weight_at(s, h) * sqrtl(v);
    }
  }
  real own = z * sqrtl(squares) / sum;
  real low = 0;
  real k = 0;
  for (size_t h = 0; h < s->t->count; h++) {
    pm_pair p = pair_at(s, h);
    real n = is_second ? p.n2 : p.n1;
    real weight = weight_at(s, h);
    low += weight * wilson_low(is_second ? p.n2 - p.x2 : p.x1, n, own);
    k += weight * weight / n;
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

static law *const definitions[] = {mover_definition_holds};

START_TEST(definitions_hold)
{
  uint64_t state = 77;
  ck_assert_uint_eq(pm_stratified_difference_family.count,
                    sizeof definitions / sizeof definitions[0]);
  for (int i = 0; i < CASES; i++) {
    trial t = some_trial((size_t)_i, i % 3 == 0 ? 6 : 2.5, &state);
    t.level = level_at(t.level.conf, PM_SIDE_TWO);
    if (definitions[_i](&t))
      continue;
    show(&t);
    ck_abort_msg("case %d is not as defined", i);
  }
}
END_TEST

/* --------------------------------------------------------------- oracle -- */

/* The strata of a case are rows of its number, one after the other; the last of
   them is met when the next has another. */
START_TEST(limits_are_those_of_r)
{
  support_rows *rows = support_rows_open("oracle/difference_strata.csv");
  trial t = {0};
  int compared = 0;
  while (support_rows_next(rows)) {
    size_t h = (size_t)support_number(rows, "stratum") - 1;
    ck_assert_uint_lt(h, STRATA_MOST);
    t.pairs[h] = (pm_pair){support_number(rows, "x1"),
                           support_number(rows, "n1"),
                           support_number(rows, "x2"),
                           support_number(rows, "n2"),
                           0,
                           0};
    t.weights[h] = support_number(rows, "weight");
    t.has_weights = !isnan(t.weights[h]);
    t.count = h + 1;
    if (isnan(support_number(rows, "lower")))
      continue;
    t.method = pm_stratified_difference_find(support_text(rows, "method"));
    ck_assert_ptr_nonnull(t.method);
    t.level = level_at(support_number(rows, "conf"), PM_SIDE_TWO);
    pm_difference d = compute(&t);
    ck_assert_msg(is_near(d.lower, support_number(rows, "lower")) &&
                      is_near(d.upper, support_number(rows, "upper")),
                  "line %d: %.14g to %.14g", support_line(rows), d.lower, d.upper);
    double p_value = support_number(rows, "p_value"); /* empty beyond z = 4 */
    if (!isnan(p_value))
      assert_close(d.p_value, p_value, 1e-7, "line %d", support_line(rows));
    compared++;
  }
  ck_assert_int_ge(compared, 250);
  support_rows_free(rows);
}
END_TEST

/* --------------------------------------------------------------- faults -- */

typedef struct fault_row {
  pm_pair pair;
  double weight;
  size_t count;
  pm_status status;
  const char *text;
} fault_row;

static const fault_row fault_rows[] = {
    {{3, 9, 2, 8, 0, 0}, 1, 0, PM_ERROR_DOMAIN, "no strata to compare"},
    {{3, 9, 2, 8, 0, 0}, -1, 1, PM_ERROR_DOMAIN, "the weight of stratum 1 is not a number"},
    {{3, 9, 2, 8, 0, 0}, NAN, 1, PM_ERROR_DOMAIN, "the weight of stratum 1 is not a number"},
    {{3, 9, 2, 8, 0, 0}, 0, 1, PM_ERROR_DOMAIN, "the weights of the strata add up to 0"},
    {{3, 9, 2, 8, 0, 0}, INFINITY, 1, PM_ERROR_DOMAIN, "add up to no finite number"},
    {{3, 9, 2, 8, 20, 0}, 1, 1, PM_ERROR_USAGE, "no form for finite populations"},
    {{3, 9, 12, 8, 0, 0}, 1, 1, PM_ERROR_DOMAIN, "12 of 8: more compliant than records"},
    {{0, 0, 2, 8, 0, 0}, 1, 1, PM_ERROR_DOMAIN, ""},
};
enum { FAULT_COUNT = sizeof fault_rows / sizeof fault_rows[0] };

START_TEST(faults_are_told)
{
  const fault_row *f = &fault_rows[_i];
  pm_level level = level_at(0.95, PM_SIDE_TWO);
  pm_pairs pairs = {&f->pair, f->count, &f->weight};
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++) {
    pm_error error = {0};
    pm_difference found;
    ck_assert_int_eq(pm_stratified_difference_compute(row(m), &level, &pairs, &found, &error),
                     f->status);
    ck_assert_msg(strstr(error.faults[0].text, f->text) != NULL, "%s", error.faults[0].text);
    ck_assert(isnan(found.lower) && isnan(found.p_value));
  }
}
END_TEST

START_TEST(rows_say_what_they_are)
{
  ck_assert_ptr_null(pm_stratified_difference_family.at(pm_stratified_difference_family.count));
  for (size_t m = 0; m < pm_stratified_difference_family.count; m++) {
    ck_assert_ptr_eq(pm_stratified_difference_find(row(m)->about.name), row(m));
    ck_assert_int_eq(strncmp(row(m)->about.name, "stratified-", 11), 0);
    ck_assert_uint_gt(strlen(row(m)->about.avoid), 20);
  }
  ck_assert_ptr_null(pm_stratified_difference_find("newcombe"));
}
END_TEST

int main(void)
{
  TCase *tests;
  Suite *suite = support_suite("difference_strata", &tests);
  tcase_add_loop_test(tests, every_method_obeys, 0, LAW_COUNT);
  tcase_add_loop_test(tests, definitions_hold, 0, 1);
  tcase_add_test(tests, limits_are_those_of_r);
  tcase_add_loop_test(tests, faults_are_told, 0, FAULT_COUNT);
  tcase_add_test(tests, rows_say_what_they_are);
  return support_run(suite);
}
