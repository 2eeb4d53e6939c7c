// Attention against sums in double, its gradient against differences of that, and the promise
// that a path's bits are the same in every layout, batch and thread count.
#include "matrices.h"

typedef struct sizes {
    int batch, length, heads, kv_heads, head_dim;
    float dropout;
} sizes;

static const sizes all_sizes[] = {
    {2, 128, 2, 2, 64, 0},  {1, 128, 2, 1, 128, 0},    {1, 100, 3, 3, 96, 0},
    {2, 1, 2, 2, 8, 0},     {2, 37, 6, 2, 20, 0},      {1, 300, 2, 2, 32, 0},
    {3, 16, 4, 1, 2, 0.3f}, {2, 129, 2, 2, 36, 0.25f}, {1, 15, 32, 1, 16, 0},
};
enum { SIZES = sizeof all_sizes / sizeof *all_sizes };
static const cria_step some_step = {.seed = 77, .index = 3};

static cria_attr attributes(const sizes *s)
{
    return (cria_attr){
        .heads = s->heads,
        .kv_heads = s->kv_heads,
        .head_dim = s->head_dim,
        .batch = s->batch,
        .length = s->length,
        .scale = 1.0f / sqrtf((float)s->head_dim),
        .dropout = s->dropout,
        .stream = 5,
        .layout = CRIA_LAYOUT_ROWS,
    };
}

// The last sequence is shorter than the others, if there is room.
static cria_view lengths_of(const sizes *s)
{
    int32_t length[8];
    for (int b = 0; b < s->batch; b++)
        length[b] = b > 0 && b == s->batch - 1 ? s->length * 2 / 3 : s->length;
    return integers(length, s->batch);
}

static cria_call rows_call(const sizes *s)
{
    const int64_t n = s->batch * s->length, keys = s->kv_heads * s->head_dim;
    cria_call c = {.op = CRIA_OP_ATTENTION, .attr = attributes(s)};
    c.in[0] = matrix(n, s->heads * s->head_dim, 3, 1);
    c.in[1] = matrix(n, keys, 1, 2);
    c.in[2] = matrix(n, keys, 6, 3);
    c.in[3] = lengths_of(s);
    c.out[0] = matrix(n, s->heads * s->head_dim, 2, 4);
    c.out[1] = matrix(n, s->heads, 1, 5);
    return c;
}

static void call_free(cria_call *c)
{
    for (int i = 0; i < CRIA_OP_IN; i++)
        if (c->in[i].data)
            matrix_free(&c->in[i]);
    for (int i = 0; i < CRIA_OP_OUT; i++)
        if (c->out[i].data)
            matrix_free(&c->out[i]);
}

// What the documented rule keeps, times 1 / (1 - p).
static double kept(const cria_attr *a, int64_t b, int64_t h, int64_t t, int64_t s)
{
    if (a->dropout <= 0)
        return 1;
    const uint64_t i = (uint64_t)(((b * a->heads + h) * a->length + t) * a->length + s);
    const uint32_t counter[4] = {(uint32_t)(i / 4), (uint32_t)(i / 4 >> 32),
                                 (uint32_t)some_step.index, CRIA_STREAM_DROPOUT + a->stream};
    uint32_t word[4];
    cria_philox(word, counter, some_step.seed);
    return word[i % 4] >= (double)a->dropout * 0x1p32 ? 1 / (1 - (double)a->dropout) : 0;
}

