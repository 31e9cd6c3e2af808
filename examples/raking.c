/* raking.c: records whose weights are raked to two margins. Uses plusminus/calibrate.h. */
#include <plusminus/calibrate.h>
#include <plusminus/estimate.h>
#include <stdio.h>

int main(void)
{
  static const char *const force[] = {"force"};
  static const char *const type[] = {"type"};
  static const pm_statistic wanted[] = {{PM_STATISTIC_TOTAL, "crimes", NULL, 0}};
  pm_totals *totals = NULL;
  pm_tally *tally = NULL;
  pm_estimates *estimates = NULL;
  pm_notes *notes = NULL;
  pm_error error = {0};
  if (pm_notes_new(&notes, NULL) == PM_OK &&
      pm_totals_new(&totals, false, NULL, &error) == PM_OK &&
      pm_totals_read_margin(totals, "examples/incidents_force.csv", force, 1, &error) ==
          PM_OK &&
      pm_totals_read_margin(totals, "examples/incidents_type.csv", type, 1, &error) == PM_OK) {
    pm_calibration calibration = {.method = "rake"};
    calibration.margins = pm_totals_margins(totals, &calibration.margin_count);
    const pm_tally_request reading = {.file = "examples/incidents.csv",
                                      .design = {.weight = "weight"},
                                      .statistics = wanted,
                                      .statistic_count = 1,
                                      .calibration = &calibration};
    const pm_estimate_request request = {.calibration = &calibration};
    if (pm_tally_read(&tally, &reading, notes, &error) == PM_OK &&
        pm_estimate_tally(&estimates, tally, &request, notes, &error) == PM_OK) {
      const pm_estimate *all = pm_estimates_at(estimates, 0);
      printf("%.1f crimes, plus or minus %.1f\n", all->estimate, all->margin);
    }
  }
  for (size_t i = 0; i < pm_notes_count(notes); i++)
    printf("%s: %s\n", pm_notes_at(notes, i)->code, pm_notes_at(notes, i)->text);
  for (size_t i = 0; i < pm_error_listed(&error); i++)
    printf("%s\n", error.faults[i].text);
  pm_estimates_free(estimates);
  pm_tally_free(tally);
  pm_totals_free(totals);
  pm_notes_free(notes);
  return error.status == PM_OK ? 0 : 1;
}
