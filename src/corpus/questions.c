// questions.c owns what can be asked of a tidied text (declared in prose.h).
#include "corpus/prose.h"

#include "base/text.h"

#include <string.h>

enum { LIST_WORDS = 35 }; // words a year in a list of books, at most

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_high(char c)
{
    return (unsigned char)c >= 0x80;
}

static bool begins_any(const char *text, size_t length, const char *const *starts)
{
    for (; *starts; starts++)
        if (cria_begins(text, length, *starts))
            return true;
    return false;
}

// signature_token: one initial or abbreviated name ("W.", "Di.", "M.*"); its length, or 0.
static size_t signature_token(const char *text, size_t length)
{
    size_t n = 0;
    if (length == 0 || (!is_upper(text[0]) && !is_high(text[0])))
        return 0;
    while (n < length && n < 9 &&
           (is_upper(text[n]) || is_lower(text[n]) || is_high(text[n]) || text[n] == '-' ||
            text[n] == '\''))
        n++;
    if (n == length || n > 8 || text[n] != '.')
        return 0;
    n++;
    while (n < length && text[n] == '*')
        n++;
    return n;
}

bool cria_prose_is_signature(const char *text, size_t length)
{
    if (length < 4 || length > 80 || text[0] != '(' || text[length - 1] != ')')
        return false;
    size_t at = 1, tokens = 0;
    while (at < length - 1) {
        const size_t n = signature_token(text + at, length - 1 - at);
        const bool filler = strchr(" ;,&", text[at]) != NULL;
        if (n == 0 && !filler && !cria_begins(text + at, length - at, "and "))
            return cria_begins(text, length, "(X)");
        at += n ? n : filler ? 1 : 4;
        tokens += n > 0;
    }
    return tokens > 0;
}

size_t cria_prose_signature_start(const char *text, size_t length)
{
    if (length < 8 || text[length - 1] != ')')
        return length;
    size_t at = length - 1;
    while (at > 0 && text[at] != '(' && length - at < 60)
        at--;
    // Two initials or more behind a full sentence; "(U.S.A.)" has no blanks in it.
    if (at < 2 || text[at] != '(' || text[at - 1] != ' ' || !strchr(".\"!?)", text[at - 2]) ||
        !memchr(text + at, ' ', length - at))
        return length;
    return cria_prose_is_signature(text + at, length - at) ? at - 1 : length;
}

bool cria_prose_is_figure(const char *text, size_t length)
{
    static const char *const starts[] = {"Fig.",   "Figs.",  "FIG.", "FIGS.",
                                         "Plate ", "PLATE ", NULL};
    return (length <= 14 && begins_any(text, length, starts)) ||
           (length <= 40 && cria_begins(text, length, "(Click "));
}

bool cria_prose_is_formula(const char *text, size_t length)
{
    size_t words = 0, signs = 0, run = 0;
    for (size_t i = 0; i <= length; i++) {
        const char c = i < length ? text[i] : ' ';
        if (is_lower(c) || is_upper(c) || is_high(c)) {
            run++;
            continue;
        }
        words += run >= 4;
        run = 0;
        signs += strchr("=+^_/<>", c) != NULL && c != '\0';
    }
    return (memchr(text, '=', length) && words < 4) || signs > 2 * words + 1;
}

bool cria_prose_leads_nowhere(const char *text, size_t length)
{
    static const char *const tails[] = {
        ":-", " -",          ":--",          ": --",          ":\u2014",
        ":",  "the formula", "the equation", "the equations", NULL};
    for (const char *const *tail = tails; *tail; tail++)
        if (cria_ends(text, length, *tail))
            return true;
    return false;
}

size_t cria_prose_without_dash(const char *text, size_t length)
{
    return cria_ends(text, length, " -") ? length - 2 : length;
}

static const struct {
    const char *text;
    int direction;
} continuations[] = {
    {"ontinued from part", -1}, {"ontinued from volume", -1}, {"ontinued from Volume", -1},
    {"ontinued in part", 1},    {"ontinued in volume", 1},    {"ontinued in Volume", 1},
};