// reference: one query row in double; `p` gets its probabilities, `y` its output.
static double reference(const cria_call *c, int64_t b, int64_t h, int64_t t, double *p,
                        double *y)
{
    const cria_attr *const a = &c->attr;
    const int64_t first = b * a->length, g = h / (a->heads / a->kv_heads);
    double sum = 0;
    for (int64_t s = 0; s <= t; s++) {
        p[s] = 0;
        for (int i = 0; i < a->head_dim; i++)
            p[s] += (double)row(&c->in[0], first + t)[h * a->head_dim + i] *
                    row(&c->in[1], first + s)[g * a->head_dim + i];
        p[s] = exp(p[s] * a->scale);
        sum += p[s];
    }
    memset(y, 0, (size_t)a->head_dim * sizeof *y);
    for (int64_t s = 0; s <= t; s++) {
        p[s] /= sum;
        for (int i = 0; i < a->head_dim; i++)
            y[i] += p[s] * kept(a, b, h, t, s) * row(&c->in[2], first + s)[g * a->head_dim + i];
    }
    return log(sum);
}

static void check_row(const cria_call *c, int64_t b, int64_t h, int64_t t)
{
    const cria_attr *const a = &c->attr;
    const int64_t n = b * a->length + t;
    double p[512], y[512] = {0}, lse = 0;
    if (t < ((const int32_t *)c->in[3].data)[b])
        lse = reference(c, b, h, t, p, y);
    for (int i = 0; i < a->head_dim; i++)
        if (fabs(row(&c->out[0], n)[h * a->head_dim + i] - y[i]) > 3e-6)
            fail_msg("row %d, %d, head %d: element %d is %.9g, not %.9g", (int)b, (int)t,
                     (int)h, i, (double)row(&c->out[0], n)[h * a->head_dim + i], y[i]);
    assert_true(fabs(row(&c->out[1], n)[h] - lse) <= 2e-6 * (1 + fabs(lse)));
}

static void rows_are_right(void **state)
{
    (void)state;
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++)
        for (int i = 0; i < SIZES; i++) {
            cria_call c = rows_call(&all_sizes[i]);
            run_call((cria_isa)isa, &c, &some_step);
            for (int64_t n = 0; n < c.in[0].rows; n++)
                for (int64_t h = 0; h < c.attr.heads; h++)
                    check_row(&c, n / c.attr.length, h, n % c.attr.length);
            marks_are_whole(&c.out[0]);
            marks_are_whole(&c.out[1]);
            call_free(&c);
        }
}

// gradients: dq, dk, dv of sum(dy y) in double, all sequences; each [N, cols] without padding.
static void gradients(const cria_call *c, const cria_view *dy, double *d[3])
{
    const cria_attr *const a = &c->attr;
    const int dim = a->head_dim, q_cols = a->heads * dim, k_cols = a->kv_heads * dim;
    double p[512], y[512];
    for (int64_t b = 0; b < a->batch; b++)
        for (int64_t h = 0; h < a->heads; h++)
            for (int64_t t = 0; t < ((const int32_t *)c->in[3].data)[b]; t++) {
                const int64_t g = h / (a->heads / a->kv_heads), first = b * a->length;
                const float *const out = row(dy, first + t) + h * dim;
                double inner = 0;
                reference(c, b, h, t, p, y);
                for (int i = 0; i < dim; i++)
                    inner += out[i] * y[i];
                for (int64_t s = 0; s <= t; s++) {
                    const double keep = kept(a, b, h, t, s);
                    double dp = 0;
                    for (int i = 0; i < dim; i++)
                        dp += out[i] * row(&c->in[2], first + s)[g * dim + i];
                    const double ds = p[s] * (keep * dp - inner) * a->scale;
                    for (int i = 0; i < dim; i++) {
                        d[0][(first + t) * q_cols + h * dim + i] +=
                            ds * row(&c->in[1], first + s)[g * dim + i];
                        d[1][(first + s) * k_cols + g * dim + i] +=
                            ds * row(&c->in[0], first + t)[h * dim + i];
                        d[2][(first + s) * k_cols + g * dim + i] += p[s] * keep * out[i];
                    }
                }
            }
}

