/* check_core.c: statuses, faults, memory, notes, dictionary, labels and names.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/dictionary.h"
#include "core/label_tree.h"
#include "core/memory.h"
#include "core/utf8.h"
#include "support.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* -------------------------------------------------------------- status -- */

START_TEST(every_status_has_a_text_of_its_own)
{
  for (int i = PM_OK; i <= PM_ERROR_IO; i++) {
    ck_assert_uint_gt(strlen(pm_status_text((pm_status)i)), 3);
    for (int j = PM_OK; j < i; j++)
      ck_assert_str_ne(pm_status_text((pm_status)i), pm_status_text((pm_status)j));
  }
  ck_assert_str_eq(pm_status_text((pm_status)99), "unknown error");
  ck_assert_str_eq(pm_status_text((pm_status)-1), "unknown error");
}
END_TEST

/* -------------------------------------------------------------- errors -- */

static const struct {
  pm_place place;
  const char *message, *text;
} faults[] = {
    {{"a.csv", 3, "x"}, "'12a' is not whole", "a.csv:3: column 'x': '12a' is not whole"},
    {{"a.csv", 3, NULL}, "bad", "a.csv:3: bad"},
    {{"a.csv", 0, NULL}, "bad", "a.csv: bad"},
    {{"a.csv", 0, "x"}, "bad", "a.csv: column 'x': bad"},
    {{NULL, 0, "x"}, "bad", "column 'x': bad"},
    {{NULL, 7, NULL}, "bad", "row 7: bad"},
    {{NULL, 0, NULL}, "bad", "bad"},
    {{"a.csv", INT64_MAX, NULL}, "bad", "a.csv:9223372036854775807: bad"},
    {{"a\x1b[2J", 0, "x\ny"}, "\t\x7f", "a\\x1b[2J: column 'x\\x0ay': \\x09\\x7f"},
    /* C1 control as UTF-8; then bytes that are no UTF-8; then what is good */
    {{NULL, 0, NULL}, "\xC2\x9B", "\\xc2\\x9b"},
    {{NULL, 0, NULL}, "\x9B \xC3", "\\x9b \\xc3"},
    {{NULL, 0, NULL},
     "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80",
     "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"},
};

START_TEST(a_fault_is_rendered_with_its_place)
{
  pm_error error = {.status = PM_OK};
  pm_error_clear(&error);
  ck_assert_int_eq(
      pm_error_add(&error, PM_ERROR_DATA, &faults[_i].place, "%s", faults[_i].message),
      PM_ERROR_DATA);
  ck_assert_str_eq(error.faults[0].text, faults[_i].text);
  ck_assert_int_eq(error.faults[0].status, PM_ERROR_DATA);
}
END_TEST

START_TEST(faults_beyond_the_list_are_counted)
{
  pm_error error = {.status = PM_OK};
  ck_assert_uint_eq(pm_error_listed(&error), 0);
  pm_error_add(&error, PM_ERROR_IO, NULL, "fault %d", 0);
  for (int i = 1; i < 50; i++)
    ck_assert_int_eq(pm_error_add(&error, PM_ERROR_DATA, NULL, "fault %d", i), PM_ERROR_DATA);
  ck_assert_int_eq(error.status, PM_ERROR_IO);
  ck_assert_int_eq(error.count, 50);
  ck_assert_uint_eq(pm_error_listed(&error), PM_FAULTS_LISTED);
  ck_assert_str_eq(error.faults[PM_FAULTS_LISTED - 1].text, "fault 19");
  pm_error_clear(&error);
  ck_assert_int_eq(error.count, 0);
  ck_assert_int_eq(error.status, PM_OK);
  ck_assert_str_eq(error.faults[0].text, "");
}
END_TEST

START_TEST(without_an_error_only_the_status_comes_back)
{
  pm_error_clear(NULL);
  ck_assert_int_eq(pm_error_add(NULL, PM_ERROR_USAGE, NULL, "%s", "x"), PM_ERROR_USAGE);
  ck_assert_int_eq(pm_memory_fault(NULL), PM_ERROR_MEMORY);
}
END_TEST

