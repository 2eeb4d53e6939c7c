// dry.c owns the plan with its numbers, before anything runs: parameters, memory, tokens,
// FLOPs, time. What cannot fit is refused here.
#include "run/stage.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "run/model_settings.h"
#include "tensor/program.h"
#include "train/estimate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// ---- speed: the rate of one large product, the best of a few

enum { PEAK_SIZE = 1024, PEAK_RUNS = 6 };

static cria_status time_products(run *r, cria_program *p, cria_params *params)
{
    const cria_value x = cria_param_value(p, params, 0), w = cria_param_value(p, params, 1);
    cria_keep(p, cria_linear(p, x, w, (cria_value){0}));
    CRIA_TRY(cria_program_finish(p));
    CRIA_TRY(cria_program_allocate(p));
    for (int i = 0; i < PEAK_RUNS; i++) {
        const double before = cria_clock();
        CRIA_TRY(cria_program_run(p, &(cria_step){0}));
        r->peak_flops = fmax(r->peak_flops, cria_program_flops(p) / (cria_clock() - before));
    }
    return CRIA_OK;
}

cria_status measure_peak(run *r)
{
    if (r->peak_flops > 0)
        return CRIA_OK;
    cria_params params = {0};
    cria_program *p = NULL;
    int index;
    const cria_param square = {
        .name = "square", .rows = PEAK_SIZE, .cols = PEAK_SIZE, .init = CRIA_INIT_NORMAL};
    const cria_program_options options = {.batch = 1, .length = 1};
    cria_status status = CRIA_OK;
    for (int i = 0; i < 2 && status == CRIA_OK; i++)
        status = cria_params_add(&params, &square, &index);
    if (status == CRIA_OK)
        status = cria_params_allocate(&params, r->job->backend, false);
    if (status == CRIA_OK)
        status = cria_params_init(&params, 1, 1, 1);
    if (status == CRIA_OK)
        status = cria_program_open(&p, r->job->backend, &options);
    if (status == CRIA_OK)
        status = time_products(r, p, &params);
    cria_program_close(p);
    cria_params_free(&params);
    return status;
}

// ---- sizes

// Ids in the shards: counted if they are there, else guessed from the words asked for with the
// 1.41 tokens a word that the published tokenizer has on this text. Not known (train is 0) when
// all words are asked for and nobody has counted them.
#define TOKENS_A_WORD 1.41

typedef struct id_counts {
    int64_t train, eval;
    bool guessed;
} id_counts;

static int64_t fact(const stage *s, const char *part, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(s->facts, part), key));
}

static int64_t words_asked(const run *r, const char *key)
{
    return json_integer_value(cria_recipe_at(&r->recipe, key));
}

// The words that the pocket corpus leaves to train on; 0 when the source is another.
static int64_t pocket_words(const run *r, int64_t eval)
{
    const bool pocket = !cria_recipe_at(&r->recipe, "source.paths") &&
                        !cria_recipe_at(&r->recipe, "source.wikisource");
    const int64_t words = pocket ? words_asked(r, "source.pocket") - eval : 0;
    return words > 0 ? words : 0;
}

static id_counts count_ids(const run *r, const stage *s)
{
    const stage *tokens = input_of(r, s, &stage_tokens);
    id_counts n = {.train = fact(tokens, "train", "ids"), .eval = fact(tokens, "eval", "ids")};
    if (n.train)
        return n;
    int64_t train = words_asked(r, "split.train_words");
    const int64_t eval = words_asked(r, "split.eval_words");
    if (train == 0)
        train = pocket_words(r, eval);
    n.train = (int64_t)((double)train * TOKENS_A_WORD);
    n.eval = (int64_t)((double)eval * TOKENS_A_WORD);
    n.guessed = true;
    return n;
}

static cria_status teacher_configs(run *r, const stage *s, cria_config *out, int *count)
{
    *count = 0;
    for (int i = 0; i < s->inputs; i++) {
        if (r->stage[s->input[i]].kind != &stage_teacher)
            continue;
        model_settings teacher;
        const cria_status status = model_settings_read(&teacher, r, &r->stage[s->input[i]]);
        out[(*count)++] = teacher.config;
        model_settings_free(&teacher);
        CRIA_TRY(status);
    }
    return CRIA_OK;
}

