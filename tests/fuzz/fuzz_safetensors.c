// Safetensors: every tensor that is handed out can be read to its last byte.
#include "fuzz_file.h"

#include "format/safetensors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned sum_of(const cria_tensor *t)
{
    unsigned sum = 0;
    for (size_t i = 0; i < t->bytes; i++)
        sum += ((const unsigned char *)t->data)[i];
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    const int fd = fuzz_file(path, data, size);
    cria_safetensors *f;
    size_t bytes = 0;
    volatile unsigned sum = 0; // so that the reading is not left out
    if (cria_safetensors_open(&f, path) == CRIA_OK) {
        for (size_t i = 0; i < cria_safetensors_count(f); i++) {
            const cria_tensor *const t = cria_safetensors_at(f, i);
            sum += sum_of(t);
            bytes += t->bytes;
            if (cria_safetensors_find(f, t->name) != t)
                abort();
        }
        if (bytes > size)
            abort();
        cria_safetensors_close(f);
    }
    (void)sum;
    close(fd);
    return 0;
}
