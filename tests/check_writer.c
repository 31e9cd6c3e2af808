/* check_writer.c: what every output format writes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later.

   tests/expected/writer/sample.FORMAT hold what the formats write of one
   sample; PM_REWRITE=1 writes them anew, to be read before they are kept. */
#include "support.h"

#include <cjson/cJSON.h>
#include <float.h>
#include <plusminus/table.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ------------------------------------------------------------ a sample -- */

/* A cell of each kind and state, and texts that each format must escape. */
static pm_status write_forces(pm_writer *writer, pm_error *error)
{
  static const pm_column columns[] = {
      {"force", "Force", PM_KIND_TEXT},     {"n", "Crimes audited", PM_KIND_COUNT},
      {"estimate", "Rate", PM_KIND_RATE},   {"upper", "Upper limit", PM_KIND_RATE},
      {"margin", "Margin", PM_KIND_POINTS}, {"deff", "Design effect", PM_KIND_NUMBER},
      {"remark", NULL, PM_KIND_TEXT},
  };
  const pm_cell rows[][COUNT(columns)] = {
      {{0, "Avon and Somerset"},
       {59178.4, NULL},
       {0.8696, NULL},
       {0.99999, NULL},
       {0.06187, NULL},
       {1.2346, NULL},
       {0, "a|b, \"q\" & <b> it's"}},
      {{0, "\xE6\x9D\xB1\xE4\xBA\xAC"},
       {115, NULL},
       {0, NULL},
       {0.00001, NULL},
       {-0.0321, NULL},
       {123.4, NULL},
       {0, NULL}},
      {{0, "Dyfed [x](u) cafe\xCC\x81"},
       {1e6, NULL},
       {1, NULL},
       {(double)NAN, "[z]"},
       {(double)NAN, NULL},
       {1e-7, NULL},
       {0, "two\nlines\t50% $5 _x_ ^~#{}\\"}},
      {{0, ""},
       {0, NULL},
       {(double)INFINITY, "[note 1]"},
       {0.5, NULL},
       {0, NULL},
       {-2, NULL},
       {0, "hostile \x1B[31m \xFF \xC2\x9B end"}},
  };
  pm_status status = pm_writer_table(writer, "rows", "Compliance by force, 95 % confidence",
                                     columns, COUNT(columns), error);
  for (size_t i = 0; status == PM_OK && i < COUNT(rows); i++)
    status = pm_writer_row(writer, rows[i], error);
  return status;
}

static pm_status write_factors(pm_writer *writer, pm_error *error)
{
  static const pm_column columns[] = {{"factor", "Factor", PM_KIND_TEXT},
                                      {"value", "Value", PM_KIND_NUMBER}};
  pm_status status = pm_writer_table(writer, "factors", NULL, columns, 2, error);
  const pm_cell rows[][2] = {{pm_cell_text("quantile"), pm_cell_number(1.9599639845400545)},
                             {pm_cell_text("n"), pm_cell_number(115)}};
  for (size_t i = 0; status == PM_OK && i < COUNT(rows); i++)
    status = pm_writer_row(writer, rows[i], error);
  return status;
}

static pm_status write_head(pm_writer *writer, pm_error *error)
{
  static const pm_setting settings[] = {{"conf", NULL, 0.95, false},
                                        {"quiet", NULL, 1, true},
                                        {"method", "wilson", 0, false},
                                        {"population", NULL, (double)NAN, false}};
  static const pm_input inputs[] = {{"caf\xC3\xA9 \xFF.csv", 12, "ab12"}, {"-", 0, ""}};
  pm_status status = PM_OK;
  for (size_t i = 0; status == PM_OK && i < COUNT(settings); i++)
    status = pm_writer_setting(writer, &settings[i], error);
  for (size_t i = 0; status == PM_OK && i < COUNT(inputs); i++)
    status = pm_writer_input(writer, &inputs[i], error);
  return status;
}

static pm_status write_notes(pm_writer *writer, const pm_allocator *allocator, pm_error *error)
{
  pm_notes *notes;
  pm_status status = pm_notes_new(&notes, allocator);
  if (status == PM_OK)
    status = pm_notes_add(notes, "lonely-stratum",
                          "Stratum 'Kent & <Essex>' has a single record, so that its variance "
                          "cannot be estimated and it adds nothing to the margin.");
  if (status == PM_OK)
    status = pm_notes_add(notes, "all-failed", "All of 'Gwent' failed.");
  if (status == PM_OK)
    status = pm_writer_notes(writer, notes, error);
  else
    (void)pm_error_add(error, status, NULL, "no notes");
  pm_notes_free(notes);
  return status;
}

