// lines.h owns text files read and written line by line, plain or zstd-packed. A reader knows
// packed files by their first bytes; a writer packs when the name ends in ".zst".
#ifndef CRIA_FORMAT_LINES_H
#define CRIA_FORMAT_LINES_H

#include "base/file.h"

// cria_line_reader: opaque. A line is bounded by `max_bytes`; a longer one is CRIA_ELIMIT with
// its number. A truncated or corrupt packed file is CRIA_EFORMAT. "-" reads standard input.
typedef struct cria_line_reader cria_line_reader;
CRIA_MUSTUSE cria_status cria_line_reader_open(cria_line_reader **out, const char *path,
                                               size_t max_bytes);
// cria_line_next: *line is NULL at the end; else NUL-terminated (it may hold NULs inside: check
// *length), without its newline (a CR before it stays), valid until the next call.
CRIA_MUSTUSE cria_status cria_line_next(cria_line_reader *r, const char **line, size_t *length);
size_t cria_line_number(const cria_line_reader *r); // of the line last returned, from 1
void cria_line_reader_close(cria_line_reader *r);

// cria_line_writer: the file appears whole at the commit.
typedef struct cria_line_writer cria_line_writer;
CRIA_MUSTUSE cria_status cria_line_writer_open(cria_line_writer **out, const char *path);
CRIA_MUSTUSE cria_status cria_line_put(cria_line_writer *w, const char *line, size_t length);
CRIA_MUSTUSE cria_status cria_line_writer_commit(cria_line_writer *w); // closes, failed or not
void cria_line_writer_abort(cria_line_writer *w);

#endif
