/* check_tally_state.c: tallies saved, read back and put together: as one pass over all
   records; and files that are none, or hostile.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally.h"
#include "tally_case.h"

#include <dirent.h>
#include <sys/stat.h>

enum { RECORDS = 3000, TEXT_MOST = 1 << 16 };

static const double ROUNDING = 1e-12;

/* ------------------------------------------------------------------- parts -- */

/* A name that sorts in the order of the parts. */
static const char *part_name(size_t part, const char *end, char name[NAME_SIZE])
{
  snprintf(name, NAME_SIZE, "part%02zu%s", part, end);
  return name;
}

static void save(const pm_tally *tally, const char *name)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  ck_assert_msg(pm_tally_save(tally, in_folder(name, path), NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
}

static pm_tally *load(const char *name)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  pm_tally *tally = NULL;
  ck_assert_msg(pm_tally_load(&tally, in_folder(name, path), NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  return tally;
}

/* Save the records from borders[i] on as part i, by the design. */
static void save_parts(const pm_design *design, const size_t *borders, size_t parts)
{
  char name[NAME_SIZE], state[NAME_SIZE];
  for (size_t i = 0; i < parts; i++) {
    const record_file file = {part_name(i, ".csv", name), NULL, borders[i], borders[i + 1], 0};
    write_records(&file, RECORDS);
    pm_tally *tally = read_tally(design, name, 1);
    save(tally, part_name(i, ".json", state));
    pm_tally_free(tally);
  }
}

/* Of the parts, in an order that begins with part `first`. */
static pm_tally *combine(size_t parts, size_t first)
{
  static char paths[PARTS_MOST][2 * NAME_SIZE];
  const char *files[PARTS_MOST];
  char name[NAME_SIZE];
  pm_error error = {0};
  pm_tally *tally = NULL;
  for (size_t i = 0; i < parts; i++)
    files[i] = in_folder(
        part_name((first + i * (parts > 2 ? parts - 1 : 1)) % parts, ".json", name), paths[i]);
  const pm_combine_request request = {.files = files, .count = parts};
  ck_assert_msg(pm_tally_combine(&tally, &request, &error) == PM_OK, "%s",
                error.faults[0].text);
  return tally;
}

static const size_t one_part[] = {0, RECORDS};
static const size_t two_parts[] = {0, 1, RECORDS};
static const size_t three_parts[] = {0, 1000, 1001, RECORDS};
static const size_t many_parts[] = {0, 7, 500, 501, 502, 1499, 2000, 2998, 2999, RECORDS};

typedef struct cut {
  const size_t *borders;
  size_t parts;
} cut;

static const cut cuts[] = {{one_part, 1}, {two_parts, 2}, {three_parts, 3}, {many_parts, 9}};

/* Whatever the cut, as one run; to the last bit where sums are exact, and for any order of
   the parts. */
static void check_cut(const tally_design *design, const cut *into, const pm_estimates *wanted)
{
  save_parts(&design->design, into->borders, into->parts);
  pm_tally *whole = combine(into->parts, 0);
  ck_assert_int_eq(pm_tally_records(whole), RECORDS);
  ck_assert_uint_eq(pm_tally_input_count(whole), into->parts);
  assert_same(estimate_tally(whole), wanted, into->parts == 1 ? 0 : ROUNDING, design->name);
  pm_estimates *first = estimate_tally(whole);
  for (size_t i = 1; i < into->parts; i++) {
    pm_tally *again = combine(into->parts, i);
    assert_same(estimate_tally(again), first, 0, design->name);
    pm_tally_free(again);
  }
  pm_estimates_free(first);
  pm_tally_free(whole);
}

START_TEST(parts_are_as_one_run)
{
  const tally_design *design = &designs[_i];
  const record_file file = {.name = "all.csv"};
  write_records(&file, RECORDS);
  pm_tally *tally = read_tally(&design->design, "all.csv", 1);
  pm_estimates *wanted = estimate_tally(tally);
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
    check_cut(design, &cuts[i], wanted);
  pm_estimates_free(wanted);
  pm_tally_free(tally);
}
END_TEST

/* Statistics of whole numbers, by designs whose variance has nothing but sums of them. */
START_TEST(exact_sums)
{
  static const pm_statistic whole[] = {{PM_STATISTIC_RATE, "is_late", NULL, 0},
                                       {PM_STATISTIC_RATIO, "recorded", "crimes", 0},
                                       {PM_STATISTIC_TOTAL, "crimes", NULL, 0}};
  const tally_design *design = &designs[_i];
  char path[2 * NAME_SIZE], name[NAME_SIZE];
  pm_error error = {0};
  pm_tally *one = NULL, *all = NULL;
  const record_file file = {.name = "all.csv"};
  if (!design->is_exact)
    return;
  write_records(&file, RECORDS);
  pm_tally_request request = request_of(&design->design, in_folder("all.csv", path));
  request.statistics = whole;
  request.statistic_count = sizeof whole / sizeof *whole;
  ck_assert_int_eq(pm_tally_read(&one, &request, NULL, &error), PM_OK);
  for (size_t i = 0; i < 3; i++) {
    pm_tally *part = NULL;
    const record_file piece = {part_name(i, ".csv", name), NULL, three_parts[i],
                               three_parts[i + 1], 0};
    write_records(&piece, RECORDS);
    request.file = in_folder(name, path);
    ck_assert_int_eq(pm_tally_read(&part, &request, NULL, &error), PM_OK);
    if (all == NULL) {
      all = part;
      continue;
    }
    ck_assert_int_eq(pm_tally_merge(all, part, &error), PM_OK);
    pm_tally_free(part);
  }
  pm_estimates *wanted = estimate_tally(one);
  assert_same(estimate_tally(all), wanted, 0, design->name);
  pm_estimates_free(wanted);
  pm_tally_free(all);
  pm_tally_free(one);
}
END_TEST

/* A combined tally is saved and combined like any other. */
START_TEST(parts_of_parts)
{
  const pm_design *design = &designs[_i].design;
  char path[2][2 * NAME_SIZE];
  save_parts(design, many_parts, 9);
  pm_tally *wanted = combine(9, 0);
  pm_tally *first = combine(4, 0);
  save(first, "first.json");
  static const size_t rest[] = {4, 5, 6, 7, 8};
  pm_tally *second = NULL;
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
    char name[NAME_SIZE];
    pm_tally *part = load(part_name(rest[i], ".json", name));
    if (second == NULL) {
      second = part;
      continue;
    }
    ck_assert_int_eq(pm_tally_merge(second, part, NULL), PM_OK);
    pm_tally_free(part);
  }
  save(second, "second.json");
  const char *const files[] = {in_folder("second.json", path[0]),
                               in_folder("first.json", path[1])};
  const pm_combine_request request = {.files = files, .count = 2};
  pm_tally *all = NULL;
  ck_assert_int_eq(pm_tally_combine(&all, &request, NULL), PM_OK);
  pm_estimates *estimates = estimate_tally(wanted);
  assert_same(estimate_tally(all), estimates, ROUNDING, designs[_i].name);
  pm_estimates_free(estimates);
  pm_tally_free(all);
  pm_tally_free(first);
  pm_tally_free(second);
  pm_tally_free(wanted);
}
END_TEST

/* ------------------------------------------------------------------ faults -- */

static void assert_fault_ends(const pm_error *error, const char *end)
{
  const char *text = error->faults[0].text;
  size_t size = strlen(text), wanted = strlen(end);
  ck_assert_msg(size >= wanted && strcmp(text + size - wanted, end) == 0, "'%s' is not '...%s'",
                text, end);
}

/* Two tallies of different requests. */
static void assert_differs(const pm_tally_request *one, const pm_tally_request *two,
                           const char *end)
{
  pm_error error = {0};
  pm_tally *into = NULL, *from = NULL;
  ck_assert_int_eq(pm_tally_read(&into, one, NULL, &error), PM_OK);
  ck_assert_int_eq(pm_tally_read(&from, two, NULL, &error), PM_OK);
  ck_assert_int_eq(pm_tally_merge(into, from, &error), PM_ERROR_DATA);
  assert_fault_ends(&error, end);
  pm_tally_free(into);
  pm_tally_free(from);
}

START_TEST(requests_differ)
{
  char a[2 * NAME_SIZE], b[2 * NAME_SIZE], end[8 * NAME_SIZE];
  const record_file first = {.name = "a.csv", .last = 60};
  const record_file second = {.name = "b.csv", .first = 60, .last = 120};
  write_records(&first, 0);
  write_records(&second, 0);
  const pm_design strata = {.strata = force_column, .strata_count = 1};
  pm_tally_request one = request_of(&strata, in_folder("a.csv", a));
  pm_tally_request two = request_of(&strata, in_folder("b.csv", b));
  two.design.strata_count = 0;
  snprintf(end, sizeof end, "b.csv: its strata: none, but force in '%s'", a);
  assert_differs(&one, &two, end);
  two.design = one.design;
  two.design.weight = "weight";
  snprintf(end, sizeof end, "b.csv: its weight: weight, but none in '%s'", a);
  assert_differs(&one, &two, end);
  two.design = one.design;
  two.by_count = 1;
  snprintf(end, sizeof end, "b.csv: its domains: route, but route, route x force in '%s'", a);
  assert_differs(&one, &two, end);
  two = request_of(&strata, b);
  one.statistic_count = two.statistic_count = 1;
  two.statistics = &statistics[1];
  snprintf(end, sizeof end,
           "b.csv: its statistics: ratio recorded/crimes, but rate is_late in '%s'", a);
  assert_differs(&one, &two, end);
}
END_TEST

static void write_text(const char *name, const char *text)
{
  char path[2 * NAME_SIZE];
  FILE *out = fopen(in_folder(name, path), "w");
  ck_assert_ptr_nonnull(out);
  ck_assert_int_ge(fputs(text, out), 0);
  ck_assert_int_eq(fclose(out), 0);
}

START_TEST(populations_and_inputs)
{
  static const pm_statistic rate[] = {{PM_STATISTIC_RATE, "x", NULL, 0}};
  static const char *const stratum[] = {"s"}, *const size[] = {"N"};
  char a[2 * NAME_SIZE], b[2 * NAME_SIZE], end[8 * NAME_SIZE];
  write_text("a.csv", "s,N,x\nW,10,1\nE,20,0\n");
  write_text("b.csv", "s,N,x\nE,20,1\nW,11,0\n");
  pm_tally_request one = {.file = in_folder("a.csv", a),
                          .design = {.strata = stratum,
                                     .strata_count = 1,
                                     .populations = size,
                                     .population_count = 1},
                          .statistics = rate,
                          .statistic_count = 1,
                          .threads = 1,
                          .hash = true};
  pm_tally_request two = one;
  two.file = in_folder("b.csv", b);
  snprintf(end, sizeof end,
           "b.csv:3: column 'N': the population is 11, but 10 in row 2 of '%s' of the same "
           "stratum",
           a);
  assert_differs(&one, &two, end);
  write_text("b.csv", "s,N,x\nW,10,1\nE,20,0\n");
  snprintf(end, sizeof end,
           "b.csv: its input '%s' has the same bytes as '%s', which is counted already: the 2 "
           "records would count twice",
           b, a);
  assert_differs(&one, &two, end);
}
END_TEST

START_TEST(no_hash)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  pm_tally *tally = NULL;
  const record_file file = {.name = "a.csv", .last = 60};
  write_records(&file, 0);
  pm_tally_request request = request_of(&designs[0].design, in_folder("a.csv", path));
  request.hash = false;
  ck_assert_int_eq(pm_tally_read(&tally, &request, NULL, &error), PM_OK);
  ck_assert_int_eq(pm_tally_save(tally, "/dev/null", NULL, &error), PM_ERROR_USAGE);
  pm_error_clear(&error);
  ck_assert_int_eq(pm_tally_merge(tally, tally, &error), PM_ERROR_USAGE);
  assert_fault_ends(&error, "its records would count twice");
  ck_assert_uint_eq(pm_tally_input_count(tally), 1);
  pm_tally_free(tally);
}
END_TEST

