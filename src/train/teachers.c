// teachers.c: see teachers.h.
#include "train/teachers.h"

#include "base/log.h"
#include "base/memory.h"

#include <string.h>

static size_t hidden_bytes(const cria_teachers *t, const cria_teacher *one)
{
    return (size_t)t->micro * (size_t)t->length * (size_t)one->model->config.width *
           sizeof(float);
}

static cria_status check_teacher(const cria_teachers *t, const cria_teacher *one,
                                 const char *directory, int64_t vocab_size,
                                 const char *tokenizer_hash)
{
    const cria_config *c = &one->model->config;
    char hash[CRIA_HASH_TEXT];
    if (c->vocab_size != vocab_size)
        return cria_fail(CRIA_EARG,
                         "teacher %s has a vocabulary of %lld, the student one of %lld; they "
                         "must share the tokenizer",
                         directory, (long long)c->vocab_size, (long long)vocab_size);
    if (c->positions < t->length)
        return cria_fail(CRIA_EARG, "teacher %s has %lld positions, rows are %d long",
                         directory, (long long)c->positions, t->length);
    if (!one->model->tokenizer) {
        cria_warning("teacher %s has no tokenizer; that it shares the student's is not checked",
                     directory);
        return CRIA_OK;
    }
    CRIA_TRY(cria_tokenizer_hash(one->model->tokenizer, hash));
    if (strcmp(hash, tokenizer_hash) != 0)
        return cria_fail(CRIA_EARG,
                         "teacher %s has another tokenizer (%s) than the one that made the "
                         "tokens (%s)",
                         directory, hash, tokenizer_hash);
    return CRIA_OK;
}

cria_status cria_teachers_open(cria_teachers *out, const cria_distill_settings *settings,
                               const cria_backend *backend, int micro, int length,
                               int64_t vocab_size, const char *tokenizer_hash)
{
    *out = (cria_teachers){.backend = backend, .micro = micro, .length = length};
    cria_status status = CRIA_OK;
    for (int i = 0; i < settings->teacher.count && status == CRIA_OK; i++) {
        cria_teacher *one = &out->teacher[i];
        const char *directory = settings->teacher.item[i];
        status = cria_model_load(&one->model, directory, backend, false);
        if (status != CRIA_OK)
            break;
        out->count++;
        status = check_teacher(out, one, directory, vocab_size, tokenizer_hash);
        if (status == CRIA_OK)
            status = cria_model_hash(one->model, one->hash);
    }
    if (status != CRIA_OK)
        cria_teachers_close(out);
    return status;
}

static cria_status open_caches(cria_teachers *t, cria_teacher *one, const char *directory,
                               const cria_rows *const rows[CRIA_SETS])
{
    char name[32];
    snprintf(name, sizeof name, "teacher %d", (int)(one - t->teacher) + 1);
    for (int set = 0; set < CRIA_SETS; set++)
        if (rows[set])
            CRIA_TRY(
                cria_cache_open(&one->cache[set], &(cria_cache_job){.directory = directory,
                                                                    .rows = rows[set],
                                                                    .model = one->model,
                                                                    .model_hash = one->hash,
                                                                    .name = name,
                                                                    .backend = t->backend,
                                                                    .micro = t->micro}));
    return CRIA_OK;
}

static cria_status start_cached(cria_teachers *t, cria_teacher *one)
{
    const size_t bytes = hidden_bytes(t, one);
    CRIA_TRY(cria_record(&one->whole, CRIA_RECORD_HEAD, one->model, t->backend, t->micro,
                         t->length, NULL));
    CRIA_TRY(cria_program_allocate(one->whole.program));
    CRIA_TRY(cria_alloc(&one->staging, bytes, 1));
    CRIA_TRY(t->backend->alloc(&one->hidden, bytes));
    const int64_t width = one->model->config.width;
    return cria_program_bind(one->whole.program, one->whole.outside[0],
                             (cria_view){.data = one->hidden,
                                         .rows = (int64_t)t->micro * t->length,
                                         .cols = width,
                                         .stride = width});
}

cria_status cria_teachers_start(cria_teachers *t, const char *cache_directory,
                                const cria_rows *train, const cria_rows *eval)
{
    const cria_rows *const rows[CRIA_SETS] = {[CRIA_SET_TRAIN] = train, [CRIA_SET_EVAL] = eval};
    t->cached = cache_directory != NULL;
    for (int i = 0; i < t->count; i++) {
        cria_teacher *one = &t->teacher[i];
        if (t->cached) {
            CRIA_TRY(open_caches(t, one, cache_directory, rows));
            CRIA_TRY(start_cached(t, one));
            continue;
        }
        CRIA_TRY(cria_record(&one->whole, CRIA_RECORD_LOGITS, one->model, t->backend, t->micro,
                             t->length, NULL));
        CRIA_TRY(cria_program_allocate(one->whole.program));
    }
    return CRIA_OK;
}

static cria_status put_hidden(cria_teachers *t, cria_teacher *one, const cria_batch *b,
                              cria_row_set set)
{
    const size_t row_floats = (size_t)t->length * (size_t)one->model->config.width;
    memset(one->staging, 0, hidden_bytes(t, one));
    for (int i = 0; i < b->used; i++)
        cria_cache_read(&one->cache[set], b->items[i], one->staging + (size_t)i * row_floats);
    return t->backend->put(one->hidden, one->staging, hidden_bytes(t, one));
}

cria_status cria_teachers_run(cria_teachers *t, const cria_batch *batch, cria_row_set set)
{
    const cria_step step = {0};
    for (int i = 0; i < t->count; i++) {
        cria_teacher *one = &t->teacher[i];
        if (t->cached)
            CRIA_TRY(put_hidden(t, one, batch, set));
        else
            CRIA_TRY(cria_batch_put(batch, one->whole.program));
        CRIA_TRY(cria_program_run(one->whole.program, &step));
    }
    return CRIA_OK;
}

cria_view cria_teachers_logits(const cria_teachers *t, int teacher)
{
    return cria_program_view(t->teacher[teacher].whole.program,
                             t->teacher[teacher].whole.logits);
}

void cria_teachers_close(cria_teachers *t)
{
    for (int i = 0; i < CRIA_TEACHERS_MAX; i++) {
        cria_teacher *one = &t->teacher[i];
        for (int set = 0; set < CRIA_SETS; set++)
            cria_cache_close(&one->cache[set]);
        cria_recorded_close(&one->whole);
        cria_free(one->staging);
        if (one->hidden)
            t->backend->free(one->hidden, hidden_bytes(t, one));
        cria_model_free(one->model);
    }
    *t = (cria_teachers){0};
}
