/* check_number.c: numbers as text, against the C library's printf and strtod,
   which share no code with ours.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "bits.h"
#include "core/number_text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The significant digits of a text, without zeros at either end. */
static size_t significant(const char *text, char digits[64])
{
  size_t count = 0;
  for (; *text != '\0' && *text != 'e'; text++)
    if (*text >= '0' && *text <= '9' && (count > 0 || *text != '0'))
      digits[count++] = *text;
  while (count > 0 && digits[count - 1] == '0')
    count--;
  digits[count] = '\0';
  return count;
}

/* The text reads back, by us and by strtod; no text with a digit fewer does;
   and if the closest with as many digits does, then it is that one. */
static void check_shortest(double value)
{
  char text[PM_NUMBER_SIZE], ours[64], theirs[64], other[64];
  size_t size = pm_number_format(value, text);
  expect(size == strlen(text), "%s", text);
  double back = 0;
  expect(pm_number_parse(text, size, &back), "%.17g is '%s'", value, text);
  expect(bits_of(back) == bits_of(value), "%.17g reads back from '%s' as %.17g", value, text,
         back);
  expect(bits_of(strtod(text, NULL)) == bits_of(value), "%.17g is '%s'", value, text);
  size_t count = significant(text, ours);
  if (count == 0)
    return;
  snprintf(other, sizeof other, "%.*e", (int)count - 1, value);
  significant(other, theirs);
  if (strtod(other, NULL) == value)
    expect(strcmp(ours, theirs) == 0, "%s is closer than %s", other, text);
  if (count == 1)
    return;
  snprintf(other, sizeof other, "%.*e", (int)count - 2, value);
  expect(strtod(other, NULL) != value, "%s is shorter than %s", other, text);
}

START_TEST(random_bits_read_back)
{
  uint64_t state = 20170117;
  for (int i = 0; i < 1000000; i++) {
    double value = of_bits(next_random(&state));
    if (isfinite(value))
      check_shortest(value);
  }
}
END_TEST

/* Numbers as results are: rates, whole counts, few decimals, denormals. */
START_TEST(ordinary_numbers_read_back)
{
  uint64_t state = 4711;
  for (int i = 0; i < 100000; i++) {
    uint64_t random = next_random(&state);
    check_shortest((double)(random >> 11) * 0x1p-53);
    check_shortest((double)(random >> (random % 64)));
    check_shortest(-(double)(random % 10000000) / 1000);
    check_shortest(of_bits(random >> 12 >> (random % 52)));
  }
}
END_TEST

START_TEST(powers_of_two_and_ten_and_neighbours_read_back)
{
  for (int power = -1074; power <= 1023; power++) {
    double value = ldexp(1, power);
    check_shortest(value);
    check_shortest(nextafter(value, 0));
    check_shortest(nextafter(value, INFINITY));
  }
  for (int power = -323; power <= 308; power++) {
    char text[16];
    snprintf(text, sizeof text, "1e%d", power);
    double value = strtod(text, NULL);
    check_shortest(value);
    check_shortest(nextafter(value, 0));
    check_shortest(nextafter(value, INFINITY));
  }
}
END_TEST

static const struct {
  double value;
  const char *text;
} shown[] = {
    {0, "0"},
    {-0.0, "-0"},
    {1, "1"},
    {-1, "-1"},
    {100, "100"},
    {0.1, "0.1"},
    {0.3, "0.3"},
    {0.1 + 0.2, "0.30000000000000004"},
    {1.0 / 3, "0.3333333333333333"},
    {-2.5, "-2.5"},
    {59178, "59178"},
    {123456.789, "123456.789"},
    {9007199254740991, "9007199254740991"},
    {9007199254740992, "9007199254740992"},
    {9007199254740994, "9007199254740994"},
    {1e16, "10000000000000000"},
    {99999999999999984, "99999999999999980"},
    {1e17, "1e17"},
    {1e21, "1e21"},
    {1e23, "1e23"},
    {9.5e-5, "0.000095"},
    {1e-5, "0.00001"},
    {9.999999999999999e-6, "9.999999999999999e-6"},
    {1e-7, "1e-7"},
    {1e-300, "1e-300"},
    {-1.2345678901234568e-300, "-1.2345678901234568e-300"},
    {DBL_MAX, "1.7976931348623157e308"},
    {DBL_MIN, "2.2250738585072014e-308"},
    {2.225073858507201e-308, "2.225073858507201e-308"},
    {0x1p-1074, "5e-324"},
    {0x1p-1073, "1e-323"},
    {0x1.8p-1073, "1.5e-323"},
    {0x1p-44, "5.684341886080802e-14"},
    {2e-44, "2e-44"},
    {(double)NAN, ""},
    {(double)INFINITY, ""},
    {-(double)INFINITY, ""},
};

START_TEST(a_number_has_its_text)
{
  char text[PM_NUMBER_SIZE];
  ck_assert_uint_eq(pm_number_format(shown[_i].value, text), strlen(shown[_i].text));
  ck_assert_str_eq(text, shown[_i].text);
}
END_TEST

/* --------------------------------------------------------------- fixed -- */

