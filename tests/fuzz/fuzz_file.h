// fuzz_file.h owns the file under which a fuzz entry shows its bytes to a reader of files.
#ifndef CRIA_TESTS_FUZZ_FILE_H
#define CRIA_TESTS_FUZZ_FILE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // memfd_create
#endif

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// fuzz_file writes the bytes to a file in memory and its name to `path`; close the result.
static inline int fuzz_file(char path[64], const uint8_t *data, size_t size)
{
    const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

#endif
