/* check_design.c: strata as a container, from a file, and joined with a frame.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <math.h>
#include <plusminus/design.h>
#include <stdio.h>
#include <string.h>

#include "support.h"

static const char *const columns[] = {"force", "route", "area"};

static pm_strata *make(pm_population_kind kind)
{
  const pm_strata_shape shape = {
      .columns = columns, .column_count = 3, .key_count = 2, .kind = kind};
  pm_strata *strata;
  ck_assert_int_eq(pm_strata_new(&strata, &shape, NULL), PM_OK);
  return strata;
}

static const char *const kent[] = {"Kent", "incident", "south"};
static const char *const kent_other[] = {"Kent", "other", "south"};
static const char *const essex[] = {"Essex", "incident", "east"};

/* ------------------------------------------------------------ container -- */

START_TEST(test_container)
{
  pm_strata *strata = make(PM_POPULATION_TOTAL);
  const pm_stratum first = {.values = kent, .x = 100, .n = 115, .population = 59178, .row = 2};
  const pm_stratum second = {.values = essex, .x = 0, .n = 1, .population = 1, .share = .5};
  ck_assert_int_eq(pm_strata_add(strata, &first, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_strata_add(strata, &second, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_strata_add_unaudited(strata, "Surrey / other", 1000, NULL), PM_OK);
  ck_assert_uint_eq(pm_strata_count(strata), 2);
  ck_assert_str_eq(pm_strata_at(strata, 0)->label, "Kent / incident");
  ck_assert_str_eq(pm_strata_at(strata, 1)->values[2], "east");
  ck_assert_ptr_ne(pm_strata_at(strata, 0)->values[0], kent[0]);
  ck_assert_double_eq(pm_strata_at(strata, 1)->share, .5);
  ck_assert_ptr_null(pm_strata_at(strata, 2));
  ck_assert_int_eq(pm_strata_column(strata, "area"), 2);
  ck_assert_int_eq(pm_strata_column(strata, "nowhere"), -1);
  ck_assert_str_eq(pm_strata_shape_of(strata)->x_name, "x");
  ck_assert_str_eq(pm_strata_shape_of(strata)->n_name, "n");
  pm_scope scope = pm_strata_scope(strata);
  ck_assert_double_eq(scope.population_in, 59179);
  ck_assert_double_eq(scope.population_out, 1000);
  ck_assert_uint_eq(scope.strata_out, 1);
  ck_assert_str_eq(pm_strata_unaudited(strata, 0), "Surrey / other");
  ck_assert_ptr_null(pm_strata_unaudited(strata, 1));
  pm_strata_free(strata);
  pm_strata_free(NULL);
}
END_TEST

START_TEST(test_label_of_its_own)
{
  pm_strata *strata = make(PM_POPULATION_TOTAL);
  const pm_stratum named = {
      .label = "k", .values = kent, .x = 1, .n = 2, .population = INFINITY};
  ck_assert_int_eq(pm_strata_add(strata, &named, NULL, NULL), PM_OK);
  ck_assert_str_eq(pm_strata_at(strata, 0)->label, "k");
  ck_assert(isinf(pm_strata_scope(strata).population_in));
  pm_strata_free(strata);
}
END_TEST

/* Each of these is refused, with these words. The first stratum, Kent in row 2,
   is there before. */
static const struct {
  pm_population_kind kind;
  pm_stratum stratum;
  const char *text;
} refused[] = {
    {PM_POPULATION_TOTAL, {.values = kent, .x = 1, .n = 2, .population = 9}, "in row 2"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = 3, .n = 2, .population = 9}, "is more than"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = -1, .n = 2, .population = 9}, "whole number"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = 0, .n = 0, .population = 9}, "at least 1"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = 1, .n = 2.5, .population = 9}, "whole number"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = 0.5, .n = 2, .population = 9}, "whole number"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = NAN, .n = 2, .population = 9}, "whole number"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = 1, .n = NAN, .population = 9}, "whole number"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = 1, .n = 1e300, .population = 9}, "whole"},
    {PM_POPULATION_TOTAL,
     {.values = essex, .x = 1, .n = 2, .population = 1.5},
     "(1.5) is less"},
    {PM_POPULATION_TOTAL, {.values = essex, .x = 1, .n = 2, .population = NAN}, "is less"},
    {PM_POPULATION_TOTAL,
     {.values = essex, .x = 1, .n = 2, .population = 9, .share = INFINITY},
     "weight"},
    {PM_POPULATION_RECORDED, {.values = essex, .x = 0, .n = 2, .population = 9}, "nothing"},
    {PM_POPULATION_RECORDED, {.values = essex, .x = 2, .n = 3, .population = 1}, "is less"},
    {PM_POPULATION_RECORDED, {.values = essex, .x = 2, .n = 3, .population = INFINITY}, "less"},
    {PM_POPULATION_RECORDED, {.values = essex, .x = 2, .n = 3, .population = NAN}, "less"},
    {PM_POPULATION_RECORDED,
     {.values = essex, .x = 2, .n = 3, .population = 9, .share = 1},
     "contradicts"},
    {PM_POPULATION_TOTAL,
     {.values = kent_other, .x = 1, .n = 2, .population = 9},
     "not audited"},
};

