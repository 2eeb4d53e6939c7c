// compose.c owns the step from blocks to articles: borders between articles, what is no prose,
// closing bibliographies, signatures, marks of continuation (declared in clean.h).
#include "base/utf8.h"
#include "corpus/blocks.h"
#include "corpus/chars.h"
#include "corpus/clean.h"
#include "corpus/headword.h"
#include "corpus/prose.h"
#include "corpus/style.h"

#include <string.h>

enum { CONNECTIVE_WORDS = 3 };

// An item is a block with its text cleaned; bold is still marked.
typedef struct item {
    cria_block_kind kind;
    size_t start, length; // in composer.text
    int italics;
    bool fine, after_rule, head, gone;
} item;

typedef struct composer {
    const cria_clean_options *options;
    cria_counts *counts;
    cria_articles *out;
    bool whole; // the document is one article
    cria_buffer text, body, scratch, scratch2;
    item *item;
    size_t count, capacity;
} composer;

static const char *text_of(const composer *c, const item *i)
{
    return c->text.data ? c->text.data + i->start : ""; // none: all items are empty
}

// drops: what the option asks for, or the style where it leaves that open.
static bool drops(const composer *c, int keep)
{
    return keep == CRIA_KEEP_BY_STYLE ? c->options->style == CRIA_STYLE_PLAIN
                                      : keep == CRIA_DROP;
}

static void drop(composer *c, item *i, cria_count why)
{
    i->gone = true;
    c->counts->n[why]++;
}

// clean_text appends one block's text to c->text, cleaned. The headword question is asked
// before the quotes change.
static cria_status clean_text(composer *c, const char *text, size_t length)
{
    // The deck's steps have quotes and dashes of their own.
    const bool deck = c->options->style == CRIA_STYLE_DECK;
    const cria_char_style style = {deck ? CRIA_QUOTES_KEEP : (cria_quotes)c->options->quotes,
                                   deck ? CRIA_DASHES_KEEP : (cria_dashes)c->options->dashes};
    cria_buffer_reset(&c->scratch);
    cria_buffer_reset(&c->scratch2);
    CRIA_TRY(cria_marks_resolve(&c->scratch, text, length));
    CRIA_TRY(
        cria_chars_clean(&c->scratch2, c->scratch.data, c->scratch.length, &style, c->counts));
    return cria_prose_tidy(&c->text, c->scratch2.data, c->scratch2.length, c->counts);
}

static cria_status add_item(composer *c, const cria_blocks *blocks, const cria_block *b)
{
    item i = {.kind = b->kind,
              .start = c->text.length,
              .italics = b->italics,
              .fine = b->fine,
              .after_rule = b->after_rule};
    const char *head;
    size_t head_length;
    if (b->kind != CRIA_BLOCK_FORMULA) {
        const char *text = blocks->text.data + b->start;
        i.head = b->kind == CRIA_BLOCK_PARAGRAPH &&
                 cria_headword_find(text, b->length, &head, &head_length);
        CRIA_TRY(clean_text(c, text, b->length));
    }
    i.length = c->text.length - i.start;
    CRIA_TRY(cria_grow(&c->item, &c->capacity, c->count + 1, sizeof *c->item));
    c->item[c->count++] = i;
    return CRIA_OK;
}

typedef struct range {
    item *first, *end;
} range;

// judge_one drops an item that is no prose by itself.
static void judge_one(composer *c, item *i)
{
    while (i->length > 0 && text_of(c, i)[0] == CRIA_MARK_BOLD && i != c->item && !i->head) {
        i->start++;
        i->length--;
    }
    const char *text = text_of(c, i);
    const cria_clean_options *o = c->options;
    const bool formula = (i->kind == CRIA_BLOCK_HEADING || i->kind == CRIA_BLOCK_VERSE ||
                          i->kind == CRIA_BLOCK_AUTHOR) &&
                         cria_prose_is_formula(text, i->length);
    const bool parenthesis = i->length < 64 && text[0] == '(' && text[i->length - 1] == ')';
    if (i->kind == CRIA_BLOCK_TABLE && drops(c, o->tables))
        drop(c, i, CRIA_COUNT_TABLES);
    else if (cria_prose_is_signature(text, i->length) ||
             (i->kind == CRIA_BLOCK_AUTHOR && parenthesis))
        drop(c, i, CRIA_COUNT_AUTHORS);
    else if (formula)
        i->kind = CRIA_BLOCK_FORMULA;
    else if (i->kind == CRIA_BLOCK_HEADING && drops(c, o->headings))
        drop(c, i, CRIA_COUNT_HEADINGS);
    else if (cria_prose_is_figure(text, i->length))
        drop(c, i, CRIA_COUNT_FIGURES);
}

