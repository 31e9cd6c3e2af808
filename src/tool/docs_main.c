/* docs_main.c: plusminus-docs, which is not installed, prints what is made of
   the program's tables: man pages, the completion, the methods page.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "manual.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

static pm_status print_page(int argc, char **argv, pm_error *error)
{
  const char *what = argc > 1 ? argv[1] : "";
  const tool_command *command = NULL;
  if (strcmp(what, "man") == 0 && argc == 3) {
    command = tool_command_find(argv[2], error);
    if (command != NULL)
      manual_command(command, stdout);
  } else if (strcmp(what, "man") == 0 && argc == 2) {
    manual_overview(stdout);
  } else if (strcmp(what, "completion") == 0 && argc == 2) {
    completion_script(stdout);
  } else if (strcmp(what, "methods") == 0 && argc == 2) {
    (void)manual_methods(stdout, error);
  } else {
    pm_error_add(error, PM_ERROR_USAGE, NULL,
                 "usage: plusminus-docs man [COMMAND] | completion | methods");
  }
  return error->status;
}

int main(int argc, char **argv)
{
  static pm_error error;
  pm_status status = print_page(argc, argv, &error);
  if (status == PM_OK)
    status = output_close_stdout(&error);
  for (size_t i = 0; i < pm_error_listed(&error); i++)
    fprintf(stderr, "plusminus-docs: %s\n", error.faults[i].text);
  return status == PM_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
