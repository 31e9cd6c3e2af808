/* check_csv.c: what the CSV reader takes for CSV, what it refuses and where it
   says the fault is, wherever blocks end.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"

enum { BLOCK = 1 << 16, MEBIBYTE = 1 << 20 };

/* ---------------------------------------------------------- sound content -- */

typedef struct sound {
  const char *content, *shown;
} sound;

static const sound sounds[] = {
    {"a,b\n1,2\n3,4\n", "a|b/1|2/3|4"},
    {"a,b\r\n1,2\r\n3,4\r\n", "a|b/1|2/3|4"},
    {"a,b\n1,2\r\n3,4", "a|b/1|2/3|4"},
    {"\xEF\xBB\xBF"
     "a,b\n1,2\n",
     "a|b/1|2"},
    {"\xEF\xBB\xBF\"a\",b\n1,2\n", "a|b/1|2"},
    {"a,b", "a|b"},
    {"a,b\n", "a|b"},
    {"a\n1\n2", "a/1/2"},
    {"a,b\n,\n\"\",\"\"\n", "a|b/|/|"},
    {"a\n\"\"\n", "a/"},
    {"a,b\n1,", "a|b/1|"},
    {"a,b\n\"x,y\",\"p\nq\"\n3,4\n", "a|b/x,y|p\nq/3|4"},
    {"a,b\r\n\"p\r\nq\",\"r\rs\"\r\n", "a|b/p\r\nq|r\rs"},
    {"a,b\n\"say \"\"no\"\"\",\"\"\"\"\n", "a|b/say \"no\"|\""},
    {"\"a,1\",\"b\n2\"\n1,2\n", "a,1|b\n2/1|2"},
    {" a ,b\t\n 1 ,\t2\n\" 3 \",  \n", " a |b\t/ 1 |\t2/ 3 |  "},
    {"a b,c\nd e,f g\n", "a b|c/d e|f g"},
    {"a,b\n1,2\n\n", "a|b/1|2"},
    {"a,b\r\n1,2\r\n\r\n\r\n\n", "a|b/1|2"},
    {"a,b\n1,2\n\xC3\xA9,\xFF\n", "a|b/1|2/\xC3\xA9|\xFF"},
};

START_TEST(sound_content)
{
  const sound *one = &sounds[_i];
  write_scratch(one->content, strlen(one->content));
  assert_shown(one->shown);
}
END_TEST

/* ----------------------------------------------------------------- faults -- */

typedef struct broken {
  const char *content;
  size_t size; /* 0: up to the NUL */
  const char *fault;
  const char *shown; /* what comes before the fault */
} broken;

#define EMPTY ": the file is empty: it has no header"
#define LONE_CR "the row ends in CR without LF; save the file with line ends LF or CRLF"
#define BLANK_LINE "the line is blank; only the end of the file may have blank lines"
#define NUL_BYTE "there is a NUL byte; is this a text file, saved as UTF-8?"
#define AFTER_QUOTE                                                                            \
  "a closing quote is followed by something else than a comma; a quote inside a quoted field " \
  "must be doubled"
#define INNER_QUOTE "a quote stands inside a field that does not begin with one"
#define OPEN_QUOTE "a quote is opened here and never closed"
#define UTF_16 ": the text is UTF-16; save it as CSV UTF-8"