static bool is_prose(const item *i)
{
    return !i->gone && i->kind == CRIA_BLOCK_PARAGRAPH;
}

// is_connective: a few words between displayed formulae ("or", "and therefore"), no sentence.
static bool is_connective(const composer *c, range r, const item *i)
{
    const bool after = i > r.first && (i - 1)->kind == CRIA_BLOCK_FORMULA;
    const bool before = i + 1 < r.end && (i + 1)->kind == CRIA_BLOCK_FORMULA;
    return is_prose(i) && (after || before) && text_of(c, i)[i->length - 1] != '.' &&
           cria_prose_words(text_of(c, i), i->length) <= CONNECTIVE_WORDS;
}

static bool is_empty(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] > ' ')
            return false;
    return true;
}

static void judge(composer *c, range r)
{
    for (item *i = r.first; i < r.end; i++) {
        if (i->gone)
            continue;
        if (i->kind != CRIA_BLOCK_FORMULA && is_empty(text_of(c, i), i->length))
            i->gone = true;
        else if (i->kind != CRIA_BLOCK_FORMULA)
            judge_one(c, i);
        if (i->kind == CRIA_BLOCK_FORMULA)
            c->counts->n[CRIA_COUNT_FORMULAE]++;
    }
    for (item *i = r.first + 1; i < r.end; i++)
        if (is_connective(c, r, i))
            drop(c, i, CRIA_COUNT_FORMULAE);
}

static item *last_prose(range r)
{
    for (item *i = r.end; i > r.first;)
        if (is_prose(--i))
            return i;
    return NULL;
}

// strip_signatures cuts initials from the end of paragraphs.
static void strip_signatures(composer *c, range r)
{
    for (item *i = r.first; i < r.end; i++) {
        if (!is_prose(i))
            continue;
        const size_t keep = cria_prose_signature_start(text_of(c, i), i->length);
        c->counts->n[CRIA_COUNT_AUTHORS] += keep < i->length;
        i->length = keep;
    }
}

static bool is_bibliography(const composer *c, const item *i, bool weak)
{
    return cria_prose_is_bibliography(text_of(c, i), i->length, i->italics, weak);
}

// fine_run: the first item of the run of fine print that `i` belongs to.
static item *fine_run(range r, item *i)
{
    while (i > r.first && (i - 1)->fine)
        i--;
    return i;
}

// drop_bibliographies: the closing ones, and those in fine print that close a section.
static void drop_bibliographies(composer *c, range r)
{
    for (item *i = r.first + 1; i < r.end; i++)
        if (is_prose(i) && i->fine && is_bibliography(c, i, false))
            drop(c, i, CRIA_COUNT_BIBLIOGRAPHIES);
    for (;;) {
        item *i = last_prose(r);
        if (!i || i == r.first)
            return;
        // A run of fine print that begins as a bibliography is one to its end.
        const item *first = i->fine ? fine_run(r, i) : i;
        if (!is_bibliography(c, first, false) && !is_bibliography(c, i, i->fine))
            return;
        drop(c, i, CRIA_COUNT_BIBLIOGRAPHIES);
    }
}

// note_cuts finds the marks of an article in two parts. What stands before "continued from" is
// the headword once more, what stands behind "continued in" is nothing: both go with the mark.
static void note_cuts(composer *c, range r, cria_article *a)
{
    for (item *i = r.first; i < r.end; i++) {
        size_t start, end;
        const int mark =
            is_prose(i) ? cria_prose_continued(text_of(c, i), i->length, &start, &end) : 0;
        if (mark == 0)
            continue;
        a->begins_cut |= mark < 0;
        a->ends_cut |= mark > 0;
        c->counts->n[CRIA_COUNT_CONTINUED]++;
        i->start += mark < 0 ? end : 0;
        i->length = mark < 0 ? i->length - end : start;
        i->gone = i->length == 0;
    }
}

