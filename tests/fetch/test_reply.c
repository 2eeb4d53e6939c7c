// A table of answers, good and bad: none that is cut, foreign or an error passes as good, and
// no page without a text passes as an empty one.
#include "scratch.h"

#include "fetch/page_batch.h"
#include "fetch/reply.h"

#define JSON "application/json"

static const struct answer {
    long status;
    const char *type, *body, *trouble;
    cria_verdict verdict;
    const char *why; // part of it
} answers[] = {
    {200, JSON, "{\"batchcomplete\":true}", "", CRIA_REPLY_GOOD, ""},
    {200, JSON, "{\"continue\":{\"rvcontinue\":\"7\",\"continue\":\"||\"}}", "",
     CRIA_REPLY_GOOD, ""},
    {200, JSON, "{\"batchcomplete\":true,\"query\":{\"pages\":[]}}", "", CRIA_REPLY_GOOD, ""},
    {200, JSON, "{}", "", CRIA_REPLY_AGAIN, "complete"},
    {200, JSON, "[]", "", CRIA_REPLY_AGAIN, "no object"},
    {200, JSON, "", "", CRIA_REPLY_AGAIN, "empty"},
    {200, JSON, "{\"query\":{\"pages\":[{\"title\":\"x\\u12", "", CRIA_REPLY_AGAIN,
     "invalid JSON"},
    {200, JSON, "{\"batchcomplete\":true} ", "transfer closed", CRIA_REPLY_AGAIN,
     "transfer closed"},
    {200, "text/html", "{\"batchcomplete\":true}", "", CRIA_REPLY_AGAIN, "not JSON"},
    {200, "", "{\"batchcomplete\":true}", "", CRIA_REPLY_AGAIN, "not JSON"},
    {200, JSON, "{\"batchcomplete\":true,\"query\":{\"pages\":{\"1\":{}}}}", "",
     CRIA_REPLY_REFUSED, "formatversion"},
    {429, "text/plain", "Too\nmany", "", CRIA_REPLY_SLOWER, "429: Too many"},
    {503, "", "upstream", "", CRIA_REPLY_SLOWER, "503"},
    {500, JSON, "{\"batchcomplete\":true}", "", CRIA_REPLY_AGAIN, "500"},
    {502, "", "", "", CRIA_REPLY_AGAIN, "502"},
    {403, "", "no agent", "", CRIA_REPLY_REFUSED, "403: no agent"},
    {404, "text/html", "<title>Not here</title>", "", CRIA_REPLY_REFUSED, "404; is this"},
    {0, "", "", "Could not resolve host", CRIA_REPLY_AGAIN, "resolve"},
    {200, JSON, "{\"error\":{\"code\":\"maxlag\",\"info\":\"Waiting\",\"lag\":7}}", "",
     CRIA_REPLY_SLOWER, "maxlag"},
    {200, JSON,
     "{\"errors\":[{\"code\":\"maxlag\",\"text\":\"Waiting\"}],\"batchcomplete\":true}", "",
     CRIA_REPLY_SLOWER, "Waiting"},
    {200, JSON, "{\"error\":{\"code\":\"ratelimited\",\"info\":\"x\"}}", "", CRIA_REPLY_SLOWER,
     "ratelimited"},
    {200, JSON, "{\"error\":{\"code\":\"readonly\",\"info\":\"x\"}}", "", CRIA_REPLY_AGAIN,
     "readonly"},
    {200, JSON, "{\"error\":{\"code\":\"internal_api_error_DBQueryError\"}}", "",
     CRIA_REPLY_AGAIN, "DBQuery"},
    {200, JSON, "{\"error\":{\"code\":\"readonlyness\",\"info\":\"x\"}}", "",
     CRIA_REPLY_REFUSED, "readonlyness"},
    {200, JSON, "{\"errors\":[{\"code\":\"badvalue\",\"text\":\"what\"}]}", "",
     CRIA_REPLY_REFUSED, "what"},
};

static void answers_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const struct answer *a = &answers[i];
        cria_http_reply http = {.status = a->status, .retry_after = -1};
        cria_reply reply;
        snprintf(http.content_type, sizeof http.content_type, "%s", a->type);
        snprintf(http.trouble, sizeof http.trouble, "%s", a->trouble);
        assert_ok(cria_buffer_puts(&http.body, a->body));
        assert_ok(cria_reply_judge(&reply, &http));
        if (reply.verdict != a->verdict || !strstr(reply.why, a->why))
            fail_msg("row %zu: verdict %d, expected %d: '%s'", i, (int)reply.verdict,
                     (int)a->verdict, reply.why);
        assert_int_equal(reply.root != NULL, a->verdict == CRIA_REPLY_GOOD);
        cria_reply_free(&reply);
        cria_http_reply_free(&http);
    }
}

