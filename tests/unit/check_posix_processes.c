/* Programs of the host port, beyond the contract of os_port.h (tests/contract/). */
#define _GNU_SOURCE
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "port/posix_state.h"
#include "support/posix_fixture.h"

START_TEST(programs_are_found_whatever_their_case)
{
    static const struct {
        const char *program;
        const char *want; /* NULL: not found */
    } rows[] = {
        {"IMPORT.EXE", "import"},
        {"import", "import"},
        {"Export.exe", "EXPORT.EXE"},
        {"export", "EXPORT.EXE"},
        {"both", "both"},
        {"BOTH.EXE", "BOTH.EXE"},
        {"both.exe", "BOTH.EXE"},
        {"plain", NULL},
        {"folder", NULL},
        {"EXP", NULL},
        {"IMPORT.EXE.EXE", NULL},
        {"", NULL},
        {"second", "second"},
    };
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    ck_assert_int_eq(mkdir(posix_below(&fixture, "one"), 0777), 0);
    ck_assert_int_eq(mkdir(posix_below(&fixture, "two"), 0777), 0);
    posix_host_file(&fixture, "one/import", "", 0755);
    posix_host_file(&fixture, "one/EXPORT.EXE", "", 0755);
    posix_host_file(&fixture, "one/both", "", 0755);
    posix_host_file(&fixture, "one/BOTH.EXE", "", 0755);
    posix_host_file(&fixture, "one/plain", "", 0644);
    posix_host_file(&fixture, "one/second", "", 0644);
    posix_host_file(&fixture, "two/second", "", 0755);
    posix_host_file(&fixture, "two/import", "", 0755);
    ck_assert_int_eq(mkdir(posix_below(&fixture, "one/folder"), 0777), 0);
    const struct posix_port_config config = {
        .arena = &fixture.arena,
        .search_path = arena_format(&fixture.arena, ";%s;/none:%s", posix_below(&fixture, "one"),
                                    posix_below(&fixture, "two")),
    };
    struct os_port *port = posix_port_create(&config);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        char path[OS_PATH_SIZE] = "";
        const enum status st = os_find_program(port, rows[i].program, path, sizeof(path));
        ck_assert_msg(st == (rows[i].want != NULL ? ST_OK : ST_NOT_FOUND), "\"%s\": %s",
                      rows[i].program, status_name(st));
        if (rows[i].want != NULL) {
            ck_assert_str_eq(text_base_name(path), rows[i].want);
            ck_assert_int_eq(strstr(path, "/two") != NULL, strcmp(rows[i].want, "second") == 0);
        }
    }
    char path[OS_PATH_SIZE] = "";
    ck_assert_int_eq(
        os_find_program(port, posix_below(&fixture, "one\\Import.exe"), path, sizeof(path)), ST_OK);
    ck_assert_str_eq(text_base_name(path), "import");
    posix_end(&fixture);
}
END_TEST

START_TEST(a_program_gets_its_arguments_and_a_clean_start)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"show", "  a \"b  c\" ", fixture.top};
    posix_host_file(&fixture, "show",
                    "#!/bin/sh\nfor a; do echo \"[$a]\"; done\necho err >&2\ncat\n"
                    "ls -l /proc/self/fd\nexit 7\n",
                    0755);
    struct os_file file = {0};
    ck_assert_int_eq(posix_open_as(&fixture, "A", OS_READ_WRITE, OS_CREATE_NEW, &file), ST_OK);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct os_process_state state = posix_finish(&fixture, process);
    ck_assert_int_eq(state.result_code, 7);
    ck_assert_msg(text_starts(state.console, "[a]\n[\"b]\n[c\"]\nerr\n"), "%s", state.console);
    ck_assert_ptr_null(strstr(state.console, fixture.top)); /* our open file is not inherited */
    const char *first = strstr(state.console, "memfd:console");
    ck_assert_ptr_nonnull(first);
    const char *second = strstr(first + 1, "memfd:console");
    ck_assert_ptr_nonnull(second);
    ck_assert_ptr_null(strstr(second + 1, "memfd:console"));
    posix_end(&fixture);
}
END_TEST

START_TEST(programs_that_cannot_start_say_why)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_process process = {0};
    char many[300];
    for (size_t i = 0; i < sizeof(many) - 1; i++) {
        many[i] = i % 2 == 0 ? 'a' : ' ';
    }
    many[sizeof(many) - 1] = '\0';
    char *huge = arena_alloc(&fixture.arena, 3000);
    for (size_t i = 0; i < 2999; i++) {
        huge[i] = 'a';
    }
    posix_host_file(&fixture, "good", "#!/bin/sh\n", 0755);
    posix_host_file(&fixture, "bad", "no program at all", 0755);
    const struct {
        struct os_process_spec spec;
        enum status want;
    } rows[] = {
        {{"good", many, fixture.top}, ST_TOO_LONG},
        {{"good", huge, fixture.top}, ST_TOO_LONG},
        {{"good", "", posix_below(&fixture, "none")}, ST_PATH_NOT_FOUND},
        {{"good", "", posix_below(&fixture, "good")}, ST_PATH_NOT_FOUND},
        {{"bad", "", fixture.top}, ST_INVALID},
        {{"\\\\SERVER\\SHARE\\good", "", fixture.top}, ST_BAD_NETWORK_PATH},
    };
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const enum status st = os_process_start(fixture.port, &rows[i].spec, &process);
        ck_assert_msg(st == rows[i].want, "row %zu: %s", i, status_name(st));
    }
    posix_end(&fixture);
}
END_TEST

