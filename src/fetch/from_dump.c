// from_dump.c: see from_dump.h.
#include "fetch/from_dump.h"

#include "fetch/download.h"
#include "fetch/dump.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

// What a kill may cost. At its end a transaction waits for the disk, several times.
enum { TRANSACTION_BYTES = 16 << 20 };

typedef struct intake {
    cria_talk *talk;
    const cria_jobs *jobs;
    bool open;      // a transaction
    size_t pending; // bytes of text in it
} intake;

static bool is_wanted(const cria_jobs *jobs, const cria_wiki_page *page)
{
    for (size_t i = 0; i < jobs->count; i++)
        if (cria_scope_has(&jobs->job[i].scope, page->ns, page->title))
            return true;
    return false;
}

static cria_status put(intake *in, const cria_wiki_page *page)
{
    cria_fetch_report *const report = in->talk->report;
    cria_wiki_page kept;
    bool found;
    CRIA_TRY(cria_store_get(in->talk->store, page->title, &kept, &found));
    if (found && kept.revision >= page->revision) {
        report->unchanged++;
        return CRIA_OK;
    }
    if (!in->open)
        CRIA_TRY(cria_store_begin(in->talk->store));
    in->open = true;
    in->pending += page->length;
    report->pages++;
    report->bytes += (int64_t)page->length;
    return cria_store_put(in->talk->store, page);
}

static cria_status commit(intake *in)
{
    if (!in->open)
        return CRIA_OK;
    in->open = false;
    in->pending = 0;
    return cria_store_commit(in->talk->store);
}

static cria_status take(void *context, const cria_wiki_page *page)
{
    intake *const in = context;
    if (is_wanted(in->jobs, page))
        CRIA_TRY(put(in, page));
    if (in->pending >= TRANSACTION_BYTES)
        CRIA_TRY(commit(in));
    return cria_jobs_interrupted();
}

// What came before a fault is good and stays; the fault is what counts.
static cria_status read_dump(cria_talk *s, const cria_jobs *jobs, const char *path)
{
    intake in = {.talk = s, .jobs = jobs};
    cria_dump_report report = {0};
    const cria_status status = cria_dump_read(path, take, &in, &report);
    if (status == CRIA_OK || status == CRIA_EINTR || status == CRIA_EFORMAT) {
        cria_status kept = commit(&in);
        if (kept == CRIA_OK && *report.site)
            kept = cria_store_state_set(s->store, "site", report.site);
        return status == CRIA_OK ? kept : status;
    }
    return status;
}

static bool is_address(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

static cria_status read_address(cria_talk *s, const cria_jobs *jobs)
{
    cria_buffer path = {0};
    cria_status status = cria_buffer_printf(&path, "%s.download", s->out);
    if (status == CRIA_OK)
        status = cria_download(s, s->options->dump, path.data);
    if (status == CRIA_OK)
        status = read_dump(s, jobs, path.data);
    if (status == CRIA_OK && unlink(path.data) != 0 && errno != ENOENT)
        status = cria_fail_errno("%s", path.data);
    if (status == CRIA_OK)
        status = cria_store_state_set(s->store, "download", NULL);
    cria_buffer_free(&path);
    return status;
}

cria_status cria_fetch_dump(cria_talk *s, const cria_jobs *jobs)
{
    return is_address(s->options->dump) ? read_address(s, jobs)
                                        : read_dump(s, jobs, s->options->dump);
}
