// pocket_leaves.c owns the pages of the pocket corpus's wiki: their furniture, their sections,
// what lies between them, and the export that holds them.
#include "corpus/pocket_press.h"

#include <ctype.h>
#include <string.h>

enum {
    LINES_LEAST = 22, // of a page, and as many more
    LINES_SHORT = 5,  // of a page that a picture fills
    FIRST_PAGE = 7,
    VOLUME_PAGES = 160,
};

static const char *const users[] = {"Aldous Proof", "Bexley", "Cornelia Read", NULL};

// The export.

static cria_status put_escaped(cria_buffer *out, const char *text)
{
    static const struct {
        char c;
        const char *name;
    } table[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    while (*text) {
        const size_t plain = strcspn(text, "&<>\"");
        CRIA_TRY(cria_buffer_append(out, text, plain));
        text += plain;
        for (int i = 0; *text && i < 4; i++)
            if (*text == table[i].c) {
                CRIA_TRY(cria_buffer_puts(out, table[i].name));
                text++;
                break;
            }
    }
    return CRIA_OK;
}

static cria_status put_element(cria_buffer *out, const char *open, const char *text,
                               const char *close)
{
    CRIA_TRY(cria_buffer_puts(out, open));
    CRIA_TRY(put_escaped(out, text));
    return cria_buffer_puts(out, close);
}

static const char *model_of(int ns)
{
    return ns == 104 ? "proofread-page" : ns == 106 ? "proofread-index" : "wikitext";
}

cria_status pocket_export_page(pocket_press *s, int ns, const char *title, const char *redirect,
                               const char *text)
{
    const long long id = ++s->id;
    cria_buffer *x = &s->xml;
    CRIA_TRY(put_element(x, "  <page>\n    <title>", title, "</title>\n"));
    CRIA_TRY(cria_buffer_printf(x, "    <ns>%d</ns>\n    <id>%lld</id>\n", ns, id));
    if (redirect)
        CRIA_TRY(put_element(x, "    <redirect title=\"", redirect, "\" />\n"));
    CRIA_TRY(cria_buffer_printf(x,
                                "    <revision>\n      <id>%lld</id>\n      <timestamp>"
                                "1911-01-%02lldT%02lld:%02lld:00Z</timestamp>\n      "
                                "<contributor><username>%s</username><id>%lld</id>"
                                "</contributor>\n      <model>%s</model>\n      "
                                "<format>text/x-wiki</format>\n",
                                50000 + id, 1 + id / 1440 % 28, id / 60 % 24, id % 60,
                                users[id % 3], 1 + id % 3, model_of(ns)));
    CRIA_TRY(cria_buffer_printf(x, "      <text bytes=\"%zu\" xml:space=\"preserve\">",
                                strlen(text)));
    CRIA_TRY(put_escaped(x, text));
    return cria_buffer_puts(x, "</text>\n    </revision>\n  </page>\n");
}

static cria_status export_leaf(pocket_press *s, int page, const char *text)
{
    char title[96];
    snprintf(title, sizeof title, "Page:" POCKET_INDEX "/%d", s->volume, page);
    return pocket_export_page(s, 104, title, NULL, text);
}

cria_status pocket_export_open(pocket_press *s)
{
    return cria_buffer_puts(
        &s->xml,
        "<mediawiki xmlns=\"http://www.mediawiki.org/xml/export-0.11/\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\""
        "http://www.mediawiki.org/xml/export-0.11/ "
        "http://www.mediawiki.org/xml/export-0.11.xsd\" version=\"0.11\" xml:lang=\"en\">\n"
        "  <siteinfo>\n    <sitename>Pocket</sitename>\n    <dbname>pocket</dbname>\n"
        "    <base>https://pocket.example/wiki/Main_Page</base>\n"
        "    <generator>cria</generator>\n    <case>first-letter</case>\n    <namespaces>\n"
        "      <namespace key=\"0\" case=\"first-letter\" />\n"
        "      <namespace key=\"104\" case=\"first-letter\">Page</namespace>\n"
        "      <namespace key=\"106\" case=\"first-letter\">Index</namespace>\n"
        "    </namespaces>\n  </siteinfo>\n");
}

// Pages and their furniture.

static cria_status put_level(pocket_press *s, cria_buffer *out, int level)
{
    return cria_buffer_printf(out, "<noinclude><pagequality level=\"%d\" user=\"%s\" />", level,
                              pocket_one_of(s->p, users));
}

// Three ways to set a page's running head: before the number, before and behind the headword.
static cria_status put_heading(pocket_press *s)
{
    static const char *const heads[][3] = {
        {"{{EB1911 Page Heading|", "|", "|| }}"},
        {"{{rh|", "|{{x-larger|", "}}|}}"},
        {"{{RunningHeader|{{x-larger|", "}}|", "|}}"},
    };
    const char *const *head = heads[cria_random_below(&s->p->random, 3)];
    CRIA_TRY(
        cria_buffer_printf(&s->body, "%s%d%s", head[0], s->page - FIRST_PAGE + 1, head[1]));
    for (const char *c = s->title; *c && *c != ','; c++)
        CRIA_TRY(cria_buffer_putc(&s->body, (char)toupper((unsigned char)*c)));
    CRIA_TRY(pocket_press_puts(s, head[2]));
    return pocket_press_puts(s, "</noinclude>");
}

static cria_status begin_page(pocket_press *s)
{
    static const int levels[] = {3, 3, 3, 4, 4, 4, 4, 1};
    cria_buffer_reset(&s->body);
    s->column = 0;
    s->sections = 0;
    s->named = pocket_chance(s->p, 50);
    s->lines = LINES_LEAST + (int)cria_random_below(&s->p->random, LINES_LEAST);
    if (pocket_chance(s->p, 12))
        s->lines = LINES_SHORT;
    CRIA_TRY(put_level(s, &s->body, levels[cria_random_below(&s->p->random, 8)]));
    return put_heading(s);
}

cria_status pocket_leaf_end(pocket_press *s)
{
    static const char *const feet[] = {"{{smallrefs}}", "<references/>", "", NULL};
    CRIA_TRY(
        cria_buffer_printf(&s->body, "<noinclude>%s</noinclude>", pocket_one_of(s->p, feet)));
    return export_leaf(s, s->page++, s->body.data);
}

cria_status pocket_section_begin(pocket_press *s)
{
    const bool renamed = s->renamed && s->first_label[0] == '\0';
    char number[16];
    snprintf(number, sizeof number, "s%d", ++s->sections);
    snprintf(s->label, sizeof s->label, "%s", s->named ? s->title : number);
    snprintf(s->printed, sizeof s->printed, "%s", s->named != renamed ? s->title : number);
    const bool bare = !strchr(s->printed, ' ') && pocket_chance(s->p, 15);
    return cria_buffer_printf(
        &s->body, bare ? "<section begin=%s/>" : "<section begin=\"%s\" />", s->printed);
}

cria_status pocket_section_end(pocket_press *s)
{
    if (s->first_label[0] == '\0')
        memcpy(s->first_label, s->label, sizeof s->label);
    return cria_buffer_printf(&s->body, "<section end=\"%s\" />", s->printed);
}

// A leaf of pictures, which may stand in the middle of a sentence.
static cria_status put_plate(pocket_press *s)
{
    static const char *const frames[][6] = {
        {"{| style=\"margin:auto\"\n|-\n| [[File:", "|center]]\n| [[File:",
         "|center]]\n|-\n| {{sc|Fig.}} 1.—", "\n| {{sc|Fig.}} 2.—", "\n|}", ""},
        {"<table {{Ts|ma}}>\n<tr>\n<td>\n[[Image:", "|center]]\n</td>\n<td>\n[[Image:",
         "|center]]\n</td>\n</tr>\n\n<tr {{Ts|ac}}>\n<td>{{small-caps|Fig.}} 1.—",
         "</td>\n<td>{{small-caps|Fig.}} 2.—", "</td>\n</tr>\n</table>", ""},
    };
    const char *const *frame = frames[cria_random_below(&s->p->random, 2)];
    cria_buffer leaf = {0};
    cria_status status = put_level(s, &leaf, 3);
    if (status == CRIA_OK)
        status = cria_buffer_printf(
            &leaf,
            "{{rh|{{gap}}|%s|{{sc|Plate}}}}</noinclude>%s%s 1.jpg%s%s 2.jpg%sView from "
            "the north.%sView from the south.%s<noinclude></noinclude>",
            s->title, frame[0], s->title, frame[1], s->title, frame[2], frame[3], frame[4]);
    if (status == CRIA_OK)
        status = export_leaf(s, s->page++, leaf.data);
    cria_buffer_free(&leaf);
    return status;
}

// What may lie between two pages: a plate anywhere; a blank leaf, or a leaf that nobody has
// typed yet, where no article runs on.
static cria_status put_leaves(pocket_press *s, bool inside)
{
    cria_buffer leaf = {0};
    cria_status status = CRIA_OK;
    if (pocket_chance(s->p, 4))
        CRIA_TRY(put_plate(s));
    if (inside)
        return CRIA_OK;
    s->page += pocket_chance(s->p, 10);
    if (!pocket_chance(s->p, 10))
        return CRIA_OK;
    status = put_level(s, &leaf, 0);
    if (status == CRIA_OK)
        status = cria_buffer_puts(&leaf, "</noinclude><noinclude></noinclude>");
    if (status == CRIA_OK)
        status = export_leaf(s, s->page++, leaf.data);
    cria_buffer_free(&leaf);
    return status;
}

cria_status pocket_leaf_follow(pocket_press *s)
{
    if (s->follow.length == 0 || s->follow_page == s->page)
        return CRIA_OK;
    CRIA_TRY(cria_buffer_printf(&s->body, "<ref follow=\"p%d\">%s</ref>", s->follow_page,
                                s->follow.data));
    cria_buffer_reset(&s->follow);
    return CRIA_OK;
}

// Ends a page within an article and begins the next one.
cria_status pocket_leaf_turn(pocket_press *s, pocket_turn kind)
{
    const bool border = kind == POCKET_TURN_PARAGRAPH, above = pocket_chance(s->p, 50);
    if (border && above)
        CRIA_TRY(pocket_press_puts(s, "\n\n{{nop}}"));
    else if (pocket_chance(s->p, kind == POCKET_TURN_WORD ? 20 : 40))
        CRIA_TRY(pocket_press_puts(s, "\n"));
    CRIA_TRY(pocket_section_end(s));
    CRIA_TRY(pocket_leaf_end(s));
    CRIA_TRY(put_leaves(s, true));
    CRIA_TRY(begin_page(s));
    CRIA_TRY(pocket_section_begin(s));
    return border && !above ? pocket_press_puts(s, "{{nop}}\n") : CRIA_OK;
}

static cria_status next_volume(pocket_press *s)
{
    char title[96];
    s->volume++;
    s->page = FIRST_PAGE;
    snprintf(title, sizeof title, "Index:" POCKET_INDEX, s->volume);
    return pocket_export_page(s, 106, title, NULL,
                              "{{:MediaWiki:Proofreadpage_index_template\n|Type=book\n|Title="
                              "[[" POCKET_WORK "]]\n|Pages=<pagelist />\n}}");
}

cria_status pocket_leaf_first(pocket_press *s)
{
    const bool full = s->volume == 0 || s->page >= FIRST_PAGE + VOLUME_PAGES;
    if (s->volume > 0) {
        CRIA_TRY(pocket_leaf_end(s));
        CRIA_TRY(put_leaves(s, false));
    }
    if (full)
        CRIA_TRY(next_volume(s));
    return begin_page(s);
}
