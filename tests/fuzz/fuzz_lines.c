// Lines, plain and packed: no line is over the limit, and numbers count up.
#include "fuzz_file.h"

#include "format/lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LIMIT = 1000, LINES = 100000 };
    char path[64];
    const int fd = fuzz_file(path, data, size);
    cria_line_reader *r;
    if (cria_line_reader_open(&r, path, LIMIT) == CRIA_OK) {
        const char *line;
        size_t length, count = 0;
        while (count < LINES && cria_line_next(r, &line, &length) == CRIA_OK && line)
            if (length > LIMIT || line[length] != '\0' || cria_line_number(r) != ++count)
                abort();
        cria_line_reader_close(r);
    }
    close(fd);
    return 0;
}
