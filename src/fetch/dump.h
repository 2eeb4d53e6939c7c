// dump.h owns the reading of MediaWiki's XML exports (schema export-0.10, 0.11) as a stream.
#ifndef CRIA_FETCH_DUMP_H
#define CRIA_FETCH_DUMP_H

#include "wiki/store.h"

// cria_dump_read reads `path` ("-" is standard input), plain or bzip2 in one or many streams,
// and calls `take` for each page's newest revision of the namespaces main (0) and Page (104).
// Memory does not grow with the file; it is unpacked on all threads, ahead of `take`. Pages
// whose text is longer than CRIA_WIKI_TEXT_MAX are left out with a warning, those with a
// deleted or no text without. A document type is refused. A cut or damaged file is CRIA_EFORMAT
// with the byte or line; what was given stays given.
typedef struct cria_dump_report {
    uint64_t packed_bytes, bytes, pages, streams;
    char site[128]; // "https://en.wikisource.org", from <siteinfo>; "" when it does not say
} cria_dump_report;
CRIA_MUSTUSE cria_status cria_dump_read(const char *path, cria_store_taker *take, void *context,
                                        cria_dump_report *report);

#endif
