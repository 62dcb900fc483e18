/* sim/world/process.c, sim_port.c: what programs hold, and what is left of them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct logon logon;

static const struct os_open_mode alone = {OS_READ_WRITE, OS_DENY_ALL, OS_OPEN_ALWAYS};
static const struct os_open_mode shared = {OS_READ_WRITE, OS_DENY_NONE, OS_OPEN_ALWAYS};

static void begin(void)
{
    const struct small_world_spec spec = {0};
    small_world_declare(&small, &spec);
    small_must(world_finish_declarations(small.world));
    w = small.world;
    memset(&logon, 0, sizeof(logon));
    ck_assert_int_eq(network_logon(w->network, &logon, w->hosts->machine, small.account,
                                   &(struct identity_attempt){.password = "secret",
                                                              .kind = LOGON_INTERACTIVE,
                                                              .now_us = 0}),
                     ST_OK);
}

static void end(void)
{
    small_world_end(&small);
}

static struct process *person(void)
{
    return process_new(w, PROCESS_PERSON, "administrator", w->hosts, &logon);
}

static struct process *run(struct process *parent, const char *program, const char *arguments,
                           uint64_t takes_us)
{
    const struct process_request request = {.parent = parent,
                                            .host = w->hosts,
                                            .logon = &logon,
                                            .program = program,
                                            .arguments = arguments,
                                            .directory = "C:\\",
                                            .takes_us = takes_us};
    struct process *child = NULL;
    ck_assert_int_eq(process_run(w, &request, &child), ST_OK);
    return child;
}

START_TEST(a_program_that_nobody_waits_for_ends_and_leaves_nothing)
{
    const uint32_t handle = run(NULL, "EXPORT", "", 0)->handle;
    ck_assert_ptr_nonnull(process_by_handle(w, handle));
    ck_assert_ptr_nonnull(process_find(w, "export"));
    small_world_run(&small, 1);
    ck_assert_ptr_null(process_by_handle(w, handle));
    ck_assert_ptr_null(process_find(w, "EXPORT"));
    const struct small_seen *seen = small_world_seen(&small, OBSERVE_RESULT, 2, 0);
    ck_assert_ptr_nonnull(seen);
    ck_assert_str_eq(seen->program, "EXPORT");
    ck_assert_str_eq(seen->account, "EXCH\\svc-ccmc");
    ck_assert_str_eq(seen->machine, "EX1");
    ck_assert_ptr_nonnull(strstr(seen->text, "EXPORT"));
}
END_TEST

START_TEST(a_program_of_the_world_itself_has_no_account)
{
    const struct process_request request = {
        .host = w->hosts, .program = "EXPORT", .arguments = "", .directory = "C:\\"};
    struct process *child = NULL;
    ck_assert_int_eq(process_run(w, &request, &child), ST_OK);
    small_world_run(&small, 1);
    ck_assert_str_eq(small_world_seen(&small, OBSERVE_RESULT, 2, 0)->account, "");
}
END_TEST

START_TEST(a_parent_polls_the_end_of_its_program_and_nobody_else_can)
{
    struct process *parent = person();
    struct process *stranger = person();
    struct arena arena = {0};
    struct os_process child = {0};
    struct os_process_state state = {0};
    const struct os_process_spec spec = {"EXPORT", "", "C:\\"};
    ck_assert_int_eq(os_process_start(&parent->port, &spec, &child), ST_OK);
    ck_assert_int_eq(os_process_poll(&parent->port, child, &arena, &state), ST_OK);
    ck_assert(!state.has_ended);
    ck_assert_int_eq(os_process_poll(&stranger->port, child, &arena, &state), ST_BAD_HANDLE);
    ck_assert_int_eq(os_process_kill(&stranger->port, child), ST_BAD_HANDLE);
    small_world_run(&small, 1);
    ck_assert_int_eq(os_process_poll(&parent->port, child, &arena, &state), ST_OK);
    ck_assert(state.has_ended);
    ck_assert_int_eq(state.result_code, 2);
    ck_assert_int_eq(os_process_poll(&parent->port, child, &arena, &state), ST_BAD_HANDLE);
    arena_release(&arena);
}
END_TEST

START_TEST(a_program_that_takes_time_holds_its_end_back)
{
    (void)run(NULL, "EXPORT", "", 20000000);
    small_world_run(&small, 19);
    ck_assert_ptr_nonnull(process_find(w, "EXPORT"));
    small_world_run(&small, 20);
    ck_assert_ptr_null(process_find(w, "EXPORT"));
    ck_assert_uint_eq(small_world_seen(&small, OBSERVE_RESULT, 2, 0)->time_us, 20000000);
}
END_TEST

START_TEST(a_killed_program_ends_with_code_1_at_once_and_only_once)
{
    struct process *child = run(NULL, "EXPORT", "", 20000000);
    small_world_run(&small, 5);
    process_kill(child);
    process_kill(child);
    ck_assert(world_settle(w));
    ck_assert_uint_eq(small_world_seen(&small, OBSERVE_RESULT, 1, 0)->time_us, 5000000);
    small_world_run(&small, 30);
    ck_assert_ptr_null(small_world_seen(&small, OBSERVE_RESULT, 1, 1));
    ck_assert_ptr_null(small_world_seen(&small, OBSERVE_RESULT, 2, 0));
}
END_TEST

START_TEST(a_program_is_killed_by_its_parent_and_its_end_is_still_to_be_polled)
{
    struct process *parent = person();
    struct arena arena = {0};
    struct os_process child = {0};
    struct os_process_state state = {0};
    const struct os_process_spec spec = {"EXPORT", "", "C:\\"};
    ck_assert_int_eq(os_process_start(&parent->port, &spec, &child), ST_OK);
    ck_assert_int_eq(os_process_kill(&parent->port, child), ST_OK);
    ck_assert_int_eq(os_process_poll(&parent->port, child, &arena, &state), ST_OK);
    ck_assert(state.has_ended);
    ck_assert_int_eq(state.result_code, 1);
    arena_release(&arena);
}
END_TEST

START_TEST(what_is_no_program_cannot_be_started)
{
    struct process *parent = person();
    struct os_process child = {0};
    struct os_process_spec spec = {"NOTEPAD", "", "C:\\"};
    ck_assert_int_eq(os_process_start(&parent->port, &spec, &child), ST_NOT_FOUND);
    small_must(host_install_program(w, w->hosts, "NOTEPAD", "4.0", "C:\\WINNT"));
    ck_assert_int_eq(os_process_start(&parent->port, &spec, &child), ST_FILE_CORRUPT);
    char path[8];
    ck_assert_int_eq(os_find_program(&parent->port, "NOTEPAD", path, sizeof(path)), ST_TOO_LONG);
}
END_TEST

START_TEST(the_handles_and_locks_of_a_killed_process_go_and_its_calls_answer_gone)
{
    struct process *first = person();
    struct process *second = person();
    struct os_file file = {0};
    struct os_file other = {0};
    struct os_info info;
    ck_assert_int_eq(os_open(&first->port, "D:\\A.TXT", alone, &file), ST_OK);
    ck_assert_int_eq(os_open(&second->port, "D:\\A.TXT", shared, &other), ST_SHARING_VIOLATION);
    ck_assert_int_eq(os_remove(&second->port, "D:\\A.TXT"), ST_SHARING_VIOLATION);
    process_kill(first);
    ck_assert_int_eq(os_open(&second->port, "D:\\A.TXT", shared, &other), ST_OK);
    ck_assert_int_eq(os_close(&first->port, file), ST_PROCESS_GONE);
    ck_assert_int_eq(os_flush(&first->port, file), ST_PROCESS_GONE);
    ck_assert_int_eq(os_stat(&first->port, "D:\\A.TXT", &info), ST_PROCESS_GONE);
    os_report_event(&first->port, 59, NULL, 0);
    ck_assert_ptr_null(small_world_seen(&small, OBSERVE_EVENT, 59, 0));
    ck_assert_int_eq(os_lock(&second->port, other, 0, 10), ST_OK);
    process_kill(second);
    struct process *third = person();
    struct os_file again = {0};
    ck_assert_int_eq(os_open(&third->port, "D:\\A.TXT", shared, &again), ST_OK);
    ck_assert_int_eq(os_lock(&third->port, again, 5, 10), ST_OK);
}
END_TEST

START_TEST(a_released_process_takes_its_handles_along_and_its_place_is_used_again)
{
    struct process *first = person();
    struct os_file file = {0};
    struct os_file again = {0};
    const uint16_t slot = first->slot;
    ck_assert_int_eq(os_open(&first->port, "D:\\A.TXT", alone, &file), ST_OK);
    process_release(first);
    ck_assert_ptr_null(process_by_slot(w, slot));
    struct process *second = person();
    ck_assert_ptr_eq(second, first);
    ck_assert_uint_eq(second->slot, slot);
    ck_assert_ptr_eq(process_by_slot(w, slot), second);
    ck_assert_int_eq(os_open(&second->port, "D:\\A.TXT", alone, &again), ST_OK);
    ck_assert_uint_ne(again.value, file.value);
    ck_assert_int_eq(os_close(&second->port, file), ST_BAD_HANDLE);
    ck_assert_int_eq(os_close(&second->port, again), ST_OK);
}
END_TEST

START_TEST(a_process_has_so_many_handles_and_no_more)
{
    struct process *one = person();
    struct os_file files[PROCESS_HANDLES_MAX + 1];
    for (size_t i = 0; i < PROCESS_HANDLES_MAX; i++) {
        ck_assert_int_eq(os_open(&one->port, "D:\\A.TXT", shared, &files[i]), ST_OK);
    }
    ck_assert_int_eq(os_open(&one->port, "D:\\A.TXT", shared, &files[PROCESS_HANDLES_MAX]),
                     ST_TOO_MANY_OPEN);
    ck_assert_int_eq(os_close(&one->port, files[7]), ST_OK);
    ck_assert_int_eq(os_open(&one->port, "D:\\A.TXT", shared, &files[7]), ST_OK);
}
END_TEST

START_TEST(an_injected_answer_strikes_one_call_of_a_process_and_closes_still_close)
{
    struct process *one = person();
    struct process *console = process_new(w, PROCESS_WORLD, "console", w->hosts, NULL);
    struct os_info info;
    struct os_file file = {0};
    ck_assert_int_eq(os_open(&one->port, "D:\\A.TXT", alone, &file), ST_OK);
    w->spec.inject_call = w->port_calls + 1;
    w->spec.inject_status = ST_IO_ERROR;
    ck_assert_int_eq(os_stat(&console->port, "D:\\A.TXT", &info), ST_OK);
    ck_assert_int_eq(os_close(&one->port, file), ST_IO_ERROR);
    ck_assert_int_eq(os_open(&one->port, "D:\\A.TXT", alone, &file), ST_OK);
    w->spec.inject_call = w->port_calls + 1;
    w->spec.inject_status = ST_PROCESS_GONE;
    ck_assert_int_eq(os_flush(&one->port, file), ST_PROCESS_GONE);
    ck_assert(one->is_gone);
}
END_TEST

START_TEST(a_person_moves_nothing_across_volumes_and_connects_as_nobody_else)
{
    struct process *one = person();
    ck_assert_int_eq(os_write_file(&one->port, "D:\\A.TXT", "a", 1), ST_OK);
    ck_assert_int_eq(os_rename(&one->port, "D:\\A.TXT", "C:\\A.TXT"), ST_NOT_SUPPORTED);
    ck_assert_int_eq(os_rename(&one->port, "D:\\A.TXT", "Q:\\A.TXT"), ST_PATH_NOT_FOUND);
    ck_assert_int_eq(os_rename(&one->port, "Q:\\A.TXT", "D:\\A.TXT"), ST_PATH_NOT_FOUND);
    ck_assert_int_ne(os_connect(&one->port, "\\\\NW1\\SYS", "GUEST", "none"), ST_OK);
    ck_assert_int_eq(os_connect(&one->port, "\\\\NW1\\SYS", NULL, NULL), ST_OK);
    ck_assert_int_eq(os_disconnect(&one->port, "\\\\NW1\\SYS"), ST_OK);
    char longest[OS_PATH_SIZE + 1];
    memset(longest, 'A', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    struct os_info info;
    ck_assert_int_eq(os_stat(&one->port, longest, &info), ST_TOO_LONG);
}
END_TEST

static const char *const read_only_words[] = {"bookmark", "repeat", "fail3"};

START_TEST(assumptions_reach_the_programs)
{
    static const enum program_export_read_only wanted[] = {EXPORT_RO_BOOKMARK, EXPORT_RO_REPEAT,
                                                           EXPORT_RO_FAIL3};
    small_must(world_set_assumption(w, "EXPORT_READ_ONLY", read_only_words[_i]));
    small_must(world_set_assumption(w, "IMPORT_REMEMBERS", _i == 0 ? "yes" : "no"));
    small_must(world_set_assumption(w, "EXTENT_TABLE", "7"));
    const struct process *child = run(NULL, "EXPORT", "", 0);
    ck_assert_int_eq((int)child->start.traits.export_read_only, (int)wanted[_i]);
    ck_assert_int_eq(child->start.traits.import_remembers, _i == 0);
    ck_assert_uint_eq(child->start.traits.extent_table, 7);
    ck_assert_str_eq(child->start.traits.version, "5.14");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("process");
    TCase *tcase = tcase_create("process");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_program_that_nobody_waits_for_ends_and_leaves_nothing);
    tcase_add_test(tcase, a_program_of_the_world_itself_has_no_account);
    tcase_add_test(tcase, a_parent_polls_the_end_of_its_program_and_nobody_else_can);
    tcase_add_test(tcase, a_program_that_takes_time_holds_its_end_back);
    tcase_add_test(tcase, a_killed_program_ends_with_code_1_at_once_and_only_once);
    tcase_add_test(tcase, a_program_is_killed_by_its_parent_and_its_end_is_still_to_be_polled);
    tcase_add_test(tcase, what_is_no_program_cannot_be_started);
    tcase_add_test(tcase, the_handles_and_locks_of_a_killed_process_go_and_its_calls_answer_gone);
    tcase_add_test(tcase, a_released_process_takes_its_handles_along_and_its_place_is_used_again);
    tcase_add_test(tcase, a_process_has_so_many_handles_and_no_more);
    tcase_add_test(tcase, an_injected_answer_strikes_one_call_of_a_process_and_closes_still_close);
    tcase_add_test(tcase, a_person_moves_nothing_across_volumes_and_connects_as_nobody_else);
    tcase_add_loop_test(tcase, assumptions_reach_the_programs, 0,
                        (int)ARRAY_COUNT(read_only_words));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
