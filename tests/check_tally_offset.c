/* check_tally_offset.c: how far a domain lies from the others makes no difference to its
   standard error and design effect, nor to those of its differences: in one pass, in parts
   and by strata and clusters.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "tally_case.h"

enum {
  MANY = 120000, /* records in several pieces of a file, of which rounding adds up */
  RARE = 9973    /* one in so many is of the domain that few pieces have */
};

/* Of numbers that are about 1 apart, and have all their digits there as well. Their squares
   have none left. */
static const double FAR = 0x1p24;

/* What is left of a number that is rounded there once. */
static const double ROUNDING = 0x1p24 * 0x1p-52;

/* Which of the records are written, and where the domains lie. */
typedef struct far_file {
  const char *name;
  double far;
  unsigned domain; /* the only one, or DOMAINS: all */
} far_file;

enum { DOMAINS = 3 };

static const char *const domain_names[DOMAINS] = {"far", "near", "rare"};
static const double levels[DOMAINS] = {1, 0, -1};

static unsigned domain_of(size_t i, uint64_t *state)
{
  return i % RARE == 5 ? 2 : next_random(state, 4) == 0 ? 0 : 1;
}

static void write_far(const far_file *file)
{
  char path[2 * NAME_SIZE];
  FILE *out = fopen(in_folder(file->name, path), "w");
  ck_assert_ptr_nonnull(out);
  fprintf(out, "domain,force,incident,weight,x,y,z\n");
  for (size_t i = 0; i < MANY; i++) {
    uint64_t state = i * 2654435761u + 7;
    (void)next_random(&state, 2);
    unsigned domain = domain_of(i, &state);
    if (file->domain < DOMAINS && domain != file->domain)
      continue;
    double level = levels[domain] * file->far;
    double x = 1 << next_random(&state, 3);
    double y = x * (level + next_random(&state, 2048) / 1024.0);
    double z = level + next_random(&state, 2048) / 1024.0;
    fprintf(out, "%s,F%u,i%zu,%u.%03u,%g,%.17g,%.17g\n", domain_names[domain],
            (unsigned)(i / 7 % 5), i / 7, 1 + next_random(&state, 9), next_random(&state, 1000),
            x, y, z);
  }
  ck_assert_int_eq(fclose(out), 0);
}

/* Those of all designs that are tried: weighted, in strata, by clusters. */
static const size_t ways[] = {1, 2, 4};

enum { WAYS = sizeof ways / sizeof *ways };

static pm_tally *read_far(const tally_design *way, const char *name)
{
  static const char *const column[] = {"domain"};
  static const pm_by by = {column, 1};
  static const pm_statistic both[] = {
      {.kind = PM_STATISTIC_RATIO, .column = "y", .denominator = "x"},
      {.kind = PM_STATISTIC_MEAN, .column = "z"}};
  char path[2 * NAME_SIZE];
  pm_error error = {0};
  pm_tally *tally = NULL;
  const pm_tally_request request = {.file = in_folder(name, path),
                                    .design = way->design,
                                    .statistics = both,
                                    .statistic_count = 2,
                                    .by = &by,
                                    .by_count = 1,
                                    .threads = 1,
                                    .hash = true};
  ck_assert_msg(pm_tally_read(&tally, &request, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  return tally;
}

static pm_estimates *estimate_far(pm_tally *tally)
{
  static const char *const column[] = {"domain"};
  const pm_estimate_request request = {
      .lonely = "average", .differences = column, .difference_count = 1};
  pm_error error = {0};
  pm_estimates *found = NULL;
  ck_assert_msg(pm_estimate_tally(&found, tally, &request, NULL, &error) == PM_OK, "%s",
                error.faults[0].text);
  pm_tally_free(tally);
  return found;
}

/* The rows of domains and their differences: that of all is farther apart. */
static void assert_spreads(pm_estimates *found, const pm_estimates *wanted, const char *what)
{
  ck_assert_uint_eq(pm_estimates_count(found), pm_estimates_count(wanted));
  for (size_t i = 2; i < pm_estimates_count(found); i++) {
    const pm_estimate *a = pm_estimates_at(found, i), *b = pm_estimates_at(wanted, i);
    ck_assert_double_gt(b->se, 0);
    assert_close(a->se, b->se, ROUNDING, "%s: %s %s", what, a->labels[0], a->variable);
    assert_close(a->deff, b->deff, ROUNDING, "%s: %s %s, deff", what, a->labels[0],
                 a->variable);
  }
  pm_estimates_free(found);
}

START_TEST(far_domains)
{
  const tally_design *way = &designs[ways[_i]];
  write_far(&(far_file){"near.csv", 0, DOMAINS});
  write_far(&(far_file){"far.csv", FAR, DOMAINS});
  pm_estimates *wanted = estimate_far(read_far(way, "near.csv"));
  assert_spreads(estimate_far(read_far(way, "far.csv")), wanted, way->name);
  pm_estimates_free(wanted);
}
END_TEST

/* Each domain in a file of its own, whose statistics have an origin of their own. */
START_TEST(far_parts)
{
  const tally_design *way = &designs[ways[_i]];
  pm_tally *whole = NULL;
  for (unsigned domain = 0; domain < DOMAINS; domain++) {
    write_far(&(far_file){"far.csv", FAR, domain});
    pm_tally *part = read_far(way, "far.csv");
    if (whole != NULL)
      ck_assert_int_eq(pm_tally_merge(whole, part, NULL), PM_OK);
    if (whole != NULL)
      pm_tally_free(part);
    else
      whole = part;
  }
  write_far(&(far_file){"near.csv", 0, DOMAINS});
  pm_estimates *wanted = estimate_far(read_far(way, "near.csv"));
  assert_spreads(estimate_far(whole), wanted, way->name);
  pm_estimates_free(wanted);
}
END_TEST

int main(void)
{
  TCase *tcase;
  Suite *suite = support_suite("tally_offset", &tcase);
  tcase_add_checked_fixture(tcase, make_folder, remove_folder);
  tcase_add_loop_test(tcase, far_domains, 0, WAYS);
  tcase_add_loop_test(tcase, far_parts, 0, WAYS);
  return support_run(suite);
}
