// command.h owns the shape of a subcommand. One table row says what it is called, what it takes
// and what it does; parsing, help, the manual page and exit codes follow from it.
#ifndef CRIA_CLI_COMMAND_H
#define CRIA_CLI_COMMAND_H

#include "base/option.h"

enum { COMMAND_TABLES = 4 };

// Options that every command has.
typedef struct common_settings {
    int64_t threads;
    const char *device;
    int64_t seed;
    bool json, quiet, verbose, print_config;
} common_settings;
extern const cria_option common_option_table[];

typedef struct invocation {
    const common_settings *common;
    void *settings[COMMAND_TABLES]; // one for each table of the command, in its order
    cria_option_list arguments;     // positional
    cria_options *options;          // for origins and for recipes
} invocation;

typedef struct command {
    const char *name;      // "tokenizer train"
    const char *arguments; // "FILE...", "" for none
    const char *summary;   // one line
    const char *details;   // paragraphs for help and the manual; NULL
    const char *example;   // a command line that works
    struct {
        const cria_option *table;
        size_t bytes; // of its settings structure
    } tables[COMMAND_TABLES];
    int arguments_min, arguments_max; // max < 0: any number
    cria_status (*run)(const invocation *call);
} command;

// All commands in the order help shows them, ended by NULL (commands.c).
extern const command *const command_table[];

// common_options: the common table, without the seed where the command has one of its own.
const cria_option *common_options(const command *c);

// command_find: the row whose name is the first one or two words of argv; *words says how many.
const command *command_find(int argc, char *const *argv, int *words);

// help.c
CRIA_MUSTUSE cria_status help_overview(cria_buffer *out);
CRIA_MUSTUSE cria_status help_command(const command *c, cria_buffer *out);
// help_group lists the commands that begin with the word; CRIA_EARG when none does.
CRIA_MUSTUSE cria_status help_group(const char *word, cria_buffer *out);
CRIA_MUSTUSE cria_status help_manual(cria_buffer *out); // mdoc, for `cria help --man`

// console.c: the terminal.
void console_install(bool quiet, bool verbose);
void console_finish(void); // ends an unfinished progress line

#endif
