// The examination: each protocol's sums against hand calculation, ties, means, and what is
// written of it.
#include "scratch.h"
#include "toy.h"

#include "eval/examine.h"

typedef struct sentences {
    const char *good, *bad;
} sentences;

// Different first words, a longer bad one, a permutation, and two that are the same.
static const sentences usual[] = {
    {"the dog sees a cat.", "dogs sees a cat."},
    {"a cat sleeps.", "a cat sleep and the dog."},
    {"the dog sees the cats", "the cats sees the dog"},
    {"who sees the cat?", "who sees the cat?"},
    {"seeing dogs sleep.", "a dog sleep."},
    {"the cats and the dogs", "the cats and the dogs"},
};
enum { USUAL = sizeof usual / sizeof *usual };

static void write_pairs(const char *file, const char *phenomenon, const sentences *pair,
                        size_t count, bool swapped)
{
    cria_buffer text = {0};
    for (size_t i = 0; i < count; i++)
        assert_ok(cria_buffer_printf(
            &text, "{\"sentence_good\": \"%s\", \"sentence_bad\": \"%s\"%s%s%s}\n",
            swapped ? pair[i].bad : pair[i].good, swapped ? pair[i].good : pair[i].bad,
            *phenomenon ? ", \"linguistics_term\": \"" : "", phenomenon,
            *phenomenon ? "\"" : ""));
    assert_ok(cria_file_write(scratch(file), text.data, text.length));
    cria_buffer_free(&text);
}

static void fresh(cria_suite *s, bool swapped)
{
    assert_ok(cria_directory_remove(scratch("set")));
    assert_ok(cria_directory_make(scratch("set")));
    write_pairs("set/usual.jsonl", "", usual, USUAL, swapped);
    assert_ok(cria_suite_read(s, scratch("set")));
}

static void examine(cria_examination *e, cria_model *m, const cria_suite *s, int protocol,
                    cria_tie tie)
{
    assert_ok(cria_examine(e, m, s, &cria_protocols[protocol], tie));
}

// The ids that protocol number `protocol` scores, context in front where it has one. Written
// from the protocols' description: 2023 </s> and a space, 2024 <s> and a space, 2025 the bare
// sentence.
static size_t ids_of(const cria_model *m, int protocol, const char *sentence, uint32_t *out)
{
    static const int64_t context[] = {2, 1, -1};
    cria_ids ids = {0};
    char text[256];
    snprintf(text, sizeof text, "%s%s", protocol < 2 ? " " : "", sentence);
    assert_ok(cria_tokenizer_encode(m->tokenizer, &ids, text, strlen(text), NULL));
    size_t count = 0;
    if (context[protocol] >= 0)
        out[count++] = (uint32_t)context[protocol];
    memcpy(out + count, ids.id, ids.count * sizeof *out);
    count += ids.count;
    cria_ids_free(&ids);
    return count;
}

static double hand_sum(const cria_model *m, int protocol, const char *sentence,
                       const double *table)
{
    uint32_t ids[TOY_POSITIONS];
    const size_t count = ids_of(m, protocol, sentence, ids);
    double sum = 0;
    for (size_t i = 1; i < count; i++)
        sum += table[ids[i - 1] * TOY_VOCAB + ids[i]];
    return sum;
}

static double slow_sum(cria_model *m, int protocol, const char *sentence)
{
    uint32_t ids[TOY_POSITIONS];
    const size_t count = ids_of(m, protocol, sentence, ids);
    double sum = 0;
    for (size_t i = 1; i < count; i++)
        sum += toy_logprob(m, ids, i);
    return sum;
}

static void near(double got, double wanted, const char *what)
{
    if (!(fabs(got - wanted) < 2e-5))
        fail_msg("%s: %.9g, expected %.9g", what, got, wanted);
}

