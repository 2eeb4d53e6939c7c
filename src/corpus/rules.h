// rules.h owns the rules of the HTML cleaner: which element gets which treatment.
#ifndef CRIA_CORPUS_RULES_H
#define CRIA_CORPUS_RULES_H

#include "corpus/counts.h"
#include "corpus/tags.h"

typedef enum cria_action {
    CRIA_ACT_UNWRAP,          // the element goes, its content stays
    CRIA_ACT_DROP,            // the element goes with its content
    CRIA_ACT_HEADING,         // a section heading
    CRIA_ACT_FINE,            // fine print
    CRIA_ACT_AUTHOR,          // a signature, or the number of an equation
    CRIA_ACT_VERSE,           // each line stays a line
    CRIA_ACT_TABLE,           // a data table
    CRIA_ACT_ROW,             //
    CRIA_ACT_CELL,            //
    CRIA_ACT_FIGURE,          // dropped, and makes the table around it a figure
    CRIA_ACT_FORMULA,         // a displayed formula
    CRIA_ACT_BOLD,            // may be a headword
    CRIA_ACT_ITALIC,          //
    CRIA_ACT_SUPER,           //
    CRIA_ACT_SUB,             //
    CRIA_ACT_FRACTION_TOP,    //
    CRIA_ACT_FRACTION_BOTTOM, //
    CRIA_ACT_ARTICLE_END,     // the rule between articles
    CRIA_ACT_BREAK,           //
    CRIA_ACT_IMAGE,           //
    CRIA_ACTIONS
} cria_action;

typedef enum cria_level { CRIA_LEVEL_INLINE, CRIA_LEVEL_BLOCK, CRIA_LEVEL_VOID } cria_level;

typedef struct cria_rule {
    const char *tag;       // NULL: any
    const char *attribute; // NULL: none needed
    // A class name among others; for other attributes how the value begins, or with a '$' behind
    // it the whole of it.
    const char *value;
    cria_action action;
    int count; // a cria_count, or -1
} cria_rule;

// cria_rule_find: the first rule of the table that fits the open tag.
const cria_rule *cria_rule_find(const cria_tag *tag);
cria_level cria_tag_level(const char *name);

#endif
