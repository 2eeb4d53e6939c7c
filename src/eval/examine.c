// examine.c: see examine.h.
#include "eval/examine.h"

#include <math.h>
#include <string.h>

static cria_status encode_suite(const cria_suite *s, const cria_protocol *protocol,
                                const cria_model *model, cria_texts *texts, size_t *dropped)
{
    for (size_t i = 0; i < s->count; i++) {
        const cria_paradigm *p = &s->paradigm[i];
        for (size_t j = 0; j < p->count; j++) {
            const cria_pair *pair = &p->pair[j];
            CRIA_TRY_CTX(cria_protocol_encode(protocol, model, pair->good, pair->good_bytes,
                                              texts, dropped),
                         "%s, pair %s", p->name, pair->id);
            CRIA_TRY_CTX(cria_protocol_encode(protocol, model, pair->bad, pair->bad_bytes,
                                              texts, dropped),
                         "%s, pair %s", p->name, pair->id);
        }
    }
    return CRIA_OK;
}

static double text_sum(const cria_texts *t, const double *logprob, size_t text)
{
    double sum = 0;
    for (size_t j = t->first[text]; j < t->first[text + 1]; j++)
        sum += logprob[j];
    return sum;
}

static double tie_worth(cria_tie tie)
{
    static const double worth[] = {
        [CRIA_TIE_RIGHT] = 1, [CRIA_TIE_HALF] = 0.5, [CRIA_TIE_WRONG] = 0};
    return worth[tie];
}

// Scores pairs first .. first + count of the list.
static cria_paradigm_result judge(const cria_examination *e, size_t first, size_t count)
{
    cria_paradigm_result r = {.first_score = first};
    for (size_t i = first; i < first + count; i++) {
        const double margin = e->good[i] - e->bad[i];
        r.right += margin > 0;
        r.ties += margin == 0;
        r.close += fabs(margin) < 1e-3;
    }
    r.accuracy = ((double)r.right + tie_worth(e->tie) * (double)r.ties) / (double)count;
    return r;
}

static cria_status decide(cria_examination *e, const cria_texts *texts, const double *logprob)
{
    const size_t pairs = e->suite->pairs;
    CRIA_TRY(cria_alloc(&e->good, pairs, sizeof *e->good));
    CRIA_TRY(cria_alloc(&e->bad, pairs, sizeof *e->bad));
    CRIA_TRY(cria_alloc(&e->result, e->suite->count, sizeof *e->result));
    for (size_t i = 0; i < pairs; i++) {
        e->good[i] = text_sum(texts, logprob, 2 * i);
        e->bad[i] = text_sum(texts, logprob, 2 * i + 1);
        if (!isfinite(e->good[i]) || !isfinite(e->bad[i]))
            return cria_fail(CRIA_ENUMERIC,
                             "pair %zu has no finite score: the model's weights "
                             "are broken",
                             i + 1);
    }
    size_t first = 0;
    for (size_t i = 0; i < e->suite->count; i++) {
        e->result[i] = judge(e, first, e->suite->paradigm[i].count);
        first += e->suite->paradigm[i].count;
    }
    return CRIA_OK;
}

cria_status cria_examine(cria_examination *out, cria_model *model, const cria_suite *suite,
                         const cria_protocol *protocol, cria_tie tie)
{
    *out = (cria_examination){.suite = suite, .protocol = protocol, .tie = tie};
    cria_texts texts = {0};
    double *logprob = NULL;
    cria_status status = encode_suite(suite, protocol, model, &texts, &out->dropped_bytes);
    if (status == CRIA_OK)
        status = cria_alloc(&logprob, texts.ids.count, sizeof *logprob);
    if (status == CRIA_OK)
        status = cria_score(model, &texts, logprob, &out->stats);
    if (status == CRIA_OK)
        status = decide(out, &texts, logprob);
    cria_texts_free(&texts);
    cria_free(logprob);
    if (status != CRIA_OK)
        cria_examination_free(out);
    return status;
}

void cria_examination_free(cria_examination *e)
{
    cria_free(e->result);
    cria_free(e->good);
    cria_free(e->bad);
    *e = (cria_examination){0};
}

// The phenomenon of a paradigm, with s-selection folded in when asked.
static const char *phenomenon(const cria_paradigm *p, bool fold)
{
    const bool selection = strcmp(p->phenomenon, "s-selection") == 0;
    return selection && fold ? "argument_structure" : p->phenomenon;
}

static bool seen_before(const cria_suite *s, size_t i, bool fold)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(phenomenon(&s->paradigm[k], fold), phenomenon(&s->paradigm[i], fold)) == 0)
            return true;
    return false;
}

// Accuracy over all pairs of the phenomenon that paradigm i belongs to.
static double phenomenon_accuracy(const cria_examination *e, size_t i, bool fold)
{
    const cria_suite *s = e->suite;
    double right = 0, pairs = 0;
    for (size_t k = i; k < s->count; k++) {
        if (strcmp(phenomenon(&s->paradigm[k], fold), phenomenon(&s->paradigm[i], fold)) != 0)
            continue;
        right += e->result[k].accuracy * (double)s->paradigm[k].count;
        pairs += (double)s->paradigm[k].count;
    }
    return right / pairs;
}

