/* tally_read.c: the one pass over a file. Every thread takes a piece, counts it by
   itself, and adds it to the whole when its turn in the file's order has come; so the
   sums are the same for any number of threads.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_part.h"
#include "estimate/tally_state.h"
#include "table/file_state.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum { THREADS_MOST = 64, FIRST_ROW = 2 /* row 1 is the header */ };

typedef struct pass {
  pm_tally *whole;
  pm_csv *csv;
  const size_t *columns;
  pm_error *error;
  int64_t faults_before;
  pthread_mutex_t taking; /* of the file, and of next */
  pthread_mutex_t adding; /* of all that follows, and of the whole */
  pthread_cond_t is_added;
  int64_t next;  /* the number of the piece that is taken next */
  int64_t added; /* and of that which is added next */
  int64_t row;   /* of its first record */
  const pm_tally_request *request;
  bool *has_origin; /* each statistic */
  bool is_over;     /* nothing more is to be taken */
  bool is_stopped;  /* nothing more is to be added: pieces may have been taken already that are
                       behind the end for better or worse */
  pm_status status;
} pass;

/* ---------------------------------------------------------------- origins -- */

/* How y of a statistic spreads about its mean, in the records that begin the file. */
static double find_origin(double n, double sum_x, double sum_y, const double squares[3])
{
  double mean = sum_y / sum_x;
  double deviation = squares[2] - 2 * mean * squares[1] + mean * mean * squares[0];
  double spread = sqrt(fmax(deviation, 0) / n) / fabs(sum_x / n);
  /* Only where many digits would cancel; and then a number of few digits, so that
     differences from it are exact. */
  static const double CALM = 64;
  if (!isfinite(mean) || !(fabs(mean) > CALM * spread))
    return 0;
  if (spread <= fabs(mean) * 0x1p-40)
    return mean;
  double unit = exp2(floor(log2(spread)));
  return rint(mean / unit) * unit;
}

/* Of the statistic in a piece that was parsed; records with faults do not matter here. False:
   the piece does not tell, and its sums are the same about any origin. */
static bool set_origin(const pass *p, size_t s, const pm_csv_piece *piece)
{
  const pm_tally_plan *plan = &p->whole->plan;
  const pm_tally_statistic *statistic = &plan->statistics[s];
  double n = 0, sum_x = 0, sum_y = 0, squares[3] = {0, 0, 0};
  for (size_t i = 0; i < piece->records && statistic->kind != PM_STATISTIC_RATE; i++) {
    double x = 1, y;
    pm_field field = pm_csv_piece_field(piece, i, plan->numbers[statistic->y].wanted);
    bool has = pm_number_parse(field.text, field.size, &y);
    if (statistic->x != PM_TALLY_NONE) {
      field = pm_csv_piece_field(piece, i, plan->numbers[statistic->x].wanted);
      has = has && pm_number_parse(field.text, field.size, &x);
    }
    if (!has)
      continue;
    n++;
    sum_x += x;
    sum_y += y;
    squares[0] += x * x;
    squares[1] += x * y;
    squares[2] += y * y;
  }
  p->whole->origins[s] = find_origin(n, sum_x, sum_y, squares);
  return statistic->kind == PM_STATISTIC_RATE || squares[0] > 0;
}

/* Those that no piece before has told; whether there are none left. */
static bool set_origins(pass *p, const pm_csv_piece *piece)
{
  bool is_all = true;
  for (size_t s = 0; s < p->whole->plan.statistic_count; s++) {
    p->has_origin[s] = p->has_origin[s] || set_origin(p, s, piece);
    is_all = is_all && p->has_origin[s];
  }
  return is_all;
}

/* ----------------------------------------------------------------- pieces -- */

/* False: there are no more. */
static bool take(pass *p, pm_tally_part *part, int64_t *number)
{
  bool has_any = false;
  pthread_mutex_lock(&p->taking);
  if (!p->is_over)
    pm_csv_piece_take(p->csv, &part->piece, &has_any);
  *number = p->next;
  p->next += has_any;
  p->is_over = p->is_over || !has_any || part->piece.stop.status != PM_OK;
  pthread_mutex_unlock(&p->taking);
  return has_any;
}

/* A piece in its turn: its faults, or its sums. */
static pm_status add_in_turn(pass *p, pm_tally_part *part, pm_status counted)
{
  pm_status status = PM_OK;
  if (counted == PM_ERROR_MEMORY)
    return pm_memory_fault(p->error);
  if (counted != PM_OK)
    status = pm_tally_part_tell(part, p->row, p->error);
  else if (p->error->count == p->faults_before)
    status = pm_tally_part_add(p->whole, part, p->row, p->error);
  if (part->piece.stop.status != PM_OK)
    (void)pm_csv_piece_tell(p->csv, &part->piece, p->row, p->error);
  return status == PM_ERROR_MEMORY ? status : PM_OK;
}

