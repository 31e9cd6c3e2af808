/* size_more_options.c: the options of `plusminus size` for means, for two groups,
   for discovery and acceptance, and for clusters and incidents.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_options.h"

#include <math.h>

/* --------------------------------------------- clusters and incidents -- */

static const option_row design_rows[] = {
    {.name = "icc",
     .kind = OPTION_NUMBER,
     .offset = offsetof(size_design_options, icc),
     .argument = "RHO",
     .low = -1,
     .high = 1,
     .help = "intraclass correlation of records of one cluster; multiplies the design effect"},
    {.name = "cluster-size",
     .kind = OPTION_NUMBER,
     .offset = offsetof(size_design_options, cluster_size),
     .argument = "B",
     .low = 1,
     .high = (double)INFINITY,
     .help = "records taken of each cluster, on average"},
    {.name = "cluster-cv",
     .kind = OPTION_NUMBER,
     .offset = offsetof(size_design_options, cluster_cv),
     .argument = "CV",
     .fallback_note = "0: all alike",
     .low = 0,
     .high = (double)INFINITY,
     .help = "coefficient of variation of these numbers"},
    {.name = "crimes-per-incident",
     .kind = OPTION_LIST,
     .offset = offsetof(size_design_options, crimes),
     .argument = "P0,P1[,P2...]",
     .help =
         "incidents are drawn and crimes counted: the shares of incidents with 0, 1, 2, ... "
         "crimes; multiplies the design effect"},
    {.name = "rho",
     .kind = OPTION_NUMBER,
     .offset = offsetof(size_design_options, rho),
     .argument = "RHO",
     .low = -1,
     .high = 1,
     .help = "correlation of two crimes of one incident"},
};

const option_table size_design_table = {"Clusters and incidents", design_rows,
                                        TOOL_COUNT(design_rows)};

/* -------------------------------------------------------------- targets -- */

static const option_row mean_rows[] = {
    {.name = "relative",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(size_mean_options, relative),
     .argument = "R[,R...]",
     .help = "instead of a margin: one that is this share of the rate or the mean"},
    {.name = "cv",
     .kind = OPTION_COLUMNS,
     .offset = offsetof(size_mean_options, cvs),
     .argument = "CV[,CV...]",
     .help =
         "instead of a margin: a standard error that is this share of the rate or the mean"},
    {.name = "sd",
     .kind = OPTION_NUMBER,
     .offset = offsetof(size_mean_options, sd),
     .argument = "S",
     .low = 0,
     .high = (double)INFINITY,
     .help = "plan for a mean, whose records have this standard deviation; --margin is then in "
             "the mean's units"},
    {.name = "unit-cv",
     .kind = OPTION_RATE,
     .offset = offsetof(size_mean_options, unit_cv),
     .argument = "CV",
     .low = 0,
     .high = (double)INFINITY,
     .help = "the same: the standard deviation as a share of the mean"},
    {.name = "mean",
     .kind = OPTION_NUMBER,
     .offset = offsetof(size_mean_options, mean),
     .argument = "M",
     .fallback_note = "with --unit-cv 1",
     .help = "the mean that is anticipated"},
    {.name = "total",
     .kind = OPTION_FLAG,
     .offset = offsetof(size_mean_options, total),
     .help = "margins are those of the total, the population times the mean"},
    {.name = "student",
     .kind = OPTION_FLAG,
     .offset = offsetof(size_mean_options, student),
     .help = "the quantile of Student's t, as the interval of the sample will have"},
};

const option_table size_mean_table = {"Other targets, and means", mean_rows,
                                      TOOL_COUNT(mean_rows)};

/* ----------------------------------------------------------- two groups -- */

static const option_row groups_rows[] = {
    {.name = "difference",
     .kind = OPTION_RATE,
     .offset = offsetof(size_groups_options, difference),
     .argument = "D",
     .low = -1,
     .high = 1,
     .help = "plan for two groups: the second's rate less the first's, to be detected; with a "
             "margin below, what it truly is"},
    {.name = "power",
     .letter = 'w',
     .kind = OPTION_RATE,
     .offset = offsetof(size_groups_options, power),
     .argument = "W",
     .fallback_note = "80%",
     .low = 0,
     .is_low_out = true,
     .high = 1,
     .help = "the chance to show it; with --n, what N records in the first group can show"},
    {.name = "non-inferiority",
     .kind = OPTION_RATE,
     .offset = offsetof(size_groups_options, non_inferiority),
     .argument = "M",
     .low = 0,
     .is_low_out = true,
     .high = 1,
     .help = "show that the second rate is not below the first by as much as M"},
    {.name = "equivalence",
     .kind = OPTION_RATE,
     .offset = offsetof(size_groups_options, equivalence),
     .argument = "M",
     .low = 0,
     .is_low_out = true,
     .high = 1,
     .help = "show that the rates differ by less than M"},
    {.name = "shares",
     .kind = OPTION_TEXT,
     .offset = offsetof(size_groups_options, shares),
     .argument = "A:B",
     .fallback_note = "1:1",
     .help = "the groups' sizes are as A to B"},
};

const option_table size_groups_table = {"Two groups", groups_rows, TOOL_COUNT(groups_rows)};

/* ------------------------------------------- discovery and acceptance -- */

static const option_row detect_rows[] = {
    {.name = "detect",
     .kind = OPTION_RATE,
     .offset = offsetof(size_detect_options, rate),
     .argument = "RATE",
     .low = 0,
     .is_low_out = true,
     .high = 1,
     .help = "plan to find out a population with this rate of errors or more, which passes "
             "with a chance of at most 1 - LEVEL; --rate are then those of table oc"},
    {.name = "accept",
     .kind = OPTION_COUNT,
     .offset = offsetof(size_detect_options, accept),
     .argument = "C",
     .fallback_note = "0",
     .low = 0,
     .high = 100000,
     .help = "errors with which a sample still passes"},
    {.name = "acceptable",
     .kind = OPTION_RATE,
     .offset = offsetof(size_detect_options, acceptable),
     .argument = "RATE",
     .low = 0,
     .is_low_out = true,
     .high = 1,
     .help = "two risks: a population with this rate of errors or less is to pass, and the "
             "errors that pass are looked for"},
    {.name = "risk",
     .kind = OPTION_RATE,
     .offset = offsetof(size_detect_options, risk),
     .argument = "B",
     .fallback_note = "5%",
     .low = 0,
     .is_low_out = true,
     .high = 0.5,
     .help = "the risk that such a one fails nevertheless"},
};

const option_table size_detect_table = {"Discovery and acceptance", detect_rows,
                                        TOOL_COUNT(detect_rows)};
