/* sim/world/denial.c: who was refused what, where, and which right lacked. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "world/denial.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct logon logon;
static struct process *console;

static void set_up(nw_rights rights)
{
    const struct small_world_spec spec = {.rights = rights};
    small_world_declare(&small, &spec);
    small_must(world_finish_declarations(small.world));
    w = small.world;
    memset(&logon, 0, sizeof(logon));
    ck_assert_int_eq(network_logon(w->network, &logon, w->hosts->machine, small.account,
                                   &(struct identity_attempt){.password = "secret",
                                                              .kind = LOGON_INTERACTIVE,
                                                              .now_us = 0}),
                     ST_OK);
    console = process_new(w, PROCESS_WORLD, "console", w->hosts, NULL);
}

static struct os_port *person(void)
{
    return &process_new(w, PROCESS_PERSON, "administrator", w->hosts, &logon)->port;
}

static enum status open_for(struct os_port *port, const char *path, enum os_access access,
                            enum os_disposition disposition, struct os_file *file)
{
    const struct os_open_mode mode = {access, OS_DENY_NONE, disposition};
    return os_open(port, path, mode, file);
}

static const char file[] = "\\\\NW1\\SYS\\CCDATA\\A.TXT";
static const char folder[] = "\\\\NW1\\SYS\\CCDATA\\SUB";

static enum status reads(struct os_port *port)
{
    struct os_file f;
    return open_for(port, file, OS_READ, OS_OPEN_EXISTING, &f);
}

static enum status writes(struct os_port *port)
{
    struct os_file f;
    return open_for(port, file, OS_WRITE, OS_OPEN_EXISTING, &f);
}

static enum status cuts(struct os_port *port)
{
    struct os_file f;
    return open_for(port, file, OS_WRITE, OS_CREATE_ALWAYS, &f);
}

static enum status creates(struct os_port *port)
{
    struct os_file f;
    return open_for(port, "\\\\NW1\\SYS\\CCDATA\\NEW.TXT", OS_WRITE, OS_CREATE_NEW, &f);
}

static enum status makes_directory(struct os_port *port)
{
    return os_make_dir(port, "\\\\NW1\\SYS\\CCDATA\\NEW");
}

static enum status deletes(struct os_port *port)
{
    return os_remove(port, file);
}

static enum status deletes_directory(struct os_port *port)
{
    return os_remove(port, folder);
}

static enum status renames(struct os_port *port)
{
    return os_rename(port, file, "\\\\NW1\\SYS\\CCDATA\\B.TXT");
}

static const struct {
    enum status (*act)(struct os_port *port);
    nw_rights rights;
    const char *operation;
    const char *path;
    const char *lacks;
} refusals[] = {
    {reads, NW_FILE_SCAN | NW_WRITE, "read", "SYS:CCDATA\\A.TXT", "R"},
    {writes, NW_FILE_SCAN | NW_READ, "write", "SYS:CCDATA\\A.TXT", "W"},
    {cuts, NW_FILE_SCAN | NW_READ, "write", "SYS:CCDATA\\A.TXT", "W"},
    {creates, NW_FILE_SCAN | NW_READ, "create", "SYS:CCDATA\\NEW.TXT", "C"},
    {makes_directory, NW_FILE_SCAN | NW_READ, "create", "SYS:CCDATA\\NEW", "C"},
    {deletes, NW_FILE_SCAN | NW_READ, "delete", "SYS:CCDATA\\A.TXT", "E"},
    {deletes_directory, NW_FILE_SCAN | NW_READ, "delete", "SYS:CCDATA\\SUB", "E"},
    {renames, NW_FILE_SCAN | NW_READ, "rename", "SYS:CCDATA\\A.TXT", "M"},
};

START_TEST(a_refusal_names_account_operation_path_and_the_right_that_lacked)
{
    set_up(refusals[_i].rights);
    ck_assert_int_eq(os_write_file(&console->port, file, "a", 1), ST_OK);
    ck_assert_int_eq(os_make_dir(&console->port, folder), ST_OK);
    ck_assert_int_eq(refusals[_i].act(person()), ST_ACCESS_DENIED);
    ck_assert_uint_eq(small.seen_count, 1);
    const struct small_seen *seen = &small.seen[0];
    ck_assert_int_eq((int)seen->kind, OBSERVE_DENIED);
    ck_assert_str_eq(seen->account, "NW1\\svc-ccmc");
    ck_assert_str_eq(seen->program, "");
    ck_assert_str_eq(seen->operation, refusals[_i].operation);
    ck_assert_str_eq(seen->machine, "NW1");
    ck_assert_str_eq(seen->path, refusals[_i].path);
    ck_assert_msg(strstr(seen->lacks, refusals[_i].lacks) != NULL, "lacks %s", seen->lacks);
    small_world_end(&small);
}
END_TEST

START_TEST(reading_back_what_was_only_created_is_refused_at_the_file)
{
    set_up(NW_FILE_SCAN | NW_CREATE);
    struct os_file f;
    char byte = 0;
    size_t got = 0;
    struct os_port *port = person();
    ck_assert_int_eq(open_for(port, file, OS_READ_WRITE, OS_CREATE_NEW, &f), ST_OK);
    ck_assert_int_eq(os_write(port, f, 0, "a", 1), ST_OK);
    ck_assert_int_eq(os_read(port, f, 0, &byte, 1, &got), ST_ACCESS_DENIED);
    ck_assert_str_eq(small.seen[0].path, "SYS:CCDATA\\A.TXT");
    ck_assert_str_eq(small.seen[0].operation, "read");
    ck_assert_str_eq(small.seen[0].lacks, "R");
    small_world_end(&small);
}
END_TEST

START_TEST(writing_on_a_handle_for_reading_is_refused_as_a_write_at_the_file)
{
    set_up(NW_ALL);
    struct os_file f;
    struct os_port *port = person();
    ck_assert_int_eq(os_write_file(&console->port, file, "a", 1), ST_OK);
    ck_assert_int_eq(open_for(port, file, OS_READ, OS_OPEN_EXISTING, &f), ST_OK);
    ck_assert_int_eq(os_write(port, f, 0, "b", 1), ST_ACCESS_DENIED);
    ck_assert_int_eq(os_set_size(port, f, 0), ST_ACCESS_DENIED);
    for (uint32_t i = 0; i < 2; i++) {
        ck_assert_str_eq(small.seen[i].operation, "write");
        ck_assert_str_eq(small.seen[i].path, "SYS:CCDATA\\A.TXT");
        ck_assert_str_eq(small.seen[i].lacks, "");
    }
    small_world_end(&small);
}
END_TEST

START_TEST(a_share_that_lets_nobody_in_is_named_by_the_path_that_was_tried)
{
    const struct small_world_spec spec = {.is_on_nt = true};
    small_world_declare(&small, &spec);
    w = small.world;
    struct share *share = machine_find_share(small.office->machine, "CCPO");
    const struct acl nobody = {.is_present = true};
    share_set_acl(share, &nobody);
    memset(&logon, 0, sizeof(logon));
    ck_assert_int_eq(network_logon(w->network, &logon, w->hosts->machine, small.account,
                                   &(struct identity_attempt){.password = "secret",
                                                              .kind = LOGON_INTERACTIVE,
                                                              .now_us = 0}),
                     ST_OK);
    struct os_info info;
    ck_assert_int_eq(os_stat(person(), "\\\\NT1\\CCPO\\CLANDATA", &info), ST_ACCESS_DENIED);
    ck_assert_str_eq(small.seen[0].path, "\\\\NT1\\CCPO\\CLANDATA");
    ck_assert_str_eq(small.seen[0].account, "EXCH\\svc-ccmc");
    ck_assert_str_eq(small.seen[0].lacks, "");
    small_world_end(&small);
}
END_TEST

START_TEST(a_directory_that_may_not_be_listed_is_told_on_an_nt_drive)
{
    const struct small_world_spec spec = {.is_on_nt = true};
    small_world_declare(&small, &spec);
    w = small.world;
    const struct acl nobody = {.is_present = true};
    fs_set_acl(small.office->volume->volume, small.office->directory, &nobody);
    memset(&logon, 0, sizeof(logon));
    ck_assert_int_eq(network_logon(w->network, &logon, w->hosts->machine, small.account,
                                   &(struct identity_attempt){.password = "secret",
                                                              .kind = LOGON_INTERACTIVE,
                                                              .now_us = 0}),
                     ST_OK);
    struct arena arena = {0};
    struct os_names names;
    ck_assert_int_eq(os_list(person(), "\\\\NT1\\CCPO", "*", &arena, &names), ST_ACCESS_DENIED);
    ck_assert_str_eq(small.seen[0].operation, "list");
    ck_assert_str_eq(small.seen[0].machine, "NT1");
    ck_assert_msg(strstr(small.seen[0].path, "ccdata") != NULL, "%s", small.seen[0].path);
    ck_assert_str_ne(small.seen[0].lacks, "");
    arena_release(&arena);
    small_world_end(&small);
}
END_TEST

START_TEST(a_program_is_named_and_without_an_observer_nobody_is_told)
{
    set_up(NW_READ | NW_FILE_SCAN);
    struct process *program = process_new(w, PROCESS_PROGRAM, "IMPORT", w->hosts, &logon);
    ck_assert_int_eq(creates(&program->port), ST_ACCESS_DENIED);
    ck_assert_str_eq(small.seen[0].program, "IMPORT");
    w->spec.observe = NULL;
    ck_assert_int_eq(creates(&program->port), ST_ACCESS_DENIED);
    ck_assert_uint_eq(small.seen_count, 1);
    small_world_end(&small);
}
END_TEST

START_TEST(a_file_is_gone_with_the_session_it_was_opened_over)
{
    set_up(0);
    struct os_file f;
    char byte = 0;
    size_t got = 0;
    uint64_t size = 0;
    struct os_port *port = person();
    ck_assert_int_eq(open_for(port, file, OS_READ_WRITE, OS_CREATE_NEW, &f), ST_OK);
    ck_assert_int_eq(os_write(port, f, 0, "a", 1), ST_OK);
    network_clear_sessions(w->network, network_find_machine(w->network, "NW1"), NULL);
    ck_assert_int_eq(os_write(port, f, 0, "b", 1), ST_CONNECTION_LOST);
    ck_assert_int_eq(os_read(port, f, 0, &byte, 1, &got), ST_CONNECTION_LOST);
    ck_assert_int_eq(os_size(port, f, &size), ST_CONNECTION_LOST);
    ck_assert_int_eq(os_lock(port, f, 0, 1), ST_CONNECTION_LOST);
    ck_assert_int_eq(os_flush(port, f), ST_CONNECTION_LOST);
    ck_assert_int_eq(os_close(port, f), ST_OK);
    ck_assert_int_eq(os_close(port, f), ST_BAD_HANDLE);
    ck_assert_int_eq(open_for(port, file, OS_READ, OS_OPEN_EXISTING, &f), ST_OK);
    ck_assert_int_eq(os_read(port, f, 0, &byte, 1, &got), ST_OK);
    ck_assert_int_eq(byte, 'a');
    small_world_end(&small);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("denial");
    TCase *tcase = tcase_create("denial");
    tcase_add_loop_test(tcase, a_refusal_names_account_operation_path_and_the_right_that_lacked, 0,
                        (int)ARRAY_COUNT(refusals));
    tcase_add_test(tcase, reading_back_what_was_only_created_is_refused_at_the_file);
    tcase_add_test(tcase, writing_on_a_handle_for_reading_is_refused_as_a_write_at_the_file);
    tcase_add_test(tcase, a_file_is_gone_with_the_session_it_was_opened_over);
    tcase_add_test(tcase, a_share_that_lets_nobody_in_is_named_by_the_path_that_was_tried);
    tcase_add_test(tcase, a_directory_that_may_not_be_listed_is_told_on_an_nt_drive);
    tcase_add_test(tcase, a_program_is_named_and_without_an_observer_nobody_is_told);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
