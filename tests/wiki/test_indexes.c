// The list of indexes: each name once, in the order added, found fast in a wiki that has many.
#include "processor_time.h"
#include "wiki/indexes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 100000 };

static uint32_t add(cria_indexes *list, const char *title, uint32_t *number)
{
    uint32_t index = UINT32_MAX;
    bool numbered;
    assert_int_equal(cria_indexes_add(list, title, &index, number, &numbered), CRIA_OK);
    assert_true(numbered || index == UINT32_MAX);
    return index;
}

static void each_name_stands_once(void **state)
{
    (void)state;
    cria_indexes list = {0};
    uint32_t number = 0;
    assert_false(cria_indexes_has(&list, "A"));
    assert_int_equal(add(&list, "Page:A/1", &number), 0);
    assert_int_equal(add(&list, "Page:A/B/7", &number), 1); // sorted titles part those of A
    assert_int_equal(number, 7);
    assert_int_equal(add(&list, "Page:A/C", &number), UINT32_MAX); // no number
    assert_int_equal(add(&list, "Page:A/2", &number), 0);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.name[1], "A/B");
    assert_true(cria_indexes_has(&list, "A/B"));
    assert_false(cria_indexes_has(&list, "A/"));
    cria_indexes_free(&list);
}

static void many_are_found_fast(void **state)
{
    (void)state;
    cria_indexes list = {0};
    char name[32];
    const double start = processor_time();
    for (uint32_t i = 0; i < 2 * MANY; i++) {
        uint32_t index;
        snprintf(name, sizeof name, "Scan %u", i % MANY);
        assert_int_equal(cria_indexes_number(&list, name, strlen(name), &index), CRIA_OK);
        assert_int_equal(index, i % MANY);
        assert_true(cria_indexes_has(&list, name));
    }
    assert_true(processor_time() - start < 5);
    cria_indexes_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_stands_once),
        cmocka_unit_test(many_are_found_fast),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
