/* check_tool.c: laws of the tool's tables: what help, man pages, completion
   and getopt rely on holds for every command and option.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "support.h"
#include "tool/families.h"
#include "tool/help.h"
#include "tool/progress.h"
#include "tool/text_buffer.h"
#include "tool/tool.h"

#include <math.h>
#include <string.h>

/* Calls f for every row of every command. */
typedef void row_function(const tool_command *command, const option_group *group,
                          const option_row *row);

static void each_row(row_function *f)
{
  for (size_t c = 0; c < tool_command_count(); c++) {
    const tool_command *command = tool_command_at(c);
    for (size_t g = 0; g < command->group_count; g++) {
      const option_group *group = &command->groups[g];
      for (size_t i = 0; i < group->table->count; i++)
        f(command, group, &group->table->rows[i]);
    }
  }
}

static void check_row(const tool_command *command, const option_group *group,
                      const option_row *row)
{
  const char *where = row->name;
  ck_assert_msg(row->help != NULL && row->help[strlen(row->help) - 1] != '.', "%s", where);
  ck_assert_msg((row->kind == OPTION_FLAG) == (row->argument == NULL), "%s", where);
  ck_assert_msg((row->kind == OPTION_CHOICE) == (row->choices != NULL), "%s", where);
  bool has_family =
      row->kind == OPTION_METHOD || row->kind == OPTION_METHODS || row->kind == OPTION_RULE;
  ck_assert_msg(has_family == (row->family != NULL), "%s", where);
  ck_assert_msg(group->base + row->offset < command->options_size, "%s", where);
  ck_assert_msg(row->low <= row->high, "%s", where);
  ck_assert_msg(strlen(row->name) < 32, "%s", where);
}

START_TEST(test_rows_are_complete)
{
  each_row(check_row);
}
END_TEST

/* Every fallback is a value that the option itself would take. */
static void check_fallback(const tool_command *command, const option_group *group,
                           const option_row *row)
{
  (void)command, (void)group;
  option_store store = {NULL};
  pm_error error = {0};
  max_align_t field[8] = {0};
  option_clear(row, field);
  ck_assert_msg(row->kind == OPTION_FLAG || row->kind == OPTION_CHOICE ||
                    !option_is_set(row, field),
                "%s: not given, and yet set", row->name);
  if (row->fallback != NULL) {
    pm_status status = option_store_value(row, row->name, row->fallback, field, &store, &error);
    ck_assert_msg(status == PM_OK && option_is_set(row, field), "%s", row->name);
  }
  option_store_free(&store);
}

START_TEST(test_fallbacks_parse)
{
  each_row(check_fallback);
}
END_TEST

START_TEST(test_names_and_letters_are_unique)
{
  for (size_t c = 0; c < tool_command_count(); c++) {
    const tool_command *command = tool_command_at(c);
    const option_row *seen[64];
    size_t count = 0;
    for (size_t g = 0; g < command->group_count; g++)
      for (size_t i = 0; i < command->groups[g].table->count; i++) {
        const option_row *row = &command->groups[g].table->rows[i];
        for (size_t k = 0; k < count; k++) {
          ck_assert_str_ne(seen[k]->name, row->name);
          ck_assert_msg(row->letter == 0 || seen[k]->letter != row->letter, "%s: -%c twice",
                        command->name, row->letter);
        }
        ck_assert_uint_lt(count, 64);
        seen[count++] = row;
      }
  }
}
END_TEST

/* main reads the first field of every command's struct as help_options. */
START_TEST(test_help_stands_first)
{
  for (size_t c = 0; c < tool_command_count(); c++) {
    const tool_command *command = tool_command_at(c);
    bool found = false;
    for (size_t g = 0; g < command->group_count; g++)
      found |= command->groups[g].table == &help_table && command->groups[g].base == 0;
    ck_assert_msg(found, "%s", command->name);
  }
}
END_TEST

/* No help of an option is cut, and all its names are in it. */
static void check_help_text(const tool_command *command, const option_group *group,
                            const option_row *row)
{
  (void)command, (void)group;
  char text[HELP_TEXT];
  help_option_text(row, text);
  ck_assert_uint_lt(strlen(text), HELP_TEXT - 1);
  for (size_t i = 0; row->family != NULL && i < row->family->count; i++)
    ck_assert_msg(strstr(text, row->family->at(i)->name) != NULL, "%s", row->name);
  for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++)
    ck_assert_msg(strstr(text, row->choices[i]) != NULL, "%s", row->name);
}

START_TEST(test_help_names_every_choice)
{
  each_row(check_help_text);
}
END_TEST

START_TEST(test_every_family_is_found)
{
  pm_error error = {0};
  for (size_t i = 0; i < families_count(); i++)
    ck_assert_ptr_eq(families_find(families_at(i)->name, &error), families_at(i));
  ck_assert_int_eq(error.count, 0);
  ck_assert_ptr_null(families_find("", &error));
  ck_assert_int_eq(error.status, PM_ERROR_USAGE);
}
END_TEST