START_TEST(full_disk)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  const record_file file = {.name = "a.csv", .last = 60};
  write_records(&file, 0);
  pm_tally *tally = read_tally(&designs[4].design, "a.csv", 1);
  ck_assert_int_eq(pm_tally_save(tally, "/dev/full", NULL, &error), PM_ERROR_IO);
  ck_assert_str_eq(error.faults[0].text, "cannot write '/dev/full': No space left on device");
  ck_assert_int_eq(pm_tally_save(tally, in_folder("no/where.json", path), NULL, NULL),
                   PM_ERROR_IO);
  ck_assert_int_eq(pm_tally_check_place(path, NULL), PM_ERROR_IO);
  ck_assert_int_eq(pm_tally_check_place(in_folder("here.json", path), NULL), PM_OK);
  ck_assert_int_ne(access(path, F_OK), 0);
  pm_tally_free(tally);
}
END_TEST

/* ----------------------------------------------------------- hostile files -- */

static size_t read_seed(const char *name, char *text)
{
  FILE *in = fopen(name, "rb");
  ck_assert_ptr_nonnull(in);
  size_t size = fread(text, 1, TEXT_MOST, in);
  ck_assert_int_eq(fclose(in), 0);
  ck_assert_uint_lt(size, TEXT_MOST);
  return size;
}

