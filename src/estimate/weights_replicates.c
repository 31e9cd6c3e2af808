/* weights_replicates.c: a file's records once more, with the weights of every replicate, from
   which anybody makes the same variances.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/replicate_parts.h"
#include "estimate/sample_recalibrate_records.h"
#include "estimate/sample_replicate.h"
#include "estimate/weights_write.h"
#include "table/publish.h"

#include <errno.h>
#include <string.h>

enum {
  BLOCK_BYTES = 1 << 26,   /* weights of some rows that are made at once */
  FACTORS_BYTES = 1 << 28, /* of calibration, of all replicates */
  LINE_SIZE = 2 * PM_NUMBER_SIZE + 2
};

static const char prefix[] = "rep_";

/* A record of the block. */
typedef struct block_row {
  double weight; /* by the design */
  uint32_t unit, category;
} block_row;

typedef struct replicating {
  const pm_replicate_weights_request *request;
  pm_sample_run *run;
  pm_unit_table units;
  pm_replicates *replicates;
  size_t count;                   /* of replicates */
  double *g;                      /* of calibration, of each replicate and unit; NULL: none */
  double *factors, *factors_room; /* of every sampled unit */
  double *block;                  /* of each row: the full weight, and every replicate's */
  block_row *rows;
  size_t most, first, held; /* rows of the block */
  pm_target coefficients;
} replicating;

/* "--variance METHOD", and another option. */
typedef struct text_options {
  const char *method, *more, *value;
} text_options;

/* ------------------------------------------------------------------ block -- */

static bool is_calibrated(const replicating *all)
{
  return all->run->design.calibration != NULL;
}

static block_row row_of(const replicating *all, size_t record)
{
  const pm_sample_design *design = &all->run->design;
  const pm_tally_store *store = &all->run->tally->store;
  block_row row = {.weight = pm_sample_design_weight(design, record),
                   .unit = pm_sample_unit_of(&all->units, record)};
  if (is_calibrated(all))
    row.category = design->calibration->by_record
                       ? (uint32_t)record
                       : design->calibration->units[0][store->cells[record * store->splits]];
  return row;
}

static void fill_replicate(const replicating *all, size_t replicate)
{
  const double *g = all->g == NULL
                        ? NULL
                        : all->g + replicate * all->run->design.calibration->calibrator.units;
  double *weights = all->block + 1 + replicate;
  pm_replicates_factors(all->replicates, replicate, all->factors_room, all->factors);
  for (size_t i = 0; i < all->held; i++, weights += all->count + 1) {
    const block_row *row = &all->rows[i];
    *weights = row->weight * all->factors[row->unit] * (g != NULL ? g[row->category] : 1);
  }
}

static void fill_block(replicating *all, size_t first)
{
  size_t left = all->run->tally->store.count - first;
  all->first = first;
  all->held = left < all->most ? left : all->most;
  for (size_t i = 0; i < all->held; i++) {
    all->rows[i] = row_of(all, first + i);
    all->block[i * (all->count + 1)] = pm_sample_record_weight(&all->run->design, first + i);
  }
  for (size_t r = 0; r < all->count; r++)
    fill_replicate(all, r);
}

static const double *take(void *context, size_t record)
{
  replicating *all = context;
  if (record >= all->first + all->held)
    fill_block(all, record);
  return all->block + (record - all->first) * (all->count + 1);
}

static bool make_room(replicating *all)
{
  pm_arena *arena = all->run->estimates->arena;
  size_t row = (all->count + 1) * sizeof *all->block;
  size_t records = all->run->tally->store.count;
  size_t units = all->units.table.unit_count;
  size_t block = all->request->block > 0 ? all->request->block : (size_t)BLOCK_BYTES;
  size_t most = block > row ? block / row : 1;
  all->most = most < records ? most : records;
  all->block = pm_arena_alloc(arena, all->most * row);
  all->rows = pm_arena_alloc(arena, all->most * sizeof *all->rows);
  all->factors = pm_arena_alloc(arena, units * sizeof *all->factors);
  all->factors_room = pm_arena_alloc(arena, units * sizeof *all->factors_room);
  return all->block != NULL && all->rows != NULL && all->factors != NULL &&
         all->factors_room != NULL;
}

/* ----------------------------------------------------------- coefficients -- */

/* Is one number in the place of all coefficients? */
static bool are_equal(const replicating *all)
{
  double first = pm_replicates_coefficient(all->replicates, 0);
  for (size_t r = 1; r < all->count; r++)
    if (pm_replicates_coefficient(all->replicates, r) < first ||
        pm_replicates_coefficient(all->replicates, r) > first)
      return false;
  return true;
}

