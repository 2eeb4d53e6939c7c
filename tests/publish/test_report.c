// The report on a finished run: its Markdown line for line, its HTML's safety, and what becomes
// of runs that lack things or lie.
#include "publish/plot.h"
#include "publish/report.h"
#include "publish/run_fixture.h"
#include "scratch.h"

#include <stdio.h>
#include <sys/stat.h>

static char *read_text(const char *path)
{
    cria_buffer text = {0};
    assert_ok(cria_file_read(&text, path, 1 << 24));
    assert_ok(cria_buffer_puts(&text, ""));
    return cria_buffer_take(&text);
}

static void report(const char *run)
{
    assert_ok(cria_report_write(&run, 1, NULL));
}

// The report on the run in `name`: its Markdown (cria_free).
static char *markdown_of(const char *name)
{
    char path[256];
    report(scratch(name));
    snprintf(path, sizeof path, "%s/report.md", scratch(name));
    return read_text(path);
}

// The same with `path` as PATH.
static char *markdown_with_path(const char *name, const char *path)
{
    char *kept = strdup(getenv("PATH") ? getenv("PATH") : "");
    setenv("PATH", path, 1);
    char *markdown = markdown_of(name);
    setenv("PATH", kept, 1);
    free(kept);
    return markdown;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' should not be in the text", part);
}

// ---- the whole, without plots, against tests/publish/report.md (CRIA_UPDATE=1 writes it
// again)

static void test_golden(void **state)
{
    (void)state;
    char path[512];
    const char *source = getenv("CRIA_TEST_SOURCE");
    snprintf(path, sizeof path, "%s/tests/publish/report.md", source ? source : ".");
    fixture_write(scratch("golden"));
    char *found = markdown_with_path("golden", scratch_folder);
    if (getenv("CRIA_UPDATE"))
        assert_ok(cria_file_write(path, found, strlen(found)));
    char *expected = read_text(path);
    if (strcmp(found, expected) != 0)
        fail_msg("the report differs from %s; it is:\n%s", path, found);
    cria_free(found);
    cria_free(expected);
}

static void test_html_is_inert(void **state)
{
    (void)state;
    char path[256];
    fixture_write(scratch("html"));
    report(scratch("html"));
    snprintf(path, sizeof path, "%s/report.html", scratch("html"));
    char *html = read_text(path);
    assert_has(html, "<title>Pocket &lt;script&gt;alert(1)&lt;/script&gt; &amp; `co|</title>");
    assert_has(html, "1|2 `miles` &lt;b&gt;wide&lt;/b&gt;.");
    assert_has(html, "A &lt;fast&gt; one");
    assert_lacks(html, "<script");
    assert_lacks(html, "<b>");
    assert_lacks(html, "http://www.w3.org/TR"); // the image's own declaration stays out
    assert_lacks(html, "src=");
    cria_free(html);
}

// ---- plots

static void test_plots(void **state)
{
    (void)state;
    char path[256];
    cria_buffer program = {0};
    const cria_status found = cria_plot_program(&program);
    cria_buffer_free(&program);
    if (found != CRIA_OK) {
        print_message("skipped: %s\n", cria_message());
        skip();
    }
    fixture_write(scratch("plots"));
    char *markdown = markdown_of("plots");
    assert_has(markdown, "(plots/report_teachers.svg)");
    assert_has(markdown, "(plots/report_students.svg)");
    assert_has(markdown, "(plots/report_divergence.svg)");
    assert_lacks(markdown, "is missing");
    snprintf(path, sizeof path, "%s/plots/report_students.svg", scratch("plots"));
    char *svg = read_text(path);
    assert_has(svg, "plain");
    assert_has(svg, "taught");
    assert_lacks(svg, "big.one");
    char *again = markdown_of("plots");
    char *svg_again = read_text(path);
    assert_string_equal(markdown, again);
    assert_string_equal(svg, svg_again);
    cria_free(markdown);
    cria_free(svg);
    cria_free(again);
    cria_free(svg_again);
}

static void write_program(const char *text)
{
    fixture_file(scratch("bin"), "gnuplot", text);
    char command[300];
    snprintf(command, sizeof command, "%s/gnuplot", scratch("bin"));
    assert_int_equal(chmod(command, 0755), 0);
}

static void test_gnuplot_fails(void **state)
{
    (void)state;
    write_program("#!/bin/sh\necho 'no terminal' >&2\nexit 3\n");
    fixture_write(scratch("broken"));
    char *markdown = markdown_with_path("broken", scratch("bin"));
    assert_has(markdown, "The plot of students is missing: gnuplot failed.");
    assert_has(markdown, "## What it cost");
    assert_lacks(markdown, ".svg");
    cria_free(markdown);
}

// ---- published rows stand beside the same examinations only

static void test_published(void **state)
{
    (void)state;
    fixture_write(scratch("published"));
    char *markdown = markdown_of("published");
    assert_lacks(markdown, "RoBERTa");
    cria_free(markdown);
    fixture_replace(scratch("published"), "\"suite\": \"pocket\"", "\"suite\": \"blimp\"");
    markdown = markdown_of("published"); // three paradigms do not make BLiMP
    assert_lacks(markdown, "RoBERTa");
    cria_free(markdown);
    fixture_replace(scratch("published"), "\"paradigms\": 3", "\"paradigms\": 67");
    fixture_replace(scratch("published"), "\"file\": \"exams/", "\"file\": \"none/");
    markdown = markdown_of("published");
    assert_has(markdown, "| *RoBERTa (published)* | *baseline* | *125 M* | *69.5* | *0.55* |");
    assert_has(
        markdown,
        "| *BabyLlama, 38 M words (published)* | *distilled student* | *58 M* | *66.4* | "
        "*1.14* |");
    assert_has(markdown, "not measured here");
    cria_free(markdown);
}

