// bench_dump.c: the benchmark that reads a MediaWiki export: unpacking alone, and whole.
#include "base/clock.h"
#include "cli/bench.h"
#include "fetch/dump.h"
#include "fetch/unpack.h"

static cria_status unpack_all(const char *path, double *packed, double *unpacked)
{
    cria_unpack *u;
    const char *bytes;
    size_t length;
    uint64_t done, total, streams;
    *unpacked = 0;
    CRIA_TRY(cria_unpack_open(&u, path));
    cria_status status;
    do {
        status = cria_unpack_next(u, &bytes, &length);
        *unpacked += (double)length;
    } while (status == CRIA_OK && length);
    cria_unpack_progress(u, &done, &total, &streams);
    *packed = (double)done;
    cria_unpack_close(u);
    return status;
}

static cria_status pass(void *context, const cria_wiki_page *page)
{
    *(double *)context += (double)page->length;
    return CRIA_OK;
}

static cria_status rows(bench *b, const char *what, double packed, double unpacked)
{
    CRIA_TRY(bench_row(b, "dump", what, packed * 1e-6, "MB/s of the file"));
    return bench_row(b, "dump", what, unpacked * 1e-6, "MB/s unpacked");
}

cria_status bench_run_dump(bench *b)
{
    double packed = 0, unpacked = 0, text = 0;
    cria_dump_report report = {0};
    const char *const path = b->settings->dump;
    if (!path)
        return cria_fail(CRIA_EARG, "cria bench dump wants --dump FILE");
    for (bench_clear(b); bench_more(b);) {
        const double started = cria_clock();
        CRIA_TRY(unpack_all(path, &packed, &unpacked));
        bench_stop(b, started);
    }
    CRIA_TRY(rows(b, "unpack", packed, unpacked));
    for (bench_clear(b); bench_more(b);) {
        const double started = cria_clock();
        CRIA_TRY(cria_dump_read(path, pass, &text, &report));
        bench_stop(b, started);
    }
    CRIA_TRY(rows(b, "read", (double)report.packed_bytes, (double)report.bytes));
    return bench_row(b, "dump", "read", (double)report.pages, "pages/s");
}
