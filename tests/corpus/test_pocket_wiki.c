// The pocket corpus as a wiki's export: well-formed, the same for the same seed, with all its
// troubles, and with every word of every article.
#include "corpus/pocket_export.h"

#include "base/hash.h"

#include <ctype.h>

typedef struct wiki {
    char directory[4096];
    json_t *articles;
    cria_buffer xml;
    cria_buffer leaves; // the texts of all scanned pages, without what surrounds them
} wiki;

// The next text of a page of the namespace, or NULL; *at moves behind it.
static const char *next_text(const char **at, int ns, size_t *length)
{
    char mark[32];
    snprintf(mark, sizeof mark, "<ns>%d</ns>", ns);
    const char *page = strstr(*at, mark);
    const char *text = page ? strstr(page, " xml:space=\"preserve\">") : NULL;
    if (!text)
        return NULL;
    text += strlen(" xml:space=\"preserve\">");
    *at = strstr(text, "</text>");
    assert_non_null(*at);
    *length = (size_t)(*at - text);
    return text;
}

static void drop(cria_buffer *text, const char *open, const char *close)
{
    char *from = text->data, *to = text->data, *start;
    while ((start = strstr(from, open)) != NULL) {
        memmove(to, from, (size_t)(start - from));
        to += start - from;
        from = strstr(start, close);
        assert_non_null(from);
        from += strlen(close);
    }
    memmove(to, from, strlen(from) + 1);
    text->length = strlen(text->data);
}

// Takes the hyphens out of words, at the ends of lines and pages and elsewhere, and the bend
// out of apostrophes.
static void straighten(cria_buffer *text)
{
    char *to = text->data;
    for (const char *from = text->data; *from;) {
        const size_t ends = *from == '-' ? strspn(from + 1, "\n") : 0;
        const bool inside = *from == '-' && islower((unsigned char)from[1 + ends]);
        const bool bent = strncmp(from, "’", 3) == 0;
        from += inside ? 1 + ends : bent ? 2 : 0;
        *to++ = bent ? '\'' : *from;
        from++;
    }
    *to = '\0';
    text->length = (size_t)(to - text->data);
}

static int open_wiki(void **state)
{
    wiki *w = calloc(1, sizeof *w);
    scratch(w->directory, sizeof w->directory);
    must(cria_pocket_write(share_dir(), w->directory, 42, 300000));
    w->articles = records(w->directory, "clean.jsonl.zst");
    read_export(&w->xml, w->directory);
    size_t length;
    for (const char *at = w->xml.data, *text; (text = next_text(&at, 104, &length)) != NULL;) {
        unescape(&w->leaves, text, length);
        must(cria_buffer_puts(&w->leaves, "\n"));
    }
    drop(&w->leaves, "<noinclude>", "</noinclude>");
    *state = w;
    return 0;
}

static int close_wiki(void **state)
{
    wiki *w = *state;
    must(cria_directory_remove(w->directory));
    json_decref(w->articles);
    cria_buffer_free(&w->xml);
    cria_buffer_free(&w->leaves);
    free(w);
    return 0;
}

// One tag or one run of text; elements must close in their order, entities must be known.
static const char *check_piece(const char *at, char stack[][32], int *depth)
{
    if (*at == '&')
        for (const char *const *name =
                 (const char *const[]){"&amp;", "&lt;", "&gt;", "&quot;", NULL};
             ; name++) {
            if (!*name)
                fail_msg("a bare '&' at '%.40s'", at);
            if (strncmp(at, *name, strlen(*name)) == 0)
                return at + strlen(*name);
        }
    if (*at != '<') {
        const size_t plain = strcspn(at, "<&");
        for (size_t i = 0; i < plain; i++)
            assert_true((unsigned char)at[i] >= 32 || at[i] == '\n');
        return at + plain;
    }
    const char *end = strchr(at, '>');
    assert_non_null(end);
    if (at[1] == '/') {
        assert_true(*depth > 0);
        const char *open = stack[--*depth];
        if (strncmp(at + 2, open, strlen(open)) != 0 || at + 2 + strlen(open) != end)
            fail_msg("<%s> is closed by '%.40s'", open, at);
    } else if (end[-1] != '/') {
        assert_true(*depth < 8);
        snprintf(stack[*depth], 32, "%.*s", (int)strcspn(at + 1, " >"), at + 1);
        ++*depth;
    }
    return end + 1;
}

static void export_is_well_formed(void **state)
{
    const wiki *w = *state;
    char stack[8][32];
    int depth = 0;
    for (const char *at = w->xml.data; *at;)
        at = check_piece(at, stack, &depth);
    assert_int_equal(depth, 0);
    assert_int_equal(strncmp(w->xml.data, "<mediawiki ", 11), 0);
    assert_non_null(strstr(w->xml.data, "<base>https://pocket.example/wiki/Main_Page</base>"));
}