static void sums_are_the_table_s(void **state)
{
    (void)state;
    double *const table = toy_table(false, 21);
    cria_model *const m = toy_bigram(table);
    cria_suite s;
    fresh(&s, false);
    for (int protocol = 0; protocol < 3; protocol++) {
        cria_examination e;
        examine(&e, m, &s, protocol, CRIA_TIE_RIGHT);
        for (int i = 0; i < USUAL; i++) {
            near(e.good[i], hand_sum(m, protocol, usual[i].good, table), usual[i].good);
            near(e.bad[i], hand_sum(m, protocol, usual[i].bad, table), usual[i].bad);
        }
        cria_examination_free(&e);
    }
    cria_suite_free(&s);
    cria_model_free(m);
    cria_free(table);
}

// First words differ in pair 0, so every protocol gives it another sum.
static void protocols_differ_and_equal_a_slow_reference(void **state)
{
    (void)state;
    cria_model *const m = toy_random("babyllama-58m");
    cria_suite s;
    double margin[3];
    fresh(&s, false);
    for (int protocol = 0; protocol < 3; protocol++) {
        cria_examination e;
        examine(&e, m, &s, protocol, CRIA_TIE_RIGHT);
        for (int i = 0; i < USUAL; i++) {
            near(e.good[i], slow_sum(m, protocol, usual[i].good), usual[i].good);
            near(e.bad[i], slow_sum(m, protocol, usual[i].bad), usual[i].bad);
        }
        margin[protocol] = e.good[0] - e.bad[0];
        assert_int_equal(e.result[0].ties, 2);
        cria_examination_free(&e);
    }
    assert_true(fabs(margin[0] - margin[1]) > 1e-3);
    assert_true(fabs(margin[1] - margin[2]) > 1e-3);
    assert_true(fabs(margin[0] - margin[2]) > 1e-3);
    cria_suite_free(&s);
    cria_model_free(m);
}

// A text that begins with the context has it once; a template that adds it is the 2025 context.
static void a_context_is_not_doubled(void **state)
{
    (void)state;
    cria_model *const m = toy_random("babyllama-58m");
    cria_texts t = {0};
    size_t dropped = 0;
    assert_ok(cria_protocol_encode(&cria_protocols[1], m, "<s>", 3, &t, &dropped));
    assert_true(t.ids.count > 2 && t.ids.id[0] == 1);
    for (size_t i = 1; i < t.ids.count; i++)
        assert_true(t.ids.id[i] > 2); // plain text, not a mark
    m->config.bos = t.ids.id[1];      // the sentence's own first token
    t.ids.count = t.count = 0;
    uint32_t plain[TOY_POSITIONS];
    const size_t count = ids_of(m, 2, " the cat", plain);
    assert_ok(cria_protocol_encode(&cria_protocols[2], m, " the cat", 8, &t, &dropped));
    assert_true(t.ids.count == count);
    m->config.bos = plain[0];
    t.ids.count = t.count = 0;
    assert_ok(cria_protocol_encode(&cria_protocols[1], m, "the cat", 7, &t, &dropped));
    assert_true(t.ids.count == count);
    assert_memory_equal(t.ids.id, plain, count * sizeof *plain);
    m->config.bos = m->config.eos = m->config.pad = -1;
    assert_fails(cria_protocol_encode(&cria_protocols[0], m, "a", 1, &t, &dropped), CRIA_EARG,
                 "</s>");
    cria_texts_free(&t);
    cria_model_free(m);
}

static size_t length_of(const cria_model *m, const char *sentence)
{
    uint32_t ids[TOY_POSITIONS];
    return ids_of(m, 1, sentence, ids);
}

static void a_constant_model_knows_only_lengths(void **state)
{
    (void)state;
    cria_model *const m = toy_constant();
    cria_suite s;
    size_t shorter = 0, equal = 0;
    fresh(&s, false);
    for (int i = 0; i < USUAL; i++) {
        shorter += length_of(m, usual[i].good) < length_of(m, usual[i].bad);
        equal += length_of(m, usual[i].good) == length_of(m, usual[i].bad);
    }
    assert_true(shorter > 0 && equal > 2 && shorter + equal < USUAL);
    static const double worth[] = {1, 0.5, 0};
    for (int tie = 0; tie < 3; tie++) {
        cria_examination e;
        examine(&e, m, &s, 1, (cria_tie)tie);
        assert_int_equal(e.result[0].ties, equal);
        assert_int_equal(e.result[0].right, shorter);
        assert_true(e.result[0].accuracy ==
                    ((double)shorter + worth[tie] * (double)equal) / USUAL);
        near(e.good[0], -log(TOY_VOCAB) * (double)(length_of(m, usual[0].good) - 1), "sum");
        cria_examination_free(&e);
    }
    cria_suite_free(&s);
    cria_model_free(m);
}

