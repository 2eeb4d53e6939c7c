// template_table.c owns the rows and the look-up. Names are those of English Wikisource.
#include "wiki/template_table.h"

#include <string.h>
#include <strings.h>

// clang-format off
static const cria_wiki_template rows[] = {
    {"!", CRIA_TPL_TEXT, "|"},
    {"!!", CRIA_TPL_TEXT, "||"},
    {"'", CRIA_TPL_TEXT, "&#39;"},
    {"(", CRIA_TPL_TEXT, "("},
    {")", CRIA_TPL_TEXT, ")"},
    {"*", CRIA_TPL_TEXT, "&#42;"},
    {"***", CRIA_TPL_TEXT, "* * *"},
    {"-", CRIA_TPL_TEXT, "-"},
    {"--", CRIA_TPL_TEXT, "—"},
    {"...", CRIA_TPL_TEXT, "…"},
    {"0", CRIA_TPL_LAST, NULL},
    {"11co", CRIA_TPL_COORDINATES, NULL},
    {"11link", CRIA_TPL_TARGET_FIRST, NULL},
    {"1911link", CRIA_TPL_TARGET_FIRST, NULL},
    {"9link", CRIA_TPL_TARGET_FIRST, NULL},
    {"=", CRIA_TPL_TEXT, "="},
    {"abbr", CRIA_TPL_FIRST, NULL},
    {"align", CRIA_TPL_DROP, NULL},
    {"all small caps", CRIA_TPL_LAST, NULL},
    {"allsmallcaps", CRIA_TPL_LAST, NULL},
    {"ambox", CRIA_TPL_DROP, NULL},
    {"anchor", CRIA_TPL_DROP, NULL},
    {"anchor+", CRIA_TPL_DROP, NULL},
    {"arabic", CRIA_TPL_LAST, NULL},
    {"asc", CRIA_TPL_LAST, NULL},
    {"asterism", CRIA_TPL_TEXT, "* * *"},
    {"authority control", CRIA_TPL_DROP, NULL},
    {"auxTOC", CRIA_TPL_DROP, NULL},
    {"bASEPAGENAME", CRIA_TPL_DROP, NULL},
    {"bar", CRIA_TPL_DROP, NULL},
    {"bc", CRIA_TPL_BLOCK, NULL},
    {"bc/e", CRIA_TPL_END, NULL},
    {"bc/s", CRIA_TPL_START, NULL},
    {"big", CRIA_TPL_LAST, NULL},
    {"binom", CRIA_TPL_FRACTION, NULL},
    {"bl", CRIA_TPL_LAST, NULL},
    {"blackletter", CRIA_TPL_LAST, NULL},
    {"block center", CRIA_TPL_BLOCK, NULL},
    {"block center/e", CRIA_TPL_END, NULL},
    {"block center/s", CRIA_TPL_START, NULL},
    {"block left", CRIA_TPL_BLOCK, NULL},
    {"block right", CRIA_TPL_BLOCK, NULL},
    {"block right/e", CRIA_TPL_END, NULL},
    {"block right/s", CRIA_TPL_START, NULL},
    {"bold", CRIA_TPL_LAST, NULL},
    {"border", CRIA_TPL_BLOCK, NULL},
    {"box", CRIA_TPL_BLOCK, NULL},
    {"br", CRIA_TPL_TEXT, "<br>"},
    {"brace", CRIA_TPL_DROP, NULL},
    {"brace2", CRIA_TPL_DROP, NULL},
    {"break", CRIA_TPL_TEXT, "<br>"},
    {"c", CRIA_TPL_BLOCK, NULL},
    {"c/e", CRIA_TPL_END, NULL},
    {"c/s", CRIA_TPL_START, NULL},
    {"cE link", CRIA_TPL_TARGET_FIRST, NULL},
    {"cE lkpl", CRIA_TPL_TARGET_FIRST, NULL},
    {"cSS image crop", CRIA_TPL_FIGURE, NULL},
    {"cURRENTYEAR", CRIA_TPL_DROP, NULL},
    {"center", CRIA_TPL_BLOCK, NULL},
    {"center/e", CRIA_TPL_END, NULL},
    {"center/s", CRIA_TPL_START, NULL},
    {"centre", CRIA_TPL_BLOCK, NULL},
    {"chart", CRIA_TPL_DROP, NULL},
    {"chart/end", CRIA_TPL_DROP, NULL},
    {"chart/start", CRIA_TPL_DROP, NULL},
    {"chart2", CRIA_TPL_DROP, NULL},
    {"chart2/end", CRIA_TPL_DROP, NULL},
    {"chart2/start", CRIA_TPL_DROP, NULL},
    {"clear", CRIA_TPL_TEXT, "<div></div>"},
    {"color", CRIA_TPL_SECOND, NULL},
    {"colour", CRIA_TPL_SECOND, NULL},
    {"column break", CRIA_TPL_DROP, NULL},
    {"coptic", CRIA_TPL_LAST, NULL},
    {"corr", CRIA_TPL_FIRST, NULL},
    {"cr", CRIA_TPL_DROP, NULL},
    {"csc", CRIA_TPL_BLOCK, NULL},
    {"css image crop", CRIA_TPL_FIGURE, NULL},
    {"custom rule", CRIA_TPL_TEXT, "<div></div>"},
    {"cyrillic", CRIA_TPL_LAST, NULL},
    {"dEFAULTSORT", CRIA_TPL_DROP, NULL},
    {"dJVU page link", CRIA_TPL_DROP, NULL},
    {"dNB link", CRIA_TPL_TARGET_FIRST, NULL},
    {"dNB lkpl", CRIA_TPL_TARGET_FIRST, NULL},
    {"default sort", CRIA_TPL_DROP, NULL},
    {"definition", CRIA_TPL_FIRST, NULL},
    {"dent", CRIA_TPL_BLOCK, NULL},
    {"dent/e", CRIA_TPL_END, NULL},
    {"dent/s", CRIA_TPL_START, NULL},
    {"devanagari", CRIA_TPL_LAST, NULL},
    {"dhr", CRIA_TPL_TEXT, "<div></div>"},
    {"di", CRIA_TPL_FIRST, NULL},
    {"disambiguation", CRIA_TPL_DROP, NULL},
    {"ditto", CRIA_TPL_TEXT, "″"},
    {"do", CRIA_TPL_TEXT, "″"},
    {"dotted", CRIA_TPL_DROP, NULL},
    {"dotted TOC line", CRIA_TPL_DROP, NULL},
    {"dotted TOC page listing", CRIA_TPL_DROP, NULL},
    {"dotted toc line", CRIA_TPL_DROP, NULL},
    {"drop initial", CRIA_TPL_FIRST, NULL},
    {"dropinitial", CRIA_TPL_FIRST, NULL},
    {"dropped initial", CRIA_TPL_FIRST, NULL},
    {"eB1911", CRIA_TPL_DROP, NULL},
    {"eB1911 Article Link", CRIA_TPL_DISPLAY_FIRST, NULL},
    {"eB1911 Article link", CRIA_TPL_DISPLAY_FIRST, NULL},
    {"eB1911 Coordinates", CRIA_TPL_COORDINATES, NULL},
    {"eB1911 Fine Print", CRIA_TPL_BLOCK, "condensed"},
    {"eB1911 Fine Print/e", CRIA_TPL_END, "condensed"},
    {"eB1911 Fine Print/s", CRIA_TPL_START, "condensed"},
    {"eB1911 Footer Initials", CRIA_TPL_SIGNATURE, NULL},
    {"eB1911 Footer initials", CRIA_TPL_SIGNATURE, NULL},
    {"eB1911 Lkpl", CRIA_TPL_TARGET_FIRST, NULL},
    {"eB1911 Margin Note", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"eB1911 Page Heading", CRIA_TPL_DROP, NULL},
    {"eB1911 article Link", CRIA_TPL_DISPLAY_FIRST, NULL},
    {"eB1911 article link", CRIA_TPL_DISPLAY_FIRST, NULL},
    {"eB1911 coordinates", CRIA_TPL_COORDINATES, NULL},
    {"eB1911 fine print", CRIA_TPL_BLOCK, "condensed"},
    {"eB1911 fine print/e", CRIA_TPL_END, "condensed"},
    {"eB1911 fine print/s", CRIA_TPL_START, "condensed"},
    {"eB1911 footer double initials", CRIA_TPL_SIGNATURE, NULL},
    {"eB1911 footer initials", CRIA_TPL_SIGNATURE, NULL},
    {"eB1911 footer triple initials", CRIA_TPL_SIGNATURE, NULL},
    {"eB1911 header", CRIA_TPL_DROP, NULL},
    {"eB1911 link", CRIA_TPL_TARGET_FIRST, NULL},
    {"eB1911 lkpl", CRIA_TPL_TARGET_FIRST, NULL},
    {"eB1911 margin note", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"eB1911 page heading", CRIA_TPL_DROP, NULL},
    {"eB1911 sfrac", CRIA_TPL_FRACTION, NULL},
    {"eB1911 tfrac", CRIA_TPL_FRACTION, NULL},
    {"eB9 Margin Note", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"eB9 article link", CRIA_TPL_TARGET_FIRST, NULL},
    {"eB9 lkpl", CRIA_TPL_TARGET_FIRST, NULL},
    {"eB9link", CRIA_TPL_TARGET_FIRST, NULL},
    {"edition", CRIA_TPL_DROP, NULL},
    {"ellipsis", CRIA_TPL_TEXT, "…"},
    {"em", CRIA_TPL_TEXT, " "},
    {"em dash", CRIA_TPL_TEXT, "—"},
    {"emdash", CRIA_TPL_TEXT, "—"},
    {"emsp", CRIA_TPL_TEXT, " "},
    {"ensp", CRIA_TPL_TEXT, " "},
    {"fI", CRIA_TPL_FIGURE, NULL},
    {"fIS", CRIA_TPL_FIGURE, NULL},
    {"fULLPAGENAME", CRIA_TPL_DROP, NULL},
    {"fULLPAGENAMEE", CRIA_TPL_DROP, NULL},
    {"familytree", CRIA_TPL_DROP, NULL},
    {"familytree/end", CRIA_TPL_DROP, NULL},
    {"familytree/start", CRIA_TPL_DROP, NULL},
    {"figure", CRIA_TPL_FIGURE, NULL},
    {"fine", CRIA_TPL_BLOCK, "condensed"},
    {"fine block", CRIA_TPL_BLOCK, "condensed"},
    {"fine block/e", CRIA_TPL_END, "condensed"},
    {"fine block/s", CRIA_TPL_START, "condensed"},
    {"fine print", CRIA_TPL_BLOCK, "condensed"},
    {"fine print/e", CRIA_TPL_END, "condensed"},
    {"fine print/s", CRIA_TPL_START, "condensed"},
    {"fine/e", CRIA_TPL_END, "condensed"},
    {"fine/s", CRIA_TPL_START, "condensed"},
    {"float left/e", CRIA_TPL_END, NULL},
    {"float left/s", CRIA_TPL_START, NULL},
    {"float right", CRIA_TPL_BLOCK, NULL},
    {"float right/e", CRIA_TPL_END, NULL},
    {"float right/s", CRIA_TPL_START, NULL},
    {"floating quote", CRIA_TPL_FIRST, "“"},
    {"font", CRIA_TPL_SECOND, NULL},
    {"font size", CRIA_TPL_SECOND, NULL},
    {"font-size", CRIA_TPL_SECOND, NULL},
    {"fqm", CRIA_TPL_FIRST, "“"},
    {"fr", CRIA_TPL_FRACTION, NULL},
    {"frac", CRIA_TPL_FRACTION, NULL},
    {"fraction", CRIA_TPL_FRACTION, NULL},
    {"fs", CRIA_TPL_SECOND, NULL},
    {"fs108", CRIA_TPL_LAST, NULL},
    {"fs70", CRIA_TPL_LAST, NULL},
    {"fs75", CRIA_TPL_LAST, NULL},
    {"fs80", CRIA_TPL_LAST, NULL},
    {"fs85", CRIA_TPL_LAST, NULL},
    {"fs90", CRIA_TPL_LAST, NULL},
    {"fs92", CRIA_TPL_LAST, NULL},
    {"fs95", CRIA_TPL_LAST, NULL},
    {"fsp", CRIA_TPL_TEXT, " "},
    {"fwn", CRIA_TPL_LAST, NULL},
    {"gap", CRIA_TPL_TEXT, " "},
    {"gothic", CRIA_TPL_LAST, NULL},
    {"grc", CRIA_TPL_LAST, NULL},
    {"greek", CRIA_TPL_LAST, NULL},
    {"hanging indent", CRIA_TPL_BLOCK, NULL},
    {"hanging indent/e", CRIA_TPL_END, NULL},
    {"hanging indent/s", CRIA_TPL_START, NULL},
    {"he", CRIA_TPL_LAST, NULL},
    {"header", CRIA_TPL_DROP, NULL},
    {"header2", CRIA_TPL_DROP, NULL},
    {"hebrew", CRIA_TPL_LAST, NULL},
    {"hi", CRIA_TPL_BLOCK, NULL},
    {"hi/e", CRIA_TPL_END, NULL},
    {"hi/s", CRIA_TPL_START, NULL},
    {"hidden text", CRIA_TPL_DROP, NULL},
    {"hiero", CRIA_TPL_DROP, NULL},
    {"hieroglyph", CRIA_TPL_DROP, NULL},
    {"hr", CRIA_TPL_DROP, NULL},
    {"hsp", CRIA_TPL_TEXT, " "},
    {"hwe", CRIA_TPL_DROP, NULL},
    {"hws", CRIA_TPL_SECOND, NULL},
    {"hyphenated word end", CRIA_TPL_DROP, NULL},
    {"hyphenated word start", CRIA_TPL_SECOND, NULL},
    {"i", CRIA_TPL_LAST, NULL},
    {"illustration", CRIA_TPL_FIGURE, NULL},
    {"image", CRIA_TPL_FIGURE, NULL},
    {"image missing", CRIA_TPL_FIGURE, NULL},
    {"img", CRIA_TPL_FIGURE, NULL},
    {"img float", CRIA_TPL_FIGURE, NULL},
    {"indent", CRIA_TPL_TEXT, " "},
    {"ipa", CRIA_TPL_LAST, NULL},
    {"italic", CRIA_TPL_LAST, NULL},
    {"justify", CRIA_TPL_BLOCK, NULL},
    {"justify/e", CRIA_TPL_END, NULL},
    {"justify/s", CRIA_TPL_START, NULL},
    {"lR sidenote", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"lang", CRIA_TPL_LAST, NULL},
    {"lang-de", CRIA_TPL_LAST, NULL},
    {"lang-fr", CRIA_TPL_LAST, NULL},
    {"lang-grc", CRIA_TPL_LAST, NULL},
    {"lang-la", CRIA_TPL_LAST, NULL},
    {"lang/e", CRIA_TPL_DROP, NULL},
    {"lang/s", CRIA_TPL_DROP, NULL},
    {"large image", CRIA_TPL_FIGURE, NULL},
    {"larger", CRIA_TPL_LAST, NULL},
    {"larger block", CRIA_TPL_BLOCK, NULL},
    {"larger block/e", CRIA_TPL_END, NULL},
    {"larger block/s", CRIA_TPL_START, NULL},
    {"latin", CRIA_TPL_LAST, NULL},
    {"lb", CRIA_TPL_POUNDS, NULL},
    {"lb-", CRIA_TPL_POUNDS, NULL},
    {"left", CRIA_TPL_BLOCK, NULL},
    {"left margin", CRIA_TPL_BLOCK, NULL},
    {"left margin/e", CRIA_TPL_END, NULL},
    {"left margin/s", CRIA_TPL_START, NULL},
    {"left sidenote", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"left/e", CRIA_TPL_END, NULL},
    {"left/s", CRIA_TPL_START, NULL},
    {"letter-spacing", CRIA_TPL_SECOND, NULL},
    {"lg", CRIA_TPL_LAST, NULL},
    {"lh", CRIA_TPL_SECOND, NULL},
    {"line-height", CRIA_TPL_SECOND, NULL},
    {"linktext", CRIA_TPL_TARGET_FIRST, NULL},
    {"lkpl", CRIA_TPL_TARGET_FIRST, NULL},
    {"lpe", CRIA_TPL_DROP, NULL},
    {"lps", CRIA_TPL_SPLIT_WORD, NULL},
    {"lps/e", CRIA_TPL_DROP, NULL},
    {"ls", CRIA_TPL_SECOND, NULL},
    {"lsp", CRIA_TPL_LAST, NULL},
    {"main other", CRIA_TPL_FIRST, NULL},
    {"margin", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"marginNote", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"mfrac", CRIA_TPL_FRACTION, NULL},
    {"missing", CRIA_TPL_DROP, NULL},
    {"missing formula", CRIA_TPL_TEXT, "<math></math>"},
    {"missing illustration", CRIA_TPL_FIGURE, NULL},
    {"missing image", CRIA_TPL_FIGURE, NULL},
    {"missing math", CRIA_TPL_TEXT, "<math></math>"},
    {"missing math formula", CRIA_TPL_TEXT, "<math></math>"},
    {"missing score", CRIA_TPL_DROP, NULL},
    {"missing table", CRIA_TPL_DROP, NULL},
    {"mono", CRIA_TPL_LAST, NULL},
    {"nAMESPACE", CRIA_TPL_DROP, NULL},
    {"nAMESPACENUMBER", CRIA_TPL_DROP, NULL},
    {"nbsp", CRIA_TPL_TEXT, " "},
    {"nobold", CRIA_TPL_LAST, NULL},
    {"nobr", CRIA_TPL_LAST, NULL},
    {"nodent", CRIA_TPL_LAST, NULL},
    {"nodent/e", CRIA_TPL_DROP, NULL},
    {"nodent/s", CRIA_TPL_DROP, NULL},
    {"noindent", CRIA_TPL_DROP, NULL},
    {"nop", CRIA_TPL_TEXT, "<div></div>"},
    {"nopf", CRIA_TPL_DROP, NULL},
    {"nopt", CRIA_TPL_DROP, NULL},
    {"normal", CRIA_TPL_LAST, NULL},
    {"nowrap", CRIA_TPL_LAST, NULL},
    {"nowrap/e", CRIA_TPL_DROP, NULL},
    {"nowrap/s", CRIA_TPL_DROP, NULL},
    {"nw", CRIA_TPL_LAST, NULL},
    {"ol", CRIA_TPL_LAST, NULL},
    {"other versions", CRIA_TPL_DROP, NULL},
    {"outdent", CRIA_TPL_BLOCK, NULL},
    {"outdent/e", CRIA_TPL_END, NULL},
    {"outdent/s", CRIA_TPL_START, NULL},
    {"outside", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"outside L", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"outside R", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"over", CRIA_TPL_FRACTION, NULL},
    {"overfloat image", CRIA_TPL_FIGURE, NULL},
    {"overline", CRIA_TPL_LAST, NULL},
    {"p", CRIA_TPL_BLOCK, NULL},
    {"pAGENAME", CRIA_TPL_DROP, NULL},
    {"pAGENAMEE", CRIA_TPL_DROP, NULL},
    {"pD-1923", CRIA_TPL_DROP, NULL},
    {"pD-US", CRIA_TPL_DROP, NULL},
    {"pD-old", CRIA_TPL_DROP, NULL},
    {"pD/US", CRIA_TPL_DROP, NULL},
    {"pad", CRIA_TPL_TEXT, " "},
    {"page break", CRIA_TPL_DROP, NULL},
    {"page break label", CRIA_TPL_DROP, NULL},
    {"page end hyphen", CRIA_TPL_KEPT_HYPHEN, NULL},
    {"page number", CRIA_TPL_DROP, NULL},
    {"pagebreak", CRIA_TPL_DROP, NULL},
    {"pagenum", CRIA_TPL_DROP, NULL},
    {"peh", CRIA_TPL_KEPT_HYPHEN, NULL},
    {"plain image with caption", CRIA_TPL_FIGURE, NULL},
    {"plain sister", CRIA_TPL_DROP, NULL},
    {"plainlink", CRIA_TPL_TARGET_FIRST, NULL},
    {"pn", CRIA_TPL_DROP, NULL},
    {"poem", CRIA_TPL_VERSE, NULL},
    {"polytonic", CRIA_TPL_LAST, NULL},
    {"ppoem", CRIA_TPL_VERSE, NULL},
    {"quad", CRIA_TPL_TEXT, " "},
    {"rEVISIONID", CRIA_TPL_DROP, NULL},
    {"rL sidenote", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"raw image", CRIA_TPL_FIGURE, NULL},
    {"red", CRIA_TPL_LAST, NULL},
    {"reflist", CRIA_TPL_DROP, NULL},
    {"refs", CRIA_TPL_DROP, NULL},
    {"rf", CRIA_TPL_DROP, NULL},
    {"rh", CRIA_TPL_DROP, NULL},
    {"right", CRIA_TPL_BLOCK, NULL},
    {"right block", CRIA_TPL_BLOCK, NULL},
    {"right sidenote", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"right/e", CRIA_TPL_END, NULL},
    {"right/s", CRIA_TPL_START, NULL},
    {"rj", CRIA_TPL_BLOCK, NULL},
    {"roman", CRIA_TPL_LAST, NULL},
    {"rotate", CRIA_TPL_LAST, NULL},
    {"rule", CRIA_TPL_TEXT, "<div></div>"},
    {"rule segment", CRIA_TPL_DROP, NULL},
    {"runic", CRIA_TPL_LAST, NULL},
    {"running header", CRIA_TPL_DROP, NULL},
    {"runningFooter", CRIA_TPL_DROP, NULL},
    {"runningHeader", CRIA_TPL_DROP, NULL},
    {"runningHeader2", CRIA_TPL_DROP, NULL},
    {"runningheader", CRIA_TPL_DROP, NULL},
    {"sIC", CRIA_TPL_FIRST, NULL},
    {"sITENAME", CRIA_TPL_DROP, NULL},
    {"sUBPAGENAME", CRIA_TPL_DROP, NULL},
    {"sans", CRIA_TPL_LAST, NULL},
    {"sc", CRIA_TPL_LAST, NULL},
    {"sc/e", CRIA_TPL_DROP, NULL},
    {"sc/s", CRIA_TPL_DROP, NULL},
    {"sdhr", CRIA_TPL_TEXT, "<div></div>"},
    {"section", CRIA_TPL_DROP, NULL},
    {"separator", CRIA_TPL_TEXT, "<div></div>"},
    {"serif", CRIA_TPL_LAST, NULL},
    {"sfrac", CRIA_TPL_FRACTION, NULL},
    {"sfracN", CRIA_TPL_FRACTION, NULL},
    {"sfracn", CRIA_TPL_FRACTION, NULL},
    {"shy", CRIA_TPL_DROP, NULL},
    {"sic", CRIA_TPL_FIRST, NULL},
    {"sidenote", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"similar", CRIA_TPL_DROP, NULL},
    {"size", CRIA_TPL_SECOND, NULL},
    {"sm", CRIA_TPL_LAST, NULL},
    {"small", CRIA_TPL_LAST, NULL},
    {"small caps", CRIA_TPL_LAST, NULL},
    {"small-caps", CRIA_TPL_LAST, NULL},
    {"smallRefs", CRIA_TPL_DROP, NULL},
    {"smallcaps", CRIA_TPL_LAST, NULL},
    {"smaller", CRIA_TPL_LAST, NULL},
    {"smaller block", CRIA_TPL_BLOCK, "condensed"},
    {"smaller block/e", CRIA_TPL_END, "condensed"},
    {"smaller block/s", CRIA_TPL_START, "condensed"},
    {"smaller/e", CRIA_TPL_END, "condensed"},
    {"smaller/s", CRIA_TPL_START, "condensed"},
    {"smallrefs", CRIA_TPL_DROP, NULL},
    {"smb", CRIA_TPL_LAST, NULL},
    {"sp", CRIA_TPL_LAST, NULL},
    {"space", CRIA_TPL_TEXT, " "},
    {"spacer", CRIA_TPL_DROP, NULL},
    {"spaces", CRIA_TPL_TEXT, " "},
    {"strike", CRIA_TPL_LAST, NULL},
    {"strikethrough", CRIA_TPL_LAST, NULL},
    {"sub", CRIA_TPL_INLINE, "sub"},
    {"subscript", CRIA_TPL_INLINE, "sub"},
    {"sup", CRIA_TPL_INLINE, "sup"},
    {"superscript", CRIA_TPL_INLINE, "sup"},
    {"suspect", CRIA_TPL_FIRST, NULL},
    {"syriac", CRIA_TPL_LAST, NULL},
    {"tALKPAGENAME", CRIA_TPL_DROP, NULL},
    {"tOC line", CRIA_TPL_DROP, NULL},
    {"tS", CRIA_TPL_DROP, NULL},
    {"table style", CRIA_TPL_DROP, NULL},
    {"text-indent", CRIA_TPL_BLOCK, NULL},
    {"textinfo", CRIA_TPL_DROP, NULL},
    {"tfrac", CRIA_TPL_FRACTION, NULL},
    {"thin", CRIA_TPL_TEXT, " "},
    {"thinsp", CRIA_TPL_TEXT, " "},
    {"ti", CRIA_TPL_BLOCK, NULL},
    {"toc", CRIA_TPL_DROP, NULL},
    {"toc line", CRIA_TPL_DROP, NULL},
    {"tooltip", CRIA_TPL_FIRST, NULL},
    {"transl", CRIA_TPL_LAST, NULL},
    {"translation", CRIA_TPL_DROP, NULL},
    {"tree", CRIA_TPL_DROP, NULL},
    {"tree chart", CRIA_TPL_DROP, NULL},
    {"tree chart/end", CRIA_TPL_DROP, NULL},
    {"tree chart/start", CRIA_TPL_DROP, NULL},
    {"treechart", CRIA_TPL_DROP, NULL},
    {"ts", CRIA_TPL_DROP, NULL},
    {"u", CRIA_TPL_LAST, NULL},
    {"uc", CRIA_TPL_LAST, NULL},
    {"ul", CRIA_TPL_LAST, NULL},
    {"uline", CRIA_TPL_LAST, NULL},
    {"uncertain", CRIA_TPL_FIRST, NULL},
    {"underline", CRIA_TPL_LAST, NULL},
    {"unicode", CRIA_TPL_LAST, NULL},
    {"upright", CRIA_TPL_LAST, NULL},
    {"use page image", CRIA_TPL_FIGURE, NULL},
    {"versions", CRIA_TPL_DROP, NULL},
    {"vrl", CRIA_TPL_LAST, NULL},
    {"w", CRIA_TPL_TARGET_FIRST, NULL},
    {"width", CRIA_TPL_DROP, NULL},
    {"wikisource link", CRIA_TPL_TARGET_FIRST, NULL},
    {"wikt", CRIA_TPL_TARGET_FIRST, NULL},
    {"word-spacing", CRIA_TPL_SECOND, NULL},
    {"wp", CRIA_TPL_TARGET_FIRST, NULL},
    {"x-larger", CRIA_TPL_LAST, NULL},
    {"x-larger block", CRIA_TPL_BLOCK, NULL},
    {"x-smaller", CRIA_TPL_LAST, NULL},
    {"x-smaller block", CRIA_TPL_BLOCK, "condensed"},
    {"x-smaller block/e", CRIA_TPL_END, "condensed"},
    {"x-smaller block/s", CRIA_TPL_START, "condensed"},
    {"xl", CRIA_TPL_LAST, NULL},
    {"xs", CRIA_TPL_LAST, NULL},
    {"xx-larger", CRIA_TPL_LAST, NULL},
    {"xx-larger block", CRIA_TPL_BLOCK, NULL},
    {"xx-smaller", CRIA_TPL_LAST, NULL},
    {"xxl", CRIA_TPL_LAST, NULL},
    {"xxx-larger", CRIA_TPL_LAST, NULL},
    {"xxxx-larger", CRIA_TPL_LAST, NULL},
    {"—", CRIA_TPL_TEXT, "—"},
    {"…", CRIA_TPL_TEXT, "…"},
    {"″", CRIA_TPL_TEXT, "″"},
};

