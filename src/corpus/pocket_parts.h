// pocket_parts.h owns what the files of the pocket corpus share: items and classes (words and
// the things of the world alike), compiled rules, and the expander.
#ifndef CRIA_CORPUS_POCKET_PARTS_H
#define CRIA_CORPUS_POCKET_PARTS_H

#include "base/file.h"
#include "base/random.h"

enum {
    POCKET_FIELDS = 32,        // fields of a class
    POCKET_ALTERNATIVES = 256, // of a rule
    POCKET_DEPTH = 24,         // rules inside rules, brackets inside brackets
    POCKET_VARIABLES = 64,     // bound at one time
    POCKET_STEPS = 200000,     // parts expanded for one text
    POCKET_FILE_BYTES = 1 << 20,
    POCKET_TEXT_BYTES = 1 << 17, // of one expanded text
};

// Marks inside an expanded text that is not finished yet.
#define POCKET_AN     "\x01" // a or an, as the next word asks
#define POCKET_GOOD   "\x02" // minimal pairs: GOOD...BAD...END
#define POCKET_BAD    "\x03"
#define POCKET_END    "\x04"
#define POCKET_ENTITY '\x05' // behind the name of a thing that has an article of its own

typedef struct pocket_place {
    const char *file;
    int line;
} pocket_place;

// A value is a text (numbers too), a reference, or a list of references.
typedef struct pocket_item pocket_item;
typedef struct pocket_value {
    const char *field, *text;
    pocket_item *item, **list;
    size_t count, capacity; // of list
    bool is_list;
} pocket_value;

typedef struct pocket_class pocket_class;
struct pocket_item {
    pocket_class *class;
    pocket_value *value; // as many as the class has fields
    uint64_t order;      // drawn at random: the order in which articles are written
};

struct pocket_class {
    const char *name, *field[POCKET_FIELDS], *fallback[POCKET_FIELDS];
    int fields;
    bool entity; // things of the world, which get articles
    pocket_item **item;
    size_t count, capacity;
    uint64_t recent[4]; // items drawn last, so that they are not drawn again at once
};

// A compiled text is a list of nodes.
typedef enum pocket_kind {
    POCKET_TEXT,   // text
    POCKET_SHOW,   // path, agreeing with `agree` if given
    POCKET_PAIR,   // text for singular, other for plural, agreeing with `agree`
    POCKET_LISTED, // path, a list: "a, b and c"
    POCKET_BIND,   // name = path [? condition]
    POCKET_CALL,   // rule `name`, low to high times, [with variable other = path]
    POCKET_CHOICE, // one of rule->alternative
    POCKET_SPLIT,  // alternative 0 in the good sentence, 1 in the bad one
} pocket_kind;

typedef struct pocket_path {
    const char *head; // a variable, or a class when `draw`
    const char *field[6];
    int fields;
    bool draw;
} pocket_path;

typedef struct pocket_condition {
    pocket_path path;
    char relation; // '?' present, '0' absent, '=', '!', '<', '>'
    const char *value;
    pocket_path other; // of the value, where it is a path like it.year; else without head
    struct pocket_condition *next; // all must hold
} pocket_condition;

typedef struct pocket_node {
    pocket_kind kind;
    pocket_place place;
    const char *text, *other, *agree;
    pocket_path path;
    pocket_condition *condition;
    struct pocket_rule *rule;
    int low, high;
    struct pocket_node *next;
} pocket_node;

typedef struct pocket_alternative {
    pocket_node *node;
    pocket_condition *condition;
    uint32_t weight;
    uint64_t used; // serial of the text that used it last
} pocket_alternative;

typedef struct pocket_rule {
    const char *name, *term, *field; // term, field: of a paradigm, else NULL
    pocket_place place;
    pocket_alternative *alternative;
    size_t count, capacity;
} pocket_rule;

typedef struct pocket {
    cria_arena arena;
    cria_random random;
    pocket_class **class;
    size_t classes, class_capacity;
    pocket_rule **rule;
    size_t rules, rule_capacity;
    uint64_t serial; // of the text being expanded
    double scale;    // on the counts in world.txt
} pocket;

// pocket_read calls `handle` for each line of share_dir/name that is not empty or a comment:
// the text without indent and comment, and whether it was indented. At the end once with NULL.
typedef struct pocket_line {
    pocket_place place;
    char *text;
    bool indented;
} pocket_line;
typedef cria_status pocket_handler(pocket *p, void *state, const pocket_line *line);
CRIA_MUSTUSE cria_status pocket_read(pocket *p, const char *share_dir, const char *name,
                                     pocket_handler *handle, void *state);
CRIA_MUSTUSE cria_status pocket_bad(pocket_place place, const char *format, ...)
    CRIA_PRINTF(2, 3);
CRIA_MUSTUSE cria_status pocket_copy(pocket *p, const char **out, const char *text,
                                     size_t length);
char *pocket_trim(char *text); // in place: blanks at both ends

// Words and things (pocket_words.c).
CRIA_MUSTUSE cria_status pocket_words_read(pocket *p, const char *share_dir);
CRIA_MUSTUSE cria_status pocket_class_add(pocket *p, pocket_class **out, const char *name,
                                          pocket_place place);
