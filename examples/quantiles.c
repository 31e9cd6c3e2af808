/* quantiles.c: a Clopper-Pearson limit by hand, and what is left in its tail.
   Uses plusminus/num.h. */
#include <plusminus/num.h>
#include <stdio.h>

int main(void)
{
  /* The upper limit for 2 of 260 at 95 % is a quantile of Beta(3, 258). */
  double upper = pm_beta_quantile(0.025, 3, 258, PM_TAIL_UPPER);
  printf("upper limit for 2 of 260: %.10f\n", upper);
  printf("P(X <= 2) at that rate:   %.10f\n", pm_binomial_tail(2, 260, upper, PM_TAIL_LOWER));
  printf("normal quantile, 97.5%%:   %.10f\n", pm_normal_quantile(0.025, PM_TAIL_UPPER));
  printf("t quantile, 12 df:        %.10f\n", pm_t_quantile(0.025, 12, PM_TAIL_UPPER));

  /* A thousand tenths, and one large number that hides them from a plain sum. */
  pm_sum sum = {0, 0};
  pm_sum_add(&sum, 1e16);
  for (int i = 0; i < 1000; i++)
    pm_sum_add(&sum, 0.1);
  pm_sum_add(&sum, -1e16);
  printf("compensated sum:          %.10f\n", pm_sum_value(&sum));
  return 0;
}
