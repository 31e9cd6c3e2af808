/* errors.c: collect what is wrong, show it, and read numbers as people write
   them. Uses plusminus/core.h. */
#include <plusminus/core.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
  const char *typed[] = {"0.03", "3%", "3pp", "three"};
  pm_error error = {0};
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
    double margin;
    char text[PM_NUMBER_SIZE];
    if (pm_rate_parse(typed[i], strlen(typed[i]), &margin)) {
      pm_number_format(margin, text);
      printf("%s is %s\n", typed[i], text);
    } else {
      const pm_place place = {"plan.csv", (int64_t)i + 2, "margin"};
      pm_error_add(&error, PM_ERROR_DATA, &place, "'%s' is not a rate", typed[i]);
    }
  }
  for (size_t i = 0; i < pm_error_listed(&error); i++)
    printf("%s: %s\n", pm_status_text(error.faults[i].status), error.faults[i].text);
  return 0;
}
