// document_style.h owns what every page begins with and how it looks. For document_html.c.
#ifndef CRIA_PUBLISH_DOCUMENT_STYLE_H
#define CRIA_PUBLISH_DOCUMENT_STYLE_H

extern const char cria_document_head[];         // up to and without <title>
extern const char *const cria_document_style[]; // CSS, in pieces; ends with NULL

#endif
