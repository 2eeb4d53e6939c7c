// What we save is what transformers loads: weights, configuration, logits and tokenizer. Needs
// Python with transformers (CRIA_PYTHON chooses the interpreter); skipped without.
#include "golden.h"

#include "cpu/cpu.h"

enum { SKIPPED = 77 };

static const char corpus[] =
    "<s> Llama, a beast of burden of the Andes; its young are called cria. </s>\n"
    "<s> The cria walks within the hour, the cria drinks within the day. </s>\n"
    "<s> Andes, the mountains in which the llama and the young of the llama walk. </s>\n";

static const char *const texts[] = {
    "The cria walks", " the llama", "<s> Andes", "young</s>", "", "within the  hour",
};

static const char *python(void)
{
    const char *name = getenv("CRIA_PYTHON");
    return name && *name ? name : "python3";
}

static void write_ids(const cria_model *m, const char *folder)
{
    cria_buffer lines = {0};
    char path[400];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cria_ids ids = {0};
        assert_ok(cria_tokenizer_encode(m->tokenizer, &ids, texts[i], strlen(texts[i]), NULL));
        assert_ok(cria_buffer_printf(&lines, "{\"text\": \"%s\", \"ids\": [", texts[i]));
        for (size_t k = 0; k < ids.count; k++)
            assert_ok(cria_buffer_printf(&lines, "%s%u", k ? ", " : "", ids.id[k]));
        assert_ok(cria_buffer_puts(&lines, "]}\n"));
        cria_ids_free(&ids);
    }
    snprintf(path, sizeof path, "%s/texts.jsonl", folder);
    assert_ok(cria_file_write(path, lines.data, lines.length));
    cria_buffer_free(&lines);
}

static cria_tokenizer *train_tokenizer(bool prefix_space)
{
    const char *marks[] = {"<pad>", "<s>", "</s>"};
    const cria_tokenizer_train_options options = {.vocab_size = 60,
                                                  .min_frequency = 2,
                                                  .prefix_space = prefix_space,
                                                  .alphabet = 1,
                                                  .special = {marks, 3}};
    cria_tokenizer *t;
    const char *file = scratch("corpus.txt");
    assert_ok(cria_file_write(file, corpus, strlen(corpus)));
    assert_ok(cria_tokenizer_train(&t, &file, 1, &options));
    return t;
}

// Loads the case's directory as transformers would have written it, and saves it again.
static void save_again(const char *name, bool prefix_space, cria_buffer *command)
{
    golden g;
    cria_model *m;
    char folder[300];
    golden_open(&g, name);
    assert_ok(cria_model_load(&m, g.folder, cria_cpu_backend(), false));
    m->tokenizer = train_tokenizer(prefix_space);
    snprintf(folder, sizeof folder, "%s-saved", g.folder);
    assert_ok(cria_directory_make(folder));
    assert_ok(cria_model_save(m, folder));
    write_ids(m, folder);
    assert_ok(cria_buffer_printf(command, " '%s' '%s'", folder, cria_safetensors_path(g.file)));
    cria_model_free(m);
    assert_ok(cria_model_load(&m, folder, cria_cpu_backend(), false));
    assert_non_null(m->tokenizer);
    cria_model_free(m);
    golden_close(&g);
}

static void test_saved_directories(void **state)
{
    cria_buffer command = {0};
    const char *source = getenv("CRIA_TEST_SOURCE");
    (void)state;
    assert_ok(cria_buffer_printf(&command, "'%s' '%s/tests/model/load_with_transformers.py'",
                                 python(), source ? source : "."));
    save_again("gpt2_heads_96", false, &command);
    save_again("llama_heads_128", true, &command);
    save_again("llama_grouped_tied", true, &command);
    assert_int_equal(system(command.data), 0);
    cria_buffer_free(&command);
}

int main(void)
{
    char probe[512];
    snprintf(probe, sizeof probe, "'%s' -c 'import transformers, torch' 2>/dev/null", python());
    if (system(probe) != 0) {
        printf("skipped: %s has no modules torch and transformers (set CRIA_PYTHON)\n",
               python());
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_saved_directories)};
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
