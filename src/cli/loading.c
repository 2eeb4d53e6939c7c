// loading.c: see loading.h.
#include "cli/loading.h"

#include "tensor/device.h"

cria_status load_model(cria_model **out, const invocation *call, const char *directory)
{
    *out = NULL;
    if (!directory)
        return cria_fail(CRIA_EARG,
                         "--model DIR is missing: name a Hugging Face model directory");
    const cria_backend *backend;
    CRIA_TRY(cria_device_open(&backend, call->common->device));
    CRIA_TRY_CTX(cria_model_load(out, directory, backend, false), "loading %s", directory);
    return cria_model_need_tokenizer(out, directory);
}
