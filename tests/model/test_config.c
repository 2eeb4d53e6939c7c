// Configurations: presets' sizes, config.json read and written, and everything that is refused.
#include "tests_model.h"

#include "cpu/cpu.h"

#define LLAMA                                                                                  \
    "{'model_type':'llama','vocab_size':100,'hidden_size':64,'intermediate_size':48,"          \
    "'num_hidden_layers':2,'num_attention_heads':4"
#define GPT2 "{'model_type':'gpt2','vocab_size':100,'n_embd':64,'n_layer':2,'n_head':4"

// ---- presets

static void test_preset_counts(void **state)
{
    static const struct {
        const char *name;
        int64_t parameters;
    } expected[] = {
        {"gpt2-705m", 704928768},       {"llama-360m", 359973888}, {"babyllama-58m", 58343936},
        {"gpt2-97m", 97540608},         {"llama-97m", 97241856},   {"llama-16m", 16584960},
        {"babyllama2-345m", 345355200},
    };
    (void)state;
    size_t count = 0;
    while (cria_config_presets[count]) {
        assert_non_null(cria_config_preset_notes[count]);
        cria_config config;
        assert_true(count < sizeof expected / sizeof *expected);
        assert_string_equal(cria_config_presets[count], expected[count].name);
        assert_ok(cria_config_read(&config, expected[count].name));
        assert_int_equal(cria_config_parameters(&config), expected[count].parameters);
        assert_int_equal(config.positions, 256);
        count++;
    }
    assert_int_equal(count, sizeof expected / sizeof *expected);
    assert_null(cria_config_preset_notes[count]);
}

