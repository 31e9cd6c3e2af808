/* size_why.c: why a size is what it is: its factors in their order, and which of
   the request's terms weighs most: each is relaxed by a step that can be had, and
   what that saves is compared.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "plan_why.h"
#include "size_method.h"

/* ---------------------------------------------------------- relaxation -- */

/* A term of the request, and the step by which it is relaxed. relax changes the
   request, or says that there is nothing to relax; tell says how: "at 6 points
   instead of 5 points". */
typedef struct term_row {
  const char *term;
  const char *title; /* "the margin" */
  bool (*relax)(pm_size_request *request);
  void (*tell)(pm_size_text *line, const pm_size_request *from, const pm_size_request *to);
} term_row;

static bool relax_margin(pm_size_request *request)
{
  request->margin += request->margin < 0.02 ? request->margin / 2 : 0.01;
  return request->margin < 0.5;
}

static void tell_margin(pm_size_text *line, const pm_size_request *from,
                        const pm_size_request *to)
{
  pm_size_add(line, "at ");
  pm_size_add_points(line, to->margin);
  pm_size_add(line, " instead of ");
  pm_size_add_number(line, 100 * from->margin, 3);
}

static double conf_of(const pm_size_request *request)
{
  return request->conf == 0 ? 0.95 : request->conf;
}

static bool relax_confidence(pm_size_request *request)
{
  request->conf = plan_lower_conf(conf_of(request));
  return !isnan(request->conf);
}

static void tell_confidence(pm_size_text *line, const pm_size_request *from,
                            const pm_size_request *to)
{
  pm_size_add(line, "with ");
  pm_size_add_percent(line, to->conf);
  pm_size_add(line, " confidence instead of ");
  pm_size_add_percent(line, conf_of(from));
}

/* Were it known to be further from a half: by 10 points near it, by 5 elsewhere. */
static bool relax_rate(pm_size_request *request)
{
  double off = request->rate < 0.5 ? -1 : 1;
  off *= fabs(request->rate - 0.5) < 0.195 ? 0.1 : 0.05;
  if (request->prior_n > 0 || request->rate + off < 0.01 || request->rate + off > 0.99)
    return false;
  request->rate += off;
  return true;
}

static void tell_rate(pm_size_text *line, const pm_size_request *from,
                      const pm_size_request *to)
{
  pm_size_add(line, "were the rate ");
  pm_size_add_percent(line, to->rate);
  pm_size_add(line, " instead of ");
  pm_size_add_percent(line, from->rate);
}

static bool relax_deff(pm_size_request *request)
{
  bool is_more = request->deff > 1;
  request->deff = 0;
  return is_more;
}

static void tell_deff(pm_size_text *line, const pm_size_request *from,
                      const pm_size_request *to)
{
  (void)to;
  pm_size_add(line, "without the design effect of ");
  pm_size_add_number(line, from->deff, 3);
}

static bool relax_response(pm_size_request *request)
{
  bool is_less = request->response > 0 && request->response < 1;
  request->response = 0;
  return is_less;
}

static void tell_response(pm_size_text *line, const pm_size_request *from,
                          const pm_size_request *to)
{
  (void)to;
  pm_size_add(line, "if all could be audited instead of ");
  pm_size_add_percent(line, from->response);
}

static bool relax_eligible(pm_size_request *request)
{
  bool is_less = request->eligible > 0 && request->eligible < 1;
  request->eligible = 0;
  return is_less;
}

static void tell_eligible(pm_size_text *line, const pm_size_request *from,
                          const pm_size_request *to)
{
  (void)to;
  pm_size_add(line, "if all drawn were eligible instead of ");
  pm_size_add_percent(line, from->eligible);
}

static bool relax_assurance(pm_size_request *request)
{
  bool is_more = request->width == PM_WIDTH_ASSURED && request->assurance > 0.5;
  request->assurance = 0.5;
  return is_more;
}

static void tell_assurance(pm_size_text *line, const pm_size_request *from,
                           const pm_size_request *to)
{
  pm_size_add(line, "with an assurance of ");
  pm_size_add_percent(line, to->assurance);
  pm_size_add(line, " instead of ");
  pm_size_add_percent(line, from->assurance);
}

