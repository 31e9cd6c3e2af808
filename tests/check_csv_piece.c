/* check_csv_piece.c: a CSV by pieces has the records and the faults that it has
   record by record, whatever stands where pieces and blocks end.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "csv_scratch.h"
#include "piece_reading.h"
#include "table/csv_marks.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>

enum { BLOCK = 1 << 16, MEBIBYTE = 1 << 20 };

static const size_t lengths[] = {0, 1, 2, 3, 5, 8, 13, 21, 64, 200};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

/* The same by both readings, by pieces of each length; returns how many records
   there are, -1: a fault. */
static int64_t assert_same_by(const char *file, const piece_wish *wish, const size_t *by,
                              size_t count)
{
  piece_reading expected, found;
  const pm_csv_request request = {.file = file, .hash = true};
  reading_by_next(&request, wish, &expected);
  for (size_t i = 0; i < count; i++) {
    const piece_wish ours = {wish->first, wish->every, by[i]};
    reading_by_pieces(&request, &ours, &found);
    const char *difference = reading_difference(&expected, &found);
    ck_assert_msg(difference == NULL, "%s of %s by pieces of %zu: '%s', not '%s'", difference,
                  file, by[i], found.error.faults[0].text, expected.error.faults[0].text);
    free(found.text.bytes);
  }
  free(expected.text.bytes);
  return expected.error.count == 0 ? expected.records : -1;
}

static int64_t assert_same(const char *file, const piece_wish *wish)
{
  return assert_same_by(file, wish, &wish->length, 1);
}

/* Whatever the columns and the length of pieces. */
static void assert_same_always(const char *file)
{
  for (size_t i = 0; i < 4; i++)
    assert_same_by(file, &(piece_wish){.first = i % 3, .every = 1 + i}, lengths, LENGTHS);
}

/* ------------------------------------------------------------------ files -- */

static void assert_same_in(const char *directory)
{
  char name[4200], file[4600];
  int files = 0;
  (void)snprintf(name, sizeof name, "%s", support_path(directory));
  DIR *entries = opendir(name);
  ck_assert_ptr_nonnull(entries);
  for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    if (entry->d_name[0] == '.')
      continue;
    (void)snprintf(file, sizeof file, "%s/%s", name, entry->d_name);
    assert_same_always(file);
    files++;
  }
  ck_assert_int_ge(files, 4);
  ck_assert_int_eq(closedir(entries), 0);
}

START_TEST(files_of_others)
{
  assert_same_in("data/csv");
  assert_same_in("fuzz/seeds/csv");
  assert_same_in("fuzz/seeds/csv_piece");
}
END_TEST

/* ---------------------------------------------------------------- oddities -- */

typedef struct oddity {
  const char *text;
  size_t size;
} oddity;

#define ODD(text)                                                                              \
  {                                                                                            \
    text, sizeof text - 1                                                                      \
  }
static const oddity oddities[] = {
    ODD("\""), ODD("\"\""),  ODD("\n"),    ODD("\n\n"),   ODD("\r\n"),
    ODD("\r"), ODD("\0"),    ODD("\n\r"),  ODD(","),      ODD("\n\""),
    ODD(" "),  ODD(",\"\n"), ODD("\n5,6"), ODD("\"\r\n"),
};
static const oddity bases[] = {
    ODD("a,b\n1,2\n33,44\n,\n7,8\n"),
    ODD("a\n1\n22\n333\n4"),
    ODD("a,b\r\n1,2\r\n3,\r\n5,6\r\n"),
    ODD("a,b,c\n\"1\n\",2,\"\"\"3\"\n4,\"5,\r\n,\n\",6\n7,8,\"\"\n"),
    ODD("\xEF\xBB\xBF"
        "a,b\n1,2\n3,4"),
};

/* Every oddity at every place of every base. */
START_TEST(oddities_everywhere)
{
  const oddity *base = &bases[_i];
  char content[128];
  for (size_t i = 0; i < sizeof oddities / sizeof *oddities; i++)
    for (size_t at = 0; at <= base->size; at++) {
      const oddity *odd = &oddities[i];
      memcpy(content, base->text, at);
      memcpy(content + at, odd->text, odd->size);
      memcpy(content + at + odd->size, base->text + at, base->size - at);
      write_scratch(content, base->size + odd->size);
      const size_t by[] = {lengths[at % 2], lengths[2 + at % 4], lengths[6 + at % 4]};
      assert_same_by(path, &(piece_wish){.every = 1}, by, 3);
    }
}
END_TEST

