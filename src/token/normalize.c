// normalize.c: NFC and NFKC (normalize.h). Nearly all text is left alone: only a run of
// characters that the table does not call inert is taken apart, ordered and put together again,
// with the one inert character before it, which may join with the run's first.
#include "token/normalize.h"

#include "base/utf8.h"
#include "token/unicode_classes.h"

#include <string.h>
#include <utf8proc.h>

enum { DECOMPOSED_MAX = 32, SMALL_RUN = 16, CLASSES = 256 };

static unsigned inert_bit(cria_normal_form form)
{
    return form == CRIA_NORMAL_NFC ? CRIA_NFC_INERT : CRIA_NFKC_INERT;
}

static bool has_high_byte(const char *text)
{
    uint64_t eight;
    memcpy(&eight, text, sizeof(eight));
    return (eight & 0x8080808080808080u) != 0;
}

static const char *skip_ascii(const char *at, const char *end)
{
    while (end - at >= 8 && !has_high_byte(at))
        at += 8;
    while (at < end && (unsigned char)*at < 0x80)
        at++;
    return at;
}

size_t cria_normal_span(cria_normal_form form, const char *text, size_t length, bool *bad)
{
    const unsigned inert = inert_bit(form);
    const char *at = text, *end = text + length;
    *bad = false;
    for (;;) {
        at = skip_ascii(at, end);
        if (at == end)
            return length;
        const char *next = at;
        const uint32_t code = cria_utf8_next(&next, end);
        *bad = code == CRIA_UTF8_BAD;
        if (*bad || (cria_unicode(code) & inert) == 0)
            return (size_t)(at - text);
        at = next;
    }
}

static int combining(int32_t code)
{
    if (cria_unicode((uint32_t)code) & CRIA_NORMAL_BARRIER)
        return 0;
    return utf8proc_get_property(code)->combining_class;
}

// Sorts code[0, count), all of combining class above 0, by class; equals stay in order.
static void sort_few(int32_t *code, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const int32_t moved = code[i];
        const int class = combining(moved);
        size_t to = i;
        for (; to > 0 && combining(code[to - 1]) > class; to--)
            code[to] = code[to - 1];
        code[to] = moved;
    }
}

// The same for a long run, through `room` of as many items, in linear time.
static void sort_many(int32_t *code, size_t count, int32_t *room)
{
    size_t place[CLASSES + 1] = {0};
    for (size_t i = 0; i < count; i++)
        place[combining(code[i]) + 1]++;
    for (int c = 0; c < CLASSES; c++)
        place[c + 1] += place[c];
    for (size_t i = 0; i < count; i++)
        room[place[combining(code[i])]++] = code[i];
    memcpy(code, room, count * sizeof(*code));
}

static void reorder(int32_t *code, size_t count, int32_t *room)
{
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && combining(code[end]) > 0)
            end++;
        if (end - i > SMALL_RUN)
            sort_many(code + i, end - i, room);
        else if (end > i)
            sort_few(code + i, end - i);
        i = end + 1;
    }
}

static cria_status decompose(cria_normalizer *n, size_t *count, cria_normal_form form,
                             const char *text, size_t length)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | (form == CRIA_NORMAL_NFKC ? UTF8PROC_COMPAT : 0);
    *count = 0;
    for (const char *at = text, *end = text + length; at < end;) {
        const int32_t code = (int32_t)cria_utf8_next(&at, end);
        CRIA_TRY(cria_grow(&n->code, &n->capacity, *count + DECOMPOSED_MAX, sizeof(*n->code)));
        int last_class = 0;
        const utf8proc_ssize_t made = utf8proc_decompose_char(
            code, n->code + *count, DECOMPOSED_MAX, options, &last_class);
        CRIA_ASSERT(made > 0 && made <= DECOMPOSED_MAX);
        *count += (size_t)made;
    }
    return CRIA_OK;
}

// Normalises a stretch without barriers.
static cria_status rewrite(cria_normalizer *n, cria_buffer *out, cria_normal_form form,
                           const char *text, size_t length)
{
    size_t count;
    CRIA_TRY(decompose(n, &count, form, text, length));
    CRIA_TRY(cria_grow(&n->code, &n->capacity, 2 * count, sizeof(*n->code)));
    reorder(n->code, count, n->code + count);
    const utf8proc_ssize_t composed = utf8proc_normalize_utf32(
        n->code, (utf8proc_ssize_t)count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    CRIA_ASSERT(composed >= 0);
    for (utf8proc_ssize_t i = 0; i < composed; i++) {
        char bytes[4];
        const int size = cria_utf8_put(bytes, (uint32_t)n->code[i]);
        CRIA_TRY(cria_buffer_append(out, bytes, (size_t)size));
    }
    return CRIA_OK;
}

// The end of the run at `at` in which no character is inert.
static const char *run_end(cria_normal_form form, const char *at, const char *end)
{
    while (at < end) {
        const char *next = at;
        if (cria_unicode(cria_utf8_next(&next, end)) & inert_bit(form))
            return at;
        at = next;
    }
    return end;
}

// The start of the character before `at`, or `at` if there is none or it is a barrier.
static const char *joins_before(const char *text, const char *at)
{
    if (at == text)
        return at;
    const char *before = at - 1;
    while (before > text && ((unsigned char)*before & 0xc0) == 0x80)
        before--;
    const char *next = before;
    return cria_unicode(cria_utf8_next(&next, at)) & CRIA_NORMAL_BARRIER ? at : before;
}

cria_status cria_normalize(cria_normalizer *n, cria_buffer *out, cria_normal_form form,
                           const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    while (at < end) {
        bool bad;
        const char *run = at + cria_normal_span(form, at, (size_t)(end - at), &bad);
        CRIA_ASSERT(!bad);
        const char *joined = run < end ? joins_before(at, run) : run;
        CRIA_TRY(cria_buffer_append(out, at, (size_t)(joined - at)));
        at = run_end(form, run, end);
        if (at > joined)
            CRIA_TRY(rewrite(n, out, form, joined, (size_t)(at - joined)));
    }
    return CRIA_OK;
}

void cria_normalizer_free(cria_normalizer *n)
{
    cria_free(n->code);
    *n = (cria_normalizer){0};
}
