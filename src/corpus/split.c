// split.c owns the draw and the files it makes.
#include "corpus/split.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"
#include "corpus/article.h"
#include "corpus/credits.h"
#include "format/json.h"

#include <inttypes.h>
#include <string.h>

const cria_option cria_split_option_table[] = {
    {"train-words", CRIA_OPTION_INT, offsetof(cria_split_options, train_words), "10000000", "N",
     NULL, 0, 1e12, "words of training text; 0 takes all that evaluation leaves", 0},
    {"eval-words", CRIA_OPTION_INT, offsetof(cria_split_options, eval_words), "2000000", "N",
     NULL, 0, 1e12, "words of evaluation text", 0},
    {"breaks", CRIA_OPTION_CHOICE, offsetof(cria_split_options, breaks), "space", NULL,
     "space|newline", 0, 0, "what joins the paragraphs of an article", 0},
    {0},
};

static cria_status read_all(cria_articles *out, const char *path)
{
    cria_line_reader *lines = NULL;
    CRIA_TRY(cria_line_reader_open(&lines, path, CRIA_ARTICLE_LINE_MAX));
    cria_status status;
    for (bool more = true;;) {
        cria_article a;
        status = cria_article_next(lines, path, &a, &more);
        if (status != CRIA_OK || !more)
            break;
        status = cria_articles_take(out, &a);
        if (status != CRIA_OK)
            break;
    }
    cria_line_reader_close(lines);
    return status;
}

// A part of the shuffled order: articles [first, end).
typedef struct range {
    size_t first, end;
    uint64_t words;
} range;

static range draw(const cria_articles *all, const uint32_t *order, size_t first, uint64_t words)
{
    range r = {.first = first, .end = first};
    while (r.end < all->count && r.words < words)
        r.words += all->item[order[r.end++]].words;
    return r;
}

static cria_status too_small(const cria_split_options *o, const cria_split_report *report)
{
    return cria_fail(CRIA_EARG,
                     "the corpus has %" PRIu64 " words in %" PRIu64
                     " articles, too few for %" PRId64 " words of training and %" PRId64
                     " of evaluation: ask for fewer, or give "
                     "--train-words 0 for all that evaluation leaves",
                     report->words, report->articles, o->train_words, o->eval_words);
}

static cria_status draw_both(const cria_split_options *o, const cria_articles *all,
                             const uint32_t *order, const cria_split_report *report,
                             range *train, range *eval)
{
    const uint64_t wanted = (uint64_t)o->train_words, held = (uint64_t)o->eval_words;
    const bool rest = wanted == 0;
    if (rest) {
        *eval = draw(all, order, 0, held);
        *train = draw(all, order, eval->end, UINT64_MAX);
    } else {
        *train = draw(all, order, 0, wanted);
        *eval = draw(all, order, train->end, held);
    }
    const bool enough = eval->words >= held && train->words >= wanted && train->words > 0;
    return enough ? CRIA_OK : too_small(o, report);
}

// put_body appends the text with its breaks, and with no mark of ours in it.
static cria_status put_body(cria_buffer *out, const cria_article *a, int breaks)
{
    for (const char *at = a->text; *at; at++) {
        const bool space = *at == '\n' && breaks == CRIA_BREAKS_SPACE;
        CRIA_TRY(cria_buffer_putc(out, space ? ' ' : *at));
        if (strncmp(at, "<s>", 3) == 0 || strncmp(at, "</s>", 4) == 0)
            CRIA_TRY(cria_buffer_putc(out, ' '));
    }
    return CRIA_OK;
}

static cria_status put_article(cria_buffer *line, const cria_article *a, int breaks)
{
    cria_buffer_reset(line);
    CRIA_TRY(cria_buffer_puts(line, "<s> "));
    CRIA_TRY(put_body(line, a, breaks));
    return cria_buffer_puts(line, " </s>\n");
}

typedef struct part_file {
    cria_writer writer;
    cria_hash *hash;
    cria_buffer line;
} part_file;

static cria_status write_lines(part_file *f, const cria_articles *all, const uint32_t *order,
                               range r, int breaks, cria_split_part *part)
{
    CRIA_TRY(cria_hash_open(&f->hash));
    for (size_t i = r.first; i < r.end; i++) {
        CRIA_TRY(put_article(&f->line, &all->item[order[i]], breaks));
        CRIA_TRY(cria_writer_put(&f->writer, f->line.data, f->line.length));
        cria_hash_add(f->hash, f->line.data, f->line.length);
        part->bytes += f->line.length;
    }
    part->articles = r.end - r.first;
    part->words = r.words;
    return CRIA_OK;
}

