// template_table.h owns what becomes of each template: a table of names and actions.
#ifndef CRIA_WIKI_TEMPLATE_TABLE_H
#define CRIA_WIKI_TEMPLATE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

// "The last argument" is the last unnamed one that is not blank.
typedef enum cria_template_action {
    CRIA_TPL_UNKNOWN,       // the last argument, and the name is counted
    CRIA_TPL_LAST,          // the last argument
    CRIA_TPL_FIRST,         // the first argument, or `text` if there is none
    CRIA_TPL_SECOND,        // the second argument, or the first if there is none
    CRIA_TPL_DROP,          // nothing
    CRIA_TPL_TEXT,          // `text`
    CRIA_TPL_BLOCK,         // the last argument in a <div>, of class `text`
    CRIA_TPL_INLINE,        // the last argument in the element `text`
    CRIA_TPL_VERSE,         // the last argument, one line each
    CRIA_TPL_FOOTNOTE,      // {{#tag:ref|x}}
    CRIA_TPL_FRACTION,      // 1/a, a/b, or a b/c
    CRIA_TPL_COORDINATES,   // degrees, minutes, seconds, letter
    CRIA_TPL_POUNDS,        // "N lb"
    CRIA_TPL_DISPLAY_FIRST, // a link: the first argument shows
    CRIA_TPL_TARGET_FIRST,  // a link: the second argument shows, or the first
    CRIA_TPL_SIGNATURE,     // name, initials, name2=, initials2= or third and fourth
    CRIA_TPL_INITIALS,      // a signature by its name alone: {{EB1911 TAs}}
    CRIA_TPL_START,         // the first half of a pair: <div>, of class `text`
    CRIA_TPL_END,           //
    CRIA_TPL_SPLIT_WORD,    // hws= and hwe= joined
    CRIA_TPL_KEPT_HYPHEN,   // a hyphen that no seam removes
    CRIA_TPL_FIGURE,        // a picture with its caption
    CRIA_TPL_AFTER_COLON,   // {{lc:x}}
    CRIA_TPL_ACTIONS
} cria_template_action;

typedef struct cria_wiki_template {
    // First letter in lower case, blanks for '_'. A row of the prefixes ends in '*'.
    const char *name;
    cria_template_action action;
    const char *text;
} cria_wiki_template;

// cria_template_find: the row of a name as it stands in the text (without comments), or the row
// of unknown templates. *key (of CRIA_TEMPLATE_NAME_MAX + 1 bytes) gets the name in plain form:
// trimmed, single blanks, no "Template:" in front, first letter as given.
enum { CRIA_TEMPLATE_NAME_MAX = 96 };
const cria_wiki_template *cria_template_find(const char *name, size_t length, char *key);

// The rows, ordered by the bytes of their names, and those of prefixes, in order of precedence.
const cria_wiki_template *cria_template_rows(size_t *count);
const cria_wiki_template *cria_template_prefixes(size_t *count);

#endif
