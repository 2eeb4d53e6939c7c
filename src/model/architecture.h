// architecture.h owns what an architecture is: tables of configuration keys and parameters, and
// one short function that records the forward pass. For this room only; others see a model.
#ifndef CRIA_MODEL_ARCHITECTURE_H
#define CRIA_MODEL_ARCHITECTURE_H

#include "model/model.h"

#include <math.h>

// ---- configuration keys

typedef enum cria_config_kind {
    CRIA_CONFIG_INT,  // int64_t
    CRIA_CONFIG_REAL, // double
    CRIA_CONFIG_BOOL, // bool
} cria_config_kind;

// cria_config_key: a key of config.json, the field of cria_config it fills, and its bounds.
typedef struct cria_config_key {
    const char *key;
    size_t offset; // in cria_config
    cria_config_kind kind;
    double min, max; // allowed, both inclusive; BOOL: unused
    double fallback; // when absent or null; CRIA_CONFIG_REQUIRED; 0 for sizes `derive` fills in
} cria_config_key;

#define CRIA_CONFIG_REQUIRED NAN

// Bounds of the sizes that architectures share. They keep every product below far from
// overflow.
enum {
    CRIA_VOCAB_MAX = 1 << 24,
    CRIA_WIDTH_MAX = 1 << 18,
    CRIA_INNER_MAX = 1 << 20,
    CRIA_HEADS_MAX = 1 << 12,
    CRIA_HEAD_DIM_MAX = 1 << 12,
    CRIA_LAYERS_MAX = 1 << 12,
    CRIA_POSITIONS_MAX = 1 << 24,
};

// cria_config_rule: a key that must have one of the listed values (as compact JSON) or be
// absent.
enum { CRIA_RULE_VALUES = 3 };
typedef struct cria_config_rule {
    const char *key;
    const char *value[CRIA_RULE_VALUES]; // the unused ones NULL
    bool written;                        // value[0] is written to config.json
    const char *reason;                  // why others are refused
} cria_config_rule;

// ---- parameters

// cria_layer: parameter indices of one layer; -1 = the architecture has no such parameter.
typedef struct cria_layer {
    int attention_norm, attention_norm_bias;
    int q, k, v;
    int qkv, qkv_bias; // the three in one matrix
    int o, o_bias;
    int ffn_norm, ffn_norm_bias;
    int gate, up, up_bias, down, down_bias;
} cria_layer;

// Sizes of parameters, by their letters in docs/math.md.
typedef enum cria_size {
    CRIA_SIZE_1,   // a vector's rows
    CRIA_SIZE_V,   // vocabulary
    CRIA_SIZE_P,   // positions
    CRIA_SIZE_C,   // width
    CRIA_SIZE_F,   // inner width
    CRIA_SIZE_Q,   // heads x head dim
    CRIA_SIZE_K,   // key/value heads x head dim
    CRIA_SIZE_QKV, // Q + 2 K
} cria_size;

// cria_param_row: one parameter, or one of every layer. Vectors take no weight decay.
typedef struct cria_param_row {
    const char *name; // Hugging Face's, behind the layer's prefix
    size_t field;     // offset of its index in cria_model or cria_layer
    cria_size rows, cols;
    cria_init init;
    bool transposed; // in files as [in, out]
} cria_param_row;

// ---- the architecture

// Tables end with a NULL key or name.
struct cria_architecture {
    const char *model_type; // config.json's "model_type"
    const char *class_name; // config.json's "architectures"
    const cria_config_key *keys;
    const cria_config_rule *rules;
    int64_t bos, eos; // token ids when config.json does not say
    const char *base; // prefix of all names but the head's; files may lack it
    const char *layer_prefix;
    const cria_param_row *before, *layer, *after; // in the order of the slab
    const char *const *ignored;                   // endings of the names of known buffers
    // derive fills in sizes that may be left out and checks the architecture's own conditions.
    cria_status (*derive)(cria_config *config, const char *where);
    // read_more, write_more: what no table can say; NULL = nothing.
    cria_status (*read_more)(cria_config *config, const json_t *object, const char *where);
    cria_status (*write_more)(json_t *object, const cria_config *config);
    cria_value (*hidden)(cria_program *p, cria_model *model); // final norm's output [N,C]
};

extern const cria_architecture cria_gpt2, cria_llama;
// cria_architectures: all of them, NULL-terminated.
extern const cria_architecture *const cria_architectures[];

// cria_config_heads: head_dim from width and heads; CRIA_EFORMAT when they do not divide.
CRIA_MUSTUSE cria_status cria_config_heads(cria_config *config, const char *where);

// cria_config_preset: false when no preset has this name.
bool cria_config_preset(cria_config *out, const char *name);
// cria_config_token_ids sets bos_token_id, eos_token_id, pad_token_id; null for none.
CRIA_MUSTUSE cria_status cria_config_token_ids(json_t *object, const cria_config *config);

static inline cria_value cria_weight(cria_program *p, cria_model *model, int index)
{
    return cria_param_value(p, &model->params, index);
}

#endif
