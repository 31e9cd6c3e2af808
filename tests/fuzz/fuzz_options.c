/* fuzz_options.c: the option parser against hostile command lines. The input's
   lines are the words: the first names the command (any other word stands for
   one of them). Nothing is run.

   With -DFUZZ_REPLAY it is a program that reads the files it is given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "tool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void demand(bool truth)
{
  if (!truth)
    abort();
}

/* Cut text at its newlines; words ends in NULL, as main's does. */
static int split(char *text, char *words[WORDS_MOST + 1])
{
  int count = 0;
  while (text != NULL && count < WORDS_MOST) {
    words[count++] = text;
    text = strchr(text, '\n');
    if (text != NULL)
      *text++ = '\0';
  }
  words[count] = NULL;
  return count;
}

static const tool_command *choose(const char *name)
{
  pm_error error = {0};
  const tool_command *command = tool_command_find(name, &error);
  demand((command != NULL) == (error.count == 0));
  return command != NULL ? command : tool_command_at(strlen(name) % tool_command_count());
}

/* A value that was taken is one that its row allows. */
static void check_value(const option_row *row, const void *field, option_store *store)
{
  option_value value = option_value_of(row, field, store);
  bool is_number = !isnan(value.number) && !value.is_flag;
  if (is_number && row->low < row->high)
    demand(value.number >= row->low && value.number <= row->high);
  if (row->kind == OPTION_METHOD && value.text != NULL)
    demand(pm_family_find(row->family, value.text) != NULL);
  demand(value.text == NULL || value.text[0] != '\0');
}

static void check_values(const option_request *request)
{
  for (size_t g = 0; g < request->group_count; g++) {
    const option_group *group = &request->groups[g];
    for (size_t i = 0; i < group->table->count; i++) {
      const option_row *row = &group->table->rows[i];
      check_value(row, (const char *)request->values + group->base + row->offset,
                  request->store);
    }
  }
}

static void parse(char *words[], int count)
{
  const tool_command *command = choose(words[0]);
  option_store store = {NULL};
  pm_error error = {0};
  int operands = 0;
  void *values = option_store_alloc(&store, command->options_size);
  demand(values != NULL);
  const option_request request = {.groups = command->groups,
                                  .group_count = command->group_count,
                                  .values = values,
                                  .word_count = count,
                                  .words = words,
                                  .store = &store};
  pm_status status = options_parse(&request, &operands, &error);
  demand((status == PM_OK) == (error.count == 0) && status == error.status);
  demand(status == PM_OK || status == PM_ERROR_USAGE);
  if (status == PM_OK) {
    demand(operands >= 1 && operands <= count);
    check_values(&request);
    demand(options_complete(&request, &error) == error.status);
  }
  option_store_free(&store);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  char *words[WORDS_MOST + 1];
  char *text = malloc(size + 1);
  demand(text != NULL);
  if (size > 0)
    memcpy(text, bytes, size);
  text[size] = '\0';
  parse(words, split(text, words));
  free(text);
  return 0;
}

#ifdef FUZZ_REPLAY
static void replay(const char *name)
{
  static uint8_t bytes[1 << 20];
  FILE *stream = fopen(name, "rb");
  demand(stream != NULL);
  size_t size = fread(bytes, 1, sizeof bytes, stream);
  demand(fclose(stream) == 0);
  (void)LLVMFuzzerTestOneInput(bytes, size);
}

int main(int count, char **names)
{
  for (int i = 1; i < count; i++)
    replay(names[i]);
  return 0;
}
#endif
