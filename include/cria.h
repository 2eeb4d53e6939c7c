// cria.h is the public API: a model (loaded, immutable, shared between threads), its tokenizer,
// and a session (one mutable text in progress). Nothing else of the library is public.
//
//     cria_model *model;
//     cria_session *session;
//     if (cria_model_open(&model, "runs/quickstart/student", NULL) != CRIA_OK ||
//         cria_session_open(&session, model, NULL) != CRIA_OK)
//         fprintf(stderr, "%s\n", cria_message());
//     cria_session_prompt(session, "<s> Italy is");
//     while (cria_session_next(session, &piece) == CRIA_OK && piece)
//         fputs(piece, stdout);
//
// Every fallible function returns a status that must be checked; cria_message() then holds one
// line saying what happened, where, and what was expected. Link with -lcria.
#ifndef CRIA_H
#define CRIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#include "cria/status.h"

// cria_model: weights, configuration and tokenizer of one Hugging Face model directory.
typedef struct cria_model cria_model;

typedef struct cria_model_options {
    const char *device; // "auto" (NULL), "cpu", "cuda:N"
    int threads;        // 0 = one for each processor; process-wide
} cria_model_options;

CRIA_MUSTUSE cria_status cria_model_open(cria_model **out, const char *directory,
                                         const cria_model_options *options);
void cria_model_close(cria_model *model); // after its sessions; NULL is fine
int64_t cria_model_parameters(const cria_model *model);
int cria_model_vocab_size(const cria_model *model);
int cria_model_context(const cria_model *model); // longest text in tokens

// cria_model_tokenize writes at most `capacity` ids of `text` and sets *count to how many there
// are; call again with a larger array when *count > capacity.
CRIA_MUSTUSE cria_status cria_model_tokenize(const cria_model *model, const char *text,
                                             uint32_t *ids, size_t capacity, size_t *count);

// cria_session: one text in progress.
typedef struct cria_session cria_session;

typedef struct cria_session_options {
    double temperature; // 0 = always the likeliest token
    int top_k;          // 0 = off
    double top_p;       // 1 = off
    int max_tokens;     // counting the prompt; 0 = the model's context
    uint64_t seed;
} cria_session_options; // NULL: 0.7, 50, 0.95, 100, 42

CRIA_MUSTUSE cria_status cria_session_open(cria_session **out, cria_model *model,
                                           const cria_session_options *options);
// cria_session_prompt starts anew with this text; literal <s> and </s> are the special tokens.
CRIA_MUSTUSE cria_status cria_session_prompt(cria_session *session, const char *text);
// cria_session_next: *piece is the next piece of text (whole UTF-8 characters, possibly empty),
// valid until the next call; NULL at the end.
CRIA_MUSTUSE cria_status cria_session_next(cria_session *session, const char **piece);
void cria_session_close(cria_session *session); // NULL is fine

#ifdef __cplusplus
}
#endif
#endif
