// Whole runs on small models: what is learned, what is saved, what is refused, and that a run
// goes on after an interruption as if there had been none.
#include "model/model.h"
#include "train/support.h"

enum { TRAIN_IDS = 16 * 24 + 5, EVAL_IDS = 16 * 6 + 3, STEPS = 14 }; // 25 rows: 7 steps, twice

static int prepare(void **state)
{
    if (test_directory_make(state))
        return 1;
    write_configs();
    write_shard(in_test("train.tokens"), TRAIN_IDS, 1);
    write_shard(in_test("eval.tokens"), EVAL_IDS, 2);
    return 0;
}

// No stretch is faster than the device, even if its peak was measured too low.
static void check_mfu(const char *run)
{
    cria_buffer all = read_file(run, "metrics.jsonl");
    int count = 0;
    for (const char *at = all.data; (at = strstr(at, "mfu\", \"value\": ")); count++) {
        at += strlen("mfu\", \"value\": ");
        const double mfu = strtod(at, NULL);
        assert_true(mfu > 0 && mfu <= 1);
    }
    assert_true(count > 3);
    cria_buffer_free(&all);
}

static void a_run_learns_and_leaves_a_model(void **state)
{
    (void)state;
    test_run r;
    run_settings(&r, "plain");
    set_option(&r, "epochs", "6");
    const cria_train_result result = run_well(&r);
    assert_int_equal(result.steps, 42);
    assert_true(result.best_step > 0);
    assert_true(result.best < 3.6 && result.best < log(TEST_VOCAB));
    static const char *const files[] = {"config.json", "model.safetensors", "metrics.jsonl",
                                        "trainer_state.json", "tensorboard"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_true(run_has("plain", files[i]));
    check_mfu("plain");
    run_free(&r);
}

static void the_first_step_has_rate_0(void **state)
{
    (void)state;
    test_run r;
    cria_config config;
    cria_model *model;
    const cria_backend *backend;
    run_settings(&r, "first");
    set_option(&r, "max-steps", "1");
    const cria_train_result result = run_well(&r);
    NEAR(result.trained.loss, log(TEST_VOCAB), 0.1);
    OK(cria_device_open(&backend, "cpu"));
    OK(cria_config_read(&config, in_test("llama.json")));
    OK(cria_model_create(&model, &config, backend, false, 42));
    OK(cria_directory_make(in_test("untrained")));
    OK(cria_model_save(model, in_test("untrained")));
    cria_model_free(model);
    same_file("first", "untrained", "model.safetensors");
    run_free(&r);
}

static void one_batch_is_learned_by_heart(void **state)
{
    (void)state;
    test_run r;
    write_shard(in_test("tiny.tokens"), 64, 3);
    run_settings(&r, "heart");
    set_option(&r, "tokens", in_test("tiny.tokens"));
    set_option(&r, "max-steps", "300");
    set_option(&r, "weight-decay", "0");
    set_option(&r, "eval-every", "300");
    const cria_train_result result = run_well(&r);
    assert_true(result.trained.loss < 0.05);
    run_free(&r);
}

static void run_with(const char *out, const char *const (*values)[2], size_t count,
                     cria_train_result *result)
{
    test_run r;
    run_settings(&r, out);
    for (size_t i = 0; i < count; i++)
        set_option(&r, values[i][0], values[i][1]);
    *result = run_well(&r);
    run_free(&r);
}

static void micro_batches_make_the_batch(void **state)
{
    (void)state;
    cria_train_result whole, parts;
    write_shard(in_test("even.tokens"), 16 * 24 + 7, 4); // the last row is short
    const char *const a[][2] = {{"tokens", in_test("even.tokens")}, {"batch-size", "8"}};
    const char *const b[][2] = {
        {"tokens", in_test("even.tokens")}, {"batch-size", "8"}, {"micro-batch-size", "2"}};
    run_with("whole", a, 2, &whole);
    run_with("parts", b, 3, &parts);
    assert_int_equal(whole.plan.epoch_steps, 4);
    assert_int_equal(parts.plan.epoch_steps, 3); // 13 runs, 4 a step
    const char *const steps[][2] = {
        {"tokens", in_test("even.tokens")}, {"batch-size", "8"}, {"max-steps", "3"}};
    const char *const more[][2] = {{"tokens", in_test("even.tokens")},
                                   {"batch-size", "8"},
                                   {"micro-batch-size", "2"},
                                   {"max-steps", "3"}};
    run_with("whole3", steps, 3, &whole);
    run_with("parts3", more, 4, &parts);
    NEAR(whole.trained.loss, parts.trained.loss, 1e-5);
    assert_true(weights_apart("whole3", "parts3") < 2e-5);
    assert_true(weights_apart("whole3", "untrained") > 1e-3);
}

// Three rows in a batch of four leave one row empty; it must change nothing.
static void empty_rows_change_nothing(void **state)
{
    (void)state;
    cria_train_result full, padded;
    write_shard(in_test("three.tokens"), 16 * 2 + 9, 5);
    const char *const a[][2] = {
        {"tokens", in_test("three.tokens")}, {"batch-size", "3"}, {"max-steps", "5"}};
    const char *const b[][2] = {
        {"tokens", in_test("three.tokens")}, {"batch-size", "4"}, {"max-steps", "5"}};
    run_with("full", a, 3, &full);
    run_with("padded", b, 3, &padded);
    NEAR(full.trained.loss, padded.trained.loss, 1e-5);
    NEAR(full.evaluated.loss, padded.evaluated.loss, 1e-5);
    assert_true(weights_apart("full", "padded") < 2e-5);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = {"threads1", "threads2", "threads3"};
    for (int i = 0; i < 3; i++) {
        cria_train_result result;
        const char *const values[][2] = {{"max-steps", "3"}, {"warmup-steps", "0"}};
        test_threads = i + 1;
        run_with(names[i], values, 2, &result);
        if (i)
            same_runs(names[0], names[i], 3);
    }
    test_threads = 1;
}

// n steps = k + resume + (n - k), with k at steps that are and are not saved anyway.
static void resume_is_exact(const char *name, const char *const (*values)[2], size_t count)
{
    char through[64], stopped[64];
    test_run r;
    snprintf(through, sizeof through, "%s-through", name);
    snprintf(stopped, sizeof stopped, "%s-stopped", name);
    run_settings(&r, through);
    for (size_t i = 0; i < count; i++)
        set_option(&r, values[i][0], values[i][1]);
    const outcome whole = run_child(&r, NULL, 0);
    if (whole.status != CRIA_OK)
        fail_msg("%s", whole.message);
    const int64_t steps = whole.result.steps;
    set_option(&r, "out", in_test(stopped));
    for (int quarter = 1; quarter < 4; quarter++) {
        const trap when = {.signal = SIGINT, .at = whole.runs * quarter / 4};
        r.train.resume = false;
        r.train.overwrite = true;
        outcome o = run_child(&r, &when, 0);
        if (o.status != CRIA_EINTR)
            fail_msg("%s: status %d, %s", name, (int)o.status, o.message);
        assert_in_range(o.result.steps, 1, steps);
        r.train.resume = true;
        r.train.overwrite = false;
        assert_int_equal(run_well(&r).steps, steps);
        same_runs(through, stopped, steps);
    }
    run_free(&r);
}

static void resume_fixed(void **state)
{
    (void)state;
    resume_is_exact("fixed", NULL, 0);
}

static void resume_offset(void **state)
{
    (void)state;
    const char *const values[][2] = {{"rows", "offset"}, {"micro-batch-size", "2"}};
    resume_is_exact("offset", values, 2);
}

// A model with dropout, whose masks must be the same after the interruption.
static void resume_padded_with_dropout(void **state)
{
    (void)state;
    const char *const values[][2] = {{"rows", "padded"},
                                     {"model", in_test("gpt2.json")},
                                     {"eval-every", "4"},
                                     {"save-every", "3"},
                                     {"micro-batch-size", "2"}};
    resume_is_exact("dropout", values, 5);
}

static void a_finished_run_resumes_to_itself(void **state)
{
    (void)state;
    test_run r;
    run_settings(&r, "fixed-through");
    cria_buffer before = read_metrics("fixed-through");
    // what interrupted writes leave
    write_text(in_test("fixed-through/metrics.jsonl.aB3xyZ"), "{}");
    OK(cria_directory_make(in_test("fixed-through/.checkpoint-unfinished/half")));
    OK(cria_directory_make(in_test("fixed-through/checkpoint-7.old")));
    assert_int_equal(rename(in_test("fixed-through/checkpoint-14"),
                            in_test("fixed-through/checkpoint-14.old")),
                     0);
    r.train.resume = true;
    assert_true(run_well(&r).trained.loss == 0); // no step was taken
    cria_buffer after = read_metrics("fixed-through");
    assert_string_equal(before.data, after.data);
    same_runs("fixed-through", "fixed-stopped", STEPS);
    assert_false(run_has("fixed-through", "metrics.jsonl.aB3xyZ"));
    assert_false(run_has("fixed-through", ".checkpoint-unfinished"));
    assert_false(run_has("fixed-through", "checkpoint-7.old"));
    cria_buffer_free(&before);
    cria_buffer_free(&after);
    run_free(&r);
}

static void runs_are_not_overwritten_by_chance(void **state)
{
    (void)state;
    test_run r;
    run_settings(&r, "first");
    run_fails(&r, CRIA_EARG, "--resume");
    run_fails(&r, CRIA_EARG, "--overwrite");
    r.train.resume = true;
    run_fails(&r, CRIA_EARG, "max-steps (was 1, now 0)");
    set_option(&r, "max-steps", "1");
    set_option(&r, "seed", "43");
    set_option(&r, "tokens", in_test("tiny.tokens"));
    run_fails(&r, CRIA_EARG, "seed (was 42, now 43)");
    run_fails(&r, CRIA_EARG, "training data (was ");
    run_free(&r);
}

static void old_checkpoints_go_but_the_best_stays(void **state)
{
    (void)state;
    test_run r;
    run_settings(&r, "pruned");
    set_option(&r, "save-every", "2"); // step 5 is saved because it is the best
    set_option(&r, "save-total-limit", "2");
    set_option(&r, "max-steps", "12");
    set_option(&r, "eval-every", "5");
    set_option(&r, "learning-rate", "1000"); // worse with every step
    set_option(&r, "lr-scheduler", "constant");
    set_option(&r, "warmup-steps", "1000");
    const cria_train_result result = run_well(&r);
    assert_int_equal(result.best_step, 5);
    for (int step = 1; step <= 12; step++) {
        char name[32];
        snprintf(name, sizeof name, "checkpoint-%d", step);
        assert_int_equal(run_has("pruned", name), step == 5 || step == 10 || step == 12);
    }
    same_file("pruned/checkpoint-5", "pruned", "model.safetensors");
    run_free(&r);
}

static void divergence_is_told(void **state)
{
    (void)state;
    test_run r;
    run_settings(&r, "diverged");
    set_option(&r, "save-every", "1");
    set_option(&r, "learning-rate", "1e30");
    set_option(&r, "warmup-steps", "0");
    const outcome o = run_child(&r, NULL, 0);
    assert_int_equal(o.status, CRIA_ENUMERIC);
    assert_non_null(strstr(o.message, "at step"));
    assert_true(run_has("diverged", "checkpoint-1"));
    run_free(&r);
}

static void what_cannot_fit_is_refused(void **state)
{
    (void)state;
    test_run r;
    run_settings(&r, "large");
    setenv("CRIA_TEST_LITTLE_MEMORY", "1", 1);
    run_fails(&r, CRIA_ENOMEM, "MiB are free");
    unsetenv("CRIA_TEST_LITTLE_MEMORY");
    assert_false(run_has("large", "metrics.jsonl"));
    run_free(&r);
}

static void bad_settings_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *says;
    } bad[] = {
        {"micro-batch-size", "3", "--micro-batch-size"},
        {"sequence-length", "64", "32 positions"},
        {"vocab-size", "40", "outside the vocabulary"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        test_run r;
        run_settings(&r, "bad");
        set_option(&r, bad[i].name, bad[i].value);
        const outcome o = run_child(&r, NULL, 0);
        if (o.status == CRIA_OK || !strstr(o.message, bad[i].says))
            fail_msg("%s: %s", bad[i].name, o.message);
        assert_false(cria_path_exists(in_test("bad")));
        run_free(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_learns_and_leaves_a_model),
        cmocka_unit_test(the_first_step_has_rate_0),
        cmocka_unit_test(one_batch_is_learned_by_heart),
        cmocka_unit_test(micro_batches_make_the_batch),
        cmocka_unit_test(empty_rows_change_nothing),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(resume_fixed),
        cmocka_unit_test(resume_offset),
        cmocka_unit_test(resume_padded_with_dropout),
        cmocka_unit_test(a_finished_run_resumes_to_itself),
        cmocka_unit_test(runs_are_not_overwritten_by_chance),
        cmocka_unit_test(old_checkpoints_go_but_the_best_stays),
        cmocka_unit_test(divergence_is_told),
        cmocka_unit_test(what_cannot_fit_is_refused),
        cmocka_unit_test(bad_settings_are_refused),
    };
    return cmocka_run_group_tests(tests, prepare, test_directory_remove);
}
