// YAML: what is accepted is a mapping whose top keys all have lines.
#include "format/yaml.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cria_yaml y;
    if (cria_yaml_parse(&y, (const char *)data, size, "fuzz") != CRIA_OK)
        return 0;
    for (void *i = json_object_iter(y.root); i; i = json_object_iter_next(y.root, i))
        if (cria_yaml_line(&y, json_object_iter_key(i)) < 1)
            abort();
    cria_yaml_free(&y);
    return 0;
}
