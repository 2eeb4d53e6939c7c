// plain.c owns the step from plain text to blocks (declared in blocks.h).
#include "corpus/blocks.h"

static cria_status put_text_byte(cria_blocks *out, char c, cria_counts *counts)
{
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    const bool control = (unsigned char)c < 32 || c == 127;
    counts->n[CRIA_COUNT_CONTROLS] += control && !space;
    return control && !space ? CRIA_OK : cria_buffer_putc(&out->text, space ? ' ' : c);
}

// paragraph_end: the end of the paragraph that begins at `at`: a blank line where the text has
// any (`wrapped`), else the end of the line.
static const char *paragraph_end(const char *at, const char *end, bool wrapped)
{
    for (; at < end; at++)
        if (*at == '\n' && (!wrapped || at + 1 == end || at[1] == '\n' || at[1] == '\r'))
            return at;
    return end;
}

static bool has_blank_line(const char *text, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++)
        if (text[i] == '\n' &&
            (text[i + 1] == '\n' || (text[i + 1] == '\r' && text[i + 2] == '\n')))
            return true;
    return false;
}

cria_status cria_blocks_text(cria_blocks *out, const char *text, size_t length,
                             cria_counts *counts)
{
    const bool wrapped = has_blank_line(text, length);
    for (const char *at = text, *end = text + length; at < end; at++) {
        const char *stop = paragraph_end(at, end, wrapped);
        const size_t start = out->text.length;
        for (; at < stop; at++)
            CRIA_TRY(put_text_byte(out, *at, counts));
        CRIA_TRY(cria_grow(&out->block, &out->capacity, out->count + 1, sizeof *out->block));
        out->block[out->count++] =
            (cria_block){.start = start, .length = out->text.length - start};
    }
    return CRIA_OK;
}