/* Taken, or refused with one located fault. */
static pm_status try_bytes(const char *bytes, size_t size)
{
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  pm_tally *tally = NULL;
  FILE *out = fopen(in_folder("state.json", path), "wb");
  ck_assert_ptr_nonnull(out);
  ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
  ck_assert_int_eq(fclose(out), 0);
  pm_status status = pm_tally_load(&tally, path, NULL, &error);
  ck_assert_int_eq(status, error.status);
  ck_assert((status == PM_OK) == (tally != NULL));
  if (status != PM_OK) {
    ck_assert_int_eq(status, PM_ERROR_DATA);
    ck_assert_int_eq(error.count, 1);
    ck_assert_int_eq(strncmp(error.faults[0].text, path, strlen(path)), 0);
  }
  pm_tally_free(tally);
  return status;
}

/* Cut off at every byte, and every byte another. */
static void torment(const char *name)
{
  static char text[TEXT_MOST], changed[TEXT_MOST];
  static const char others[] = "\"-9,]\\\n\x01\xFF";
  size_t size = read_seed(name, text);
  ck_assert_int_eq(try_bytes(text, size), PM_OK);
  for (size_t i = 0; i + 1 < size; i++)
    ck_assert_int_eq(try_bytes(text, i), PM_ERROR_DATA);
  memcpy(changed, text, size);
  for (size_t i = 0; i < size; i++) {
    changed[i] = others[i % (sizeof others - 1)];
    (void)try_bytes(changed, size);
    changed[i] = text[i];
  }
}

