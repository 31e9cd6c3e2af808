/* option_describe.c: an option's value as one text or number, as json tells it,
   and the names that it may be.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "options.h"

#include <math.h>
#include <string.h>

static option_value text_value(const char *text)
{
  return (option_value){text, (double)NAN, false};
}

static option_value value_of_flag(const option_row *row, const void *field, option_store *store)
{
  (void)row, (void)store;
  return (option_value){NULL, *(const bool *)field, true};
}

static option_value value_of_text(const option_row *row, const void *field, option_store *store)
{
  (void)row, (void)store;
  return text_value(*(const char *const *)field);
}

static option_value value_of_count(const option_row *row, const void *field,
                                   option_store *store)
{
  (void)row, (void)store;
  int64_t value = *(const int64_t *)field;
  return (option_value){NULL, value < 0 ? (double)NAN : (double)value, false};
}

static option_value value_of_number(const option_row *row, const void *field,
                                    option_store *store)
{
  (void)row, (void)store;
  return (option_value){NULL, *(const double *)field, false};
}

/* The texts with a separator between; NULL when there are none, or no memory. */
static char *join(const char *const *texts, size_t count, char separator, option_store *store)
{
  size_t size = 0;
  for (size_t i = 0; i < count; i++)
    size += strlen(texts[i]) + 1;
  char *joined = count == 0 ? NULL : option_store_alloc(store, size);
  for (size_t i = 0, at = 0; joined != NULL && i < count; i++) {
    size_t length = strlen(texts[i]);
    memcpy(joined + at, texts[i], length);
    at += length;
    joined[at++] = i + 1 < count ? separator : '\0';
  }
  return joined;
}

static char *join_list(const option_list *list, option_store *store)
{
  return join(list->items, list->count, ',', store);
}

static option_value value_of_list(const option_row *row, const void *field, option_store *store)
{
  (void)row;
  return text_value(join_list(field, store));
}

static option_value value_of_texts(const option_row *row, const void *field,
                                   option_store *store)
{
  (void)row;
  const option_list *list = field;
  return text_value(list->count == 0 ? NULL : join(list->items, list->count, ';', store));
}

static option_value value_of_sets(const option_row *row, const void *field, option_store *store)
{
  (void)row;
  const option_sets *sets = field;
  const char **texts = option_store_alloc(store, (sets->count + 1) * sizeof *texts);
  if (texts == NULL)
    return text_value(NULL);
  for (size_t i = 0; i < sets->count; i++) {
    texts[i] = join_list(&sets->items[i], store);
    if (texts[i] == NULL)
      return text_value(NULL);
  }
  return text_value(join(texts, sets->count, ';', store));
}

static option_value value_of_pair(const option_row *row, const void *field, option_store *store)
{
  (void)row;
  const option_pair *pair = field;
  const char *texts[] = {pair->first, pair->second};
  return text_value(pair->first == NULL ? NULL : join(texts, 2, '/', store));
}

static option_value value_of_pairs(const option_row *row, const void *field,
                                   option_store *store)
{
  const option_pairs *pairs = field;
  const char **texts = option_store_alloc(store, (pairs->count + 1) * sizeof *texts);
  if (texts == NULL)
    return text_value(NULL);
  for (size_t i = 0; i < pairs->count; i++) {
    texts[i] = value_of_pair(row, &pairs->items[i], store).text;
    if (texts[i] == NULL)
      return text_value(NULL);
  }
  return text_value(pairs->count == 0 ? NULL : join(texts, pairs->count, ';', store));
}

static option_value value_of_margins(const option_row *row, const void *field,
                                     option_store *store)
{
  (void)row;
  const option_margins *margins = field;
  const char **texts = option_store_alloc(store, (margins->count + 1) * sizeof *texts);
  if (texts == NULL)
    return text_value(NULL);
  for (size_t i = 0; i < margins->count; i++) {
    const char *parts[] = {join_list(&margins->items[i].columns, store),
                           margins->items[i].file};
    texts[i] = parts[0] != NULL ? join(parts, 2, '=', store) : NULL;
    if (texts[i] == NULL)
      return text_value(NULL);
  }
  return text_value(join(texts, margins->count, ';', store));
}

static option_value value_of_choice(const option_row *row, const void *field,
                                    option_store *store)
{
  (void)store;
  return text_value(row->choices[*(const int *)field]);
}

static option_value value_of_rule(const option_row *row, const void *field, option_store *store)
{
  (void)row, (void)store;
  const option_rule *rule = field;
  return (option_value){rule->name, rule->number, false};
}

typedef option_value describe_function(const option_row *row, const void *field,
                                       option_store *store);

static describe_function *const describers[] = {
    [OPTION_FLAG] = value_of_flag,   [OPTION_TEXT] = value_of_text,
    [OPTION_FILE] = value_of_text,   [OPTION_COLUMN] = value_of_text,
    [OPTION_COUNT] = value_of_count, [OPTION_NUMBER] = value_of_number,
    [OPTION_RATE] = value_of_number, [OPTION_COLUMNS] = value_of_list,
    [OPTION_SETS] = value_of_sets,   [OPTION_PAIR] = value_of_pair,
    [OPTION_PAIRS] = value_of_pairs, [OPTION_CHOICE] = value_of_choice,
    [OPTION_METHOD] = value_of_text, [OPTION_METHODS] = value_of_list,
    [OPTION_RULE] = value_of_rule,   [OPTION_MARGINS] = value_of_margins,
    [OPTION_TEXTS] = value_of_texts, [OPTION_LIST] = value_of_list,
};

option_value option_value_of(const option_row *row, const void *field, option_store *store)
{
  return describers[row->kind](row, field, store);
}

bool option_is_set(const option_row *row, const void *field)
{
  option_store store = {NULL};
  option_value value = option_value_of(row, field, &store);
  bool is_set = value.text != NULL || !isnan(value.number);
  option_store_free(&store);
  return is_set;
}

bool option_is_given(const option_row *row, const void *field)
{
  if (row->kind == OPTION_FLAG)
    return *(const bool *)field;
  if (row->kind == OPTION_CHOICE)
    return *(const int *)field != 0;
  return option_is_set(row, field);
}

/* Is there a method of that name in the option's families before this one? */
static bool is_known(const option_row *row, const pm_family *const *before, const char *name)
{
  if (pm_family_find(row->family, name) != NULL)
    return true;
  for (const pm_family *const *family = row->more; family != before; family++)
    if (pm_family_find(*family, name) != NULL)
      return true;
  return false;
}

const pm_method *option_method_at(const option_row *row, size_t index)
{
  static const pm_family *const none[] = {NULL};
  if (row->family == NULL)
    return NULL;
  if (index < row->family->count)
    return row->family->at(index);
  size_t left = index - row->family->count;
  for (const pm_family *const *family = row->more == NULL ? none : row->more; *family != NULL;
       family++)
    for (size_t i = 0; i < (*family)->count; i++)
      if (!is_known(row, family, (*family)->at(i)->name) && left-- == 0)
        return (*family)->at(i);
  return NULL;
}