/* Were the rate known to be the prior's mean. */
static bool relax_prior(pm_size_request *request)
{
  pm_size_plan plan;
  if (!(request->prior_n > 0) || pm_size_resolve(request, &plan, NULL) != PM_OK)
    return false;
  request->rate = plan.rate;
  request->prior_n = request->prior_x = 0;
  return true;
}

static void tell_prior(pm_size_text *line, const pm_size_request *from,
                       const pm_size_request *to)
{
  (void)from;
  pm_size_add(line, "were the rate known to be ");
  pm_size_add_number(line, 100 * to->rate, 1);
  pm_size_add(line, "%");
}

static const term_row terms[] = {
    {"margin", "the margin", relax_margin, tell_margin},
    {"confidence", "the confidence", relax_confidence, tell_confidence},
    {"rate", "the rate", relax_rate, tell_rate},
    {"deff", "the design effect", relax_deff, tell_deff},
    {"response", "the response", relax_response, tell_response},
    {"eligible", "the eligibility", relax_eligible, tell_eligible},
    {"assurance", "the assurance", relax_assurance, tell_assurance},
    {"prior", "the uncertainty of the rate", relax_prior, tell_prior},
};

enum { TERM_COUNT = sizeof terms / sizeof *terms };

/* What relaxing a term gains. A request that the method does not look at in this term
   gains nothing; nor does one that cannot be met. */
typedef double term_gain(const pm_size_request *request, const pm_size *size,
                         const term_row *term, pm_size_request *relaxed);

/* Records. */
static double saved(const pm_size_request *request, const pm_size *size, const term_row *term,
                    pm_size_request *relaxed)
{
  pm_size less;
  *relaxed = *request;
  if (!term->relax(relaxed) || pm_size_first(relaxed, &less, NULL) != PM_OK)
    return 0;
  return size->n_issued - less.n_issued;
}

/* Margin, where records are given. */
static double narrowed(const pm_size_request *request, const pm_size *size,
                       const term_row *term, pm_size_request *relaxed)
{
  pm_size less;
  *relaxed = *request;
  if (!term->relax(relaxed) || pm_size_margin(relaxed, size->n, &less, NULL) != PM_OK)
    return 0;
  return size->achieved_margin - less.achieved_margin;
}

/* --------------------------------------------------------------- chain -- */

static const char *width_words(const pm_size_plan *plan)
{
  if ((plan->method->flags & PM_SIZE_EVERY_RATE) != 0)
    return "";
  return plan->width == PM_WIDTH_EXPECTED ? " on average" : "";
}

/* What a simple random sample would take: with the method's own population. NaN: more than
   can be counted or searched for, where the population has fewer. `taken` is of the request
   itself, which may be of such a sample: a search is not repeated. */
static pm_status simple(const pm_size_request *request, const pm_size_plan *plan,
                        const pm_size *taken, double *n, pm_error *error)
{
  pm_size size;
  pm_size_request bare = *request;
  bool has_own = (plan->method->flags & PM_SIZE_POPULATION) != 0;
  bare.deff = bare.response = bare.eligible = 0;
  if (!has_own)
    bare.population = 0;
  *n = taken->unrounded;
  if (plan->design.deff == 1 && plan->usable == 1 && (has_own || request->population == 0))
    return PM_OK;
  pm_status status = pm_size_first(&bare, &size, NULL);
  *n = status == PM_OK ? size.unrounded : (double)NAN;
  if (status == PM_OK || (status == PM_ERROR_DOMAIN && !isinf(plan->design.population)))
    return PM_OK;
  return pm_size_first(&bare, &size, error);
}

/* On average, at that rate, with that confidence. */
static void tell_terms_of(pm_size_text *line, const pm_size_plan *plan)
{
  bool every = (plan->method->flags & PM_SIZE_EVERY_RATE) != 0;
  pm_size_add(line, width_words(plan));
  pm_size_add(line, every ? " at every rate" : " at a rate of ");
  if (plan->is_uncertain) { /* a mean of nobody's making */
    pm_size_add_number(line, 100 * plan->rate, 1);
    pm_size_add(line, "%");
  } else if (!every) {
    pm_size_add_percent(line, plan->rate);
  }
  pm_size_add(line, " with ");
  pm_size_add_percent(line, plan->level.conf);
  pm_size_add(line, " confidence");
  if (plan->width == PM_WIDTH_ASSURED) {
    pm_size_add(line, " and an assurance of ");
    pm_size_add_percent(line, plan->assurance);
  }
}

