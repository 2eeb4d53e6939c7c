// The three products of a linear layer against sums in double, and that an element's bits
// depend on its own row and column alone.
#include "cpu/gemm.h"
#include "matrices.h"

// A sum of k products in floats, blocks of which are summed in order, is wrong by a random walk
// of roundings: about half a unit of 2^-24 times the sum of magnitudes, or less. Seen over a
// million elements: below 4.
static const double UNITS = 6;

typedef struct shape {
    int64_t n, k, m;
} shape;

static const shape shapes[] = {
    {1, 1, 1},       {7, 13, 5},    {1, 512, 96},    {2, 37, 33},    {14, 512, 32},
    {15, 513, 65},   {56, 600, 40}, {57, 600, 40},   {113, 129, 77}, {128, 64, 128},
    {300, 1100, 70}, {64, 8, 2500}, {230, 31, 4100}, {1030, 40, 60}, {900, 16, 9},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

typedef enum form {
    FORWARD,
    DX,
    DW,
    FORMS,
} form;

typedef struct trial {
    cria_call call;
    cria_view start; // of the output, before the run
} trial;

static trial trial_make(form f, shape s, bool bias, uint32_t add)
{
    static const cria_op ops[FORMS] = {CRIA_OP_LINEAR, CRIA_OP_LINEAR_DX, CRIA_OP_LINEAR_DW};
    trial t = {.call = {.op = ops[f], .add = add}};
    cria_call *const c = &t.call;
    c->in[0] = matrix(s.n, f == FORWARD ? s.k : s.m, 3, 1);
    c->in[1] = f == DW ? matrix(s.n, s.k, 5, 2) : matrix(s.m, s.k, 1, 2);
    if (bias && f == FORWARD)
        c->in[2] = matrix(1, s.m, 0, 3);
    const int64_t rows = f == DW ? s.m : s.n, cols = f == FORWARD ? s.m : s.k;
    c->out[0] = matrix(rows, cols, 7, 4);
    t.start = matrix(rows, cols, 7, 4);
    if (bias && f == DW)
        c->out[1] = matrix(1, s.m, 0, 5);
    return t;
}

static void trial_free(trial *t)
{
    for (int i = 0; i < 3; i++)
        if (t->call.in[i].data)
            matrix_free(&t->call.in[i]);
    for (int i = 0; i < 2; i++)
        if (t->call.out[i].data)
            matrix_free(&t->call.out[i]);
    matrix_free(&t->start);
}

// The terms of element (i, j): a and b at step s.
static void terms(const cria_call *c, int64_t i, int64_t j, int64_t s, double *a, double *b)
{
    const cria_view *const x = &c->in[0], *const w = &c->in[1];
    *a = c->op == CRIA_OP_LINEAR_DW ? row(x, s)[i] : row(x, i)[s];
    *b = c->op == CRIA_OP_LINEAR ? row(w, j)[s] : row(w, s)[j];
}

static void check_element(const trial *t, int64_t i, int64_t j)
{
    const cria_call *const c = &t->call;
    const int64_t k = c->op == CRIA_OP_LINEAR_DW ? c->in[0].rows : c->in[0].cols;
    double sum = 0, magnitude = 0, a, b;
    for (int64_t s = 0; s < k; s++) {
        terms(c, i, j, s, &a, &b);
        sum += a * b;
        magnitude += fabs(a * b);
    }
    if (c->in[2].data)
        sum += row(&c->in[2], 0)[j];
    if (c->add & 1)
        sum += row(&t->start, i)[j];
    const double error = fabs(row(&c->out[0], i)[j] - sum);
    if (error > UNITS * 0x1p-24 * (magnitude + fabs(sum) + 1))
        fail_msg("%s %lld x %lld x %lld: element %lld, %lld is off by %g", cria_op_name(c->op),
                 (long long)c->out[0].rows, (long long)k, (long long)c->out[0].cols,
                 (long long)i, (long long)j, error);
}

static void check_bias_gradient(const trial *t)
{
    const cria_view *const db = &t->call.out[1], start = matrix(1, db->cols, 0, 5);
    cria_view begin = start;
    for (int64_t j = 0; j < db->cols; j++) {
        double sum = t->call.add >> 1 & 1 ? row(&start, 0)[j] : 0, magnitude = 1;
        for (int64_t i = 0; i < t->call.in[0].rows; i++) {
            sum += row(&t->call.in[0], i)[j];
            magnitude += fabsf(row(&t->call.in[0], i)[j]);
        }
        assert_true(fabs(row(db, 0)[j] - sum) <= UNITS * 0x1p-24 * magnitude);
    }
    matrix_free(&begin);
}

static void check_trial(const trial *t)
{
    const cria_view *const y = &t->call.out[0];
    const int64_t step_i = y->rows > 60 ? 13 : 1, step_j = y->cols > 100 ? 29 : 1;
    for (int64_t i = 0; i < y->rows; i++)
        for (int64_t j = 0; j < y->cols; j++)
            if ((i % step_i == 0 || i >= y->rows - 2) && (j % step_j == 0 || j >= y->cols - 2))
                check_element(t, i, j);
    marks_are_whole(y);
    if (t->call.out[1].data)
        check_bias_gradient(t);
}

static void every_form_is_right(void **state)
{
    (void)state;
    const cria_step step = {0};
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++)
        for (int f = 0; f < FORMS; f++)
            for (int s = 0; s < SHAPES; s++)
                for (uint32_t variant = 0; variant < 4; variant++) {
                    trial t = trial_make((form)f, shapes[s], variant & 1, variant & 2 ? 3 : 0);
                    run_call((cria_isa)isa, &t.call, &step);
                    check_trial(&t);
                    trial_free(&t);
                }
}

