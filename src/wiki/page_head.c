// page_head.c owns the two facts that a page's text tells of itself: the level of its
// proofreading, and whether it only leads elsewhere (declared in store.h).
#include "wiki/store.h"

#include "wiki/scan.h"

#include <string.h>
#include <strings.h>

int cria_wiki_quality(const char *text, size_t length)
{
    const char *tag = cria_scan_word(text, text + length, "<pagequality");
    if (!tag)
        return -1;
    const char *close = memchr(tag, '>', length - (size_t)(tag - text));
    const char *level = close ? cria_scan_word(tag, close, "level") : NULL;
    if (!level)
        return -1;
    for (level += strlen("level"); level < close; level++) {
        if (*level >= '0' && *level <= '4')
            return *level - '0';
        if (!strchr(" =\"'\t\n", *level))
            return -1;
    }
    return -1;
}

cria_status cria_wiki_redirect(cria_buffer *out, const char *text, size_t length, bool *found)
{
    static const char word[] = "#REDIRECT";
    const char *end = text + length;
    *found = false;
    while (text < end && strchr(" \t\n", *text))
        text++;
    if ((size_t)(end - text) < sizeof word || strncasecmp(text, word, sizeof word - 1) != 0)
        return CRIA_OK;
    text += sizeof word - 1;
    while (text < end && strchr(" \t:", *text))
        text++;
    if (end - text < 2 || text[0] != '[' || text[1] != '[')
        return CRIA_OK;
    const char *target = text + 2;
    size_t n = 0;
    while (target + n < end && !strchr("]|#\n", target[n]))
        n++;
    *found = n > 0;
    for (size_t i = 0; i < n; i++)
        CRIA_TRY(cria_buffer_putc(out, target[i] == '_' ? ' ' : target[i]));
    return CRIA_OK;
}
