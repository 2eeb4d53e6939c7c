// Safetensors: what is written returns bit for bit, and every rule a reader must enforce is.
#include "format/safetensors.h"
#include "scratch.h"

#include <math.h>

// Writes a file of a header and `data_bytes` bytes of data. A stated length of 0 means the true
// one.
static const char *make_file(const char *header, size_t data_bytes, uint64_t stated)
{
    cria_buffer b = {0};
    const uint64_t length = stated ? stated : strlen(header);
    for (int i = 0; i < 8; i++)
        assert_ok(cria_buffer_putc(&b, (char)(length >> (8 * i) & 0xFF)));
    assert_ok(cria_buffer_puts(&b, header));
    for (size_t i = 0; i < data_bytes; i++)
        assert_ok(cria_buffer_putc(&b, (char)i));
    const char *path = scratch("f.safetensors");
    assert_ok(cria_file_write(path, b.data, b.length));
    cria_buffer_free(&b);
    return path;
}

#define T(name, dtype, shape, begin, end)                                                      \
    "\"" name "\": {\"dtype\": \"" dtype "\", \"shape\": " shape ", \"data_offsets\": [" begin \
    ", " end "]}"

static void hostile_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t data_bytes;
        uint64_t stated;
        cria_status status;
        const char *message;
    } cases[] = {
        {"{}", 0, 1000, CRIA_EFORMAT, "cut off"},
        {"{}", 0, UINT64_MAX, CRIA_EFORMAT, "cut off"},
        {"{}", 0, (uint64_t)1 << 63, CRIA_EFORMAT, "cut off"},
        {"", 0, 0, CRIA_EFORMAT, "does not start"},
        {" {}", 0, 0, CRIA_EFORMAT, "does not start with '{'"},
        {"[]", 0, 0, CRIA_EFORMAT, "does not start with '{'"},
        {"{}x", 0, 0, CRIA_EFORMAT, "JSON"},
        {"{}", 1, 0, CRIA_EFORMAT, "end at byte 0 of the data, which has 1"},
        {"{" T("a", "F32", "[1]", "0", "4") "," T("a", "F32", "[1]", "0", "4") "}", 4, 0,
         CRIA_EFORMAT, "duplicate"},
        {"{" T("a", "F32", "[2]", "0", "8") "}", 7, 0, CRIA_EFORMAT, "ends at byte 8"},
        {"{" T("a", "F32", "[2]", "0", "8") "}", 9, 0, CRIA_EFORMAT, "end at byte 8"},
        {"{" T("a", "F32", "[2]", "0", "4") "}", 8, 0, CRIA_EFORMAT, "needs 8 bytes"},
        {"{" T("a", "F32", "[1]", "4", "0") "}", 4, 0, CRIA_EFORMAT, "[begin, end]"},
        {"{" T("a", "F32", "[1]", "-4", "0") "}", 4, 0, CRIA_EFORMAT, "[begin, end]"},
        {"{" T("a", "F32", "[1]", "0", "4.0") "}", 4, 0, CRIA_EFORMAT, "[begin, end]"},
        {"{" T("a", "F32", "[1]", "9223372036854775800", "9223372036854775804") "}", 4, 0,
         CRIA_EFORMAT, "ends at byte"},
        {"{\"a\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4, 4]}}", 4, 0,
         CRIA_EFORMAT, "[begin, end]"},
        {"{\"a\": {\"dtype\": \"F32\", \"shape\": [1]}}", 4, 0, CRIA_EFORMAT, "[begin, end]"},
        {"{" T("a", "U8", "[2]", "0", "2") "," T("b", "U8", "[2]", "1", "3") "}", 3, 0,
         CRIA_EFORMAT, "overlap"},
        {"{" T("a", "U8", "[2]", "0", "2") "," T("b", "U8", "[2]", "0", "2") "}", 2, 0,
         CRIA_EFORMAT, "overlap"},
        {"{" T("a", "U8", "[2]", "0", "2") "," T("b", "U8", "[2]", "3", "5") "}", 5, 0,
         CRIA_EFORMAT, "a gap"},
        {"{" T("a", "U8", "[2]", "1", "3") "}", 3, 0, CRIA_EFORMAT, "a gap"},
        {"{" T("a", "U8", "[0]", "1", "1") "," T("b", "U8", "[2]", "0", "2") "}", 2, 0,
         CRIA_EFORMAT, "overlap"},
        {"{" T("a", "F8_E4M3", "[1]", "0", "1") "}", 1, 0, CRIA_EFORMAT, "dtype F8_E4M3"},
        {"{\"a\": 5}", 0, 0, CRIA_EFORMAT, "dtype (none)"},
        {"{" T("a", "U8", "[1,1,1,1,1,1,1,1,1]", "0", "1") "}", 1, 0, CRIA_EFORMAT,
         "at most 8"},
        {"{" T("a", "U8", "1", "0", "1") "}", 1, 0, CRIA_EFORMAT, "not a list"},
        {"{" T("a", "U8", "[-1]", "0", "1") "}", 1, 0, CRIA_EFORMAT, "whole number"},
        {"{" T("a", "U8", "[1.0]", "0", "1") "}", 1, 0, CRIA_EFORMAT, "whole number"},
        {"{" T("a", "F64", "[4294967296, 4294967296]", "0", "0") "}", 0, 0, CRIA_ELIMIT,
         "does not fit"},
        {"{" T("a", "U8", "[9223372036854775807, 4, 0]", "0", "0") "}", 0, 0, CRIA_ELIMIT,
         "does not fit"},
        {"{\"__metadata__\": []}", 0, 0, CRIA_EFORMAT, "__metadata__"},
        {"{\"__metadata__\": {\"k\": 1}}", 0, 0, CRIA_EFORMAT, "\"k\" is not a string"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cria_safetensors *f;
        const char *path = make_file(cases[i].header, cases[i].data_bytes, cases[i].stated);
        const cria_status status = cria_safetensors_open(&f, path);
        assert_null(f);
        if (status != cases[i].status || !strstr(cria_message(), cases[i].message))
            fail_msg("case %zu: %s: %s", i, cria_status_name(status), cria_message());
        assert_non_null(strstr(cria_message(), "f.safetensors"));
    }
}

