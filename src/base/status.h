// status.h owns the one error scheme: a status code, and a thread-local chain of messages.
//
// Every fallible function returns cria_status. The place that knows the fault records what was
// expected and what was found (cria_fail); callers add context (CRIA_TRY_CTX); the command line
// prints the chain and turns the code into an exit code. The library never prints or exits.
#ifndef CRIA_BASE_STATUS_H
#define CRIA_BASE_STATUS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum cria_status {
    CRIA_OK,
    CRIA_EARG,     // a wrong argument or option                        exit 2
    CRIA_EIO,      // a file or directory could not be read or written   exit 4
    CRIA_ENET,     // the network                                        exit 4
    CRIA_EFORMAT,  // foreign bytes are not what they should be          exit 3
    CRIA_ELIMIT,   // a bound of ours was exceeded by foreign data       exit 3
    CRIA_ENOMEM,   // memory: refused by a plan or by the system         exit 5
    CRIA_EDEVICE,  // a device is absent or failed                       exit 5
    CRIA_ENUMERIC, // NaN, infinity, divergence                          exit 6
    CRIA_EINTR,    // interrupted by the user, state saved               exit 130
    CRIA_EFAIL,    // anything else that went wrong                      exit 1
} cria_status;

#define CRIA_MUSTUSE __attribute__((warn_unused_result))
#define CRIA_PRINTF(text, first) __attribute__((format(printf, text, first)))

// cria_fail records the innermost message of a new chain and returns `status`, so that the
// faulty place reads `return cria_fail(CRIA_EFORMAT, "tensor '%s' ends at ...", ...)`.
cria_status cria_fail(cria_status status, const char *format, ...) CRIA_PRINTF(2, 3);

// cria_fail_errno is cria_fail with CRIA_EIO (CRIA_ENOMEM for ENOMEM) and ": strerror(errno)".
cria_status cria_fail_errno(const char *format, ...) CRIA_PRINTF(1, 2);

// cria_context puts an outer message in front of the current chain and returns `status`.
cria_status cria_context(cria_status status, const char *format, ...) CRIA_PRINTF(2, 3);

// cria_message returns the chain of this thread's last failure, outermost first, joined by ": ".
// Valid until the next failure on this thread.
const char *cria_message(void);

// cria_status_name returns a constant name such as "bad data".
const char *cria_status_name(cria_status status);

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
