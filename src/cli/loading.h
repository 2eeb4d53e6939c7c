// loading.h: what several commands begin with: a model and its tokenizer on the chosen device.
#ifndef CRIA_CLI_LOADING_H
#define CRIA_CLI_LOADING_H

#include "cli/command.h"
#include "model/model.h"

// load_model: `directory` is the value of --model; the model must have a tokenizer.
CRIA_MUSTUSE cria_status load_model(cria_model **out, const invocation *call,
                                    const char *directory);

#endif
