// file.c owns whole files: bounded reads, maps, and writes that appear whole. See file.h.
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

static cria_status read_stream(cria_buffer *out, FILE *file, const char *path, size_t max_bytes)
{
    char chunk[READ_BYTES];
    size_t got, total = 0;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        total += got;
        if (total > max_bytes)
            return cria_fail(CRIA_ELIMIT, "%s is larger than the limit of %zu bytes", path,
                             max_bytes);
        CRIA_TRY_CTX(cria_buffer_append(out, chunk, got), "reading %s", path);
    }
    return ferror(file) ? cria_fail_errno("cannot read %s", path) : CRIA_OK;
}

cria_status cria_file_read(cria_buffer *out, const char *path, size_t max_bytes)
{
    if (is_standard(path))
        return read_stream(out, stdin, "standard input", max_bytes);
    FILE *file = fopen(path, "rb");
    if (!file)
        return cria_fail_errno("cannot open %s", path);
    const cria_status status = read_stream(out, file, path, max_bytes);
    fclose(file);
    return status;
}

cria_status cria_map_open(cria_map *out, const char *path)
{
    *out = (cria_map){0};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cria_fail_errno("cannot open %s", path);
    struct stat info;
    cria_status status = CRIA_OK;
    if (fstat(fd, &info) != 0)
        status = cria_fail_errno("cannot read %s", path);
    else if (!S_ISREG(info.st_mode))
        status = cria_fail(CRIA_EIO, "%s is not a regular file", path);
    else if (info.st_size > 0) {
        void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (data == MAP_FAILED)
            status = cria_fail_errno("cannot map %s", path);
        else
            *out = (cria_map){.data = data, .bytes = (size_t)info.st_size};
    }
    close(fd);
    return status;
}

void cria_map_close(cria_map *map)
{
    if (map->data)
        munmap((void *)(uintptr_t)map->data, map->bytes);
    *map = (cria_map){0};
}

// Opens a new file beside `path`. mkstemp would not heed the umask.
static cria_status open_temporary(cria_writer *w, int *fd)
{
    cria_buffer name = {0};
    cria_status status = CRIA_OK;
    *fd = -1;
    for (int n = 0; *fd < 0 && status == CRIA_OK; n++) {
        cria_buffer_reset(&name);
        status = cria_buffer_printf(&name, "%s.tmp-%ld-%d", w->path, (long)getpid(), n);
        if (status == CRIA_OK)
            *fd = open(name.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (status == CRIA_OK && *fd < 0 && errno != EEXIST)
            status = cria_fail_errno("cannot write %s", w->path);
    }
    if (status == CRIA_OK)
        w->temporary = cria_buffer_take(&name);
    cria_buffer_free(&name);
    return status;
}

// A device or a pipe cannot be replaced by rename; it is written in place.
static bool is_special(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static cria_status open_target(cria_writer *w, int *fd)
{
    if (!is_special(w->path))
        return open_temporary(w, fd);
    *fd = open(w->path, O_WRONLY | O_CLOEXEC);
    return *fd >= 0 ? CRIA_OK : cria_fail_errno("cannot write %s", w->path);
}

cria_status cria_writer_open(cria_writer *out, const char *path)
{
    *out = (cria_writer){0};
    if (is_standard(path)) {
        out->file = stdout;
        return CRIA_OK;
    }
    int fd = -1;
    cria_status status = cria_strdup(&out->path, path);
    if (status == CRIA_OK)
        status = open_target(out, &fd);
    if (fd >= 0)
        out->file = fdopen(fd, "wb");
    if (fd >= 0 && !out->file) {
        status = cria_fail_errno("cannot write %s", path);
        close(fd);
    }
    if (status != CRIA_OK)
        cria_writer_abort(out);
    return status;
}

cria_status cria_writer_put(cria_writer *w, const void *bytes, size_t length)
{
    if (length && fwrite(bytes, 1, length, w->file) != length)
        return cria_fail_errno("cannot write %s", w->path ? w->path : "standard output");
    return CRIA_OK;
}

static void writer_close(cria_writer *w)
{
    cria_free(w->path);
    cria_free(w->temporary);
    *w = (cria_writer){0};
}

cria_status cria_writer_commit(cria_writer *w)
{
    const char *const name = w->path ? w->path : "standard output";
    const bool flushed = fflush(w->file) == 0 && !ferror(w->file);
    const bool synced = flushed && (!w->temporary || fsync(fileno(w->file)) == 0);
    cria_status status = synced ? CRIA_OK : cria_fail_errno("cannot write %s", name);
    if (w->path && fclose(w->file) != 0 && status == CRIA_OK)
        status = cria_fail_errno("cannot write %s", name);
    w->file = NULL;
    if (status == CRIA_OK && w->temporary)
        status = cria_path_rename(w->temporary, w->path);
    if (status != CRIA_OK && w->temporary)
        unlink(w->temporary);
    writer_close(w);
    return status;
}

void cria_writer_abort(cria_writer *w)
{
    if (w->file && w->path)
        fclose(w->file);
    if (w->temporary)
        unlink(w->temporary);
    writer_close(w);
}

cria_status cria_file_write(const char *path, const void *bytes, size_t length)
{
    cria_writer w;
    CRIA_TRY(cria_writer_open(&w, path));
    const cria_status status = cria_writer_put(&w, bytes, length);
    if (status == CRIA_OK)
        return cria_writer_commit(&w);
    cria_writer_abort(&w);
    return status;
}
