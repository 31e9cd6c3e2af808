/* tally_head.c: the head of a tally's file: where its records came from, and what was
   asked of them.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally_state.h"

#include <math.h>
#include <string.h>

enum {
  ITEMS_MOST = 4096, /* of a list of the head, but for that of the inputs */
  HASH_SIZE = 64
};

/* Whole numbers above are not all doubles. */
static const double WHOLE_MOST = 0x1p53;

void pm_state_refuse(pm_json_scan *scan, double number, const char *what)
{
  char text[PM_NUMBER_SIZE];
  (void)pm_number_format(number, text);
  (void)pm_json_fault(scan, "'%s' is not %s", isnan(number) ? "null" : text, what);
}

double pm_state_whole(pm_json_scan *scan, double limit, const char *what)
{
  double number = pm_json_number(scan);
  if (scan->status == PM_OK && number >= 0 && number < limit && number == floor(number))
    return number;
  pm_state_refuse(scan, number, what);
  return 0;
}

/* ------------------------------------------------------------------ lists -- */

/* Room for one more item behind `count` of them, in the arena. NULL, with a fault: out of
   memory. */
static void *grow(pm_state_head *head, void *items, size_t count, size_t size)
{
  if (count > 0 && (count & (count - 1)) != 0)
    return items;
  void *fresh = pm_arena_alloc(head->arena, (count == 0 ? 1 : 2 * count) * size);
  if (fresh == NULL)
    head->scan.status = pm_memory_fault(head->scan.error);
  else if (count > 0)
    memcpy(fresh, items, count * size);
  return fresh;
}

static const char *keep_text(pm_state_head *head)
{
  pm_json_scan *scan = &head->scan;
  const char *text = pm_json_text(scan);
  if (text == NULL && scan->status == PM_OK)
    (void)pm_json_fault(scan, "a text should be here, not null");
  if (scan->status != PM_OK)
    return NULL;
  const char *copy = pm_arena_text(head->arena, text, scan->size);
  if (copy == NULL)
    scan->status = pm_memory_fault(scan->error);
  return copy;
}

/* More elements of a list that may not be long. */
static bool more(pm_state_head *head, size_t *count)
{
  if (!pm_json_more(&head->scan, count))
    return false;
  if (*count > ITEMS_MOST)
    (void)pm_json_fault(&head->scan, "a list of the head has more than %d items", ITEMS_MOST);
  return head->scan.status == PM_OK;
}

/* Names of columns, none of which is empty. */
static const char *const *take_names(pm_state_head *head, size_t *count)
{
  const char **names = NULL;
  size_t begun = 0;
  *count = 0;
  pm_json_expect(&head->scan, '[');
  while (more(head, &begun)) {
    names = grow(head, names, *count, sizeof *names);
    const char *name = names != NULL ? keep_text(head) : NULL;
    if (name == NULL)
      return NULL;
    if (name[0] == '\0')
      (void)pm_json_fault(&head->scan, "a column has no name");
    names[(*count)++] = name;
  }
  return names;
}

/* ----------------------------------------------------------------- inputs -- */

static bool is_hash(const char *text)
{
  return strlen(text) == HASH_SIZE && strspn(text, "0123456789abcdef") == HASH_SIZE;
}

static void take_input(pm_state_head *head, pm_tally_input *input)
{
  pm_json_scan *scan = &head->scan;
  pm_json_expect(scan, '{');
  pm_json_key(scan, "file");
  input->file = keep_text(head);
  pm_json_next_key(scan, "rows");
  input->rows = (int64_t)pm_state_whole(scan, WHOLE_MOST, "a number of rows");
  pm_json_next_key(scan, "sha256");
  input->sha256 = keep_text(head);
  pm_json_expect(scan, '}');
  if (scan->status == PM_OK && !is_hash(input->sha256))
    (void)pm_json_fault(scan, "'%s' is not a SHA-256 hash", input->sha256);
}

static void take_inputs(pm_state_head *head)
{
  size_t begun = 0;
  pm_json_expect(&head->scan, '[');
  while (pm_json_more(&head->scan, &begun)) {
    head->inputs = grow(head, head->inputs, head->input_count, sizeof *head->inputs);
    if (head->inputs == NULL)
      return;
    take_input(head, &head->inputs[head->input_count++]);
  }
  if (head->scan.status == PM_OK && head->input_count == 0)
    (void)pm_json_fault(&head->scan, "there is no input");
}

/* ---------------------------------------------------------------- request -- */

