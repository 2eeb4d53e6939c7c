// Shards and the three ways to cut them.
#include "train/batch.h"
#include "train/support.h"

enum { LENGTH = 128 };

static cria_shard open_shard(int64_t count)
{
    cria_shard shard;
    write_shard(in_test("s"), count, 1);
    OK(cria_shard_open(&shard, in_test("s"), 0));
    assert_int_equal(shard.count, count);
    return shard;
}

static cria_rows_options options_of(cria_rows_mode mode)
{
    return (cria_rows_options){
        .mode = mode, .length = LENGTH, .pad = 0, .eos = TEST_EOS, .seed = 7};
}

static int64_t rows_of(int64_t ids, cria_rows_mode mode, bool drop_last)
{
    cria_shard shard = open_shard(ids);
    cria_rows rows;
    cria_rows_options options = options_of(mode);
    options.drop_last = drop_last;
    const cria_status status = cria_rows_open(&rows, &shard, &options);
    const int64_t count = status == CRIA_OK ? rows.count : -(int64_t)status;
    if (status == CRIA_OK)
        cria_rows_close(&rows);
    cria_shard_close(&shard);
    return count;
}

static void counts(void **state)
{
    (void)state;
    assert_int_equal(rows_of(1, CRIA_ROWS_FIXED, false), -CRIA_EFORMAT);
    assert_int_equal(rows_of(2, CRIA_ROWS_FIXED, false), 1);
    assert_int_equal(rows_of(128, CRIA_ROWS_FIXED, false), 1);
    assert_int_equal(rows_of(129, CRIA_ROWS_FIXED, false), 2);
    assert_int_equal(rows_of(256, CRIA_ROWS_FIXED, false), 2);
    assert_int_equal(rows_of(128, CRIA_ROWS_FIXED, true), 1);
    assert_int_equal(rows_of(129, CRIA_ROWS_FIXED, true), 1);
    assert_int_equal(rows_of(127, CRIA_ROWS_FIXED, true), -CRIA_EFORMAT);
    assert_int_equal(rows_of(128, CRIA_ROWS_OFFSET, false), -CRIA_EFORMAT);
    assert_int_equal(rows_of(255, CRIA_ROWS_OFFSET, false), -CRIA_EFORMAT);
    assert_int_equal(rows_of(256, CRIA_ROWS_OFFSET, false), 1);
    assert_int_equal(rows_of(512, CRIA_ROWS_OFFSET, false), 3);
}

static void fixed_rows_are_the_stream(void **state)
{
    (void)state;
    cria_shard shard = open_shard(300);
    cria_rows rows;
    const cria_rows_options options = options_of(CRIA_ROWS_FIXED);
    OK(cria_rows_open(&rows, &shard, &options));
    int32_t ids[LENGTH], all[300];
    cria_shard_read(&shard, 0, 300, all);
    for (int64_t i = 0; i < 3; i++) {
        const int32_t length = cria_rows_read(&rows, i, i, ids);
        assert_int_equal(length, i < 2 ? 128 : 44);
        assert_memory_equal(ids, all + i * 128, (size_t)length * 4);
    }
    for (int t = 44; t < LENGTH; t++)
        assert_int_equal(ids[t], 0);
    cria_rows_close(&rows);
    cria_shard_close(&shard);
}

static bool holds_at(const int32_t *all, const int32_t *ids, int64_t first)
{
    return memcmp(all + first, ids, LENGTH * sizeof *ids) == 0;
}

static void offsets_stay_inside_and_repeat(void **state)
{
    (void)state;
    enum { IDS = 1024 };
    cria_shard shard = open_shard(IDS);
    cria_rows rows;
    const cria_rows_options options = options_of(CRIA_ROWS_OFFSET);
    OK(cria_rows_open(&rows, &shard, &options));
    int32_t all[IDS], ids[LENGTH], again[LENGTH];
    bool seen[LENGTH] = {0};
    cria_shard_read(&shard, 0, IDS, all);
    for (int64_t epoch = 0; epoch < 400; epoch++)
        for (int64_t i = 0; i < rows.count; i++) {
            int64_t offset = 0;
            assert_int_equal(cria_rows_read(&rows, epoch, i, ids), LENGTH);
            cria_rows_read(&rows, epoch, i, again);
            assert_memory_equal(ids, again, sizeof ids);
            while (offset < LENGTH && !holds_at(all, ids, i * LENGTH + offset))
                offset++;
            assert_in_range(offset, 0, LENGTH - 1);
            seen[offset] = true;
        }
    for (int i = 0; i < LENGTH; i++)
        assert_true(seen[i]);
    cria_rows_close(&rows);
    cria_shard_close(&shard);
}

