// quotes.c owns the two passes over the runs of a line: which are what, then their tags.
#include "wiki/quotes.h"

#include "wiki/html_tag.h"

#include <string.h>

static cria_status add(cria_quote_runs *q, size_t at, size_t length)
{
    CRIA_TRY(cria_grow(&q->item, &q->capacity, q->count + 1, sizeof *q->item));
    const size_t literal = length == 4 ? 1 : length > 5 ? length - 5 : 0;
    q->item[q->count++] = (cria_quote){.at = at, .length = length, .literal = literal};
    return CRIA_OK;
}

static cria_status find(cria_quote_runs *q, const char *line, size_t length)
{
    const char *end = line + length;
    for (const char *at = line; at < end;) {
        if (*at == '<') {
            const size_t tag = cria_html_tag_length(at, end);
            at += tag ? tag : 1;
        } else if (*at != '\'') {
            at++;
        } else {
            const char *start = at;
            while (at < end && *at == '\'')
                at++;
            if (at - start >= 2)
                CRIA_TRY(add(q, (size_t)(start - line), (size_t)(at - start)));
        }
    }
    return CRIA_OK;
}

static size_t width(const cria_quote *run)
{
    return run->length - run->literal;
}

// Where a bold run that is really an apostrophe and italics may stand, the best first.
typedef enum place { AFTER_ONE_LETTER, AFTER_WORD, AFTER_BLANK } place;

static place place_of(const cria_quote_runs *q, size_t i, const char *line)
{
    const cria_quote *run = &q->item[i];
    const size_t from = i ? q->item[i - 1].at + q->item[i - 1].length : 0;
    const size_t n = run->at + run->literal - from;
    const char last = n > 0 ? line[from + n - 1] : '\0';
    const char before = n > 1 ? line[from + n - 2] : last;
    if (last == ' ')
        return AFTER_BLANK;
    return before == ' ' ? AFTER_ONE_LETTER : AFTER_WORD;
}

// balance turns one ''' into ' and '' when both sorts are odd in number.
static void balance(cria_quote_runs *q, const char *line)
{
    size_t bold = 0, italic = 0;
    for (size_t i = 0; i < q->count; i++) {
        bold += width(&q->item[i]) != 2;
        italic += width(&q->item[i]) != 3;
    }
    if (bold % 2 == 0 || italic % 2 == 0)
        return;
    cria_quote *chosen = NULL;
    place best = AFTER_BLANK;
    for (size_t i = 0; i < q->count; i++) {
        if (width(&q->item[i]) != 3)
            continue;
        const place here = place_of(q, i, line);
        if (!chosen || here < best) {
            chosen = &q->item[i];
            best = here;
        }
    }
    if (chosen)
        chosen->literal++;
}

typedef enum state { NONE, ITALIC, BOLD, ITALIC_BOLD, BOLD_ITALIC, STATES } state;

// What a run is: '', ''', or ''''' of which the italics or the bold end first.
typedef enum sort { TWO, THREE, FIVE_ITALIC_FIRST, FIVE_BOLD_FIRST, SORTS } sort;

static const struct {
    const char *tags;
    state next;
} moves[STATES][SORTS] = {
    [NONE] = {{"<i>", ITALIC}, {"<b>", BOLD}, {"<b><i>", BOLD_ITALIC}, {"<i><b>", ITALIC_BOLD}},
    [ITALIC] = {{"</i>", NONE}, {"<b>", ITALIC_BOLD}, {"</i><b>", BOLD}, {"</i><b>", BOLD}},
    [BOLD] = {{"<i>", BOLD_ITALIC}, {"</b>", NONE}, {"</b><i>", ITALIC}, {"</b><i>", ITALIC}},
    [ITALIC_BOLD] = {{"</b></i><b>", BOLD},
                     {"</b>", ITALIC},
                     {"</b></i>", NONE},
                     {"</b></i>", NONE}},
    [BOLD_ITALIC] = {{"</i>", BOLD},
                     {"</i></b><i>", ITALIC},
                     {"</i></b>", NONE},
                     {"</i></b>", NONE}},
};

static sort sort_of(const cria_quote_runs *q, size_t i)
{
    const size_t n = width(&q->item[i]);
    if (n < 5)
        return n == 2 ? TWO : THREE;
    const bool italic_ends = i + 1 == q->count || width(&q->item[i + 1]) == 2;
    return italic_ends ? FIVE_ITALIC_FIRST : FIVE_BOLD_FIRST;
}

static void give_tags(cria_quote_runs *q)
{
    static const char *const ends[STATES] = {"", "</i>", "</b>", "</b></i>", "</i></b>"};
    state now = NONE;
    for (size_t i = 0; i < q->count; i++) {
        const sort s = sort_of(q, i);
        q->item[i].tags = moves[now][s].tags;
        now = moves[now][s].next;
    }
    q->end = ends[now];
}

cria_status cria_quote_runs_read(cria_quote_runs *q, const char *line, size_t length)
{
    q->count = 0;
    q->end = "";
    if (!memchr(line, '\'', length))
        return CRIA_OK;
    CRIA_TRY(find(q, line, length));
    balance(q, line);
    give_tags(q);
    return CRIA_OK;
}

void cria_quote_runs_free(cria_quote_runs *q)
{
    cria_free(q->item);
    *q = (cria_quote_runs){0};
}