static cria_status write_part(const char *directory, const char *name, const cria_articles *all,
                              const uint32_t *order, range r, int breaks, cria_split_part *part)
{
    char *path = NULL;
    part_file f = {0};
    CRIA_TRY(cria_path_join(&path, directory, name));
    cria_status status = cria_writer_open(&f.writer, path);
    if (status == CRIA_OK)
        status = write_lines(&f, all, order, r, breaks, part);
    if (status == CRIA_OK)
        status = cria_writer_commit(&f.writer);
    else
        cria_writer_abort(&f.writer);
    if (f.hash)
        cria_hash_close(f.hash, part->hash);
    cria_buffer_free(&f.line);
    cria_free(path);
    return status;
}

static cria_status add_part(json_t *root, const char *name, const cria_split_part *p)
{
    return cria_json_set(root, name,
                         json_pack("{s:I, s:I, s:I, s:s}", "articles", (json_int_t)p->articles,
                                   "words", (json_int_t)p->words, "bytes", (json_int_t)p->bytes,
                                   "hash", p->hash));
}

static cria_status fill_report(json_t *root, uint64_t seed, const char *in,
                               const cria_split_report *report, json_t *sources)
{
    char hash[CRIA_HASH_TEXT];
    CRIA_TRY(cria_hash_file(hash, in));
    CRIA_TRY(cria_json_set(root, "seed", json_integer((json_int_t)seed)));
    CRIA_TRY(cria_json_set(root, "input",
                           json_pack("{s:s, s:I, s:I, s:s}", "name", cria_path_name(in),
                                     "articles", (json_int_t)report->articles, "words",
                                     (json_int_t)report->words, "hash", hash)));
    CRIA_TRY(add_part(root, "train", &report->train));
    CRIA_TRY(add_part(root, "eval", &report->eval));
    return cria_json_set(
        root, "credits",
        json_pack("{s:s, s:O}", "hash", report->credits_hash, "sources", sources));
}

static cria_status write_report(const char *directory, uint64_t seed, const char *in,
                                const cria_split_report *report, json_t *sources)
{
    json_t *root = NULL;
    char *path = NULL;
    cria_status status = cria_path_join(&path, directory, "split.json");
    if (status == CRIA_OK)
        status = cria_json_object(&root);
    if (status == CRIA_OK)
        status = fill_report(root, seed, in, report, sources);
    if (status == CRIA_OK)
        status = cria_json_write(root, path);
    json_decref(root);
    cria_free(path);
    return status;
}

static cria_status shuffled(uint32_t **out, size_t count, uint64_t seed)
{
    if (count >= UINT32_MAX)
        return cria_fail(CRIA_ELIMIT, "%zu articles are more than a split can hold", count);
    CRIA_TRY(cria_alloc(out, count, sizeof **out));
    for (size_t i = 0; i < count; i++)
        (*out)[i] = (uint32_t)i;
    cria_random random = {.seed = seed, .stream = CRIA_STREAM_SPLIT};
    cria_random_shuffle(&random, *out, count);
    return CRIA_OK;
}

static cria_status write_credits(const char *directory, const cria_articles *all,
                                 const uint32_t *order, range train, cria_split_report *report,
                                 json_t **sources)
{
    char *path = NULL;
    CRIA_TRY(cria_path_join(&path, directory, "CREDITS"));
    const cria_status status = cria_credits_write(path, all, order, train.first, train.end,
                                                  report->credits_hash, sources);
    cria_free(path);
    return status;
}

static cria_status split(const cria_split_options *o, const char *out, const cria_articles *all,
                         uint32_t *order, cria_split_report *report, json_t **sources)
{
    range train, eval;
    report->articles = all->count;
    for (size_t i = 0; i < all->count; i++)
        report->words += all->item[i].words;
    CRIA_TRY(draw_both(o, all, order, report, &train, &eval));
    CRIA_TRY(cria_directory_make(out));
    CRIA_TRY(write_part(out, "train.txt", all, order, train, o->breaks, &report->train));
    CRIA_TRY(write_part(out, "eval.txt", all, order, eval, o->breaks, &report->eval));
    return write_credits(out, all, order, train, report, sources);
}

cria_status cria_split_run(const cria_split_options *options, uint64_t seed, const char *in,
                           const char *out, cria_split_report *report)
{
    cria_articles all = {0};
    uint32_t *order = NULL;
    json_t *sources = NULL;
    *report = (cria_split_report){0};
    cria_status status = read_all(&all, in);
    if (status == CRIA_OK)
        status = shuffled(&order, all.count, seed);
    if (status == CRIA_OK)
        status = split(options, out, &all, order, report, &sources);
    if (status == CRIA_OK)
        status = write_report(out, seed, in, report, sources);
    cria_free(order);
    json_decref(sources);
    cria_articles_free(&all);
    return status;
}