static void short_files_are_refused(void **state)
{
    (void)state;
    cria_safetensors *f;
    for (size_t bytes = 0; bytes < 8; bytes++) {
        assert_ok(cria_file_write(scratch("s"), "\2\0\0\0\0\0\0\0", bytes));
        assert_fails(cria_safetensors_open(&f, scratch("s")), CRIA_EFORMAT, "too few");
    }
    assert_fails(cria_safetensors_open(&f, scratch("absent")), CRIA_EIO, "absent");
    assert_fails(cria_safetensors_open(&f, scratch_folder), CRIA_EIO, "regular");
}

static void legal_oddities_are_read(void **state)
{
    (void)state;
    cria_safetensors *f;
    const char *path =
        make_file("{" T("z", "U8", "[2]", "3", "5") "," T("scalar", "U8", "[]", "0", "1") "," T(
                      "none", "F32", "[0, 7]", "1",
                      "1") "," T("last", "F32", "[0]", "5",
                                 "5") ","
                                      "\"b\": {\"dtype\": \"I16\", \"extra\": {}, \"shape\": "
                                      "[1], \"data_offsets\": [1, 3]}}   ",
                  5, 0);
    assert_ok(cria_safetensors_open(&f, path));
    assert_int_equal(cria_safetensors_count(f), 5);
    assert_null(cria_safetensors_metadata(f));
    static const char *const names[] = {"b", "last", "none", "scalar", "z"};
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(cria_safetensors_at(f, i)->name, names[i]);
    assert_int_equal(cria_safetensors_find(f, "scalar")->rank, 0);
    assert_null(cria_safetensors_find(f, "none")->data);
    assert_memory_equal(cria_safetensors_find(f, "z")->data, "\3\4", 2);
    assert_null(cria_safetensors_find(f, "y"));
    cria_safetensors_close(f);
    assert_ok(cria_safetensors_open(&f, make_file("{}", 0, 0)));
    assert_int_equal(cria_safetensors_count(f), 0);
    assert_null(cria_safetensors_find(f, "y"));
    cria_safetensors_close(f);
}

