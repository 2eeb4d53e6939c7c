// references.c owns what parentheses are no prose: references, and hollow ones (declared in
// prose.h).
#include "corpus/prose.h"

#include "base/text.h"
#include "corpus/blocks.h"

#include <string.h>

enum { FOR_SEE_MAX = 100, LABEL_MAX = 2 }; // bytes

typedef enum parenthesis_test { PAREN_BEGINS, PAREN_CONTAINS } parenthesis_test;

// A parenthesis that passes one of these tests is a reference and goes.
static const struct {
    parenthesis_test test;
    const char *text;
} references[] = {
    {PAREN_CONTAINS, "q.v."}, {PAREN_CONTAINS, "q. v."}, {PAREN_BEGINS, "cf."},
    {PAREN_BEGINS, "cf "},    {PAREN_BEGINS, "Cf."},     {PAREN_BEGINS, "see "},
    {PAREN_BEGINS, "See "},   {PAREN_BEGINS, "fig."},    {PAREN_BEGINS, "figs."},
    {PAREN_BEGINS, "Fig."},   {PAREN_BEGINS, "Figs."},   {PAREN_BEGINS, "Plate "},
    {PAREN_BEGINS, "Plate,"}, {PAREN_BEGINS, "Plates "},
};

// is_number_list: only figures in bold ("29a, 10-12" with the figures bold): numbers of books
// in a list at the article's end.
static bool is_number_list(const char *text, size_t length)
{
    bool bold = false;
    size_t figures = 0, letters = 0;
    for (size_t i = 0; i < length; i++) {
        bold = text[i] == CRIA_MARK_BOLD || (bold && text[i] != CRIA_MARK_BOLD_END);
        letters = cria_is_letter(text[i]) ? letters + 1 : 0;
        figures += cria_is_digit(text[i]);
        const bool joint = cria_begins(text + i, length - i, "and ");
        const bool fits =
            cria_is_digit(text[i]) ? bold : letters == 1 || strchr(" ,-", text[i]);
        if (!fits && !joint && !cria_is_mark(text[i]))
            return false;
        i += joint ? 3 : 0;
    }
    return figures > 0;
}

// is_label: a letter of a drawing and where it is, "A, fig. 7".
static bool is_label(const char *text, size_t length)
{
    for (size_t i = 1; i <= LABEL_MAX && i < length; i++)
        if (cria_begins(text + i, length - i, ", fig"))
            return true;
    return false;
}

bool cria_prose_is_reference(const char *text, size_t length)
{
    if (is_number_list(text, length))
        return true;
    while (length > 0 && (*text == ' ' || cria_is_mark(*text)))
        text++, length--;
    for (size_t i = 0; i < sizeof references / sizeof references[0]; i++)
        if (references[i].test == PAREN_BEGINS
                ? cria_begins(text, length, references[i].text)
                : cria_find(text, text + length, references[i].text) != NULL)
            return true;
    const bool intent = cria_begins(text, length, "For ") || cria_begins(text, length, "for ");
    return (intent && length < FOR_SEE_MAX && cria_find(text, text + length, " see ")) ||
           is_label(text, length);
}

// filler: the length of a word that only joined what a removal took, or 0.
static size_t filler(const char *text, size_t length)
{
    static const char *const words[] = {"and", "or", "&c."};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (cria_begins(text, length, words[i]))
            return strlen(words[i]);
    }
    return 0;
}

// cria_prose_is_hollow: no word is inside, or only such as joined images that went: their
// blanks are left in "( and )". A printed "fine and (or) imprisonment" has none.
bool cria_prose_is_hollow(const char *text, size_t length)
{
    const bool gap = length > 0 && (text[0] == ' ' || text[length - 1] == ' ');
    for (size_t i = 0; i < length;) {
        const bool sign = strchr(" ,;.:-", text[i]) || cria_is_mark(text[i]);
        const size_t n = sign ? 1 : gap ? filler(text + i, length - i) : 0;
        if (n == 0)
            return false;
        i += n;
    }
    return true;
}
