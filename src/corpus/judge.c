// judge.c owns what becomes of an article's items: which are no prose, closing bibliographies,
// signatures, marks of continuation (declared in compose.h).
#include "corpus/compose.h"

#include "corpus/prose.h"
#include "corpus/style.h"

enum { CONNECTIVE_WORDS = 3 };

const char *cria_compose_text(const cria_composer *c, const cria_item *i)
{
    return c->text.data ? c->text.data + i->start : ""; // none: all items are empty
}

void cria_compose_drop(cria_composer *c, cria_item *i, cria_count why)
{
    i->gone = true;
    c->counts->n[why]++;
}

// drops: what the option asks for, or the style where it leaves that open.
static bool drops(const cria_composer *c, int keep)
{
    return keep == CRIA_KEEP_BY_STYLE ? c->options->style == CRIA_STYLE_PLAIN
                                      : keep == CRIA_DROP;
}

// judge_one drops an item that is no prose by itself.
static void judge_one(cria_composer *c, cria_item *i)
{
    while (i->length > 0 && cria_compose_text(c, i)[0] == CRIA_MARK_BOLD && i != c->item &&
           !i->head) {
        i->start++;
        i->length--;
    }
    const char *text = cria_compose_text(c, i);
    const cria_clean_options *o = c->options;
    const bool formula = (i->kind == CRIA_BLOCK_HEADING || i->kind == CRIA_BLOCK_VERSE ||
                          i->kind == CRIA_BLOCK_AUTHOR) &&
                         cria_prose_is_formula(text, i->length);
    const bool parenthesis = i->length < 64 && text[0] == '(' && text[i->length - 1] == ')';
    if (i->kind == CRIA_BLOCK_TABLE && drops(c, o->tables))
        cria_compose_drop(c, i, CRIA_COUNT_TABLES);
    else if (cria_prose_is_signature(text, i->length) ||
             (i->kind == CRIA_BLOCK_AUTHOR && parenthesis))
        cria_compose_drop(c, i, CRIA_COUNT_AUTHORS);
    else if (formula)
        i->kind = CRIA_BLOCK_FORMULA;
    else if (i->kind == CRIA_BLOCK_HEADING && drops(c, o->headings))
        cria_compose_drop(c, i, CRIA_COUNT_HEADINGS);
    else if (cria_prose_is_figure(text, i->length))
        cria_compose_drop(c, i, CRIA_COUNT_FIGURES);
}

// is_connective: a few words between displayed formulae ("or", "and therefore"), no sentence.
static bool is_connective(const cria_composer *c, cria_item_range r, const cria_item *i)
{
    const bool after = i > r.first && (i - 1)->kind == CRIA_BLOCK_FORMULA;
    const bool before = i + 1 < r.end && (i + 1)->kind == CRIA_BLOCK_FORMULA;
    return cria_item_is_prose(i) && (after || before) &&
           cria_compose_text(c, i)[i->length - 1] != '.' &&
           cria_prose_words(cria_compose_text(c, i), i->length) <= CONNECTIVE_WORDS;
}

static bool is_empty(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] > ' ')
            return false;
    return true;
}

static void judge(cria_composer *c, cria_item_range r)
{
    for (cria_item *i = r.first; i < r.end; i++) {
        if (i->gone)
            continue;
        if (i->kind != CRIA_BLOCK_FORMULA && is_empty(cria_compose_text(c, i), i->length))
            i->gone = true;
        else if (i->kind != CRIA_BLOCK_FORMULA)
            judge_one(c, i);
        if (i->kind == CRIA_BLOCK_FORMULA)
            c->counts->n[CRIA_COUNT_FORMULAE]++;
    }
    for (cria_item *i = r.first + 1; i < r.end; i++)
        if (is_connective(c, r, i))
            cria_compose_drop(c, i, CRIA_COUNT_FORMULAE);
}

static cria_item *prose_before(cria_item_range r, cria_item *i)
{
    while (i > r.first)
        if (cria_item_is_prose(--i))
            return i;
    return NULL;
}

// strip_signatures cuts initials from the end of paragraphs.
static void strip_signatures(cria_composer *c, cria_item_range r)
{
    for (cria_item *i = r.first; i < r.end; i++) {
        if (!cria_item_is_prose(i))
            continue;
        const size_t keep = cria_prose_signature_start(cria_compose_text(c, i), i->length);
        c->counts->n[CRIA_COUNT_AUTHORS] += keep < i->length;
        i->length = keep;
    }
}

static bool is_bibliography(const cria_composer *c, const cria_item *i, bool weak)
{
    return cria_prose_is_bibliography(cria_compose_text(c, i), i->length, i->italics, weak);
}

// fine_run: the first item of the run of fine print that `i` belongs to.
static cria_item *fine_run(cria_item_range r, cria_item *i)
{
    while (i > r.first && (i - 1)->fine)
        i--;
    return i;
}

// drop_closing drops the bibliographies at the end. A run of fine print that begins as one is one
// to its end; each run is looked at once.
static void drop_closing(cria_composer *c, cria_item_range r)
{
    const cria_item *run = NULL; // the first item of the last run met
    bool books = false;          // which begins as a bibliography
    for (cria_item *i = r.end; (i = prose_before(r, i)) && i != r.first;) {
        if (i->fine && (!run || i < run)) {
            run = fine_run(r, i);
            books = is_bibliography(c, run, false);
        }
        if (!(i->fine && books) && !is_bibliography(c, i, i->fine) &&
            !cria_prose_cites_books(cria_compose_text(c, i), i->length, i->italics))
            return;
        cria_compose_drop(c, i, CRIA_COUNT_BIBLIOGRAPHIES);
    }
}

// drop_bibliographies: those in fine print that close a section, and the closing ones.
static void drop_bibliographies(cria_composer *c, cria_item_range r)
{
    for (cria_item *i = r.first + 1; i < r.end; i++)
        if (cria_item_is_prose(i) && i->fine && is_bibliography(c, i, false))
            cria_compose_drop(c, i, CRIA_COUNT_BIBLIOGRAPHIES);
    drop_closing(c, r);
}

// note_cuts finds the marks of an article in two parts. What stands before "continued from" is
// the headword once more, what stands behind "continued in" is nothing: both go with the mark.
static void note_cuts(cria_composer *c, cria_item_range r, cria_article *a)
{
    for (cria_item *i = r.first; i < r.end; i++) {
        size_t start, end;
        const int mark = cria_item_is_prose(i) ? cria_prose_continued(cria_compose_text(c, i),
                                                                      i->length, &start, &end)
                                               : 0;
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

void cria_compose_judge(cria_composer *c, cria_item_range r, cria_article *a)
{
    judge(c, r);
    note_cuts(c, r, a);
    strip_signatures(c, r);
    if (drops(c, c->options->bibliography))
        drop_bibliographies(c, r);
}
