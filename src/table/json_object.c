/* json_object.c: settings from JSON, by cJSON.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "table/json_object.h"

#include "core/utf8.h"
#include "table/reason.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { SIZE_MOST = 1 << 20 };

typedef struct reading {
  const char *file;
  pm_arena *arena;
  pm_error *error;
  char *text;
  size_t size;
} reading;

static pm_status fault(const reading *r, int64_t row, const char *what)
{
  const pm_place place = {r->file, row, NULL};
  return pm_error_add(r->error, PM_ERROR_DATA, &place, "%s", what);
}

/* ------------------------------------------------------------------ bytes -- */

static pm_status read_bytes(reading *r)
{
  char reason[PM_REASON_SIZE];
  const pm_place place = {r->file, 0, NULL};
  r->text = pm_arena_alloc(r->arena, SIZE_MOST + 2);
  if (r->text == NULL)
    return pm_memory_fault(r->error);
  FILE *stream = fopen(r->file, "rb");
  if (stream == NULL)
    return pm_error_add(r->error, PM_ERROR_IO, &place, "cannot be opened: %s",
                        pm_reason_text(errno, reason));
  errno = 0;
  r->size = fread(r->text, 1, SIZE_MOST + 1, stream);
  int failed = ferror(stream) != 0 ? errno : 0;
  bool is_bad = ferror(stream) != 0;
  (void)fclose(stream); /* it was only read: nothing can be lost */
  if (is_bad)
    return pm_error_add(r->error, PM_ERROR_IO, &place, "cannot be read: %s",
                        pm_reason_text(failed, reason));
  r->text[r->size] = '\0';
  return r->size <= SIZE_MOST ? PM_OK : fault(r, 0, "the file is larger than 1 MiB");
}

static int64_t row_of(const reading *r, const char *end)
{
  int64_t row = 1;
  for (const char *at = r->text; at < end; at++)
    row += *at == '\n';
  return row;
}

/* cJSON takes any bytes for text, NUL for a blank, and \u0000 for the end of a text. */
static pm_status check_bytes(const reading *r)
{
  for (size_t at = 0; at < r->size;) {
    uint32_t character;
    size_t step = pm_utf8_next(r->text + at, r->size - at, &character);
    if (step == 0)
      return fault(r, row_of(r, r->text + at), "this is not UTF-8");
    if (character == 0)
      return fault(r, row_of(r, r->text + at), "there is a NUL byte");
    at += step;
  }
  const char *escaped = strstr(r->text, "\\u0000");
  return escaped == NULL ? PM_OK : fault(r, row_of(r, escaped), "there is a NUL in a text");
}

/* ---------------------------------------------------------------- members -- */

static const char *kind_of(const cJSON *item)
{
  return cJSON_IsNumber(item)   ? "a number"
         : cJSON_IsBool(item)   ? "true or false"
         : cJSON_IsNull(item)   ? "null"
         : cJSON_IsObject(item) ? "an object"
         : cJSON_IsArray(item)  ? "a list"
                                : "a text";
}

static bool take_text(const reading *r, const cJSON *item, const char **text)
{
  *text = pm_arena_text(r->arena, item->valuestring, strlen(item->valuestring));
  return *text != NULL;
}

/* False: out of memory. */
static bool take_member(const reading *r, const cJSON *item, pm_json_member *member)
{
  *member = (pm_json_member){.is_list = cJSON_IsArray(item)};
  member->name = pm_arena_text(r->arena, item->string, strlen(item->string));
  size_t most = member->is_list ? (size_t)cJSON_GetArraySize(item) : 1;
  const char **texts = pm_arena_alloc(r->arena, most * sizeof *texts);
  if (member->name == NULL || texts == NULL)
    return false;
  member->texts = texts;
  const cJSON *first = member->is_list ? item->child : item;
  for (const cJSON *each = first; each != NULL; each = member->is_list ? each->next : NULL) {
    if (cJSON_IsString(each) && !take_text(r, each, &texts[member->count++]))
      return false;
    if (cJSON_IsString(each) || member->wrong != NULL)
      continue;
    member->wrong = member->is_list
                        ? pm_arena_format(r->arena, "a list with %s in it", kind_of(each))
                        : kind_of(each);
    if (member->wrong == NULL)
      return false;
  }
  return true;
}

static pm_status take_members(const reading *r, const cJSON *root, pm_json_object *object)
{
  if (!cJSON_IsObject(root))
    return fault(r, 1, "this is JSON, but not an object: it does not begin with {");
  pm_json_member *members =
      pm_arena_alloc(r->arena, (size_t)cJSON_GetArraySize(root) * sizeof *members);
  if (members == NULL)
    return pm_memory_fault(r->error);
  *object = (pm_json_object){.members = members};
  for (const cJSON *item = root->child; item != NULL; item = item->next)
    if (!take_member(r, item, &members[object->count++]))
      return pm_memory_fault(r->error);
  return PM_OK;
}

pm_status pm_json_object_read(pm_json_object *object, const char *file, pm_arena *arena,
                              pm_error *error)
{
  reading r = {.file = file, .arena = arena, .error = error};
  const char *end = NULL;
  *object = (pm_json_object){.count = 0};
  pm_status status = read_bytes(&r);
  if (status == PM_OK)
    status = check_bytes(&r);
  if (status != PM_OK)
    return status;
  cJSON *root = cJSON_ParseWithLengthOpts(r.text, r.size + 1, &end, true);
  if (root == NULL)
    return fault(&r, row_of(&r, end != NULL ? end : r.text), "this is not JSON from here on");
  struct sha256_ctx sum;
  sha256_init(&sum);
  sha256_update(&sum, r.size, (const uint8_t *)r.text);
  status = take_members(&r, root, object);
  pm_sha256_hex(&sum, object->sha256);
  cJSON_Delete(root);
  return status;
}