START_TEST(test_help_names_every_family)
{
  const tool_command *command = tool_command_find("methods", NULL);
  ck_assert_ptr_nonnull(command);
  for (size_t i = 0; i < families_count(); i++) {
    char word[64];
    snprintf(word, sizeof word, " %s", families_at(i)->name);
    ck_assert_msg(strstr(command->description[0], word) != NULL, "help of methods: no family%s",
                  word);
  }
}
END_TEST

START_TEST(test_text_is_cut_at_its_room)
{
  char text[8];
  text_buffer buffer = text_buffer_make(text, sizeof text);
  text_add(&buffer, "");
  ck_assert_str_eq(text, "");
  text_add(&buffer, "abc");
  text_add(&buffer, "defg");
  ck_assert_str_eq(text, "abcdefg");
  text_add(&buffer, "h");
  ck_assert_str_eq(text, "abcdefg");
}
END_TEST

/* ------------------------------------------------------------- parsing -- */

/* Parse these words as `estimate` would; the value of one option as a text. */
static const char *value_of(option_store *store, const char *name, char *const *words,
                            int count)
{
  const tool_command *command = tool_command_find("estimate", NULL);
  char *copies[8] = {NULL};
  pm_error error = {0};
  int operands;
  for (int i = 0; i < count; i++)
    copies[i] = words[i];
  const option_request request = {command->groups,
                                  command->group_count,
                                  option_store_alloc(store, command->options_size),
                                  count,
                                  copies,
                                  store};
  ck_assert_int_eq(options_parse(&request, &operands, &error), PM_OK);
  for (size_t g = 0; g < command->group_count; g++)
    for (size_t i = 0; i < command->groups[g].table->count; i++) {
      const option_group *group = &command->groups[g];
      const option_row *row = &group->table->rows[i];
      if (strcmp(row->name, name) == 0)
        return option_value_of(row, (char *)request.values + group->base + row->offset, store)
            .text;
    }
  ck_abort_msg("no option %s", name);
  return NULL;
}

START_TEST(test_repeated_sets_add_up)
{
  option_store store = {NULL};
  char *words[] = {(char[]){"estimate"}, (char[]){"--by"}, (char[]){"a,b"}, (char[]){"-bc"}};
  ck_assert_str_eq(value_of(&store, "by", words, 4), "a,b;c");
  option_store_free(&store);
}
END_TEST

START_TEST(test_the_last_one_counts)
{
  option_store store = {NULL};
  char *words[] = {(char[]){"estimate"}, (char[]){"--interval=wald"}, (char[]){"file"},
                   (char[]){"-i"}, (char[]){"logit"}};
  ck_assert_str_eq(value_of(&store, "interval", words, 5), "logit");
  option_store_free(&store);
}
END_TEST

START_TEST(test_a_pair_is_told_as_given)
{
  option_store store = {NULL};
  char *words[] = {(char[]){"estimate"}, (char[]){"--counts"}, (char[]){"recorded/crimes"}};
  ck_assert_str_eq(value_of(&store, "counts", words, 3), "recorded/crimes");
  ck_assert_ptr_null(value_of(&store, "weight", words, 3));
  option_store_free(&store);
}
END_TEST

START_TEST(test_progress_tells_rate_and_time_left)
{
  static const struct {
    progress_point point;
    const char *text;
  } cases[] = {
      {{1234567, 0.5, 2}, "1,234,567 rows, 617,283 a second, 50%, 2 s left"},
      {{999, (double)NAN, 2}, "999 rows, 499 a second"},
      {{1000, 0.999, 100}, "1,000 rows, 10 a second, 99%, 1 s left"},
      {{1000, 1, 4}, "1,000 rows, 250 a second, 100%, 0 s left"},
      {{5000000000, 0.25, 30},
       "5,000,000,000 rows, 166,666,666 a second, 25%, 1 min 30 s left"},
      {{12, 0.01, 80}, "12 rows, 0 a second, 1%, 2 h 12 min left"},
      {{12, 1e-300, 80}, "12 rows, 0 a second, 0%, 100 h 0 min left"},
      {{0, 0, 0}, "0 rows, 0 a second"},
      {{INT64_MAX, 1e-9, 1e-9},
       "9,223,372,036,854,775,807 rows, 9,007,199,254,740,992 a second, 0%, 1 s left"},
  };
  for (size_t i = 0; i < TOOL_COUNT(cases); i++) {
    char text[PROGRESS_SIZE];
    progress_text(&cases[i].point, text);
    ck_assert_str_eq(text, cases[i].text);
  }
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("tool", &tcase);
  tcase_add_test(tcase, test_rows_are_complete);
  tcase_add_test(tcase, test_fallbacks_parse);
  tcase_add_test(tcase, test_names_and_letters_are_unique);
  tcase_add_test(tcase, test_help_stands_first);
  tcase_add_test(tcase, test_help_names_every_choice);
  tcase_add_test(tcase, test_every_family_is_found);
  tcase_add_test(tcase, test_help_names_every_family);
  tcase_add_test(tcase, test_text_is_cut_at_its_room);
  tcase_add_test(tcase, test_repeated_sets_add_up);
  tcase_add_test(tcase, test_the_last_one_counts);
  tcase_add_test(tcase, test_a_pair_is_told_as_given);
  tcase_add_test(tcase, test_progress_tells_rate_and_time_left);
  return support_run(suite);
}
