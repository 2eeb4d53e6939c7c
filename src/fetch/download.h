// download.h owns the download of one large file that may be cut off at any time.
#ifndef CRIA_FETCH_DOWNLOAD_H
#define CRIA_FETCH_DOWNLOAD_H

#include "fetch/talk.h"

// cria_download brings `url` to `path`, going on with what an earlier try left there if the
// document is still the same. The store remembers which document that is ("download").
CRIA_MUSTUSE cria_status cria_download(cria_talk *s, const char *url, const char *path);

#endif
