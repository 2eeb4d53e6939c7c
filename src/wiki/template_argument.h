// template_argument.h owns the arguments of a template. Each function tells whether there is
// such an argument; of two with one number or name the later counts.
#ifndef CRIA_WIKI_TEMPLATE_ARGUMENT_H
#define CRIA_WIKI_TEMPLATE_ARGUMENT_H

#include "wiki/expand.h"

// cria_argument_at: that of number n, by its place among the unnamed or as "n=".
bool cria_argument_at(const cria_expander *e, size_t span, size_t n, cria_piece *out);
// cria_argument_filled: likewise, and it is not blank.
bool cria_argument_filled(const cria_expander *e, size_t span, size_t n, cria_piece *out);
// cria_argument_named: "name=value", not blank.
bool cria_argument_named(const cria_expander *e, size_t span, const char *name,
                         cria_piece *out);
// cria_argument_last: the last unnamed or numbered one that is not blank.
bool cria_argument_last(const cria_expander *e, size_t span, cria_piece *out);

#endif
