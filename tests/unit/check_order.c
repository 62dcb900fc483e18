#include <check.h>
#include <stdlib.h>

#include "core/order.h"

enum { MANY = 1000 };

static struct arena arena;
static struct ordered things[MANY];
static unsigned numbers[MANY]; /* where each stood */

static void setup(void)
{
    for (unsigned i = 0; i < MANY; i++) {
        numbers[i] = i;
        things[i].thing = &numbers[i];
    }
}

static void teardown(void)
{
    arena_release(&arena);
}

static uint64_t rising(unsigned i)
{
    return i;
}

static uint64_t falling(unsigned i)
{
    return UINT64_MAX - i;
}

static uint64_t alike(unsigned i)
{
    (void)i;
    return 7;
}

static uint64_t few(unsigned i)
{
    return i * 7919 % 5;
}

static uint64_t mixed(unsigned i)
{
    return (i + 1) * 0xD1B54A32D192ED03u;
}

static const struct {
    const char *name;
    uint64_t (*by)(unsigned i);
} kinds[] = {{"rising", rising},
             {"falling", falling},
             {"alike", alike},
             {"few numbers", few},
             {"mixed", mixed}};

START_TEST(numbers_rise_and_what_is_equal_keeps_its_order)
{
    for (size_t count = 0; count <= MANY; count = count < 20 ? count + 1 : count * 7) {
        setup();
        for (unsigned i = 0; i < count; i++) {
            things[i].by = kinds[_i].by(i);
        }
        order_sort(&arena, things, count);
        for (size_t i = 1; i < count; i++) {
            const unsigned before = *(const unsigned *)things[i - 1].thing;
            const unsigned here = *(const unsigned *)things[i].thing;
            ck_assert_msg(things[i - 1].by < things[i].by ||
                              (things[i - 1].by == things[i].by && before < here),
                          "%s: %u of %u", kinds[_i].name, (unsigned)i, (unsigned)count);
        }
        for (size_t i = 0; i < count; i++) { /* each with its own number */
            ck_assert_uint_eq(things[i].by, kinds[_i].by(*(const unsigned *)things[i].thing));
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("order");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_loop_test(all, numbers_rise_and_what_is_equal_keeps_its_order, 0,
                        (int)(sizeof(kinds) / sizeof(kinds[0])));
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
