// pairs.h owns minimal pairs: reading a directory of BLiMP-format files.
#ifndef CRIA_EVAL_PAIRS_H
#define CRIA_EVAL_PAIRS_H

#include "base/file.h"
#include "base/memory.h"

typedef struct cria_pair {
    const char *good, *bad;
    size_t good_bytes, bad_bytes;
    const char *id; // the file's pairID (or pair_id), else the line number from 0
} cria_pair;

typedef struct cria_paradigm {
    const char *name;       // the file's UID, which is its stem where there is none
    const char *phenomenon; // linguistics_term; "" where there is none
    const char *field;
    cria_pair *pair;
    size_t count, capacity;
} cria_paradigm;

// cria_suite: all *.jsonl files of a directory, sorted by name. Zero-initialise.
typedef struct cria_suite {
    cria_paradigm *paradigm;
    size_t count, capacity;
    size_t pairs; // in all
    cria_arena arena;
} cria_suite;

// cria_suite_read: a file that is not JSON lines, or a row without sentence_good or
// sentence_bad, is CRIA_EFORMAT naming file and line; a directory without files CRIA_EIO.
CRIA_MUSTUSE cria_status cria_suite_read(cria_suite *out, const char *directory);
void cria_suite_free(cria_suite *suite);

#endif
