/* row_tables.c: the results of all rows that differ in their first number alone.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "row_tables.h"

#include <math.h>
#include <string.h>

enum {
  PLACES = 1 << 12,
  FEW = 4,                            /* of its rows, which are computed by themselves first */
  TABLE_MOST = ROW_TABLES_MEMORY / 16 /* bytes */
};

bool row_tables_make(row_tables *tables, size_t number_count, size_t result_size,
                     option_store *store)
{
  *tables = (row_tables){.places = option_store_alloc(store, PLACES * sizeof(row_table)),
                         .number_count = number_count,
                         .result_size = result_size,
                         .results = option_store_alloc(store, ROW_TABLES_MEMORY),
                         .room = ROW_TABLES_MEMORY};
  return tables->places != NULL && tables->results != NULL;
}

/* Whether the first number is one of 0, 1, ... up to the second, and all are such as
   can tell a place. */
static bool is_in_table(const row_tables *tables, const double *numbers)
{
  static const double MOST = 0x1p53;
  bool is_whole = numbers[0] == floor(numbers[0]) && numbers[0] <= numbers[1];
  for (size_t i = 0; i < tables->number_count; i++)
    is_whole = is_whole && numbers[i] >= 0 && numbers[i] <= MOST;
  return is_whole && numbers[1] == floor(numbers[1]);
}

/* Second numbers that follow one another have places that do. */
static row_table *place_of(const row_tables *tables, const double *numbers)
{
  uint64_t key = (uint64_t)numbers[1];
  for (size_t i = 2; i < tables->number_count; i++)
    key += (uint64_t)numbers[i] * UINT64_C(0x9E3779B97F4A7C15) >> 20;
  return &tables->places[key % PLACES];
}

/* All but the first number are the table's. */
static bool is_of(const row_tables *tables, const row_table *table, const double *numbers)
{
  size_t size = (tables->number_count - 1) * sizeof *numbers;
  return memcmp(table->numbers + 1, numbers + 1, size) == 0;
}

char *row_table_result(const row_table *table, const double *numbers, size_t result_size)
{
  return table->results + (size_t)numbers[0] * result_size;
}

const void *row_tables_find(const row_tables *tables, const double *numbers)
{
  if (tables->places == NULL || !is_in_table(tables, numbers))
    return NULL;
  const row_table *table = place_of(tables, numbers);
  if (!table->is_ready || !is_of(tables, table, numbers))
    return NULL;
  return row_table_result(table, numbers, tables->result_size);
}

/* A table takes about half as long as its rows by themselves: whether that many are
   still to come. Where that cannot be told, as many as have come. */
static bool is_worth_it(const row_table *table, double share_read)
{
  double came = (double)table->computed;
  double to_come = share_read > 0 ? came / share_read - came : came;
  return table->computed >= FEW && 2 * to_come > table->numbers[1];
}

/* Room for all results of a table. */
static bool take_room(row_tables *tables, row_table *table)
{
  double size = (table->numbers[1] + 1) * (double)tables->result_size;
  if (size > TABLE_MOST || size > (double)tables->room)
    return false;
  table->results = tables->results + (ROW_TABLES_MEMORY - tables->room);
  tables->room -= (size_t)size;
  return true;
}

row_table *row_tables_begin(row_tables *tables, const double *numbers, double share_read)
{
  if (tables->places == NULL || !is_in_table(tables, numbers))
    return NULL;
  row_table *table = place_of(tables, numbers);
  if (table->results != NULL)
    return NULL; /* another's, or on its way */
  if (!is_of(tables, table, numbers)) {
    *table = (row_table){.computed = 0};
    memcpy(table->numbers + 1, numbers + 1, (tables->number_count - 1) * sizeof *numbers);
  }
  table->computed++;
  return is_worth_it(table, share_read) && take_room(tables, table) ? table : NULL;
}