static double objective(const cria_call *c, const cria_view *dy)
{
    double p[512], y[512], sum = 0;
    for (int64_t b = 0; b < c->attr.batch; b++)
        for (int64_t h = 0; h < c->attr.heads; h++)
            for (int64_t t = 0; t < ((const int32_t *)c->in[3].data)[b]; t++) {
                reference(c, b, h, t, p, y);
                for (int i = 0; i < c->attr.head_dim; i++)
                    sum += y[i] * row(dy, b * c->attr.length + t)[h * c->attr.head_dim + i];
            }
    return sum;
}

static void gradients_open(const cria_call *c, double *d[3])
{
    for (int i = 0; i < 3; i++)
        assert_int_equal(cria_alloc(&d[i], (size_t)(c->in[i].rows * c->in[i].cols), 8),
                         CRIA_OK);
}

static void gradients_close(double *d[3])
{
    for (int i = 0; i < 3; i++)
        cria_free(d[i]);
}

// The reference's gradients are those of its own output.
static void reference_gradients_are_differences(void **state)
{
    (void)state;
    const sizes s = {2, 6, 4, 2, 4, 0.25f};
    cria_call c = rows_call(&s);
    cria_view dy = matrix(c.in[0].rows, c.in[0].cols, 0, 8);
    double *d[3];
    gradients_open(&c, d);
    gradients(&c, &dy, d);
    for (int i = 0; i < 3; i++)
        for (int64_t n = 0; n < c.in[i].rows; n++)
            for (int64_t j = 0; j < c.in[i].cols; j++) {
                float *const x = row(&c.in[i], n) + j;
                const float was = *x;
                *x = was + 0x1p-10f;
                const double after = objective(&c, &dy), up = *x;
                *x = was - 0x1p-10f;
                const double slope = (after - objective(&c, &dy)) / (up - *x);
                *x = was;
                assert_true(fabs(slope - d[i][n * c.in[i].cols + j]) < 1e-5);
            }
    gradients_close(d);
    matrix_free(&dy);
    call_free(&c);
}

// The call of the gradient that belongs to a call already run. Its inputs are borrowed.
static cria_call backward_call(const cria_call *c, const cria_view *dy, uint32_t add)
{
    cria_call b = {.op = CRIA_OP_ATTENTION_BWD, .attr = c->attr, .add = add};
    const cria_view in[] = {*dy, c->out[0], c->in[0], c->in[1], c->in[2], c->out[1], c->in[3]};
    memcpy(b.in, in, sizeof in);
    for (int i = 0; i < 3; i++)
        b.out[i] = matrix(c->in[i].rows, c->in[i].cols, 4, 20 + (uint64_t)i);
    return b;
}

static void check_gradient(const cria_view *got, const double *expected, uint64_t seed,
                           bool add)
{
    cria_view start = matrix(got->rows, got->cols, 4, seed);
    for (int64_t n = 0; n < got->rows; n++)
        for (int64_t j = 0; j < got->cols; j++) {
            const double right = expected[n * got->cols + j] + (add ? row(&start, n)[j] : 0);
            if (fabs(row(got, n)[j] - right) > 6e-6 * (1 + fabs(right)))
                fail_msg("row %d, column %d: %.9g, not %.9g", (int)n, (int)j,
                         (double)row(got, n)[j], right);
        }
    marks_are_whole(got);
    matrix_free(&start);
}

static void check_backward(cria_isa isa, const sizes *s, uint32_t add)
{
    cria_call c = rows_call(s);
    cria_view dy = matrix(c.in[0].rows, c.in[0].cols, 2, 8);
    double *d[3];
    gradients_open(&c, d);
    gradients(&c, &dy, d);
    run_call(isa, &c, &some_step);
    cria_call b = backward_call(&c, &dy, add);
    run_call(isa, &b, &some_step);
    for (int i = 0; i < 3; i++) {
        check_gradient(&b.out[i], d[i], 20 + (uint64_t)i, add >> i & 1);
        matrix_free(&b.out[i]);
    }
    gradients_close(d);
    matrix_free(&dy);
    call_free(&c);
}

