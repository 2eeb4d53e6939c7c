// output.c: see output.h.
#include "cli/output.h"

#include <stdio.h>

cria_status print_json(json_t *value)
{
    cria_buffer text = {0};
    const cria_status status = value ? cria_json_append(&text, value)
                                     : cria_fail(CRIA_ENOMEM, "out of memory for a result");
    if (status == CRIA_OK)
        puts(text.data);
    cria_buffer_free(&text);
    json_decref(value);
    return status;
}
