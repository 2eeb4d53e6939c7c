// JSON: what is accepted is written, read again, and equal.
#include "format/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value, *again;
    if (cria_json_parse(&value, (const char *)data, size, "fuzz") != CRIA_OK)
        return 0;
    cria_buffer text = {0};
    if (cria_json_append(&text, value) != CRIA_OK ||
        cria_json_parse(&again, text.data, text.length, "again") != CRIA_OK ||
        !json_equal(value, again))
        abort();
    json_decref(again);
    json_decref(value);
    cria_buffer_free(&text);
    return 0;
}
