// output.h: a command's result on stdout as JSON.
#ifndef CRIA_CLI_OUTPUT_H
#define CRIA_CLI_OUTPUT_H

#include "format/json.h"

// print_json prints the value on one line and releases it; NULL, from a failed constructor, is
// CRIA_ENOMEM.
CRIA_MUSTUSE cria_status print_json(json_t *value);

#endif