START_TEST(test_refused)
{
  pm_strata *strata = make(refused[_i].kind);
  const pm_stratum first = {.values = kent, .x = 100, .n = 115, .population = 59178, .row = 2};
  const pm_place place = {.file = "a.csv", .row = 7};
  pm_error error = {.count = 0};
  ck_assert_int_eq(pm_strata_add(strata, &first, NULL, NULL), PM_OK);
  ck_assert_int_eq(pm_strata_add_unaudited(strata, "Kent / other", 3, NULL), PM_OK);
  ck_assert_int_eq(pm_strata_add(strata, &refused[_i].stratum, &place, &error), PM_ERROR_DATA);
  ck_assert_int_eq(error.count, 1);
  ck_assert_msg(strstr(error.faults[0].text, refused[_i].text) != NULL, "%s",
                error.faults[0].text);
  ck_assert_msg(strncmp(error.faults[0].text, "a.csv:7: ", 9) == 0, "%s", error.faults[0].text);
  ck_assert_uint_eq(pm_strata_count(strata), 1);
  pm_strata_free(strata);
}
END_TEST

START_TEST(test_bad_shapes)
{
  static const char *const twice[] = {"a", "a"};
  const pm_strata_shape shapes[] = {{.columns = twice, .column_count = 2, .key_count = 1},
                                    {.columns = columns, .column_count = 1, .key_count = 2}};
  for (size_t i = 0; i < 2; i++) {
    pm_strata *strata;
    ck_assert_int_eq(pm_strata_new(&strata, &shapes[i], NULL), PM_ERROR_USAGE);
    ck_assert_ptr_null(strata);
  }
  pm_strata *strata = make(PM_POPULATION_TOTAL);
  const pm_stratum bare = {.label = "a", .x = 1, .n = 2, .population = 5};
  ck_assert_int_eq(pm_strata_add(strata, &bare, NULL, NULL), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_strata_add_unaudited(strata, "a", -1, NULL), PM_ERROR_DATA);
  ck_assert_int_eq(pm_strata_add_unaudited(strata, "a", 1, NULL), PM_OK);
  ck_assert_int_eq(pm_strata_add_unaudited(strata, "a", 1, NULL), PM_ERROR_DATA);
  pm_strata_free(strata);
}
END_TEST

/* -------------------------------------------------------------- reading -- */

/* What is asked of a file; names are under tests/data/estimate. */
typedef struct reading {
  const char *file, *frame, *population, *share, *by;
  pm_population_kind kind;
  size_t key_count; /* 0: 1 */
} reading;

typedef struct outcome {
  pm_strata *strata;
  pm_strata_inputs inputs;
  pm_notes *notes;
  pm_error error;
  pm_status status;
} outcome;

static const char *path_of(const char *file, char path[4096])
{
  char inside[256];
  if (file == NULL)
    return NULL;
  snprintf(inside, sizeof inside, "data/estimate/%s", file);
  snprintf(path, 4096, "%s", support_path(inside));
  return path;
}

