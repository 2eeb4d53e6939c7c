// corpus_report.h owns the report on a cleaned corpus: one HTML page.
#ifndef CRIA_PUBLISH_CORPUS_REPORT_H
#define CRIA_PUBLISH_CORPUS_REPORT_H

#include "format/json.h"

// cria_corpus_report_write builds the page from a cleaning run's findings (corpus/findings.h).
// Sections that the findings do not have are left out; the same findings give the same bytes.
// CRIA_EIO: the file cannot be written.
CRIA_MUSTUSE cria_status cria_corpus_report_write(const json_t *findings,
                                                  const char *html_path);

#endif