static pm_status write_sample(pm_writer *writer, const pm_allocator *allocator, pm_error *error)
{
  pm_status status = write_head(writer, error);
  if (status == PM_OK)
    status = write_forces(writer, error);
  if (status == PM_OK)
    status = pm_writer_paragraph(
        writer,
        "- The margin is 1.960 times the spread, and this sentence is long enough that it has "
        "to be wrapped at eighty columns.",
        error);
  if (status == PM_OK)
    status = write_factors(writer, error);
  if (status == PM_OK)
    status = write_notes(writer, allocator, error);
  return status == PM_OK ? pm_writer_close(writer, error) : status;
}

static pm_status run(const pm_writer_request *request, pm_error *error)
{
  pm_writer *writer;
  pm_status status = pm_writer_open(&writer, request, error);
  if (status == PM_OK)
    status = write_sample(writer, request->allocator, error);
  else
    ck_assert_ptr_null(writer);
  pm_writer_free(writer);
  return status;
}

static pm_writer_request request_for(const char *format)
{
  return (pm_writer_request){.format = format,
                             .rate_digits = -1,
                             .points_digits = -1,
                             .command = "interval",
                             .version = "1.0",
                             .title = "Rates & <margins>"};
}

/* What the sample becomes; free it. */
static char *sample_text(pm_writer_request request, char **notes)
{
  char *text;
  char *aside;
  size_t size, aside_size;
  pm_error error = {0};
  request.stream = open_memstream(&text, &size);
  request.notes = open_memstream(&aside, &aside_size);
  ck_assert_int_eq(run(&request, &error), PM_OK);
  fclose(request.stream);
  fclose(request.notes);
  if (notes != NULL)
    *notes = aside;
  else
    free(aside);
  return text;
}

static char *read_all(const char *path)
{
  FILE *file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s", path);
  char *text = NULL;
  size_t size = 0;
  if (getdelim(&text, &size, '\0', file) < 0) {
    free(text);
    text = strdup("");
  }
  fclose(file);
  return text;
}

static void put_all(const char *path, const char *text)
{
  FILE *file = fopen(path, "wb");
  ck_assert_msg(file != NULL, "%s", path);
  fputs(text, file);
  ck_assert_int_eq(fclose(file), 0);
}

/* -------------------------------------------------------------- formats -- */

START_TEST(family_is_complete)
{
  static const char *const names[] = {"text",     "csv",  "tsv",  "json",
                                      "markdown", "html", "latex"};
  ck_assert_uint_eq(pm_format_family.count, COUNT(names));
  for (size_t i = 0; i < COUNT(names); i++) {
    const pm_method *method = pm_format_family.at(i);
    ck_assert_str_eq(method->name, names[i]);
    ck_assert(method->title[0] && method->citation[0] && method->use[0] && method->avoid[0]);
  }
  ck_assert_ptr_null(pm_format_family.at(COUNT(names)));
}
END_TEST

START_TEST(sample_is_as_expected)
{
  const char *format = pm_format_family.at((size_t)_i)->name;
  char name[64];
  snprintf(name, sizeof name, "expected/writer/sample.%s", format);
  char *text = sample_text(request_for(format), NULL);
  if (getenv("PM_REWRITE") != NULL)
    put_all(support_path(name), text);
  char *expected = read_all(support_path(name));
  ck_assert_str_eq(text, expected);
  free(expected);
  free(text);
}
END_TEST

/* Whatever texts hold, nothing but text may come out (csv and tsv carry a
   text's bytes as they are). */
START_TEST(no_control_character_comes_out)
{
  const char *format = pm_format_family.at((size_t)_i)->name;
  bool carries = strcmp(format, "csv") == 0 || strcmp(format, "tsv") == 0;
  char *text = sample_text(request_for(format), NULL);
  for (const char *at = text; !carries && *at != '\0'; at++)
    ck_assert_msg((unsigned char)*at >= 0x20 || *at == '\n', "%s: %02x", format, *at);
  ck_assert(carries || strchr(text, '\xFF') == NULL);
  ck_assert(carries || strstr(text, "\xC2\x9B") == NULL || strcmp(format, "json") == 0);
  ck_assert_ptr_null(strstr(text, format[0] == 'h' ? "<b>" : "\x01"));
  free(text);
}
END_TEST

