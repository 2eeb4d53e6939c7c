// volumes.h owns which volumes of a work are meant, and what a volume's index page is called.
#ifndef CRIA_FETCH_VOLUMES_H
#define CRIA_FETCH_VOLUMES_H

#include "base/buffer.h"

enum { CRIA_VOLUMES_MAX = 999 };

typedef struct cria_volumes {
    bool has[CRIA_VOLUMES_MAX + 1];
    int count;
} cria_volumes;

// cria_volumes_read: "1-28", "4", "1,3,5-7". Anything else is CRIA_EARG.
CRIA_MUSTUSE cria_status cria_volumes_read(cria_volumes *v, const char *text);

// cria_volumes_index appends the name of a volume's index page: the pattern with its % replaced
// by two figures at least, or its # by as many as the number has. A second is CRIA_EARG. No
// title has a #, and those of scans hardly ever a %.
#define CRIA_VOLUMES_MARKS "%#"
CRIA_MUSTUSE cria_status cria_volumes_index(cria_buffer *out, const char *pattern, int volume);

#endif
