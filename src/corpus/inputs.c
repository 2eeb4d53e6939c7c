// inputs.c owns the table of readers and how a file's form is known.
#include "corpus/inputs.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "corpus/charset.h"
#include "format/lines.h"

#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 1 << 30 };     // bytes of a file that is read whole
#define UTF8_MARK "\xEF\xBB\xBF" // some programs begin a file so

void cria_input_free(cria_input *d)
{
    cria_free(d->bytes);
    cria_free(d->path);
    cria_free(d->title);
    json_decref(d->origin);
    *d = (cria_input){0};
}

typedef struct reader {
    const cria_clean_options *options;
    cria_wikis *wikis;
    cria_input_taker *take;
    void *context;
} reader;

static cria_status give(const reader *r, cria_input_kind kind, const char *path, size_t number,
                        const char *bytes, size_t length)
{
    cria_input d = {.kind = kind, .length = length, .number = number};
    cria_status status = cria_strdup(&d.path, path);
    if (status == CRIA_OK)
        status = cria_strndup(&d.bytes, bytes, length);
    if (status == CRIA_OK)
        return r->take(r->context, &d);
    cria_input_free(&d);
    return status;
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", text[i]) || text[i] == '\0')
            return false;
    return true;
}

static size_t mark_length(const char *bytes, size_t length)
{
    return cria_begins(bytes, length, UTF8_MARK) ? strlen(UTF8_MARK) : 0;
}

static cria_status read_records(const reader *r, const char *path)
{
    cria_line_reader *lines = NULL;
    CRIA_TRY(cria_line_reader_open(&lines, path, CRIA_ARTICLE_LINE_MAX));
    cria_status status;
    for (;;) {
        const char *line;
        size_t length;
        status = cria_line_next(lines, &line, &length);
        if (status != CRIA_OK || !line)
            break;
        const size_t mark = mark_length(line, length);
        line += mark;
        length -= mark;
        if (!is_blank(line, length))
            status = give(r, CRIA_INPUT_RECORD, path, cria_line_number(lines), line, length);
        if (status != CRIA_OK)
            break;
    }
    cria_line_reader_close(lines);
    return status;
}

typedef cria_status split_text(const reader *r, const char *path, const char *text,
                               size_t length);

static cria_status read_whole(const reader *r, const char *path, bool html, split_text *split)
{
    cria_buffer bytes = {0};
    cria_status status = cria_file_read(&bytes, path, FILE_MAX);
    if (status == CRIA_OK)
        status = cria_charset_decode(&bytes, html, path);
    if (status == CRIA_OK)
        status = split(r, path, bytes.length ? bytes.data : "", bytes.length);
    cria_buffer_free(&bytes);
    return status;
}

static cria_status one_html(const reader *r, const char *path, const char *text, size_t length)
{
    return give(r, CRIA_INPUT_HTML, path, 1, text, length);
}

static cria_status read_html(const reader *r, const char *path)
{
    return read_whole(r, path, true, one_html);
}

// by_separator gives what lies between the separators, without what `skip` cuts at its start.
static cria_status by_separator(const reader *r, const char *path, const char *text,
                                size_t length, const char *separator, const char *skip)
{
    size_t number = 0;
    for (const char *at = text, *end = text + length; at < end;) {
        const char *stop = cria_find(at, end, separator);
        const char *next = stop ? stop + strlen(separator) : end;
        stop = stop ? stop : end;
        const char *start = *skip ? cria_find(at, stop, skip) : NULL;
        at = start ? start + strlen(skip) : at;
        if (!is_blank(at, (size_t)(stop - at)))
            CRIA_TRY(give(r, CRIA_INPUT_TEXT, path, ++number, at, (size_t)(stop - at)));
        at = next;
    }
    return CRIA_OK;
}

static bool begins_marked(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length && strchr(" \t\r\n\xEF\xBB\xBF", text[i]))
        i++;
    return length - i >= 3 && memcmp(text + i, "<s>", 3) == 0;
}

static cria_status split_plain(const reader *r, const char *path, const char *text,
                               size_t length)
{
    if (begins_marked(text, length))
        return by_separator(r, path, text, length, "</s>", "<s>");
    if (r->options->text_unit == CRIA_TEXT_BLANK_LINE)
        return by_separator(r, path, text, length, "\n\n", "");
    return give(r, CRIA_INPUT_TEXT, path, 1, text, length);
}

static cria_status read_text(const reader *r, const char *path)
{
    return read_whole(r, path, false, split_plain);
}

static cria_status read_store(const reader *r, const char *path)
{
    return cria_input_store_read(r->options, path, r->wikis, r->take, r->context);
}

typedef cria_status read_file(const reader *r, const char *path);

// How a file is read, by the end of its name. A further format is a further row.
static const struct {
    const char *suffix;
    read_file *read;
} forms[] = {
    {".jsonl", read_records}, {".jsonl.zst", read_records}, {".html", read_html},
    {".htm", read_html},      {".xhtml", read_html},        {".txt", read_text},
    {".db", read_store},
};

// How a file of another name is read, by its first bytes; or why it is not.
static const struct {
    const char *magic;
    read_file *read;
    const char *why;
} magics[] = {
    {"\x28\xB5\x2F\xFD", read_records, NULL},
    {"{", read_records, NULL},
    {"[{", NULL, "a JSON array, expected an object a line: jq -c '.[]' makes such lines"},
    {"<s>", read_text, NULL},
    {"<mediawiki", NULL, "a wiki's export: cria fetch --source dump --dump FILE reads it"},
    {"<", read_html, NULL},
    {"BZh", NULL,
     "packed with bzip2: unpack it; a wiki's dump is for cria fetch --source dump"},
    {"\x1F\x8B", NULL, "packed with gzip: unpack it, or pack JSON lines with zstd"},
    {"PK\x03\x04", NULL, "packed with zip, as office documents are: expected text"},
    {"%PDF", NULL, "a PDF: expected text, which pdftotext makes of it"},
};

