// pairs.c: see pairs.h.
#include "eval/pairs.h"

#include "format/json.h"
#include "format/lines.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 20 };

static const char suffix[] = ".jsonl";

static bool has_suffix(const char *name)
{
    const size_t length = strlen(name), n = sizeof suffix - 1;
    return length > n && strcmp(name + length - n, suffix) == 0;
}

static cria_status keep(cria_suite *s, const char **out, const char *text, size_t length)
{
    char *copy;
    CRIA_TRY(cria_arena_strndup(&s->arena, &copy, text, length));
    *out = copy;
    return CRIA_OK;
}

static cria_status keep_text(cria_suite *s, const char **out, const char *text)
{
    return keep(s, out, text, strlen(text));
}

// A sentence keeps its line breaks; an empty one is an error.
static cria_status keep_sentence(cria_suite *s, const char **out, size_t *bytes,
                                 const json_t *row, const char *key, const char *where)
{
    const char *text;
    CRIA_TRY(cria_json_text(&text, row, key, where));
    *bytes = strlen(text);
    if (*bytes == 0)
        return cria_fail(CRIA_EFORMAT, "%s: %s is empty", where, key);
    return keep(s, out, text, *bytes);
}

// pairID is a text in BLiMP and a number elsewhere; absent, it is the row's number.
static cria_status keep_id(cria_suite *s, cria_pair *pair, const json_t *row, size_t number)
{
    const json_t *id = json_object_get(row, "pairID");
    if (!id)
        id = json_object_get(row, "pair_id");
    if (json_is_string(id))
        return keep_text(s, &pair->id, json_string_value(id));
    char text[32];
    const long long value =
        json_is_integer(id) ? (long long)json_integer_value(id) : (long long)number;
    snprintf(text, sizeof text, "%lld", value);
    return keep_text(s, &pair->id, text);
}

static cria_status add_pair(cria_suite *s, cria_paradigm *p, const json_t *row,
                            const char *where)
{
    CRIA_TRY(cria_grow(&p->pair, &p->capacity, p->count + 1, sizeof *p->pair));
    cria_pair *pair = &p->pair[p->count];
    CRIA_TRY(keep_sentence(s, &pair->good, &pair->good_bytes, row, "sentence_good", where));
    CRIA_TRY(keep_sentence(s, &pair->bad, &pair->bad_bytes, row, "sentence_bad", where));
    CRIA_TRY(keep_id(s, pair, row, p->count));
    p->count++;
    return CRIA_OK;
}

// The first row names the paradigm; a file without the fields goes by its own name.
static cria_status name_paradigm(cria_suite *s, cria_paradigm *p, const json_t *row,
                                 const char *file, const char *where)
{
    const char *uid, *term, *field;
    CRIA_TRY(cria_json_text_or(&uid, row, "UID", NULL, where));
    CRIA_TRY(cria_json_text_or(&term, row, "linguistics_term", "", where));
    CRIA_TRY(cria_json_text_or(&field, row, "field", "", where));
    CRIA_TRY(keep_text(s, &p->phenomenon, term));
    CRIA_TRY(keep_text(s, &p->field, field));
    return uid ? keep_text(s, &p->name, uid)
               : keep(s, &p->name, file, strlen(file) - (sizeof suffix - 1));
}

static cria_status read_row(cria_suite *s, cria_paradigm *p, const char *line, size_t length,
                            const char *file, const char *where)
{
    json_t *row;
    CRIA_TRY(cria_json_parse(&row, line, length, where));
    cria_status status = CRIA_OK;
    if (!json_is_object(row))
        status = cria_fail(CRIA_EFORMAT, "%s: expected a JSON object", where);
    if (status == CRIA_OK && !p->name)
        status = name_paradigm(s, p, row, file, where);
    if (status == CRIA_OK)
        status = add_pair(s, p, row, where);
    json_decref(row);
    return status;
}

static bool is_blank(const char *line, size_t length)
{
    return strspn(line, " \t\r") >= length;
}

static cria_status read_file(cria_suite *s, cria_paradigm *p, const char *path,
                             const char *file)
{
    cria_line_reader *lines;
    CRIA_TRY(cria_line_reader_open(&lines, path, LINE_BYTES_MAX));
    const char *line;
    size_t length;
    cria_status status;
    while ((status = cria_line_next(lines, &line, &length)) == CRIA_OK && line) {
        char where[512];
        snprintf(where, sizeof where, "%s, line %zu", path, cria_line_number(lines));
        if (!is_blank(line, length))
            status = read_row(s, p, line, length, file, where);
        if (status != CRIA_OK)
            break;
    }
    cria_line_reader_close(lines);
    if (status == CRIA_OK && p->count == 0)
        status = cria_fail(CRIA_EFORMAT, "%s holds no pairs", path);
    return status;
}

static cria_status add_file(cria_suite *s, const char *directory, const char *file)
{
    CRIA_TRY(cria_grow(&s->paradigm, &s->capacity, s->count + 1, sizeof *s->paradigm));
    cria_paradigm *p = &s->paradigm[s->count++];
    *p = (cria_paradigm){0};
    char *path;
    CRIA_TRY(cria_path_join(&path, directory, file));
    const cria_status status = read_file(s, p, path, file);
    cria_free(path);
    s->pairs += p->count;
    return status;
}

cria_status cria_suite_read(cria_suite *out, const char *directory)
{
    *out = (cria_suite){0};
    cria_names names;
    CRIA_TRY(cria_directory_list(&names, directory));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++)
        if (has_suffix(names.name[i]))
            status = add_file(out, directory, names.name[i]);
    cria_names_free(&names);
    if (status == CRIA_OK && out->count == 0)
        status = cria_fail(CRIA_EIO, "%s holds no *.jsonl files of minimal pairs", directory);
    if (status != CRIA_OK)
        cria_suite_free(out);
    return status;
}

void cria_suite_free(cria_suite *suite)
{
    for (size_t i = 0; i < suite->count; i++)
        cria_free(suite->paradigm[i].pair);
    cria_free(suite->paradigm);
    cria_arena_free(&suite->arena);
    *suite = (cria_suite){0};
}
