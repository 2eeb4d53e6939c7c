// corpus_test.h owns what the corpus tests share: default options and one-document cleaning.
#ifndef CRIA_TESTS_CORPUS_TEST_H
#define CRIA_TESTS_CORPUS_TEST_H

#include "corpus/clean.h"
#include "scratch.h"

static inline cria_clean_options default_options(void)
{
    cria_clean_options settings;
    cria_options o = {0};
    assert_ok(cria_options_bind(&o, cria_clean_option_table, &settings));
    settings.text_member = "text"; // the bound one is the options'
    cria_options_free(&o);
    return settings;
}

static inline cria_articles clean_with(const cria_clean_options *o, const char *html,
                                       cria_counts *counts)
{
    cria_articles out = {0};
    assert_ok(cria_clean_html(&out, html, strlen(html), "", false, o, counts));
    return out;
}

// assert_clean: the document gives one article with this text.
static inline void assert_clean_with(const cria_clean_options *o, const char *html,
                                     const char *text)
{
    cria_counts counts = {0};
    cria_articles out = clean_with(o, html, &counts);
    if (out.count != 1)
        fail_msg("%zu articles, not one, from: %s", out.count, html);
    assert_string_equal(out.item[0].text, text);
    cria_articles_free(&out);
}

static inline void assert_clean(const char *html, const char *text)
{
    const cria_clean_options o = default_options();
    assert_clean_with(&o, html, text);
}

// put writes a file of this text.
static inline const char *put(const char *name, const char *text)
{
    const char *path = scratch(name);
    assert_ok(cria_file_write(path, text, strlen(text)));
    return path;
}

// read_back: the articles of a file.
static inline cria_articles read_back(const char *path)
{
    cria_line_reader *r;
    cria_articles list = {0};
    assert_ok(cria_line_reader_open(&r, path, CRIA_ARTICLE_LINE_MAX));
    for (bool more = true;;) {
        cria_article a;
        assert_ok(cria_article_next(r, path, &a, &more));
        if (!more)
            break;
        assert_ok(cria_articles_take(&list, &a));
    }
    cria_line_reader_close(r);
    return list;
}

#endif
