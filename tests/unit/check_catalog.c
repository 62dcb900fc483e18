/* sim/cli/catalog.c: which scenarios a command line names. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"
#include "cli/catalog.h"

static struct arena arena;
static struct buffer errors;
static struct catalog catalog;
static char folder[64]; /* of this test's process */

static void path_in(char *target, size_t capacity, const char *name)
{
    ck_assert_int_lt(snprintf(target, capacity, "%s/%s", folder, name), (int)capacity);
}

static void write_text(const char *name, const char *text)
{
    char path[128];
    path_in(path, sizeof(path), name);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), file), strlen(text));
    ck_assert_int_eq(fclose(file), 0);
}

static void write_scenario(const char *name, const char *title, const char *more)
{
    char text[512];
    (void)snprintf(
        text, sizeof(text),
        "scenario \"%s\"\nkb Q168670 Q164707\nuntil 1m\ntag one two\nworld\n  postoffice PO1 on "
        "NT1 CCPO\n"
        "%sphase \"p\"\n  @1s expect drained\nvariant \"other\"\n  @0s do start connector\n  @1s "
        "expect drained\n",
        title, more);
    write_text(name, text);
}

static void begin(void)
{
    char deep[128];
    (void)snprintf(folder, sizeof(folder), "catalog-%d", (int)getpid());
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    path_in(deep, sizeof(deep), "deep");
    ck_assert_int_eq(mkdir(deep, 0755), 0);
    buffer_init(&errors, &arena);
}

static void end(void)
{
    char command[128];
    (void)snprintf(command, sizeof(command), "rm -r %s", folder);
    ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c): the test's own words */
    arena_release(&arena);
}

static void load(const struct options *wanted)
{
    struct options options = *wanted;
    const char *paths[] = {folder};
    if (options.path_count == 0) {
        options.paths = paths;
        options.path_count = 1;
    }
    catalog_load(&options, &arena, &errors, &catalog);
}

START_TEST(a_folder_stands_for_all_scenarios_below_it_in_order_of_names)
{
    write_scenario("b.scn", "B", "");
    write_scenario("a.scn", "A", "");
    write_scenario("deep/c.scn", "C", "");
    write_text("notes.txt", "none");
    write_text(".hidden.scn", "none");
    const struct options all = {0};
    load(&all);
    ck_assert_msg(catalog.error_count == 0, "%s", buffer_string(&errors));
    ck_assert_uint_eq(catalog.count, 3);
    ck_assert_str_eq(catalog.entries[0].scenario.title, "A");
    ck_assert_str_eq(catalog.entries[1].scenario.title, "B");
    ck_assert_str_eq(catalog.entries[2].scenario.title, "C");
    ck_assert_uint_eq(catalog.entries[0].first_number, 1);
    ck_assert_uint_eq(catalog.entries[2].first_number, 5);
    ck_assert_uint_eq(catalog.case_count, 6);
}
END_TEST

START_TEST(many_files_are_all_found)
{
    enum { MANY = 300 };
    for (int i = 0; i < MANY; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "s%03d.scn", i);
        write_scenario(name, name, "");
    }
    const struct options all = {0};
    load(&all);
    ck_assert_uint_eq(catalog.count, MANY);
    ck_assert_str_eq(catalog.entries[MANY - 1].scenario.title, "s299.scn");
}
END_TEST

static const struct {
    struct options options;
    uint32_t scenarios;
    uint32_t cases;
} filters[] = {
    {{.name = "a.scn"}, 1, 2},
    {{.name = "first *"}, 1, 2},
    {{.name = "*"}, 2, 4},
    {{.name = "none"}, 0, 0},
    {{.tag = "TWO"}, 2, 4},
    {{.tag = "three"}, 0, 0},
    {{.kb = "q164707"}, 2, 4},
    {{.kb = "Q16"}, 0, 0},
    {{.the_case = "base"}, 2, 2},
    {{.the_case = "other"}, 2, 2},
    {{.the_case = "none"}, 0, 0},
    {{.name = "a.scn", .tag = "one", .kb = "Q168670", .the_case = "other"}, 1, 1},
};

START_TEST(filters_choose_scenarios_and_cases)
{
    write_scenario("a.scn", "first one", "");
    write_scenario("b.scn", "second one", "");
    load(&filters[_i].options);
    ck_assert_msg(catalog.error_count == 0, "%s", buffer_string(&errors));
    ck_assert_uint_eq(catalog.count, filters[_i].scenarios);
    ck_assert_uint_eq(catalog.case_count, filters[_i].cases);
}
END_TEST

START_TEST(errors_of_all_files_are_told_and_the_good_ones_are_kept)
{
    char link_path[128];
    write_scenario("a.scn", "A", "");
    write_text("b.scn", "nonsense\n");
    write_scenario("c.scn", "C", "  mail m1 out from \"letters/none.eml\"\n");
    path_in(link_path, sizeof(link_path), "d.scn");
    ck_assert_int_eq(symlink("nowhere", link_path), 0);
    const struct options all = {0};
    load(&all);
    ck_assert_uint_eq(catalog.count, 1);
    ck_assert_uint_ge(catalog.error_count, 3);
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "b.scn:1"));
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "none.eml"));
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "d.scn: No such file"));
}
END_TEST

START_TEST(a_path_that_is_not_there_is_an_error)
{
    const char *paths[] = {"no-such-path", folder};
    const struct options options = {.paths = paths, .path_count = 2};
    write_scenario("a.scn", "A", "");
    load(&options);
    ck_assert_uint_eq(catalog.error_count, 1);
    ck_assert_uint_eq(catalog.count, 1);
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "no-such-path: No such file"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalog");
    TCase *tcase = tcase_create("catalog");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_folder_stands_for_all_scenarios_below_it_in_order_of_names);
    tcase_add_test(tcase, many_files_are_all_found);
    tcase_add_loop_test(tcase, filters_choose_scenarios_and_cases, 0, (int)ARRAY_COUNT(filters));
    tcase_add_test(tcase, errors_of_all_files_are_told_and_the_good_ones_are_kept);
    tcase_add_test(tcase, a_path_that_is_not_there_is_an_error);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
