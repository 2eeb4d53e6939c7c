// pocket_support.h owns what the tests of the pocket corpus share: a scratch directory, and
// files read whole into lists of JSON records.
#ifndef CRIA_TESTS_POCKET_SUPPORT_H
#define CRIA_TESTS_POCKET_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "corpus/pocket.h"
#include "format/json.h"
#include "format/lines.h"

#define must(expression)                                                                       \
    do {                                                                                       \
        if ((expression) != CRIA_OK)                                                           \
            fail_msg("%s", cria_message());                                                    \
    } while (0)

static inline const char *share_dir(void)
{
    static char path[4096];
    const char *source = getenv("CRIA_TEST_SOURCE");
    snprintf(path, sizeof path, "%s/share/pocket", source ? source : ".");
    return path;
}

static inline void scratch(char *out, size_t bytes)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(out, bytes, "%s/cria-pocket-XXXXXX", temporary ? temporary : "/tmp");
    assert_non_null(mkdtemp(out));
}

// The records of a JSON Lines file, as one array; owned by the caller.
static inline json_t *records(const char *directory, const char *name)
{
    char *path;
    must(cria_path_join(&path, directory, name));
    json_t *all = json_array();
    cria_line_reader *r;
    const char *line;
    size_t length;
    must(cria_line_reader_open(&r, path, (size_t)1 << 24));
    cria_free(path);
    for (;;) {
        must(cria_line_next(r, &line, &length));
        if (!line)
            break;
        json_t *object;
        must(cria_json_parse(&object, line, length, name));
        json_array_append_new(all, object);
    }
    cria_line_reader_close(r);
    return all;
}

static inline const char *text_in(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

#endif
