// page_tag.h owns the tags that matter before a page is expanded: reading one where it stands,
// and finding where its element ends.
#ifndef CRIA_WIKI_PAGE_TAG_H
#define CRIA_WIKI_PAGE_TAG_H

#include <stdbool.h>
#include <stddef.h>

typedef enum cria_page_tag_kind {
    CRIA_PAGE_TAG_ONLYINCLUDE,
    CRIA_PAGE_TAG_NOINCLUDE,
    CRIA_PAGE_TAG_INCLUDEONLY,
    CRIA_PAGE_TAG_SECTION,
    CRIA_PAGE_TAG_PAGES,
    CRIA_PAGE_TAG_VERBATIM // MediaWiki hands the content to others unread
} cria_page_tag_kind;

typedef struct cria_page_tag {
    cria_page_tag_kind kind;
    size_t row;             // of the table of names
    bool opens, closes;     // <x>, </x>; neither: <x/>
    bool small;             // its name is written in small letters
    const char *attributes; // borrowed from the page; without the '/' of an empty tag
    size_t length;
    const char *behind; // its '>'
} cria_page_tag;

// What is known of the rest of a page, so that no stretch is searched again and again.
// Zero-initialise and set end.
enum { CRIA_PAGE_TAGS = 18 };
typedef struct cria_page_tags {
    const char *end;               // of the page
    bool no_tag_end;               // no '>' follows
    bool unclosed[CRIA_PAGE_TAGS]; // no closing tag of this name follows
} cria_page_tags;

// cria_page_tag_read: whether a tag of the table stands at the '<' at `at`. Calls for one page
// go forwards.
bool cria_page_tag_read(cria_page_tags *p, const char *at, cria_page_tag *out);

// cria_page_tag_close: what stands behind the closing tag of `tag`. NULL if it is not an
// opening one, or if its closing tag is missing.
const char *cria_page_tag_close(cria_page_tags *p, const cria_page_tag *tag);

#endif
