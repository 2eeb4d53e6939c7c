// pocket_export.h owns what the tests of the pocket corpus's wiki share: its export read whole,
// and texts taken out of it.
#ifndef CRIA_TESTS_POCKET_EXPORT_H
#define CRIA_TESTS_POCKET_EXPORT_H

#include "corpus/pocket_support.h"

static inline void read_export(cria_buffer *out, const char *directory)
{
    char *path;
    must(cria_path_join(&path, directory, "pages.xml"));
    must(cria_file_read(out, path, (size_t)1 << 28));
    cria_free(path);
}

static inline void unescape(cria_buffer *out, const char *text, size_t length)
{
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    for (const char *at = text; at < text + length;) {
        int found = -1;
        for (int i = 0; i < 4; i++)
            if (strncmp(at, names[i], strlen(names[i])) == 0)
                found = i;
        must(cria_buffer_putc(out, found >= 0 ? "&<>\""[found] : *at));
        at += found >= 0 ? strlen(names[found]) : 1;
    }
}

#endif
