/* option_values.c: an option's argument as a typed value: one row for each
   kind of option.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "options.h"
#include "text_buffer.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------- parsing -- */

/* An argument on its way into its field. */
typedef struct option_argument {
  const option_row *row;
  const char *name; /* as the option was written */
  const char *text;
  option_store *store;
  pm_error *error;
} option_argument;

static pm_status not_a(const option_argument *argument, const char *what)
{
  return pm_error_add(argument->error, PM_ERROR_USAGE, NULL, "%s: '%s' is not %s",
                      argument->name, argument->text, what);
}

static pm_status parse_flag(const option_argument *argument, void *field)
{
  (void)argument;
  *(bool *)field = true;
  return PM_OK;
}

static pm_status parse_text(const option_argument *argument, void *field)
{
  if (argument->text[0] == '\0')
    return pm_error_add(argument->error, PM_ERROR_USAGE, NULL, "%s: %s is empty",
                        argument->name, argument->row->argument);
  *(const char **)field = argument->text;
  return PM_OK;
}

static bool is_bounded(const option_row *row)
{
  return row->low < row->high;
}

static bool is_within(const option_row *row, double value)
{
  bool is_high_enough = row->is_low_out ? value > row->low : value >= row->low;
  return !is_bounded(row) || (is_high_enough && value <= row->high);
}

static pm_status not_within(const option_argument *argument, const char *hint)
{
  char low[PM_NUMBER_SIZE], high[PM_NUMBER_SIZE];
  pm_number_format(argument->row->low, low);
  pm_number_format(argument->row->high, high);
  if (isinf(argument->row->high))
    return pm_error_add(argument->error, PM_ERROR_USAGE, NULL, "%s: %s is %s %s%s",
                        argument->name, argument->text,
                        argument->row->is_low_out ? "not above" : "below", low, hint);
  bool is_out = argument->row->is_low_out;
  return pm_error_add(argument->error, PM_ERROR_USAGE, NULL, "%s: %s is not %s %s and %s%s%s",
                      argument->name, argument->text, is_out ? "above" : "between", low,
                      is_out ? "at most " : "", high, hint);
}

static pm_status parse_count(const option_argument *argument, void *field)
{
  int64_t value;
  if (!pm_integer_parse(argument->text, strlen(argument->text), &value))
    return not_a(argument, "a whole number");
  if (!is_within(argument->row, (double)value))
    return not_within(argument, "");
  *(int64_t *)field = value;
  return PM_OK;
}

static pm_status parse_number(const option_argument *argument, void *field)
{
  double value;
  if (!pm_number_parse(argument->text, strlen(argument->text), &value))
    return not_a(argument, "a number");
  if (!is_within(argument->row, value))
    return not_within(argument, "");
  *(double *)field = value;
  return PM_OK;
}

static pm_status parse_rate(const option_argument *argument, void *field)
{
  double value;
  if (!pm_rate_parse(argument->text, strlen(argument->text), &value))
    return not_a(argument, "a rate (0.03, 3% or 3pp)");
  if (is_within(argument->row, value)) {
    *(double *)field = value;
    return PM_OK;
  }
  /* "--conf 95" was meant as a percentage. */
  bool is_bare = strpbrk(argument->text, "%p") == NULL && strlen(argument->text) < 32;
  bool is_percent = is_bare && value > 1 && is_within(argument->row, value / 100);
  char hint[96];
  text_buffer buffer = text_buffer_make(hint, sizeof hint);
  if (is_percent) {
    text_add(&buffer, "; did you mean ");
    text_add(&buffer, argument->text);
    text_add(&buffer, "%?");
  }
  return not_within(argument, hint);
}

/* Split a text at its commas; all the parts must have letters. */
static pm_status split(const option_argument *argument, option_list *list)
{
  size_t count = 1;
  for (const char *at = argument->text; (at = strchr(at, ',')) != NULL; at++)
    count++;
  const char **items = option_store_alloc(argument->store, count * sizeof *items);
  if (items == NULL)
    return option_memory_fault(argument->error);
  const char *at = argument->text;
  for (size_t i = 0; i < count; i++) {
    size_t size = strcspn(at, ",");
    if (size == 0)
      return pm_error_add(argument->error, PM_ERROR_USAGE, NULL, "%s: a name is empty in '%s'",
                          argument->name, argument->text);
    items[i] = option_store_text(argument->store, at, size);
    if (items[i] == NULL)
      return option_memory_fault(argument->error);
    at += size + 1;
  }
  *list = (option_list){items, count};
  return PM_OK;
}

static pm_status refuse_twins(const option_argument *argument, const option_list *list)
{
  for (size_t i = 0; i < list->count; i++)
    for (size_t k = 0; k < i; k++)
      if (strcmp(list->items[i], list->items[k]) == 0)
        return pm_error_add(argument->error, PM_ERROR_USAGE, NULL, "%s: '%s' is named twice",
                            argument->name, list->items[i]);
  return PM_OK;
}