static void read_with(const reading *asked, const pm_allocator *allocator, outcome *result)
{
  char file[4096];
  char frame[4096];
  const pm_strata_request request = {.file = path_of(asked->file, file),
                                     .x = "recorded",
                                     .n = "crimes",
                                     .strata = columns,
                                     .strata_count =
                                         asked->key_count > 0 ? asked->key_count : 1,
                                     .population = asked->population,
                                     .share = asked->share,
                                     .kind = asked->kind,
                                     .by = &asked->by,
                                     .by_count = asked->by != NULL,
                                     .frame = path_of(asked->frame, frame),
                                     .allocator = allocator};
  *result = (outcome){.status = PM_ERROR_MEMORY};
  if (pm_notes_new(&result->notes, allocator) == PM_OK)
    result->status = pm_strata_read(&result->strata, &request, &result->inputs, result->notes,
                                    &result->error);
  ck_assert((result->status == PM_OK) == (result->strata != NULL));
}

static outcome read_any(const reading *asked)
{
  outcome result;
  read_with(asked, NULL, &result);
  return result;
}

static outcome read_good(const reading *asked)
{
  outcome result = read_any(asked);
  ck_assert_msg(result.status == PM_OK, "%s", result.error.faults[0].text);
  return result;
}

static void end(outcome *result)
{
  pm_strata_free(result->strata);
  pm_notes_free(result->notes);
}

static const char *note_text(const outcome *result, const char *code)
{
  for (size_t i = 0; i < pm_notes_count(result->notes); i++)
    if (strcmp(pm_notes_at(result->notes, i)->code, code) == 0)
      return pm_notes_at(result->notes, i)->text;
  return NULL;
}

START_TEST(test_read)
{
  const reading asked = {
      .file = "routes.csv", .population = "size", .by = "area", .key_count = 2};
  outcome result = read_good(&asked);
  ck_assert_uint_eq(pm_strata_count(result.strata), 4);
  const pm_stratum *row = pm_strata_at(result.strata, 3);
  ck_assert_str_eq(row->label, "Essex / other");
  ck_assert_str_eq(row->values[2], "east");
  ck_assert_double_eq(row->x, 17);
  ck_assert_double_eq(row->n, 23);
  ck_assert_double_eq(row->population, 700);
  ck_assert_int_eq(row->row, 5);
  ck_assert_str_eq(pm_strata_shape_of(result.strata)->x_name, "recorded");
  ck_assert_uint_eq(pm_strata_shape_of(result.strata)->column_count, 3);
  ck_assert_uint_eq(result.inputs.count, 1);
  ck_assert_int_eq(result.inputs.rows[0], 4);
  ck_assert_uint_eq(pm_notes_count(result.notes), 0);
  end(&result);
}
END_TEST

/* A column of the key may also be one that domains need. */
START_TEST(test_by_of_the_key)
{
  const reading asked = {
      .file = "routes.csv", .population = "size", .by = "route", .key_count = 2};
  outcome result = read_good(&asked);
  ck_assert_uint_eq(pm_strata_shape_of(result.strata)->column_count, 2);
  end(&result);
}
END_TEST

/* 14 of 43 forces; the region is only in the frame's file here. */
START_TEST(test_frame)
{
  const reading asked = {.file = "forces.csv",
                         .frame = "frame.csv",
                         .population = "recorded_crime",
                         .by = "region",
                         .kind = PM_POPULATION_RECORDED};
  outcome result = read_good(&asked);
  pm_scope scope = pm_strata_scope(result.strata);
  ck_assert_uint_eq(pm_strata_count(result.strata), 14);
  ck_assert_uint_eq(scope.strata_out, 29);
  ck_assert_double_eq(scope.population_in, 1705179);
  ck_assert_double_eq(scope.population_in + scope.population_out, 3474872);
  const char *text = note_text(&result, "unaudited-strata");
  ck_assert_msg(text != NULL && strstr(text, "29 of 43 strata") != NULL &&
                    strstr(text, "50.9%") != NULL && strstr(text, "49.1%") != NULL,
                "%s", text);
  ck_assert_str_eq(pm_strata_unaudited(result.strata, 0), "Cumbria");
  ck_assert_uint_eq(result.inputs.count, 2);
  ck_assert_int_eq(result.inputs.rows[1], 43);
  end(&result);
}
END_TEST

