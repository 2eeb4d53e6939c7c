// Unpacking: every stream and block of a file comes back as it was, on any number of threads,
// and a file with a wrong bit is refused and never gives wrong bytes.
#include "base/parallel.h"
#include "base/random.h"
#include "fetch/bzip2.h"
#include "fetch/packed.h"
#include "fetch/unpack.h"
#include "fetch/window.h"
#include "scratch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void fill_random(cria_buffer *b, size_t length, uint64_t seed)
{
    cria_random r = {.seed = seed};
    for (size_t i = 0; i < length; i += 4) {
        const uint32_t word = cria_random_u32(&r);
        assert_ok(cria_buffer_append(b, &word, 4));
    }
}

static void fill_words(cria_buffer *b, size_t length, uint64_t seed)
{
    static const char *const words[] = {"river", "of",    "the",  "Alps ",
                                        "\n",    " and ", "1911", "&lt;"};
    cria_random r = {.seed = seed};
    while (b->length < length)
        assert_ok(cria_buffer_puts(b, words[cria_random_below(&r, 8)]));
}

// Reads the file to its end or its first fault. What came before a fault must be right.
static cria_status read_file(const char *path, const cria_buffer *expected, size_t *got)
{
    cria_unpack *u;
    const char *bytes;
    size_t length;
    *got = 0;
    CRIA_TRY(cria_unpack_open(&u, path));
    cria_status status;
    do {
        status = cria_unpack_next(u, &bytes, &length);
        if (status == CRIA_OK && length) {
            assert_true(*got + length <= expected->length);
            assert_memory_equal(bytes, expected->data + *got, length);
            *got += length;
        }
    } while (status == CRIA_OK && length);
    cria_unpack_close(u);
    return status;
}

static cria_status read_packed(const cria_buffer *packed, const cria_buffer *plain, size_t *got)
{
    assert_ok(cria_file_write(scratch("packed"), packed->data, packed->length));
    return read_file(scratch("packed"), plain, got);
}

static void check(const cria_buffer *packed, const cria_buffer *plain)
{
    size_t got;
    for (int threads = 1; threads <= 3; threads += 2) {
        cria_threads_set(threads);
        assert_ok(read_packed(packed, plain, &got));
        assert_int_equal(got, plain->length);
    }
    cria_threads_set(0);
}

static void plain_files_come_as_they_are(void **state)
{
    (void)state;
    cria_buffer plain = {0};
    fill_words(&plain, 3000000, 1);
    check(&plain, &plain);
    cria_buffer_free(&plain);
}

static void every_level_and_many_blocks(void **state)
{
    (void)state;
    cria_buffer plain = {0};
    fill_words(&plain, 2500000, 2); // 25 blocks at level 1
    for (int level = 1; level <= 9; level++) {
        cria_buffer packed = {0};
        pack_append(&packed, plain.data, plain.length, level);
        check(&packed, &plain);
        cria_buffer_free(&packed);
    }
    cria_buffer_free(&plain);
}

