/* explain_prose.c: the tables as sentences. Every number here is one of the
   tables', and what is said follows from the numbers.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <string.h>

#include "explain/explain_parts.h"

/* A factor between this and its inverse changes a margin by less than can be seen. */
static const double HARDLY_MATTERS = 0.98;

static bool matters(double factor)
{
  return factor < HARDLY_MATTERS || factor > 1 / HARDLY_MATTERS;
}

/* What stands before the item of a list "a, b and c". */
static const char *joint(size_t index, size_t count)
{
  return index == 0 ? "" : (index + 1 < count ? ", " : " and ");
}

/* ------------------------------------------------------------- factors -- */

/* Every margin has the first three factors, and they make most of it. */
static void say_main_factors(pm_explaining *work, const pm_factor *factors)
{
  static const char *const places[] = {"first", "second", "third"};
  for (size_t i = 0; i <= PM_FACTOR_ROOT_N; i++)
    pm_explain_say(work, pm_explain_format(work, "Its %s factor is %s, %s.", places[i],
                                           pm_explain_number(work, factors[i].value),
                                           factors[i].meaning));
}

static void say_other_factors(pm_explaining *work, const pm_factor *factors, size_t count)
{
  const char *text = "";
  size_t small = 0, ones = 0, seen = 0;
  for (size_t i = 0; i < count; i++) {
    const char *value = pm_explain_number(work, factors[i].value);
    small += !matters(factors[i].value);
    ones += factors[i].value == 1;
    if (matters(factors[i].value))
      pm_explain_say(work, pm_explain_format(work, "A further factor is %s, %s.", value,
                                             factors[i].meaning));
  }
  for (size_t i = 0; i < count; i++)
    if (!matters(factors[i].value))
      text = pm_explain_format(work, "%s%s%s is %s", text, joint(seen++, small),
                               pm_explain_number(work, factors[i].value), factors[i].meaning);
  const char *little = ones == small ? "nothing" : "little";
  if (small > 0)
    pm_explain_say(work, pm_explain_format(work, "The other%s %s: %s.",
                                           small == 1 ? " changes" : "s change", little, text));
}

static void say_population(pm_explaining *work, const pm_chain *chain)
{
  double left = chain->value[PM_FACTOR_ROOT_FPC];
  if (isinf(chain->population))
    return;
  const char *size = pm_explain_population(work, chain->population);
  if (!matters(left))
    pm_explain_say(work, pm_explain_format(work,
                                           "That the population has %s records hardly matters: "
                                           "how many records are checked decides, not which "
                                           "share of them.",
                                           size));
  else
    pm_explain_say(work,
                   pm_explain_format(work,
                                     "The population of %s is small enough to matter: the "
                                     "margin is %s of what it would be if it were endless.",
                                     size, pm_explain_number(work, left)));
}

static void say_factors(pm_explaining *work, const pm_chain *chain, const char *whose)
{
  const pm_factor *factors = work->factors;
  size_t count = 0;
  double margin = pm_explain_product(chain);
  while (strcmp(factors->subject, chain->subject) != 0)
    factors++;
  while (&factors[count] < &work->factors[work->result.factor_count] &&
         strcmp(factors[count].subject, chain->subject) == 0)
    count++;
  pm_explain_say(work, pm_explain_format(work, "%s is a product.", whose));
  say_main_factors(work, factors);
  say_other_factors(work, &factors[PM_FACTOR_ROOT_N + 1], count - PM_FACTOR_ROOT_N - 1);
  pm_explain_say(work, pm_explain_format(
                           work, "Multiplied, they give %s, that is plus or minus %s.",
                           pm_explain_number(work, margin), pm_explain_points(work, margin)));
  say_population(work, chain);
}

/* ------------------------------------------------------------- what if -- */

/* The rows of a subject are five in a run, the widest margin first. */
static const pm_what_if *what_ifs_of(const pm_explaining *work, const char *subject)
{
  for (size_t i = 0; i < work->result.what_if_count; i++)
    if (strcmp(work->what_ifs[i].subject, subject) == 0)
      return &work->what_ifs[i];
  return NULL;
}

/* "plus or minus 10 percentage points takes 44 records, 5 takes 174, ... and 1
   takes 4,059, which is 35 times as many as now" */
