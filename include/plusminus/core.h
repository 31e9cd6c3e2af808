/* plusminus/core.h: what every part of the library shares: statuses, located
   errors, notes, the allocator hook, threads, random numbers, method
   descriptions, and numbers as text.

   Copyright (C) 2026 the plusminus authors. GPL-3.0-or-later. */
#ifndef PLUSMINUS_CORE_H
#define PLUSMINUS_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define PM_BEGIN_DECLS extern "C" {
#define PM_END_DECLS }
#else
#define PM_BEGIN_DECLS
#define PM_END_DECLS
#endif

#if defined(__GNUC__)
#define PM_API __attribute__((visibility("default")))
#define PM_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define PM_API
#define PM_PRINTF(text, first)
#endif

PM_BEGIN_DECLS

/* What went wrong, by what the reader must do about it. The command's exit
   status follows from it: 0, 1 (data, domain), 2 (usage), 3 (numeric),
   4 (memory, io). */
typedef enum pm_status {
  PM_OK = 0,
  PM_ERROR_USAGE,   /* the request contradicts itself or names what is not there */
  PM_ERROR_DATA,    /* a file's content cannot be what it claims to be */
  PM_ERROR_DOMAIN,  /* a number is outside what the method is defined for */
  PM_ERROR_NUMERIC, /* a computation did not converge */
  PM_ERROR_MEMORY,  /* an allocation failed */
  PM_ERROR_IO       /* the system refused to read or write */
} pm_status;

/* The status in two or three plain words ("bad data"); never NULL. */
PM_API const char *pm_status_text(pm_status status);

/* ------------------------------------------------------------- errors -- */

/* Where a fault is. file NULL: it is in no file. row 0: no row (row 1 is the
   header). column NULL: no column. All borrowed for the call only. */
typedef struct pm_place {
  const char *file;
  int64_t row;
  const char *column;
} pm_place;

enum {
  PM_FAULT_TEXT = 512,  /* bytes of one rendered fault, with its NUL */
  PM_FAULTS_LISTED = 20 /* faults kept; the rest are only counted */
};

/* One fault, ready to show: "FILE:ROW: column 'x': what is wrong". */
typedef struct pm_fault {
  pm_status status;
  char text[PM_FAULT_TEXT];
} pm_fault;

/* What a call found wrong. Owned by the caller, needs no freeing and no
   allocation (it must work when memory is what ran out). Zero it before the
   first use; calls only ever add. status is that of the first fault. */
typedef struct pm_error {
  pm_status status;
  int64_t count; /* faults found, listed or not */
  pm_fault faults[PM_FAULTS_LISTED];
} pm_error;

/* Forget everything. error may be NULL. */
PM_API void pm_error_clear(pm_error *error);

/* Add one fault and return status, so that a caller can write
   `return pm_error_add(...)`. error NULL: only returns status. place may be
   NULL. The message is one clause without a full stop; bytes that a terminal
   would obey (control characters) are shown as \xHH; a text that is too long
   is cut at a character's border and ends in "...". */
PM_API pm_status pm_error_add(pm_error *error, pm_status status, const pm_place *place,
                              const char *format, ...) PM_PRINTF(4, 5);

/* How many of the faults are listed: min(count, PM_FAULTS_LISTED). */
PM_API size_t pm_error_listed(const pm_error *error);

/* ---------------------------------------------------------- allocation -- */

/* The allocator hook. resize(context, NULL, n) allocates, (context, p, n)
   resizes, (context, p, 0) frees and returns NULL. A NULL pm_allocator
   anywhere means malloc, realloc and free. */
typedef struct pm_allocator {
  void *(*resize)(void *context, void *block, size_t size);
  void *context;
} pm_allocator;

/* ------------------------------------------------------------- threads -- */

/* Pieces 0, 1, ..., count - 1, done in any order and several at once. */
typedef struct pm_crew_task {
  void (*work)(void *context, size_t piece);
  void *context;
  size_t count;
  size_t at_once;              /* pieces that a thread claims together, so that claiming costs
                                  nothing beside them; 0: 8 */
  void (*then)(void *context); /* NULL; or what the thread that ends the last piece does
                                  next: it may reuse the task, so nobody finishes it */
  /* The crew's own; zero them first. */
  size_t claimed, done;
  struct pm_crew_task *next;
} pm_crew_task;

/* Threads that share the pieces of tasks with the thread that gives them. */
typedef struct pm_crew pm_crew;

/* A crew of so many threads (at most 1024), the caller's own among them; below
   1: one for each processor. A thread is started when there is work for it;
   where the system refuses one, there are fewer. PM_OK or PM_ERROR_MEMORY.
   Free with pm_crew_free. */
PM_API pm_status pm_crew_new(pm_crew **crew, int64_t threads, const pm_allocator *allocator);

/* What was not begun is not done any more. NULL is fine. */
PM_API void pm_crew_free(pm_crew *crew);

/* How many threads may work at once, the caller's own among them; of NULL 1. */
PM_API size_t pm_crew_size(const pm_crew *crew);

/* Begin a task, which stays where it is until it is finished. */
PM_API void pm_crew_give(pm_crew *crew, pm_crew_task *task);

/* Take part in a task until all of it is done. Tasks are finished in the order
   in which they were given, by the thread that gave them. */
PM_API void pm_crew_finish(pm_crew *crew, pm_crew_task *task);

/* Do some of what was given, of whichever task. False: all of it is claimed. */
PM_API bool pm_crew_help(pm_crew *crew);

