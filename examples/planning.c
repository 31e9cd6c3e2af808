/* planning.c: how many records a margin of 5 points takes, by every method, and why.
   Uses plusminus/plan.h. */
#include <plusminus/plan.h>
#include <stdio.h>

/* What all methods are asked. */
static const pm_size_request asked = {
    .rate = 0.9, .margin = 0.05, .population = 3000, .deff = 1.2, .response = 0.9};

static int show_method(const char *name)
{
  pm_size size;
  pm_error error = {0};
  pm_size_request request = asked;
  request.method = name;
  if (pm_size_for_margin(&request, &size, &error) != PM_OK) {
    printf("%s\n", error.faults[0].text);
    return 1;
  }
  printf("%-20s %5.0f usable, %5.0f to be drawn, safe from %5.0f, margin %.4f\n", name, size.n,
         size.n_issued, size.n_safe, size.achieved_margin);
  return 0;
}

/* The chance of four in five of a margin of 5 points, after 40 of 50 in a pilot. */
static int show_assurance(void)
{
  pm_size size;
  pm_size_why why;
  pm_error error = {0};
  pm_size_request request = {.method = "wilson",
                             .margin = 0.05,
                             .width = PM_WIDTH_ASSURED,
                             .assurance = 0.8,
                             .prior_x = 40,
                             .prior_n = 50};
  if (pm_size_for_margin(&request, &size, &error) != PM_OK ||
      pm_size_explain(&request, &size, &why, &error) != PM_OK) {
    printf("%s\n", error.faults[0].text);
    return 1;
  }
  printf("\n%s\n", why.text);
  return 0;
}

int main(void)
{
  for (size_t i = 0; i < pm_size_family.count; i++)
    if (show_method(pm_size_family.at(i)->name) != 0)
      return 1;
  return show_assurance();
}
