/* difference_strata.c: `plusminus difference` where the rows of a file are strata:
   one comparison over all of them, and one for each domain of --by.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "paired_strata.h"
#include "text_buffer.h"

#include <stdlib.h>
#include <string.h>

static const char ALL[] = "(all)";

/* Everything a run needs; room for as many strata as there are. */
typedef struct strata_run {
  difference_job *job;
  paired_columns by;
  paired_strata strata;
  const paired_stratum **order; /* of the strata: those of a domain side by side */
  pm_pair *pairs;
  double *weights;
  pm_difference *found; /* by each of the methods */
} strata_run;

/* A set of --by: the places of its columns among all. */
typedef struct domain_set {
  size_t *places;
  size_t count;
} domain_set;

static option_store *store_of(const strata_run *run)
{
  return run->job->run->store;
}

static size_t place_of(const paired_columns *by, const char *name)
{
  size_t place = 0;
  while (place < by->count && strcmp(by->names[place], name) != 0)
    place++;
  return place;
}

static pm_status name_columns(strata_run *run)
{
  const option_sets *sets = &run->job->options->by;
  size_t count = 0;
  for (size_t i = 0; i < sets->count; i++)
    count += sets->items[i].count;
  run->by.names = option_store_alloc(store_of(run), (count + 1) * sizeof *run->by.names);
  if (run->by.names == NULL)
    return option_memory_fault(run->job->run->error);
  for (size_t i = 0; i < sets->count; i++)
    for (size_t k = 0; k < sets->items[i].count; k++) {
      const char *name = sets->items[i].items[k];
      if (place_of(&run->by, name) == run->by.count)
        run->by.names[run->by.count++] = name;
    }
  return PM_OK;
}

static pm_status make_room(strata_run *run)
{
  option_store *store = store_of(run);
  size_t count = run->strata.count;
  run->order = option_store_alloc(store, count * sizeof *run->order);
  run->pairs = option_store_alloc(store, count * sizeof *run->pairs);
  run->weights = option_store_alloc(store, count * sizeof *run->weights);
  run->found = option_store_alloc(store, run->job->options->methods.count * sizeof *run->found);
  bool has_room =
      run->order != NULL && run->pairs != NULL && run->weights != NULL && run->found != NULL;
  return has_room ? PM_OK : option_memory_fault(run->job->run->error);
}

/* ----------------------------------------------------------- comparisons -- */

static void add_counts(pm_pair *sum, const pm_pair *pair)
{
  sum->x1 += pair->x1;
  sum->n1 += pair->n1;
  sum->x2 += pair->x2;
  sum->n2 += pair->n2;
}

enum { DOMAIN_SIZE = 256 };

/* Whether any stratum of a domain counts; the domain is named, or all of them. */
static pm_status check_weights(const strata_run *run, size_t from, size_t to,
                               const char *const *labels)
{
  pm_place place = {.file = run->job->run->operands[0], .column = run->job->options->weight};
  double total = 0;
  for (size_t i = from; i < to; i++)
    total += run->order[i]->weight;
  if (place.column == NULL || total != 0)
    return PM_OK;
  char text[DOMAIN_SIZE];
  text_buffer domain = text_buffer_make(text, sizeof text);
  for (size_t i = 0; i < run->by.count; i++)
    if (labels[i] != ALL) {
      text_add(&domain, domain.used > 0 ? ", " : "");
      text_add(&domain, labels[i]);
    }
  bool is_all = domain.used == 0;
  return pm_error_add(run->job->run->error, PM_ERROR_DATA, &place,
                      "the weights of %s%s%s add up to 0", is_all ? "" : "'",
                      is_all ? "the strata" : text, is_all ? "" : "'");
}

/* A p-value of 0 that is no certainty. */
static pm_status note_p_value(const strata_run *run, const pm_pairs *pairs)
{
  difference_job *job = run->job;
  const option_list *methods = &job->options->methods;
  pm_status status = PM_OK;
  for (size_t i = 0; i < methods->count && status == PM_OK; i++)
    if (run->found[i].p_value == 0 && pm_pairs_may_be_equal(pairs))
      status =
          pm_notes_add(job->output.notes, "p-value-0",
                       "%s: a p-value of 0 is one too small for this method to tell, not "
                       "a proof: these counts can come from equal rates (doc/difference.md)",
                       methods->items[i]);
  return status;
}