/* Give and finish: do all of a task. crew NULL: in the caller's thread alone. */
PM_API void pm_crew_run(pm_crew *crew, pm_crew_task *task);

/* ------------------------------------------------------ random numbers -- */

/* What random numbers are for: those of different uses never meet. */
typedef enum pm_random_use {
  PM_RANDOM_OTHER,
  PM_RANDOM_BOOTSTRAP, /* major: the stratum's index; minor: the replicate's */
  PM_RANDOM_SELECTION  /* major: the stratum's number; minor: the unit's */
} pm_random_use;

/* Where a sequence of random numbers stands. Numbers depend on their place
   alone, so that any thread may draw any of them in any order. */
typedef struct pm_random_place {
  uint64_t seed;
  pm_random_use use;
  uint64_t major, minor;
} pm_random_place;

/* A sequence as it is read; its members are the generator's own. */
typedef struct pm_random {
  uint64_t key[2], counter[4], words[4];
  unsigned used;
} pm_random;

/* The generator's name and version, as results must state it beside their seed:
   "philox4x64-10/1" (Salmon, Moraes, Dror & Shaw 2011). A change of any number
   that it yields is a change of version. */
PM_API const char *pm_random_generator(void);

/* Begin the sequence of that place. */
PM_API void pm_random_begin(pm_random *random, const pm_random_place *place);

/* The next 64 random bits. */
PM_API uint64_t pm_random_word(pm_random *random);

/* A number strictly between 0 and 1: (i + 1/2) / 2^52, every i as likely. */
PM_API double pm_random_uniform(pm_random *random);

/* A whole number from 0 to bound - 1, every one exactly as likely (Lemire
   2019). bound 0 means 0, which is always 0. */
PM_API uint64_t pm_random_below(pm_random *random, uint64_t bound);

/* --------------------------------------------------------------- notes -- */

/* A remark that belongs to a result: a stable code for scripts
   ("lonely-stratum") and a sentence for people. */
typedef struct pm_note {
  const char *code;
  const char *text;
} pm_note;

/* A list of notes, in the order they were added. */
typedef struct pm_notes pm_notes;

/* PM_OK or PM_ERROR_MEMORY. Free with pm_notes_free. */
PM_API pm_status pm_notes_new(pm_notes **notes, const pm_allocator *allocator);
PM_API void pm_notes_free(pm_notes *notes);

/* PM_OK or PM_ERROR_MEMORY; the code is borrowed (a literal). The same code
   and text twice is kept once. notes NULL: the note is dropped. */
PM_API pm_status pm_notes_add(pm_notes *notes, const char *code, const char *format, ...)
    PM_PRINTF(3, 4);
PM_API size_t pm_notes_count(const pm_notes *notes);
PM_API const pm_note *pm_notes_at(const pm_notes *notes, size_t index);

/* ------------------------------------------------------------- methods -- */

/* What is said of a method, whatever its family. It is the first member of
   every family's row, so that help, `plusminus methods`, the manual and the
   tests loop over all families alike. All texts are literals. */
typedef struct pm_method {
  const char *name;     /* the standard name, as the command line takes it */
  const char *title;    /* one line, without a full stop */
  const char *citation; /* author, year, where; the equation if there is one */
  const char *use;      /* when to use it: one or two sentences */
  const char *avoid;    /* when not: one or two sentences */
} pm_method;

/* A family of methods: the rows of one table. */
typedef struct pm_family {
  const char *name;  /* "interval" */
  const char *title; /* "Confidence interval for one rate" */
  size_t count;
  const pm_method *(*at)(size_t index);
} pm_family;

/* The row of that name, or NULL. */
PM_API const pm_method *pm_family_find(const pm_family *family, const char *name);

/* The one of count names that name was probably meant to be (at most a third
   of its letters differ), or NULL. */
PM_API const char *pm_text_nearest(const char *name, const char *const *names, size_t count);

/* ----------------------------------------------------- numbers as text -- */

enum { PM_NUMBER_SIZE = 32 }; /* bytes that any number's text needs */

/* The shortest decimal text that reads back as exactly this double, whatever
   the locale: "0.1", "100", "1e-300", "-0". Of NaN and infinities the text is
   empty. Returns its length. */
PM_API size_t pm_number_format(double value, char text[PM_NUMBER_SIZE]);

/* With a fixed number of decimals (0..15), rounded half to even on the exact
   binary value, whatever the locale. Returns its length; texts that do not
   fit are formatted as pm_number_format does. Never "-0.0". */
PM_API size_t pm_number_format_fixed(double value, int decimals, char text[PM_NUMBER_SIZE]);

/* Put a comma between each three digits before the decimal point, as tables for people
   have them: "-1,234.5". Room is the bytes of text; what would not fit into it, or is no
   plain decimal number ("1e300"), is left as it is. Returns its length. */
PM_API size_t pm_number_group(char *text, size_t room);

/* Read size bytes that must be one decimal number and nothing else, whatever
   the locale: no blanks, no hex, no NaN, no infinity, no digit grouping.
   Correctly rounded. False if it is not, or if it overflows. */
PM_API bool pm_number_parse(const char *text, size_t size, double *value);

/* A whole number; "12", "12.0" and "1.2e1" are the same. False for a
   fraction, or outside +-2^53. */
PM_API bool pm_integer_parse(const char *text, size_t size, int64_t *value);

/* A rate or a margin: "0.03", "3%" or "3pp" are 0.03, each correctly rounded
   from the decimal text. False if it is none of them. */
PM_API bool pm_rate_parse(const char *text, size_t size, double *value);

PM_END_DECLS

#endif
