/* completion.c: a completion for bash, made of the tables of commands and
   options.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "families.h"
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
  for (size_t i = 0; option_method_at(row, i) != NULL; i++)
    fprintf(stream, " %s", option_method_at(row, i)->name);
  if (row->kind == OPTION_METHODS)
    fputs(" all", stream);
}

/* What may follow an option: its names, a file, which is what is offered when
   nothing is said, or nothing that is known. */
static void print_argument(FILE *stream, const option_row *row)
{
  if (row->kind == OPTION_FLAG || row->kind == OPTION_FILE)
    return;
  fputs("        ", stream);
  print_pattern(stream, row);
  if (has_names(row)) {
    fprintf(stream, ") %swords=\"", row->kind == OPTION_METHODS ? "list=1 " : "");
    print_names(stream, row);
    fputs("\" ;;\n", stream);
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

/* The names that may follow help and methods, which take no option's. */
static void print_operands(FILE *stream)
{
  fputs("  local commands=\"", stream);
  for (size_t i = 0; i < tool_command_count(); i++)
    fprintf(stream, "%s%s", i > 0 ? " " : "", tool_command_at(i)->name);
  fputs("\" families=\"", stream);
  for (size_t i = 0; i < families_count(); i++)
    fprintf(stream, "%s%s", i > 0 ? " " : "", families_at(i)->name);
  fputs("\"\n", stream);
}

/* bash makes --format=csv three words, and the equals sign one of them. */
static const char beginning[] =
    "# bash completion for plusminus, made from its tables of options.\n"
    "_plusminus() {\n"
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
    "  local options='' words='' list='' before=''\n";
static const char middle[] =
    "  COMPREPLY=()\n"
    "  [ \"$current\" != = ] || current=''\n"
    "  [ \"$previous\" != = ] || previous=${COMP_WORDS[COMP_CWORD-2]}\n"
    "  case $COMP_CWORD:${COMP_WORDS[1]} in\n"
    "    1:*) words=\"$commands --help --version\" ;;\n"
    "    2:help) words=$commands ;;\n"
    "    2:methods) words=$families ;;\n"
    "  esac\n"
    "  case ${COMP_WORDS[1]} in\n";
/* A list is completed at its last name. A file's name may hold blanks. */
static const char end[] =
    "  esac\n"
    "  if [[ $current == -* && $COMP_CWORD -gt 1 ]]; then\n"
    "    words=$options\n"
    "  elif [[ -n $list && $current == *,* ]]; then\n"
    "    before=${current%,*},\n"
    "  fi\n"
    "  if [ -n \"$words\" ]; then\n"
    "    COMPREPLY=($(compgen -P \"$before\" -W \"$words\" -- \"${current#\"$before\"}\"))\n"
    "  else\n"
    "    mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
    "  fi\n"
    "}\n"
    "complete -o filenames -F _plusminus plusminus\n";

void completion_script(FILE *stream)
{
  fputs(beginning, stream);
  print_operands(stream);
  fputs(middle, stream);
  for (size_t i = 0; i < tool_command_count(); i++)
    print_command(stream, tool_command_at(i));
  fputs(end, stream);
}