// goes_on: the paragraph is the rest of the text's last sentence, which a table, a figure or
// the wiki's own paragraphs cut. Only where nothing but such stood between: `before` is the
// item in front, `last` the one the text ends with.
static bool goes_on(const composer *c, const item *last, const item *i)
{
    if (!c->whole || !last || !is_prose(last) || !is_prose(i))
        return false;
    for (const item *between = last + 1; between < i; between++)
        if (between->kind == CRIA_BLOCK_FORMULA || between->kind == CRIA_BLOCK_HEADING)
            return false;
    const char end = text_of(c, last)[last->length - 1], start = text_of(c, i)[0];
    const bool word = (end | 32) >= 'a' && (end | 32) <= 'z';
    return end == ',' || (word && start >= 'a' && start <= 'z');
}

// note_gap: a sentence that went on over a table may have been about it.
static void note_gap(composer *c, const item *last, const item *i)
{
    for (const item *between = last + 1; between < i; between++)
        if (between->kind == CRIA_BLOCK_TABLE) {
            c->counts->n[CRIA_COUNT_WARN_FORMULA_LEAD]++;
            return;
        }
}

// write_item appends the item's text; *last is the item that `out` ends with.
static cria_status write_item(composer *c, const item *i, cria_buffer *out, const item **last)
{
    const bool mark = i->kind == CRIA_BLOCK_FORMULA, first = !*last;
    if (i->gone || (mark && c->options->formula == CRIA_FORMULA_DROP))
        return CRIA_OK;
    const bool on = goes_on(c, *last, i);
    if (on)
        note_gap(c, *last, i);
    if (out->length)
        CRIA_TRY(cria_buffer_putc(out, on ? ' ' : '\n'));
    *last = i;
    if (mark)
        return cria_buffer_puts(out, "[formula]");
    const bool title_case = c->options->title_case && c->options->style == CRIA_STYLE_PLAIN;
    return cria_headword_case(out, text_of(c, i), i->length, first && title_case);
}

static void note_lead(composer *c, range r, const item *i)
{
    const item *next = i + 1;
    const bool dropped = next < r.end && (next->gone || next->kind == CRIA_BLOCK_FORMULA);
    if (dropped && is_prose(i) && cria_prose_leads_nowhere(text_of(c, i), i->length))
        c->counts->n[CRIA_COUNT_WARN_FORMULA_LEAD]++;
}

// title_of: the given title, or the headword of the first item.
static cria_status title_of(composer *c, range r, const char *given, char **out)
{
    const char *head;
    size_t length;
    const char *text = text_of(c, r.first);
    if (*given || !r.first->head || !cria_headword_find(text, r.first->length, &head, &length))
        return cria_strdup(out, given);
    while (length > 0 && strchr(" ,.;", head[length - 1]))
        length--;
    return cria_strndup(out, head, length);
}

// finish appends the finished text: no marks, nothing that would read as markup. What a style
// takes away may bring two signs together, so it is sealed again.
static cria_status finish(composer *c, cria_buffer *out)
{
    if (c->options->style == CRIA_STYLE_PLAIN)
        return cria_prose_seal(out, c->body.data, c->body.length, c->counts);
    cria_buffer_reset(&c->scratch);
    cria_buffer_reset(&c->scratch2);
    CRIA_TRY(cria_prose_seal(&c->scratch, c->body.data, c->body.length, c->counts));
    if (c->scratch.length == 0)
        return CRIA_OK;
    CRIA_TRY(cria_style_deck(&c->scratch2, c->scratch.data, c->scratch.length));
    return c->scratch2.length == 0
               ? CRIA_OK
               : cria_prose_seal(out, c->scratch2.data, c->scratch2.length, c->counts);
}

// take_text moves the finished text into the article.
static cria_status take_text(composer *c, cria_article *a)
{
    cria_buffer sealed = {0};
    const cria_status status = finish(c, &sealed);
    if (status != CRIA_OK || sealed.length == 0) {
        cria_buffer_free(&sealed);
        return status;
    }
    a->length = sealed.length;
    a->words = cria_prose_words(sealed.data, sealed.length);
    a->text = cria_buffer_take(&sealed);
    return CRIA_OK;
}

