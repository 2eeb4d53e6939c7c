// learn.h owns the learning of merges from counted words (Sennrich et al. 2016): again and
// again the most frequent adjacent pair of symbols is merged everywhere.
#ifndef CRIA_TOKEN_LEARN_H
#define CRIA_TOKEN_LEARN_H

#include "token/model.h"

// cria_learn adds tokens and merges to a tokenizer that has its special tokens and its
// alphabet, until it has `vocab_size` tokens or no pair occurs `min_frequency` times. Equal
// counts are decided by the smaller left id, then the smaller right id. A merge whose text is a
// token already gives that token. Bytes without a token are left out. CRIA_EINTR: interrupted.
CRIA_MUSTUSE cria_status cria_learn(cria_tokenizer *t, const cria_wordmap *words,
                                    size_t vocab_size, int64_t min_frequency);

#endif
