// join_tool.c owns a program for the scripts of this folder: what a store's pages come to.
//
//   join_tool STORE join TITLE         the page's joined text, seams as MediaWiki sets them
//   join_tool STORE stubs|pages        one line an article: its origin, a tab, its text's
//   length join_tool STORE notes stubs|pages  one line a note: kind, article, detail join_tool
//   STORE compare            how many are the same, then the notes
#include "wiki/articles.h"
#include "wiki/wikitext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cria_status show(void *context, cria_wiki_article *a)
{
    char *origin = json_dumps(a->origin, JSON_COMPACT);
    if (context)
        printf("%s\t%s\t%zu\n", a->title, origin, a->length);
    free(origin);
    cria_wiki_article_free(a);
    return CRIA_OK;
}

static void show_notes(const cria_notes *n)
{
    for (size_t i = 0; i < n->count; i++)
        printf("%s\t%s\t%s\n", cria_note_table[n->note[i].kind].name, n->note[i].article,
               n->note[i].detail);
}

static cria_status join(cria_store *s, const char *title, cria_notes *notes)
{
    cria_buffer out = {0};
    cria_status status = cria_wiki_join(s, title, &out, notes);
    for (size_t i = 0; i < out.length; i++) {
        const bool hyphen = out.data[i] == '-' && i + 1 < out.length;
        if (hyphen && out.data[i + 1] == CRIA_WIKI_SEAM)
            i++;
        else
            putchar(out.data[i] == CRIA_WIKI_SEAM ? ' ' : out.data[i]);
    }
    cria_buffer_free(&out);
    return status;
}

static cria_status articles(cria_store *s, const char *borders, cria_notes *notes, bool shown)
{
    const bool stubs = strcmp(borders, "stubs") == 0;
    return cria_wiki_articles(s, stubs ? CRIA_BORDERS_STUBS : CRIA_BORDERS_PAGES, notes, show,
                              shown ? stdout : NULL);
}

static cria_status run(cria_store *s, const char *what, const char *argument)
{
    cria_notes notes = {0};
    uint64_t same = 0;
    cria_status status = CRIA_OK;
    if (strcmp(what, "join") == 0)
        status = join(s, argument, &notes);
    else if (strcmp(what, "compare") == 0)
        status = cria_wiki_compare(s, &notes, &same);
    else if (strcmp(what, "notes") == 0)
        status = articles(s, argument, &notes, false);
    else
        status = articles(s, what, &notes, true);
    if (strcmp(what, "compare") == 0)
        printf("%llu\n", (unsigned long long)same);
    if (strcmp(what, "notes") == 0 || strcmp(what, "compare") == 0)
        show_notes(&notes);
    cria_notes_free(&notes);
    return status;
}

int main(int argc, char **argv)
{
    cria_store *s;
    if (argc < 3)
        return 2;
    cria_status status = cria_store_open(&s, argv[1], CRIA_STORE_READ);
    if (status == CRIA_OK)
        status = run(s, argv[2], argc > 3 ? argv[3] : "");
    if (status != CRIA_OK)
        fprintf(stderr, "join_tool: %s\n", cria_message());
    cria_store_close(s);
    return status != CRIA_OK;
}
