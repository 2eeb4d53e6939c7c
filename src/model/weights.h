// weights.h owns how a parameter lies in a file: its shape there, and the turn between the
// engine's [out, in] and the [in, out] of Conv1D. For this room only.
#ifndef CRIA_MODEL_WEIGHTS_H
#define CRIA_MODEL_WEIGHTS_H

#include "format/safetensors.h"
#include "tensor/params.h"

// cria_weights_tensor: *out = name, type and shape of the parameter in a file.
void cria_weights_tensor(cria_tensor *out, const cria_param *item);

// cria_weights_turn: out[cols][rows] = in[rows][cols].
void cria_weights_turn(float *out, const float *in, int64_t rows, int64_t cols);

// cria_weights_shape writes "[3, 4]".
enum { CRIA_SHAPE_TEXT = 176 };
const char *cria_weights_shape(char out[CRIA_SHAPE_TEXT], const cria_tensor *t);

#endif
