// repeats.c owns the counting of lines and of words in a row: one table of hashes, used anew
// for each length.
#include "corpus/repeats.h"

#include <string.h>

typedef struct span {
    uint64_t hash;
    uint32_t start, end; // bytes of the text
} span;

typedef struct slot {
    uint64_t key;
    uint32_t times, use; // a slot of an earlier use is free
} slot;

typedef struct counter {
    const char *text;
    size_t length;
    span *word;     // `hash` becomes that of the n words that begin here
    uint64_t *next; // the words' own hashes
    uint32_t *live; // words where some that come more than once begin
    size_t *place;  // their slots
    size_t words, lines, lives;
    slot *slot;
    size_t mask;
    uint32_t use;
} counter;

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

static uint64_t hash_step(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static uint64_t hash_bytes(const char *text, size_t length)
{
    uint64_t hash = length, piece;
    for (; length >= sizeof piece; length -= sizeof piece, text += sizeof piece) {
        memcpy(&piece, text, sizeof piece);
        hash = hash_step(hash, piece);
    }
    piece = 0;
    for (size_t i = 0; i < length; i++)
        piece = piece << 8 | (unsigned char)text[i];
    return hash_step(hash, piece);
}

// note counts the key and returns its slot.
static size_t note(counter *c, uint64_t key)
{
    size_t at = (size_t)(key ^ key >> 29) & c->mask;
    while (c->slot[at].use == c->use && c->slot[at].key != key)
        at = (at + 1) & c->mask;
    slot *s = &c->slot[at];
    if (s->use != c->use)
        *s = (slot){key, 0, c->use};
    s->times++;
    return at;
}

static void count_spans(counter *c)
{
    bool inside = false;
    c->lines = c->length > 0;
    for (size_t i = 0; i < c->length; i++) {
        const bool blank = is_blank(c->text[i]);
        c->words += !blank && !inside;
        c->lines += c->text[i] == '\n';
        inside = !blank;
    }
}

static void find_words(counter *c)
{
    size_t n = 0;
    for (size_t at = 0; at < c->length;) {
        const size_t start = at;
        while (at < c->length && !is_blank(c->text[at]))
            at++;
        if (at > start) {
            const uint64_t hash = hash_bytes(c->text + start, at - start);
            c->next[n] = hash;
            c->live[n] = (uint32_t)n;
            c->word[n++] = (span){hash, (uint32_t)start, (uint32_t)at};
        }
        at++;
    }
    c->lives = n;
}

static void measure_lines(counter *c, cria_repeats *out)
{
    size_t repeated = 0, bytes = 0;
    c->use++;
    for (size_t at = 0; at < c->length;) {
        const char *line = c->text + at, *end = memchr(line, '\n', c->length - at);
        const size_t length = end ? (size_t)(end - line) : c->length - at;
        if (c->slot[note(c, hash_bytes(line, length))].times > 1) {
            repeated++;
            bytes += length;
        }
        at += length + 1;
    }
    out->lines = (double)repeated / (double)c->lines;
    out->line_bytes = (double)bytes / (double)c->length;
}

// keep_repeated makes the hashes those of n words and keeps in `live` the places whose n words
// come more than once. Only those can begin n + 1 words that do.
static void keep_repeated(counter *c, size_t n)
{
    size_t kept = 0;
    c->use++;
    while (c->lives > 0 && c->live[c->lives - 1] + n > c->words)
        c->lives--;
    for (size_t k = 0; k < c->lives; k++) {
        span *w = &c->word[c->live[k]];
        w->hash = hash_step(w->hash, c->next[c->live[k] + n - 1]);
        c->place[k] = note(c, w->hash);
    }
    for (size_t k = 0; k < c->lives; k++)
        if (c->slot[c->place[k]].times > 1) {
            c->place[kept] = c->place[k];
            c->live[kept++] = c->live[k];
        }
    c->lives = kept;
}

static size_t bytes_of(const counter *c, size_t i, size_t n)
{
    return c->word[i + n - 1].end - c->word[i].start;
}

// The most frequent; of equally frequent ones the longest.
static double top_share(const counter *c, size_t n)
{
    uint32_t most = 1;
    size_t bytes = 0;
    for (size_t k = 0; k < c->lives; k++) {
        const uint32_t times = c->slot[c->place[k]].times;
        const size_t own = bytes_of(c, c->live[k], n);
        if (times > most || (times == most && own > bytes)) {
            most = times;
            bytes = own;
        }
    }
    return (double)most * (double)bytes / (double)c->length;
}

// No byte is counted twice: behind a repeated place the search goes on with the next word.
static double duplicate_share(counter *c, size_t n)
{
    size_t bytes = 0, next = 0;
    c->use++;
    for (size_t k = 0; k < c->lives; k++) {
        const size_t i = c->live[k];
        if (i < next || c->slot[note(c, c->word[i].hash)].times == 1)
            continue;
        bytes += bytes_of(c, i, n);
        next = i + n;
    }
    return (double)bytes / (double)c->length;
}

static cria_status open_counter(counter *c)
{
    size_t slots = 16;
    const size_t most = c->words > c->lines ? c->words : c->lines;
    while (slots < 2 * most)
        slots *= 2;
    c->mask = slots - 1;
    CRIA_TRY(cria_alloc(&c->word, c->words, sizeof *c->word));
    CRIA_TRY(cria_alloc(&c->next, c->words, sizeof *c->next));
    CRIA_TRY(cria_alloc(&c->live, c->words, sizeof *c->live));
    CRIA_TRY(cria_alloc(&c->place, c->words, sizeof *c->place));
    return cria_alloc(&c->slot, slots, sizeof *c->slot);
}

static void measure(counter *c, cria_repeats *out)
{
    find_words(c);
    measure_lines(c, out);
    for (size_t n = 2; n < 2 + CRIA_TOP_GRAMS + CRIA_DUPLICATE_GRAMS; n++) {
        keep_repeated(c, n);
        if (n < 2 + CRIA_TOP_GRAMS)
            out->top[n - 2] = top_share(c, n);
        else
            out->duplicate[n - 2 - CRIA_TOP_GRAMS] = duplicate_share(c, n);
    }
}

cria_status cria_repeats_measure(cria_repeats *out, const char *text, size_t length)
{
    counter c = {.text = text, .length = length};
    *out = (cria_repeats){0};
    if (length == 0)
        return CRIA_OK;
    if (length >= UINT32_MAX)
        return cria_fail(CRIA_ELIMIT, "a text of %zu bytes: 4 GiB are measured at most",
                         length);
    count_spans(&c);
    const cria_status status = open_counter(&c);
    if (status == CRIA_OK)
        measure(&c, out);
    cria_free(c.word);
    cria_free(c.next);
    cria_free(c.live);
    cria_free(c.place);
    cria_free(c.slot);
    return status;
}
