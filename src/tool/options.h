/* options.h: options as tables. From a table come getopt_long's arrays, the
   typed values, the errors, --help, the man page and the completion.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_OPTIONS_H
#define TOOL_OPTIONS_H

#include <plusminus/core.h>

/* What an option's argument is, and with it the type of the field that the
   value is stored in. */
typedef enum option_kind {
  OPTION_FLAG,    /* bool; the only kind without an argument */
  OPTION_TEXT,    /* const char *, NULL when not given */
  OPTION_FILE,    /* const char *, NULL when not given */
  OPTION_COLUMN,  /* const char *, NULL when not given */
  OPTION_COUNT,   /* int64_t, -1 when not given */
  OPTION_NUMBER,  /* double, NaN when not given */
  OPTION_RATE,    /* double, NaN when not given: 0.03, 3% and 3pp are one */
  OPTION_COLUMNS, /* option_list: names with commas between */
  OPTION_LIST,    /* option_list: values with commas between, of which some may be alike */
  OPTION_SETS,    /* option_sets: COLUMNS that may be repeated */
  OPTION_PAIR,    /* option_pair: two columns, X/N */
  OPTION_PAIRS,   /* option_pairs: PAIR that may be repeated */
  OPTION_MARGINS, /* option_margins: COLUMNS=FILE, may be repeated */
  OPTION_TEXTS,   /* option_list: a text, whatever is in it, that may be repeated */
  OPTION_CHOICE,  /* int: which of choices */
  OPTION_METHOD,  /* const char *: a name of the family */
  OPTION_METHODS, /* option_list: names of the family; "all" is the only item */
  OPTION_RULE     /* option_rule: a name of the family, or a number */
} option_kind;

typedef struct option_list {
  const char *const *items;
  size_t count;
} option_list;

typedef struct option_sets {
  const option_list *items;
  size_t count;
} option_sets;

typedef struct option_pair {
  const char *first, *second; /* NULL when not given */
} option_pair;

typedef struct option_pairs {
  const option_pair *items;
  size_t count;
} option_pairs;

typedef struct option_margin {
  option_list columns;
  const char *file;
} option_margin;

typedef struct option_margins {
  const option_margin *items;
  size_t count;
} option_margins;

typedef struct option_rule {
  const char *name; /* NULL: the number was given, or nothing */
  double number;    /* NaN: a name was given, or nothing */
} option_rule;

/* One option. */
typedef struct option_row {
  const char *name; /* "conf" of --conf */
  char letter;      /* 'c' of -c, or 0 */
  option_kind kind;
  size_t offset;                /* of the field in its table's struct */
  const char *argument;         /* "LEVEL", as help calls it */
  const char *fallback;         /* what is taken when it is not given, or NULL */
  const char *fallback_note;    /* said instead of fallback in the help */
  const pm_family *family;      /* of METHOD, METHODS, RULE */
  const pm_family *const *more; /* whose names it takes as well, ended by NULL; or NULL */
  const char *const *choices;   /* of CHOICE: names, ended by NULL */
  double low, high;             /* of COUNT, NUMBER, RATE, RULE; both 0: no bounds */
  bool is_low_out;              /* low itself is out of bounds */
  const char *help;             /* a clause without a full stop */
  bool is_required;
  bool is_written;      /* of FILE: it is not read */
  bool is_about_output; /* how, not what: json's "options" leaves it out */
} option_row;

/* Options that belong together, and the title that help puts above them. */
typedef struct option_table {
  const char *title;
  const option_row *rows;
  size_t count;
} option_table;

/* A table whose fields begin at base in the command's struct. */
typedef struct option_group {
  const option_table *table;
  size_t base;
} option_group;

/* Blocks that live until the run ends. Zero it first. */
typedef struct option_store {
  struct option_block *first;
} option_store;

void *option_store_alloc(option_store *store, size_t size); /* zeroed; NULL: out of memory */
char *option_store_text(option_store *store, const char *text, size_t size);
void option_store_free(option_store *store);
/* PM_ERROR_MEMORY, with the one wording for it. */
pm_status option_memory_fault(pm_error *error);

/* Command-line words to be parsed: words[0] is the command's name. */
typedef struct option_request {
  const option_group *groups;
  size_t group_count;
  void *values; /* the command's struct; every field is set */
  int word_count;
  char **words; /* permuted: operands last */
  option_store *store;
} option_request;

/* Parse; *operands is the index in words of the first operand. The required
   options are not looked for (a request for help needs none).
   PM_ERROR_USAGE, PM_ERROR_MEMORY. */
pm_status options_parse(const option_request *request, int *operands, pm_error *error);

/* PM_ERROR_USAGE when a required option was not given. */
pm_status options_complete(const option_request *request, pm_error *error);

/* The methods whose names the option takes, one after the other, each name once;
   NULL: no more. */
const pm_method *option_method_at(const option_row *row, size_t index);

/* Was a value stored (given, or the fallback)? */
bool option_is_set(const option_row *row, const void *field);
/* Was one without a fallback given? A choice that is its first one may as well not be. */
bool option_is_given(const option_row *row, const void *field);

/* A value as json tells it: a text, made in store, or else a number; neither
   (NULL and NaN) when nothing was given. */
typedef struct option_value {
  const char *text;
  double number;
  bool is_flag;
} option_value;
option_value option_value_of(const option_row *row, const void *field, option_store *store);

/* Take text as the option's value. name: how the option was written
   ("--conf", "-c"). */
pm_status option_store_value(const option_row *row, const char *name, const char *text,
                             void *field, option_store *store, pm_error *error);
/* Make the field say "not given". */
void option_clear(const option_row *row, void *field);

#endif
