/* compare.c: are two forces' rates different? Uses plusminus/difference.h. */
#include <plusminus/difference.h>
#include <stdio.h>

int main(void)
{
  /* Leicestershire against Hampshire: crimes recorded of those that should be. */
  const pm_pair forces = {.x1 = 100, .n1 = 115, .x2 = 67, .n2 = 112};
  pm_error error = {0};
  pm_level level;
  if (pm_level_make(&level, 0.95, PM_SIDE_TWO, &error) != PM_OK) {
    printf("%s\n", error.faults[0].text);
    return 1;
  }
  for (size_t i = 0; i < pm_difference_family.count; i++) {
    const pm_method *about = pm_difference_family.at(i);
    pm_difference difference;
    if (pm_difference_compute(pm_difference_find(about->name), &level, PM_SCALE_DIFFERENCE,
                              &forces, &difference, &error) == PM_OK)
      printf("%-20s %.4f, from %.4f to %.4f; p = %.2g\n", about->name, difference.estimate,
             difference.lower, difference.upper, difference.p_value);
    else
      printf("%-20s %s\n", about->name, error.faults[0].text);
  }
  return 0;
}