static double phenomena_mean(const cria_examination *e, bool fold)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < e->suite->count; i++) {
        if (seen_before(e->suite, i, fold))
            continue;
        sum += phenomenon_accuracy(e, i, fold);
        count++;
    }
    return sum / count;
}

cria_means cria_examination_means(const cria_examination *e)
{
    double sum = 0, right = 0;
    bool phenomena = true; // the supplement has none: its files are its paradigms
    for (size_t i = 0; i < e->suite->count; i++) {
        sum += e->result[i].accuracy;
        right += e->result[i].accuracy * (double)e->suite->paradigm[i].count;
        phenomena &= *e->suite->paradigm[i].phenomenon != '\0';
    }
    cria_means m = {.paradigms = sum / (double)e->suite->count,
                    .pooled = right / (double)e->suite->pairs};
    m.phenomena_12 = phenomena ? phenomena_mean(e, true) : m.paradigms;
    m.phenomena_13 = phenomena ? phenomena_mean(e, false) : m.paradigms;
    const bool by_phenomenon = e->protocol->context == CRIA_CONTEXT_EOS;
    m.official = by_phenomenon ? m.phenomena_12 : m.paradigms;
    return m;
}

static cria_status paradigm_json(json_t **out, const cria_paradigm *p,
                                 const cria_paradigm_result *r)
{
    *out = json_pack("{s:s, s:s, s:s, s:I, s:f, s:I, s:I, s:I}", "name", p->name, "phenomenon",
                     p->phenomenon, "field", p->field, "pairs", (json_int_t)p->count,
                     "accuracy", r->accuracy, "right", (json_int_t)r->right, "ties",
                     (json_int_t)r->ties, "close", (json_int_t)r->close);
    return *out ? CRIA_OK : cria_fail(CRIA_ENOMEM, "out of memory for a result");
}

static cria_status paradigms_json(json_t *list, const cria_examination *e)
{
    for (size_t i = 0; i < e->suite->count; i++) {
        json_t *one;
        CRIA_TRY(paradigm_json(&one, &e->suite->paradigm[i], &e->result[i]));
        CRIA_TRY(cria_json_push(list, one));
    }
    return CRIA_OK;
}

static cria_status phenomena_json(json_t *object, const cria_examination *e)
{
    for (size_t i = 0; i < e->suite->count; i++) {
        const char *name = phenomenon(&e->suite->paradigm[i], false);
        if (*name && !seen_before(e->suite, i, false))
            CRIA_TRY(cria_json_set(object, name, json_real(phenomenon_accuracy(e, i, false))));
    }
    return CRIA_OK;
}

static size_t total_ties(const cria_examination *e)
{
    size_t ties = 0;
    for (size_t i = 0; i < e->suite->count; i++)
        ties += e->result[i].ties;
    return ties;
}

cria_status cria_examination_json(json_t **out, const cria_examination *e)
{
    const cria_means m = cria_examination_means(e);
    json_t *object = json_pack(
        "{s:s, s:s, s:f, s:{s:f, s:f, s:f, s:f}, s:I, s:I, s:I, s:f, s:{}, s:[]}", "protocol",
        e->protocol->name, "mean_is", e->protocol->phenomenon_mean, "mean", m.official, "means",
        "paradigms", m.paradigms, "phenomena_12", m.phenomena_12, "phenomena_13",
        m.phenomena_13, "pooled", m.pooled, "pairs", (json_int_t)e->suite->pairs, "ties",
        (json_int_t)total_ties(e), "dropped_bytes", (json_int_t)e->dropped_bytes, "seconds",
        e->stats.seconds, "phenomena", "paradigms");
    *out = object;
    if (!object)
        return cria_fail(CRIA_ENOMEM, "out of memory for a result");
    cria_status status = paradigms_json(json_object_get(object, "paradigms"), e);
    if (status == CRIA_OK)
        status = phenomena_json(json_object_get(object, "phenomena"), e);
    if (status == CRIA_OK)
        return CRIA_OK;
    json_decref(object);
    *out = NULL;
    return status;
}

cria_status cria_examination_table(cria_buffer *out, const cria_examination *e)
{
    const cria_means m = cria_examination_means(e);
    CRIA_TRY(cria_buffer_printf(out, "%-48s %8s %6s\n", "paradigm", "accuracy", "ties"));
    for (size_t i = 0; i < e->suite->count; i++)
        CRIA_TRY(cria_buffer_printf(out, "%-48s %8.1f %6zu\n", e->suite->paradigm[i].name,
                                    100 * e->result[i].accuracy, e->result[i].ties));
    CRIA_TRY(cria_buffer_printf(out, "\n%-48s %8s\n", "phenomenon", "accuracy"));
    for (size_t i = 0; i < e->suite->count; i++)
        if (*e->suite->paradigm[i].phenomenon && !seen_before(e->suite, i, false))
            CRIA_TRY(cria_buffer_printf(out, "%-48s %8.1f\n", e->suite->paradigm[i].phenomenon,
                                        100 * phenomenon_accuracy(e, i, false)));
    return cria_buffer_printf(
        out,
        "\nprotocol %s: %.2f (%s)\nof paradigms %.2f | of 12 phenomena %.2f | of pairs %.2f | "
        "%zu ties of %zu pairs\n",
        e->protocol->name, 100 * m.official, e->protocol->phenomenon_mean, 100 * m.paradigms,
        100 * m.phenomena_12, 100 * m.pooled, total_ties(e), e->suite->pairs);
}
