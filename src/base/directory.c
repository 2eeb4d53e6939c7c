// directory.c owns paths and directories: making, listing, removing and replacing them. See
// file.h.
#define _GNU_SOURCE // renameat2
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 32 };

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
    while (status == CRIA_OK && (errno = 0, entry = readdir(directory)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = visit(context, entry->d_name);
    if (status == CRIA_OK && errno)
        status = cria_fail_errno("cannot read directory %s", path);
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
typedef cria_status action(const char *path, mode_t mode);
static cria_status each_below(const char *path, action *act, int depth)
{
    if (depth > DEPTH_MAX)
        return cria_fail(CRIA_ELIMIT, "%s is nested too deeply", path);
    struct stat info;
    if (lstat(path, &info) != 0)
        return cria_fail_errno("cannot read %s", path);
    if (!S_ISDIR(info.st_mode))
        return act(path, info.st_mode);
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
    return status == CRIA_OK ? act(path, info.st_mode) : status;
}

static cria_status remove_one(const char *path, mode_t mode)
{
    if ((S_ISDIR(mode) ? rmdir(path) : unlink(path)) != 0)
        return cria_fail_errno("cannot remove %s", path);
    return CRIA_OK;
}

static cria_status sync_one(const char *path, mode_t mode)
{
    if (!S_ISDIR(mode) && !S_ISREG(mode)) // a link has no content of its own
        return CRIA_OK;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && fsync(fd) == 0;
    const cria_status status = synced ? CRIA_OK : cria_fail_errno("cannot sync %s", path);
    if (fd >= 0)
        close(fd);
    return status;
}

static bool is_there(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0; // a dangling link is there too
}

cria_status cria_directory_remove(const char *path)
{
    return is_there(path) ? each_below(path, remove_one, 0) : CRIA_OK;
}

// Makes a rename in the folder of `path` last; where that cannot be done, it is still whole.
static void sync_parent(const char *path)
{
    char *parent;
    const size_t length = (size_t)(cria_path_name(path) - path);
    if (cria_strndup(&parent, length ? path : ".", length ? length : 1) != CRIA_OK)
        return;
    const int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    cria_free(parent);
}

cria_status cria_path_rename(const char *from, const char *to)
{
    if (rename(from, to) != 0)
        return cria_fail_errno("cannot rename %s to %s", from, to);
    sync_parent(to);
    return CRIA_OK;
}

// For file systems that cannot exchange two names: for an instant only "PATH.old" exists.
static cria_status replace_in_steps(const char *temporary, const char *path)
{
    cria_buffer old = {0};
    cria_status status = cria_buffer_printf(&old, "%s.old", path);
    if (status == CRIA_OK)
        status = cria_directory_remove(old.data);
    if (status == CRIA_OK)
        status = cria_path_rename(path, old.data);
    if (status == CRIA_OK) {
        status = cria_path_rename(temporary, path);
        if (status != CRIA_OK)
            (void)rename(old.data, path); // what was there stays there
        else
            status = cria_directory_remove(old.data);
    }
    cria_buffer_free(&old);
    return status;
}

cria_status cria_directory_publish(const char *temporary, const char *path)
{
    CRIA_TRY(each_below(temporary, sync_one, 0));
    if (!is_there(path))
        return cria_path_rename(temporary, path);
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_EXCHANGE) == 0) {
        sync_parent(path);
        return cria_directory_remove(temporary); // the old content by now
    }
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        return cria_fail_errno("cannot rename %s to %s", temporary, path);
    return replace_in_steps(temporary, path);
}

// ---- all files below a directory

static cria_status add_files(cria_names *out, const char *root, const char *below, int depth);

static cria_status add_entry(cria_names *out, const char *root, const char *path, int depth)
{
    char *whole;
    struct stat info, target;
    CRIA_TRY(cria_path_join(&whole, root, path));
    cria_status status = CRIA_OK;
    if (lstat(whole, &info) != 0)
        status = cria_fail_errno("cannot look at %s", whole);
    else if (S_ISDIR(info.st_mode))
        status = add_files(out, root, path, depth + 1);
    else if (stat(whole, &target) != 0 || S_ISREG(target.st_mode)) // a pipe would block
        status = cria_names_add(out, path);
    cria_free(whole);
    return status;
}

static cria_status add_files(cria_names *out, const char *root, const char *below, int depth)
{
    cria_names names = {0};
    char *folder = NULL;
    if (depth > DEPTH_MAX)
        return cria_fail(CRIA_ELIMIT, "%s: directories nested deeper than %d", root, DEPTH_MAX);
    cria_status status =
        *below ? cria_path_join(&folder, root, below) : cria_strdup(&folder, root);
    if (status == CRIA_OK)
        status = cria_directory_list(&names, folder);
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        char *path = NULL;
        if (names.name[i][0] == '.')
            continue;
        status = *below ? cria_path_join(&path, below, names.name[i])
                        : cria_strdup(&path, names.name[i]);
        if (status == CRIA_OK)
            status = add_entry(out, root, path, depth);
        cria_free(path);
    }
    cria_names_free(&names);
    cria_free(folder);
    return status;
}

cria_status cria_directory_files(cria_names *out, const char *path)
{
    return add_files(out, path, "", 0);
}
