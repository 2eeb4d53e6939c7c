// pocket_scribe.c owns running text as wiki markup: words with their links, italics and small
// capitals, and the notes that hang on them or stand between them. All that is strewn in, a
// cleaner must take out again.
#include "corpus/pocket_press.h"

#include <ctype.h>
#include <string.h>

static bool chance(const pocket_scribe *c, uint32_t percent)
{
    return pocket_chance(c->s->p, percent);
}

static cria_status put(pocket_scribe *c, const char *markup)
{
    return cria_buffer_puts(&c->word, markup);
}

static cria_status end_word(pocket_scribe *c)
{
    if (c->word.length > 0)
        CRIA_TRY(pocket_press_word(c->s, &c->word, c->width));
    c->s->italic = c->italic;
    cria_buffer_reset(&c->word);
    c->core = 0;
    c->width = 0;
    return CRIA_OK;
}

// Appends the text as markup on one line.
cria_status pocket_scribe_flat(const pocket_scribe *c, cria_buffer *out, const char *text,
                               size_t length)
{
    pocket_scribe own = {.s = c->s, .a = c->a, .flat = true, .aside = true};
    cria_status status = pocket_scribe_prose(&own, text, text + length);
    if (status == CRIA_OK)
        status = cria_buffer_append(out, own.word.data, own.word.length);
    cria_buffer_free(&own.word);
    return status;
}

// Appends a rule's text on one line between two pieces of markup; nothing when it has none.
cria_status pocket_scribe_aside(const pocket_scribe *c, cria_buffer *out, const char *rule,
                                const char *open, const char *close)
{
    cria_buffer text = {0};
    cria_status status = pocket_trouble(c->s->p, &text, rule, c->a->item);
    if (status == CRIA_OK && text.length > 0) {
        status = cria_buffer_puts(out, open);
        if (status == CRIA_OK)
            status = pocket_scribe_flat(c, out, text.data, text.length);
        if (status == CRIA_OK)
            status = cria_buffer_puts(out, close);
    }
    cria_buffer_free(&text);
    return status;
}

// Within a line.

// Makes a link of the letters last put. The two parts stand in either order.
static cria_status put_link(pocket_scribe *c)
{
    static const struct {
        const char *open, *close;
        bool shown_first;
    } links[] = {
        {"{{EB1911 lkpl|", "}}", false},
        {"{{EB1911 article link|", "}}", true},
        {"[[" POCKET_WORK "/", "]]", false},
        {"{{EB1911 link|", "}}", false},
        {"{{1911link|", "}}", false},
        {"{{11link|", "}}", false},
        {"[[../", "]]", false},
        {"{{EB1911 article link|", "}}", true},
    };
    char shown[128];
    const size_t length = c->word.length - c->core;
    if (length < 3 || length >= sizeof shown)
        return CRIA_OK;
    memcpy(shown, c->word.data + c->core, length);
    shown[length] = '\0';
    c->word.length = c->core;
    const uint64_t i = cria_random_below(&c->s->p->random, sizeof links / sizeof *links);
    const char *target = pocket_press_title(c->s, shown);
    if (links[i].open[0] == '{' && strcmp(target, shown) == 0)
        return cria_buffer_printf(&c->word, "%s%s%s", links[i].open, shown, links[i].close);
    return cria_buffer_printf(&c->word, "%s%s|%s%s", links[i].open,
                              links[i].shown_first ? shown : target,
                              links[i].shown_first ? target : shown, links[i].close);
}

static cria_status put_entity(pocket_scribe *c, char next)
{
    if (!c->small && chance(c, 60))
        CRIA_TRY(put_link(c));
    if (c->flat || !strchr(" ,.;", next) || !chance(c, 9))
        return CRIA_OK;
    CRIA_TRY(end_word(c));
    c->width = 6;
    return put(c, c->italic ? "(q.v.)" : "(''q.v.'')");
}

static cria_status put_italic(pocket_scribe *c)
{
    c->italic = !c->italic;
    return put(c, "''");
}

static cria_status put_small(pocket_scribe *c)
{
    static const char *const open[] = {"{{sc|", "{{asc|", "{{small-caps|", NULL};
    c->small = !c->small;
    return put(c, c->small ? pocket_one_of(c->s->p, open) : "}}");
}

static cria_status put_quote(pocket_scribe *c)
{
    static const char *const curly[] = {"”", "“"};
    c->quoted = !c->quoted;
    return put(c, curly[c->quoted]);
}

// "3rd": the ending of an ordinal stands high.
static bool ordinal_at(const pocket_scribe *c, const char *at)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    const char before = c->word.length > 0 ? c->word.data[c->word.length - 1] : ' ';
    for (int i = 0; isdigit((unsigned char)before) && i < 4; i++)
        if (strncmp(at, endings[i], 2) == 0)
            return !isalnum((unsigned char)at[2]);
    return false;
}

