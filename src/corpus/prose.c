// prose.c owns the tidying of a block's text.
#include "corpus/prose.h"

#include "base/text.h"
#include "corpus/blocks.h"

#include <string.h>

enum { PARENTHESIS_MAX = 600 }; // bytes; a longer one is prose

typedef struct tidier {
    cria_buffer *out;
    size_t start; // of this text in `out`
    const char *at, *end;
    cria_counts *counts;
    size_t marks, behind; // the last run of marks looked at, in `out`; marks stay
} tidier;

// matching: the ')' of the '(' at `at`, or NULL when there is none near.
static const char *matching(const char *at, const char *end)
{
    int depth = 0;
    for (const char *p = at; p < end && p - at < PARENTHESIS_MAX; p++) {
        depth += *p == '(';
        depth -= *p == ')';
        if (depth == 0)
            return p;
    }
    return NULL;
}

static char last(const tidier *t)
{
    return t->out->length > t->start ? t->out->data[t->out->length - 1] : '\n';
}

// last_visible: the last character that is no mark. No run of marks is walked twice.
static char last_visible(tidier *t)
{
    size_t at = t->out->length;
    while (at > t->start && cria_is_mark(t->out->data[at - 1]))
        at = at == t->behind ? t->marks : at - 1;
    if (at < t->out->length) {
        t->marks = at;
        t->behind = t->out->length;
    }
    return at > t->start ? t->out->data[at - 1] : '\n';
}

static void trim(tidier *t, const char *what)
{
    while (t->out->length > t->start && strchr(what, last(t)) && last(t) != '\0')
        t->out->length--;
}

// space_after gives back the blank that a removal took, if what follows needs one.
static cria_status space_after(tidier *t)
{
    const char next = t->at < t->end ? *t->at : ' ';
    const bool word = cria_is_letter(next) || cria_is_digit(next) ||
                      (unsigned char)next >= 0x80 || next == '(';
    return word && last(t) != '\n' ? cria_buffer_putc(t->out, ' ') : CRIA_OK;
}

static bool is_end(const tidier *t)
{
    const char *at = t->at;
    while (at < t->end && (*at == ' ' || cria_is_mark(*at)))
        at++;
    return at == t->end;
}

// remove_parenthesis handles a '(' that opens a reference or nothing.
static cria_status remove_parenthesis(tidier *t, bool *removed)
{
    const char *close = matching(t->at, t->end);
    *removed = false;
    if (!close)
        return CRIA_OK;
    const char *inside = t->at + 1;
    const size_t length = (size_t)(close - inside);
    const bool hollow = cria_prose_is_hollow(inside, length);
    if (!hollow && !cria_prose_is_reference(inside, length))
        return CRIA_OK;
    t->counts->n[hollow ? CRIA_COUNT_EMPTY_PARENTHESES : CRIA_COUNT_CROSS_REFERENCES]++;
    *removed = true;
    t->at = close + 1;
    trim(t, " ");
    // "... and cartage (see TARE.)" at the end: the stop inside was the sentence's.
    const bool stop = !hollow && is_end(t) && inside[length - 1] == '.' &&
                      (cria_is_letter(last(t)) || cria_is_digit(last(t)));
    return stop ? cria_buffer_putc(t->out, '.') : space_after(t);
}

static bool at_text(const tidier *t, const char *text)
{
    return cria_begins(t->at, (size_t)(t->end - t->at), text);
}

// remove_qv handles "q.v." outside parentheses: ", q.v., " becomes ", ".
static cria_status remove_qv(tidier *t)
{
    t->at += strlen("q.v.");
    t->counts->n[CRIA_COUNT_CROSS_REFERENCES]++;
    trim(t, " ,");
    const char *next = t->at;
    while (next < t->end && (*next == ' ' || cria_is_mark(*next)))
        next++;
    const bool stop = next == t->end || (*next >= 'A' && *next <= 'Z');
    return stop && cria_is_letter(last(t)) ? cria_buffer_putc(t->out, '.') : CRIA_OK;
}

static cria_status put_space(tidier *t)
{
    const char before = last_visible(t);
    const bool useless = before == ' ' || before == '\n' || before == '(' || before == '[';
    return useless ? CRIA_OK : cria_buffer_putc(t->out, ' ');
}

// is_ratio: the colon here stands between two figures, with blanks on both sides.
static bool is_ratio(const tidier *t)
{
    const cria_buffer *out = t->out;
    const char *next = t->at + 1;
    while (next < t->end && *next == ' ')
        next++;
    return *t->at == ':' && next > t->at + 1 && next < t->end && cria_is_digit(*next) &&
           out->length - t->start >= 2 && last(t) == ' ' &&
           cria_is_digit(out->data[out->length - 2]);
}

// put_closing writes a character that no blank may stand before, nor the comma that a removal
// left there; both stay before a decimal or dots, and a ratio keeps its blanks.
static cria_status put_closing(tidier *t, char c)
{
    const char next = t->at + 1 < t->end ? t->at[1] : ' ';
    const bool decimal = c == '.' && (cria_is_digit(next) || next == '.');
    if (!decimal && !is_ratio(t)) {
        trim(t, " ");
        if (c != ']' && last(t) == ',')
            t->out->length--;
    }
    return cria_buffer_putc(t->out, c);
}

