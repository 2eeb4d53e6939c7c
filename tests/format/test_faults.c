// Every allocation of ours fails once: each reader and writer must return a status, free what
// it holds, and leave no half-written file. A leak shows under the address sanitizer.
#include "base/option.h"
#include "format/events.h"
#include "format/lines.h"
#include "format/safetensors.h"
#include "format/yaml.h"
#include "scratch.h"

#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

static cria_status tensors(void)
{
    const cria_tensor t[] = {{.name = "a", .dtype = CRIA_U8, .rank = 1, .shape = {3}},
                             {.name = "b", .dtype = CRIA_F32, .rank = 2, .shape = {0, 4}}};
    cria_safetensors_writer *w;
    CRIA_TRY(cria_safetensors_create(&w, scratch("t.safetensors"), t, 2, NULL));
    const cria_status put = cria_safetensors_put(w, "abc", 3);
    if (put != CRIA_OK) {
        cria_safetensors_abort(w);
        return put;
    }
    CRIA_TRY(cria_safetensors_commit(w));
    cria_safetensors *f;
    CRIA_TRY(cria_safetensors_open(&f, scratch("t.safetensors")));
    cria_safetensors_close(f);
    return CRIA_OK;
}

static cria_status read_lines(void)
{
    cria_line_reader *r;
    CRIA_TRY(cria_line_reader_open(&r, scratch("l.zst"), 100));
    const char *line;
    size_t length;
    cria_status status;
    do
        status = cria_line_next(r, &line, &length);
    while (status == CRIA_OK && line);
    cria_line_reader_close(r);
    return status;
}

static cria_status lines(void)
{
    cria_line_writer *w;
    CRIA_TRY(cria_line_writer_open(&w, scratch("l.zst")));
    const cria_status put = cria_line_put(w, "one", 3);
    if (put != CRIA_OK) {
        cria_line_writer_abort(w);
        return put;
    }
    CRIA_TRY(cria_line_writer_commit(w));
    return read_lines();
}

static cria_status documents(void)
{
    static const char text[] = "a: [1, {b: 2.5}]\nc: {d: x}\n";
    cria_yaml y;
    CRIA_TRY(cria_yaml_parse(&y, text, sizeof text - 1, "y"));
    cria_status status = cria_json_write(y.root, scratch("d.json"));
    cria_yaml_free(&y);
    CRIA_TRY(status);
    json_t *value;
    CRIA_TRY(cria_json_read(&value, scratch("d.json"), 1000));
    json_decref(value);
    return CRIA_OK;
}

static cria_status options(void)
{
    struct settings {
        cria_option_list list;
        const char *text;
    } settings;
    const cria_option table[] = {
        {"list", CRIA_OPTION_LIST, offsetof(struct settings, list), .fallback = "a,b",
         .help = "A list"},
        {"text", CRIA_OPTION_TEXT, offsetof(struct settings, text), .fallback = "t",
         .help = "A text"},
        {0},
    };
    cria_options o = {0};
    cria_buffer out = {0};
    cria_status status = cria_options_bind(&o, table, &settings);
    if (status == CRIA_OK)
        status = cria_options_help(&o, &out);
    if (status == CRIA_OK)
        status = cria_options_print(&o, &out);
    cria_buffer_free(&out);
    cria_options_free(&o);
    return status;
}

static cria_status events(void)
{
    cria_events *e;
    CRIA_TRY(cria_events_open(&e, scratch("events")));
    const cria_status status = cria_events_scalar(e, 1, "loss", 2);
    cria_events_close(e);
    return status;
}

static cria_status folders(void)
{
    CRIA_TRY(cria_directory_make(scratch("new/inner")));
    CRIA_TRY(cria_directory_publish(scratch("new"), scratch("run")));
    return cria_directory_remove(scratch("run"));
}

// A child in which the n-th allocation fails runs the scenario; true when it met the failure.
// This process itself allocates nothing of ours before, or the children would inherit its
// count.
static bool fails_at(cria_status (*scenario)(void), int n)
{
    const pid_t child = fork();
    if (child == 0) {
        char text[16];
        snprintf(text, sizeof text, "%d", n);
        setenv("CRIA_FAIL_ALLOC", text, 1);
        exit((int)scenario());
    }
    int result;
    assert_int_equal(waitpid(child, &result, 0), child);
    if (!WIFEXITED(result) ||
        (WEXITSTATUS(result) != CRIA_OK && WEXITSTATUS(result) != CRIA_ENOMEM))
        fail_msg("allocation %d: wait status %x", n, (unsigned)result);
    return WEXITSTATUS(result) == CRIA_ENOMEM;
}

static bool temporary_left(void)
{
    char command[128];
    snprintf(command, sizeof command, "ls %s | grep -q tmp-", scratch_folder);
    return system(command) == 0;
}

static void every_failed_allocation_is_a_status(void **state)
{
    (void)state;
    static cria_status (*const scenarios[])(void) = {tensors, lines,  documents,
                                                     options, events, folders};
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        int n = 1;
        while (fails_at(scenarios[i], n))
            n++;
        assert_true(n > 3);
        assert_false(temporary_left());
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_failed_allocation_is_a_status)};
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
