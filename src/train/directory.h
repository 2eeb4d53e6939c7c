// directory.h owns a run's directory as a whole: whether it holds a run, and tidying it.
#ifndef CRIA_TRAIN_DIRECTORY_H
#define CRIA_TRAIN_DIRECTORY_H

#include "base/status.h"

// cria_run_is: the directory holds something a run left.
bool cria_run_is(const char *run);
// cria_run_clean removes what an interrupted write left behind.
CRIA_MUSTUSE cria_status cria_run_clean(const char *run);
// cria_run_clear removes everything a run makes, and nothing else.
CRIA_MUSTUSE cria_status cria_run_clear(const char *run);

#endif
