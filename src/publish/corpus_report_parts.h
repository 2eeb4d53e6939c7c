// corpus_report_parts.h owns the order of the corpus report: each part adds its sections to the
// document. `findings` may be anything; what is missing is left out. For its files only.
#ifndef CRIA_PUBLISH_CORPUS_REPORT_PARTS_H
#define CRIA_PUBLISH_CORPUS_REPORT_PARTS_H

#include "publish/report_parts.h"

void cria_corpus_report_opening(cria_document *d, const json_t *findings); // title, tiles
// Volumes, quality levels, licences.
void cria_corpus_report_amounts(cria_document *d, const json_t *findings);
void cria_corpus_report_removed(cria_document *d, const json_t *findings);
void cria_corpus_report_leaks(cria_document *d, const json_t *findings);
void cria_corpus_report_odd(cria_document *d, const json_t *findings); // warnings, examples
void cria_corpus_report_left_out(cria_document *d, const json_t *findings);
void cria_corpus_report_near(cria_document *d, const json_t *findings);
// Notes of transclusion, unknown templates, hyphens.
CRIA_MUSTUSE cria_status cria_corpus_report_wiki(cria_document *d, const json_t *findings);
void cria_corpus_report_samples(cria_document *d, const json_t *findings);

// What several parts do: a text that may be missing ("" then); a counter of the group in
// "counters" (REPORT_UNKNOWN when missing).
const char *cria_corpus_report_text(const json_t *object, const char *key);
int64_t cria_corpus_report_counter(const json_t *findings, const char *group, const char *name);

#endif
