// unicode_classes.h owns what the tokenizer knows of each character: its class for the split
// pattern, and whether normalisation can leave it alone. The table is generated and our own, so
// that results never depend on a library's Unicode version.
#ifndef CRIA_TOKEN_UNICODE_CLASSES_H
#define CRIA_TOKEN_UNICODE_CLASSES_H

#include <stdint.h>

enum {
    CRIA_CLASS_OTHER = 0,
    CRIA_CLASS_LETTER = 1, // general category L
    CRIA_CLASS_NUMBER = 2, // general category N
    CRIA_CLASS_SPACE = 3,  // White_Space
    CRIA_CLASS_MASK = 3,
    // Stands for itself, never joins what stands before it, and is in no need of reordering.
    CRIA_NFC_INERT = 4,
    CRIA_NFKC_INERT = 8,
    // Unassigned in the Unicode version of the reference normaliser: never decomposed, combined
    // or reordered, whatever newer data say.
    CRIA_NORMAL_BARRIER = 16,
};

enum { CRIA_UNICODE_SHIFT = 7 };

extern const uint16_t cria_unicode_block[0x110000 >> CRIA_UNICODE_SHIFT];
extern const uint8_t cria_unicode_bits[];

// cria_unicode: the bits of a code point below 0x110000.
static inline unsigned cria_unicode(uint32_t code)
{
    const uint32_t block = cria_unicode_block[code >> CRIA_UNICODE_SHIFT];
    return cria_unicode_bits[(block << CRIA_UNICODE_SHIFT) |
                             (code & ((1u << CRIA_UNICODE_SHIFT) - 1))];
}

#endif