static pm_status parse_list(const option_argument *argument, void *field)
{
  return split(argument, field);
}

static pm_status parse_columns(const option_argument *argument, void *field)
{
  option_list *list = field;
  pm_status status = split(argument, list);
  return status == PM_OK ? refuse_twins(argument, list) : status;
}

static pm_status parse_sets(const option_argument *argument, void *field)
{
  option_sets *sets = field;
  option_list *items = option_store_alloc(argument->store, (sets->count + 1) * sizeof *items);
  if (items == NULL)
    return option_memory_fault(argument->error);
  for (size_t i = 0; i < sets->count; i++)
    items[i] = sets->items[i];
  pm_status status = parse_columns(argument, &items[sets->count]);
  if (status == PM_OK)
    *sets = (option_sets){items, sets->count + 1};
  return status;
}

static pm_status parse_pair(const option_argument *argument, void *field)
{
  option_pair *pair = field;
  const char *slash = strchr(argument->text, '/');
  if (slash == NULL || slash == argument->text || slash[1] == '\0' || strchr(slash + 1, '/'))
    return not_a(argument, "two columns with one '/' between them");
  pair->first =
      option_store_text(argument->store, argument->text, (size_t)(slash - argument->text));
  pair->second = slash + 1;
  if (pair->first == NULL)
    return option_memory_fault(argument->error);
  if (strcmp(pair->first, pair->second) == 0)
    return pm_error_add(argument->error, PM_ERROR_USAGE, NULL,
                        "%s: both columns are '%s', so every rate would be 100%%",
                        argument->name, pair->first);
  return PM_OK;
}

static pm_status parse_pairs(const option_argument *argument, void *field)
{
  option_pairs *pairs = field;
  option_pair *items = option_store_alloc(argument->store, (pairs->count + 1) * sizeof *items);
  if (items == NULL)
    return option_memory_fault(argument->error);
  for (size_t i = 0; i < pairs->count; i++)
    items[i] = pairs->items[i];
  pm_status status = parse_pair(argument, &items[pairs->count]);
  if (status == PM_OK)
    *pairs = (option_pairs){items, pairs->count + 1};
  return status;
}

static pm_status parse_texts(const option_argument *argument, void *field)
{
  option_list *list = field;
  const char **items = option_store_alloc(argument->store, (list->count + 1) * sizeof *items);
  if (items == NULL)
    return option_memory_fault(argument->error);
  for (size_t i = 0; i < list->count; i++)
    items[i] = list->items[i];
  pm_status status = parse_text(argument, &items[list->count]);
  if (status == PM_OK)
    *list = (option_list){items, list->count + 1};
  return status;
}

/* COLUMNS=FILE: the columns of a margin, and the file with its totals. */
static pm_status parse_margin(const option_argument *argument, option_margin *margin)
{
  const char *equals = strchr(argument->text, '=');
  if (equals == NULL || equals == argument->text || equals[1] == '\0')
    return not_a(argument, "columns and a file with '=' between them, as in force=forces.csv");
  option_argument columns = *argument;
  columns.text =
      option_store_text(argument->store, argument->text, (size_t)(equals - argument->text));
  if (columns.text == NULL)
    return option_memory_fault(argument->error);
  margin->file = equals + 1;
  return parse_columns(&columns, &margin->columns);
}

static pm_status parse_margins(const option_argument *argument, void *field)
{
  option_margins *margins = field;
  option_margin *items =
      option_store_alloc(argument->store, (margins->count + 1) * sizeof *items);
  if (items == NULL)
    return option_memory_fault(argument->error);
  for (size_t i = 0; i < margins->count; i++)
    items[i] = margins->items[i];
  pm_status status = parse_margin(argument, &items[margins->count]);
  if (status == PM_OK)
    *margins = (option_margins){items, margins->count + 1};
  return status;
}

/* "unknown WHAT 'name'; did you mean 'x'?", or all the names there are. */
static pm_status unknown_name(const option_argument *argument, const char *name,
                              const char *const *names, size_t count)
{
  const char *nearest = pm_text_nearest(name, names, count);
  if (nearest != NULL)
    return pm_error_add(argument->error, PM_ERROR_USAGE, NULL,
                        "%s: unknown %s '%s'; did you mean '%s'?", argument->name,
                        argument->row->name, name, nearest);
  char list[400];
  text_buffer buffer = text_buffer_make(list, sizeof list);
  for (size_t i = 0; i < count; i++)
    text_add_choice(&buffer, names[i], i, count);
  return pm_error_add(argument->error, PM_ERROR_USAGE, NULL,
                      "%s: unknown %s '%s'; it can be %s", argument->name, argument->row->name,
                      name, list);
}

static pm_status parse_choice(const option_argument *argument, void *field)
{
  const char *const *choices = argument->row->choices;
  size_t count = 0;
  for (; choices[count] != NULL; count++)
    if (strcmp(choices[count], argument->text) == 0) {
      *(int *)field = (int)count;
      return PM_OK;
    }
  return unknown_name(argument, argument->text, choices, count);
}

