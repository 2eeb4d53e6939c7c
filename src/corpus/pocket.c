// pocket.c owns the making of the pocket corpus from end to end: rules and words read, the
// world made, articles written and sorted, pages and pairs put on disk.
#include "corpus/pocket.h"

#include "corpus/pocket_parts.h"
#include "format/json.h"
#include "format/lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// The counts in world.txt are meant for a corpus of this size.
static const double WORDS_AT_SCALE_ONE = 300000;
enum { ARTICLES_A_SLICE = 90 };

const char *const cria_pocket_prompts[] = {
    "Goose, Royal, a shy creature which",
    "The inhabitants of the town",
    "It is said that nobody has ever",
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

static void close_book(book *b)
{
    pocket *p = &b->p;
    for (size_t i = 0; i < p->rules; i++)
        cria_free(p->rule[i]->alternative);
    cria_free(p->rule);
    for (size_t i = 0; i < p->classes; i++) {
        pocket_class *c = p->class[i];
        for (size_t k = 0; c->entity && k < c->count; k++)
            for (int f = 0; f < c->fields; f++)
                cria_free(c->item[k]->value[f].list);
        cria_free(c->item);
    }
    cria_free(p->class);
    cria_free(b->article);
    cria_arena_free(&p->arena);
}

static cria_status read_rules(pocket *p, const char *share_dir)
{
    CRIA_TRY(pocket_words_read(p, share_dir));
    CRIA_TRY(pocket_grammar_read(p, share_dir, "grammar.txt"));
    CRIA_TRY(pocket_grammar_read(p, share_dir, "pairs.txt"));
    return pocket_world_read(p, share_dir);
}

static cria_status add_article(book *b, pocket_item *item, const cria_buffer *raw)
{
    pocket_article a = {.item = item, .title = pocket_text_of(item, "head")};
    if (!a.title || strncmp(raw->data, a.title, strlen(a.title)) != 0)
        return cria_fail(CRIA_EFORMAT,
                         "grammar.txt: the rule '%s' must begin with its headword, "
                         "{it.head}; it begins '%.40s'",
                         item->class->name, raw->data);
    cria_buffer text = {0}, plain = {0};
    cria_status status = pocket_finish(&text, raw->data, raw->length);
    if (status == CRIA_OK)
        status = pocket_copy(&b->p, &a.text, text.data, text.length);
    if (status == CRIA_OK)
        status = pocket_plain(&plain, a.text);
    if (status == CRIA_OK)
        status = pocket_copy(&b->p, &a.plain, plain.data, plain.length);
    if (status == CRIA_OK)
        status = cria_grow(&b->article, &b->capacity, b->count + 1, sizeof *b->article);
    if (status == CRIA_OK) {
        a.words = count_words(a.plain);
        b->words += a.words;
        b->article[b->count++] = a;
    }
    cria_buffer_free(&text);
    cria_buffer_free(&plain);
    return status;
}

static cria_status write_article(book *b, pocket_item *item)
{
    pocket *p = &b->p;
    pocket_rule *rule = pocket_rule_find(p, item->class->name);
    if (!rule)
        return cria_fail(CRIA_EFORMAT,
                         "grammar.txt has no rule '%s' for the kind of that name "
                         "in world.txt",
                         item->class->name);
    cria_buffer raw = {.max_bytes = POCKET_TEXT_BYTES};
    bool found;
    cria_status status = pocket_expand(p, &raw, rule, item, &found);
    if (status == CRIA_OK && !found)
        status = pocket_bad(rule->place, "no alternative of '%s' fits '%s'", rule->name,
                            item->value[0].text);
    if (status == CRIA_OK)
        status = add_article(b, item, &raw);
    cria_buffer_free(&raw);
    return status;
}

static int compare_order(const void *a, const void *b)
{
    const uint64_t x = (*(pocket_item *const *)a)->order, y = (*(pocket_item *const *)b)->order;
    return x < y ? -1 : x > y;
}

static int compare_titles(const void *a, const void *b)
{
    const pocket_article *x = a, *y = b;
    const int order = strcmp(x->title, y->title);
    return order ? order : strcmp(x->text, y->text);
}

static cria_status list_things(const pocket *p, pocket_item ***out, size_t *count)
{
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < p->classes; i++)
        for (size_t k = 0; p->class[i] -> entity &&k < p -> class[i] -> count; k++) {
            CRIA_TRY(cria_grow(out, &capacity, *count + 1, sizeof **out));
            (*out)[(*count)++] = p->class[i]->item[k];
        }
    qsort(*out, *count, sizeof **out, compare_order);
    return CRIA_OK;
}

// Articles on the world's things, in an order drawn at random, until there are enough words;
// the book is then put in the order of its titles.
static cria_status write_articles(book *b, int64_t words)
{
    pocket_item **thing = NULL;
    size_t count = 0;
    cria_status status = list_things(&b->p, &thing, &count);
    for (size_t i = 0; status == CRIA_OK && i < count && b->words < words; i++)
        status = write_article(b, thing[i]);
    cria_free(thing);
    if (status == CRIA_OK && b->words < words - words / 10)
        return cria_fail(CRIA_ELIMIT,
                         "the words and names in the lists are enough for %lld "
                         "words, not for %lld; ask for fewer, or add names to words.txt",
                         (long long)b->words, (long long)words);
    if (status == CRIA_OK)
        qsort(b->article, b->count, sizeof *b->article, compare_titles);
    return status;
}

typedef struct member {
    const char *key, *text;
} member;

