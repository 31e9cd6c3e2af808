/* margin.c: where the margin of one force comes from. Uses
   plusminus/explain.h. */
#include <plusminus/explain.h>
#include <stdio.h>

int main(void)
{
  const pm_explain_request request = {
      .population = 59178, .rate_digits = -1, .points_digits = -1};
  pm_explanation *explanation = NULL;
  pm_error error = {0};
  if (pm_explain_rate(&explanation, 100, 115, &request, NULL, &error) != PM_OK) {
    printf("%s\n", error.faults[0].text);
    return 1;
  }
  for (size_t i = 0; i < explanation->factor_count; i++) {
    const pm_factor *factor = &explanation->factors[i];
    printf("%s %-12s %.4f  so far %.4f\n", i == 0 ? " " : "x", factor->factor, factor->value,
           factor->running);
  }
  printf("\n%s\n", explanation->paragraphs[0]);
  pm_explanation_free(explanation);
  return 0;
}
