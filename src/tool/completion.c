/* completion.c: a completion for bash, made of the tables of commands and
   options.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "manual.h"

/* "-c|--conf" */
static void print_pattern(FILE *stream, const option_row *row)
{
  if (row->letter != 0)
    fprintf(stream, "-%c|", row->letter);
  fprintf(stream, "--%s", row->name);
}

static bool has_names(const option_row *row)
{
  return row->choices != NULL || row->family != NULL;
}

static void print_names(FILE *stream, const option_row *row)
{
  for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++)
    fprintf(stream, " %s", row->choices[i]);
  for (size_t i = 0; row->family != NULL && i < row->family->count; i++)
    fprintf(stream, " %s", row->family->at(i)->name);
  if (row->kind == OPTION_METHODS)
    fputs(" all", stream);
}

/* What may follow an option: its names, a file, or nothing that is known. */
static void print_argument(FILE *stream, const option_row *row)
{
  if (row->kind == OPTION_FLAG)
    return;
  fputs("        ", stream);
  print_pattern(stream, row);
  if (has_names(row)) {
    fputs(") words=\"", stream);
    print_names(stream, row);
    fputs("\" ;;\n", stream);
  } else if (row->kind == OPTION_FILE) {
    fputs(") files=1 ;;\n", stream);
  } else {
    fputs(") return ;;\n", stream);
  }
}

static void print_command(FILE *stream, const tool_command *command)
{
  fprintf(stream, "    %s)\n      options=\"", command->name);
  for (size_t g = 0; g < command->group_count; g++)
    for (size_t i = 0; i < command->groups[g].table->count; i++)
      fprintf(stream, " --%s", command->groups[g].table->rows[i].name);
  fputs("\"\n      case $previous in\n", stream);
  for (size_t g = 0; g < command->group_count; g++)
    for (size_t i = 0; i < command->groups[g].table->count; i++)
      print_argument(stream, &command->groups[g].table->rows[i]);
  fputs("      esac\n      ;;\n", stream);
}

void completion_script(FILE *stream)
{
  fputs("# bash completion for plusminus, made from its tables of options.\n"
        "_plusminus() {\n"
        "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
        "  local commands=\"",
        stream);
  for (size_t i = 0; i < tool_command_count(); i++)
    fprintf(stream, "%s%s", i > 0 ? " " : "", tool_command_at(i)->name);
  fputs("\" options='' words='' files=''\n"
        "  COMPREPLY=()\n"
        "  if [ \"$COMP_CWORD\" -eq 1 ] || [ \"$previous\" = help ]; then\n"
        "    COMPREPLY=($(compgen -W \"$commands --help --version\" -- \"$current\"))\n"
        "    return\n"
        "  fi\n"
        "  case ${COMP_WORDS[1]} in\n",
        stream);
  for (size_t i = 0; i < tool_command_count(); i++)
    print_command(stream, tool_command_at(i));
  fputs("  esac\n"
        "  if [ -n \"$words\" ]; then\n"
        "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
        "  elif [ -z \"$files\" ] && [[ $current == -* ]]; then\n"
        "    COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
        "  else\n"
        "    COMPREPLY=($(compgen -f -- \"$current\"))\n"
        "  fi\n"
        "}\n"
        "complete -o filenames -F _plusminus plusminus\n",
        stream);
}