// What the rows lack may begin as one of these.
static const cria_wiki_template prefixes[] = {
    {"eB1911 Shoulder Heading*", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"eB1911 shoulder heading*", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"eB9 Margin Note*", CRIA_TPL_INLINE, "span class=\"sidenote\""},
    {"#tag:ref*", CRIA_TPL_FOOTNOTE, NULL},
    {"#*", CRIA_TPL_LAST, NULL},
    {"dEFAULTSORT:*", CRIA_TPL_DROP, NULL},
    {"dISPLAYTITLE:*", CRIA_TPL_DROP, NULL},
    {"lc:*", CRIA_TPL_AFTER_COLON, NULL},
    {"uc:*", CRIA_TPL_AFTER_COLON, NULL},
    {"lcfirst:*", CRIA_TPL_AFTER_COLON, NULL},
    {"ucfirst:*", CRIA_TPL_AFTER_COLON, NULL},
    {"formatnum:*", CRIA_TPL_AFTER_COLON, NULL},
    {"ns:*", CRIA_TPL_DROP, NULL},
    {"pD-*", CRIA_TPL_DROP, NULL},
    {"chart2/*", CRIA_TPL_DROP, NULL},
};
// clang-format on

static const cria_wiki_template unknown = {"", CRIA_TPL_UNKNOWN, NULL};
static const cria_wiki_template initials = {"", CRIA_TPL_INITIALS, NULL};