static const broken brokens[] = {
    {"", 0, EMPTY, ""},
    {"\xEF\xBB\xBF", 0, EMPTY, ""},
    {"\n\r\n", 0, ": the file has only blank lines", ""},
    {"\na,b\n", 0, ":1: " BLANK_LINE, ""},
    {"a,b\n1,2\n\n3,4\n", 0, ":3: " BLANK_LINE, "a|b/1|2"},
    {"a,b\n1,2\n\n\n\n3,4\n", 0, ":3: " BLANK_LINE, "a|b/1|2"},
    {"a\n1\n\n2\n", 0, ":3: " BLANK_LINE, "a/1"},
    {"a,b\r\n\"p\r\n\r\nq\",2\r\n\r\n3,4\r\n", 0, ":3: " BLANK_LINE, "a|b/p\r\n\r\nq|2"},
    {"a,b\n1,2,3\n", 0, ":2: the row has 3 fields, but the header has 2", "a|b"},
    {"a,b\n1,2\n1\n3,4\n", 0, ":3: the row has 1 field, but the header has 2", "a|b/1|2"},
    {"a,b\n1,2,", 0, ":2: the row has 3 fields, but the header has 2", "a|b"},
    {"a,b\r1,2\r", 0, ":1: " LONE_CR, ""},
    {"a,b\n1,2\r3,4\r", 0, ":2: " LONE_CR, "a|b/1|2"},
    {"a,b\n1,2\r", 0, ":2: " LONE_CR, "a|b/1|2"},
    {"a,b\n1,2\r\r\n", 0, ":2: " LONE_CR, "a|b/1|2"},
    {"a,b\n1,2\r3\0", 11, ":2: " LONE_CR, "a|b/1|2"},
    {"a,b\n1,2\r3\"", 0, ":2: " LONE_CR, "a|b/1|2"},
    {"a,b\n1,2\n\n3\"", 0, ":3: " BLANK_LINE, "a|b/1|2"},
    {"a,b\n1,2\n\r3,4\n", 0, ":3: " LONE_CR, "a|b/1|2"},
    {"a,b\n1,2\0\n", 9, ":2: column 'b': " NUL_BYTE, "a|b"},
    {"a,b\n\"x\0\",2\n", 12, ":2: column 'a': " NUL_BYTE, "a|b"},
    {"a,\0b\n", 5, ":1: " NUL_BYTE, ""},
    {"a\0,\0b\0", 6, ":1: " NUL_BYTE, ""},
    {"a,b\n1,2\n\0", 9, ":3: column 'a': " NUL_BYTE, "a|b/1|2"},
    {"a,b\n1,\"x\n3,4\n", 0, ":2: column 'b': " OPEN_QUOTE, "a|b"},
    {"a,b\n1,2\n\"", 0, ":3: column 'a': " OPEN_QUOTE, "a|b/1|2"},
    {"a,\"b\n", 0, ":1: " OPEN_QUOTE, ""},
    {"a,b\n1,\"x\n3,\"4\"\n", 0, ":2: column 'b': " AFTER_QUOTE, "a|b"},
    {"a,b\n\"x\"y,2\n", 0, ":2: column 'a': " AFTER_QUOTE, "a|b"},
    {"a,b\n\"x\" ,2\n", 0, ":2: column 'a': " AFTER_QUOTE, "a|b"},
    {"a,b\n\"x\"\t\n", 0, ":2: column 'a': " AFTER_QUOTE, "a|b"},
    {"a,b\n1,x\"y\n", 0, ":2: column 'b': " INNER_QUOTE, "a|b"},
    {" a ,b\t\n1,2\n \"y\",2\n", 0, ":3: column ' a ': " INNER_QUOTE, " a |b\t/1|2"},
    {"a,b\n1, \"y\"\n", 0, ":2: column 'b': " INNER_QUOTE, "a|b"},
    {"a,,b\n", 0, ":1: column 2 of the header has no name", ""},
    {"a,b,\n", 0, ":1: column 3 of the header has no name", ""},
    {"a,b,a\n", 0, ":1: columns 1 and 3 are both named 'a'", ""},
    {"a,\xE9t\xE9\n", 0,
     ":1: the name of column 2, '\\xe9t\\xe9', is not UTF-8; save the file as CSV UTF-8", ""},
    {"\xFF\xFE"
     "a\0",
     4, UTF_16, ""},
    {"\xFE\xFF\0a", 4, UTF_16, ""},
    {"PK\3\4\24\0", 6, ": this is a spreadsheet or zip archive; save it as CSV", ""},
    {"\xD0\xCF\x11\xE0", 0, ": this is an old spreadsheet or office document; save it as CSV",
     ""},
    {"%PDF-1.4\n", 0, ": this is a PDF, not a CSV", ""},
    {"BZh91AY", 0, ": this is compressed by bzip2; decompress it, or use gzip", ""},
    {"\x1F\x8B", 0, ": the file is cut off: its gzip stream has no end", ""},
};

START_TEST(broken_content)
{
  const broken *one = &brokens[_i];
  write_scratch(one->content, one->size > 0 ? one->size : strlen(one->content));
  assert_fault(PM_ERROR_DATA, one->fault, one->shown);
}
END_TEST