START_TEST(hostile_bytes)
{
  char name[4096], seeds[2048];
  int count = 0;
  snprintf(seeds, sizeof seeds, "%s", support_path("fuzz/seeds/state"));
  DIR *directory = opendir(seeds);
  ck_assert_ptr_nonnull(directory);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (strstr(entry->d_name, ".json") == NULL)
      continue;
    snprintf(name, sizeof name, "%s/%s", seeds, entry->d_name);
    torment(name);
    count++;
  }
  ck_assert_int_eq(closedir(directory), 0);
  ck_assert_int_ge(count, 5);
}
END_TEST

/* A whole state with one text in place of another, and what is wrong with it then. */
typedef struct change {
  const char *seed, *from, *to, *fault;
} change;

static const change changes[] = {
    {"records", "plusminus-state/1", "plusminus-state/2",
     ":1: the schema is 'plusminus-state/2', but this program reads 'plusminus-state/1'"},
    {"records", "\"rows\": 12", "\"rows\": -12", ":4: '-12' is not a number of rows"},
    {"records", "\"rows\": 12", "\"rows\": 1e300", ":4: '1e300' is not a number of rows"},
    {"records", "\"rows\": 12", "\"rows\": 13",
     ":14: there are 12 records, but the inputs have 13 rows"},
    {"records", "\"sha256\": \"", "\"sha256\": \"x", NULL},
    {"records", "\"mean\"", "\"median\"", ":11: 'median' is not a statistic"},
    {"records", "[\"mean\", \"hours\", null, 0]", "[\"quantile\", \"hours\", null, 2]",
     ":13: the request contradicts itself: a quantile is at a share above 0 and below 1, not "
     "at 2"},
    {"records", "\"origins\": [0", "\"origins\": [NaN", NULL},
    {"records", "\"origins\": [0", "\"origins\": [null", ":15: null is not a number"},
    {"records", "\"is_share\": [false", "\"is_share\": [0", NULL},
    {"records", "[0,\"Avon\",6", "[0,\"Avon\",-6", ":20: '-6' is not a number of records"},
    {"records", "[0,\"Avon\",6", "[9,\"Avon\",6", ":20: '9' is not a node before this one"},
    {"records", "[0,\"Avon\",6", "[0,\"\",6",
     ":20: a label of the design is missing, or should be null"},
    {"records", "[0,\"Avon\",6", "[0,\"Kent\",6", NULL},
    {"records", "[0,\"Avon\",6", "[0,\"Avon\",5", NULL},
    {"records", "[2,4,3,3", "[4,4,3,3", ":26: node 4 is not one that records lie in"},
    {"records", "[2,4,3,3", "[2,3,3,3", ":26: node 3 is not a combination of domains"},
    {"records", "[2,4,3,3", "[2,4,9,3", ":26: the sums of the cell are none of any records"},
    {"records", "[2,5,3,3", "[2,4,3,3", ":27: the cell of nodes 2 and 4 is there twice"},
    {"clusters", "40,null", "0,null", NULL},
    {"clusters", "40,null", "null,null", NULL},
    {"clusters", "40,null", "40.5,null", NULL},
    {"quantile", "\"store\": [", "\"store\": [\n[1,0,0,1],", NULL},
    {"units", "0.3", "1.3", NULL},
    {"units", "[0,null,1", "[0,\"x\",1", NULL},
};

