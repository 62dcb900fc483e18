/* Command lines that were understood before. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "programs/arguments_memory.h"

static struct arena arena;
static struct arguments_memory memory;

static void setup(void)
{
    arena = (struct arena){0};
    memory = (struct arguments_memory){.arena = &arena};
}

static void teardown(void)
{
    arena_release(&arena);
}

START_TEST(a_line_says_the_same_each_time)
{
    struct arena process = {0};
    for (int times = 0; times < 3; times++) {
        char line[] = "/FORMAT/FAN/ITEMSIZE /MSGS/16 C:\\STORE\\EXPORT.INI";
        struct program_arguments arguments;
        arguments_of_line(&memory, &arguments, line, &process);
        memset(line, 'x', sizeof(line)); /* whose text it was is gone */
        arena_reset(&process);
        ck_assert(arguments.has_fan);
        ck_assert(arguments.has_item_size);
        ck_assert_uint_eq(arguments.messages_max, 16);
        ck_assert_str_eq(arguments.parameter_file, "C:\\STORE\\EXPORT.INI");
        ck_assert_ptr_null(arguments.bad);
    }
    ck_assert_uint_eq(memory.count, 1);
    arena_release(&process);
}
END_TEST

START_TEST(more_lines_than_are_kept_are_understood_too)
{
    for (int times = 0; times < 2; times++) {
        for (unsigned i = 0; i < 2 * ARGUMENTS_KEPT; i++) {
            char line[32];
            char want[8];
            struct program_arguments arguments;
            (void)snprintf(line, sizeof(line), "/NPO%u /Dn:\\data", i);
            (void)snprintf(want, sizeof(want), "PO%u", i);
            arguments_of_line(&memory, &arguments, line, &arena);
            ck_assert_str_eq(arguments.line_name, want);
        }
    }
    ck_assert_uint_eq(memory.count, ARGUMENTS_KEPT);
}
END_TEST

START_TEST(without_memory_a_line_is_read_each_time)
{
    struct program_arguments arguments;
    arguments_of_line(NULL, &arguments, "/?", &arena);
    ck_assert(arguments.wants_help);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arguments_memory");
    TCase *tcase = tcase_create("lines");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_line_says_the_same_each_time);
    tcase_add_test(tcase, more_lines_than_are_kept_are_understood_too);
    tcase_add_test(tcase, without_memory_a_line_is_read_each_time);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
