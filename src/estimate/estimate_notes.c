/* estimate_notes.c: remarks on strata and domains whose numbers need one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/estimate_names.h"
#include "estimate/estimate_table.h"

#include <math.h>

const char pm_no_shares[] =
    "the variance is not told what part of the population was audited, or estimates it, so the "
    "interval wilson-fpc is wilson";

const char pm_loses_share[] =
    "the effective sample size was capped at the number of records, which loses what is gained "
    "by auditing so much of the population; the interval wilson-fpc keeps that";

const char pm_logit_at_end[] = "a rate of 0 or 100% has no log odds; the limit is "
                               "Clopper-Pearson's closed form for as many records";

/* "NAMES: sentence" under this code, if there is any name. */
static pm_status note_names(const pm_setup *setup, pm_names *names, const char *code,
                            const char *sentence, pm_notes *notes)
{
  return pm_names_note(setup->arena, names, code, sentence, notes);
}

/* --------------------------------------------------------------- strata -- */

typedef struct pm_stratum_remark {
  const char *code;
  bool (*holds)(const pm_part *part);
  const char *sentence;
} pm_stratum_remark;

static bool is_all_compliant(const pm_part *part)
{
  return part->rate >= 1 && part->open > 0 && !part->is_lonely;
}

static bool is_none_compliant(const pm_part *part)
{
  return part->rate <= 0 && part->open > 0 && !part->is_lonely;
}

static const pm_stratum_remark stratum_remarks[] = {
    {.code = "all-compliant",
     .holds = is_all_compliant,
     .sentence = "every record is compliant, so the stratum adds nothing to the variance "
                 "although nothing is certain; the interval mover counts its uncertainty"},
    {.code = "none-compliant",
     .holds = is_none_compliant,
     .sentence = "no record is compliant, so the stratum adds nothing to the variance although "
                 "nothing is certain; the interval mover counts its uncertainty"},
};

static pm_status note_strata(const pm_setup *setup, const pm_domain *nation, pm_notes *notes)
{
  pm_status status = PM_OK;
  for (size_t r = 0; r < sizeof stratum_remarks / sizeof stratum_remarks[0]; r++) {
    const pm_stratum_remark *remark = &stratum_remarks[r];
    pm_names names = {.text = NULL};
    for (size_t h = 0; h < nation->count; h++)
      if (remark->holds(nation->parts[h]))
        pm_names_add(setup->arena, &names, nation->parts[h]->stratum->label);
    if (status == PM_OK)
      status = note_names(setup, &names, remark->code, remark->sentence, notes);
  }
  return status;
}

/* Is the stratum a domain of its own, which was named for the same? */
static bool is_named(const pm_setup *setup, const pm_domain_set *sets, size_t set_count,
                     const pm_part *part)
{
  for (size_t s = 0; s < set_count; s++)
    for (size_t d = 0; d < sets[s].count; d++) {
      const pm_domain *domain = &sets[s].domains[d];
      if (domain->count == 1 && domain->parts[0]->stratum == part->stratum &&
          pm_domain_goes_beyond(setup, domain))
        return true;
    }
  return false;
}

/* A stratum's own limits, where these are shown. */
static pm_status note_beyond(const pm_setup *setup, const pm_domain_set *sets, size_t set_count,
                             pm_notes *notes)
{
  const pm_domain *nation = &sets[0].domains[0];
  pm_names names = {.text = NULL};
  for (size_t h = 0; h < nation->count; h++) {
    const pm_part *part = nation->parts[h];
    if (!pm_part_goes_beyond(setup, part) || is_named(setup, sets, set_count, part))
      continue;
    const char *possible = pm_part_possible(setup, part);
    const char *label = part->stratum->label;
    pm_names_add(setup->arena, &names,
                 possible != NULL ? pm_arena_format(setup->arena, "%s (%s)", label, possible)
                                  : NULL);
  }
  return note_names(setup, &names, "beyond-possible", pm_beyond_possible_alone, notes);
}

