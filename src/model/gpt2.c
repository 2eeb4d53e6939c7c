// gpt2.c: GPT-2 (Radford et al., "Language models are unsupervised multitask learners", 2019):
// learned positions, LayerNorm before each half, biases everywhere, GELU in its tanh form.
#include "model/architecture.h"

#include <stddef.h>

#define KEY(field) offsetof(cria_config, field)
static const cria_config_key keys[] = {
    {"vocab_size", KEY(vocab_size), CRIA_CONFIG_INT, 1, CRIA_VOCAB_MAX, CRIA_CONFIG_REQUIRED},
    {"n_positions", KEY(positions), CRIA_CONFIG_INT, 1, CRIA_POSITIONS_MAX, 1024},
    {"n_embd", KEY(width), CRIA_CONFIG_INT, 1, CRIA_WIDTH_MAX, CRIA_CONFIG_REQUIRED},
    {"n_layer", KEY(layers), CRIA_CONFIG_INT, 1, CRIA_LAYERS_MAX, CRIA_CONFIG_REQUIRED},
    {"n_head", KEY(heads), CRIA_CONFIG_INT, 1, CRIA_HEADS_MAX, CRIA_CONFIG_REQUIRED},
    {"n_inner", KEY(inner), CRIA_CONFIG_INT, 1, CRIA_INNER_MAX, 0},
    {"embd_pdrop", KEY(dropout_embed), CRIA_CONFIG_REAL, 0, 0.99, 0.1},
    {"attn_pdrop", KEY(dropout_attention), CRIA_CONFIG_REAL, 0, 0.99, 0.1},
    {"resid_pdrop", KEY(dropout_residual), CRIA_CONFIG_REAL, 0, 0.99, 0.1},
    {"layer_norm_epsilon", KEY(norm_eps), CRIA_CONFIG_REAL, 0, 1, 1e-5},
    {"initializer_range", KEY(init_range), CRIA_CONFIG_REAL, 0, 10, 0.02},
    {"tie_word_embeddings", KEY(tied), CRIA_CONFIG_BOOL, 0, 0, 1},
    {0},
};
#undef KEY

static const cria_config_rule rules[] = {
    {"activation_function",
     {"\"gelu_new\"", "\"gelu_pytorch_tanh\""},
     true,
     "GPT-2's activation here is the tanh form of GELU"},
    {"scale_attn_weights", {"true"}, true, "attention is always scaled by 1/sqrt(head size)"},
    {"scale_attn_by_inverse_layer_idx", {"false"}, true, "scaling by layer is not implemented"},
    {"reorder_and_upcast_attn", {"false"}, true, "reordered attention is not implemented"},
    {"add_cross_attention", {"false"}, false, "there is no encoder to attend to"},
    {"pruned_heads", {"{}", "null"}, false, "pruned heads are not implemented"},
    {0},
};

