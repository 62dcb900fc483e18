#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

START_TEST(memory_is_zeroed_and_aligned_also_after_a_reset)
{
    struct arena arena = {0};
    static const uint8_t zero[5000];
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < sizeof(zero); size = size * 2 + 1) {
            uint8_t *data = arena_alloc(&arena, size);
            ck_assert_ptr_nonnull(data);
            ck_assert_uint_eq((uintptr_t)data % 16, 0);
            ck_assert_mem_eq(data, zero, size);
            memset(data, 0xA5, size);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(allocations_do_not_overlap)
{
    struct arena arena = {0};
    enum { COUNT = 2000 };
    uint8_t *data[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        data[i] = arena_alloc(&arena, i % 97);
        memset(data[i], (int)(i % 251), i % 97);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t at = 0; at < i % 97; at++) {
            ck_assert_uint_eq(data[i][at], i % 251);
        }
    }
    arena_release(&arena);
}
END_TEST

static void one_round(struct arena *arena)
{
    for (size_t i = 0; i < 300; i++) {
        (void)arena_alloc(arena, 1 + i * 37 % 500);
    }
    (void)arena_alloc(arena, 3000000);
    (void)arena_alloc(arena, 100);
}

START_TEST(rounds_after_a_reset_take_no_memory_from_the_system)
{
    struct arena arena = {0};
    one_round(&arena);
    const size_t held = arena_bytes(&arena);
    ck_assert_uint_ge(held, 3000000);
    for (int round = 0; round < 10; round++) {
        arena_reset(&arena);
        ck_assert_uint_eq(arena_bytes(&arena), held);
        one_round(&arena);
        ck_assert_uint_eq(arena_bytes(&arena), held);
    }
    arena_release(&arena);
    ck_assert_uint_eq(arena_bytes(&arena), 0);
}
END_TEST

START_TEST(rounds_in_another_order_settle_on_the_blocks_that_are_there)
{
    struct arena arena = {0};
    static const size_t sizes[] = {100, 100000, 2000000, 5000};
    size_t held = 0;
    for (size_t round = 0; round < 24; round++) {
        arena_reset(&arena);
        for (size_t i = 0; i < 4; i++) {
            (void)arena_alloc(&arena, sizes[(i * (1 + round % 2 * 2) + round / 2) % 4]);
        }
        held = round == 8 ? arena_bytes(&arena) : held; /* by then each order was there */
        ck_assert(round < 8 || arena_bytes(&arena) == held);
    }
    ck_assert_uint_lt(held, 8000000);
    arena_release(&arena);
}
END_TEST

START_TEST(a_rewind_forgets_what_came_after_the_mark_and_nothing_before)
{
    struct arena arena = {0};
    char *before = arena_text(&arena, "before");
    const struct arena_mark outer = arena_mark(&arena);
    char *first = arena_text(&arena, "first");
    const struct arena_mark inner = arena_mark(&arena);
    (void)arena_alloc(&arena, 500000);
    arena_rewind(&arena, inner);
    ck_assert_str_eq(first, "first");
    arena_rewind(&arena, outer);
    ck_assert_ptr_eq(arena_text(&arena, "again"), first);
    ck_assert_str_eq(before, "before");
    arena_release(&arena);
}
END_TEST

START_TEST(a_mark_of_an_empty_arena_rewinds_to_empty)
{
    struct arena arena = {0};
    const struct arena_mark mark = arena_mark(&arena);
    char *first = arena_text(&arena, "first");
    arena_rewind(&arena, mark);
    ck_assert_ptr_eq(arena_text(&arena, "second"), first);
    arena_release(&arena);
}
END_TEST

START_TEST(copies_are_equal_and_terminated)
{
    struct arena arena = {0};
    ck_assert_mem_eq(arena_copy(&arena, "a\0b", 3), "a\0b", 3);
    ck_assert_ptr_nonnull(arena_copy(&arena, NULL, 0));
    ck_assert_str_eq(arena_text(&arena, ""), "");
    ck_assert_str_eq(arena_text_n(&arena, "Submit", 3), "Sub");
    ck_assert_str_eq(arena_text_n(&arena, NULL, 0), "");
    ck_assert_str_eq(arena_format(&arena, "msg%04X.%s", 255u, "ccm"), "msg00FF.ccm");
    ck_assert_uint_eq(strlen(arena_format(&arena, "%255s", "")), 255);
    ck_assert_uint_eq(strlen(arena_format(&arena, "%256s", "")), 256);
    ck_assert_uint_eq(strlen(arena_format(&arena, "%9000s|", "x")), 9001);
    arena_release(&arena);
}
END_TEST

struct row {
    uint64_t id;
    char name[9];
};

START_TEST(arrays_hold_their_elements)
{
    struct arena arena = {0};
    struct row *one = arena_new(&arena, struct row);
    struct row *rows = arena_array(&arena, struct row, 1000);
    one->id = 7;
    for (size_t i = 0; i < 1000; i++) {
        ck_assert_uint_eq(rows[i].id, 0);
        rows[i].id = i;
    }
    ck_assert_uint_eq(one->id, 7);
    ck_assert_ptr_nonnull(arena_array(&arena, struct row, 0));
    arena_release(&arena);
}
END_TEST

START_TEST(an_array_that_overflows_stops_the_process)
{
    struct arena arena = {0};
    (void)arena_alloc_array(&arena, SIZE_MAX / 2, 3);
}
END_TEST

START_TEST(an_impossible_size_stops_the_process)
{
    struct arena arena = {0};
    volatile size_t size = SIZE_MAX - 5;
    (void)arena_alloc(&arena, size);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arena");
    TCase *tcase = tcase_create("arena");
    tcase_add_test(tcase, memory_is_zeroed_and_aligned_also_after_a_reset);
    tcase_add_test(tcase, allocations_do_not_overlap);
    tcase_add_test(tcase, rounds_after_a_reset_take_no_memory_from_the_system);
    tcase_add_test(tcase, rounds_in_another_order_settle_on_the_blocks_that_are_there);
    tcase_add_test(tcase, a_rewind_forgets_what_came_after_the_mark_and_nothing_before);
    tcase_add_test(tcase, a_mark_of_an_empty_arena_rewinds_to_empty);
    tcase_add_test(tcase, copies_are_equal_and_terminated);
    tcase_add_test(tcase, arrays_hold_their_elements);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    if (srunner_fork_status(runner) == CK_FORK) { /* they end the process */
        tcase_add_test_raise_signal(tcase, an_array_that_overflows_stops_the_process, SIGABRT);
        tcase_add_test_raise_signal(tcase, an_impossible_size_stops_the_process, SIGABRT);
    }
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
