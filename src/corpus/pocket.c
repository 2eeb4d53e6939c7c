// pocket.c owns the making of the pocket corpus from end to end: rules and words read, the world
// made, articles written and sorted, pages and pairs put on disk.
#include "corpus/pocket.h"

#include "corpus/pocket_parts.h"
#include "format/json.h"
#include "format/lines.h"

#include <stdlib.h>
#include <string.h>

// What 300,000 words take of the counts in world.txt.
static const double WORDS_AT_SCALE_ONE = 300000;
enum { ARTICLES_PER_SLICE = 90 };

const char *const cria_pocket_prompts[] = {
    "The river",
    "It is not known whether anyone has ever",
    "The inhabitants of the town",
    NULL,
};

typedef struct book {
    pocket p;
    pocket_article *article;
    size_t count, capacity;
    int64_t words;
} book;

static int64_t count_words(const char *text)
{
    int64_t words = 0;
    for (bool inside = false; *text; text++) {
        const bool blank = *text == ' ' || *text == '\n';
        words += !blank && !inside;
        inside = !blank;
    }
    return words;
}

static cria_status free_rules(pocket *p)
{
    for (size_t i = 0; i < p->rules; i++)
        cria_free(p->rule[i]->alternative);
    cria_free(p->rule);
    return CRIA_OK;
}