#define MODEL(field) offsetof(cria_model, field)
#define LAYER(field) offsetof(cria_layer, field)
static const cria_param_row before[] = {
    {"transformer.wte.weight", MODEL(embed), CRIA_SIZE_V, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {"transformer.wpe.weight", MODEL(position_embed), CRIA_SIZE_P, CRIA_SIZE_C,
     CRIA_INIT_NORMAL, false},
    {0},
};

// The weights are Conv1D's: in files [in, out]. c_attn's rows are those of q, then k, then v.
static const cria_param_row layer[] = {
    {"ln_1.weight", LAYER(attention_norm), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ONE, false},
    {"ln_1.bias", LAYER(attention_norm_bias), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ZERO, false},
    {"attn.c_attn.weight", LAYER(qkv), CRIA_SIZE_QKV, CRIA_SIZE_C, CRIA_INIT_NORMAL, true},
    {"attn.c_attn.bias", LAYER(qkv_bias), CRIA_SIZE_1, CRIA_SIZE_QKV, CRIA_INIT_ZERO, false},
    {"attn.c_proj.weight", LAYER(o), CRIA_SIZE_C, CRIA_SIZE_Q, CRIA_INIT_NORMAL_RESIDUAL, true},
    {"attn.c_proj.bias", LAYER(o_bias), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ZERO, false},
    {"ln_2.weight", LAYER(ffn_norm), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ONE, false},
    {"ln_2.bias", LAYER(ffn_norm_bias), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ZERO, false},
    {"mlp.c_fc.weight", LAYER(up), CRIA_SIZE_F, CRIA_SIZE_C, CRIA_INIT_NORMAL, true},
    {"mlp.c_fc.bias", LAYER(up_bias), CRIA_SIZE_1, CRIA_SIZE_F, CRIA_INIT_ZERO, false},
    {"mlp.c_proj.weight", LAYER(down), CRIA_SIZE_C, CRIA_SIZE_F, CRIA_INIT_NORMAL_RESIDUAL,
     true},
    {"mlp.c_proj.bias", LAYER(down_bias), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ZERO, false},
    {0},
};

static const cria_param_row after[] = {
    {"transformer.ln_f.weight", MODEL(norm), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ONE, false},
    {"transformer.ln_f.bias", MODEL(norm_bias), CRIA_SIZE_1, CRIA_SIZE_C, CRIA_INIT_ZERO,
     false},
    {"lm_head.weight", MODEL(head), CRIA_SIZE_V, CRIA_SIZE_C, CRIA_INIT_NORMAL, false},
    {0},
};
#undef MODEL
#undef LAYER

static const char *const ignored[] = {".attn.bias", ".attn.masked_bias", NULL};

static cria_status derive(cria_config *c, const char *where)
{
    CRIA_TRY(cria_config_heads(c, where));
    c->kv_heads = c->heads;
    if (!c->inner)
        c->inner = 4 * c->width;
    return CRIA_OK;
}

static cria_value hidden(cria_program *p, cria_model *m)
{
    const cria_config *c = &m->config;
    const cria_attention_shape shape = {(int)c->heads, (int)c->heads, (int)c->head_dim,
                                        (float)c->dropout_attention};
    const float eps = (float)c->norm_eps, drop = (float)c->dropout_residual;
#define W(index) cria_weight(p, m, index)
    cria_value x = cria_embed(p, W(m->embed), W(m->position_embed));
    x = cria_dropout(p, x, (float)c->dropout_embed);
    for (const cria_layer *w = m->layer; w < m->layer + c->layers; w++) {
        cria_value h =
            cria_layer_norm(p, x, W(w->attention_norm), W(w->attention_norm_bias), eps);
        const cria_value qkv = cria_linear(p, h, W(w->qkv), W(w->qkv_bias));
        const cria_value a = cria_attention(
            p, cria_columns(p, qkv, 0, c->width), cria_columns(p, qkv, c->width, c->width),
            cria_columns(p, qkv, 2 * c->width, c->width), &shape);
        x = cria_add_values(p, x,
                            cria_dropout(p, cria_linear(p, a, W(w->o), W(w->o_bias)), drop));
        h = cria_layer_norm(p, x, W(w->ffn_norm), W(w->ffn_norm_bias), eps);
        h = cria_gelu(p, cria_linear(p, h, W(w->up), W(w->up_bias)));
        h = cria_linear(p, h, W(w->down), W(w->down_bias));
        x = cria_add_values(p, x, cria_dropout(p, h, drop));
    }
    return cria_layer_norm(p, x, W(m->norm), W(m->norm_bias), eps);
#undef W
}

const cria_architecture cria_gpt2 = {
    .model_type = "gpt2",
    .class_name = "GPT2LMHeadModel",
    .keys = keys,
    .rules = rules,
    .bos = 50256,
    .eos = 50256,
    .base = "transformer.",
    .layer_prefix = "transformer.h.",
    .before = before,
    .layer = layer,
    .after = after,
    .ignored = ignored,
    .derive = derive,
    .hidden = hidden,
};