static bool is_blank(char c)
{
    return c == ' ' || c == '_' || c == '\n' || c == '\t';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static size_t skip_blanks(const char *name, size_t at, size_t length)
{
    while (at < length && is_blank(name[at]))
        at++;
    return at;
}

// skip_front passes over the name spaces and modifiers that may stand before a name.
static size_t skip_front(const char *name, size_t length)
{
    static const char *const fronts[] = {"subst:", "safesubst:", "template:", "msgnw:"};
    size_t at = skip_blanks(name, 0, length);
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        const size_t n = strlen(fronts[i]);
        if (length - at > n && strncasecmp(name + at, fronts[i], n) == 0)
            at = skip_blanks(name, at + n, length);
    }
    return at;
}

// plain_name writes the name to key; false when it is too long.
static bool plain_name(const char *name, size_t length, char *key)
{
    size_t n = 0;
    for (size_t at = skip_front(name, length); at < length; at++) {
        if (is_blank(name[at])) {
            at = skip_blanks(name, at, length);
            if (at == length)
                break;
            if (n < CRIA_TEMPLATE_NAME_MAX)
                key[n++] = ' ';
        }
        if (n == CRIA_TEMPLATE_NAME_MAX) {
            key[n] = '\0';
            return false;
        }
        key[n++] = name[at];
    }
    key[n] = '\0';
    return true;
}

