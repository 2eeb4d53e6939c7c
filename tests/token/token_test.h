// token_test.h owns what the tests of this room share: cmocka, files in a folder of their own,
// and a small tokenizer.
#ifndef TOKEN_TEST_H
#define TOKEN_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/parallel.h"
#include "base/random.h"
#include "base/utf8.h"
#include "token/tokenizer.h"

static inline void expect_ok(cria_status status)
{
    if (status != CRIA_OK)
        fail_msg("%s: %s", cria_status_name(status), cria_message());
}

// A failure of this kind whose message holds `words`.
static inline void expect_failure(cria_status status, cria_status wanted, const char *words)
{
    assert_int_equal(status, wanted);
    if (strstr(cria_message(), words) == NULL)
        fail_msg("'%s' is not in: %s", words, cria_message());
}

// A path in the build folder, one for each name.
static inline const char *scratch(const char *name)
{
    static char path[4][512];
    static int turn;
    const char *folder = getenv("CRIA_TEST_BINARY");
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof(path[turn]), "%s/token_test_%d_%s",
             folder != NULL ? folder : "/tmp", (int)getpid(), name);
    return path[turn];
}

static inline const cria_tokenizer_train_options *options_of(int64_t size, int normalizer,
                                                             bool prefix, int alphabet)
{
    static cria_tokenizer_train_options o;
    o = (cria_tokenizer_train_options){.vocab_size = size,
                                       .min_frequency = 2,
                                       .normalizer = normalizer,
                                       .prefix_space = prefix,
                                       .alphabet = alphabet};
    return &o;
}

static inline cria_tokenizer *train_on(const char *text, size_t length,
                                       const cria_tokenizer_train_options *o)
{
    const char *path = scratch("corpus.txt");
    cria_tokenizer *t;
    expect_ok(cria_file_write(path, text, length));
    expect_ok(cria_tokenizer_train(&t, &path, 1, o));
    remove(path);
    return t;
}

// The tokens of a text, as the file writes them, joined by '|'.
static inline const char *tokens_of(const cria_tokenizer *t, const char *text, size_t length,
                                    const cria_encode_options *o)
{
    static char joined[8192];
    cria_ids ids = {0};
    size_t used = 0;
    expect_ok(cria_tokenizer_encode(t, &ids, text, length, o));
    for (size_t i = 0; i < ids.count; i++) {
        size_t bytes;
        const char *token = cria_tokenizer_token(t, ids.id[i], &bytes);
        used += (size_t)snprintf(joined + used, sizeof(joined) - used, "%s%.*s",
                                 i > 0 ? "|" : "", (int)bytes, token);
        assert_true(used < sizeof(joined));
    }
    joined[used] = '\0';
    cria_ids_free(&ids);
    return joined;
}

#endif
