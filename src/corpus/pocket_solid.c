// pocket_solid.c owns the choice of words to break at a line's end.
#include "corpus/pocket_press.h"

#include <stdlib.h>
#include <string.h>

enum { LETTERS_LEAST = 3 }; // on each side of a break

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_part(char c)
{
    return is_small((char)(c | 32)) || c == '-' || (unsigned char)c >= 0x80;
}

// A word that can be broken: small letters, with one hyphen at most.
static bool is_candidate(const char *word, size_t length)
{
    int hyphens = 0;
    for (size_t i = 0; i < length; i++) {
        hyphens += word[i] == '-';
        if (!is_small(word[i]) && word[i] != '-')
            return false;
    }
    return hyphens < 2 && length >= 2 * LETTERS_LEAST;
}

cria_status pocket_solid_add(pocket_solid *s, const char *text)
{
    while (*text) {
        size_t length = 0;
        while (is_part(text[length]))
            length++;
        if (is_candidate(text, length)) {
            CRIA_TRY(cria_grow(&s->word, &s->capacity, s->count + 1, sizeof *s->word));
            s->word[s->count++] = (pocket_word){text, length, 1};
        }
        text += length + (text[length] != '\0');
    }
    return CRIA_OK;
}

static int compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    const int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

static int compare_words(const void *a, const void *b)
{
    const pocket_word *x = a, *y = b;
    return compare(x->text, x->length, y->text, y->length);
}

void pocket_solid_sort(pocket_solid *s)
{
    size_t kept = 0;
    if (s->count > 0)
        qsort(s->word, s->count, sizeof *s->word, compare_words);
    for (size_t i = 0; i < s->count; i++)
        if (kept > 0 && compare_words(&s->word[kept - 1], &s->word[i]) == 0)
            s->word[kept - 1].whole++;
        else
            s->word[kept++] = s->word[i];
    s->count = kept;
}

static pocket_word *find(const pocket_solid *s, const char *word, size_t length)
{
    const pocket_word wanted = {word, length, 0};
    return s->count == 0 ? NULL
                         : bsearch(&wanted, s->word, s->count, sizeof *s->word, compare_words);
}

// Whether the corpus has the word with the hyphen at `at` put in, or taken out.
static bool has_other(const pocket_solid *s, const char *word, size_t length, size_t at)
{
    char other[128];
    const bool solid = word[at] != '-';
    if (length + 2 > sizeof other)
        return true;
    snprintf(other, sizeof other, "%.*s%s%.*s", (int)at, word, solid ? "-" : "",
             (int)(length - at - !solid), word + at + !solid);
    return find(s, other, strlen(other)) != NULL;
}

static bool is_vowel(char c)
{
    return strchr("aeiouy", c) != NULL;
}

// Before a consonant that a vowel follows, but not within th, ch or sh.
static bool may_part(const char *word, size_t at)
{
    return !is_vowel(word[at]) && word[at] != 'h' && is_vowel(word[at + 1]);
}

static size_t break_at(const pocket_solid *s, const char *word, size_t length, size_t room)
{
    const char *hyphen = memchr(word, '-', length);
    const size_t own = hyphen ? (size_t)(hyphen - word) : 0;
    if (hyphen)
        return own >= LETTERS_LEAST && own + LETTERS_LEAST < length && own < room &&
                       !has_other(s, word, length, own)
                   ? own + 1
                   : 0;
    for (size_t at = length - LETTERS_LEAST; at >= LETTERS_LEAST; at--)
        if (at < room && may_part(word, at) && !has_other(s, word, length, at))
            return at;
    return 0;
}

size_t pocket_solid_break(pocket_solid *s, const char *word, size_t length, size_t room)
{
    pocket_word *known = is_candidate(word, length) ? find(s, word, length) : NULL;
    if (!known || known->whole < 2)
        return 0;
    const size_t kept = break_at(s, word, length, room);
    known->whole -= kept > 0;
    return kept;
}
