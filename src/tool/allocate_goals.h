/* allocate_goals.h: the margins that allocate is asked for.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ALLOCATE_GOALS_H
#define TOOL_ALLOCATE_GOALS_H

#include "output.h"

#include <plusminus/allocate.h>

typedef struct goal_options {
  option_list margins; /* [COL[:VALUE]=]M[@RATE] */
  const char *file;    /* with more of them */
  int interval;        /* which of goal_intervals */
  bool frontier;
} goal_options;

extern const option_table allocate_goal_table;

/* wald wilson wilson-fpc clopper-pearson, ended by NULL. */
extern const char *const goal_intervals[];

/* The goals, and the columns that they name. A goal whose margin is none, which is told, has
   NaN. */
typedef struct goal_list {
  const pm_margin_goal *goals;
  size_t count;
  option_list columns;
  const pm_place *places; /* of each column, where the file named it first */
  const char *sha256;     /* of the file; NULL: there is none */
  int64_t rows;
  bool is_mean; /* margins are in the units of a mean; set before they are read */
} goal_list;

/* Whether any margin was asked for. */
bool allocate_goals_given(const goal_options *options);

/* Read them all. PM_ERROR_USAGE, or of the file PM_ERROR_DATA, PM_ERROR_IO. */
pm_status allocate_goals_read(goal_list *list, const goal_options *options,
                              const tool_run *run);

#endif
