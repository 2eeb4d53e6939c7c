// Packing: the ids of the text, and what the shard says of itself.
#include "model/model.h"
#include "train/pack.h"
#include "train/shard.h"
#include "train/support.h"

static const char text[] = "<s> Basement, the lowest storey. </s> <s> Brenham, a city. </s>\n";

static void make_tokenizer(const char *path, int alphabet)
{
    const char *const files[] = {in_test("text")};
    const char *const special[] = {"<pad>", "<s>", "</s>"};
    const cria_tokenizer_train_options options = {
        .vocab_size = 300,
        .min_frequency = 2,
        .prefix_space = true,
        .alphabet = alphabet,
        .special = {.item = (const char **)(uintptr_t)special, .count = 3}};
    cria_tokenizer *t;
    write_text(files[0], text);
    OK(cria_tokenizer_train(&t, files, 1, &options));
    OK(cria_tokenizer_save(t, path));
    cria_tokenizer_close(t);
}

static void pack(const char *content)
{
    const cria_pack_settings settings = {.tokenizer = in_test("t.json"),
                                         .out = in_test("shard")};
    write_text(in_test("in"), content);
    OK(cria_shard_pack(&settings, in_test("in")));
}

static void a_shard_holds_the_text(void **state)
{
    (void)state;
    cria_shard shard;
    cria_tokenizer *t;
    cria_ids ids = {0};
    make_tokenizer(in_test("t.json"), 0);
    pack(text);
    OK(cria_shard_open(&shard, in_test("shard"), 0));
    OK(cria_shard_tokenizer(&t, &shard));
    OK(cria_tokenizer_encode(t, &ids, text, strlen(text), NULL));
    assert_int_equal(shard.count, ids.count);
    for (size_t i = 0; i < ids.count; i++) {
        int32_t id;
        cria_shard_read(&shard, (int64_t)i, 1, &id);
        assert_int_equal(id, ids.id[i]);
    }
    assert_int_equal(ids.id[0], 1);
    assert_int_equal(shard.words, 7);
    assert_int_equal(shard.documents, 2);
    assert_int_equal(shard.bytes, strlen(text));
    assert_int_equal(shard.dropped_bytes, 0);
    char hash[CRIA_HASH_TEXT];
    OK(cria_tokenizer_hash(t, hash));
    assert_string_equal(hash, shard.tokenizer_hash);
    cria_ids_free(&ids);
    cria_tokenizer_close(t);
    cria_shard_close(&shard);
}

static void dropped_bytes_are_counted(void **state)
{
    (void)state;
    cria_shard shard;
    make_tokenizer(in_test("t.json"), 1);
    pack("<s> QQ </s>"); // Q is not in the text the tokenizer saw
    OK(cria_shard_open(&shard, in_test("shard"), 0));
    assert_int_equal(shard.dropped_bytes, 2);
    cria_shard_close(&shard);
}

// Longer than one chunk: the ids must be those of the whole.
static void chunks_do_not_show(void **state)
{
    (void)state;
    cria_buffer big = {0};
    cria_shard shard;
    cria_tokenizer *t;
    cria_ids ids = {0};
    make_tokenizer(in_test("t.json"), 0);
    while (big.length < (size_t)35 << 20)
        OK(cria_buffer_puts(&big, text));
    pack(big.data);
    OK(cria_tokenizer_open(&t, in_test("t.json")));
    OK(cria_tokenizer_encode_all(t, &ids, big.data, big.length, NULL));
    OK(cria_shard_open(&shard, in_test("shard"), 0));
    assert_int_equal(shard.count, ids.count);
    int32_t *read;
    OK(cria_alloc(&read, ids.count, sizeof *read));
    cria_shard_read(&shard, 0, shard.count, read);
    assert_memory_equal(read, ids.id, ids.count * sizeof *read);
    cria_free(read);
    cria_shard_close(&shard);
    cria_tokenizer_close(t);
    cria_ids_free(&ids);
    cria_buffer_free(&big);
}

static void an_empty_text_is_an_empty_shard(void **state)
{
    (void)state;
    cria_shard shard;
    make_tokenizer(in_test("t.json"), 0);
    pack("");
    OK(cria_shard_open(&shard, in_test("shard"), 0));
    assert_int_equal(shard.count, 0);
    cria_shard_close(&shard);
}

// A file CREDITS beside the text goes into the shard as it is; without one there is none.
static void credits_go_along(void **state)
{
    (void)state;
    static const char credits[] = "Texts \xC3\xA9 from: a work.\n";
    cria_shard shard;
    cria_buffer found = {0};
    make_tokenizer(in_test("t.json"), 0);
    pack(text);
    OK(cria_shard_open(&shard, in_test("shard"), 0));
    OK(cria_shard_credits(&found, &shard));
    assert_int_equal(found.length, 0);
    assert_null(cria_safetensors_find(shard.file, "credits"));
    cria_shard_close(&shard);
    write_text(in_test("CREDITS"), credits);
    pack(text);
    OK(cria_directory_remove(in_test("CREDITS")));
    OK(cria_shard_open(&shard, in_test("shard"), 0));
    OK(cria_shard_credits(&found, &shard));
    assert_string_equal(found.data, credits);
    cria_tokenizer *t;
    OK(cria_shard_tokenizer(&t, &shard));
    assert_non_null(t);
    cria_tokenizer_close(t);
    cria_buffer_free(&found);
    cria_shard_close(&shard);
}

// Nobody has to be named so often that it takes more.
static void endless_credits_are_refused(void **state)
{
    (void)state;
    const cria_pack_settings settings = {.tokenizer = in_test("t.json"),
                                         .out = in_test("shard")};
    make_tokenizer(in_test("t.json"), 0);
    write_text(in_test("CREDITS"), "x");
    assert_int_equal(truncate(in_test("CREDITS"), CRIA_CREDITS_BYTES_MAX + 1), 0);
    write_text(in_test("in"), text);
    FAILS(CRIA_ELIMIT, "CREDITS", cria_shard_pack(&settings, in_test("in")));
    OK(cria_directory_remove(in_test("CREDITS")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shard_holds_the_text),
        cmocka_unit_test(dropped_bytes_are_counted),
        cmocka_unit_test(chunks_do_not_show),
        cmocka_unit_test(an_empty_text_is_an_empty_shard),
        cmocka_unit_test(credits_go_along),
        cmocka_unit_test(endless_credits_are_refused),
    };
    return cmocka_run_group_tests(tests, test_directory_make, test_directory_remove);
}