// compare: strcmp, the first letter of `key` taken in lower case.
static int compare(const char *key, const char *row)
{
    const unsigned char first = (unsigned char)lower(key[0]), other = (unsigned char)row[0];
    if (first != other || first == '\0')
        return (int)first - (int)other;
    return strcmp(key + 1, row + 1);
}

static const cria_wiki_template *find_row(const char *key)
{
    size_t low = 0, high = sizeof rows / sizeof rows[0];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare(key, rows[middle].name);
        if (order == 0)
            return &rows[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const cria_wiki_template *find_prefix(const char *key)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const char *name = prefixes[i].name;
        if (lower(key[0]) == name[0] && strncmp(key + 1, name + 1, strlen(name) - 2) == 0)
            return &prefixes[i];
    }
    return NULL;
}

// is_initials: "EB1911 TAs" and its like: a capital and up to five letters.
static bool is_initials(const char *key)
{
    static const char front[] = "B1911 ";
    if (lower(key[0]) != 'e' || strncmp(key + 1, front, sizeof front - 1) != 0)
        return false;
    const char *name = key + sizeof front;
    size_t n = 0;
    while (lower(name[n]) >= 'a' && lower(name[n]) <= 'z')
        n++;
    return n >= 1 && n <= 6 && name[n] == '\0' && name[0] <= 'Z';
}

const cria_wiki_template *cria_template_find(const char *name, size_t length, char *key)
{
    if (!plain_name(name, length, key) && !strchr(key, ':'))
        return &unknown;
    const cria_wiki_template *row = find_row(key);
    if (!row)
        row = find_prefix(key);
    if (!row)
        row = is_initials(key) ? &initials : &unknown;
    return row;
}

const cria_wiki_template *cria_template_rows(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

const cria_wiki_template *cria_template_prefixes(size_t *count)
{
    *count = sizeof prefixes / sizeof prefixes[0];
    return prefixes;
}