// inside: `at` is within a character of several bytes.
static bool inside(const char *text, size_t length, size_t at)
{
    return at < length && ((unsigned char)text[at] & 0xC0) == 0x80;
}

// brackets widens a mark found at `at` to the brackets around it and the stop behind, where
// they are near, and to whole characters.
static void brackets(const char *text, size_t length, size_t at, size_t *start, size_t *end)
{
    *start = at;
    while (*start > 0 &&
           ((at - *start < 12 && !strchr("([", text[*start])) || inside(text, length, *start)))
        (*start)--;
    *end = at;
    while (*end < length &&
           ((*end - at < 80 && !strchr(")]", text[*end])) || inside(text, length, *end)))
        (*end)++;
    while (*end < length && strchr(")].", text[*end]))
        (*end)++;
}

int cria_prose_continued(const char *text, size_t length, size_t *start, size_t *end)
{
    for (size_t at = 0; at < length; at++) {
        const char *here = memchr(text + at, 'o', length - at);
        if (!here)
            return 0;
        at = (size_t)(here - text);
        for (size_t i = 0; i < sizeof continuations / sizeof continuations[0]; i++)
            if (cria_begins(here, length - at, continuations[i].text)) {
                brackets(text, length, at, start, end);
                return continuations[i].direction;
            }
    }
    return 0;
}

// years: parentheses' four-digit years between 1400 and 1999.
static int years(const char *text, size_t length)
{
    int n = 0, depth = 0;
    for (size_t i = 0; i + 4 <= length; i++) {
        depth += text[i] == '(';
        depth -= text[i] == ')' && depth > 0;
        const bool start = i == 0 || !cria_is_digit(text[i - 1]);
        n += depth > 0 && start && text[i] == '1' && text[i + 1] >= '4' &&
             cria_is_digit(text[i + 1]) && cria_is_digit(text[i + 2]) &&
             cria_is_digit(text[i + 3]);
    }
    return n;
}

// is_dense: a list of titles has a year for each; prose that names a few books has not.
static bool is_dense(const char *text, size_t length, int italics)
{
    const int n = years(text, length);
    return n >= 2 && italics >= 2 && (size_t)n * LIST_WORDS >= cria_prose_words(text, length);
}

bool cria_prose_cites_books(const char *text, size_t length, int italics)
{
    for (size_t i = 2; i < length; i++)
        if (cria_begins(text + i, length - i, "See ") && text[i - 1] == ' ' &&
            strchr(".;)", text[i - 2]))
            return years(text + i, length - i) > 0 && is_dense(text, length, italics);
    return false;
}

bool cria_prose_is_bibliography(const char *text, size_t length, int italics, bool weak)
{
    static const char *const strong[] = {"See ",
                                         "Authorities",
                                         "AUTHORITIES",
                                         "Bibliography",
                                         "BIBLIOGRAPHY",
                                         "Literature.",
                                         "LITERATURE.",
                                         "Bibliographie",
                                         "Sources.",
                                         "The chief authorit",
                                         "The principal authorit",
                                         "The best authorit",
                                         "The best account",
                                         "Editions.",
                                         "References.",
                                         "Other authorities are",
                                         "Other authorities:",
                                         "A bibliography",
                                         NULL};
    static const char *const loose[] = {
        "For ",     "The chief ", "Biography",      "Biographies",   "with ",
        "Among ",   "The best ",  "The principal ", "The standard ", "There is a ",
        "Consult ", "Compare ",   "Also ",          "References",    NULL};
    if (begins_any(text, length, strong))
        return italics > 0 || years(text, length) > 0 || length < 120;
    if (!weak)
        return false;
    return (begins_any(text, length, loose) && (italics > 0 || years(text, length) > 0)) ||
           is_dense(text, length, italics);
}

uint64_t cria_prose_words(const char *text, size_t length)
{
    uint64_t words = 0;
    bool inside = false;
    for (size_t i = 0; i < length; i++) {
        const bool space = text[i] == ' ' || text[i] == '\n' || text[i] == '\t';
        words += !space && !inside;
        inside = !space;
    }
    return words;
}
