// findings_json.c owns the JSON form of findings (declared in findings.h).
#include "corpus/findings.h"

#include <stdlib.h>

// put_list sets o[key] to a new array and lends it.
static cria_status put_list(json_t *o, const char *key, json_t **list)
{
    CRIA_TRY(cria_json_array(list));
    return cria_json_set(o, key, *list);
}

static cria_status put_notes(json_t *o, const cria_notes *notes)
{
    json_t *kinds, *list, *both = json_pack("{s:{}, s:[]}", "kinds", "list");
    CRIA_TRY(cria_json_set(o, "notes", both));
    kinds = json_object_get(both, "kinds");
    list = json_object_get(both, "list");
    for (int i = 0; i < CRIA_NOTES; i++)
        CRIA_TRY(cria_json_set(kinds, cria_note_table[i].name,
                               json_integer((json_int_t)notes->n[i])));
    for (size_t i = 0; i < notes->count; i++) {
        const cria_note *n = &notes->note[i];
        CRIA_TRY(cria_json_push(list, json_pack("{s:s, s:s, s:s}", "kind",
                                                cria_note_table[n->kind].name, "article",
                                                n->article ? n->article : "", "detail",
                                                n->detail ? n->detail : "")));
    }
    return CRIA_OK;
}

static cria_status put_wiki(json_t *o, const cria_findings *f, const cria_counts *counts,
                            const cria_wikis *wikis)
{
    json_t *templates;
    CRIA_TRY(put_notes(o, &wikis->notes));
    CRIA_TRY(cria_json_object(&templates));
    CRIA_TRY(cria_json_set(o, "templates", templates));
    for (size_t i = 0; i < f->unknown.count; i++)
        CRIA_TRY(cria_json_set(templates, f->unknown.row[i].name,
                               json_integer((json_int_t)f->unknown.row[i].count)));
    return cria_json_set(o, "hyphens",
                         json_pack("{s:I, s:I}", "joined",
                                   (json_int_t)counts->n[CRIA_COUNT_HYPHENS], "kept",
                                   (json_int_t)counts->n[CRIA_COUNT_HYPHENS_KEPT]));
}

static cria_status put_volumes(json_t *o, const cria_findings *f)
{
    json_t *list, *amounts;
    const char *name;
    CRIA_TRY(put_list(o, "volumes", &list));
    json_object_foreach(f->volumes, name, amounts)
        CRIA_TRY(cria_json_push(list, json_pack("{s:s, s:O, s:O}", "name", name, "articles",
                                                json_object_get(amounts, "articles"), "words",
                                                json_object_get(amounts, "words"))));
    return CRIA_OK;
}

static cria_status put_quality(json_t *o, const cria_findings *f)
{
    json_t *list;
    CRIA_TRY(put_list(o, "quality", &list));
    for (int i = 0; i < CRIA_FINDINGS_LEVELS; i++)
        if (f->quality[i].articles > 0)
            CRIA_TRY(
                cria_json_push(list, json_pack("{s:i, s:I, s:I}", "level", i - 1, "articles",
                                               (json_int_t)f->quality[i].articles, "words",
                                               (json_int_t)f->quality[i].words)));
    return CRIA_OK;
}

static cria_status put_licences(json_t *o, const cria_findings *f)
{
    json_t *licences, *amounts;
    const char *name;
    CRIA_TRY(cria_json_object(&licences));
    CRIA_TRY(cria_json_set(o, "licences", licences));
    json_object_foreach(f->licences, name, amounts) CRIA_TRY(
        cria_json_set(licences, name, json_incref(json_object_get(amounts, "articles"))));
    return CRIA_OK;
}

static cria_status put_warnings(json_t *o, const cria_findings *f, const cria_counts *counts)
{
    json_t *list;
    CRIA_TRY(put_list(o, "warnings", &list));
    for (int i = 0; i < CRIA_WARNINGS; i++) {
        const int count = CRIA_WARNING_FIRST + i;
        const cria_count_row *row = &cria_count_table[count];
        json_t *examples = f->examples[i] ? json_incref(f->examples[i]) : json_array();
        CRIA_TRY(cria_json_push(
            list, json_pack("{s:s, s:s, s:I, s:o}", "name", row->name, "meaning", row->meaning,
                            "articles", (json_int_t)counts->n[count], "examples", examples)));
    }
    return CRIA_OK;
}

static cria_status push_pairs(json_t *list, const cria_findings *f, const cria_near_pair *pair,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const cria_finding_name *of = &f->name[pair[i].first], *it = &f->name[pair[i].second];
        CRIA_TRY(cria_json_push(list, json_pack("{s:s, s:s, s:s, s:s, s:f}", "title", it->title,
                                                "source", it->source, "of_title", of->title,
                                                "of_source", of->source, "similarity",
                                                pair[i].similarity)));
    }
    return CRIA_OK;
}

static cria_status put_near(json_t *o, const cria_findings *f)
{
    json_t *list;
    cria_near_pair *pair = NULL;
    size_t count = 0;
    CRIA_TRY(put_list(o, "near", &list));
    CRIA_TRY(cria_near_pairs(&pair, &count, f->sketch, f->sketches, CRIA_FINDINGS_SIMILARITY));
    const cria_status status = push_pairs(list, f, pair, count);
    cria_free(pair);
    return status;
}

static int by_place(const void *a, const void *b)
{
    const cria_finding_sample *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static cria_status put_samples(json_t *o, cria_findings *f)
{
    json_t *list;
    CRIA_TRY(put_list(o, "samples", &list));
    qsort(f->sample, f->samples, sizeof *f->sample, by_place);
    for (size_t i = 0; i < f->samples; i++)
        CRIA_TRY(cria_json_push(list, json_incref(f->sample[i].object)));
    return CRIA_OK;
}

static cria_status put_all(json_t *o, cria_findings *f, const cria_counts *counts,
                           const cria_wikis *wikis)
{
    json_t *counters;
    CRIA_TRY(cria_counts_json(&counters, counts));
    CRIA_TRY(cria_json_set(o, "counters", counters));
    if (wikis->stores > 0)
        CRIA_TRY(put_wiki(o, f, counts, wikis));
    if (f->volumes)
        CRIA_TRY(put_volumes(o, f));
    if (f->origins)
        CRIA_TRY(put_quality(o, f));
    if (f->licences)
        CRIA_TRY(put_licences(o, f));
    CRIA_TRY(put_warnings(o, f, counts));
    if (f->near)
        CRIA_TRY(put_near(o, f));
    if (f->dropped)
        CRIA_TRY(cria_json_set(o, "dropped", json_incref(f->dropped)));
    return put_samples(o, f);
}

cria_status cria_findings_json(json_t **out, cria_findings *f, const cria_counts *counts,
                               const cria_wikis *wikis)
{
    CRIA_TRY(cria_json_object(out));
    const cria_status status = put_all(*out, f, counts, wikis);
    if (status != CRIA_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return status;
}
