// model_settings.h: a model stage's configuration and settings, read from the recipe. For this
// room only.
#ifndef CRIA_RUN_MODEL_SETTINGS_H
#define CRIA_RUN_MODEL_SETTINGS_H

#include "model/config.h"
#include "run/stage.h"
#include "token/tokenizer.h"
#include "train/options.h"

typedef struct model_settings {
    cria_config config;
    int64_t vocab_size;
    const char *preset;  // borrowed from the recipe; NULL for a configuration written there
    json_t *config_json; // that configuration; owned
    cria_options train_options, distill_options;
    cria_train_settings train;
    cria_distill_settings distill;
    const char *teacher[STAGE_INPUTS_MAX]; // directories of the teachers
    bool distilled;
} model_settings;

// model_settings_read: free with model_settings_free, failed or not.
CRIA_MUSTUSE cria_status model_settings_read(model_settings *m, run *r, const stage *s);
// model_settings_place names the files and folders, which are no part of a stage's key.
CRIA_MUSTUSE cria_status model_settings_place(model_settings *m, run *r, const stage *s);
void model_settings_free(model_settings *m);

#endif
