// counts.h owns the counters of a cleaning run: what was removed, what leaked, what looked odd,
// what was dropped. They are one array, so that threads add theirs together in order.
#ifndef CRIA_CORPUS_COUNTS_H
#define CRIA_CORPUS_COUNTS_H

#include "format/json.h"

// X(identifier, group, name, meaning). Leaks must be zero in the output.
#define CRIA_COUNT_LIST(X)                                                                     \
    X(PAGE_NUMBERS, REMOVED, "page_numbers", "printed page numbers")                           \
    X(SIDENOTES, REMOVED, "sidenotes", "marginal notes")                                       \
    X(FOOTNOTE_MARKS, REMOVED, "footnote_marks", "links to footnotes")                         \
    X(FOOTNOTES, REMOVED, "footnotes", "blocks of footnotes")                                  \
    X(FIGURES, REMOVED, "figures", "figures with their captions")                              \
    X(IMAGES, REMOVED, "images", "images outside figures")                                     \
    X(FORMULAE, REMOVED, "formulae", "displayed formulae")                                     \
    X(TABLES, REMOVED, "tables", "data tables")                                                \
    X(HEADINGS, REMOVED, "headings", "section headings")                                       \
    X(AUTHORS, REMOVED, "author_initials", "author signatures and equation numbers")           \
    X(BIBLIOGRAPHIES, REMOVED, "bibliographies", "paragraphs of closing bibliographies")       \
    X(FURNITURE, REMOVED, "furniture", "elements of the page around the text")                 \
    X(STRAY, REMOVED, "stray_after_rule", "text behind an article's closing rule")             \
    X(CONTINUED, REMOVED, "continuation_marks", "marks of a cut article")                      \
    X(CROSS_REFERENCES, REMOVED, "cross_references",                                           \
      "parentheses with q.v., cf., see or fig.")                                               \
    X(EMPTY_PARENTHESES, REMOVED, "empty_parentheses", "parentheses left empty")               \
    X(BAD_BYTES, REMOVED, "bad_bytes", "invalid bytes and replacement characters")             \
    X(CONTROLS, REMOVED, "control_characters", "control and zero-width characters")            \
    X(MOJIBAKE, REMOVED, "mojibake", "sequences of the mojibake table, repaired")              \
    X(ESCAPED, REMOVED, "escaped_brackets", "'<' before a letter or '/', followed by a blank") \
    X(DUPLICATE_PARAGRAPHS, REMOVED, "duplicate_paragraphs", "paragraphs seen before")         \
    X(DEEP, REMOVED, "deep_elements", "elements nested deeper than the bound, unwrapped")      \
    X(HYPHENS, REMOVED, "line_end_hyphens", "hyphens at line ends, joined by vote")            \
    X(UNKNOWN_TEMPLATES, REMOVED, "unknown_templates",                                         \
      "templates that no table knows; their last argument stayed")                             \
    X(UNCLOSED, REMOVED, "unclosed_markup", "wiki markup without an end")                      \
    X(UNMATCHED, REMOVED, "unmatched_halves", "halves of paired templates without the other")  \
    X(LEAK_BRACES, LEAK, "braces", "{{ or }}")                                                 \
    X(LEAK_BRACKETS, LEAK, "brackets", "[[ or ]]")                                             \
    X(LEAK_TAG, LEAK, "tag", "'<' before a letter or '/'")                                     \
    X(LEAK_ENTITY, LEAK, "entity", "&name;")                                                   \
    X(LEAK_TABLE, LEAK, "table_row", "|-")                                                     \
    X(LEAK_QUOTES, LEAK, "quotes", "''")                                                       \
    X(LEAK_UNDERSCORES, LEAK, "underscores", "__")                                             \
    X(LEAK_PAGE, LEAK, "page", "Page:EB1911, [Page or [v.")                                    \
    X(LEAK_CONTROL, LEAK, "control", "zero-width, replacement and control characters")         \
    X(LEAK_NOEXPORT, LEAK, "noexport", "ws-noexport or a sister-project disclaimer")           \
    X(LEAK_FIGURE, LEAK, "figure_only", "a paragraph that is only a figure's number")          \
    X(LEAK_CONTINUED, LEAK, "continued", "(continued in or from a part or volume)")            \
    X(LEAK_EMPTY, LEAK, "empty_parentheses", "( )")                                            \
    X(WARN_SHORT, WARNING, "under_50_words", "articles under 50 words")                        \
    X(WARN_LONG, WARNING, "over_100000_words", "articles over 100,000 words")                  \
    X(WARN_WORD_LENGTH, WARNING, "word_length", "mean word length outside 3 to 10")            \
    X(WARN_SYMBOLS, WARNING, "symbols", "more than one symbol in ten words")                   \
    X(WARN_LETTERS, WARNING, "letters", "under 80 % words with a letter")                      \
    X(WARN_STOP_WORDS, WARNING, "stop_words", "under two of the commonest words")              \
    X(WARN_BULLETS, WARNING, "bullet_lines", "over 90 % lines with a bullet")                  \
    X(WARN_ELLIPSES, WARNING, "ellipsis_lines", "over 30 % lines that end in an ellipsis")     \
    X(WARN_LINES, WARNING, "duplicate_lines", "over 30 % lines that stood before")             \
    X(WARN_LINE_BYTES, WARNING, "duplicate_line_bytes",                                        \
      "over 20 % of the text in lines that stood before")                                      \
    X(WARN_TOP_2, WARNING, "top_2_grams", "over 20 % of the text the same 2 words")            \
    X(WARN_TOP_3, WARNING, "top_3_grams", "over 18 % of the text the same 3 words")            \
    X(WARN_TOP_4, WARNING, "top_4_grams", "over 16 % of the text the same 4 words")            \
    X(WARN_GRAMS_5, WARNING, "duplicate_5_grams",                                              \
      "over 15 % of the text in 5 words that stood before")                                    \
    X(WARN_GRAMS_6, WARNING, "duplicate_6_grams",                                              \
      "over 14 % of the text in 6 words that stood before")                                    \
    X(WARN_GRAMS_7, WARNING, "duplicate_7_grams",                                              \
      "over 13 % of the text in 7 words that stood before")                                    \
    X(WARN_GRAMS_8, WARNING, "duplicate_8_grams",                                              \
      "over 12 % of the text in 8 words that stood before")                                    \
    X(WARN_GRAMS_9, WARNING, "duplicate_9_grams",                                              \
      "over 11 % of the text in 9 words that stood before")                                    \
    X(WARN_GRAMS_10, WARNING, "duplicate_10_grams",                                            \
      "over 10 % of the text in 10 words that stood before")                                   \
    X(WARN_LINE_ENDS, WARNING, "line_ends", "a line that ends no sentence")                    \
    X(WARN_LINE_WORDS, WARNING, "line_words", "a line under three words")                      \
    X(WARN_SENTENCES, WARNING, "sentences", "under five sentences")                            \
    X(WARN_BRACES, WARNING, "braces", "a brace {")                                             \
    X(WARN_FORMULA_LEAD, WARNING, "formula_leads", "paragraphs that lead to a dropped part")   \
    X(WARN_CUT, WARNING, "cut_articles", "articles cut at a border and not joined")            \
    X(DROP_EMPTY, DROPPED, "empty", "articles without text")                                   \
    X(DROP_SHORT, DROPPED, "too_few_words", "articles under --min-words")                      \
    X(DROP_LETTERS, DROPPED, "too_few_letters", "articles under --min-letters")                \
    X(DROP_DUPLICATE, DROPPED, "duplicate", "articles seen before")                            \
    X(DROP_FRAGMENT, DROPPED, "fragment",                                                      \
      "short ends of articles whose beginning is elsewhere")                                   \
    X(RECORDS, TOTAL, "records", "records read")                                               \
    X(RAW_BYTES, TOTAL, "raw_bytes", "bytes of the records")                                   \
    X(RESPLIT, TOTAL, "resplit", "articles found inside others")                               \
    X(JOINED, TOTAL, "joined", "articles joined from two parts")                               \
    X(HYPHENS_KEPT, TOTAL, "hyphens_kept", "hyphens at line ends, kept by vote")               \
    X(SWAPPED_LINKS, TOTAL, "swapped_links", "links whose two parts look exchanged")           \
    X(BORDERS_ALIKE, TOTAL, "borders_alike", "articles that both ways of finding bound alike") \
    X(ARTICLES, TOTAL, "articles", "articles written")                                         \
    X(WORDS, TOTAL, "words", "white-space separated words written")                            \
    X(BYTES, TOTAL, "bytes", "bytes of text written")

