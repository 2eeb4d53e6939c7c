// site.h owns the first request: whether a MediaWiki answers, what it is called, and whether it
// has the namespaces that are wanted.
#ifndef CRIA_FETCH_SITE_H
#define CRIA_FETCH_SITE_H

#include "fetch/talk.h"

// cria_site_learn asks unless the store knows the site already, and keeps it there as "site".
CRIA_MUSTUSE cria_status cria_site_learn(cria_talk *s);

#endif
