// Distillation: teachers of both architectures, the cache, the mixes, and resuming.
#include "train/support.h"

enum { TRAIN_IDS = 16 * 24 + 5, EVAL_IDS = 16 * 6 + 3, STEPS = 12 };

static void teach(const char *out, const char *config, const char *seed)
{
    test_run r;
    run_settings(&r, out);
    set_option(&r, "model", in_test(config));
    set_option(&r, "seed", seed);
    set_option(&r, "epochs", "4");
    run_well(&r);
    run_free(&r);
}

static int prepare(void **state)
{
    if (test_directory_make(state))
        return 1;
    write_configs();
    write_shard(in_test("train.tokens"), TRAIN_IDS, 1);
    write_shard(in_test("eval.tokens"), EVAL_IDS, 2);
    teach("gpt2", "gpt2.json", "1");
    teach("llama", "llama.json", "2");
    return 0;
}

static void student(test_run *r, const char *out, const char *first, const char *second)
{
    run_settings(r, out);
    set_option(r, "micro-batch-size", "2");
    set_option(r, "teacher", in_test(first));
    if (second)
        set_option(r, "teacher", in_test(second));
}

static cria_train_result distill(const char *out, const char *first, const char *second,
                                 const char *mix)
{
    test_run r;
    student(&r, out, first, second);
    set_option(&r, "mix", mix);
    const cria_train_result result = run_well(&r);
    run_free(&r);
    return result;
}

static void identical_teachers_are_one(void **state)
{
    (void)state;
    static const char *const mixes[] = {"probabilities", "logits"};
    double different[2];
    for (int i = 0; i < 2; i++) {
        char one[16], two[16], other[16];
        snprintf(one, sizeof one, "one%d", i);
        snprintf(two, sizeof two, "two%d", i);
        snprintf(other, sizeof other, "other%d", i);
        const cria_train_result a = distill(one, "llama", NULL, mixes[i]);
        const cria_train_result b = distill(two, "llama", "llama", mixes[i]);
        NEAR(a.evaluated.kd, b.evaluated.kd, 1e-4);
        assert_true(weights_apart(one, two) < 1e-4);
        different[i] = distill(other, "llama", "gpt2", mixes[i]).evaluated.kd;
        assert_true(fabs(different[i] - a.evaluated.kd) > 1e-2);
    }
    assert_true(fabs(different[0] - different[1]) > 1e-3);
    assert_true(weights_apart("one0", "one1") < 1e-4); // one teacher: the mixes agree
}

// The figures of the report are those of the formulas: batchmean sums over positions.
static void reductions_agree_with_their_formulas(void **state)
{
    (void)state;
    test_run r;
    student(&r, "tokenmean", "llama", "gpt2");
    set_option(&r, "kd-reduction", "tokenmean");
    set_option(&r, "alpha", "0.3");
    const cria_train_result token = run_well(&r);
    NEAR(token.evaluated.kd, 4 * token.evaluated.kl, 1e-9);
    NEAR(token.evaluated.loss, 0.3 * token.evaluated.ce + 0.7 * token.evaluated.kd, 1e-9);
    run_free(&r);
    student(&r, "batchmean", "llama", "gpt2");
    const cria_train_result batch = run_well(&r);
    const double positions = (double)EVAL_IDS / 7; // a row, in the mean over 7 rows
    NEAR(batch.evaluated.kd, 4 * positions * batch.evaluated.kl, 1e-6);
    NEAR(batch.evaluated.loss, (batch.evaluated.ce + batch.evaluated.kd) / 2, 1e-9);
    run_free(&r);
}

// alpha 1 leaves the text alone; alpha 0 the teachers.
static void alpha_weighs(void **state)
{
    (void)state;
    test_run r;
    cria_train_result plain;
    student(&r, "alpha1", "llama", NULL);
    set_option(&r, "alpha", "1");
    const cria_train_result result = run_well(&r);
    run_free(&r);
    run_settings(&r, "plain");
    set_option(&r, "micro-batch-size", "2");
    plain = run_well(&r);
    NEAR(result.evaluated.loss, plain.evaluated.loss, 1e-5);
    assert_true(weights_apart("alpha1", "plain") < 1e-4);
    assert_true(weights_apart("alpha1", "one0") > 1e-3);
    run_free(&r);
}

static void the_cache_gives_the_same_bits(void **state)
{
    (void)state;
    test_run r;
    student(&r, "online", "gpt2", "llama");
    run_well(&r);
    run_free(&r);
    student(&r, "cached", "gpt2", "llama");
    set_option(&r, "teacher-cache", in_test("cache"));
    assert_true(run_well(&r).plan.cache_disk_bytes > 0);
    same_runs("online", "cached", STEPS);
    cria_names folders;
    OK(cria_directory_list(&folders, in_test("cache")));
    assert_int_equal(folders.count, 4); // two teachers, two row sets
    cria_names_free(&folders);
    // a second run reads what the first made, and a broken part is noticed
    set_option(&r, "out", in_test("cached2"));
    run_well(&r);
    same_runs("online", "cached2", STEPS);
    run_free(&r);
}

static void an_interrupted_cache_is_completed(void **state)
{
    (void)state;
    test_run r;
    student(&r, "half", "gpt2", "llama");
    set_option(&r, "teacher-cache", in_test("half-cache"));
    const trap when = {.signal = SIGKILL, .at = 20};
    run_child(&r, &when, 0);
    r.train.resume = true;
    run_well(&r);
    same_runs("online", "half", STEPS);
    run_free(&r);
}

