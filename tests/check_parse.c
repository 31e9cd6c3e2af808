/* check_parse.c: text as numbers, against the C library's strtod, which shares no
   code with ours.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "bits.h"
#include "core/number_quick.h"
#include "core/powers_of_ten.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
  const char *text;
  double value;
} numbers[] = {
    {"0", 0},
    {"-0", -0.0},
    {"+5", 5},
    {"007", 7},
    {".5", 0.5},
    {"5.", 5},
    {"-.5e1", -5},
    {"1E3", 1000},
    {"1e+03", 1000},
    {"1e-3", 0.001},
    {"0e999999999999999999999999", 0},
    {"0.1e-999999999999999999999999", 0},
    {"1e-400", 0},
    {"-1e-400", -0.0},
    {"1.7976931348623157e308", DBL_MAX},
    {"1.7976931348623158e308", DBL_MAX},
    {"17976931348623157e292", DBL_MAX},
    {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
    {"2.2250738585072012e-308", 0x1p-1022},
    {"2.4703282292062327e-324", 0},
    {"2.4703282292062328e-324", 0x1p-1074},
    {"9007199254740993", 9007199254740992},
    {"9007199254740995", 9007199254740996},
    {"9007199254740993.00000000000000000000000000000000000000001", 9007199254740994},
    {"9007199254740992.99999999999999999999999999999999999999999", 9007199254740992},
    {"900719925474099300000000000000000000000000e-26", 9007199254740992},
    {"1152921504606846975.9", 1152921504606846976}, /* 2^60 - 1, cut */
    {"9999999999999999999999", 1e22},
    {"100000000000000000000000000000000000000000", 1e41},
    {"0.000000000000000000000000000000000000000000000000000001", 1e-54},
    {"1.00000000000000000000000000000000000000000000000", 1},
};

START_TEST(a_text_is_its_number)
{
  double value = 99;
  ck_assert(pm_number_parse(numbers[_i].text, strlen(numbers[_i].text), &value));
  ck_assert_msg(bits_of(value) == bits_of(numbers[_i].value), "'%s' is %.17g", numbers[_i].text,
                value);
}
END_TEST

static const char *const not_numbers[] = {
    "",
    "-",
    "+",
    ".",
    "-.",
    "e5",
    ".e5",
    "1e",
    "1e+",
    "1e-",
    "1e5.",
    "1.2.3",
    "1,5",
    "1 ",
    " 1",
    "1\n",
    "--1",
    "+-1",
    "0x10",
    "1f",
    "nan",
    "inf",
    "NaN",
    "Infinity",
    "1_000",
    "12a",
    "1e400",
    "-1e400",
    "1.7976931348623159e308",
    "1e999999999999999999999",
    "1e5e5",
    "%",
    "3%",
    "\xD9\xA1",
};

START_TEST(what_is_no_number_is_refused)
{
  double value;
  int64_t whole;
  ck_assert_msg(!pm_number_parse(not_numbers[_i], strlen(not_numbers[_i]), &value), "'%s'",
                not_numbers[_i]);
  ck_assert(!pm_integer_parse(not_numbers[_i], strlen(not_numbers[_i]), &whole));
}
END_TEST

/* Compare with strtod, without a NUL behind the text. */
static void check_parse(const char *text)
{
  size_t size = strlen(text);
  char *bare = malloc(size);
  expect(bare != NULL, "no memory");
  memcpy(bare, text, size);
  double expected = strtod(text, NULL);
  double value = 0;
  bool is_number = pm_number_parse(bare, size, &value);
  free(bare);
  expect(is_number == (bool)isfinite(expected), "'%s'", text);
  if (is_number)
    expect(bits_of(value) == bits_of(expected), "'%s' is %.17g, not %.17g", text, value,
           expected);
}

START_TEST(random_texts_are_read_as_strtod_does)
{
  uint64_t state = 31337;
  for (int i = 0; i < 500000; i++) {
    unsigned long long whole = next_random(&state), part = next_random(&state);
    uint64_t random = next_random(&state);
    char text[64];
    snprintf(text, sizeof text, "%llu.%llue%d", whole >> (random & 63),
             part >> (random >> 6 & 63), (int)(random >> 12 & 1023) % 700 - 370);
    check_parse(text);
    snprintf(text, sizeof text, "-%llu.%llu", whole >> (random & 63),
             part >> (random >> 6 & 63));
    check_parse(text);
  }
}
END_TEST

/* The text "d.ddde-5" with 300 digits more, and just below and above itself. */
static void check_beside(char *text)
{
  char longer[2048];
  size_t mantissa = strcspn(text, "e");
  for (int last = 0; last <= 1; last++) {
    snprintf(longer, sizeof longer, "%.*s%0300d%s", (int)mantissa, text, last, text + mantissa);
    check_parse(longer);
  }
  char *digit = text + mantissa - 1;
  while (*digit == '0' || *digit == '.')
    digit--;
  (*digit)--;
  snprintf(longer, sizeof longer, "%.*s%0300d%s", (int)mantissa, text, 9, text + mantissa);
  check_parse(longer);
}

