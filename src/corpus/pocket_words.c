// pocket_words.c owns words and things: classes of items with fields, the reader of words.txt,
// and the regular inflections that the word lists leave out.
#include "corpus/pocket_parts.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <string.h>

cria_status pocket_bad(pocket_place place, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return cria_fail(CRIA_EFORMAT, "%s, line %d: %s", place.file, place.line, text);
}

cria_status pocket_copy(pocket *p, const char **out, const char *text, size_t length)
{
    char *copy;
    CRIA_TRY(cria_arena_strndup(&p->arena, &copy, text, length));
    *out = copy;
    return CRIA_OK;
}

char *pocket_trim(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]))
        text[--length] = '\0';
    return text;
}

// A '#' begins a comment at the start of a line or behind a blank.
static void cut_comment(char *text)
{
    for (char *c = text; *c; c++)
        if (*c == '#' && (c == text || c[-1] == ' ' || c[-1] == '\t')) {
            *c = '\0';
            return;
        }
}

static cria_status read_lines(pocket *p, char *text, const char *name, pocket_handler *handle,
                              void *state)
{
    pocket_line line = {.place = {.file = name}};
    for (char *next = text; next;) {
        char *at = next;
        next = strchr(at, '\n');
        if (next)
            *next++ = '\0';
        line.place.line++;
        cut_comment(at);
        line.indented = *at == ' ' || *at == '\t';
        line.text = pocket_trim(at);
        if (*line.text)
            CRIA_TRY(handle(p, state, &line));
    }
    line.text = NULL;
    return handle(p, state, &line);
}

cria_status pocket_read(pocket *p, const char *share_dir, const char *name,
                        pocket_handler *handle, void *state)
{
    char *path = NULL;
    cria_buffer text = {0};
    CRIA_TRY(cria_path_join(&path, share_dir, name));
    cria_status status = cria_file_read(&text, path, POCKET_FILE_BYTES);
    if (status == CRIA_OK)
        status = cria_utf8_check(text.data ? text.data : "", text.length);
    if (status == CRIA_OK && text.data && strlen(text.data) != text.length)
        status = cria_fail(CRIA_EFORMAT, "a NUL byte in a text file");
    if (status != CRIA_OK)
        cria_context(status, "reading %s", path);
    else if (text.data)
        status = read_lines(p, text.data, name, handle, state);
    else
        status = cria_fail(CRIA_EFORMAT, "%s is empty", path);
    cria_buffer_free(&text);
    cria_free(path);
    return status;
}

pocket_class *pocket_class_find(const pocket *p, const char *name)
{
    for (size_t i = 0; i < p->classes; i++)
        if (strcmp(p->class[i] -> name, name) == 0)
            return p->class[i];
    return NULL;
}

cria_status pocket_class_add(pocket *p, pocket_class **out, const char *name,
                             pocket_place place)
{
    if (pocket_class_find(p, name))
        return pocket_bad(place, "the class '%s' is there already; give it another name", name);
    pocket_class *c;
    CRIA_TRY(cria_arena_alloc(&p->arena, &c, 1, sizeof *c));
    CRIA_TRY(pocket_copy(p, &c->name, name, strlen(name)));
    CRIA_TRY(cria_grow(&p->class, &p->class_capacity, p->classes + 1, sizeof *p->class));
    p->class[p->classes++] = c;
    for (int i = 0; i < 4; i++)
        c->recent[i] = UINT64_MAX;
    *out = c;
    return CRIA_OK;
}

static cria_status list_item(pocket_class *c, pocket_item *item)
{
    CRIA_TRY(cria_grow(&c->item, &c->capacity, c->count + 1, sizeof *c->item));
    c->item[c->count++] = item;
    return CRIA_OK;
}

cria_status pocket_item_add(pocket *p, pocket_item **out, pocket_class *c)
{
    pocket_item *item;
    CRIA_TRY(cria_arena_alloc(&p->arena, &item, 1, sizeof *item));
    CRIA_TRY(cria_arena_alloc(&p->arena, &item->value, (size_t)c->fields, sizeof *item->value));
    item->class = c;
    for (int i = 0; i < c->fields; i++)
        item->value[i].field = c->field[i];
    *out = item;
    return list_item(c, item);
}

pocket_value *pocket_value_of(pocket_item *item, const char *field)
{
    for (int i = 0; i < item->class->fields; i++)
        if (strcmp(item->value[i].field, field) == 0)
            return &item->value[i];
    return NULL;
}

const char *pocket_text_of(pocket_item *item, const char *field)
{
    const pocket_value *value = pocket_value_of(item, field);
    return value ? value->text : NULL;
}

pocket_item *pocket_item_named(const pocket_class *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->item[i]->value[0].text, name) == 0)
            return c->item[i];
    return NULL;
}

static bool ends_in_any(const char *word, const char *const *endings)
{
    const size_t length = strlen(word);
    for (; *endings; endings++) {
        const size_t n = strlen(*endings);
        if (length > n && strcmp(word + length - n, *endings) == 0)
            return true;
    }
    return false;
}

static bool ends_in_soft_y(const char *word)
{
    const size_t n = strlen(word);
    return n > 1 && word[n - 1] == 'y' && !strchr("aeiou", word[n - 2]);
}