START_TEST(notes_of_csv_stand_aside)
{
  char *notes;
  free(sample_text(request_for("tsv"), &notes));
  ck_assert_ptr_nonnull(strstr(notes, "\nplusminus: note: All of 'Gwent' failed.\n"));
  free(notes);
  free(sample_text(request_for("text"), &notes));
  ck_assert_str_eq(notes, "");
  free(notes);
}
END_TEST

START_TEST(json_has_its_keys_in_order)
{
  static const char *const keys[] = {"schema", "command", "version", "inputs", "options",
                                     "rows",   "factors", "prose",   "notes"};
  char *text = sample_text(request_for("json"), NULL);
  cJSON *root = cJSON_ParseWithOpts(text, NULL, true);
  ck_assert_ptr_nonnull(root);
  const cJSON *item = root->child;
  for (size_t i = 0; i < COUNT(keys); i++, item = item->next)
    ck_assert_str_eq(item->string, keys[i]);
  ck_assert_ptr_null(item);
  const cJSON *rows = cJSON_GetObjectItemCaseSensitive(root, "rows");
  ck_assert_int_eq(cJSON_GetArraySize(rows), 4);
  ck_assert(
      cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(rows, 2), "upper")));
  ck_assert_str_eq(
      cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(rows, 2), "remark")->valuestring,
      "two\nlines\t50% $5 _x_ ^~#{}\\");
  cJSON_Delete(root);
  free(text);
}
END_TEST

START_TEST(json_of_nothing_is_whole)
{
  char *text;
  size_t size;
  pm_error error = {0};
  pm_writer *writer;
  pm_writer_request request = {.format = "json", .stream = open_memstream(&text, &size)};
  ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_OK);
  ck_assert_int_eq(pm_writer_close(writer, &error), PM_OK);
  pm_writer_free(writer);
  fclose(request.stream);
  ck_assert_str_eq(text, "{\n  \"schema\": \"plusminus/1\",\n  \"command\": null,\n"
                         "  \"version\": null,\n  \"inputs\": [],\n  \"options\": {},\n"
                         "  \"rows\": [],\n  \"notes\": []\n}\n");
  free(text);
}
END_TEST

/* One column, one row, in any format; free the text. */
static char *single(const char *format, pm_column column, pm_cell cell, int digits)
{
  char *text;
  size_t size;
  pm_error error = {0};
  pm_writer *writer;
  pm_writer_request request = {.format = format,
                               .stream = open_memstream(&text, &size),
                               .rate_digits = digits,
                               .points_digits = digits < 0 ? -1 : digits + 1};
  ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_OK);
  ck_assert_int_eq(pm_writer_table(writer, "t", NULL, &column, 1, &error), PM_OK);
  ck_assert_int_eq(pm_writer_row(writer, &cell, &error), PM_OK);
  ck_assert_int_eq(pm_writer_close(writer, &error), PM_OK);
  pm_writer_free(writer);
  fclose(request.stream);
  return text;
}

START_TEST(numbers_read_back_exactly)
{
  static const double values[] = {0.1,     1.0 / 3,      5e-324, DBL_MAX,
                                  DBL_MIN, 1e22,         1e23,   -2.5e-8,
                                  0.3,     1 - 1.0 / 64, 1e15,   123456789012345678.0};
  const pm_column column = {"v", NULL, PM_KIND_RATE};
  for (size_t i = 0; i < COUNT(values); i++) {
    double back;
    char *text = single("csv", column, pm_cell_number(values[i]), 1);
    ck_assert(pm_number_parse(text + 2, strlen(text) - 3, &back));
    ck_assert(back == values[i]);
    free(text);
    text = single("json", column, pm_cell_number(values[i]), 1);
    ck_assert(strtod(strstr(text, "\"v\": ") + 5, NULL) == values[i]);
    free(text);
  }
}
END_TEST

