/* size_options.h: what `plusminus size` is asked, and the plans it can make: one
   mode for each, in a file of its own.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_SIZE_OPTIONS_H
#define TOOL_SIZE_OPTIONS_H

#include "tool.h"

/* Of one rate alone (size_rate.c). */
typedef struct size_rate_options {
  bool expected;
  double assurance;
  const char *prior; /* X/N */
  int prior_start;   /* a pm_prior */
  bool coverage;
} size_rate_options;

typedef struct size_options {
  output_options output;
  level_options level;
  option_list methods;
  option_list margins;
  option_list rates; /* also intervals, LOW..HIGH */
  option_list sizes;
  const char *population;
  double deff, response, eligible;
  double minutes, cost;
  size_rate_options one;
} size_options;

extern const option_table size_table;      /* size_options */
extern const option_table size_rate_table; /* size_rate_options */

/* A plan that the command can make. Lists end in NULL. */
typedef struct size_mode {
  const char *what;            /* "one rate", for messages */
  const char *const *asked_by; /* the options of which any asks for it; NULL: it is
                                  made when nothing else is asked for */
  const char *const *takes;    /* the other options that go with it */
  pm_status (*run)(const tool_run *run);
} size_mode;

extern const size_mode size_rate_mode;

#endif
