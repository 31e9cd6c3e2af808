/* check_random.c: random numbers against published answers, against the same
   definitions in Python, and against chance.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/random.h"
#include "support.h"

#include <plusminus/num.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Random123's kat_vectors, philox4x64 10 (Salmon et al. 2011). */
static const struct {
  uint64_t counter[4], key[2], words[4];
} answers[] = {
    {{0, 0, 0, 0},
     {0, 0},
     {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
    {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX},
     {UINT64_MAX, UINT64_MAX},
     {0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
    {{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
     {0x452821e638d01377, 0xbe5466cf34e90c6c},
     {0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
};

START_TEST(the_published_answers_come_out)
{
  uint64_t words[4];
  pm_random_philox(answers[_i].counter, answers[_i].key, words);
  for (size_t i = 0; i < 4; i++)
    ck_assert_uint_eq(words[i], answers[_i].words[i]);
}
END_TEST

static uint64_t whole(const support_rows *rows, const char *column)
{
  uint64_t value = 0;
  for (const char *at = support_text(rows, column); *at != '\0'; at++)
    value = value * 10 + (uint64_t)(*at - '0');
  return value;
}

static void check_row(const support_rows *rows)
{
  const char *kind = support_text(rows, "kind");
  const pm_random_place place = {.seed = whole(rows, "seed"),
                                 .use = (pm_random_use)whole(rows, "use"),
                                 .major = whole(rows, "major"),
                                 .minor = whole(rows, "minor")};
  uint64_t bound = whole(rows, "bound");
  uint64_t index = whole(rows, "index");
  double tallies[4096] = {0};
  pm_random random;
  pm_random_begin(&random, &place);
  if (strcmp(kind, "tally") == 0) {
    pm_random_tally(&random, (uint32_t)bound, 500, tallies);
    ck_assert_uint_eq((uint64_t)tallies[index], whole(rows, "value"));
    return;
  }
  for (uint64_t i = 0; i <= index; i++) {
    uint64_t value = 0;
    double uniform = 0;
    if (strcmp(kind, "word") == 0)
      value = pm_random_word(&random);
    else if (strcmp(kind, "below") == 0)
      value = pm_random_below(&random, bound);
    else
      uniform = pm_random_uniform(&random);
    if (i == index && strcmp(kind, "uniform") == 0)
      ck_assert_double_eq(uniform, support_number(rows, "value"));
    else if (i == index)
      ck_assert_msg(value == whole(rows, "value"), "line %d", support_line(rows));
  }
}

START_TEST(python_draws_the_same)
{
  support_rows *rows = support_rows_open("oracle/random_numbers.csv");
  int count = 0;
  for (; support_rows_next(rows); count++)
    check_row(rows);
  support_rows_free(rows);
  ck_assert_int_gt(count, 500);
}
END_TEST

/* Every tally is as likely, and the draws are as many as asked. */
START_TEST(tallies_are_even)
{
  static const uint32_t bounds[] = {1, 2, 3, 7, 1000, 2326};
  const uint32_t bound = bounds[_i];
  const uint64_t draws = 2000 * (uint64_t)bound;
  double tallies[2326] = {0};
  pm_random random;
  pm_random_begin(&random,
                  &(pm_random_place){.seed = 5, .use = PM_RANDOM_BOOTSTRAP, .major = bound});
  pm_random_tally(&random, bound, draws, tallies);
  double sum = 0;
  double chisq = 0;
  for (size_t i = 0; i < bound; i++) {
    sum += tallies[i];
    chisq += (tallies[i] - 2000) * (tallies[i] - 2000) / 2000;
  }
  ck_assert_double_eq(sum, (double)draws);
  if (bound > 1)
    ck_assert_double_gt(pm_chisq_tail(chisq, bound - 1, PM_TAIL_UPPER), 1e-4);
}
END_TEST

/* Neighbouring places have nothing to do with each other. */
START_TEST(neighbours_are_independent)
{
  enum { PLACES = 20000 };
  double sum = 0;
  double product = 0;
  double before = 0;
  for (uint64_t i = 0; i < PLACES; i++) {
    pm_random random;
    pm_random_begin(&random, &(pm_random_place){.seed = 1, .major = 3, .minor = i});
    double centred = pm_random_uniform(&random) - .5;
    sum += centred;
    product += centred * before;
    before = centred;
  }
  const double deviation = 4; /* standard deviations: of 1/12 and of 1/144 */
  ck_assert_double_lt(sum * sum, deviation * deviation * PLACES / 12.);
  ck_assert_double_lt(product * product, deviation * deviation * PLACES / 144.);
}
END_TEST

START_TEST(the_generator_has_a_name)
{
  ck_assert_str_eq(pm_random_generator(), "philox4x64-10/1");
  pm_random random;
  pm_random_begin(&random, &(pm_random_place){.seed = 1});
  ck_assert_uint_eq(pm_random_below(&random, 0), 0);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("random", &tcase);
  tcase_add_loop_test(tcase, the_published_answers_come_out, 0, COUNT(answers));
  tcase_add_test(tcase, python_draws_the_same);
  tcase_add_loop_test(tcase, tallies_are_even, 0, 6);
  tcase_add_test(tcase, neighbours_are_independent);
  tcase_add_test(tcase, the_generator_has_a_name);
  return support_run(suite);
}
