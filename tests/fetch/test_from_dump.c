// The way from a dump into the store, with a reader of invented pages in the place of dump.c:
// which pages are kept, what happens on a second reading, a fault, and an older dump.
#include "scratch.h"

#include "fetch/dump.h"
#include "fetch/fetch.h"

static struct {
    int64_t revision; // of every page
    int scans;        // pages of volume 1
    size_t length;    // of a text; 0: "text"
    const char *seen; // the store as another sees it behind the last of them
    int64_t stored;   // that many pages
    cria_status end;  // what the reader returns at last
    int readings;
    const char *path;
} dump;

static int64_t count(const char *name, int64_t ns);

static char long_text[1 << 20];

static cria_status give(cria_store_taker *take, void *context, int64_t ns, const char *title)
{
    const cria_wiki_page page = {.ns = ns,
                                 .page_id = 1,
                                 .revision = dump.revision,
                                 .quality = -1,
                                 .title = title,
                                 .timestamp = "",
                                 .sha1 = "",
                                 .text = dump.length ? long_text : "text",
                                 .length = dump.length ? dump.length : 4};
    return take(context, &page);
}

cria_status cria_dump_read(const char *path, cria_store_taker *take, void *context,
                           cria_dump_report *report)
{
    static const struct {
        int64_t ns;
        const char *title;
    } rows[] = {
        {0, "Work"},
        {0, "Work/Abbey"},
        {0, "Work/A/B: c"},
        {0, "Workshop"},
        {0, "Another/Abbey"},
        {104, "Page:Scan 01.djvu"},
        {104, "Page:Scan 011.djvu/1"},
        {104, "Page:Scan 02.djvu/1"},
        {104, "Page:Scan 03.djvu/1"},
    };
    char title[64];
    dump.readings++;
    dump.path = path;
    *report = (cria_dump_report){0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CRIA_TRY(give(take, context, rows[i].ns, rows[i].title));
    for (int i = 1; i <= dump.scans; i++) {
        snprintf(title, sizeof title, "Page:Scan 01.djvu/%d", i);
        CRIA_TRY(give(take, context, 104, title));
    }
    if (dump.seen)
        dump.stored = count(dump.seen, 104);
    return dump.end == CRIA_OK ? CRIA_OK : cria_fail(dump.end, "cut at 7");
}

static cria_fetch_options options = {.source = CRIA_FETCH_DUMP,
                                     .endpoint = "https://en.wikisource.org/w/api.php",
                                     .work = "Work",
                                     .index = "Scan_%.djvu",
                                     .volumes = "1,3",
                                     .dump = "dump.xml",
                                     .licence = "CC BY-SA 4.0",
                                     .batch = 50,
                                     .timeout = 2,
                                     .retries = 2,
                                     .stubs = true};

static cria_fetch_report run(const char *name)
{
    cria_fetch_report report;
    assert_ok(cria_fetch_run(&options, scratch(name), &report));
    return report;
}

static cria_status count_one(void *context, const char *title)
{
    (void)title;
    ++*(int64_t *)context;
    return CRIA_OK;
}

static int64_t count(const char *name, int64_t ns)
{
    cria_store *store;
    int64_t n = 0;
    assert_ok(cria_store_open(&store, scratch(name), CRIA_STORE_READ));
    assert_ok(cria_store_titles(store, ns, "", count_one, &n));
    cria_store_close(store);
    return n;
}

static void the_works_pages_are_kept(void **state)
{
    (void)state;
    cria_store *store;
    cria_buffer text = {0};
    bool found;
    dump.revision = 5;
    dump.scans = 1000;
    assert_int_equal(run("a.db").pages, 1004);
    assert_string_equal(dump.path, "dump.xml");
    assert_int_equal(count("a.db", 0), 3);
    assert_int_equal(count("a.db", 104), 1001);
    assert_ok(cria_store_open(&store, scratch("a.db"), CRIA_STORE_READ));
    assert_ok(cria_store_state_get(store, "site", &text, &found));
    assert_string_equal(text.data, "https://en.wikisource.org");
    assert_ok(cria_store_state_get(store, "licence", &text, &found));
    assert_true(found);
    cria_store_close(store);
    cria_buffer_free(&text);
    options.stubs = false;
    (void)run("b.db");
    assert_int_equal(count("b.db", 0), 0);
    options.stubs = true;
}

static void a_dump_is_read_once(void **state)
{
    (void)state;
    dump.readings = 0;
    assert_int_equal(run("a.db").pages, 0);
    assert_int_equal(dump.readings, 0);
    options.update = true;
    assert_int_equal(run("a.db").unchanged, 1004);
    dump.revision = 6;
    assert_int_equal(run("a.db").pages, 1004);
    dump.revision = 4; // an older dump changes nothing
    assert_int_equal(run("a.db").pages, 0);
    assert_int_equal(dump.readings, 3);
    options.update = false;
    options.volumes = "1-3"; // more is sought in it
    assert_int_equal(run("a.db").pages, 1);
    options.volumes = "1,3";
    assert_int_equal(run("a.db").pages, 0);
    assert_int_equal(dump.readings, 5);
}

static void what_came_before_a_fault_stays(void **state)
{
    (void)state;
    cria_fetch_report report;
    dump.end = CRIA_EFORMAT;
    assert_fails(cria_fetch_run(&options, scratch("c.db"), &report), CRIA_EFORMAT, "cut at 7");
    assert_int_equal(count("c.db", 104), 1001);
    dump.end = CRIA_OK;
    dump.readings = 0;
    dump.scans = 1010;
    report = run("c.db");
    assert_int_equal(dump.readings, 1);
    assert_int_equal(report.unchanged, 1004);
    assert_int_equal(report.pages, 10);
}

static cria_fetch_options wrong_titles(void)
{
    cria_fetch_options o = options;
    o.work = "Wark";
    o.index = "Scam %.djvu";
    return o;
}

// A wrong title is an error, and the store is free for the right one.
static void a_work_without_pages_is_refused(void **state)
{
    (void)state;
    cria_fetch_report report;
    cria_fetch_options o = wrong_titles();
    dump.readings = 0;
    for (int i = 0; i < 2; i++)
        assert_fails(cria_fetch_run(&o, scratch("e.db"), &report), CRIA_EARG, "'Scam %.djvu'");
    assert_int_equal(dump.readings, 2); // it was not noted as done
    assert_true(run("e.db").pages > 1000);
    o.index = "Index:Scan %.djvu"; // the scans are there, the articles' own pages are not
    assert_ok(cria_fetch_run(&o, scratch("f.db"), &report));
    assert_true(report.pages > 1000);
    o.work = "Some_work"; // as an address has it; the articles' titles have blanks
    cria_buffer work = {0};
    cria_store *store;
    bool found;
    assert_ok(cria_fetch_run(&o, scratch("g.db"), &report));
    assert_ok(cria_store_open(&store, scratch("g.db"), CRIA_STORE_READ));
    assert_ok(cria_store_state_get(store, "work", &work, &found));
    assert_string_equal(work.data, "Some work");
    cria_store_close(store);
    cria_buffer_free(&work);
}

// A first try that failed before any page came leaves no claim but the next one's, and all of it.
static void a_store_keeps_to_its_wiki(void **state)
{
    (void)state;
    cria_fetch_report report;
    cria_fetch_options o = wrong_titles();
    dump.end = CRIA_EFORMAT;
    assert_fails(cria_fetch_run(&o, scratch("i.db"), &report), CRIA_EFORMAT, "cut at 7");
    dump.end = CRIA_OK;
    assert_true(run("i.db").pages > 30);
    o = options;
    o.endpoint = "https://example.org/api.php";
    assert_fails(cria_fetch_run(&o, scratch("i.db"), &report), CRIA_EARG, "endpoint");
}

// A kill costs the last stretch of a dump, not all that was read.
static void long_texts_are_written_soon(void **state)
{
    (void)state;
    memset(long_text, 'x', sizeof long_text - 1);
    dump.revision = 5;
    dump.scans = 31;
    dump.length = sizeof long_text - 1;
    dump.seen = "h.db";
    assert_int_equal(run("h.db").pages, 35);
    assert_in_range(dump.stored, 16, 32);
    assert_int_equal(count("h.db", 104), 32);
    dump.length = 0;
    dump.seen = NULL;
}

static void options_are_checked(void **state)
{
    (void)state;
    cria_fetch_report report;
    const char *out = scratch("d.db");
    cria_fetch_options o = options;
    o.dump = NULL;
    assert_fails(cria_fetch_run(&o, out, &report), CRIA_EARG, "go together");
    o.dump = "https://dumps.wikimedia.org/x.xml.bz2";
    assert_fails(cria_fetch_run(&o, out, &report), CRIA_EARG, "--contact");
    o.contact = "me\r\nX-Evil: 1";
    assert_fails(cria_fetch_run(&o, out, &report), CRIA_EARG, "--contact");
    o = options;
    o.work = "A|B";
    assert_fails(cria_fetch_run(&o, out, &report), CRIA_EARG, "--work");
    o.work = "";
    assert_fails(cria_fetch_run(&o, out, &report), CRIA_EARG, "--work");
    assert_false(cria_path_exists(out));
    o.work = "Another";
    assert_fails(cria_fetch_run(&o, scratch("a.db"), &report), CRIA_EARG, "'Work'");
    setenv("CRIA_WIKI_TOKEN", "secret", 1);
    o.source = CRIA_FETCH_API;
    o.dump = NULL;
    o.endpoint = "http://example.org/api.php";
    assert_fails(cria_fetch_run(&o, out, &report), CRIA_EARG, "https only");
    unsetenv("CRIA_WIKI_TOKEN");
}

static void the_plan_knows_the_britannica(void **state)
{
    (void)state;
    int64_t all, left;
    double seconds;
    const cria_fetch_options whole = {.endpoint = "https://en.wikisource.org/w/api.php",
                                      .work = "1911 Encyclopædia Britannica",
                                      .index = "EB1911 - Volume %.djvu",
                                      .volumes = "1-28",
                                      .batch = 50,
                                      .interval = 1,
                                      .stubs = true};
    assert_ok(cria_fetch_plan(&whole, scratch("none.db"), &all, &left, &seconds));
    assert_true(all > 1350 && all < 1420); // 567 + 28 and about 780
    assert_true(left == all && seconds >= (double)all);
    assert_ok(cria_fetch_plan(&options, scratch("none.db"), &all, &left, &seconds));
    assert_true(all == 0 && left == 0 && seconds <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_works_pages_are_kept),
        cmocka_unit_test(a_dump_is_read_once),
        cmocka_unit_test(what_came_before_a_fault_stays),
        cmocka_unit_test(a_work_without_pages_is_refused),
        cmocka_unit_test(a_store_keeps_to_its_wiki),
        cmocka_unit_test(long_texts_are_written_soon),
        cmocka_unit_test(options_are_checked),
        cmocka_unit_test(the_plan_knows_the_britannica),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
