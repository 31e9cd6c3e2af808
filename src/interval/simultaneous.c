/* simultaneous.c: the level for each of several intervals so that all of them
   hold together.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include <plusminus/interval.h>

#include <math.h>

/* What is left out by each of k, when all together leave out alpha. */
typedef struct simultaneous_method {
  pm_method about;
  double (*each)(double alpha, double k);
} simultaneous_method;

/* 1 - (1 - alpha)^(1/k), without the difference. */
static double each_of_sidak(double alpha, double k)
{
  return -expm1(log1p(-alpha) / k);
}

static double each_of_bonferroni(double alpha, double k)
{
  return alpha / k;
}

static const simultaneous_method simultaneous_sidak = {
    .about = {.name = "sidak",
              .title = "Each at the k-th root of the level",
              .citation = "Sidak 1967, Journal of the American Statistical Association 62, "
                          "626-633",
              .use = "For intervals from independent samples, such as one for each stratum: "
                     "all hold together with exactly the level, if each has exactly its own.",
              .avoid = "Where the same records are in more than one of the groups: then use "
                       "bonferroni."},
    .each = each_of_sidak,
};

static const simultaneous_method simultaneous_bonferroni = {
    .about = {.name = "bonferroni",
              .title = "What the level leaves out, shared equally",
              .citation = "Bonferroni 1936; Dunn 1961, Journal of the American Statistical "
                          "Association 56, 52-64",
              .use = "For groups that overlap or depend on each other in any way.",
              .avoid = "For independent samples, where sidak is a little narrower and no less "
                       "safe."},
    .each = each_of_bonferroni,
};

#define PM_ROW(name) &simultaneous_##name,
static const simultaneous_method *const rows[] = {
#include "simultaneous.def"
};
#undef PM_ROW

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static const pm_method *row_at(size_t index)
{
  return index < ROW_COUNT ? &rows[index]->about : NULL;
}

const pm_family pm_simultaneous_family = {
    .name = "simultaneous",
    .title = "Levels of several intervals that hold together",
    .count = ROW_COUNT,
    .at = row_at,
};

pm_status pm_simultaneous_conf(const char *name, double conf, double k, double *each,
                               pm_error *error)
{
  *each = (double)NAN;
  /* The rows begin with what is said of them. */
  const simultaneous_method *method =
      (const void *)pm_family_find(&pm_simultaneous_family, name);
  if (method == NULL)
    return pm_error_add(error, PM_ERROR_USAGE, NULL, "there is no simultaneous level '%s'",
                        name != NULL ? name : "");
  char text[PM_NUMBER_SIZE];
  if (!(k >= 1 && isfinite(k) && k == floor(k))) {
    (void)pm_number_format(k, text);
    return pm_error_add(error, PM_ERROR_USAGE, NULL,
                        "'%s' is not a whole number of intervals from 1 up", text);
  }
  pm_level level;
  pm_status status = pm_level_make(&level, conf, PM_SIDE_TWO, error);
  if (status != PM_OK)
    return status;
  double found = 1 - method->each(1 - conf, k);
  status = pm_level_make(&level, found, PM_SIDE_TWO, NULL);
  if (status != PM_OK) {
    (void)pm_number_format(conf, text);
    return pm_error_add(error, status, NULL,
                        "%.0f intervals that hold together with %s need a level above "
                        "0.999999999 each",
                        k, text);
  }
  *each = found;
  return PM_OK;
}
