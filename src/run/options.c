// options.c owns the way from a recipe's sections to a room's settings and into a stage's key.
#include "run/stage.h"

cria_status stage_options(run *r, cria_options *o, const cria_option *table, void *settings,
                          const char *const *sections)
{
    CRIA_TRY(cria_options_bind(o, table, settings));
    for (; *sections; sections++)
        CRIA_TRY(cria_recipe_apply(&r->recipe, *sections, o));
    return CRIA_OK;
}

cria_status depends_on_options(const cria_options *o, cria_buffer *out)
{
    for (int b = 0; b < o->count; b++)
        for (int i = 0; o->binding[b].table[i].name; i++) {
            CRIA_TRY(cria_buffer_printf(out, "%s=", o->binding[b].table[i].name));
            CRIA_TRY(cria_options_text(&o->binding[b], i, out));
            CRIA_TRY(cria_buffer_putc(out, '\n'));
        }
    return CRIA_OK;
}

cria_status table_settings(run *r, const stage *s, cria_options *o, void *settings)
{
    const char *const sections[] = {s->kind->name, NULL};
    return stage_options(r, o, s->kind->table, settings, sections);
}

// Reads the settings and appends them to `out` (NULL: reads them only).
static cria_status read_table(run *r, const stage *s, cria_buffer *out)
{
    cria_options o = {0};
    void *settings;
    cria_status status = cria_arena_alloc(&o.arena, &settings, 1, s->kind->settings_bytes);
    if (status == CRIA_OK)
        status = table_settings(r, s, &o, settings);
    if (status == CRIA_OK && out)
        status = depends_on_options(&o, out);
    cria_options_free(&o);
    return status;
}

cria_status table_check(run *r, stage *s)
{
    return read_table(r, s, NULL);
}

cria_status table_depends(run *r, stage *s, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_printf(out, "seed=%lld\n", (long long)s->seed));
    return read_table(r, s, out);
}