// All streams are read, not only the first; empty ones too, and zeros behind the last.
static void many_streams(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    fill_words(&plain, 400000, 3);
    for (size_t at = 0, i = 0; at < plain.length; i++) {
        const size_t left = plain.length - at, length = i % 7 == 3 ? 0 : i * 5 + 1;
        const size_t count = length < left ? length : left;
        pack_append(&packed, plain.data + at, count, (int)(i % 9) + 1);
        at += count;
    }
    check(&packed, &plain);
    for (int i = 0; i < 700; i++)
        assert_ok(cria_buffer_putc(&packed, '\0'));
    check(&packed, &plain);
    cria_unpack *u;
    const char *bytes;
    size_t length;
    uint64_t done, total, streams;
    assert_ok(cria_unpack_open(&u, scratch("packed")));
    do
        assert_ok(cria_unpack_next(u, &bytes, &length));
    while (length);
    cria_unpack_progress(u, &done, &total, &streams);
    assert_int_equal(done, packed.length);
    assert_int_equal(total, packed.length);
    assert_true(streams > 400);
    cria_unpack_close(u);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

// Longer than the window, hardly packed at all, and a block of one run that holds 47 MB.
static void large_files(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    fill_random(&plain, 18 << 20, 4);
    pack_append(&packed, plain.data, plain.length, 9);
    assert_true(packed.length > CRIA_WINDOW_BYTES);
    for (int i = 0; i < 60000000; i++)
        assert_ok(cria_buffer_putc(&plain, 'x'));
    pack_append(&packed, plain.data + (18 << 20), 60000000, 9);
    check(&packed, &plain);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

// ---- a stream made by hand, whose content is what bits one likes

typedef struct bits {
    cria_buffer to;
    unsigned part; // of the byte begun
    int count;
} bits;

static void put(bits *b, uint64_t value, int count)
{
    while (count-- > 0) {
        b->part = b->part << 1 | (value >> count & 1);
        if (++b->count % 8 == 0)
            assert_ok(cria_buffer_putc(&b->to, (char)b->part));
    }
}

static uint32_t checksum(const cria_buffer *plain)
{
    uint32_t sum = UINT32_MAX;
    for (size_t i = 0; i < plain->length; i++) {
        sum ^= (uint32_t)(unsigned char)plain->data[i] << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum << 1 ^ (sum >> 31 ? 0x04c11db7u : 0);
    }
    return ~sum;
}

// One block: 254 bytes in use, so 256 symbols, all with codes of 8 bits: a symbol is its code.
// `times` times the magic, each with `between` other symbols before it.
static void put_block(bits *b, uint32_t sum, int times, int between)
{
    const int symbols = times * (6 + between) + 1;
    put(b, CRIA_BZIP2_BLOCK, 48);
    put(b, sum, 32);
    put(b, 0, 1 + 24); // not randomised; the first row
    put(b, 0xffff, 16);
    for (int i = 0; i < 16; i++)
        put(b, i < 15 ? 0xffff : 0xfffc, 16);
    put(b, 2, 3); // tables of codes
    put(b, (uint64_t)(symbols + 49) / 50, 15);
    for (int i = 0; i < (symbols + 49) / 50; i++)
        put(b, 0, 1);
    for (int table = 0; table < 2; table++) {
        put(b, 8, 5);
        for (int symbol = 0; symbol < 256; symbol++)
            put(b, 0, 1);
    }
    for (int i = 0; i < times; i++) {
        for (int other = 0; other < between; other++)
            put(b, (uint64_t)(2 + (i * 31 + other * 7) % 250), 8);
        put(b, CRIA_BZIP2_BLOCK, 48);
    }
    put(b, 255, 8); // the end
}

static void put_stream(bits *b, uint32_t sum, int times, int between, int gap)
{
    put(b, 0x425a6839, 32);
    put_block(b, sum, times, between);
    put(b, 0, gap);
    put(b, CRIA_BZIP2_END, 48);
    put(b, sum, 32);
    put(b, 0, (8 - b->count % 8) % 8);
}

// The content of such a stream. libbz2 tells it though the sum is wrong; nothing if it ends
// within a run, as a block may not.
static void content_of(const bits *b, cria_buffer *content)
{
    char piece[4096];
    size_t got;
    uint64_t end;
    cria_bzip2 *block;
    assert_ok(cria_bzip2_open(&block));
    const unsigned char *const bytes = (const unsigned char *)b->to.data;
    assert_int_equal(cria_bzip2_begin(block, bytes, b->to.length, 32, &end), CRIA_BZIP2_FINE);
    for (bool done = false; !done;) {
        (void)cria_bzip2_next(block, piece, sizeof piece, &got, &done);
        assert_ok(cria_buffer_append(content, piece, got));
    }
    cria_bzip2_close(block);
}

// Appends such a stream, with so many bits too much behind the block, and its content.
static void forge_gap(cria_buffer *packed, cria_buffer *plain, int times, int between, int gap)
{
    cria_buffer content = {0};
    for (; content.length == 0; between++) {
        bits b = {0};
        put_stream(&b, 0, times, between, 0);
        content_of(&b, &content);
        cria_buffer_free(&b.to);
        if (content.length == 0)
            continue;
        b = (bits){0};
        put_stream(&b, checksum(&content), times, between, gap);
        assert_ok(cria_buffer_append(packed, b.to.data, b.to.length));
        cria_buffer_free(&b.to);
    }
    assert_ok(cria_buffer_append(plain, content.data, content.length));
    cria_buffer_free(&content);
}

static void forge(cria_buffer *packed, cria_buffer *plain, int times, int between)
{
    forge_gap(packed, plain, times, between, 0);
}

static void bits_between_are_refused(void **state)
{
    (void)state;
    for (int i = 0; i < 64; i++) {
        const int gap = i % 8, between = 100 + i / 8 * 50; // which moves the end by a bit
        cria_buffer plain = {0}, packed = {0};
        size_t got;
        forge_gap(&packed, &plain, 1, between, gap);
        assert_int_equal(read_packed(&packed, &plain, &got), gap ? CRIA_EFORMAT : CRIA_OK);
        assert_int_equal(got, gap ? 0 : plain.length);
        cria_buffer_free(&plain);
        cria_buffer_free(&packed);
    }
}

// The content of a block holds the magic of a block: once, or nothing else for 90 KB.
static void false_magics_in_content(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0}, words = {0};
    fill_words(&words, 300000, 10);
    for (int i = 0; i < 20; i++) {
        forge(&packed, &plain, 1 + i % 3, 100 + i);
        pack_append(&packed, words.data, words.length, 1 + i % 2);
        assert_ok(cria_buffer_append(&plain, words.data, words.length));
    }
    forge(&packed, &plain, 15000, 0);
    forge(&packed, &plain, 800, 60);
    check(&packed, &plain);
    cria_buffer_free(&words);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

// Over the bits of a block a magic is written: the block is damaged, whatever else is found.
static void false_magics_in_place_of_others(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    fill_random(&plain, 300000, 5);
    pack_append(&packed, plain.data, plain.length, 1);
    for (size_t at = 20; at < packed.length - 30; at += packed.length / 40) {
        cria_buffer wrong = {0};
        size_t got;
        assert_ok(cria_buffer_append(&wrong, packed.data, packed.length));
        memcpy(wrong.data + at, "1AY&SY", 6);
        assert_int_equal(read_packed(&wrong, &plain, &got), CRIA_EFORMAT);
        assert_true(got < plain.length);
        cria_buffer_free(&wrong);
    }
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

// The finder sees the magic at every bit, and nothing else.
static void magics_are_found(void **state)
{
    (void)state;
    for (uint64_t at = 0; at < 40; at++) {
        unsigned char bytes[12] = {0};
        for (int bit = 0; bit < 48; bit++)
            if (CRIA_BZIP2_BLOCK >> (47 - bit) & 1) {
                const uint64_t place = at + (uint64_t)bit;
                bytes[place / 8] |= (unsigned char)(0x80 >> place % 8);
            }
        assert_int_equal(cria_bzip2_bits(bytes, at, 48), CRIA_BZIP2_BLOCK);
        assert_int_equal(cria_bzip2_find(bytes, sizeof bytes, 0), at);
        assert_int_equal(cria_bzip2_find(bytes, sizeof bytes, at), at);
        assert_true(cria_bzip2_find(bytes, sizeof bytes, at + 1) == UINT64_MAX);
        assert_true(cria_bzip2_find(bytes, (size_t)(at + 47) / 8, 0) == UINT64_MAX);
    }
}

static void cut_files_are_refused(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    fill_words(&plain, 700, 6);
    pack_append(&packed, plain.data, 300, 9);
    const size_t border = packed.length;
    pack_append(&packed, plain.data + 300, plain.length - 300, 1);
    for (size_t length = 0; length < packed.length; length++) {
        size_t got;
        const cria_buffer cut = {.data = packed.data, .length = length};
        const cria_status status = read_packed(&cut, &plain, &got);
        assert_int_equal(status, length == border ? CRIA_OK : CRIA_EFORMAT);
        assert_true(got == 0 || got == 300 || got == plain.length); // whole blocks
        assert_true(length < border || got >= 300);
    }
    const cria_buffer cut = {.data = packed.data, .length = border + 20};
    char place[32];
    size_t got;
    snprintf(place, sizeof place, "at byte %zu", border + 20);
    assert_fails(read_packed(&cut, &plain, &got), CRIA_EFORMAT, place);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

// Each single wrong bit is an error, but for the level's digit and the bits that only fill up.
static void wrong_bits_are_refused(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    fill_words(&plain, 400, 7);
    pack_append(&packed, plain.data, plain.length, 5);
    pack_append(&packed, plain.data, 0, 9);
    const size_t first = packed.length - 14;
    for (size_t bit = 0; bit < packed.length * 8; bit++) {
        size_t got;
        packed.data[bit / 8] ^= (char)(0x80 >> bit % 8);
        const cria_status status = read_packed(&packed, &plain, &got);
        const bool level = bit / 8 == 3 || bit / 8 == first + 3, filling = bit / 8 == first - 1;
        const bool randomised = bit == 32 + 48 + 32; // without effect on a block this short
        assert_int_equal(status, level || filling || randomised ? status : CRIA_EFORMAT);
        if (status == CRIA_OK)
            assert_int_equal(got, plain.length);
        packed.data[bit / 8] ^= (char)(0x80 >> bit % 8);
    }
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

static void other_files_are_refused(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    size_t got;
    fill_words(&plain, 400, 8);
    pack_append(&packed, plain.data, plain.length, 5);
    char place[32];
    snprintf(place, sizeof place, "byte %zu", packed.length);
    assert_ok(cria_buffer_puts(&packed, "garbage"));
    assert_fails(read_packed(&packed, &plain, &got), CRIA_EFORMAT, place);
    assert_int_equal(got, plain.length);
    assert_ok(cria_file_write(scratch("empty"), "", 0));
    assert_fails(read_file(scratch("empty"), &plain, &got), CRIA_EFORMAT, "is empty");
    assert_ok(cria_file_write(scratch("gz"), "\x1f\x8b\x08 and more", 12));
    assert_fails(read_file(scratch("gz"), &plain, &got), CRIA_EFORMAT, "packed with gzip");
    assert_int_equal(read_file(scratch("absent"), &plain, &got), CRIA_EIO);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

// A pipe gives a few bytes at a time.
static void pipes_work(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    size_t got;
    fill_words(&plain, 1500000, 9);
    pack_append(&packed, plain.data, plain.length, 3);
    assert_int_equal(mkfifo(scratch("pipe"), 0600), 0);
    const pid_t child = fork();
    if (child == 0) {
        FILE *out = fopen(scratch("pipe"), "wb");
        for (size_t at = 0; out && at < packed.length; at += 1001) {
            const size_t left = packed.length - at;
            fwrite(packed.data + at, 1, left < 1001 ? left : 1001, out);
            fflush(out);
        }
        _exit(out && fclose(out) == 0 ? 0 : 1);
    }
    assert_ok(read_file(scratch("pipe"), &plain, &got));
    assert_int_equal(got, plain.length);
    int code;
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files_come_as_they_are),
        cmocka_unit_test(every_level_and_many_blocks),
        cmocka_unit_test(many_streams),
        cmocka_unit_test(large_files),
        cmocka_unit_test(bits_between_are_refused),
        cmocka_unit_test(false_magics_in_content),
        cmocka_unit_test(false_magics_in_place_of_others),
        cmocka_unit_test(magics_are_found),
        cmocka_unit_test(cut_files_are_refused),
        cmocka_unit_test(wrong_bits_are_refused),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(pipes_work),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
