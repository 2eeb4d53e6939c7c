// log.c: see log.h.
#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>

static cria_log_sink *log_sink;
static void *log_context;

void cria_log_set(cria_log_sink *sink, void *context)
{
    log_sink = sink;
    log_context = context;
}

void cria_log(cria_log_level level, const char *format, ...)
{
    if (!log_sink)
        return;
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    log_sink(log_context, level, line);
}

void cria_progress_begin(cria_progress *p, const char *what, const char *unit, double total)
{
    const double now = cria_clock();
    *p = (cria_progress){
        .what = what, .unit = unit, .total = total, .started = now, .reported = now};
}

static void report(const cria_progress *p, double done, cria_log_level level)
{
    const double elapsed = cria_clock() - p->started;
    const double rate = elapsed > 0 ? done / elapsed : 0;
    char left[32] = "";
    if (p->total > done && rate > 0) {
        char span[24];
        cria_clock_span(span, sizeof span, (p->total - done) / rate);
        snprintf(left, sizeof left, " | eta %s", span);
    }
    if (p->total > 0)
        cria_log(level, "%s %.0f/%.0f %s (%.0f%%) | %.4g/s%s", p->what, done, p->total, p->unit,
                 100 * done / p->total, rate, left);
    else
        cria_log(level, "%s %.0f %s | %.4g/s", p->what, done, p->unit, rate);
}

void cria_progress_at(cria_progress *p, double done)
{
    const double now = cria_clock();
    if (now - p->reported < 0.5)
        return;
    p->reported = now;
    report(p, done, CRIA_LOG_PROGRESS);
}

void cria_progress_end(cria_progress *p, double done)
{
    report(p, done, CRIA_LOG_INFO);
}