static uint64_t draw(uint64_t *state)
{
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 33;
}

/* Any content that is nearly a CSV. */
START_TEST(random_contents)
{
  static const char letters[] = "abcdefgh,,,,,,\n\n\n\n\"\"\r ";
  uint64_t state = 4 + (uint64_t)_i;
  int sound = 0;
  for (int round = 0; round < 600; round++) {
    char content[300] = "a,b\n";
    size_t columns = 1 + draw(&state) % 3, used = 2 * columns;
    memcpy(content, columns == 1 ? "a\n" : columns == 2 ? "a,b\n" : "a,b,c\n", used);
    for (size_t rows = draw(&state) % 12; rows-- > 0;)
      for (size_t i = 1; i <= columns; i++) {
        for (size_t size = draw(&state) % 6; size-- > 0;)
          content[used++] = letters[draw(&state) % 8];
        content[used++] = i < columns ? ',' : '\n';
      }
    for (size_t odd = draw(&state) % 3; odd-- > 0 && used > 8;)
      content[6 + draw(&state) % (used - 6)] = letters[draw(&state) % (sizeof letters)];
    write_scratch(content, used);
    const piece_wish wish = {draw(&state) % 3, 1 + draw(&state) % 2, draw(&state) % 40};
    sound += assert_same(path, &wish) >= 0;
  }
  ck_assert_int_gt(sound, 60);
}
END_TEST

/* ------------------------------------------------------------------ blocks -- */

/* Regular rows that end at `shift` bytes before a border of blocks or pieces,
   then an oddity, then more rows. */
static size_t rows_to_border(char *bytes, size_t border, size_t shift, const oddity *odd)
{
  static const char row[] = "12,abc,4.5\n";
  size_t used = (size_t)sprintf(bytes, "x,label,y\n");
  size_t goal = border - shift - used;
  for (; goal >= 2 * strlen(row); goal -= strlen(row))
    used += (size_t)sprintf(bytes + used, "%s", row);
  used += (size_t)sprintf(bytes + used, "%.*s,,\n", (int)goal - 3, "111111111111111111111111");
  ck_assert_uint_eq(used, border - shift);
  memcpy(bytes + used, odd->text, odd->size);
  used += odd->size;
  for (int i = 0; i < 9000; i++)
    used += (size_t)sprintf(bytes + used, "%s", row);
  return used;
}

START_TEST(borders_of_blocks)
{
  static const size_t borders[] = {BLOCK, 4 * BLOCK, 5 * BLOCK};
  static const oddity records[] = {
      ODD("1,\"p\r\n\"\"q,\n\"\"\",2\n\"1\",\"\n\n\n\",\"\"\n"),
      ODD("1,2,3\r\n\n\r\n"),
      ODD("1,2,3,4\0"),
      ODD("1,2\r,3\n"),
  };
  char *bytes = malloc(MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  for (size_t shift = 0; shift < 40; shift += _i == 0 ? 1 : 3)
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
      write_scratch(bytes, rows_to_border(bytes, borders[_i], shift, &records[i]));
      assert_same(path, &(piece_wish){.first = 1, .every = 1});
    }
  free(bytes);
}
END_TEST

/* How much of a row is told of depends on the blocks, of which a first field
   longer than small pieces grow moves the fault into a later one. */
