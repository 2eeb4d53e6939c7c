// blocks.c owns the walk over the tags of a document, with a bounded stack of open elements.
#include "corpus/blocks.h"

#include "base/text.h"
#include "corpus/draft.h"
#include "corpus/rules.h"

#include <string.h>

typedef struct element {
    char name[12];
    cria_action action;
    bool block;
} element;

typedef struct walker {
    cria_draft draft;
    element stack[CRIA_BLOCKS_DEPTH];
    int depth;
    int open[CRIA_ACTIONS]; // open elements of each action
    // Of the outermost open table:
    size_t first_row;
    bool figure, formula;
    bool picture; // an image by itself: verses beside it are its key
} walker;

static cria_block_kind kind_here(const walker *w)
{
    static const struct {
        cria_action action;
        cria_block_kind kind;
    } kinds[] = {
        {CRIA_ACT_VERSE, CRIA_BLOCK_VERSE},     {CRIA_ACT_TABLE, CRIA_BLOCK_TABLE},
        {CRIA_ACT_FORMULA, CRIA_BLOCK_TABLE},   {CRIA_ACT_AUTHOR, CRIA_BLOCK_AUTHOR},
        {CRIA_ACT_HEADING, CRIA_BLOCK_HEADING},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (w->open[kinds[i].action])
            return kinds[i].kind;
    return CRIA_BLOCK_PARAGRAPH;
}

static cria_status end_block(walker *w)
{
    return cria_draft_end(&w->draft, kind_here(w), w->open[CRIA_ACT_FINE] > 0);
}

static cria_status put(walker *w, char c)
{
    return cria_draft_put(&w->draft, c);
}

// separate: what the border of a block means where we are. In verse it ends the line, in a
// table it is a blank, elsewhere it ends the block.
static cria_status separate(walker *w)
{
    if (w->open[CRIA_ACT_VERSE])
        return put(w, '\n');
    if (w->open[CRIA_ACT_TABLE] || w->open[CRIA_ACT_FORMULA])
        return put(w, ' ');
    return end_block(w);
}

static void count(walker *w, int counter)
{
    if (counter >= 0)
        w->draft.counts->n[counter]++;
}

static bool in_table(const walker *w)
{
    return w->open[CRIA_ACT_TABLE] > 0 || w->open[CRIA_ACT_FORMULA] > 0 ||
           w->open[CRIA_ACT_FIGURE] > 0;
}

static bool dropping(const walker *w)
{
    return w->open[CRIA_ACT_DROP] > 0 || w->open[CRIA_ACT_FIGURE] > 0;
}

// ---- what an element's beginning asks for

// Marks around what an element holds; `once`: elements within another one need none.
static const struct {
    char begin, end;
    bool once;
} marks[CRIA_ACTIONS] = {
    [CRIA_ACT_BOLD] = {CRIA_MARK_BOLD, CRIA_MARK_BOLD_END, true},
    [CRIA_ACT_SUPER] = {CRIA_MARK_SUPER, CRIA_MARK_SUPER_END, false},
    [CRIA_ACT_SUB] = {CRIA_MARK_SUB, CRIA_MARK_SUB_END, false},
};

static cria_status enter_fraction(walker *w, const cria_tag *tag)
{
    (void)tag;
    return cria_is_digit(cria_draft_last(&w->draft)) ? put(w, ' ') : CRIA_OK;
}

static cria_status enter_row(walker *w, const cria_tag *tag)
{
    (void)tag;
    return w->open[CRIA_ACT_VERSE] ? CRIA_OK : end_block(w);
}

static cria_status enter_cell(walker *w, const cria_tag *tag)
{
    (void)tag;
    return cria_draft_blank(&w->draft) ? CRIA_OK : cria_draft_text(&w->draft, "; ", 2);
}

static cria_status enter_break(walker *w, const cria_tag *tag)
{
    (void)tag;
    // A word divided in a narrow cell.
    if (w->open[CRIA_ACT_TABLE] && !w->open[CRIA_ACT_VERSE] && cria_draft_unhyphen(&w->draft))
        return CRIA_OK;
    return put(w, w->open[CRIA_ACT_VERSE] ? '\n' : ' ');
}

// enter_image counts an image that goes. One that stands for a letter (its alternative text is
// that letter) stays as the letter: articles on letters show their forms so.
static cria_status enter_image(walker *w, const cria_tag *tag)
{
    const char *alt;
    size_t length;
    bool letter = false;
    if (cria_tag_attribute(tag, "alt", &alt, &length))
        CRIA_TRY(cria_draft_letter(&w->draft, alt, length, &letter));
    if (!letter)
        count(w, CRIA_COUNT_IMAGES);
    return CRIA_OK;
}

static cria_status enter_italic(walker *w, const cria_tag *tag)
{
    (void)tag;
    w->draft.italics++;
    return CRIA_OK;
}

static cria_status enter_article_end(walker *w, const cria_tag *tag)
{
    (void)tag;
    CRIA_TRY(end_block(w));
    w->draft.after_rule = true;
    return CRIA_OK;
}

typedef cria_status enterer(walker *w, const cria_tag *tag);
static enterer *const enterers[CRIA_ACTIONS] = {
    [CRIA_ACT_FRACTION_TOP] = enter_fraction,
    [CRIA_ACT_ROW] = enter_row,
    [CRIA_ACT_CELL] = enter_cell,
    [CRIA_ACT_BREAK] = enter_break,
    [CRIA_ACT_IMAGE] = enter_image,
    [CRIA_ACT_ITALIC] = enter_italic,
    [CRIA_ACT_ARTICLE_END] = enter_article_end,
};

static cria_status enter(walker *w, const cria_tag *tag, cria_action action)
{
    if (marks[action].begin && !(marks[action].once && w->open[action] > 0))
        CRIA_TRY(put(w, marks[action].begin));
    return enterers[action] ? enterers[action](w, tag) : CRIA_OK;
}

// ---- what its end asks for

// end_table settles what the outermost table was: a figure, a formula, or data. Verses in it
// stay.
static cria_status end_table(walker *w)
{
    CRIA_TRY(end_block(w));
    cria_blocks *o = w->draft.out;
    size_t kept = w->first_row;
    const size_t rows = o->count;
    const bool remove = w->figure || w->formula;
    for (size_t i = w->first_row; i < rows; i++)
        if (!remove || (o->block[i].kind == CRIA_BLOCK_VERSE && !w->picture))
            o->block[kept++] = o->block[i];
    o->count = kept;
    if (w->figure)
        w->draft.counts->n[CRIA_COUNT_FIGURES]++;
    else if (w->formula)
        CRIA_TRY(cria_draft_add(&w->draft, CRIA_BLOCK_FORMULA, w->open[CRIA_ACT_FINE] > 0));
    w->figure = w->formula = w->picture = false;
    return CRIA_OK;
}

static cria_status leave(walker *w)
{
    const element e = w->stack[w->depth - 1];
    const bool was_dropping = dropping(w);
    const bool was_table = in_table(w);
    if (!was_dropping) {
        const bool outermost = w->open[e.action] == 1;
        if (marks[e.action].end && (outermost || !marks[e.action].once))
            CRIA_TRY(put(w, marks[e.action].end));
        // The last border of a verse or a table ends the block while its kind is known.
        if (outermost && (e.action == CRIA_ACT_VERSE || e.action == CRIA_ACT_ROW))
            CRIA_TRY(end_block(w));
        else if (e.block && e.action != CRIA_ACT_CELL)
            CRIA_TRY(separate(w));
    }
    if (was_table && !was_dropping && strcmp(e.name, "table") == 0 && w->open[e.action] == 1 &&
        w->open[CRIA_ACT_TABLE] + w->open[CRIA_ACT_FORMULA] == 1)
        CRIA_TRY(end_table(w));
    w->open[e.action]--;
    w->depth--;
    return CRIA_OK;
}

// close_to pops elements until `depth` of them are open.
static cria_status close_to(walker *w, int depth)
{
    while (w->depth > depth)
        CRIA_TRY(leave(w));
    return CRIA_OK;
}

static cria_status close_tag(walker *w, const char *name)
{
    for (int i = w->depth - 1; i >= 0; i--)
        if (strcmp(w->stack[i].name, name) == 0)
            return close_to(w, i);
    return CRIA_OK;
}

// close_paragraph ends an open <p> (with what is in it) that a block tag ends by itself.
static cria_status close_paragraph(walker *w)
{
    for (int i = w->depth - 1; i >= 0; i--) {
        if (strcmp(w->stack[i].name, "p") == 0)
            return close_to(w, i);
        if (w->stack[i].block)
            return CRIA_OK;
    }
    return CRIA_OK;
}

static void note_table(walker *w, const cria_tag *tag, cria_action action)
{
    if (strcmp(tag->name, "table") == 0 && !in_table(w)) {
        w->first_row = w->draft.out->count;
        w->figure = w->formula = w->picture = false;
    }
    w->figure |= action == CRIA_ACT_FIGURE;
    w->picture |= action == CRIA_ACT_FIGURE && strcmp(tag->name, "td") != 0;
    w->formula |= action == CRIA_ACT_FORMULA;
}

static cria_status push(walker *w, const cria_tag *tag, cria_action action, bool block)
{
    if (w->depth == CRIA_BLOCKS_DEPTH) {
        w->draft.counts->n[CRIA_COUNT_DEEP]++;
        return CRIA_OK;
    }
    element *e = &w->stack[w->depth++];
    memcpy(e->name, tag->name, sizeof e->name);
    e->action = action;
    e->block = block;
    w->open[action]++;
    return CRIA_OK;
}

static cria_status open_tag(walker *w, const cria_tag *tag)
{
    const cria_rule *rule = cria_rule_find(tag);
    const cria_level level = cria_tag_level(tag->name);
    const bool silent = dropping(w);
    if (level == CRIA_LEVEL_BLOCK) {
        CRIA_TRY(close_paragraph(w));
        if (!silent && rule->action != CRIA_ACT_CELL && rule->action != CRIA_ACT_FIGURE)
            CRIA_TRY(separate(w));
    }
    if (!silent) {
        note_table(w, tag, rule->action);
        count(w, rule->count);
        w->draft.math |= rule->count == CRIA_COUNT_FORMULAE;
        CRIA_TRY(enter(w, tag, rule->action));
    }
    if (level == CRIA_LEVEL_VOID || tag->closed)
        return CRIA_OK;
    return push(w, tag, rule->action, level == CRIA_LEVEL_BLOCK);
}

static cria_status text(walker *w, const cria_tag *tag)
{
    w->draft.fine |= w->open[CRIA_ACT_FINE] > 0;
    return cria_draft_text(&w->draft, tag->text, tag->length);
}

static cria_status walk(walker *w, const char *html, size_t length)
{
    cria_tag_scanner scanner = {.at = html, .end = html + length};
    cria_tag tag;
    while (cria_tag_next(&scanner, &tag)) {
        if (tag.kind == CRIA_TAG_OPEN)
            CRIA_TRY(open_tag(w, &tag));
        else if (tag.kind == CRIA_TAG_CLOSE)
            CRIA_TRY(close_tag(w, tag.name));
        else if (!dropping(w))
            CRIA_TRY(text(w, &tag));
    }
    CRIA_TRY(close_to(w, 0));
    return end_block(w);
}

cria_status cria_blocks_read(cria_blocks *out, const char *html, size_t length,
                             cria_counts *counts)
{
    walker *w = NULL;
    CRIA_TRY(cria_alloc(&w, 1, sizeof *w));
    w->draft = (cria_draft){.out = out, .counts = counts, .start = out->text.length};
    const cria_status status = walk(w, html, length);
    cria_free(w);
    return status;
}

void cria_blocks_free(cria_blocks *b)
{
    cria_free(b->block);
    cria_buffer_free(&b->text);
    *b = (cria_blocks){0};
}
