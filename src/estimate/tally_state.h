/* tally_state.h: what writing and reading a tally's file share.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_ESTIMATE_TALLY_STATE_H
#define PM_ESTIMATE_TALLY_STATE_H

#include "estimate/tally.h"
#include "table/json_scan.h"

#define PM_STATE_SCHEMA "plusminus-state/1"

/* By pm_statistic_kind; ended by NULL. */
extern const char *const pm_state_statistics[];

/* A file being read, up to where its sums begin. */
typedef struct pm_state_head {
  pm_json_scan scan;
  pm_arena *arena; /* of all lists and texts */
  pm_tally_input *inputs;
  size_t input_count;
  pm_tally_request request;
} pm_state_head;

/* Open the file and read its head. Close it in any case. */
pm_status pm_state_open(pm_state_head *head, const char *file, const pm_allocator *allocator,
                        pm_error *error);
void pm_state_close(pm_state_head *head);

/* "'1.5' is not WHAT" */
void pm_state_refuse(pm_json_scan *scan, double number, const char *what);
/* A number that is whole, from 0 to below limit; after a fault 0. */
double pm_state_whole(pm_json_scan *scan, double limit, const char *what);

#endif
