// leaks.c owns the tables of leaks and warnings.
#include "corpus/leaks.h"

#include "corpus/prose.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

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

// starts_pattern: bytes that begin a row of the table, or a leak found by hand.
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
    while (is_letter(at[n]))
        n++;
    return n > 2 && at[n] == ';';
}

static void look_here(const char *at, cria_counts *counts)
{
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (strncmp(at, patterns[i].text, strlen(patterns[i].text)) == 0)
            counts->n[patterns[i].count]++;
    counts->n[CRIA_COUNT_LEAK_TAG] += *at == '<' && (is_letter(at[1]) || at[1] == '/');
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
        letters += is_letter((char)c) || c >= 0x80;
    }
    return all ? (double)letters / (double)all : 0;
}

typedef struct figures {
    double words, letters_bytes, symbols, with_letter;
    int stop_words;
} figures;

static void count_word(figures *f, const char *word, size_t length)
{
    static const char *const stops[] = {"the", "be", "to", "of", "and", "that", "have", "with"};
    bool letter = false;
    for (size_t i = 0; i < length; i++) {
        letter |= is_letter(word[i]) || (unsigned char)word[i] >= 0x80;
        f->symbols += strchr("#<>=|~^*{}\\", word[i]) != NULL;
    }
    f->words++;
    f->letters_bytes += (double)length;
    f->with_letter += letter;
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++)
        f->stop_words += strlen(stops[i]) == length && memcmp(stops[i], word, length) == 0;
}

static figures measure(const cria_article *a)
{
    figures f = {0};
    for (const char *at = a->text; *at;) {
        const size_t length = strcspn(at, " \n\t");
        if (length > 0)
            count_word(&f, at, length);
        at += length + (at[length] != '\0');
    }
    return f;
}

void cria_warnings_count(const cria_article *a, cria_counts *counts)
{
    const figures f = measure(a);
    const double n = f.words > 0 ? f.words : 1;
    uint64_t *w = counts->n;
    w[CRIA_COUNT_WARN_SHORT] += f.words < 50;
    w[CRIA_COUNT_WARN_LONG] += f.words > 100000;
    w[CRIA_COUNT_WARN_WORD_LENGTH] += f.letters_bytes / n < 3 || f.letters_bytes / n > 10;
    w[CRIA_COUNT_WARN_SYMBOLS] += f.symbols / n > 0.1;
    w[CRIA_COUNT_WARN_LETTERS] += f.with_letter / n < 0.8;
    w[CRIA_COUNT_WARN_STOP_WORDS] += f.stop_words < 2;
}