START_TEST(csv_quotes_what_must_be)
{
  static const struct {
    const char *text, *csv, *tsv;
  } cases[] = {
      {"plain", "plain", "plain"},      {"", "\"\"", ""},
      {"a,b", "\"a,b\"", "a,b"},        {"say \"x\"", "\"say \"\"x\"\"\"", "say \"x\""},
      {"\"", "\"\"\"\"", "\""},         {"a\nb", "\"a\nb\"", "a b"},
      {"a\r\nb", "\"a\r\nb\"", "a  b"}, {"a\tb", "a\tb", "a b"},
      {"a\rb", "\"a\rb\"", "a b"},
  };
  const pm_column column = {"v", NULL, PM_KIND_TEXT};
  for (size_t i = 0; i < COUNT(cases); i++) {
    char *text = single("csv", column, pm_cell_text(cases[i].text), 1);
    ck_assert_int_eq(strncmp(text + 2, cases[i].csv, strlen(cases[i].csv)), 0);
    ck_assert_str_eq(text + 2 + strlen(cases[i].csv), "\n");
    free(text);
    text = single("tsv", column, pm_cell_text(cases[i].text), 1);
    ck_assert_int_eq(strncmp(text + 2, cases[i].tsv, strlen(cases[i].tsv)), 0);
    ck_assert_str_eq(text + 2 + strlen(cases[i].tsv), "\n");
    free(text);
  }
}
END_TEST

/* Cells as people read them: a half goes away from 0, as on paper, on whatever side of it the
   double is. */
static const struct {
  pm_kind kind;
  int digits;
  double value;
  const char *shown;
} people[] = {
    {PM_KIND_RATE, -1, 0.8696, "87.0"},
    {PM_KIND_RATE, -1, 0, "0.0"},
    {PM_KIND_RATE, -1, 1, "100.0"},
    {PM_KIND_RATE, -1, 0.9994999, "99.9"},
    {PM_KIND_RATE, -1, 0.9995, ">99.9"},
    {PM_KIND_RATE, -1, 1 - DBL_EPSILON, ">99.9"},
    {PM_KIND_RATE, -1, 0.0005, "0.1"},
    {PM_KIND_RATE, -1, 0.0004999, "[low]"},
    {PM_KIND_RATE, -1, 5e-324, "[low]"},
    {PM_KIND_RATE, -1, 0.8125, "81.3"},
    {PM_KIND_RATE, -1, 0.0375, "3.8"},  /* 0.03749999999999999861... */
    {PM_KIND_RATE, -1, 0.9125, "91.3"}, /* 0.91249999999999997780... */
    {PM_KIND_RATE, -1, -0.0375, "-3.8"},
    {PM_KIND_RATE, -1, 0.145, "14.5"},
    {PM_KIND_RATE, 0, 0.996, ">99"},
    {PM_KIND_RATE, 0, 0.146, "15"},
    {PM_KIND_RATE, 3, 0.7716123, "77.161"},
    {PM_KIND_RATE, 3, 0.999999, ">99.999"},
    {PM_KIND_RATE, -1, 12.5, "1,250.0"},
    {PM_KIND_POINTS, -1, 0.06187, "6.19"},
    {PM_KIND_POINTS, -1, -0.00001, "[low]"},
    {PM_KIND_POINTS, -1, 0.00815, "0.82"}, /* 0.00814999999999999925... */
    {PM_KIND_POINTS, -1, -1, "-100.00"},
    {PM_KIND_POINTS, -1, 0, "0.00"},
    {PM_KIND_COUNT, -1, 59178.4, "59,178"},
    {PM_KIND_COUNT, -1, 999999.9, "1,000,000"},
    {PM_KIND_COUNT, -1, -1234567, "-1,234,567"},
    {PM_KIND_COUNT, -1, 999, "999"},
    {PM_KIND_COUNT, -1, 30012.5, "30,013"},
    {PM_KIND_COUNT, -1, 0.3, "[low]"},
    {PM_KIND_COUNT, -1, 0, "0"},
    {PM_KIND_NUMBER, -1, 1.9599639845400545, "1.960"},
    {PM_KIND_NUMBER, -1, 0.99899, "0.9990"},
    {PM_KIND_NUMBER, -1, 9.99996, "10.00"},
    {PM_KIND_NUMBER, -1, 1.0045, "1.005"}, /* 1.00449999999999994848... */
    {PM_KIND_NUMBER, -1, 9.9995, "10.00"}, /* 9.99949999999999938893... */
    {PM_KIND_NUMBER, -1, 114, "114"},
    {PM_KIND_NUMBER, -1, 12345.678, "12,346"},
    {PM_KIND_NUMBER, -1, 0.0001234, "0.0001234"},
    {PM_KIND_NUMBER, -1, -1.234567e-7, "-1.235e-07"},
    {PM_KIND_NUMBER, -1, 1e300, "1.000e+300"},
    {PM_KIND_NUMBER, -1, (double)NAN, "[x]"},
    {PM_KIND_RATE, -1, (double)-INFINITY, "[x]"},
};

