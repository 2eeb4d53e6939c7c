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