static void maxlag_waits_even_when_unsaid(void **state)
{
    (void)state;
    cria_http_reply http = {.status = 200, .content_type = JSON, .retry_after = -1};
    cria_reply reply;
    assert_ok(cria_buffer_puts(&http.body, "{\"error\":{\"code\":\"maxlag\"}}"));
    assert_ok(cria_reply_judge(&reply, &http));
    assert_true(reply.retry_after == 5);
    http.retry_after = 9;
    assert_ok(cria_reply_judge(&reply, &http));
    assert_true(reply.retry_after == 9);
    cria_http_reply_free(&http);
}

#define HEAD           "\"pageid\":7,\"ns\":104,\"title\":\"Page:X/7\""
#define REVISION(rest) "{" HEAD ",\"revisions\":[{\"revid\":9" rest "}]}"
#define CONTENT(text)  ",\"slots\":{\"main\":{\"content\":" text "}}"

static const struct member {
    const char *text;
    cria_reply_page_kind with_text, without;
} members[] = {
    {REVISION(CONTENT("\"x\"")), CRIA_PAGE_TEXT, CRIA_PAGE_TEXT},
    {REVISION(""), CRIA_PAGE_LACKING, CRIA_PAGE_TEXT},
    {REVISION(CONTENT("null")), CRIA_PAGE_LACKING, CRIA_PAGE_TEXT},
    {REVISION(CONTENT("\"\"")), CRIA_PAGE_LACKING, CRIA_PAGE_TEXT},
    {REVISION(CONTENT("\"a\\u0000b\"")), CRIA_PAGE_LACKING, CRIA_PAGE_TEXT},
    {REVISION(",\"sha1\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"" CONTENT("\"\"")),
     CRIA_PAGE_TEXT, CRIA_PAGE_TEXT},
    {REVISION(",\"sha1\":\"0000000000000000000000000000000000000000\"" CONTENT("\"\"")),
     CRIA_PAGE_LACKING, CRIA_PAGE_TEXT},
    {REVISION(",\"slots\":{\"main\":{\"texthidden\":true}}"), CRIA_PAGE_HIDDEN, CRIA_PAGE_TEXT},
    {REVISION(",\"slots\":{\"main\":{\"missing\":true}}"), CRIA_PAGE_HIDDEN, CRIA_PAGE_TEXT},
    {"{" HEAD "}", CRIA_PAGE_LACKING, CRIA_PAGE_LACKING},
    {"{" HEAD ",\"revisions\":[]}", CRIA_PAGE_LACKING, CRIA_PAGE_LACKING},
    {"{\"ns\":0,\"title\":\"Y\",\"missing\":true}", CRIA_PAGE_MISSING, CRIA_PAGE_MISSING},
    {"{\"pageid\":12,\"missing\":true}", CRIA_PAGE_MISSING, CRIA_PAGE_MISSING},
    {"{\"title\":\"|\",\"invalid\":true}", CRIA_PAGE_MISSING, CRIA_PAGE_MISSING},
    {"{}", CRIA_PAGE_LACKING, CRIA_PAGE_LACKING},
    {"\"x\"", CRIA_PAGE_LACKING, CRIA_PAGE_LACKING},
    {"{\"pageid\":\"7\",\"title\":5,\"revisions\":{}}", CRIA_PAGE_LACKING, CRIA_PAGE_LACKING},
};

static void pages_are_never_silently_empty(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_t *member;
        cria_wiki_page page;
        assert_ok(cria_json_parse(&member, members[i].text, strlen(members[i].text), "row"));
        const cria_reply_page_kind with = cria_reply_page(member, true, &page);
        const cria_reply_page_kind without = cria_reply_page(member, false, &page);
        if (with != members[i].with_text || without != members[i].without)
            fail_msg("row %zu: %d and %d", i, (int)with, (int)without);
        json_decref(member);
    }
}

static void scopes_know_their_pages(void **state)
{
    (void)state;
    const cria_scope scans = {.ns = 104, .prefix = "EB1911 - Volume 01.djvu/"};
    const cria_scope stubs = {.ns = 0, .prefix = "1911 Encyclopædia Britannica/"};
    const cria_scope root = {.ns = 0, .title = "work of mine"};
    assert_true(cria_scope_has(&scans, 104, "Page:EB1911 - Volume 01.djvu/42"));
    assert_true(cria_scope_has(&scans, 104, "Seite:EB1911 - Volume 01.djvu/42"));
    assert_false(cria_scope_has(&scans, 104, "Page:EB1911 - Volume 02.djvu/42"));
    assert_false(cria_scope_has(&scans, 0, "Page:EB1911 - Volume 01.djvu/42"));
    assert_true(cria_scope_has(&stubs, 0, "1911 Encyclopædia Britannica/Vol 1:3"));
    assert_false(cria_scope_has(&stubs, 0, "1911 Encyclopædia Britannica"));
    assert_true(cria_scope_has(&root, 0, "Work of mine"));
    assert_false(cria_scope_has(&root, 0, "Work of mine too"));
    assert_false(cria_scope_has(&root, 0, "Work of"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_judged),
        cmocka_unit_test(maxlag_waits_even_when_unsaid),
        cmocka_unit_test(pages_are_never_silently_empty),
        cmocka_unit_test(scopes_know_their_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
