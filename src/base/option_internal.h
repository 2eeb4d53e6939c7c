// option_internal.h owns what the files of the option parser share.
#ifndef CRIA_BASE_OPTION_INTERNAL_H
#define CRIA_BASE_OPTION_INTERNAL_H

#include "base/option.h"

typedef struct cria_option_row {
    const cria_option_binding *binding;
    int index;
} cria_option_row;

bool cria_option_find(const cria_options *o, const char *name, cria_option_row *out);
bool cria_option_find_letter(const cria_options *o, char letter, cria_option_row *out);

// cria_option_nearest: the known name with the least edit distance; NULL when none is near.
const char *cria_option_nearest(const cria_options *o, const char *name);

// cria_option_unknown fails for an unknown name, with the nearest known one.
CRIA_MUSTUSE cria_status cria_option_unknown(const cria_options *o, const char *name,
                                             cria_origin origin);

// cria_option_written writes a name as its origin writes it: "--learning-rate",
// "learning_rate", "CRIA_LEARNING_RATE". Returns `out`.
const char *cria_option_written(char *out, size_t bytes, const char *name, cria_origin origin);

#endif
