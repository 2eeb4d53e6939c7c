// help.c owns every help text, made from the command table and the option tables.
#include "cli/command.h"

#include <string.h>

cria_status help_overview(cria_buffer *out)
{
    CRIA_TRY(cria_buffer_puts(out,
                              "cria raises a small language model from an encyclopaedia.\n\n"
                              "usage: cria <command> [options]\n\ncommands:\n"));
    for (const command *const *c = command_table; *c; c++)
        CRIA_TRY(cria_buffer_printf(out, "  %-18s %s\n", (*c)->name, (*c)->summary));
    return cria_buffer_puts(
        out,
        "\ncria help <command> tells the rest. Start with: cria run recipes/quickstart.yaml\n"
        "exit codes: 0 done, 1 failed, 2 usage, 3 bad data, 4 I/O or network,\n"
        "            5 device or memory, 6 numeric, 130 interrupted after saving\n");
}

cria_status help_group(const char *word, cria_buffer *out)
{
    const size_t length = strlen(word);
    for (const command *const *c = command_table; *c; c++)
        if (strncmp((*c)->name, word, length) == 0 && (*c)->name[length] == ' ')
            CRIA_TRY(cria_buffer_printf(out, "  cria %-18s %s\n", (*c)->name, (*c)->summary));
    return out->length ? CRIA_OK
                       : cria_fail(CRIA_EARG, "no command '%s'; cria help lists them", word);
}

// The options of a command with their defaults, its own first.
static cria_status bind_defaults(const command *c, cria_options *o, common_settings *common)
{
    for (int i = 0; i < COMMAND_TABLES && c->tables[i].table; i++) {
        void *settings;
        CRIA_TRY(cria_arena_alloc(&o->arena, &settings, 1, c->tables[i].bytes));
        CRIA_TRY(cria_options_bind(o, c->tables[i].table, settings));
    }
    return cria_options_bind(o, common_options(c), common);
}

static cria_status help_options(const command *c, cria_buffer *out)
{
    cria_options o = {0};
    common_settings common = {0};
    cria_status status = bind_defaults(c, &o, &common);
    if (status == CRIA_OK)
        status = cria_options_help(&o, out);
    cria_options_free(&o);
    return status;
}

cria_status help_command(const command *c, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_printf(out, "cria %s: %s\n\nusage: cria %s [options]%s%s\n\n", c->name,
                                c->summary, c->name, *c->arguments ? " " : "", c->arguments));
    if (c->details) {
        CRIA_TRY(cria_help_wrap(out, c->details, out->length, 0));
        CRIA_TRY(cria_buffer_putc(out, '\n'));
    }
    CRIA_TRY(help_options(c, out));
    return cria_buffer_printf(out, "\nexample:\n  %s\n", c->example);
}

// One option as an mdoc list item.
static cria_status manual_option(const cria_option *row, cria_buffer *out)
{
    const bool on = row->kind == CRIA_OPTION_FLAG && row->fallback;
    CRIA_TRY(cria_buffer_puts(out, ".It"));
    if (row->letter)
        CRIA_TRY(cria_buffer_printf(out, " Fl %c ,", row->letter));
    CRIA_TRY(cria_buffer_printf(out, " Fl \\-%s%s",
                                on && strcmp(row->fallback, "true") == 0 ? "[no-]" : "",
                                row->name));
    const char *value = row->choices ? row->choices : row->value;
    if (value)
        CRIA_TRY(cria_buffer_printf(out, " Ar %s", value));
    CRIA_TRY(cria_buffer_printf(out, "\n%s.\n", row->help));
    if (row->fallback && *row->fallback && !on)
        CRIA_TRY(cria_buffer_printf(out, "Default: %s.\n", row->fallback));
    return CRIA_OK;
}

static cria_status manual_table(const cria_option *table, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_puts(out, ".Bl -tag -width Ds\n"));
    for (const cria_option *row = table; row->name; row++)
        CRIA_TRY(manual_option(row, out));
    return cria_buffer_puts(out, ".El\n");
}

// A paragraph, each sentence on a line of its own as mdoc wants it.
static cria_status manual_paragraph(const char *text, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_puts(out, ".Pp\n"));
    for (const char *end; (end = strstr(text, ". ")); text = end + 2) {
        CRIA_TRY(cria_buffer_append(out, text, (size_t)(end + 1 - text)));
        CRIA_TRY(cria_buffer_putc(out, '\n'));
    }
    return cria_buffer_printf(out, "%s\n", text);
}

static cria_status manual_command(const command *c, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_printf(out, ".Ss cria %s%s%s\n%s.\n", c->name,
                                *c->arguments ? " " : "", c->arguments, c->summary));
    if (c->details)
        CRIA_TRY(manual_paragraph(c->details, out));
    for (int i = 0; i < COMMAND_TABLES && c->tables[i].table; i++)
        CRIA_TRY(manual_table(c->tables[i].table, out));
    return cria_buffer_printf(out, ".Pp\n.Dl %s\n", c->example);
}

cria_status help_manual(cria_buffer *out)
{
    CRIA_TRY(cria_buffer_puts(out, ".Dd $Mdocdate$\n.Dt CRIA 1\n.Os\n.Sh NAME\n.Nm cria\n"
                                   ".Nd raises a small language model from an encyclopaedia\n"
                                   ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op options\n"
                                   ".Sh COMMANDS\n"));
    for (const command *const *c = command_table; *c; c++)
        CRIA_TRY(manual_command(*c, out));
    CRIA_TRY(cria_buffer_puts(out, ".Sh OPTIONS OF EVERY COMMAND\n"));
    CRIA_TRY(manual_table(common_option_table, out));
    return cria_buffer_puts(out, ".Sh EXIT STATUS\n0 done, 1 failed, 2 usage, 3 bad data, "
                                 "4 I/O or network, 5 device or memory, 6 numeric,\n"
                                 "130 interrupted after saving.\n");
}
