// option_help.c owns what is written about options: the help, and every value with its origin.
// See option.h.
#include "base/option_internal.h"

#include <string.h>

enum { HELP_COLUMN = 28, HELP_WIDTH = 80 };

static cria_status pad_to(cria_buffer *out, size_t line_start, int column)
{
    const size_t written = out->length - line_start;
    return cria_buffer_printf(out, "%*s", written < (size_t)column ? column - (int)written : 0,
                              "");
}

cria_status cria_help_wrap(cria_buffer *out, const char *text, size_t line_start, int column)
{
    bool first = true;
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        const size_t word = strcspn(text, " ");
        if (!first && out->length - line_start + 1 + word > HELP_WIDTH) {
            CRIA_TRY(cria_buffer_putc(out, '\n'));
            line_start = out->length;
            CRIA_TRY(pad_to(out, line_start, column));
        } else if (!first) {
            CRIA_TRY(cria_buffer_putc(out, ' '));
        }
        CRIA_TRY(cria_buffer_append(out, text, word));
        text += word;
        first = false;
    }
    return cria_buffer_putc(out, '\n');
}

// "-n, --max-tokens N", "    --[no-]dropout", "    --normalizer nfkc|nfc|none"
static cria_status write_name(const cria_option *row, cria_buffer *out)
{
    const bool on =
        row->kind == CRIA_OPTION_FLAG && row->fallback && strcmp(row->fallback, "true") == 0;
    const char *const value = row->choices ? row->choices : row->value;
    if (row->letter)
        CRIA_TRY(cria_buffer_printf(out, "  -%c, ", row->letter));
    else
        CRIA_TRY(cria_buffer_puts(out, "      "));
    return cria_buffer_printf(out, "--%s%s%s%s%s", on ? "[no-]" : "", row->name,
                              value ? " " : "", value ? value : "",
                              row->kind == CRIA_OPTION_LIST ? "..." : "");
}

static cria_status write_text(const cria_option *row, cria_buffer *text)
{
    const bool shown = row->fallback && *row->fallback && row->kind != CRIA_OPTION_FLAG;
    CRIA_TRY(cria_buffer_puts(text, row->help));
    return shown ? cria_buffer_printf(text, " (default %s)", row->fallback) : CRIA_OK;
}

static cria_status help_row(const cria_option *row, cria_buffer *out, cria_buffer *text)
{
    size_t start = out->length;
    cria_buffer_reset(text);
    CRIA_TRY(write_text(row, text));
    CRIA_TRY(write_name(row, out));
    if (out->length - start + 2 > HELP_COLUMN) {
        CRIA_TRY(cria_buffer_putc(out, '\n'));
        start = out->length;
    }
    CRIA_TRY(pad_to(out, start, HELP_COLUMN));
    return cria_help_wrap(out, text->data, start, HELP_COLUMN);
}

cria_status cria_options_help(const cria_options *o, cria_buffer *out)
{
    cria_buffer text = {0};
    cria_status status = CRIA_OK;
    for (int b = 0; b < o->count; b++)
        for (const cria_option *row = o->binding[b].table; row->name && status == CRIA_OK;
             row++)
            if (row->help)
                status = help_row(row, out, &text);
    cria_buffer_free(&text);
    return status;
}

static cria_status print_row(const cria_option_binding *b, int i, cria_buffer *out)
{
    static const char *const origins[] = {"default", "recipe", "environment", "flag"};
    const size_t start = out->length;
    CRIA_TRY(cria_buffer_puts(out, b->table[i].name));
    CRIA_TRY(pad_to(out, start, HELP_COLUMN - 1));
    CRIA_TRY(cria_buffer_putc(out, ' '));
    CRIA_TRY(cria_options_text(b, i, out));
    CRIA_TRY(pad_to(out, start, HELP_COLUMN + 24));
    return cria_buffer_printf(out, " (%s)\n", origins[b->origin[i]]);
}

cria_status cria_options_print(const cria_options *o, cria_buffer *out)
{
    for (int b = 0; b < o->count; b++)
        for (int i = 0; o->binding[b].table[i].name; i++)
            CRIA_TRY(print_row(&o->binding[b], i, out));
    return CRIA_OK;
}