static void written_files_return(void **state)
{
    (void)state;
    enum { COUNT = 700 };
    static char names[COUNT][16];
    cria_tensor tensors[COUNT];
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof names[i], "layer.%d\xC3\xA6", i);
        tensors[i] = (cria_tensor){.name = names[i],
                                   .dtype = (cria_dtype)(i % CRIA_DTYPES),
                                   .rank = 2,
                                   .shape = {i % 3, 5}};
    }
    json_t *metadata = json_pack("{s:s, s:s}", "made by", "test", "format", "other");
    cria_buffer first = {0}, second = {0};
    for (int round = 0; round < 2; round++) {
        const char *path = scratch("w.safetensors");
        cria_safetensors_writer *w;
        assert_ok(cria_safetensors_create(&w, path, tensors, COUNT, metadata));
        for (int i = 0; i < COUNT; i++) {
            char bytes[80];
            const size_t size = (size_t)(i % 3) * 5 * cria_dtype_bytes(tensors[i].dtype);
            memset(bytes, i & 0x7F, sizeof bytes);
            assert_ok(cria_safetensors_put(w, bytes, size / 2));
            assert_ok(cria_safetensors_put(w, bytes, size - size / 2));
        }
        assert_ok(cria_safetensors_commit(w));
        assert_ok(cria_file_read(round ? &second : &first, path, 1 << 24));
    }
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    cria_buffer_free(&first);
    cria_buffer_free(&second);

    cria_safetensors *f;
    assert_ok(cria_safetensors_open(&f, scratch("w.safetensors")));
    assert_int_equal(cria_safetensors_count(f), COUNT);
    for (int i = 0; i < COUNT; i++) {
        const cria_tensor *t = cria_safetensors_find(f, names[i]);
        assert_non_null(t);
        assert_int_equal(t->dtype, tensors[i].dtype);
        assert_int_equal(t->shape[0], i % 3);
        for (size_t b = 0; b < t->bytes; b++)
            assert_int_equal(((const char *)t->data)[b], i & 0x7F);
    }
    const json_t *found = cria_safetensors_metadata(f);
    assert_string_equal(json_string_value(json_object_get(found, "format")), "pt");
    assert_string_equal(json_string_value(json_object_get(found, "made by")), "test");
    const char *least = NULL; // the data starts aligned
    for (size_t i = 0; i < COUNT; i++) {
        const char *data = cria_safetensors_at(f, i)->data;
        if (data && (!least || data < least))
            least = data;
    }
    assert_int_equal((uintptr_t)least % 64, 0);
    cria_safetensors_close(f);
    json_decref(metadata);
}

static void writer_checks_its_caller(void **state)
{
    (void)state;
    cria_safetensors_writer *w;
    cria_tensor t[2] = {{.name = "a", .dtype = CRIA_U8, .rank = 1, .shape = {4}},
                        {.name = "a", .dtype = CRIA_U8, .rank = 1, .shape = {4}}};
    const char *path = scratch("bad.safetensors");
    assert_fails(cria_safetensors_create(&w, path, t, 2, NULL), CRIA_EARG, "two tensors");
    assert_ok(cria_safetensors_create(&w, path, t, 1, NULL));
    assert_fails(cria_safetensors_put(w, "12345", 5), CRIA_EARG, "more data");
    assert_ok(cria_safetensors_put(w, "123", 3));
    assert_fails(cria_safetensors_commit(w), CRIA_EARG, "3 of the 4 bytes");
    assert_false(cria_path_exists(path));
    t[0].shape[0] = -1;
    assert_fails(cria_safetensors_create(&w, path, t, 1, NULL), CRIA_EARG, "negative");
    t[0].rank = 9;
    assert_fails(cria_safetensors_create(&w, path, t, 1, NULL), CRIA_EARG, "9 dimensions");
    t[1].rank = 2;
    t[1].shape[0] = t[1].shape[1] = INT64_MAX;
    assert_fails(cria_safetensors_create(&w, path, t + 1, 1, NULL), CRIA_ELIMIT, "fit");
    assert_null(w);
    json_t *metadata = json_pack("{s:i}", "k", 1);
    assert_fails(cria_safetensors_create(&w, path, t, 0, metadata), CRIA_EARG, "not a string");
    json_decref(metadata);
    cria_safetensors_abort(NULL);
    cria_safetensors_close(NULL);
}

