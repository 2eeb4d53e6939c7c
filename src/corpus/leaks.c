// leaks.c owns the table of leaks.
#include "corpus/leaks.h"

#include "base/text.h"
#include "corpus/prose.h"

#include <string.h>

static const struct {
    const char *text;
    cria_count count;
} patterns[] = {
    {"{{", CRIA_COUNT_LEAK_BRACES},
    {"}}", CRIA_COUNT_LEAK_BRACES},
    {"[[", CRIA_COUNT_LEAK_BRACKETS},
    {"]]", CRIA_COUNT_LEAK_BRACKETS},
    {"|-", CRIA_COUNT_LEAK_TABLE},
    {"''", CRIA_COUNT_LEAK_QUOTES},
    {"__", CRIA_COUNT_LEAK_UNDERSCORES},
    {"Page:EB1911", CRIA_COUNT_LEAK_PAGE},
    {"[Page ", CRIA_COUNT_LEAK_PAGE},
    {"[v.", CRIA_COUNT_LEAK_PAGE},
    {"\u200b", CRIA_COUNT_LEAK_CONTROL},
    {"\ufeff", CRIA_COUNT_LEAK_CONTROL},
    {"\ufffd", CRIA_COUNT_LEAK_CONTROL},
    {"ws-noexport", CRIA_COUNT_LEAK_NOEXPORT},
    {"sister projects:", CRIA_COUNT_LEAK_NOEXPORT},
    {"(continued in part", CRIA_COUNT_LEAK_CONTINUED},
    {"(continued from part", CRIA_COUNT_LEAK_CONTINUED},
    {"(Continued in", CRIA_COUNT_LEAK_CONTINUED},
    {"(Continued from", CRIA_COUNT_LEAK_CONTINUED},
    {"( )", CRIA_COUNT_LEAK_EMPTY},
    {"()", CRIA_COUNT_LEAK_EMPTY},
};

// is_suspect: bytes that begin a row of the table, or a leak found by hand.
static bool is_suspect(char c)
{
    return strchr("{}[]|'_P\xE2\xEF"
                  "ws(<&\xC2",
                  c) != NULL ||
           (unsigned char)c < 32;
}

static bool is_entity(const char *at)
{
    size_t n = 1;
    while (cria_is_letter(at[n]))
        n++;
    return n > 2 && at[n] == ';';
}

static void look_here(const char *at, cria_counts *counts)
{
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (strncmp(at, patterns[i].text, strlen(patterns[i].text)) == 0)
            counts->n[patterns[i].count]++;
    counts->n[CRIA_COUNT_LEAK_TAG] += *at == '<' && (cria_is_letter(at[1]) || at[1] == '/');
    counts->n[CRIA_COUNT_LEAK_ENTITY] += *at == '&' && is_entity(at);
    const bool c1 = (unsigned char)at[0] == 0xC2 && (unsigned char)at[1] < 0xA0;
    const bool c0 = (unsigned char)at[0] < 32 && at[0] != '\n';
    counts->n[CRIA_COUNT_LEAK_CONTROL] += c1 || c0;
}

void cria_leaks_count(const cria_article *a, cria_counts *counts)
{
    for (size_t i = 0; i < a->length; i++)
        if (is_suspect(a->text[i]))
            look_here(a->text + i, counts);
    for (const char *line = a->text; line;) {
        const char *end = strchr(line, '\n');
        const size_t length = end ? (size_t)(end - line) : strlen(line);
        counts->n[CRIA_COUNT_LEAK_FIGURE] += cria_prose_is_figure(line, length);
        line = end ? end + 1 : NULL;
    }
}

double cria_letters_share(const char *text, size_t length)
{
    size_t letters = 0, all = 0;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        // One byte of each character counts.
        if ((c & 0xC0) == 0x80 || c <= ' ')
            continue;
        all++;
        letters += cria_is_letter((char)c) || c >= 0x80;
    }
    return all ? (double)letters / (double)all : 0;
}