/* Every text of some characters, up to a length behind which nothing new comes. */
START_TEST(short_texts_are_read_quickly_or_not)
{
  static const char alphabet[] = "059.-e ";
  enum { LETTERS = sizeof alphabet - 1, LENGTH = 6 };
  for (int code = 0; code < 117649; code++) { /* LETTERS to the power of LENGTH */
    char text[LENGTH + 1] = "";
    for (int i = 0, rest = code; i < LENGTH; i++, rest /= LETTERS)
      text[i] = alphabet[rest % LETTERS];
    for (size_t size = 0; size <= LENGTH; size++) {
      double quick = 99, value = 99;
      bool is_number = pm_number_parse(text, size, &value);
      ck_assert_msg(pm_number_quick(text, size, &quick) == is_number &&
                        (!is_number || bits_of(quick) == bits_of(value)),
                    "'%.*s' is %.17g", (int)size, text, quick);
    }
  }
}
END_TEST

/* The exact middle between two doubles has up to 767 digits: the text itself,
   cut anywhere, and with more behind it. (Where a long double is a double, the
   texts are those of doubles.) */
START_TEST(middles_go_to_the_even_neighbour)
{
  uint64_t state = 271828;
  for (int i = 0; i < 20000; i++) {
    uint64_t random = next_random(&state);
    double low = of_bits(random >> 1);
    if (i % 4 == 0)
      low = of_bits(random >> 12 >> (random & 31));
    if (i % 4 == 1)
      low = (double)(random >> 11) * ldexp(1, -(int)(random % 40));
    double high = nextafter(low, INFINITY);
    if (!isfinite(high))
      continue;
    long double middle = (long double)low + ((long double)high - (long double)low) / 2;
    char text[1024];
    int size = snprintf(text, sizeof text, "%.*Le", 15 + (int)(random >> 40) % 30, middle);
    expect(size > 0, "%Lg", middle);
    check_parse(text);
    snprintf(text, sizeof text, "%.780Le", middle);
    check_parse(text);
    check_beside(text);
  }
}
END_TEST

START_TEST(a_long_text_is_read)
{
  enum { ZEROS = 100000 };
  char *text = malloc(2 * ZEROS + 64);
  double value;
  size_t size = (size_t)sprintf(text, "0.%0*de%d", ZEROS, 3, ZEROS);
  ck_assert(pm_number_parse(text, size, &value));
  ck_assert_double_eq(value, 3);
  size = (size_t)sprintf(text, "3%0*de-%d", ZEROS, 0, ZEROS);
  ck_assert(pm_number_parse(text, size, &value));
  ck_assert_double_eq(value, 3);
  size = (size_t)sprintf(text, "%0*d.%0*d", ZEROS, 3, ZEROS, 1);
  ck_assert(pm_number_parse(text, size, &value));
  ck_assert_double_eq(value, 3);
  free(text);
}
END_TEST

/* Each entry is ten times the one before, but for what was cut off. */
START_TEST(the_powers_of_ten_follow_from_each_other)
{
  const pm_power *one = &pm_powers_of_ten[-PM_POWER_LEAST];
  ck_assert(one->high == UINT64_C(1) << 63 && one->low == 0);
  for (int power = PM_POWER_LEAST; power < PM_POWER_MOST; power++) {
    const pm_power *here = &pm_powers_of_ten[power - PM_POWER_LEAST];
    const pm_power *next = here + 1;
    ck_assert_uint_eq(next->high >> 63, 1);
    ck_assert(next->low != UINT64_MAX);
    int shift = pm_power_exponent(power + 1) - pm_power_exponent(power);
    ck_assert(shift == 3 || shift == 4);
    /* 10 (here, here + 1) and 2^shift (next, next + 1) overlap; modulo 2^128. */
    pm_uint128 tenfold = ((pm_uint128)here->high << 64 | here->low) * 10;
    pm_uint128 following = ((pm_uint128)next->high << 64 | next->low) << shift;
    pm_uint128 gap = tenfold - following + 9;
    if (pm_power_is_exact(power) && pm_power_is_exact(power + 1))
      ck_assert(gap == 9);
    else
      ck_assert_msg(gap < (pm_uint128)9 + (1U << shift), "10^%d", power + 1);
  }
}
END_TEST

/* ------------------------------------------------ whole numbers, rates -- */

