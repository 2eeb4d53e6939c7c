// split.c: the split into pre-tokens (split.h).
#include "token/split.h"

#include "base/utf8.h"
#include "token/unicode_classes.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

cria_masks cria_masks_scalar(const unsigned char *text, size_t length)
{
    cria_masks m = {0};
    for (size_t i = 0; i < length; i++) {
        const uint64_t bit = (uint64_t)1 << i;
        if (text[i] >= 0x80) {
            m.high |= bit;
            continue;
        }
        const unsigned class = cria_unicode(text[i]) & CRIA_CLASS_MASK;
        m.letter |= class == CRIA_CLASS_LETTER ? bit : 0;
        m.number |= class == CRIA_CLASS_NUMBER ? bit : 0;
        m.white |= class == CRIA_CLASS_SPACE ? bit : 0;
        m.space |= text[i] == ' ' ? bit : 0;
        m.quote |= text[i] == '\'' ? bit : 0;
    }
    return m;
}

#if defined(__SSE2__)
// Bytes in [low, low + count), as 0xff; signed comparison after moving the range to the bottom.
static inline __m128i in_range(__m128i v, char low, char count)
{
    const __m128i moved =
        _mm_add_epi8(_mm_sub_epi8(v, _mm_set1_epi8(low)), _mm_set1_epi8(-128));
    return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(count - 128)));
}

static inline uint64_t bits_of(__m128i v)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(v);
}

cria_masks cria_masks_fast(const unsigned char *text)
{
    cria_masks m = {0};
    for (unsigned i = 0; i < CRIA_SPLIT_WINDOW; i += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        const __m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
        const __m128i space = _mm_cmpeq_epi8(v, _mm_set1_epi8(' '));
        m.letter |= bits_of(in_range(lower, 'a', 26)) << i;
        m.number |= bits_of(in_range(v, '0', 10)) << i;
        m.space |= bits_of(space) << i;
        m.white |= bits_of(_mm_or_si128(space, in_range(v, '\t', 5))) << i;
        m.quote |= bits_of(_mm_cmpeq_epi8(v, _mm_set1_epi8('\''))) << i;
        m.high |= bits_of(v) << i;
    }
    return m;
}
#else
cria_masks cria_masks_fast(const unsigned char *text)
{
    return cria_masks_scalar(text, CRIA_SPLIT_WINDOW);
}
#endif

// The class of the character at `at`, and its bytes.
static unsigned class_at(const cria_splitter *s, size_t at, unsigned *bytes)
{
    const char *p = (const char *)s->text + at, *from = p;
    const uint32_t code = cria_utf8_next(&p, (const char *)s->text + s->length);
    *bytes = (unsigned)(p - from);
    return code == CRIA_UTF8_BAD ? CRIA_CLASS_OTHER : cria_unicode(code) & CRIA_CLASS_MASK;
}

static void add_class(cria_masks *m, unsigned class, uint64_t bits)
{
    m->letter |= class == CRIA_CLASS_LETTER ? bits : 0;
    m->number |= class == CRIA_CLASS_NUMBER ? bits : 0;
    m->white |= class == CRIA_CLASS_SPACE ? bits : 0;
}

static uint64_t low_bits(unsigned count)
{
    return count >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << count) - 1;
}

// Gives every byte of the window's non-ASCII characters its character's class. *inside gets the
// bytes that are not the first of a white character: white space is counted in characters.
static void add_high(cria_splitter *s, cria_masks *m, unsigned width, uint64_t *inside)
{
    *inside = 0;
    uint64_t left = m->high;
    if (s->spill > 0) {
        const uint64_t bits = low_bits(s->spill);
        add_class(m, s->spill_class, bits);
        *inside |= s->spill_class == CRIA_CLASS_SPACE ? bits : 0;
        left &= ~bits;
        s->spill = 0;
    }
    while (left != 0) {
        const unsigned i = (unsigned)__builtin_ctzll(left);
        unsigned bytes;
        const unsigned class = class_at(s, s->at + i, &bytes);
        const uint64_t bits = low_bits(bytes) << i;
        add_class(m, class, bits & low_bits(width));
        *inside |= class == CRIA_CLASS_SPACE ? bits & ~((uint64_t)1 << i) : 0;
        left &= ~bits;
        if (i + bytes > width) {
            s->spill = i + bytes - width;
            s->spill_class = class;
        }
    }
}

// Whether white space, or nothing, follows the window and the character that reaches over its
// end. Wanted only if that one is white itself.
static uint64_t white_after(const cria_splitter *s, unsigned width)
{
    const size_t next = s->at + width + s->spill;
    unsigned bytes;
    return next >= s->length || class_at(s, next, &bytes) == CRIA_CLASS_SPACE;
}

