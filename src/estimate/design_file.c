/* design_file.c: a design of records from a JSON file, with all that is wrong with it.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/estimate_families.h"
#include "estimate/tally.h"
#include "table/file_state.h"
#include "table/json_object.h"

#include <plusminus/table.h>
#include <stdint.h>
#include <string.h>

static const char schema_name[] = "plusminus-design/1";

/* What the file may say, and which option says the same. */
typedef struct design_key {
  const char *name, *option;
  bool is_list, names_columns, names_file;
  size_t offset, count_offset; /* in pm_design; count: of a list */
} design_key;

#define FIELD(name) offsetof(pm_design, name)

static const design_key keys[] = {
    {"strata", "--strata", true, true, false, FIELD(strata), FIELD(strata_count)},
    {"clusters", "--cluster", true, true, false, FIELD(clusters), FIELD(cluster_count)},
    {"populations", "--population", true, true, false, FIELD(populations),
     FIELD(population_count)},
    {"weight", "--weight", false, true, false, FIELD(weight), 0},
    {"pps", "--pps", false, false, false, FIELD(pps), 0},
    {"joint", "--joint", false, false, true, FIELD(joint), 0},
    {"phase2", "--phase2", false, true, false, FIELD(phase2), 0},
    {"phase2_strata", "--phase2-strata", true, true, false, FIELD(phase2_strata),
     FIELD(phase2_strata_count)},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

/* Of which the first two say nothing of the design. */
static const char *const names[] = {"schema",      "description",  "strata", "clusters",
                                    "populations", "weight",       "pps",    "joint",
                                    "phase2",      "phase2_strata"};

enum { NAMES = sizeof names / sizeof names[0] };

struct pm_design_file {
  pm_arena *arena; /* holds all that the design points to */
  pm_design design;
  const char *sha256;
};

typedef struct design_reading {
  const pm_design_request *request;
  pm_design_file *made;
  pm_json_object object;
  pm_status status; /* of the first fault */
  pm_error *error;
} design_reading;

/* ----------------------------------------------------------------- values -- */

/* A list, or a text as the only one; count 0: it is not told. */
typedef struct key_value {
  const char *const *texts;
  size_t count;
} key_value;

static key_value value_in(const pm_design *design, const design_key *key)
{
  const char *base = (const char *)design;
  const char *const *text = (const char *const *)(const void *)(base + key->offset);
  if (!key->is_list)
    return (key_value){text, *text != NULL};
  return (key_value){*(const char *const *const *)(const void *)(base + key->offset),
                     *(const size_t *)(const void *)(base + key->count_offset)};
}

static void set_value(pm_design *design, const design_key *key, key_value value)
{
  char *base = (char *)design;
  if (!key->is_list) {
    memcpy(base + key->offset, &value.texts[0], sizeof value.texts[0]);
    return;
  }
  memcpy(base + key->offset, &value.texts, sizeof value.texts);
  memcpy(base + key->count_offset, &value.count, sizeof value.count);
}

static bool are_same(key_value a, key_value b)
{
  for (size_t i = 0; a.count == b.count && i < a.count; i++)
    if (strcmp(a.texts[i], b.texts[i]) != 0)
      return false;
  return a.count == b.count;
}

/* "force,route"; NULL: out of memory. */
static const char *join(pm_arena *arena, key_value value)
{
  const char *text = value.texts[0];
  for (size_t i = 1; i < value.count && text != NULL; i++)
    text = pm_arena_format(arena, "%s,%s", text, value.texts[i]);
  return text;
}

/* ----------------------------------------------------------------- faults -- */

static void keep(design_reading *r, pm_status status)
{
  r->status = r->status == PM_OK ? status : r->status;
}

static pm_place place_of(const design_reading *r)
{
  return (pm_place){r->request->file, 0, NULL};
}

static void refuse_unknown(design_reading *r, const char *name)
{
  const pm_place place = place_of(r);
  const char *nearest = pm_text_nearest(name, names, NAMES);
  if (nearest != NULL)
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place,
                         "a design has no '%s'; did you mean '%s'?", name, nearest));
  else
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place,
                         "a design has no '%s'; it has schema, description, strata, clusters, "
                         "populations, weight, pps, joint, phase2 and phase2_strata",
                         name));
}

/* ---------------------------------------------------------------- members -- */

static bool is_name(const char *name)
{
  for (size_t i = 0; i < NAMES; i++)
    if (strcmp(names[i], name) == 0)
      return true;
  return false;
}

static const design_key *find_key(const char *name)
{
  for (size_t i = 0; i < KEYS; i++)
    if (strcmp(keys[i].name, name) == 0)
      return &keys[i];
  return NULL;
}

