// Our models against Hugging Face's (make_golden.py): logits, every gradient, and the losses of
// ten AdamW steps, on every instruction set of this machine, and unfused on one.
#include "golden.h"

#include "cpu/cpu.h"
#include "model/weights.h"

#include <math.h>

enum { STEPS = 10 };
static const double TOLERANCE = 1e-4;

typedef struct training {
    cria_model *model;
    cria_program *program;
    cria_value parts, logits;
    int64_t rows, targets; // targets: rows with one
} training;

// ---- running

static void put_inputs(training *t, const golden *g)
{
    const cria_inputs *in = cria_program_inputs(t->program);
    const cria_tensor *ids = golden_tensor(g, "", "ids");
    int32_t id[256], position[256], target[256], mask[256] = {0}, lengths[8];
    assert_true(t->rows <= 256 && g->batch <= 8);
    memcpy(id, ids->data, ids->bytes);
    memcpy(lengths, golden_tensor(g, "", "lengths")->data, (size_t)g->batch * sizeof *lengths);
    t->targets = 0;
    for (int r = 0; r < t->rows; r++) {
        position[r] = r % g->length;
        const bool has_target = position[r] + 1 < lengths[r / g->length];
        target[r] = has_target ? id[r + 1] : -1;
        t->targets += has_target;
    }
    assert_ok(cria_program_put(t->program, in->ids, id));
    assert_ok(cria_program_put(t->program, in->positions, position));
    assert_ok(cria_program_put(t->program, in->where, lengths));
    if (!cria_program_options_of(t->program)->training)
        return;
    const float scale[2] = {1.0f / (float)t->targets, 0};
    assert_ok(cria_program_put(t->program, in->target, target));
    assert_ok(cria_program_put(t->program, in->mask, mask));
    assert_ok(cria_program_put(t->program, in->scale, scale));
}

static void open_program(training *t, const golden *g, bool trained, bool unfused)
{
    const cria_program_options options = {.layout = CRIA_LAYOUT_ROWS,
                                          .batch = g->batch,
                                          .length = g->length,
                                          .training = trained,
                                          .unfused = unfused};
    t->rows = (int64_t)g->batch * g->length;
    assert_ok(cria_program_open(&t->program, t->model->params.backend, &options));
    t->logits = cria_model_logits(t->program, t->model);
    if (trained)
        t->parts = cria_loss(t->program, t->logits, NULL, &(cria_loss_attr){.temperature = 1});
    else
        cria_keep(t->program, t->logits);
    assert_ok(cria_program_finish(t->program));
    assert_ok(cria_program_allocate(t->program));
    put_inputs(t, g);
}

static double run_loss(training *t)
{
    float parts[256][2];
    double sum = 0;
    assert_ok(cria_program_run(t->program, &(cria_step){0}));
    assert_ok(cria_program_get(t->program, t->parts, parts));
    for (int64_t r = 0; r < t->rows; r++)
        sum += (double)parts[r][0];
    return sum / (double)t->targets;
}

// ---- comparing

static void compare(const float *ours, const float *theirs, size_t count, const char *what)
{
    double error = 0, largest = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(isfinite(ours[i]));
        error = fmax(error, fabs((double)ours[i] - (double)theirs[i]));
        largest = fmax(largest, fabs((double)theirs[i]));
    }
    if (error > TOLERANCE * largest)
        fail_msg("%s: off by %g, largest value %g", what, error, largest);
}

static void check_logits(const golden *g, cria_model *model, bool unfused)
{
    training t = {.model = model};
    open_program(&t, g, false, unfused);
    assert_ok(cria_program_run(t.program, &(cria_step){0}));
    const size_t vocab = (size_t)model->config.vocab_size;
    float *ours, *theirs = golden_floats(g, "", "logits");
    assert_ok(cria_alloc(&ours, (size_t)t.rows * vocab, sizeof *ours));
    assert_ok(cria_program_get(t.program, t.logits, ours));
    int32_t lengths[8];
    memcpy(lengths, golden_tensor(g, "", "lengths")->data, (size_t)g->batch * sizeof *lengths);
    for (int b = 0; b < g->batch; b++) {
        const size_t first = (size_t)b * (size_t)g->length * vocab;
        compare(ours + first, theirs + first, (size_t)lengths[b] * vocab, "logits");
    }
    cria_free(ours);
    cria_free(theirs);
    cria_program_close(t.program);
}

