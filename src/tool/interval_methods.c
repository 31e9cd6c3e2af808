/* interval_methods.c: which methods for one rate a run takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_methods.h"
#include "method_names.h"

const char *const interval_side_names[] = {
    [PM_SIDE_TWO] = "two", [PM_SIDE_LOWER] = "lower", [PM_SIDE_UPPER] = "upper", NULL};

bool interval_takes_population(const pm_interval_method *method)
{
  return (method->flags & PM_INTERVAL_POPULATION) != 0;
}

static const char *refusal(const void *context, const char *name)
{
  const interval_methods_request *request = context;
  const pm_interval_method *method = pm_interval_find(name);
  if (interval_takes_population(method) && !request->has_population)
    return "needs --population";
  if ((method->flags & PM_INTERVAL_TWO_SIDED) != 0 && request->side != PM_SIDE_TWO)
    return "has no one-sided form";
  if ((method->flags & PM_INTERVAL_WHOLE) != 0 && request->is_effective)
    return "needs whole counts";
  return NULL;
}

pm_status interval_methods_take(interval_methods *methods,
                                const interval_methods_request *request,
                                const tool_output *output)
{
  option_list *names = request->names;
  method_names_request choice = {
      .family = &pm_interval_family,
      .names = names,
      .fallback = pm_interval_default(request->has_population ? 1 : 0)->about.name,
      .refusal = refusal,
      .context = request,
  };
  methods->count = 0;
  pm_status status = method_names_take(&choice, output);
  if (status != PM_OK)
    return status;
  methods->items =
      option_store_alloc(output->run->store, names->count * sizeof *methods->items);
  if (methods->items == NULL)
    return option_memory_fault(output->run->error);
  for (size_t i = 0; i < names->count; i++)
    methods->items[methods->count++] = pm_interval_find(names->items[i]);
  return PM_OK;
}