/* A message of every length made of characters of 1 to 4 bytes. */
START_TEST(a_long_message_is_cut_at_a_border)
{
  static const char *const letters[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                        "\x01"};
  const char *letter = letters[_i];
  size_t shown = letter[0] == '\x01' ? 4 : strlen(letter);
  char message[4096] = "";
  for (size_t count = 1; count < 600; count++) {
    strcat(message, letter);
    pm_error error = {.status = PM_OK};
    pm_error_add(&error, PM_ERROR_DATA, NULL, "%s", message);
    const char *text = error.faults[0].text;
    size_t size = strlen(text);
    if (count * shown <= PM_FAULT_TEXT - 1) {
      ck_assert_uint_eq(size, count * shown);
      continue;
    }
    ck_assert_str_eq(text + size - 3, "...");
    ck_assert_uint_eq((size - 3) % shown, 0);
    ck_assert_uint_gt(size + shown, PM_FAULT_TEXT - 1);
    ck_assert_uint_lt(size, PM_FAULT_TEXT);
  }
}
END_TEST

START_TEST(a_long_place_leaves_room_for_the_message)
{
  char name[2000];
  memset(name, 'n', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  pm_place place = {.file = name, .row = 5, .column = name};
  pm_error error = {.status = PM_OK};
  pm_error_add(&error, PM_ERROR_DATA, &place, "what is wrong");
  const char *text = error.faults[0].text;
  ck_assert_str_eq(text + strlen(text) - 19, "...': what is wrong");
  ck_assert_ptr_nonnull(strstr(text, "n...:5: column 'nnn"));
}
END_TEST

/* ---------------------------------------------------------------- UTF-8 -- */

static const struct {
  const char *text;
  size_t bytes;
  uint32_t character;
} characters[] = {
    {"A", 1, 0x41},
    {"\x7F", 1, 0x7F},
    {"\xC2\x80", 2, 0x80},
    {"\xDF\xBF", 2, 0x7FF},
    {"\xE0\xA0\x80", 3, 0x800},
    {"\xED\x9F\xBF", 3, 0xD7FF},
    {"\xEE\x80\x80", 3, 0xE000},
    {"\xF0\x90\x80\x80", 4, 0x10000},
    {"\xF4\x8F\xBF\xBF", 4, 0x10FFFF},
    /* none: empty, overlong, surrogate, too large, broken off, no first byte */
    {"", 0, 0},
    {"\xC1\xBF", 0, 0},
    {"\xE0\x9F\xBF", 0, 0},
    {"\xF0\x8F\xBF\xBF", 0, 0},
    {"\xED\xA0\x80", 0, 0},
    {"\xF4\x90\x80\x80", 0, 0},
    {"\xE2\x82", 0, 0},
    {"\xE2\x82z", 0, 0},
    {"\x80", 0, 0},
    {"\xF8\x88\x80\x80\x80", 0, 0},
    {"\xFF", 0, 0},
};

START_TEST(a_character_ends_where_unicode_says)
{
  uint32_t character = 0;
  size_t size = strlen(characters[_i].text);
  ck_assert_uint_eq(pm_utf8_next(characters[_i].text, size, &character), characters[_i].bytes);
  if (characters[_i].bytes > 0)
    ck_assert_uint_eq(character, characters[_i].character);
}
END_TEST

/* -------------------------------------------------------------- memory -- */

START_TEST(without_a_hook_malloc_serves)
{
  char *block = pm_memory_resize(NULL, NULL, 10);
  ck_assert_ptr_nonnull(block);
  strcpy(block, "abc");
  block = pm_memory_resize(NULL, block, 100000);
  ck_assert_str_eq(block, "abc");
  ck_assert_ptr_null(pm_memory_resize(NULL, block, 0));
  ck_assert_ptr_null(pm_memory_resize(NULL, NULL, 0));
}
END_TEST

START_TEST(reserve_grows_by_half_and_never_shrinks)
{
  support_failing failing;
  support_failing_init(&failing, 0);
  int *items = NULL;
  size_t capacity = 0;
  for (size_t count = 0; count < 100000; count++) {
    ck_assert(pm_memory_reserve(&failing.allocator, (void **)&items, &capacity, count + 1,
                                sizeof *items));
    ck_assert_uint_gt(capacity, count);
    items[count] = (int)count;
  }
  ck_assert_int_lt(failing.calls, 30);
  size_t before = capacity;
  ck_assert(
      pm_memory_reserve(&failing.allocator, (void **)&items, &capacity, 0, sizeof *items));
  ck_assert_uint_eq(capacity, before);
  ck_assert(!pm_memory_reserve(&failing.allocator, (void **)&items, &capacity, SIZE_MAX / 2,
                               sizeof *items));
  failing.fail_at = failing.calls + 1;
  ck_assert(!pm_memory_reserve(&failing.allocator, (void **)&items, &capacity, before + 1,
                               sizeof *items));
  ck_assert_uint_eq(capacity, before);
  for (size_t i = 0; i < 100000; i++)
    ck_assert_int_eq(items[i], (int)i);
  pm_memory_resize(&failing.allocator, items, 0);
  ck_assert_int_eq(failing.live, 0);
}
END_TEST

static bool holds_only(const unsigned char *bytes, size_t size, unsigned char byte)
{
  while (size > 0 && bytes[size - 1] == byte)
    size--;
  return size == 0;
}

START_TEST(an_arena_gives_aligned_zeroed_separate_bytes)
{
  pm_arena *arena = pm_arena_new(NULL);
  unsigned char *blocks[2000];
  for (size_t i = 0; i < COUNT(blocks); i++) {
    size_t size = i * i % 3000;
    blocks[i] = pm_arena_alloc(arena, size);
    ck_assert_ptr_nonnull(blocks[i]);
    ck_assert_uint_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
    ck_assert(holds_only(blocks[i], size, 0));
    memset(blocks[i], (int)(i % 251), size);
  }
  for (size_t i = 0; i < COUNT(blocks); i++)
    ck_assert(holds_only(blocks[i], i * i % 3000, (unsigned char)(i % 251)));
  ck_assert_ptr_null(pm_arena_alloc(arena, SIZE_MAX));
  ck_assert_ptr_null(pm_arena_alloc(arena, SIZE_MAX - 40));
  ck_assert_ptr_null(pm_arena_text(arena, "x", SIZE_MAX));
  pm_arena_free(arena);
  pm_arena_free(NULL);
}
END_TEST

START_TEST(an_arena_copies_and_formats_texts)
{
  pm_arena *arena = pm_arena_new(NULL);
  ck_assert_str_eq(pm_arena_text(arena, "abcdef", 3), "abc");
  ck_assert_str_eq(pm_arena_text(arena, NULL, 0), "");
  ck_assert_mem_eq(pm_arena_text(arena, "a\0b", 3), "a\0b", 4);
  ck_assert_str_eq(pm_arena_format(arena, "%s-%d", "x", 5), "x-5");
  char *wide = pm_arena_format(arena, "%0*d", 100000, 7);
  ck_assert_uint_eq(strlen(wide), 100000);
  ck_assert_str_eq(wide + 99998, "07");
  pm_arena_free(arena);
}
END_TEST

/* --------------------------------------------------------------- notes -- */

START_TEST(notes_are_kept_in_order_and_once)
{
  pm_notes *notes;
  ck_assert_int_eq(pm_notes_new(&notes, NULL), PM_OK);
  ck_assert_uint_eq(pm_notes_count(notes), 0);
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < 30; i++)
      ck_assert_int_eq(pm_notes_add(notes, "lonely", "stratum %d", i), PM_OK);
  ck_assert_int_eq(pm_notes_add(notes, "other", "stratum %d", 3), PM_OK);
  ck_assert_uint_eq(pm_notes_count(notes), 31);
  ck_assert_str_eq(pm_notes_at(notes, 29)->code, "lonely");
  ck_assert_str_eq(pm_notes_at(notes, 29)->text, "stratum 29");
  ck_assert_str_eq(pm_notes_at(notes, 30)->code, "other");
  pm_notes_free(notes);
  pm_notes_free(NULL);
  ck_assert_int_eq(pm_notes_add(NULL, "x", "dropped"), PM_OK);
  ck_assert_uint_eq(pm_notes_count(NULL), 0);
}
END_TEST

