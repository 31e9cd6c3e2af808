/* interval_methods.c: which methods for one rate a run takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_methods.h"

#include <string.h>

const char *const interval_side_names[] = {
    [PM_SIDE_TWO] = "two", [PM_SIDE_LOWER] = "lower", [PM_SIDE_UPPER] = "upper", NULL};

bool interval_takes_population(const pm_interval_method *method)
{
  return (method->flags & PM_INTERVAL_POPULATION) != 0;
}

/* Why this run can't have the method, or NULL. */
static const char *refusal(const interval_methods_request *request,
                           const pm_interval_method *method)
{
  if (interval_takes_population(method) && !request->has_population)
    return "needs --population";
  if ((method->flags & PM_INTERVAL_TWO_SIDED) != 0 && request->side != PM_SIDE_TWO)
    return "has no one-sided form";
  return NULL;
}

static pm_status take_all(interval_methods *methods, const interval_methods_request *request,
                          const tool_output *output)
{
  pm_status status = PM_OK;
  for (size_t i = 0; i < pm_interval_family.count && status == PM_OK; i++) {
    const char *name = pm_interval_family.at(i)->name;
    const pm_interval_method *method = pm_interval_find(name);
    const char *why = refusal(request, method);
    if (why == NULL)
      methods->items[methods->count++] = method;
    else
      status =
          pm_notes_add(output->notes, "method-left-out", "%s is left out: it %s", name, why);
  }
  return status;
}

static pm_status take_named(interval_methods *methods, const interval_methods_request *request,
                            pm_error *error)
{
  const option_list *names = request->names;
  for (size_t i = 0; i < names->count; i++) {
    const pm_interval_method *method = pm_interval_find(names->items[i]);
    const char *why = refusal(request, method);
    if (why != NULL)
      return pm_error_add(error, PM_ERROR_USAGE, NULL, "--method: %s %s", names->items[i], why);
    methods->items[methods->count++] = method;
  }
  return PM_OK;
}

static pm_status take(interval_methods *methods, const interval_methods_request *request,
                      const tool_output *output)
{
  const option_list *names = request->names;
  if (names->count > 0)
    return strcmp(names->items[0], "all") == 0
               ? take_all(methods, request, output)
               : take_named(methods, request, output->run->error);
  methods->items[methods->count++] = pm_interval_default(request->has_population ? 1 : 0);
  return PM_OK;
}

/* The options then say which methods it was, as json tells them. */
static pm_status resolve_option(const interval_methods *methods, option_list *option,
                                option_store *store)
{
  const char **names = option_store_alloc(store, methods->count * sizeof *names);
  if (names == NULL)
    return PM_ERROR_MEMORY;
  for (size_t i = 0; i < methods->count; i++)
    names[i] = methods->items[i]->about.name;
  *option = (option_list){names, methods->count};
  return PM_OK;
}

pm_status interval_methods_take(interval_methods *methods,
                                const interval_methods_request *request,
                                const tool_output *output)
{
  option_store *store = output->run->store;
  pm_error *error = output->run->error;
  methods->count = 0;
  methods->items = option_store_alloc(store, pm_interval_family.count * sizeof *methods->items);
  pm_status status = methods->items == NULL ? PM_ERROR_MEMORY : take(methods, request, output);
  if (status == PM_OK)
    status = resolve_option(methods, request->names, store);
  return status == PM_ERROR_MEMORY && error->count == 0 ? option_memory_fault(error) : status;
}