static const struct {
  const char *text;
  int64_t value;
} wholes[] = {
    {"0", 0},
    {"-0", 0},
    {"12", 12},
    {"12.0", 12},
    {"1.2e1", 12},
    {"1200e-2", 12},
    {"-12.", -12},
    {"+0012", 12},
    {"0e99", 0},
    {"0.0e-99", 0},
    {"9007199254740992", INT64_C(9007199254740992)},
    {"-9007199254740992", -INT64_C(9007199254740992)},
    {"9007199254740991.00000000000000000000000", INT64_C(9007199254740991)},
    {"9.007199254740991e15", INT64_C(9007199254740991)},
    {"1e15", INT64_C(1000000000000000)},
    {"0.000000000000000000000000012e27", 12},
};

START_TEST(a_whole_number_may_be_written_as_any)
{
  int64_t value = 99;
  ck_assert_msg(pm_integer_parse(wholes[_i].text, strlen(wholes[_i].text), &value), "'%s'",
                wholes[_i].text);
  ck_assert_int_eq(value, wholes[_i].value);
}
END_TEST

static const char *const not_wholes[] = {
    "12.5",
    "1e-1",
    "0.1",
    "9007199254740993",
    "-9007199254740993",
    "1e16",
    "1e99",
    "12%",
    "9007199254740992.00000000000000000000000001",
    "12.0000000000000000000000000000000001",
    "12a",
    "1.00000000000000001",
    "123e-99999999999999999999",
};

START_TEST(what_is_not_whole_is_refused)
{
  int64_t value;
  ck_assert_msg(!pm_integer_parse(not_wholes[_i], strlen(not_wholes[_i]), &value), "'%s'",
                not_wholes[_i]);
}
END_TEST

/* "N%" must be the double of "Ne-2", which is not N/100 in floating point for
   texts such as 0.07% of more digits. */
START_TEST(a_percentage_is_rounded_once)
{
  uint64_t state = 555;
  int differ = 0;
  for (int i = 0; i < 100000; i++) {
    unsigned long long random = next_random(&state);
    char text[64], shifted[80];
    double value = 0;
    int size = snprintf(text, sizeof text, "%llu.%0*llu", random >> 20 & 127,
                        1 + (int)(random & 15), random >> 32);
    snprintf(shifted, sizeof shifted, "%se-2", text);
    differ += strtod(text, NULL) / 100 != strtod(shifted, NULL);
    strcpy(text + size, i % 2 == 0 ? "%" : "pp");
    expect(pm_rate_parse(text, strlen(text), &value), "'%s'", text);
    expect(value == strtod(shifted, NULL), "'%s' is %.17g", text, value);
  }
  ck_assert_int_gt(differ, 0);
}
END_TEST

static const struct {
  const char *text;
  double value;
} rates[] = {
    {"0.03", 0.03}, {"3%", 0.03},      {"3pp", 0.03},   {"95%", 0.95},  {"99.9%", 0.999},
    {"100%", 1},    {"0.5pp", 0.005},  {"-3%", -0.03},  {"3e0%", 0.03}, {".5%", 0.005},
    {"7%", 0.07},   {"29%", 0.29},     {"57%", 0.57},   {"58%", 0.58},  {"0%", 0},
    {"12", 12},     {"1e308%", 1e306}, {"1.1%", 0.011},
};

START_TEST(a_rate_may_be_a_percentage)
{
  double value = 99;
  ck_assert(pm_rate_parse(rates[_i].text, strlen(rates[_i].text), &value));
  ck_assert_msg(value == rates[_i].value, "'%s' is %.17g", rates[_i].text, value);
}
END_TEST

static const char *const not_rates[] = {"%",  "pp",  "",   "3 %",  "3%%", "3pp%", "3%pp",
                                        "3p", "3PP", "%3", "3ppp", "3% ", "e%",   "1e400%"};

START_TEST(what_is_no_rate_is_refused)
{
  double value;
  ck_assert_msg(!pm_rate_parse(not_rates[_i], strlen(not_rates[_i]), &value), "'%s'",
                not_rates[_i]);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("parse", &tcase);
  tcase_add_loop_test(tcase, a_text_is_its_number, 0, COUNT(numbers));
  tcase_add_loop_test(tcase, what_is_no_number_is_refused, 0, COUNT(not_numbers));
  tcase_add_test(tcase, random_texts_are_read_as_strtod_does);
  tcase_add_test(tcase, short_texts_are_read_quickly_or_not);
  tcase_add_test(tcase, middles_go_to_the_even_neighbour);
  tcase_add_test(tcase, a_long_text_is_read);
  tcase_add_test(tcase, the_powers_of_ten_follow_from_each_other);
  tcase_add_loop_test(tcase, a_whole_number_may_be_written_as_any, 0, COUNT(wholes));
  tcase_add_loop_test(tcase, what_is_not_whole_is_refused, 0, COUNT(not_wholes));
  tcase_add_test(tcase, a_percentage_is_rounded_once);
  tcase_add_loop_test(tcase, a_rate_may_be_a_percentage, 0, COUNT(rates));
  tcase_add_loop_test(tcase, what_is_no_rate_is_refused, 0, COUNT(not_rates));
  return support_run(suite);
}
