/* What the host port does beyond the contract of os_port.h (tests/contract/): names, settings,
 * events, its end. */
#define _GNU_SOURCE
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "port/posix_state.h"
#include "support/posix_fixture.h"

START_TEST(names_stand_for_directories)
{
    static const struct {
        const char *path;
        enum status want;
    } rows[] = {
        {"\\\\NW1\\SYS\\A.TXT", ST_OK},
        {"\\\\nw1\\sys\\A.TXT", ST_OK},
        {"//NW1/SYS/A.TXT", ST_BAD_NETWORK_PATH}, /* the name is spelt with \ */
        {"\\\\NW1\\SYS\\SUB\\B.TXT", ST_OK},      /* the longest name wins: SUB is elsewhere */
        {"\\\\NW1\\SYS", ST_OK},
        {"\\\\NW1\\SYSTEM\\A.TXT", ST_BAD_NETWORK_PATH},
        {"\\\\NW2\\SYS\\A.TXT", ST_BAD_NETWORK_PATH},
        {"C:\\A.TXT", ST_OK},
        {"c:A.TXT", ST_OK},
        {"D:\\A.TXT", ST_PATH_NOT_FOUND},
        {"A.TXT", ST_PATH_NOT_FOUND},
        {"", ST_PATH_NOT_FOUND},
        {"\\tmp", ST_OK},
        {"/", ST_OK},
    };
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    const struct posix_port_name names[] = {
        {"\\\\NW1\\SYS", posix_below(&fixture, "sys")},
        {"\\\\NW1\\SYS\\SUB", posix_below(&fixture, "sub")},
        {"C:", posix_below(&fixture, "sys")},
    };
    ck_assert_int_eq(mkdir(posix_below(&fixture, "sys"), 0777), 0);
    ck_assert_int_eq(mkdir(posix_below(&fixture, "sub"), 0777), 0);
    posix_host_file(&fixture, "sys/A.TXT", "a", 0666);
    posix_host_file(&fixture, "sub/B.TXT", "b", 0666);
    const struct posix_port_config config = {
        .arena = &fixture.arena, .names = names, .name_count = ARRAY_COUNT(names)};
    struct os_port *port = posix_port_create(&config);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct os_info info;
        const enum status st = os_stat(port, rows[i].path, &info);
        ck_assert_msg(st == rows[i].want, "\"%s\": %s", rows[i].path, status_name(st));
    }
    ck_assert_int_eq(os_connect(port, "\\\\NW1\\SYS", "user", "password"), ST_OK);
    ck_assert_int_eq(os_connect(port, "\\\\NW2\\SYS", NULL, NULL), ST_BAD_NETWORK_PATH);
    ck_assert_int_eq(os_connect(port, "\\\\NW1\\SYS\\NONE", NULL, NULL), ST_BAD_SHARE_NAME);
    ck_assert_int_eq(os_disconnect(port, "\\\\NW1\\SYS\\A.TXT"), ST_BAD_SHARE_NAME);
    posix_end(&fixture);
}
END_TEST

static enum status keep_or_refuse(void *context, const char *section, const char *name,
                                  const char *value)
{
    size_t *calls = context;
    (*calls)++;
    ck_assert_str_eq(section, "S");
    ck_assert_str_eq(name, "N");
    return strcmp(value, "refuse") == 0 ? ST_DISK_FULL : ST_OK;
}

START_TEST(settings_come_from_and_go_to_who_keeps_them)
{
    static const struct posix_port_setting settings[] = {{"S", "N", "first"}, {"S", "M", "other"}};
    size_t calls = 0;
    const struct posix_port_config config = {
        .settings = settings,
        .setting_count = ARRAY_COUNT(settings),
        .context = &calls,
        .setting_changed = keep_or_refuse,
    };
    struct posix_fixture fixture;
    posix_begin(&fixture, &config);
    const char *value = NULL;
    ck_assert_int_eq(os_setting_get(fixture.port, "s", "n", &fixture.arena, &value), ST_OK);
    ck_assert_str_eq(value, "first");
    ck_assert_int_eq(os_setting_set(fixture.port, "S", "N", "second"), ST_OK);
    ck_assert_int_eq(os_setting_set(fixture.port, "S", "N", "refuse"), ST_DISK_FULL);
    ck_assert_int_eq(os_setting_get(fixture.port, "S", "N", &fixture.arena, &value), ST_OK);
    ck_assert_str_eq(value, "second");
    ck_assert_uint_eq(calls, 2);
    posix_end(&fixture);
}
END_TEST

START_TEST(the_locale_is_the_configured_one)
{
    const struct posix_port_config config = {
        .locale = {.date_order = 1,
                   .date_separator = '.',
                   .time_separator = ':',
                   .code_page = 850,
                   .zone_minutes = 60},
    };
    struct posix_fixture fixture;
    posix_begin(&fixture, &config);
    ck_assert_int_eq(os_machine_locale(fixture.port).date_order, 1);
    ck_assert_int_eq(os_machine_locale(fixture.port).code_page, 850);
    ck_assert_int_eq(os_machine_locale(fixture.port).zone_minutes, 60);
    posix_end(&fixture);
}
END_TEST

START_TEST(without_a_listener_events_go_to_standard_error)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    const char *const inserts[] = {"a.ccm", "text"};
    const char *path = posix_below(&fixture, "stderr");
    const int kept = dup(STDERR_FILENO);
    const int fd = open(path, O_WRONLY | O_CREAT, 0666);
    ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
    os_report_event(fixture.port, 1, inserts, 2);
    ck_assert_int_ge(dup2(kept, STDERR_FILENO), 0);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(close(kept), 0);
    const uint8_t *data = NULL;
    size_t size = 0;
    ck_assert_int_eq(os_read_file(fixture.port, path, &fixture.arena, &data, &size), ST_OK);
    ck_assert_str_eq((const char *)data, "event 1: a.ccm | text\n");
    posix_end(&fixture);
}
END_TEST

START_TEST(closing_the_port_leaves_programs_alone)
{
    struct posix_fixture fixture;
    posix_begin(&fixture, NULL);
    struct os_process process = {0};
    const struct os_process_spec spec = {"sleeper", "", fixture.top};
    posix_host_file(&fixture, "sleeper", "#!/bin/sh\nexec sleep 600\n", 0755);
    ck_assert_int_eq(os_process_start(fixture.port, &spec, &process), ST_OK);
    const struct posix_port *posix = (const struct posix_port *)(const void *)fixture.port;
    const pid_t pid = posix->processes[0].pid;
    posix_port_close(fixture.port);
    ck_assert_int_eq(kill(pid, 0), 0);
    ck_assert_int_eq(kill(pid, SIGKILL), 0);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid); /* the closed port no longer does */
    ck_assert_int_eq(os_process_kill(fixture.port, process), ST_BAD_HANDLE);
    posix_end(&fixture);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("posix_port");
    TCase *tcase = tcase_create("host");
    tcase_add_test(tcase, names_stand_for_directories);
    tcase_add_test(tcase, settings_come_from_and_go_to_who_keeps_them);
    tcase_add_test(tcase, the_locale_is_the_configured_one);
    tcase_add_test(tcase, without_a_listener_events_go_to_standard_error);
    tcase_add_test(tcase, closing_the_port_leaves_programs_alone);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
