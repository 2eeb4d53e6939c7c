// chars.c owns the character map, as a table.
#include "corpus/chars.h"

#include "base/text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

typedef enum map_kind {
    MAP_TEXT,     // replaced by `text`
    MAP_DELETE,   // deleted and counted
    MAP_BAD,      // deleted and counted as a bad byte
    MAP_FRACTION, // replaced by `text`, with a blank after a figure
    MAP_QUOTE,    // as the style says
    MAP_DASH,     //
    MAP_PRIME,    // an apostrophe between letters
    MAP_WIDE,     // full-width forms of ASCII
} map_kind;

typedef struct map_row {
    uint32_t first, last;
    map_kind kind;
    const char *text;
} map_row;

// Sorted. What has no row stays as it is.
static const map_row map[] = {
    {0x0080, 0x009F, MAP_DELETE, ""},      {0x00A0, 0x00A0, MAP_TEXT, " "},
    {0x00AB, 0x00AB, MAP_QUOTE, "\""},     {0x00AD, 0x00AD, MAP_DELETE, ""},
    {0x00B2, 0x00B2, MAP_TEXT, "^2"},      {0x00B3, 0x00B3, MAP_TEXT, "^3"},
    {0x00B9, 0x00B9, MAP_TEXT, "^1"},      {0x00BB, 0x00BB, MAP_QUOTE, "\""},
    {0x00BC, 0x00BC, MAP_FRACTION, "1/4"}, {0x00BD, 0x00BD, MAP_FRACTION, "1/2"},
    {0x00BE, 0x00BE, MAP_FRACTION, "3/4"}, {0x017F, 0x017F, MAP_TEXT, "s"},
    {0x2000, 0x200A, MAP_TEXT, " "},       {0x200B, 0x200F, MAP_DELETE, ""},
    {0x2010, 0x2013, MAP_TEXT, "-"},       {0x2014, 0x2015, MAP_DASH, ""},
    {0x2018, 0x201B, MAP_QUOTE, "'"},      {0x201C, 0x201F, MAP_QUOTE, "\""},
    {0x2024, 0x2024, MAP_TEXT, "."},       {0x2026, 0x2026, MAP_TEXT, "..."},
    {0x2028, 0x2029, MAP_TEXT, " "},       {0x202A, 0x202E, MAP_DELETE, ""},
    {0x202F, 0x202F, MAP_TEXT, " "},       {0x2032, 0x2032, MAP_PRIME, "'"},
    {0x2044, 0x2044, MAP_TEXT, "/"},       {0x205F, 0x205F, MAP_TEXT, " "},
    {0x2060, 0x206F, MAP_DELETE, ""},      {0x2070, 0x2070, MAP_TEXT, "^0"},
    {0x2074, 0x2074, MAP_TEXT, "^4"},      {0x2075, 0x2075, MAP_TEXT, "^5"},
    {0x2076, 0x2076, MAP_TEXT, "^6"},      {0x2077, 0x2077, MAP_TEXT, "^7"},
    {0x2078, 0x2078, MAP_TEXT, "^8"},      {0x2079, 0x2079, MAP_TEXT, "^9"},
    {0x207F, 0x207F, MAP_TEXT, "^n"},      {0x2080, 0x2080, MAP_TEXT, "_0"},
    {0x2081, 0x2081, MAP_TEXT, "_1"},      {0x2082, 0x2082, MAP_TEXT, "_2"},
    {0x2083, 0x2083, MAP_TEXT, "_3"},      {0x2084, 0x2084, MAP_TEXT, "_4"},
    {0x2085, 0x2085, MAP_TEXT, "_5"},      {0x2086, 0x2086, MAP_TEXT, "_6"},
    {0x2087, 0x2087, MAP_TEXT, "_7"},      {0x2088, 0x2088, MAP_TEXT, "_8"},
    {0x2089, 0x2089, MAP_TEXT, "_9"},      {0x2114, 0x2114, MAP_TEXT, " lb"},
    {0x2125, 0x2125, MAP_TEXT, " oz"},     {0x2153, 0x2153, MAP_FRACTION, "1/3"},
    {0x2154, 0x2154, MAP_FRACTION, "2/3"}, {0x2155, 0x2155, MAP_FRACTION, "1/5"},
    {0x2156, 0x2156, MAP_FRACTION, "2/5"}, {0x2157, 0x2157, MAP_FRACTION, "3/5"},
    {0x2158, 0x2158, MAP_FRACTION, "4/5"}, {0x2159, 0x2159, MAP_FRACTION, "1/6"},
    {0x215A, 0x215A, MAP_FRACTION, "5/6"}, {0x215B, 0x215B, MAP_FRACTION, "1/8"},
    {0x215C, 0x215C, MAP_FRACTION, "3/8"}, {0x215D, 0x215D, MAP_FRACTION, "5/8"},
    {0x215E, 0x215E, MAP_FRACTION, "7/8"}, {0x2212, 0x2212, MAP_TEXT, "-"},
    {0x2215, 0x2215, MAP_TEXT, "/"},       {0x3000, 0x3000, MAP_TEXT, " "},
    {0xFB00, 0xFB00, MAP_TEXT, "ff"},      {0xFB01, 0xFB01, MAP_TEXT, "fi"},
    {0xFB02, 0xFB02, MAP_TEXT, "fl"},      {0xFB03, 0xFB03, MAP_TEXT, "ffi"},
    {0xFB04, 0xFB04, MAP_TEXT, "ffl"},     {0xFB05, 0xFB05, MAP_TEXT, "st"},
    {0xFB06, 0xFB06, MAP_TEXT, "st"},      {0xFEFF, 0xFEFF, MAP_DELETE, ""},
    {0xFF01, 0xFF5E, MAP_WIDE, ""},        {0xFFF9, 0xFFFB, MAP_DELETE, ""},
    {0xFFFD, 0xFFFD, MAP_BAD, ""},
};

