// status.h: the status codes of the public API and of everything below it.
#ifndef CRIA_STATUS_H
#define CRIA_STATUS_H

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
// cria_message returns the chain of this thread's last failure, outermost first, joined by ":
// ". Valid until the next failure on this thread.
const char *cria_message(void);

// cria_status_name returns a constant name such as "bad data".
const char *cria_status_name(cria_status status);

#endif
