// rules.c owns the two tables of the HTML cleaner: rules by tag and class, and block tags.
#include "corpus/rules.h"

#include <string.h>

enum { NONE = -1 };
#define DROP(tag, class, count)                                                                \
    {                                                                                          \
        tag, "class", class, CRIA_ACT_DROP, CRIA_COUNT_##count                                 \
    }
#define DROP_ALL(tag, count)                                                                   \
    {                                                                                          \
        tag, NULL, NULL, CRIA_ACT_DROP, CRIA_COUNT_##count                                     \
    }
#define AS(tag, class, action)                                                                 \
    {                                                                                          \
        tag, "class", class, CRIA_ACT_##action, NONE                                           \
    }
#define ALL(tag, action)                                                                       \
    {                                                                                          \
        tag, NULL, NULL, CRIA_ACT_##action, NONE                                               \
    }

// The first row that fits is taken, so the special stand before the general. An element without
// a row is unwrapped.
static const cria_rule table[] = {
    // Page numbers, marginal notes, footnotes.
    DROP(NULL, "pagenum", PAGE_NUMBERS),
    DROP(NULL, "sidenote", SIDENOTES),
    DROP(NULL, "wst-sidenote", SIDENOTES),
    DROP(NULL, "wst-shoulder-heading", SIDENOTES),
    {"a", "href", "#ft", CRIA_ACT_DROP, CRIA_COUNT_FOOTNOTE_MARKS},
    {"a", "href", "#Footnote", CRIA_ACT_DROP, CRIA_COUNT_FOOTNOTE_MARKS},
    {"sup", "class", "reference", CRIA_ACT_DROP, CRIA_COUNT_FOOTNOTE_MARKS},
    DROP("div", "note", FOOTNOTES),
    DROP(NULL, "references", FOOTNOTES),
    DROP(NULL, "mw-references-wrap", FOOTNOTES),
    DROP(NULL, "reflist", FOOTNOTES),
    // Figures: the container goes, since its caption may have no class of its own.
    DROP("div", "figcenter", FIGURES),
    DROP("div", "figcenter1", FIGURES),
    DROP("div", "figright", FIGURES),
    DROP("div", "figleft", FIGURES),
    DROP(NULL, "thumb", FIGURES),
    DROP(NULL, "wst-img-float", FIGURES),
    DROP(NULL, "gallery", FIGURES),
    {"figure", NULL, NULL, CRIA_ACT_FIGURE, CRIA_COUNT_IMAGES},
    {"a", "class", "image", CRIA_ACT_FIGURE, CRIA_COUNT_IMAGES},
    {"a", "title", "File:", CRIA_ACT_FIGURE, CRIA_COUNT_IMAGES},
    {"span", "typeof", "mw:File", CRIA_ACT_FIGURE, CRIA_COUNT_IMAGES},
    AS("td", "figcenter", FIGURE),
    AS("td", "figcenter1", FIGURE),
    AS("td", "figright", FIGURE),
    AS("td", "figright1", FIGURE),
    AS("td", "figleft", FIGURE),
    AS("td", "figleft1", FIGURE),
    AS("td", "caption", FIGURE),
    AS("td", "caption1", FIGURE),
    AS("td", "caption80", FIGURE),
    DROP("table", "pic", FIGURES),
    // Formulae laid out as tables, and the numbers of equations.
    AS("table", "math", FORMULA),
    AS("table", "math0", FORMULA),
    AS("table", "mathc", FORMULA),
    AS("td", "denom", FORMULA),
    DROP_ALL("math", FORMULAE),
    DROP(NULL, "mwe-math-element", FORMULAE),
    AS("div", "ref", AUTHOR),
    // Signatures.
    DROP("span", "signature", AUTHORS),
    DROP(NULL, "wst-eb1911-footer-initials", AUTHORS),
    AS("div", "author", AUTHOR),
    AS("div", "author1", AUTHOR),
    AS("div", "aut", AUTHOR),
    AS("p", "author", AUTHOR),
    // Fine print, one of the two spellings an error of the source; then Wikisource's.
    AS("div", "condensed", FINE),
    AS("div", "condenced", FINE),
    AS("div", "wst-smaller-block", FINE),
    AS("div", "wst-fine-block", FINE),
    AS(NULL, "wst-eb1911-fine-print", FINE),
    {NULL, "style", "font-size:83%", CRIA_ACT_FINE, NONE},
    {NULL, "style", "font-size:92%", CRIA_ACT_FINE, NONE},
    // Verse.
    AS(NULL, "poem", VERSE),
    AS(NULL, "poemr", VERSE),
    AS(NULL, "ws-poem", VERSE),
    ALL("dl", VERSE), // MediaWiki's for lines set in by ':'
    // Headings.
    AS("p", "center", HEADING),
    AS("p", "center1", HEADING),
    AS("p", "cenhead", HEADING),
    ALL("h1", HEADING),
    ALL("h2", HEADING),
    ALL("h3", HEADING),
    ALL("h4", HEADING),
    ALL("h5", HEADING),
    ALL("h6", HEADING),
    // Characters.
    AS("span", "spp", FRACTION_TOP),
    AS("span", "suu", FRACTION_BOTTOM),
    AS("span", "suu1", FRACTION_BOTTOM),
    AS("span", "sp", SUPER),
    AS("span", "sp1", SUPER),
    AS("span", "sp2", SUPER),
    AS("span", "su", SUB),
    AS("span", "su1", SUB),
    AS("span", "su2", SUB),
    ALL("sup", SUPER),
    ALL("sub", SUB),
    AS("span", "bold", BOLD),
    ALL("b", BOLD),
    ALL("strong", BOLD),
    ALL("i", ITALIC),
    ALL("em", ITALIC),
    // Tables, breaks, the rule between articles, images.
    ALL("table", TABLE),
    ALL("tr", ROW),
    ALL("td", CELL),
    ALL("th", CELL),
    ALL("br", BREAK),
    AS("hr", "art", ARTICLE_END),
    ALL("img", IMAGE),
    // What stands around the text of a page.
    DROP_ALL("pre", FURNITURE),
    DROP_ALL("script", FURNITURE),
    DROP_ALL("style", FURNITURE),
    DROP_ALL("head", FURNITURE),
    DROP_ALL("title", FURNITURE),
    DROP_ALL("nav", FURNITURE),
    DROP_ALL("template", FURNITURE),
    DROP_ALL("noscript", FURNITURE),
    DROP_ALL("svg", FURNITURE),
    DROP_ALL("label", FURNITURE), // a form may hold the page
    DROP_ALL("button", FURNITURE),
    DROP_ALL("select", FURNITURE),
    DROP_ALL("textarea", FURNITURE),
    DROP_ALL("dialog", FURNITURE),
    DROP_ALL("aside", FURNITURE),
    DROP_ALL("footer", FURNITURE),
    {NULL, "hidden", "", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "role", "navigation", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "role", "search", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "role", "dialog", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "role", "contentinfo", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {"a", "href", "#main$", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE}, // "Skip to content"
    {"a", "href", "#main-content$", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {"a", "href", "#maincontent$", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {"a", "href", "#content$", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    DROP(NULL, "skip-link", FURNITURE),
    DROP(NULL, "sr-only", FURNITURE),
    DROP(NULL, "visually-hidden", FURNITURE),
    DROP(NULL, "screen-reader-text", FURNITURE),
    {NULL, "id", "headerContainer", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "id", "navigation", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "id", "ws-data", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "id", "plainSister", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    {NULL, "id", "toc", CRIA_ACT_DROP, CRIA_COUNT_FURNITURE},
    DROP(NULL, "ws-header", FURNITURE),
    DROP(NULL, "wst-header", FURNITURE),
    DROP(NULL, "ws-noexport", FURNITURE),
    DROP(NULL, "noprint", FURNITURE),
    DROP(NULL, "mw-editsection", FURNITURE),
    DROP(NULL, "ws-if-subpage-noexport", FURNITURE),
    DROP(NULL, "wst-footer", FURNITURE),
    DROP(NULL, "mw-headline-anchor", FURNITURE),
    DROP(NULL, "mw-cite-backlink", FURNITURE),
    DROP(NULL, "navigation-not-searchable", FURNITURE),
    DROP(NULL, "magnify", FURNITURE),
    DROP(NULL, "error", FURNITURE),
    DROP(NULL, "redirectMsg", FURNITURE),
    DROP(NULL, "redirectText", FURNITURE),
    DROP(NULL, "catlinks", FURNITURE),
    DROP(NULL, "printfooter", FURNITURE),
};

static const cria_rule unwrap = {NULL, NULL, NULL, CRIA_ACT_UNWRAP, NONE};

static bool has_class(const char *value, size_t length, const char *name)
{
    const size_t wanted = strlen(name);
    for (size_t i = 0; i < length;) {
        size_t n = 0;
        while (i + n < length && !strchr(" \t\n\r", value[i + n]))
            n++;
        if (n == wanted && memcmp(value + i, name, n) == 0)
            return true;
        i += n + 1;
    }
    return false;
}

static bool begins(const char *value, size_t length, const char *wanted)
{
    const size_t n = strcspn(wanted, "$");
    return length >= n && memcmp(value, wanted, n) == 0 && (!wanted[n] || length == n);
}

static bool fits(const cria_rule *r, const cria_tag *tag)
{
    if (r->tag && strcmp(r->tag, tag->name) != 0)
        return false;
    if (!r->attribute)
        return true;
    const char *value;
    size_t length;
    if (!cria_tag_attribute(tag, r->attribute, &value, &length))
        return false;
    return strcmp(r->attribute, "class") == 0 ? has_class(value, length, r->value)
                                              : begins(value, length, r->value);
}

const cria_rule *cria_rule_find(const cria_tag *tag)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (fits(&table[i], tag))
            return &table[i];
    return &unwrap;
}

typedef struct level_row {
    char name[12];
    cria_level level;
} level_row;

static const level_row levels[] = {
    {"p", CRIA_LEVEL_BLOCK},          {"div", CRIA_LEVEL_BLOCK},
    {"table", CRIA_LEVEL_BLOCK},      {"tr", CRIA_LEVEL_BLOCK},
    {"td", CRIA_LEVEL_BLOCK},         {"th", CRIA_LEVEL_BLOCK},
    {"h1", CRIA_LEVEL_BLOCK},         {"h2", CRIA_LEVEL_BLOCK},
    {"h3", CRIA_LEVEL_BLOCK},         {"h4", CRIA_LEVEL_BLOCK},
    {"h5", CRIA_LEVEL_BLOCK},         {"h6", CRIA_LEVEL_BLOCK},
    {"ul", CRIA_LEVEL_BLOCK},         {"ol", CRIA_LEVEL_BLOCK},
    {"li", CRIA_LEVEL_BLOCK},         {"dl", CRIA_LEVEL_BLOCK},
    {"dt", CRIA_LEVEL_BLOCK},         {"dd", CRIA_LEVEL_BLOCK},
    {"blockquote", CRIA_LEVEL_BLOCK}, {"pre", CRIA_LEVEL_BLOCK},
    {"body", CRIA_LEVEL_BLOCK},       {"html", CRIA_LEVEL_BLOCK},
    {"head", CRIA_LEVEL_BLOCK},       {"title", CRIA_LEVEL_BLOCK},
    {"section", CRIA_LEVEL_BLOCK},    {"nav", CRIA_LEVEL_BLOCK},
    {"hr", CRIA_LEVEL_VOID},          {"br", CRIA_LEVEL_VOID},
    {"img", CRIA_LEVEL_VOID},         {"meta", CRIA_LEVEL_VOID},
    {"link", CRIA_LEVEL_VOID},        {"input", CRIA_LEVEL_VOID},
    {"col", CRIA_LEVEL_VOID},         {"wbr", CRIA_LEVEL_VOID},
    {"base", CRIA_LEVEL_VOID},        {"area", CRIA_LEVEL_VOID},
    {"figure", CRIA_LEVEL_BLOCK},     {"figcaption", CRIA_LEVEL_BLOCK},
    {"center", CRIA_LEVEL_BLOCK},     {"article", CRIA_LEVEL_BLOCK},
    {"main", CRIA_LEVEL_BLOCK},       {"header", CRIA_LEVEL_BLOCK},
    {"footer", CRIA_LEVEL_BLOCK},     {"aside", CRIA_LEVEL_BLOCK},
    {"address", CRIA_LEVEL_BLOCK},    {"details", CRIA_LEVEL_BLOCK},
    {"summary", CRIA_LEVEL_BLOCK},    {"form", CRIA_LEVEL_BLOCK},
};

cria_level cria_tag_level(const char *name)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (strcmp(levels[i].name, name) == 0)
            return levels[i].level;
    return CRIA_LEVEL_INLINE;
}
