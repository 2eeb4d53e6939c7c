// lines_write.c owns the writing of text files line by line, plain or zstd-packed. See lines.h.
#include "format/lines.h"

#include <string.h>
#include <zstd.h>

enum { PACKED_BYTES = 1 << 17, PACK_LEVEL = 6 };

struct cria_line_writer {
    cria_writer file;
    char *path;
    ZSTD_CCtx *pack; // NULL: plain
    char *packed;    // PACKED_BYTES
};

static bool ends_with(const char *text, const char *end)
{
    const size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

static cria_status pack_init(cria_line_writer *w)
{
    CRIA_TRY(cria_alloc(&w->packed, PACKED_BYTES, 1));
    w->pack = ZSTD_createCCtx();
    if (!w->pack ||
        ZSTD_isError(ZSTD_CCtx_setParameter(w->pack, ZSTD_c_compressionLevel, PACK_LEVEL)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(w->pack, ZSTD_c_checksumFlag, 1)))
        return cria_fail(CRIA_ENOMEM, "out of memory to pack %s", w->path);
    return CRIA_OK;
}

cria_status cria_line_writer_open(cria_line_writer **out, const char *path)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_line_writer *const w = *out;
    cria_status status = cria_strdup(&w->path, path);
    if (status == CRIA_OK && ends_with(path, ".zst"))
        status = pack_init(w);
    if (status == CRIA_OK)
        status = cria_writer_open(&w->file, path);
    if (status != CRIA_OK) {
        cria_line_writer_abort(w);
        *out = NULL;
    }
    return status;
}

static cria_status put_packed(cria_line_writer *w, const char *bytes, size_t length,
                              ZSTD_EndDirective end)
{
    ZSTD_inBuffer in = {bytes, length, 0};
    size_t left;
    do {
        ZSTD_outBuffer out = {w->packed, PACKED_BYTES, 0};
        left = ZSTD_compressStream2(w->pack, &out, &in, end);
        if (ZSTD_isError(left))
            return cria_fail(CRIA_EFAIL, "cannot pack %s: %s", w->path,
                             ZSTD_getErrorName(left));
        CRIA_TRY(cria_writer_put(&w->file, w->packed, out.pos));
    } while (in.pos < in.size || (end == ZSTD_e_end && left));
    return CRIA_OK;
}

static cria_status put(cria_line_writer *w, const char *bytes, size_t length)
{
    return w->pack ? put_packed(w, bytes, length, ZSTD_e_continue)
                   : cria_writer_put(&w->file, bytes, length);
}

cria_status cria_line_put(cria_line_writer *w, const char *line, size_t length)
{
    if (length && memchr(line, '\n', length))
        return cria_fail(CRIA_EARG, "%s: a line with a newline inside cannot be written",
                         w->path);
    if (length)
        CRIA_TRY(put(w, line, length));
    return put(w, "\n", 1);
}

cria_status cria_line_writer_commit(cria_line_writer *w)
{
    cria_status status = CRIA_OK;
    if (w->pack)
        status = put_packed(w, NULL, 0, ZSTD_e_end);
    if (status == CRIA_OK)
        status = cria_writer_commit(&w->file);
    cria_line_writer_abort(w);
    return status;
}

void cria_line_writer_abort(cria_line_writer *w)
{
    if (!w)
        return;
    cria_writer_abort(&w->file);
    ZSTD_freeCCtx(w->pack);
    cria_free(w->packed);
    cria_free(w->path);
    cria_free(w);
}