/* The same sound and broken content in a gzip stream, which changes nothing. */
START_TEST(content_in_gzip)
{
  for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) {
    write_scratch("", 0);
    append_gzip(sounds[i].content, strlen(sounds[i].content));
    assert_shown(sounds[i].shown);
  }
  for (size_t i = 0; i + 1 < sizeof brokens / sizeof *brokens; i++) {
    write_scratch("", 0);
    append_gzip(brokens[i].content,
                brokens[i].size > 0 ? brokens[i].size : strlen(brokens[i].content));
    assert_fault(PM_ERROR_DATA, brokens[i].fault, brokens[i].shown);
  }
}
END_TEST

START_TEST(a_fault_is_told_once)
{
  pm_error error = {0};
  pm_csv *csv;
  const pm_field *fields;
  const pm_csv_request request = {.file = path};
  write_scratch("a,b\n1,2\n3\n4,5\n", 15);
  ck_assert_int_eq(pm_csv_open(&csv, &request, &error), PM_OK);
  ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_OK);
  ck_assert_int_eq(pm_csv_row(csv), 2);
  for (int again = 0; again < 3; again++) {
    ck_assert_int_eq(pm_csv_next(csv, &fields, &error), PM_ERROR_DATA);
    ck_assert_ptr_null(fields);
  }
  ck_assert_int_eq(error.count, 1);
  ck_assert_int_eq(pm_csv_rows(csv), 1);
  pm_csv_free(csv);
}
END_TEST

START_TEST(the_end_is_given_for_ever)
{
  pm_csv *csv;
  const pm_field *fields;
  const pm_csv_request request = {.file = path};
  write_scratch("a\n1\n", 4);
  ck_assert_int_eq(pm_csv_open(&csv, &request, NULL), PM_OK);
  ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
  for (int again = 0; again < 3; again++) {
    ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
    ck_assert_ptr_null(fields);
  }
  ck_assert_str_eq(pm_csv_sha256(csv), "");
  pm_csv_free(csv);
  pm_csv_free(NULL);
}
END_TEST

/* ----------------------------------------------------------------- limits -- */

/* "a\n", then a field of that many letters, then "\n2\n". */
static char *long_field(size_t letters, bool quoted, size_t *size)
{
  char *bytes = malloc(letters + 16);
  ck_assert_ptr_nonnull(bytes);
  size_t used = (size_t)sprintf(bytes, "a\n%s", quoted ? "\"" : "");
  memset(bytes + used, 'x', letters);
  used += letters;
  used += (size_t)sprintf(bytes + used, "%s\n2\n", quoted ? "\"" : "");
  *size = used;
  return bytes;
}

START_TEST(field_of_one_mebibyte)
{
  for (int quoted = 0; quoted < 2; quoted++) {
    size_t size;
    pm_csv *csv;
    const pm_field *fields;
    const pm_csv_request request = {.file = path};
    char *bytes = long_field(MEBIBYTE, quoted != 0, &size);
    write_scratch(bytes, size);
    free(bytes);
    ck_assert_int_eq(pm_csv_open(&csv, &request, NULL), PM_OK);
    ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
    ck_assert_uint_eq(fields[0].size, MEBIBYTE);
    ck_assert_uint_eq(strspn(fields[0].text, "x"), MEBIBYTE);
    ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
    ck_assert_str_eq(fields[0].text, "2");
    pm_csv_free(csv);
    for (size_t more = 1; more < 5; more++) {
      bytes = long_field(MEBIBYTE + more, quoted != 0, &size);
      write_scratch(bytes, size);
      free(bytes);
      assert_fault(
          PM_ERROR_DATA,
          ":2: column 'a': the field is longer than 1 MiB; is a closing quote missing?", "a");
    }
  }
}
END_TEST

/* A header of that many columns and a row of as many fields, in 1 MiB. */
static size_t wide_content(char bytes[static MEBIBYTE], size_t columns, size_t fields)
{
  size_t used = 0;
  for (size_t i = 0; i < columns; i++)
    used += (size_t)snprintf(bytes + used, MEBIBYTE - used, "%sc%zu", i > 0 ? "," : "", i);
  bytes[used++] = '\n';
  for (size_t i = 0; i < fields; i++)
    used += (size_t)snprintf(bytes + used, MEBIBYTE - used, "%s1", i > 0 ? "," : "");
  return used;
}

