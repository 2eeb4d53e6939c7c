// notes.c owns the table of what may be met, and the list of notes.
#include "wiki/notes.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>

#define ROW(id, name, meaning) {name, meaning},
const cria_note_row cria_note_table[CRIA_NOTES] = {CRIA_NOTE_LIST(ROW)};
#undef ROW

void cria_notes_free(cria_notes *n)
{
    for (size_t i = 0; i < n->count; i++) {
        cria_free(n->note[i].article);
        cria_free(n->note[i].detail);
    }
    cria_free(n->note);
    *n = (cria_notes){0};
}

cria_status cria_notes_add(cria_notes *n, cria_note_kind kind, const char *article,
                           const char *format, ...)
{
    char detail[512]; // longer ones are cut
    va_list arguments;
    if (!n)
        return CRIA_OK;
    n->n[kind]++;
    if (n->count == CRIA_NOTES_MAX)
        return CRIA_OK;
    va_start(arguments, format);
    vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    cria_note made = {.kind = kind};
    CRIA_TRY(cria_grow(&n->note, &n->capacity, n->count + 1, sizeof *n->note));
    CRIA_TRY(cria_strdup(&made.article, article));
    const cria_status status = cria_strdup(&made.detail, detail);
    if (status == CRIA_OK)
        n->note[n->count++] = made;
    else
        cria_free(made.article);
    return status;
}
