/* acceptance.c: a sample that finds out the bad and passes the good, and two groups
   that are to be told apart. Uses plusminus/plan.h. */
#include <plusminus/plan.h>
#include <stdio.h>

/* Half of the crimes missed must be found out, a fifth may pass. */
static int accept_lots(void)
{
  const pm_detection_plan plan = {.rate = 0.5, .conf = 0.9, .acceptable = 0.2, .risk = 0.1};
  const pm_detection_method *method = pm_size_detection_default(plan.population);
  pm_detection_size size;
  if (pm_detection_plan_size(method, &plan, &size, NULL) != PM_OK)
    return 1;
  printf("%.0f records, of which up to %.0f may be wrong\n", size.n, size.accept);
  for (int percent = 10; percent <= 60; percent += 10) {
    pm_detection_case sample = {size.n, size.accept, percent / 100.0, plan.population};
    pm_detection_point point;
    if (pm_detection_passes(method, &sample, &point, NULL) != PM_OK)
      return 1;
    printf("  with %d%% wrong it passes with a chance of %5.1f%%\n", percent,
           100 * point.passes);
  }
  return 0;
}

/* A fall from 85% to 75%, in twice as many records before it as after. */
static int tell_groups_apart(void)
{
  const pm_groups_plan plan = {
      .rate = 0.85, .difference = -0.1, .conf = 0.95, .share1 = 2, .share2 = 1};
  for (size_t i = 0; i < pm_size_comparison_family.count; i++) {
    const char *name = pm_size_comparison_family.at(i)->name;
    pm_groups_size size;
    if (pm_groups_plan_size(pm_size_comparison_find(name), &plan, &size, NULL) != PM_OK)
      return 1;
    printf("%-18s %.0f and %.0f records\n", name, size.n1, size.n2);
  }
  return 0;
}

int main(void)
{
  return accept_lots() != 0 ? 1 : tell_groups_apart();
}
