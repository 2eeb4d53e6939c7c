// report_parts.h owns the order of the report: each part adds its section to the document. How
// numbers are written is here too. For the report's files only.
#ifndef CRIA_PUBLISH_REPORT_PARTS_H
#define CRIA_PUBLISH_REPORT_PARTS_H

#include "publish/document.h"
#include "publish/report_data.h"

void cria_report_opening(cria_document *d, const report_data *data);
void cria_report_results(cria_document *d, const report_data *data);
void cria_report_details(cria_document *d, const report_data *data); // phenomena, paradigms
// cria_report_losses draws; figures are named PREFIX_students and so on. CRIA_ENOMEM.
CRIA_MUSTUSE cria_status cria_report_losses(cria_document *d, const report_data *data,
                                            const char *prefix);
void cria_report_samples(cria_document *d, const report_data *data);
void cria_report_costs(cria_document *d, const report_data *data);
void cria_report_corpus(cria_document *d, const report_data *data);
void cria_report_sources(cria_document *d, const report_data *data); // works, licences
void cria_report_origin(cria_document *d, const report_data *data);  // versions, hashes, repeat

// cria_report_compare: for each pair of a distilled and a plain student of one size and one
// run, a sentence on what the teachers changed.
void cria_report_compare(cria_document *d, const report_data *data);

// cria_report_published adds the published rows behind ours; columns as in the results table.
void cria_report_published(cria_document *d, const report_data *data);
bool cria_report_has_published(const report_data *data);

// Numbers as texts of the document; "not measured" for what is unknown.
const char *cria_report_decimal(cria_document *d, double value, int decimals);
const char *cria_report_count(cria_document *d, int64_t count);
// cria_report_amount adds a row: what it is, and its "articles" and "words".
void cria_report_amount(cria_document *d, const char *what, const json_t *facts);
const char *cria_report_size(cria_document *d, int64_t parameters); // "58.3 M"
const char *cria_report_span(cria_document *d, double seconds);     // "3m12s"
const char *cria_report_energy(cria_document *d, double joules);
// "64.7", or, of several seeds, "64.7 (64.1 to 65.2)".
const char *cria_report_spread_text(cria_document *d, report_spread s, int decimals);
// The name of one model: its group's label, and the seed where the group has several.
const char *cria_report_model_name(cria_document *d, const report_data *data, size_t model);
// A subheading with the run's name where the report is about several.
void cria_report_run_heading(cria_document *d, const report_data *data, size_t run);
// What a counter of cleaning means; a counter of another version keeps its name.
const char *cria_report_meaning(const char *group, const char *name);
// The sum of an object's whole numbers above zero.
int64_t cria_report_sum(const json_t *group);
// The first stage of this kind, as the manifest has it; NULL.
const json_t *cria_report_stage_facts(const report_run *run, const char *kind);

#endif
