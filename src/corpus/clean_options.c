// clean_options.c owns the options of cleaning (declared in clean.h).
#include "corpus/clean.h"

#define OPTION(name, kind, field, ...)                                                         \
    {                                                                                          \
        name, CRIA_OPTION_##kind, offsetof(cria_clean_options, field), __VA_ARGS__             \
    }

const cria_option cria_clean_option_table[] = {
    OPTION("format", CHOICE, format, "auto", NULL, "auto|html|text|wikisource", 0, 0,
           "what the inputs are; auto goes by name and first bytes", 0),
    OPTION("text-unit", CHOICE, text_unit, "file", NULL, "file|blank-line", 0, 0,
           "what one article is in plain text", 0),
    OPTION("text-member", TEXT, text_member, "text", "NAME", NULL, 0, 0,
           "the member of a JSON record that holds its text", 0),
    OPTION("borders", CHOICE, borders, "stubs", NULL, "stubs|pages", 0, 0,
           "where articles of a store begin and end: by the pages that name them, or by the "
           "headwords on the scanned pages",
           0),
    OPTION("style", CHOICE, style, "plain", NULL, "plain|deck", 0, 0,
           "form of the text: ours, or that of the published code behind the talk", 0),
    OPTION("hyphens", CHOICE, hyphens, "vote", NULL, "vote|keep", 0, 0,
           "hyphens at line ends in a store: joined where the corpus has the word, or kept", 0),
    OPTION("headings", CHOICE, headings, "style", NULL, "style|keep|drop", 0, 0,
           "section headings: a line of their own, or nothing; style: dropped, kept for deck",
           0),
    OPTION("tables", CHOICE, tables, "style", NULL, "style|keep|drop", 0, 0,
           "data tables: a line a row, or nothing; style: dropped, kept for deck", 0),
    OPTION("bibliographies", CHOICE, bibliography, "style", NULL, "style|keep|drop", 0, 0,
           "closing bibliographies; style: dropped, kept for deck", 0),
    OPTION("formulae", CHOICE, formula, "drop", NULL, "drop|mark", 0, 0,
           "displayed formulae: nothing, or a line [formula]", 0),
    OPTION("quotes", CHOICE, quotes, "ascii", NULL, "ascii|keep", 0, 0,
           "quotation marks and apostrophes", 0),
    OPTION("dashes", CHOICE, dashes, "spaced", NULL, "spaced|double|hyphen|keep", 0, 0,
           "what an em dash becomes: ' - ', '--', '-' or itself", 0),
    OPTION("title-case", FLAG, title_case, "true", NULL, NULL, 0, 0,
           "set headwords in capitals as titles", 0),
    OPTION("unique", FLAG, unique, "true", NULL, NULL, 0, 0,
           "drop articles and long paragraphs seen before", 0),
    OPTION("min-words", INT, min_words, "8", "N", NULL, 0, 1e9, "drop articles of fewer words",
           0),
    OPTION("min-letters", REAL, min_letters, "0.6", "SHARE", NULL, 0, 1,
           "drop articles with a smaller share of letters among their characters", 0),
    OPTION("near", FLAG, near, "false", NULL, NULL, 0, 0,
           "look for articles that are nearly alike, for the findings", 0),
    OPTION("compare-borders", FLAG, compare_borders, "false", NULL, NULL, 0, 0,
           "bound a store's articles in both ways and note what differs", 0),
    {0},
};