/* ---------------------------------------------------------- dictionary -- */

START_TEST(a_dictionary_numbers_texts_by_first_sight)
{
  pm_dictionary *dictionary = pm_dictionary_new(NULL);
  size_t index = 99;
  ck_assert(!pm_dictionary_find(dictionary, "a", 1, &index));
  static const struct {
    const char *text;
    size_t size, index;
  } puts[] = {{"a", 1, 0},   {"b", 1, 1},         {"", 0, 2},           {"a", 1, 0},
              {"a\0", 2, 3}, {"abcdefgh", 8, 4},  {"abcdefgh\0", 9, 5}, {NULL, 0, 2},
              {"\0", 1, 6},  {"abcdefghij", 9, 7}};
  for (size_t i = 0; i < COUNT(puts); i++) {
    ck_assert_int_eq(pm_dictionary_put(dictionary, puts[i].text, puts[i].size, &index), PM_OK);
    ck_assert_uint_eq(index, puts[i].index);
  }
  ck_assert_uint_eq(pm_dictionary_count(dictionary), 8);
  ck_assert(pm_dictionary_find(dictionary, "a", 2, &index));
  ck_assert_uint_eq(index, 3);
  ck_assert(!pm_dictionary_find(dictionary, "abcdefghij", 10, &index));
  ck_assert_str_eq(pm_dictionary_text(dictionary, 7), "abcdefghi");
  pm_dictionary_free(dictionary);
  pm_dictionary_free(NULL);
}
END_TEST