START_TEST(ten_thousand_columns)
{
  char *bytes = malloc(MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  pm_csv *csv;
  const pm_field *fields;
  const pm_csv_request request = {.file = path};
  write_scratch(bytes, wide_content(bytes, 10000, 10000));
  ck_assert_int_eq(pm_csv_open(&csv, &request, NULL), PM_OK);
  ck_assert_uint_eq(pm_csv_columns(csv), 10000);
  ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
  ck_assert_str_eq(fields[9999].text, "1");
  pm_csv_free(csv);
  write_scratch(bytes, wide_content(bytes, 10001, 10001));
  assert_fault(PM_ERROR_DATA, ":1: the header has more than 10000 columns", "");
  write_scratch(bytes, wide_content(bytes, 2, 40000));
  assert_fault(PM_ERROR_DATA, ":2: the row has at least 32765 fields, but the header has 2",
               "c0|c1");
  memset(bytes, ',', MEBIBYTE);
  write_scratch(bytes, MEBIBYTE);
  assert_fault(PM_ERROR_DATA, ":1: the header has more than 10000 columns", "");
  free(bytes);
}
END_TEST

/* ----------------------------------------------------------------- blocks -- */

/* Every byte of a record with everything in it comes to stand last in a block
   once, and nothing changes. */
START_TEST(block_borders)
{
  static const char record[] = "\"p\r\n\"\"q\"\"\",\" r\",s \r\n";
  char *bytes = malloc(2 * BLOCK);
  ck_assert_ptr_nonnull(bytes);
  for (size_t shift = 0; shift <= sizeof record; shift++) {
    size_t lead = BLOCK - shift - strlen("\r\nb,c,");
    memset(bytes, 'x', BLOCK);
    memcpy(bytes, "b,c,", 4);
    memcpy(bytes + lead, "\r\n", 2);
    memcpy(bytes + lead + 2, record, sizeof record - 1);
    memcpy(bytes + lead + 2 + sizeof record - 1, record, sizeof record - 1);
    write_scratch(bytes, lead + 2 + 2 * (sizeof record - 1));
    pm_csv *csv;
    const pm_field *fields;
    const pm_csv_request request = {.file = path};
    ck_assert_int_eq(pm_csv_open(&csv, &request, NULL), PM_OK);
    ck_assert_uint_eq(strlen(pm_csv_column(csv, 2)), lead - 4);
    for (int row = 0; row < 2; row++) {
      ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
      ck_assert_str_eq(fields[0].text, "p\r\n\"q\"");
      ck_assert_str_eq(fields[1].text, " r");
      ck_assert_str_eq(fields[2].text, "s ");
    }
    ck_assert_int_eq(pm_csv_next(csv, &fields, NULL), PM_OK);
    ck_assert_ptr_null(fields);
    pm_csv_free(csv);
  }
  free(bytes);
}
END_TEST

/* --------------------------------------------------------------- fixtures -- */

START_TEST(fixture_files)
{
  static const sound fixtures[] = {
      {"data/csv/forces.csv",
       "force,route,x,n/Leicestershire,incident,100,115/Cumbria,incident,64,78"},
      {"data/csv/crlf_bom.csv", "force,x/Dyfed-Powys,6/Kent,23"},
      {"data/csv/quoted.csv", "label,text/a \"b\",one\ntwo, three/c, "},
      {"data/csv/header_only.csv", "force,x,n"},
  };
  for (size_t i = 0; i < sizeof fixtures / sizeof *fixtures; i++) {
    shown_text shown;
    pm_error error = {0};
    const pm_csv_request request = {.file = support_path(fixtures[i].content)};
    ck_assert_msg(show(&request, &shown, &error) == PM_OK, "%s", error.faults[0].text);
    for (char *at = shown.text; (at = strchr(at, '|')) != NULL;)
      *at = ',';
    ck_assert_str_eq(shown.text, fixtures[i].shown);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("csv", &tcase);
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_loop_test(tcase, sound_content, 0, sizeof sounds / sizeof *sounds);
  tcase_add_loop_test(tcase, broken_content, 0, sizeof brokens / sizeof *brokens);
  tcase_add_test(tcase, content_in_gzip);
  tcase_add_test(tcase, a_fault_is_told_once);
  tcase_add_test(tcase, the_end_is_given_for_ever);
  tcase_add_test(tcase, field_of_one_mebibyte);
  tcase_add_test(tcase, ten_thousand_columns);
  tcase_add_test(tcase, block_borders);
  tcase_add_test(tcase, fixture_files);
  return support_run(suite);
}
