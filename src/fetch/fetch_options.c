// fetch_options.c owns the table of the options of a fetch.
#include "fetch/fetch.h"

#define AT(field) offsetof(cria_fetch_options, field)

const cria_option cria_fetch_option_table[] = {
    {"source", CRIA_OPTION_CHOICE, AT(source), "api", NULL, "api|dump", 0, 0,
     "where pages come from: the wiki's API, or a dump of the whole wiki", 0},
    {"endpoint", CRIA_OPTION_TEXT, AT(endpoint), "https://en.wikisource.org/w/api.php", "URL",
     NULL, 0, 0, "the wiki's api.php", 0},
    {"contact", CRIA_OPTION_TEXT, AT(contact), NULL, "ADDRESS", NULL, 0, 0,
     "your mail address or web page, told to the wiki; Wikimedia demands it", 0},
    {"work", CRIA_OPTION_TEXT, AT(work), "1911 Encyclopædia Britannica", "TITLE", NULL, 0, 0,
     "the work's root page; its subpages are the articles", 0},
    {"index", CRIA_OPTION_TEXT, AT(index), "EB1911 - Volume %.djvu", "NAME", NULL, 0, 0,
     "the index page of the scans; % stands for the volume in two figures (04), # for it as "
     "it is (4)",
     0},
    {"volumes", CRIA_OPTION_TEXT, AT(volumes), "1-28", "LIST", NULL, 0, 0,
     "the volumes wanted, such as 4 or 1,3,5-7", 0},
    {"dump", CRIA_OPTION_TEXT, AT(dump), NULL, "FILE", NULL, 0, 0,
     "with --source dump: a pages-articles XML dump, plain or .bz2; a file, an address, or -",
     0},
    {"licence", CRIA_OPTION_TEXT, AT(licence), "CC BY-SA 4.0", "NAME", NULL, 0, 0,
     "licence of the transcription, kept with every article", 0},
    {"interval", CRIA_OPTION_REAL, AT(interval), "1", "SECONDS", NULL, 0, 86400,
     "time between two requests, at least; it grows when the wiki asks for less", 0},
    {"maxlag", CRIA_OPTION_INT, AT(maxlag), "5", "SECONDS", NULL, 0, 3600,
     "wait while the wiki's databases lag more than this; 0 does not ask", 0},
    {"batch", CRIA_OPTION_INT, AT(batch), "50", "N", NULL, 1, 500,
     "pages a request; a wiki gives 50 texts at once, and 500 to bots", 0},
    {"timeout", CRIA_OPTION_INT, AT(timeout), "60", "SECONDS", NULL, 1, 86400,
     "a request with next to no byte for so long has failed", 0},
    {"retries", CRIA_OPTION_INT, AT(retries), "8", "N", NULL, 1, 1000,
     "failures in a row until the fetch gives up", 0},
    {"update", CRIA_OPTION_FLAG, AT(update), NULL, NULL, NULL, 0, 0,
     "of what is there, ask for the pages that changed since, and drop those that are gone", 0},
    {"stubs", CRIA_OPTION_FLAG, AT(stubs), "true", NULL, NULL, 0, 0,
     "also the articles' own pages, which say where each begins and ends; not only the scans",
     0},
    {0},
};
