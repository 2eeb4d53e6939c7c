// engine.c owns the order of work: a stage's key is the hash of everything its result depends
// on; where the stamp of an earlier run bears the same key and the files are there, it is
// skipped.
//
// RUN/stages/NAME.json is the stamp: key, facts, hashes of outputs. RUN/stages/NAME.begun holds
// the key of a stage under way: if it is still the same, an interrupted stage goes on.
#include "run/stage.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/memory.h"
#include "wiki/store.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { STAMP_BYTES_MAX = 64 << 20 };

static cria_status stamp_path(const char **out, run *r, const stage *s, const char *suffix)
{
    char file[STAGE_NAME + 32];
    snprintf(file, sizeof file, "stages/%s%s", s->name, suffix);
    for (char *at = file + strlen("stages/"); *at; at++)
        *at = *at == '/' ? '.' : *at;
    return run_path(out, r, file);
}

static cria_status make_key(run *r, stage *s)
{
    cria_buffer text = {0};
    cria_status status = cria_buffer_printf(&text, "cria stage 1\n%s\n", s->kind->name);
    for (int i = 0; i < s->inputs && status == CRIA_OK; i++)
        status = cria_buffer_printf(&text, "%s\n", r->stage[s->input[i]].key);
    if (status == CRIA_OK)
        status = s->kind->depends(r, s, &text);
    if (status == CRIA_OK)
        cria_hash_bytes(s->key, text.data, text.length);
    cria_buffer_free(&text);
    return status;
}

// True when every output of the stamp is there with the size it had.
static bool outputs_present(run *r, const json_t *outputs)
{
    const char *name;
    json_t *hash;
    json_object_foreach((json_t *)(uintptr_t)outputs, name, hash)
    {
        const char *path;
        if (run_path(&path, r, name) != CRIA_OK || !cria_path_exists(path))
            return false;
    }
    return true;
}

// Takes over an earlier result if it is the same; a broken stamp counts as none.
static cria_status take_stamp(run *r, stage *s, bool *fresh)
{
    const char *path;
    json_t *stamp = NULL;
    *fresh = false;
    CRIA_TRY(stamp_path(&path, r, s, ".json"));
    if (!cria_path_exists(path) || cria_json_read(&stamp, path, STAMP_BYTES_MAX) != CRIA_OK)
        return CRIA_OK;
    const char *key = json_string_value(json_object_get(stamp, "key"));
    const json_t *outputs = json_object_get(stamp, "outputs");
    if (key && strcmp(key, s->key) == 0 && outputs_present(r, outputs)) {
        *fresh = true;
        s->facts = json_incref(json_object_get(stamp, "facts"));
        s->outputs = json_incref(json_object_get(stamp, "outputs"));
        s->seconds = json_number_value(json_object_get(stamp, "seconds"));
    }
    json_decref(stamp);
    return CRIA_OK;
}

// Marks the stage as begun; s->resuming says that its folder holds the same work, interrupted.
static cria_status begin(run *r, stage *s)
{
    const char *begun, *folder;
    cria_buffer key = {0};
    CRIA_TRY(stamp_path(&begun, r, s, ".begun"));
    CRIA_TRY(stage_path(&folder, r, s, ""));
    if (cria_path_exists(begun))
        CRIA_TRY(cria_file_read(&key, begun, 1 << 10));
    s->resuming =
        s->kind->resumes && key.length && strncmp(key.data, s->key, strlen(s->key)) == 0;
    cria_buffer_free(&key);
    if (s->resuming)
        return CRIA_OK;
    CRIA_TRY(cria_directory_remove(folder));
    CRIA_TRY(cria_directory_make(folder));
    return cria_file_write(begun, s->key, strlen(s->key));
}

