/* sim/cli/options.c: the command line. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "cli/options.h"

static struct arena arena;
static struct options options;
static struct diagnostic diagnostic;

static void begin(void)
{
    memset(&diagnostic, 0, sizeof(diagnostic));
}

static void end(void)
{
    arena_release(&arena);
}

/* The words of a command line behind the program's name. */
static bool parse(const char *const *words)
{
    char *argv[16] = {arena_text(&arena, "ccbench")};
    int argc = 1;
    for (; words[argc - 1] != NULL; argc++) {
        argv[argc] = arena_text(&arena, words[argc - 1]);
    }
    return options_parse(argc, argv, &arena, &options, &diagnostic);
}

START_TEST(without_a_word_it_helps)
{
    char *none[] = {NULL};
    ck_assert(options_parse(0, none, &arena, &options, &diagnostic));
    ck_assert_int_eq((int)options.command, COMMAND_HELP);
    ck_assert_uint_eq(options.path_count, 0);
}
END_TEST

START_TEST(options_may_stand_anywhere_and_values_may_be_joined)
{
    static const char *const words[] = {
        "run", "a",       "--name",       "x*", "b", "--until=1m30s",
        "-j4", "--trace", "--schedule=7", "-",  NULL};
    ck_assert(parse(words));
    ck_assert_int_eq((int)options.command, COMMAND_RUN);
    ck_assert_uint_eq(options.path_count, 3);
    ck_assert_str_eq(options.paths[0], "a");
    ck_assert_str_eq(options.paths[1], "b");
    ck_assert_str_eq(options.paths[2], "-");
    ck_assert_str_eq(options.name, "x*");
    ck_assert_uint_eq(options.until, 90000000);
    ck_assert_uint_eq(options.jobs, 4);
    ck_assert_uint_eq(options.schedule, 7);
    ck_assert(options.trace);
    ck_assert(!options.events);
    ck_assert_ptr_null(options.tag);
}
END_TEST

START_TEST(behind_two_dashes_all_are_paths)
{
    static const char *const words[] = {"check", "--", "--name", "--", NULL};
    ck_assert(parse(words));
    ck_assert_int_eq((int)options.command, COMMAND_CHECK);
    ck_assert_uint_eq(options.path_count, 2);
    ck_assert_str_eq(options.paths[1], "--");
}
END_TEST

static const struct {
    const char *text;
    bool is_good;
    uint64_t us;
} times[] = {
    {"250ms", true, 250000},
    {"@15s", true, 15000000},
    {"2m", true, 120000000},
    {"1h1m1s1ms", true, 3661001000},
    {"10d", true, 864000000000},
    {"0s", true, 1}, /* 0 is no option */
    {"", false, 0},
    {"1s1s", false, 0},
    {"1s1m", false, 0},
    {"99999d99999d99999d", false, 0},
    {"5", false, 0},
    {"s", false, 0},
    {"5 s", false, 0},
    {"5x", false, 0},
    {"99999999999999999999s", false, 0},
    {"9999999999999999999s", false, 0},
    {"999999999999999d", false, 0},
};

START_TEST(a_time_is_numbers_with_units)
{
    const char *const words[] = {"run", "--until", times[_i].text, NULL};
    ck_assert_msg(parse(words) == times[_i].is_good, "%s", times[_i].text);
    if (times[_i].is_good) {
        ck_assert_uint_eq(options.until, times[_i].us);
    } else {
        ck_assert_ptr_nonnull(strstr(diagnostic.text, "takes a time like 1m30s"));
    }
}
END_TEST

static const struct {
    const char *words[5];
    const char *says;
} wrong[] = {
    {{"walk"}, "no command 'walk'"},
    {{"run", "--none"}, "no option '--none'"},
    {{"run", "--nam"}, "no option '--nam'"},
    {{"run", "--name"}, "--name wants a value: PATTERN"},
    {{"run", "-j"}, "-j wants a value: N"},
    {{"run", "-jx"}, "-j takes a whole number from 1, not 'x'"},
    {{"run", "-j0"}, "-j takes a whole number from 1, not '0'"},
    {{"po", "churn", "x", "--turnovers=0"}, "--turnovers takes a whole number from 1, not '0'"},
    {{"run", "--schedule", "-1"}, "takes a whole number"},
    {{"run", "--twice=yes"}, "--twice takes no value"},
    {{"bench", "--trace"}, "--trace is no option of `ccbench bench`"},
    {{"list", "--json"}, "--json is no option of `ccbench list`"},
};

START_TEST(what_is_wrong_is_told)
{
    ck_assert(!parse(wrong[_i].words));
    ck_assert_msg(strstr(diagnostic.text, wrong[_i].says) != NULL, "%s", diagnostic.text);
}
END_TEST

START_TEST(help_names_every_option)
{
    static const char *const spellings[] = {
#define OPTION(field, spelling, kind, value_name, commands, help) spelling,
#include "cli/options.def"
#undef OPTION
    };
    struct buffer text;
    buffer_init(&text, &arena);
    options_help(&text);
    for (size_t i = 0; i < ARRAY_COUNT(spellings); i++) {
        ck_assert_msg(strstr(buffer_string(&text), spellings[i]) != NULL, "%s", spellings[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *tcase = tcase_create("options");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, without_a_word_it_helps);
    tcase_add_test(tcase, options_may_stand_anywhere_and_values_may_be_joined);
    tcase_add_test(tcase, behind_two_dashes_all_are_paths);
    tcase_add_loop_test(tcase, a_time_is_numbers_with_units, 0, (int)ARRAY_COUNT(times));
    tcase_add_loop_test(tcase, what_is_wrong_is_told, 0, (int)ARRAY_COUNT(wrong));
    tcase_add_test(tcase, help_names_every_option);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
