/* main.c: find the command, parse its options, run it, and leave by one door
   that checks standard output.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "help.h"
#include "output.h"
#include "paths.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static const int exits[] = {
    [PM_OK] = 0,          [PM_ERROR_DATA] = 1,    [PM_ERROR_DOMAIN] = 1,
    [PM_ERROR_USAGE] = 2, [PM_ERROR_NUMERIC] = 3, [PM_ERROR_MEMORY] = 4,
    [PM_ERROR_IO] = 4,
};

static pm_status run_parsed(const tool_command *command, tool_run *run,
                            const option_request *request)
{
  int operands;
  pm_status status = options_parse(request, &operands, run->error);
  if (status != PM_OK)
    return status;
  if (((const help_options *)run->options)->help) {
    help_command(command, stdout);
    return PM_OK;
  }
  status = options_complete(request, run->error);
  if (status != PM_OK)
    return status;
  run->operands = request->words + operands;
  run->operand_count = (size_t)(request->word_count - operands);
  status = paths_check(run);
  return status == PM_OK ? command->run(run) : status;
}

/* words[0] is the command's name. */
static pm_status run_command(const tool_command *command, int word_count, char **words,
                             pm_error *error)
{
  option_store store = {NULL};
  void *options = option_store_alloc(&store, command->options_size);
  if (options == NULL)
    return option_memory_fault(error);
  option_request request = {
      .groups = command->groups,
      .group_count = command->group_count,
      .values = options,
      .word_count = word_count,
      .words = words,
      .store = &store,
  };
  tool_run run = {.command = command, .options = options, .store = &store, .error = error};
  pm_status status = run_parsed(command, &run, &request);
  option_store_free(&store);
  return status;
}

static pm_status unknown_option(const char *word, pm_error *error)
{
  static const char *const known[] = {"--help", "--version"};
  const char *nearest = pm_text_nearest(word, known, TOOL_COUNT(known));
  if (nearest != NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "unknown option '%s'; did you mean '%s'?",
                        word, nearest);
  return pm_error_add(error, PM_ERROR_USAGE, NULL, "'%s' stands where a command must", word);
}

static bool is_either(const char *word, const char *name, const char *letter)
{
  return strcmp(word, name) == 0 || strcmp(word, letter) == 0;
}

static pm_status dispatch(int argc, char **argv, const tool_command **command, pm_error *error)
{
  if (argc < 2)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "a command is missing");
  if (is_either(argv[1], "--help", "-h")) {
    help_overview(stdout);
    return PM_OK;
  }
  if (is_either(argv[1], "--version", "-V")) {
    tool_print_version(stdout);
    return PM_OK;
  }
  if (argv[1][0] == '-')
    return unknown_option(argv[1], error);
  *command = tool_command_find(argv[1], error);
  return *command == NULL ? PM_ERROR_USAGE : run_command(*command, argc - 1, argv + 1, error);
}

static void print_faults(const pm_error *error, const tool_command *command)
{
  size_t listed = pm_error_listed(error);
  for (size_t i = 0; i < listed; i++)
    fprintf(stderr, "plusminus: %s\n", error->faults[i].text);
  if (error->count > (int64_t)listed)
    fprintf(stderr, "plusminus: and %lld more\n", (long long)(error->count - (int64_t)listed));
  if (error->status == PM_ERROR_USAGE)
    fprintf(stderr, "plusminus: try 'plusminus %s%s--help'\n",
            command != NULL ? command->name : "", command != NULL ? " " : "");
}

/* A standard stream that was closed must not be the next file that is opened, or what is
   printed would be written into a state, or over records. Opened the wrong way round it fails
   as a closed one does. */
static bool hold_standard_streams(void)
{
  static const int wrong_ways[] = {O_WRONLY, O_RDONLY, O_RDONLY};
  for (int fd = 0; fd < (int)TOOL_COUNT(wrong_ways); fd++)
    if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", wrong_ways[fd]) != fd)
      return false;
  return true;
}

int main(int argc, char **argv)
{
  static pm_error error;
  const tool_command *command = NULL;
  if (!hold_standard_streams())
    return exits[PM_ERROR_IO];
  /* A closed pipe, or a file that may not grow, is then an error of writing, and told like
     one. */
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  pm_status status = dispatch(argc, argv, &command, &error);
  if (status == PM_OK)
    status = output_close_stdout(&error);
  if (status != PM_OK)
    print_faults(&error, command);
  return exits[status];
}