static void halves_convert_exactly(void **state)
{
    (void)state;
    static const struct {
        uint16_t half;
        float value;
    } cases[] = {{0x3C00, 1},          {0xC000, -2},         {0x7BFF, 65504},
                 {0x0001, 0x1p-24f},   {0x03FF, 0x3FFp-24f}, {0x0400, 0x1p-14f},
                 {0x3555, 0x1.554p-2f}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(fabsf(cria_f32_from_f16(cases[i].half) - cases[i].value) <= 0);
    assert_true(isinf(cria_f32_from_f16(0x7C00)) && cria_f32_from_f16(0xFC00) < 0);
    assert_true(signbit(cria_f32_from_f16(0x8000)));
    for (uint32_t half = 0; half < 0x10000; half++) { // there and back: every value is kept
        const float f = cria_f32_from_f16((uint16_t)half),
                    b = cria_f32_from_bf16((uint16_t)half);
        if (!isnan(f) && cria_f16_from_f32(f) != half)
            fail_msg("f16 %04x", half);
        if (!isnan(b) && cria_bf16_from_f32(b) != half)
            fail_msg("bf16 %04x", half);
        assert_int_equal(isnan(f), (half & 0x7C00) == 0x7C00 && (half & 0x3FF));
        assert_int_equal(isnan(cria_f32_from_f16(cria_f16_from_f32(b))), isnan(b));
    }
    const uint32_t low_bits = 0x7F800001; // a NaN that is told from infinity by its last bit
    float nan;
    memcpy(&nan, &low_bits, sizeof nan);
    assert_true(isnan(cria_f32_from_bf16(cria_bf16_from_f32(nan))));
    assert_true(isnan(cria_f32_from_f16(cria_f16_from_f32(nan))));
}

// Between two neighbours the middle goes to the even one, and what is next to it to its side.
static void rounding_is_to_nearest_even(void **state)
{
    (void)state;
    for (uint16_t half = 0; half < 0x7BFF; half++) {
        const float low = cria_f32_from_f16(half),
                    high = cria_f32_from_f16((uint16_t)(half + 1));
        const float middle = (float)(((double)low + (double)high) / 2);
        const uint16_t even = half & 1 ? (uint16_t)(half + 1) : half;
        assert_int_equal(cria_f16_from_f32(middle), even);
        assert_int_equal(cria_f16_from_f32(-middle), even | 0x8000);
        assert_int_equal(cria_f16_from_f32(nextafterf(middle, 0)), half);
        assert_int_equal(cria_f16_from_f32(nextafterf(middle, high * 2)), half + 1);
    }
    assert_int_equal(cria_f16_from_f32(65519.996f), 0x7BFF);
    assert_int_equal(cria_f16_from_f32(65520), 0x7C00);
    assert_int_equal(cria_f16_from_f32(-1e30f), 0xFC00);
    assert_int_equal(cria_bf16_from_f32(0x1.01p0f), 0x3F80);
    assert_int_equal(cria_bf16_from_f32(0x1.03p0f), 0x3F82);
    assert_int_equal(cria_bf16_from_f32(0x1.fffffep127f), 0x7F80);
}

static void tensors_become_f32(void **state)
{
    (void)state;
    char place[1 + 2 * sizeof(double)]; // unaligned on purpose
    const double doubles[] = {0.1, -3};
    const uint16_t halves[] = {0x3C00, 0x0001}, brains[] = {0x3F80, 0xC040};
    const struct {
        cria_dtype dtype;
        const void *data;
        size_t bytes;
        float expected[2];
    } cases[] = {{CRIA_F64, doubles, 16, {0.1f, -3}},
                 {CRIA_F16, halves, 4, {1, 0x1p-24f}},
                 {CRIA_BF16, brains, 4, {1, -3}}};
    for (size_t i = 0; i < 3; i++) {
        memcpy(place + 1, cases[i].data, cases[i].bytes);
        const cria_tensor t = {.name = "t",
                               .dtype = cases[i].dtype,
                               .rank = 1,
                               .shape = {2},
                               .data = place + 1,
                               .bytes = cases[i].bytes};
        float out[2];
        assert_ok(cria_tensor_to_f32(out, 2, &t));
        assert_memory_equal(out, cases[i].expected, sizeof out);
        assert_fails(cria_tensor_to_f32(out, 3, &t), CRIA_EFORMAT,
                     "has 2 elements, expected 3");
    }
    const cria_tensor ids = {.name = "ids", .dtype = CRIA_U16};
    assert_fails(cria_tensor_to_f32(NULL, 0, &ids), CRIA_EFORMAT, "holds U16");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(short_files_are_refused),
        cmocka_unit_test(legal_oddities_are_read),
        cmocka_unit_test(written_files_return),
        cmocka_unit_test(writer_checks_its_caller),
        cmocka_unit_test(halves_convert_exactly),
        cmocka_unit_test(rounding_is_to_nearest_even),
        cmocka_unit_test(tensors_become_f32),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
