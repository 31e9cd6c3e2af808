/* size_search.h: the first size that meets a criterion, and the last that does
   not, where the criterion goes up and down like the teeth of a saw. */
#ifndef PM_SIZE_SEARCH_H
#define PM_SIZE_SEARCH_H

#include <plusminus/core.h>

/* What meets has said of some sizes: a search asks for those near a turn several times.
   All zeros at first. */
enum { PM_SAW_MEMO = 64 };
typedef struct pm_saw_memo {
  double size[PM_SAW_MEMO], loosened[PM_SAW_MEMO];
  bool met[PM_SAW_MEMO];
} pm_saw_memo;

/* Sizes 1, 2, ... are cut into teeth 0, 1, ..., within each of which the criterion
   changes once at most. From tooth to tooth its best and its worst improve. */
typedef struct pm_saw {
  bool (*meets)(void *context, double size);
  double (*tooth)(void *context, double size);  /* the tooth that size is in */
  double (*start)(void *context, double tooth); /* its first size; INFINITY: there is none */
  bool falls;  /* within a tooth the sizes that meet come first; else they come last */
  int guard;   /* how many teeth beyond a turn are judged; 0: 64 */
  double most; /* the largest size, which meets; INFINITY: there is none */
  /* Where widths are whole numbers, each may be off what changes smoothly by up to
     `jitter`; then the teeth hold for targets that are looser or tighter by so
     much, and the sizes between are tried one by one. */
  double jitter;
  double *loosened; /* the context's, to which meets obeys */
  pm_saw_memo *memo;
  void *context;
} pm_saw;

/* Does size meet? By the memo, or the criterion itself. */
bool pm_saw_meets(const pm_saw *saw, double size);

/* The first size from `from` on that meets; INFINITY: there is none. */
double pm_saw_first(const pm_saw *saw, double from);

/* The last size up to `to` (INFINITY: of all) that does not meet; 0: there is
   none. `known` is a size from which the search may start. */
double pm_saw_last(const pm_saw *saw, double known, double to);

#endif
