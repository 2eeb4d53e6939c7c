// pocket_wiki.c owns the articles as wiki markup: headwords, what stands between paragraphs,
// and what closes an article.
#include "corpus/pocket_press.h"

#include <ctype.h>
#include <string.h>

static bool chance(const pocket_scribe *c, uint32_t percent)
{
    return pocket_chance(c->s->p, percent);
}

// Blocks between paragraphs.

// "A | B", a row a line, becomes a table, in wiki markup or in HTML.
static cria_status put_table(pocket_scribe *c)
{
    static const struct {
        const char *open, *row, *head, *cell, *cell_end, *row_end, *close;
    } forms[] = {
        {"{| class=\"wikitable\"\n", "|-\n", "! ", "| ", "\n", "", "|}"},
        {"<table>\n", "<tr>", "<td>", "<td>", "</td>", "</tr>\n", "</table>"},
    };
    cria_buffer text = {0}, *out = &c->s->body;
    const int i = chance(c, 30);
    cria_status status = pocket_trouble(c->s->p, &text, "table", c->a->item);
    if (status == CRIA_OK && text.length > 0)
        status = cria_buffer_puts(out, forms[i].open);
    char *rest, *row = text.length > 0 ? strtok_r(text.data, "\n", &rest) : NULL;
    for (bool head = true; status == CRIA_OK && row; row = strtok_r(NULL, "\n", &rest)) {
        status = cria_buffer_puts(out, forms[i].row);
        for (char *more, *cell = strtok_r(row, "|", &more); status == CRIA_OK && cell;
             cell = strtok_r(NULL, "|", &more)) {
            cell = pocket_trim(cell);
            status = cria_buffer_puts(out, head ? forms[i].head : forms[i].cell);
            if (status == CRIA_OK)
                status = pocket_scribe_flat(c, out, cell, strlen(cell));
            if (status == CRIA_OK)
                status = cria_buffer_puts(out, forms[i].cell_end);
        }
        head = false;
        if (status == CRIA_OK)
            status = cria_buffer_puts(out, forms[i].row_end);
    }
    if (status == CRIA_OK && text.length > 0)
        status = cria_buffer_puts(out, forms[i].close);
    cria_buffer_free(&text);
    return status;
}

static cria_status put_figure(pocket_scribe *c)
{
    static const char *const forms[][2] = {
        {"[[File:Pocket figure.png|thumb|center|", "]]"},
        {"{{img float|file=Pocket figure.png|width=200px|align=right|cap=", "}}"},
        {"{{FI\n|file=Pocket figure.png\n|width=200px\n|caption=", "\n}}"},
    };
    const char *const *form = forms[cria_random_below(&c->s->p->random, 3)];
    return pocket_scribe_aside(c, &c->s->body, "caption", form[0], form[1]);
}

static cria_status put_gap(pocket_scribe *c)
{
    typedef cria_status putter(pocket_scribe * c);
    static putter *const putters[] = {put_table, put_figure};
    CRIA_TRY(pocket_press_paragraph(c->s));
    const uint64_t i = cria_random_below(&c->s->p->random, 100);
    if (i >= 16)
        return CRIA_OK;
    CRIA_TRY(putters[i / 8](c));
    c->s->lines -= 5;
    return pocket_press_paragraph(c->s);
}

// The end of an article.

static cria_status put_initials(pocket_scribe *c, bool alone)
{
    static const char *const forms[] = {
        "{{EB1911 footer initials|Tobias Rackstraw|T. R.}}",
        "{{EB1911 footer initials|Hester {{sc|Mudge}}|H. {{sc|M.}}}}",
        "{{EB1911 footer double initials|Tobias Rackstraw|T. R.|Jane Mould|J. Mo.}}",
        "{{right|([[Author:Jane Mould|J. Mo.]])}}",
        "{{EB1911 TRa}}",
        NULL,
    };
    CRIA_TRY(pocket_press_puts(c->s, alone ? "\n\n" : " "));
    c->s->lines -= 2 * alone;
    return pocket_press_puts(c->s, pocket_one_of(c->s->p, forms));
}