static void test_parameter_order(void **state)
{
    cria_config config;
    cria_model *m;
    (void)state;
    assert_ok(cria_config_read(&config, "babyllama2-345m"));
    assert_ok(cria_model_plan(&m, &config));
    const char *const names[] = {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"};
    int64_t rows = 0;
    for (int i = 0; i < 3; i++) {
        const cria_param *item = &m->params.item[2 + i];
        assert_non_null(strstr(item->name, names[i]));
        assert_int_equal(item->offset, m->params.item[2].offset + rows * item->cols);
        rows += item->rows;
    }
    assert_int_equal(rows, 960 + 2 * 320);
    for (size_t i = 0; i < m->params.count; i++)
        assert_int_equal(m->params.item[i].decay, !strstr(m->params.item[i].name, "norm"));
    assert_null(m->params.slab[CRIA_SLAB_DATA]);
    cria_model_free(m);
}

// ---- config.json there and back

static void assert_same_config(const cria_config *a, const cria_config *b)
{
    json_t *x, *y;
    assert_ok(cria_config_json(&x, a));
    assert_ok(cria_config_json(&y, b));
    assert_true(json_equal(x, y));
    assert_ptr_equal(a->architecture, b->architecture);
    assert_int_equal(cria_config_parameters(a), cria_config_parameters(b));
    json_decref(x);
    json_decref(y);
}

static void test_round_trip(void **state)
{
    (void)state;
    for (int i = 0; cria_config_presets[i]; i++) {
        cria_config config, again;
        json_t *json;
        assert_ok(cria_config_read(&config, cria_config_presets[i]));
        config.norm_eps = 3e-5;
        config.rope_theta = config.rope_theta > 0 ? 777.5 : 0;
        assert_ok(cria_config_json(&json, &config));
        assert_ok(cria_json_write(json, scratch("config.json")));
        json_decref(json);
        assert_ok(cria_config_read(&again, scratch("config.json")));
        assert_same_config(&config, &again);
        assert_ok(cria_config_read(&again, scratch_folder));
        assert_same_config(&config, &again);
        assert_true(again.norm_eps == config.norm_eps);
        assert_true(again.rope_theta == config.rope_theta);
    }
}

// The keys that transformers of any version needs to see.
static void test_written(void **state)
{
    static const struct {
        const char *preset, *part;
    } expected[] = {
        {"llama-97m",
         "\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 10000.0}"},
        {"llama-97m", "\"rope_theta\": 10000.0,"},
        {"llama-97m", "\"tie_word_embeddings\": true"},
        {"llama-97m", "\"architectures\": [\"LlamaForCausalLM\"]"},
        {"babyllama2-345m", "\"num_key_value_heads\": 5, \"head_dim\": 64"},
        {"babyllama2-345m", "\"tie_word_embeddings\": false"},
        {"gpt2-705m", "\"n_inner\": 6144"},
        {"gpt2-705m", "\"activation_function\": \"gelu_new\""},
        {"gpt2-705m", "\"bos_token_id\": 1, \"eos_token_id\": 2, \"pad_token_id\": 0"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        cria_config config;
        json_t *json;
        cria_buffer text = {0};
        assert_ok(cria_config_read(&config, expected[i].preset));
        assert_ok(cria_config_json(&json, &config));
        assert_ok(cria_json_append(&text, json));
        if (!strstr(text.data, expected[i].part))
            fail_msg("%s is not in %s", expected[i].part, text.data);
        cria_buffer_free(&text);
        json_decref(json);
    }
}

static void test_defaults(void **state)
{
    cria_config c;
    (void)state;
    assert_ok(parse_config(&c, GPT2 ",'n_inner':null}"));
    assert_int_equal(c.inner, 256);
    assert_int_equal(c.positions, 1024);
    assert_int_equal(c.head_dim, 16);
    assert_true(c.tied && c.dropout_embed > 0.09 && c.norm_eps < 2e-5);
    assert_int_equal(c.bos, -1); // 50256 is not in this vocabulary
    assert_ok(parse_config(&c, LLAMA "}"));
    assert_int_equal(c.kv_heads, 4);
    assert_int_equal(c.head_dim, 16);
    assert_true(!c.tied && c.rope_theta == 10000 && c.norm_eps == 1e-6);
    assert_int_equal(c.bos, 1);
    assert_int_equal(c.eos, 2);
    assert_int_equal(c.pad, -1);
    assert_ok(parse_config(&c, LLAMA ",'eos_token_id':[5,6],'bos_token_id':null}"));
    assert_int_equal(c.eos, 5);
    assert_int_equal(c.bos, -1);
}

static void test_rope(void **state)
{
    cria_config c;
    (void)state;
    assert_ok(parse_config(&c, LLAMA ",'rope_theta':500}"));
    assert_true(c.rope_theta == 500);
    assert_ok(parse_config(&c, LLAMA
                           ",'rope_parameters':{'rope_type':'default','rope_theta':600.0}}"));
    assert_true(c.rope_theta == 600);
    assert_ok(parse_config(&c, LLAMA ",'rope_scaling':null,'rope_theta':7}"));
    assert_fails(parse_config(&c, LLAMA ",'rope_theta':5,'rope_parameters':{'rope_theta':6}}"),
                 CRIA_EFORMAT, "\"rope_theta\" is 5, but 6");
    assert_fails(parse_config(&c, LLAMA ",'rope_scaling':{'type':'linear','factor':2}}"),
                 CRIA_EFORMAT, "\"linear\"");
    assert_fails(parse_config(&c, LLAMA ",'rope_parameters':{'rope_type':'llama3'}}"),
                 CRIA_EFORMAT, "\"llama3\"");
    assert_fails(parse_config(&c, LLAMA ",'rope_parameters':7}"), CRIA_EFORMAT, "config.json");
}

// ---- refusals

static void test_refusals(void **state)
{
    static const struct {
        const char *json, *message;
    } cases[] = {
        {"{'model_type':'mamba'}", "\"mamba\"; the implemented ones are gpt2 and llama"},
        {"{}", "\"model_type\" is missing"},
        {"[]", "model_type"},
        {"{'model_type':'llama'}", "\"vocab_size\" is missing"},
        {LLAMA ",'hidden_act':'gelu'}", "\"hidden_act\" is \"gelu\", must be \"silu\""},
        {LLAMA ",'attention_bias':true}", "attention_bias"},
        {LLAMA ",'mlp_bias':true}", "mlp_bias"},
        {LLAMA ",'pretraining_tp':2}", "pretraining_tp"},
        {LLAMA ",'sliding_window':4096}", "sliding_window"},
        {LLAMA ",'quantization_config':{'bits':4}}", "quantization_config"},
        {LLAMA ",'num_key_value_heads':3}", "4 heads do not divide among 3"},
        {LLAMA ",'num_key_value_heads':8}", "4 heads do not divide among 8"},
        {LLAMA ",'num_key_value_heads':0}", "num_key_value_heads"},
        {LLAMA ",'head_dim':15}", "must be even"},
        {LLAMA ",'head_dim':-2}", "head_dim"},
        {LLAMA ",'max_position_embeddings':0}", "max_position_embeddings"},
        {LLAMA ",'rms_norm_eps':'small'}", "rms_norm_eps"},
        {LLAMA ",'attention_dropout':1.5}", "attention_dropout"},
        {LLAMA ",'tie_word_embeddings':1}", "tie_word_embeddings"},
        {LLAMA ",'bos_token_id':'<s>'}", "bos_token_id"},
        {"{'model_type':'llama','vocab_size':1000000000000,'hidden_size':64}", "vocab_size"},
        {"{'model_type':'llama','vocab_size':10,'hidden_size':-64}", "found -64"},
        {"{'model_type':'llama','vocab_size':10,'hidden_size':64.5}", "hidden_size"},
        {GPT2 ",'activation_function':'relu'}", "activation_function"},
        {GPT2 ",'scale_attn_weights':false}", "scale_attn_weights"},
        {GPT2 ",'scale_attn_by_inverse_layer_idx':true}", "scale_attn_by_inverse_layer_idx"},
        {GPT2 ",'reorder_and_upcast_attn':true}", "reorder_and_upcast_attn"},
        {GPT2 ",'add_cross_attention':true}", "add_cross_attention"},
        {GPT2 ",'n_inner':0}", "n_inner"},
        {"{'model_type':'gpt2','vocab_size':9,'n_embd':65,'n_layer':2,'n_head':4}",
         "a width of 65 does not divide into 4 heads"},
        {"{'model_type':'gpt2','vocab_size':9,'n_embd':64,'n_layer':1000000000000,'n_head':4}",
         "n_layer"},
        {"{'model_type':'gpt2','vocab_size':9,'n_embd':64,'n_layer':2,'n_head':0}", "n_head"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cria_config c;
        assert_fails(parse_config(&c, cases[i].json), CRIA_EFORMAT, cases[i].message);
    }
}

static void test_check(void **state)
{
    cria_config config;
    (void)state;
    assert_ok(cria_config_read(&config, "llama-16m"));
    config.vocab_size = 0;
    assert_fails(cria_config_check(&config, "recipe"), CRIA_EFORMAT,
                 "recipe: \"vocab_size\" must be between 1 and 16777216, found 0");
    cria_model *m;
    assert_fails(cria_model_plan(&m, &config), CRIA_EFORMAT, "vocab_size");
    assert_null(m);
}

// The largest sizes allowed are counted without overflow; memory then refuses them.
static void test_largest(void **state)
{
    cria_config c;
    cria_model *m;
    (void)state;
    assert_ok(parse_config(
        &c, "{'model_type':'llama','vocab_size':16777216,'hidden_size':262144,"
            "'intermediate_size':1048576,'num_hidden_layers':4096,'num_attention_heads':4096,"
            "'head_dim':4096}"));
    assert_true(cria_config_parameters(&c) > INT64_C(1) << 56);
    assert_int_equal(cria_model_create(&m, &c, cria_cpu_backend(), true, 1), CRIA_ENOMEM);
    assert_null(m);
}

static void test_not_found(void **state)
{
    cria_config config;
    (void)state;
    assert_fails(cria_config_read(&config, "gpt2-706m"), CRIA_EIO, "gpt2-705m");
    assert_ok(cria_directory_make(scratch("empty")));
    assert_fails(cria_config_read(&config, scratch("empty")), CRIA_EIO, "config.json");
    write_text(scratch_folder, "broken.json", "{\"model_type\": \"llama\",");
    assert_fails(cria_config_read(&config, scratch("broken.json")), CRIA_EFORMAT,
                 "broken.json, column");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_preset_counts), cmocka_unit_test(test_parameter_order),
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_written),
        cmocka_unit_test(test_defaults),      cmocka_unit_test(test_rope),
        cmocka_unit_test(test_refusals),      cmocka_unit_test(test_check),
        cmocka_unit_test(test_largest),       cmocka_unit_test(test_not_found),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
