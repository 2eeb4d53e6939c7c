// The public API (include/cria.h): a model from a directory, its tokenizer, and sessions.
#include "cria.h"

#include "scratch.h"
#include "toy.h"

#include "base/utf8.h"

// A saved model whose greedy text is the bytes of `text`, one token a byte, then </s>.
static void save_parrot(const char *text)
{
    double *table = toy_table(false, 3);
    cria_tokenizer *const t = toy_tokenizer(true);
    uint32_t token[256] = {0}; // by byte
    size_t length;
    for (uint32_t id = 0; id < cria_tokenizer_vocab_size(t); id++) {
        const char *const bytes = cria_tokenizer_bytes(t, id, &length);
        if (bytes && length == 1 && !cria_tokenizer_is_special(t, id))
            token[(unsigned char)*bytes] = id;
    }
    uint32_t at = 1; // <s>
    for (const char *c = text; *c; at = token[(unsigned char)*c++])
        table[at * TOY_VOCAB + token[(unsigned char)*c]] = 9;
    table[at * TOY_VOCAB + 2] = 9;
    cria_model *const m = toy_bigram(table);
    assert_ok(cria_directory_remove(scratch("model")));
    assert_ok(cria_directory_make(scratch("model")));
    assert_ok(cria_model_save(m, scratch("model")));
    cria_model_free(m);
    cria_tokenizer_close(t);
    cria_free(table);
}

// Every byte differs from the others, so that a bigram model can follow. Two characters of
// three and four bytes.
static const char parrot[] = "ab \xe2\x82\xac"
                             "c\xf0\x9f\x90\x88"
                             "d";

static void a_model_opens_and_speaks(void **state)
{
    (void)state;
    static const cria_session_options greedy = {.temperature = 0, .top_p = 1};
    cria_model *m;
    cria_session *s;
    cria_buffer all = {0};
    const char *piece;
    save_parrot(parrot);
    assert_ok(cria_model_open(&m, scratch("model"), &(cria_model_options){"cpu", 2}));
    assert_int_equal(cria_model_vocab_size(m), TOY_VOCAB);
    assert_int_equal(cria_model_context(m), TOY_POSITIONS);
    assert_true(cria_model_parameters(m) == m->params.elements);
    assert_ok(cria_session_open(&s, m, &greedy));
    assert_fails(cria_session_next(s, &piece), CRIA_EARG, "before cria_session_prompt");
    for (int turn = 0; turn < 2; turn++) {
        cria_buffer_reset(&all);
        assert_ok(cria_session_prompt(s, "<s>"));
        while (1) {
            assert_ok(cria_session_next(s, &piece));
            if (!piece)
                break;
            assert_ok(cria_utf8_check(piece, strlen(piece)));
            assert_ok(cria_buffer_puts(&all, piece));
        }
        assert_string_equal(all.data, parrot);
        assert_ok(cria_session_next(s, &piece));
        assert_null(piece);
        // Left in the middle of a character; the next turn must not begin with its rest.
        assert_ok(cria_session_prompt(s, "<s>"));
        for (int i = 0; i < 4; i++)
            assert_ok(cria_session_next(s, &piece));
    }
    cria_buffer_free(&all);
    cria_session_close(s);
    cria_model_close(m);
}

// A character that the limit cuts becomes U+FFFD, never half a character.
static void the_limit_never_splits_a_character(void **state)
{
    (void)state;
    static const cria_session_options six = {.temperature = 0, .top_p = 1, .max_tokens = 6};
    cria_model *m;
    cria_session *s;
    cria_buffer all = {0};
    const char *piece = "";
    save_parrot(parrot);
    assert_ok(cria_model_open(&m, scratch("model"), NULL));
    assert_ok(cria_session_open(&s, m, &six));
    assert_ok(cria_session_prompt(s, "<s>"));
    while (piece) {
        assert_ok(cria_session_next(s, &piece));
        if (piece)
            assert_ok(cria_buffer_puts(&all, piece));
    }
    assert_string_equal(all.data, "ab \xef\xbf\xbd");
    cria_buffer_free(&all);
    cria_session_close(s);
    cria_model_close(m);
}

static void tokenizing_says_how_much_room_it_wants(void **state)
{
    (void)state;
    cria_model *m;
    uint32_t few[2], many[16];
    size_t count, again;
    save_parrot(parrot);
    assert_ok(cria_model_open(&m, scratch("model"), NULL));
    assert_ok(cria_model_tokenize(m, "<s> the cat sees", NULL, 0, &count));
    assert_true(count >= 3 && count <= 16);
    assert_ok(cria_model_tokenize(m, "<s> the cat sees", many, 16, &again));
    assert_int_equal(again, count);
    assert_int_equal(many[0], 1);
    assert_ok(cria_model_tokenize(m, "<s> the cat sees", few, 2, &again));
    assert_int_equal(again, count);
    assert_memory_equal(few, many, sizeof few);
    assert_ok(cria_model_tokenize(m, "", many, 16, &count));
    assert_int_equal(count, 0);
    cria_model_close(m);
}

static void faults_are_said(void **state)
{
    (void)state;
    static const cria_session_options wrong[] = {
        {.temperature = -1, .top_p = 1},
        {.temperature = NAN, .top_p = 1},
        {.top_p = 0},
        {.top_p = 1.5},
        {.top_p = 1, .top_k = -1},
        {.top_p = 1, .max_tokens = -1},
    };
    cria_model *m;
    cria_session *s;
    const char *piece;
    assert_fails(cria_model_open(&m, scratch("absent"), NULL), CRIA_EIO, "absent");
    assert_null(m);
    save_parrot(parrot);
    assert_fails(cria_model_open(&m, scratch("model"), &(cria_model_options){"tpu", 0}),
                 CRIA_EARG, "unknown device 'tpu'");
    assert_ok(cria_model_open(&m, scratch("model"), NULL));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_fails(cria_session_open(&s, m, &wrong[i]), CRIA_EARG, "sampling wants");
        assert_null(s);
    }
    assert_ok(cria_session_open(&s, m, NULL));
    assert_fails(cria_session_prompt(s, ""), CRIA_EARG, "empty prompt");
    assert_fails(cria_session_next(s, &piece), CRIA_EARG, "before cria_session_prompt");
    cria_session_close(s);
    cria_model_close(m);
    assert_ok(cria_directory_remove(scratch("model/tokenizer.json")));
    assert_fails(cria_model_open(&m, scratch("model"), NULL), CRIA_EFORMAT,
                 "no tokenizer.json");
    cria_model_close(NULL);
    cria_session_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_opens_and_speaks),
        cmocka_unit_test(the_limit_never_splits_a_character),
        cmocka_unit_test(tokenizing_says_how_much_room_it_wants),
        cmocka_unit_test(faults_are_said),
    };
    return cmocka_run_group_tests_name("session", tests, scratch_open, scratch_close);
}