static void check_gradients(const golden *g, training *t)
{
    double loss = run_loss(t);
    float *losses = golden_floats(g, "", "losses");
    assert_true(fabs(loss - (double)losses[0]) < TOLERANCE);
    cria_free(losses);
    for (size_t i = 0; i < t->model->params.count; i++) {
        const cria_param *item = &t->model->params.item[i];
        const size_t count = (size_t)(item->rows * item->cols);
        float *ours, *turned, *theirs = golden_floats(g, "g.", item->name);
        assert_int_equal(golden_count(golden_tensor(g, "g.", item->name)), count);
        assert_ok(cria_alloc(&ours, count, sizeof *ours));
        assert_ok(cria_alloc(&turned, count, sizeof *turned));
        assert_ok(cria_params_get(&t->model->params, CRIA_SLAB_GRAD, i, ours));
        if (item->transposed)
            cria_weights_turn(turned, ours, item->rows, item->cols);
        compare(item->transposed ? turned : ours, theirs, count, item->name);
        cria_free(ours);
        cria_free(turned);
        cria_free(theirs);
    }
}

// ---- ten steps

static cria_view flat(float *data, int64_t n)
{
    return (cria_view){.data = data, .rows = 1, .cols = n, .stride = n};
}

static void update(cria_params *p, float rate, int64_t number)
{
    static _Alignas(64) char scratch_memory[1 << 16];
    float norm[16] = {0};
    const cria_view grad = flat(p->slab[CRIA_SLAB_GRAD], p->elements);
    const cria_call calls[] = {{.op = CRIA_OP_SUM_SQUARES,
                                .in = {grad},
                                .out = {flat(norm, 1)},
                                .scratch = scratch_memory},
                               {.op = CRIA_OP_ADAMW,
                                .in = {grad, flat(norm, 1)},
                                .out = {flat(p->slab[CRIA_SLAB_DATA], p->elements),
                                        flat(p->slab[CRIA_SLAB_M], p->elements),
                                        flat(p->slab[CRIA_SLAB_V], p->elements)},
                                .attr.adamw = {.beta1 = 0.9f,
                                               .beta2 = 0.999f,
                                               .eps = 1e-8f,
                                               .weight_decay = 0.1f,
                                               .clip = 1,
                                               .range = p->range,
                                               .ranges = p->ranges},
                                .scratch = scratch_memory}};
    const cria_step step = {.learning_rate = rate, .update = number};
    assert_ok(p->backend->run(calls, 2, &step));
}

static void check_steps(const golden *g, training *t)
{
    float *losses = golden_floats(g, "", "losses"), *rates = golden_floats(g, "", "rates");
    for (int s = 0; s < STEPS; s++) {
        const double loss = run_loss(t);
        if (fabs(loss - (double)losses[s]) > TOLERANCE)
            fail_msg("step %d: loss %.6f, expected %.6f", s, loss, (double)losses[s]);
        update(&t->model->params, rates[s], s + 1);
    }
    cria_free(losses);
    cria_free(rates);
}

static void check_case(const golden *g, const cria_backend *backend, bool unfused)
{
    training t = {0};
    assert_ok(cria_model_load(&t.model, g->folder, backend, true));
    check_logits(g, t.model, unfused);
    open_program(&t, g, true, unfused);
    check_gradients(g, &t);
    check_steps(g, &t);
    cria_program_close(t.program);
    cria_model_free(t.model);
}

static void test_case(void **state)
{
    golden g;
    golden_open(&g, *state);
    for (int isa = 0; isa < CRIA_ISAS; isa++) {
        const cria_backend *backend = cria_cpu_backend_for((cria_isa)isa);
        if (!backend)
            continue;
        print_message("%s on %s\n", (const char *)*state, cria_isa_name((cria_isa)isa));
        check_case(&g, backend, false);
    }
    check_case(&g, cria_cpu_backend(), true);
    golden_close(&g);
}

