// record.c owns recording: every cria_<op> call checks shapes, makes the output values and
// appends one node.
#include "tensor/internal.h"

#include "base/memory.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

static const cria_value none;

void cria_program_fail(cria_program *p, cria_status status)
{
    if (p->status != CRIA_OK)
        return;
    p->status = status;
    strncpy(p->message, cria_message(), sizeof p->message - 1);
}

int value_new(cria_program *p, const value *v)
{
    if (p->status != CRIA_OK)
        return 0;
    const cria_status status =
        cria_grow(&p->value, &p->value_capacity, (size_t)p->values + 1, sizeof *p->value);
    if (status != CRIA_OK) {
        cria_program_fail(p, status);
        return 0;
    }
    p->value[p->values] = *v;
    return p->values++;
}

int value_slab(cria_program *p, int64_t rows, int64_t cols)
{
    return value_new(p, &(value){.kind = VALUE_SLAB, .rows = rows, .cols = cols});
}

node *node_new(cria_program *p, cria_op op)
{
    if (p->status != CRIA_OK)
        return NULL;
    const cria_status status =
        cria_grow(&p->node, &p->node_capacity, (size_t)p->nodes + 1, sizeof *p->node);
    if (status != CRIA_OK) {
        cria_program_fail(p, status);
        return NULL;
    }
    node *n = &p->node[p->nodes++];
    memset(n, 0, sizeof *n);
    n->op = op;
    return n;
}

int value_storage(const cria_program *p, int id)
{
    while (VALUE(p, id)->kind == VALUE_VIEW)
        id = VALUE(p, id)->root;
    return id;
}

// True when the shapes agree; else sticks an error. A missing operand is an error too.
static bool expect(cria_program *p, bool fits, cria_op op, cria_value a, cria_value b)
{
    if (p->status != CRIA_OK)
        return false;
    if (fits && a.id)
        return true;
    const value *x = VALUE(p, a.id), *y = VALUE(p, b.id);
    cria_program_fail(p, cria_fail(CRIA_EARG,
                                   "op %s: shapes %lld x %lld and %lld x %lld do not fit",
                                   cria_op_name(op), (long long)x->rows, (long long)x->cols,
                                   (long long)y->rows, (long long)y->cols));
    return false;
}

#define ROWS(v) (VALUE(p, (v).id)->rows)
#define COLS(v) (VALUE(p, (v).id)->cols)

// Appends a node with up to four inputs and two new outputs of the given widths (0 = none).
static node *record(cria_program *p, cria_op op, const cria_value *in, int inputs, int64_t rows,
                    int64_t cols, int64_t more_cols)
{
    const int y = value_slab(p, rows, cols);
    const int more = more_cols ? value_slab(p, rows, more_cols) : 0;
    node *n = node_new(p, op);
    if (!n)
        return NULL;
    for (int i = 0; i < inputs; i++)
        n->in[i] = in[i].id;
    n->out[0] = y;
    n->out[1] = more;
    return n;
}

static cria_value output(const node *n)
{
    return n ? (cria_value){n->out[0]} : none;
}

static int own(cria_program *p, cria_dtype dtype, int64_t rows, int64_t cols)
{
    return value_new(p,
                     &(value){.kind = VALUE_OWN, .dtype = dtype, .rows = rows, .cols = cols});
}

static cria_value input(cria_program *p, bool wanted, cria_dtype dtype, int64_t rows,
                        int64_t cols)
{
    return wanted ? (cria_value){own(p, dtype, rows, cols)} : none;
}

cria_status cria_program_open(cria_program **out, const cria_backend *backend,
                              const cria_program_options *options)
{
    CRIA_ASSERT(options->batch > 0 && options->length > 0);
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_program *p = *out;
    p->backend = backend;
    p->options = *options;
    p->loss = -1;
    value_new(p, &(value){0});
    const int64_t n = (int64_t)options->batch * options->length;
    const bool rows = options->layout == CRIA_LAYOUT_ROWS;
    p->inputs = (cria_inputs){
        .ids = input(p, true, CRIA_I32, n, 1),
        .positions = input(p, true, CRIA_I32, n, 1),
        .where = input(p, true, CRIA_I32, rows ? options->batch : n, 1),
        .rows = input(p, options->logit_rows > 0, CRIA_I32, options->logit_rows, 1),
        .target = input(p, options->training, CRIA_I32, n, 1),
        .mask = input(p, options->training, CRIA_I32, n, 1),
        .scale = input(p, options->training, CRIA_F32, 1, 2),
        .pick_row = input(p, options->picks > 0, CRIA_I32, options->picks, 1),
        .pick_id = input(p, options->picks > 0, CRIA_I32, options->picks, 1),
    };
    if (p->status == CRIA_OK)
        return CRIA_OK;
    cria_program_close(p);
    *out = NULL;
    return CRIA_ENOMEM;
}

const cria_inputs *cria_program_inputs(const cria_program *p)
{
    return &p->inputs;
}