// Every id once and in order; no row holds a part of a document beside another whole one's
// start that would have fitted behind it.
static void documents_share_and_split(void **state)
{
    (void)state;
    cria_shard shard = open_shard(5000);
    cria_rows rows;
    cria_rows_options options = options_of(CRIA_ROWS_PADDED);
    options.length = 32;
    OK(cria_rows_open(&rows, &shard, &options));
    int64_t at = 0;
    int shared = 0, split = 0, padded = 0;
    for (int64_t i = 0; i < rows.count; i++) {
        int32_t ids[LENGTH];
        const int32_t length = cria_rows_read(&rows, 0, i, ids);
        assert_int_equal(rows.row[i].first, at);
        at += length;
        int ends = 0;
        for (int32_t t = 0; t < length; t++)
            ends += ids[t] == TEST_EOS;
        shared += ends > 1;
        split += length == 32 && ids[31] != TEST_EOS;
        padded += length < 32;
        // a row ends with its document or because it is full
        assert_true(length == 32 || ids[length - 1] == TEST_EOS || i == rows.count - 1);
    }
    assert_int_equal(at, 5000);
    assert_true(shared > 5 && split > 5 && padded > 5);
    cria_rows_close(&rows);
    cria_shard_close(&shard);
}

static void order_is_a_permutation(void **state)
{
    (void)state;
    cria_shard shard = open_shard(128 * 50);
    cria_rows rows;
    const cria_rows_options options = options_of(CRIA_ROWS_FIXED);
    OK(cria_rows_open(&rows, &shard, &options));
    uint32_t first[50], second[50], again[50];
    bool seen[50] = {0};
    cria_rows_order(&rows, 0, first);
    cria_rows_order(&rows, 1, second);
    cria_rows_order(&rows, 0, again);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, second, sizeof first);
    for (int i = 0; i < 50; i++)
        seen[second[i]] = true;
    for (int i = 0; i < 50; i++)
        assert_true(seen[i]);
    cria_rows_close(&rows);
    cria_shard_close(&shard);
}

static void samples_are_fixed(void **state)
{
    (void)state;
    cria_shard shard = open_shard(128 * 50);
    cria_rows a, b, all;
    OK(cria_rows_sample(&a, &shard, LENGTH, 0, 10));
    OK(cria_rows_sample(&b, &shard, LENGTH, 0, 10));
    OK(cria_rows_sample(&all, &shard, LENGTH, 0, 50));
    assert_int_equal(a.count, 10);
    assert_int_equal(all.count, 50);
    bool spread = false;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(a.row[i].first, b.row[i].first);
        assert_int_equal(a.row[i].first % LENGTH, 0);
        assert_true(i == 0 || a.row[i].first > a.row[i - 1].first);
        spread = spread || a.row[i].first != i * LENGTH;
    }
    assert_true(spread);
    cria_rows_close(&a);
    cria_rows_close(&b);
    cria_rows_close(&all);
    cria_shard_close(&shard);
}

static void batches_mask_padding(void **state)
{
    (void)state;
    cria_shard shard = open_shard(130);
    cria_rows rows;
    cria_batch batch;
    const cria_rows_options options = options_of(CRIA_ROWS_FIXED);
    const uint32_t items[] = {1, 0};
    OK(cria_rows_open(&rows, &shard, &options));
    OK(cria_batch_alloc(&batch, 3, LENGTH));
    cria_batch_fill(&batch, &rows, 0, items, 2);
    assert_int_equal(batch.tally.sequences, 2);
    assert_int_equal(batch.tally.positions, 130);
    assert_int_equal(batch.tally.targets, 128);
    const int lengths[] = {2, 128, 0};
    for (int row = 0; row < 3; row++) {
        assert_int_equal(batch.lengths[row], lengths[row]);
        for (int t = 0; t < LENGTH; t++) {
            const int n = row * LENGTH + t;
            assert_int_equal(batch.mask[n], t < lengths[row]);
            assert_int_equal(batch.target[n], t + 1 < lengths[row] ? batch.ids[n + 1] : -1);
            assert_int_equal(batch.positions[n], t);
        }
    }
    const cria_batch_counts tally = cria_batch_counts_of(&rows, items, 2);
    assert_memory_equal(&tally, &batch.tally, sizeof tally);
    cria_batch_free(&batch);
    cria_rows_close(&rows);
    cria_shard_close(&shard);
}

static void bad_shards_are_refused(void **state)
{
    (void)state;
    cria_shard shard;
    write_shard(in_test("s"), 500, 1);
    FAILS(CRIA_EFORMAT, "outside the vocabulary of 40",
          cria_shard_open(&shard, in_test("s"), 40));
    assert_non_null(strstr(cria_message(), "at position"));
    write_text(in_test("t"), "not a shard at all");
    assert_int_not_equal(cria_shard_open(&shard, in_test("t"), 0), CRIA_OK);
    const cria_tensor other = {.name = "weights", .dtype = CRIA_F32, .rank = 1, .shape = {0}};
    cria_safetensors_writer *w;
    OK(cria_safetensors_create(&w, in_test("t"), &other, 1, NULL));
    OK(cria_safetensors_commit(w));
    FAILS(CRIA_EFORMAT, "is not a token shard", cria_shard_open(&shard, in_test("t"), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(fixed_rows_are_the_stream),
        cmocka_unit_test(offsets_stay_inside_and_repeat),
        cmocka_unit_test(documents_share_and_split),
        cmocka_unit_test(order_is_a_permutation),
        cmocka_unit_test(samples_are_fixed),
        cmocka_unit_test(batches_mask_padding),
        cmocka_unit_test(bad_shards_are_refused),
    };
    return cmocka_run_group_tests(tests, test_directory_make, test_directory_remove);
}
