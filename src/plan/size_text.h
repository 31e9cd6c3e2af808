/* size_text.h: a line of text of bounded room, with numbers as people write them,
   whatever the locale. */
#ifndef PM_SIZE_TEXT_H
#define PM_SIZE_TEXT_H

#include <plusminus/plan.h>

typedef struct pm_size_text {
  char *text; /* ends in a NUL */
  size_t room, used;
} pm_size_text;

/* Add what fits. */
void pm_size_add(pm_size_text *line, const char *text);
/* "1,084", "84.5": whole numbers whole, others with a decimal. */
void pm_size_add_count(pm_size_text *line, double count);
/* "1.5": without needless zeros, up to so many decimals. */
void pm_size_add_number(pm_size_text *line, double number, int decimals);
/* "85%". */
void pm_size_add_percent(pm_size_text *line, double rate);
/* "5 points". */
void pm_size_add_points(pm_size_text *line, double margin);

#endif
