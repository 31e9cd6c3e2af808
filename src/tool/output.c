/* output.c: from a run's common options to one writer.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "output.h"

#include <errno.h>
#include <string.h>

static const output_options *options_of(const tool_run *run)
{
  return run->options;
}

static bool is_format(const tool_run *run, const char *format)
{
  return strcmp(options_of(run)->format, format) == 0;
}

bool output_is_json(const tool_run *run)
{
  return is_format(run, "json");
}

pm_status output_open(tool_output *output, const tool_run *run, const level_options *level,
                      const char *title)
{
  const output_options *options = options_of(run);
  int digits = level == NULL ? 1 : (int)level->digits;
  *output = (tool_output){.run = run};
  output->is_for_people =
      !is_format(run, "csv") && !is_format(run, "tsv") && !is_format(run, "json");
  if (options->table != NULL && !is_format(run, "csv") && !is_format(run, "tsv"))
    return pm_error_add(run->error, PM_ERROR_USAGE, NULL,
                        "--table goes with --format csv or tsv, which hold one table");
  pm_writer_request request = {
      .format = options->format,
      .file = options->file != NULL && strcmp(options->file, "-") != 0 ? options->file : NULL,
      .stream = stdout,
      .notes = options->quiet ? NULL : stderr,
      .table = options->table,
      .rate_digits = digits,
      .points_digits = digits + 1,
      .command = run->command->name,
      .version = tool_version(),
      .title = title,
  };
  pm_status status = pm_notes_new(&output->notes, NULL);
  if (status != PM_OK)
    return option_memory_fault(run->error);
  return pm_writer_open(&output->writer, &request, run->error);
}

/* Every option as it was resolved, from the command's tables. */
static pm_status tell_options(tool_output *output)
{
  const tool_run *run = output->run;
  pm_status status = PM_OK;
  for (size_t g = 0; g < run->command->group_count; g++) {
    const option_group *group = &run->command->groups[g];
    for (size_t i = 0; i < group->table->count && status == PM_OK; i++) {
      const option_row *row = &group->table->rows[i];
      const char *field = (const char *)run->options + group->base + row->offset;
      if (row->is_about_output)
        continue;
      option_value value = option_value_of(row, field, run->store);
      pm_setting setting = {row->name, value.text, value.number, value.is_flag};
      status = pm_writer_setting(output->writer, &setting, run->error);
    }
  }
  return status;
}

pm_status output_close(tool_output *output, pm_status status)
{
  pm_error *error = output->run->error;
  if (status == PM_OK && output_is_json(output->run))
    status = tell_options(output);
  if (status == PM_OK)
    status = pm_writer_notes(output->writer, output->notes, error);
  if (status == PM_OK)
    status = pm_writer_close(output->writer, error);
  pm_writer_free(output->writer);
  pm_notes_free(output->notes);
  return status;
}

pm_status output_close_stdout(pm_error *error)
{
  errno = 0;
  bool has_failed = ferror(stdout) != 0;
  if (fclose(stdout) != 0 || has_failed)
    return pm_error_add(error, PM_ERROR_IO, NULL, "standard output: %s",
                        errno != 0 ? strerror(errno) : "cannot be written");
  return PM_OK;
}
