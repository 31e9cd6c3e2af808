/* difference_methods.c: which methods a run of `plusminus difference` takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "difference_methods.h"
#include "method_names.h"
#include "text_buffer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PAIR_OPERANDS = 4 };

static const char NO_POPULATIONS[] = "has no form for finite populations";
static const char NOT_WHOLE[] = "needs whole counts";

static bool is_finite(const difference_options *options)
{
  return options->population1 != NULL || options->population2 != NULL;
}

/* ------------------------------------------------------------ of a pair -- */

typedef struct scale_row {
  unsigned flag; /* of the methods that know it; 0: all do */
  const char *refusal;
} scale_row;

static const scale_row scales[] = {
    [PM_SCALE_DIFFERENCE] = {0, NULL},
    [PM_SCALE_RATIO] = {PM_DIFFERENCE_RATIO, "has no form for ratios"},
    [PM_SCALE_ODDS] = {PM_DIFFERENCE_ODDS, "has no form for odds ratios"},
};

typedef struct pair_choice {
  const difference_options *options;
  const tool_run *run;
  bool is_all; /* what would fail or take hours is left out */
} pair_choice;

static double larger_of(const char *first, const char *second)
{
  double numbers[2] = {0, 0};
  if (first != NULL)
    (void)pm_number_parse(first, strlen(first), &numbers[0]);
  if (second != NULL)
    (void)pm_number_parse(second, strlen(second), &numbers[1]);
  return fmax(numbers[0], numbers[1]);
}

/* Whether a method that searches can't have these numbers, or not so many of them. */
static const char *refuse_search(const pair_choice *choice)
{
  const difference_options *options = choice->options;
  char *const *operands = choice->run->operands;
  if (options->x1 != NULL)
    return "takes milliseconds or more for each row: name it to have it";
  if (choice->run->operand_count == PAIR_OPERANDS &&
      larger_of(operands[1], operands[3]) > PM_DIFFERENCE_RECORDS_MOST)
    return "takes up to 500 records in each sample";
  if (larger_of(options->population1, options->population2) > PM_DIFFERENCE_POPULATION_MOST)
    return "takes populations of up to 100,000";
  return NULL;
}

static const char *refusal(const void *context, const char *name)
{
  const pair_choice *choice = context;
  const difference_options *options = choice->options;
  const pm_difference_method *method = pm_difference_find(name);
  const scale_row *scale = &scales[options->scale];
  if (method == NULL)
    return "compares by strata: name them by --strata COL";
  if ((method->flags & scale->flag) != scale->flag)
    return scale->refusal;
  if (is_finite(options) && (method->flags & PM_DIFFERENCE_POPULATION) == 0)
    return NO_POPULATIONS;
  bool are_alike = (options->population1 != NULL) == (options->population2 != NULL);
  if (!are_alike && (method->flags & PM_DIFFERENCE_BOTH_FINITE) != 0)
    return "needs the populations of both groups or of neither";
  if ((method->flags & PM_DIFFERENCE_WHOLE) != 0 && options->is_effective)
    return NOT_WHOLE;
  bool is_searched = (method->flags & PM_DIFFERENCE_SEARCHED) != 0;
  return choice->is_all && is_searched ? refuse_search(choice) : NULL;
}

/* ------------------------------------------------------------ by strata -- */

enum { REFUSAL_SIZE = 512 };

/* "has no form for strata; take A or B" */
static char *make_refusal(option_store *store)
{
  const pm_family *family = &pm_stratified_difference_family;
  char *text = option_store_alloc(store, REFUSAL_SIZE);
  if (text == NULL)
    return NULL;
  text_buffer buffer = text_buffer_make(text, REFUSAL_SIZE);
  text_add(&buffer, "has no form for strata; take ");
  for (size_t i = 0; i < family->count; i++)
    text_add_choice(&buffer, family->at(i)->name, i, family->count);
  return text;
}

typedef struct strata_choice {
  const difference_options *options;
  const char *no_strata; /* what is said of a method that has no form for them */
} strata_choice;

static const char *strata_refusal(const void *context, const char *name)
{
  const strata_choice *choice = context;
  const pm_stratified_difference_method *method = pm_stratified_difference_find(name);
  if (method == NULL)
    return choice->no_strata;
  if (is_finite(choice->options) && (method->flags & PM_DIFFERENCE_POPULATION) == 0)
    return NO_POPULATIONS;
  if (choice->options->is_effective && (method->flags & PM_DIFFERENCE_WHOLE) != 0)
    return NOT_WHOLE;
  return NULL;
}

/* The stratified form of a method for one pair, or the name itself. */
static const char *stratified(const char *name)
{
  char text[128];
  int size = snprintf(text, sizeof text, "stratified-%s", name);
  const pm_stratified_difference_method *form =
      size > 0 && (size_t)size < sizeof text ? pm_stratified_difference_find(text) : NULL;
  return form != NULL ? form->about.name : name;
}

static pm_status take_stratified(difference_options *options, const tool_output *output)
{
  option_store *store = output->run->store;
  option_list *names = &options->methods;
  const char **forms = option_store_alloc(store, (names->count + 1) * sizeof *forms);
  strata_choice choice = {options, make_refusal(store)};
  if (forms == NULL || choice.no_strata == NULL)
    return option_memory_fault(output->run->error);
  for (size_t i = 0; i < names->count; i++)
    forms[i] = stratified(names->items[i]);
  *names = (option_list){forms, names->count};
  return method_names_take(
      &(method_names_request){.family = &pm_stratified_difference_family,
                              .names = names,
                              .fallback = pm_stratified_difference_family.at(0)->name,
                              .refusal = strata_refusal,
                              .context = &choice},
      output);
}

pm_status difference_methods_take(difference_options *options, const tool_output *output)
{
  if (options->strata.count > 0)
    return take_stratified(options, output);
  const option_list *names = &options->methods;
  const pair_choice choice = {options, output->run,
                              names->count > 0 && strcmp(names->items[0], "all") == 0};
  return method_names_take(&(method_names_request){.family = &pm_difference_family,
                                                   .names = &options->methods,
                                                   .fallback = pm_difference_family.at(0)->name,
                                                   .refusal = refusal,
                                                   .context = &choice},
                           output);
}
