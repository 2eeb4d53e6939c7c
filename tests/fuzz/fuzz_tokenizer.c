// tokenizer.json: what is accepted encodes any bytes into ids of its own, and decodes them.
#include "token/tokenizer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] = "The cria's 12 legs <s> \xc3\xa9t\xc3\xa9 \n\n";

static void use(const cria_tokenizer *t)
{
    cria_ids ids = {0};
    cria_buffer again = {0};
    const uint32_t size = cria_tokenizer_vocab_size(t);
    if (cria_tokenizer_encode(t, &ids, text, sizeof text - 1, NULL) == CRIA_OK) {
        for (size_t i = 0; i < ids.count; i++)
            if (ids.id[i] >= size)
                abort();
        if (cria_tokenizer_decode(t, &again, ids.id, ids.count, false) != CRIA_OK)
            abort();
    }
    cria_buffer_free(&again);
    cria_ids_free(&ids);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cria_tokenizer *t;
    if (cria_tokenizer_parse(&t, (const char *)data, size, "fuzz") != CRIA_OK)
        return 0;
    use(t);
    cria_tokenizer_close(t);
    return 0;
}