#define CRIA_COUNT_ENUM(id, group, name, meaning) CRIA_COUNT_##id,
typedef enum cria_count { CRIA_COUNT_LIST(CRIA_COUNT_ENUM) CRIA_COUNTS } cria_count;
#undef CRIA_COUNT_ENUM

// The rows of a group stand side by side. A set of warnings is bits, by their places.
enum {
    CRIA_WARNING_FIRST = CRIA_COUNT_WARN_SHORT,
    CRIA_WARNINGS = CRIA_COUNT_WARN_CUT - CRIA_WARNING_FIRST + 1,
};
_Static_assert(CRIA_WARNINGS <= 64, "a set of warnings is 64 bits");
#define CRIA_WARNING_BIT(count) (UINT64_C(1) << ((count)-CRIA_WARNING_FIRST))

typedef enum cria_count_group {
    CRIA_GROUP_REMOVED,
    CRIA_GROUP_LEAK,
    CRIA_GROUP_WARNING,
    CRIA_GROUP_DROPPED,
    CRIA_GROUP_TOTAL,
    CRIA_GROUPS
} cria_count_group;

typedef struct cria_count_row {
    cria_count_group group;
    const char *name, *meaning;
} cria_count_row;
extern const cria_count_row cria_count_table[CRIA_COUNTS];
extern const char *const cria_count_group_name[CRIA_GROUPS];

typedef struct cria_counts {
    uint64_t n[CRIA_COUNTS];
} cria_counts;

void cria_counts_add(cria_counts *to, const cria_counts *from);
uint64_t cria_counts_leaks(const cria_counts *c); // the sum of the leak counters
// cria_counts_json: *out = {"removed": {name: n, ...}, "leak": ..., ...}; owned by the caller.
CRIA_MUSTUSE cria_status cria_counts_json(json_t **out, const cria_counts *c);

#endif
