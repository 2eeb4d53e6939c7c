// Model directories: what is saved is loaded again, other programs' habits are understood, and
// files that do not fit are refused by name.
#include "tests_model.h"

#include "cpu/cpu.h"
#include "format/safetensors.h"
#include "model/weights.h"

#include <math.h>

static const char *const gpt2 =
    "{'model_type':'gpt2','vocab_size':11,'n_positions':8,'n_embd':8,'n_layer':2,'n_head':2,"
    "'n_inner':12,'bos_token_id':1,'eos_token_id':2,'pad_token_id':0}";
static const char *const llama =
    "{'model_type':'llama','vocab_size':11,'max_position_embeddings':8,'hidden_size':8,"
    "'intermediate_size':12,'num_hidden_layers':2,'num_attention_heads':2,"
    "'num_key_value_heads':1,'head_dim':6}";
static const char *const llama_tied =
    "{'model_type':'llama','vocab_size':11,'hidden_size':8,'intermediate_size':12,"
    "'num_hidden_layers':1,'num_attention_heads':2,'tie_word_embeddings':true}";

static cria_model *create(const char *json, uint64_t seed)
{
    cria_config config;
    cria_model *m;
    assert_ok(parse_config(&config, json));
    assert_ok(cria_model_create(&m, &config, cria_cpu_backend(), false, seed));
    return m;
}

static cria_status load(cria_model **out, const char *folder)
{
    return cria_model_load(out, folder, cria_cpu_backend(), false);
}

// Makes FOLDER a saved model of seed 7.
static void save_new(const char *folder, const char *json)
{
    cria_model *m = create(json, 7);
    assert_ok(cria_directory_remove(folder));
    assert_ok(cria_directory_make(folder));
    assert_ok(cria_model_save(m, folder));
    cria_model_free(m);
}

static void assert_loads_as(const char *folder, const char *json)
{
    cria_model *ours = create(json, 7), *loaded;
    char a[33], b[33];
    assert_ok(load(&loaded, folder));
    assert_ok(cria_model_hash(ours, a));
    assert_ok(cria_model_hash(loaded, b));
    assert_string_equal(a, b);
    cria_model_free(ours);
    cria_model_free(loaded);
}

// ---- rewriting a weights file

// An edit may change a tensor's declaration, or return false to leave it out. Names are longer
// lived than the edit.
typedef bool edit(cria_tensor *t, void *context);

static void rewrite(const char *folder, const char *to, edit *change, void *context,
                    const cria_tensor *extra)
{
    char from[512], path[512];
    cria_safetensors *in;
    cria_safetensors_writer *w;
    cria_tensor list[64];
    size_t count = 0;
    snprintf(from, sizeof from, "%s/model.safetensors", folder);
    snprintf(path, sizeof path, "%s/%s", folder, to);
    assert_ok(cria_safetensors_open(&in, from));
    for (size_t i = 0; i < cria_safetensors_count(in); i++) {
        list[count] = *cria_safetensors_at(in, i);
        count += !change || change(&list[count], context);
    }
    if (extra)
        list[count++] = *extra;
    assert_ok(cria_safetensors_create(&w, path, list, count, NULL));
    for (size_t i = 0; i < count; i++)
        assert_ok(cria_safetensors_put(w, list[i].data, list[i].bytes));
    assert_ok(cria_safetensors_commit(w));
    cria_safetensors_close(in);
}

static bool drop(cria_tensor *t, void *name)
{
    return strcmp(t->name, name) != 0;
}

static bool keep_layer_0(cria_tensor *t, void *context)
{
    (void)context;
    return strstr(t->name, ".0.") != NULL;
}

static bool drop_layer_0(cria_tensor *t, void *context)
{
    (void)context;
    return strstr(t->name, ".0.") == NULL;
}

static bool shorten(cria_tensor *t, void *prefix)
{
    const size_t length = strlen(prefix);
    if (strncmp(t->name, prefix, length) == 0)
        t->name += length;
    return true;
}

static bool swap_shape(cria_tensor *t, void *name)
{
    if (strcmp(t->name, name) == 0) {
        const int64_t first = t->shape[0];
        t->shape[0] = t->shape[1];
        t->shape[1] = first;
    }
    return true;
}

