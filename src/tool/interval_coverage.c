/* interval_coverage.c: coverage found once for each n, and the coverage at each
   estimate once for each x.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "interval_coverage.h"

#include <string.h>

enum { BUCKETS = 4096 };

/* The coverage where the true rate is x/n. */
typedef struct coverage_at {
  struct coverage_at *next;
  double x;
  double coverage;
} coverage_at;

/* What a run has found about one n. */
typedef struct coverage_entry {
  struct coverage_entry *next; /* in the same bucket */
  const pm_interval_method *method;
  double n, population;
  pm_coverage_summary summary;
  coverage_at *at; /* for each x met so far */
} coverage_entry;

static size_t bucket_of(const pm_interval_method *method, double n, double population)
{
  uint64_t hash = (uint64_t)(uintptr_t)method;
  uint64_t bits[2];
  memcpy(&bits[0], &n, sizeof n);
  memcpy(&bits[1], &population, sizeof population);
  for (size_t i = 0; i < 2; i++) {
    hash = (hash ^ bits[i]) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
  }
  return (size_t)(hash % BUCKETS);
}

static coverage_entry *find(const coverage_cache *cache, const pm_interval_method *method,
                            const pm_case *data)
{
  coverage_entry *entry = cache->buckets[bucket_of(method, data->n, data->population)];
  while (entry != NULL && (entry->method != method || entry->n != data->n ||
                           entry->population != data->population))
    entry = entry->next;
  return entry;
}

/* The limits of this entry's n at hand, whatever was there before. */
static pm_status take_up(coverage_cache *cache, const coverage_entry *entry,
                         const pm_level *level, pm_error *error)
{
  if (cache->latest_entry == entry)
    return PM_OK;
  pm_coverage_free(cache->latest);
  cache->latest_entry = NULL;
  pm_coverage_request request = {.method = entry->method,
                                 .level = *level,
                                 .n = entry->n,
                                 .population = entry->population,
                                 .without_width = true};
  pm_status status = pm_coverage_new(&cache->latest, &request, error);
  if (status == PM_OK)
    cache->latest_entry = entry;
  return status;
}

/* NULL, with *status, when that fails. */
static coverage_entry *add(coverage_cache *cache, const pm_interval_method *method,
                           const pm_level *level, const pm_case *data, pm_status *status,
                           pm_error *error)
{
  coverage_entry *entry = option_store_alloc(cache->store, sizeof *entry);
  if (entry == NULL) {
    *status = option_memory_fault(error);
    return NULL;
  }
  entry->method = method;
  entry->n = data->n;
  entry->population = data->population;
  *status = take_up(cache, entry, level, error);
  if (*status == PM_OK)
    *status = pm_coverage_summarise(cache->latest, &entry->summary, error);
  if (*status != PM_OK)
    return NULL;
  coverage_entry **bucket = &cache->buckets[bucket_of(method, data->n, data->population)];
  entry->next = *bucket;
  *bucket = entry;
  return entry;
}

static pm_status look_at(coverage_cache *cache, coverage_entry *entry, const pm_level *level,
                         double x, double *coverage, pm_error *error)
{
  for (const coverage_at *at = entry->at; at != NULL; at = at->next)
    if (at->x == x) {
      *coverage = at->coverage;
      return PM_OK;
    }
  pm_coverage_point point = {0, 0, 0};
  pm_status status = take_up(cache, entry, level, error);
  if (status == PM_OK)
    status = pm_coverage_at(cache->latest, x / entry->n, &point, error);
  if (status != PM_OK)
    return status;
  coverage_at *found = option_store_alloc(cache->store, sizeof *found);
  if (found == NULL)
    return option_memory_fault(error);
  *found = (coverage_at){entry->at, x, point.coverage};
  entry->at = found;
  *coverage = point.coverage;
  return PM_OK;
}

pm_status coverage_cache_get(coverage_cache *cache, const pm_interval_method *method,
                             const pm_level *level, const pm_case *data,
                             coverage_figures *figures, pm_error *error)
{
  if (cache->buckets == NULL)
    cache->buckets = option_store_alloc(cache->store, BUCKETS * sizeof *cache->buckets);
  if (cache->buckets == NULL)
    return option_memory_fault(error);
  coverage_entry *entry = find(cache, method, data);
  pm_status status = PM_OK;
  if (entry == NULL)
    entry = add(cache, method, level, data, &status, error);
  if (entry == NULL)
    return status;
  figures->minimum = entry->summary.minimum;
  figures->mean = entry->summary.mean;
  return look_at(cache, entry, level, data->x, &figures->at_estimate, error);
}

void coverage_cache_end(coverage_cache *cache)
{
  pm_coverage_free(cache->latest);
  cache->latest = NULL;
  cache->latest_entry = NULL;
}
