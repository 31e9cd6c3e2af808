/* fuzz_state.c: the reader of saved tallies against hostile bytes. What it takes can be
   estimated from, added to a copy of itself and saved; and what is saved of it is read
   back and saved again as the same bytes.

   With -DFUZZ_REPLAY it is a program that reads the files it is given.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "estimate/tally.h"
#include "fuzz_file.h"

#include <string.h>

static void demand(bool truth)
{
  if (!truth)
    abort();
}

/* NULL: it is no tally, which one fault tells. */
static pm_tally *load(const char *name)
{
  pm_error error = {0};
  pm_tally *tally = NULL;
  pm_status status = pm_tally_load(&tally, name, NULL, &error);
  demand((status == PM_OK) == (tally != NULL) && (status == PM_OK) == (error.count == 0));
  demand(status == error.status && (status == PM_OK || status == PM_ERROR_DATA));
  return tally;
}

static void estimate(const pm_tally *tally, const char *lonely)
{
  pm_error error = {0};
  pm_estimates *estimates = NULL;
  const pm_estimate_request request = {.lonely = lonely};
  pm_status status = pm_estimate_tally(&estimates, tally, &request, NULL, &error);
  demand((status == PM_OK) == (estimates != NULL));
  /* Unequal chances do not know every rule. */
  demand(status == PM_OK || status == PM_ERROR_DATA || status == PM_ERROR_USAGE);
  pm_estimates_free(estimates);
}

/* Open, to be read from its start. */
static int save(const pm_tally *tally)
{
  char name[FUZZ_FILE_NAME];
  pm_error error = {0};
  int fd = fuzz_file("", 0, name);
  demand(pm_tally_save(tally, name, NULL, &error) == PM_OK && error.count == 0);
  demand(lseek(fd, 0, SEEK_SET) == 0);
  return fd;
}

static void compare(int first, int second)
{
  char a[4096], b[4096];
  ssize_t size;
  while ((size = read(first, a, sizeof a)) > 0) {
    demand(read(second, b, (size_t)size) == size);
    demand(memcmp(a, b, (size_t)size) == 0);
  }
  demand(size == 0 && read(second, b, 1) == 0);
}

static void save_twice(const pm_tally *tally)
{
  char name[FUZZ_FILE_NAME];
  int first = save(tally);
  (void)snprintf(name, sizeof name, "/proc/self/fd/%d", first);
  pm_tally *again = load(name);
  demand(again != NULL);
  int second = save(again);
  compare(first, second);
  demand(close(first) == 0 && close(second) == 0);
  pm_tally_free(again);
}

/* Behind itself; as another tally it would be refused. */
static void merge(pm_tally *tally, const char *name)
{
  pm_error error = {0};
  pm_tally *same = load(name);
  demand(same != NULL && pm_tally_merge(tally, same, &error) == PM_ERROR_DATA);
  pm_error_clear(&error);
  int64_t records = pm_tally_records(tally);
  demand(pm_tally_add_whole(tally, same, &error) == PM_OK && error.count == 0);
  demand(pm_tally_records(tally) == 2 * records);
  estimate(tally, "average");
  pm_tally_free(same);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  char name[FUZZ_FILE_NAME];
  int fd = fuzz_file((const char *)bytes, size, name);
  pm_tally *tally = load(name);
  if (tally != NULL) {
    static const char *const rules[] = {"adjust", "collapse"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
      estimate(tally, rules[i]);
    save_twice(tally);
    merge(tally, name);
  }
  pm_tally_free(tally);
  demand(close(fd) == 0);
  return 0;
}
