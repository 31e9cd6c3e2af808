/* intervals.c: every interval there is for one force's compliance rate. Uses
   plusminus/interval.h. */
#include <plusminus/interval.h>
#include <stdio.h>

int main(void)
{
  const pm_case leicestershire = {.x = 100, .n = 115, .population = 59178};
  pm_error error = {0};
  pm_level level;
  if (pm_level_make(&level, 0.95, PM_SIDE_TWO, &error) != PM_OK) {
    printf("%s\n", error.faults[0].text);
    return 1;
  }
  for (size_t i = 0; i < pm_interval_family.count; i++) {
    const pm_method *about = pm_interval_family.at(i);
    pm_interval interval;
    if (pm_interval_compute(pm_interval_find(about->name), &level, &leicestershire, &interval,
                            &error) == PM_OK)
      printf("%-20s %.4f to %.4f\n", about->name, interval.lower, interval.upper);
    else
      printf("%-20s %s\n", about->name, error.faults[0].text);
  }
  return 0;
}
