// Status chains, checked sizes, the arena and the byte buffer.
#include "base/clock.h"
#include "scratch.h"

#include <errno.h>

static cria_status inner(void)
{
    return cria_fail(CRIA_EFORMAT, "byte %d is wrong", 7);
}

static cria_status outer(void)
{
    CRIA_TRY_CTX(inner(), "reading %s", "a.bin");
    return CRIA_OK;
}

static void chain_is_outermost_first(void **state)
{
    (void)state;
    assert_int_equal(outer(), CRIA_EFORMAT);
    assert_string_equal(cria_message(), "reading a.bin: byte 7 is wrong");
    (void)cria_fail(CRIA_EARG, "was: %s", cria_message()); // arguments may be the old message
    assert_string_equal(cria_message(), "was: reading a.bin: byte 7 is wrong");
    errno = ENOENT;
    assert_fails(cria_fail_errno("open x"), CRIA_EIO, "open x: No such file");
    errno = ENOMEM;
    assert_int_equal(cria_fail_errno("map"), CRIA_ENOMEM);
}

static void long_chain_is_cut_not_overrun(void **state)
{
    (void)state;
    (void)inner();
    for (int i = 0; i < 200; i++)
        (void)cria_context(CRIA_EFORMAT, "a context of some length, number %d", i);
    assert_true(strlen(cria_message()) < 1024);
    assert_memory_equal(cria_message(), "a context of some length, number 199: ", 38);
}

static void sizes_are_checked(void **state)
{
    (void)state;
    size_t out;
    assert_fails(cria_mul(&out, SIZE_MAX / 2, 3), CRIA_ELIMIT, "does not fit");
    assert_fails(cria_add(&out, SIZE_MAX, 1), CRIA_ELIMIT, "does not fit");
    assert_ok(cria_mul(&out, 6, 7));
    assert_int_equal(out, 42);
    void *p = &out;
    assert_int_equal(cria_alloc(&p, SIZE_MAX / 2 + 1, 2), CRIA_ELIMIT);
    assert_null(p);
    cria_arena arena = {0};
    assert_int_equal(cria_arena_alloc(&arena, &p, SIZE_MAX - 3, 1), CRIA_ELIMIT);
    cria_arena_free(&arena);
}

static void failed_growth_changes_nothing(void **state)
{
    (void)state;
    uint64_t *items = NULL;
    size_t capacity = 0;
    assert_ok(cria_grow(&items, &capacity, 3, sizeof *items));
    items[2] = 9;
    uint64_t *const before = items;
    const size_t held = capacity;
    assert_int_equal(cria_grow(&items, &capacity, SIZE_MAX / 4, sizeof *items), CRIA_ELIMIT);
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, held);
    assert_int_equal(items[2], 9);
    cria_free(items);
}

static void arena_is_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    cria_arena arena = {0};
    unsigned char *last = NULL;
    for (size_t i = 1; i < 400; i++) {
        unsigned char *p;
        assert_ok(cria_arena_alloc(&arena, &p, i, i % 7 + 1));
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t b = 0; b < i * (i % 7 + 1); b++)
            assert_int_equal(p[b], 0);
        memset(p, 0xAA, i * (i % 7 + 1));
        assert_true(p != last);
        last = p;
    }
    char *text;
    assert_ok(cria_arena_strndup(&arena, &text, "camelid", 5));
    assert_string_equal(text, "camel");
    cria_arena_free(&arena);
    cria_arena_free(&arena);
}

static void buffer_keeps_its_bound(void **state)
{
    (void)state;
    cria_buffer b = {.max_bytes = 8};
    assert_ok(cria_buffer_puts(&b, "12345"));
    assert_fails(cria_buffer_puts(&b, "6789"), CRIA_ELIMIT, "8 bytes");
    assert_string_equal(b.data, "12345");
    assert_int_equal(cria_buffer_printf(&b, "%d", 1234), CRIA_ELIMIT);
    assert_ok(cria_buffer_printf(&b, "%d", 678));
    assert_string_equal(b.data, "12345678");
    assert_int_equal(cria_buffer_putc(&b, 'x'), CRIA_ELIMIT);
    char *const taken = cria_buffer_take(&b);
    assert_string_equal(taken, "12345678");
    assert_int_equal(b.length, 0);
    assert_int_equal(b.max_bytes, 8);
    cria_free(taken);
    cria_buffer_free(&b);
}

static void reals_are_short_and_exact(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"}, {2.5e-4, "0.00025"}, {1.0 / 3, "0.3333333333333333"},
                 {7, "7"},     {1e300, "1e+300"},   {0.1 + 0.2, "0.30000000000000004"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cria_buffer b = {0};
        assert_ok(cria_buffer_real(&b, cases[i].value));
        assert_string_equal(b.data, cases[i].text);
        cria_buffer_free(&b);
    }
}

static void spans_read_well(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{0, "0s"},         {59.6, "1m00s"}, {192, "3m12s"}, {3900, "1h05m"},
                 {183600, "2d03h"}, {-1, "?"},       {1e18, "?"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[24];
        cria_clock_span(out, sizeof out, cases[i].seconds);
        assert_string_equal(out, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chain_is_outermost_first),
        cmocka_unit_test(long_chain_is_cut_not_overrun),
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(failed_growth_changes_nothing),
        cmocka_unit_test(arena_is_zeroed_aligned_and_apart),
        cmocka_unit_test(buffer_keeps_its_bound),
        cmocka_unit_test(reals_are_short_and_exact),
        cmocka_unit_test(spans_read_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
