// llama.c: Llama (Touvron et al., "LLaMA", 2023; grouped key/value heads of Llama 2): RMSNorm
// before each half, rotary positions, SwiGLU, no biases.
#include "model/architecture.h"

#include <stddef.h>
#include <string.h>

#define KEY(field) offsetof(cria_config, field)
static const cria_config_key keys[] = {
    {"vocab_size", KEY(vocab_size), CRIA_CONFIG_INT, 1, CRIA_VOCAB_MAX, CRIA_CONFIG_REQUIRED},
    {"max_position_embeddings", KEY(positions), CRIA_CONFIG_INT, 1, CRIA_POSITIONS_MAX, 2048},
    {"hidden_size", KEY(width), CRIA_CONFIG_INT, 1, CRIA_WIDTH_MAX, CRIA_CONFIG_REQUIRED},
    {"intermediate_size", KEY(inner), CRIA_CONFIG_INT, 1, CRIA_INNER_MAX, CRIA_CONFIG_REQUIRED},
    {"num_hidden_layers", KEY(layers), CRIA_CONFIG_INT, 1, CRIA_LAYERS_MAX,
     CRIA_CONFIG_REQUIRED},
    {"num_attention_heads", KEY(heads), CRIA_CONFIG_INT, 1, CRIA_HEADS_MAX,
     CRIA_CONFIG_REQUIRED},
    {"num_key_value_heads", KEY(kv_heads), CRIA_CONFIG_INT, 1, CRIA_HEADS_MAX, 0},
    {"head_dim", KEY(head_dim), CRIA_CONFIG_INT, 1, CRIA_HEAD_DIM_MAX, 0},
    {"attention_dropout", KEY(dropout_attention), CRIA_CONFIG_REAL, 0, 0.99, 0},
    {"rms_norm_eps", KEY(norm_eps), CRIA_CONFIG_REAL, 0, 1, 1e-6},
    {"rope_theta", KEY(rope_theta), CRIA_CONFIG_REAL, 1, 1e12, 10000},
    {"initializer_range", KEY(init_range), CRIA_CONFIG_REAL, 0, 10, 0.02},
    {"tie_word_embeddings", KEY(tied), CRIA_CONFIG_BOOL, 0, 0, 0},
    {0},
};
#undef KEY

static const cria_config_rule rules[] = {
    {"hidden_act", {"\"silu\"", "\"swish\""}, true, "Llama's activation here is SiLU"},
    {"attention_bias", {"false"}, true, "biases in attention are not implemented"},
    {"mlp_bias", {"false"}, true, "biases in the feed-forward part are not implemented"},
    {"pretraining_tp", {"1", "null"}, true, "sliced products are not implemented"},
    {"sliding_window", {"null"}, false, "every position sees all before it"},
    {"use_sliding_window", {"false"}, false, "every position sees all before it"},
    {"partial_rotary_factor", {"1.0", "1", "null"}, false, "the whole head is turned"},
    {0},
};

#define MODEL(field) offsetof(cria_model, field)
#define LAYER(field) offsetof(cria_layer, field)
static const cria_param_row before[] = {
    {"model.embed_tokens.weight", MODEL(embed), CRIA_SIZE_V, CRIA_SIZE_C, CRIA_INIT_NORMAL,
     false},
    {0},
};