/* Plain numbers, padded ones, and ones that differ in early bytes only. */
static const struct {
  const char *before;
  int width;
  const char *after;
} labels[] = {{"", 0, ""}, {"stratum-", 8, ""}, {"", 0, ", and then a long tail of text"}};

START_TEST(a_dictionary_holds_a_million_labels)
{
  enum { LABELS = 1000000 };
  pm_dictionary *dictionary = pm_dictionary_new(NULL);
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < LABELS; i++) {
      char label[64];
      size_t index;
      int size = snprintf(label, sizeof label, "%s%0*d%s", labels[_i].before, labels[_i].width,
                          i, labels[_i].after);
      if (pm_dictionary_put(dictionary, label, (size_t)size, &index) != PM_OK ||
          index != (size_t)i)
        ck_abort_msg("'%s' is not number %d", label, i);
    }
  }
  ck_assert_uint_eq(pm_dictionary_count(dictionary), LABELS);
  pm_dictionary_free(dictionary);
}
END_TEST

/* --------------------------------------------------------------- names -- */

static const pm_method rows[] = {{.name = "wald"}, {.name = "wilson"}, {.name = "wilson-cc"}};

static const pm_method *row_at(size_t index)
{
  return &rows[index];
}

START_TEST(a_family_finds_its_rows)
{
  pm_family family = {.name = "interval", .count = COUNT(rows), .at = row_at};
  for (size_t i = 0; i < COUNT(rows); i++)
    ck_assert_ptr_eq(pm_family_find(&family, rows[i].name), &rows[i]);
  ck_assert_ptr_null(pm_family_find(&family, "Wald"));
  ck_assert_ptr_null(pm_family_find(&family, "wil"));
  ck_assert_ptr_null(pm_family_find(&family, ""));
  ck_assert_ptr_null(pm_family_find(&family, NULL));
}
END_TEST

static const char *const known[] = {"wald",   "wilson", "wilson-cc", "clopper-pearson", "x",
                                    "región", "force",  "forces",    "crime_type"};