/* Is the member what its name asks for? */
static bool check_member(design_reading *r, size_t index)
{
  const pm_json_member *member = &r->object.members[index];
  const design_key *key = find_key(member->name);
  const pm_place place = place_of(r);
  pm_status status = PM_OK;
  for (size_t i = 0; i < index; i++)
    if (strcmp(r->object.members[i].name, member->name) == 0) {
      keep(r,
           pm_error_add(r->error, PM_ERROR_DATA, &place, "'%s' is there twice", member->name));
      return false;
    }
  bool takes_list = key != NULL && key->is_list;
  if (member->wrong != NULL || (member->is_list && !takes_list))
    status = pm_error_add(r->error, PM_ERROR_DATA, &place, "'%s' is %s, not %s", member->name,
                          member->wrong != NULL ? member->wrong : "a list",
                          takes_list ? "a list of columns" : "a text");
  else if (key != NULL && member->count == 0)
    status = pm_error_add(r->error, PM_ERROR_DATA, &place,
                          "'%s' is an empty list; leave it out", member->name);
  for (size_t i = 0; key != NULL && i < member->count && status == PM_OK; i++)
    if (member->texts[i][0] == '\0')
      status =
          pm_error_add(r->error, PM_ERROR_DATA, &place, "'%s' has an empty text", member->name);
  keep(r, status);
  return status == PM_OK;
}

/* A file is named relative to that of the design. */
static const char *locate(const design_reading *r, const char *file)
{
  const char *slash = strrchr(r->request->file, '/');
  if (file[0] == '/' || slash == NULL)
    return file;
  return pm_arena_format(r->made->arena, "%.*s%s", (int)(slash + 1 - r->request->file),
                         r->request->file, file);
}

static void take_member(design_reading *r, const pm_json_member *member)
{
  const design_key *key = find_key(member->name);
  if (key == NULL)
    return;
  const char *located = key->names_file ? locate(r, member->texts[0]) : NULL;
  if (key->names_file && located == NULL)
    keep(r, pm_memory_fault(r->error));
  else if (key->names_file)
    set_value(&r->made->design, key, (key_value){&located, 1});
  else
    set_value(&r->made->design, key, (key_value){member->texts, member->count});
}

static void check_schema(design_reading *r)
{
  const pm_place place = place_of(r);
  for (size_t i = 0; i < r->object.count; i++) {
    const pm_json_member *member = &r->object.members[i];
    if (strcmp(member->name, "schema") != 0)
      continue;
    if (member->wrong == NULL && !member->is_list && strcmp(member->texts[0], schema_name) != 0)
      keep(r,
           pm_error_add(r->error, PM_ERROR_DATA, &place, "the schema is '%s', but must be '%s'",
                        member->texts[0], schema_name));
    return;
  }
  keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place, "there is no \"schema\": \"%s\"",
                       schema_name));
}

static void take_members(design_reading *r)
{
  check_schema(r);
  for (size_t i = 0; i < r->object.count; i++) {
    const pm_json_member *member = &r->object.members[i];
    if (!is_name(member->name))
      refuse_unknown(r, member->name);
    else if (check_member(r, i))
      take_member(r, member);
  }
}

/* ----------------------------------------------------------------- checks -- */

/* What the options say beside the file. */
static void merge_given(design_reading *r)
{
  const pm_place place = place_of(r);
  for (size_t i = 0; i < KEYS && r->request->given != NULL; i++) {
    key_value own = value_in(&r->made->design, &keys[i]);
    key_value given = value_in(r->request->given, &keys[i]);
    if (given.count == 0)
      continue;
    if (own.count == 0) {
      set_value(&r->made->design, &keys[i], given);
      continue;
    }
    if (are_same(own, given))
      continue;
    const char *texts[2] = {join(r->made->arena, own), join(r->made->arena, given)};
    keep(r,
         texts[0] == NULL || texts[1] == NULL
             ? pm_memory_fault(r->error)
             : pm_error_add(r->error, PM_ERROR_USAGE, &place, "'%s' is '%s', but %s says '%s'",
                            keys[i].name, texts[0], keys[i].option, texts[1]));
  }
}

/* Of the columns of strata and clusters, in their order. */
static const char *stage_column(const pm_design *design, size_t index)
{
  return index < design->strata_count ? design->strata[index]
                                      : design->clusters[index - design->strata_count];
}

/* A column may name one stage alone. */
static void check_stages(design_reading *r)
{
  const pm_design *design = &r->made->design;
  const pm_place place = place_of(r);
  size_t count = design->strata_count + design->cluster_count;
  for (size_t i = 1; i < count && count <= PM_TALLY_DEPTH_MOST; i++) /* or reading refuses */
    for (size_t k = 0; k < i; k++) {
      const char *name = stage_column(design, i);
      if (strcmp(name, stage_column(design, k)) != 0)
        continue;
      keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place,
                           "'%s' names column '%s', which is a stratum or a cluster already",
                           i < design->strata_count ? "strata" : "clusters", name));
      break;
    }
  if (design->population_count > design->cluster_count + 1)
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place,
                         "'populations' has %zu columns, but there are only %zu stages of "
                         "sampling: %zu of clusters, and records within them",
                         design->population_count, design->cluster_count + 1,
                         design->cluster_count));
}