static void tell_simple(pm_size_text *line, const pm_size_plan *plan, double n)
{
  pm_size_add(line, plan->method->about.name);
  pm_size_add(line, " takes ");
  if (isnan(n))
    pm_size_add(line, "more records than there are");
  else
    pm_size_add_count(line, n);
  if ((plan->method->flags & PM_SIZE_POPULATION) != 0) {
    pm_size_add(line, " of a population of ");
    pm_size_add_count(line, plan->design.population);
  }
  pm_size_add(line, " for ");
  pm_size_add_points(line, plan->margin);
  tell_terms_of(line, plan);
}

/* The normal approximation in figures, or beside the method's answer. */
static void tell_normal(pm_size_text *line, const pm_size_plan *plan)
{
  double pq = isnan(plan->rate) ? 0.25 : plan->rate * (1 - plan->rate);
  if (plan->method == &pm_size_wald) {
    pm_size_add(line, " (");
    pm_size_add_number(line, plan->level.z, 3);
    pm_size_add(line, "^2 x ");
    pm_size_add_number(line, pq, 4);
    pm_size_add(line, "/");
    pm_size_add_number(line, plan->margin, 5);
    pm_size_add(line, "^2)");
    return;
  }
  double ratio = plan->level.z / plan->margin;
  pm_size_add(line, " (the normal approximation ");
  pm_size_add_count(line, ratio * ratio * pq);
  pm_size_add(line, ")");
}

static void tell_design(pm_size_text *line, const pm_size_plan *plan, const pm_size *size,
                        double n)
{
  const char *joint = "; ";
  bool is_own = (plan->method->flags & PM_SIZE_POPULATION) != 0;
  if (plan->design.deff != 1) {
    pm_size_add(line, "; times ");
    pm_size_add_number(line, plan->design.deff, 3);
    pm_size_add(line, " for the design effect");
    joint = ", ";
    if (!is_own && !isnan(n)) {
      pm_size_add(line, " ");
      pm_size_add_count(line, n * plan->design.deff);
    }
  }
  if (!isinf(plan->design.population) && (!is_own || plan->design.deff != 1)) {
    pm_size_add(line, joint);
    pm_size_add(line, "from a population of ");
    pm_size_add_count(line, plan->design.population);
    pm_size_add(line, ": ");
    pm_size_add_count(line, size->unrounded);
    joint = ", ";
  }
  if (plan->usable < 1) {
    pm_size_add(line, joint);
    pm_size_add(line, "divided by ");
    pm_size_add_percent(line, plan->usable);
    pm_size_add(line, " usable ");
    pm_size_add_count(line, size->unrounded / plan->usable);
  }
}

/* --------------------------------------------------------------- whole -- */

static void tell_gain(pm_size_text *line, const pm_size *size, term_gain *gain, double gained)
{
  if (gain == saved) {
    pm_size_add_count(line, gained);
    pm_size_add(line, " fewer");
    return;
  }
  pm_size_add_number(line, 100 * (size->achieved_margin - gained), 2);
  pm_size_add(line, " points");
}

/* The two terms that gain most, and the step of each. */
static void tell_terms(pm_size_text *line, const pm_size_request *request, const pm_size *size,
                       term_gain *gain, pm_size_why *why)
{
  pm_size_request relaxed[TERM_COUNT];
  double gains[TERM_COUNT];
  for (size_t i = 0; i < TERM_COUNT; i++)
    gains[i] = gain(request, size, &terms[i], &relaxed[i]);
  for (int place = 0; place < 2; place++) {
    size_t best = 0;
    for (size_t i = 1; i < TERM_COUNT; i++)
      if (gains[i] > gains[best])
        best = i;
    if (!(gains[best] > 0))
      return;
    if (place == 0) {
      why->term = terms[best].term;
      why->fewer = gain == saved ? gains[best] : (double)NAN;
      pm_size_add(line, ". What weighs most is ");
      pm_size_add(line, terms[best].title);
    }
    pm_size_add(line, place == 0 ? ": " : "; ");
    terms[best].tell(line, request, &relaxed[best]);
    pm_size_add(line, ", ");
    tell_gain(line, size, gain, gains[best]);
    gains[best] = 0;
  }
}

