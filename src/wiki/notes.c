// notes.c owns the table of what transclusion may meet (declared in articles.h).
#include "wiki/articles.h"

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
