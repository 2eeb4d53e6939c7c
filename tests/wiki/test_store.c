// A store survives its writer: what a killed transaction left is undone by whoever opens it
// next, even a reader; and a reader changes nothing.
#include "scratch.h"

#include "wiki/store.h"

enum { MANY = 4000 }; // more than SQLite holds back in memory

static cria_status count_one(void *context, const char *title)
{
    (void)title;
    ++*(int64_t *)context;
    return CRIA_OK;
}

static void put(cria_store *s, int number, const char *text)
{
    char title[32];
    snprintf(title, sizeof title, "Page:X/%d", number);
    const cria_wiki_page page = {.ns = CRIA_WIKI_PAGE,
                                 .page_id = number,
                                 .revision = number,
                                 .quality = -1,
                                 .title = title,
                                 .timestamp = "",
                                 .sha1 = "",
                                 .text = text,
                                 .length = strlen(text)};
    assert_ok(cria_store_put(s, &page));
}

static void copy(const char *from, const char *to)
{
    cria_buffer bytes = {0};
    assert_ok(cria_file_read(&bytes, from, 1 << 28));
    assert_ok(cria_file_write(to, bytes.data, bytes.length));
    cria_buffer_free(&bytes);
}

static void a_killed_transaction_is_undone(void **state)
{
    (void)state;
    static char text[2000];
    cria_store *s;
    cria_wiki_page page;
    bool found;
    int64_t count = 0;
    memset(text, 'x', sizeof text - 1);
    assert_ok(cria_store_open(&s, scratch("a.db"), CRIA_STORE_WRITE));
    assert_ok(cria_store_begin(s));
    for (int i = 0; i < MANY; i++)
        put(s, i, "whole");
    assert_ok(cria_store_commit(s));
    assert_ok(cria_store_begin(s));
    for (int i = 0; i < MANY; i++)
        put(s, i, text);
    // What a kill at this moment leaves.
    copy(scratch("a.db"), scratch("b.db"));
    copy(scratch("a.db-journal"), scratch("b.db-journal"));
    cria_store_close(s);
    assert_ok(cria_store_open(&s, scratch("b.db"), CRIA_STORE_READ));
    assert_ok(cria_store_titles(s, CRIA_WIKI_PAGE, "", count_one, &count));
    assert_int_equal(count, MANY);
    assert_ok(cria_store_get(s, "Page:X/7", &page, &found));
    assert_true(found);
    assert_string_equal(page.text, "whole");
    cria_store_close(s);
}

static void a_reader_changes_nothing(void **state)
{
    (void)state;
    cria_store *s;
    assert_fails(cria_store_open(&s, scratch("none.db"), CRIA_STORE_READ), CRIA_EIO, "none.db");
    assert_false(cria_path_exists(scratch("none.db")));
    assert_ok(cria_store_open(&s, scratch("b.db"), CRIA_STORE_READ));
    assert_fails(cria_store_remove(s, "Page:X/7"), CRIA_EIO, "removing");
    cria_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_transaction_is_undone),
        cmocka_unit_test(a_reader_changes_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