static void finish_piece(pass *p, pm_tally_part *part, int64_t number, pm_status counted)
{
  pthread_mutex_lock(&p->adding);
  while (p->added != number)
    pthread_cond_wait(&p->is_added, &p->adding);
  if (p->status == PM_OK && !p->is_stopped)
    p->status = add_in_turn(p, part, counted);
  p->is_stopped = p->is_stopped || part->piece.stop.status != PM_OK;
  p->row += (int64_t)part->piece.records;
  pm_csv_piece_count(p->csv, &part->piece);
  p->added++;
  bool is_bad = p->status != PM_OK || part->piece.stop.status != PM_OK;
  pthread_cond_broadcast(&p->is_added);
  pthread_mutex_unlock(&p->adding);
  if (!is_bad)
    return;
  pthread_mutex_lock(&p->taking);
  p->is_over = true;
  pthread_mutex_unlock(&p->taking);
}

/* By the thread that began the pass, between two of its pieces. */
static void tell_progress(pass *p)
{
  if (p->request->progress == NULL)
    return;
  pthread_mutex_lock(&p->taking);
  double share = pm_csv_share(p->csv);
  pthread_mutex_unlock(&p->taking);
  pthread_mutex_lock(&p->adding);
  int64_t records = p->row - FIRST_ROW;
  pthread_mutex_unlock(&p->adding);
  p->request->progress(p->request->progress_context, records, share);
}

static void work(pass *p, pm_tally_part *part, bool tells)
{
  int64_t number;
  while (take(p, part, &number)) {
    pm_csv_piece_parse(p->csv, &part->piece);
    part->number = number;
    finish_piece(p, part, number, pm_tally_part_count(part));
    if (tells)
      tell_progress(p);
  }
}

/* ---------------------------------------------------------------- threads -- */

typedef struct worker {
  pass *pass;
  pm_tally_part part;
  pthread_t thread;
  bool is_started;
} worker;

static void *run_worker(void *context)
{
  worker *own = context;
  work(own->pass, &own->part, false);
  return NULL;
}

static pm_status init_worker(worker *own, pass *p)
{
  own->pass = p;
  own->is_started = false;
  if (pm_tally_part_init(&own->part, p->whole->allocator, &p->whole->plan, p->csv) != PM_OK)
    return pm_memory_fault(p->error);
  own->part.origins = p->whole->origins;
  own->part.piece.columns = p->columns;
  own->part.piece.column_count = p->whole->plan.column_count;
  return PM_OK;
}

static void count_own(pass *p, pm_tally_part *part, int64_t number)
{
  part->number = number;
  finish_piece(p, part, number, pm_tally_part_count(part));
  tell_progress(p);
}

/* Pieces are the caller's own until one tells, with those before it, where the numbers lie;
   that one is still to be counted. False: there is none, and all are counted. */
static bool begin(pass *p, pm_tally_part *part, int64_t *number)
{
  while (take(p, part, number)) {
    pm_csv_piece_parse(p->csv, &part->piece);
    if (set_origins(p, &part->piece))
      return true;
    count_own(p, part, *number);
  }
  return false;
}

/* A thread that the system refuses is done without. */
static void run(pass *p, worker *workers, size_t count)
{
  int64_t number;
  if (!begin(p, &workers[0].part, &number))
    return;
  for (size_t i = 1; i < count; i++)
    workers[i].is_started =
        pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]) == 0;
  count_own(p, &workers[0].part, number);
  work(p, &workers[0].part, true);
  for (size_t i = 1; i < count; i++)
    if (workers[i].is_started)
      (void)pthread_join(workers[i].thread, NULL);
}

static size_t thread_count(int64_t asked)
{
  long processors = asked > 0 ? asked : sysconf(_SC_NPROCESSORS_ONLN);
  return processors < 1 ? 1 : processors > THREADS_MOST ? THREADS_MOST : (size_t)processors;
}

static pm_status run_pass(pass *p, size_t count)
{
  worker *workers = pm_memory_resize(p->whole->allocator, NULL, count * sizeof *workers);
  if (workers == NULL)
    return pm_memory_fault(p->error);
  pm_status status = PM_OK;
  size_t made = 0;
  memset(workers, 0, count * sizeof *workers);
  for (; made < count && status == PM_OK; made++)
    status = init_worker(&workers[made], p);
  if (status == PM_OK)
    run(p, workers, count);
  for (size_t i = 0; i < made; i++)
    pm_tally_part_free(&workers[i].part);
  (void)pm_memory_resize(p->whole->allocator, workers, 0);
  return status == PM_OK ? p->status : status;
}

/* ------------------------------------------------------------------- files -- */

static pm_status find_columns(const pm_csv *csv, const pm_tally_plan *plan, size_t *columns,
                              pm_error *error)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < plan->column_count; i++) {
    pm_status found = pm_csv_find(csv, plan->columns[i], NULL, &columns[i], error);
    status = status == PM_OK ? found : status;
  }
  return status;
}

