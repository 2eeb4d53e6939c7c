// option.h owns options: one table per settings structure gives command-line flags, environment
// variables, recipe keys, help, the manual page and --print-config.
//
// The option "learning-rate" is the flag --learning-rate (or --learning_rate), the environment
// variable CRIA_LEARNING_RATE and the recipe key learning_rate. Precedence: default < recipe <
// environment < flag. Where a value came from is kept and can be printed. Names and letters are
// unique over all bound tables.
#ifndef CRIA_BASE_OPTION_H
#define CRIA_BASE_OPTION_H

#include "base/buffer.h"

#include <stdint.h>

typedef enum cria_option_kind {
    CRIA_OPTION_FLAG, // bool; --name, --no-name
    CRIA_OPTION_INT,  // int64_t; 10k, 10M and 10G are thousands, millions, milliards
    CRIA_OPTION_REAL, // double
    CRIA_OPTION_TEXT, // const char *; NULL when not given and without a default
    CRIA_OPTION_LIST, // cria_option_list; may be repeated; with commas in defaults, environment
    CRIA_OPTION_CHOICE, // int: index into `choices`
} cria_option_kind;

typedef struct cria_option_list {
    const char **item;
    int count;
} cria_option_list;

typedef struct cria_option {
    const char *name; // "learning-rate"; the table ends with a NULL name
    cria_option_kind kind;
    size_t offset;        // offsetof(settings, field)
    const char *fallback; // the default, as the user would write it; NULL: zero, unset
    const char *value;    // what help calls the value: "N", "FILE"; NULL for flags and choices
    const char *choices;  // CHOICE: "nfkc|nfc|none"
    double min, max;      // INT, REAL: both allowed; equal: no bounds; 1e15: none on that side
    const char *help;     // one sentence, no full stop; NULL hides it from the help
    char letter;          // short form, 0 for none
} cria_option;

typedef enum cria_origin {
    CRIA_ORIGIN_DEFAULT,
    CRIA_ORIGIN_RECIPE,
    CRIA_ORIGIN_ENVIRONMENT,
    CRIA_ORIGIN_FLAG,
} cria_origin;

// cria_options binds one or more tables to their structures. `origin` has one entry for each
// row of the table. Texts and lists are copied to `arena`, so settings end with the options.
typedef struct cria_option_binding {
    const cria_option *table;
    void *settings;
    cria_origin *origin; // arena-owned, one a row
} cria_option_binding;

enum { CRIA_BINDINGS_MAX = 8 };
typedef struct cria_options {
    cria_option_binding binding[CRIA_BINDINGS_MAX];
    int count;
    cria_arena arena;
} cria_options;

// cria_options_bind adds a table and fills *settings with the table's defaults.
CRIA_MUSTUSE cria_status cria_options_bind(cria_options *o, const cria_option *table,
                                           void *settings);
// cria_options_set sets one option by name ('-' and '_' alike) from text. CRIA_EARG names the
// option, the value, and what was expected; an unknown name is CRIA_EARG with the nearest known
// one. A value of lower precedence never replaces one of higher. A list grows with each set of
// the same origin.
CRIA_MUSTUSE cria_status cria_options_set(cria_options *o, const char *name, const char *text,
                                          cria_origin origin);
// cria_options_environment reads every CRIA_* variable that the tables know; empty ones count
// as unset.
CRIA_MUSTUSE cria_status cria_options_environment(cria_options *o);
// cria_options_arguments parses flags from argv[0] on (the caller leaves out program and
// command); positional arguments are collected in *rest, borrowed from argv. "--" ends the
// flags; "-" is positional; "--name=value" and "--name value" are alike; so are "-n5", "-n=5"
// and "-n 5".
CRIA_MUSTUSE cria_status cria_options_arguments(cria_options *o, int argc, char *const *argv,
                                                cria_option_list *rest);
// cria_options_help appends the options part of a help text; cria_options_print appends every
// value and where it came from.
CRIA_MUSTUSE cria_status cria_options_help(const cria_options *o, cria_buffer *out);
// cria_help_wrap appends the words of a text in lines of 80 columns. The line it begins in
// starts at out's byte `line_start`; the others are set in to `column`.
CRIA_MUSTUSE cria_status cria_help_wrap(cria_buffer *out, const char *text, size_t line_start,
                                        int column);
CRIA_MUSTUSE cria_status cria_options_print(const cria_options *o, cria_buffer *out);
// cria_options_text appends the present value of option i of a binding as the user would write
// it.
CRIA_MUSTUSE cria_status cria_options_text(const cria_option_binding *b, int i,
                                           cria_buffer *out);
void cria_options_free(cria_options *o);

#endif
