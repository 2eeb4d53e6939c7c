// device.c: see tensor/device.h. The only file that names both backends.
#include "cpu/cpu.h"
#include "tensor/device.h"

#include <string.h>

cria_status cria_device_open(const cria_backend **out, const char *name)
{
    *out = NULL;
    if (strcmp(name, "auto") == 0 || strcmp(name, "cpu") == 0) {
        *out = cria_cpu_backend();
        return CRIA_OK;
    }
    if (strncmp(name, "cuda", 4) == 0)
        return cria_fail(CRIA_EDEVICE, "device %s: this build has no CUDA; use --device cpu",
                         name);
    return cria_fail(CRIA_EARG, "unknown device '%s'; known: auto, cpu, cuda:N", name);
}
