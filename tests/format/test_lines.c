// Lines, plain and packed: what is written returns, and what is cut or corrupt is refused.
#include "format/lines.h"
#include "scratch.h"

enum { LINES = 4000, LIMIT = 1 << 20 };

// Lines of many lengths, some longer than any chunk of the reader.
static size_t make_line(char *out, int i)
{
    const size_t length = i == 1500 ? 500000 : i % 50 == 0 ? 0 : (size_t)(i * 37 % 300);
    for (size_t c = 0; c < length; c++)
        out[c] = (char)('a' + ((size_t)i * 7 + c * c) % 26);
    if (length > 3)
        out[2] = '\0'; // a NUL is a character like another
    return length;
}

static void write_all(const char *path)
{
    static char line[500001];
    cria_line_writer *w;
    assert_ok(cria_line_writer_open(&w, path));
    for (int i = 0; i < LINES; i++) {
        const size_t length = make_line(line, i);
        assert_ok(cria_line_put(w, line, length));
    }
    assert_ok(cria_line_writer_commit(w));
}

static void check_all(const char *path)
{
    static char expected[500001];
    cria_line_reader *r;
    const char *line;
    size_t length;
    assert_ok(cria_line_reader_open(&r, path, LIMIT));
    for (int i = 0; i < LINES; i++) {
        assert_ok(cria_line_next(r, &line, &length));
        assert_non_null(line);
        assert_int_equal(length, make_line(expected, i));
        assert_memory_equal(line, expected, length);
        assert_int_equal(line[length], '\0');
        assert_int_equal(cria_line_number(r), i + 1);
    }
    assert_ok(cria_line_next(r, &line, &length));
    assert_null(line);
    assert_ok(cria_line_next(r, &line, &length));
    assert_null(line);
    cria_line_reader_close(r);
}

// Reads to the end or the first failure.
static cria_status read_status(const char *path, size_t limit)
{
    cria_line_reader *r;
    CRIA_TRY(cria_line_reader_open(&r, path, limit));
    const char *line;
    size_t length;
    cria_status status;
    do
        status = cria_line_next(r, &line, &length);
    while (status == CRIA_OK && line);
    cria_line_reader_close(r);
    return status;
}

static void lines_return_as_written(void **state)
{
    (void)state;
    write_all(scratch("a.txt"));
    check_all(scratch("a.txt"));
    write_all(scratch("a.zst"));
    check_all(scratch("a.zst"));
    cria_buffer plain = {0}, packed = {0};
    assert_ok(cria_file_read(&plain, scratch("a.txt"), 1 << 24));
    assert_ok(cria_file_read(&packed, scratch("a.zst"), 1 << 24));
    assert_true(packed.length < plain.length);
    // A packed file is known by its bytes, not by its name; frames may follow one another, and
    // skippable ones may stand before them.
    cria_buffer joined = {0};
    assert_ok(cria_buffer_append(&joined, "\x50\x2A\x4D\x18\x03\0\0\0abc", 11));
    assert_ok(cria_buffer_append(&joined, packed.data, packed.length));
    assert_ok(cria_file_write(scratch("named.txt"), joined.data, joined.length));
    check_all(scratch("named.txt"));
    cria_buffer_free(&joined);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

static void ends_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int lines;
    } cases[] = {{"", 0}, {"\n", 1}, {"a", 1}, {"a\n", 1}, {"a\n\n", 2}, {"a\r\nb", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_ok(cria_file_write(scratch("e"), cases[i].text, strlen(cases[i].text)));
        cria_line_reader *r;
        assert_ok(cria_line_reader_open(&r, scratch("e"), 10));
        const char *line;
        size_t length;
        int count = -1;
        do {
            assert_ok(cria_line_next(r, &line, &length));
            count++;
        } while (line);
        assert_int_equal(count, cases[i].lines);
        assert_int_equal(cria_line_number(r), cases[i].lines);
        cria_line_reader_close(r);
    }
}

static void lines_are_bounded(void **state)
{
    (void)state;
    assert_ok(cria_file_write(scratch("b"), "12345\n123456\n", 13));
    assert_ok(read_status(scratch("b"), 6));
    assert_fails(read_status(scratch("b"), 5), CRIA_ELIMIT, "line 2: longer than");
    assert_fails(read_status(scratch("a.txt"), 400000), CRIA_ELIMIT, "line 1501");
    assert_fails(read_status(scratch("a.zst"), 400000), CRIA_ELIMIT, "line 1501");
}

static void broken_packing_is_refused(void **state)
{
    (void)state;
    cria_buffer packed = {0};
    assert_ok(cria_file_read(&packed, scratch("a.zst"), 1 << 24));
    const size_t cuts[] = {5, 9, packed.length / 2, packed.length - 4, packed.length - 1};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        assert_ok(cria_file_write(scratch("cut.zst"), packed.data, cuts[i]));
        assert_fails(read_status(scratch("cut.zst"), LIMIT), CRIA_EFORMAT, "ends too early");
    }
    packed.data[packed.length / 2] ^= 0x10;
    assert_ok(cria_file_write(scratch("bad.zst"), packed.data, packed.length));
    assert_fails(read_status(scratch("bad.zst"), LIMIT), CRIA_EFORMAT, "corrupt");
    packed.data[packed.length / 2] ^= 0x10;
    assert_ok(cria_buffer_puts(&packed, "garbage behind"));
    assert_ok(cria_file_write(scratch("bad.zst"), packed.data, packed.length));
    assert_fails(read_status(scratch("bad.zst"), LIMIT), CRIA_EFORMAT, "corrupt");
    cria_buffer_free(&packed);
}

static void faults_of_files_are_statuses(void **state)
{
    (void)state;
    cria_line_writer *w;
    assert_fails(read_status(scratch("none"), 9), CRIA_EIO, "none");
    assert_fails(read_status(scratch_folder, 9), CRIA_EIO, "directory");
    assert_fails(cria_line_writer_open(&w, scratch("no/x.zst")), CRIA_EIO, "no/x.zst");
    assert_null(w);
    assert_ok(cria_line_writer_open(&w, scratch("c.zst")));
    assert_fails(cria_line_put(w, "a\nb", 3), CRIA_EARG, "newline");
    cria_line_writer_abort(w);
    assert_false(cria_path_exists(scratch("c.zst")));
    assert_ok(cria_line_writer_open(&w, "/dev/full"));
    assert_ok(cria_line_put(w, "x", 1));
    assert_fails(cria_line_writer_commit(w), CRIA_EIO, "No space");
    cria_line_writer_abort(NULL);
    cria_line_reader_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_return_as_written),
        cmocka_unit_test(ends_are_exact),
        cmocka_unit_test(lines_are_bounded),
        cmocka_unit_test(broken_packing_is_refused),
        cmocka_unit_test(faults_of_files_are_statuses),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