START_TEST(people_read_rounded_figures)
{
  const pm_column column = {"v", NULL, people[_i].kind};
  char *text = single("text", column, pm_cell_number(people[_i].value), people[_i].digits);
  char *line = strtok(text, "\n");
  line = strtok(NULL, "\n");
  line = strtok(NULL, "\n");
  ck_assert_str_eq(line + strspn(line, " "), people[_i].shown);
  free(text);
}
END_TEST

START_TEST(markers_are_explained)
{
  const pm_column column = {"v", NULL, PM_KIND_POINTS};
  char *text = single("text", column, pm_cell_missing("[u]"), -1);
  ck_assert_str_eq(text, "v (pp)\n------\n   [u]\n"
                         "pp: percentage points; [u]: low reliability\n");
  free(text);
}
END_TEST

START_TEST(long_latex_tables_break)
{
  const pm_column column = {"v", "V", PM_KIND_COUNT};
  for (int rows = 40; rows <= 41; rows++) {
    char *text;
    size_t size;
    pm_error error = {0};
    pm_writer *writer;
    pm_writer_request request = {.format = "latex", .stream = open_memstream(&text, &size)};
    ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_OK);
    ck_assert_int_eq(pm_writer_table(writer, "t", "T", &column, 1, &error), PM_OK);
    for (int i = 0; i < rows; i++) {
      pm_cell cell = pm_cell_number(i);
      ck_assert_int_eq(pm_writer_row(writer, &cell, &error), PM_OK);
    }
    ck_assert_int_eq(pm_writer_close(writer, &error), PM_OK);
    pm_writer_free(writer);
    fclose(request.stream);
    ck_assert_int_eq(strstr(text, "\\begin{longtable}") != NULL, rows == 41);
    free(text);
  }
}
END_TEST

/* Eighty columns are filled and not passed. */
START_TEST(prose_is_wrapped_at_eighty_columns)
{
  char words[128];
  for (int last = 39; last <= 40; last++) {
    char *text;
    size_t size;
    pm_error error = {0};
    pm_writer *writer;
    pm_writer_request request = {.stream = open_memstream(&text, &size)};
    /* 40 letters, a blank, and a word that just fits, or just does not. */
    snprintf(words, sizeof words, "%.*s %.*s", 40, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
             last, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_OK);
    ck_assert_int_eq(pm_writer_paragraph(writer, words, &error), PM_OK);
    ck_assert_int_eq(pm_writer_close(writer, &error), PM_OK);
    pm_writer_free(writer);
    fclose(request.stream);
    ck_assert_int_eq(text[40], last == 39 ? ' ' : '\n');
    free(text);
  }
}
END_TEST

/* --------------------------------------------------------------- misuse -- */

START_TEST(one_table_is_chosen_by_name)
{
  pm_writer_request request = request_for("csv");
  request.table = "factors";
  char *text = sample_text(request, NULL);
  ck_assert_str_eq(text, "factor,value\nquantile,1.9599639845400545\nn,115\n");
  free(text);
  request.format = "text";
  text = sample_text(request, NULL);
  ck_assert_ptr_null(strstr(text, "Somerset"));
  ck_assert_ptr_null(strstr(text, "wrapped"));
  ck_assert_ptr_nonnull(strstr(text, "quantile"));
  free(text);
}
END_TEST

static void expect_fault(pm_writer_request request, pm_status status, const char *message)
{
  pm_error error = {0};
  ck_assert_int_eq(run(&request, &error), status);
  ck_assert_int_eq(error.count, 1);
  ck_assert_msg(strstr(error.faults[0].text, message) != NULL, "%s", error.faults[0].text);
}

