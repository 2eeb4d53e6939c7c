// op.c: the names of the op table.
#include "tensor/op.h"

const char *cria_op_name(cria_op op)
{
    static const char *const names[] = {
#define X(NAME, name) #name,
        CRIA_OP_TABLE(X)
#undef X
    };
    return names[op];
}