static read_file *by_name(const char *path)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (cria_ends(path, strlen(path), forms[i].suffix))
            return forms[i].read;
    return NULL;
}

static cria_status by_bytes(const char *path, read_file **out)
{
    char begin[16];
    FILE *file = fopen(path, "rb");
    if (!file)
        return cria_fail_errno("cannot open '%s'", path);
    const size_t got = fread(begin, 1, sizeof begin, file);
    fclose(file);
    const size_t mark = mark_length(begin, got);
    *out = read_text;
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (!cria_begins(begin + mark, got - mark, magics[i].magic))
            continue;
        *out = magics[i].read;
        return *out ? CRIA_OK : cria_fail(CRIA_EFORMAT, "%s: %s", path, magics[i].why);
    }
    return CRIA_OK;
}

// no_store refuses an input that is no store where one was asked for, and the other way round.
static cria_status no_store(const reader *r, const char *path, bool store)
{
    const int format = r->options->format;
    if (!store && format == CRIA_CLEAN_WIKISOURCE)
        return cria_fail(CRIA_EARG,
                         "'%s' is no store of wiki pages: --format wikisource expects a file "
                         "that cria fetch wrote; without --format the files decide",
                         path);
    if (store && (format == CRIA_CLEAN_HTML || format == CRIA_CLEAN_TEXT))
        return cria_fail(CRIA_EARG, "'%s' is a store of wiki pages, not %s: leave --format out",
                         path, format == CRIA_CLEAN_HTML ? "html" : "text");
    return CRIA_OK;
}

// choose: the reader of a file. A store is known by its first bytes, whatever its name; a
// format asked for decides where the name does not.
static cria_status choose(const reader *r, const char *path, read_file **out)
{
    const bool store = cria_store_is(path);
    CRIA_TRY(no_store(r, path, store));
    *out = store ? read_store : by_name(path);
    if (*out == read_store || *out == read_records)
        return CRIA_OK;
    if (r->options->format == CRIA_CLEAN_HTML)
        *out = read_html;
    if (r->options->format == CRIA_CLEAN_TEXT)
        *out = read_text;
    return *out ? CRIA_OK : by_bytes(path, out);
}

static cria_status choose_stream(const reader *r, read_file **out)
{
    *out = r->options->format == CRIA_CLEAN_HTML   ? read_html
           : r->options->format == CRIA_CLEAN_TEXT ? read_text
                                                   : read_records;
    return no_store(r, "-", false);
}

static cria_status read_one(const reader *r, const char *path)
{
    read_file *read = NULL;
    CRIA_TRY(strcmp(path, "-") == 0 ? choose_stream(r, &read) : choose(r, path, &read));
    return read(r, path);
}

// count_one: the words of a store, which vote on its hyphens.
static cria_status count_one(const reader *r, const char *path)
{
    const bool store = strcmp(path, "-") != 0 && cria_store_is(path);
    return store ? cria_input_store_count(r->wikis, path) : CRIA_OK;
}

// pass_over says which files of a directory are not read.
static cria_status pass_over(const char *path, size_t read, size_t others, const char *other)
{
    if (read == 0)
        return cria_fail(CRIA_EARG,
                         "directory '%s' holds no file named *.jsonl, *.jsonl.zst, *.html, "
                         "*.htm, *.xhtml, *.txt or *.db",
                         path);
    if (others > 0)
        cria_warning("%s: files with other endings are passed over, %zu in all, such as %s",
                     path, others, other);
    return CRIA_OK;
}

// in_directory visits the files of known names in and below a directory, sorted.
static cria_status in_directory(const reader *r, const char *path, read_file *visit)
{
    cria_names names = {0};
    size_t others = 0;
    const char *other = NULL;
    cria_status status = cria_directory_files(&names, path);
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        if (!by_name(names.name[i])) {
            others++;
            other = names.name[i];
            continue;
        }
        char *file = NULL;
        status = cria_path_join(&file, path, names.name[i]);
        if (status == CRIA_OK)
            status = visit(r, file);
        cria_free(file);
    }
    if (status == CRIA_OK && visit == read_one)
        status = pass_over(path, names.count - others, others, other);
    cria_names_free(&names);
    return status;
}

static cria_status in_all(const reader *r, const char *const *inputs, int n_inputs,
                          read_file *visit)
{
    for (int i = 0; i < n_inputs; i++)
        CRIA_TRY(cria_path_is_directory(inputs[i]) ? in_directory(r, inputs[i], visit)
                                                   : visit(r, inputs[i]));
    return CRIA_OK;
}

cria_status cria_inputs_read(const cria_clean_options *options, const char *const *inputs,
                             int n_inputs, cria_wikis *wikis, cria_input_taker *take,
                             void *context)
{
    const reader r = {.options = options, .wikis = wikis, .take = take, .context = context};
    if (n_inputs == 0)
        return cria_fail(CRIA_EARG, "no input to clean: give files, directories or -");
    if (options->hyphens == CRIA_HYPHENS_VOTE)
        CRIA_TRY(in_all(&r, inputs, n_inputs, count_one));
    return in_all(&r, inputs, n_inputs, read_one);
}
