// hyphen.c owns the counting of words and compounds, and the vote.
#include "wiki/hyphen.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "wiki/wikitext.h"

#include <string.h>
#include <utf8proc.h>

// ---- letters

typedef enum letter { NO_LETTER, SMALL, CAPITAL } letter;

static letter sort_of(uint32_t code)
{
    if (code < 0x80) {
        const bool capital = code >= 'A' && code <= 'Z';
        return code >= 'a' && code <= 'z' ? SMALL : capital ? CAPITAL : NO_LETTER;
    }
    static const letter sorts[] = {
        [UTF8PROC_CATEGORY_LU] = CAPITAL,  [UTF8PROC_CATEGORY_LT] = CAPITAL,
        [UTF8PROC_CATEGORY_LL] = SMALL,    [UTF8PROC_CATEGORY_LM] = SMALL,
        [UTF8PROC_CATEGORY_LO] = SMALL,    [UTF8PROC_CATEGORY_MN] = SMALL, // accents
        [UTF8PROC_CATEGORY_CO] = NO_LETTER};
    return code == CRIA_UTF8_BAD ? NO_LETTER : sorts[utf8proc_category((utf8proc_int32_t)code)];
}

static uint32_t lower(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code | 32 : code;
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code);
}

// A word is known by a hash of its letters (FNV-1a over code points, then mixed).
static uint64_t hash_end(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= 0x9e3779b97f4a7c15u;
    hash ^= hash >> 29;
    return hash ? hash : 1;
}

// A run of letters.
typedef struct run {
    const char *start, *end;
    size_t letters, capitals;
    bool capital_first;
} run;

static run run_at(const char *at, const char *end)
{
    run r = {.start = at, .end = at};
    while (r.end < end) {
        const char *next = r.end;
        const letter kind = sort_of(cria_utf8_next(&next, end));
        if (kind == NO_LETTER)
            break;
        r.capital_first |= r.letters == 0 && kind == CAPITAL;
        r.capitals += kind == CAPITAL;
        r.letters++;
        r.end = next;
    }
    return r;
}

static uint64_t hash_run(uint64_t hash, const run *r)
{
    for (const char *at = r->start; at < r->end;)
        hash = cria_fnv_add(hash, lower(cria_utf8_next(&at, r->end)));
    return hash;
}

static uint64_t solid_key(const run *x, const run *y)
{
    return hash_end(hash_run(hash_run(CRIA_FNV, x), y));
}

static uint64_t hyphen_key(const run *x, const run *y)
{
    return hash_end(hash_run(cria_fnv_add(hash_run(CRIA_FNV, x), '-'), y));
}

// ---- the table of words

static size_t place(const cria_hyphens *h, uint64_t key)
{
    size_t i = (size_t)key & (h->capacity - 1);
    while (h->key[i] != 0 && h->key[i] != key)
        i = (i + 1) & (h->capacity - 1);
    return i;
}

static cria_status enlarge(cria_hyphens *h)
{
    cria_hyphens larger = {.count = h->count, .capacity = h->capacity ? 2 * h->capacity : 4096};
    cria_status status = cria_alloc(&larger.key, larger.capacity, sizeof *larger.key);
    if (status == CRIA_OK)
        status = cria_alloc(&larger.times, larger.capacity, sizeof *larger.times);
    if (status != CRIA_OK) {
        cria_hyphens_free(&larger);
        return status;
    }
    for (size_t i = 0; i < h->capacity; i++) {
        if (h->key[i] == 0)
            continue;
        const size_t to = place(&larger, h->key[i]);
        larger.key[to] = h->key[i];
        larger.times[to] = h->times[i];
    }
    cria_hyphens_free(h);
    *h = larger;
    return CRIA_OK;
}

static cria_status add(cria_hyphens *h, uint64_t key)
{
    if (h->count >= h->capacity / 4 * 3)
        CRIA_TRY(enlarge(h));
    const size_t i = place(h, key);
    h->count += h->key[i] == 0;
    h->key[i] = key;
    h->times[i] += h->times[i] < UINT32_MAX;
    return CRIA_OK;
}

