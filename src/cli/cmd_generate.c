// cmd_generate.c: cria generate, text streamed to stdout.
#include "cli/commands.h"

#include "cli/loading.h"
#include "generate/generator.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { TEXTS_MAX = 64, PROMPT_BYTES_MAX = 1 << 20 };

typedef struct settings {
    const char *model, *prompt, *file;
    double temperature, top_p;
    int64_t top_k, max_tokens, texts;
    bool special;
} settings;

static const cria_option table[] = {
    MODEL_ROW,
    {.name = "prompt",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, prompt),
     .value = "TEXT",
     .help = "what the text begins with; <s> is the special token",
     .letter = 'p'},
    {.name = "file",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, file),
     .value = "FILE",
     .help = "read the prompt from a file, - for standard input",
     .letter = 'f'},
    {.name = "temperature",
     .kind = CRIA_OPTION_REAL,
     .offset = offsetof(settings, temperature),
     .fallback = "0.7",
     .value = "X",
     .min = 0,
     .max = 100,
     .help = "divides the logits; 0 always takes the likeliest token"},
    {.name = "top-k",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(settings, top_k),
     .fallback = "50",
     .value = "N",
     .min = 0,
     .max = 1e9,
     .help = "draw among the N likeliest tokens; 0 is off"},
    {.name = "top-p",
     .kind = CRIA_OPTION_REAL,
     .offset = offsetof(settings, top_p),
     .fallback = "0.95",
     .value = "X",
     .min = 1e-9,
     .max = 1,
     .help = "draw among the fewest tokens whose probability reaches X"},
    {.name = "max-tokens",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(settings, max_tokens),
     .fallback = "100",
     .value = "N",
     .min = 1,
     .max = 1e9,
     .help = "longest text in tokens, counting the prompt",
     .letter = 'n'},
    {.name = "n",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(settings, texts),
     .fallback = "1",
     .value = "N",
     .min = 1,
     .max = TEXTS_MAX,
     .help = "how many texts"},
    {.name = "special",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(settings, special),
     .help = "print special tokens too"},
    {0},
};

// One text on its way to stdout. Text 0 is streamed; the others wait for their turn.
typedef struct stream {
    cria_decoder decoder;
    cria_buffer text;
    size_t printed;
    bool started; // the space in front of the first word is not printed
} stream;

static cria_status put(stream *s, const cria_model *model, uint32_t id)
{
    return cria_decoder_put(&s->decoder, model->tokenizer, &s->text, id);
}

static void flush_stream(stream *s)
{
    while (!s->started && s->printed < s->text.length && s->text.data[s->printed] == ' ')
        s->printed++;
    s->started |= s->printed < s->text.length;
    fwrite(s->text.data + s->printed, 1, s->text.length - s->printed, stdout);
    s->printed = s->text.length;
    fflush(stdout);
}

static cria_status print_texts(const stream *s, int texts)
{
    for (int k = 0; k < texts; k++) {
        json_t *line;
        CRIA_TRY(cria_json_object(&line));
        cria_buffer out = {0};
        const char *text = s[k].text.data ? s[k].text.data : "";
        cria_status status = cria_json_set(line, "text", json_string(text));
        if (status == CRIA_OK)
            status = cria_json_append(&out, line);
        if (status == CRIA_OK)
            puts(out.data);
        cria_buffer_free(&out);
        json_decref(line);
        CRIA_TRY(status);
    }
    return CRIA_OK;
}

static cria_status run_streams(cria_generator *g, const cria_model *model, stream *s, int texts,
                               bool json)
{
    for (int open = texts; open > 0;) {
        int64_t id[TEXTS_MAX];
        CRIA_TRY(cria_generator_next(g, id, &open));
        for (int k = 0; k < texts; k++)
            if (id[k] >= 0)
                CRIA_TRY(put(&s[k], model, (uint32_t)id[k]));
        if (!json)
            flush_stream(&s[0]);
    }
    for (int k = 0; k < texts; k++)
        CRIA_TRY(cria_decoder_end(&s[k].decoder, &s[k].text));
    if (json)
        return print_texts(s, texts);
    for (int k = 0; k < texts; k++) {
        flush_stream(&s[k]);
        fputs(k + 1 < texts ? "\n\n" : "\n", stdout);
    }
    return CRIA_OK;
}

static cria_status generate(const invocation *call, cria_model *model, const char *prompt)
{
    const settings *o = call->settings[0];
    const cria_sampling how = {o->temperature, o->top_k, o->top_p};
    const int texts = (int)o->texts;
    stream s[TEXTS_MAX] = {0};
    cria_ids ids = {0};
    cria_generator *g = NULL;
    cria_status status =
        cria_tokenizer_encode(model->tokenizer, &ids, prompt, strlen(prompt), NULL);
    if (status == CRIA_OK)
        status = cria_generator_open(&g, model, &how, texts, o->max_tokens,
                                     (uint64_t)call->common->seed);
    if (status == CRIA_OK)
        status = cria_generator_prompt(g, ids.id, ids.count);
    for (int k = 0; k < texts && status == CRIA_OK; k++) {
        s[k].decoder.skip_special = !o->special;
        for (size_t i = 0; i < ids.count && status == CRIA_OK; i++)
            status = put(&s[k], model, ids.id[i]);
    }
    if (status == CRIA_OK)
        status = run_streams(g, model, s, texts, call->common->json);
    for (int k = 0; k < texts; k++)
        cria_buffer_free(&s[k].text);
    cria_generator_close(g);
    cria_ids_free(&ids);
    return status;
}

static cria_status run(const invocation *call)
{
    const settings *o = call->settings[0];
    if (!o->prompt == !o->file)
        return cria_fail(CRIA_EARG, "cria generate wants --prompt TEXT or --file FILE");
    cria_buffer file = {0};
    cria_model *model = NULL;
    cria_status status = CRIA_OK;
    if (o->file)
        status = cria_file_read(&file, o->file, PROMPT_BYTES_MAX);
    if (status == CRIA_OK)
        status = load_model(&model, call, o->model);
    if (status == CRIA_OK)
        status = generate(call, model, o->file ? (file.data ? file.data : "") : o->prompt);
    cria_model_free(model);
    cria_buffer_free(&file);
    return status;
}

const command command_generate = {
    .name = "generate",
    .arguments = "",
    .summary = "continue a prompt",
    .details =
        "Draws tokens in the order temperature, top-k, top-p, until </s> or --max-tokens. "
        "The same seed gives the same text.",
    .example = "cria generate --model runs/quickstart/students/babyllama/model "
               "--prompt '<s> The river'",
    .tables = {{table, sizeof(settings)}},
    .run = run,
};
