/* records.c: rates from audited records, in one pass over their file: incidents, drawn
   in each force by route, hold the crimes. Uses plusminus/design.h and
   plusminus/estimate.h. */
#include <plusminus/estimate.h>
#include <stdio.h>

int main(void)
{
  static const char *const strata[] = {"force", "route"};
  static const char *const clusters[] = {"incident"};
  static const char *const populations[] = {"incidents"};
  static const char *const force[] = {"force"};
  static const pm_statistic recorded = {PM_STATISTIC_RATIO, "recorded", "crimes", 0};
  static const pm_by by_force = {force, 1};
  const pm_tally_request request = {.file = "examples/records.csv",
                                    .design = {.strata = strata,
                                               .strata_count = 2,
                                               .clusters = clusters,
                                               .cluster_count = 1,
                                               .populations = populations,
                                               .population_count = 1},
                                    .statistics = &recorded,
                                    .statistic_count = 1,
                                    .by = &by_force,
                                    .by_count = 1};
  pm_tally *tally = NULL;
  pm_estimates *estimates = NULL;
  pm_error error = {0};
  if (pm_tally_read(&tally, &request, NULL, &error) == PM_OK &&
      pm_estimate_tally(&estimates, tally, NULL, NULL, &error) == PM_OK)
    for (size_t i = 0; i < pm_estimates_count(estimates); i++) {
      const pm_estimate *row = pm_estimates_at(estimates, i);
      printf("%-10s %.1f%%, from %.1f%% to %.1f%%, from %.0f incidents\n", row->labels[0],
             100 * row->estimate, 100 * row->lower, 100 * row->upper, row->clusters);
    }
  for (size_t i = 0; i < pm_error_listed(&error); i++)
    printf("%s\n", error.faults[i].text);
  pm_estimates_free(estimates);
  pm_tally_free(tally);
  return error.status == PM_OK ? 0 : 1;
}
