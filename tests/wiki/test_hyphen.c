// Hyphens at line ends, by the vote of a small corpus.
#include "wiki/hyphen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// "footstep" and "foot-step" stand once each, "midday" twice against once.
static const char corpus[] =
    "The consequence of a table-land, a small-pox; arrière-pensée and Consequence. "
    "Midday, mid-day or MIDDAY? footstep foot-step. Christianity in the 19th-century, "
    "arm-in-arm; two-and three-\nfold twoand émigré ninety-two b2b co-op. Ba-Hima bahima "
    "naïveté man-\nkind Straßenbahn κόσμος";

typedef struct join_case {
    const char *text, *joined;
    int join, keep;
} join_case;

static const join_case cases[] = {
    // The solid word wins, the compound wins, a tie goes to the compound, unseen stays.
    {"conse-\nquence", "consequence", 1, 0},
    {"table-\nland", "table-land", 0, 1},
    {"mid-\nday", "midday", 1, 0},
    {"foot-\nstep", "foot-step", 0, 1},
    {"glob-\nbular", "glob-\nbular", 0, 0},
    // What may stand at the line's end.
    {"conse- \t\n quence", "consequence", 1, 0},
    {"conse-\x1equence", "consequence", 1, 0},
    {"conse-\n\x1e\nquence", "consequence", 1, 0},
    {"conse-\n\nquence", "conse-\n\nquence", 0, 0},
    {"conse-\x1e\n \nquence", "conse-\x1e\n \nquence", 0, 0},
    {"conse- quence", "conse- quence", 0, 0},
    {"conse-quence", "conse-quence", 0, 0},
    {"conse-\n", "conse-\n", 0, 0},
    {"conse-", "conse-", 0, 0},
    // Letters are Unicode's; a first capital does not matter, a capital behind the hyphen does.
    {"arrière-\npensée", "arrière-pensée", 0, 1},
    {"émi-\ngré naï-\nveté", "émigré naïveté", 2, 0},
    {"κόσ-\nμος", "κόσμος", 1, 0},
    {"Chris-\ntianity", "Christianity", 1, 0},
    {"CONSE-\nquence", "CONSE-\nquence", 0, 0},
    {"Ba-\nHima", "Ba-\nHima", 0, 0},
    // Two letters on each side, no figures.
    {"b-\nahima", "b-\nahima", 0, 0},
    {"19th-\ncentury", "19th-century", 0, 1},
    {"19-\nth", "19-\nth", 0, 0},
    {"b2b-\nop", "b2b-\nop", 0, 0},
    // A hyphen that waits for its other word.
    {"two-\nand three-fold", "two-\nand three-fold", 0, 0},
    {"arm-in-\narm", "arm-in-arm", 0, 1},
    {"a consequence-\nand conse-\nquence, mid-\nday", "a consequence-\nand consequence, midday",
     2, 0},
    {"", "", 0, 0},
};

static void test_join(void **state)
{
    (void)state;
    cria_hyphens h = {0};
    assert_int_equal(cria_hyphens_count(&h, corpus, strlen(corpus)), CRIA_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const join_case *c = &cases[i];
        cria_buffer out = {0};
        uint64_t joined = 0, kept = 0;
        assert_int_equal(cria_hyphens_join(&h, &out, c->text, strlen(c->text), &joined, &kept),
                         CRIA_OK);
        if (strcmp(out.data, c->joined) != 0)
            fail_msg("%s\ngives %s", c->text, out.data);
        if (joined != (uint64_t)c->join || kept != (uint64_t)c->keep)
            fail_msg("%s: %d joined, %d kept", c->text, (int)joined, (int)kept);
        cria_buffer_free(&out);
    }
    cria_hyphens_free(&h);
}

// Counts hold over many words, and those of pages add up.
static void test_many(void **state)
{
    (void)state;
    cria_hyphens h = {0};
    for (int i = 0; i < 20000; i++) {
        char text[64];
        int n = 0;
        for (int k = i; n < 12; k /= 7)
            text[n++] = (char)('a' + (k % 7));
        memcpy(text + n, i % 3 ? " " : "-of ", i % 3 ? 2 : 5);
        assert_int_equal(cria_hyphens_count(&h, text, strlen(text)), CRIA_OK);
    }
    // Each word once, "of" once as word, and a third of them as compounds.
    assert_int_equal(h.count, 20000 + 1 + 6667);
    assert_true(h.count < h.capacity);
    uint64_t sum = 0;
    for (size_t i = 0; i < h.capacity; i++)
        sum += h.times[i];
    assert_int_equal(sum, 20000 + 2 * 6667);
    cria_hyphens_free(&h);
}

static void test_empty_table(void **state)
{
    (void)state;
    const cria_hyphens h = {0};
    cria_buffer out = {0};
    uint64_t joined = 0, kept = 0;
    assert_int_equal(cria_hyphens_join(&h, &out, "ab-\ncd", 6, &joined, &kept), CRIA_OK);
    assert_string_equal(out.data, "ab-\ncd");
    cria_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_empty_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
