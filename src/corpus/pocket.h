// pocket.h owns the pocket corpus: an invented land's encyclopaedia, raised from the word lists
// and rules in share/pocket/ and written in the markup of the real source, with minimal pairs.
//
// The same seed and size give the same bytes on any machine: all choices come from
// CRIA_STREAM_POCKET, and nothing runs in parallel.
#ifndef CRIA_CORPUS_POCKET_H
#define CRIA_CORPUS_POCKET_H

#include "base/status.h"

#include <stdint.h>

enum {
    CRIA_POCKET_WORDS_MIN = 2000,
    CRIA_POCKET_WORDS_MAX = 1000000,
};

// cria_pocket_write reads words.txt, world.txt, grammar.txt and pairs.txt in `share_dir` and
// writes, for about `words` words of clean text,
//   out_dir/pages.jsonl.zst           {"title","slice","source","html"} a line: markup to clean
//   out_dir/clean.jsonl.zst           {"title","source","text"}: the same articles as the
//                                     cleaner should give them back, one paragraph a line
//   out_dir/pages.xml                 the same articles as a wiki's export: stubs, and scanned
//                                     pages with the markup of Wikisource
//   out_dir/minimal_pairs/NAME.jsonl  pairs in BLiMP's format; no sentence occurs in the corpus
// The directory is made if absent; each file appears whole.
// A fault in the rules is CRIA_EFORMAT (or CRIA_ELIMIT) with file and line.
CRIA_MUSTUSE cria_status cria_pocket_write(const char *share_dir, const char *out_dir,
                                           uint64_t seed, int64_t words);

// cria_pocket_prompts: beginnings that a model raised on the corpus can go on from, without the
// <s> in front; NULL-ended.
extern const char *const cria_pocket_prompts[];

#endif
