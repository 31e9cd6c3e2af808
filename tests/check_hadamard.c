/* check_hadamard.c: every matrix is one, and no order that there should be is
   left out.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/hadamard.h"
#include "support.h"

#include <stdlib.h>

enum { ORDER_MOST = 520 };

/* The multiples of 4 up to 520 that neither of Paley's constructions nor a
   product of smaller orders yields. */
static const size_t gaps[] = {92,  116, 156, 172, 184, 188, 232, 236, 260, 268, 292, 324,
                              356, 372, 376, 404, 412, 428, 436, 452, 472, 476, 508, 520};

static bool is_gap(size_t order)
{
  for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++)
    if (gaps[i] == order)
      return true;
  return false;
}

START_TEST(orders_are_as_few_as_can_be)
{
  for (size_t least = 0; least <= 516; least++) {
    size_t order = least < 2 ? (least < 1 ? 1 : least) : (least == 2 ? 2 : (least + 3) / 4 * 4);
    while (is_gap(order))
      order += 4;
    ck_assert_uint_eq(pm_hadamard_order(least), order);
  }
  ck_assert_uint_eq(pm_hadamard_order((size_t)1 << 19), (size_t)1 << 19);
  ck_assert_uint_eq(pm_hadamard_order(((size_t)1 << 19) + 1), 0);
}
END_TEST

static int8_t *signs_of(const pm_hadamard *matrix)
{
  int8_t *signs = malloc(matrix->order * matrix->order);
  ck_assert_ptr_nonnull(signs);
  for (size_t i = 0; i < matrix->order; i++)
    for (size_t j = 0; j < matrix->order; j++)
      signs[i * matrix->order + j] = (int8_t)pm_hadamard_sign(matrix, i, j);
  return signs;
}

START_TEST(rows_are_orthogonal)
{
  for (size_t order = 1; order <= ORDER_MOST; order = pm_hadamard_order(order + 1)) {
    pm_arena *arena = pm_arena_new(NULL);
    pm_hadamard matrix;
    ck_assert(pm_hadamard_make(&matrix, order, arena));
    int8_t *signs = signs_of(&matrix);
    for (size_t i = 0; i < order; i++) {
      ck_assert_int_eq(signs[i], 1);
      for (size_t j = 0; j <= i; j++) {
        int product = 0;
        for (size_t c = 0; c < order; c++)
          product += signs[i * order + c] * signs[j * order + c];
        ck_assert_msg(product == (i == j ? (int)order : 0), "%zu: rows %zu and %zu", order, i,
                      j);
      }
    }
    free(signs);
    pm_arena_free(arena);
  }
}
END_TEST

START_TEST(what_cannot_be_made_is_refused)
{
  pm_arena *arena = pm_arena_new(NULL);
  pm_hadamard matrix;
  ck_assert(!pm_hadamard_make(&matrix, 0, arena));
  ck_assert(!pm_hadamard_make(&matrix, 6, arena));
  ck_assert(!pm_hadamard_make(&matrix, 92, arena));
  pm_arena_free(arena);
}
END_TEST

START_TEST(memory_may_run_out)
{
  for (long fail_at = 2; fail_at < 4; fail_at++) {
    support_failing failing;
    support_failing_init(&failing, fail_at);
    pm_arena *arena = pm_arena_new(&failing.allocator);
    pm_hadamard matrix;
    ck_assert_int_eq(pm_hadamard_make(&matrix, 10000, arena), fail_at == 3);
    pm_arena_free(arena);
    ck_assert_int_eq(failing.live, 0);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("hadamard", &tcase);
  tcase_add_test(tcase, orders_are_as_few_as_can_be);
  tcase_add_test(tcase, rows_are_orthogonal);
  tcase_add_test(tcase, what_cannot_be_made_is_refused);
  tcase_add_test(tcase, memory_may_run_out);
  return support_run(suite);
}
