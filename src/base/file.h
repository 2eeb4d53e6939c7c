// file.h owns the file system: bounded reads, read-only maps, and writes that appear whole.
//
// Nothing of ours is ever seen half-written: cria_file_write and cria_writer make a temporary
// file beside the target, sync it, and rename it. Paths are plain UTF-8 strings.
#ifndef CRIA_BASE_FILE_H
#define CRIA_BASE_FILE_H

#include "base/buffer.h"

#include <stdint.h>
#include <stdio.h>

// cria_file_read appends the whole of `path` ("-" is standard input) to *out; CRIA_ELIMIT when
// it is larger than max_bytes.
CRIA_MUSTUSE cria_status cria_file_read(cria_buffer *out, const char *path, size_t max_bytes);

// cria_map: a file's bytes, read-only, mapped. Close with cria_map_close.
typedef struct cria_map {
    const unsigned char *data;
    size_t bytes;
} cria_map;
CRIA_MUSTUSE cria_status cria_map_open(cria_map *out, const char *path);
void cria_map_close(cria_map *map);

// cria_writer: a file under construction. Write to `file` with stdio or cria_writer_put;
// cria_writer_commit makes it appear under its name (fsync, rename), cria_writer_abort removes
// it. After a commit, failed or not, and after an abort the writer is closed.
// "-" as path writes to standard output; a device or a pipe is written in place.
typedef struct cria_writer {
    FILE *file;
    char *path, *temporary;
} cria_writer;
CRIA_MUSTUSE cria_status cria_writer_open(cria_writer *out, const char *path);
CRIA_MUSTUSE cria_status cria_writer_put(cria_writer *w, const void *bytes, size_t length);
CRIA_MUSTUSE cria_status cria_writer_commit(cria_writer *w);
void cria_writer_abort(cria_writer *w); // does nothing on a closed or zeroed writer

// cria_file_write: the bytes appear whole under `path`, or not at all.
CRIA_MUSTUSE cria_status cria_file_write(const char *path, const void *bytes, size_t length);

bool cria_path_exists(const char *path);
bool cria_path_is_directory(const char *path);
// cria_path_join: *out = "a/b" (cria_free).
CRIA_MUSTUSE cria_status cria_path_join(char **out, const char *a, const char *b);
// cria_path_name: the part after the last '/', borrowed from `path`.
const char *cria_path_name(const char *path);
// cria_path_rename replaces `to` by `from` and makes that last over a power failure.
CRIA_MUSTUSE cria_status cria_path_rename(const char *from, const char *to);

CRIA_MUSTUSE cria_status cria_directory_make(const char *path); // with parents; fine if there
CRIA_MUSTUSE cria_status
cria_directory_remove(const char *path); // with contents; fine if absent
// cria_directory_publish renames the finished directory `temporary` to `path`, replacing what
// is there, after syncing every file in it. A crash leaves the old or the new, never neither,
// where the file system can exchange two names (else, for an instant, the old one is
// "PATH.old").
CRIA_MUSTUSE cria_status cria_directory_publish(const char *temporary, const char *path);

// cria_directory_list: the names in `path` without "." and "..", sorted by byte value.
typedef struct cria_names {
    char **name;
    size_t count, capacity;
} cria_names;
CRIA_MUSTUSE cria_status cria_directory_list(cria_names *out, const char *path);
// cria_directory_files: the same of all files in and below it, as paths from `path` on. Hidden
// ones are passed over, and pipes, devices, and directories behind a symbolic link.
CRIA_MUSTUSE cria_status cria_directory_files(cria_names *out, const char *path);
CRIA_MUSTUSE cria_status cria_names_add(cria_names *names, const char *name); // copies
void cria_names_free(cria_names *names);

#endif