static uint32_t times(const cria_hyphens *h, uint64_t key)
{
    return h->capacity ? h->times[place(h, key)] : 0;
}

cria_status cria_hyphens_count(cria_hyphens *h, const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    run before = {0}; // the run that a '-' ties to the next one
    while (at < end) {
        const run r = run_at(at, end);
        if (r.letters == 0) {
            (void)cria_utf8_next(&at, end);
            before.letters = 0;
            continue;
        }
        CRIA_TRY(add(h, hash_end(hash_run(CRIA_FNV, &r))));
        if (before.letters > 0)
            CRIA_TRY(add(h, hyphen_key(&before, &r)));
        before = r;
        at = r.end;
        if (at < end && *at == '-')
            at++;
        else
            before.letters = 0;
    }
    return CRIA_OK;
}

void cria_hyphens_free(cria_hyphens *h)
{
    cria_free(h->key);
    cria_free(h->times);
    *h = (cria_hyphens){0};
}

// ---- the vote

// run_before: the run of letters that ends at `end`.
static run run_before(const char *text, const char *end)
{
    const char *start = end;
    while (start > text) {
        const char *p = start - 1;
        while (p > text && ((unsigned char)*p & 0xC0) == 0x80)
            p--;
        const char *next = p;
        if (sort_of(cria_utf8_next(&next, end)) == NO_LETTER || next != start)
            break;
        start = p;
    }
    return run_at(start, end);
}

// line_gap: behind the blanks, line end and seams at `at`; `at` itself when no line ends
// there, or a blank line follows.
static const char *line_gap(const char *at, const char *end)
{
    const char *p = at;
    bool ends = false, bare = false; // bare: only blanks since the last line end
    for (; p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == CRIA_WIKI_SEAM); p++) {
        if (*p == '\n' && bare)
            return at;
        bare = *p == '\n' || (bare && *p != CRIA_WIKI_SEAM);
        ends |= *p == '\n' || *p == CRIA_WIKI_SEAM;
    }
    return ends ? p : at;
}

// is_suspended: "two- and three-fold".
static bool is_suspended(const run *y, const char *end)
{
    static const char *const words[] = {"and", "or", "nor", "to"};
    const size_t n = (size_t)(y->end - y->start);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == n && memcmp(words[i], y->start, n) == 0)
            return y->end == end || *y->end != '-';
    return false;
}

typedef enum verdict { LEAVE, JOIN, KEEP } verdict;

// judge decides on the '-' at `hyphen`; *next is where the word goes on.
static verdict judge(const cria_hyphens *h, const char *text, const char *hyphen,
                     const char *end, const char **next)
{
    *next = line_gap(hyphen + 1, end);
    if (*next == hyphen + 1 || *next == end)
        return LEAVE;
    const run y = run_at(*next, end);
    if (y.letters < 2 || y.capitals > 0 || is_suspended(&y, end))
        return LEAVE;
    const run x = run_before(text, hyphen);
    if (x.letters < 2 || x.capitals > x.capital_first)
        return LEAVE;
    const uint32_t solid = times(h, solid_key(&x, &y)), tied = times(h, hyphen_key(&x, &y));
    return solid > tied ? JOIN : tied > 0 ? KEEP : LEAVE;
}

cria_status cria_hyphens_join(const cria_hyphens *h, cria_buffer *out, const char *text,
                              size_t length, uint64_t *joined, uint64_t *kept)
{
    const char *at = text, *end = text + length;
    for (const char *hyphen = at; (hyphen = memchr(hyphen, '-', (size_t)(end - hyphen)));) {
        const char *next;
        const verdict v = judge(h, text, hyphen, end, &next);
        if (v == LEAVE) {
            hyphen++;
            continue;
        }
        CRIA_TRY(cria_buffer_append(out, at, (size_t)(hyphen - at) + (v == KEEP)));
        *joined += v == JOIN;
        *kept += v == KEEP;
        at = hyphen = next;
    }
    return cria_buffer_append(out, at, (size_t)(end - at));
}
