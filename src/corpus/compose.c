// compose.c owns the step from blocks to articles: borders between articles, what joins their
// paragraphs, the finished text (declared in clean.h).
#include "corpus/compose.h"

#include "base/utf8.h"
#include "corpus/chars.h"
#include "corpus/headword.h"
#include "corpus/prose.h"
#include "corpus/style.h"

#include <string.h>

// clean_text appends one block's text to c->text, cleaned. The headword question is asked
// before the quotes change.
static cria_status clean_text(cria_composer *c, const char *text, size_t length)
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

static cria_status add_item(cria_composer *c, const cria_blocks *blocks, const cria_block *b)
{
    cria_item i = {.kind = b->kind,
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

// goes_on: the paragraph is the rest of the text's last sentence, which a table, a figure or
// the wiki's own paragraphs cut. Only where nothing but such stood between: `before` is the
// item in front, `last` the one the text ends with.
static bool goes_on(const cria_composer *c, const cria_item *last, const cria_item *i)
{
    if (!c->whole || !last || !cria_item_is_prose(last) || !cria_item_is_prose(i))
        return false;
    for (const cria_item *between = last + 1; between < i; between++)
        if (between->kind == CRIA_BLOCK_FORMULA || between->kind == CRIA_BLOCK_HEADING)
            return false;
    const char end = cria_compose_text(c, last)[last->length - 1],
               start = cria_compose_text(c, i)[0];
    const bool word = (end | 32) >= 'a' && (end | 32) <= 'z';
    return end == ',' || (word && start >= 'a' && start <= 'z');
}

// note_gap: a sentence that went on over a table may have been about it.
static void note_gap(cria_composer *c, const cria_item *last, const cria_item *i)
{
    for (const cria_item *between = last + 1; between < i; between++)
        if (between->kind == CRIA_BLOCK_TABLE) {
            c->counts->n[CRIA_COUNT_WARN_FORMULA_LEAD]++;
            return;
        }
}

// settle_lead counts a paragraph that leads to a dropped part. It returns the item's length
// less the dash that led there.
static size_t settle_lead(cria_composer *c, cria_item_range r, const cria_item *i)
{
    const cria_item *next = i + 1;
    const bool formula = next < r.end && next->kind == CRIA_BLOCK_FORMULA;
    const bool dropped = formula || (next < r.end && next->gone);
    const char *text = cria_compose_text(c, i);
    if (!dropped || !cria_item_is_prose(i) || !cria_prose_leads_nowhere(text, i->length))
        return i->length;
    c->counts->n[CRIA_COUNT_WARN_FORMULA_LEAD]++;
    const bool marked = formula && !next->gone && c->options->formula == CRIA_FORMULA_MARK;
    return marked ? i->length : cria_prose_without_dash(text, i->length);
}

// write_item appends the item's text; *last is the item that `out` ends with.
static cria_status write_item(cria_composer *c, cria_item_range r, const cria_item *i,
                              const cria_item **last)
{
    cria_buffer *out = &c->body;
    const size_t length = settle_lead(c, r, i);
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
    return cria_headword_case(out, cria_compose_text(c, i), length, first && title_case);
}

// title_of: the given title, or the headword of the first item.
static cria_status title_of(cria_composer *c, cria_item_range r, const char *given, char **out)
{
    const char *head;
    size_t length;
    const char *text = cria_compose_text(c, r.first);
    if (*given || !r.first->head || !cria_headword_find(text, r.first->length, &head, &length))
        return cria_strdup(out, given);
    while (length > 0 && strchr(" ,.;", head[length - 1]))
        length--;
    return cria_strndup(out, head, length);
}

// finish appends the finished text: no marks, nothing that would read as markup. What a style
// takes away may bring two signs together, so it is sealed again.
static cria_status finish(cria_composer *c, cria_buffer *out)
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
static cria_status take_text(cria_composer *c, cria_article *a)
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

static cria_status write_article(cria_composer *c, cria_item_range r, cria_article *a)
{
    const cria_item *last = NULL;
    cria_buffer_reset(&c->body);
    for (const cria_item *i = r.first; i < r.end; i++)
        CRIA_TRY(write_item(c, r, i, &last));
    if (c->body.length > 0)
        CRIA_TRY(take_text(c, a));
    if (a->text)
        return cria_articles_take(c->out, a);
    c->counts->n[CRIA_COUNT_DROP_EMPTY]++;
    return CRIA_OK;
}

static cria_status add_article(cria_composer *c, cria_item_range r, const char *title)
{
    cria_article a = {0};
    cria_compose_judge(c, r, &a);
    cria_status status = title_of(c, r, title, &a.title);
    if (status == CRIA_OK)
        status = write_article(c, r, &a);
    cria_article_free(&a);
    return status;
}

// article_end: the item behind an article that begins at `first`: the next headword. What
// stands behind the closing rule without a headword belongs to no article.
static cria_item *article_end(cria_composer *c, cria_item *first, cria_item *end)
{
    if (c->whole)
        return end;
    bool stray = false;
    cria_item *i = first + 1;
    for (; i < end && !i->head; i++) {
        stray |= i->after_rule;
        if (stray)
            cria_compose_drop(c, i, CRIA_COUNT_STRAY);
    }
    return i;
}

static cria_status compose(cria_composer *c, const cria_blocks *blocks, const char *title)
{
    for (size_t i = 0; i < blocks->count; i++)
        CRIA_TRY(add_item(c, blocks, &blocks->block[i]));
    cria_item *end = c->count ? c->item + c->count : NULL;
    for (cria_item *first = c->item; first < end;) {
        cria_item *next = article_end(c, first, end);
        const bool original = first == c->item;
        c->counts->n[CRIA_COUNT_RESPLIT] += !original;
        CRIA_TRY(add_article(c, (cria_item_range){first, next}, original ? title : ""));
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
    cria_composer c = {.options = options, .counts = counts, .out = out, .whole = whole};
    const cria_status status = compose(&c, blocks, title);
    cria_free(c.item);
    cria_buffer_free(&c.text);
    cria_buffer_free(&c.body);
    cria_buffer_free(&c.scratch);
    cria_buffer_free(&c.scratch2);
    return status;
}

typedef cria_status block_reader(cria_blocks *out, const char *text, size_t length,
                                 cria_counts *counts);

// clean: any document is repaired, read into blocks by its form, and composed.
static cria_status clean(cria_articles *out, block_reader *read, const char *text,
                         size_t length, const char *title, bool whole,
                         const cria_clean_options *options, cria_counts *counts)
{
    cria_blocks blocks = {0};
    cria_buffer valid = {0};
    cria_status status = cria_utf8_repair(&valid, text, length, NULL);
    if (status == CRIA_OK)
        status = read(&blocks, valid.length ? valid.data : "", valid.length, counts);
    if (status == CRIA_OK)
        status = compose_blocks(out, &blocks, title, whole, options, counts);
    cria_blocks_free(&blocks);
    cria_buffer_free(&valid);
    return status;
}

cria_status cria_clean_html(cria_articles *out, const char *html, size_t length,
                            const char *title, bool whole, const cria_clean_options *options,
                            cria_counts *counts)
{
    return clean(out, cria_blocks_read, html, length, title, whole, options, counts);
}

cria_status cria_clean_text(cria_articles *out, const char *text, size_t length,
                            const char *title, const cria_clean_options *options,
                            cria_counts *counts)
{
    return clean(out, cria_blocks_text, text, length, title, false, options, counts);
}
