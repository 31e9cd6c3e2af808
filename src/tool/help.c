/* help.c: help, made of the tables of commands and options.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "help.h"
#include "text_buffer.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum { OPTION_INDENT = 26 };

/* Words from column `at` on, wrapped before HELP_WIDTH and continued at
   indent; ends the line. */
static void wrap(FILE *stream, const char *text, int at, int indent)
{
  bool is_first = true;
  while (*text != '\0') {
    int size = (int)strcspn(text, " ");
    if (!is_first && at + 1 + size > HELP_WIDTH) {
      fprintf(stream, "\n%*s", indent, "");
      at = indent;
      is_first = true;
    }
    fprintf(stream, "%s%.*s", is_first ? "" : " ", size, text);
    at += size + !is_first;
    is_first = false;
    text += size;
    text += strspn(text, " ");
  }
  fputc('\n', stream);
}

static void add_names(text_buffer *buffer, const option_row *row)
{
  size_t count = 0;
  while (option_method_at(row, count) != NULL)
    count++;
  for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++)
    count++;
  if (count == 0)
    return;
  size_t total = count + (row->kind == OPTION_METHODS) + (row->kind == OPTION_RULE);
  text_add(buffer, ": ");
  for (size_t i = 0; i < count; i++)
    text_add_choice(buffer,
                    row->family != NULL ? option_method_at(row, i)->name : row->choices[i], i,
                    total);
  if (row->kind == OPTION_METHODS)
    text_add_choice(buffer, "all", count, total);
  if (row->kind == OPTION_RULE)
    text_add_choice(buffer, "a number", count, total);
}

void help_option_text(const option_row *row, char text[HELP_TEXT])
{
  text_buffer buffer = text_buffer_make(text, HELP_TEXT);
  const char *fallback = row->fallback_note != NULL ? row->fallback_note : row->fallback;
  text_add(&buffer, row->help);
  add_names(&buffer, row);
  if (fallback != NULL) {
    text_add(&buffer, " (default: ");
    text_add(&buffer, fallback);
    text_add(&buffer, ")");
  } else if (row->is_required) {
    text_add(&buffer, " (required)");
  } else if (row->kind == OPTION_SETS || row->kind == OPTION_PAIRS ||
             row->kind == OPTION_MARGINS || row->kind == OPTION_TEXTS) {
    text_add(&buffer, " (may be repeated)");
  }
}

static void print_option(FILE *stream, const option_row *row)
{
  char left[96], text[HELP_TEXT];
  char letter[] = {'-', row->letter, ',', '\0'};
  int size =
      snprintf(left, sizeof left, "  %3s --%s%s%s", row->letter != 0 ? letter : "", row->name,
               row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
  fputs(left, stream);
  if (size + 2 > OPTION_INDENT)
    fprintf(stream, "\n%*s", OPTION_INDENT, "");
  else
    fprintf(stream, "%*s", OPTION_INDENT - size, "");
  help_option_text(row, text);
  wrap(stream, text, OPTION_INDENT, OPTION_INDENT);
}

static void print_examples(FILE *stream, const tool_command *command)
{
  if (command->example_count > 0)
    fputs("\nExamples:\n", stream);
  for (size_t i = 0; i < command->example_count; i++) {
    fputs("  ", stream);
    wrap(stream, command->examples[i].line, 2, 6);
    fputs("      ", stream);
    wrap(stream, command->examples[i].what, 6, 6);
  }
}

void help_command(const tool_command *command, FILE *stream)
{
  for (size_t i = 0; command->forms[i] != NULL; i++) {
    int at = fprintf(stream, "%s plusminus %s ", i == 0 ? "Usage:" : "      ", command->name);
    wrap(stream, command->forms[i], at, at);
  }
  for (size_t i = 0; command->description[i] != NULL; i++) {
    fputc('\n', stream);
    wrap(stream, command->description[i], 0, 0);
  }
  for (size_t g = 0; g < command->group_count; g++) {
    const option_table *table = command->groups[g].table;
    fprintf(stream, "\n%s:\n", table->title);
    for (size_t i = 0; i < table->count; i++)
      print_option(stream, &table->rows[i]);
  }
  print_examples(stream, command);
}

void help_overview(FILE *stream)
{
  fputs("Usage: plusminus COMMAND [OPTION...] [FILE...]\n"
        "\n"
        "Rates of audited records, with their margins of error, and the reasons for them.\n"
        "\n"
        "Commands:\n",
        stream);
  for (size_t i = 0; i < tool_command_count(); i++) {
    const tool_command *command = tool_command_at(i);
    fprintf(stream, "  %-12s", command->name);
    wrap(stream, command->summary, 14, 14);
  }
  fputs("\n"
        "  plusminus COMMAND --help  a command's options and examples\n"
        "  plusminus --version       the versions of the program and its libraries\n"
        "\n"
        "FILE is a CSV (also gzipped) whose first row names the columns; - is standard\n"
        "input. Rates may be written 0.03, 3% or 3pp. Exit status: 0 done; 1 the data or\n"
        "the request cannot be met; 2 usage; 3 numeric failure; 4 input or output.\n",
        stream);
}
