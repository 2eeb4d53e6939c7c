// findings.c owns the collecting of findings while articles are written.
#include "corpus/findings.h"

#include "base/random.h"

#include <string.h>

// Amounts by name.

static cria_status add_to(json_t *amounts, const char *key, uint64_t n)
{
    json_t *value = json_object_get(amounts, key);
    const json_int_t sum = json_integer_value(value) + (json_int_t)n;
    return cria_json_set(amounts, key, json_integer(sum));
}

// add_amount adds an article to the name's row, which is made when it is new.
static cria_status add_amount(json_t **groups, const char *name, uint64_t words)
{
    if (!*groups)
        CRIA_TRY(cria_json_object(groups));
    json_t *amounts = json_object_get(*groups, name);
    if (!amounts) {
        CRIA_TRY(cria_json_object(&amounts));
        CRIA_TRY(cria_json_set(*groups, name, amounts));
    }
    CRIA_TRY(add_to(amounts, "articles", 1));
    return add_to(amounts, "words", words);
}

static cria_status add_origin(cria_findings *f, const cria_article *a)
{
    const char *licence = json_string_value(json_object_get(a->origin, "licence"));
    const json_t *level = json_object_get(a->origin, "quality");
    const json_int_t n = json_is_integer(level) ? json_integer_value(level) : -1;
    cria_finding_amount *q = &f->quality[n >= -1 && n < CRIA_FINDINGS_LEVELS - 1 ? n + 1 : 0];
    q->articles++;
    q->words += a->words;
    f->origins |= a->origin != NULL;
    return licence ? add_amount(&f->licences, licence, a->words) : CRIA_OK;
}

// Examples of warnings.

static cria_status add_example(json_t **list, const char *name)
{
    if (!*list)
        CRIA_TRY(cria_json_array(list));
    return json_array_size(*list) < CRIA_FINDINGS_EXAMPLES
               ? cria_json_push(*list, json_string(name))
               : CRIA_OK;
}

static cria_status add_examples(cria_findings *f, const char *name, uint64_t warnings)
{
    for (int i = 0; i < CRIA_WARNINGS; i++)
        if (warnings >> i & 1)
            CRIA_TRY(add_example(&f->examples[i], name));
    return CRIA_OK;
}

// Samples.

// character_start: `length`, or less, so that no character is cut.
static size_t character_start(const char *text, size_t length)
{
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static json_t *bounded(const char *text, size_t length)
{
    if (length > CRIA_FINDINGS_SAMPLE_BYTES)
        length = character_start(text, CRIA_FINDINGS_SAMPLE_BYTES);
    return json_stringn(length ? text : "", length);
}

static cria_status make_sample(json_t **out, const cria_article *a, const char *format,
                               const cria_buffer *raw)
{
    json_t *o;
    CRIA_TRY(cria_json_object(&o));
    *out = o;
    CRIA_TRY(cria_json_set(o, "title", json_string(a->title)));
    CRIA_TRY(cria_json_set(o, "source", json_string(a->source)));
    CRIA_TRY(cria_json_set(o, "format", json_string(format)));
    CRIA_TRY(cria_json_set(o, "raw", bounded(raw->data, raw->length)));
    CRIA_TRY(cria_json_set(o, "text", bounded(a->text, a->length)));
    return a->origin ? cria_json_set(o, "origin", json_incref(a->origin)) : CRIA_OK;
}

// draw: the place in the reservoir for the next article; CRIA_FINDINGS_SAMPLES when it has
// none. Each article is as likely as any other to be among those that stay.
static size_t draw(cria_findings *f)
{
    cria_random random = {
        .seed = f->seed, .stream = CRIA_STREAM_FINDINGS, .index = 2 * f->drawn};
    if (f->drawn++ < CRIA_FINDINGS_SAMPLES)
        return f->samples++;
    const uint64_t at = cria_random_below(&random, f->drawn);
    return at < CRIA_FINDINGS_SAMPLES ? (size_t)at : CRIA_FINDINGS_SAMPLES;
}

static cria_status add_sample(cria_findings *f, const cria_article *a, const cria_input *input,
                              const cria_clean_options *options)
{
    const size_t at = draw(f);
    if (at == CRIA_FINDINGS_SAMPLES)
        return CRIA_OK;
    cria_finding_sample *s = &f->sample[at];
    cria_buffer raw = {0};
    const char *format = "";
    json_decref(s->object);
    *s = (cria_finding_sample){.place = f->articles};
    cria_status status = cria_input_source(&raw, &format, input, options);
    if (status == CRIA_OK)
        status = make_sample(&s->object, a, format, &raw);
    cria_buffer_free(&raw);
    return status;
}

// Near duplicates.

static cria_status add_sketch(cria_findings *f, const cria_article *a,
                              const cria_near_sketch *sketch)
{
    const size_t n = f->sketches;
    CRIA_TRY(cria_grow(&f->sketch, &f->sketch_capacity, n + 1, sizeof *f->sketch));
    CRIA_TRY(cria_grow(&f->name, &f->name_capacity, n + 1, sizeof *f->name));
    CRIA_TRY(cria_arena_strndup(&f->names, &f->name[n].title, a->title, strlen(a->title)));
    CRIA_TRY(cria_arena_strndup(&f->names, &f->name[n].source, a->source, strlen(a->source)));
    f->sketch[f->sketches++] = *sketch;
    return CRIA_OK;
}

cria_status cria_findings_article(cria_findings *f, const cria_article *a,
                                  const cria_input *input, const cria_clean_options *options,
                                  const cria_near_sketch *sketch, uint64_t warnings)
{
    f->articles++;
    if (a->part)
        CRIA_TRY(add_amount(&f->volumes, a->part, a->words));
    CRIA_TRY(add_origin(f, a));
    // Texts from files often have no title.
    CRIA_TRY(add_examples(f, *a->title ? a->title : a->source, warnings));
    if (sketch)
        CRIA_TRY(add_sketch(f, a, sketch));
    return input ? add_sample(f, a, input, options) : CRIA_OK;
}

cria_status cria_findings_drop(cria_findings *f, const char *title, const char *source,
                               cria_count why)
{
    if (!f->dropped)
        CRIA_TRY(cria_json_array(&f->dropped));
    if (json_array_size(f->dropped) >= CRIA_FINDINGS_DROPPED)
        return CRIA_OK;
    return cria_json_push(f->dropped, json_pack("{s:s, s:s, s:s}", "title", title, "source",
                                                source, "why", cria_count_table[why].name));
}

void cria_findings_free(cria_findings *f)
{
    json_decref(f->volumes);
    json_decref(f->licences);
    json_decref(f->dropped);
    for (int i = 0; i < CRIA_WARNINGS; i++)
        json_decref(f->examples[i]);
    for (size_t i = 0; i < f->samples; i++)
        json_decref(f->sample[i].object);
    cria_arena_free(&f->names);
    cria_free(f->name);
    cria_free(f->sketch);
    cria_tally_free(&f->unknown);
    *f = (cria_findings){0};
}
