// parts.c owns the joining of articles that a volume's border cut in two.
#include "corpus/parts.h"

#include "corpus/prose.h"

#include <string.h>

static bool is_sentence_end(const char *text, size_t i)
{
    return strchr(".?!", text[i]) && (i == 0 || text[i - 1] != '.') && text[i + 1] != '.';
}

void cria_parts_cut(cria_article *a)
{
    size_t n = a->length;
    while (n > 0 && !(is_sentence_end(a->text, n - 1) &&
                      (a->text[n] == '\0' || strchr(" \n\"", a->text[n]))))
        n--;
    if (n == 0)
        return;
    a->text[n] = '\0';
    a->length = n;
    a->words = cria_prose_words(a->text, n);
}

static void drop_tail_dots(cria_article *a)
{
    while (a->length > 0 && strchr(" .\n", a->text[a->length - 1]))
        a->text[--a->length] = '\0';
}

static cria_status join(cria_article *first, const cria_article *second)
{
    cria_buffer text = {0};
    const size_t n = first->length;
    const bool broken = n >= 3 && memcmp(first->text + n - 3, "...", 3) == 0;
    if (broken)
        drop_tail_dots(first);
    cria_status status = cria_buffer_append(&text, first->text, first->length);
    if (status == CRIA_OK)
        status = cria_buffer_putc(&text, broken ? ' ' : '\n');
    const char *rest = second->text + strspn(second->text, " .");
    if (status == CRIA_OK)
        status = cria_buffer_puts(&text, rest);
    if (status != CRIA_OK) {
        cria_buffer_free(&text);
        return status;
    }
    cria_free(first->text);
    first->length = text.length;
    first->words = cria_prose_words(text.data, text.length);
    first->text = cria_buffer_take(&text);
    return CRIA_OK;
}

// same_title: one is the other, or its plural.
static bool same_title(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b), less = n < m ? n : m;
    const size_t more = n + m - 2 * less;
    return (more == 0 || (more <= 2 && less > 3)) && strncmp(a, b, less) == 0;
}

// second_part: the part that goes on where `first` breaks off.
static cria_article *second_part(const cria_articles *cut, const cria_article *first)
{
    for (size_t i = 0; i < cut->count; i++) {
        cria_article *a = &cut->item[i];
        if (a != first && a->begins_cut && same_title(a->title, first->title))
            return a;
    }
    return NULL;
}

cria_status cria_parts_join(cria_articles *cut, cria_counts *counts)
{
    for (size_t i = 0; i < cut->count; i++) {
        cria_article *first = &cut->item[i];
        cria_article *second = first->ends_cut ? second_part(cut, first) : NULL;
        if (!second)
            continue;
        CRIA_TRY(join(first, second));
        first->ends_cut = second->ends_cut;
        second->begins_cut = second->ends_cut = false;
        second->length = 0;
        counts->n[CRIA_COUNT_JOINED]++;
    }
    return CRIA_OK;
}