static const struct {
  const char *asked, *meant;
} nearest[] = {
    {"wilson", "wilson"},
    {"WILSON", "wilson"},
    {"wlison", "wilson"}, /* one swap */
    {"wilsno", "wilson"},
    {"wlisno", "wilson"}, /* two of six */
    {"wlsn", NULL},       /* two of four */
    {"walt", "wald"},
    {"ward", "wald"},
    {"wa", NULL},
    {"clopperpearson", "clopper-pearson"},
    {"clopper", NULL},
    {"forc", "force"},   /* force before forces */
    {"forcer", "force"}, /* a tie: the first */
    {"crimetype", "crime_type"},
    {"region", "región"}, /* one letter of two bytes */
    {"regi\xF3n", "región"},
    {"y", NULL}, /* nothing in common with "x" */
    {"X", "x"},
    {"", NULL},
    {"banana", NULL},
};

START_TEST(the_nearest_name_is_suggested)
{
  const char *found = pm_text_nearest(nearest[_i].asked, known, COUNT(known));
  if (nearest[_i].meant == NULL)
    ck_assert_msg(found == NULL, "'%s' suggests '%s'", nearest[_i].asked, found);
  else
    ck_assert_msg(found != NULL && strcmp(found, nearest[_i].meant) == 0, "'%s' suggests '%s'",
                  nearest[_i].asked, found == NULL ? "nothing" : found);
}
END_TEST

START_TEST(a_huge_name_costs_nothing)
{
  enum { SIZE = 1000000 };
  char *huge = malloc(SIZE + 1);
  memset(huge, 'a', SIZE);
  huge[SIZE] = '\0';
  const char *names[] = {huge, "aaaa"};
  for (int i = 0; i < 1000; i++) {
    ck_assert_str_eq(pm_text_nearest("aaaab", names, 2), "aaaa");
    ck_assert_ptr_null(pm_text_nearest(huge, &names[1], 1));
  }
  ck_assert_ptr_null(pm_text_nearest(NULL, names, 2));
  ck_assert_ptr_null(pm_text_nearest("a", NULL, 0));
  free(huge);
}
END_TEST

/* --------------------------------------------------- failing allocator -- */

static pm_status use_arena(const pm_allocator *allocator)
{
  pm_arena *arena = pm_arena_new(allocator);
  if (arena == NULL)
    return PM_ERROR_MEMORY;
  bool is_ok = true;
  for (size_t i = 0; i < 20 && is_ok; i++)
    is_ok = pm_arena_alloc(arena, i * 700) != NULL && pm_arena_text(arena, "abc", 3) != NULL &&
            pm_arena_format(arena, "%0*d", (int)i * 300, 1) != NULL;
  pm_arena_free(arena);
  return is_ok ? PM_OK : PM_ERROR_MEMORY;
}

static pm_status use_notes(const pm_allocator *allocator)
{
  pm_notes *notes;
  pm_status status = pm_notes_new(&notes, allocator);
  size_t count = 0;
  for (int i = 0; i < 100 && status == PM_OK; i++) {
    status = pm_notes_add(notes, "code", "text %d", i);
    count += status == PM_OK;
    ck_assert_uint_eq(pm_notes_count(notes), count);
  }
  pm_notes_free(notes);
  return status;
}

/* What was put before the failure must still be there after it. */
static pm_status use_dictionary(const pm_allocator *allocator)
{
  pm_dictionary *dictionary = pm_dictionary_new(allocator);
  if (dictionary == NULL)
    return PM_ERROR_MEMORY;
  pm_status status = PM_OK;
  char label[32];
  size_t index;
  for (int i = 0; i < 500 && status == PM_OK; i++) {
    int size = snprintf(label, sizeof label, "label %d", i);
    status = pm_dictionary_put(dictionary, label, (size_t)size, &index);
  }
  size_t count = pm_dictionary_count(dictionary);
  ck_assert(status != PM_OK || count == 500);
  for (size_t i = 0; i < count; i++) {
    int size = snprintf(label, sizeof label, "label %zu", i);
    ck_assert(pm_dictionary_find(dictionary, label, (size_t)size, &index));
    ck_assert_uint_eq(index, i);
    ck_assert_str_eq(pm_dictionary_text(dictionary, i), label);
  }
  pm_dictionary_free(dictionary);
  return status;
}

static pm_status (*const uses[])(const pm_allocator *) = {use_arena, use_notes, use_dictionary};