static void gradients_are_right(void **state)
{
    (void)state;
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++)
        for (int i = 0; i < SIZES; i++)
            check_backward((cria_isa)isa, &all_sizes[i], i % 2 ? 7 : 0);
}

// A tree: one chain for each sequence of a ROWS call, rows dealt out in turn.
static cria_call tree_of(const cria_call *c)
{
    const int64_t batch = c->attr.batch, length = c->attr.length, n = batch * length;
    int32_t *parent;
    assert_int_equal(cria_alloc(&parent, (size_t)n, sizeof *parent), CRIA_OK);
    cria_call t = {.op = CRIA_OP_ATTENTION, .attr = c->attr};
    t.attr.layout = CRIA_LAYOUT_TREE;
    for (int i = 0; i < 3; i++)
        t.in[i] = matrix(n, c->in[i].cols, 2, 30);
    for (int64_t r = 0; r < n; r++) {
        parent[r] = r < batch ? -1 : (int32_t)(r - batch);
        for (int i = 0; i < 3; i++)
            memcpy(row(&t.in[i], r), row(&c->in[i], r % batch * length + r / batch),
                   (size_t)c->in[i].cols * 4);
    }
    t.in[3] = integers(parent, n);
    t.out[0] = matrix(n, c->out[0].cols, 1, 31);
    t.out[1] = matrix(n, c->out[1].cols, 0, 32);
    cria_free(parent);
    return t;
}

static const sizes chains[] = {
    {2, 128, 2, 2, 64, 0},
    {3, 37, 6, 2, 20, 0},
    {1, 130, 4, 1, 96, 0},
    {2, 20, 15, 1, 40, 0},
};
enum { CHAINS = sizeof chains / sizeof *chains };

// Length cut off: here every row is real.
static cria_call whole_rows_call(const sizes *s)
{
    cria_call c = rows_call(s);
    matrix_free(&c.in[3]);
    c.in[3] = (cria_view){0};
    return c;
}

static void a_chain_of_a_tree_has_the_bits_of_rows(void **state)
{
    (void)state;
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++)
        for (int i = 0; i < CHAINS; i++) {
            cria_call c = whole_rows_call(&chains[i]), t = tree_of(&c);
            run_call((cria_isa)isa, &c, &some_step);
            run_call((cria_isa)isa, &t, &some_step);
            for (int64_t r = 0; r < t.out[0].rows; r++)
                for (int o = 0; o < 2; o++)
                    assert_true(rows_equal(&t.out[o], r, &c.out[o],
                                           r % c.attr.batch * c.attr.length + r / c.attr.batch,
                                           1));
            marks_are_whole(&t.out[0]);
            call_free(&c);
            call_free(&t);
        }
}

// Sequence b of a ROWS call in slot `batch - 1 - b`, fed in pieces: a prompt, then row by row.
static void cache_in_pieces(cria_isa isa, const cria_call *c, int64_t prompt)
{
    const int64_t batch = c->attr.batch, length = c->attr.length, capacity = length + 3;
    cria_view caches[2];
    for (int i = 0; i < 2; i++)
        caches[i] = matrix(batch * capacity, c->in[1].cols, 5, 40);
    for (int64_t done = 0, count = prompt; done < length; done += count, count = 1) {
        const int64_t n = batch * count + 1; // and one unused row
        cria_call k = {.op = CRIA_OP_ATTENTION, .attr = c->attr};
        int32_t slot[512], position[512];
        k.attr.layout = CRIA_LAYOUT_CACHE;
        k.attr.capacity = (int)capacity;
        for (int i = 0; i < 3; i++)
            k.in[i] = matrix(n, c->in[i].cols, 1, 41);
        for (int64_t r = 0; r < n; r++) {
            slot[r] = r == n - 1 ? -1 : (int32_t)(batch - 1 - r % batch);
            position[r] = (int32_t)(done + r / batch);
            for (int i = 0; i < 3 && r < n - 1; i++)
                memcpy(row(&k.in[i], r), row(&c->in[i], r % batch * length + position[r]),
                       (size_t)c->in[i].cols * 4);
        }
        k.in[3] = integers(slot, n);
        k.in[4] = integers(position, n);
        k.in[5] = caches[0];
        k.in[6] = caches[1];
        k.out[0] = matrix(n, c->out[0].cols, 1, 42);
        k.out[1] = matrix(n, c->out[1].cols, 1, 43);
        run_call(isa, &k, &some_step);
        for (int64_t r = 0; r < n - 1; r++)
            for (int o = 0; o < 2; o++)
                assert_true(
                    rows_equal(&k.out[o], r, &c->out[o], r % batch * length + position[r], 1));
        for (int64_t j = 0; j < k.out[0].cols; j++)
            assert_true(row(&k.out[0], n - 1)[j] == 0);
        k.in[5].data = k.in[6].data = NULL;
        call_free(&k);
    }
    for (int i = 0; i < 2; i++) {
        marks_are_whole(&caches[i]);
        matrix_free(&caches[i]);
    }
}