CRIA_MUSTUSE cria_status pocket_item_add(pocket *p, pocket_item **out, pocket_class *c);
pocket_class *pocket_class_find(const pocket *p, const char *name);
pocket_value *pocket_value_of(pocket_item *item, const char *field);     // or NULL
const char *pocket_text_of(pocket_item *item, const char *field);        // or NULL
pocket_item *pocket_item_named(const pocket_class *c, const char *name); // or NULL

// Rules (pocket_grammar.c, pocket_parse.c).
CRIA_MUSTUSE cria_status pocket_grammar_read(pocket *p, const char *share_dir,
                                             const char *name);
CRIA_MUSTUSE cria_status pocket_grammar_check(pocket *p); // names all lead somewhere
CRIA_MUSTUSE cria_status pocket_check_nodes(pocket *p, pocket_node *node); // the same
pocket_rule *pocket_rule_find(const pocket *p, const char *name);
CRIA_MUSTUSE cria_status pocket_parse(pocket *p, pocket_node **out, const char *text,
                                      pocket_place place);
CRIA_MUSTUSE cria_status pocket_parse_path(pocket *p, pocket_path *out, const char *text,
                                           pocket_place place);
CRIA_MUSTUSE cria_status pocket_parse_condition(pocket *p, pocket_condition **out, char *text,
                                                pocket_place place);

// Expansion (pocket_expand.c). *found is false when the text asks for something that the world
// does not have; `out` then is as before.
typedef struct pocket_variable {
    const char *name;
    pocket_item *item;
} pocket_variable;
typedef struct pocket_expander {
    pocket *p;
    cria_buffer *out;
    pocket_variable variable[POCKET_VARIABLES];
    int variables, depth, steps;
} pocket_expander;
CRIA_MUSTUSE cria_status pocket_expand(pocket *p, cria_buffer *out, pocket_rule *rule,
                                       pocket_item *it, bool *found);
CRIA_MUSTUSE cria_status pocket_expand_node(pocket *p, cria_buffer *out,
                                            const pocket_node *node, pocket_item *it,
                                            bool *found);
CRIA_MUSTUSE cria_status pocket_draw(pocket *p, pocket_item **out, const pocket_node *source,
                                     pocket_item *it); // *out NULL: none fits
CRIA_MUSTUSE cria_status pocket_resolve(pocket_expander *e, const pocket_path *path,
                                        pocket_place place, pocket_value *out, bool *found);
// What the rules refer to (pocket_draw.c).
pocket_item *pocket_variable_of(const pocket_expander *e, const char *name); // or NULL
CRIA_MUSTUSE cria_status pocket_bind(pocket_expander *e, const char *name, pocket_item *item,
                                     pocket_place place);
// pocket_step: one step along a path; false for a field that the item lacks, or that is empty.
bool pocket_step(const pocket_value *from, const char *field, pocket_value *out);
bool pocket_allowed(const pocket_expander *e, const pocket_condition *c);
CRIA_MUSTUSE cria_status pocket_path_start(pocket_expander *e, const pocket_path *path,
                                           const pocket_condition *condition,
                                           pocket_place place, pocket_value *out, bool *found);
CRIA_MUSTUSE cria_status pocket_source_item(pocket_expander *e, const pocket_node *node,
                                            pocket_item **out); // NULL: none fits
// pocket_finish: articles, blanks and sentence capitals put right.
CRIA_MUSTUSE cria_status pocket_finish(cria_buffer *out, const char *raw, size_t length);
// pocket_plain: the finished text without marks of emphasis.
CRIA_MUSTUSE cria_status pocket_plain(cria_buffer *out, const char *text);

CRIA_MUSTUSE cria_status pocket_world_read(pocket *p, const char *share_dir);

// An article: `text` is finished, paragraphs parted by '\n', with marks: *italic*, ^small
// capitals^, POCKET_ENTITY.
typedef struct pocket_article {
    pocket_item *item;
    const char *title; // the headword in title case
    const char *text, *plain;
    int64_t words;
} pocket_article;

// pocket_render appends the article in the source's markup, with its troubles.
typedef struct pocket_sheet {
    int slice, number; // number: of the article, for anchors
    bool old;          // the older of the two styles
} pocket_sheet;
CRIA_MUSTUSE cria_status pocket_render(pocket *p, cria_buffer *out, const pocket_article *a,
                                       const pocket_sheet *sheet);

// pocket_trouble: a finished text from one of the rules that the troubles are made of; empty
// when the rule has none.
CRIA_MUSTUSE cria_status pocket_trouble(pocket *p, cria_buffer *out, const char *name,
                                        pocket_item *it);

// pocket_wiki_write writes the articles as a wiki's export, out_dir/pages.xml (pocket_stubs.c).
CRIA_MUSTUSE cria_status pocket_wiki_write(pocket *p, const char *out_dir,
                                           const pocket_article *article, size_t count);

// pocket_pairs_write writes every paradigm's file; `corpus` is the whole clean text.
CRIA_MUSTUSE cria_status pocket_pairs_write(pocket *p, const char *out_dir, const char *corpus);

bool pocket_chance(pocket *p, uint32_t percent);

#endif
