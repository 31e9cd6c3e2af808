/* estimate_pooling.c: a warning when a total is made of rates that differ so
   much that it describes none of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/number_text.h"
#include "estimate/estimate_parts.h"

#include <math.h>
#include <plusminus/num.h>

/* Both must hold: chance does not explain the difference, and it matters. */
static const double POOLING_P = 0.001;
static const double POOLING_RANGE = 0.20;

static double pooled_rate(const pm_domain *domain)
{
  return domain->x / domain->measure.n;
}

/* Pearson's test that all rates are the same; two are tested exactly. */
static double test_same(const pm_domain_set *set)
{
  const pm_domain *domains = set->domains;
  if (set->count == 2)
    return pm_fisher_test(domains[0].x, domains[0].measure.n, domains[1].x,
                          domains[1].measure.n);
  pm_sum x = {0, 0};
  pm_sum n = {0, 0};
  for (size_t d = 0; d < set->count; d++) {
    pm_sum_add(&x, domains[d].x);
    pm_sum_add(&n, domains[d].measure.n);
  }
  double p = pm_sum_value(&x) / pm_sum_value(&n);
  if (p <= 0 || p >= 1)
    return 1;
  pm_sum statistic = {0, 0};
  for (size_t d = 0; d < set->count; d++) {
    double deviation = domains[d].x - domains[d].measure.n * p;
    pm_sum_add(&statistic, deviation * deviation / (domains[d].measure.n * p * (1 - p)));
  }
  return pm_chisq_tail(pm_sum_value(&statistic), (double)(set->count - 1), PM_TAIL_UPPER);
}

/* The columns by whose values the strata are pooled. */
typedef struct pm_pooling {
  const size_t *columns;
  size_t count;
} pm_pooling;

/* "a / b"; NULL: out of memory. */
static const char *join(const pm_setup *setup, const char *const *texts, size_t count)
{
  const char *text = texts[0];
  for (size_t i = 1; i < count && text != NULL; i++)
    text = pm_arena_format(setup->arena, "%s / %s", text, texts[i]);
  return text;
}

static const char *join_columns(const pm_setup *setup, const pm_pooling *pooling)
{
  const pm_strata_shape *shape = pm_strata_shape_of(setup->strata);
  const char **names = pm_arena_alloc(setup->arena, pooling->count * sizeof *names);
  for (size_t i = 0; names != NULL && i < pooling->count; i++)
    names[i] = shape->columns[pooling->columns[i]];
  return names != NULL ? join(setup, names, pooling->count) : NULL;
}

/* "= 3.6e-10": two digits of p, written without a locale's decimal sign. */
static const char *format_p(const pm_setup *setup, double p)
{
  if (p < 1e-300)
    return "< 1e-300";
  double exponent = floor(log10(p));
  double digits = round(p / pow(10, exponent - 1));
  if (digits >= 100) {
    digits /= 10;
    exponent += 1;
  }
  return pm_arena_format(setup->arena, "= %d.%de%.0f", (int)digits / 10, (int)digits % 10,
                         exponent);
}

static pm_status warn(const pm_setup *setup, const pm_pooling *pooling, const pm_domain *worst,
                      const pm_domain *best, double p, pm_notes *notes)
{
  const char *columns = join_columns(setup, pooling);
  const char *worst_name = join(setup, worst->labels, pooling->count);
  const char *best_name = join(setup, best->labels, pooling->count);
  const char *chance = format_p(setup, p);
  if (columns == NULL || worst_name == NULL || best_name == NULL || chance == NULL)
    return PM_ERROR_MEMORY;
  return pm_notes_add(notes, "pooling",
                      "%s: rates go from %s of %s (%s) to %s of %s (%s), which chance "
                      "does not explain (p %s); one rate for all of them may mislead",
                      columns, pm_number_show_grouped(worst->x).text,
                      pm_number_show_grouped(worst->measure.n).text, worst_name,
                      pm_number_show_grouped(best->x).text,
                      pm_number_show_grouped(best->measure.n).text, best_name, chance);
}

static pm_status examine(const pm_setup *setup, const pm_part *parts, const pm_pooling *pooling,
                         pm_notes *notes)
{
  pm_domain_set set = pm_domains_make(setup, parts, pooling->columns, NULL, pooling->count);
  if (set.domains == NULL)
    return PM_ERROR_MEMORY;
  const pm_domain *worst = &set.domains[0];
  const pm_domain *best = &set.domains[0];
  for (size_t d = 1; d < set.count; d++) {
    if (pooled_rate(&set.domains[d]) < pooled_rate(worst))
      worst = &set.domains[d];
    if (pooled_rate(&set.domains[d]) > pooled_rate(best))
      best = &set.domains[d];
  }
  if (pooled_rate(best) - pooled_rate(worst) < POOLING_RANGE)
    return PM_OK;
  double p = test_same(&set);
  return p < POOLING_P ? warn(setup, pooling, worst, best, p, notes) : PM_OK;
}

static pm_status examine_by(const pm_setup *setup, const pm_part *parts, const pm_by *by,
                            pm_notes *notes)
{
  size_t *columns = pm_arena_alloc(setup->arena, by->count * sizeof *columns);
  if (columns == NULL)
    return PM_ERROR_MEMORY;
  for (size_t c = 0; c < by->count; c++)
    columns[c] = (size_t)pm_strata_column(setup->strata, by->columns[c]);
  const pm_pooling pooling = {.columns = columns, .count = by->count};
  return examine(setup, parts, &pooling, notes);
}

pm_status pm_estimate_pooling(const pm_setup *setup, const pm_part *parts, pm_notes *notes)
{
  size_t key_count = pm_strata_shape_of(setup->strata)->key_count;
  pm_status status = PM_OK;
  for (size_t s = 0; s < setup->by_count && status == PM_OK; s++)
    status = examine_by(setup, parts, &setup->by[s], notes);
  for (size_t c = 0; key_count > 1 && c < key_count && status == PM_OK; c++) {
    const pm_pooling pooling = {.columns = &c, .count = 1};
    status = examine(setup, parts, &pooling, notes);
  }
  return status;
}