START_TEST(unknown_names_are_usage_errors)
{
  pm_writer_request request = request_for("jsn");
  request.stream = stdout;
  expect_fault(request, PM_ERROR_USAGE, "no output format 'jsn'; did you mean 'json'?");
  for (size_t i = 0; i < pm_format_family.count; i++) {
    request.format = pm_format_family.at(i)->name;
    request.table = "factor";
    expect_fault(request, PM_ERROR_USAGE,
                 "no table 'factor'; did you mean 'factors'? The tables are rows, factors");
  }
  request.stream = NULL;
  expect_fault(request, PM_ERROR_USAGE, "a file or a stream");
}
END_TEST

START_TEST(calls_out_of_order_are_usage_errors)
{
  char *text;
  size_t size;
  pm_error error = {0};
  pm_writer *writer;
  const pm_column column = {"v", NULL, PM_KIND_COUNT};
  const pm_cell cell = pm_cell_number(1);
  pm_writer_request request = {.stream = open_memstream(&text, &size)};
  ck_assert_int_eq(pm_writer_open(&writer, &request, &error), PM_OK);
  ck_assert_int_eq(pm_writer_row(writer, &cell, &error), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_writer_table(writer, "t", NULL, &column, 0, &error), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_writer_table(writer, "t", NULL, &column, 1, &error), PM_OK);
  ck_assert_int_eq(pm_writer_paragraph(writer, "p", &error), PM_OK);
  ck_assert_int_eq(pm_writer_row(writer, &cell, &error), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_writer_close(writer, &error), PM_OK);
  ck_assert_int_eq(pm_writer_close(writer, &error), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_writer_table(writer, "t", NULL, &column, 1, &error), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_writer_paragraph(writer, "p", &error), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_writer_notes(writer, NULL, &error), PM_ERROR_USAGE);
  pm_writer_free(writer);
  pm_writer_free(NULL);
  fclose(request.stream);
  free(text);
}
END_TEST

/* --------------------------------------------------------------- memory -- */

START_TEST(failing_memory_is_a_status)
{
  const char *format = pm_format_family.at((size_t)_i)->name;
  pm_status status = PM_ERROR_MEMORY;
  for (long fail_at = 1; status != PM_OK; fail_at++) {
    support_failing failing;
    support_failing_init(&failing, fail_at);
    char *text;
    size_t size;
    pm_error error = {0};
    pm_writer_request request = request_for(format);
    request.allocator = &failing.allocator;
    request.stream = open_memstream(&text, &size);
    status = run(&request, &error);
    fclose(request.stream);
    ck_assert(status == PM_OK || status == PM_ERROR_MEMORY);
    ck_assert_int_eq(error.status, status);
    ck_assert_int_eq(failing.live, 0);
    ck_assert(status == PM_OK ? size > 0 : size == 0);
    free(text);
    ck_assert_int_lt(fail_at, 10000);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("writer", &tcase);
  int formats = (int)pm_format_family.count;
  tcase_add_test(tcase, family_is_complete);
  tcase_add_loop_test(tcase, sample_is_as_expected, 0, formats);
  tcase_add_loop_test(tcase, no_control_character_comes_out, 0, formats);
  tcase_add_test(tcase, notes_of_csv_stand_aside);
  tcase_add_test(tcase, json_has_its_keys_in_order);
  tcase_add_test(tcase, json_of_nothing_is_whole);
  tcase_add_test(tcase, numbers_read_back_exactly);
  tcase_add_test(tcase, csv_quotes_what_must_be);
  tcase_add_loop_test(tcase, people_read_rounded_figures, 0, (int)COUNT(people));
  tcase_add_test(tcase, markers_are_explained);
  tcase_add_test(tcase, long_latex_tables_break);
  tcase_add_test(tcase, prose_is_wrapped_at_eighty_columns);
  tcase_add_test(tcase, one_table_is_chosen_by_name);
  tcase_add_test(tcase, unknown_names_are_usage_errors);
  tcase_add_test(tcase, calls_out_of_order_are_usage_errors);
  tcase_add_loop_test(tcase, failing_memory_is_a_status, 0, formats);
  return support_run(suite);
}