static bool fill_coefficients(void *context, pm_sink *sink, void *sink_context)
{
  static const char header[] = "replicate,coefficient\n";
  const replicating *all = context;
  bool is_good = sink(sink_context, header, sizeof header - 1);
  for (size_t r = 0; r < all->count && is_good; r++) {
    char line[LINE_SIZE];
    size_t size = pm_number_format((double)(r + 1), line);
    line[size++] = ',';
    size += pm_number_format(pm_replicates_coefficient(all->replicates, r), line + size);
    line[size++] = '\n';
    is_good = sink(sink_context, line, size);
  }
  return is_good;
}

static pm_status finish(void *context)
{
  replicating *all = context;
  return are_equal(all) ? PM_OK
                        : pm_publish_filled(&all->coefficients, fill_coefficients, all,
                                            all->request->allocator, all->run->error);
}

/* The options by which the columns give the method's own variances; false: out of memory. */
static bool add_reading(const replicating *all, text_options *out)
{
  const pm_variance_method *method = all->replicates->method;
  double coefficient = pm_replicates_coefficient(all->replicates, 0);
  char number[PM_NUMBER_SIZE];
  out->method = method->about.name;
  if (!are_equal(all)) {
    out->more = " --replicate-coefficients ";
    out->value = all->request->coefficients;
    return true;
  }
  if (method == &pm_variance_fay) {
    out->more = " --fay ";
    (void)pm_number_format(all->request->estimate->rho, number);
  } else if (method->coefficient != NULL) {
    out->more = " --replicate-scale ";
    (void)pm_number_format(pm_replicates_scale(all->replicates) * coefficient, number);
  } else {
    return true;
  }
  out->value = pm_arena_text(all->run->estimates->arena, number, strlen(number));
  return out->value != NULL;
}

static pm_status note_reading(const replicating *all, pm_notes *notes)
{
  text_options how = {.more = "", .value = ""};
  if (!add_reading(all, &how) ||
      pm_notes_add(notes, "replicate-weights",
                   "'%s' has %zu replicate weights: --weight full_weight --replicate-weights "
                   "'%s*' --variance %s%s%s and the same --strata and --cluster give the same "
                   "variances%s",
                   all->request->file, all->count, prefix, how.method, how.more, how.value,
                   pm_sample_has_later_stages(&all->run->design)
                       ? ", less what later stages add"
                       : "") != PM_OK)
    return pm_memory_fault(all->run->error);
  return PM_OK;
}

/* ----------------------------------------------------------------- checks -- */

static pm_status check_count(const replicating *all)
{
  const char *method = all->replicates->method->about.name;
  pm_error *error = all->run->error;
  if (all->count < 2)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s makes %zu replicate%s here, and a variance by replicate weights "
                        "needs two or more",
                        method, all->count, all->count == 1 ? "" : "s");
  if (all->count > PM_REPLICATE_COLUMNS_MOST)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%s makes %zu replicates of %zu sampled units, and a file has columns "
                        "for %d of them: --variance bootstrap --replicates B makes as few as "
                        "are wanted",
                        method, all->count, all->units.table.unit_count,
                        (int)PM_REPLICATE_COLUMNS_MOST);
  if (!are_equal(all) && all->request->coefficients == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "replicates of %s have coefficients, and no file to write them to is "
                        "named",
                        method);
  if (is_calibrated(all) && all->run->design.calibration->calibrator.units >
                                FACTORS_BYTES / sizeof(double) / all->count)
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "%zu replicates of %zu %s to be calibrated would take more than %d "
                        "MiB: make fewer",
                        all->count, all->run->design.calibration->calibrator.units,
                        all->run->design.calibration->by_record ? "records" : "categories",
                        FACTORS_BYTES >> 20);
  return PM_OK;
}

/* Weights that reading them would refuse. */
static pm_status check_signs(const replicating *all)
{
  static const char others[] = "bounded, logit and rake make none";
  const pm_sample_calibration *calibration = all->run->design.calibration;
  size_t units = calibration->calibrator.units;
  const char *method = calibration->calibrator.method->about.name;
  for (size_t u = 0; u < units; u++)
    if (!(calibration->g[u] > 0))
      return pm_error_add(all->run->error, PM_ERROR_NUMERIC, NULL,
                          "the calibration %s makes weights that are not above 0, of which no "
                          "replicates can be read back; %s",
                          method, others);
  for (size_t i = 0; i < all->count * units; i++)
    if (all->g[i] < 0)
      return pm_error_add(all->run->error, PM_ERROR_NUMERIC, NULL,
                          "in replicate %zu the calibration %s makes weights below 0, which "
                          "cannot be read back; %s",
                          i / units + 1, method, others);
  return PM_OK;
}

