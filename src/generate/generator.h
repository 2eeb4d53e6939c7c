// generator.h owns generation: several texts that continue one prompt side by side, with their
// keys and values kept in a cache. The public cria_session is a generator of one text.
#ifndef CRIA_GENERATE_GENERATOR_H
#define CRIA_GENERATE_GENERATOR_H

#include "generate/sample.h"
#include "model/model.h"

typedef struct cria_generator cria_generator;

// cria_generator_open: `texts` side by side, at most `capacity` tokens each (0, or more than
// the model's context: the context). The model is borrowed.
CRIA_MUSTUSE cria_status cria_generator_open(cria_generator **out, cria_model *model,
                                             const cria_sampling *how, int texts,
                                             int64_t capacity, uint64_t seed);
void cria_generator_close(cria_generator *g);

// cria_generator_prompt starts all texts anew with these ids; text k draws from its own random
// stream, so text 0 is the same whatever their number. An empty prompt is CRIA_EARG, and so is
// one that leaves no room: it is never cut silently.
CRIA_MUSTUSE cria_status cria_generator_prompt(cria_generator *g, const uint32_t *ids,
                                               size_t count);

// cria_generator_next draws one token for every unfinished text: id[k] is its token, or -1 once
// the text has ended (</s>, which is not given out, or no room left). *open = texts unfinished.
CRIA_MUSTUSE cria_status cria_generator_next(cria_generator *g, int64_t *id, int *open);

#endif
