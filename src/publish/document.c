// document.c owns the building of a document. See document.h.
#include "publish/document.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Keeps the first failure; false after one.
static bool keep(cria_document *d, cria_status status)
{
    if (d->status == CRIA_OK)
        d->status = status;
    return d->status == CRIA_OK;
}

static const char *format_text(cria_document *d, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    CRIA_ASSERT(length >= 0);
    char *text;
    if (d->status != CRIA_OK ||
        !keep(d, cria_arena_alloc(&d->arena, &text, (size_t)length + 1, 1)))
        return "";
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

// FORMATTED(text): `const char *text` is what the caller's format and arguments say.
#define FORMATTED(text)                                                                        \
    va_list arguments_;                                                                        \
    va_start(arguments_, format);                                                              \
    const char *text = format_text(d, format, arguments_);                                     \
    va_end(arguments_)

static cria_document_block *last_block(cria_document *d)
{
    CRIA_ASSERT(d->blocks > 0);
    return &d->block[d->blocks - 1];
}

static void add_block(cria_document *d, cria_document_block block)
{
    if (d->status == CRIA_OK &&
        keep(d, cria_grow(&d->block, &d->capacity, d->blocks + 1, sizeof *d->block)))
        d->block[d->blocks++] = block;
}

void cria_document_heading(cria_document *d, int level, const char *format, ...)
{
    FORMATTED(text);
    add_block(
        d, (cria_document_block){.kind = CRIA_DOCUMENT_HEADING, .level = level, .text = text});
}

void cria_document_say(cria_document *d, cria_document_kind kind, const char *format, ...)
{
    FORMATTED(text);
    add_block(d, (cria_document_block){.kind = kind, .text = text});
}

void cria_document_fold(cria_document *d, int level, const char *format, ...)
{
    FORMATTED(text);
    add_block(d,
              (cria_document_block){.kind = CRIA_DOCUMENT_FOLD, .level = level, .text = text});
}

void cria_document_unfold(cria_document *d)
{
    add_block(d, (cria_document_block){.kind = CRIA_DOCUMENT_UNFOLD});
}

void cria_document_figure(cria_document *d, const char *name, const char *svg, size_t bytes,
                          const char *caption)
{
    char *image;
    if (d->status != CRIA_OK || !keep(d, cria_arena_strndup(&d->arena, &image, svg, bytes)))
        return;
    add_block(d, (cria_document_block){.kind = CRIA_DOCUMENT_FIGURE,
                                       .name = cria_document_text(d, "%s", name),
                                       .image = image,
                                       .text = cria_document_text(d, "%s", caption)});
}

void cria_document_table(cria_document *d, cria_document_kind kind)
{
    add_block(d, (cria_document_block){.kind = kind});
}

void cria_document_column(cria_document *d, cria_column_kind kind, const char *format, ...)
{
    FORMATTED(title);
    if (d->status != CRIA_OK)
        return;
    cria_document_block *b = last_block(d);
    if (keep(d, cria_grow(&b->column, &b->columns_capacity, b->columns + 1, sizeof *b->column)))
        b->column[b->columns++] =
            (cria_column){title, kind, kind == CRIA_COLUMN_SCORE ? 100 : 0};
}

void cria_document_row(cria_document *d, cria_row_style style)
{
    if (d->status != CRIA_OK)
        return;
    cria_document_block *b = last_block(d);
    if (keep(d, cria_grow(&b->row, &b->rows_capacity, b->rows + 1, sizeof *b->row)))
        b->row[b->rows++] = (cria_document_cells){.style = style, .first = b->cells};
}

void cria_document_cell(cria_document *d, const char *format, ...)
{
    FORMATTED(text);
    if (d->status != CRIA_OK)
        return;
    cria_document_block *b = last_block(d);
    CRIA_ASSERT(b->rows > 0 && b->row[b->rows - 1].count < b->columns);
    if (!keep(d, cria_grow(&b->cell, &b->cells_capacity, b->cells + 1, sizeof *b->cell)))
        return;
    b->cell[b->cells++] = text;
    cria_column *column = &b->column[b->row[b->rows - 1].count++];
    if (column->kind == CRIA_COLUMN_AMOUNT)
        column->full = fmax(column->full, cria_document_number(text));
}

const char *cria_document_text(cria_document *d, const char *format, ...)
{
    FORMATTED(text);
    return text;
}

const char *cria_document_count(cria_document *d, int64_t count)
{
    char digits[24], grouped[32];
    const int length = snprintf(digits, sizeof digits, "%lld", (long long)count);
    size_t n = 0;
    for (int i = 0; i < length; i++) {
        const bool starts_group = i > 0 && digits[i - 1] != '-' && (length - i) % 3 == 0;
        if (starts_group)
            grouped[n++] = ',';
        grouped[n++] = digits[i];
    }
    return cria_document_text(d, "%.*s", (int)n, grouped);
}

double cria_document_number(const char *text)
{
    char digits[48], *end;
    size_t n = 0;
    for (; *text && n < sizeof digits - 1; text++)
        if (*text != ',')
            digits[n++] = *text;
    digits[n] = '\0';
    const double number = strtod(digits, &end);
    return end == digits ? NAN : number;
}

bool cria_document_block_is_empty(const cria_document_block *b)
{
    return b->kind >= CRIA_DOCUMENT_TABLE && b->kind <= CRIA_DOCUMENT_TILES && b->rows == 0;
}

cria_status cria_document_status(const cria_document *d)
{
    return d->status;
}

void cria_document_free(cria_document *d)
{
    for (size_t i = 0; i < d->blocks; i++) {
        cria_free(d->block[i].column);
        cria_free(d->block[i].row);
        cria_free(d->block[i].cell);
    }
    cria_free(d->block);
    cria_arena_free(&d->arena);
    *d = (cria_document){0};
}
