// test_split.c: the split by bit masks against the pattern itself, read character by character.
#include "token_test.h"

#include "base/utf8.h"
#include "token/split.h"
#include "token/unicode_classes.h"

static int class_next(const char **at, const char *end)
{
    const uint32_t code = cria_utf8_next(at, end);
    return code == CRIA_UTF8_BAD ? CRIA_CLASS_OTHER
                                 : (int)(cria_unicode(code) & CRIA_CLASS_MASK);
}

static int class_here(const char *at, const char *end)
{
    return at < end ? class_next(&at, end) : -1;
}

static const char *run_of(const char *at, const char *end, int class)
{
    while (class_here(at, end) == class)
        class_next(&at, end);
    return at;
}

// The pattern, alternative by alternative.
static const char *match(const char *at, const char *end)
{
    static const char *const contractions[] = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
    for (size_t i = 0; i < 7; i++) {
        const size_t n = strlen(contractions[i]);
        if ((size_t)(end - at) >= n && memcmp(at, contractions[i], n) == 0)
            return at + n;
    }
    const char *word = *at == ' ' ? at + 1 : at;
    const int class = class_here(word, end);
    if (class >= 0 && class != CRIA_CLASS_SPACE)
        return run_of(word, end, class);
    const char *stop = run_of(at, end, CRIA_CLASS_SPACE);
    if (stop == end)
        return stop;
    const char *last = at;
    for (const char *next = at; next < stop;) {
        last = next;
        class_next(&next, stop);
    }
    return last > at ? last : stop;
}

static void compare(const char *text, size_t length)
{
    cria_splitter s = {.text = (const unsigned char *)text, .length = length};
    const char *at = text, *end = text + length;
    for (size_t n = cria_split(&s); n > 0; n = cria_split(&s)) {
        for (size_t i = 0; i < n; i++) {
            assert_true(at < end);
            const char *wanted = match(at, end);
            if (s.end[i] != (size_t)(wanted - text))
                fail_msg("in \"%s\" the word at %zu ends at %u, not %zu", text,
                         (size_t)(at - text), s.end[i], (size_t)(wanted - text));
            at = wanted;
        }
    }
    assert_ptr_equal(at, end);
}

static const char *const atoms[] = {"'s",
                                    "'re",
                                    "'ll",
                                    "'ve",
                                    "'S",
                                    "'l",
                                    "''",
                                    "'",
                                    " ",
                                    " ",
                                    "  ",
                                    "\n",
                                    "\r\n",
                                    "\t",
                                    "\xc2\x85",
                                    "\xe2\x80\xa8",
                                    "\xe1\x9a\x80",
                                    "\xc2\xa0",
                                    "a",
                                    "word",
                                    "\xc3\xa9",
                                    "\xe0\xa4\x95",
                                    "\xf0\x90\x8c\xb0",
                                    "7",
                                    "1911",
                                    "\xd9\xa3",
                                    "\xc2\xbd",
                                    ".",
                                    "!?",
                                    "\xe2\x80\x94",
                                    "\xf0\x9f\x91\xa9",
                                    "\xcc\x81",
                                    "\xff",
                                    "\xe2\x80",
                                    "\xc3"};

static void against_the_pattern(void **state)
{
    (void)state;
    cria_random r = {.seed = 7};
    for (int round = 0; round < 20000; round++) {
        char text[2048];
        size_t length = 0;
        const uint64_t count = cria_random_below(&r, round % 10 == 0 ? 200 : 40);
        for (uint64_t i = 0; i < count; i++) {
            const char *atom = atoms[cria_random_below(&r, sizeof(atoms) / sizeof(*atoms))];
            memcpy(text + length, atom, strlen(atom));
            length += strlen(atom);
        }
        text[length] = '\0';
        compare(text, length);
    }
}

// Every pair of atoms at every distance from a border between two windows.
static void at_window_borders(void **state)
{
    (void)state;
    const size_t n = sizeof(atoms) / sizeof(*atoms);
    for (size_t i = 0; i < n * n; i++) {
        for (size_t before = 56; before <= 64; before++) {
            char text[160];
            memset(text, before % 2 ? 'x' : '-', before);
            snprintf(text + before, sizeof(text) - before, "%s%sst", atoms[i / n],
                     atoms[i % n]);
            compare(text, strlen(text));
        }
    }
}

static void fast_masks_are_the_scalar_ones(void **state)
{
    (void)state;
    cria_random r = {.seed = 3};
    for (int round = 0; round < 2000; round++) {
        unsigned char text[64];
        for (int i = 0; i < 64; i++)
            text[i] =
                (unsigned char)(round < 4 ? 64 * round + i : (int)cria_random_below(&r, 256));
        const cria_masks fast = cria_masks_fast(text), slow = cria_masks_scalar(text, 64);
        assert_memory_equal(&fast, &slow, sizeof(fast));
    }
}

static void cuts_are_safe(void **state)
{
    (void)state;
    const char text[] = "a  b\n c 'd 1 x";
    assert_int_equal(cria_split_cut(text, sizeof(text) - 1, 0), 10);
    assert_int_equal(cria_split_cut(text, sizeof(text) - 1, 11), 12);
    assert_int_equal(cria_split_cut(text, sizeof(text) - 1, 13), sizeof(text) - 1);
    assert_int_equal(cria_split_cut("", 0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_the_pattern),
        cmocka_unit_test(at_window_borders),
        cmocka_unit_test(fast_masks_are_the_scalar_ones),
        cmocka_unit_test(cuts_are_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
