// letters.c: see letters.h.
#include "wiki/letters.h"

#include "base/utf8.h"

#include <utf8proc.h>

cria_letters cria_letters_count(const char *text, size_t length)
{
    cria_letters n = {0};
    for (const char *at = text, *end = text + length; at < end;) {
        const uint32_t code = cria_utf8_next(&at, end);
        if (code == CRIA_UTF8_BAD)
            continue;
        const utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)code);
        n.all += c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
        n.capital += c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LT;
        n.figures += c == UTF8PROC_CATEGORY_ND;
    }
    return n;
}

bool cria_letters_shout(const cria_letters *n)
{
    return n->all > 0 && n->capital * 10 >= n->all * 7;
}