const cria_program_options *cria_program_options_of(const cria_program *p)
{
    return &p->options;
}

cria_value cria_param_value(cria_program *p, cria_params *params, int index)
{
    if (index < 0 || p->status != CRIA_OK)
        return none;
    const cria_param *item = &params->item[index];
    for (int i = 1; i < p->values; i++)
        if (p->value[i].kind == VALUE_PARAM && p->value[i].params == params &&
            p->value[i].offset == item->offset && p->value[i].rows == item->rows)
            return (cria_value){i};
    return (cria_value){value_new(p, &(value){.kind = VALUE_PARAM,
                                              .rows = item->rows,
                                              .cols = item->cols,
                                              .params = params,
                                              .offset = item->offset})};
}

cria_value cria_external(cria_program *p, int64_t rows, int64_t cols)
{
    return (cria_value){
        value_new(p, &(value){.kind = VALUE_EXTERNAL, .rows = rows, .cols = cols})};
}

cria_value cria_embed(cria_program *p, cria_value table, cria_value position_table)
{
    const cria_inputs *in = &p->inputs;
    if (!expect(p, !position_table.id || COLS(position_table) == COLS(table), CRIA_OP_EMBED,
                table, position_table))
        return none;
    const cria_value args[] = {in->ids, table, in->positions, position_table};
    return output(record(p, CRIA_OP_EMBED, args, position_table.id ? 4 : 2, ROWS(in->ids),
                         COLS(table), 0));
}

cria_value cria_linear(cria_program *p, cria_value x, cria_value w, cria_value bias)
{
    const bool fits = x.id && w.id && COLS(x) == COLS(w) && (!bias.id || COLS(bias) == ROWS(w));
    if (!expect(p, fits, CRIA_OP_LINEAR, x, w))
        return none;
    const cria_value args[] = {x, w, bias};
    return output(record(p, CRIA_OP_LINEAR, args, 3, ROWS(x), ROWS(w), 0));
}

cria_value cria_columns(cria_program *p, cria_value x, int64_t first, int64_t count)
{
    if (p->status != CRIA_OK)
        return none;
    if (!x.id || first < 0 || count <= 0 || first + count > COLS(x)) {
        cria_program_fail(p, cria_fail(CRIA_EARG, "columns %lld to %lld of a value of %lld",
                                       (long long)first, (long long)(first + count),
                                       (long long)COLS(x)));
        return none;
    }
    return (cria_value){value_new(
        p,
        &(value){
            .kind = VALUE_VIEW, .rows = ROWS(x), .cols = count, .root = x.id, .first = first})};
}

cria_value cria_rms_norm(cria_program *p, cria_value x, cria_value w, float eps)
{
    if (!expect(p, COLS(x) == COLS(w), CRIA_OP_RMS_NORM, x, w))
        return none;
    const cria_value args[] = {x, w};
    node *n = record(p, CRIA_OP_RMS_NORM, args, 2, ROWS(x), COLS(x), 1);
    if (n)
        n->attr.eps = eps;
    return output(n);
}

cria_value cria_layer_norm(cria_program *p, cria_value x, cria_value w, cria_value b, float eps)
{
    if (!expect(p, COLS(x) == COLS(w) && COLS(x) == COLS(b), CRIA_OP_LAYER_NORM, x, w))
        return none;
    const cria_value args[] = {x, w, b};
    node *n = record(p, CRIA_OP_LAYER_NORM, args, 3, ROWS(x), COLS(x), 2);
    if (n)
        n->attr.eps = eps;
    return output(n);
}

cria_value cria_add_values(cria_program *p, cria_value a, cria_value b)
{
    if (!expect(p, ROWS(a) == ROWS(b) && COLS(a) == COLS(b), CRIA_OP_ADD, a, b))
        return none;
    const cria_value args[] = {a, b};
    return output(record(p, CRIA_OP_ADD, args, 2, ROWS(a), COLS(a), 0));
}

cria_value cria_rotary(cria_program *p, cria_value x, int head_dim, float theta)
{
    const bool fits = head_dim > 0 && head_dim % 2 == 0 && COLS(x) % head_dim == 0;
    if (!expect(p, fits, CRIA_OP_ROTARY, x, p->inputs.positions))
        return none;
    const cria_value args[] = {x, p->inputs.positions};
    node *n = record(p, CRIA_OP_ROTARY, args, 2, ROWS(x), COLS(x), 0);
    if (n) {
        n->attr.head_dim = head_dim;
        n->attr.theta = theta;
    }
    return output(n);
}

// A key or value cache: the program's own, or a place for another program's (bound by
// allocate).
static cria_value cache_value(cria_program *p, int64_t cols)
{
    const cria_program_options *o = &p->options;
    const int64_t rows = (int64_t)o->slots * o->capacity;
    const cria_value v =
        o->cache_of ? cria_external(p, rows, cols) : input(p, true, CRIA_F32, rows, cols);
    const size_t needed = (size_t)p->caches + 1;
    const cria_status status =
        cria_grow(&p->cache, &p->cache_capacity, needed, sizeof *p->cache);
    if (status == CRIA_OK)
        p->cache[p->caches++] = v.id;
    else
        cria_program_fail(p, status);
    return v;
}

