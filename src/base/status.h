// status.h owns the one error scheme: a status code, and a thread-local chain of messages.
//
// Every fallible function returns cria_status. The place that knows the fault records what was
// expected and what was found (cria_fail); callers add context (CRIA_TRY_CTX); the command line
// prints the chain and turns the code into an exit code. The library never prints or exits.
#ifndef CRIA_BASE_STATUS_H
#define CRIA_BASE_STATUS_H

#include "cria/status.h"

#include <stdbool.h>
#include <stddef.h>

#define CRIA_PRINTF(text, first) __attribute__((format(printf, text, first)))

// The longest chain of messages, with its NUL: for what carries one to another thread.
enum { CRIA_MESSAGE_BYTES = 1024 };

// cria_fail records the innermost message of a new chain and returns `status`, so that the
// faulty place reads `return cria_fail(CRIA_EFORMAT, "tensor '%s' ends at ...", ...)`.
cria_status cria_fail(cria_status status, const char *format, ...) CRIA_PRINTF(2, 3);

// cria_fail_errno is cria_fail with CRIA_EIO (CRIA_ENOMEM for ENOMEM) and ": strerror(errno)".
cria_status cria_fail_errno(const char *format, ...) CRIA_PRINTF(1, 2);

// cria_context puts an outer message in front of the current chain and returns `status`.
cria_status cria_context(cria_status status, const char *format, ...) CRIA_PRINTF(2, 3);

// CRIA_TRY forwards a failure and nothing else; the only macro that hides control flow.
#define CRIA_TRY(expression)                                                                   \
    do {                                                                                       \
        const cria_status try_status_ = (expression);                                          \
        if (try_status_ != CRIA_OK)                                                            \
            return try_status_;                                                                \
    } while (0)

// CRIA_TRY_CTX forwards a failure with context: CRIA_TRY_CTX(open(f), "loading teacher %s", d).
#define CRIA_TRY_CTX(expression, ...)                                                          \
    do {                                                                                       \
        const cria_status try_status_ = (expression);                                          \
        if (try_status_ != CRIA_OK)                                                            \
            return cria_context(try_status_, __VA_ARGS__);                                     \
    } while (0)

// CRIA_ASSERT states what only a bug of ours can break; it stays on in release builds.
#define CRIA_ASSERT(condition)                                                                 \
    ((condition) ? (void)0 : cria_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void cria_assert_failed(const char *condition, const char *file, int line);

#endif