static void a_cache_has_the_bits_of_rows(void **state)
{
    (void)state;
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++)
        for (int i = 0; i < CHAINS; i++) {
            cria_call c = whole_rows_call(&chains[i]);
            run_call((cria_isa)isa, &c, &some_step);
            cache_in_pieces((cria_isa)isa, &c, 1);
            cache_in_pieces((cria_isa)isa, &c, 17);
            call_free(&c);
        }
}

// A sequence alone, or cut short, gives the rows that it gives among others.
static void neighbours_do_not_matter(void **state)
{
    (void)state;
    const sizes s = {3, 70, 4, 2, 24, 0};
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++) {
        cria_call c = whole_rows_call(&s);
        run_call((cria_isa)isa, &c, &some_step);
        for (int length = 1; length <= s.length; length += 23) {
            cria_call one = c;
            one.attr.batch = 1;
            one.attr.length = length;
            for (int i = 0; i < 3; i++) {
                one.in[i].data = row(&c.in[i], s.length);
                one.in[i].rows = length;
            }
            one.out[0] = matrix(length, c.out[0].cols, 0, 50);
            one.out[1] = matrix(length, c.out[1].cols, 0, 51);
            run_call((cria_isa)isa, &one, &some_step);
            for (int o = 0; o < 2; o++) {
                assert_true(rows_equal(&one.out[o], 0, &c.out[o], s.length, length));
                matrix_free(&one.out[o]);
            }
        }
        call_free(&c);
    }
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    const sizes s = {3, 60, 6, 3, 40, 0.1f};
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++) {
        cria_call first, first_back;
        cria_view dy = matrix(180, 240, 0, 8);
        for (int threads = 1; threads <= 5; threads++) {
            cria_threads_set(threads);
            cria_call c = rows_call(&s);
            run_call((cria_isa)isa, &c, &some_step);
            cria_call back = backward_call(&c, &dy, 0);
            run_call((cria_isa)isa, &back, &some_step);
            if (threads == 1) {
                first = c;
                first_back = back;
                continue;
            }
            assert_true(rows_equal(&c.out[0], 0, &first.out[0], 0, 180));
            for (int o = 0; o < 3; o++) {
                assert_true(rows_equal(&back.out[o], 0, &first_back.out[o], 0, 180));
                matrix_free(&back.out[o]);
            }
            call_free(&c);
        }
        for (int o = 0; o < 3; o++)
            matrix_free(&first_back.out[o]);
        call_free(&first);
        matrix_free(&dy);
    }
    cria_threads_set(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_right),
        cmocka_unit_test(reference_gradients_are_differences),
        cmocka_unit_test(gradients_are_right),
        cmocka_unit_test(a_chain_of_a_tree_has_the_bits_of_rows),
        cmocka_unit_test(a_cache_has_the_bits_of_rows),
        cmocka_unit_test(neighbours_do_not_matter),
        cmocka_unit_test(threads_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
