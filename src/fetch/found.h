// found.h owns the look at what a fetch brought: whether the work's titles lead to pages at
// all.
#ifndef CRIA_FETCH_FOUND_H
#define CRIA_FETCH_FOUND_H

#include "fetch/jobs.h"

// cria_found_check warns of the jobs that found no page. When none found any, a title is wrong:
// CRIA_EARG, and the store is as good as new, so that right titles may fill it.
CRIA_MUSTUSE cria_status cria_found_check(cria_talk *s, cria_jobs *jobs);

#endif
