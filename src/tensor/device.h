// device.h: from a device's name to its backend. device.c, beside the two backends, is the only
// file that names both.
#ifndef CRIA_TENSOR_DEVICE_H
#define CRIA_TENSOR_DEVICE_H

#include "tensor/op.h"

// cria_device_open: name is "auto", "cpu" or "cuda:N". CRIA_EDEVICE says what is missing.
CRIA_MUSTUSE cria_status cria_device_open(const cria_backend **out, const char *name);

#endif
