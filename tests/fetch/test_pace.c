// The pace: it doubles, is remembered, relaxes slowly and never goes below what the user wants;
// waits grow, and are never shorter than the wiki asked for.
#include "scratch.h"

#include "base/clock.h"
#include "fetch/http.h"
#include "fetch/pace.h"
#include "fetch/volumes.h"

static void the_interval_follows_the_wiki(void **state)
{
    (void)state;
    cria_pace p;
    cria_pace_begin(&p, 1, 0);
    assert_true(p.interval == 1);
    assert_false(cria_pace_good(&p));
    assert_true(cria_pace_slow(&p) && p.interval == 2);
    assert_true(cria_pace_slow(&p) && p.interval == 4);
    for (int i = 1; i < CRIA_PACE_RELAX; i++)
        assert_false(cria_pace_good(&p));
    assert_true(cria_pace_good(&p));
    assert_true(p.interval > 3.1 && p.interval < 3.3);
    for (int i = 0; i < 20 * CRIA_PACE_RELAX; i++)
        (void)cria_pace_good(&p);
    assert_true(p.interval == 1);
    for (int i = 0; i < 20; i++)
        (void)cria_pace_slow(&p);
    assert_true(p.interval == 60);
    cria_pace_begin(&p, 1, 8);
    assert_true(p.interval == 8);
    cria_pace_begin(&p, 2, 0.5);
    assert_true(p.interval == 2);
    cria_pace_begin(&p, 100, 0); // slower than the bound, by the user's wish
    (void)cria_pace_slow(&p);
    assert_true(p.interval == 100);
}

static void waits_grow_and_honour_the_wiki(void **state)
{
    (void)state;
    cria_pace p;
    bool differs = false;
    cria_pace_begin(&p, 1, 0);
    for (int n = 1; n <= 8; n++) {
        const double own = (double)(1 << (n - 1));
        for (int i = 0; i < 100; i++) {
            const double delay = cria_pace_delay(&p, n, -1);
            assert_true(delay >= 0.5 * own && delay <= 1.5 * own);
            differs |= delay != cria_pace_delay(&p, n, -1);
            assert_true(cria_pace_delay(&p, n, 600) >= 600);
            assert_true(cria_pace_delay(&p, n, 600) <= 660);
        }
    }
    assert_true(differs);
    assert_true(cria_pace_delay(&p, 5000, -1) <= 450);
    assert_true(cria_pace_delay(&p, 1, 1e300) <= 1.1 * 86400);
}

static void turns_keep_the_interval(void **state)
{
    (void)state;
    cria_pace p;
    cria_pace_begin(&p, 0.1, 0);
    const double start = cria_clock();
    for (int i = 0; i < 4; i++)
        assert_ok(cria_pace_turn(&p));
    const double taken = cria_clock() - start;
    assert_true(taken >= 0.3 && taken < 5);
}

static void retry_after_is_seconds_or_a_date(void **state)
{
    (void)state;
    const double now = 784111777; // Sun, 06 Nov 1994 08:49:37 GMT
    assert_true(cria_http_retry_after("120", now) == 120);
    assert_true(cria_http_retry_after("0", now) == 0);
    assert_true(cria_http_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", now) == 30);
    assert_true(cria_http_retry_after("Sunday, 06-Nov-94 08:50:07 GMT", now) == 30);
    assert_true(cria_http_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now) == 0);
    assert_true(cria_http_retry_after("", now) < 0);
    assert_true(cria_http_retry_after("soon", now) < 0);
    assert_true(cria_http_retry_after("-5", now) <= 0);
}

static void volumes_are_lists_of_ranges(void **state)
{
    (void)state;
    cria_volumes v;
    cria_buffer name = {0};
    assert_ok(cria_volumes_read(&v, "1-28"));
    assert_true(v.count == 28 && v.has[1] && v.has[28] && !v.has[29]);
    assert_ok(cria_volumes_read(&v, "1,3,5-7,6"));
    assert_true(v.count == 5 && !v.has[2] && v.has[7]);
    static const char *const bad[] = {"",   "0",    "1-",  "-3",  "3-1",         "1,",
                                      ",1", "1000", "1;2", "1 2", "99999999999", "1-2-3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(cria_volumes_read(&v, bad[i]), CRIA_EARG, "--volumes");
    assert_fails(cria_volumes_read(&v, NULL), CRIA_EARG, "--volumes");
    assert_ok(cria_volumes_index(&name, "EB1911 - Volume %.djvu", 4));
    assert_string_equal(name.data, "EB1911 - Volume 04.djvu");
    cria_buffer_reset(&name);
    assert_ok(cria_volumes_index(&name, "One.djvu", 4));
    assert_string_equal(name.data, "One.djvu");
    cria_buffer_reset(&name);
    assert_ok(cria_volumes_index(&name, "Rivers, vol #.djvu", 4));
    assert_string_equal(name.data, "Rivers, vol 4.djvu");
    assert_fails(cria_volumes_index(&name, "%-%", 4), CRIA_EARG, "--index");
    assert_fails(cria_volumes_index(&name, "#-%", 4), CRIA_EARG, "--index");
    cria_buffer_free(&name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_follows_the_wiki),
        cmocka_unit_test(waits_grow_and_honour_the_wiki),
        cmocka_unit_test(turns_keep_the_interval),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
        cmocka_unit_test(volumes_are_lists_of_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
