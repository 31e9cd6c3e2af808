/* clopper_pearson_all.h: the limits of Clopper & Pearson of all x of one n.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PM_INTERVAL_CLOPPER_PEARSON_ALL_H
#define PM_INTERVAL_CLOPPER_PEARSON_ALL_H

#include <plusminus/interval.h>

pm_status pm_clopper_pearson_all(const pm_level *level, const pm_case *data,
                                 pm_interval *intervals);

#endif