static void check_phases(design_reading *r)
{
  const pm_design *design = &r->made->design;
  const pm_place place = place_of(r);
  if (design->phase2 == NULL && design->phase2_strata_count > 0)
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place, "'phase2_strata' needs 'phase2'"));
  if (design->phase2 != NULL && (design->cluster_count > 0 || design->pps != NULL))
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place,
                         "'phase2' is for a first phase that drew records with equal chances "
                         "within strata, and contradicts '%s'",
                         design->cluster_count > 0 ? "clusters" : "pps"));
}

/* What a known method for unequal chances goes with. */
static void check_chances(design_reading *r, const pm_pps_method *method)
{
  const pm_design *design = &r->made->design;
  const pm_place place = place_of(r);
  if (design->population_count == 0)
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place,
                         "'pps' needs 'populations': the column of each unit's chance of "
                         "being in the sample"));
  if (method->needs_joint != (design->joint != NULL))
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place,
                         method->needs_joint
                             ? "'pps' is '%s', which needs 'joint': the joint chances"
                             : "'pps' is '%s', which does not use joint chances: 'joint' "
                               "contradicts it",
                         design->pps));
}

static void check_pps(design_reading *r)
{
  const pm_design *design = &r->made->design;
  const pm_place place = place_of(r);
  if (design->joint != NULL && design->pps == NULL)
    keep(r, pm_error_add(r->error, PM_ERROR_DATA, &place, "'joint' needs 'pps'"));
  const pm_pps_method *method = design->pps != NULL ? pm_pps_find(design->pps) : NULL;
  if (method != NULL)
    check_chances(r, method);
  if (design->pps == NULL || method != NULL)
    return;
  const char *methods[8];
  size_t count = 0;
  for (; count < pm_pps_family.count && count < 8; count++)
    methods[count] = pm_pps_family.at(count)->name;
  const char *nearest = pm_text_nearest(design->pps, methods, count);
  keep(r,
       pm_error_add(r->error, PM_ERROR_DATA, &place, "'pps' is '%s', which is no method%s%s%s",
                    design->pps, nearest != NULL ? "; did you mean '" : "",
                    nearest != NULL ? nearest : "", nearest != NULL ? "'?" : ""));
}

static void check_key_columns(design_reading *r, const pm_csv *csv, const design_key *key)
{
  key_value value = value_in(&r->made->design, key);
  const char *asker =
      pm_arena_format(r->made->arena, "'%s' of %s", key->name, r->request->file);
  if (asker == NULL)
    keep(r, pm_memory_fault(r->error));
  for (size_t i = 0; asker != NULL && i < value.count; i++) {
    size_t column;
    keep(r, pm_csv_find(csv, value.texts[i], asker, &column, r->error));
  }
}

/* The columns, against the header of the records. What is wrong with that file itself is
   for the pass over it to tell. */
static void check_columns(design_reading *r)
{
  const pm_csv_request request = {.file = r->request->records,
                                  .allocator = r->request->allocator};
  pm_error ignored = {.status = PM_OK};
  pm_csv *csv = NULL;
  if (request.file == NULL || !pm_file_is_regular(request.file) ||
      pm_csv_open(&csv, &request, &ignored) != PM_OK)
    return;
  for (size_t i = 0; i < KEYS; i++)
    if (keys[i].names_columns)
      check_key_columns(r, csv, &keys[i]);
  pm_csv_free(csv);
}

/* -------------------------------------------------------------------- all -- */

pm_status pm_design_read(pm_design_file **file, const pm_design_request *request,
                         pm_error *error)
{
  pm_arena *arena = pm_arena_new(request->allocator);
  *file = NULL;
  if (arena == NULL)
    return pm_memory_fault(error);
  design_reading r = {
      .request = request, .made = pm_arena_alloc(arena, sizeof *r.made), .error = error};
  if (r.made == NULL) {
    pm_arena_free(arena);
    return pm_memory_fault(error);
  }
  *r.made = (pm_design_file){.arena = arena};
  r.status = pm_json_object_read(&r.object, request->file, arena, error);
  if (r.status == PM_OK) {
    r.made->sha256 = pm_arena_text(arena, r.object.sha256, strlen(r.object.sha256));
    if (r.made->sha256 == NULL)
      keep(&r, pm_memory_fault(error));
    take_members(&r);
    check_columns(&r);
    merge_given(&r);
    check_stages(&r);
    check_phases(&r);
    check_pps(&r);
  }
  if (r.status == PM_OK)
    *file = r.made;
  else
    pm_arena_free(arena);
  return r.status;
}

const pm_design *pm_design_file_design(const pm_design_file *file)
{
  return &file->design;
}

const char *pm_design_file_sha256(const pm_design_file *file)
{
  return file->sha256;
}

void pm_design_file_free(pm_design_file *file)
{
  if (file != NULL)
    pm_arena_free(file->arena);
}
