/* sizes.c: how many records a margin takes, and what a sample can tell apart.
   Uses plusminus/plan.h. */
#include <plusminus/plan.h>
#include <stdio.h>

int main(void)
{
  const double margins[] = {0.10, 0.05, 0.03, 0.02, 0.01};
  const pm_plan worst = {.rate = 0.5, .conf = 0.95};
  for (size_t i = 0; i < sizeof margins / sizeof *margins; i++) {
    double n;
    if (pm_plan_size(&worst, margins[i], &n, NULL) != PM_OK)
      return 1;
    printf("plus or minus %2.0f points: %5.0f records\n", 100 * margins[i], n);
  }
  double difference, range;
  if (pm_plan_detectable(0.85, 115, 0.95, 0.80, -1, &difference, NULL) != PM_OK ||
      pm_plan_chance_range(0.809, 115, 43, &range, NULL) != PM_OK)
    return 1;
  printf("two forces with 115 records each are told apart from %.1f points on\n",
         -100 * difference);
  printf("43 forces that are all alike are still %.1f points apart, best from worst\n",
         100 * range);
  return 0;
}
