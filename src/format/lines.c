// lines.c owns the reading of text files line by line, plain or zstd-packed. See lines.h.
#include "format/lines.h"

#include "base/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

enum { CHUNK_BYTES = 1 << 17 };

struct cria_line_reader {
    char *path;
    int fd;
    ZSTD_DCtx *unpack; // NULL: the file is plain
    size_t frame_left; // nonzero: the packed file may not end here
    size_t max_bytes, line_number;
    size_t file_done; // bytes read
    bool packed_known;

    unsigned char *packed; // CHUNK_BYTES read from the file; [packed_at, packed_end) is unused
    size_t packed_at, packed_end;
    char *text; // CHUNK_BYTES + 1 of the content; [text_at, text_end) is unused
    size_t text_at, text_end;
    cria_buffer line; // a line that crosses chunks
};

static cria_status reader_init(cria_line_reader *r, const char *path)
{
    const bool standard = strcmp(path, "-") == 0;
    CRIA_TRY(cria_strdup(&r->path, standard ? "standard input" : path));
    CRIA_TRY(cria_alloc(&r->packed, CHUNK_BYTES, 1));
    CRIA_TRY(cria_alloc(&r->text, CHUNK_BYTES + 1, 1));
    r->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    return r->fd < 0 ? cria_fail_errno("cannot open %s", path) : CRIA_OK;
}

cria_status cria_line_reader_open(cria_line_reader **out, const char *path, size_t max_bytes)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    (*out)->max_bytes = max_bytes;
    (*out)->line.max_bytes = max_bytes + 1;
    const cria_status status = reader_init(*out, path);
    if (status != CRIA_OK) {
        cria_line_reader_close(*out);
        *out = NULL;
    }
    return status;
}

void cria_line_reader_close(cria_line_reader *r)
{
    if (!r)
        return;
    if (r->fd > STDIN_FILENO)
        close(r->fd);
    ZSTD_freeDCtx(r->unpack);
    cria_buffer_free(&r->line);
    cria_free(r->packed);
    cria_free(r->text);
    cria_free(r->path);
    cria_free(r);
}

// A packed file starts with a zstd frame, or with a skippable frame of the same format.
static bool is_packed(const unsigned char *bytes, size_t count)
{
    static const unsigned char frame[4] = {0x28, 0xB5, 0x2F, 0xFD},
                               skip[3] = {0x2A, 0x4D, 0x18};
    return count >= 4 && (memcmp(bytes, frame, 4) == 0 ||
                          ((bytes[0] & 0xF0) == 0x50 && memcmp(bytes + 1, skip, 3) == 0));
}

// Reads the file's next bytes into `packed`; packed_end is 0 at the end of the file. The first
// read brings enough bytes to know a packed file by; later ones take what a pipe has at hand.
static cria_status read_file(cria_line_reader *r)
{
    const size_t needed = r->packed_known ? 1 : 4;
    r->packed_at = r->packed_end = 0;
    while (r->packed_end < needed) {
        const ssize_t got = read(r->fd, r->packed + r->packed_end, CHUNK_BYTES - r->packed_end);
        if (got < 0 && errno == EINTR && cria_interrupted())
            return cria_fail(CRIA_EINTR, "interrupted while reading %s", r->path);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cria_fail_errno("cannot read %s", r->path);
        if (got == 0)
            break;
        r->packed_end += (size_t)got;
    }
    r->file_done += r->packed_end;
    if (r->packed_known)
        return CRIA_OK;
    r->packed_known = true;
    if (!is_packed(r->packed, r->packed_end))
        return CRIA_OK;
    r->unpack = ZSTD_createDCtx();
    return r->unpack ? CRIA_OK : cria_fail(CRIA_ENOMEM, "out of memory to unpack %s", r->path);
}

static cria_status unpack(cria_line_reader *r)
{
    ZSTD_inBuffer in = {r->packed, r->packed_end, r->packed_at};
    ZSTD_outBuffer out = {r->text, CHUNK_BYTES, 0};
    const size_t left = ZSTD_decompressStream(r->unpack, &out, &in);
    if (ZSTD_isError(left))
        return cria_fail(CRIA_EFORMAT, "%s: corrupt zstd data before byte %zu: %s", r->path,
                         r->file_done, ZSTD_getErrorName(left));
    r->frame_left = left;
    r->packed_at = in.pos;
    r->text_end = out.pos;
    return CRIA_OK;
}

// Fills `text` with the next bytes of content; text_end is 0 at the end.
static cria_status fill(cria_line_reader *r)
{
    r->text_at = r->text_end = 0;
    while (r->text_end == 0) {
        // What the decoder still holds comes out before more of the file is read.
        if (r->unpack && (r->packed_at < r->packed_end || r->frame_left)) {
            CRIA_TRY(unpack(r));
            if (r->text_end)
                return CRIA_OK;
        }
        if (r->packed_at < r->packed_end)
            continue;
        CRIA_TRY(read_file(r));
        if (r->packed_end == 0 && r->frame_left)
            return cria_fail(CRIA_EFORMAT, "%s: the packed file ends too early, at byte %zu",
                             r->path, r->file_done);
        if (r->packed_end == 0)
            return CRIA_OK;
        if (!r->unpack) {
            memcpy(r->text, r->packed, r->packed_end);
            r->text_end = r->packed_at = r->packed_end;
        }
    }
    return CRIA_OK;
}

static cria_status check_length(const cria_line_reader *r, size_t length)
{
    if (length > r->max_bytes)
        return cria_fail(CRIA_ELIMIT, "%s, line %zu: longer than the limit of %zu bytes",
                         r->path, r->line_number, r->max_bytes);
    return CRIA_OK;
}

// Gathers a line that reaches over the end of a chunk. *ended is false only at the very end of
// the content with nothing gathered.
static cria_status gather(cria_line_reader *r, bool *ended)
{
    *ended = false;
    cria_buffer_reset(&r->line);
    for (;;) {
        if (r->text_at == r->text_end)
            CRIA_TRY(fill(r));
        const char *const start = r->text + r->text_at;
        const size_t left = r->text_end - r->text_at;
        if (left == 0)
            return CRIA_OK;
        *ended = true;
        const char *const newline = memchr(start, '\n', left);
        const size_t length = newline ? (size_t)(newline - start) : left;
        CRIA_TRY(check_length(r, r->line.length + length));
        CRIA_TRY(cria_buffer_append(&r->line, start, length));
        r->text_at += length + (newline != NULL);
        if (newline)
            return CRIA_OK;
    }
}

cria_status cria_line_next(cria_line_reader *r, const char **line, size_t *length)
{
    *line = NULL;
    *length = 0;
    r->line_number++;
    char *const start = r->text + r->text_at;
    char *const newline = memchr(start, '\n', r->text_end - r->text_at);
    if (newline) { // the usual case: the whole line is at hand
        CRIA_TRY(check_length(r, (size_t)(newline - start)));
        *newline = '\0';
        *line = start;
        *length = (size_t)(newline - start);
        r->text_at += *length + 1;
        return CRIA_OK;
    }
    bool found;
    CRIA_TRY(gather(r, &found));
    if (found) {
        *line = r->line.data;
        *length = r->line.length;
    } else {
        r->line_number--;
    }
    return CRIA_OK;
}

size_t cria_line_number(const cria_line_reader *r)
{
    return r->line_number;
}
