/* method_names.h: which methods of a family a run takes.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef TOOL_METHOD_NAMES_H
#define TOOL_METHOD_NAMES_H

#include "output.h"

/* Why the run can't have the method, as a clause after its name; or NULL. */
typedef const char *method_refusal(const void *context, const char *name);

typedef struct method_names_request {
  const pm_family *family;
  option_list *names;   /* as --method gave them; then those that are taken */
  const char *fallback; /* taken when none is named */
  method_refusal *refusal;
  const void *context; /* of refusal */
} method_names_request;

/* The methods named; with "all", those that the run can have, with a note on
   the others. PM_ERROR_USAGE, PM_ERROR_MEMORY. */
pm_status method_names_take(const method_names_request *request, const tool_output *output);

#endif
