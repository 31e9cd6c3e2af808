/* manual.c: man pages in roff's man macros, and the methods page in Markdown.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "manual.h"
#include "coverage_table.h"
#include "families.h"
#include "help.h"

#include <math.h>
#include <string.h>

/* The day of the release, so that pages are the same on every machine. */
static const char release_day[] = "2026-11-23";

enum { LINE_WIDTH = 64 };

/* Text as roff takes it literally, in lines of source that are not too long. */
static void print_roff(FILE *stream, const char *text)
{
  for (int at = 0; *text != '\0'; at++, text++) {
    bool is_long = *text == ' ' && at + (int)strcspn(text + 1, " ") > LINE_WIDTH;
    if (is_long) {
      fputc('\n', stream);
      at = -1;
      continue;
    }
    if (at == 0 && (*text == '.' || *text == '\''))
      fputs("\\&", stream);
    if (*text == '\\')
      fputs("\\e", stream);
    else if (*text == '-')
      fputs("\\-", stream);
    else
      fputc(*text, stream);
  }
}

/* A line of text after a macro: "TEXT\n". */
static void print_line(FILE *stream, const char *text)
{
  print_roff(stream, text);
  fputc('\n', stream);
}

static void print_head(FILE *stream, const char *name, const char *summary)
{
  fprintf(stream, ".TH \"");
  for (const char *at = name; *at != '\0'; at++)
    fputc(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at, stream);
  fprintf(stream, "\" 1 %s \"plusminus %s\" \"User Commands\"\n.SH NAME\n", release_day,
          tool_version());
  print_roff(stream, name);
  fputs(" \\- ", stream);
  print_line(stream, summary);
}

static void print_option(FILE *stream, const option_row *row)
{
  char text[HELP_TEXT];
  fputs(".TP\n", stream);
  if (row->letter != 0)
    fprintf(stream, "\\fB\\-%c\\fR, ", row->letter);
  fputs("\\fB\\-\\-", stream);
  print_roff(stream, row->name);
  fputs("\\fR", stream);
  if (row->argument != NULL) {
    fputs(" \\fI", stream);
    print_roff(stream, row->argument);
    fputs("\\fR", stream);
  }
  fputc('\n', stream);
  help_option_text(row, text);
  print_line(stream, text);
}

static void print_exit_status(FILE *stream)
{
  fputs(".SH EXIT STATUS\n"
        "0 done; 1 the data or the request cannot be met, and nothing was written;\n"
        "2 usage; 3 numeric failure; 4 input, output or memory.\n",
        stream);
}

void manual_command(const tool_command *command, FILE *stream)
{
  char name[64];
  snprintf(name, sizeof name, "plusminus-%s", command->name);
  print_head(stream, name, command->summary);
  fputs(".SH SYNOPSIS\n", stream);
  for (size_t i = 0; command->forms[i] != NULL; i++) {
    fprintf(stream, "%s\\fBplusminus %s\\fR ", i > 0 ? ".br\n" : "", command->name);
    print_line(stream, command->forms[i]);
  }
  fputs(".SH DESCRIPTION\n", stream);
  for (size_t i = 0; command->description[i] != NULL; i++) {
    fputs(i > 0 ? ".PP\n" : "", stream);
    print_line(stream, command->description[i]);
  }
  fputs(".SH OPTIONS\n", stream);
  for (size_t g = 0; g < command->group_count; g++) {
    const option_table *table = command->groups[g].table;
    fprintf(stream, ".SS %s\n", table->title);
    for (size_t i = 0; i < table->count; i++)
      print_option(stream, &table->rows[i]);
  }
  print_exit_status(stream);
  if (command->example_count > 0)
    fputs(".SH EXAMPLES\n", stream);
  for (size_t i = 0; i < command->example_count; i++) {
    fputs(".TP\n\\fB", stream);
    print_roff(stream, command->examples[i].line);
    fputs("\\fR\n", stream);
    print_line(stream, command->examples[i].what);
  }
  fputs(".SH SEE ALSO\n\\fBplusminus\\fR(1)\n", stream);
}

