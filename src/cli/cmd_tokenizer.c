// cmd_tokenizer.c: cria tokenizer train, encode, decode.
#include "cli/commands.h"

#include "format/lines.h"
#include "token/tokenizer.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_BYTES_MAX = 1 << 30 };

// ---- train

typedef struct train_settings {
    const char *out;
} train_settings;

static const cria_option train_table[] = {
    {.name = "out",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(train_settings, out),
     .fallback = "tokenizer.json",
     .value = "FILE",
     .help = "where the tokenizer goes",
     .letter = 'o'},
    {0},
};

static cria_status run_train(const invocation *call)
{
    const train_settings *o = call->settings[0];
    cria_tokenizer *t = NULL;
    cria_status status = cria_tokenizer_train(&t, call->arguments.item,
                                              (size_t)call->arguments.count, call->settings[1]);
    if (status == CRIA_OK)
        status = cria_tokenizer_save(t, o->out);
    cria_tokenizer_close(t);
    return status;
}

const command command_tokenizer_train = {
    .name = "tokenizer train",
    .arguments = "FILE...",
    .summary = "learn a byte-level BPE vocabulary",
    .details = "Vocabulary, merges and ids are those of Hugging Face tokenizers with the same "
               "settings.",
    .example = "cria tokenizer train --vocab-size 16000 --out tokenizer.json train.txt",
    .tables = {{train_table, sizeof(train_settings)},
               {cria_tokenizer_train_option_table, sizeof(cria_tokenizer_train_options)}},
    .arguments_min = 1,
    .arguments_max = -1,
    .run = run_train,
};

// ---- encode, decode

typedef struct settings {
    const char *tokenizer;
    int prefix_space;
    bool plain_specials, template_tokens, skip_special;
} settings;

#define TOKENIZER_ROW                                                                          \
    {                                                                                          \
        .name = "tokenizer", .kind = CRIA_OPTION_TEXT,                                         \
        .offset = offsetof(settings, tokenizer), .fallback = "tokenizer.json",                 \
        .value = "FILE", .help = "the tokenizer.json to use"                                   \
    }

static const cria_option encode_table[] = {
    TOKENIZER_ROW,
    {.name = "prefix-space",
     .kind = CRIA_OPTION_CHOICE,
     .offset = offsetof(settings, prefix_space),
     .fallback = "stored",
     .choices = "stored|on|off",
     .help = "a space in front of the text, if it has none"},
    {.name = "plain-specials",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(settings, plain_specials),
     .help = "take a literal <s> as plain text"},
    {.name = "template",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(settings, template_tokens),
     .help = "add the tokens that the tokenizer's template adds"},
    {0},
};

static const cria_option decode_table[] = {
    TOKENIZER_ROW,
    {.name = "skip-special",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(settings, skip_special),
     .help = "leave special tokens out"},
    {0},
};

// Reads the file (or standard input) line by line and prints what `convert` makes of each.
typedef cria_status converter(const settings *o, const cria_tokenizer *t, const char *line,
                              size_t length, cria_buffer *out);

static cria_status each_line(const invocation *call, const cria_tokenizer *t,
                             converter *convert)
{
    const char *path = call->arguments.count ? call->arguments.item[0] : "-";
    cria_line_reader *lines;
    CRIA_TRY(cria_line_reader_open(&lines, path, LINE_BYTES_MAX));
    cria_buffer out = {0};
    const char *line;
    size_t length;
    cria_status status;
    while ((status = cria_line_next(lines, &line, &length)) == CRIA_OK && line) {
        cria_buffer_reset(&out);
        status = convert(call->settings[0], t, line, length, &out);
        if (status != CRIA_OK) {
            status = cria_context(status, "%s, line %zu", path, cria_line_number(lines));
            break;
        }
        fwrite(out.data ? out.data : "", 1, out.length, stdout);
        putchar('\n');
    }
    cria_buffer_free(&out);
    cria_line_reader_close(lines);
    return status;
}

static cria_status encode_line(const settings *o, const cria_tokenizer *t, const char *line,
                               size_t length, cria_buffer *out)
{
    const cria_encode_options how = {.prefix_space = (cria_prefix_space)o->prefix_space,
                                     .plain_specials = o->plain_specials,
                                     .add_template = o->template_tokens};
    cria_ids ids = {0};
    cria_status status = cria_tokenizer_encode_all(t, &ids, line, length, &how);
    for (size_t i = 0; i < ids.count && status == CRIA_OK; i++) {
        char number[16];
        const int bytes =
            snprintf(number, sizeof number, "%s%" PRIu32, i ? " " : "", ids.id[i]);
        status = cria_buffer_append(out, number, (size_t)bytes);
    }
    cria_ids_free(&ids);
    return status;
}

static cria_status decode_line(const settings *o, const cria_tokenizer *t, const char *line,
                               size_t length, cria_buffer *out)
{
    for (const char *at = line, *end = line + length; at < end;) {
        if (*at == ' ' || *at == '\t' || *at == '\r') {
            at++;
            continue;
        }
        char *after;
        const unsigned long long id = strtoull(at, &after, 10);
        if (after == at || *at == '-' || *at == '+' || id > UINT32_MAX)
            return cria_fail(CRIA_EFORMAT, "byte %zu: expected an id", (size_t)(at - line));
        const uint32_t one = (uint32_t)id;
        CRIA_TRY(cria_tokenizer_decode(t, out, &one, 1, o->skip_special));
        at = after;
    }
    return CRIA_OK;
}

static cria_status convert_lines(const invocation *call, converter *convert)
{
    const settings *o = call->settings[0];
    cria_tokenizer *t;
    CRIA_TRY(cria_tokenizer_open(&t, o->tokenizer));
    const cria_status status = each_line(call, t, convert);
    cria_tokenizer_close(t);
    return status;
}

static cria_status run_encode(const invocation *call)
{
    return convert_lines(call, encode_line);
}

static cria_status run_decode(const invocation *call)
{
    return convert_lines(call, decode_line);
}

const command command_tokenizer_encode = {
    .name = "tokenizer encode",
    .arguments = "[FILE]",
    .summary = "text to ids: one line of ids for each line of input",
    .example = "echo 'The river' | cria tokenizer encode --tokenizer tokenizer.json",
    .tables = {{encode_table, sizeof(settings)}},
    .arguments_max = 1,
    .run = run_encode,
};

const command command_tokenizer_decode = {
    .name = "tokenizer decode",
    .arguments = "[FILE]",
    .summary = "ids to text: the inverse of encode",
    .example = "echo '302 1993' | cria tokenizer decode --tokenizer tokenizer.json",
    .tables = {{decode_table, sizeof(settings)}},
    .arguments_max = 1,
    .run = run_decode,
};
