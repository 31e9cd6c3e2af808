/* option_describe.c: an option's value as one text or number, as json tells it.

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

/* The items with a separator between; NULL when there are none. */
static char *join(const option_list *list, option_store *store)
{
  size_t size = 1;
  for (size_t i = 0; i < list->count; i++)
    size += strlen(list->items[i]) + 1;
  char *text = list->count == 0 ? NULL : option_store_alloc(store, size);
  for (size_t i = 0; text != NULL && i < list->count; i++) {
    strcat(text, i > 0 ? "," : "");
    strcat(text, list->items[i]);
  }
  return text;
}

static option_value value_of_list(const option_row *row, const void *field, option_store *store)
{
  (void)row;
  return text_value(join(field, store));
}

static option_value value_of_sets(const option_row *row, const void *field, option_store *store)
{
  (void)row;
  const option_sets *sets = field;
  const char **texts = option_store_alloc(store, (sets->count + 1) * sizeof *texts);
  if (texts == NULL || sets->count == 0)
    return text_value(NULL);
  size_t size = 1;
  for (size_t i = 0; i < sets->count; i++) {
    texts[i] = join(&sets->items[i], store);
    if (texts[i] == NULL)
      return text_value(NULL);
    size += strlen(texts[i]) + 1;
  }
  char *text = option_store_alloc(store, size);
  for (size_t i = 0; text != NULL && i < sets->count; i++) {
    strcat(text, i > 0 ? ";" : "");
    strcat(text, texts[i]);
  }
  return text_value(text);
}

static option_value value_of_pair(const option_row *row, const void *field, option_store *store)
{
  (void)row;
  const option_pair *pair = field;
  if (pair->first == NULL)
    return text_value(NULL);
  size_t first = strlen(pair->first);
  char *text = option_store_alloc(store, first + strlen(pair->second) + 2);
  if (text != NULL) {
    memcpy(text, pair->first, first);
    text[first] = '/';
    strcpy(text + first + 1, pair->second);
  }
  return text_value(text);
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
    [OPTION_FLAG] = value_of_flag,     [OPTION_TEXT] = value_of_text,
    [OPTION_FILE] = value_of_text,     [OPTION_COLUMN] = value_of_text,
    [OPTION_COUNT] = value_of_count,   [OPTION_NUMBER] = value_of_number,
    [OPTION_RATE] = value_of_number,   [OPTION_COLUMNS] = value_of_list,
    [OPTION_SETS] = value_of_sets,     [OPTION_PAIR] = value_of_pair,
    [OPTION_CHOICE] = value_of_choice, [OPTION_METHOD] = value_of_text,
    [OPTION_METHODS] = value_of_list,  [OPTION_RULE] = value_of_rule,
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