/* Sizes and regions that only the frame has. A row without records is out of
   scope with its size. */
START_TEST(test_frame_completes)
{
  const reading asked = {.file = "plain.csv",
                         .frame = "frame.csv",
                         .population = "recorded_crime",
                         .by = "region"};
  outcome result = read_good(&asked);
  ck_assert_uint_eq(pm_strata_count(result.strata), 2);
  ck_assert_double_eq(pm_strata_at(result.strata, 1)->population, 34736);
  ck_assert_str_eq(pm_strata_at(result.strata, 1)->values[1], "Wales");
  ck_assert_str_eq(pm_strata_unaudited(result.strata, 0), "Dorset");
  pm_scope scope = pm_strata_scope(result.strata);
  ck_assert_uint_eq(scope.strata_out, 41);
  ck_assert_double_eq(scope.population_in + scope.population_out, 3474872);
  end(&result);
}
END_TEST

START_TEST(test_fractions)
{
  const reading asked = {.file = "fractions.csv", .population = "fraction"};
  outcome result = read_good(&asked);
  ck_assert_double_eq(pm_strata_at(result.strata, 0)->population, 460);
  ck_assert_double_eq(pm_strata_at(result.strata, 1)->population, 10);
  ck_assert_double_eq(pm_strata_at(result.strata, 2)->population, 120);
  ck_assert(isinf(pm_strata_scope(result.strata).population_out));
  ck_assert_ptr_nonnull(note_text(&result, "population-fraction"));
  ck_assert_ptr_nonnull(strstr(note_text(&result, "unaudited-strata"), "is not known"));
  end(&result);
}
END_TEST

START_TEST(test_weights)
{
  static const struct {
    const char *file, *text;
  } cases[] = {{"weights_off.csv", "add up to 0.800"},
               {"weights_percent.csv", NULL},
               {"routes.csv", NULL}};
  for (size_t i = 0; i < 3; i++) {
    const reading asked = {
        .file = cases[i].file, .share = "weight", .key_count = i == 2 ? 2 : 1};
    outcome result = read_good(&asked);
    const char *text = note_text(&result, "weights-sum");
    ck_assert((text != NULL) == (cases[i].text != NULL));
    if (text != NULL)
      ck_assert_msg(strstr(text, cases[i].text) != NULL, "%s", text);
    ck_assert(isinf(pm_strata_at(result.strata, 0)->population));
    end(&result);
  }
}
END_TEST

/* --------------------------------------------------------------- faults -- */

enum { FAULTS_MAX = 8 };

/* Every fault of a file is found in one run, each with its row. */
static const struct {
  reading asked;
  pm_status status;
  const char *texts[FAULTS_MAX];
} faults[] = {
    {{.file = "faulty.csv", .population = "size"},
     PM_ERROR_DATA,
     {".csv:3: column 'crimes': '12a' is not a whole number of records",
      ".csv:7: column 'size': a population", ".csv:8: column 'force'",
      ".csv:9: column 'recorded': '-5' is not", ".csv:5: stratum 'Kent' is already in row 2",
      ".csv:4: recorded (21) is more than crimes (20)",
      ".csv:6: the population (59) is less than",
      ".csv:11: crimes is not a whole number of records of at least 1"}},
    {{.file = "mixed.csv", .population = "size"},
     PM_ERROR_DATA,
     {".csv:3: column 'size': this is a size, but row 2 has a sampling fraction"}},
    {{.file = "strangers.csv", .frame = "frame.csv", .population = "recorded_crime"},
     PM_ERROR_DATA,
     {".csv:2: stratum 'Dorste' is not in", ".csv:3: column 'recorded_crime': the population",
      ".csv:4: recorded (121) is more than"}},
    {{.file = "plain.csv", .frame = "frame_twice.csv", .population = "recorded_crime"},
     PM_ERROR_DATA,
     {"frame_twice.csv:4: stratum 'Essex' is already in row 2"}},
    {{.file = "plain.csv", .frame = "frame_fraction.csv", .population = "recorded_crime"},
     PM_ERROR_DATA,
     {"frame_fraction.csv:2: column 'recorded_crime'", "frame_fraction.csv:3",
      "fraction.csv:4"}},
    {{.file = "fractions.csv", .population = "fraction", .kind = PM_POPULATION_RECORDED},
     PM_ERROR_DATA,
     {"a sampling fraction is of all units"}},
    {{.file = "none.csv", .population = "size"},
     PM_ERROR_DATA,
     {"no stratum has a record that was audited"}},
    {{.file = "weights_zero.csv", .share = "weight"},
     PM_ERROR_DATA,
     {".csv:2: column 'weight': a weight", ".csv:3: column 'weight': a weight"}},
    {{.file = "routes.csv", .share = "weight", .kind = PM_POPULATION_RECORDED},
     PM_ERROR_USAGE,
     {"contradict"}},
    {{.file = "plain.csv", .population = "size", .share = "weight", .by = "area"},
     PM_ERROR_DATA,
     {"'weight'", "'area'", "'size'"}},
    {{.file = "plain.csv", .frame = "frame.csv", .by = "area", .key_count = 2},
     PM_ERROR_DATA,
     {"plain.csv:1: no column 'route'", "frame.csv:1: no column 'route'",
      "plain.csv:1: no column 'area'", "frame.csv:1: no column 'area'"}},
    {{.file = "nowhere.csv"}, PM_ERROR_IO, {"nowhere.csv"}},
    {{.file = "plain.csv", .frame = "nowhere.csv"}, PM_ERROR_IO, {"nowhere.csv"}},
};