static bool as_bytes(cria_tensor *t, void *name)
{
    if (strcmp(t->name, name) == 0) {
        t->dtype = CRIA_U32;
    }
    return true;
}

// ---- saving and loading

static void test_round_trip(void **state)
{
    const char *const all[] = {gpt2, llama, llama_tied};
    (void)state;
    for (int i = 0; i < 3; i++) {
        save_new(scratch("m"), all[i]);
        assert_loads_as(scratch("m"), all[i]);
    }
}

// The first four rows of c_attn in the engine are its first four columns in the file.
static void test_conv1d_is_turned(void **state)
{
    (void)state;
    save_new(scratch("m"), gpt2);
    cria_model *m = create(gpt2, 7);
    cria_safetensors *file;
    assert_ok(cria_safetensors_open(&file, scratch("m/model.safetensors")));
    const cria_tensor *t = cria_safetensors_find(file, "transformer.h.1.attn.c_attn.weight");
    assert_non_null(t);
    assert_int_equal(t->shape[0], 8);
    assert_int_equal(t->shape[1], 24);
    float theirs[8 * 24], ours[24 * 8];
    assert_ok(cria_tensor_to_f32(theirs, 8 * 24, t));
    assert_ok(cria_params_get(&m->params, CRIA_SLAB_DATA, 2 + 12 + 2, ours));
    for (int out = 0; out < 24; out++)
        for (int in = 0; in < 8; in++)
            assert_true(ours[out * 8 + in] == theirs[in * 24 + out]);
    assert_null(cria_safetensors_find(file, "lm_head.weight"));
    cria_safetensors_close(file);
    cria_model_free(m);
}

static void test_turn(void **state)
{
    enum { ROWS = 67, COLS = 41 };
    static float in[ROWS * COLS], out[ROWS * COLS];
    (void)state;
    for (int i = 0; i < ROWS * COLS; i++)
        in[i] = (float)i;
    cria_weights_turn(out, in, ROWS, COLS);
    for (int r = 0; r < ROWS; r++)
        for (int c = 0; c < COLS; c++)
            assert_true(out[c * ROWS + r] == in[r * COLS + c]);
}

static void test_init(void **state)
{
    cria_config config;
    cria_model *m;
    (void)state;
    assert_ok(parse_config(&config,
                           "{'model_type':'gpt2','vocab_size':500,'n_embd':64,'n_layer':2,"
                           "'n_head':2,'initializer_range':0.1}"));
    assert_ok(cria_model_create(&m, &config, cria_cpu_backend(), false, 3));
    for (size_t i = 0; i < m->params.count; i++) {
        const cria_param *item = &m->params.item[i];
        const int64_t count = item->rows * item->cols;
        const bool residual = strstr(item->name, "c_proj.weight") != NULL;
        const double expected = item->vector ? 0 : residual ? 0.1 / 2 : 0.1;
        double sum = 0, squares = 0;
        const float *values = m->params.slab[CRIA_SLAB_DATA] + item->offset;
        for (int64_t k = 0; k < count; k++) {
            sum += (double)values[k];
            squares += (double)values[k] * (double)values[k];
        }
        const double mean = sum / (double)count;
        const bool one = strstr(item->name, "ln_") && strstr(item->name, "weight");
        assert_true(fabs(mean - one) < 0.01);
        assert_true(fabs(sqrt(fabs(squares / (double)count - mean * mean)) - expected) < 0.003);
    }
    cria_model_free(m);
}

// ---- other programs' habits

