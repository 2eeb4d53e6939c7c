// count.c: counting words (count.h). A file is cut into parts at newlines, or inside very long
// lines where a cut is safe (split.h); each thread counts into a map of its own.
#include "token/count.h"

#include "base/file.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/parallel.h"
#include "format/lines.h"
#include "token/chunks.h"
#include "token/split.h"

#include <stdio.h>

enum { PART_BYTES = 1 << 20, MESSAGE_BYTES = 512 };

typedef struct worker {
    cria_wordmap words;
    cria_chunks blocks;
    cria_splitter splitter;
    cria_wordkey key[CRIA_SPLIT_BATCH]; // of the words at hand; 0 for a long one
    cria_status status;
    char message[MESSAGE_BYTES];
} worker;

typedef struct job {
    const char *text;
    size_t *cut; // part i is cut[i] to cut[i + 1]
    size_t parts, capacity;
    worker *workers;
    int threads;
} job;

static cria_status count_word(cria_wordmap *words, cria_wordkey key, const char *word,
                              size_t length)
{
    cria_wordslot *slot = NULL;
    if (key.high != 0 && words->slots > 0)
        slot = cria_wordmap_seek(words, key);
    if (slot == NULL || slot->high == 0)
        CRIA_TRY(cria_wordmap_put(words, &slot, word, length, NULL));
    slot->value.count++;
    return CRIA_OK;
}

static cria_status count_block(worker *w, const char *data, size_t length)
{
    w->splitter = (cria_splitter){.text = (const unsigned char *)data, .length = length};
    size_t start = 0;
    for (size_t n = cria_split(&w->splitter); n > 0; n = cria_split(&w->splitter)) {
        cria_wordmap_prepare(&w->words, w->key, data, length, start, w->splitter.end, n);
        for (size_t i = 0; i < n; i++) {
            const size_t end = w->splitter.end[i];
            CRIA_TRY(count_word(&w->words, w->key[i], data + start, end - start));
            start = end;
        }
    }
    return CRIA_OK;
}

static cria_status count_line(worker *w, const char *line, size_t length)
{
    const char *data;
    size_t block;
    cria_chunks_begin(&w->blocks, line, length);
    CRIA_TRY(cria_chunks_next(&w->blocks, &data, &block));
    while (data != NULL) {
        CRIA_TRY(count_block(w, data, block));
        CRIA_TRY(cria_chunks_next(&w->blocks, &data, &block));
    }
    return CRIA_OK;
}

static cria_status count_lines(worker *w, const char *text, size_t length)
{
    for (const char *at = text, *end = text + length; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *next = newline == NULL ? end : newline + 1;
        CRIA_TRY(count_line(w, at, (size_t)(next - at)));
        at = next;
    }
    return CRIA_OK;
}

static void count_part(void *context, int64_t part, int thread)
{
    const job *j = context;
    worker *w = &j->workers[thread];
    if (w->status != CRIA_OK)
        return;
    w->status = cria_interrupted()
                    ? cria_fail(CRIA_EINTR, "interrupted while counting words")
                    : count_lines(w, j->text + j->cut[part], j->cut[part + 1] - j->cut[part]);
    if (w->status != CRIA_OK)
        snprintf(w->message, sizeof(w->message), "%s", cria_message());
}

// The end of the part that starts at `at`: behind a newline, or at a safe place inside a line.
static size_t part_end(const char *text, size_t length, size_t at)
{
    if (length - at <= PART_BYTES)
        return length;
    const size_t from = at + PART_BYTES;
    const size_t cut = cria_split_cut(text, length, from);
    const char *newline = memchr(text + from, '\n', cut - from);
    return newline != NULL ? (size_t)(newline - text) + 1 : cut;
}

static cria_status add_cut(job *j, size_t cut)
{
    CRIA_TRY(cria_grow(&j->cut, &j->capacity, j->parts + 1, sizeof(*j->cut)));
    j->cut[j->parts++] = cut;
    return CRIA_OK;
}