static const char *what_if_list(pm_explaining *work, const pm_what_if *rows, size_t count,
                                const char *margin)
{
  const char *text =
      pm_explain_format(work, "%s %s takes %s", margin, pm_explain_target(work, rows[0].margin),
                        pm_explain_records(work, rows[0].n));
  for (size_t i = 1; i < count; i++)
    text = pm_explain_format(work, "%s%s%s takes %s", text, joint(i, count),
                             pm_explain_bare_target(work, rows[i].margin),
                             pm_explain_count(work, rows[i].n));
  return pm_explain_format(work, "%s, which is %s times as many as now", text,
                           pm_explain_times(work, rows[count - 1].times));
}

static void say_price(pm_explaining *work, const pm_what_if *row)
{
  const char *margin = pm_explain_target(work, row->margin);
  if (!isnan(row->minutes))
    pm_explain_say(work,
                   pm_explain_format(work, "Plus or minus %s would take %s minutes of work.",
                                     margin, pm_explain_count(work, row->minutes)));
  if (!isnan(row->cost))
    pm_explain_say(work, pm_explain_format(work, "Plus or minus %s would cost %s.", margin,
                                           pm_explain_count(work, row->cost)));
}

static void say_what_ifs(pm_explaining *work, const pm_chain *chain, const char *where)
{
  const pm_what_if *rows = what_ifs_of(work, chain->subject);
  if (rows == NULL || isnan(rows->n))
    return;
  const char *list = what_if_list(work, rows, PM_WHAT_IF_MARGINS,
                                  chain->no_spread ? "a limit within" : "plus or minus");
  const char *pattern = chain->no_spread ? ", if every further record is like those seen" : "";
  pm_explain_say(work, pm_explain_format(work, "%s%s, %s.", where, pattern, list));
  say_price(work, rows);
}

/* Only the margins that take more records than there are. */
static void say_better_what_ifs(pm_explaining *work, const pm_chain *chain, const char *where)
{
  const pm_what_if *rows = what_ifs_of(work, chain->subject);
  size_t first = 0;
  while (first < PM_WHAT_IF_MARGINS && !(rows[first].times > 1))
    first++;
  if (first < PM_WHAT_IF_MARGINS)
    pm_explain_say(
        work, pm_explain_format(work, "%s, %s.", where,
                                what_if_list(work, &rows[first], PM_WHAT_IF_MARGINS - first,
                                             "plus or minus")));
}

static void say_worst(pm_explaining *work, const pm_chain *chain)
{
  const pm_what_if *row = what_ifs_of(work, chain->subject);
  if (row == NULL || isnan(row->n_worst))
    return;
  bool is_all = row->n_worst >= chain->population; /* no more than there are */
  pm_explain_say(
      work, pm_explain_format(
                work,
                "When nothing is known of the rate beforehand, one plans for a rate of "
                "one half, where records vary most, and a large population: then plus or minus "
                "%s takes %s%s.",
                pm_explain_target(work, row->margin), is_all ? "all of the " : "",
                pm_explain_records(work, row->n_worst)));
}

/* -------------------------------------------------------------- limits -- */

/* What the tables' numbers of one kind begin is a paragraph. The rule of three
   stands where the margin would have stood. */
static void say_limits(pm_explaining *work)
{
  const char *subject = NULL;
  for (size_t i = 0; i < work->result.limit_count; i++) {
    if (strcmp(work->limits[i].limit, "rule-of-three") == 0)
      continue;

    bool is_after_rank = i > 0 && strcmp(work->limits[i - 1].limit, "rank-worst") == 0;

    if (subject == NULL || strcmp(subject, work->limits[i].subject) != 0 || is_after_rank)
      pm_explain_paragraph(work);
    subject = work->limits[i].subject;
    pm_explain_say(work, work->limits[i].meaning);
  }
}

/* ---------------------------------------------------------------- rate -- */

static const char *found(pm_explaining *work, const pm_chain *chain)
{
  return pm_explain_format(work, "%s of %s %s compliant: %s.", pm_explain_count(work, chain->x),
                           pm_explain_records(work, chain->n), chain->n == 1 ? "was" : "were",
                           pm_explain_percent(work, chain->rate));
}

/* What confidence promises (Neyman 1937). */
static const char *promise(pm_explaining *work, const char *sample)
{
  return pm_explain_format(work,
                           "if samples like %s were drawn again and again, about %s of them "
                           "would come this close to the true rate",
                           sample, pm_explain_confidence(work));
}

