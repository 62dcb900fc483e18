/* sim/postoffice/po_free_set.c: which blocks are free. */
#include "po_free_set.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

static struct arena arena;

static void teardown(void)
{
    arena_release(&arena);
}

START_TEST(the_free_block_before_another_is_found_however_far)
{
    static const uint32_t blocks[] = {3, 63, 64, 1000, 70000};
    struct po_free_set set = {0};
    ck_assert_uint_eq(po_free_set_before(&set, 5), 0);
    for (size_t i = ARRAY_COUNT(blocks); i-- > 0;) {
        po_free_set_add(&set, blocks[i], &arena);
        memset(arena_room(&arena, 64), 0xFF, 64); /* others use that arena, too */
    }
    for (size_t i = 0; i < ARRAY_COUNT(blocks); i++) {
        const uint32_t before = i == 0 ? 0 : blocks[i - 1];
        ck_assert_uint_eq(po_free_set_before(&set, blocks[i]), before);
        ck_assert_uint_eq(po_free_set_before(&set, blocks[i] + 1), blocks[i]);
    }
    po_free_set_drop_below(&set, 64);
    ck_assert_uint_eq(po_free_set_before(&set, 64), 0);
    ck_assert_uint_eq(po_free_set_before(&set, 1000), 64);
    po_free_set_clear(&set);
    ck_assert_uint_eq(po_free_set_before(&set, 70001), 0);
    po_free_set_add(&set, 7, &arena);
    ck_assert_uint_eq(po_free_set_before(&set, 8), 7);
}
END_TEST

/* The arena is rewound to before the set came, and somebody else writes there. */
static void lose_memory(struct po_free_set *set, uint32_t block)
{
    (void)arena_room(&arena, 16);
    const struct arena_mark mark = arena_mark(&arena);
    po_free_set_add(set, block, &arena);
    arena_rewind(&arena, mark);
    memset(arena_room(&arena, 32), 0, 32);
}

START_TEST(a_set_whose_memory_somebody_else_has_got_stops_the_process)
{
    struct po_free_set set = {0};
    lose_memory(&set, 5);
    switch (_i) {
    case 0:
        po_free_set_add(&set, 6, &arena);
        break;
    case 1:
        po_free_set_drop_below(&set, 6);
        break;
    case 2:
        (void)po_free_set_before(&set, 6);
        break;
    default:
        po_free_set_clear(&set);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_free_set");
    TCase *tcase = tcase_create("po_free_set");
    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_test(tcase, the_free_block_before_another_is_found_however_far);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    if (srunner_fork_status(runner) == CK_FORK) { /* they end the process */
        tcase_add_loop_test_raise_signal(
            tcase, a_set_whose_memory_somebody_else_has_got_stops_the_process, SIGABRT, 0, 4);
    }
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
