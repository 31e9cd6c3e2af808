/* plusminus.h: all of the library.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_H
#define PLUSMINUS_H

#include <plusminus/allocate.h>
#include <plusminus/calibrate.h>
#include <plusminus/core.h>
#include <plusminus/design.h>
#include <plusminus/difference.h>
#include <plusminus/estimate.h>
#include <plusminus/explain.h>
#include <plusminus/interval.h>
#include <plusminus/num.h>
#include <plusminus/plan.h>
#include <plusminus/table.h>

#endif