static void say_margin(pm_explaining *work, const pm_chain *chain)
{
  if (chain->n >= chain->population)
    pm_explain_say(work, "Every record of the population was checked, so the margin is zero: "
                         "nothing is left to chance.");
  else if (chain->no_spread)
    pm_explain_say(work, pm_explain_format(work, "%s.", pm_explain_no_spread(work, chain)));
  else
    pm_explain_say(work,
                   pm_explain_format(work,
                                     "The margin is plus or minus %s at %s confidence: "
                                     "%s.",
                                     pm_explain_points(work, pm_explain_product(chain)),
                                     pm_explain_confidence(work), promise(work, "this one")));
}

void pm_explain_rate_prose(pm_explaining *work, const pm_chain *chain)
{
  pm_explain_paragraph(work);
  pm_explain_say(work, found(work, chain));
  say_margin(work, chain);
  if (!chain->no_spread && chain->n < chain->population) {
    pm_explain_paragraph(work);
    say_factors(work, chain, "This margin");
  }
  pm_explain_paragraph(work);
  say_what_ifs(work, chain, "At this rate and with this kind of sample");
  say_worst(work, chain);
  say_limits(work);
}

/* -------------------------------------------------------------- strata -- */

static const char *whole_name(pm_explaining *work, const pm_explained *it)
{
  double count = (double)pm_strata_count(it->strata);
  if (count == 1)
    return "the one stratum";
  return pm_explain_format(work, "%s together", pm_explain_all_of(work, count));
}

/* With what a stratum is, by the data's own word. */
static const char *whole_in_full(pm_explaining *work, const pm_explained *it)
{
  double count = (double)pm_strata_count(it->strata);
  if (count == 1)
    return pm_explain_format(work, "the one audited stratum (%s)", work->result.unit);
  return pm_explain_format(work, "the %s audited strata (%s) together",
                           pm_explain_count(work, count), work->result.unit);
}

/* ", plus or minus 1.55 percentage points at 95% confidence", or why not. */
static const char *margin_text(pm_explaining *work, const pm_chain *chain)
{
  double margin = pm_explain_product(chain);
  if (chain->reason != NULL)
    return pm_explain_format(work, "; no margin can be given, since %s", chain->reason);
  if (chain->value[PM_FACTOR_ROOT_FPC] == 0)
    return ", without a margin: every record of the population was checked";
  if (isnan(margin))
    return "; no margin can be computed, since within each stratum all records seen are alike";
  return pm_explain_format(work, ", plus or minus %s at %s confidence",
                           pm_explain_points(work, margin), pm_explain_confidence(work));
}

static void say_whole(pm_explaining *work, const pm_explained *it)
{
  pm_explain_say(
      work, pm_explain_format(
                work, "In %s, %s %s checked, and the rate is %s%s.", whole_in_full(work, it),
                pm_explain_records(work, it->whole.n), it->whole.n == 1 ? "was" : "were",
                pm_explain_percent(work, it->whole.rate), margin_text(work, &it->whole)));
}

static void say_focus(pm_explaining *work, const pm_explained *it)
{
  const pm_chain *focus = &it->focus;
  pm_explain_say(work, pm_explain_format(work, "In %s, %s of %s %s compliant: %s%s.",
                                         focus->subject, pm_explain_count(work, focus->x),
                                         pm_explain_records(work, focus->n),
                                         focus->n == 1 ? "was" : "were",
                                         pm_explain_percent(work, focus->rate),
                                         focus->no_spread ? "" : margin_text(work, focus)));
  if (focus->no_spread)
    pm_explain_say(work, pm_explain_format(work, "%s.", pm_explain_no_spread(work, focus)));
}

/* The factors of a quotient, the one that does most first. */
static void sort_causes(size_t order[PM_FACTOR_COUNT], const double value[PM_FACTOR_COUNT])
{
  for (size_t f = 0; f < PM_FACTOR_COUNT; f++) {
    size_t at = f;
    for (; at > 0 && fabs(log(value[order[at - 1]])) < fabs(log(value[f])); at--)
      order[at] = order[at - 1];
    order[at] = f;
  }
}

/* "the number of records (115 against 2,855) makes it 4.983 times as large, the
   spread of single records 0.7915 times and ..." */
