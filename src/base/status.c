// status.c: see status.h. The chain is one bounded buffer per thread.
#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local char message[CRIA_MESSAGE_BYTES];

// Sets the message; the arguments may point into the old one.
static void set_message(const char *format, va_list args, const char *rest)
{
    char text[CRIA_MESSAGE_BYTES];
    vsnprintf(text, sizeof text, format, args);
    const size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s%s", rest ? ": " : "", rest ? rest : "");
    memcpy(message, text, sizeof message);
}

cria_status cria_fail(cria_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_message(format, args, NULL);
    va_end(args);
    return status;
}

cria_status cria_fail_errno(const char *format, ...)
{
    const int saved = errno;
    va_list args;
    va_start(args, format);
    set_message(format, args, strerror(saved));
    va_end(args);
    return saved == ENOMEM ? CRIA_ENOMEM : CRIA_EIO;
}

cria_status cria_context(cria_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set_message(format, args, message);
    va_end(args);
    return status;
}

const char *cria_message(void)
{
    return message;
}

const char *cria_status_name(cria_status status)
{
    static const char *const names[] = {
        [CRIA_OK] = "ok",
        [CRIA_EARG] = "usage",
        [CRIA_EIO] = "input/output",
        [CRIA_ENET] = "network",
        [CRIA_EFORMAT] = "bad data",
        [CRIA_ELIMIT] = "limit",
        [CRIA_ENOMEM] = "memory",
        [CRIA_EDEVICE] = "device",
        [CRIA_ENUMERIC] = "numeric",
        [CRIA_EINTR] = "interrupted",
        [CRIA_EFAIL] = "failure",
    };
    return names[status];
}

_Noreturn void cria_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: assertion failed: %s (a bug in cria, please report it)\n", file,
            line, condition);
    abort();
}
