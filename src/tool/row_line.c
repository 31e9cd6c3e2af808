/* row_line.c: batches of rows on their way.

   They stand in a ring: from `first` those `given`, then the one that is filled. The
   thread that computes the last of a batch's rows writes them, and then those of the
   batches behind it that are computed by then. Only the thread that reads waits: for
   a free batch, and not while there is something to compute.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "row_line.h"
#include "row_memo.h"
#include "row_tables.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/* Enough that no thread need wait while one batch takes longer than others. */
enum { BATCHES = 8 };

typedef struct row_work {
  struct row_line *line;
  row_batch batch;
  pm_crew_task task;
  bool is_computed;
} row_work;

struct row_line {
  row_line_request request;
  pm_crew *crew;
  pthread_mutex_t kept; /* of the memo and the tables */
  row_memo memo;        /* of results, where they are dear */
  row_tables tables;    /* of those that are cheaper together */
  size_t filling;       /* the one that is being filled */
  pthread_mutex_t ring; /* of all that follows, and of the works' is_computed */
  pthread_cond_t is_written;
  size_t first, given;
  bool is_writing;
  pm_status status; /* of what was written */
  row_work works[BATCHES];
};

static bool make_results(row_line *line, option_store *store)
{
  const row_line_request *request = &line->request;
  if (request->is_dear &&
      !row_memo_make(&line->memo, request->column_count, request->result_size, store))
    return false;
  return request->compute_all == NULL ||
         row_tables_make(&line->tables, request->column_count, request->result_size, store);
}

row_line *row_line_new(const row_line_request *request, option_store *store)
{
  row_line *line = option_store_alloc(store, sizeof *line);
  if (line == NULL)
    return NULL;
  line->request = *request;
  line->kept = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
  line->ring = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
  line->is_written = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
  for (size_t i = 0; i < BATCHES; i++) {
    line->works[i].line = line;
    line->works[i].batch.results =
        option_store_alloc(store, ROW_BATCH_ROWS * request->result_size);
    if (line->works[i].batch.results == NULL)
      return NULL;
  }
  if (!make_results(line, store) || pm_crew_new(&line->crew, request->threads, NULL) != PM_OK)
    return NULL;
  return line;
}

void row_line_free(row_line *line)
{
  if (line == NULL)
    return;
  pm_crew_free(line->crew);
  for (size_t i = 0; i < BATCHES; i++)
    row_batch_free(&line->works[i].batch);
  pthread_cond_destroy(&line->is_written);
  pthread_mutex_destroy(&line->ring);
  pthread_mutex_destroy(&line->kept);
}

/* ------------------------------------------------------------- results -- */

/* Find the results that are there. What is in a table stays, and is copied where it is
   needed; what is in the memo may be gone soon. */
static void recall(row_line *line, row_batch *batch, double share_read)
{
  pthread_mutex_lock(&line->kept);
  for (size_t i = 0; i < batch->count; i++) {
    row_item *item = &batch->items[i];
    item->known = row_tables_find(&line->tables, item->numbers);
    if (item->known != NULL)
      continue;
    const void *kept = row_memo_find(&line->memo, item->numbers);
    if (kept != NULL)
      item->known = memcpy(row_batch_result(batch, i, line->request.result_size), kept,
                           line->request.result_size);
    else
      item->table = row_tables_begin(&line->tables, item->numbers, share_read);
  }
  pthread_mutex_unlock(&line->kept);
}

/* Keep what was computed. */
static void keep(row_line *line, const row_batch *batch)
{
  pthread_mutex_lock(&line->kept);
  for (size_t i = 0; i < batch->count; i++) {
    const row_item *item = &batch->items[i];
    if (item->status != PM_OK || item->known != NULL)
      continue;
    if (item->table != NULL)
      item->table->is_ready = true;
    else
      row_memo_keep(&line->memo, item->numbers,
                    row_batch_result(batch, i, line->request.result_size));
  }
  pthread_mutex_unlock(&line->kept);
}

/* Compute the table of a row; the place of the row's result in it, or NULL. */
static const void *compute_table(const row_line_request *request, row_item *item)
{
  item->status = request->compute_all(request->context, item->numbers, item->table->results);
  return item->status == PM_OK
             ? row_table_result(item->table, item->numbers, request->result_size)
             : NULL;
}

/* A task of the crew: one row of a batch. Faults are rare, and their words long:
   here it is only noted that there is one. */
static void compute_row(void *context, size_t index)
{
  row_work *work = context;
  const row_line_request *request = &work->line->request;
  row_item *item = &work->batch.items[index];
  void *result = row_batch_result(&work->batch, index, request->result_size);
  const void *known = item->table != NULL ? compute_table(request, item) : item->known;
  if (known != NULL && known != result)
    memcpy(result, known, request->result_size);
  else if (known == NULL && item->table == NULL)
    item->status = request->compute(request->context, item->numbers, result, NULL);
}

/* --------------------------------------------------------------- order -- */

/* Write the batch that was given first. The ring is locked before and after. */
static void write_first(row_line *line)
{
  row_batch *batch = &line->works[line->first].batch;
  pm_status status = line->status;
  pthread_mutex_unlock(&line->ring);
  keep(line, batch);
  if (status == PM_OK)
    status = line->request.write(line->request.writer, batch);
  row_batch_empty(batch);
  pthread_mutex_lock(&line->ring);
  line->status = status;
  line->first = (line->first + 1) % BATCHES;
  line->given--;
  pthread_cond_signal(&line->is_written);
}

/* What follows the last row of a batch: unless another thread is writing, which then
   comes to this batch too. */
static void write_computed(void *context)
{
  row_work *work = context;
  row_line *line = work->line;
  pthread_mutex_lock(&line->ring);
  work->is_computed = true;
  if (!line->is_writing) {
    line->is_writing = true;
    while (line->given > 0 && line->works[line->first].is_computed)
      write_first(line);
    line->is_writing = false;
  }
  pthread_mutex_unlock(&line->ring);
}

/* Take part in computing until no more than so many batches are on their way. */
static pm_status await(row_line *line, size_t most)
{
  pthread_mutex_lock(&line->ring);
  while (line->given > most) {
    pthread_mutex_unlock(&line->ring);
    bool has_helped = pm_crew_help(line->crew);
    pthread_mutex_lock(&line->ring);
    if (!has_helped && line->given > most)
      pthread_cond_wait(&line->is_written, &line->ring);
  }
  pm_status status = line->status;
  pthread_mutex_unlock(&line->ring);
  return status;
}

row_batch *row_line_batch(row_line *line)
{
  return &line->works[line->filling].batch;
}

static void give(row_line *line, double share_read)
{
  row_work *work = &line->works[line->filling];
  if (work->batch.count == 0)
    return;
  recall(line, &work->batch, share_read);
  work->is_computed = false;
  work->task = (pm_crew_task){
      .work = compute_row, .context = work, .count = work->batch.count, .then = write_computed};
  line->filling = (line->filling + 1) % BATCHES;
  pthread_mutex_lock(&line->ring);
  line->given++;
  pthread_mutex_unlock(&line->ring);
  pm_crew_give(line->crew, &work->task);
}

pm_status row_line_give(row_line *line, double share_read)
{
  give(line, share_read);
  return await(line, BATCHES - 1);
}

pm_status row_line_drain(row_line *line)
{
  give(line, (double)NAN);
  return await(line, 0);
}
