// file.c: see file.h.
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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

cria_status cria_writer_open(cria_writer *out, const char *path)
{
    *out = (cria_writer){0};
    if (is_standard(path)) {
        out->file = stdout;
        return CRIA_OK;
    }
    CRIA_TRY(cria_strdup(&out->path, path));
    cria_buffer name = {0};
    cria_status status = cria_buffer_printf(&name, "%s.XXXXXX", path);
    out->temporary = cria_buffer_take(&name);
    const int fd = status == CRIA_OK ? mkstemp(out->temporary) : -1;
    if (status == CRIA_OK && fd < 0)
        status = cria_fail_errno("cannot write %s", path);
    if (fd >= 0) {
        (void)fchmod(fd, 0644);
        out->file = fdopen(fd, "wb");
    }
    if (fd >= 0 && !out->file)
        status = cria_fail_errno("cannot write %s", path);
    if (status != CRIA_OK)
        cria_writer_abort(out);
    return status;
}

cria_status cria_writer_put(cria_writer *w, const void *bytes, size_t length)
{
    if (fwrite(bytes, 1, length, w->file) != length)
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
    const bool flushed = fflush(w->file) == 0 && !ferror(w->file);
    if (!w->path) {
        writer_close(w);
        return flushed ? CRIA_OK : cria_fail_errno("cannot write standard output");
    }
    const bool synced = flushed && fsync(fileno(w->file)) == 0;
    cria_status status = synced ? CRIA_OK : cria_fail_errno("cannot write %s", w->path);
    if (fclose(w->file) != 0 && status == CRIA_OK)
        status = cria_fail_errno("cannot write %s", w->path);
    w->file = NULL;
    if (status == CRIA_OK && rename(w->temporary, w->path) != 0)
        status = cria_fail_errno("cannot rename to %s", w->path);
    if (status != CRIA_OK)
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

bool cria_path_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool cria_path_is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

cria_status cria_path_join(char **out, const char *a, const char *b)
{
    cria_buffer path = {0};
    const size_t length = strlen(a);
    const char *slash = length && a[length - 1] == '/' ? "" : "/";
    const cria_status status = cria_buffer_printf(&path, "%s%s%s", a, slash, b);
    *out = cria_buffer_take(&path);
    return status;
}

const char *cria_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

cria_status cria_directory_make(const char *path)
{
    char *copy;
    CRIA_TRY(cria_strdup(&copy, path));
    cria_status status = CRIA_OK;
    for (char *at = copy + 1; status == CRIA_OK && *copy; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        const bool last = *at == '\0';
        *at = '\0';
        if (mkdir(copy, 0777) != 0 && !(errno == EEXIST && cria_path_is_directory(copy)))
            status = cria_fail_errno("cannot make directory %s", copy);
        if (last)
            break;
        *at = '/';
    }
    cria_free(copy);
    return status;
}

// Calls `visit` for every entry of a directory, in no particular order.
typedef cria_status visitor(void *context, const char *name);
static cria_status each_entry(const char *path, visitor *visit, void *context)
{
    DIR *directory = opendir(path);
    if (!directory)
        return cria_fail_errno("cannot read directory %s", path);
    cria_status status = CRIA_OK;
    const struct dirent *entry;
    while (status == CRIA_OK && (entry = readdir(directory)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = visit(context, entry->d_name);
    closedir(directory);
    return status;
}

static cria_status add_visited(void *context, const char *name)
{
    return cria_names_add(context, name);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

cria_status cria_directory_list(cria_names *out, const char *path)
{
    *out = (cria_names){0};
    const cria_status status = each_entry(path, add_visited, out);
    if (status != CRIA_OK)
        cria_names_free(out);
    else if (out->count)
        qsort(out->name, out->count, sizeof *out->name, compare_names);
    return status;
}

cria_status cria_names_add(cria_names *names, const char *name)
{
    CRIA_TRY(cria_grow(&names->name, &names->capacity, names->count + 1, sizeof *names->name));
    CRIA_TRY(cria_strdup(&names->name[names->count], name));
    names->count++;
    return CRIA_OK;
}

void cria_names_free(cria_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        cria_free(names->name[i]);
    cria_free(names->name);
    *names = (cria_names){0};
}

// Applies `act` to every file below `path`, children first, then to `path` itself.
typedef cria_status action(const char *path, bool directory);
static cria_status each_below(const char *path, action *act, int depth)
{
    if (depth > 32)
        return cria_fail(CRIA_ELIMIT, "%s is nested too deeply", path);
    struct stat info;
    if (lstat(path, &info) != 0)
        return cria_fail_errno("cannot read %s", path);
    if (!S_ISDIR(info.st_mode))
        return act(path, false);
    cria_names names;
    CRIA_TRY(cria_directory_list(&names, path));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        char *child;
        status = cria_path_join(&child, path, names.name[i]);
        if (status == CRIA_OK)
            status = each_below(child, act, depth + 1);
        cria_free(child);
    }
    cria_names_free(&names);
    return status == CRIA_OK ? act(path, true) : status;
}

static cria_status remove_one(const char *path, bool directory)
{
    if ((directory ? rmdir(path) : unlink(path)) != 0)
        return cria_fail_errno("cannot remove %s", path);
    return CRIA_OK;
}

static cria_status sync_one(const char *path, bool directory)
{
    const int fd = open(path, directory ? O_RDONLY | O_DIRECTORY : O_RDONLY);
    const bool synced = fd >= 0 && fsync(fd) == 0;
    const cria_status status = synced ? CRIA_OK : cria_fail_errno("cannot sync %s", path);
    if (fd >= 0)
        close(fd);
    return status;
}

cria_status cria_directory_remove(const char *path)
{
    return cria_path_exists(path) ? each_below(path, remove_one, 0) : CRIA_OK;
}

cria_status cria_directory_publish(const char *temporary, const char *path)
{
    CRIA_TRY(each_below(temporary, sync_one, 0));
    cria_buffer old = {0};
    cria_status status = cria_buffer_printf(&old, "%s.old", path);
    if (status == CRIA_OK)
        status = cria_directory_remove(old.data);
    if (status == CRIA_OK && cria_path_exists(path) && rename(path, old.data) != 0)
        status = cria_fail_errno("cannot rename %s", path);
    if (status == CRIA_OK && rename(temporary, path) != 0)
        status = cria_fail_errno("cannot rename %s to %s", temporary, path);
    if (status == CRIA_OK)
        status = cria_directory_remove(old.data);
    cria_buffer_free(&old);
    return status;
}