static void test_shards(void **state)
{
    (void)state;
    save_new(scratch("m"), llama);
    rewrite(scratch("m"), "model-00001-of-00002.safetensors", keep_layer_0, NULL, NULL);
    rewrite(scratch("m"), "model-00002-of-00002.safetensors", drop_layer_0, NULL, NULL);
    write_text(scratch("m"), "model.safetensors.index.json",
               "{\"metadata\": {\"total_size\": 1}, \"weight_map\": {"
               "\"model.layers.0.mlp.up_proj.weight\": \"model-00001-of-00002.safetensors\","
               "\"model.norm.weight\": \"model-00002-of-00002.safetensors\","
               "\"lm_head.weight\": \"model-00002-of-00002.safetensors\"}}");
    assert_int_equal(remove(scratch("m/model.safetensors")), 0);
    assert_loads_as(scratch("m"), llama);
    cria_model *m;
    write_text(scratch("m"), "model.safetensors.index.json",
               "{\"weight_map\": {\"lm_head.weight\": \"../../etc/passwd\"}}");
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "'../../etc/passwd' is not the name");
    write_text(scratch("m"), "model.safetensors.index.json",
               "{\"weight_map\": {\"lm_head.weight\": \"absent.safetensors\"}}");
    assert_fails(load(&m, scratch("m")), CRIA_EIO, "absent.safetensors");
    write_text(scratch("m"), "model.safetensors.index.json", "{\"weight_map\": []}");
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "weight_map");
}

static void test_without_prefix(void **state)
{
    (void)state;
    save_new(scratch("m"), gpt2);
    rewrite(scratch("m"), "model.safetensors", shorten, (void *)(uintptr_t) "transformer.",
            NULL);
    assert_loads_as(scratch("m"), gpt2);
}

static void test_known_buffers(void **state)
{
    const float ones[4] = {1, 1, 1, 1};
    const cria_tensor mask = {.name = "transformer.h.0.attn.bias",
                              .dtype = CRIA_F32,
                              .rank = 4,
                              .shape = {1, 1, 2, 2},
                              .data = ones,
                              .bytes = sizeof ones};
    const cria_tensor frequency = {.name = "model.layers.0.self_attn.rotary_emb.inv_freq",
                                   .dtype = CRIA_F32,
                                   .rank = 1,
                                   .shape = {4},
                                   .data = ones,
                                   .bytes = sizeof ones};
    (void)state;
    save_new(scratch("m"), gpt2);
    rewrite(scratch("m"), "model.safetensors", NULL, NULL, &mask);
    assert_loads_as(scratch("m"), gpt2);
    save_new(scratch("m"), llama);
    rewrite(scratch("m"), "model.safetensors", NULL, NULL, &frequency);
    assert_loads_as(scratch("m"), llama);
}

static void test_tied_head(void **state)
{
    (void)state;
    cria_model *m = create(llama_tied, 7), *loaded;
    float head[11 * 8];
    assert_ok(cria_params_get(&m->params, CRIA_SLAB_DATA, 0, head));
    const cria_tensor extra = {.name = "lm_head.weight",
                               .dtype = CRIA_F32,
                               .rank = 2,
                               .shape = {11, 8},
                               .data = head,
                               .bytes = sizeof head};
    save_new(scratch("m"), llama_tied);
    rewrite(scratch("m"), "model.safetensors", NULL, NULL, &extra);
    assert_loads_as(scratch("m"), llama_tied);
    head[87] += 0.5f;
    save_new(scratch("m"), llama_tied);
    rewrite(scratch("m"), "model.safetensors", NULL, NULL, &extra);
    assert_fails(load(&loaded, scratch("m")), CRIA_EFORMAT,
                 "\"tie_word_embeddings\" is true, the embedding differs from lm_head.weight");
    assert_null(loaded);
    cria_model_free(m);
}

// ---- files that do not fit

static void test_missing_and_extra(void **state)
{
    const float one = 1;
    const cria_tensor extra = {.name = "model.layers.7.mlp.up_proj.weight",
                               .dtype = CRIA_F32,
                               .rank = 1,
                               .shape = {1},
                               .data = &one,
                               .bytes = sizeof one};
    cria_model *m;
    (void)state;
    save_new(scratch("m"), llama);
    rewrite(scratch("m"), "model.safetensors", drop,
            (void *)(uintptr_t) "model.layers.1.self_attn.k_proj.weight", &extra);
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT,
                 "missing tensor model.layers.1.self_attn.k_proj.weight [6, 8]");
    assert_non_null(
        strstr(cria_message(), "unexpected tensor model.layers.7.mlp.up_proj.weight [1]"));
    assert_null(m);
    save_new(scratch("m"), llama);
    rewrite(scratch("m"), "model.safetensors", drop, (void *)(uintptr_t) "model.norm.weight",
            NULL);
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "missing tensor model.norm.weight [8]");
}

