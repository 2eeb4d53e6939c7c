// headword.c owns the letter case of headwords.
#include "corpus/headword.h"

#include "base/utf8.h"
#include "corpus/blocks.h"
#include "wiki/letters.h"

#include <string.h>
#include <utf8proc.h>

// Sorted words that are small inside a headword.
static const char *const particles[] = {
    "a",   "al",  "an",  "and", "at",   "by",  "da",  "das",  "de", "del",  "della", "den",
    "der", "des", "di",  "do",  "dos",  "du",  "e",   "el",   "en", "et",   "for",   "from",
    "in",  "la",  "las", "le",  "les",  "lez", "of",  "on",   "or", "sous", "sur",   "ten",
    "ter", "the", "to",  "und", "upon", "van", "von", "with", "y",  "zu",   "zum",   "zur",
};

// Prefixes that keep the capital behind their apostrophe.
static const char *const elisions[] = {"d", "l", "o", "m", "n", "dell", "all"};

// is_word: letters and the accents that follow them.
static bool is_word(uint32_t code)
{
    const utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)code);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
           c == UTF8PROC_CATEGORY_MN;
}

static bool on_a_letter(const char *text, size_t length)
{
    static const char *const starts[] = {"The ", "This letter", "the "};
    while (length > 0 && (*text == ' ' || *text == ',' || *text == '.'))
        text++, length--;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (length >= strlen(starts[i]) && memcmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

bool cria_headword_find(const char *text, size_t length, const char **head, size_t *head_length)
{
    const char *at = text, *end = text + length;
    while (at < end && (*at == ' ' || *at == '"' || *at == '\''))
        at++;
    if (end - at >= 3 && (memcmp(at, "\u201c", 3) == 0 || memcmp(at, "\u2018", 3) == 0))
        at += 3;
    if (at >= end || *at != CRIA_MARK_BOLD)
        return false;
    *head = at + 1;
    const char *close = memchr(at, CRIA_MARK_BOLD_END, (size_t)(end - at));
    if (!close)
        return false;
    *head_length = (size_t)(close - *head);
    const cria_letters n = cria_letters_count(*head, *head_length);
    if (!cria_letters_shout(&n) || n.figures > 0)
        return false;
    return n.all > 1 || on_a_letter(close + 1, (size_t)(end - close) - 1);
}

static bool is_listed(const char *word, size_t length, const char *const *list, size_t count)
{
    char lower[8];
    if (length >= sizeof lower)
        return false;
    for (size_t i = 0; i < length; i++)
        lower[i] = (char)(word[i] | 32);
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == length && memcmp(list[i], lower, length) == 0)
            return true;
    return false;
}

// is_roman: a well-formed numeral of I, V and X.
static bool is_roman(const char *word, size_t length)
{
    static const char *const ones[] = {"",  "I",  "II",  "III",  "IV",
                                       "V", "VI", "VII", "VIII", "IX"};
    size_t tens = 0;
    while (tens < length && tens < 3 && word[tens] == 'X')
        tens++;
    // "IX" ends in an X that is no ten.
    for (size_t i = 0; i < sizeof ones / sizeof ones[0]; i++)
        if (length > 0 && strlen(ones[i]) == length - tens &&
            memcmp(ones[i], word + tens, length - tens) == 0)
            return true;
    return false;
}

static cria_status put_cased(cria_buffer *out, const char *word, size_t length, bool capital)
{
    const char *at = word, *end = word + length;
    while (at < end) {
        const uint32_t code = cria_utf8_next(&at, end);
        const utf8proc_int32_t c = (utf8proc_int32_t)code;
        char bytes[4];
        const utf8proc_int32_t cased = capital ? utf8proc_totitle(c) : utf8proc_tolower(c);
        const int n = cria_utf8_put(bytes, (uint32_t)cased);
        CRIA_TRY(cria_buffer_append(out, bytes, (size_t)n));
        capital = false;
    }
    return CRIA_OK;
}

typedef struct word {
    const char *text;
    size_t length;
    char before, after; // the characters around it
    bool first;         // of the passage
    const char *prefix; // the word before an apostrophe
    size_t prefix_length;
} word;

static bool is_elided(const word *w)
{
    return w->before == '\'' && w->prefix_length > 0;
}

static bool starts_capital(const word *w)
{
    if (is_elided(w))
        return is_listed(w->prefix, w->prefix_length, elisions,
                         sizeof elisions / sizeof elisions[0]) &&
               w->length > 1;
    const bool particle =
        is_listed(w->text, w->length, particles, sizeof particles / sizeof particles[0]);
    const bool initial = w->length == 1 && w->after == '.';
    return w->first || initial || !particle;
}

// son_prefix: the length of a "Mc" or "Mac" printed so before capitals, or 0.
static size_t son_prefix(const word *w)
{
    static const char *const prefixes[] = {"Mc", "Mac"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const size_t n = strlen(prefixes[i]);
        if (w->length > n + 1 && memcmp(w->text, prefixes[i], n) == 0)
            return n;
    }
    return 0;
}

// put_word writes one word of a passage in capitals.
static cria_status put_word(cria_buffer *out, const word *w)
{
    const cria_letters n = cria_letters_count(w->text, w->length);
    const size_t son = son_prefix(w);
    if (son > 0 && n.capital + son - 1 == n.all) {
        CRIA_TRY(cria_buffer_append(out, w->text, son));
        return put_cased(out, w->text + son, w->length - son, true);
    }
    const bool stays = n.capital < n.all || (is_roman(w->text, w->length) && !w->first);
    if (stays)
        return cria_buffer_append(out, w->text, w->length);
    return put_cased(out, w->text, w->length, starts_capital(w));
}

static size_t word_length(const char *at, const char *end)
{
    const char *start = at;
    while (at < end) {
        const char *next = at;
        const uint32_t code = cria_utf8_next(&next, end);
        if (code == CRIA_UTF8_BAD || !is_word(code))
            break;
        at = next;
    }
    return (size_t)(at - start);
}

static bool is_apostrophe(const char *at, const char *end, size_t *length)
{
    const bool curly =
        end - at >= 3 && (memcmp(at, "\u2019", 3) == 0 || memcmp(at, "\u2018", 3) == 0);
    *length = curly ? 3 : 1;
    return curly || *at == '\'';
}

static cria_status put_title(cria_buffer *out, const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    word w = {.before = ' ', .first = true};
    const char *previous = text;
    size_t previous_length = 0;
    while (at < end) {
        w.text = at;
        w.length = word_length(at, end);
        if (w.length > 0) {
            at += w.length;
            w.after = at < end ? *at : ' ';
            w.prefix = previous;
            w.prefix_length = previous_length;
            CRIA_TRY(put_word(out, &w));
            previous = w.text;
            previous_length = w.length;
            w.first = false;
            continue;
        }
        size_t n;
        w.before = is_apostrophe(at, end, &n) ? '\'' : *at;
        if (w.before != '\'' || previous + previous_length != at)
            previous_length = 0;
        if (w.before != '\'') {
            const char *next = at;
            cria_utf8_next(&next, end);
            n = (size_t)(next - at);
        }
        CRIA_TRY(cria_buffer_append(out, at, n));
        at += n;
    }
    return CRIA_OK;
}

// is_shouted: words in capitals of three letters or more, none of them a numeral.
static bool is_shouted(const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    while (at < end) {
        const size_t size = word_length(at, end);
        const cria_letters n = cria_letters_count(at, size);
        if (n.all < 3 || n.capital < n.all || is_roman(at, size))
            return false;
        at += size;
        while (at < end && (*at == ' ' || *at == '-'))
            at++;
    }
    return length > 0;
}

// second_name: the name in capitals behind a headword's "or", up to the next sign; its length,
// or 0.
static size_t second_name(const char *at, const char *end, const char **name)
{
    static const char *const leads[] = {"or ", "called ", "also called ", "also written ",
                                        "also "};
    size_t lead = 0;
    while (at < end && (*at == ' ' || *at == ','))
        at++;
    for (size_t i = 0; i < sizeof leads / sizeof leads[0] && lead == 0; i++) {
        const size_t n = strlen(leads[i]);
        lead = (size_t)(end - at) > n && memcmp(at, leads[i], n) == 0 ? n : 0;
    }
    *name = at += lead;
    while (lead > 0 && at < end && !strchr(",.;:([", *at))
        at++;
    while (at > *name && at[-1] == ' ')
        at--;
    const size_t length = (size_t)(at - *name);
    return is_shouted(*name, length) ? length : 0;
}

// put_second_name writes the text up to such a name, and the name as a title.
static cria_status put_second_name(cria_buffer *out, const char **at, const char *end)
{
    const char *name, *start = *at;
    if (start < end && *start == CRIA_MARK_BOLD_END)
        start++;
    const size_t length = second_name(start, end, &name);
    if (length == 0)
        return CRIA_OK;
    CRIA_TRY(cria_buffer_append(out, start, (size_t)(name - start)));
    *at = name + length;
    return put_title(out, name, length);
}

cria_status cria_headword_case(cria_buffer *out, const char *text, size_t length,
                               bool title_case)
{
    const char *at = text, *end = text + length;
    while (at < end) {
        if (*at == CRIA_MARK_BOLD) {
            at++;
            const char *close = memchr(at, CRIA_MARK_BOLD_END, (size_t)(end - at));
            const size_t n = (size_t)((close ? close : end) - at);
            const cria_letters letters = cria_letters_count(at, n);
            const bool title = title_case && cria_letters_shout(&letters);
            CRIA_TRY(title ? put_title(out, at, n) : cria_buffer_append(out, at, n));
            at += n;
            if (title)
                CRIA_TRY(put_second_name(out, &at, end));
        } else if (*at == CRIA_MARK_BOLD_END) {
            at++;
        } else {
            CRIA_TRY(cria_buffer_putc(out, *at++));
        }
    }
    return CRIA_OK;
}
