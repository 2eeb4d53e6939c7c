// The course of training as the report reads it from metrics.jsonl.
#include "publish/report_curves.h"
#include "publish/run_fixture.h"
#include "scratch.h"

#include <math.h>

enum { PLAIN = 1, TAUGHT = 3 }; // models of the fixture

static void read_run(report_data *data, const char *run)
{
    assert_ok(cria_report_read(data, &run, 1));
}

static void assert_near(double found, double expected)
{
    if (!(fabs(found - expected) < 1e-9 * fabs(expected)))
        fail_msg("%.17g, expected %.17g", found, expected);
}

static void test_plain(void **state)
{
    (void)state;
    report_data data;
    report_curves c;
    fixture_write(scratch("plain"));
    read_run(&data, scratch("plain"));
    assert_ok(cria_report_curves_read(&c, &data, PLAIN));
    assert_int_equal(c.train[REPORT_CROSS_ENTROPY].count, 16);
    assert_int_equal(c.eval[REPORT_CROSS_ENTROPY].count, 4);
    assert_near(c.eval[REPORT_CROSS_ENTROPY].x[3], 40 * 2048);
    assert_near(c.eval[REPORT_CROSS_ENTROPY].y[3], 4.1);
    assert_int_equal(c.train[REPORT_DIVERGENCE].count, 0);
    cria_report_curves_free(&c);
    cria_report_free(&data);
}

// A distilled model's loss holds the divergence too; its cross-entropy is apart.
static void test_taught(void **state)
{
    (void)state;
    report_data data;
    report_curves c;
    fixture_write(scratch("taught"));
    read_run(&data, scratch("taught"));
    assert_ok(cria_report_curves_read(&c, &data, TAUGHT));
    assert_int_equal(c.train[REPORT_CROSS_ENTROPY].count, 16);
    assert_near(c.train[REPORT_CROSS_ENTROPY].y[0], 5.5);
    assert_int_equal(c.eval[REPORT_DIVERGENCE].count, 4);
    assert_near(c.eval[REPORT_DIVERGENCE].y[3], 0.9);
    cria_report_curves_free(&c);
    cria_report_free(&data);
}

enum { LONG = 10007 };

static void test_thinned(void **state)
{
    (void)state;
    report_data data;
    report_curves c;
    cria_buffer text = {0};
    for (int i = 0; i < LONG; i++)
        assert_ok(cria_buffer_printf(&text,
                                     "{\"step\": %d, \"tokens\": %d, \"split\": \"train\", "
                                     "\"name\": \"loss\", \"value\": %d}\n",
                                     i, i, 2 * i));
    fixture_write(scratch("long"));
    fixture_file(scratch("long"), "models/1/metrics.jsonl", text.data);
    cria_buffer_free(&text);
    read_run(&data, scratch("long"));
    assert_ok(cria_report_curves_read(&c, &data, PLAIN));
    const report_curve *train = &c.train[REPORT_CROSS_ENTROPY];
    assert_in_range(train->count, REPORT_CURVE_POINTS, 2 * REPORT_CURVE_POINTS);
    assert_near(train->x[0], (double)(LONG / REPORT_CURVE_POINTS - 1) / 2);
    assert_near(train->y[0], 2 * train->x[0]);
    assert_near(train->y[train->count - 1], 2 * train->x[train->count - 1]);
    cria_report_curves_free(&c);
    cria_report_free(&data);
}

static void test_no_metrics(void **state)
{
    (void)state;
    report_data data;
    report_curves c;
    fixture_write(scratch("no_metrics"));
    fixture_replace(scratch("no_metrics"), "\"directory\": \"models/1\"",
                    "\"directory\": \"../taught/models/1\"");
    read_run(&data, scratch("no_metrics"));
    assert_ok(cria_report_curves_read(&c, &data, PLAIN));
    assert_int_equal(c.train[REPORT_CROSS_ENTROPY].count, 0);
    cria_report_curves_free(&c);
    cria_report_free(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_taught),
        cmocka_unit_test(test_thinned),
        cmocka_unit_test(test_no_metrics),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
