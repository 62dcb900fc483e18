/* sim/cli/catalog.c: which scenarios a command line names. */
#define _POSIX_C_SOURCE 200809L
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
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

static const struct {
    const char *name;
    const char *path; /* NULL: a pipe in the folder, called so */
    const char *error;
} no_files[] = {
    {"pipe", NULL, "pipe: nobody writes to this pipe"},
    {"p.scn", NULL, "p.scn: nobody writes to this pipe"},
    {"a device", "/dev/null", "/dev/null: neither a file nor a folder"},
    {"an endless device", "/dev/zero", "/dev/zero: neither a file nor a folder"},
};

START_TEST(what_is_no_file_is_an_error_and_nobody_waits_for_it)
{
    char pipe[128];
    const char *paths[] = {no_files[_i].path};
    const struct options options = {.paths = paths, .path_count = 1};
    if (no_files[_i].path == NULL) {
        path_in(pipe, sizeof(pipe), no_files[_i].name);
        ck_assert_int_eq(mkfifo(pipe, 0600), 0);
        paths[0] = pipe;
    }
    load(&options);
    ck_assert_uint_eq(catalog.error_count, 1);
    ck_assert_uint_eq(catalog.count, 0);
    ck_assert_msg(strstr(buffer_string(&errors), no_files[_i].error) != NULL, "%s",
                  buffer_string(&errors));
}
END_TEST

START_TEST(a_pipe_is_no_letter_and_nobody_waits_for_it)
{
    char path[128];
    path_in(path, sizeof(path), "letters");
    ck_assert_int_eq(mkdir(path, 0755), 0);
    path_in(path, sizeof(path), "letters/p.eml");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    write_scenario("a.scn", "A", "  mail m1 out from \"letters/p.eml\"\n");
    const struct options all = {0};
    load(&all);
    ck_assert_uint_eq(catalog.error_count, 1);
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "there is no letter letters/p.eml"));
}
END_TEST

START_TEST(a_pipe_that_somebody_writes_to_is_a_file)
{
    enum { SIZE = 512 };
    char pipe[128];
    char text[SIZE];
    path_in(pipe, sizeof(pipe), "pipe");
    ck_assert_int_eq(mkfifo(pipe, 0600), 0);
    write_scenario("a.scn", "A", "");
    char path[128];
    path_in(path, sizeof(path), "a.scn");
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    const size_t size = fread(text, 1, sizeof(text), file);
    ck_assert_int_eq(fclose(file), 0);
    const pid_t child = fork();
    if (child == 0) {
        FILE *out = fopen(pipe, "wb"); /* waits for the reader */
        const bool is_written = out != NULL && fwrite(text, 1, size, out) == size;
        _exit(is_written && fclose(out) == 0 ? 0 : 1);
    }
    const char *paths[] = {pipe};
    const struct options options = {.paths = paths, .path_count = 1};
    do { /* until the child has come so far */
        buffer_clear(&errors);
        load(&options);
    } while (catalog.count == 0 && strstr(buffer_string(&errors), "nobody writes") != NULL);
    ck_assert_msg(catalog.error_count == 0, "%s", buffer_string(&errors));
    ck_assert_uint_eq(catalog.case_count, 2);
    int ended = 1;
    ck_assert_int_eq(waitpid(child, &ended, 0), child);
    ck_assert_int_eq(ended, 0);
}
END_TEST

START_TEST(a_folder_that_has_no_end_is_an_error)
{
    enum { LEVELS = 18 };
    char path[128];
    char name[32];
    write_scenario("a.scn", "A", "");
    for (int level = 0; level <= LEVELS; level++) {
        (void)snprintf(name, sizeof(name), "l%d", level);
        path_in(path, sizeof(path), name);
        ck_assert_int_eq(mkdir(path, 0755), 0);
    }
    for (int level = 0; level < LEVELS; level++) { /* two ways down from each */
        for (int way = 0; way < 2; way++) {
            char target[32];
            (void)snprintf(name, sizeof(name), "l%d/%d", level, way);
            (void)snprintf(target, sizeof(target), "../l%d", level + 1);
            path_in(path, sizeof(path), name);
            ck_assert_int_eq(symlink(target, path), 0);
        }
    }
    const struct options all = {0};
    load(&all);
    ck_assert_uint_eq(catalog.error_count, 1);
    ck_assert_uint_eq(catalog.count, 0);
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "more than 200000 files"));
}
END_TEST

START_TEST(a_link_that_leads_nowhere_is_an_error_only_where_it_is_called_a_scenario)
{
    char path[128];
    write_scenario("a.scn", "A", "");
    path_in(path, sizeof(path), "notes");
    ck_assert_int_eq(symlink("nowhere", path), 0);
    const struct options all = {0};
    load(&all);
    ck_assert_msg(catalog.error_count == 0, "%s", buffer_string(&errors));
    ck_assert_uint_eq(catalog.count, 1);
}
END_TEST

START_TEST(of_very_many_errors_the_first_are_told_and_all_are_counted)
{
    struct buffer text;
    buffer_init(&text, &arena);
    for (int i = 0; i < 250; i++) {
        buffer_text(&text, "nonsense\n");
    }
    write_text("b.scn", buffer_string(&text));
    const struct options all = {0};
    load(&all);
    ck_assert_uint_ge(catalog.error_count, 250);
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "b.scn:40:1"));
    ck_assert_ptr_null(strstr(buffer_string(&errors), "b.scn:250:1"));
    ck_assert_ptr_nonnull(strstr(buffer_string(&errors), "more errors"));
}
END_TEST

START_TEST(of_many_drawn_worlds_the_seeds_are_kept_and_each_can_be_had_whole)
{
    enum { WORLDS = 200, BYTES_EACH = 1024 };
    struct arena drawn = {0};
    const struct options options = {.world = 30, .worlds = WORLDS};
    const size_t before = arena_bytes(&arena);
    catalog_load(&options, &arena, &errors, &catalog);
    ck_assert_msg(catalog.error_count == 0, "%s", buffer_string(&errors));
    ck_assert_uint_eq(catalog.count, WORLDS);
    ck_assert_uint_eq(catalog.case_count, WORLDS);
    ck_assert_uint_lt(arena_bytes(&arena) - before, (size_t)WORLDS * BYTES_EACH);
    ck_assert_str_eq(catalog.entries[7].scenario.path, "--world=37");
    const struct catalog_entry taken = catalog_take(&catalog.entries[7], &drawn);
    ck_assert_str_eq(taken.scenario.title, "World 37");
    ck_assert_uint_eq(taken.scenario.case_count, 1);
    ck_assert_uint_eq(taken.first_number, 8);
    arena_release(&drawn);
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
    tcase_add_loop_test(tcase, what_is_no_file_is_an_error_and_nobody_waits_for_it, 0,
                        (int)ARRAY_COUNT(no_files));
    tcase_add_test(tcase, a_pipe_is_no_letter_and_nobody_waits_for_it);
    tcase_add_test(tcase, a_pipe_that_somebody_writes_to_is_a_file);
    tcase_add_test(tcase, a_folder_that_has_no_end_is_an_error);
    tcase_add_test(tcase, a_link_that_leads_nowhere_is_an_error_only_where_it_is_called_a_scenario);
    tcase_add_test(tcase, of_very_many_errors_the_first_are_told_and_all_are_counted);
    tcase_add_test(tcase, of_many_drawn_worlds_the_seeds_are_kept_and_each_can_be_had_whole);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