// Adds the hashes of a folder's own files (not of its sub-folders).
static cria_status hash_outputs(run *r, stage *s)
{
    const char *folder;
    cria_names names;
    CRIA_TRY(stage_path(&folder, r, s, ""));
    CRIA_TRY(cria_directory_list(&names, folder));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        char relative[512], hash[CRIA_HASH_TEXT];
        const char *path;
        struct stat info;
        status = stage_path(&path, r, s, names.name[i]);
        if (status != CRIA_OK || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        snprintf(relative, sizeof relative, "%s/%s", s->name, names.name[i]);
        // A store's bytes tell when and in what order its pages came; its pages do not.
        status = cria_store_is(path) ? cria_store_hash(hash, path) : cria_hash_file(hash, path);
        if (status == CRIA_OK)
            status = cria_json_set(s->outputs, relative, json_string(hash));
    }
    cria_names_free(&names);
    return status;
}

static cria_status stamp(run *r, stage *s)
{
    const char *path, *begun;
    CRIA_TRY(stamp_path(&path, r, s, ".json"));
    CRIA_TRY(stamp_path(&begun, r, s, ".begun"));
    CRIA_TRY(hash_outputs(r, s));
    json_t *object = json_pack("{s:s, s:s, s:f, s:O, s:O}", "stage", s->name, "key", s->key,
                               "seconds", s->seconds, "facts", s->facts, "outputs", s->outputs);
    if (!object)
        return cria_fail(CRIA_ENOMEM, "out of memory for a stamp");
    cria_status status = cria_json_write(object, path);
    json_decref(object);
    return status == CRIA_OK ? cria_directory_remove(begun) : status;
}

static cria_status work(run *r, stage *s, int number)
{
    CRIA_TRY(begin(r, s));
    cria_info("[%d/%d] %s%s", number, r->stages, s->name, s->resuming ? " (going on)" : "");
    const double started = cria_clock();
    CRIA_TRY(cria_json_object(&s->facts));
    CRIA_TRY(cria_json_object(&s->outputs));
    CRIA_TRY(s->kind->work(r, s));
    s->seconds = cria_clock() - started;
    return stamp(r, s);
}

static cria_status run_stage(run *r, stage *s, int number)
{
    bool fresh;
    CRIA_TRY(make_key(r, s));
    CRIA_TRY(take_stamp(r, s, &fresh));
    if (fresh) {
        cria_info("[%d/%d] %s: unchanged", number, r->stages, s->name);
        return CRIA_OK;
    }
    return work(r, s, number);
}

void stages_recall(run *r)
{
    bool fresh = true;
    for (int i = 0; i < r->stages && fresh && !is_model(&r->stage[i]); i++)
        if (make_key(r, &r->stage[i]) != CRIA_OK ||
            take_stamp(r, &r->stage[i], &fresh) != CRIA_OK)
            return; // what is missing, the run itself will say
}

static cria_status check_until(const run *r)
{
    if (!r->job->until)
        return CRIA_OK;
    for (int i = 0; i < r->stages; i++)
        if (strcmp(r->stage[i].name, r->job->until) == 0)
            return CRIA_OK;
    cria_buffer names = {0};
    cria_status status = CRIA_OK;
    for (int i = 0; i < r->stages && status == CRIA_OK; i++)
        status = cria_buffer_printf(&names, "%s%s", i ? ", " : "", r->stage[i].name);
    status = cria_fail(CRIA_EARG, "--until %s: no such stage; this recipe has %s",
                       r->job->until, names.data);
    cria_buffer_free(&names);
    return status;
}

cria_status run_stages(run *r)
{
    const char *folder;
    CRIA_TRY(check_until(r));
    CRIA_TRY(run_path(&folder, r, "stages"));
    CRIA_TRY(cria_directory_make(folder));
    for (int i = 0; i < r->stages; i++) {
        stage *s = &r->stage[i];
        CRIA_TRY_CTX(run_stage(r, s, i + 1), "stage %s", s->name);
        if (r->job->until && strcmp(s->name, r->job->until) == 0) {
            cria_info("stopped after %s, as asked", s->name);
            return CRIA_OK;
        }
        if (cria_interrupted())
            return cria_fail(CRIA_EINTR,
                             "interrupted after stage %s; run the same command again "
                             "to go on",
                             s->name);
    }
    return manifest_write(r);
}
