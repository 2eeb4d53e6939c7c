// corpus_report_wiki.c owns the corpus report's sections on wiki pages: what transclusion met,
// templates that no rule knows, hyphens at line ends.
#include "publish/corpus_report_parts.h"
#include "wiki/articles.h"

#include <stdlib.h>
#include <string.h>

// ---- transclusion

static const char *note_meaning(const char *name)
{
    for (int i = 0; i < CRIA_NOTES; i++)
        if (strcmp(cria_note_table[i].name, name) == 0)
            return cria_note_table[i].meaning;
    return name;
}

static const json_t *first_note(const json_t *list, const char *kind)
{
    size_t i;
    json_t *note;
    json_array_foreach(list, i, note)
    {
        const char *its = cria_corpus_report_text(note, "kind");
        if (strcmp(its, kind) == 0)
            return note;
    }
    return NULL;
}

static void add_note(cria_document *d, const char *name, int64_t times, const json_t *first)
{
    cria_document_row(d, CRIA_ROW_PLAIN);
    cria_document_cell(d, "%s", note_meaning(name));
    cria_document_cell(d, "%s", cria_document_count(d, times));
    cria_document_cell(d, "%s", cria_corpus_report_text(first, "article"));
    cria_document_cell(d, "%s", cria_corpus_report_text(first, "detail"));
}

static void add_notes(cria_document *d, const json_t *notes)
{
    json_t *kinds = cria_report_object(notes, "kinds"), *value;
    const char *name;
    cria_document_heading(d, 2, "What putting the pages together met");
    if (kinds && cria_report_sum(kinds) == 0)
        cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "Nothing out of the ordinary.");
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "What");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Times");
    cria_document_column(d, CRIA_COLUMN_TEXT, "First in");
    cria_document_column(d, CRIA_COLUMN_TEXT, "There");
    json_object_foreach(kinds, name, value)
    {
        const int64_t times = cria_report_integer(kinds, name);
        if (times > 0)
            add_note(d, name, times, first_note(cria_report_array(notes, "list"), name));
    }
}

// ---- templates

enum { TEMPLATES_SHOWN = 100 };

typedef struct use {
    const char *name;
    int64_t times;
} use;

// Often used ones first, then by name.
static int compare(const void *a, const void *b)
{
    const use *x = a, *y = b;
    if (x->times != y->times)
        return (x->times < y->times) - (x->times > y->times);
    return strcmp(x->name, y->name);
}

static void list_templates(cria_document *d, const use *list, size_t count)
{
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_CODE, "Template");
    cria_document_column(d, CRIA_COLUMN_AMOUNT, "Times");
    for (size_t i = 0; i < count && i < TEMPLATES_SHOWN; i++) {
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", list[i].name);
        cria_document_cell(d, "%s", cria_report_count(d, list[i].times));
    }
    if (count > TEMPLATES_SHOWN)
        cria_document_say(d, CRIA_DOCUMENT_NOTE, "And %zu more, used more rarely.",
                          count - TEMPLATES_SHOWN);
}

static cria_status add_templates(cria_document *d, json_t *templates)
{
    const char *name;
    json_t *value;
    use *list;
    size_t count = 0;
    cria_document_heading(d, 2, "Unknown templates");
    if (json_object_size(templates) == 0) {
        cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "None: a rule knows every template.");
        return CRIA_OK;
    }
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "%s templates that no rule knows; of each, the last argument was kept.",
                      cria_document_count(d, (int64_t)json_object_size(templates)));
    CRIA_TRY(cria_alloc(&list, json_object_size(templates), sizeof *list));
    json_object_foreach(templates, name, value)
    {
        list[count++] = (use){name, cria_report_integer(templates, name)};
    }
    qsort(list, count, sizeof *list, compare);
    list_templates(d, list, count);
    cria_free(list);
    return CRIA_OK;
}

// ---- hyphens

static void add_hyphens(cria_document *d, const json_t *hyphens)
{
    cria_document_heading(d, 2, "Hyphens at line ends");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "Words joined: %s. Hyphens kept: %s. The rest of the text decided which "
                      "form is the usual one.",
                      cria_report_count(d, cria_report_integer(hyphens, "joined")),
                      cria_report_count(d, cria_report_integer(hyphens, "kept")));
}

cria_status cria_corpus_report_wiki(cria_document *d, const json_t *findings)
{
    const json_t *notes = cria_report_object(findings, "notes");
    json_t *templates = cria_report_object(findings, "templates");
    const json_t *hyphens = cria_report_object(findings, "hyphens");
    if (notes)
        add_notes(d, notes);
    if (templates)
        CRIA_TRY(add_templates(d, templates));
    if (hyphens)
        add_hyphens(d, hyphens);
    return CRIA_OK;
}
