// Encodings of files: any bytes stay, become UTF-8, or are refused for their charset's name.
#include "base/utf8.h"
#include "corpus/charset.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    cria_buffer bytes = {0};
    if (cria_buffer_append(&bytes, (const char *)data + 1, size - 1) != CRIA_OK)
        abort();
    const cria_status status = cria_charset_decode(&bytes, data[0] & 1, "fuzz");
    const bool same =
        bytes.length == size - 1 && (size == 1 || memcmp(bytes.data, data + 1, size - 1) == 0);
    if (status != CRIA_OK ? status != CRIA_EFORMAT || !same
                          : !same && cria_utf8_check(bytes.data, bytes.length) != CRIA_OK)
        abort();
    cria_buffer_free(&bytes);
    return 0;
}