/* -------------------------------------------------------------------- all -- */

static pm_status calibrate_replicates(replicating *all)
{
  static const pm_sample_pairs none = {.items = NULL};
  size_t units = all->run->design.calibration->calibrator.units;
  all->g = pm_arena_alloc(all->run->estimates->arena, all->count * units * sizeof *all->g);
  const pm_recalibration_job job = {.pairs = &none, .g = all->g};
  pm_replicate_variance nothing;
  if (all->g == NULL)
    return pm_memory_fault(all->run->error);
  pm_status status = pm_sample_recalibrate(&all->units, all->replicates, &job, &nothing);
  return status == PM_OK ? check_signs(all) : status;
}

/* Everything but the weights themselves. */
static pm_status prepare(replicating *all)
{
  pm_sample_run *run = all->run;
  const pm_estimate_request *estimate = all->request->estimate;
  pm_status status = pm_sample_check_replicates(run);
  if (status != PM_OK)
    return status;
  if (!pm_unit_table_make(&all->units, run))
    return pm_memory_fault(run->error);
  status = pm_sample_plan_replicates(&all->replicates, &all->units, estimate, NULL);
  if (status != PM_OK)
    return status;
  all->count = pm_replicates_count(all->replicates);
  status = check_count(all);
  if (status == PM_OK && all->request->coefficients != NULL && !are_equal(all))
    status = pm_target_resolve(&all->coefficients, all->request->coefficients, NULL,
                               run->estimates->arena, run->error);
  all->coefficients.held = all->request->held;
  if (status == PM_OK && is_calibrated(all))
    status = calibrate_replicates(all);
  return status == PM_OK && !make_room(all) ? pm_memory_fault(run->error) : status;
}

static const char **list_names(const replicating *all)
{
  pm_arena *arena = all->run->estimates->arena;
  const char **names = pm_arena_alloc(arena, (all->count + 1) * sizeof *names);
  if (names == NULL)
    return NULL;
  names[0] = "full_weight";
  for (size_t r = 1; r <= all->count; r++) {
    names[r] = pm_arena_format(arena, "%s%zu", prefix, r);
    if (names[r] == NULL)
      return NULL;
  }
  return names;
}

static pm_status write_all(replicating *all, pm_notes *notes)
{
  const pm_weights_request weights = {.from = all->request->from,
                                      .file = all->request->file,
                                      .held = all->request->held,
                                      .allocator = all->request->allocator};
  const char **names = list_names(all);
  const pm_weights_columns columns = {.names = names,
                                      .count = all->count + 1,
                                      .prefix = prefix,
                                      .take = take,
                                      .finish = finish,
                                      .context = all};
  if (names == NULL)
    return pm_memory_fault(all->run->error);
  pm_status status = pm_weights_write_columns(all->run, &weights, &columns);
  return status == PM_OK ? note_reading(all, notes) : status;
}

static pm_status run_writing(replicating *all, pm_notes *notes)
{
  pm_sample_run *run = all->run;
  const pm_estimate_request *estimate = all->request->estimate;
  const pm_weights_request weights = {.from = all->request->from};
  pm_status status = pm_weights_check(run, &weights);
  if (status == PM_OK && run->tally->plan.replicate_count > 0)
    status = pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "the file has replicate weights already");
  if (status == PM_OK && estimate == NULL)
    status = pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                          "by which method the replicates are made is not said");
  if (status == PM_OK)
    status = pm_setup_methods(&run->setup, estimate, "fail", run->error);
  if (status == PM_OK)
    status = pm_sample_design_make(&run->design, run->tally, run->estimates->arena, run->error);
  if (status == PM_OK && estimate->calibration != NULL)
    status = pm_sample_calibrate(run, estimate->calibration);
  if (status == PM_OK)
    status = prepare(all);
  return status == PM_OK ? write_all(all, notes) : status;
}

pm_status pm_replicate_weights_write(const pm_tally *tally,
                                     const pm_replicate_weights_request *request,
                                     pm_notes *notes, pm_error *error)
{
  pm_error own = {.status = PM_OK};
  if (error == NULL)
    error = &own;
  pm_sample_run run = {.tally = tally,
                       .room = {.allocator = request->allocator},
                       .estimates = pm_estimates_new(request->allocator, error),
                       .error = error};
  replicating all = {.request = request, .run = &run};
  if (run.estimates == NULL)
    return PM_ERROR_MEMORY;
  pm_status status = run_writing(&all, notes);
  pm_replicates_free(all.replicates);
  pm_weights_free(&run);
  return status;
}