// Text once read in the wrong encoding. Only these sequences are repaired.
static const char *const mojibake[][2] = {
    {"\u00e2\u20ac\u2122", "\u2019"}, {"\u00e2\u20ac\u02dc", "\u2018"},
    {"\u00e2\u20ac\u0153", "\u201c"}, {"\u00e2\u20ac\xC2\x9D", "\u201d"},
    {"\u00e2\u20ac\u201c", "\u2013"}, {"\u00e2\u20ac\u201d", "\u2014"},
    {"\u00c3\u00a9", "\u00e9"},       {"\u00c3\u00a8", "\u00e8"},
    {"\u00c3\u00bc", "\u00fc"},       {"\u00c3\u00b6", "\u00f6"},
};

static const map_row *find_row(uint32_t code)
{
    size_t low = 0, high = sizeof map / sizeof map[0];
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (map[middle].last < code)
            low = middle + 1;
        else
            high = middle;
    }
    const bool found = low < sizeof map / sizeof map[0] && map[low].first <= code;
    return found ? &map[low] : NULL;
}

static bool is_letter_byte(char c)
{
    return (c | 32) >= 'a' ? (c | 32) <= 'z' || (unsigned char)c >= 0x80 : false;
}

typedef struct mapper {
    cria_buffer *out;
    const cria_char_style *style;
    cria_counts *counts;
    size_t start; // of this text in `out`
} mapper;

static char last_byte(const mapper *m)
{
    return m->out->length > m->start ? m->out->data[m->out->length - 1] : ' ';
}

// A character under way: its row, its bytes [from, at), and where its text ends.
typedef struct place {
    const map_row *row;
    uint32_t code;
    const char *from, *at, *end;
} place;

static cria_status keep(mapper *m, const place *p)
{
    return cria_buffer_append(m->out, p->from, (size_t)(p->at - p->from));
}

static cria_status put_text(mapper *m, const place *p)
{
    return cria_buffer_puts(m->out, p->row->text);
}

static cria_status put_fraction(mapper *m, const place *p)
{
    if (cria_is_digit(last_byte(m)))
        CRIA_TRY(cria_buffer_putc(m->out, ' '));
    return put_text(m, p);
}

static cria_status put_quote(mapper *m, const place *p)
{
    return m->style->quotes == CRIA_QUOTES_KEEP ? keep(m, p) : put_text(m, p);
}

