/* version.c: what the program is made of. It includes the libraries' headers
   for their versions only.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "tool.h"

#include <cjson/cJSON.h>
#include <csv.h>
#include <gsl/gsl_version.h>
#include <zlib.h>

#ifndef PM_COMPILER
#define PM_COMPILER __VERSION__
#endif

const char *tool_version(void)
{
  return PACKAGE_VERSION;
}

void tool_print_version(FILE *stream)
{
  fprintf(stream, "plusminus %s\n", PACKAGE_VERSION);
  fprintf(stream, "  compiler  %s\n", PM_COMPILER);
  fprintf(stream, "  GSL       %s\n", gsl_version);
  fprintf(stream, "  libcsv    %d.%d.%d\n", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
  fprintf(stream, "  cJSON     %s\n", cJSON_Version());
  fprintf(stream, "  zlib      %s\n", zlibVersion());
  fputs("Copyright (C) 2026 the plusminus authors.\n"
        "GPL-3.0-or-later: free software, without any warranty.\n",
        stream);
}
