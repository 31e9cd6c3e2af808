/* dictionary.h: texts to numbers 0, 1, 2, ... in order of first sight. */
#ifndef PM_CORE_DICTIONARY_H
#define PM_CORE_DICTIONARY_H

#include <plusminus/core.h>

typedef struct pm_dictionary pm_dictionary;

/* NULL: out of memory. */
pm_dictionary *pm_dictionary_new(const pm_allocator *allocator);
void pm_dictionary_free(pm_dictionary *dictionary);

/* The index of these bytes, given a new one if they are new. PM_OK or
   PM_ERROR_MEMORY. */
pm_status pm_dictionary_put(pm_dictionary *dictionary, const char *text, size_t size,
                            size_t *index);
/* False: not there. */
bool pm_dictionary_find(const pm_dictionary *dictionary, const char *text, size_t size,
                        size_t *index);
size_t pm_dictionary_count(const pm_dictionary *dictionary);
const char *pm_dictionary_text(const pm_dictionary *dictionary, size_t index); /* ends in NUL */

#endif