static void resume_is_exact(const char *name, const char *rows)
{
    char through[32], stopped[32];
    test_run r;
    snprintf(through, sizeof through, "%s-through", name);
    snprintf(stopped, sizeof stopped, "%s-stopped", name);
    student(&r, through, "gpt2", "llama");
    set_option(&r, "rows", rows);
    set_option(&r, "model", in_test("gpt2.json"));
    const outcome whole = run_child(&r, NULL, 0);
    if (whole.status != CRIA_OK)
        fail_msg("%s", whole.message);
    const trap when = {.signal = SIGINT, .at = whole.runs * 2 / 5};
    set_option(&r, "out", in_test(stopped));
    assert_int_equal(run_child(&r, &when, 0).status, CRIA_EINTR);
    r.train.resume = true;
    const int64_t steps = run_well(&r).steps;
    same_runs(through, stopped, steps);
    run_free(&r);
}

static void resume_in_each_row_mode(void **state)
{
    (void)state;
    resume_is_exact("fixed", "fixed");
    resume_is_exact("offset", "offset");
    resume_is_exact("padded", "padded");
}

// A copy of a teacher that says it has a tokenizer of its own.
static void give_tokenizer(const char *teacher)
{
    static const char *const files[] = {"config.json", "model.safetensors"};
    const char *const text = in_test("text");
    cria_tokenizer *t;
    const cria_tokenizer_train_options options = {
        .vocab_size = 61, .min_frequency = 2, .alphabet = 1};
    char path[256];
    OK(cria_directory_make(in_test(teacher)));
    for (int i = 0; i < 2; i++) {
        cria_buffer content = read_file("llama", files[i]);
        snprintf(path, sizeof path, "%s/%s", in_test(teacher), files[i]);
        OK(cria_file_write(path, content.data, content.length));
        cria_buffer_free(&content);
    }
    write_text(text, "a text of few letters, a text");
    OK(cria_tokenizer_train(&t, &text, 1, &options));
    snprintf(path, sizeof path, "%s/tokenizer.json", in_test(teacher));
    OK(cria_tokenizer_save(t, path));
    cria_tokenizer_close(t);
}

static void another_tokenizer_is_refused(void **state)
{
    (void)state;
    test_run r;
    give_tokenizer("foreign");
    student(&r, "bad", "foreign", NULL);
    run_fails(&r, CRIA_EARG, "has another tokenizer");
    run_free(&r);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    test_run r;
    student(&r, "bad", "gpt2", NULL);
    set_option(&r, "rows", "offset");
    set_option(&r, "teacher-cache", in_test("cache"));
    run_fails(&r, CRIA_EARG, "--rows offset");
    run_free(&r);
    student(&r, "bad", "gpt2", NULL);
    set_option(&r, "vocab-size", "64");
    run_fails(&r, CRIA_EARG, "a vocabulary of 61, the student one of 64");
    run_free(&r);
    student(&r, "bad", "gpt2", NULL);
    set_option(&r, "teacher-weight", "1");
    set_option(&r, "teacher-weight", "2");
    run_fails(&r, CRIA_EARG, "1 teachers but 2 weights");
    run_free(&r);
    student(&r, "online", "gpt2", NULL);
    r.train.resume = true;
    run_fails(&r, CRIA_EARG, "teacher 2 (was ");
    run_free(&r);
}

static void assert_credits(const char *folder, const char *credits)
{
    cria_buffer found = read_file(folder, "CREDITS");
    assert_string_equal(found.data, credits);
    cria_buffer_free(&found);
}

// The student's credits are those of its own shard, in every directory that is saved, also by a
// run that goes on; a shard without gives none.
static void credits_are_of_the_own_shard(void **state)
{
    (void)state;
    test_run r;
    write_credited_shard(in_test("credited.tokens"), TRAIN_IDS, 1, "From \"a\" work.\n");
    write_text(in_test("llama/CREDITS"), "From another.\n");
    student(&r, "credited", "llama", NULL);
    set_option(&r, "tokens", in_test("credited.tokens"));
    set_option(&r, "save-every", "4");
    const outcome cut = run_child(&r, &(trap){.signal = SIGINT, .at = 60}, 0);
    assert_int_equal(cut.status, CRIA_EINTR);
    r.train.resume = true;
    run_well(&r);
    run_free(&r);
    assert_credits("credited", "From \"a\" work.\n");
    assert_credits("credited/checkpoint-12", "From \"a\" work.\n");
    distill("uncredited", "llama", NULL, "probabilities");
    assert_false(cria_path_exists(in_test("uncredited/CREDITS")));
    assert_false(cria_path_exists(in_test("uncredited/checkpoint-12/CREDITS")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identical_teachers_are_one),
        cmocka_unit_test(reductions_agree_with_their_formulas),
        cmocka_unit_test(alpha_weighs),
        cmocka_unit_test(the_cache_gives_the_same_bits),
        cmocka_unit_test(an_interrupted_cache_is_completed),
        cmocka_unit_test(resume_in_each_row_mode),
        cmocka_unit_test(another_tokenizer_is_refused),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(credits_are_of_the_own_shard),
    };
    return cmocka_run_group_tests(tests, prepare, test_directory_remove);
}
