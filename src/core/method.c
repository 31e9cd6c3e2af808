/* method.c: finding a method by its name, and the name that was probably meant.

   The distance of two names is the least number of letters added, dropped,
   changed or swapped with their neighbour, no letter being touched twice
   (Damerau 1964, Commun. ACM 7(3); optimal string alignment).

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "core/utf8.h"

#include <plusminus/core.h>
#include <string.h>

/* Longer names are nobody's typing mistake; this bounds the cost of hostile ones. */
enum { LETTERS_MOST = 64 };

const pm_method *pm_family_find(const pm_family *family, const char *name)
{
  for (size_t i = 0; name != NULL && i < family->count; i++)
    if (strcmp(family->at(i)->name, name) == 0)
      return family->at(i);
  return NULL;
}

typedef struct letters {
  uint32_t at[LETTERS_MOST];
  size_t count;
} letters;

/* The characters of a name, capitals A to Z made small; false: too many. */
static bool spell(letters *spelled, const char *name)
{
  spelled->count = 0;
  for (size_t left = strlen(name); left > 0;) {
    if (spelled->count == LETTERS_MOST)
      return false;
    uint32_t letter = (unsigned char)*name;
    size_t bytes = pm_utf8_next(name, left, &letter);
    bool is_capital = letter >= 'A' && letter <= 'Z';
    spelled->at[spelled->count++] = is_capital ? letter - 'A' + 'a' : letter;
    bytes += bytes == 0;
    name += bytes;
    left -= bytes;
  }
  return true;
}

static size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

static size_t distance(const letters *a, const letters *b)
{
  size_t rows[3][LETTERS_MOST + 1]; /* of the table of distances, the last three */
  size_t *before = rows[0], *above = rows[1], *row = rows[2];
  for (size_t j = 0; j <= b->count; j++)
    row[j] = j;
  for (size_t i = 1; i <= a->count; i++) {
    size_t *oldest = before;
    before = above;
    above = row;
    row = oldest;
    row[0] = i;
    for (size_t j = 1; j <= b->count; j++) {
      bool same = a->at[i - 1] == b->at[j - 1];
      row[j] = least(above[j - 1] + !same, least(above[j], row[j - 1]) + 1);
      bool swapped =
          i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] && a->at[i - 2] == b->at[j - 1];
      if (swapped)
        row[j] = least(row[j], before[j - 2] + 1);
    }
  }
  return row[b->count];
}

const char *pm_text_nearest(const char *name, const char *const *names, size_t count)
{
  letters asked, offered;
  if (name == NULL || !spell(&asked, name))
    return NULL;
  size_t limit = asked.count < 6 ? 1 : asked.count / 3;
  const char *nearest = NULL;
  for (size_t i = 0; i < count; i++) {
    if (!spell(&offered, names[i]) || offered.count > asked.count + limit)
      continue;
    size_t apart = distance(&asked, &offered);
    /* A name of one letter has nothing in common with another. */
    if (apart > limit || (apart > 0 && apart >= least(asked.count, offered.count)))
      continue;
    nearest = names[i];
    if (apart == 0)
      break;
    limit = apart - 1;
  }
  return nearest;
}
