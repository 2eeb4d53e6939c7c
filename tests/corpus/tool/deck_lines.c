// deck_lines applies the published style to texts on standard input, each ended by a NUL byte,
// and writes them in the same form.
#include "base/file.h"
#include "corpus/style.h"

#include <stdio.h>
#include <string.h>

static cria_status style_all(cria_buffer *out, const cria_buffer *in)
{
    for (size_t at = 0; at < in->length;) {
        const size_t length = strlen(in->data + at);
        CRIA_TRY(cria_style_deck(out, in->data + at, length));
        CRIA_TRY(cria_buffer_putc(out, '\0'));
        at += length + 1;
    }
    return CRIA_OK;
}

int main(void)
{
    cria_buffer in = {0}, out = {0};
    cria_status status = cria_file_read(&in, "-", (size_t)1 << 30);
    if (status == CRIA_OK)
        status = style_all(&out, &in);
    if (status == CRIA_OK && out.length > 0)
        fwrite(out.data, 1, out.length, stdout);
    else if (status != CRIA_OK)
        fprintf(stderr, "%s\n", cria_message());
    cria_buffer_free(&in);
    cria_buffer_free(&out);
    return status != CRIA_OK;
}
