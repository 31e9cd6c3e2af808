/* explained.h: what both tests of explanations ask of one. Inline, so that
   each test program stays one file. */
#ifndef TESTS_EXPLAINED_H
#define TESTS_EXPLAINED_H

#include <check.h>
#include <ctype.h>
#include <math.h>
#include <plusminus/explain.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The value of a limit; fails the test when there is none. */
static inline double explained_limit(const pm_explanation *it, const char *subject,
                                     const char *limit)
{
  for (size_t i = 0; i < it->limit_count; i++)
    if (strcmp(it->limits[i].subject, subject) == 0 && strcmp(it->limits[i].limit, limit) == 0)
      return it->limits[i].value;
  ck_abort_msg("no limit '%s' of '%s'", limit, subject);
  return 0;
}

/* A subject's last running value. */
static inline double explained_margin(const pm_explanation *it, const char *subject)
{
  for (size_t i = it->factor_count; i > 0; i--)
    if (strcmp(it->factors[i - 1].subject, subject) == 0)
      return it->factors[i - 1].running;
  ck_abort_msg("no factors of '%s'", subject);
  return 0;
}

/* Whether the value, or the value as a percentage, is shown by this text. */
static inline bool explained_shows(double value, const char *text, int decimals)
{
  char shown[2][64];
  if (!isfinite(value))
    return false;
  snprintf(shown[0], sizeof shown[0], "%.*f", decimals, fabs(value));
  snprintf(shown[1], sizeof shown[1], "%.*f", decimals, 100 * fabs(value));
  return strcmp(shown[0], text) == 0 || strcmp(shown[1], text) == 0;
}

static inline bool explained_in_tables(const pm_explanation *it, const char *text, int decimals)
{
  for (size_t i = 0; i < it->factor_count; i++) {
    const pm_factor *row = &it->factors[i];
    bool is_deff = strcmp(row->factor, "root_deff") == 0;
    if (explained_shows(row->value, text, decimals) ||
        explained_shows(row->running, text, decimals) ||
        (is_deff && explained_shows(row->value * row->value, text, decimals)))
      return true;
  }
  for (size_t i = 0; i < it->what_if_count; i++) {
    const pm_what_if *row = &it->what_ifs[i];
    const double values[] = {row->margin, row->n,       row->n_worst,
                             row->times,  row->minutes, row->cost};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
      if (explained_shows(values[v], text, decimals))
        return true;
  }
  for (size_t i = 0; i < it->national_count; i++) {
    const pm_national *row = &it->nationals[i];
    const double values[] = {
        row->n,      row->population,     row->share,         row->estimate,
        row->margin, row->variance_share, row->margin_without};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
      if (explained_shows(values[v], text, decimals))
        return true;
  }
  for (size_t i = 0; i < it->limit_count; i++)
    if (explained_shows(it->limits[i].value, text, decimals))
      return true;
  return false;
}

/* Beside the tables' numbers only what was given, the power and the size of a
   dip-sample, and the number of strata may be named. */
static inline bool explained_known(const pm_explanation *it, const double *given, size_t count,
                                   const char *text, int decimals)
{
  double strata = (double)it->national_count;
  const double stated[] = {0.95, 0.80, 25, strata, strata - 1};
  for (size_t i = 0; i < sizeof stated / sizeof *stated; i++)
    if (explained_shows(stated[i], text, decimals))
      return true;
  for (size_t i = 0; i < count; i++)
    if (explained_shows(given[i], text, decimals))
      return true;
  return explained_in_tables(it, text, decimals);
}

/* The number that a text begins with, without its grouping: the text after it. */
static inline const char *explained_number(const char *at, char *number, int *decimals)
{
  size_t used = 0;
  const char *point = NULL;
  for (; isdigit((unsigned char)*at) ||
         ((*at == ',' || *at == '.') && isdigit((unsigned char)at[1]));
       at++) {
    if (*at == '.')
      point = at;
    if (*at != ',')
      number[used++] = *at;
    ck_assert_uint_lt(used, 40);
  }
  number[used] = '\0';
  *decimals = point == NULL ? 0 : (int)(at - point - 1);
  return at;
}

static inline void explained_check_paragraph(const pm_explanation *it, const char *text,
                                             const double *given, size_t count)
{
  static const char *const never[] = {"nan", "inf",       "  ",     " 1 records", " 1 strata",
                                      "..",  " ,",        "(null)", "-0",         " .",
                                      "NaN", "1 minutes", "\x1f",   "+"};
  ck_assert(isupper((unsigned char)text[0]) || isdigit((unsigned char)text[0]));
  ck_assert_msg(text[strlen(text) - 1] == '.', "'%s'", text);
  for (size_t i = 0; i < sizeof never / sizeof *never; i++)
    ck_assert_msg(strstr(text, never[i]) == NULL, "'%s' in '%s'", never[i], text);
  for (const char *at = text; *at != '\0';) {
    char number[48];
    int decimals;
    if (!isdigit((unsigned char)*at)) {
      at++;
      continue;
    }
    at = explained_number(at, number, &decimals);
    ck_assert_msg(explained_known(it, given, count, number, decimals),
                  "%s is in no table: '%s'", number, text);
  }
}

/* Every number of the prose is, rounded, one of the tables or one given. */
static inline void explained_check_prose(const pm_explanation *it, const double *given,
                                         size_t count)
{
  ck_assert_uint_gt(it->paragraph_count, 0);
  ck_assert(!explained_known(it, given, count, "31415.92653", 5));
  for (size_t i = 0; i < it->paragraph_count; i++)
    explained_check_paragraph(it, it->paragraphs[i], given, count);
}

#endif