void manual_overview(FILE *stream)
{
  print_head(stream, "plusminus", "rates of audited records and their margins of error");
  fputs(".SH SYNOPSIS\n"
        "\\fBplusminus\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIFILE\\fR...]\n"
        ".SH DESCRIPTION\n"
        "Statistical estimation and sample design for audits of records.\n"
        "\\fIFILE\\fR is a CSV, also gzipped, whose first row names the columns; \\- is "
        "standard\n"
        "input.\n"
        "Rates may be written 0.03, 3% or 3pp.\n"
        ".SH COMMANDS\n",
        stream);
  for (size_t i = 0; i < tool_command_count(); i++) {
    const tool_command *command = tool_command_at(i);
    fprintf(stream, ".TP\n\\fB%s\\fR\n", command->name);
    print_line(stream, command->summary);
  }
  fputs(".SH OPTIONS\n"
        ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nthe commands; after a command, its options\n"
        ".TP\n\\fB\\-V\\fR, \\fB\\-\\-version\\fR\nthe versions of the program and its "
        "libraries\n",
        stream);
  print_exit_status(stream);
  fputs(".SH SEE ALSO\n", stream);
  size_t count = tool_command_count();
  for (size_t i = 0; i < count; i++)
    fprintf(stream, "\\fBplusminus\\-%s\\fR(1)%s\n", tool_command_at(i)->name,
            i + 1 < count ? "," : "");
}

/* A rate as a percentage. */
static const char *percent(double rate, int decimals, char text[PM_NUMBER_SIZE])
{
  (void)pm_number_format_fixed(100 * rate, decimals, text);
  return text;
}

/* How often the 95% interval holds the true rate. */
static pm_status print_coverage(FILE *stream, const char *name, pm_error *error)
{
  coverage_row rows[COVERAGE_SIZES];
  pm_status status = coverage_rows_of(pm_interval_find(name), rows, error);
  if (status != PM_OK)
    return status;
  fputs(
      "\n| records | population | least coverage (%) | mean coverage (%) | mean width (pp) |\n"
      "|---:|---:|---:|---:|---:|\n",
      stream);
  for (size_t i = 0; i < COVERAGE_SIZES; i++) {
    const coverage_row *row = &rows[i];
    char least[PM_NUMBER_SIZE], mean[PM_NUMBER_SIZE], width[PM_NUMBER_SIZE];
    char population[PM_NUMBER_SIZE] = "large";
    if (!isnan(row->population))
      (void)pm_number_format(row->population, population);
    fprintf(stream, "| %.0f | %s | %s | %s | %s |\n", row->n, population,
            percent(row->summary.minimum, 1, least), percent(row->summary.mean, 1, mean),
            percent(row->summary.mean_width, 2, width));
  }
  return PM_OK;
}

pm_status manual_methods(FILE *stream, pm_error *error)
{
  pm_status status = PM_OK;
  fputs("# Methods\n\n"
        "Every method, as `plusminus methods` tells it. How often an interval at 95% holds the "
        "true rate is\ncomputed, at its worst rate and on average over all; so is its mean "
        "width.\n",
        stream);
  for (size_t f = 0; f < families_count() && status == PM_OK; f++) {
    const pm_family *family = families_at(f);
    fprintf(stream, "\n## %s (`%s`)\n", family->title, family->name);
    for (size_t i = 0; i < family->count && status == PM_OK; i++) {
      const pm_method *method = family->at(i);
      fprintf(stream, "\n### `%s`\n\n%s.\n\n- Source: %s\n- Use: %s\n- Avoid: %s\n",
              method->name, method->title, method->citation, method->use, method->avoid);
      if (family == &pm_interval_family)
        status = print_coverage(stream, method->name, error);
    }
  }
  return status;
}