static cria_status estimate(cria_train_estimate *out, run *r, const stage *s, model_settings *m,
                            id_counts ids)
{
    cria_config teacher[STAGE_INPUTS_MAX];
    int teachers;
    CRIA_TRY(model_settings_place(m, r, s));
    CRIA_TRY(teacher_configs(r, s, teacher, &teachers));
    const int64_t eval_rows = ids.eval / m->train.sequence_length;
    const cria_estimate_input input = {
        .config = &m->config,
        .teacher = teacher,
        .teachers = teachers,
        .train = &m->train,
        .distill = m->distilled ? &m->distill : NULL,
        .backend = r->job->backend,
        .rows = cria_rows_expected(ids.train, &m->train),
        .eval_rows = eval_rows < m->train.eval_rows ? eval_rows : m->train.eval_rows,
    };
    return cria_train_estimate_make(out, &input);
}

static cria_status describe_size(const run *r, const stage *s, const cria_train_estimate *e,
                                 bool known, cria_buffer *out)
{
    char span[24];
    cria_clock_span(span, sizeof span, e->flops / r->peak_flops);
    CRIA_TRY(cria_buffer_printf(out, "  %-24s %12lld parameters | ", s->name,
                                (long long)e->parameters));
    if (!known)
        return cria_buffer_printf(out,
                                  "memory %.2f GiB | steps: known once the text is cleaned\n",
                                  (double)e->bytes / 0x1p30);
    return cria_buffer_printf(
        out, "%lld steps of %lld tokens | %.3g FLOP | memory %.2f GiB | %s\n",
        (long long)e->steps, (long long)(e->steps ? e->tokens / e->steps : 0), e->flops,
        (double)e->bytes / 0x1p30, span);
}

static cria_status describe_model(run *r, const stage *s, cria_buffer *out, double *flops)
{
    model_settings m;
    cria_train_estimate e = {0};
    const id_counts ids = count_ids(r, s);
    cria_status status = model_settings_read(&m, r, s);
    if (status == CRIA_OK)
        status = estimate(&e, r, s, &m, ids);
    const bool known = ids.train > 0 || m.train.max_steps > 0;
    model_settings_free(&m);
    CRIA_TRY(status);
    CRIA_TRY(describe_size(r, s, &e, known, out));
    *flops += known ? e.flops : NAN;
    return cria_train_estimate_check(&e, r->job->backend);
}

static cria_status describe_stage(run *r, const stage *s, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_printf(out, "  %s", s->name));
    if (s->kind->describe) {
        const size_t before = out->length;
        CRIA_TRY(cria_buffer_printf(out, "%*s ", (int)(24 - strlen(s->name)), ""));
        const size_t padded = out->length;
        CRIA_TRY(s->kind->describe(r, s, out));
        if (out->length == padded) // nothing to say
            out->data[out->length = before] = '\0';
    }
    return cria_buffer_putc(out, '\n');
}

cria_status plan_describe(run *r, cria_buffer *out)
{
    double flops = 0;
    cria_status fits = CRIA_OK;
    CRIA_TRY(measure_peak(r));
    CRIA_TRY(
        cria_buffer_printf(out, "%s: %d stages in %s\n", r->recipe.name, r->stages, r->out));
    for (int i = 0; i < r->stages; i++) {
        const stage *s = &r->stage[i];
        if (!is_model(s)) {
            CRIA_TRY(describe_stage(r, s, out));
            continue;
        }
        const cria_status status = describe_model(r, s, out, &flops);
        if (status == CRIA_ENOMEM)
            CRIA_TRY(cria_buffer_printf(out, "      does not fit: %s\n", cria_message()));
        else
            CRIA_TRY(status);
        fits = fits == CRIA_OK ? status : fits;
    }
    char span[24];
    cria_clock_span(span, sizeof span, flops / r->peak_flops);
    if (isnan(flops))
        CRIA_TRY(cria_buffer_printf(out,
                                    "training: its length is known once the text is cleaned "
                                    "and tokenized, with --until tokens; %.0f GFLOP/s measured "
                                    "here\n",
                                    r->peak_flops / 1e9));
    else
        CRIA_TRY(cria_buffer_printf(
            out, "training: %.3g FLOP in all, at least %s at the %.0f GFLOP/s measured here\n",
            flops, span, r->peak_flops / 1e9));
    return fits;
}
