// pocket_html.c owns the markup of the pages: an article is set in one of the source's two
// styles, with the source's troubles strewn in. All that is strewn in, a cleaner must take out
// again.
#include "corpus/pocket_parts.h"

#include <ctype.h>
#include <string.h>

// The setting of one article, and what it has yet to suffer.
typedef struct setter {
    pocket *p;
    cria_buffer *out;
    cria_buffer note; // footnotes set so far, for the end
    const pocket_article *a;
    const pocket_sheet *sheet;
    size_t column;
    int notes, notes_left, sidenotes_left, pages_left;
    bool italic, small, quoted;
} setter;

static cria_status puts_html(setter *s, const char *text)
{
    return cria_buffer_puts(s->out, text);
}

// Sets one character of prose as the style writes it.
static cria_status set_character(setter *s, const char **at)
{
    static const struct {
        const char *text, *fresh, *old;
    } table[] = {
        {"'", "&rsquo;", "'"},     {"&", "&amp;", "&amp;"},     {"é", "&eacute;", "é"},
        {"è", "&egrave;", "è"},    {"ê", "&ecirc;", "&ecirc;"}, {"ï", "&iuml;", "ï"},
        {"ö", "&ouml;", "&#246;"}, {"æ", "&aelig;", "&aelig;"}, {"ç", "&ccedil;", "ç"},
        {"û", "&ucirc;", "û"},     {"â", "&#xE2;", "â"},        {"ü", "&uuml;", "ü"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const size_t length = strlen(table[i].text);
        if (strncmp(*at, table[i].text, length) == 0) {
            *at += length;
            return puts_html(s, s->sheet->old ? table[i].old : table[i].fresh);
        }
    }
    return cria_buffer_putc(s->out, *(*at)++);
}

static cria_status set_mark(setter *s, bool *state, const char *open, const char *close)
{
    *state = !*state;
    return puts_html(s, *state ? open : close);
}

static cria_status set_quote(setter *s)
{
    static const char *const quotes[2][2] = {{"&rdquo;", "&ldquo;"}, {"\"", "&quot;"}};
    s->quoted = !s->quoted;
    return puts_html(s, quotes[s->sheet->old][s->quoted]);
}

static cria_status set_reference(setter *s, char next)
{
    if (!strchr(" ,.;", next) || !pocket_chance(s->p, 9))
        return CRIA_OK;
    return puts_html(s, s->sheet->old || s->italic ? " (q.v.)" : " (<i>q.v.</i>)");
}

// "3rd": the ending of an ordinal stands high.
static bool ordinal_at(const char *at, const char *start)
{
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    for (int i = 0; at > start && isdigit((unsigned char)at[-1]) && i < 4; i++)
        if (strncmp(at, endings[i], 2) == 0)
            return !isalnum((unsigned char)at[2]);
    return false;
}

static cria_status set_ordinal(setter *s, const char **at)
{
    const char *format = s->sheet->old ? "<sup>%.2s</sup>" : "<span class=\"sp\">%.2s</span>";
    const char *text = *at;
    *at += 2;
    return cria_buffer_printf(s->out, format, text);
}

// Sets running text from `at` to `end` (one paragraph, or less).
static cria_status set_prose(setter *s, const char *at, const char *end);

// Sets a trouble's text between two pieces of markup.
static cria_status set_trouble(setter *s, const char *name, const char *open, const char *close)
{
    cria_buffer text = {0};
    cria_status status = pocket_trouble(s->p, &text, name, s->a->item);
    if (status == CRIA_OK && text.length > 0) {
        status = puts_html(s, open);
        if (status == CRIA_OK)
            status = set_prose(s, text.data, text.data + text.length);
        if (status == CRIA_OK)
            status = puts_html(s, close);
    }
    cria_buffer_free(&text);
    return status;
}

static cria_status set_page_number(setter *s)
{
    const unsigned page = 10u * (unsigned)s->sheet->slice + (unsigned)s->sheet->number / 9u;
    s->pages_left--;
    if (s->sheet->old)
        return cria_buffer_printf(s->out,
                                  "<!-- Page %u --><span class=\"pagenum\"><a\n  "
                                  "name=\"page%u\"></a>[v.01 p.%04u]</span>",
                                  page, page, page);
    return cria_buffer_printf(s->out,
                              "<span class=\"pagenum\"><a name=\"page%u\" "
                              "id=\"page%u\"></a>%u</span>\n",
                              page, page, page);
}

static cria_status set_footnote(setter *s)
{
    cria_buffer text = {0}, *page = s->out;
    cria_status status = pocket_trouble(s->p, &text, "note", s->a->item);
    s->notes_left--;
    if (status != CRIA_OK || text.length == 0) {
        cria_buffer_free(&text);
        return status;
    }
    const int n = ++s->notes, article = s->sheet->number;
    const char letter = (char)('a' + article % 26);
    status =
        s->sheet->old
            ? cria_buffer_printf(page,
                                 "<a name=\"FnAnchor_%d%c\" href=\"#Footnote_%d%c\"><sup>[%d]"
                                 "</sup></a>",
                                 n, letter, n, letter, n)
            : cria_buffer_printf(page,
                                 "<a name=\"fa%d%c\" id=\"fa%d%c\" href=\"#ft%d%c\"><span "
                                 "class=\"sp\">%d</span></a>",
                                 n, letter, n, letter, n, letter, n);
    if (status == CRIA_OK)
        status =
            s->sheet->old
                ? cria_buffer_printf(&s->note,
                                     "<p><a name=\"Footnote_%d%c\" href=\"#FnAnchor_%d%c\">"
                                     "[%d]</a> ",
                                     n, letter, n, letter, n)
                : cria_buffer_printf(&s->note,
                                     "<p><a name=\"ft%d%c\" id=\"ft%d%c\" href=\"#fa%d%c\">"
                                     "<span class=\"fn\">%d</span></a> ",
                                     n, letter, n, letter, n, letter, n);
    s->out = &s->note;
    if (status == CRIA_OK)
        status = set_prose(s, text.data, text.data + text.length);
    if (status == CRIA_OK)
        status = puts_html(s, "</p>\n");
    s->out = page;
    cria_buffer_free(&text);
    return status;
}

// A blank: a line's end, and now and then something that has no business in a sentence.
static cria_status set_blank(setter *s, char before)
{
    const bool body = s->out != &s->note && !s->italic && !s->small;
    if (body && before == '.' && s->notes_left > 0 && pocket_chance(s->p, 30))
        CRIA_TRY(set_footnote(s));
    if (s->column > 62) {
        s->column = 0;
        CRIA_TRY(puts_html(s, s->sheet->old ? "\n  " : "\n"));
    } else {
        CRIA_TRY(cria_buffer_putc(s->out, ' '));
    }
    if (body && s->pages_left > 0 && pocket_chance(s->p, 2))
        return set_page_number(s);
    if (body && s->sidenotes_left > 0 && pocket_chance(s->p, 3)) {
        s->sidenotes_left--;
        return set_trouble(s, "sidenote", "<span class=\"sidenote\">", "</span>\n");
    }
    return CRIA_OK;
}

static cria_status set_prose(setter *s, const char *at, const char *end)
{
    for (const char *start = at; at < end; s->column++) {
        const char c = *at;
        if (ordinal_at(at, start)) {
            CRIA_TRY(set_ordinal(s, &at));
            continue;
        }
        if (!strchr("*^\" \x05", c)) {
            CRIA_TRY(set_character(s, &at));
            continue;
        }
        at++;
        if (c == '*')
            CRIA_TRY(set_mark(s, &s->italic, "<i>", "</i>"));
        else if (c == '^')
            CRIA_TRY(set_mark(s, &s->small, "<span class=\"sc\">", "</span>"));
        else if (c == '"')
            CRIA_TRY(set_quote(s));
        else if (c == POCKET_ENTITY)
            CRIA_TRY(set_reference(s, at < end ? *at : '.'));
        else
            CRIA_TRY(set_blank(s, at - start > 1 ? at[-2] : ' '));
    }
    return CRIA_OK;
}

static cria_status set_headword(setter *s, const char **at, const char *end)
{
    const size_t length = strlen(s->a->title);
    char head[160];
    snprintf(head, sizeof head, "%s", s->a->title);
    for (char *c = head; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    *at += length;
    const bool comma = *at < end && **at == ',' && pocket_chance(s->p, 50);
    *at += comma;
    s->column = length;
    if (s->sheet->old)
        return cria_buffer_printf(s->out, "<b>%s%s</b>", head, comma ? "," : "");
    return cria_buffer_printf(s->out,
                              "<span class=\"bold\">%s%s<a name=\"ar%d\" id=\"ar%d\">"
                              "</a></span>",
                              head, comma ? "," : "", s->sheet->number, s->sheet->number);
}

static cria_status set_paragraph(setter *s, const char *at, const char *end, bool first)
{
    CRIA_TRY(puts_html(s, s->sheet->old && !first ? "  <p>" : "<p>"));
    s->column = 3;
    if (first)
        CRIA_TRY(set_headword(s, &at, end));
    CRIA_TRY(set_prose(s, at, end));
    if (s->notes_left > 0 && pocket_chance(s->p, 20))
        CRIA_TRY(set_footnote(s));
    return puts_html(s, "</p>\n\n");
}

// "A | B", a row a line, becomes a table.
static cria_status set_table(setter *s)
{
    cria_buffer text = {0};
    cria_status status = pocket_trouble(s->p, &text, "table", s->a->item);
    if (status == CRIA_OK && text.length > 0)
        status = puts_html(s, "<table class=\"ws\" summary=\"Contents\">\n");
    char *rest, *row = text.length > 0 ? strtok_r(text.data, "\n", &rest) : NULL;
    for (bool head = true; status == CRIA_OK && row; row = strtok_r(NULL, "\n", &rest)) {
        status = puts_html(s, "<tr>");
        for (char *more, *cell = strtok_r(row, "|", &more); status == CRIA_OK && cell;
             cell = strtok_r(NULL, "|", &more)) {
            cell = pocket_trim(cell);
            status = cria_buffer_printf(s->out, "<td class=\"tc%c allb\">", head ? 'c' : 'l');
            if (status == CRIA_OK)
                status = set_prose(s, cell, cell + strlen(cell));
            if (status == CRIA_OK)
                status = puts_html(s, "</td>");
        }
        head = false;
        if (status == CRIA_OK)
            status = puts_html(s, "</tr>\n");
    }
    if (status == CRIA_OK && text.length > 0)
        status = puts_html(s, "</table>\n\n");
    cria_buffer_free(&text);
    return status;
}

// What may stand between two paragraphs.
static cria_status set_gap(setter *s)
{
    if (pocket_chance(s->p, 8))
        return set_table(s);
    if (pocket_chance(s->p, 8))
        return set_trouble(s, "caption",
                           "<div class=\"figcenter\">\n<img src=\"images/img1.jpg\" "
                           "alt=\"\" />\n<p class=\"caption\">",
                           "</p></div>\n\n");
    if (s->pages_left > 0 && pocket_chance(s->p, 6)) {
        CRIA_TRY(puts_html(s, "<p>"));
        CRIA_TRY(set_page_number(s));
        return puts_html(s, "</p>\n\n");
    }
    return CRIA_OK;
}

static cria_status set_end(setter *s)
{
    const bool old = s->sheet->old;
    if (pocket_chance(s->p, 30))
        CRIA_TRY(set_trouble(s, "bibliography",
                             old ? "  <p>" : "<div class=\"condensed\">\n<p>",
                             old ? "</p>\n\n" : "</p>\n</div>\n"));
    if (pocket_chance(s->p, 20))
        CRIA_TRY(set_trouble(s, "initials",
                             old ? "  <p>(<span class=\"sc\">" : "<div class=\"author\">(",
                             old ? "</span>)</p>\n\n" : ")</div>\n"));
    if (s->notes > 0) {
        CRIA_TRY(puts_html(s, "\n<hr class=\"foot\" /> <div class=\"note\">\n\n"));
        CRIA_TRY(cria_buffer_append(s->out, s->note.data, s->note.length));
        CRIA_TRY(puts_html(s, "</div>\n"));
    }
    return puts_html(s, old ? "\n\n<br />" : "\n\n<hr class=\"art\" />");
}

static cria_status set_article(setter *s)
{
    bool first = true;
    for (const char *at = s->a->text; *at; first = false) {
        const char *end = at + strcspn(at, "\n");
        if (!first)
            CRIA_TRY(set_gap(s));
        CRIA_TRY(set_paragraph(s, at, end, first));
        at = *end ? end + 1 : end;
    }
    return set_end(s);
}

cria_status pocket_render(pocket *p, cria_buffer *out, const pocket_article *a,
                          const pocket_sheet *sheet)
{
    setter s = {
        .p = p,
        .out = out,
        .a = a,
        .sheet = sheet,
        .notes_left = pocket_chance(p, 25) ? 2 : 0,
        .sidenotes_left = !sheet->old && pocket_chance(p, 12) ? 1 : 0,
        .pages_left = pocket_chance(p, 40) ? 1 : 0,
    };
    const cria_status status = set_article(&s);
    cria_buffer_free(&s.note);
    return status;
}