static void gradients_accumulate_when_asked(void **state)
{
    (void)state;
    trial t = trial_make(DW, (shape){20, 30, 40}, true, 0);
    t.call.add_if = 3;
    run_call(cria_isa_best(), &t.call, &(cria_step){.accumulate = false});
    check_trial(&t);
    memcpy(t.call.out[0].data, t.start.data, (size_t)(t.start.rows * t.start.stride) * 4);
    matrix_free(&t.call.out[1]);
    t.call.out[1] = matrix(1, 40, 0, 5);
    run_call(cria_isa_best(), &t.call, &(cria_step){.accumulate = true});
    t.call.add = 3; // what the check expects
    check_trial(&t);
    trial_free(&t);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    const cria_step step = {0};
    const shape all[] = {{130, 530, 300}, {9, 530, 300}, {1300, 64, 70}};
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++)
        for (int f = 0; f < FORMS * 3; f++) {
            trial first = trial_make((form)(f % FORMS), all[f / FORMS], true, 0);
            cria_threads_set(1);
            run_call((cria_isa)isa, &first.call, &step);
            for (int threads = 2; threads <= 5; threads++) {
                trial t = trial_make((form)(f % FORMS), all[f / FORMS], true, 0);
                cria_threads_set(threads);
                run_call((cria_isa)isa, &t.call, &step);
                assert_true(
                    rows_equal(&first.call.out[0], 0, &t.call.out[0], 0, t.call.out[0].rows));
                if (t.call.out[1].data)
                    assert_true(rows_equal(&first.call.out[1], 0, &t.call.out[1], 0, 1));
                trial_free(&t);
            }
            trial_free(&first);
        }
    cria_threads_set(0);
}

// The product of rows [first, first + count) of x alone.
static void check_part(cria_isa isa, const trial *whole, int64_t first, int64_t count)
{
    cria_call part = whole->call;
    part.in[0].rows = count;
    part.in[0].data = row(&whole->call.in[0], first);
    part.out[0] = matrix(count, part.out[0].cols, 2, 9);
    run_call(isa, &part, &(cria_step){0});
    assert_true(rows_equal(&whole->call.out[0], first, &part.out[0], 0, count));
    matrix_free(&part.out[0]);
}

static void a_row_is_the_same_in_every_batch(void **state)
{
    (void)state;
    static const int64_t parts[][2] = {{0, 1},    {1, 1},    {399, 1},  {3, 2},    {5, 13},
                                       {17, 14},  {20, 15},  {100, 48}, {101, 56}, {9, 57},
                                       {31, 113}, {50, 300}, {1, 399}};
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++)
        for (int f = 0; f < DW; f++) {
            trial t = trial_make((form)f, (shape){400, 1029, 75}, true, 0);
            run_call((cria_isa)isa, &t.call, &(cria_step){0});
            for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
                check_part((cria_isa)isa, &t, parts[i][0], parts[i][1]);
            trial_free(&t);
        }
}

// One product of several weights side by side gives what each gives alone.
static void a_column_is_the_same_in_every_product(void **state)
{
    (void)state;
    static const int64_t parts[][2] = {{0, 1}, {31, 2}, {5, 64}, {69, 31}};
    for (int isa = 0; isa <= (int)cria_isa_best(); isa++) {
        trial t = trial_make(FORWARD, (shape){60, 700, 100}, false, 0);
        run_call((cria_isa)isa, &t.call, &(cria_step){0});
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            cria_call part = t.call;
            part.in[1].rows = parts[i][1];
            part.in[1].data = row(&t.call.in[1], parts[i][0]);
            part.out[0] = matrix(60, parts[i][1], 0, 9);
            run_call((cria_isa)isa, &part, &(cria_step){0});
            cria_view same = t.call.out[0];
            same.data = (float *)same.data + parts[i][0];
            assert_true(rows_equal(&part.out[0], 0, &same, 0, 60));
            matrix_free(&part.out[0]);
        }
        trial_free(&t);
    }
}

// The seam: whoever is named, the same contract.
static void providers_agree(void **state)
{
    (void)state;
    for (const cria_gemm_provider *who = cria_gemm_libraries(); who->name; who++) {
        assert_int_equal(setenv("CRIA_GEMM", who->name, 1), 0);
        assert_ptr_equal(cria_gemm_chosen(cria_isa_best()), who);
        for (int f = 0; f < FORMS; f++)
            for (uint32_t variant = 0; variant < 4; variant++) {
                trial t =
                    trial_make((form)f, (shape){70, 80, 90}, variant & 1, variant & 2 ? 3 : 0);
                run_call(cria_isa_best(), &t.call, &(cria_step){0});
                check_trial(&t);
                trial_free(&t);
            }
    }
    assert_int_equal(setenv("CRIA_GEMM", "own", 1), 0);
    assert_ptr_equal(cria_gemm_chosen(CRIA_ISA_GENERIC), cria_gemm_own(CRIA_ISA_GENERIC));
    assert_int_equal(unsetenv("CRIA_GEMM"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_right),
        cmocka_unit_test(gradients_accumulate_when_asked),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(a_row_is_the_same_in_every_batch),
        cmocka_unit_test(a_column_is_the_same_in_every_product),
        cmocka_unit_test(providers_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