static cria_status put_ordinal(pocket_scribe *c, const char *at)
{
    c->width += 2;
    return chance(c, 50) ? cria_buffer_printf(&c->word, "<sup>%.2s</sup>", at)
                         : cria_buffer_printf(&c->word, "{{sup|%.2s}}", at);
}

static cria_status put_letter(pocket_scribe *c, const char **at)
{
    static const struct {
        const char *text, *entity;
    } table[] = {{"'", "’"}, {"é", "&eacute;"}, {"ç", "&ccedil;"}, {"ö", "&#246;"}};
    c->width++;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const size_t length = strlen(table[i].text);
        if (strncmp(*at, table[i].text, length) == 0 && chance(c, 60)) {
            *at += length;
            return put(c, table[i].entity);
        }
    }
    const char byte = *(*at)++;
    CRIA_TRY(cria_buffer_putc(&c->word, byte));
    if (strchr("([", byte))
        c->core = c->word.length;
    return CRIA_OK;
}

// Footnotes, comments, marginal notes.

// A footnote; near a page's end its second half stands on the next page.
cria_status pocket_scribe_note(pocket_scribe *c)
{
    cria_buffer note = {0};
    pocket_press *s = c->s;
    c->notes_left--;
    cria_status status = pocket_scribe_aside(c, &note, "note", "", "");
    char *half = note.length > 0 ? strchr(note.data + note.length / 2, ' ') : NULL;
    const bool part = s->lines < 4 && s->follow.length == 0 && half &&
                      !strpbrk(note.data, "{[<'"); // markup stays whole
    if (status == CRIA_OK && part) {
        *half = '\0';
        s->follow_page = s->page;
        status = cria_buffer_puts(&s->follow, half + 1);
    }
    if (status == CRIA_OK && part)
        status = cria_buffer_printf(&s->body, "<ref name=\"p%d\">%s</ref>", s->page, note.data);
    else if (status == CRIA_OK && note.length > 0)
        status = cria_buffer_printf(&s->body, "<ref>%s</ref>", note.data);
    cria_buffer_free(&note);
    return status;
}

// What hangs on the end of a word, or touches the front of the next.
static cria_status put_between(pocket_scribe *c, char before)
{
    static const char *const sides[] = {"{{EB1911 Shoulder Heading|",
                                        "{{EB1911 Shoulder HeadingSmall|", "{{EB9 Margin Note|",
                                        NULL};
    static const char *const comments[] = {"<!-- sic -->", "<!-- the print has {{ here -->",
                                           "<!-- check\nthe scan -->", NULL};
    if (c->aside || c->italic || c->small)
        return CRIA_OK;
    if (before == '.' && c->notes_left > 0 && chance(c, 30))
        return pocket_scribe_note(c);
    if (chance(c, 1) && chance(c, 5))
        return pocket_press_puts(c->s, pocket_one_of(c->s->p, comments));
    if (c->sidenotes_left > 0 && chance(c, 3)) {
        c->sidenotes_left--;
        return pocket_scribe_aside(c, &c->word, "sidenote", pocket_one_of(c->s->p, sides),
                                   "}}");
    }
    return CRIA_OK;
}

static cria_status put_blank(pocket_scribe *c, char before)
{
    if (c->flat || c->small) {
        CRIA_TRY(put(c, " "));
    } else if (isdigit((unsigned char)before) && chance(c, 30)) {
        c->width++;
        CRIA_TRY(put(c, "&nbsp;"));
    } else {
        CRIA_TRY(end_word(c));
        CRIA_TRY(put_between(c, before));
    }
    c->core = c->word.length;
    return CRIA_OK;
}

cria_status pocket_scribe_prose(pocket_scribe *c, const char *at, const char *end)
{
    while (at < end) {
        const char mark = *at;
        if (ordinal_at(c, at)) {
            CRIA_TRY(put_ordinal(c, at));
            at += 2;
            continue;
        }
        if (!strchr("*^\" \x05", mark)) {
            CRIA_TRY(put_letter(c, &at));
            continue;
        }
        at++;
        if (mark == ' ')
            CRIA_TRY(put_blank(c, at[-2]));
        else if (mark == POCKET_ENTITY)
            CRIA_TRY(put_entity(c, at < end ? *at : '.'));
        else
            CRIA_TRY(mark == '*' ? put_italic(c) : mark == '^' ? put_small(c) : put_quote(c));
        c->core = mark == POCKET_ENTITY ? c->core : c->word.length;
    }
    return c->flat ? CRIA_OK : end_word(c);
}
