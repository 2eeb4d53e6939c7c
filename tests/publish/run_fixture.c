// run_fixture.c: see run_fixture.h.
#include "publish/run_fixture.h"

#include "scratch.h"

#include <stdio.h>

void fixture_file(const char *folder, const char *name, const char *text)
{
    char path[512], parent[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(parent, sizeof parent, "%.*s", (int)(strrchr(path, '/') - path), path);
    assert_ok(cria_directory_make(parent));
    assert_ok(cria_file_write(path, text, strlen(text)));
}

static const char corpus_stages[] =
    "{\"name\": \"clean\", \"kind\": \"clean\", \"key\": \"c1\", \"seconds\": 1.25,\n"
    "  \"outputs\": {\"clean/articles.jsonl.zst\": \"00112233445566778899aabbccddeeff\"},\n"
    "  \"facts\": {\"articles\": 1200, \"words\": 98765, \"bytes\": 500000, \"counters\": {\n"
    "    \"removed\": {\"page_numbers\": 31, \"tables\": 0, \"rule|of<tomorrow>\": 2},\n"
    "    \"leak\": {\"braces\": 0}, \"warning\": {\"under_50_words\": 7},\n"
    "    \"dropped\": {\"duplicate\": 1}}}},\n"
    "{\"name\": \"split\", \"kind\": \"split\", \"key\": \"c2\", \"seconds\": 0.25,\n"
    "  \"outputs\": {}, \"facts\": {\"train\": {\"articles\": 1100, \"words\": 90000},\n"
    "  \"eval\": {\"articles\": 100, \"words\": 8765},\n"
    "  \"sources\": [{\"work\": \"A *work* <of> letters\", \"licence\": \"CC BY-SA 4.0\",\n"
    "    \"articles\": 1100, \"words\": 90000}, {\"articles\": 3}]}},\n"
    "{\"name\": \"tokenizer\", \"kind\": \"tokenizer\", \"key\": \"c3\", \"seconds\": 0.5,\n"
    "  \"outputs\": {}, \"facts\": {\"vocab_size\": 512, \"merges\": 253, \"hash\": "
    "\"beef\"}},\n"
    "{\"name\": \"tokens\", \"kind\": \"tokens\", \"key\": \"c4\", \"seconds\": 0,\n"
    "  \"outputs\": {}, \"facts\": {\"train\": {\"ids\": 180000, \"words\": 90000}}}";

// One model: what differs from the others.
typedef struct model {
    const char *kind, *name, *group, *teachers;
    int seed;
    long parameters;
    double loss, score, perplexity;
    const char *joules;
} model;

static const model models[] = {
    {"teacher", "big|one", "big|one", "[]", 1, 2000000, 3.0, 0.80, 20.5, "720000"},
    {"student", "plain", "plain", "[]", 1, 250000, 4.0, 0.60, 54.25, "null"},
    {"student", "plain-2", "plain", "[]", 2, 250000, 4.1, 0.62, 56.25, "null"},
    {"student", "taught", "taught", "[\"big|one\"]", 1, 250000, 3.5, 0.64, 40.5, "1500"},
    {"student", "taught-2", "taught", "[\"big|one\"]", 2, 250000, 3.6, 0.68, 42.5, "null"},
};
enum { MODELS = sizeof models / sizeof *models };

static cria_status put_model(cria_buffer *out, const model *m, int i)
{
    CRIA_TRY(cria_buffer_printf(
        out,
        ",\n{\"name\": \"%ss/%s\", \"kind\": \"%s\", \"key\": \"m%d\", \"seconds\": 10.5,\n"
        "  \"outputs\": {\"models/%d/model.safetensors\": \"%032d\"},\n"
        "  \"facts\": {\"name\": \"%s\", \"group\": \"%s\", \"seed\": %d, \"architecture\": "
        "\"llama\",\n  \"preset\": \"\", \"parameters\": %ld, \"steps\": 40, \"best_step\": "
        "30,\n",
        m->kind, m->name, m->kind, i, i, i, m->name, m->group, m->seed, m->parameters));
    return cria_buffer_printf(
        out,
        "  \"best_loss\": %.3f, \"eval_ce\": %.3f, \"eval_kd\": %s, \"train_tokens\": 81920,\n"
        "  \"seconds\": 10, \"joules\": %s, \"teachers\": %s, \"directory\": \"models/%d\"}}",
        m->loss, m->loss, *m->teachers == '[' && m->teachers[1] == ']' ? "null" : "151.5",
        m->joules, m->teachers, i);
}

static cria_status put_examined(cria_buffer *out, const model *m, int i)
{
    CRIA_TRY(cria_buffer_printf(
        out,
        ",\n{\"name\": \"exams/%d\", \"kind\": \"exam\", \"key\": \"e%d\", \"seconds\": 1,\n"
        "  \"outputs\": {}, \"facts\": {\"model\": \"%ss/%s\", \"suite\": \"pocket\", "
        "\"protocol\": \"2024\",\n  \"mean\": %.4f, \"mean_is\": \"mean of paradigms\", "
        "\"pairs\": 300, \"paradigms\": 3,\n  \"ties\": %d, \"file\": \"exams/%d.json\", "
        "\"seconds\": 0.5}}",
        i, i, m->kind, m->name, m->score, i, i));
    CRIA_TRY(cria_buffer_printf(
        out,
        ",\n{\"name\": \"perplexity/%d\", \"kind\": \"perplexity\", \"key\": \"p%d\", "
        "\"seconds\": 1,\n  \"outputs\": {}, \"facts\": {\"model\": \"%ss/%s\", "
        "\"perplexity\": "
        "%.3f, \"loss\": %.3f,\n  \"bits_per_byte\": 1.5, \"tokens\": 9000}}",
        i, i, m->kind, m->name, m->perplexity, m->loss));
    return cria_buffer_printf(
        out,
        ",\n{\"name\": \"samples/%d\", \"kind\": \"samples\", \"key\": \"s%d\", \"seconds\": "
        "1,\n"
        "  \"outputs\": {}, \"facts\": {\"model\": \"%ss/%s\", \"file\": \"samples/%d.json\"}}",
        i, i, m->kind, m->name, i);
}

static void write_results(const char *folder, const model *m, int i)
{
    char name[64], text[1024];
    snprintf(name, sizeof name, "exams/%d.json", i);
    snprintf(text, sizeof text,
             "{\"mean\": %.4f, \"phenomena\": {\"agreement\": %.4f, \"binding\": 0.5},\n"
             "\"paradigms\": [{\"name\": \"subject_verb\", \"accuracy\": %.4f}, {\"name\": "
             "\"number_*agreement*\", \"accuracy\": 1}, {\"name\": \"reflexive\", "
             "\"accuracy\": 0.5}]}",
             m->score, m->score, m->score);
    fixture_file(folder, name, text);
    snprintf(name, sizeof name, "samples/%d.json", i);
    snprintf(text, sizeof text,
             "[{\"prompt\": \"<s> The river\", \"text\": \"The river of %s is 1|2 `miles` "
             "<b>wide</b>.\\nIt runs.\"}]",
             m->name);
    fixture_file(folder, name, text);
}

// Twenty points of training, four of evaluation; one line that is not JSON.
static void write_metrics(const char *folder, const model *m, int i)
{
    char name[64];
    cria_buffer text = {0};
    const bool taught = strstr(m->teachers, "big") != NULL;
    for (int step = 2; step <= 40; step += 2) {
        const char *split = step % 10 == 0 ? "eval" : "train";
        const double loss = m->loss + 4.0 / step;
        assert_ok(cria_buffer_printf(
            &text,
            "{\"step\": %d, \"tokens\": %d, \"split\": \"%s\", \"name\": \"%s\", \"value\": "
            "%.4f, \"wall\": 1.5}\n",
            step, step * 2048, split, taught ? "ce_loss" : "loss", loss));
        if (taught) // the sum of both parts, which is not a cross-entropy
            assert_ok(cria_buffer_printf(&text,
                                         "{\"step\": %d, \"tokens\": %d, \"split\": \"%s\", "
                                         "\"name\": \"loss\", \"value\": 99, \"wall\": 1.5}\n",
                                         step, step * 2048, split));
        if (taught)
            assert_ok(cria_buffer_printf(
                &text,
                "{\"step\": %d, \"tokens\": %d, \"split\": \"%s\", \"name\": "
                "\"kl_per_position\", \"value\": %.4f, \"wall\": 1.5}\n",
                step, step * 2048, split, loss / 4));
    }
    assert_ok(cria_buffer_puts(&text, "{\"step\": 41, \"tok"));
    snprintf(name, sizeof name, "models/%d/metrics.jsonl", i);
    fixture_file(folder, name, text.data);
    cria_buffer_free(&text);
}

static cria_status put_manifest(cria_buffer *out)
{
    CRIA_TRY(cria_buffer_puts(
        out,
        "{\"format\": 1, \"recipe\": \"pocket\", \"title\": \"Pocket <script>alert(1)"
        "</script> & `co|\", \"notes\": \"1. A *note* with [link](x).\",\n"
        "\"settings\": {\"name\": \"pocket\"}, \"version\": \"0.1.0\", \"seed\": 1, "
        "\"started\": 1700000000, \"seconds\": 70.5,\n"
        "\"machine\": {\"processor\": \"A <fast> one\", \"isa\": \"avx2\", \"threads\": 2,\n"
        "\"memory_bytes\": 8589934592, \"system\": \"Linux\"},\n\"stages\": [\n"));
    CRIA_TRY(cria_buffer_puts(out, corpus_stages));
    for (int i = 0; i < MODELS; i++)
        CRIA_TRY(put_model(out, &models[i], i));
    for (int i = 0; i < MODELS; i++)
        CRIA_TRY(put_examined(out, &models[i], i));
    return cria_buffer_puts(out, "\n]}\n");
}

void fixture_write(const char *folder)
{
    cria_buffer manifest = {0};
    assert_ok(put_manifest(&manifest));
    fixture_file(folder, "manifest.json", manifest.data);
    cria_buffer_free(&manifest);
    for (int i = 0; i < MODELS; i++) {
        write_results(folder, &models[i], i);
        write_metrics(folder, &models[i], i);
    }
}

void fixture_replace(const char *folder, const char *from, const char *to)
{
    char path[512];
    cria_buffer old = {0}, new = {0};
    snprintf(path, sizeof path, "%s/manifest.json", folder);
    assert_ok(cria_file_read(&old, path, 1 << 20));
    const char *at = old.data, *hit;
    assert_non_null(strstr(at, from));
    for (; (hit = strstr(at, from)); at = hit + strlen(from)) {
        assert_ok(cria_buffer_append(&new, at, (size_t)(hit - at)));
        assert_ok(cria_buffer_puts(&new, to));
    }
    assert_ok(cria_buffer_puts(&new, at));
    assert_ok(cria_file_write(path, new.data, new.length));
    cria_buffer_free(&old);
    cria_buffer_free(&new);
}
