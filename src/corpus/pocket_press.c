// pocket_press.c owns the printing of the pocket corpus's wiki: words into lines of a printed
// column, broken where the print breaks them, and articles one behind the other.
#include "corpus/pocket_press.h"

#include <string.h>

enum { COLUMNS = 60 };

const char *pocket_one_of(pocket *p, const char *const *list)
{
    size_t count = 0;
    while (list[count])
        count++;
    return list[cria_random_below(&p->random, count)];
}

cria_status pocket_press_puts(pocket_press *s, const char *markup)
{
    return cria_buffer_puts(&s->body, markup);
}

// A printed line ends; italics end with it and begin again.
static cria_status end_line(pocket_press *s, pocket_turn kind)
{
    s->column = 0;
    s->lines--;
    if (s->italic)
        CRIA_TRY(pocket_press_puts(s, "''"));
    if (!s->held && s->lines <= 0)
        CRIA_TRY(pocket_leaf_turn(s, kind));
    else
        CRIA_TRY(pocket_press_puts(s, "\n"));
    return s->italic ? pocket_press_puts(s, "''") : CRIA_OK;
}

static bool turns(const pocket_press *s)
{
    return !s->held && s->lines == 1;
}

// A word over a page's end, marked by a pair of templates: none of it is left to the seam.
static cria_status put_halves(pocket_press *s, const char *word, size_t length, size_t kept)
{
    static const char *const halves[][3] = {
        {"{{hws|", "|", "}}"},
        {"{{lps|hws=", "|hyph=|hwe=", "}}"},
    };
    const bool hws = pocket_chance(s->p, 60);
    const char *const *half = halves[!hws];
    const int n = (int)length, first = (int)kept;
    CRIA_TRY(cria_buffer_printf(&s->body, "%s%.*s%s%.*s%s", half[0], first, word, half[1],
                                hws ? n : n - first, hws ? word : word + first, half[2]));
    CRIA_TRY(end_line(s, POCKET_TURN_LINE));
    return cria_buffer_printf(&s->body, "{{%s|%.*s|%.*s}}", hws ? "hwe" : "lpe", n - first,
                              word + first, n, word);
}

// Breaks a word of `length` bytes behind `kept` of them.
static cria_status put_broken(pocket_press *s, const char *word, size_t length, size_t kept)
{
    const bool compound = word[kept - 1] == '-';
    CRIA_TRY(pocket_press_puts(s, " "));
    if (turns(s) && !compound && pocket_chance(s->p, 35))
        return put_halves(s, word, length, kept);
    CRIA_TRY(cria_buffer_append(&s->body, word, kept));
    CRIA_TRY(pocket_press_puts(s, compound ? "" : "-"));
    CRIA_TRY(end_line(s, POCKET_TURN_WORD));
    return cria_buffer_append(&s->body, word + kept, length - kept);
}

// How many bytes of a word, all small letters but for the marks behind it, go on this line
// when the rest goes on the next; 0: it stays whole. A page often ends within a word.
static size_t choose_break(pocket_press *s, const cria_buffer *word, size_t letters, bool fits)
{
    const size_t tail = strspn(word->data + letters, ",.;");
    const int room = COLUMNS - s->column - 1;
    if (letters + tail != word->length || room < 4 || s->italic ||
        (fits && (!turns(s) || s->column < COLUMNS / 2)) || !pocket_chance(s->p, 60))
        return 0;
    return pocket_solid_break(&s->solid, word->data, letters, (size_t)room);
}

cria_status pocket_press_word(pocket_press *s, const cria_buffer *word, int width)
{
    const char *text = word->data;
    const bool fits = s->column + 1 + width <= COLUMNS;
    const size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz-");
    const size_t kept = s->column > 0 ? choose_break(s, word, letters, fits) : 0;
    if (kept > 0) {
        CRIA_TRY(put_broken(s, text, letters, kept));
        s->column = width - (int)kept;
        CRIA_TRY(cria_buffer_append(&s->body, text + letters, word->length - letters));
        return pocket_leaf_follow(s);
    }
    if (s->column > 0 && !fits)
        CRIA_TRY(end_line(s, POCKET_TURN_LINE));
    else if (s->column > 0)
        CRIA_TRY(pocket_press_puts(s, " "));
    s->column += width + (s->column > 0);
    CRIA_TRY(cria_buffer_append(&s->body, text, word->length));
    return pocket_leaf_follow(s);
}

cria_status pocket_press_paragraph(pocket_press *s)
{
    s->lines -= 2;
    s->column = 0;
    return s->lines < 3 ? pocket_leaf_turn(s, POCKET_TURN_PARAGRAPH)
                        : pocket_press_puts(s, "\n\n");
}

cria_status pocket_press_article(pocket_press *s, const char *title)
{
    s->title = title;
    s->first_label[0] = '\0';
    s->follow.length = 0;
    CRIA_TRY(s->lines < 4 ? pocket_leaf_first(s) : pocket_press_puts(s, "\n"));
    s->first_page = s->page;
    return pocket_section_begin(s);
}

cria_status pocket_press_end(pocket_press *s)
{
    s->column = 0;
    s->lines--;
    if (pocket_chance(s->p, 40))
        CRIA_TRY(pocket_press_puts(s, pocket_chance(s->p, 50) ? "\n\n" : "\n"));
    return pocket_section_end(s);
}

const char *pocket_press_title(const pocket_press *s, const char *word)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(s->article[middle].title, word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const char *title = low < s->count ? s->article[low].title : "";
    return strncmp(title, word, strlen(word)) == 0 ? title : word;
}

void pocket_press_close(pocket_press *s)
{
    cria_free(s->solid.word);
    cria_buffer_free(&s->xml);
    cria_buffer_free(&s->body);
    cria_buffer_free(&s->follow);
}
