// volumes.c: see volumes.h.
#include "fetch/volumes.h"

#include <string.h>

// number reads a volume's number and moves *at behind it; 0 when there is none.
static int number(const char **at)
{
    int n = 0;
    for (; **at >= '0' && **at <= '9'; ++*at)
        n = n > CRIA_VOLUMES_MAX ? n : 10 * n + (**at - '0');
    return n <= CRIA_VOLUMES_MAX ? n : 0;
}

static bool range(cria_volumes *v, const char **at)
{
    const int first = number(at);
    int last = first;
    if (**at == '-') {
        ++*at;
        last = number(at);
    }
    for (int i = first; i <= last; i++) {
        v->count += !v->has[i];
        v->has[i] = true;
    }
    return first > 0 && last >= first;
}

cria_status cria_volumes_read(cria_volumes *v, const char *text)
{
    const char *at = text ? text : "";
    *v = (cria_volumes){0};
    bool good = range(v, &at);
    while (good && *at == ',') {
        at++;
        good = range(v, &at);
    }
    if (good && *at == '\0')
        return CRIA_OK;
    return cria_fail(CRIA_EARG,
                     "--volumes: expected numbers from 1 to %d and ranges, such as 1-28 or "
                     "1,3,5-7, not '%s'",
                     CRIA_VOLUMES_MAX, text ? text : "");
}

cria_status cria_volumes_index(cria_buffer *out, const char *pattern, int volume)
{
    const char *mark = strpbrk(pattern, CRIA_VOLUMES_MARKS);
    if (!mark)
        return cria_buffer_puts(out, pattern);
    if (strpbrk(mark + 1, CRIA_VOLUMES_MARKS))
        return cria_fail(CRIA_EARG, "--index: one %% or # stands for the volume, '%s' has more",
                         pattern);
    return cria_buffer_printf(out, "%.*s%0*d%s", (int)(mark - pattern), pattern,
                              *mark == '%' ? 2 : 1, volume, mark + 1);
}
