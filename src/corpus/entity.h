// entity.h owns character references: the names of HTML 4 and XHTML, decimal, hexadecimal.
#ifndef CRIA_CORPUS_ENTITY_H
#define CRIA_CORPUS_ENTITY_H

#include <stddef.h>
#include <stdint.h>

// cria_entity_decode reads the reference at `at` (which is '&'). It returns the bytes used,
// with the ';', and the code point in *code; 0 when there is no known reference there. A
// reference escaped twice (&amp;eacute;) is read as the inner one. A number that is no
// character (0, a surrogate, over U+10FFFF) gives U+FFFD.
size_t cria_entity_decode(const char *at, const char *end, uint32_t *code);

#endif
