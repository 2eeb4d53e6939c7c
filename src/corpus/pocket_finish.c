// pocket_finish.c owns the last touch on an expanded text: a or an, blanks, capitals.
#include "corpus/pocket_parts.h"

#include <ctype.h>
#include <string.h>

static bool is_mark(char c)
{
    return c == '*' || c == '^' || c == '"' || c == POCKET_ENTITY;
}

// Which article the word at `text` takes, by its sound as far as its letters tell.
static const char *article_for(const char *text, const char *end)
{
    static const char *const consonant[] = {"one", "uni", "use", "eu", "usu", NULL};
    static const char *const vowel[] = {"hour", "honest", "honour", "heir", NULL};
    while (text < end && (is_mark(*text) || *text == ' '))
        text++;
    const size_t left = (size_t)(end - text);
    for (int i = 0; consonant[i]; i++)
        if (left >= strlen(consonant[i]) &&
            strncasecmp(text, consonant[i], strlen(consonant[i])) == 0)
            return "a";
    for (int i = 0; vowel[i]; i++)
        if (left >= strlen(vowel[i]) && strncasecmp(text, vowel[i], strlen(vowel[i])) == 0)
            return "an";
    return left > 0 && strchr("aeiouAEIOU8", *text) ? "an" : "a";
}

static bool closes(char c)
{
    return strchr(",.;:)?!", c) != NULL && c != '\0';
}

typedef struct finisher {
    cria_buffer *out;
    bool capital; // the next letter begins a sentence
    char last;    // written last, marks aside
} finisher;

static cria_status put(finisher *f, char c)
{
    if (f->capital && isalnum((unsigned char)c)) {
        c = (char)toupper((unsigned char)c);
        f->capital = false;
    }
    if (c == '\n' || (c == ' ' && strchr(".?!", f->last) && f->last))
        f->capital = true;
    if (!is_mark(c) || c == '"')
        f->last = c;
    return cria_buffer_putc(f->out, c);
}

cria_status pocket_finish(cria_buffer *out, const char *raw, size_t length)
{
    finisher f = {.out = out, .capital = true, .last = '\n'};
    const char *end = raw + length;
    bool blank = false;
    for (const char *at = raw; at < end; at++) {
        if (*at == ' ') {
            blank = true;
            continue;
        }
        if (blank && f.last != '\n' && f.last != '(' && *at != '\n' && !closes(*at))
            CRIA_TRY(put(&f, ' '));
        blank = false;
        if (*at != *POCKET_AN) {
            CRIA_TRY(put(&f, *at));
            continue;
        }
        for (const char *article = article_for(at + 1, end); *article; article++)
            CRIA_TRY(put(&f, *article));
        blank = true;
    }
    return CRIA_OK;
}

cria_status pocket_plain(cria_buffer *out, const char *text)
{
    for (; *text; text++)
        if (*text != '*' && *text != '^' && *text != POCKET_ENTITY)
            CRIA_TRY(cria_buffer_putc(out, *text));
    return CRIA_OK;
}

cria_status pocket_trouble(pocket *p, cria_buffer *out, const char *name, pocket_item *it)
{
    pocket_rule *rule = pocket_rule_find(p, name);
    cria_buffer raw = {.max_bytes = POCKET_TEXT_BYTES};
    bool found = false;
    cria_buffer_reset(out);
    cria_status status = rule ? pocket_expand(p, &raw, rule, it, &found) : CRIA_OK;
    if (status == CRIA_OK && found)
        status = pocket_finish(out, raw.data, raw.length);
    cria_buffer_free(&raw);
    return status;
}
