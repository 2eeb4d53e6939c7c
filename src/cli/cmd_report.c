// cmd_report.c: cria report, the page about finished runs.
#include "cli/commands.h"

#include "base/log.h"
#include "publish/report.h"

#include <stddef.h>

typedef struct settings {
    const char *out;
} settings;

static const cria_option table[] = {
    {.name = "out",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, out),
     .value = "FILE",
     .help = "the page; RUN/report.html of the first run if not given",
     .letter = 'o'},
    {0},
};

static cria_status run(const invocation *call)
{
    const settings *o = call->settings[0];
    CRIA_TRY(cria_report_write(call->arguments.item, call->arguments.count, o->out));
    if (o->out)
        cria_info("report: %s", o->out);
    else
        cria_info("report: %s/report.html", call->arguments.item[0]);
    return CRIA_OK;
}

const command command_report = {
    .name = "report",
    .arguments = "RUN...",
    .summary = "write the report on one or more runs",
    .details =
        "One HTML page with tables and plots, and beside it the same as Markdown. Several "
        "runs stand side by side. The plots need gnuplot.",
    .example = "cria report runs/quickstart",
    .tables = {{table, sizeof(settings)}},
    .arguments_min = 1,
    .arguments_max = -1,
    .run = run,
};