cria_value cria_attention(cria_program *p, cria_value q, cria_value k, cria_value v,
                          const cria_attention_shape *shape)
{
    const int64_t key_cols = (int64_t)shape->kv_heads * shape->head_dim;
    const bool fits = COLS(q) == (int64_t)shape->heads * shape->head_dim &&
                      COLS(k) == key_cols && COLS(v) == key_cols &&
                      shape->heads % shape->kv_heads == 0;
    if (!expect(p, fits, CRIA_OP_ATTENTION, q, k))
        return none;
    cria_value args[] = {q, k, v, p->inputs.where, p->inputs.positions, none, none};
    const cria_program_options *o = &p->options;
    if (o->layout == CRIA_LAYOUT_CACHE)
        for (int i = 5; i < 7; i++)
            args[i] = cache_value(p, key_cols);
    node *n = record(p, CRIA_OP_ATTENTION, args, 7, ROWS(q), COLS(q), shape->heads);
    if (n)
        n->attr = (cria_attr){
            .heads = shape->heads,
            .kv_heads = shape->kv_heads,
            .head_dim = shape->head_dim,
            .batch = o->batch,
            .length = o->length,
            .capacity = o->capacity,
            .layout = o->layout,
            .scale = 1.0f / sqrtf((float)shape->head_dim),
            .dropout = o->training ? shape->dropout : 0,
            .stream = p->streams++,
        };
    return output(n);
}

cria_value cria_swiglu(cria_program *p, cria_value gate, cria_value up)
{
    if (!expect(p, ROWS(gate) == ROWS(up) && COLS(gate) == COLS(up), CRIA_OP_SWIGLU, gate, up))
        return none;
    const cria_value args[] = {gate, up};
    return output(record(p, CRIA_OP_SWIGLU, args, 2, ROWS(gate), COLS(gate), 0));
}

cria_value cria_gelu(cria_program *p, cria_value x)
{
    if (!expect(p, true, CRIA_OP_GELU, x, none))
        return none;
    return output(record(p, CRIA_OP_GELU, &x, 1, ROWS(x), COLS(x), 0));
}

cria_value cria_dropout(cria_program *p, cria_value x, float probability)
{
    if (!p->options.training || probability <= 0)
        return x;
    if (!expect(p, probability < 1, CRIA_OP_DROPOUT, x, none))
        return none;
    node *n = record(p, CRIA_OP_DROPOUT, &x, 1, ROWS(x), COLS(x), 0);
    if (n) {
        n->attr.dropout = probability;
        n->attr.stream = p->streams++;
    }
    return output(n);
}

cria_value cria_selected(cria_program *p, cria_value x)
{
    if (!p->options.logit_rows)
        return x;
    if (!expect(p, true, CRIA_OP_GATHER, x, none))
        return none;
    const cria_value args[] = {x, p->inputs.rows};
    return output(record(p, CRIA_OP_GATHER, args, 2, p->options.logit_rows, COLS(x), 0));
}

cria_value cria_head(cria_program *p, cria_value x, cria_value w)
{
    return cria_linear(p, cria_selected(p, x), w, none);
}

cria_value cria_loss(cria_program *p, cria_value logits, const cria_value *teachers,
                     const cria_loss_attr *attr)
{
    const cria_inputs *in = &p->inputs;
    CRIA_ASSERT(p->options.training && attr->teachers <= CRIA_TEACHERS_MAX && p->loss < 0);
    cria_value args[4 + CRIA_TEACHERS_MAX] = {logits, in->target, in->mask, in->scale};
    for (int i = 0; i < attr->teachers; i++) {
        const cria_value t = teachers[i];
        if (!expect(p, ROWS(t) == ROWS(logits) && COLS(t) == COLS(logits), CRIA_OP_LOSS, logits,
                    t))
            return none;
        args[4 + i] = t;
    }
    node *n = record(p, CRIA_OP_LOSS, args, 4 + attr->teachers, ROWS(logits), COLS(logits), 2);
    if (!n)
        return none;
    n->attr.loss = *attr;
    p->loss = p->nodes - 1;
    VALUE(p, n->out[1])->keep = true;
    return (cria_value){n->out[1]};
}

cria_value cria_logprob(cria_program *p, cria_value logits)
{
    if (!expect(p, p->options.picks > 0, CRIA_OP_LOGPROB, logits, p->inputs.pick_row))
        return none;
    const cria_value args[] = {logits, p->inputs.pick_row, p->inputs.pick_id};
    const cria_value y = output(record(p, CRIA_OP_LOGPROB, args, 3, p->options.picks, 1, 0));
    cria_keep(p, y);
    return y;
}

void cria_keep(cria_program *p, cria_value v)
{
    if (p->status == CRIA_OK && v.id)
        VALUE(p, value_storage(p, v.id))->keep = true;
}
