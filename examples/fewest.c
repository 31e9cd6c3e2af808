/* fewest.c: the fewest records for margins of the nation and of each force. Uses
   plusminus/allocate.h. */
#include <plusminus/allocate.h>
#include <stdio.h>

enum { STRATA = 6 };

int main(void)
{
  static const pm_stratum_plan strata[STRATA] = {
      {.label = "Avon burglary", .population = 1200, .minimum = 2},
      {.label = "Avon theft", .population = 5200, .minimum = 2},
      {.label = "Kent burglary", .population = 900, .minimum = 2},
      {.label = "Kent theft", .population = 4100, .minimum = 2},
      {.label = "Surrey burglary", .population = 400, .minimum = 2},
      {.label = "Surrey theft", .population = 2100, .minimum = 2}};
  static const char *const columns[] = {"force"};
  static const char *const avon[] = {"Avon"}, *const kent[] = {"Kent"},
                           *const surrey[] = {"Surrey"};
  static const char *const *const values[STRATA] = {avon, avon, kent, kent, surrey, surrey};
  static const char *const rates[] = {"recorded"};
  static const double burglary[] = {0.9}, theft[] = {0.7};
  static const double *const rate[STRATA] = {burglary, theft, burglary, theft, burglary, theft};
  static const pm_margin_goal goals[] = {
      {.margin = 0.045},                                     /* the whole */
      {.column = "force", .margin = 0.09},                   /* every force */
      {.column = "force", .value = "Kent", .margin = 0.07}}; /* but this one */
  const pm_margins_request request = {.strata = strata,
                                      .count = STRATA,
                                      .columns = columns,
                                      .column_count = 1,
                                      .values = values,
                                      .rates = rates,
                                      .rate_count = 1,
                                      .rate = rate,
                                      .goals = goals,
                                      .goal_count = 3};
  pm_margins *margins;
  pm_error error = {0};
  if (pm_allocate_margins(&margins, &request, NULL, &error) != PM_OK) {
    fprintf(stderr, "%s\n", error.faults[0].text);
    return 1;
  }
  const pm_targets_result *found = pm_margins_result(margins);
  for (size_t h = 0; h < STRATA; h++)
    printf("%-16s %4.0f of %4.0f\n", strata[h].label, found->n[h], strata[h].population);
  for (size_t j = 0; j < pm_margins_count(margins); j++) {
    const pm_margin_target *target = pm_margins_at(margins, j);
    printf("%-16s %5.2f points, %5.2f asked for; a tenth more would save %.1f records\n",
           target->value == NULL ? "the whole" : target->value, 100 * target->achieved,
           100 * target->target, target->price);
  }
  printf("%.0f records, and none can do with less than %.0f\n", found->cost,
         found->lower_bound);
  pm_margins_free(margins);
  return 0;
}