static const struct {
  double value;
  int decimals;
  const char *text;
} fixed[] = {
    {0.125, 2, "0.12"}, /* halves go to the even digit */
    {0.375, 2, "0.38"},
    {0.5, 0, "0"},
    {1.5, 0, "2"},
    {2.5, 0, "2"},
    {-2.5, 0, "-2"},
    {0.15, 1, "0.1"}, /* 0.1499999999999999944... */
    {0.25, 1, "0.2"},
    {0.35, 1, "0.3"},
    {1.005, 2, "1.00"},
    {999.995, 2, "1000.00"}, /* 999.995000000000004... */
    {99.95, 1, "100.0"},
    {-0.0, 1, "0.0"},
    {-0.04, 1, "0.0"},
    {-0.06, 1, "-0.1"},
    {-1e-300, 15, "0.000000000000000"},
    {0x1p-1074, 0, "0"},
    {0, 0, "0"},
    {0, 3, "0.000"},
    {7, 15, "7.000000000000000"},
    {7, -1, "7"},
    {7, 99, "7.000000000000000"},
    {0.000000000000001, 15, "0.000000000000001"},
    {1e22, 2, "10000000000000000000000.00"},
    {-99999999999999.99, 15, "-99999999999999.984375000000000"},
    {1e14, 15, "100000000000000"}, /* would need 31 bytes and the NUL */
    {1e29, 0, "99999999999999991433150857216"},
    {0x1p97, 0, "1.5845632502852868e29"},
    {5e28, 0, "49999999999999995716575428608"},
    {0x1p90, 15, "1.2379400392853803e27"},
    {0x1.1f7865de2824ep102, 15, "5.693935998346523e30"}, /* modulo 2^128 it would fit */
    {DBL_MAX, 2, "1.7976931348623157e308"},
    {(double)NAN, 2, ""},
    {-(double)INFINITY, 2, ""},
};

START_TEST(a_number_has_its_fixed_text)
{
  char text[PM_NUMBER_SIZE];
  size_t size = pm_number_format_fixed(fixed[_i].value, fixed[_i].decimals, text);
  ck_assert_str_eq(text, fixed[_i].text);
  ck_assert_uint_eq(size, strlen(text));
}
END_TEST

static const struct grouped_case {
  const char *plain, *grouped;
  size_t room;
} grouped[] = {
    {"", "", 32},
    {"0", "0", 32},
    {"999", "999", 32},
    {"1000", "1,000", 32},
    {"-1000", "-1,000", 32},
    {"-100", "-100", 32},
    {"123456.75", "123,456.75", 32},
    {"9007199254740992", "9,007,199,254,740,992", 32},
    {"0.1234567", "0.1234567", 32},
    {"1e300", "1e300", 32},
    {"1.5845632502852868e29", "1.5845632502852868e29", 32},
    {"1000", "1,000", 6}, /* just enough */
    {"1000", "1000", 5},
};

START_TEST(thousands_are_grouped)
{
  char text[PM_NUMBER_SIZE];
  strcpy(text, grouped[_i].plain);
  size_t size = pm_number_group(text, grouped[_i].room);
  ck_assert_str_eq(text, grouped[_i].grouped);
  ck_assert_uint_eq(size, strlen(text));
}
END_TEST

/* printf rounds the exact value half to even as well. */
START_TEST(fixed_texts_are_those_of_printf)
{
  uint64_t state = 99;
  for (int i = 0; i < 300000; i++) {
    uint64_t random = next_random(&state);
    int decimals = (int)(random % 16);
    double value = (double)(int64_t)next_random(&state) * ldexp(1, -(int)(random >> 8 & 127));
    if (random >> 60 == 0) /* many halves */
      value = (double)(random >> 30 & 0xFFFFF) / 1024;
    char ours[PM_NUMBER_SIZE], theirs[128];
    pm_number_format_fixed(value, decimals, ours);
    snprintf(theirs, sizeof theirs, "%.*f", decimals, value);
    if (theirs[0] == '-' && strspn(theirs, "-0.") == strlen(theirs))
      memmove(theirs, theirs + 1, strlen(theirs));
    size_t digits = strlen(theirs) - (value < 0) - (decimals > 0);
    if (digits <= 29)
      expect(strcmp(ours, theirs) == 0, "%.17g to %d: %s, not %s", value, decimals, ours,
             theirs);
    else
      expect(strtod(ours, NULL) == value, "%.17g is %s", value, ours);
  }
}
END_TEST

/* Shares of whole numbers, of which whole numbers tell how they round on paper: half up. */
START_TEST(a_half_goes_up_as_on_paper)
{
  static const uint64_t units[] = {10, 100, 1000, 10000, 100000};
  for (uint64_t n = 1; n <= 1200; n++)
    for (uint64_t x = 0; x <= n; x++) {
      int decimals = (int)((n + x) % 5) + 1;
      uint64_t unit = units[decimals - 1];
      uint64_t paper = (2 * x * unit + n) / (2 * n);
      double share = (double)x / (double)n;
      char ours[PM_NUMBER_SIZE], theirs[64], below[PM_NUMBER_SIZE];
      pm_number_format_fixed(pm_number_off_half(share, decimals), decimals, ours);
      pm_number_format_fixed(pm_number_off_half(-share, decimals), decimals, below);
      snprintf(theirs, sizeof theirs, "%d.%0*d", (int)(paper / unit), decimals,
               (int)(paper % unit));
      expect(strcmp(ours, theirs) == 0, "%d of %d: %s, not %s", (int)x, (int)n, ours, theirs);
      expect(paper == 0 || strcmp(below + 1, theirs) == 0, "-%d of %d: %s", (int)x, (int)n,
             below);
    }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("number", &tcase);
  tcase_add_loop_test(tcase, a_number_has_its_text, 0, COUNT(shown));
  tcase_add_test(tcase, random_bits_read_back);
  tcase_add_test(tcase, ordinary_numbers_read_back);
  tcase_add_test(tcase, powers_of_two_and_ten_and_neighbours_read_back);
  tcase_add_loop_test(tcase, a_number_has_its_fixed_text, 0, COUNT(fixed));
  tcase_add_loop_test(tcase, thousands_are_grouped, 0, COUNT(grouped));
  tcase_add_test(tcase, fixed_texts_are_those_of_printf);
  tcase_add_test(tcase, a_half_goes_up_as_on_paper);
  return support_run(suite);
}
