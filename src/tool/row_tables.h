/* row_tables.h: the results of all rows that differ in their first number alone,
   which goes from 0 up to the second: where many of them come, computed at once.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_ROW_TABLES_H
#define TOOL_ROW_TABLES_H

#include "options.h"
#include "row_batch.h"

enum { ROW_TABLES_MEMORY = 32 << 20 }; /* bytes of results at most */

typedef struct row_table {
  double numbers[ROW_COLUMNS_MOST]; /* of its rows; the first is 0 */
  size_t computed;                  /* rows that were, one by one */
  char *results;                    /* NULL: it is not worth it so far */
  bool is_ready;                    /* they have been computed */
} row_table;

typedef struct row_tables {
  row_table *places; /* NULL: there are no tables */
  size_t number_count;
  size_t result_size;
  char *results; /* room for those of all tables, touched only as they are needed */
  size_t room;   /* bytes left of it */
} row_tables;

/* For rows of so many numbers; the store keeps the memory. False: there is none. */
bool row_tables_make(row_tables *tables, size_t number_count, size_t result_size,
                     option_store *store);

/* The result of these numbers, or NULL. */
const void *row_tables_find(const row_tables *tables, const double *numbers);

/* The table of a row that has to be computed, when it is time to compute all its
   results instead; or NULL. Asked for once. share_read: how much of all rows has come;
   NAN: nobody knows. */
row_table *row_tables_begin(row_tables *tables, const double *numbers, double share_read);

/* The place of a row's result in its table. */
char *row_table_result(const row_table *table, const double *numbers, size_t result_size);

#endif
