// wikitext.h owns the step from wikitext to HTML, without a wiki: templates by a table of ours
// (template_table.c), everything else as MediaWiki 1.39 does it.
//
// The HTML is for the cleaner: it keeps what the cleaner's rules ask for (footnotes, marginal
// notes, signatures, fine print, tables, figures as elements with a class) and leaves the
// decision what is text to them. Only furniture without any text is left out here: comments,
// categories, magic words, page numbers, <noinclude>.
//
//   wikitext                          HTML
//   {{EB1911 Shoulder Heading|x}}     <span class="sidenote">x</span>
//   <ref>x</ref>, <ref follow=...>    <sup class="reference">x</sup>
//   <references/>, {{smallrefs}}      nothing
//   {{EB1911 footer initials|N|I}}    <span class="signature">I</span>; N goes to `authors`
//   {{EB1911 fine print|x}}, /s /e    <div class="condensed">x</div>
//   {| ... |}, <table>                <table> <tr> <td>
//   [[File:...]], {{img float}}       <div class="figcenter"></div> behind the paragraph;
//                                     <img> when small
//   a table that holds one            <table class="pic">
//   <math>                            <math></math>
//   <poem>, {{ppoem}}, : lines        <div class="poem">, one line each (<br>)
//   {{center}}, {{nop}}, blocks       <div>x</div>
//   == x ==                           <h2>x</h2>
//   '''x''', ''x''                    <b>x</b>, <i>x</i>
//   {{sup|x}}, {{sub|x}}, fractions   <sup>x</sup>, <sub>x</sub>, the spans of the rules
//
// CRIA_WIKI_SEAM (a control character that no page can hold) stands between two transcluded
// pages: it is one blank, or, right behind a '-', removes that hyphen and is nothing.
#ifndef CRIA_WIKI_WIKITEXT_H
#define CRIA_WIKI_WIKITEXT_H

#include "base/buffer.h"
#include "base/file.h"
#include "wiki/tally.h"

#define CRIA_WIKI_SEAM '\x1e'

// Bounds: deeper nesting of templates, links and tags is left out and counted.
enum { CRIA_WIKITEXT_DEPTH = 40 };

// Zero-initialise; free with cria_wikitext_free. May be reused: html is appended to.
typedef struct cria_wikitext {
    cria_buffer html;
    cria_tally unknown; // templates that the table lacks; their last argument is kept
    cria_tally swapped; // links whose two parts look exchanged
    cria_names authors; // full names from signatures, in order, each once
    uint64_t deep;      // constructs beyond CRIA_WIKITEXT_DEPTH
    uint64_t unclosed;  // {{ [[ {| <!-- without an end, read as text or to the end
    uint64_t unmatched; // halves of paired templates without the other
} cria_wikitext;

// cria_wikitext_html appends the HTML of `text` (valid UTF-8; control characters other than
// the seam, tab and newline are dropped). Time and memory are linear in the length, whatever
// the text is. Fails for lack of memory, and for 4 GiB or more (CRIA_ELIMIT).
CRIA_MUSTUSE cria_status cria_wikitext_html(cria_wikitext *out, const char *text,
                                            size_t length);
void cria_wikitext_free(cria_wikitext *w);

#endif
