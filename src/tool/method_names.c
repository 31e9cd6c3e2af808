/* method_names.c: which methods of a family a run takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "method_names.h"

#include <string.h>

static pm_status take_all(const method_names_request *request, const tool_output *output)
{
  const pm_family *family = request->family;
  const char **taken = option_store_alloc(output->run->store, family->count * sizeof *taken);
  size_t count = 0;
  pm_status status = taken == NULL ? PM_ERROR_MEMORY : PM_OK;
  for (size_t i = 0; i < family->count && status == PM_OK; i++) {
    const char *name = family->at(i)->name;
    const char *why = request->refusal(request->context, name);
    if (why == NULL)
      taken[count++] = name;
    else
      status =
          pm_notes_add(output->notes, "method-left-out", "%s is left out: it %s", name, why);
  }
  *request->names = (option_list){taken, count};
  return status;
}

static pm_status check_named(const method_names_request *request, pm_error *error)
{
  const option_list *names = request->names;
  for (size_t i = 0; i < names->count; i++) {
    const char *why = request->refusal(request->context, names->items[i]);
    if (why != NULL)
      return pm_error_add(error, PM_ERROR_USAGE, NULL, "--method: %s %s", names->items[i], why);
  }
  return PM_OK;
}

static pm_status take_fallback(const method_names_request *request, const tool_output *output)
{
  const char **taken = option_store_alloc(output->run->store, sizeof *taken);
  if (taken == NULL)
    return PM_ERROR_MEMORY;
  taken[0] = request->fallback;
  *request->names = (option_list){taken, 1};
  return PM_OK;
}

static pm_status take(const method_names_request *request, const tool_output *output)
{
  const option_list *names = request->names;
  if (names->count == 0)
    return take_fallback(request, output);
  return strcmp(names->items[0], "all") == 0 ? take_all(request, output)
                                             : check_named(request, output->run->error);
}

pm_status method_names_take(const method_names_request *request, const tool_output *output)
{
  pm_error *error = output->run->error;
  pm_status status = take(request, output);
  return status == PM_ERROR_MEMORY && error->count == 0 ? option_memory_fault(error) : status;
}
