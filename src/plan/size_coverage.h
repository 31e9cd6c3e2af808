/* size_coverage.h: the least chance that a sample's rate is near the true one. */
#ifndef PM_SIZE_COVERAGE_H
#define PM_SIZE_COVERAGE_H

#include "size_method.h"

/* inf over p of P(|X/n - p| <= margin), X binomial(n, p); n whole, from 1. */
double pm_size_least_coverage(double n, double margin);

/* The saw of pm_size_searched for PM_SIZE_EVERY_RATE. */
bool pm_size_is_covered(void *plan, double n);
double pm_size_tooth_of_window(void *plan, double n);
double pm_size_window_of_tooth(void *plan, double tooth);

/* The least margin within which a size has the plan's level at every rate. */
double pm_size_covered_margin(const pm_size_plan *plan, double n);

#endif