static const char *cause_list(pm_explaining *work, const pm_explained *it, const size_t *order,
                              const double *value, size_t count)
{
  const char *text = "";
  for (size_t i = 0; i < count; i++)
    text = pm_explain_format(
        work, "%s%s%s%s %s times%s", text, joint(i, count),
        pm_explain_cause(work, order[i], &it->focus, &it->whole), i == 0 ? " makes it" : "",
        pm_explain_number(work, value[order[i]]), i == 0 ? " as large" : "");
  return text;
}

static void say_quotient(pm_explaining *work, const pm_explained *it)
{
  double ratio = pm_explain_product(&it->focus) / pm_explain_product(&it->whole);
  double value[PM_FACTOR_COUNT];
  size_t order[PM_FACTOR_COUNT], large = 0;
  for (size_t f = 0; f < PM_FACTOR_COUNT; f++) {
    value[f] = it->focus.value[f] / it->whole.value[f];
    large += matters(value[f]);
  }
  sort_causes(order, value);
  pm_explain_say(work, pm_explain_format(work, "The margin of %s is %s times that of %s.",
                                         it->focus.subject, pm_explain_number(work, ratio),
                                         whole_name(work, it)));
  if (large > 0)
    pm_explain_say(work, pm_explain_format(work, "By itself, %s.",
                                           cause_list(work, it, order, value, large)));
  if (large < PM_FACTOR_COUNT)
    pm_explain_say(work, pm_explain_format(work, "What else differs changes little: %s.",
                                           cause_list(work, it, order + large, value,
                                                      PM_FACTOR_COUNT - large)));
  if (it->focus.n < it->whole.n && ratio > 1 && order[0] == PM_FACTOR_ROOT_N)
    pm_explain_say(work,
                   "So it is above all the number of records that makes the difference: a "
                   "margin shrinks with the square root of that number.");
}

static void say_largest(pm_explaining *work)
{
  const pm_national *largest = &work->nationals[0];
  for (size_t h = 1; h < work->result.national_count; h++)
    if (work->nationals[h].variance_share > largest->variance_share)
      largest = &work->nationals[h];
  if (work->result.national_count < 2 || isnan(largest->variance_share))
    return;
  pm_explain_say(
      work,
      pm_explain_format(work,
                        "The largest part in the uncertainty of all together is that of %s, "
                        "with %s of the variance (the margin squared): if its rate were known "
                        "exactly, the margin would be plus or minus %s.",
                        largest->stratum, pm_explain_percent(work, largest->variance_share),
                        pm_explain_points(work, largest->margin_without)));
}

static bool has_margin(const pm_chain *chain)
{
  return pm_explain_product(chain) > 0;
}

static void say_comparison(pm_explaining *work, const pm_explained *it)
{
  if (!has_margin(&it->whole))
    return;
  pm_explain_paragraph(work);
  if (it->has_focus && has_margin(&it->focus) && pm_strata_count(it->strata) > 1)
    say_quotient(work, it);
  say_largest(work);
}

static void say_all_what_ifs(pm_explaining *work, const pm_explained *it)
{
  const char *together =
      pm_explain_format(work, "For %s, every sample enlarged alike", whole_name(work, it));
  pm_explain_paragraph(work);
  if (!it->has_focus) {
    say_what_ifs(work, &it->whole, together);
    say_worst(work, &it->whole);
    return;
  }
  say_what_ifs(work, &it->focus,
               pm_explain_format(work, "In %s, at its rate", it->focus.subject));
  say_worst(work, &it->focus);
  if (pm_strata_count(it->strata) > 1)
    say_better_what_ifs(work, &it->whole, together);
}

void pm_explain_strata_prose(pm_explaining *work, const pm_explained *it)
{
  const pm_chain *chain = it->has_focus ? &it->focus : &it->whole;
  pm_explain_paragraph(work);
  say_whole(work, it);
  if (it->has_focus)
    say_focus(work, it);
  if (has_margin(chain)) {
    pm_explain_say(work, pm_explain_format(work, "That is a promise of the method: %s.",
                                           promise(work, "these")));

    pm_explain_paragraph(work);
    say_factors(work, chain,
                it->has_focus ? pm_explain_format(work, "The margin of %s", it->focus.subject)
                              : "This margin");
  }
  say_comparison(work, it);
  say_all_what_ifs(work, it);
  say_limits(work);
}
