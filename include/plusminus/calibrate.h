/* plusminus/calibrate.h: weights that make the sample agree with totals that are known
   of the population.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   A record with the weight d gets the weight w = g d, as near to d as the method
   measures, so that the weights of the records in each category of a margin, and the
   weighted values of a number, add up to the totals (Deville & Sarndal 1992, Journal
   of the American Statistical Association 87, 376-382). */
#ifndef PLUSMINUS_CALIBRATE_H
#define PLUSMINUS_CALIBRATE_H

#include <plusminus/table.h>

PM_BEGIN_DECLS

PM_API extern const pm_family pm_calibration_family; /* poststratify rake linear bounded
                                                        logit */

/* What is known of the population: how many units are in each category of a column, or
   in each combination of several columns; or else the total of a column of numbers. */
typedef struct pm_margin {
  const char *const *columns;
  size_t column_count;
  const char *const *labels; /* column_count for each total; NULL: the column holds
                                numbers, and there is one total, that of them */
  const double *totals;
  size_t count;
  const char *file;    /* that told them, for messages; NULL: none */
  const int64_t *rows; /* of that file, for each total; NULL: not known */
} pm_margin;

/* A zero value means the defaults. */
typedef struct pm_calibration {
  const char *method; /* NULL: rake */
  const pm_margin *margins;
  size_t margin_count;
  double lower, upper; /* of bounded and logit: g is between them, 0 <= lower < 1 < upper,
                          and upper is finite */
  /* Trimming that keeps the totals: the calibrated weights of all records are between
     these, 0 <= trim_lower < trim_upper, and g is cut where it would pass them; both 0: no
     trimming. Every record stays in memory. */
  double trim_lower, trim_upper;
  bool trim_by_median; /* they are multiples of the median of the design's weights */
} pm_calibration;

/* Margins read from files; they live until the totals are freed. */
typedef struct pm_totals pm_totals;

/* Empty. hash: also take each file's SHA-256. PM_OK or PM_ERROR_MEMORY. */
PM_API pm_status pm_totals_new(pm_totals **totals, bool hash, const pm_allocator *allocator,
                               pm_error *error);
PM_API void pm_totals_free(pm_totals *totals); /* NULL is fine */

/* Add the margin of a CSV that has its columns and one more, `total`: what is in the
   population of each value, or combination of values. PM_ERROR_DATA: a column that is not
   there; a label that is empty; a combination told twice; a total that is not a number
   above 0. All faults of the file are counted. */
PM_API pm_status pm_totals_read_margin(pm_totals *totals, const char *file,
                                       const char *const *columns, size_t column_count,
                                       pm_error *error);

/* Add the margins of a CSV with the columns `variable`, `value` and `total`, each of one
   column, the variable. A variable of one row without a value is a column of numbers, of
   which the total may have either sign but is not 0. PM_ERROR_DATA: as above. */
PM_API pm_status pm_totals_read_list(pm_totals *totals, const char *file, pm_error *error);

PM_API const pm_margin *pm_totals_margins(const pm_totals *totals, size_t *count);
/* The files that were read. */
PM_API const pm_input *pm_totals_inputs(const pm_totals *totals, size_t *count);

PM_END_DECLS

#endif
