// status.c: see status.h. The chain is one bounded buffer per thread.
#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_BYTES = 1024 };
static _Thread_local char message[MESSAGE_BYTES];

cria_status cria_fail(cria_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return status;
}

cria_status cria_fail_errno(const char *format, ...)
{
    const int saved = errno;
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const size_t used = strlen(message);
    snprintf(message + used, sizeof message - used, ": %s", strerror(saved));
    return saved == ENOMEM ? CRIA_ENOMEM : CRIA_EIO;
}

cria_status cria_context(cria_status status, const char *format, ...)
{
    char inner[MESSAGE_BYTES];
    memcpy(inner, message, sizeof inner);
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const size_t used = strlen(message);
    snprintf(message + used, sizeof message - used, ": %s", inner);
    return status;
}

const char *cria_message(void)
{
    return message;
}

const char *cria_status_name(cria_status status)
{
    static const char *const names[] = {
        [CRIA_OK] = "ok",           [CRIA_EARG] = "usage",        [CRIA_EIO] = "input/output",
        [CRIA_ENET] = "network",    [CRIA_EFORMAT] = "bad data",  [CRIA_ELIMIT] = "limit",
        [CRIA_ENOMEM] = "memory",   [CRIA_EDEVICE] = "device",    [CRIA_ENUMERIC] = "numeric",
        [CRIA_EINTR] = "interrupted", [CRIA_EFAIL] = "failure",
    };
    return names[status];
}

_Noreturn void cria_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: assertion failed: %s (a bug in cria, please report it)\n", file,
            line, condition);
    abort();
}