static cria_status put_char(tidier *t)
{
    const char c = *t->at;
    if (c == '\'' && last(t) == '\'') {
        t->out->data[t->out->length - 1] = '"';
    } else if (c == '_' && last(t) == '_') {
        t->out->length--;
    } else if (strchr(",.;:!?)]", c)) {
        CRIA_TRY(put_closing(t, c));
    } else {
        CRIA_TRY(cria_buffer_putc(t->out, c));
    }
    t->at++;
    return CRIA_OK;
}

// bracketed_page: the length of a "[Page 12]" or "[v.02 p.0003]" here, or 0.
static size_t bracketed_page(const tidier *t)
{
    if (!at_text(t, "[Page ") && !at_text(t, "[v."))
        return 0;
    const size_t left = (size_t)(t->end - t->at);
    const char *close = memchr(t->at, ']', left < 24 ? left : 24);
    return close ? (size_t)(close - t->at) + 1 : 0;
}

// closing_figure: the length of a ", fig. 6" that ends a parenthesis here, or 0.
static size_t closing_figure(const tidier *t)
{
    if (!at_text(t, ", fig. ") && !at_text(t, ", figs. "))
        return 0;
    const char *at = t->at + strlen(", fig.");
    while (at < t->end && (cria_is_digit(*at) || strchr(". ,-", *at)))
        at++;
    return at < t->end && *at == ')' ? (size_t)(at - t->at) : 0;
}

static cria_status step(tidier *t)
{
    const char c = *t->at;
    bool removed = false;
    if (c == '(')
        CRIA_TRY(remove_parenthesis(t, &removed));
    if (removed)
        return CRIA_OK;
    if (c == ' ' || c == '\t') {
        t->at++;
        return put_space(t);
    }
    if (c == '\n') {
        t->at++;
        trim(t, " ");
        return last(t) == '\n' ? CRIA_OK : cria_buffer_putc(t->out, '\n');
    }
    const size_t page = c == '[' ? bracketed_page(t) : 0;
    if (page) {
        t->at += page;
        t->counts->n[CRIA_COUNT_PAGE_NUMBERS]++;
        return CRIA_OK;
    }
    const size_t figure = c == ',' ? closing_figure(t) : 0;
    if (figure) {
        t->at += figure;
        t->counts->n[CRIA_COUNT_CROSS_REFERENCES]++;
        return CRIA_OK;
    }
    if (c == 'q' && at_text(t, "q.v.") && !cria_is_letter(last(t)))
        return remove_qv(t);
    return put_char(t);
}

// is_plain: a character that step would only copy.
static bool is_plain(char c)
{
    return cria_is_letter(c) ? c != 'q' : cria_is_digit(c);
}

// trim_lead cuts the dash of ": -" at the end, which led to something set apart.
static void trim_lead(tidier *t)
{
    const size_t length = t->out->length;
    while (t->out->length > t->start && strchr(" -", last(t)))
        t->out->length--;
    if (t->out->length > t->start && last(t) == ':')
        return;
    t->out->length = length;
}

cria_status cria_prose_tidy(cria_buffer *out, const char *text, size_t length,
                            cria_counts *counts)
{
    tidier t = {
        .out = out, .start = out->length, .at = text, .end = text + length, .counts = counts};
    while (t.at < t.end) {
        const char *run = t.at;
        while (run < t.end && is_plain(*run))
            run++;
        CRIA_TRY(cria_buffer_append(out, t.at, (size_t)(run - t.at)));
        t.at = run;
        if (t.at < t.end)
            CRIA_TRY(step(&t));
    }
    trim(&t, " \n");
    trim_lead(&t);
    return CRIA_OK;
}

// A second character that may not follow the first directly.
static const struct {
    char first, second;
} apart[] = {
    {'{', '{'},   {'}', '}'}, {'[', '['}, {']', ']'},
    {'\'', '\''}, {'_', '_'}, {'|', '-'}, {'<', '/'},
};

static bool must_part(char first, char second)
{
    for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++)
        if (first == apart[i].first && second == apart[i].second)
            return true;
    return first == '<' && cria_is_letter(second);
}

// names_entity: "&name;" stands at `at`, once the marks are gone.
static bool names_entity(const char *at, const char *end)
{
    int letters = 0;
    const char *p = at + 1;
    for (; p < end && (cria_is_letter(*p) || cria_is_mark(*p)); p++)
        letters += cria_is_letter(*p) && letters < 2;
    return letters == 2 && p < end && *p == ';';
}

cria_status cria_prose_seal(cria_buffer *out, const char *text, size_t length,
                            cria_counts *counts)
{
    char before = '\n';
    for (const char *at = text, *end = text + length; at < end; at++) {
        if (cria_is_mark(*at))
            continue;
        if (must_part(before, *at)) {
            counts->n[CRIA_COUNT_ESCAPED] += before == '<';
            CRIA_TRY(cria_buffer_putc(out, ' '));
        }
        CRIA_TRY(cria_buffer_putc(out, *at));
        if (*at == '&' && names_entity(at, end))
            CRIA_TRY(cria_buffer_putc(out, ' '));
        before = *at;
    }
    return CRIA_OK;
}
