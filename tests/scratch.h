// scratch.h owns what many tests need: cmocka, a folder of their own, and short checks.
#ifndef CRIA_TESTS_SCRATCH_H
#define CRIA_TESTS_SCRATCH_H

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char scratch_folder[64];

static inline int scratch_open(void **state)
{
    (void)state;
    snprintf(scratch_folder, sizeof scratch_folder, "/tmp/cria-test-XXXXXX");
    return mkdtemp(scratch_folder) ? 0 : -1;
}

static inline int scratch_close(void **state)
{
    (void)state;
    return cria_directory_remove(scratch_folder) == CRIA_OK ? 0 : -1;
}

// scratch: the path of `name` in the folder; valid until the fourth next call.
static inline const char *scratch(const char *name)
{
    static char path[4][256];
    static int next;
    char *const out = path[next++ % 4];
    snprintf(out, sizeof path[0], "%s/%s", scratch_folder, name);
    return out;
}

// assert_ok shows the message of a status that should have been CRIA_OK.
#define assert_ok(expression)                                                                  \
    do {                                                                                       \
        const cria_status ok_ = (expression);                                                  \
        if (ok_ != CRIA_OK)                                                                    \
            fail_msg("%s: %s: %s", #expression, cria_status_name(ok_), cria_message());        \
    } while (0)

// assert_fails checks the status and that the message holds `part`.
#define assert_fails(expression, status, part)                                                 \
    do {                                                                                       \
        const cria_status found_ = (expression);                                               \
        if (found_ != (status))                                                                \
            fail_msg("%s: %s, expected %s (%s)", #expression, cria_status_name(found_),        \
                     cria_status_name(status), cria_message());                                \
        if (!strstr(cria_message(), part))                                                     \
            fail_msg("%s: '%s' is not in '%s'", #expression, part, cria_message());            \
    } while (0)

#endif