// A tied configuration does not hide a head that is missing or too much.
static void test_untied_without_head(void **state)
{
    cria_model *m;
    (void)state;
    save_new(scratch("m"), llama);
    rewrite(scratch("m"), "model.safetensors", drop, (void *)(uintptr_t) "lm_head.weight",
            NULL);
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "missing tensor lm_head.weight [11, 8]");
}

static void test_twice(void **state)
{
    const float norm[8] = {0};
    const cria_tensor again = {.name = "norm.weight",
                               .dtype = CRIA_F32,
                               .rank = 1,
                               .shape = {8},
                               .data = norm,
                               .bytes = sizeof norm};
    cria_model *m;
    (void)state;
    save_new(scratch("m"), llama);
    rewrite(scratch("m"), "model.safetensors", NULL, NULL, &again);
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "second tensor norm.weight");
}

static void test_shapes(void **state)
{
    cria_model *m;
    (void)state;
    save_new(scratch("m"), gpt2);
    rewrite(scratch("m"), "model.safetensors", swap_shape,
            (void *)(uintptr_t) "transformer.h.0.attn.c_attn.weight", NULL);
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT,
                 "tensor transformer.h.0.attn.c_attn.weight [24, 8] where the configuration "
                 "wants [8, 24]");
    save_new(scratch("m"), llama);
    rewrite(scratch("m"), "model.safetensors", as_bytes,
            (void *)(uintptr_t) "model.norm.weight", NULL);
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "model.norm.weight");
}

// A configuration of a far larger model is refused by its shapes, before memory is taken.
static void test_other_config(void **state)
{
    cria_model *m;
    (void)state;
    save_new(scratch("m"), llama);
    write_text(scratch("m"), "config.json",
               "{\"model_type\": \"llama\", \"vocab_size\": 16000000, \"hidden_size\": 262144,"
               "\"intermediate_size\": 1000000, \"num_hidden_layers\": 4000,"
               "\"num_attention_heads\": 1024}");
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "and 35998 more");
}

static void test_pickle(void **state)
{
    cria_model *m;
    (void)state;
    save_new(scratch("m"), llama);
    assert_int_equal(rename(scratch("m/model.safetensors"), scratch("m/pytorch_model.bin")), 0);
    assert_fails(load(&m, scratch("m")), CRIA_EFORMAT, "convert it with transformers");
    assert_int_equal(remove(scratch("m/pytorch_model.bin")), 0);
    assert_fails(load(&m, scratch("m")), CRIA_EIO, "there is no model.safetensors");
    assert_fails(load(&m, scratch("absent")), CRIA_EIO, "is not a model directory");
}

static void test_broken_files(void **state)
{
    cria_model *m;
    cria_buffer bytes = {0};
    (void)state;
    save_new(scratch("m"), llama);
    assert_ok(cria_file_read(&bytes, scratch("m/model.safetensors"), 1 << 20));
    for (size_t length = 0; length < bytes.length; length += 97) {
        assert_ok(cria_file_write(scratch("m/model.safetensors"), bytes.data, length));
        assert_int_equal(load(&m, scratch("m")), CRIA_EFORMAT);
    }
    cria_buffer_free(&bytes);
}

// ---- recording

static void test_too_long(void **state)
{
    cria_model *m = create(gpt2, 1);
    cria_program *p;
    const cria_program_options options = {.batch = 1, .length = 9};
    (void)state;
    assert_ok(cria_program_open(&p, m->params.backend, &options));
    cria_model_logits(p, m);
    assert_fails(cria_program_finish(p), CRIA_EARG, "9 tokens do not fit a model of 8");
    cria_program_close(p);
    cria_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_conv1d_is_turned),
        cmocka_unit_test(test_turn),
        cmocka_unit_test(test_init),
        cmocka_unit_test(test_shards),
        cmocka_unit_test(test_without_prefix),
        cmocka_unit_test(test_known_buffers),
        cmocka_unit_test(test_tied_head),
        cmocka_unit_test(test_missing_and_extra),
        cmocka_unit_test(test_untied_without_head),
        cmocka_unit_test(test_twice),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_other_config),
        cmocka_unit_test(test_pickle),
        cmocka_unit_test(test_broken_files),
        cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