static cria_status write_article(composer *c, range r, cria_article *a)
{
    const item *last = NULL;
    cria_buffer_reset(&c->body);
    for (const item *i = r.first; i < r.end; i++) {
        note_lead(c, r, i);
        CRIA_TRY(write_item(c, i, &c->body, &last));
    }
    if (c->body.length > 0)
        CRIA_TRY(take_text(c, a));
    if (a->text)
        return cria_articles_take(c->out, a);
    c->counts->n[CRIA_COUNT_DROP_EMPTY]++;
    return CRIA_OK;
}

static cria_status add_article(composer *c, range r, const char *title)
{
    cria_article a = {0};
    judge(c, r);
    note_cuts(c, r, &a);
    strip_signatures(c, r);
    if (drops(c, c->options->bibliography))
        drop_bibliographies(c, r);
    cria_status status = title_of(c, r, title, &a.title);
    if (status == CRIA_OK)
        status = write_article(c, r, &a);
    cria_article_free(&a);
    return status;
}

// article_end: the item behind an article that begins at `first`: the next headword. What
// stands behind the closing rule without a headword belongs to no article.
static item *article_end(composer *c, item *first, item *end)
{
    if (c->whole)
        return end;
    bool stray = false;
    item *i = first + 1;
    for (; i < end && !i->head; i++) {
        stray |= i->after_rule;
        if (stray)
            drop(c, i, CRIA_COUNT_STRAY);
    }
    return i;
}

static cria_status compose(composer *c, const cria_blocks *blocks, const char *title)
{
    for (size_t i = 0; i < blocks->count; i++)
        CRIA_TRY(add_item(c, blocks, &blocks->block[i]));
    item *end = c->count ? c->item + c->count : NULL;
    for (item *first = c->item; first < end;) {
        item *next = article_end(c, first, end);
        const bool original = first == c->item;
        c->counts->n[CRIA_COUNT_RESPLIT] += !original;
        CRIA_TRY(add_article(c, (range){first, next}, original ? title : ""));
        first = next;
    }
    if (c->count == 0)
        c->counts->n[CRIA_COUNT_DROP_EMPTY]++;
    return CRIA_OK;
}

static cria_status compose_blocks(cria_articles *out, const cria_blocks *blocks,
                                  const char *title, bool whole,
                                  const cria_clean_options *options, cria_counts *counts)
{
    composer c = {.options = options, .counts = counts, .out = out, .whole = whole};
    const cria_status status = compose(&c, blocks, title);
    cria_free(c.item);
    cria_buffer_free(&c.text);
    cria_buffer_free(&c.body);
    cria_buffer_free(&c.scratch);
    cria_buffer_free(&c.scratch2);
    return status;
}

static cria_status repaired(cria_buffer *out, const char *text, size_t length,
                            cria_counts *counts)
{
    size_t bad = 0;
    CRIA_TRY(cria_utf8_repair(out, text, length, &bad));
    counts->n[CRIA_COUNT_BAD_BYTES] += bad;
    return CRIA_OK;
}

cria_status cria_clean_html(cria_articles *out, const char *html, size_t length,
                            const char *title, bool whole, const cria_clean_options *options,
                            cria_counts *counts)
{
    cria_blocks blocks = {0};
    cria_buffer clean = {0};
    cria_status status = repaired(&clean, html, length, counts);
    if (status == CRIA_OK)
        status =
            cria_blocks_read(&blocks, clean.length ? clean.data : "", clean.length, counts);
    if (status == CRIA_OK)
        status = compose_blocks(out, &blocks, title, whole, options, counts);
    cria_blocks_free(&blocks);
    cria_buffer_free(&clean);
    return status;
}

cria_status cria_clean_text(cria_articles *out, const char *text, size_t length,
                            const char *title, const cria_clean_options *options,
                            cria_counts *counts)
{
    cria_blocks blocks = {0};
    cria_buffer clean = {0};
    cria_status status = repaired(&clean, text, length, counts);
    if (status == CRIA_OK)
        status =
            cria_blocks_text(&blocks, clean.length ? clean.data : "", clean.length, counts);
    if (status == CRIA_OK)
        status = compose_blocks(out, &blocks, title, false, options, counts);
    cria_blocks_free(&blocks);
    cria_buffer_free(&clean);
    return status;
}
