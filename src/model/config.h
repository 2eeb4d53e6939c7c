// config.h owns a model's shape: read from and written as Hugging Face's config.json, or taken
// from a preset. Letters as in docs/math.md.
#ifndef CRIA_MODEL_CONFIG_H
#define CRIA_MODEL_CONFIG_H

#include "format/json.h"

typedef struct cria_architecture cria_architecture; // model/architecture.h

typedef struct cria_config {
    const cria_architecture *architecture;
    int64_t vocab_size; // V
    int64_t width;      // C
    int64_t layers;     // L
    int64_t heads;      // H
    int64_t kv_heads;   // Hkv, divides H
    int64_t head_dim;   // D
    int64_t inner;      // F
    int64_t positions;  // P, the longest sequence
    double norm_eps;
    double rope_theta;
    double init_range; // deviation of the initial weights
    double dropout_embed, dropout_attention, dropout_residual;
    bool tied;             // the head is the token embedding
    int64_t pad, bos, eos; // token ids; -1 = none
} cria_config;

// cria_config_parse reads config.json's object. What cannot be run (another model type, rope
// scaling, another activation, ...) is CRIA_EFORMAT naming `where`, the key and the reason. A
// recipe's own configuration is such an object too. Optional keys take transformers' defaults.
CRIA_MUSTUSE cria_status cria_config_parse(cria_config *out, const json_t *object,
                                           const char *where);
// cria_config_read: `name` is a preset ("gpt2-705m", "llama-360m", "babyllama-58m", ...), a
// config.json, or a directory that holds one.
CRIA_MUSTUSE cria_status cria_config_read(cria_config *out, const char *name);
// cria_config_json: *out is what transformers reads as config.json.
CRIA_MUSTUSE cria_status cria_config_json(json_t **out, const cria_config *config);
// cria_config_check: sizes are possible and consistent.
CRIA_MUSTUSE cria_status cria_config_check(const cria_config *config, const char *where);
// cria_config_parameters: how many numbers a model of this shape learns; -1 when they cannot be
// counted in 64 bits.
int64_t cria_config_parameters(const cria_config *config);
// cria_config_presets: NULL-terminated names, and a one-line description of each by the same
// index.
extern const char *const cria_config_presets[];
extern const char *const cria_config_preset_notes[];

#endif
