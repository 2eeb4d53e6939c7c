// The minimal pairs of the pocket corpus: how many, how they differ, and that none is in it.
#define _GNU_SOURCE // memmem
#include "corpus/pocket_support.h"

#include <ctype.h>

typedef struct suite {
    char directory[4096];
    cria_names names;
    cria_buffer corpus;
} suite;

static int open_suite(void **state)
{
    suite *s = calloc(1, sizeof *s);
    char path[8192];
    scratch(s->directory, sizeof s->directory);
    must(cria_pocket_write(share_dir(), s->directory, 42, 300000));
    snprintf(path, sizeof path, "%s/minimal_pairs", s->directory);
    must(cria_directory_list(&s->names, path));
    json_t *articles = records(s->directory, "clean.jsonl.zst");
    for (size_t i = 0; i < json_array_size(articles); i++)
        must(cria_buffer_printf(&s->corpus, "%s\n",
                                text_in(json_array_get(articles, i), "text")));
    json_decref(articles);
    *state = s;
    return 0;
}

static int close_suite(void **state)
{
    suite *s = *state;
    must(cria_directory_remove(s->directory));
    cria_names_free(&s->names);
    cria_buffer_free(&s->corpus);
    free(s);
    return 0;
}

static json_t *paradigm(const suite *s, size_t i)
{
    char name[512];
    snprintf(name, sizeof name, "minimal_pairs/%s", s->names.name[i]);
    return records(s->directory, name);
}

static void there_are_enough(void **state)
{
    const suite *s = *state;
    assert_true(s->names.count >= 12);
    for (size_t i = 0; i < s->names.count; i++) {
        json_t *pairs = paradigm(s, i);
        assert_in_range(json_array_size(pairs), 100, 200);
        json_decref(pairs);
    }
}

static void members_are_complete(void **state)
{
    const suite *s = *state;
    for (size_t i = 0; i < s->names.count; i++) {
        json_t *pairs = paradigm(s, i);
        for (size_t k = 0; k < json_array_size(pairs); k++) {
            const json_t *pair = json_array_get(pairs, k);
            const char *uid = text_in(pair, "UID");
            assert_int_equal(strncmp(s->names.name[i], uid, strlen(uid)), 0);
            assert_true(*text_in(pair, "field") && *text_in(pair, "linguistics_term"));
            assert_int_equal(atoi(text_in(pair, "pairID")), (int)k);
            assert_true(isupper((unsigned char)*text_in(pair, "sentence_good")));
            assert_true(isupper((unsigned char)*text_in(pair, "sentence_bad")));
        }
        json_decref(pairs);
    }
}

enum { WORDS = 32 };

static int split(char *text, char *word[WORDS])
{
    char *rest;
    int n = 0;
    for (char *w = strtok_r(text, " .", &rest); w && n < WORDS; w = strtok_r(NULL, " .", &rest))
        word[n++] = w;
    return n;
}

static int by_text(const void *a, const void *b)
{
    return strcasecmp(*(char *const *)a, *(char *const *)b);
}

// One spot of at most two words, or the same words in another order.
static bool differ_in_one_spot(const char *good, const char *bad)
{
    char left[512], right[512], *a[WORDS], *b[WORDS];
    snprintf(left, sizeof left, "%s", good);
    snprintf(right, sizeof right, "%s", bad);
    const int n = split(left, a), m = split(right, b);
    int head = 0, tail = 0;
    while (head < n && head < m && strcmp(a[head], b[head]) == 0)
        head++;
    while (tail < n - head && tail < m - head && strcmp(a[n - 1 - tail], b[m - 1 - tail]) == 0)
        tail++;
    if (n - head - tail <= 2 && m - head - tail <= 2)
        return true;
    qsort(a, (size_t)n, sizeof *a, by_text);
    qsort(b, (size_t)m, sizeof *b, by_text);
    for (int i = 0; i < n || i < m; i++)
        if (i >= n || i >= m || strcasecmp(a[i], b[i]) != 0)
            return false;
    return true;
}

static void they_differ_in_one_spot(void **state)
{
    const suite *s = *state;
    for (size_t i = 0; i < s->names.count; i++) {
        json_t *pairs = paradigm(s, i);
        for (size_t k = 0; k < json_array_size(pairs); k++) {
            const char *good = text_in(json_array_get(pairs, k), "sentence_good");
            const char *bad = text_in(json_array_get(pairs, k), "sentence_bad");
            assert_string_not_equal(good, bad);
            if (!differ_in_one_spot(good, bad))
                fail_msg("%s | %s", good, bad);
        }
        json_decref(pairs);
    }
}

static bool in_corpus(const suite *s, const char *sentence)
{
    return memmem(s->corpus.data, s->corpus.length, sentence, strlen(sentence)) != NULL;
}

static void none_is_in_the_corpus(void **state)
{
    const suite *s = *state;
    for (size_t i = 0; i < s->names.count; i++) {
        json_t *pairs = paradigm(s, i);
        for (size_t k = i % 4; k < json_array_size(pairs); k += 4) {
            const char *good = text_in(json_array_get(pairs, k), "sentence_good");
            const char *bad = text_in(json_array_get(pairs, k), "sentence_bad");
            if (in_corpus(s, good) || in_corpus(s, bad))
                fail_msg("in the corpus: %s | %s", good, bad);
        }
        json_decref(pairs);
    }
}

static bool known(const suite *s, const char *word, bool first)
{
    char needle[80];
    static const char *const ends[] = {" ", ",", ".", ";"};
    for (int i = 0; i < 4; i++) {
        snprintf(needle, sizeof needle, " %s%s", word, ends[i]);
        if (first)
            needle[1] = (char)tolower((unsigned char)needle[1]);
        if (in_corpus(s, needle))
            return true;
    }
    return first && known(s, word, false);
}

// The words of the pairs are words of the corpus, all but one in two hundred.
static void their_words_are_known(void **state)
{
    const suite *s = *state;
    int words = 0, strange = 0;
    for (size_t i = 0; i < s->names.count; i++) {
        json_t *pairs = paradigm(s, i);
        for (size_t k = 0; k < json_array_size(pairs); k += 3) {
            char text[512], *word[WORDS];
            snprintf(text, sizeof text, "%s",
                     text_in(json_array_get(pairs, k), "sentence_bad"));
            const int n = split(text, word);
            for (int j = 0; j < n; j++)
                strange += !known(s, word[j], j == 0);
            words += n;
        }
        json_decref(pairs);
    }
    assert_true(words > 5000);
    assert_true(strange * 200 <= words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_enough),        cmocka_unit_test(members_are_complete),
        cmocka_unit_test(they_differ_in_one_spot), cmocka_unit_test(none_is_in_the_corpus),
        cmocka_unit_test(their_words_are_known),
    };
    return cmocka_run_group_tests(tests, open_suite, close_suite);
}
