// log.h owns what the library says while it works: messages and progress go to one sink, which
// the program sets. Without a sink the library is silent.
#ifndef CRIA_BASE_LOG_H
#define CRIA_BASE_LOG_H

#include "base/status.h"

typedef enum cria_log_level {
    CRIA_LOG_DEBUG,
    CRIA_LOG_INFO,
    CRIA_LOG_WARNING,
    // Progress: the newest line replaces the one before on a terminal.
    CRIA_LOG_PROGRESS,
} cria_log_level;

// A sink gets one line without a newline at its end; it may be called from any thread.
typedef void cria_log_sink(void *context, cria_log_level level, const char *line);
void cria_log_set(cria_log_sink *sink, void *context);

void cria_log(cria_log_level level, const char *format, ...) CRIA_PRINTF(2, 3);
#define cria_debug(...)   cria_log(CRIA_LOG_DEBUG, __VA_ARGS__)
#define cria_info(...)    cria_log(CRIA_LOG_INFO, __VA_ARGS__)
#define cria_warning(...) cria_log(CRIA_LOG_WARNING, __VA_ARGS__)

// cria_progress: work with rate and, where its size is known (not 0), time left, reported at most
// twice a second. Amounts of CRIA_PROGRESS_BYTES are shown in kB, MB or GB.
#define CRIA_PROGRESS_BYTES "bytes"
typedef struct cria_progress {
    const char *what, *unit; // borrowed, "reading", "articles"
    double total;            // 0 = unknown
    double started, reported;
} cria_progress;
void cria_progress_begin(cria_progress *p, const char *what, const char *unit, double total);
void cria_progress_at(cria_progress *p, double done);
void cria_progress_end(cria_progress *p, double done);

#endif
