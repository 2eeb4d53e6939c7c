// commands.h: the rows of the command table, one a file.
#ifndef CRIA_CLI_COMMANDS_H
#define CRIA_CLI_COMMANDS_H

#include "cli/command.h"

extern const command command_bench;
extern const command command_clean;
extern const command command_distill;
extern const command command_doctor;
extern const command command_eval;
extern const command command_export;
extern const command command_fetch;
extern const command command_generate;
extern const command command_pack;
extern const command command_report;
extern const command command_run;
extern const command command_score;
extern const command command_split;
extern const command command_tokenizer_decode;
extern const command command_tokenizer_encode;
extern const command command_tokenizer_train;
extern const command command_train;

#endif
