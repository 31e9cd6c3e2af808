/* national.c: a national rate from the counts of 14 forces. Uses
   plusminus/estimate.h. */
#include <plusminus/estimate.h>
#include <stdio.h>

int main(void)
{
  static const char *const key[] = {"force"};
  const pm_strata_request design = {.file = "examples/audit_2014.csv",
                                    .x = "recorded",
                                    .n = "crimes",
                                    .strata = key,
                                    .strata_count = 1,
                                    .population = "recorded_crime",
                                    .kind = PM_POPULATION_RECORDED,
                                    .frame = "examples/forces_2013.csv"};
  const pm_estimate_request request = {.conf = 0.95, .interval = "wald"};
  pm_strata *strata = NULL;
  pm_estimates *estimates = NULL;
  pm_notes *notes = NULL;
  pm_error error = {0};
  if (pm_notes_new(&notes, NULL) == PM_OK &&
      pm_strata_read(&strata, &design, NULL, notes, &error) == PM_OK &&
      pm_estimate_counts(&estimates, strata, &request, notes, &error) == PM_OK) {
    const pm_estimate *nation = pm_estimates_at(estimates, 0);
    printf("%s: %.2f%%, plus or minus %.2f points, from %.0f records\n", nation->variable,
           100 * nation->estimate, 100 * nation->margin, nation->n);
    for (size_t i = 0; i < pm_notes_count(notes); i++)
      printf("%s: %s\n", pm_notes_at(notes, i)->code, pm_notes_at(notes, i)->text);
  }
  for (size_t i = 0; i < pm_error_listed(&error); i++)
    printf("%s\n", error.faults[i].text);
  pm_estimates_free(estimates);
  pm_strata_free(strata);
  pm_notes_free(notes);
  return error.status == PM_OK ? 0 : 1;
}
