// plate.h owns a rough look at wikitext: how much of it is prose, pictures, furniture.
#ifndef CRIA_WIKI_PLATE_H
#define CRIA_WIKI_PLATE_H

#include <stdbool.h>
#include <stddef.h>

// cria_plate_is: there is a picture, and hardly a word outside of tables, pictures and
// templates (captions may stand there), and neither goes a sentence on nor ends a paragraph.
bool cria_plate_is(const char *text, size_t length);

// cria_plate_words: words of a text outside of tables, templates, links, tags and lists; *links
// is the number of links.
size_t cria_plate_words(const char *text, size_t length, size_t *links);

// cria_blank_is: no letter and no figure but in tags and in the names of templates.
bool cria_blank_is(const char *text, size_t length);

#endif