static cria_status count_text(job *j, const char *text, size_t length)
{
    if (length == 0)
        return CRIA_OK;
    j->text = text;
    j->parts = 0;
    CRIA_TRY(add_cut(j, 0));
    for (size_t at = 0; at < length;) {
        at = part_end(text, length, at);
        CRIA_TRY(add_cut(j, at));
    }
    cria_parallel((int64_t)j->parts - 1, count_part, j);
    for (int i = 0; i < j->threads; i++) {
        if (j->workers[i].status != CRIA_OK)
            return cria_fail(j->workers[i].status, "%s", j->workers[i].message);
    }
    return CRIA_OK;
}

static bool is_packed(const cria_map *map)
{
    return map->bytes >= 4 && memcmp(map->data, "\x28\xb5\x2f\xfd", 4) == 0;
}

// Unpacks a file into memory; a newline is put behind a last line that had none in the file.
static cria_status read_lines(cria_buffer *out, const char *path)
{
    cria_line_reader *reader;
    CRIA_TRY(cria_line_reader_open(&reader, path, CRIA_BUFFER_MAX));
    const char *line;
    size_t length;
    cria_status status = cria_line_next(reader, &line, &length);
    while (status == CRIA_OK && line != NULL) {
        status = cria_buffer_append(out, line, length);
        if (status == CRIA_OK)
            status = cria_buffer_putc(out, '\n');
        if (status == CRIA_OK)
            status = cria_line_next(reader, &line, &length);
    }
    cria_line_reader_close(reader);
    return status;
}

static cria_status count_file(job *j, const char *path)
{
    cria_map map = {0};
    cria_buffer text = {0};
    cria_status status;
    const bool standard_input = strcmp(path, "-") == 0;
    if (standard_input)
        status = cria_file_read(&text, path, CRIA_BUFFER_MAX);
    else
        status = cria_map_open(&map, path);
    if (status == CRIA_OK && is_packed(&map))
        status = read_lines(&text, path);
    if (status == CRIA_OK && text.length > 0)
        status = count_text(j, text.data, text.length);
    else if (status == CRIA_OK && !is_packed(&map))
        status = count_text(j, (const char *)map.data, map.bytes);
    cria_buffer_free(&text);
    if (!standard_input)
        cria_map_close(&map);
    return status == CRIA_OK ? status : cria_context(status, "counting the words of %s", path);
}

static cria_status add_words(cria_wordmap *to, const cria_wordmap *from)
{
    for (size_t i = 0; i < from->slots; i++) {
        if (from->slot[i].high == 0)
            continue;
        char room[16];
        size_t length;
        const char *word = cria_wordslot_text(from, &from->slot[i], room, &length);
        cria_wordslot *slot;
        CRIA_TRY(cria_wordmap_put(to, &slot, word, length, NULL));
        slot->value.count += from->slot[i].value.count;
    }
    return CRIA_OK;
}

cria_status cria_count_words(cria_wordmap *words, const char *const *files, size_t count,
                             cria_normal_form form, bool prefix_space)
{
    job j = {.threads = cria_threads()};
    CRIA_TRY(cria_alloc(&j.workers, (size_t)j.threads, sizeof(*j.workers)));
    for (int i = 0; i < j.threads; i++) {
        j.workers[i].blocks.form = form;
        j.workers[i].blocks.prefix_space = prefix_space;
        j.workers[i].blocks.repair = true;
    }
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < count && status == CRIA_OK; i++)
        status = count_file(&j, files[i]);
    for (int i = 0; i < j.threads; i++) {
        if (status == CRIA_OK)
            status = add_words(words, &j.workers[i].words);
        cria_wordmap_free(&j.workers[i].words);
        cria_chunks_free(&j.workers[i].blocks);
    }
    cria_free(j.cut);
    cria_free(j.workers);
    return status;
}