// In the TREE layout the path of a text gives the logits that the ROWS layout gives.
static void test_tree(void **state)
{
    golden g;
    (void)state;
    golden_open(&g, "llama_grouped_tied");
    cria_model *model;
    assert_ok(cria_model_load(&model, g.folder, cria_cpu_backend(), false));
    training t = {.model = model, .rows = (int64_t)g.batch * g.length};
    const cria_program_options options = {
        .layout = CRIA_LAYOUT_TREE, .batch = g.batch, .length = g.length};
    assert_ok(cria_program_open(&t.program, model->params.backend, &options));
    t.logits = cria_model_logits(t.program, model);
    cria_keep(t.program, t.logits);
    assert_ok(cria_program_finish(t.program));
    assert_ok(cria_program_allocate(t.program));
    int32_t id[256], position[256], parent[256];
    const cria_tensor *ids = golden_tensor(&g, "", "ids");
    memcpy(id, ids->data, ids->bytes);
    for (int r = 0; r < t.rows; r++) {
        position[r] = r % g.length;
        parent[r] = position[r] ? r - 1 : -1;
    }
    const cria_inputs *in = cria_program_inputs(t.program);
    assert_ok(cria_program_put(t.program, in->ids, id));
    assert_ok(cria_program_put(t.program, in->positions, position));
    assert_ok(cria_program_put(t.program, in->where, parent));
    assert_ok(cria_program_run(t.program, &(cria_step){0}));
    const size_t vocab = (size_t)model->config.vocab_size;
    float *ours, *theirs = golden_floats(&g, "", "logits");
    assert_ok(cria_alloc(&ours, (size_t)t.rows * vocab, sizeof *ours));
    assert_ok(cria_program_get(t.program, t.logits, ours));
    compare(ours, theirs, (size_t)g.length * vocab, "logits of the first text");
    cria_free(ours);
    cria_free(theirs);
    cria_program_close(t.program);
    cria_model_free(model);
    golden_close(&g);
}

// Opens a training program of one text whose ids and positions count up.
static void open_plain(training *t, int length)
{
    const cria_program_options options = {.batch = 1, .length = length, .training = true};
    assert_ok(cria_program_open(&t->program, t->model->params.backend, &options));
    t->logits = cria_model_logits(t->program, t->model);
    t->parts = cria_loss(t->program, t->logits, NULL, &(cria_loss_attr){.temperature = 1});
    assert_ok(cria_program_finish(t->program));
    assert_ok(cria_program_allocate(t->program));
    int32_t count[256], lengths[1] = {length};
    for (int r = 0; r < length; r++)
        count[r] = r;
    const cria_inputs *in = cria_program_inputs(t->program);
    assert_ok(cria_program_put(t->program, in->ids, count));
    assert_ok(cria_program_put(t->program, in->positions, count));
    assert_ok(cria_program_put(t->program, in->where, lengths));
}

// A model that has learned nothing gives every token the same chance.
static void test_untrained(void **state)
{
    enum { LENGTH = 128, VOCAB = 16000 };
    static const char *const configs[] = {
        "{'model_type':'gpt2','vocab_size':16000,'n_embd':32,'n_layer':2,'n_head':1}",
        "{'model_type':'llama','vocab_size':16000,'hidden_size':32,'intermediate_size':96,"
        "'num_hidden_layers':2,'num_attention_heads':1}",
    };
    (void)state;
    for (int i = 0; i < 2; i++) {
        cria_config config;
        training t = {.rows = LENGTH};
        assert_ok(parse_config(&config, configs[i]));
        assert_ok(cria_model_create(&t.model, &config, cria_cpu_backend(), true, 5));
        open_plain(&t, LENGTH);
        int32_t target[LENGTH], mask[LENGTH] = {0};
        for (int r = 0; r < LENGTH; r++)
            target[r] = (r * 613 + 7) % VOCAB;
        t.targets = LENGTH;
        assert_ok(cria_program_put(t.program, cria_program_inputs(t.program)->target, target));
        assert_ok(cria_program_put(t.program, cria_program_inputs(t.program)->mask, mask));
        const double loss = run_loss(&t);
        if (!(fabs(loss - log(VOCAB)) < 0.05))
            fail_msg("configuration %d: untrained loss %.4f", i, loss);
        cria_program_close(t.program);
        cria_model_free(t.model);
    }
}

int main(void)
{
#define CASE(name)                                                                             \
    {                                                                                          \
#name, test_case, NULL, NULL, (void *)(uintptr_t) #name                                \
    }
    const struct CMUnitTest tests[] = {
        CASE(gpt2_heads_64),
        CASE(gpt2_heads_96),
        CASE(llama_heads_128),
        CASE(llama_grouped_tied),
        CASE(llama_heads_32_odd),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_untrained),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