static void take_kind(pm_state_head *head, pm_statistic *statistic)
{
  pm_json_scan *scan = &head->scan;
  const char *name = pm_json_text(scan);
  int kind = 0;
  while (name != NULL && pm_state_statistics[kind] != NULL &&
         strcmp(pm_state_statistics[kind], name) != 0)
    kind++;
  statistic->kind = (pm_statistic_kind)kind;
  if (scan->status == PM_OK && (name == NULL || pm_state_statistics[kind] == NULL))
    (void)pm_json_fault(scan, "'%s' is not a statistic", name == NULL ? "null" : name);
}

static void take_statistic(pm_state_head *head, pm_statistic *statistic)
{
  pm_json_scan *scan = &head->scan;
  pm_json_expect(scan, '[');
  take_kind(head, statistic);
  pm_json_expect(scan, ',');
  statistic->column = keep_text(head);
  pm_json_expect(scan, ',');
  bool is_ratio = statistic->kind == PM_STATISTIC_RATIO;
  if (is_ratio)
    statistic->denominator = keep_text(head);
  else if (pm_json_text(scan) != NULL)
    (void)pm_json_fault(scan, "only a ratio has a denominator");
  pm_json_expect(scan, ',');
  statistic->probability = pm_json_number(scan);
  pm_json_expect(scan, ']');
}

static const pm_statistic *take_statistics(pm_state_head *head, size_t *count)
{
  pm_statistic *list = NULL;
  size_t begun = 0;
  pm_json_expect(&head->scan, '[');
  while (more(head, &begun)) {
    list = grow(head, list, *count, sizeof *list);
    if (list == NULL)
      return NULL;
    take_statistic(head, &list[(*count)++]);
  }
  return list;
}

static const pm_by *take_sets(pm_state_head *head, size_t *count)
{
  pm_by *list = NULL;
  size_t begun = 0;
  pm_json_expect(&head->scan, '[');
  while (more(head, &begun)) {
    list = grow(head, list, *count, sizeof *list);
    if (list == NULL)
      return NULL;
    pm_by *by = &list[(*count)++];
    by->columns = take_names(head, &by->count);
  }
  return list;
}

/* NULL for null. */
static const char *take_optional(pm_state_head *head)
{
  const char *text = pm_json_text(&head->scan);
  const char *copy = text != NULL ? pm_arena_text(head->arena, text, head->scan.size) : NULL;
  if (text != NULL && copy == NULL)
    head->scan.status = pm_memory_fault(head->scan.error);
  return copy;
}

static void take_design(pm_state_head *head)
{
  pm_design *design = &head->request.design;
  pm_json_next_key(&head->scan, "strata");
  design->strata = take_names(head, &design->strata_count);
  pm_json_next_key(&head->scan, "clusters");
  design->clusters = take_names(head, &design->cluster_count);
  pm_json_next_key(&head->scan, "populations");
  design->populations = take_names(head, &design->population_count);
  pm_json_next_key(&head->scan, "weight");
  design->weight = take_optional(head);
  pm_json_next_key(&head->scan, "pps");
  design->pps = take_optional(head);
}

static void take_head(pm_state_head *head)
{
  pm_json_scan *scan = &head->scan;
  if (!pm_json_take(scan, '{'))
    (void)pm_json_fault(scan, "this is not a state, which estimate --save-state writes");
  pm_json_key(scan, "schema");
  const char *schema = pm_json_text(scan);
  if (scan->status == PM_OK && (schema == NULL || strcmp(schema, PM_STATE_SCHEMA) != 0))
    (void)pm_json_fault(scan,
                        "the schema is '%s', but this program reads '" PM_STATE_SCHEMA "'",
                        schema == NULL ? "null" : schema);
  pm_json_next_key(scan, "version");
  (void)pm_json_text(scan);
  pm_json_next_key(scan, "inputs");
  take_inputs(head);
  take_design(head);
  pm_json_next_key(scan, "statistics");
  head->request.statistics = take_statistics(head, &head->request.statistic_count);
  pm_json_next_key(scan, "by");
  head->request.by = take_sets(head, &head->request.by_count);
  pm_json_next_key(scan, "keeps_records");
  head->request.keep_records = pm_json_truth(scan);
}

pm_status pm_state_open(pm_state_head *head, const char *file, const pm_allocator *allocator,
                        pm_error *error)
{
  *head = (pm_state_head){.request = {.file = file, .allocator = allocator}};
  pm_status status = pm_json_scan_open(&head->scan, file, allocator, error);
  head->arena = pm_arena_new(allocator);
  if (status != PM_OK)
    return status;
  if (head->arena == NULL)
    return pm_memory_fault(error);
  take_head(head);
  return head->scan.status;
}

void pm_state_close(pm_state_head *head)
{
  pm_json_scan_close(&head->scan);
  pm_arena_free(head->arena);
}