static cria_status put_dash(mapper *m, const place *p)
{
    static const char *const texts[] = {" - ", "--", "-", "\u2014"}; // by style
    (void)p;
    return cria_buffer_puts(m->out, texts[m->style->dashes]);
}

static cria_status put_prime(mapper *m, const place *p)
{
    const bool inside =
        is_letter_byte(last_byte(m)) && p->at < p->end && is_letter_byte(*p->at);
    return inside ? put_text(m, p) : keep(m, p);
}

static cria_status put_wide(mapper *m, const place *p)
{
    return cria_buffer_putc(m->out, (char)(p->code - 0xFF01 + '!'));
}

static cria_status delete (mapper *m, const place *p)
{
    (void)p;
    m->counts->n[CRIA_COUNT_CONTROLS]++;
    return CRIA_OK;
}

static cria_status delete_bad(mapper *m, const place *p)
{
    (void)p;
    m->counts->n[CRIA_COUNT_BAD_BYTES]++;
    return CRIA_OK;
}

typedef cria_status putter(mapper *m, const place *p);
static putter *const putters[] = {
    [MAP_TEXT] = put_text,         [MAP_DELETE] = delete,   [MAP_BAD] = delete_bad,
    [MAP_FRACTION] = put_fraction, [MAP_QUOTE] = put_quote, [MAP_DASH] = put_dash,
    [MAP_PRIME] = put_prime,       [MAP_WIDE] = put_wide,
};

// mojibake_at: the row whose first text stands at `at`, or -1.
static int mojibake_at(const char *at, const char *end)
{
    for (size_t i = 0; i < sizeof mojibake / sizeof mojibake[0]; i++) {
        const size_t n = strlen(mojibake[i][0]);
        if ((size_t)(end - at) >= n && memcmp(at, mojibake[i][0], n) == 0)
            return (int)i;
    }
    return -1;
}

static cria_status map_one(mapper *m, const char **at, const char *end)
{
    const char *from = *at;
    const unsigned char first = (unsigned char)*from;
    const int wrong = first == 0xC3 ? mojibake_at(from, end) : -1;
    const char *source_end = end;
    if (wrong >= 0) {
        m->counts->n[CRIA_COUNT_MOJIBAKE]++;
        *at += strlen(mojibake[wrong][0]);
        from = mojibake[wrong][1];
        source_end = from + strlen(from);
    }
    place p = {.from = from, .at = from, .end = source_end};
    p.code = cria_utf8_next(&p.at, source_end);
    if (wrong < 0)
        *at = p.at;
    p.row = find_row(p.code == CRIA_UTF8_BAD ? 0xFFFD : p.code);
    return p.row ? putters[p.row->kind](m, &p) : keep(m, &p);
}

static cria_status map_all(mapper *m, const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    while (at < end) {
        const char *run = at;
        while (run < end && (unsigned char)*run < 0x80)
            run++;
        CRIA_TRY(cria_buffer_append(m->out, at, (size_t)(run - at)));
        at = run;
        if (at < end)
            CRIA_TRY(map_one(m, &at, end));
    }
    return CRIA_OK;
}

// needs_nfc: a character at or above U+0300 (first byte 0xCC); all below are their own NFC, and
// so is general punctuation (0xE2 0x80) but for two blanks that the map replaces anyway.
static bool needs_nfc(const char *text, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++)
        if ((unsigned char)text[i] >= 0xCC &&
            ((unsigned char)text[i] != 0xE2 || (unsigned char)text[i + 1] != 0x80))
            return true;
    return false;
}

cria_status cria_chars_clean(cria_buffer *out, const char *text, size_t length,
                             const cria_char_style *style, cria_counts *counts)
{
    mapper m = {.out = out, .style = style, .counts = counts, .start = out->length};
    if (!needs_nfc(text, length))
        return map_all(&m, text, length);
    utf8proc_uint8_t *composed = NULL;
    const utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &composed,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0)
        return cria_fail(n == UTF8PROC_ERROR_NOMEM ? CRIA_ENOMEM : CRIA_EFORMAT,
                         "cannot compose text to NFC: %s", utf8proc_errmsg(n));
    const cria_status status = map_all(&m, (const char *)composed, (size_t)n);
    free(composed);
    return status;
}
