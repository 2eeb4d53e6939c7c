// warnings.c owns the table of warnings: measure and bounds of each, and the measures that need
// one look at the text.
#include "corpus/warnings.h"

#include "base/text.h"
#include "corpus/repeats.h"

#include <string.h>

typedef enum measure {
    MEASURE_WORDS,
    MEASURE_WORD_LENGTH, // mean, bytes
    MEASURE_SYMBOLS,     // a word
    MEASURE_LETTERS,     // share of words with a letter
    MEASURE_STOP_WORDS,  // how many
    MEASURE_BULLETS,     // share of lines
    MEASURE_ELLIPSES,    // share of lines
    MEASURE_LINES,       // share that stood before; these as in repeats.h
    MEASURE_LINE_BYTES,
    MEASURE_TOP_2,
    MEASURE_TOP_3,
    MEASURE_TOP_4,
    MEASURE_GRAMS_5,
    MEASURE_GRAMS_6,
    MEASURE_GRAMS_7,
    MEASURE_GRAMS_8,
    MEASURE_GRAMS_9,
    MEASURE_GRAMS_10,
    MEASURE_LINE_ENDS,  // lines that end no sentence
    MEASURE_LINE_WORDS, // lines under three words
    MEASURE_SENTENCES,
    MEASURE_BRACES, // how many '{'
    MEASURES
} measure;

#define NO_BOUND 1e300

// A measure under `least` or over `most` earns the warning. Names and meanings: counts.h.
static const struct {
    cria_count count;
    measure of;
    double least, most;
} bounds[] = {
    {CRIA_COUNT_WARN_SHORT, MEASURE_WORDS, 50, NO_BOUND},
    {CRIA_COUNT_WARN_LONG, MEASURE_WORDS, 0, 100000},
    {CRIA_COUNT_WARN_WORD_LENGTH, MEASURE_WORD_LENGTH, 3, 10},
    {CRIA_COUNT_WARN_SYMBOLS, MEASURE_SYMBOLS, 0, 0.1},
    {CRIA_COUNT_WARN_LETTERS, MEASURE_LETTERS, 0.8, NO_BOUND},
    {CRIA_COUNT_WARN_STOP_WORDS, MEASURE_STOP_WORDS, 2, NO_BOUND},
    {CRIA_COUNT_WARN_BULLETS, MEASURE_BULLETS, 0, 0.9},
    {CRIA_COUNT_WARN_ELLIPSES, MEASURE_ELLIPSES, 0, 0.3},
    {CRIA_COUNT_WARN_LINES, MEASURE_LINES, 0, 0.3},
    {CRIA_COUNT_WARN_LINE_BYTES, MEASURE_LINE_BYTES, 0, 0.2},
    {CRIA_COUNT_WARN_TOP_2, MEASURE_TOP_2, 0, 0.2},
    {CRIA_COUNT_WARN_TOP_3, MEASURE_TOP_3, 0, 0.18},
    {CRIA_COUNT_WARN_TOP_4, MEASURE_TOP_4, 0, 0.16},
    {CRIA_COUNT_WARN_GRAMS_5, MEASURE_GRAMS_5, 0, 0.15},
    {CRIA_COUNT_WARN_GRAMS_6, MEASURE_GRAMS_6, 0, 0.14},
    {CRIA_COUNT_WARN_GRAMS_7, MEASURE_GRAMS_7, 0, 0.13},
    {CRIA_COUNT_WARN_GRAMS_8, MEASURE_GRAMS_8, 0, 0.12},
    {CRIA_COUNT_WARN_GRAMS_9, MEASURE_GRAMS_9, 0, 0.11},
    {CRIA_COUNT_WARN_GRAMS_10, MEASURE_GRAMS_10, 0, 0.1},
    {CRIA_COUNT_WARN_LINE_ENDS, MEASURE_LINE_ENDS, 0, 0},
    {CRIA_COUNT_WARN_LINE_WORDS, MEASURE_LINE_WORDS, 0, 0},
    {CRIA_COUNT_WARN_SENTENCES, MEASURE_SENTENCES, 5, NO_BOUND},
    {CRIA_COUNT_WARN_BRACES, MEASURE_BRACES, 0, 0},
};

enum { CLASS_LETTER = 1, CLASS_SYMBOL = 2, CLASS_STOP = 4, CLASS_BRACE = 8 };

