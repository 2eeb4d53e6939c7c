// charset.h owns the encodings of text files that are not UTF-8.
#ifndef CRIA_CORPUS_CHARSET_H
#define CRIA_CORPUS_CHARSET_H

#include "base/buffer.h"

// cria_charset_decode makes UTF-8 of a file's bytes, in their place, where the file says what it
// is: by the byte order mark of UTF-16, or, in HTML that is no UTF-8, by the charset that its
// first KiB names (WHATWG, "determining the character encoding"; latin-1 means windows-1252).
// What has no meaning in that encoding becomes U+FFFD. Other bytes stay as they are.
// CRIA_EFORMAT: an encoding that this system cannot read.
CRIA_MUSTUSE cria_status cria_charset_decode(cria_buffer *bytes, bool html, const char *path);

#endif