static int ascending(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// The same tokens in another order tie for a model that looks at no context.
static void permutations_tie_for_a_unigram_model(void **state)
{
    (void)state;
    double *const table = toy_table(true, 31);
    cria_model *const m = toy_bigram(table);
    cria_suite s;
    cria_examination e;
    size_t same = 0;
    fresh(&s, false);
    for (int i = 0; i < USUAL; i++) {
        uint32_t good[TOY_POSITIONS], bad[TOY_POSITIONS];
        const size_t n = ids_of(m, 1, usual[i].good, good);
        if (ids_of(m, 1, usual[i].bad, bad) != n)
            continue;
        qsort(good, n, sizeof *good, ascending);
        qsort(bad, n, sizeof *bad, ascending);
        same += memcmp(good, bad, n * sizeof *good) == 0;
    }
    examine(&e, m, &s, 1, CRIA_TIE_RIGHT);
    assert_int_equal(same, 3);
    assert_int_equal(e.result[0].ties, same);
    cria_examination_free(&e);
    cria_suite_free(&s);
    cria_model_free(m);
    cria_free(table);
}

static void swapping_good_and_bad_turns_the_accuracy(void **state)
{
    (void)state;
    cria_model *const m = toy_random("gpt2-97m");
    cria_suite s, swapped;
    cria_examination a, b;
    fresh(&s, false);
    examine(&a, m, &s, 1, CRIA_TIE_RIGHT);
    fresh(&swapped, true);
    examine(&b, m, &swapped, 1, CRIA_TIE_RIGHT);
    assert_int_equal(a.result[0].ties, b.result[0].ties);
    assert_int_equal(a.result[0].right + b.result[0].right + a.result[0].ties, USUAL);
    assert_memory_equal(a.good, b.bad, sizeof *a.good * USUAL);
    cria_examination_free(&a);
    cria_examination_free(&b);
    cria_suite_free(&s);
    cria_suite_free(&swapped);
    cria_model_free(m);
}

// Paradigms of 1, 2, 4 and 1 pairs with accuracies 1, 0, 3/4, 0; the first two are one
// phenomenon once s-selection is folded in, the last two always.
static void the_means_differ(void **state)
{
    (void)state;
    cria_suite s;
    assert_ok(cria_directory_remove(scratch("set")));
    assert_ok(cria_directory_make(scratch("set")));
    write_pairs("set/a.jsonl", "argument_structure", usual, 1, false);
    write_pairs("set/b.jsonl", "s-selection", usual, 2, false);
    write_pairs("set/c.jsonl", "binding", usual, 4, false);
    write_pairs("set/d.jsonl", "binding", usual, 1, false);
    assert_ok(cria_suite_read(&s, scratch("set")));
    cria_paradigm_result results[] = {
        {.accuracy = 1}, {.accuracy = 0}, {.accuracy = 0.75}, {.accuracy = 0}};
    cria_examination e = {.suite = &s, .protocol = &cria_protocols[0], .result = results};
    cria_means m = cria_examination_means(&e);
    near(m.paradigms, 1.75 / 4, "of paradigms");
    near(m.pooled, 4.0 / 8, "of pairs");
    near(m.phenomena_12, (1.0 / 3 + 3.0 / 5) / 2, "of phenomena, folded");
    near(m.phenomena_13, (1.0 + 0.0 + 3.0 / 5) / 3, "of phenomena");
    near(m.official, m.phenomena_12, "2023");
    e.protocol = &cria_protocols[1];
    m = cria_examination_means(&e);
    near(m.official, m.paradigms, "2024");
    cria_suite_free(&s);
}

static void missing_bytes_are_counted(void **state)
{
    (void)state;
    static const sentences lines[] = {{"who sees?\\nthe cat", "who\\nsees?\\nthe cat"}};
    cria_model *const m = toy_random("babyllama-58m");
    cria_suite s;
    cria_examination e;
    assert_ok(cria_directory_remove(scratch("set")));
    assert_ok(cria_directory_make(scratch("set")));
    write_pairs("set/lines.jsonl", "", lines, 1, false);
    assert_ok(cria_suite_read(&s, scratch("set")));
    examine(&e, m, &s, 1, CRIA_TIE_RIGHT);
    assert_int_equal(e.dropped_bytes, 0);
    cria_examination_free(&e);
    cria_tokenizer_close(m->tokenizer);
    m->tokenizer = toy_tokenizer(false);
    examine(&e, m, &s, 1, CRIA_TIE_RIGHT);
    assert_int_equal(e.dropped_bytes, 3);
    cria_examination_free(&e);
    cria_suite_free(&s);
    cria_model_free(m);
}

static void broken_weights_are_reported(void **state)
{
    (void)state;
    double *const table = toy_table(false, 41);
    table[5] = NAN;
    cria_model *const m = toy_bigram(table);
    cria_suite s;
    cria_examination e;
    fresh(&s, false);
    assert_fails(cria_examine(&e, m, &s, &cria_protocols[1], CRIA_TIE_RIGHT), CRIA_ENUMERIC,
                 "no finite score");
    cria_suite_free(&s);
    cria_model_free(m);
    cria_free(table);
}

static void predictions_and_tables(void **state)
{
    (void)state;
    cria_model *const m = toy_constant();
    cria_suite s;
    cria_examination e;
    cria_buffer text = {0};
    json_t *object, *result;
    fresh(&s, false);
    examine(&e, m, &s, 1, CRIA_TIE_RIGHT);
    assert_ok(cria_examination_predictions(&e, scratch("p.json")));
    assert_ok(cria_json_read(&object, scratch("p.json"), 1 << 20));
    const json_t *rows = json_object_get(json_object_get(object, "usual"), "predictions");
    assert_int_equal(json_array_size(rows), USUAL);
    const json_t *first = json_array_get(rows, 1);
    assert_string_equal(json_string_value(json_object_get(first, "id")), "usual_1");
    assert_string_equal(json_string_value(json_object_get(first, "pred")), usual[1].good);
    json_decref(object);
    assert_ok(cria_examination_predictions(&e, scratch("p.jsonl")));
    assert_ok(cria_file_read(&text, scratch("p.jsonl"), 1 << 20));
    assert_non_null(strstr(text.data, "{\"uid\": \"usual\", \"id\": \"0\", \"good\": -"));
    assert_ok(cria_examination_json(&result, &e));
    assert_int_equal(json_array_size(json_object_get(result, "paradigms")), 1);
    assert_int_equal(json_integer_value(json_object_get(result, "ties")), e.result[0].ties);
    json_decref(result);
    cria_buffer_reset(&text);
    assert_ok(cria_examination_table(&text, &e));
    assert_non_null(strstr(text.data, "protocol 2024"));
    cria_buffer_free(&text);
    cria_examination_free(&e);
    cria_suite_free(&s);
    cria_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_are_the_table_s),
        cmocka_unit_test(protocols_differ_and_equal_a_slow_reference),
        cmocka_unit_test(a_context_is_not_doubled),
        cmocka_unit_test(a_constant_model_knows_only_lengths),
        cmocka_unit_test(permutations_tie_for_a_unigram_model),
        cmocka_unit_test(swapping_good_and_bad_turns_the_accuracy),
        cmocka_unit_test(the_means_differ),
        cmocka_unit_test(missing_bytes_are_counted),
        cmocka_unit_test(broken_weights_are_reported),
        cmocka_unit_test(predictions_and_tables),
    };
    return cmocka_run_group_tests_name("examination", tests, scratch_open, scratch_close);
}
