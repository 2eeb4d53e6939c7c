// config.json: what is accepted has possible sizes, and is accepted again as we write it.
#include "model/config.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const cria_config *config)
{
    cria_config again;
    json_t *object;
    if (cria_config_check(config, "fuzz") != CRIA_OK || cria_config_parameters(config) <= 0 ||
        cria_config_json(&object, config) != CRIA_OK)
        abort();
    if (cria_config_parse(&again, object, "again") != CRIA_OK ||
        cria_config_parameters(&again) != cria_config_parameters(config))
        abort();
    json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *object;
    cria_config config;
    if (cria_json_parse(&object, (const char *)data, size, "fuzz") != CRIA_OK)
        return 0;
    if (cria_config_parse(&config, object, "fuzz") == CRIA_OK)
        check(&config);
    json_decref(object);
    return 0;
}