static double next_tenth(const pm_size_request *request, double margin, double from)
{
  pm_size more;
  pm_size_request tighter = *request;
  tighter.margin = margin - 0.001;
  if (!(tighter.margin > 1e-9) || pm_size_first(&tighter, &more, NULL) != PM_OK)
    return (double)NAN;
  return more.n_issued - from;
}

pm_status pm_size_explain(const pm_size_request *request, const pm_size *size, pm_size_why *why,
                          pm_error *error)
{
  pm_size_plan plan;
  double n;
  *why = (pm_size_why){.fewer = (double)NAN};
  pm_status status = pm_size_resolve(request, &plan, error);
  plan.margin = request->margin;
  if (status == PM_OK)
    status = pm_size_check_margin(&plan, error);
  if (status == PM_OK)
    status = simple(request, &plan, size, &n, error);
  if (status != PM_OK)
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_count(&line, size->n_issued);
  pm_size_add(&line, " because ");
  tell_simple(&line, &plan, n);
  tell_normal(&line, &plan);
  tell_design(&line, &plan, size, n);
  tell_terms(&line, request, size, saved, why);
  pm_size_add(&line, ".");
  why->next_tenth = next_tenth(request, request->margin, size->n_issued);
  why->next_tenth_cost = why->next_tenth * plan.cost;
  return PM_OK;
}

static void tell_bought(pm_size_text *line, const pm_size_plan *plan, const pm_size *size)
{
  double worth = pm_plan_design_worth(&plan->design, size->n);
  pm_size_add_count(line, size->n);
  if (isinf(worth)) {
    pm_size_add(line, size->n > 1 ? " records are all there are" : " record is all there is");
    return;
  }
  pm_size_add(line, size->n > 1 ? " records buy that by " : " record buys that by ");
  pm_size_add(line, plan->method->about.name);
  tell_terms_of(line, plan);
  if (worth < size->n || worth > size->n) {
    pm_size_add(line, "; they are worth ");
    pm_size_add_count(line, worth);
    pm_size_add(line, " of a simple random sample from a large population");
  }
}

/* What a point less takes; half the margin where it is small. */
static void tell_a_point(pm_size_text *line, const pm_size_request *request,
                         const pm_size *size)
{
  pm_size more;
  pm_size_request tighter = *request;
  double margin = size->achieved_margin;
  tighter.margin = margin > 0.02 ? margin - 0.01 : margin / 2;
  if (!(tighter.margin > 0) || pm_size_first(&tighter, &more, NULL) != PM_OK)
    return;
  pm_size_add(line, " For ");
  pm_size_add_number(line, 100 * tighter.margin, 2);
  pm_size_add(line, " points it takes ");
  pm_size_add_count(line, more.n - size->n);
  pm_size_add(line, " more.");
}

pm_status pm_size_explain_margin(const pm_size_request *request, const pm_size *size,
                                 pm_size_why *why, pm_error *error)
{
  pm_size_plan plan;
  *why = (pm_size_why){.fewer = (double)NAN};
  pm_status status = pm_size_resolve(request, &plan, error);
  if (status != PM_OK)
    return status;
  pm_size_text line = {why->text, PM_SIZE_WHY_TEXT, 0};
  pm_size_add_number(&line, 100 * size->achieved_margin, 2);
  pm_size_add(&line, " points because ");
  tell_bought(&line, &plan, size);
  tell_terms(&line, request, size, narrowed, why);
  pm_size_add(&line, ".");
  tell_a_point(&line, request, size);
  why->next_tenth = next_tenth(request, size->achieved_margin, size->n_issued);
  why->next_tenth_cost = why->next_tenth * plan.cost;
  return PM_OK;
}
