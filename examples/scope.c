/* scope.c: say what was sampled from what, without a file. Uses
   plusminus/design.h. */
#include <math.h>
#include <plusminus/design.h>
#include <stdio.h>

int main(void)
{
  static const char *const columns[] = {"force"};
  static const char *const leicestershire[] = {"Leicestershire"};
  static const char *const dorset[] = {"Dorset"};
  const pm_strata_shape shape = {.columns = columns, .column_count = 1, .key_count = 1};
  const pm_stratum audited[] = {
      {.values = leicestershire, .x = 100, .n = 115, .population = 59178},
      {.values = dorset, .x = 61, .n = 87, .population = 38775},
      {.values = dorset, .x = 1, .n = 14, .population = 38775},
  };
  pm_strata *strata = NULL;
  pm_error error = {0};
  if (pm_strata_new(&strata, &shape, &error) != PM_OK)
    return 1;
  for (size_t i = 0; i < 3; i++)
    if (pm_strata_add(strata, &audited[i], NULL, &error) != PM_OK)
      printf("refused: %s\n", error.faults[0].text);
  if (pm_strata_add_unaudited(strata, "Cumbria", 23952, &error) != PM_OK)
    printf("refused: %s\n", error.faults[0].text);

  for (size_t i = 0; i < pm_strata_count(strata); i++) {
    const pm_stratum *stratum = pm_strata_at(strata, i);
    printf("%s: %.0f of %.0f, from %.0f\n", stratum->label, stratum->x, stratum->n,
           stratum->population);
  }
  pm_scope scope = pm_strata_scope(strata);
  printf("out of scope: %s, %.1f%% of the frame\n", pm_strata_unaudited(strata, 0),
         100 * scope.population_out / (scope.population_in + scope.population_out));
  pm_strata_free(strata);
  return 0;
}