START_TEST(every_allocation_may_fail)
{
  support_failing failing;
  pm_status status;
  long fail_at = 0;
  do {
    support_failing_init(&failing, ++fail_at);
    status = uses[_i](&failing.allocator);
    ck_assert_int_eq(failing.live, 0);
    ck_assert_int_eq(status, failing.calls >= fail_at ? PM_ERROR_MEMORY : PM_OK);
  } while (status != PM_OK);
  ck_assert_int_gt(fail_at, 5);
}
END_TEST

/* -------------------------------------------------------------- labels -- */

enum { LABELS = 3000, LABEL_MOST = 40 };

/* Text number i of some length, each byte of which counts. */
static size_t write_label(char text[LABEL_MOST + PM_LABEL_SLACK], int i)
{
  size_t size = (size_t)(i % LABEL_MOST);
  memset(text, 'x', LABEL_MOST + PM_LABEL_SLACK);
  for (size_t k = 0, rest = (size_t)i / LABEL_MOST; k < size; k++, rest /= 8)
    text[(size_t)i % 2 == 0 ? k : size - 1 - k] = (char)('a' + rest % 8);
  return size;
}

START_TEST(labels_have_numbers_in_order_of_first_sight)
{
  static uint32_t numbers[LABELS];
  pm_label_tree *tree = pm_label_tree_new(NULL, 2);
  uint32_t count = 2;
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < LABELS; i++) {
      char text[LABEL_MOST + PM_LABEL_SLACK];
      uint32_t parent = (uint32_t)(i % 2);
      size_t size = write_label(text, i);
      uint32_t found = pm_label_tree_put(tree, parent, text, size);
      if (round == 0)
        numbers[i] = found;
      ck_assert_uint_le(found, count);
      count += found == count;
      ck_assert_uint_eq(found, numbers[i]);
      ck_assert_uint_eq(pm_label_tree_parent(tree, found), parent);
      ck_assert_uint_eq(pm_label_tree_size(tree, found), size);
      ck_assert_int_eq(strncmp(pm_label_tree_text(tree, found), text, size), 0);
      ck_assert_uint_eq(strlen(pm_label_tree_text(tree, found)), size);
    }
    ck_assert_uint_eq(pm_label_tree_count(tree), count);
    if (round > 0) /* where they are is found again */
      pm_label_tree_rest(tree);
  }
  pm_label_tree_free(tree);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("core", &tcase);
  tcase_add_test(tcase, every_status_has_a_text_of_its_own);
  tcase_add_loop_test(tcase, a_fault_is_rendered_with_its_place, 0, COUNT(faults));
  tcase_add_test(tcase, faults_beyond_the_list_are_counted);
  tcase_add_test(tcase, without_an_error_only_the_status_comes_back);
  tcase_add_loop_test(tcase, a_long_message_is_cut_at_a_border, 0, 5);
  tcase_add_test(tcase, a_long_place_leaves_room_for_the_message);
  tcase_add_loop_test(tcase, a_character_ends_where_unicode_says, 0, COUNT(characters));
  tcase_add_test(tcase, without_a_hook_malloc_serves);
  tcase_add_test(tcase, reserve_grows_by_half_and_never_shrinks);
  tcase_add_test(tcase, an_arena_gives_aligned_zeroed_separate_bytes);
  tcase_add_test(tcase, an_arena_copies_and_formats_texts);
  tcase_add_test(tcase, notes_are_kept_in_order_and_once);
  tcase_add_test(tcase, a_dictionary_numbers_texts_by_first_sight);
  tcase_add_loop_test(tcase, a_dictionary_holds_a_million_labels, 0, COUNT(labels));
  tcase_add_test(tcase, a_family_finds_its_rows);
  tcase_add_loop_test(tcase, the_nearest_name_is_suggested, 0, COUNT(nearest));
  tcase_add_test(tcase, labels_have_numbers_in_order_of_first_sight);
  tcase_add_test(tcase, a_huge_name_costs_nothing);
  tcase_add_loop_test(tcase, every_allocation_may_fail, 0, COUNT(uses));
  return support_run(suite);
}
