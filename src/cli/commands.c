// commands.c: the table of all commands.
#include "cli/commands.h"

const command *const command_table[] = {
    &command_run,
    &command_fetch,
    &command_clean,
    &command_split,
    &command_tokenizer_train,
    &command_tokenizer_encode,
    &command_tokenizer_decode,
    &command_pack,
    &command_train,
    &command_distill,
    &command_score,
    &command_eval,
    &command_generate,
    &command_export,
    &command_report,
    &command_bench,
    &command_doctor,
    NULL,
};