static pm_status read_records(pm_tally *tally, pm_csv *csv, const pm_tally_request *request,
                              pm_error *error)
{
  const pm_tally_plan *plan = &tally->plan;
  pm_status status = pm_tally_find_replicates(tally, csv, request->replicate_weights, error);
  if (status != PM_OK)
    return status;
  size_t *columns = pm_arena_alloc(plan->arena, plan->column_count * sizeof *columns);
  bool *has_origin = pm_arena_alloc(plan->arena, plan->statistic_count * sizeof *has_origin);
  if (columns == NULL || has_origin == NULL)
    return pm_memory_fault(error);
  memset(has_origin, 0, plan->statistic_count * sizeof *has_origin);
  status = find_columns(csv, plan, columns, error);
  if (status != PM_OK)
    return status;
  pass p = {.whole = tally,
            .csv = csv,
            .columns = columns,
            .has_origin = has_origin,
            .request = request,
            .error = error,
            .faults_before = error->count,
            .taking = PTHREAD_MUTEX_INITIALIZER,
            .adding = PTHREAD_MUTEX_INITIALIZER,
            .is_added = PTHREAD_COND_INITIALIZER,
            .row = FIRST_ROW};
  status = run_pass(&p, thread_count(request->threads));
  (void)pthread_cond_destroy(&p.is_added);
  (void)pthread_mutex_destroy(&p.adding);
  (void)pthread_mutex_destroy(&p.taking);
  tally->records = p.row - FIRST_ROW;
  if (status != PM_OK)
    return status;
  if (error->count > p.faults_before)
    return error->status;
  pm_place place = {pm_csv_file(csv), 0, NULL};
  return tally->records > 0 || request->may_be_empty
             ? PM_OK
             : pm_error_add(error, PM_ERROR_DATA, &place,
                            "the file has a header and no records");
}

static pm_status keep_input(pm_tally *tally, const pm_csv *csv, pm_error *error)
{
  const pm_tally_input input = {pm_csv_file(csv), tally->records, pm_csv_sha256(csv)};
  if (!pm_tally_add_input(tally, &input))
    return pm_memory_fault(error);
  tally->name = tally->inputs[0].file;
  tally->state = *pm_csv_source_state(csv->source);
  return PM_OK;
}

/* Estimating looks nothing up. */
static void rest(pm_tally *tally)
{
  pm_label_tree_rest(tally->tree);
  for (size_t i = 0; i < tally->plan.split_count; i++)
    pm_tally_cells_rest(&tally->cells[i]);
}

/* What a copy that stopped leaves of the last field looks like a field. */
static pm_status note_cut(const pm_csv *csv, pm_notes *notes, pm_error *error)
{
  if (!pm_csv_source_seems_cut(csv->source) ||
      pm_notes_add(notes, "last-row",
                   "%s: the last row has no line end, and the file ends with a disk's sector: "
                   "it may have been cut off within its last field",
                   pm_csv_file(csv)) == PM_OK)
    return PM_OK;
  return pm_memory_fault(error);
}

/* What makes no CSV may be what an earlier run saved of one. */
static pm_status open_records(pm_csv **csv, const pm_tally_request *request, pm_error *error)
{
  const pm_csv_request file = {request->file, request->hash, request->allocator};
  const pm_place place = {.file = request->file};
  int64_t before = error->count;
  pm_state_head head;
  pm_error none = {.status = PM_OK};
  pm_status status = pm_csv_open(csv, &file, error);
  if (status != PM_ERROR_DATA || before > 0 || !pm_file_is_regular(request->file))
    return status;
  bool is_state = pm_state_open(&head, request->file, request->allocator, &none) == PM_OK;
  pm_state_close(&head);
  pm_error_clear(&none);
  if (!is_state)
    return status;
  pm_error_clear(error);
  return pm_error_add(error, PM_ERROR_DATA, &place,
                      "these are no records, but what estimate --save-state keeps of them: "
                      "plusminus combine makes estimates of it");
}

pm_status pm_tally_read(pm_tally **tally, const pm_tally_request *request, pm_notes *notes,
                        pm_error *error)
{
  pm_error own = {.status = PM_OK};
  pm_tally *fresh = NULL;
  pm_csv *csv = NULL;
  *tally = NULL;
  if (error == NULL)
    error = &own;
  pm_status status = pm_tally_new(&fresh, request, error);
  if (status == PM_OK)
    status = open_records(&csv, request, error);
  if (status == PM_OK)
    status = read_records(fresh, csv, request, error);
  if (status == PM_OK)
    status = keep_input(fresh, csv, error);
  if (status == PM_OK)
    status = note_cut(csv, notes, error);
  if (status == PM_OK && request->design.joint != NULL)
    status = pm_tally_read_joint(fresh, request, error);
  if (status == PM_OK)
    rest(fresh);
  pm_csv_free(csv);
  if (status == PM_OK)
    *tally = fresh;
  else
    pm_tally_free(fresh);
  return status;
}
