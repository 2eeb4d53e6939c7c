// What the loss is averaged over, against figures worked out by hand.
#include "train/loss.h"
#include "train/support.h"

enum { ROWS = 2, LENGTH = 3 };

// Row 0 is full, row 1 has one position: 4 positions, 2 targets. Padding holds rubbish.
static const float parts[ROWS * LENGTH * 2] = {1, 10, 2, 20, 99, 30, 99, 40, 99, 99, 99, 99};

static cria_loss_sums sums_of_batch(cria_batch *batch)
{
    cria_loss_sums sums = {0};
    for (int n = 0; n < ROWS * LENGTH; n++) {
        batch->target[n] = n < 2 ? 5 : -1;
        batch->mask[n] = n < 4;
    }
    batch->tally = (cria_batch_counts){.sequences = 2, .positions = 4, .targets = 2};
    cria_loss_add(&sums, batch, parts);
    return sums;
}

static cria_loss_form form_of(const char *reduction)
{
    test_run r;
    cria_loss_form form;
    run_settings(&r, "none");
    set_option(&r, "teacher", "a");
    set_option(&r, "teacher", "b");
    set_option(&r, "teacher-weight", "3");
    set_option(&r, "teacher-weight", "1");
    set_option(&r, "alpha", "0.25");
    set_option(&r, "kd-reduction", reduction);
    OK(cria_loss_form_make(&form, &r.distill));
    run_free(&r);
    return form;
}

static void sums_and_scales(void **state)
{
    (void)state;
    static const struct {
        const char *reduction;
        double kd;
        float soft;
    } cases[] = {{"batchmean", 4.0 * 100 / 2, 0.75f * 4 / 2},
                 {"tokenmean", 4.0 * 100 / 4, 0.75f * 4 / 4}};
    cria_batch batch;
    OK(cria_batch_alloc(&batch, ROWS, LENGTH));
    for (int i = 0; i < 2; i++) {
        const cria_loss_form form = form_of(cases[i].reduction);
        const cria_loss_sums sums = sums_of_batch(&batch);
        const cria_loss_values v = cria_loss_evaluate(&form, &sums);
        float scale[2];
        cria_loss_scale(&form, &batch.tally, scale);
        NEAR(v.ce, 1.5, 1e-12);
        NEAR(v.kl, 25, 1e-12);
        NEAR(v.kd, cases[i].kd, 1e-12);
        NEAR(v.loss, 0.25 * 1.5 + 0.75 * cases[i].kd, 1e-12);
        NEAR(scale[0], 0.25f / 2, 1e-7);
        NEAR(scale[1], cases[i].soft, 1e-7);
        NEAR(form.attr.weight[0], 0.75f, 1e-7);
    }
    cria_batch_free(&batch);
}

static void nothing_to_count_is_no_division_by_zero(void **state)
{
    (void)state;
    cria_loss_form form;
    float scale[2];
    OK(cria_loss_form_make(&form, NULL));
    const cria_batch_counts tally = {.sequences = 1, .positions = 1};
    const cria_loss_sums sums = {.tally = tally};
    cria_loss_scale(&form, &tally, scale);
    assert_true(scale[0] == 0 && scale[1] == 0);
    assert_true(cria_loss_evaluate(&form, &sums).loss == 0);
}

static void bad_weights_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"0", "-1", "x", "nan", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        test_run r;
        cria_loss_form form;
        run_settings(&r, "none");
        set_option(&r, "teacher", "a");
        set_option(&r, "teacher-weight", bad[i]);
        FAILS(CRIA_EARG, "not a number above 0", cria_loss_form_make(&form, &r.distill));
        run_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_scales),
        cmocka_unit_test(nothing_to_count_is_no_division_by_zero),
        cmocka_unit_test(bad_weights_are_refused),
    };
    return cmocka_run_group_tests(tests, test_directory_make, test_directory_remove);
}