// The regular form: word + s, ed or ing with English spelling (no doubled consonants: words
// that double are written out in the list).
static void inflect(char *out, size_t bytes, const char *word, const char *ending)
{
    static const char *const hissing[] = {"s", "x", "z", "ch", "sh", NULL};
    const int n = (int)strlen(word);
    const bool mute_e = n > 2 && word[n - 1] == 'e' && word[n - 2] != 'e';
    if (*ending != 'i' && ends_in_soft_y(word))
        snprintf(out, bytes, "%.*sie%s", n - 1, word, *ending == 'e' ? ending + 1 : ending);
    else if (*ending == 's' && ends_in_any(word, hissing))
        snprintf(out, bytes, "%ses", word);
    else if ((*ending == 'i' && mute_e) || (*ending == 'e' && word[n - 1] == 'e'))
        snprintf(out, bytes, "%.*s%s", n - 1, word, ending);
    else
        snprintf(out, bytes, "%s%s", word, ending);
}

static cria_status fill_field(pocket *p, pocket_item *item, int i)
{
    static const struct {
        const char *field, *ending;
    } regular[] = {{"plural", "s"}, {"s", "s"}, {"past", "ed"}, {"part", "ed"}, {"ing", "ing"}};
    const char *fallback = item->class->fallback[i];
    char text[256];
    for (size_t k = 0; k < sizeof regular / sizeof *regular; k++)
        if (!fallback && strcmp(item->class->field[i], regular[k].field) == 0) {
            inflect(text, sizeof text, item->value[0].text, regular[k].ending);
            return pocket_copy(p, &item->value[i].text, text, strlen(text));
        }
    item->value[i].text = fallback;
    return CRIA_OK;
}

// "knife/knives": one item of a class, the missing fields filled in.
static cria_status read_item(pocket *p, pocket_class *c, char *text, pocket_place place)
{
    pocket_item *item;
    CRIA_TRY(pocket_item_add(p, &item, c));
    int i = 0;
    for (char *at = text, *next; at; at = next, i++) {
        next = strchr(at, '/');
        if (next)
            *next++ = '\0';
        at = pocket_trim(at);
        if (i == c->fields)
            return pocket_bad(place, "'%s' is one form too many: the class '%s' has %d fields",
                              at, c->name, c->fields);
        if (strlen(at) > 120)
            return pocket_bad(place, "a word of more than 120 bytes");
        if (*at)
            CRIA_TRY(pocket_copy(p, &item->value[i].text, at, strlen(at)));
        else if (i == 0)
            return pocket_bad(place, "an empty word: is there a comma too many?");
        else
            CRIA_TRY(fill_field(p, item, i));
    }
    for (; i < c->fields; i++)
        CRIA_TRY(fill_field(p, item, i));
    return CRIA_OK;
}

static cria_status read_fields(pocket *p, pocket_class *c, char *text, pocket_place place)
{
    char *rest;
    for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        if (c->fields == POCKET_FIELDS)
            return pocket_bad(place, "more than %d fields", POCKET_FIELDS);
        char *fallback = strchr(word, '=');
        if (fallback) {
            *fallback++ = '\0';
            CRIA_TRY(pocket_copy(p, &c->fallback[c->fields], fallback, strlen(fallback)));
        }
        CRIA_TRY(pocket_copy(p, &c->field[c->fields++], word, strlen(word)));
    }
    if (c->fields == 0 || strcmp(c->field[0], "name") != 0)
        return pocket_bad(place,
                          "expected 'class NAME: name FIELD...', the field 'name' first");
    return CRIA_OK;
}

// "union NAME: CLASS CLASS": all their items under one name.
static cria_status read_union(pocket *p, pocket_class *c, char *text, pocket_place place)
{
    char *rest;
    for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        const pocket_class *from = pocket_class_find(p, word);
        if (!from || from == c)
            return pocket_bad(place, "no class '%s' above this line", word);
        for (size_t i = 0; i < from->count; i++)
            CRIA_TRY(list_item(c, from->item[i]));
    }
    return CRIA_OK;
}

static cria_status read_heading(pocket *p, pocket_class **now, char *text, pocket_place place)
{
    char *colon = strchr(text, ':');
    const bool united = strncmp(text, "union ", 6) == 0;
    if (!colon || (!united && strncmp(text, "class ", 6) != 0))
        return pocket_bad(place,
                          "expected 'class NAME: fields' or 'union NAME: classes', "
                          "found '%s'; words are indented",
                          text);
    *colon = '\0';
    pocket_class *c;
    CRIA_TRY(pocket_class_add(p, &c, pocket_trim(text + 6), place));
    *now = united ? NULL : c;
    return united ? read_union(p, c, colon + 1, place) : read_fields(p, c, colon + 1, place);
}

static cria_status read_words_line(pocket *p, void *state, const pocket_line *line)
{
    pocket_class **now = state;
    if (!line->text)
        return CRIA_OK;
    if (!line->indented)
        return read_heading(p, now, line->text, line->place);
    if (!*now)
        return pocket_bad(line->place, "words before any 'class NAME: fields'");
    for (char *at = line->text, *next; at; at = next) {
        next = strchr(at, ',');
        if (next)
            *next++ = '\0';
        if (next || *pocket_trim(at)) // a comma may end the line
            CRIA_TRY(read_item(p, *now, at, line->place));
    }
    return CRIA_OK;
}

cria_status pocket_words_read(pocket *p, const char *share_dir)
{
    pocket_class *now = NULL;
    return pocket_read(p, share_dir, "words.txt", read_words_line, &now);
}
