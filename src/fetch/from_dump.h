// from_dump.h owns the way from a dump into the store: those pages that belong to the work.
#ifndef CRIA_FETCH_FROM_DUMP_H
#define CRIA_FETCH_FROM_DUMP_H

#include "fetch/jobs.h"

// cria_fetch_dump reads options->dump (downloading it first if it is an address) and keeps the
// pages of the jobs' scopes, but never an older revision than the store has.
CRIA_MUSTUSE cria_status cria_fetch_dump(cria_talk *s, const cria_jobs *jobs);

#endif
