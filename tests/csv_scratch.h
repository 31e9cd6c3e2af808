/* csv_scratch.h: what the tests of the CSV reader share: a scratch file, and
   content put into it and read back.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TESTS_CSV_SCRATCH_H
#define TESTS_CSV_SCRATCH_H

#include "support.h"

#include <plusminus/table.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { SHOWN = 4096 };

/* The scratch file of the test that runs. */
static char path[64];

static inline void make_scratch(void)
{
  strcpy(path, "/tmp/check_csv.XXXXXX");
  int fd = mkstemp(path);
  ck_assert_int_ge(fd, 0);
  ck_assert_int_eq(close(fd), 0);
}

static inline void remove_scratch(void)
{
  ck_assert_int_eq(unlink(path), 0);
}

static inline void write_scratch(const void *bytes, size_t size)
{
  FILE *stream = fopen(path, "wb");
  ck_assert_ptr_nonnull(stream);
  ck_assert_uint_eq(fwrite(bytes, 1, size, stream), size);
  ck_assert_int_eq(fclose(stream), 0);
}

/* A gzip stream of its own behind what is in the scratch file. */
static inline void append_gzip(const void *bytes, size_t size)
{
  gzFile stream = gzopen(path, "ab9");
  ck_assert_ptr_nonnull(stream);
  ck_assert_int_eq(gzwrite(stream, bytes, (unsigned)size), (int)size);
  ck_assert_int_eq(gzclose(stream), Z_OK);
}

/* More at its end, as a program that still writes it would. */
static inline void grow_scratch(const char *text)
{
  FILE *stream = fopen(path, "ab");
  ck_assert_ptr_nonnull(stream);
  ck_assert_int_ge(fputs(text, stream), 0);
  ck_assert_int_eq(fclose(stream), 0);
}

static inline size_t read_scratch(char *bytes, size_t room)
{
  FILE *stream = fopen(path, "rb");
  ck_assert_ptr_nonnull(stream);
  size_t size = fread(bytes, 1, room, stream);
  ck_assert_int_eq(fclose(stream), 0);
  return size;
}

/* A text that takes what fits. */
typedef struct shown_text {
  char text[SHOWN];
  size_t used;
} shown_text;

static inline void append(shown_text *shown, const char *text)
{
  size_t size = strlen(text), room = SHOWN - 1 - shown->used;
  memcpy(shown->text + shown->used, text, size < room ? size : room);
  shown->used += size < room ? size : room;
  shown->text[shown->used] = '\0';
}

/* All of a file as "a|b/1|2", its header first, up to what was wrong. */
static inline pm_status show(const pm_csv_request *request, shown_text *shown, pm_error *error)
{
  pm_csv *csv = NULL;
  const pm_field *fields = NULL;
  *shown = (shown_text){.used = 0};
  pm_status status = pm_csv_open(&csv, request, error);
  if (status != PM_OK) {
    ck_assert_ptr_null(csv);
    return status;
  }
  for (size_t i = 0; i < pm_csv_columns(csv); i++) {
    append(shown, i > 0 ? "|" : "");
    append(shown, pm_csv_column(csv, i));
  }
  while ((status = pm_csv_next(csv, &fields, error)) == PM_OK && fields != NULL)
    for (size_t i = 0; i < pm_csv_columns(csv); i++) {
      ck_assert_uint_eq(strlen(fields[i].text), fields[i].size);
      append(shown, i > 0 ? "|" : "/");
      append(shown, fields[i].text);
    }
  ck_assert_ptr_null(fields);
  pm_csv_free(csv);
  return status;
}

static inline void assert_shown(const char *expected)
{
  shown_text shown;
  pm_error error = {0};
  const pm_csv_request request = {.file = path};
  ck_assert_msg(show(&request, &shown, &error) == PM_OK, "%s", error.faults[0].text);
  ck_assert_str_eq(shown.text, expected);
  ck_assert_int_eq(error.count, 0);
}

/* One fault, whose text goes on like this after the file's name. */
static inline void assert_fault(pm_status status, const char *expected,
                                const char *expected_shown)
{
  shown_text shown;
  pm_error error = {0};
  const pm_csv_request request = {.file = path};
  ck_assert_int_eq(show(&request, &shown, &error), status);
  ck_assert_int_eq(error.count, 1);
  ck_assert_int_eq(error.status, status);
  ck_assert_int_eq(strncmp(error.faults[0].text, path, strlen(path)), 0);
  ck_assert_str_eq(error.faults[0].text + strlen(path), expected);
  if (expected_shown != NULL)
    ck_assert_str_eq(shown.text, expected_shown);
}

static inline pm_csv *open_content(const char *content)
{
  pm_csv *csv;
  pm_error error = {0};
  const pm_csv_request request = {.file = path};
  write_scratch(content, strlen(content));
  ck_assert_msg(pm_csv_open(&csv, &request, &error) == PM_OK, "%s", error.faults[0].text);
  return csv;
}

static inline void assert_text_after_path(const pm_fault *fault, const char *expected)
{
  ck_assert_int_eq(strncmp(fault->text, path, strlen(path)), 0);
  ck_assert_str_eq(fault->text + strlen(path), expected);
}

static inline void assert_told_of_change(const pm_error *error, int64_t row)
{
  char expected[PM_FAULT_TEXT];
  (void)snprintf(expected, sizeof expected,
                 ":%lld: the file was changed while it was being read; run this again once "
                 "nothing writes to it",
                 (long long)row);
  ck_assert_int_eq(error->count, 1);
  assert_text_after_path(&error->faults[0], expected);
}

#endif
