// console.c owns the conversation on stderr: messages, and progress that replaces itself on a
// terminal and becomes an occasional plain line elsewhere.
#include "base/clock.h"
#include "base/log.h"
#include "cli/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct console {
    cria_log_level least;
    bool terminal, colour, open_line;
    double shown; // when the last progress line was written
} console;

// On a terminal six progress lines a second, elsewhere one in ten seconds.
static bool progress_is_due(void)
{
    const double now = cria_clock();
    if (now - console.shown < (console.terminal ? 1.0 / 6 : 10.0))
        return false;
    console.shown = now;
    return true;
}

static void show(void *context, cria_log_level level, const char *line)
{
    (void)context;
    if (level < console.least)
        return;
    if (level == CRIA_LOG_PROGRESS) {
        if (console.least > CRIA_LOG_INFO || !progress_is_due())
            return;
        fprintf(stderr, console.terminal ? "\r\033[K%s" : "%s\n", line);
        console.open_line = console.terminal;
        fflush(stderr);
        return;
    }
    console_finish();
    if (level == CRIA_LOG_WARNING)
        fprintf(stderr, console.colour ? "\033[33mwarning:\033[0m %s\n" : "warning: %s\n",
                line);
    else
        fprintf(stderr, "%s\n", line);
}

void console_finish(void)
{
    if (console.open_line)
        fputs("\r\033[K", stderr);
    console.open_line = false;
}

void console_install(bool quiet, bool verbose)
{
    console.least = quiet ? CRIA_LOG_WARNING : verbose ? CRIA_LOG_DEBUG : CRIA_LOG_INFO;
    console.terminal = isatty(STDERR_FILENO) == 1;
    console.colour = console.terminal && !getenv("NO_COLOR");
    cria_log_set(show, NULL);
}