static cria_status put_object(cria_line_writer *w, const member *m, size_t count)
{
    cria_buffer line = {0};
    json_t *object;
    CRIA_TRY(cria_json_object(&object));
    cria_status status = CRIA_OK;
    for (size_t i = 0; status == CRIA_OK && i < count; i++)
        status = cria_json_set(object, m[i].key, json_string(m[i].text));
    if (status == CRIA_OK)
        status = cria_json_append(&line, object);
    if (status == CRIA_OK)
        status = cria_line_put(w, line.data, line.length);
    json_decref(object);
    cria_buffer_free(&line);
    return status;
}

// "Volume 1 Slice 3 Ambel to Barrow".
static void name_slice(char *out, size_t bytes, const book *b, size_t slice)
{
    const size_t first = slice * ARTICLES_A_SLICE, next = first + ARTICLES_A_SLICE;
    const size_t last = (next < b->count ? next : b->count) - 1;
    snprintf(out, bytes, "Volume %zu Slice %zu %s to %s", 1 + slice / 8, 1 + slice % 8,
             b->article[first].title, b->article[last].title);
}

static void shout(char *out, size_t bytes, const char *text)
{
    size_t n = 0;
    for (; *text && n + 1 < bytes; text++)
        out[n++] = (char)toupper((unsigned char)*text);
    out[n] = '\0';
}

static cria_status put_page(book *b, cria_line_writer *w, size_t i)
{
    char slice[256], title[128], source[32];
    const size_t s = i / ARTICLES_A_SLICE;
    const pocket_sheet sheet = {
        .slice = (int)s + 1, .number = (int)(i % ARTICLES_A_SLICE) + 1, .old = s % 4 == 1};
    cria_buffer html = {0};
    name_slice(slice, sizeof slice, b, s);
    shout(title, sizeof title, b->article[i].title);
    snprintf(source, sizeof source, "pocket:%02zu", s + 1);
    cria_status status = pocket_render(&b->p, &html, &b->article[i], &sheet);
    const member m[] = {
        {"title", title}, {"slice", slice}, {"source", source}, {"html", html.data}};
    if (status == CRIA_OK)
        status = put_object(w, m, 4);
    cria_buffer_free(&html);
    return status;
}

static cria_status put_clean(book *b, cria_line_writer *w, size_t i)
{
    char title[128], source[32];
    shout(title, sizeof title, b->article[i].title);
    snprintf(source, sizeof source, "pocket:%02zu", i / ARTICLES_A_SLICE + 1);
    const member m[] = {{"title", title}, {"source", source}, {"text", b->article[i].plain}};
    return put_object(w, m, 3);
}

typedef cria_status putter(book *b, cria_line_writer *w, size_t i);

static cria_status write_lines(book *b, const char *out_dir, const char *name, putter *put)
{
    char *path;
    cria_line_writer *w = NULL;
    CRIA_TRY(cria_path_join(&path, out_dir, name));
    cria_status status = cria_line_writer_open(&w, path);
    cria_free(path);
    CRIA_TRY(status);
    for (size_t i = 0; status == CRIA_OK && i < b->count; i++)
        status = put(b, w, i);
    if (status == CRIA_OK)
        return cria_line_writer_commit(w);
    cria_line_writer_abort(w);
    return status;
}

static cria_status write_pairs(book *b, const char *out_dir)
{
    cria_buffer corpus = {0};
    cria_status status = CRIA_OK;
    for (size_t i = 0; status == CRIA_OK && i < b->count; i++)
        status = cria_buffer_printf(&corpus, "%s\n", b->article[i].plain);
    if (status == CRIA_OK)
        status = pocket_pairs_write(&b->p, out_dir, corpus.data);
    cria_buffer_free(&corpus);
    return status;
}

// Each task draws from its own numbers, so that one may change without the others.
static void draw_from(book *b, uint64_t task, uint64_t seed)
{
    b->p.random = (cria_random){.seed = seed, .stream = task << 32 | CRIA_STREAM_POCKET};
}

static cria_status write_book(book *b, const char *share_dir, const char *out_dir,
                              uint64_t seed, int64_t words)
{
    draw_from(b, 0, seed);
    CRIA_TRY(read_rules(&b->p, share_dir));
    draw_from(b, 1, seed);
    CRIA_TRY(write_articles(b, words));
    CRIA_TRY(cria_directory_make(out_dir));
    draw_from(b, 2, seed);
    CRIA_TRY(write_lines(b, out_dir, "pages.jsonl.zst", put_page));
    CRIA_TRY(write_lines(b, out_dir, "clean.jsonl.zst", put_clean));
    draw_from(b, 3, seed);
    CRIA_TRY(write_pairs(b, out_dir));
    draw_from(b, 4, seed);
    return pocket_wiki_write(&b->p, out_dir, b->article, b->count);
}

cria_status cria_pocket_write(const char *share_dir, const char *out_dir, uint64_t seed,
                              int64_t words)
{
    if (words < CRIA_POCKET_WORDS_MIN || words > CRIA_POCKET_WORDS_MAX)
        return cria_fail(CRIA_EARG, "the pocket corpus has %d to %d words, not %lld",
                         CRIA_POCKET_WORDS_MIN, CRIA_POCKET_WORDS_MAX, (long long)words);
    book b = {.p.scale = (double)words / WORDS_AT_SCALE_ONE};
    const cria_status status = write_book(&b, share_dir, out_dir, seed, words);
    close_book(&b);
    return status == CRIA_OK ? status : cria_context(status, "writing the pocket corpus");
}
