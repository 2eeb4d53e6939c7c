// Event files: the checksum's known answers, and records that an independent reading of the
// format finds whole.
#include "format/events.h"
#include "scratch.h"

#include <math.h>

static void checksum_known_answers(void **state)
{
    (void)state;
    const unsigned char zeros[32] = {0};
    assert_int_equal(cria_crc32c("123456789", 9), 0xE3069283u);
    assert_int_equal(cria_crc32c("", 0), 0);
    assert_int_equal(cria_crc32c(zeros, 32), 0x8A9136AAu);
}

static uint64_t fixed(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | at[bytes];
    return value;
}

static uint32_t unmasked(uint32_t masked)
{
    const uint32_t rotated = masked - 0xA282EAD8u;
    return rotated >> 17 | rotated << 15;
}

// Checks the frame of the record at *at and returns its content.
static const unsigned char *next_record(const unsigned char **at, const unsigned char *end,
                                        size_t *length)
{
    assert_true(end - *at >= 16);
    *length = (size_t)fixed(*at, 8);
    assert_int_equal(unmasked((uint32_t)fixed(*at + 8, 4)), cria_crc32c(*at, 8));
    const unsigned char *const data = *at + 12;
    assert_true((size_t)(end - data) >= *length + 4);
    assert_int_equal(unmasked((uint32_t)fixed(data + *length, 4)), cria_crc32c(data, *length));
    *at = data + *length + 4;
    return data;
}

static void records_are_framed(void **state)
{
    (void)state;
    cria_events *e, *second;
    assert_ok(cria_events_open(&e, scratch("events/run")));
    assert_ok(cria_events_open(&second, scratch("events/run"))); // in the same second
    assert_ok(cria_events_scalar(e, 300, "loss", 1.5));
    assert_ok(cria_events_scalar(e, (int64_t)1 << 40, "loss", (double)NAN));
    assert_ok(cria_events_flush(e));
    cria_names names;
    assert_ok(cria_directory_list(&names, scratch("events/run")));
    assert_int_equal(names.count, 2);
    char *path;
    assert_ok(cria_path_join(&path, scratch("events/run"), names.name[0]));
    assert_memory_equal(names.name[0], "events.out.tfevents.", 20);
    cria_buffer file = {0};
    assert_ok(cria_file_read(&file, path, 1 << 16));
    const unsigned char *at = (const unsigned char *)file.data, *const end = at + file.length;
    size_t length;
    const unsigned char *data = next_record(&at, end, &length);
    assert_int_equal(data[0], 0x09); // wall time
    assert_memory_equal(data + 9,
                        "\x1A\x0D"
                        "brain.Event:2",
                        15);
    assert_int_equal(length, 24);
    data = next_record(&at, end, &length);
    // step 300; summary of 13 bytes; value of 11; tag "loss"; simple value 1.5
    assert_memory_equal(data + 9, "\x10\xAC\x02\x2A\x0D\x0A\x0B\x0A\x04loss\x15\0\0\xC0\x3F",
                        18);
    assert_int_equal(length, 27);
    next_record(&at, end, &length);
    assert_ptr_equal(at, end);
    cria_buffer_free(&file);
    cria_free(path);
    cria_names_free(&names);
    cria_events_close(e);
    cria_events_close(second);
    cria_events_close(NULL);
    assert_fails(cria_events_open(&e, "/proc/none"), CRIA_EIO, "/proc/none");
    assert_null(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksum_known_answers),
        cmocka_unit_test(records_are_framed),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
