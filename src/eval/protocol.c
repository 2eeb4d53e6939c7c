// protocol.c: see protocol.h.
#include "eval/protocol.h"

#include "base/memory.h"

#include <string.h>

const cria_protocol cria_protocols[] = {
    {"2023", CRIA_CONTEXT_EOS, true, "mean of 12 phenomena"},
    {"2024", CRIA_CONTEXT_BOS, true, "mean of paradigms"},
    {"2025", CRIA_CONTEXT_NONE, false, "mean of paradigms"},
    {0},
};

const char *cria_protocol_choices(void)
{
    return "2023|2024|2025";
}

// The context's id, or -1; CRIA_EARG when the model has none to give.
static cria_status context_id(int64_t *id, const cria_protocol *protocol,
                              const cria_model *model)
{
    const cria_config *c = &model->config;
    const int64_t bos = c->bos >= 0 ? c->bos : c->eos >= 0 ? c->eos : c->pad;
    *id = protocol->context == CRIA_CONTEXT_EOS   ? c->eos
          : protocol->context == CRIA_CONTEXT_BOS ? bos
                                                  : -1;
    if (*id < 0 && protocol->context != CRIA_CONTEXT_NONE)
        return cria_fail(CRIA_EARG, "protocol %s wants a %s token and the model has none",
                         protocol->name,
                         protocol->context == CRIA_CONTEXT_EOS ? "</s>" : "<s>");
    return CRIA_OK;
}

static cria_status push_id(cria_ids *ids, uint32_t id)
{
    CRIA_TRY(cria_grow(&ids->id, &ids->capacity, ids->count + 1, sizeof *ids->id));
    ids->id[ids->count++] = id;
    return CRIA_OK;
}

cria_status cria_protocol_encode(const cria_protocol *protocol, const cria_model *model,
                                 const char *sentence, size_t length, cria_texts *out,
                                 size_t *dropped)
{
    int64_t context;
    CRIA_TRY(context_id(&context, protocol, model));
    const size_t first = out->ids.count, lost = out->ids.dropped_bytes;
    if (context >= 0)
        CRIA_TRY(push_id(&out->ids, (uint32_t)context));
    const cria_encode_options how = {.plain_specials = true, .add_template = context < 0};
    cria_buffer text = {0};
    cria_status status = CRIA_OK;
    if (protocol->leading_space)
        status = cria_buffer_putc(&text, ' ');
    if (status == CRIA_OK)
        status = cria_buffer_append(&text, sentence, length);
    if (status == CRIA_OK)
        status =
            cria_tokenizer_encode(model->tokenizer, &out->ids, text.data, text.length, &how);
    cria_buffer_free(&text);
    CRIA_TRY(status);
    *dropped += out->ids.dropped_bytes - lost;
    // A text that begins with the context already is not given a second one.
    uint32_t *ids = out->ids.id + first;
    if (context >= 0 && out->ids.count - first > 1 && ids[0] == ids[1])
        memmove(ids, ids + 1, (--out->ids.count - first) * sizeof *ids);
    return cria_texts_end(out);
}