static void hash_export(char out[CRIA_HASH_TEXT], uint64_t seed)
{
    char directory[4096];
    cria_buffer xml = {0};
    scratch(directory, sizeof directory);
    must(cria_pocket_write(share_dir(), directory, seed, 20000));
    read_export(&xml, directory);
    cria_hash_bytes(out, xml.data, xml.length);
    cria_buffer_free(&xml);
    must(cria_directory_remove(directory));
}

static void same_seed_same_export(void **state)
{
    (void)state;
    char one[CRIA_HASH_TEXT], again[CRIA_HASH_TEXT], other[CRIA_HASH_TEXT];
    hash_export(one, 7);
    hash_export(again, 7);
    hash_export(other, 8);
    assert_string_equal(one, again);
    assert_string_not_equal(one, other);
}

static int count(const char *text, const char *needle)
{
    int n = 0;
    for (; (text = strstr(text, needle)) != NULL; text += strlen(needle))
        n++;
    return n;
}

static void troubles_are_there(void **state)
{
    const wiki *w = *state;
    static const struct {
        const char *needle;
        int least;
    } leaves[] = {
        {"<section begin=\"s1\" />", 300},
        {"<section begin=s1/>", 50},
        {"<section begin=\"Amber", 3},
        {"-<section end", 30},
        {"-\n<section end", 5},
        {"{{hws|", 10},
        {"{{hwe|", 10},
        {"{{lps|hws=", 5},
        {"{{lpe|", 5},
        {"\n\n{{nop}}<section end", 100},
        {"/>{{nop}}\n", 100},
        {"{{EB1911 Shoulder Heading|", 50},
        {"{{EB1911 Shoulder HeadingSmall|", 50},
        {"{{EB9 Margin Note|", 50},
        {"<ref>", 500},
        {"<ref name=\"p", 20},
        {"<ref follow=\"p", 20},
        {"{{sc|", 100},
        {"{{asc|", 50},
        {"{{EB1911 article link|", 500},
        {"{{EB1911 lkpl|", 500},
        {"[[The Pocket Encyclopaedia/", 500},
        {"{{EB1911 footer initials|", 50},
        {"{{EB1911 footer double initials|", 20},
        {"{{right|([[Author:", 20},
        {"{{EB1911 fine print/s}}", 50},
        {"{{EB1911 fine print/e}}", 50},
        {"{{EB1911 Fine Print|", 50},
        {"{{fine block|", 50},
        {"{| class=\"wikitable\"", 50},
        {"<table>", 20},
        {"[[File:Pocket figure.png", 30},
        {"{{img float|", 30},
        {"<table {{Ts|ma}}>", 10},
        {"<!-- the print has {{ here -->", 20},
        {"&nbsp;", 200},
        {"(''q.v.'')", 300},
        {"&eacute;", 5},
        {"<sup>", 50},
        {"{{sup|", 50},
    };
    static const struct {
        const char *needle;
        int least;
    } stubs[] = {
        {"#REDIRECT [[", 20},
        {"{{#lst:Page:", 1},
        {"onlysection=", 100},
        {"tosection=s", 100},
        {"level=&quot;0&quot;", 5},
        {"level=&quot;4&quot;", 100},
        {"{{EB1911 Page Heading|", 100},
        {"{{rh|", 100},
        {"{{RunningHeader|", 100},
        {"{{header\n", 100},
        {"<title>Index:Pocket - Volume 02.djvu</title>", 1},
        {"<title>Page:Pocket - Volume 01.djvu/100</title>", 1},
    };
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        if (count(w->leaves.data, leaves[i].needle) < leaves[i].least)
            fail_msg("'%s' occurs %d times, not %d", leaves[i].needle,
                     count(w->leaves.data, leaves[i].needle), leaves[i].least);
    for (size_t i = 0; i < sizeof stubs / sizeof *stubs; i++)
        if (count(w->xml.data, stubs[i].needle) < stubs[i].least)
            fail_msg("'%s' occurs %d times, not %d", stubs[i].needle,
                     count(w->xml.data, stubs[i].needle), stubs[i].least);
}

// The pages and labels that a stub names.
typedef struct range {
    int volume, first, last;
    char from[160], to[160];
} range;

static void read_label(const char *stub, const char *name, char out[160])
{
    const char *at = strstr(stub, name);
    *out = '\0';
    if (!at)
        return;
    at += strlen(name);
    const bool quoted = *at == '"';
    at += quoted;
    snprintf(out, 160, "%.*s", (int)strcspn(at, quoted ? "\"" : " "), at);
}

