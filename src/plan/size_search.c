/* size_search.c: the two ends of a saw-tooth.

   A tooth is judged by one size: the one most likely to meet (for the first that
   does) or to fail (for the last that does not). Over the teeth these judgements
   turn once, but for the rounding of the teeth's ends, which moves a size by less
   than one: less than what one tooth gains on the one before. So the turn is found
   by doubling and halving, and then some teeth on its far side are judged one by one
   (the guard); if one of them turns again, so are as many beyond it. The first teeth,
   where the argument is weakest, are always judged one by one.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#include "size_search.h"

#include <math.h>

enum { GUARD = 64 };

static double guard_of(const pm_saw *saw)
{
  return saw->guard > 0 ? saw->guard : GUARD;
}

static double start_of(const pm_saw *saw, double tooth)
{
  return saw->start(saw->context, tooth);
}

static double end_of(const pm_saw *saw, double tooth)
{
  return fmin(start_of(saw, tooth + 1) - 1, saw->most);
}

bool pm_saw_meets(const pm_saw *saw, double size)
{
  pm_saw_memo *memo = saw->memo;
  double loosened = saw->loosened != NULL ? *saw->loosened : 0;
  size_t place = (size_t)fmod(size, PM_SAW_MEMO);
  if (size >= saw->most)
    return true;
  if (memo->size[place] != size || memo->loosened[place] != loosened) {
    memo->met[place] = saw->meets(saw->context, size);
    memo->size[place] = size;
    memo->loosened[place] = loosened;
  }
  return memo->met[place];
}

/* Between two sizes, the first where the criterion is not what it is at `low`. */
static double turn(const pm_saw *saw, double low, double high, bool at_low)
{
  while (high - low > 1) {
    double middle = low + floor((high - low) / 2);
    if (pm_saw_meets(saw, middle) == at_low)
      low = middle;
    else
      high = middle;
  }
  return high;
}

/* Sizes go on beyond every double in the last tooth. */
static double last_size(const pm_saw *saw, double tooth)
{
  return fmin(end_of(saw, tooth), 9007199254740992.0);
}

static bool has_meeting(const pm_saw *saw, double tooth)
{
  return pm_saw_meets(saw, saw->falls ? fmin(start_of(saw, tooth), saw->most)
                                      : last_size(saw, tooth));
}

static bool has_failing(const pm_saw *saw, double tooth)
{
  double start = start_of(saw, tooth);
  double judged = saw->falls ? last_size(saw, tooth) : start;
  return judged >= 1 && start < saw->most && !isinf(start) && !pm_saw_meets(saw, judged);
}

/* The first tooth from `from` on with a size that meets. */
static double first_tooth(const pm_saw *saw, double from)
{
  double low = from;
  for (; low < from + GUARD; low++)
    if (has_meeting(saw, low))
      return low;
  double high = low + GUARD;
  while (!has_meeting(saw, high) && !isinf(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    double middle = low + floor((high - low) / 2);
    if (has_meeting(saw, middle))
      high = middle;
    else
      low = middle;
  }
  for (double below = high - 1; below >= from && below >= high - guard_of(saw); below--)
    if (has_meeting(saw, below))
      high = below;
  return high;
}

/* The last tooth with a size that does not meet, at `from` or beyond; from - 1:
   there is none. */
static double last_tooth(const pm_saw *saw, double from)
{
  double low = from - 1, step = 1;
  while (has_failing(saw, low + step)) {
    low += step;
    step *= 2;
  }
  double high = low + step;
  while (high - low > 1) {
    double middle = low + floor((high - low) / 2);
    if (has_failing(saw, middle))
      low = middle;
    else
      high = middle;
  }
  for (double above = low + 1; above <= low + guard_of(saw); above++)
    if (has_failing(saw, above))
      low = above;
  return low;
}

static double first_smooth(const pm_saw *saw, double from)
{
  double tooth = saw->tooth(saw->context, from);
  if (pm_saw_meets(saw, from))
    return from;
  if (!saw->falls && pm_saw_meets(saw, last_size(saw, tooth)))
    return turn(saw, from, last_size(saw, tooth), false);
  tooth = first_tooth(saw, tooth + 1);
  double start = fmin(start_of(saw, tooth), saw->most);
  if (isinf(start) || saw->falls || pm_saw_meets(saw, start))
    return start;
  return turn(saw, start, last_size(saw, tooth), false);
}

double pm_saw_first(const pm_saw *saw, double from)
{
  if (saw->jitter == 0)
    return first_smooth(saw, from);
  *saw->loosened = saw->jitter;
  double size = first_smooth(saw, from);
  *saw->loosened = 0;
  while (size < saw->most && !pm_saw_meets(saw, size))
    size++;
  return size;
}

/* The last size of this tooth, not beyond `to`, that does not meet; 0: none. */
static double last_in(const pm_saw *saw, double tooth, double to)
{
  double start = start_of(saw, tooth), end = fmin(last_size(saw, tooth), to);
  if (start > end)
    return 0;
  if (!pm_saw_meets(saw, end))
    return end;
  return saw->falls || pm_saw_meets(saw, start) ? 0 : turn(saw, start, end, false) - 1;
}

static double last_smooth(const pm_saw *saw, double known, double to)
{
  double tooth = isinf(to)
                     ? last_tooth(saw, fmax(0, saw->tooth(saw->context, known) - guard_of(saw)))
                     : saw->tooth(saw->context, to);
  for (; tooth >= 0; tooth--) {
    double size = last_in(saw, tooth, to);
    if (size > 0)
      return size;
  }
  return 0;
}

double pm_saw_last(const pm_saw *saw, double known, double to)
{
  if (saw->jitter == 0)
    return last_smooth(saw, known, to);
  *saw->loosened = -saw->jitter;
  double size = last_smooth(saw, known, to);
  *saw->loosened = 0;
  while (size > 0 && pm_saw_meets(saw, size))
    size--;
  return size;
}