static unsigned class_of(unsigned char c)
{
    static const unsigned char table[128] = {
        ['#'] = CLASS_SYMBOL, ['<'] = CLASS_SYMBOL,  ['>'] = CLASS_SYMBOL,
        ['='] = CLASS_SYMBOL, ['|'] = CLASS_SYMBOL,  ['~'] = CLASS_SYMBOL,
        ['^'] = CLASS_SYMBOL, ['*'] = CLASS_SYMBOL,  ['}'] = CLASS_SYMBOL,
        ['.'] = CLASS_STOP,   ['\\'] = CLASS_SYMBOL, ['{'] = CLASS_SYMBOL | CLASS_BRACE,
        ['?'] = CLASS_STOP,   ['!'] = CLASS_STOP,
    };
    const unsigned char small = c | 32;
    const bool letter = c >= 0x80 || (small >= 'a' && small <= 'z');
    return letter ? CLASS_LETTER : table[c];
}

typedef struct tally {
    double words, bytes, symbols, with_letter, stop_words, braces, sentences;
    double lines, bullets, ellipses, open_lines, short_lines;
} tally;

static bool is_stop_word(const char *word, size_t length)
{
    static const char *const stops[] = {"the", "be", "to", "of", "and", "that", "have", "with"};
    if (length < 2 || length > 4)
        return false;
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++)
        if (strlen(stops[i]) == length && memcmp(stops[i], word, length) == 0)
            return true;
    return false;
}

static void count_word(tally *t, const char *word, size_t length)
{
    unsigned all = 0, symbols = 0;
    for (size_t i = 0; i < length; i++) {
        const unsigned class = class_of((unsigned char)word[i]);
        all |= class;
        symbols += (class & CLASS_SYMBOL) != 0;
        t->braces += (class & CLASS_BRACE) != 0;
    }
    size_t last = length; // of the word without what closes behind its stop
    while (all & CLASS_STOP && last > 1 && strchr("\"')]", word[last - 1]))
        last--;
    t->words++;
    t->bytes += (double)length;
    t->symbols += symbols;
    t->with_letter += (all & CLASS_LETTER) != 0;
    t->sentences += class_of((unsigned char)word[last - 1]) == CLASS_STOP;
    t->stop_words += is_stop_word(word, length);
}

static void count_line(tally *t, const char *line, size_t length)
{
    const double before = t->words;
    for (size_t at = 0; at < length; at++) {
        const size_t start = at;
        while (at < length && line[at] != ' ' && line[at] != '\t')
            at++;
        if (at > start)
            count_word(t, line + start, at - start);
    }
    if (t->words == before)
        return;
    t->lines++;
    t->bullets += cria_begins(line, length, "* ") || cria_begins(line, length, "- ") ||
                  cria_begins(line, length, "\u2022");
    t->ellipses += cria_ends(line, length, "...") || cria_ends(line, length, "\u2026");
    t->open_lines += strchr(".?!\"'", line[length - 1]) == NULL;
    t->short_lines += t->words - before < 3;
}

static tally count_text(const cria_article *a)
{
    tally t = {0};
    for (size_t at = 0; at < a->length;) {
        const char *line = a->text + at, *end = memchr(line, '\n', a->length - at);
        const size_t length = end ? (size_t)(end - line) : a->length - at;
        count_line(&t, line, length);
        at += length + 1;
    }
    return t;
}

static void fill(double value[MEASURES], const tally *t, const cria_repeats *r)
{
    const double words = t->words > 0 ? t->words : 1, lines = t->lines > 0 ? t->lines : 1;
    value[MEASURE_WORDS] = t->words;
    value[MEASURE_WORD_LENGTH] = t->bytes / words;
    value[MEASURE_SYMBOLS] = t->symbols / words;
    value[MEASURE_LETTERS] = t->with_letter / words;
    value[MEASURE_STOP_WORDS] = t->stop_words;
    value[MEASURE_BULLETS] = t->bullets / lines;
    value[MEASURE_ELLIPSES] = t->ellipses / lines;
    value[MEASURE_LINES] = r->lines;
    value[MEASURE_LINE_BYTES] = r->line_bytes;
    for (int i = 0; i < CRIA_TOP_GRAMS; i++)
        value[MEASURE_TOP_2 + i] = r->top[i];
    for (int i = 0; i < CRIA_DUPLICATE_GRAMS; i++)
        value[MEASURE_GRAMS_5 + i] = r->duplicate[i];
    value[MEASURE_LINE_ENDS] = t->open_lines;
    value[MEASURE_LINE_WORDS] = t->short_lines;
    value[MEASURE_SENTENCES] = t->sentences;
    value[MEASURE_BRACES] = t->braces;
}

uint64_t cria_warnings_of(const cria_article *a)
{
    double value[MEASURES];
    uint64_t warnings = 0;
    cria_repeats repeats;
    const tally t = count_text(a);
    if (cria_repeats_measure(&repeats, a->text, a->length) != CRIA_OK)
        repeats = (cria_repeats){0};
    fill(value, &t, &repeats);
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++)
        if (value[bounds[i].of] < bounds[i].least || value[bounds[i].of] > bounds[i].most)
            warnings |= CRIA_WARNING_BIT(bounds[i].count);
    return warnings;
}
