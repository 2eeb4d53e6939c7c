// main.c owns the program: find the command, read its options, run it, turn its status into an
// exit code. Nothing below this room prints or exits.
#include "base/log.h"
#include "base/parallel.h"
#include "cli/command.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const cria_option common_option_table[] = {
    {.name = "seed",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(common_settings, seed),
     .fallback = "42",
     .value = "N",
     .min = 0,
     .max = 9007199254740992.0,
     .help = "seed of every random choice"},
    {.name = "threads",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(common_settings, threads),
     .fallback = "0",
     .value = "N",
     .min = 0,
     .max = 4096,
     .help = "threads; 0 takes one for each processor",
     .letter = 't'},
    {.name = "device",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(common_settings, device),
     .fallback = "auto",
     .value = "DEVICE",
     .help = "auto, cpu or cuda:N"},
    {.name = "json",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(common_settings, json),
     .help = "print the result as JSON"},
    {.name = "quiet",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(common_settings, quiet),
     .help = "say only what goes wrong",
     .letter = 'q'},
    {.name = "verbose",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(common_settings, verbose),
     .help = "say more",
     .letter = 'v'},
    {.name = "print-config",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(common_settings, print_config),
     .help = "print every option's value and where it came from, and stop"},
    {0},
};

// The seed stands first in the table, so that it can be left out.
const cria_option *common_options(const command *c)
{
    for (int i = 0; i < COMMAND_TABLES && c->tables[i].table; i++)
        for (const cria_option *row = c->tables[i].table; row->name; row++)
            if (strcmp(row->name, common_option_table->name) == 0)
                return common_option_table + 1;
    return common_option_table;
}

const command *command_find(int argc, char *const *argv, int *words)
{
    const command *found = NULL;
    for (const command *const *row = command_table; *row; row++) {
        const command *c = *row;
        const char *space = strchr(c->name, ' ');
        const size_t first = space ? (size_t)(space - c->name) : strlen(c->name);
        if (argc < 1 || strlen(argv[0]) != first || strncmp(argv[0], c->name, first) != 0)
            continue;
        if (space && (argc < 2 || strcmp(argv[1], space + 1) != 0))
            continue;
        *words = space ? 2 : 1;
        found = c;
    }
    return found;
}

static int exit_code(cria_status status)
{
    static const int codes[] = {
        [CRIA_OK] = 0,       [CRIA_EARG] = 2,    [CRIA_EIO] = 4,    [CRIA_ENET] = 4,
        [CRIA_EFORMAT] = 3,  [CRIA_ELIMIT] = 3,  [CRIA_ENOMEM] = 5, [CRIA_EDEVICE] = 5,
        [CRIA_ENUMERIC] = 6, [CRIA_EINTR] = 130, [CRIA_EFAIL] = 1,
    };
    return codes[status];
}

static cria_status check_arguments(const command *c, int count)
{
    if (count < c->arguments_min)
        return cria_fail(CRIA_EARG, "cria %s wants %s", c->name, c->arguments);
    if (c->arguments_max >= 0 && count > c->arguments_max)
        return cria_fail(CRIA_EARG, "cria %s takes %s, got %d arguments", c->name,
                         *c->arguments ? c->arguments : "no arguments", count);
    return CRIA_OK;
}

static cria_status bind_all(const command *c, cria_options *o, invocation *call,
                            common_settings *common)
{
    for (int i = 0; i < COMMAND_TABLES && c->tables[i].table; i++) {
        CRIA_TRY(cria_arena_alloc(&o->arena, &call->settings[i], 1, c->tables[i].bytes));
        CRIA_TRY(cria_options_bind(o, c->tables[i].table, call->settings[i]));
    }
    return cria_options_bind(o, common_options(c), common);
}

static cria_status print_config(const cria_options *o)
{
    cria_buffer text = {0};
    const cria_status status = cria_options_print(o, &text);
    if (status == CRIA_OK)
        fputs(text.data, stdout);
    cria_buffer_free(&text);
    return status;
}

static cria_status run_parsed(const command *c, cria_options *o, invocation *call, int argc,
                              char *const *argv)
{
    common_settings common = {0};
    call->common = &common;
    call->options = o;
    CRIA_TRY(bind_all(c, o, call, &common));
    CRIA_TRY(cria_options_environment(o));
    CRIA_TRY(cria_options_arguments(o, argc, argv, &call->arguments));
    console_install(common.quiet, common.verbose);
    cria_threads_set((int)common.threads);
    if (common.print_config)
        return print_config(o);
    CRIA_TRY(check_arguments(c, call->arguments.count));
    return c->run(call);
}

static cria_status run_command(const command *c, int argc, char *const *argv)
{
    cria_options o = {0};
    invocation call = {0};
    const cria_status status = run_parsed(c, &o, &call, argc, argv);
    cria_options_free(&o);
    return status;
}

static bool wants_help(int argc, char *const *argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

// cria help [command], cria --help, cria <command> --help, cria help --man.
static cria_status print_help(int argc, char *const *argv)
{
    int words = 0;
    const command *c = command_find(argc, argv, &words);
    cria_buffer text = {0};
    const bool manual = argc > 0 && strcmp(argv[0], "--man") == 0;
    const bool named = argc > 0 && argv[0][0] != '-';
    const cria_status status = c        ? help_command(c, &text)
                               : manual ? help_manual(&text)
                               : named  ? help_group(argv[0], &text)
                                        : help_overview(&text);
    if (status == CRIA_OK)
        fputs(text.data, stdout);
    cria_buffer_free(&text);
    return status;
}

static cria_status dispatch(int argc, char *const *argv)
{
    if (argc == 0)
        return print_help(0, argv);
    if (strcmp(argv[0], "--version") == 0) {
        puts("cria " CRIA_VERSION);
        return CRIA_OK;
    }
    if (strcmp(argv[0], "help") == 0)
        return print_help(argc - 1, argv + 1);
    int words = 0;
    const command *c = command_find(argc, argv, &words);
    if (!c || wants_help(argc - words, argv + words))
        return print_help(argc, argv);
    return run_command(c, argc - words, argv + words);
}

int main(int argc, char **argv)
{
    console_install(false, false);
    cria_status status = dispatch(argc - 1, argv + 1);
    console_finish();
    if (status == CRIA_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = cria_fail_errno("cannot write standard output");
    if (status != CRIA_OK)
        fprintf(stderr, "cria: %s\n", cria_message());
    return exit_code(status);
}
