// headword.h owns headwords: how one is known, and how capitals become a title.
#ifndef CRIA_CORPUS_HEADWORD_H
#define CRIA_CORPUS_HEADWORD_H

#include "base/buffer.h"

// cria_headword_find: the bold passage that begins a block's text, when it reads as a headword:
// mostly capitals, two letters or more and no figures. A single letter counts only before an
// article on that letter ("The third letter ..."). *head and *head_length are its bytes, within
// `text`, without its marks. A quotation mark may stand before it.
bool cria_headword_find(const char *text, size_t length, const char **head,
                        size_t *head_length);

// cria_headword_case appends `text` with its marks of bold removed; with `title_case` the bold
// passages in capitals are set as a title: "ABBOT, GEORGE" becomes "Abbot, George", "McKINLEY"
// "McKinley", "D'ERLON" "D'Erlon", "BOURG-EN-BRESSE" "Bourg-en-Bresse"; initials, Roman
// numerals up to 39 behind the first word, and words with small letters stay; particles that do
// not begin the passage become small. A second name in capitals behind it, "or ANGLESEA", is
// set alike.
CRIA_MUSTUSE cria_status cria_headword_case(cria_buffer *out, const char *text, size_t length,
                                            bool title_case);

#endif
