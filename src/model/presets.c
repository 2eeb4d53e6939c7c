// presets.c owns the named configurations: the models of the recipe and of the work it follows.
#include "model/architecture.h"

#include <string.h>

// What all presets share: the tokenizer's size and marks, 256 positions.
#define COMMON                                                                                 \
    .vocab_size = 16000, .positions = 256, .init_range = 0.02, .pad = 0, .bos = 1, .eos = 2

#define GPT2(C, L, H, DROPOUT)                                                                 \
    {                                                                                          \
        .architecture = &cria_gpt2, .width = C, .layers = L, .heads = H, .kv_heads = H,        \
        .head_dim = (C) / (H), .inner = 4 * (C), .norm_eps = 1e-5, .dropout_embed = DROPOUT,   \
        .dropout_attention = DROPOUT, .dropout_residual = DROPOUT, .tied = true, COMMON        \
    }

#define LLAMA(C, F, L, H, HKV, TIED)                                                           \
    {                                                                                          \
        .architecture = &cria_llama, .width = C, .layers = L, .heads = H, .kv_heads = HKV,     \
        .head_dim = (C) / (H), .inner = F, .norm_eps = 1e-6, .rope_theta = 10000,              \
        .tied = TIED, COMMON                                                                   \
    }

// X(name, note, configuration)
#define PRESETS(X)                                                                             \
    X("gpt2-705m", "GPT-2, 24 layers of width 1536, dropout 0.1: the first teacher",           \
      GPT2(1536, 24, 16, 0.1))                                                                 \
    X("llama-360m", "Llama, 24 layers of width 1024: the second teacher",                      \
      LLAMA(1024, 3072, 24, 8, 8, false))                                                      \
    X("babyllama-58m", "Llama, 16 layers of width 512: the student",                           \
      LLAMA(512, 1024, 16, 8, 8, false))                                                       \
    X("gpt2-97m", "GPT-2, 12 layers of width 768, no dropout: BabyLlama's comparison",         \
      GPT2(768, 12, 12, 0))                                                                    \
    X("llama-97m", "Llama, 12 layers of width 768, tied head: BabyLlama's comparison",         \
      LLAMA(768, 2048, 12, 12, 12, true))                                                      \
    X("llama-16m", "Llama, 8 layers of width 256: for small machines",                         \
      LLAMA(256, 1024, 8, 8, 8, false))                                                        \
    X("babyllama2-345m", "Llama, 32 layers of width 960, 15 heads on 5: BabyLlama-2",          \
      LLAMA(960, 2560, 32, 15, 5, false))

#define X(name, note, config) name,
const char *const cria_config_presets[] = {PRESETS(X) NULL};
#undef X

#define X(name, note, config) note,
const char *const cria_config_preset_notes[] = {PRESETS(X) NULL};
#undef X

#define X(name, note, ...) __VA_ARGS__,
static const cria_config configs[] = {PRESETS(X)};
#undef X

bool cria_config_preset(cria_config *out, const char *name)
{
    for (int i = 0; cria_config_presets[i]; i++)
        if (strcmp(cria_config_presets[i], name) == 0) {
            *out = configs[i];
            return true;
        }
    return false;
}