static pm_status note_lonely(const pm_setup *setup, const pm_domain *nation, pm_notes *notes)
{
  pm_names names = {.text = NULL};
  for (size_t h = 0; h < nation->count; h++)
    if (nation->parts[h]->is_lonely)
      pm_names_add(setup->arena, &names, nation->parts[h]->stratum->label);
  const char *sentence = pm_arena_format(
      setup->arena, "a single record shows no variance; the rule '%s' stands in for it",
      setup->lonely->about.name);
  if (sentence == NULL)
    return PM_ERROR_MEMORY;
  return note_names(setup, &names, "lonely-stratum", sentence, notes);
}

/* -------------------------------------------------------------- domains -- */

typedef struct pm_domain_remark {
  const char *code;
  bool (*holds)(const pm_setup *setup, const pm_domain *domain);
  const char *sentence;
  /* What goes with each name, in brackets; it returns NULL: out of memory. */
  const char *(*detail)(const pm_setup *setup, const pm_domain *domain);
} pm_domain_remark;

static bool has_limits(const pm_domain *domain)
{
  return domain->reason == NULL && !domain->is_census;
}

static bool is_flat(const pm_domain *domain)
{
  return has_limits(domain) && domain->measure.variance <= 0;
}

static bool is_census(const pm_setup *setup, const pm_domain *domain)
{
  (void)setup;
  return domain->is_census;
}

static bool is_capped(const pm_setup *setup, const pm_domain *domain)
{
  return has_limits(domain) &&
         pm_interval_is_capped(setup->interval, &domain->measure, &setup->level);
}

static bool is_capped_share(const pm_setup *setup, const pm_domain *domain)
{
  return has_limits(domain) &&
         pm_interval_loses_share(setup->interval, &domain->measure, &setup->level);
}

static bool takes_worth(const pm_setup *setup, const pm_domain *domain)
{
  return setup->interval->most_n == pm_measure_share_worth && domain->measure.population > 0;
}

static bool is_capped_worth(const pm_setup *setup, const pm_domain *domain)
{
  return is_capped(setup, domain) && takes_worth(setup, domain);
}

static bool is_capped_plain(const pm_setup *setup, const pm_domain *domain)
{
  return is_capped(setup, domain) && !is_capped_share(setup, domain) &&
         !is_capped_worth(setup, domain);
}

static bool is_without_size(const pm_setup *setup, const pm_domain *domain)
{
  return has_limits(domain) && setup->interval->most_n == pm_measure_share_worth &&
         !(domain->measure.population > 0);
}

static bool is_flat_worth(const pm_setup *setup, const pm_domain *domain)
{
  return is_flat(domain) && takes_worth(setup, domain);
}

static bool is_flat_effective(const pm_setup *setup, const pm_domain *domain)
{
  bool is_at_end = domain->measure.rate <= 0 || domain->measure.rate >= 1;
  return is_flat(domain) && !takes_worth(setup, domain) &&
         (setup->interval->effective_n != NULL ||
          (setup->interval == &pm_estimate_interval_logit && !is_at_end));
}

static bool is_flat_wald(const pm_setup *setup, const pm_domain *domain)
{
  return is_flat(domain) && setup->interval == &pm_estimate_interval_wald;
}

static bool is_logit_at_end(const pm_setup *setup, const pm_domain *domain)
{
  return is_flat(domain) && setup->interval == &pm_estimate_interval_logit &&
         (domain->measure.rate <= 0 || domain->measure.rate >= 1);
}

static bool is_flat_satterthwaite(const pm_setup *setup, const pm_domain *domain)
{
  return is_flat(domain) && setup->df == &pm_df_satterthwaite && setup->df_fixed <= 0;
}

