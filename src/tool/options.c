/* options.c: command-line words against the tables of options, by getopt_long.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

/* getopt_long gives an option's place among all, plus this, so that it is
   never a letter. */
enum { LONG_BASE = 256 };

/* An option of the request: its row, and the field of its value. */
typedef struct option_target {
  const option_row *row;
  char *field;
} option_target;

typedef struct option_parser {
  const option_request *request;
  option_target *targets;
  size_t count;
  struct option *longs; /* getopt's array, ended by zeros */
  char *letters;        /* getopt's ":+ab:" */
  pm_error *error;
} option_parser;

static pm_status collect_targets(option_parser *parser)
{
  const option_request *request = parser->request;
  for (size_t g = 0; g < request->group_count; g++)
    parser->count += request->groups[g].table->count;
  parser->targets = option_store_alloc(request->store, parser->count * sizeof *parser->targets);
  if (parser->targets == NULL)
    return option_memory_fault(parser->error);
  option_target *next = parser->targets;
  for (size_t g = 0; g < request->group_count; g++) {
    const option_group *group = &request->groups[g];
    for (size_t i = 0; i < group->table->count; i++, next++) {
      next->row = &group->table->rows[i];
      next->field = (char *)request->values + group->base + next->row->offset;
    }
  }
  return PM_OK;
}

static pm_status make_arrays(option_parser *parser)
{
  option_store *store = parser->request->store;
  parser->longs = option_store_alloc(store, (parser->count + 1) * sizeof *parser->longs);
  parser->letters = option_store_alloc(store, 2 * parser->count + 2);
  if (parser->longs == NULL || parser->letters == NULL)
    return option_memory_fault(parser->error);
  char *letter = parser->letters;
  *letter++ = ':'; /* a missing argument is told apart from an unknown option */
  for (size_t i = 0; i < parser->count; i++) {
    const option_row *row = parser->targets[i].row;
    bool takes = row->kind != OPTION_FLAG;
    parser->longs[i] = (struct option){row->name, takes ? required_argument : no_argument, NULL,
                                       LONG_BASE + (int)i};
    if (row->letter != 0)
      *letter++ = row->letter;
    if (row->letter != 0 && takes)
      *letter++ = ':';
  }
  return PM_OK;
}

static pm_status set_fallbacks(option_parser *parser)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < parser->count && status == PM_OK; i++) {
    const option_target *at = &parser->targets[i];
    option_clear(at->row, at->field);
    if (at->row->fallback != NULL)
      status = option_store_value(at->row, at->row->name, at->row->fallback, at->field,
                                  parser->request->store, parser->error);
  }
  return status;
}

/* The option that getopt's code stands for, or NULL. */
static const option_target *find_target(const option_parser *parser, int code)
{
  if (code >= LONG_BASE)
    return &parser->targets[code - LONG_BASE];
  for (size_t i = 0; i < parser->count; i++)
    if (code != 0 && parser->targets[i].row->letter == code)
      return &parser->targets[i];
  return NULL;
}

/* The options that begin with these letters: how many, and two of them. */
static size_t find_abbreviated(const option_parser *parser, const char *name, size_t size,
                               const char *found[2])
{
  size_t count = 0;
  for (size_t i = 0; i < parser->count; i++)
    if (strncmp(parser->targets[i].row->name, name, size) == 0) {
      if (count < 2)
        found[count] = parser->targets[i].row->name;
      count++;
    }
  return count;
}

static pm_status unknown_long(const option_parser *parser, const char *word)
{
  size_t size = strcspn(word, "=");
  const char *found[2];
  if (size > 2 && find_abbreviated(parser, word + 2, size - 2, found) > 1)
    return pm_error_add(parser->error, PM_ERROR_USAGE, NULL,
                        "option '%.*s' could be --%s or --%s", (int)size, word, found[0],
                        found[1]);
  const char **names =
      option_store_alloc(parser->request->store, parser->count * sizeof *names);
  char *name = option_store_text(parser->request->store, word + 2, size - 2);
  if (names == NULL || name == NULL)
    return option_memory_fault(parser->error);
  for (size_t i = 0; i < parser->count; i++)
    names[i] = parser->targets[i].row->name;
  const char *nearest = pm_text_nearest(name, names, parser->count);
  if (nearest == NULL)
    return pm_error_add(parser->error, PM_ERROR_USAGE, NULL, "unknown option '--%s'", name);
  return pm_error_add(parser->error, PM_ERROR_USAGE, NULL,
                      "unknown option '--%s'; did you mean '--%s'?", name, nearest);
}

static pm_status unknown_option(const option_parser *parser)
{
  const char *word = parser->request->words[optind - 1];
  if (optopt >= LONG_BASE)
    return pm_error_add(parser->error, PM_ERROR_USAGE, NULL, "option '--%s' takes no argument",
                        find_target(parser, optopt)->row->name);
  if (optopt == 0)
    return unknown_long(parser, word);
  if ((optopt >= '0' && optopt <= '9') || optopt == '.')
    return pm_error_add(parser->error, PM_ERROR_USAGE, NULL,
                        "a number of records cannot be negative (unknown option '-%c')",
                        optopt);
  return pm_error_add(parser->error, PM_ERROR_USAGE, NULL, "unknown option '-%c'", optopt);
}

static pm_status take_option(const option_parser *parser, int code)
{
  if (code == '?')
    return unknown_option(parser);
  bool is_missing = code == ':';
  const option_target *at = find_target(parser, is_missing ? optopt : code);
  char name[64];
  if (at == NULL)
    return pm_error_add(parser->error, PM_ERROR_USAGE, NULL, "unknown option");
  if ((is_missing ? optopt : code) >= LONG_BASE)
    snprintf(name, sizeof name, "--%s", at->row->name);
  else
    snprintf(name, sizeof name, "-%c", at->row->letter);
  if (is_missing)
    return pm_error_add(parser->error, PM_ERROR_USAGE, NULL,
                        "option '%s' needs an argument: %s", name, at->row->argument);
  return option_store_value(at->row, name, optarg, at->field, parser->request->store,
                            parser->error);
}

pm_status options_parse(const option_request *request, int *operands, pm_error *error)
{
  option_parser parser = {.request = request, .error = error};
  pm_status status = collect_targets(&parser);
  if (status == PM_OK)
    status = make_arrays(&parser);
  if (status == PM_OK)
    status = set_fallbacks(&parser);
  opterr = 0;
  optind = 0; /* GNU's way to begin anew */
  while (status == PM_OK) {
    int code =
        getopt_long(request->word_count, request->words, parser.letters, parser.longs, NULL);
    if (code == -1)
      break;
    status = take_option(&parser, code);
  }
  *operands = optind;
  return status;
}

pm_status options_complete(const option_request *request, pm_error *error)
{
  for (size_t g = 0; g < request->group_count; g++) {
    const option_group *group = &request->groups[g];
    for (size_t i = 0; i < group->table->count; i++) {
      const option_row *row = &group->table->rows[i];
      const char *field = (const char *)request->values + group->base + row->offset;
      if (row->is_required && !option_is_set(row, field))
        pm_error_add(error, PM_ERROR_USAGE, NULL, "--%s %s is missing: %s", row->name,
                     row->argument, row->help);
    }
  }
  return error->status;
}
