// bold_head.c owns the reading of bold headwords.
#include "wiki/bold_head.h"

#include "base/text.h"
#include "base/utf8.h"
#include "wiki/letters.h"
#include "wiki/scan.h"

#include <string.h>
#include <utf8proc.h>

enum { LOOK_MAX = 400, HEAD_MAX = 200 };

typedef struct view {
    const char *at, *end;
} view;

static bool begins(const view *v, const char *word)
{
    return cria_begins(v->at, (size_t)(v->end - v->at), word);
}

// enter passes over a template or link, or goes to its last part if bold text is in it.
static bool enter(view *v, const char *open, const char *close)
{
    const char *end = cria_scan_pair(v->at, v->end, open, close);
    const char *bold = cria_find(v->at, end ? end : v->end, "'''");
    if (!bold && !end)
        return false;
    const char *to = bold ? bold : end;
    v->at = to;
    return true;
}

// skip_one passes over one thing that may stand before a headword.
static bool skip_one(view *v)
{
    static const char *const signs[] = {" ", "\n", "\t", "\"", "\u201c", "\u2018", "&nbsp;"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (begins(v, signs[i])) {
            v->at += strlen(signs[i]);
            return true;
        }
    if (begins(v, "{{"))
        return enter(v, "{{", "}}");
    if (begins(v, "[["))
        return enter(v, "[[", "]]");
    const char *close = begins(v, "<") ? cria_find(v->at, v->end, ">") : NULL;
    if (close)
        v->at = close + 1;
    return close != NULL;
}

// last_part: behind the last '|' of a template or link that is itself plain; its start if there
// is none.
static const char *last_part(const char *from, const char *end)
{
    const char *part = from;
    for (const char *at = from; at < end; at++)
        if (*at == '|')
            part = at + 1;
    return part;
}

// put_inside appends what a template or link shows: its last part.
static cria_status put_inside(cria_buffer *head, view *v, const char *open, const char *close)
{
    const char *end = cria_scan_pair(v->at, v->end, open, close);
    if (!end) {
        v->at += 2;
        return CRIA_OK;
    }
    const char *part = last_part(v->at + 2, end - 2);
    v->at = end;
    return cria_buffer_append(head, part, (size_t)(end - 2 - part));
}

static cria_status put_one(cria_buffer *head, view *v)
{
    const char *close = *v->at == '<' ? cria_find(v->at, v->end, ">") : NULL;
    if (begins(v, "{{"))
        return put_inside(head, v, "{{", "}}");
    if (begins(v, "[["))
        return put_inside(head, v, "[[", "]]");
    if (close) {
        v->at = close + 1;
        return CRIA_OK;
    }
    if (begins(v, "''")) { // italics
        v->at += 2;
        return CRIA_OK;
    }
    const char c = *v->at++;
    if ((unsigned char)c < ' ' && c != '\n')
        return CRIA_OK;
    return cria_buffer_putc(head, c == '\n' ? ' ' : c);
}

static void trim(cria_buffer *head)
{
    while (head->length > 0 && strchr(" ,.;:'", head->data[head->length - 1]))
        head->data[--head->length] = '\0';
}

cria_status cria_bold_head(cria_buffer *head, const char *text, size_t length, bool *found)
{
    view v = {text, text + (length < LOOK_MAX ? length : LOOK_MAX)};
    *found = false;
    cria_buffer_reset(head);
    while (v.at < v.end && !begins(&v, "'''") && skip_one(&v)) {
    }
    if (!begins(&v, "'''"))
        return CRIA_OK;
    v.at += 3;
    v.end = text + length - v.at > HEAD_MAX ? v.at + HEAD_MAX : text + length;
    while (v.at < v.end && !begins(&v, "'''"))
        CRIA_TRY(put_one(head, &v));
    if (v.at >= v.end)
        return CRIA_OK;
    CRIA_TRY(cria_buffer_puts(head, ""));
    trim(head);
    const cria_letters n = cria_letters_count(head->data, head->length);
    *found = cria_letters_shout(&n) && n.figures == 0;
    return CRIA_OK;
}

// fold appends the letters and figures without case and accents.
static cria_status fold(cria_buffer *out, const char *text, size_t length)
{
    for (const char *at = text, *end = text + length; at < end;) {
        const uint32_t code = cria_utf8_next(&at, end);
        utf8proc_int32_t parts[32];
        int last = 0;
        if (code == CRIA_UTF8_BAD)
            continue;
        const utf8proc_ssize_t n = utf8proc_decompose_char(
            (utf8proc_int32_t)code, parts, 32,
            UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK,
            &last);
        for (utf8proc_ssize_t i = 0; i < n && i < 32; i++) {
            const utf8proc_category_t c = utf8proc_category(parts[i]);
            char bytes[4];
            if (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO &&
                !(c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME))
                CRIA_TRY(cria_buffer_append(out, bytes,
                                            (size_t)cria_utf8_put(bytes, (uint32_t)parts[i])));
        }
    }
    return cria_buffer_puts(out, "");
}

static size_t without_qualifier(const char *title)
{
    const size_t n = strlen(title);
    const char *open = n > 0 && title[n - 1] == ')' ? strrchr(title, '(') : NULL;
    return open && open > title ? (size_t)(open - title) : n;
}

static int rank_of(const cria_buffer *a, const cria_buffer *b)
{
    const size_t n = a->length < b->length ? a->length : b->length;
    if (n == 0 || memcmp(a->data, b->data, n) != 0)
        return 0;
    return a->length == b->length ? 2 : 1;
}

cria_status cria_bold_head_rank(const char *head, const char *title, int *rank)
{
    cria_buffer a = {0}, b = {0};
    *rank = 0;
    cria_status status = fold(&a, head, strlen(head));
    if (status == CRIA_OK)
        status = fold(&b, title, without_qualifier(title));
    if (status == CRIA_OK)
        *rank = rank_of(&a, &b);
    cria_buffer_free(&a);
    cria_buffer_free(&b);
    return status;
}