static const pm_domain_remark domain_remarks[] = {
    {.code = "census", .holds = is_census, .sentence = pm_whole_population},
    {.code = "effective-n",
     .holds = is_flat_effective,
     .sentence = "the variance is 0, so the interval takes the number of records as the "
                 "effective sample size"},
    {.code = "effective-n",
     .holds = is_flat_worth,
     .sentence = "the variance is 0, so the interval takes what the records would be worth as "
                 "a simple random sample as the effective sample size"},
    {.code = "effective-n",
     .holds = is_capped_plain,
     .sentence = "the effective sample size was capped at the number of records"},
    {.code = "effective-n", .holds = is_capped_share, .sentence = pm_loses_share},
    {.code = "effective-n",
     .holds = is_capped_worth,
     .sentence = "the effective sample size was capped at what as many records are worth as a "
                 "simple random sample"},
    {.code = "population-unknown", .holds = is_without_size, .sentence = pm_no_shares},
    {.code = "zero-width",
     .holds = is_flat_wald,
     .sentence = "the variance is 0, so the interval wald has no width although nothing is "
                 "certain; take wilson or mover"},
    {.code = "logit-at-end", .holds = is_logit_at_end, .sentence = pm_logit_at_end},
    {.code = "satterthwaite",
     .holds = is_flat_satterthwaite,
     .sentence = "no stratum shows any variance, so the degrees of freedom are records less "
                 "strata"},
    {.code = "beyond-possible",
     .holds = pm_domain_goes_beyond,
     .sentence = pm_beyond_possible,
     .detail = pm_domain_possible},
};

/* Its name, and what the remark has to say of it. */
static const char *describe(const pm_setup *setup, const pm_domain *domain,
                            const pm_domain_remark *remark)
{
  const char *name = pm_domain_name(setup->arena, domain->labels, setup->column_count);
  if (remark == NULL || remark->detail == NULL || name == NULL)
    return name;
  const char *detail = remark->detail(setup, domain);
  return detail != NULL ? pm_arena_format(setup->arena, "%s (%s)", name, detail) : NULL;
}

/* The names of the domains for which it holds, or of those with this reason. */
static pm_names collect(const pm_setup *setup, const pm_domain_set *sets, size_t set_count,
                        const pm_domain_remark *remark, const char *reason)
{
  pm_names names = {.text = NULL};
  for (size_t s = 0; s < set_count; s++) {
    for (size_t d = 0; d < sets[s].count; d++) {
      const pm_domain *domain = &sets[s].domains[d];
      if (remark != NULL ? !remark->holds(setup, domain) : domain->reason != reason)
        continue;
      pm_names_add(setup->arena, &names, describe(setup, domain, remark));
    }
  }
  return names;
}

static pm_status note_domains(const pm_setup *setup, const pm_domain_set *sets,
                              size_t set_count, pm_notes *notes)
{
  pm_status status = PM_OK;
  for (size_t r = 0; r < sizeof domain_remarks / sizeof domain_remarks[0]; r++) {
    const pm_domain_remark *remark = &domain_remarks[r];
    pm_names names = collect(setup, sets, set_count, remark, NULL);
    if (status == PM_OK)
      status = note_names(setup, &names, remark->code, remark->sentence, notes);
  }
  for (size_t r = 0; r < PM_DOMAIN_REASONS && status == PM_OK; r++) {
    pm_names names = collect(setup, sets, set_count, NULL, pm_domain_reasons[r]);
    status = note_names(setup, &names, "no-interval", pm_domain_reasons[r], notes);
  }
  return status;
}

pm_status pm_estimate_notes(const pm_setup *setup, const pm_domain_set *sets, size_t set_count,
                            pm_notes *notes)
{
  pm_status status = note_lonely(setup, &sets[0].domains[0], notes);
  if (status == PM_OK)
    status = note_strata(setup, &sets[0].domains[0], notes);
  if (status == PM_OK)
    status = note_domains(setup, sets, set_count, notes);
  return status == PM_OK ? note_beyond(setup, sets, set_count, notes) : status;
}
