// interrupt.h owns Ctrl-C: the first SIGINT or SIGTERM asks long work to finish its step, save
// and return CRIA_EINTR; a second one, half a second later or more, kills the process.
#ifndef CRIA_BASE_INTERRUPT_H
#define CRIA_BASE_INTERRUPT_H

#include <stdbool.h>

void cria_interrupt_install(void); // for programs; the library itself installs nothing
bool cria_interrupted(void);

#endif
