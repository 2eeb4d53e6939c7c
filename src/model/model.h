// model.h owns a loaded model: configuration, parameters and (where there are) tokenizer and
// credits.
#ifndef CRIA_MODEL_MODEL_H
#define CRIA_MODEL_MODEL_H

#include "model/config.h"
#include "tensor/program.h"
#include "token/tokenizer.h"

enum { CRIA_CREDITS_BYTES_MAX = 64 << 20 };

typedef struct cria_model {
    cria_config config;
    cria_params params;
    cria_tokenizer *tokenizer; // owned; NULL when the model has none
    cria_buffer credits;       // whose texts it learned from, the file CREDITS; may be empty
    struct cria_layer *layer;  // indices of each layer's parameters; owned
    int embed, position_embed, norm, norm_bias, head; // parameter indices; -1 = absent
} cria_model;

// cria_model_plan lays out the parameter table and allocates nothing: for counts and estimates.
CRIA_MUSTUSE cria_status cria_model_plan(cria_model **out, const cria_config *config);
// cria_model_create: plan, allocate (with gradients and optimizer state if training),
// initialise.
CRIA_MUSTUSE cria_status cria_model_create(cria_model **out, const cria_config *config,
                                           const cria_backend *backend, bool training,
                                           uint64_t seed);
// cria_model_load reads a Hugging Face model directory (config.json, model.safetensors or its
// sharded index, tokenizer.json and CREDITS if present). Every tensor must be there with its
// shape; tensors that are not ours are CRIA_EFORMAT, but for known buffers (masks, inverse
// frequencies) and a tied head, which must equal the embedding.
CRIA_MUSTUSE cria_status cria_model_load(cria_model **out, const char *directory,
                                         const cria_backend *backend, bool training);
// cria_model_need_tokenizer refuses the model just loaded from `directory`, and frees it, if it
// has no tokenizer.
CRIA_MUSTUSE cria_status cria_model_need_tokenizer(cria_model **model, const char *directory);
// cria_model_save writes a directory that transformers loads unchanged: config.json,
// generation_config.json, model.safetensors, the tokenizer's files if there is one, and
// CREDITS if it has some. The directory must exist; each file appears whole.
CRIA_MUSTUSE cria_status cria_model_save(const cria_model *model, const char *directory);
// cria_model_hash: of configuration and weights.
CRIA_MUSTUSE cria_status cria_model_hash(const cria_model *model, char text[33]);
void cria_model_free(cria_model *model); // NULL is fine

// Recording: hidden = final norm's output [N,C]; logits = head(hidden) [logit rows, V].
cria_value cria_model_hidden(cria_program *p, cria_model *model);
cria_value cria_model_head(cria_program *p, cria_model *model, cria_value hidden);
cria_value cria_model_logits(cria_program *p, cria_model *model);

#endif