// ---- several runs

static void test_two_runs(void **state)
{
    (void)state;
    fixture_write(scratch("first"));
    fixture_write(scratch("second"));
    const char *const runs[] = {scratch("first"), scratch("second")};
    assert_ok(cria_report_write(runs, 2, scratch("both/side by side.html")));
    char *markdown = read_text(scratch("both/side by side.md"));
    assert_has(markdown, "# 2 runs beside each other");
    assert_has(markdown, "| first: big\\|one | teacher |");
    assert_has(markdown, "| second: big\\|one | teacher |");
    assert_has(markdown,
               "distilled minus plain (first: taught minus first: plain): +5.0 ± 1.0");
    assert_lacks(markdown, "first: taught minus second: plain");
    cria_free(markdown);
}

// ---- runs that lack things, or lie

static void write_manifest(const char *name, const char *text)
{
    fixture_file(scratch(name), "manifest.json", text);
}

static void test_nothing_measured(void **state)
{
    (void)state;
    write_manifest("empty", "{}");
    char *markdown = markdown_of("empty");
    assert_has(markdown, "# empty\n");
    assert_has(markdown, "No model was trained: nothing is measured.");
    assert_has(markdown, "| After cleaning | not measured | not measured |");
    cria_free(markdown);
    write_manifest("bare", "{\"stages\": [{\"name\": \"students/a\", \"kind\": \"student\"}]}");
    markdown = markdown_of("bare");
    assert_has(markdown, "No model was examined: scores are not measured.");
    assert_has(markdown, "| students/a | not measured | not measured |");
    cria_free(markdown);
}

static void test_wrong_types(void **state)
{
    (void)state;
    write_manifest(
        "wrong",
        "{\"recipe\": 7, \"title\": [], \"seed\": \"x\", \"started\": 9e99, \"seconds\": {},\n"
        "\"machine\": 3, \"stages\": [1, null, {\"kind\": 2}, {\"name\": \"clean\", \"kind\": "
        "\"clean\", \"facts\": {\"articles\": -5, \"words\": 1.5, \"counters\": {\"removed\": "
        "{\"tables\": \"many\"}, \"leak\": 4}}},\n"
        "{\"name\": \"students/a\", \"kind\": \"student\", \"facts\": {\"name\": 1, \"seed\": "
        "-1, \"parameters\": 0, \"eval_ce\": 1e308, \"teachers\": [1, 2], \"directory\": [], "
        "\"train_tokens\": 9223372036854775807, \"seconds\": 1e-300}},\n"
        "{\"name\": \"e\", \"kind\": \"exam\", \"facts\": {\"model\": \"students/a\", "
        "\"mean\": "
        "\"high\", \"file\": 5}},\n"
        "{\"name\": \"e\", \"kind\": \"exam\", \"facts\": {\"model\": \"nobody\"}},\n"
        "{\"name\": \"s\", \"kind\": \"samples\", \"outputs\": [\"x\"], \"facts\": {\"model\": "
        "\"students/a\", \"file\": \"manifest.json\"}}]}");
    char *markdown = markdown_of("wrong");
    assert_has(markdown, "# wrong\n");
    assert_has(markdown,
               "| **students/a** | **distilled student** | **0** | **not measured** |");
    assert_lacks(markdown, "nan");
    assert_lacks(markdown, "inf");
    assert_lacks(markdown, "(null)");
    cria_free(markdown);
}

// A manifest may not make the report show files outside its run.
static void test_files_outside(void **state)
{
    (void)state;
    static const char *const names[] = {"../secret.json", "exams/../../secret.json",
                                        "/etc/passwd"};
    fixture_file(scratch_folder, "secret.json",
                 "[{\"prompt\": \"secret prompt\", \"text\": \"secret text\"}]");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char to[64];
        fixture_write(scratch("outside"));
        snprintf(to, sizeof to, "\"file\": \"%s\"", names[i]);
        fixture_replace(scratch("outside"), "\"file\": \"samples/0.json\"", to);
        char *markdown = markdown_of("outside");
        assert_has(markdown, "The river of taught");
        assert_lacks(markdown, "secret");
        cria_free(markdown);
    }
}

static void test_no_run(void **state)
{
    (void)state;
    const char *none = scratch("none"), *list = scratch("list"), *text = scratch("text");
    assert_fails(cria_report_write(&none, 1, NULL), CRIA_EIO, "holds no finished run");
    write_manifest("list", "[]");
    assert_fails(cria_report_write(&list, 1, NULL), CRIA_EFORMAT, "expected an object");
    write_manifest("text", "{\"stages\": [}");
    assert_fails(cria_report_write(&text, 1, NULL), CRIA_EFORMAT, "manifest.json, column");
    assert_false(cria_path_exists(scratch("none/report.html")));
    fixture_write(scratch("named"));
    const char *named = scratch("named");
    assert_fails(cria_report_write(&named, 1, scratch("page.md")), CRIA_EARG, "HTML");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_html_is_inert),
        cmocka_unit_test(test_plots),
        cmocka_unit_test(test_gnuplot_fails),
        cmocka_unit_test(test_published),
        cmocka_unit_test(test_two_runs),
        cmocka_unit_test(test_nothing_measured),
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_files_outside),
        cmocka_unit_test(test_no_run),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
