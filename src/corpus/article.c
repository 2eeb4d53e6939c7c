// article.c owns the JSON form of an article.
#include "corpus/article.h"

#include "corpus/prose.h"

#include <stdio.h>
#include <string.h>

void cria_article_free(cria_article *a)
{
    cria_free(a->title);
    cria_free(a->text);
    cria_free(a->source);
    cria_free(a->part);
    json_decref(a->origin);
    *a = (cria_article){0};
}

cria_status cria_articles_take(cria_articles *list, cria_article *a)
{
    const cria_status status =
        cria_grow(&list->item, &list->capacity, list->count + 1, sizeof *list->item);
    if (status != CRIA_OK) {
        cria_article_free(a);
        return status;
    }
    list->item[list->count++] = *a;
    *a = (cria_article){0};
    return CRIA_OK;
}

void cria_articles_free(cria_articles *list)
{
    for (size_t i = 0; i < list->count; i++)
        cria_article_free(&list->item[i]);
    cria_free(list->item);
    *list = (cria_articles){0};
}

static cria_status fill(json_t *o, const cria_article *a)
{
    CRIA_TRY(cria_json_set(o, "title", json_string(a->title)));
    CRIA_TRY(cria_json_set(o, "text", json_stringn(a->text, a->length)));
    CRIA_TRY(cria_json_set(o, "words", json_integer((json_int_t)a->words)));
    CRIA_TRY(cria_json_set(o, "source", json_string(a->source)));
    if (a->part)
        CRIA_TRY(cria_json_set(o, "part", json_string(a->part)));
    return a->origin ? cria_json_set(o, "origin", json_incref(a->origin)) : CRIA_OK;
}

cria_status cria_article_put(cria_line_writer *w, const cria_article *a)
{
    json_t *o = NULL;
    cria_buffer line = {0};
    cria_status status = cria_json_object(&o);
    if (status == CRIA_OK)
        status = fill(o, a);
    if (status == CRIA_OK)
        status = cria_json_append(&line, o);
    if (status == CRIA_OK)
        status = cria_line_put(w, line.data, line.length);
    json_decref(o);
    cria_buffer_free(&line);
    return status;
}

static cria_status read_members(cria_article *out, const json_t *o, const char *where)
{
    const char *title, *text, *source, *part;
    CRIA_TRY(cria_json_text_or(&title, o, "title", "", where));
    CRIA_TRY(cria_json_text(&text, o, "text", where));
    CRIA_TRY(cria_json_text_or(&source, o, "source", "", where));
    CRIA_TRY(cria_json_text_or(&part, o, "part", NULL, where));
    out->length = strlen(text);
    out->words = cria_prose_words(text, out->length);
    CRIA_TRY(cria_strdup(&out->title, title));
    CRIA_TRY(cria_strdup(&out->text, text));
    CRIA_TRY(cria_strdup(&out->source, source));
    out->origin = json_incref(json_object_get(o, "origin"));
    return part ? cria_strdup(&out->part, part) : CRIA_OK;
}

cria_status cria_article_parse(cria_article *out, const char *line, size_t length,
                               const char *where)
{
    json_t *o = NULL;
    *out = (cria_article){0};
    CRIA_TRY(cria_json_parse(&o, line, length, where));
    const cria_status status = read_members(out, o, where);
    json_decref(o);
    if (status != CRIA_OK)
        cria_article_free(out);
    return status;
}

cria_status cria_article_next(cria_line_reader *r, const char *path, cria_article *out,
                              bool *more)
{
    const char *line;
    size_t length;
    char where[512];
    CRIA_TRY(cria_line_next(r, &line, &length));
    *out = (cria_article){0};
    *more = line != NULL;
    if (!line)
        return CRIA_OK;
    snprintf(where, sizeof where, "%s, line %zu", path, cria_line_number(r));
    return cria_article_parse(out, line, length, where);
}