/* The family's own copy of a name. */
static pm_status find_method(const option_argument *argument, const char *name,
                             const char **found)
{
  const option_row *row = argument->row;
  const pm_method *method;
  size_t count = 0;
  for (; (method = option_method_at(row, count)) != NULL; count++)
    if (strcmp(method->name, name) == 0) {
      *found = method->name;
      return PM_OK;
    }
  const char **names = option_store_alloc(argument->store, (count + 1) * sizeof *names);
  if (names == NULL)
    return option_memory_fault(argument->error);
  for (size_t i = 0; i < count; i++)
    names[i] = option_method_at(row, i)->name;
  names[count] = "all";
  return unknown_name(argument, name, names, count + (row->kind == OPTION_METHODS));
}

static pm_status parse_method(const option_argument *argument, void *field)
{
  return find_method(argument, argument->text, field);
}

static pm_status parse_methods(const option_argument *argument, void *field)
{
  static const char *const all[] = {"all"};
  option_list *list = field;
  if (strcmp(argument->text, "all") == 0) {
    *list = (option_list){all, 1};
    return PM_OK;
  }
  pm_status status = parse_columns(argument, list);
  for (size_t i = 0; status == PM_OK && i < list->count; i++) {
    const char *found;
    if (strcmp(list->items[i], "all") == 0)
      return pm_error_add(argument->error, PM_ERROR_USAGE, NULL,
                          "%s: 'all' stands alone, not in a list", argument->name);
    status = find_method(argument, list->items[i], &found);
  }
  return status;
}

static pm_status parse_rule(const option_argument *argument, void *field)
{
  option_rule *rule = field;
  double value;
  *rule = (option_rule){NULL, (double)NAN};
  if (!pm_number_parse(argument->text, strlen(argument->text), &value))
    return find_method(argument, argument->text, &rule->name);
  if (!is_within(argument->row, value))
    return not_within(argument, "");
  rule->number = value;
  return PM_OK;
}

/* ------------------------------------------------------- "not given" ---- */

static void clear_flag(void *field)
{
  *(bool *)field = false;
}

static void clear_text(void *field)
{
  *(const char **)field = NULL;
}

static void clear_count(void *field)
{
  *(int64_t *)field = -1;
}

static void clear_number(void *field)
{
  *(double *)field = (double)NAN;
}

static void clear_list(void *field)
{
  *(option_list *)field = (option_list){NULL, 0};
}

static void clear_sets(void *field)
{
  *(option_sets *)field = (option_sets){NULL, 0};
}

static void clear_pair(void *field)
{
  *(option_pair *)field = (option_pair){NULL, NULL};
}

static void clear_pairs(void *field)
{
  *(option_pairs *)field = (option_pairs){NULL, 0};
}

static void clear_margins(void *field)
{
  *(option_margins *)field = (option_margins){NULL, 0};
}

static void clear_choice(void *field)
{
  *(int *)field = 0;
}

static void clear_rule(void *field)
{
  *(option_rule *)field = (option_rule){NULL, (double)NAN};
}

/* --------------------------------------------------------------- kinds -- */

typedef struct kind_row {
  pm_status (*parse)(const option_argument *argument, void *field);
  void (*clear)(void *field);
} kind_row;

static const kind_row kinds[] = {
    [OPTION_FLAG] = {parse_flag, clear_flag},
    [OPTION_TEXT] = {parse_text, clear_text},
    [OPTION_FILE] = {parse_text, clear_text},
    [OPTION_COLUMN] = {parse_text, clear_text},
    [OPTION_COUNT] = {parse_count, clear_count},
    [OPTION_NUMBER] = {parse_number, clear_number},
    [OPTION_RATE] = {parse_rate, clear_number},
    [OPTION_COLUMNS] = {parse_columns, clear_list},
    [OPTION_LIST] = {parse_list, clear_list},
    [OPTION_SETS] = {parse_sets, clear_sets},
    [OPTION_PAIR] = {parse_pair, clear_pair},
    [OPTION_PAIRS] = {parse_pairs, clear_pairs},
    [OPTION_MARGINS] = {parse_margins, clear_margins},
    [OPTION_TEXTS] = {parse_texts, clear_list},
    [OPTION_CHOICE] = {parse_choice, clear_choice},
    [OPTION_METHOD] = {parse_method, clear_text},
    [OPTION_METHODS] = {parse_methods, clear_list},
    [OPTION_RULE] = {parse_rule, clear_rule},
};

pm_status option_store_value(const option_row *row, const char *name, const char *text,
                             void *field, option_store *store, pm_error *error)
{
  option_argument argument = {row, name, text, store, error};
  return kinds[row->kind].parse(&argument, field);
}

void option_clear(const option_row *row, void *field)
{
  kinds[row->kind].clear(field);
}
