// yaml_scalar.h owns the meaning of YAML scalars by the core schema of YAML 1.2
// (section 10.3.2).
#ifndef CRIA_FORMAT_YAML_SCALAR_H
#define CRIA_FORMAT_YAML_SCALAR_H

#include "format/json.h"

// cria_yaml_scalar: *out is owned by the caller. Infinities, NaN and integers beyond 64 bits
// have no JSON value and are CRIA_EFORMAT.
CRIA_MUSTUSE cria_status cria_yaml_scalar(json_t **out, const char *text, size_t length,
                                          bool quoted);

#endif
