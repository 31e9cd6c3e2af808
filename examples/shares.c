/* shares.c: 300 records among strata of three sizes, by three rules, and what a budget
   buys. Uses plusminus/allocate.h. */
#include <plusminus/allocate.h>
#include <stdio.h>

enum { STRATA = 4 };
static const char *const labels[STRATA] = {"city", "county", "port", "island"};

static int show(const pm_allocation_request *request)
{
  double n[STRATA];
  pm_allocation found;
  pm_error error = {0};
  if (pm_allocate_fixed(request, n, &found, NULL, &error) != PM_OK) {
    printf("%s\n", error.faults[0].text);
    return 1;
  }
  printf("%-12s", request->method);
  for (size_t h = 0; h < STRATA; h++)
    printf("  %s %3.0f", labels[h], n[h]);
  printf("  in all %3.0f, cost %4.0f, margin %.2f points%s\n", found.total, found.cost,
         100 * 1.96 * found.se, found.gap == 0 ? ", the least there is" : "");
  return 0;
}

int main(void)
{
  static const double sizes[STRATA] = {40000, 9000, 1500, 60};
  static const double rates[STRATA] = {0.75, 0.9, 0.6, 0.8};
  static const double costs[STRATA] = {2, 3, 5, 9};
  pm_stratum_plan strata[STRATA];
  for (size_t h = 0; h < STRATA; h++)
    strata[h] = (pm_stratum_plan){.label = labels[h],
                                  .population = sizes[h],
                                  .spread = pm_rate_spread(rates[h], sizes[h]),
                                  .cost = costs[h],
                                  .minimum = 10};
  const char *const methods[] = {"equal", "proportional", "neyman"};
  pm_allocation_request request = {.strata = strata, .count = STRATA, .total = 300};
  int failed = 0;
  for (size_t m = 0; m < 3; m++) {
    request.method = methods[m];
    failed |= show(&request);
  }
  request.total = 0;
  request.budget = 700;
  request.method = "optimal";
  failed |= show(&request);
  request.budget = 100;
  return failed | !show(&request); /* this one cannot be */
}
