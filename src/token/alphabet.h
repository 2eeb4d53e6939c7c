// alphabet.h owns the byte alphabet of byte-level BPE: how the 256 bytes are written as
// printable characters in a vocabulary file. Bytes 33-126, 161-172 and 174-255 stand for
// themselves; the other 68 are, in increasing order, U+0100 and up (space is U+0120).
#ifndef CRIA_TOKEN_ALPHABET_H
#define CRIA_TOKEN_ALPHABET_H

#include "base/buffer.h"

#include <stdint.h>

typedef struct cria_alphabet {
    uint16_t code[256];    // of each byte
    int16_t byte[0x144];   // of each code point, -1 where none
    uint8_t in_order[256]; // the bytes sorted by code point
} cria_alphabet;

void cria_alphabet_make(cria_alphabet *out);

// cria_alphabet_write appends the bytes as alphabet text, UTF-8.
CRIA_MUSTUSE cria_status cria_alphabet_write(const cria_alphabet *a, cria_buffer *out,
                                             const char *bytes, size_t length);

// cria_alphabet_read appends the bytes that an alphabet text stands for. A text with any
// character outside the alphabet stands for its own UTF-8 bytes.
CRIA_MUSTUSE cria_status cria_alphabet_read(const cria_alphabet *a, cria_buffer *out,
                                            const char *text, size_t length);

#endif