START_TEST(changed_states)
{
  static char text[TEXT_MOST], changed[TEXT_MOST + 256];
  char name[NAME_SIZE], path[2 * NAME_SIZE];
  const change *own = &changes[_i];
  snprintf(name, sizeof name, "fuzz/seeds/state/%s.json", own->seed);
  text[read_seed(support_path(name), text)] = '\0';
  char *at = strstr(text, own->from);
  ck_assert_msg(at != NULL, "%s has no %s", own->seed, own->from);
  snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, own->to,
           at + strlen(own->from));
  write_text("state.json", changed);
  pm_error error = {0};
  pm_tally *tally = NULL;
  ck_assert_int_eq(pm_tally_load(&tally, in_folder("state.json", path), NULL, &error),
                   PM_ERROR_DATA);
  ck_assert_ptr_null(tally);
  ck_assert_int_eq(strncmp(error.faults[0].text, path, strlen(path)), 0);
  if (own->fault != NULL)
    ck_assert_str_eq(error.faults[0].text + strlen(path), own->fault);
}
END_TEST

/* ------------------------------------------------------------------ memory -- */

static pm_status try_all(const pm_allocator *allocator, pm_error *error)
{
  char path[4][2 * NAME_SIZE];
  const char *const files[] = {in_folder("part00.json", path[0]),
                               in_folder("part01.json", path[1])};
  const pm_combine_request request = {.files = files, .count = 2, .allocator = allocator};
  pm_tally *tally = NULL;
  pm_status status = pm_tally_combine(&tally, &request, error);
  if (status == PM_OK)
    status = pm_tally_save(tally, in_folder("out.json", path[2]), NULL, error);
  pm_tally_free(tally);
  return status;
}

/* Every allocation of loading, merging and saving fails in turn. */
START_TEST(memory)
{
  static const size_t borders[] = {0, 40, 80};
  support_failing failing;
  pm_status status = PM_ERROR_MEMORY;
  save_parts(&designs[_i].design, borders, 2);
  for (long at = 1; status == PM_ERROR_MEMORY; at++) {
    pm_error error = {0};
    support_failing_init(&failing, at);
    status = try_all(&failing.allocator, &error);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_eq(status, error.status);
  }
  ck_assert_int_eq(status, PM_OK);
  ck_assert_int_gt(failing.calls, 20);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("tally_state", &tcase);
  tcase_add_checked_fixture(tcase, make_folder, remove_folder);
  tcase_add_loop_test(tcase, parts_are_as_one_run, 0, DESIGNS);
  tcase_add_loop_test(tcase, exact_sums, 0, DESIGNS);
  tcase_add_loop_test(tcase, parts_of_parts, 0, DESIGNS);
  tcase_add_test(tcase, requests_differ);
  tcase_add_test(tcase, populations_and_inputs);
  tcase_add_test(tcase, no_hash);
  tcase_add_test(tcase, full_disk);
  tcase_add_test(tcase, hostile_bytes);
  tcase_add_loop_test(tcase, changed_states, 0, sizeof changes / sizeof *changes);
  tcase_add_loop_test(tcase, memory, 0, DESIGNS);
  return support_run(suite);
}