static cria_status put_bibliography(pocket_scribe *c, bool *initials)
{
    static const char *const forms[][2] = {
        {"{{EB1911 fine print/s}}\n", "\n{{EB1911 fine print/e}}"},
        {"{{EB1911 Fine Print|", "}}"},
        {"{{fine block|", "}}"},
        {"{{smaller block/s}}\n", "\n{{smaller block/e}}"},
    };
    const char *const *form = forms[cria_random_below(&c->s->p->random, 4)];
    cria_buffer text = {0};
    pocket_scribe own = {.s = c->s, .a = c->a, .aside = true};
    cria_status status = pocket_trouble(c->s->p, &text, "bibliography", c->a->item);
    if (status == CRIA_OK && text.length > 0)
        status = cria_buffer_printf(&c->s->body, "\n\n%s", form[0]);
    c->s->held = true;
    c->s->column = 0;
    if (status == CRIA_OK && text.length > 0)
        status = pocket_scribe_prose(&own, text.data, text.data + text.length);
    c->s->held = false;
    if (status == CRIA_OK && text.length > 0 && *initials && chance(c, 30)) {
        status = put_initials(c, false);
        *initials = false;
    }
    if (status == CRIA_OK && text.length > 0)
        status = pocket_press_puts(c->s, form[1]);
    cria_buffer_free(&own.word);
    cria_buffer_free(&text);
    return status;
}

static cria_status put_end(pocket_scribe *c)
{
    bool initials = chance(c, 20);
    const bool alone = chance(c, 50);
    if (initials && !alone)
        CRIA_TRY(put_initials(c, false));
    initials = initials && alone;
    if (chance(c, 30))
        CRIA_TRY(put_bibliography(c, &initials));
    return initials ? put_initials(c, true) : CRIA_OK;
}

static cria_status put_headword(pocket_scribe *c)
{
    CRIA_TRY(cria_buffer_puts(&c->word, "'''"));
    for (const char *at = c->a->title; *at; at++)
        CRIA_TRY(cria_buffer_putc(&c->word, (char)toupper((unsigned char)*at)));
    c->width = (int)strlen(c->a->title);
    return CRIA_OK;
}

static cria_status set_first(pocket_scribe *c, const char *at, const char *end)
{
    at += strlen(c->a->title);
    const bool comma = at < end && *at == ',' && chance(c, 50);
    CRIA_TRY(put_headword(c));
    CRIA_TRY(cria_buffer_puts(&c->word, comma ? ",'''" : "'''"));
    c->core = c->word.length;
    return pocket_scribe_prose(c, at + comma, end);
}

static cria_status set_article(pocket_scribe *c)
{
    bool first = true;
    for (const char *at = c->a->text; *at; first = false) {
        const char *end = at + strcspn(at, "\n");
        if (!first)
            CRIA_TRY(put_gap(c));
        CRIA_TRY(first ? set_first(c, at, end) : pocket_scribe_prose(c, at, end));
        if (c->notes_left > 0 && chance(c, 20))
            CRIA_TRY(pocket_scribe_note(c));
        at = *end ? end + 1 : end;
    }
    return put_end(c);
}

cria_status pocket_wiki_article(pocket_press *s, const pocket_article *a)
{
    pocket_scribe c = {
        .s = s,
        .a = a,
        .notes_left = pocket_chance(s->p, 25) ? 2 : 0,
        .sidenotes_left = pocket_chance(s->p, 12) ? 1 : 0,
    };
    cria_status status = pocket_press_article(s, a->title);
    if (status == CRIA_OK)
        status = set_article(&c);
    if (status == CRIA_OK)
        status = pocket_press_end(s);
    cria_buffer_free(&c.word);
    return status;
}
