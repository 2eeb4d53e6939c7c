// One HTTP request, and a download that is cut off, against a small server (http_server.py):
// what is sent, what is understood of the answer, and the bounds.
#include "scratch.h"

#include "base/clock.h"
#include "fetch/download.h"
#include "fetch/http.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t server;
static int port;
static cria_http *http;
static cria_http_reply reply;

static const char *address(const char *path)
{
    static char url[128];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
    return url;
}

static int start(void **state)
{
    int ends[2];
    char script[512], line[16] = "";
    const char *source = getenv("CRIA_TEST_SOURCE");
    snprintf(script, sizeof script, "%s/tests/fetch/http_server.py", source ? source : ".");
    if (scratch_open(state) != 0 || pipe(ends) != 0 || (server = fork()) < 0)
        return -1;
    if (server == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execlp("python3", "python3", script, scratch("log"), (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *said = fdopen(ends[0], "r");
    if (said && fgets(line, sizeof line, said))
        port = atoi(line);
    if (said)
        fclose(said);
    setenv("no_proxy", "*", 1);
    return 0;
}

static int stop(void **state)
{
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    cria_http_close(http);
    cria_http_reply_free(&reply);
    return scratch_close(state);
}

static void get(const char *path)
{
    const cria_http_request request = {.url = address(path)};
    assert_ok(cria_http_get(http, &request, &reply));
}

static void a_request_says_who_asks(void **state)
{
    (void)state;
    get("/echo?a=%C3%A6");
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.trouble, "");
    assert_string_equal(reply.content_type, "text/plain");
    assert_non_null(strstr(reply.body.data, "cria/"));
    assert_non_null(strstr(reply.body.data, " (me@example.org) libcurl/"));
    assert_non_null(strstr(reply.body.data, "|Bearer secret|/echo?a=%C3%A6"));
    assert_true(reply.network > (int64_t)reply.body.length);
}

static void answers_are_understood(void **state)
{
    (void)state;
    get("/busy");
    assert_int_equal(reply.status, 429);
    assert_true(reply.retry_after == 7);
    get("/moved"); // what the first answer said is forgotten
    assert_int_equal(reply.status, 200);
    assert_true(reply.retry_after < 0);
    assert_string_equal(reply.validator, "");
    assert_null(strstr(reply.body.data, "elsewhere"));
    get("/round");
    assert_true(reply.hopeless && reply.trouble[0]);
    const cria_http_request bad = {.url = "file:///etc/passwd"};
    assert_ok(cria_http_get(http, &bad, &reply));
    assert_true(reply.hopeless && reply.trouble[0] && reply.body.length == 0);
    const cria_http_request nobody = {.url = "http://127.0.0.1:1/"};
    assert_ok(cria_http_get(http, &nobody, &reply));
    assert_true(!reply.hopeless && reply.trouble[0] && reply.status == 0);
}

static void a_damaged_packing_is_named(void **state)
{
    (void)state;
    static const char *const path[] = {"/unpackable", "/unpackable-at-once"};
    for (int i = 0; i < 2; i++) {
        get(path[i]);
        assert_true(!reply.hopeless);
        assert_non_null(strstr(reply.trouble, "packing"));
    }
}

static void a_dripping_answer_is_given_up(void **state)
{
    (void)state;
    const double begin = cria_clock();
    get("/drip");
    assert_true(reply.trouble[0] && !reply.hopeless);
    assert_true(cria_clock() - begin < 8);
}

static void an_answer_is_bounded(void **state)
{
    (void)state;
    get("/huge");
    assert_non_null(strstr(reply.trouble, "more than"));
    assert_true(reply.body.length <= CRIA_HTTP_BODY_MAX);
}

// ---- downloads

static cria_fetch_report report;

static cria_status download(const char *path, int64_t retries)
{
    const cria_fetch_options options = {.timeout = 2, .retries = retries};
    cria_store *store = NULL;
    cria_talk talk = {0};
    report = (cria_fetch_report){0};
    cria_status status = cria_store_open(&store, scratch("pages.db"), CRIA_STORE_WRITE);
    if (status == CRIA_OK)
        status = cria_talk_open(&talk, &options, store, "pages.db", &report);
    if (status == CRIA_OK)
        status = cria_download(&talk, address(path), scratch("file"));
    cria_talk_close(&talk);
    cria_store_close(store);
    return status;
}

static void check_document(bool reversed)
{
    cria_buffer bytes = {0};
    assert_ok(cria_file_read(&bytes, scratch("file"), 1 << 20));
    assert_int_equal(bytes.length, 200000);
    for (size_t i = 0; i < bytes.length; i++) {
        const size_t at = reversed ? bytes.length - 1 - i : i;
        assert_int_equal((unsigned char)bytes.data[i], at * 7 % 251);
    }
    cria_buffer_free(&bytes);
}

static void a_download_goes_on_where_it_was_cut(void **state)
{
    (void)state;
    get("/cut"); // two of the following are cut after 50,000 bytes
    assert_ok(download("/document", 2));
    check_document(false);
    assert_int_equal(report.requests, 3);
    assert_true(report.network > 200000 && report.network < 210000);
    assert_ok(download("/document", 2)); // it is whole
    assert_int_equal(report.requests, 0);
}

static void another_document_is_begun_anew(void **state)
{
    (void)state;
    assert_int_equal(unlink(scratch("file")), 0);
    get("/cut");
    assert_fails(download("/document", 1), CRIA_ENET, "in a row"); // as if it were killed
    assert_true(report.network < 60000);
    get("/edition");
    assert_ok(download("/document", 2));
    check_document(true);
    assert_fails(download("/nowhere", 2), CRIA_ENET, "404");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_says_who_asks),
        cmocka_unit_test(answers_are_understood),
        cmocka_unit_test(a_damaged_packing_is_named),
        cmocka_unit_test(a_dripping_answer_is_given_up),
        cmocka_unit_test(an_answer_is_bounded),
        cmocka_unit_test(a_download_goes_on_where_it_was_cut),
        cmocka_unit_test(another_document_is_begun_anew),
    };
    const cria_http_settings settings = {
        .contact = "me@example.org", .token = "secret", .timeout = 2};
    if (system("python3 -c pass >/dev/null 2>&1") != 0) {
        puts("skipped: no python3");
        return 77;
    }
    if (cria_http_open(&http, &settings) != CRIA_OK)
        return 1;
    return cmocka_run_group_tests(tests, start, stop);
}
