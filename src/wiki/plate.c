// plate.c owns the one pass that counts what all these questions ask.
#include "wiki/plate.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { PLATE_WORDS = 8, TAG_MAX = 512 };

// What one pass over a text counts.
typedef struct look {
    const char *at, *end;
    long templates, links, tables; // open now
    bool broken;                   // something ends that did not begin
    bool goes_on;                  // the first word of prose has a small letter
    bool list;                     // this line is one of a list or a heading
    bool word;                     // inside of a word
    bool name;                     // inside of a template's name
    size_t words, all_words, pictures, all_links;
} look;

static bool begins(const look *k, const char *word)
{
    const size_t n = strlen(word);
    return (size_t)(k->end - k->at) >= n && strncasecmp(k->at, word, n) == 0;
}

typedef enum effect {
    PICTURE = 1,
    LINK = 2,
    LINK_END = 4,
    BRACES = 8,
    BRACES_END = 16,
    TABLE = 32,
    TABLE_END = 64
} effect;

static const struct {
    const char *sign;
    int effect;
} signs[] = {
    {"[[file:", LINK | PICTURE},
    {"[[image:", LINK | PICTURE},
    {"{{img float", BRACES | PICTURE},
    {"{{figure", BRACES | PICTURE},
    {"{{fi|", BRACES | PICTURE},
    {"{{raw image", BRACES | PICTURE},
    {"{{css image crop", BRACES | PICTURE},
    {"{{plain image", BRACES | PICTURE},
    {"{{missing image", BRACES | PICTURE},
    {"[[", LINK},
    {"]]", LINK_END},
    {"{{", BRACES},
    {"}}", BRACES_END},
    {"{|", TABLE},
    {"|}", TABLE_END},
    {"<table", TABLE},
    {"</table", TABLE_END},
};

static size_t sign_at(const look *k, int *what)
{
    *what = 0;
    if (!strchr("[]{}|<", *k->at))
        return 0;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (begins(k, signs[i].sign)) {
            *what = signs[i].effect;
            return strlen(signs[i].sign);
        }
    return 0;
}

static void count_sign(look *k, int what)
{
    const bool outside = k->templates == 0; // a '{|' within a template is an argument of it
    k->pictures += (what & PICTURE) != 0;
    k->all_links += (what & LINK) != 0 && !(what & PICTURE);
    k->links += (what & LINK) != 0;
    k->links -= (what & LINK_END) != 0;
    k->templates += (what & BRACES) != 0;
    k->templates -= (what & BRACES_END) != 0;
    k->tables += (what & TABLE) != 0 && outside;
    k->tables -= (what & TABLE_END) != 0 && outside && k->tables > 0;
    k->broken |= k->links < 0 || k->templates < 0;
    if (what & (BRACES | BRACES_END))
        k->name = (what & BRACES) != 0;
}

static bool is_word_byte(char c)
{
    const unsigned char u = (unsigned char)c;
    return u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') ||
           (u >= 'a' && u <= 'z');
}

// skip_tag passes over "<name ...>"; its end has to be on the same line.
static bool skip_tag(look *k)
{
    const char *at = k->at;
    if (*at != '<')
        return false;
    const char *end = k->end - at > TAG_MAX ? at + TAG_MAX : k->end;
    while (at < end && *at != '>' && *at != '\n')
        at++;
    if (at == end || *at != '>')
        return false;
    k->at = at + 1;
    return true;
}

static void take_byte(look *k)
{
    const char c = *k->at++;
    const bool word = is_word_byte(c);
    const bool prose = k->templates == 0 && k->links == 0 && k->tables == 0 && !k->list;
    if (word && !k->word && prose && k->words++ == 0)
        k->goes_on = c >= 'a' && c <= 'z';
    k->all_words += word && !k->name;
    k->word = word;
    k->name = k->name && c != '|';
    if (c == '\n')
        k->list = k->at < k->end && strchr("*#:;=|!", *k->at) != NULL;
}

// look_at stops once there are more words than are asked for.
static look look_at(const char *text, size_t length, size_t most, size_t most_all)
{
    look k = {.at = text, .end = text + length};
    k.list = length > 0 && strchr("*#:;=|!", *text) != NULL;
    while (k.at < k.end && k.words <= most && k.all_words <= most_all) {
        int what;
        const size_t n = sign_at(&k, &what);
        count_sign(&k, what);
        if (n > 0)
            k.at += n;
        else if (!skip_tag(&k))
            take_byte(&k);
    }
    k.broken |= k.links != 0 || k.templates != 0 || k.tables != 0;
    return k;
}

// has_break: {{nop}}, the sign of a paragraph's end; leaving it out would join two paragraphs.
static bool has_break(const char *text, size_t length)
{
    static const char sign[] = "{{nop}}";
    for (size_t i = 0; i + sizeof sign - 1 <= length; i++)
        if (memcmp(text + i, sign, sizeof sign - 1) == 0)
            return true;
    return false;
}

bool cria_plate_is(const char *text, size_t length)
{
    const look k = look_at(text, length, PLATE_WORDS, SIZE_MAX);
    return k.pictures > 0 && k.words <= PLATE_WORDS && !k.broken && !k.goes_on &&
           !has_break(text, length);
}

size_t cria_plate_words(const char *text, size_t length, size_t *links)
{
    const look k = look_at(text, length, SIZE_MAX, SIZE_MAX);
    *links = k.all_links;
    return k.words;
}

bool cria_blank_is(const char *text, size_t length)
{
    return look_at(text, length, SIZE_MAX, 0).all_words == 0;
}
