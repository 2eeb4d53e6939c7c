// pocket_stubs.c owns the export of the pocket corpus's wiki as a whole: the printed pages, and
// the main namespace, whose articles only say where their text stands.
#include "corpus/pocket_press.h"

#include <ctype.h>
#include <string.h>

#define TITLE(name) POCKET_WORK "/" name

typedef struct stub {
    const pocket_press *s;
    const char *before, *title, *after; // of the articles around it
    bool lst;                           // transcluded by its section, not by pages
} stub;

static bool is_bare(const char *label)
{
    return !strchr(label, ' ');
}

// The range of pages: with or without quotation marks, with a label at both ends or one for
// all.
static cria_status put_range(cria_buffer *out, const stub *t)
{
    const pocket_press *s = t->s;
    const bool one = s->first_page == s->page;
    const char *index = "<pages index=\"" POCKET_INDEX "\" ";
    CRIA_TRY(cria_buffer_printf(out, index, s->volume));
    if (one && pocket_chance(s->p, 30))
        return cria_buffer_printf(out, "from=%d to=%d onlysection=\"%s\" />", s->page, s->page,
                                  s->label);
    const char *range = pocket_chance(s->p, 50) ? "from=%d to=%d" : "from=\"%d\" to=\"%d\"";
    CRIA_TRY(cria_buffer_printf(out, range, s->first_page, s->page));
    const char *label = is_bare(s->first_label) && is_bare(s->label) && pocket_chance(s->p, 50)
                            ? " fromsection=%s tosection=%s />"
                            : " fromsection=\"%s\" tosection=\"%s\" />";
    return cria_buffer_printf(out, label, s->first_label, s->label);
}

static cria_status put_stub(cria_buffer *out, const stub *t)
{
    const pocket_press *s = t->s;
    const char *header =
        pocket_chance(s->p, 70)
            ? "{{header\n | title = [[../]]\n | author =\n | section = %s\n | previous = "
              "[[../%s/]]\n | next = [[../%s/]]\n | notes =\n}}\n"
            : "{{EB1911|title=%s|previous=%s|next=%s|wikipedia=}}\n";
    CRIA_TRY(cria_buffer_printf(out, header, t->title, t->before, t->after));
    if (t->lst)
        CRIA_TRY(cria_buffer_printf(out, "{{#lst:Page:" POCKET_INDEX "/%d|%s}}", s->volume,
                                    s->page, s->label));
    else
        CRIA_TRY(put_range(out, t));
    return cria_buffer_puts(out, "\n\n[[Category:" POCKET_WORK "]]");
}

static cria_status export_stub(pocket_press *s, const stub *t)
{
    cria_buffer text = {0}, title = {0};
    cria_status status = cria_buffer_printf(&title, TITLE("%s"), t->title);
    if (status == CRIA_OK)
        status = put_stub(&text, t);
    if (status == CRIA_OK)
        status = pocket_export_page(s, 0, title.data, NULL, text.data);
    cria_buffer_free(&text);
    cria_buffer_free(&title);
    return status;
}

// A second title in capitals that leads to the first.
static cria_status export_redirect(pocket_press *s, const char *to)
{
    char title[192], target[192], text[256];
    snprintf(target, sizeof target, TITLE("%s"), to);
    snprintf(title, sizeof title, TITLE("%s"), to);
    for (char *c = title + strlen(POCKET_WORK); *c; c++)
        *c = (char)toupper((unsigned char)*c);
    snprintf(text, sizeof text, "#REDIRECT [[%s]]", target);
    return pocket_export_page(s, 0, title, target, text);
}

// The root, and a page that only tells apart two articles.
static cria_status export_lists(pocket_press *s)
{
    cria_buffer text = {0};
    const char *first = s->article[0].title, *last = s->article[s->count - 1].title;
    cria_status status = cria_buffer_printf(
        &text, "'''%s''' may be:\n* [[" TITLE("%s") "|%s]]\n* [[" TITLE("%s") "|%s]]", "Pocket",
        first, first, last, last);
    if (status == CRIA_OK)
        status = pocket_export_page(s, 0, TITLE("Pocket"), NULL, text.data);
    if (status == CRIA_OK)
        status = pocket_export_page(s, 0, POCKET_WORK, NULL,
                                    "{{header|title=" POCKET_WORK
                                    "}}\n* [[/Vol 1:1/]]\n* [[/Vol 1:2/]]");
    cria_buffer_free(&text);
    return status;
}

// Each article's page of the main namespace follows it in the export, so that neither part of
// the export stands whole before the other.
static cria_status print_articles(pocket_press *s)
{
    bool lst = false;
    for (size_t i = 0; i < s->count; i++) {
        s->renamed = i == s->count / 3;
        CRIA_TRY(pocket_wiki_article(s, &s->article[i]));
        stub t = {.s = s,
                  .before = i > 0 ? s->article[i - 1].title : "",
                  .title = s->article[i].title,
                  .after = i + 1 < s->count ? s->article[i + 1].title : ""};
        t.lst = !lst && i > s->count / 2 && s->first_page == s->page;
        lst |= t.lst;
        CRIA_TRY(export_stub(s, &t));
        if (i % 40 == 7)
            CRIA_TRY(export_redirect(s, t.title));
    }
    return pocket_leaf_end(s);
}

static cria_status print_all(pocket_press *s)
{
    for (size_t i = 0; i < s->count; i++)
        CRIA_TRY(pocket_solid_add(&s->solid, s->article[i].plain));
    pocket_solid_sort(&s->solid);
    CRIA_TRY(pocket_export_open(s));
    CRIA_TRY(export_lists(s));
    CRIA_TRY(print_articles(s));
    return cria_buffer_puts(&s->xml, "</mediawiki>\n");
}

cria_status pocket_wiki_write(pocket *p, const char *out_dir, const pocket_article *article,
                              size_t count)
{
    pocket_press s = {.p = p, .article = article, .count = count};
    char *path = NULL;
    CRIA_TRY(cria_path_join(&path, out_dir, "pages.xml"));
    cria_status status = print_all(&s);
    if (status == CRIA_OK)
        status = cria_file_write(path, s.xml.data, s.xml.length);
    pocket_press_close(&s);
    cria_free(path);
    return status;
}