START_TEST(row_without_end)
{
  const oddity nothing = {"", 0};
  const size_t by[] = {0, 4096};
  const size_t letters = _i == 0 ? 0 : 70000;
  char *bytes = malloc(2 * MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  for (size_t shift = 30; shift < 60000; shift += 9999) {
    size_t used = rows_to_border(bytes, 3 * BLOCK, shift, &nothing);
    memset(bytes + used, 'x', letters);
    memset(bytes + used + letters, ',', MEBIBYTE);
    write_scratch(bytes, used + letters + MEBIBYTE);
    ck_assert_int_eq(assert_same_by(path, &(piece_wish){.every = 1}, by, 2), -1);
  }
  free(bytes);
}
END_TEST

/* ------------------------------------------------------------------- sizes -- */

static void assert_long_field(char *bytes, size_t letters, bool is_quoted)
{
  size_t used = (size_t)sprintf(bytes, "a,b\n1,2\n3,%s", is_quoted ? "\"" : "");
  memset(bytes + used, 'x', letters);
  used += letters;
  used += (size_t)sprintf(bytes + used, "%s\n5,6\n", is_quoted ? "\"" : "");
  write_scratch(bytes, used);
  const int64_t records = letters <= MEBIBYTE ? 3 : -1;
  for (size_t first = 0; first < 2; first++) {
    ck_assert_int_eq(assert_same(path, &(piece_wish){.first = first, .every = 2}), records);
    ck_assert_int_eq(assert_same(path, &(piece_wish){first, 2, 5000}), records);
  }
}

START_TEST(field_of_one_mebibyte)
{
  char *bytes = malloc(MEBIBYTE + 64);
  ck_assert_ptr_nonnull(bytes);
  for (size_t more = 0; more < 3; more++)
    for (int quoted = 0; quoted < 2; quoted++)
      assert_long_field(bytes, MEBIBYTE + more, quoted != 0);
  free(bytes);
}
END_TEST

/* A record of 6 MiB, others before and behind it. */
START_TEST(record_longer_than_pieces_grow)
{
  enum { FIELD = MEBIBYTE / 2, FIELDS = 12 };
  char *bytes = malloc((size_t)FIELDS * FIELD + MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  size_t used = (size_t)sprintf(bytes, "a,b,c,d,e,f,g,h,i,j,k,l\n");
  for (int i = 0; i < 3000; i++)
    used += (size_t)sprintf(bytes + used, "%d,,,,,,,,,,,\n", i);
  for (size_t i = 0; i < FIELDS; i++) {
    memset(bytes + used, 'a' + (int)i, FIELD);
    used += FIELD;
    bytes[used++] = i + 1 < FIELDS ? ',' : '\n';
  }
  for (int i = 0; i < 30000; i++)
    used += (size_t)sprintf(bytes + used, "%d,,,,,,,,\"\",,,\n", i);
  write_scratch(bytes, used);
  ck_assert_int_eq(assert_same(path, &(piece_wish){.every = 3}), 33001);
  ck_assert_int_eq(assert_same(path, &(piece_wish){.every = 3, .length = 3333}), 33001);
  write_scratch(bytes, used - 5);
  ck_assert_int_eq(assert_same(path, &(piece_wish){.every = 3}), -1);
  free(bytes);
}
END_TEST

static size_t wide_rows(char *bytes, size_t columns, const char *name)
{
  size_t used = 0;
  for (size_t i = 0; i < columns; i++)
    used += (size_t)sprintf(bytes + used, "%s%s%zu", i > 0 ? "," : "", name, i);
  for (size_t row = 0; row < 40; row++)
    for (size_t i = 0; i < columns; i++)
      used += (size_t)sprintf(bytes + used, "%c%zu", i > 0 ? ',' : '\n', i % 7 * row);
  return used;
}

START_TEST(ten_thousand_columns)
{
  static const char *const names[] = {"c", "a column with a long name: "};
  char *bytes = malloc(4 * MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  for (size_t i = 0; i < 2; i++) {
    size_t used = wide_rows(bytes, 10000, names[i]);
    write_scratch(bytes, used);
    ck_assert_int_eq(assert_same(path, &(piece_wish){.every = 1}), 40);
    ck_assert_int_eq(assert_same(path, &(piece_wish){.first = 7, .every = 999}), 40);
    bytes[used - 50] = ',';
    bytes[used++] = '\n';
    write_scratch(bytes, used);
    assert_same(path, &(piece_wish){.every = 100});
  }
  free(bytes);
}
END_TEST

START_TEST(nothing_but_a_header)
{
  static const char *const contents[] = {"a,b", "a,b\n", "a,b\r\n", "a,b\n\n\r\n", "a,\"b\n\""};
  for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
    write_scratch(contents[i], strlen(contents[i]));
    assert_same_always(path);
    ck_assert_int_eq(assert_same(path, &(piece_wish){.every = 1}), 0);
  }
}
END_TEST

START_TEST(no_column_is_wanted)
{
  write_scratch("a,b\n1,2\n3,4\n", 12);
  ck_assert_int_eq(assert_same(path, &(piece_wish){.first = 2, .every = 1}), 2);
  write_scratch("a,b\n1,2\n\"3\",4\n", 14);
  ck_assert_int_eq(assert_same(path, &(piece_wish){.first = 2, .every = 1}), 2);
}
END_TEST

/* ------------------------------------------------------------------- gzip -- */

START_TEST(gzip_sound_and_cut)
{
  const oddity odd = ODD("1,\"2\n\",3\n");
  char *bytes = malloc(MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  size_t used = rows_to_border(bytes, 5 * BLOCK, 7, &odd);
  write_scratch("", 0);
  append_gzip(bytes, used / 2);
  append_gzip(bytes + used / 2, used - used / 2);
  ck_assert_int_gt(assert_same(path, &(piece_wish){.every = 1}), 20000);
  ck_assert_int_gt(assert_same(path, &(piece_wish){.every = 1, .length = 999}), 20000);
  used = read_scratch(bytes, MEBIBYTE);
  for (size_t cut = 1; cut < used / 2; cut = cut * 3 / 2 + 1) {
    write_scratch(bytes, used - cut);
    ck_assert_int_eq(assert_same(path, &(piece_wish){.every = 1}), -1);
  }
  free(bytes);
}
END_TEST

/* ----------------------------------------------------------------- changes -- */

/* A file that grows once it was opened. */
START_TEST(a_file_that_changes)
{
  const oddity nothing = {"", 0};
  char *bytes = malloc(MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  pm_error error = {0};
  pm_csv *csv;
  bool has_any = true;
  const size_t column = 0;
  pm_csv_piece piece = {.columns = &column, .column_count = 1};
  const pm_csv_request request = {.file = path};
  write_scratch(bytes, rows_to_border(bytes, 3 * BLOCK, 0, &nothing));
  free(bytes);
  ck_assert_int_eq(pm_csv_open(&csv, &request, &error), PM_OK);
  grow_scratch("1,2,3\n");
  while (has_any && piece.stop.status == PM_OK) {
    pm_csv_piece_take(csv, &piece, &has_any);
    pm_csv_piece_parse(csv, &piece);
    pm_csv_piece_count(csv, &piece);
  }
  ck_assert(has_any);
  int64_t first_row = pm_csv_rows(csv) - (int64_t)piece.records + 2;
  ck_assert_int_eq(pm_csv_piece_tell(csv, &piece, first_row, &error), PM_ERROR_IO);
  assert_told_of_change(&error, pm_csv_rows(csv) + 2);
  pm_csv_piece_free(&piece);
  pm_csv_free(csv);
}
END_TEST

/* ----------------------------------------------------------------- threads -- */

enum { PIECES_MOST = 64 };

typedef struct shared_job {
  pm_csv *csv;
  pthread_mutex_t lock; /* for taking */
  size_t taken;
  piece_reading parts[PIECES_MOST]; /* each piece's */
} shared_job;

static void *take_and_parse(void *context)
{
  static const size_t columns[] = {2, 1}; /* as a wish for both has them */
  shared_job *job = context;
  pm_csv_piece piece = {.columns = columns, .column_count = 2, .length = BLOCK};
  for (bool has_any = true; has_any;) {
    pthread_mutex_lock(&job->lock);
    pm_csv_piece_take(job->csv, &piece, &has_any);
    size_t which = has_any ? job->taken++ : 0;
    pthread_mutex_unlock(&job->lock);
    if (!has_any || which >= PIECES_MOST)
      break;
    pm_csv_piece_parse(job->csv, &piece);
    reading_take_piece(&job->parts[which], &piece);
  }
  pm_csv_piece_free(&piece);
  return NULL;
}

/* The pieces' texts one after the other. */
static void read_by_threads(size_t threads, growing *text)
{
  shared_job job = {.lock = PTHREAD_MUTEX_INITIALIZER};
  pthread_t others[4];
  const pm_csv_request request = {.file = path};
  ck_assert_int_eq(pm_csv_open(&job.csv, &request, NULL), PM_OK);
  for (size_t i = 0; i < threads; i++)
    ck_assert_int_eq(pthread_create(&others[i], NULL, take_and_parse, &job), 0);
  for (size_t i = 0; i < threads; i++)
    ck_assert_int_eq(pthread_join(others[i], NULL), 0);
  ck_assert(job.taken > 2 && job.taken <= PIECES_MOST);
  for (size_t i = 0; i < job.taken; i++) {
    growing_put(text, job.parts[i].text.bytes, job.parts[i].text.used);
    free(job.parts[i].text.bytes);
  }
  pm_csv_free(job.csv);
}

/* Some pieces have quotes, others not. */
START_TEST(pieces_by_several_threads)
{
  static const oddity odd = ODD("1,\"p\nq\",2\n\"\",,\n");
  piece_reading expected;
  char *bytes = malloc(MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  write_scratch(bytes, rows_to_border(bytes, 5 * BLOCK, 9, &odd));
  free(bytes);
  reading_by_next(&(pm_csv_request){.file = path}, &(piece_wish){.first = 1, .every = 1},
                  &expected);
  for (size_t threads = 1; threads <= 4; threads++) {
    growing found = {.bytes = NULL};
    read_by_threads(threads, &found);
    ck_assert(growing_equal(&found, &expected.text));
    free(found.bytes);
  }
  free(expected.text.bytes);
}
END_TEST

/* ------------------------------------------------------------------ memory -- */

/* Every allocation fails once: each time it is told, and nothing is lost. */
START_TEST(every_allocation_may_fail)
{
  static const char *const tails[] = {"", "1,\"2\",3\n", "\n\n\n"};
  const oddity odd = {tails[_i], strlen(tails[_i])};
  char *bytes = malloc(MEBIBYTE);
  ck_assert_ptr_nonnull(bytes);
  write_scratch(bytes, rows_to_border(bytes, 5 * BLOCK, 7, &odd));
  bool is_over = false;
  for (long fail_at = 1; !is_over; fail_at++) {
    piece_reading found;
    support_failing failing;
    support_failing_init(&failing, fail_at);
    const pm_csv_request request = {path, false, &failing.allocator};
    reading_by_pieces(&request, &(piece_wish){.every = 1, .length = _i == 1 ? 20 : 0}, &found);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_lt(fail_at, 200);
    is_over = found.error.status != PM_ERROR_MEMORY;
    if (is_over)
      ck_assert_int_gt(fail_at, 12);
    else
      ck_assert_str_eq(found.error.faults[0].text, "out of memory");
    free(found.text.bytes);
  }
  free(bytes);
}
END_TEST

/* ------------------------------------------------------------------- marks -- */

START_TEST(marks_of_both_kinds_are_equal)
{
#ifdef __SSE2__
  uint64_t state = 1;
  for (int round = 0; round < 100000; round++) {
    char bytes[PM_CSV_MARKED];
    for (size_t i = 0; i < PM_CSV_MARKED; i++) {
      uint64_t drawn = draw(&state);
      bytes[i] = drawn % 4 == 0 ? ',' : drawn % 4 == 1 ? '\n' : (char)(drawn >> 8);
    }
    size_t newlines[2] = {0};
    uint64_t marks = pm_csv_marks_plain(bytes, &newlines[0]);
    unsigned count[2] = {0};
    for (size_t i = 0; i < PM_CSV_MARKED; i++)
      count[i / 32] += bytes[i] == ',' || bytes[i] == '\n';
    ck_assert_uint_eq(pm_csv_marks_sse2(bytes, &newlines[1]), marks);
    ck_assert_uint_eq(newlines[0], newlines[1]);
    ck_assert_uint_eq(pm_csv_count_bits(marks).low, count[0]);
    ck_assert_uint_eq(pm_csv_count_bits(marks).all, count[0] + count[1]);
  }
#endif
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("csv_piece", &tcase);
  tcase_add_checked_fixture(tcase, make_scratch, remove_scratch);
  tcase_add_test(tcase, files_of_others);
  tcase_add_loop_test(tcase, oddities_everywhere, 0, sizeof bases / sizeof *bases);
  tcase_add_loop_test(tcase, random_contents, 0, 4);
  tcase_add_loop_test(tcase, borders_of_blocks, 0, 3);
  tcase_add_loop_test(tcase, row_without_end, 0, 2);
  tcase_add_test(tcase, field_of_one_mebibyte);
  tcase_add_test(tcase, record_longer_than_pieces_grow);
  tcase_add_test(tcase, ten_thousand_columns);
  tcase_add_test(tcase, nothing_but_a_header);
  tcase_add_test(tcase, no_column_is_wanted);
  tcase_add_test(tcase, gzip_sound_and_cut);
  tcase_add_test(tcase, a_file_that_changes);
  tcase_add_test(tcase, pieces_by_several_threads);
  tcase_add_loop_test(tcase, every_allocation_may_fail, 0, 3);
  tcase_add_test(tcase, marks_of_both_kinds_are_equal);
  return support_run(suite);
}
