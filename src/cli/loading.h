// loading.h: what several commands begin with: a model and its tokenizer on the chosen device.
#ifndef CRIA_CLI_LOADING_H
#define CRIA_CLI_LOADING_H

#include "cli/command.h"
#include "model/model.h"

// MODEL_ROW: the option --model DIR of a command whose `settings` has a member `model`.
#define MODEL_ROW                                                                              \
    {                                                                                          \
        .name = "model", .kind = CRIA_OPTION_TEXT, .offset = offsetof(settings, model),        \
        .value = "DIR", .help = "the model: a Hugging Face directory", .letter = 'm'           \
    }

// load_model: `directory` is the value of --model; the model must have a tokenizer.
CRIA_MUSTUSE cria_status load_model(cria_model **out, const invocation *call,
                                    const char *directory);

#endif
