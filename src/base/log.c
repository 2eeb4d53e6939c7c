// log.c: see log.h.
#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

typedef struct scale {
    double size;
    const char *unit;
    int digits; // behind the point
} scale;

// Bytes are told in the largest unit that gives at least one; other things one by one.
static scale scale_of(const cria_progress *p, double done)
{
    static const scale bytes[] = {{1e9, "GB", 2}, {1e6, "MB", 1}, {1e3, "kB", 1}};
    const double most = p->total > done ? p->total : done;
    if (strcmp(p->unit, CRIA_PROGRESS_BYTES) == 0)
        for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++)
            if (most >= bytes[i].size)
                return bytes[i];
    return (scale){1, p->unit, 0};
}

static void report(const cria_progress *p, double done, cria_log_level level)
{
    const double elapsed = cria_clock() - p->started;
    const double rate = elapsed > 0 ? done / elapsed : 0;
    const scale s = scale_of(p, done);
    char left[32] = "", speed[32];
    snprintf(speed, sizeof speed, rate / s.size < 999.5 ? "%.3g" : "%.0f", rate / s.size);
    if (p->total > done && rate > 0) {
        char span[24];
        cria_clock_span(span, sizeof span, (p->total - done) / rate);
        snprintf(left, sizeof left, " | eta %s", span);
    }
    if (p->total > 0)
        cria_log(level, "%s %.*f/%.*f %s (%.0f%%) | %s/s%s", p->what, s.digits, done / s.size,
                 s.digits, p->total / s.size, s.unit, 100 * done / p->total, speed, left);
    else
        cria_log(level, "%s %.*f %s | %s/s", p->what, s.digits, done / s.size, s.unit, speed);
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
