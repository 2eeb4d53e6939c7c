// manifest.c owns what a finished run leaves behind about itself: manifest.json, from which the
// report is made.
#include "run/stage.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/parallel.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

// "model name : X" of /proc/cpuinfo.
static void processor_name(char *out, size_t bytes)
{
    snprintf(out, bytes, "unknown");
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (!file)
        return;
    char line[256];
    while (fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) != 0 || !colon)
            continue;
        snprintf(out, bytes, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
        break;
    }
    fclose(file);
}

static json_t *machine(const run *r)
{
    char processor[128];
    struct utsname system = {0};
    processor_name(processor, sizeof processor);
    uname(&system);
    return json_pack("{s:s, s:s, s:i, s:I, s:s}", "processor", processor, "isa",
                     r->job->backend->name, "threads", cria_threads(), "memory_bytes",
                     (json_int_t)cria_memory_available(), "system", system.sysname);
}

static cria_status stage_rows(json_t *list, const run *r)
{
    for (int i = 0; i < r->stages; i++) {
        const stage *s = &r->stage[i];
        CRIA_TRY(cria_json_push(list, json_pack("{s:s, s:s, s:s, s:f, s:O, s:O}", "name",
                                                s->name, "kind", s->kind->name, "key", s->key,
                                                "seconds", s->seconds, "outputs", s->outputs,
                                                "facts", s->facts)));
    }
    return CRIA_OK;
}

static json_t *text_or_null(const json_t *value)
{
    return json_is_string(value) ? json_string(json_string_value(value)) : json_null();
}

cria_status manifest_write(run *r)
{
    const char *path;
    double seconds = 0;
    for (int i = 0; i < r->stages; i++)
        seconds += r->stage[i].seconds;
    CRIA_TRY(run_path(&path, r, "manifest.json"));
    json_t *manifest = json_pack(
        "{s:i, s:s, s:o, s:o, s:s, s:I, s:I, s:f, s:o, s:O, s:[]}", "format", 1, "recipe",
        r->recipe.name, "title", text_or_null(cria_recipe_at(&r->recipe, "title")), "notes",
        text_or_null(cria_recipe_at(&r->recipe, "notes")), "version", r->job->version, "seed",
        (json_int_t)r->recipe.seed, "started", (json_int_t)r->started, "seconds", seconds,
        "machine", machine(r), "settings", r->recipe.yaml.root, "stages");
    if (!manifest)
        return cria_fail(CRIA_ENOMEM, "out of memory for the manifest");
    cria_status status = stage_rows(json_object_get(manifest, "stages"), r);
    if (status == CRIA_OK)
        status = cria_json_write(manifest, path);
    json_decref(manifest);
    return status;
}