// q, k, v and gate, up are neighbours: one product each.
static const cria_param_row layer[] = {
    {"input_layernorm.weight", LAYER(attention_norm), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ONE,
     false},
    {"self_attn.q_proj.weight", LAYER(q), CRIA_SIZE_Q, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {"self_attn.k_proj.weight", LAYER(k), CRIA_SIZE_K, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {"self_attn.v_proj.weight", LAYER(v), CRIA_SIZE_K, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {"self_attn.o_proj.weight", LAYER(o), CRIA_SIZE_C, CRIA_SIZE_Q, CRIA_INIT_NORMAL, false},
    {"post_attention_layernorm.weight", LAYER(ffn_norm), CRIA_SIZE_1, CRIA_SIZE_C,
     CRIA_INIT_ONE, false},
    {"mlp.gate_proj.weight", LAYER(gate), CRIA_SIZE_F, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {"mlp.up_proj.weight", LAYER(up), CRIA_SIZE_F, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {"mlp.down_proj.weight", LAYER(down), CRIA_SIZE_C, CRIA_SIZE_F, CRIA_INIT_NORMAL, false},
    {0},
};

static const cria_param_row after[] = {
    {"model.norm.weight", MODEL(norm), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ONE, false},
    {"lm_head.weight", MODEL(head), CRIA_SIZE_V, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {0},
};
#undef MODEL
#undef LAYER

static const char *const ignored[] = {".rotary_emb.inv_freq", NULL};

static cria_status derive(cria_config *c, const char *where)
{
    if (!c->kv_heads)
        c->kv_heads = c->heads;
    if (!c->head_dim)
        CRIA_TRY(cria_config_heads(c, where));
    if (c->head_dim % 2)
        return cria_fail(CRIA_EFORMAT,
                         "%s: heads of size %lld cannot be turned in halves; the "
                         "size must be even",
                         where, (long long)c->head_dim);
    return CRIA_OK;
}

// Checks that an object of rotary settings asks for the plain form, and takes its base.
static cria_status read_rope(cria_config *c, const json_t *object, const char *key,
                             const char *where)
{
    const json_t *rope = json_object_get(object, key);
    if (!rope || json_is_null(rope))
        return CRIA_OK;
    const char *type;
    double theta, part;
    CRIA_TRY_CTX(cria_json_text_or(&type, rope, "type", "default", key), "%s", where);
    CRIA_TRY_CTX(cria_json_text_or(&type, rope, "rope_type", type, key), "%s", where);
    CRIA_TRY_CTX(cria_json_real_or(&theta, rope, "rope_theta", 1, 1e12, c->rope_theta, key),
                 "%s", where);
    CRIA_TRY_CTX(cria_json_real_or(&part, rope, "partial_rotary_factor", 1, 1, 1, key), "%s",
                 where);
    if (strcmp(type, "default") != 0)
        return cria_fail(CRIA_EFORMAT,
                         "%s: \"%s\" asks for the type \"%s\"; only unscaled rotary positions "
                         "(\"default\") are implemented",
                         where, key, type);
    const json_t *old = json_object_get(object, "rope_theta");
    if (json_is_number(old) && json_number_value(old) != theta)
        return cria_fail(CRIA_EFORMAT, "%s: \"rope_theta\" is %g, but %g in \"%s\"", where,
                         json_number_value(old), theta, key);
    c->rope_theta = theta;
    return CRIA_OK;
}

static cria_status read_more(cria_config *c, const json_t *object, const char *where)
{
    CRIA_TRY(read_rope(c, object, "rope_scaling", where));
    return read_rope(c, object, "rope_parameters", where);
}

static cria_status write_more(json_t *object, const cria_config *c)
{
    json_t *rope;
    CRIA_TRY(cria_json_object(&rope));
    CRIA_TRY(cria_json_set(object, "rope_parameters", rope));
    CRIA_TRY(cria_json_set(rope, "rope_type", json_string("default")));
    return cria_json_set(rope, "rope_theta", json_real(c->rope_theta));
}

static cria_value hidden(cria_program *p, cria_model *m)
{
    const cria_config *c = &m->config;
    const cria_attention_shape shape = {(int)c->heads, (int)c->kv_heads, (int)c->head_dim,
                                        (float)c->dropout_attention};
    const float eps = (float)c->norm_eps, theta = (float)c->rope_theta;
    const int d = shape.head_dim;
    const cria_value none = {0};
#define LINEAR(x, index) cria_linear(p, x, cria_weight(p, m, index), none)
#define NORM(x, index)   cria_rms_norm(p, x, cria_weight(p, m, index), eps)
    cria_value x = cria_embed(p, cria_weight(p, m, m->embed), none);
    for (const cria_layer *w = m->layer; w < m->layer + c->layers; w++) {
        cria_value h = NORM(x, w->attention_norm);
        const cria_value q = cria_rotary(p, LINEAR(h, w->q), d, theta);
        const cria_value k = cria_rotary(p, LINEAR(h, w->k), d, theta);
        const cria_value a = cria_attention(p, q, k, LINEAR(h, w->v), &shape);
        x = cria_add_values(p, x, LINEAR(a, w->o));
        h = NORM(x, w->ffn_norm);
        h = cria_swiglu(p, LINEAR(h, w->gate), LINEAR(h, w->up));
        x = cria_add_values(p, x, LINEAR(h, w->down));
    }
    return NORM(x, m->norm);
#undef LINEAR
#undef NORM
}

const cria_architecture cria_llama = {
    .model_type = "llama",
    .class_name = "LlamaForCausalLM",
    .keys = keys,
    .rules = rules,
    .bos = 1,
    .eos = 2,
    .base = "model.",
    .layer_prefix = "model.layers.",
    .before = before,
    .layer = layer,
    .after = after,
    .ignored = ignored,
    .derive = derive,
    .read_more = read_more,
    .write_more = write_more,
    .hidden = hidden,
};
