// near.c owns sketches of texts and the search for pairs among them.
#include "corpus/near.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum {
    SHINGLE_WORDS = 5,
    ROWS = 4, // bins of a band: at a similarity of 0.8 all 32 bands differ with chance 5e-8
    BANDS = CRIA_NEAR_BINS / ROWS,
    NEIGHBOURS = 32, // see near.h
    BIN_SHIFT = 57,  // the top 7 bits of a hash choose one of 128 bins
};

static const uint32_t EMPTY = UINT32_MAX;

// The finalizer of splitmix64.
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

typedef struct sketcher {
    cria_near_sketch *out;
    uint64_t word[SHINGLE_WORDS]; // hashes of the last words, the newest last
    uint64_t hash;                // of the word under way; 0: none
    uint64_t words;
} sketcher;

static void add_shingle(sketcher *s)
{
    uint64_t hash = 0;
    for (int i = 0; i < SHINGLE_WORDS; i++)
        hash = mix(hash + s->word[i] + 0x9E3779B97F4A7C15u);
    uint32_t *bin = &s->out->bin[hash >> BIN_SHIFT];
    const uint32_t value = (uint32_t)hash == EMPTY ? EMPTY - 1 : (uint32_t)hash;
    *bin = value < *bin ? value : *bin;
    s->out->shingles += s->out->shingles < UINT32_MAX;
}

static void end_word(sketcher *s)
{
    if (s->hash == 0)
        return;
    memmove(s->word, s->word + 1, sizeof s->word - sizeof *s->word);
    s->word[SHINGLE_WORDS - 1] = s->hash;
    s->hash = 0;
    if (++s->words >= SHINGLE_WORDS)
        add_shingle(s);
}

static void add_letter(sketcher *s, uint32_t code)
{
    s->hash = (s->hash + code + 1) * 0x9E3779B97F4A7C15u;
    s->hash ^= s->hash >> 29;
    s->hash += s->hash == 0;
}

// A letter, mark or figure in lower case; 0: no part of a word.
static uint32_t part_of_word(const char **at, const char *end)
{
    const unsigned char c = (unsigned char)**at;
    if (c < 0x80) {
        ++*at;
        const unsigned char small = c | 32;
        return small >= 'a' && small <= 'z' ? small : c >= '0' && c <= '9' ? c : 0;
    }
    const uint32_t code = cria_utf8_next(at, end);
    if (code == CRIA_UTF8_BAD)
        return 0;
    const utf8proc_category_t class = utf8proc_category((utf8proc_int32_t)code);
    return class >= UTF8PROC_CATEGORY_LU && class <= UTF8PROC_CATEGORY_NO
               ? (uint32_t)utf8proc_tolower((utf8proc_int32_t)code)
               : 0;
}

// densify fills each empty bin from another one, drawn by a hash of the bin and the try, so
// that two sketches borrow from the same bins.
static void densify(cria_near_sketch *sketch)
{
    uint32_t full[CRIA_NEAR_BINS];
    memcpy(full, sketch->bin, sizeof full);
    for (uint32_t i = 0; i < CRIA_NEAR_BINS; i++)
        for (uint64_t try = 1; sketch->bin[i] == EMPTY; try++)
            sketch->bin[i] = full[mix(try << 32 | i) >> BIN_SHIFT];
}

void cria_near_sketch_text(cria_near_sketch *out, const char *text, size_t length)
{
    sketcher s = {.out = out};
    out->shingles = 0;
    for (int i = 0; i < CRIA_NEAR_BINS; i++)
        out->bin[i] = EMPTY;
    for (const char *at = text, *end = text + length; at < end;) {
        const uint32_t code = part_of_word(&at, end);
        if (code)
            add_letter(&s, code);
        else
            end_word(&s);
    }
    end_word(&s);
    if (out->shingles > 0)
        densify(out);
}

// A sketch in one band.
typedef struct entry {
    uint64_t key;
    size_t index;
} entry;

typedef struct finder {
    const cria_near_sketch *sketch;
    double threshold;
    cria_near_pair *pair;
    size_t count, capacity;
} finder;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static int compare_pairs(const void *a, const void *b)
{
    const cria_near_pair *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

static bool same_band(const cria_near_sketch *a, const cria_near_sketch *b, int band)
{
    return memcmp(a->bin + band * ROWS, b->bin + band * ROWS, ROWS * sizeof *a->bin) == 0;
}

static double similarity(const cria_near_sketch *a, const cria_near_sketch *b)
{
    int same = 0;
    for (int i = 0; i < CRIA_NEAR_BINS; i++)
        same += a->bin[i] == b->bin[i];
    return (double)same / CRIA_NEAR_BINS;
}

// try_pair takes a pair in the first band that it shares.
static cria_status try_pair(finder *f, size_t first, size_t second, int band)
{
    const cria_near_sketch *a = &f->sketch[first], *b = &f->sketch[second];
    if (!same_band(a, b, band)) // two keys that happen to be equal
        return CRIA_OK;
    for (int i = 0; i < band; i++)
        if (same_band(a, b, i))
            return CRIA_OK;
    const double found = similarity(a, b);
    if (found < f->threshold)
        return CRIA_OK;
    CRIA_TRY(cria_grow(&f->pair, &f->capacity, f->count + 1, sizeof *f->pair));
    f->pair[f->count++] = (cria_near_pair){first, second, found};
    return CRIA_OK;
}

static size_t list_band(const finder *f, entry *list, size_t sketches, int band)
{
    size_t count = 0;
    for (size_t i = 0; i < sketches; i++) {
        const uint32_t *bin = f->sketch[i].bin + band * ROWS;
        uint64_t key = 0;
        for (int k = 0; k < ROWS; k++)
            key = mix(key + bin[k] + 1);
        if (f->sketch[i].shingles > 0)
            list[count++] = (entry){key, i};
    }
    qsort(list, count, sizeof *list, compare_entries);
    return count;
}

static cria_status search_band(finder *f, entry *list, size_t sketches, int band)
{
    const size_t count = list_band(f, list, sketches, band);
    for (size_t i = 1; i < count; i++)
        for (size_t back = 1; back <= NEIGHBOURS && back <= i; back++) {
            const entry *other = &list[i - back];
            if (other->key != list[i].key)
                break;
            CRIA_TRY(try_pair(f, other->index, list[i].index, band));
        }
    return CRIA_OK;
}

cria_status cria_near_pairs(cria_near_pair **out, size_t *count, const cria_near_sketch *sketch,
                            size_t sketches, double threshold)
{
    finder f = {.sketch = sketch, .threshold = threshold};
    entry *list;
    *out = NULL;
    *count = 0;
    CRIA_TRY(cria_alloc(&list, sketches, sizeof *list));
    cria_status status = CRIA_OK;
    for (int band = 0; status == CRIA_OK && band < BANDS; band++)
        status = search_band(&f, list, sketches, band);
    cria_free(list);
    if (status != CRIA_OK) {
        cria_free(f.pair);
        return status;
    }
    if (f.count > 0)
        qsort(f.pair, f.count, sizeof *f.pair, compare_pairs);
    *out = f.pair;
    *count = f.count;
    return CRIA_OK;
}