START_TEST(a_flood_of_console_text_is_cut)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"flood", "", fixture.top};
    posix_host_file(&fixture, "flood", "#!/bin/sh\nhead -c 3000000 /dev/zero | tr '\\0' x\n", 0755);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct os_process_state state = posix_finish(&fixture, process);
    ck_assert_uint_eq(strlen(state.console), 1U << 20);
    posix_end(&fixture);
}
END_TEST

START_TEST(no_more_programs_than_places)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_process processes[POSIX_PROCESS_MAX];
    struct os_process none = {0};
    const struct os_process_spec spec = {"sleeper", "", fixture.top};
    posix_host_file(&fixture, "sleeper", "#!/bin/sh\nexec sleep 600\n", 0755);
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        ck_assert_int_eq(os_process_start(fixture.port, &spec, &processes[i]), ST_OK);
    }
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &none), ST_BUSY);
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        ck_assert_int_eq(os_process_kill(fixture.port, processes[i]), ST_OK);
    }
    for (size_t i = 0; i < POSIX_PROCESS_MAX; i++) {
        ck_assert_int_eq(posix_finish(&fixture, processes[i]).result_code, 1);
    }
    posix_end(&fixture);
}
END_TEST

START_TEST(waiting_ends_with_the_time_or_a_program)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"quick", "", fixture.top};
    const uint64_t start_us = os_monotonic_us(fixture.port);
    posix_port_wait(fixture.port, start_us + 30000);
    ck_assert_uint_ge(os_monotonic_us(fixture.port), start_us + 29000);
    posix_port_wait(fixture.port, 0); /* long past */
    posix_host_file(&fixture, "quick", "#!/bin/sh\n", 0755);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    posix_port_wait(fixture.port, UINT64_MAX); /* the test would time out */
    ck_assert_int_eq(posix_finish(&fixture, process).result_code, 0);
    posix_end(&fixture);
}
END_TEST

START_TEST(a_program_learns_the_names)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"show", "", fixture.top};
    const struct posix_port_name names[] = {
        {"\\\\NW1\\SYS", "/srv/sys"}, {"C:", "/srv/c=d"}, {"bad=name", "/srv"}};
    posix_host_file(&fixture, "show", "#!/bin/sh\nprintf %s \"$CCMAIL_NAMES\"\n", 0755);
    const struct posix_port_config config = {
        .arena = &fixture.arena,
        .search_path = fixture.top,
        .names = names,
        .name_count = ARRAY_COUNT(names),
    };
    fixture.port = posix_port_create(&config);
    ck_assert_int_eq(setenv("CCMAIL_NAMES", "OLD=/old\n", 1), 0);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct os_process_state state = posix_finish(&fixture, process);
    ck_assert_int_eq(setenv("CCMAIL_NAMES", state.console, 1), 0);
    struct posix_port_config child = {.arena = &fixture.arena};
    posix_port_names_of_parent(&child);
    ck_assert_uint_eq(child.name_count, 2);
    ck_assert_str_eq(child.names[0].name, "\\\\NW1\\SYS"); /* in the order of a search */
    ck_assert_str_eq(child.names[1].name, "C:");
    ck_assert_str_eq(child.names[1].directory, "/srv/c=d");
    ck_assert_int_eq(setenv("CCMAIL_NAMES", "damaged\n=x\na=relative\n\nno end", 1), 0);
    posix_port_names_of_parent(&child);
    ck_assert_uint_eq(child.name_count, 0);
    ck_assert_int_eq(unsetenv("CCMAIL_NAMES"), 0);
    posix_port_names_of_parent(&child);
    ck_assert_uint_eq(child.name_count, 0);
    posix_end(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("posix_processes");
    TCase *tcase = tcase_create("host");
    tcase_add_test(tcase, programs_are_found_whatever_their_case);
    tcase_add_test(tcase, a_program_gets_its_arguments_and_a_clean_start);
    tcase_add_test(tcase, programs_that_cannot_start_say_why);
    tcase_add_test(tcase, a_flood_of_console_text_is_cut);
    tcase_add_test(tcase, no_more_programs_than_places);
    tcase_add_test(tcase, waiting_ends_with_the_time_or_a_program);
    tcase_add_test(tcase, a_program_learns_the_names);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
