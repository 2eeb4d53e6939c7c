// tags.h owns the cutting of HTML into text and tags. It builds no tree and keeps no stack, so
// no input can exhaust it; each byte is looked at a fixed number of times.
#ifndef CRIA_CORPUS_TAGS_H
#define CRIA_CORPUS_TAGS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum cria_tag_kind {
    CRIA_TAG_TEXT,  // `text`, references not decoded
    CRIA_TAG_OPEN,  // `name`, `text` = the attributes
    CRIA_TAG_CLOSE, // `name`
} cria_tag_kind;

typedef struct cria_tag {
    cria_tag_kind kind;
    const char *text; // borrowed from the input
    size_t length;
    char name[12]; // lower case; a longer name is cut
    bool closed;   // <name ... />
} cria_tag;

typedef struct cria_tag_scanner {
    const char *at, *end;
    bool no_tags; // no '>' is left: all the rest is text
    int in_vain;  // looks for the end of a tag that found none outside of quotes
} cria_tag_scanner;

// cria_tag_next: the next piece; false at the end. Comments, doctypes and processing
// instructions are passed over; one that is never closed swallows the rest.
bool cria_tag_next(cria_tag_scanner *s, cria_tag *out);

// cria_tag_attribute: the raw value of an attribute of an open tag; false when it has none.
bool cria_tag_attribute(const cria_tag *tag, const char *name, const char **value,
                        size_t *length);

#endif
