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

/* Clusters, and incidents with several crimes (size_design.c). */
typedef struct size_design_options {
  double icc, cluster_size, cluster_cv;
  option_list crimes; /* shares of incidents with 0, 1, 2, ... of them */
  double rho;
} size_design_options;

/* Targets other than a margin, and means (size_mean.c). */
typedef struct size_mean_options {
  option_list relative;
  option_list cvs;
  double sd, unit_cv, mean;
  bool total;
  bool student;
} size_mean_options;

/* Of two groups (size_groups.c). */
typedef struct size_groups_options {
  double difference, power, non_inferiority, equivalence;
  const char *shares; /* A:B */
} size_groups_options;

/* Of discovery and acceptance (size_detect.c). */
typedef struct size_detect_options {
  double rate, acceptable, risk;
  int64_t accept; /* -1: not given */
} size_detect_options;

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
  size_design_options design;
  size_mean_options mean;
  size_groups_options groups;
  size_detect_options detect;
} size_options;

extern const option_table size_table;        /* size_options */
extern const option_table size_rate_table;   /* size_rate_options */
extern const option_table size_design_table; /* size_design_options */
extern const option_table size_mean_table;   /* size_mean_options */
extern const option_table size_groups_table; /* size_groups_options */
extern const option_table size_detect_table; /* size_detect_options */

/* Why an option does not go with a plan, and what to do. */
typedef struct size_refusal {
  const char *option; /* NULL: the end of a list */
  const char *why;
} size_refusal;

/* A part of a run; takes the mode's job. */
typedef pm_status size_step(void *job);

/* A plan that the command can make. Lists end in NULL. */
typedef struct size_mode {
  const char *what;            /* "one rate", for messages */
  const char *title;           /* of the document */
  const char *const *asked_by; /* the options of which any asks for it; NULL: it is
                                  made when nothing else is asked for */
  const char *const *takes;    /* the other options that go with it */
  const size_refusal *refuses; /* of the rest, those for which there is more to say; NULL:
                                  none */
  pm_status (*run)(const tool_run *run); /* makes a job and takes the steps */
  size_step *const *steps;               /* from the request to the notes */
} size_mode;

extern const size_mode size_rate_mode;
extern const size_mode size_mean_mode;
extern const size_mode size_groups_mode;
extern const size_mode size_detect_mode;

#endif
