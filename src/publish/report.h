// report.h owns the report on finished runs: one HTML page with tables and plots, and the same
// as Markdown.
#ifndef CRIA_PUBLISH_REPORT_H
#define CRIA_PUBLISH_REPORT_H

#include "base/status.h"

// cria_report_write reads RUN/manifest.json of each run and what it names, and writes `html`
// (NULL: report.html in the first run), the same as Markdown beside it (report.md), and its
// figures (plots/report_*.svg). What a run did not measure, or what cannot be read, is said to
// be so in the report; the plots need gnuplot, and without it the report says that. The same
// runs give the same bytes. CRIA_EIO, CRIA_EFORMAT: a manifest; CRIA_EIO: the report's own
// files.
CRIA_MUSTUSE cria_status cria_report_write(const char *const *runs, int count,
                                           const char *html);

#endif
