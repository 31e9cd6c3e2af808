/* tool.h: what a command is, and what a run of one is given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include "options.h"

#include <plusminus/core.h>
#include <stdio.h>

typedef struct tool_command tool_command;

/* One run of a command. */
typedef struct tool_run {
  const tool_command *command;
  void *options;         /* the command's struct, filled from its tables */
  char *const *operands; /* what is left of the command line */
  size_t operand_count;
  option_store *store; /* for whatever lives as long as the run */
  pm_error *error;
} tool_run;

/* A command line to learn from, and what it does. */
typedef struct tool_example {
  const char *line;
  const char *what;
} tool_example;

/* A row of the table of commands. Lists of texts end in NULL. */
struct tool_command {
  const char *name;
  const char *summary;            /* a clause, for the list of commands */
  const char *const *forms;       /* what may follow the name: "[OPTION...] X N" */
  const char *const *description; /* paragraphs */
  const option_group *groups;
  size_t group_count;
  size_t options_size; /* of the struct, which begins with help_options */
  const tool_example *examples;
  size_t example_count;
  pm_status (*run)(tool_run *run);
};

size_t tool_command_count(void);
const tool_command *tool_command_at(size_t index);
/* The command of that name; NULL, with a fault, when there is none. */
const tool_command *tool_command_find(const char *name, pm_error *error);

/* The version of the program. */
const char *tool_version(void);
/* The versions of the program and of all it stands on. */
void tool_print_version(FILE *stream);

/* ------------------------------------------- options of many commands -- */

typedef struct help_options {
  bool help;
} help_options;

typedef struct output_options {
  help_options help;
  const char *format;
  const char *file;
  const char *table;
  bool quiet;
  bool no_progress;
} output_options;

typedef struct level_options {
  double conf;
  int64_t digits;
} level_options;

typedef struct thread_options {
  int64_t threads; /* -1: one for each processor */
} thread_options;

extern const option_table help_table;   /* help_options */
extern const option_table output_table; /* output_options, after its help */
extern const option_table level_table;  /* level_options */
extern const option_table thread_table; /* thread_options */

#define TOOL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