START_TEST(test_faults)
{
  outcome result = read_any(&faults[_i].asked);
  int64_t count = 0;
  ck_assert_int_eq(result.status, faults[_i].status);
  for (; count < FAULTS_MAX && faults[_i].texts[count] != NULL; count++)
    ck_assert_msg(strstr(result.error.faults[count].text, faults[_i].texts[count]) != NULL,
                  "fault %d: %s", (int)count, result.error.faults[count].text);
  ck_assert_int_eq(result.error.count, count);
  end(&result);
}
END_TEST

START_TEST(test_nearest_stratum)
{
  const reading asked = {
      .file = "strangers.csv", .frame = "frame.csv", .population = "recorded_crime"};
  outcome result = read_any(&asked);
  ck_assert_msg(strstr(result.error.faults[0].text, "did you mean 'Dorset'") != NULL, "%s",
                result.error.faults[0].text);
  ck_assert_msg(strstr(result.error.faults[1].text, "is 34737 but ") != NULL, "%s",
                result.error.faults[1].text);
  end(&result);
}
END_TEST

START_TEST(test_failing_allocator)
{
  static const reading asked[] = {
      {.file = "forces.csv",
       .frame = "frame.csv",
       .population = "recorded_crime",
       .by = "region"},
      {.file = "routes.csv", .population = "size", .share = "weight", .key_count = 2},
  };
  for (size_t i = 0; i < 2; i++) {
    long fail_at = 1;
    for (pm_status status = PM_ERROR_MEMORY; status != PM_OK; fail_at++) {
      support_failing failing;
      support_failing_init(&failing, fail_at);
      outcome result;
      read_with(&asked[i], &failing.allocator, &result);
      status = result.status;
      ck_assert_int_eq(status,
                       result.error.count > 0 || status != PM_OK ? PM_ERROR_MEMORY : PM_OK);
      end(&result);
      ck_assert_int_eq(failing.live, 0);
    }
    ck_assert_int_gt(fail_at, 10);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("design", &tcase);
  tcase_add_test(tcase, test_container);
  tcase_add_test(tcase, test_label_of_its_own);
  tcase_add_loop_test(tcase, test_refused, 0, sizeof refused / sizeof refused[0]);
  tcase_add_test(tcase, test_bad_shapes);
  tcase_add_test(tcase, test_read);
  tcase_add_test(tcase, test_by_of_the_key);
  tcase_add_test(tcase, test_frame);
  tcase_add_test(tcase, test_frame_completes);
  tcase_add_test(tcase, test_fractions);
  tcase_add_test(tcase, test_weights);
  tcase_add_loop_test(tcase, test_faults, 0, sizeof faults / sizeof faults[0]);
  tcase_add_test(tcase, test_nearest_stratum);
  tcase_add_test(tcase, test_failing_allocator);
  return support_run(suite);
}