// Where pre-tokens start, contractions apart.
static uint64_t starts(const cria_splitter *s, const cria_masks *m, unsigned width,
                       uint64_t inside)
{
    const uint64_t before_letter = m->letter << 1 | s->last_letter;
    const uint64_t before_number = m->number << 1 | s->last_number;
    const uint64_t before_white = m->white << 1 | s->last_white;
    const uint64_t before_space = m->space << 1 | s->last_space;
    const uint64_t after_white = m->white >> 1 | white_after(s, width) << (width - 1);
    const uint64_t changes =
        (m->letter ^ before_letter) | (m->number ^ before_number) | (m->white ^ before_white);
    uint64_t last = m->white & ~after_white;
    if (inside != 0) {
        // The last white character of a run starts at its first byte.
        for (uint64_t moved = last & inside; moved != 0; moved = last & inside)
            last = (last & ~moved) | moved >> 1;
    }
    return ((~m->white & changes & ~before_space) | (m->white & (changes | last))) & ~inside;
}

// The bytes of the contraction that the text starts with, 0 if none.
static unsigned contraction(const unsigned char *text, size_t left)
{
    if (left < 2)
        return 0;
    if (memchr("stmd", text[1], 4) != NULL)
        return 2;
    if (left < 3)
        return 0;
    const bool three = (text[1] == 'r' && text[2] == 'e') ||
                       (text[1] == 'v' && text[2] == 'e') || (text[1] == 'l' && text[2] == 'l');
    return three ? 3 : 0;
}

static void put_bit(cria_splitter *s, uint64_t *start, unsigned i, bool value)
{
    if (i < CRIA_SPLIT_WINDOW) {
        const uint64_t bit = (uint64_t)1 << i;
        *start = value ? *start | bit : *start & ~bit;
    } else if (value) {
        s->start_next |= (uint64_t)1 << (i - CRIA_SPLIT_WINDOW);
    } else {
        s->not_start_next |= (uint64_t)1 << (i - CRIA_SPLIT_WINDOW);
    }
}

static uint64_t add_contractions(cria_splitter *s, uint64_t start, uint64_t quote)
{
    start = (start & ~s->not_start_next) | s->start_next;
    s->start_next = s->not_start_next = 0;
    for (uint64_t left = quote & start; left != 0; left &= left - 1) {
        const unsigned i = (unsigned)__builtin_ctzll(left);
        const size_t at = s->at + i;
        const unsigned bytes = contraction(s->text + at, s->length - at);
        if (bytes == 0)
            continue;
        put_bit(s, &start, i + 1, false);
        put_bit(s, &start, i + bytes, true);
    }
    return start;
}

static uint64_t next_starts(cria_splitter *s, unsigned width)
{
    const unsigned char *text = s->text + s->at;
    cria_masks m =
        width == CRIA_SPLIT_WINDOW ? cria_masks_fast(text) : cria_masks_scalar(text, width);
    uint64_t inside = 0;
    if (m.high != 0)
        add_high(s, &m, width, &inside);
    if (s->at == 0) {
        // Nothing stands before the text: make its first byte differ from that.
        s->last_letter = ~m.letter & 1;
        s->last_number = ~m.number & 1;
        s->last_white = ~m.white & 1;
    }
    const uint64_t start = add_contractions(s, starts(s, &m, width, inside), m.quote);
    s->last_letter = m.letter >> 63;
    s->last_number = m.number >> 63;
    s->last_white = m.white >> 63;
    s->last_space = m.space >> 63;
    return start;
}

size_t cria_split(cria_splitter *s)
{
    size_t count = 0;
    while (s->at < s->length && count + CRIA_SPLIT_WINDOW + 1 <= CRIA_SPLIT_BATCH) {
        const size_t left = s->length - s->at;
        const unsigned width = left < CRIA_SPLIT_WINDOW ? (unsigned)left : CRIA_SPLIT_WINDOW;
        uint64_t start = next_starts(s, width) & low_bits(width);
        if (s->at == 0)
            start &= ~(uint64_t)1;
        for (; start != 0; start &= start - 1)
            s->end[count++] = (uint32_t)(s->at + (unsigned)__builtin_ctzll(start));
        s->at += width;
        if (s->at == s->length)
            s->end[count++] = (uint32_t)s->length;
    }
    return count;
}

static bool plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

size_t cria_split_cut(const char *text, size_t length, size_t from)
{
    for (size_t at = from > 0 ? from : 1; at + 1 < length; at++) {
        const char *space = memchr(text + at, ' ', length - 1 - at);
        if (space == NULL)
            return length;
        if (plain(space[-1]) && plain(space[1]))
            return (size_t)(space - text);
        at = (size_t)(space - text);
    }
    return length;
}