static bool has_label(const wiki *w, int volume, int page, const char *label)
{
    char title[96], quoted[256], bare[256];
    snprintf(title, sizeof title, "<title>Page:Pocket - Volume %02d.djvu/%d</title>", volume,
             page);
    snprintf(quoted, sizeof quoted, "section begin=&quot;%s&quot;", label);
    snprintf(bare, sizeof bare, "section begin=%s/", label);
    const char *at = strstr(w->xml.data, title);
    const char *end = at ? strstr(at, "</page>") : NULL;
    const char *one = at ? strstr(at, quoted) : NULL, *two = at ? strstr(at, bare) : NULL;
    return (one && one < end) || (two && two < end);
}

// All stubs but one name labels that their pages have.
static void stubs_name_labels(void **state)
{
    const wiki *w = *state;
    cria_buffer stub = {0};
    size_t length;
    int whole = 0, several = 0, long_ones = 0, lost = 0;
    for (const char *at = w->xml.data, *text; (text = next_text(&at, 0, &length)) != NULL;) {
        range r;
        cria_buffer_reset(&stub);
        unescape(&stub, text, length);
        const char *pages = strstr(stub.data, "<pages index=\"Pocket - Volume ");
        char first[160], last[160];
        if (!pages)
            continue;
        assert_int_equal(sscanf(pages, "<pages index=\"Pocket - Volume %d.djvu\"", &r.volume),
                         1);
        read_label(pages, "from=", first);
        read_label(pages, "to=", last);
        read_label(pages, strstr(pages, "only") ? "onlysection=" : "fromsection=", r.from);
        read_label(pages, strstr(pages, "only") ? "onlysection=" : "tosection=", r.to);
        r.first = atoi(first);
        r.last = atoi(last);
        lost += !has_label(w, r.volume, r.first, r.from);
        assert_true(r.first == r.last || has_label(w, r.volume, r.last, r.to));
        whole++;
        several += r.last > r.first;
        long_ones += r.last > r.first + 1;
    }
    cria_buffer_free(&stub);
    assert_int_equal(lost, 1);
    assert_int_equal(whole + 1, json_array_size(w->articles)); // one goes by #lst
    assert_true(several > 300 && long_ones > 50);
}

static bool is_word(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

// The end of the next place where the letters (or figures) stand by themselves.
static const char *find_word(const char *text, const char *word, size_t length)
{
    for (;; text++) {
        const char *at = strchr(text, *word);
        if (!at)
            return NULL;
        const bool begins = !is_word(at[-1]) || !is_word(*word);
        if (begins && strncmp(at, word, length) == 0 &&
            (!is_word(at[length]) || !is_word(*word)))
            return at + length;
        text = at;
    }
}

// The article's words in their order, behind its headword and before the next one; returns
// where they end.
static const char *check_article(const char *at, const char *title, const char *text)
{
    char head[192];
    snprintf(head, sizeof head, "'''%s", title);
    at = strstr(at, head);
    if (!at)
        fail_msg("no headword %s", head);
    at += strlen(head);
    const char *next = strstr(strstr(at, "'''") + 3, "'''");
    for (const char *word = text + strlen(title); *word;) {
        size_t length = 0;
        while (isalpha((unsigned char)word[length]))
            length++;
        if (length > 1 && !is_word(word[length]) && !is_word(word[-1])) {
            at = find_word(at, word, length);
            if (!at || (next && at > next))
                fail_msg("%s lacks '%.*s'", head, (int)length, word);
        }
        word += length ? length : 1;
    }
    return at;
}

static void every_word_is_there(void **state)
{
    const wiki *w = *state;
    cria_buffer text = {0}, article = {0};
    must(cria_buffer_puts(&text, w->leaves.data));
    drop(&text, "<section ", "/>");
    drop(&text, "{| style", "|}"); // plates
    drop(&text, "<table {{Ts", "</table>");
    straighten(&text);
    const char *at = text.data;
    for (size_t i = 0; i < json_array_size(w->articles); i++) {
        const json_t *a = json_array_get(w->articles, i);
        cria_buffer_reset(&article);
        must(cria_buffer_puts(&article, text_in(a, "text")));
        straighten(&article);
        at = check_article(at, text_in(a, "title"), article.data);
    }
    cria_buffer_free(&text);
    cria_buffer_free(&article);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(export_is_well_formed), cmocka_unit_test(same_seed_same_export),
        cmocka_unit_test(troubles_are_there),    cmocka_unit_test(stubs_name_labels),
        cmocka_unit_test(every_word_is_there),
    };
    return cmocka_run_group_tests(tests, open_wiki, close_wiki);
}