/* Of the strata from one place in the order to another. labels: the row's. */
static pm_status compare(strata_run *run, size_t from, size_t to, const char *const *labels)
{
  difference_job *job = run->job;
  const option_list *methods = &job->options->methods;
  bool has_weights = job->options->weight != NULL;
  pm_pair sum = {0, 0, 0, 0, 0, 0};
  pm_status status = check_weights(run, from, to, labels);
  for (size_t i = from; i < to; i++) {
    run->pairs[i - from] = run->order[i]->pair;
    run->weights[i - from] = run->order[i]->weight;
    add_counts(&sum, &run->order[i]->pair);
  }
  pm_pairs pairs = {run->pairs, to - from, has_weights ? run->weights : NULL};
  for (size_t i = 0; i < methods->count && status == PM_OK; i++)
    status =
        pm_stratified_difference_compute(pm_stratified_difference_find(methods->items[i]),
                                         &job->level, &pairs, &run->found[i], job->run->error);
  if (status == PM_OK)
    status = note_p_value(run, &pairs);
  return status == PM_OK ? difference_job_add(job, labels, &sum, run->found) : status;
}

/* qsort takes no context: the set is told by what it sorts. */
typedef struct sorted_stratum {
  const paired_stratum *stratum;
  const domain_set *set;
} sorted_stratum;

static int compare_domains(const sorted_stratum *a, const sorted_stratum *b)
{
  int order = 0;
  for (size_t i = 0; i < a->set->count && order == 0; i++)
    order =
        strcmp(a->stratum->domains[a->set->places[i]], b->stratum->domains[a->set->places[i]]);
  return order;
}

/* Strata of a domain stay in the order of their keys. */
static int by_domain(const void *a, const void *b)
{
  const sorted_stratum *first = a;
  const sorted_stratum *second = b;
  int order = compare_domains(first, second);
  bool is_later = first->stratum > second->stratum;
  return order != 0 ? order : is_later - (first->stratum < second->stratum);
}

static const char *const *label_domain(const strata_run *run, const domain_set *set,
                                       const paired_stratum *stratum)
{
  const char **labels = option_store_alloc(store_of(run), (run->by.count + 1) * sizeof *labels);
  for (size_t i = 0; labels != NULL && i < run->by.count; i++)
    labels[i] = ALL;
  for (size_t i = 0; labels != NULL && i < set->count; i++)
    labels[set->places[i]] = stratum->domains[set->places[i]];
  return labels;
}

/* The comparisons of each domain of a set; one without columns is the whole. */
static pm_status compare_set(strata_run *run, const domain_set *set)
{
  size_t count = run->strata.count;
  pm_status status = PM_OK;
  sorted_stratum *sorted = option_store_alloc(store_of(run), count * sizeof *sorted);
  if (sorted == NULL)
    return option_memory_fault(run->job->run->error);
  for (size_t i = 0; i < count; i++)
    sorted[i] = (sorted_stratum){&run->strata.items[i], set};
  qsort(sorted, count, sizeof *sorted, by_domain);
  for (size_t i = 0; i < count; i++)
    run->order[i] = sorted[i].stratum;
  size_t to = 0;
  for (size_t from = 0; from < count && status == PM_OK; from = to) {
    for (to = from + 1; to < count && compare_domains(&sorted[from], &sorted[to]) == 0; to++)
      continue;
    const char *const *labels = label_domain(run, set, run->order[from]);
    status = labels != NULL ? compare(run, from, to, labels)
                            : option_memory_fault(run->job->run->error);
  }
  return status;
}

static pm_status compare_all(strata_run *run)
{
  const option_sets *sets = &run->job->options->by;
  pm_status status = compare_set(run, &(domain_set){NULL, 0});
  for (size_t i = 0; i < sets->count && status == PM_OK; i++) {
    const option_list *names = &sets->items[i];
    size_t *places = option_store_alloc(store_of(run), names->count * sizeof *places);
    if (places == NULL)
      return option_memory_fault(run->job->run->error);
    for (size_t k = 0; k < names->count; k++)
      places[k] = place_of(&run->by, names->items[k]);
    status = compare_set(run, &(domain_set){places, names->count});
  }
  return status;
}

pm_status difference_job_strata(difference_job *job, const char *file)
{
  strata_run run = {.job = job};
  pm_status status = name_columns(&run);
  if (status == PM_OK)
    status = paired_strata_read(&run.strata, &run.by, job, file);
  if (status == PM_OK)
    status = make_room(&run);
  job->strata_count = run.strata.count;
  job->is_one = run.by.count == 0;
  if (status == PM_OK)
    status = difference_job_open(job, run.by.names, run.by.count);
  return status == PM_OK ? compare_all(&run) : status;
}
