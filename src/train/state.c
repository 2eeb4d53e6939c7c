// state.c: see state.h.
#include "train/state.h"

#include "train/options.h"

#include <math.h>

enum { STATE_BYTES_MAX = 1 << 28 };

cria_status cria_train_state_begin(cria_train_state *out)
{
    *out = (cria_train_state){.evaluated = -1, .best_step = -1};
    return cria_json_array(&out->history);
}

void cria_train_state_free(cria_train_state *state)
{
    json_decref(state->history);
    *state = (cria_train_state){0};
}

// Our members, each once: name and place, for writing and reading.
typedef struct member {
    const char *name;
    size_t offset;
} member;

#define AT(field) offsetof(cria_train_state, field)

static const member integers[] = {
    {"step", AT(step)},           {"evaluated", AT(evaluated)},
    {"tokens", AT(tokens)},       {"window_steps", AT(window_steps)},
    {"best_step", AT(best_step)}, {"metrics_bytes", AT(metrics_bytes)},
};
static const member reals[] = {
    {"flops", AT(flops)},
    {"joules", AT(joules)},
    {"window_loss", AT(window.loss)},
    {"window_ce", AT(window.ce)},
    {"window_kd", AT(window.kd)},
    {"window_kl", AT(window.kl)},
    {"best", AT(best)},
    {"best_loss", AT(best_values.loss)},
    {"best_ce", AT(best_values.ce)},
    {"best_kd", AT(best_values.kd)},
    {"best_kl", AT(best_values.kl)},
};
enum {
    INTEGERS = sizeof integers / sizeof *integers,
    REALS = sizeof reals / sizeof *reals,
};

static cria_status write_own(json_t *object, const cria_train_state *state,
                             const cria_run_facts *facts)
{
    const char *base = (const char *)state;
    for (int i = 0; i < INTEGERS; i++)
        CRIA_TRY(cria_json_set(object, integers[i].name,
                               json_integer(*(const int64_t *)(base + integers[i].offset))));
    for (int i = 0; i < REALS; i++)
        CRIA_TRY(cria_json_set(object, reals[i].name,
                               json_real(*(const double *)(base + reals[i].offset))));
    // For people: where in the data the run stands.
    const int64_t step = state->step;
    CRIA_TRY(cria_json_set(object, "seed", json_integer(facts->settings->seed)));
    CRIA_TRY(cria_json_set(object, "epoch", json_integer(step / facts->epoch_steps)));
    CRIA_TRY(cria_json_set(object, "step_in_epoch", json_integer(step % facts->epoch_steps)));
    CRIA_TRY(cria_json_set(object, "micro_batches", json_integer(step * facts->accumulation)));
    return cria_json_set(object, "fingerprint", json_deep_copy(facts->fingerprint));
}

static json_t *best_checkpoint(const cria_train_state *state)
{
    return state->best_step < 0 ? json_null()
                                : json_sprintf("checkpoint-%lld", (long long)state->best_step);
}

static cria_status write_theirs(json_t *object, const cria_train_state *state,
                                const cria_run_facts *facts)
{
    const cria_train_settings *s = facts->settings;
    const bool best = state->best_step >= 0;
    const struct {
        const char *key;
        json_t *value;
    } members[] = {
        {"best_metric", best ? json_real(state->best) : json_null()},
        {"best_model_checkpoint", best_checkpoint(state)},
        {"best_global_step", best ? json_integer(state->best_step) : json_null()},
        {"epoch", json_real((double)state->step / (double)facts->epoch_steps)},
        {"eval_steps", json_integer(s->eval_every ? s->eval_every : facts->epoch_steps)},
        {"global_step", json_integer(state->step)},
        {"is_hyper_param_search", json_false()},
        {"is_local_process_zero", json_true()},
        {"is_world_process_zero", json_true()},
        {"log_history", json_incref(state->history)},
        {"logging_steps", json_integer(s->log_every)},
        {"max_steps", json_integer(facts->total_steps)},
        {"num_input_tokens_seen", json_integer(state->tokens)},
        {"num_train_epochs", json_integer((json_int_t)ceil(s->epochs))},
        {"save_steps", json_integer(s->save_every ? s->save_every : facts->epoch_steps)},
        {"stateful_callbacks", json_object()},
        {"total_flos", json_real(state->flops)},
        {"train_batch_size", json_integer(s->batch_size / facts->accumulation)},
        {"trial_name", json_null()},
        {"trial_params", json_null()},
    };
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const cria_status one = cria_json_set(object, members[i].key, members[i].value);
        status = status == CRIA_OK ? one : status;
    }
    return status;
}

cria_status cria_train_state_write(const cria_train_state *state, const cria_run_facts *facts,
                                   const char *path)
{
    json_t *object = NULL, *own = NULL;
    CRIA_TRY(cria_json_object(&object));
    cria_status status = write_theirs(object, state, facts);
    if (status == CRIA_OK)
        status = cria_json_object(&own);
    if (status == CRIA_OK)
        status = cria_json_set(object, "cria", own);
    if (status == CRIA_OK)
        status = write_own(own, state, facts);
    if (status == CRIA_OK)
        status = cria_json_write(object, path);
    json_decref(object);
    return status;
}

static cria_status read_own(cria_train_state *out, const json_t *own, const char *path)
{
    char *base = (char *)out;
    for (int i = 0; i < INTEGERS; i++)
        CRIA_TRY(cria_json_int((int64_t *)(base + integers[i].offset), own, integers[i].name,
                               -1, INT64_MAX / 2, path));
    for (int i = 0; i < REALS; i++)
        CRIA_TRY(cria_json_real_or((double *)(base + reals[i].offset), own, reals[i].name,
                                   -HUGE_VAL, HUGE_VAL, 0, path));
    return CRIA_OK;
}

static cria_status read_all(cria_train_state *out, json_t **fingerprint, const json_t *object,
                            const char *path)
{
    const json_t *own = json_object_get(object, "cria");
    json_t *history = json_object_get(object, "log_history");
    json_t *print = json_object_get(own, "fingerprint");
    if (!own || !json_is_array(history) || !json_is_object(print))
        return cria_fail(CRIA_EFORMAT,
                         "%s was not written by cria: 'cria', 'cria.fingerprint' or "
                         "'log_history' is missing",
                         path);
    CRIA_TRY(read_own(out, own, path));
    out->history = json_incref(history);
    *fingerprint = json_incref(print);
    return CRIA_OK;
}

cria_status cria_train_state_read(cria_train_state *out, json_t **fingerprint, const char *path)
{
    json_t *object;
    *out = (cria_train_state){0};
    *fingerprint = NULL;
    CRIA_TRY(cria_json_read(&object, path, STATE_BYTES_MAX));
    const cria_status status = read_all(out, fingerprint, object, path);
    json_decref(object);
    return status;
}
