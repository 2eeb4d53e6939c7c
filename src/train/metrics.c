// metrics.c: see metrics.h.
#include "train/metrics.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "format/events.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct cria_metrics {
    FILE *file;
    char *path;
    cria_events *events;
};

static cria_status cut(int fd, const char *path, int64_t keep_bytes)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return cria_fail_errno("cannot read %s", path);
    if (info.st_size < keep_bytes)
        cria_warning("%s is shorter than the checkpoint says: metrics were lost", path);
    if (info.st_size > keep_bytes && ftruncate(fd, keep_bytes) != 0)
        return cria_fail_errno("cannot cut %s", path);
    return CRIA_OK;
}

static cria_status open_lines(cria_metrics *m, const char *run, int64_t keep_bytes)
{
    CRIA_TRY(cria_path_join(&m->path, run, "metrics.jsonl"));
    const int fd = open(m->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd < 0)
        return cria_fail_errno("cannot write %s", m->path);
    cria_status status = cut(fd, m->path, keep_bytes);
    if (status == CRIA_OK && !(m->file = fdopen(fd, "ab")))
        status = cria_fail_errno("cannot write %s", m->path);
    if (status != CRIA_OK)
        close(fd);
    return status;
}

static cria_status open_events(cria_metrics *m, const char *run)
{
    char *directory;
    CRIA_TRY(cria_path_join(&directory, run, "tensorboard"));
    cria_status status = cria_directory_make(directory);
    if (status == CRIA_OK)
        status = cria_events_open(&m->events, directory);
    cria_free(directory);
    return status;
}

cria_status cria_metrics_open(cria_metrics **out, const char *run, int64_t keep_bytes)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_status status = open_lines(*out, run, keep_bytes);
    if (status == CRIA_OK)
        status = open_events(*out, run);
    if (status == CRIA_OK)
        return CRIA_OK;
    cria_metrics_close(*out);
    *out = NULL;
    return status;
}

static cria_status put_one(cria_metrics *m, int64_t step, int64_t tokens, const char *split,
                           const cria_metric *metric)
{
    char tag[64];
    const int printed = fprintf(m->file,
                                "{\"step\": %lld, \"tokens\": %lld, \"split\": \"%s\", "
                                "\"name\": \"%s\", \"value\": %.17g, \"wall\": %.3f}\n",
                                (long long)step, (long long)tokens, split, metric->name,
                                metric->value, cria_clock_wall());
    if (printed < 0)
        return cria_fail_errno("cannot write %s", m->path);
    snprintf(tag, sizeof tag, "%s/%s", split, metric->name);
    return cria_events_scalar(m->events, step, tag, metric->value);
}

cria_status cria_metrics_put(cria_metrics *m, int64_t step, int64_t tokens, const char *split,
                             const cria_metric *metrics, int count)
{
    for (int i = 0; i < count; i++)
        if (isfinite(metrics[i].value))
            CRIA_TRY(put_one(m, step, tokens, split, &metrics[i]));
    if (fflush(m->file) != 0)
        return cria_fail_errno("cannot write %s", m->path);
    return cria_events_flush(m->events);
}

cria_status cria_metrics_sync(cria_metrics *m, int64_t *bytes)
{
    struct stat info;
    const int fd = fileno(m->file);
    if (fflush(m->file) != 0 || fsync(fd) != 0 || fstat(fd, &info) != 0)
        return cria_fail_errno("cannot write %s", m->path);
    *bytes = info.st_size;
    return CRIA_OK;
}

void cria_metrics_close(cria_metrics *m)
{
    if (!m)
        return;
    if (m->file)
        fclose(m->file);
    if (m->events)
        cria_events_close(m->events);
    cria_free(m->path);
    cria_free(m);
}
