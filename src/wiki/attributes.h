// attributes.h owns the attributes of tags in wikitext: as MediaWiki reads those of <pages>,
// and as labelled sections compare those of <section>.
#ifndef CRIA_WIKI_ATTRIBUTES_H
#define CRIA_WIKI_ATTRIBUTES_H

#include "base/buffer.h"

// cria_attribute_get appends the value of `name`, its blanks made single and trimmed; *found
// tells whether it is there. Names in any case; values with quotes of both kinds or without;
// the last of several counts. `text` is what stands between a tag's name and its end.
CRIA_MUSTUSE cria_status cria_attribute_get(cria_buffer *value, const char *text, size_t length,
                                            const char *name, bool *found);

// cria_attribute_labels: whether a section tag's attributes set `kind` ("begin", "end") to
// exactly `label`. No blanks around '='; a value without quotes ends at any blank.
bool cria_attribute_labels(const char *text, size_t length, const char *kind,
                           const char *label);

#endif
