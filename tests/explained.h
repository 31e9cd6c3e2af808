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

/* A number of the prose. is_rounded: it is a percentage or so many times, and
   may have been rounded to a whole number; a bare whole number must be one. */
typedef struct explained_token {
  char text[48];
  int decimals;
  bool is_rounded;
} explained_token;

static inline bool explained_is(double value, const explained_token *token)
{
  char shown[64];
  bool is_whole = fabs(value - round(value)) <= 1e-9 * fabs(value);
  double off_half = fabs(value) * (1 + 1e-15); /* 90.25 is shown as 90.3 */
  snprintf(shown, sizeof shown, "%.*f", token->decimals, off_half);
  return strcmp(shown, token->text) == 0 &&
         (token->decimals > 0 || token->is_rounded || is_whole);
}

/* Whether the value, or the value as a percentage, is shown by this number. */
static inline bool explained_shows(double value, const explained_token *token)
{
  return isfinite(value) && (explained_is(value, token) || explained_is(100 * value, token));
}

static inline bool explained_in_tables(const pm_explanation *it, const explained_token *token)
{
  for (size_t i = 0; i < it->factor_count; i++) {
    const pm_factor *row = &it->factors[i];
    bool is_deff = strcmp(row->factor, "root_deff") == 0;
    if (explained_shows(row->value, token) || explained_shows(row->running, token) ||
        (is_deff && explained_shows(row->value * row->value, token)))
      return true;
  }
  for (size_t i = 0; i < it->what_if_count; i++) {
    const pm_what_if *row = &it->what_ifs[i];
    const double values[] = {row->margin, row->n,       row->n_worst,
                             row->times,  row->minutes, row->cost};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
      if (explained_shows(values[v], token))
        return true;
  }
  for (size_t i = 0; i < it->national_count; i++) {
    const pm_national *row = &it->nationals[i];
    const double values[] = {
        row->n,      round(row->population), row->share,         row->estimate,
        row->margin, row->variance_share,    row->margin_without};
    for (size_t v = 0; v < sizeof values / sizeof *values; v++)
      if (explained_shows(values[v], token))
        return true;
  }
  for (size_t i = 0; i < it->limit_count; i++)
    if (explained_shows(it->limits[i].value, token))
      return true;
  return false;
}

/* Beside the tables' numbers only what was given, the power and the size of a
   dip-sample, and the number of strata may be named. */
static inline bool explained_known(const pm_explanation *it, const double *given, size_t count,
                                   const explained_token *token)
{
  double strata = (double)it->national_count;
  const double stated[] = {0.95, 0.80, 25, strata, strata - 1};
  for (size_t i = 0; i < sizeof stated / sizeof *stated; i++)
    if (explained_shows(stated[i], token))
      return true;
  for (size_t i = 0; i < count; i++)
    if (explained_shows(given[i], token))
      return true;
  return explained_in_tables(it, token);
}

/* The number that a text begins with, without its grouping: the text after it. */
static inline const char *explained_number(const char *at, explained_token *token)
{
  size_t used = 0;
  const char *point = NULL;
  for (; isdigit((unsigned char)*at) ||
         ((*at == ',' || *at == '.') && isdigit((unsigned char)at[1]));
       at++) {
    if (*at == '.')
      point = at;
    if (*at != ',')
      token->text[used++] = *at;
    ck_assert_uint_lt(used, sizeof token->text);
  }
  token->text[used] = '\0';
  token->decimals = point == NULL ? 0 : (int)(at - point - 1);
  token->is_rounded =
      *at == '%' || strncmp(at, " times", 6) == 0 || strncmp(at, " percentage", 11) == 0;
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
    explained_token token;
    if (!isdigit((unsigned char)*at)) {
      at++;
      continue;
    }
    at = explained_number(at, &token);
    ck_assert_msg(explained_known(it, given, count, &token), "%s is in no table: '%s'",
                  token.text, text);
  }
}

/* What people read of a row is its own value. */
static inline void explained_check_titles(const pm_explanation *it)
{
  for (size_t i = 0; i < it->factor_count; i++)
    ck_assert_str_ne(it->factors[i].title, "");
  for (size_t i = 0; i < it->limit_count; i++) {
    const pm_limit *row = &it->limits[i];
    explained_token token;
    ck_assert_str_ne(row->title, "");
    (void)explained_number(row->shown + strcspn(row->shown, "0123456789"), &token);
    ck_assert_msg(strncmp(row->shown, "less than", 9) == 0 ||
                      strncmp(row->shown, "between 0", 9) == 0 ||
                      explained_shows(row->value, &token),
                  "%s: %g is shown as %s", row->limit, row->value, row->shown);
    ck_assert_msg((strchr(row->shown, '-') != NULL) == (row->value < 0), "%s: %s", row->limit,
                  row->shown);
  }
}

/* Every number of the prose is, rounded, one of the tables or one given. */
static inline void explained_check_prose(const pm_explanation *it, const double *given,
                                         size_t count)
{
  ck_assert_uint_gt(it->paragraph_count, 0);
  static const explained_token foreign = {.text = "31415.92653", .decimals = 5};
  ck_assert(!explained_known(it, given, count, &foreign));
  explained_check_titles(it);

  for (size_t i = 0; i < it->paragraph_count; i++)
    explained_check_paragraph(it, it->paragraphs[i], given, count);
}

#endif
