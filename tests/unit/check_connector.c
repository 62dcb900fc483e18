/* sim/world/connector.c: the service, its account, its settings, its end. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct connector *c1;

static void begin(void)
{
    const struct small_world_spec spec = {.out = 3, .in = 2};
    small_world_declare(&small, &spec);
    w = small.world;
    c1 = small.connector;
}

static void end(void)
{
    small_world_end(&small);
}

static struct connector *second(const char *host, const char *store)
{
    const struct connector_spec spec = {.name = "C2", .host = host, .store = store};
    small_must(connector_declare(w, &spec));
    return connector_find(w, "C2");
}

START_TEST(a_connector_is_found_by_name_and_the_first_without_one)
{
    struct connector *c2 = second(NULL, "D:\\two");
    ck_assert_ptr_eq(connector_find(w, NULL), c1);
    ck_assert_ptr_eq(connector_find(w, ""), c1);
    ck_assert_ptr_eq(connector_find(w, "c2"), c2);
    ck_assert_ptr_null(connector_find(w, "C3"));
}
END_TEST

START_TEST(a_second_declaration_changes_what_it_names_only)
{
    const struct connector_spec spec = {.name = "C1", .version = "5.0"};
    small_must(connector_declare(w, &spec));
    ck_assert_str_eq(c1->version, "5.0");
    ck_assert_str_eq(c1->store, "D:\\exchsrvr\\ccmcdata");
    ck_assert_ptr_eq(c1->account, small.account);
    ck_assert_ptr_null(c1->next);
}
END_TEST

static const struct {
    struct connector_spec spec;
    const char *says;
} wrong[] = {
    {{.name = "C1", .account = "nobody"}, "DOMAIN\\name"},
    {{.name = "C1", .store = "A:\\store"}, "leads nowhere"},
    {{.name = "C9", .account = "nobody"}, "DOMAIN\\name"},
};

START_TEST(a_declaration_that_cannot_be_is_told)
{
    const char *why = connector_declare(w, &wrong[_i].spec);
    ck_assert_ptr_nonnull(why);
    ck_assert_msg(strstr(why, wrong[_i].says) != NULL, "%s", why);
}
END_TEST

START_TEST(settings_of_two_connectors_of_one_host_are_apart)
{
    struct connector *c2 = second(NULL, "D:\\two");
    ck_assert_str_eq(c1->section, "MSExchangeCCMC");
    ck_assert_str_ne(c2->section, c1->section);
    small_must(connector_set(w, c1, "Use ANR", "1"));
    small_must(connector_set(w, c2, "Use ANR", "0"));
    ck_assert_str_eq(connector_setting(w, c1, "use anr"), "1");
    ck_assert_str_eq(connector_setting(w, c2, "use anr"), "0");
    ck_assert_str_eq(connector_setting(w, c2, "Connector Store Path"), "D:\\two");
    ck_assert_ptr_null(connector_setting(w, c2, "none"));
    ck_assert_str_eq(second("EX2", "D:\\two")->section, c2->section);
}
END_TEST

START_TEST(a_service_reads_its_own_section)
{
    struct connector *c2 = second(NULL, "D:\\two");
    small_must(connector_set(w, c1, "Use ANR", "1"));
    small_must(connector_set(w, c2, "Use ANR", "7"));
    small_must(world_finish_declarations(w));
    connector_start(w, c2);
    struct arena arena = {0};
    const char *value = NULL;
    struct os_names names;
    struct os_port *port = &c2->process->port;
    ck_assert_int_eq(os_setting_get(port, "MSExchangeCCMC", "use anr", &arena, &value), ST_OK);
    ck_assert_str_eq(value, "7");
    ck_assert_int_eq(os_setting_set(port, "MSExchangeCCMC", "Use ANR", "8"), ST_OK);
    ck_assert_str_eq(connector_setting(w, c2, "Use ANR"), "8");
    ck_assert_str_eq(connector_setting(w, c1, "Use ANR"), "1");
    ck_assert_int_eq(os_setting_list(port, "MSExchangeCCMC", &arena, &names), ST_OK);
    ck_assert_uint_ge(names.count, 5);
    ck_assert_int_eq(os_setting_get(port, "Other", "Use ANR", &arena, &value), ST_NO_DATA);
    arena_release(&arena);
}
END_TEST

START_TEST(the_store_moves_with_its_setting)
{
    small_must(connector_set(w, c1, "Connector Store Path", "C:\\elsewhere"));
    ck_assert_str_eq(c1->store, "C:\\elsewhere");
    ck_assert_str_eq(c1->store_volume->name, "C");
    ck_assert_uint_ne(connector_store_node(w, c1), 0);
    char longest[OS_PATH_SIZE + 1];
    memset(longest, 'A', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    ck_assert_ptr_nonnull(connector_set(w, c1, "Connector Store Path", longest));
}
END_TEST

START_TEST(a_store_that_is_gone_has_no_node)
{
    struct process *console = process_new(w, PROCESS_WORLD, "console", w->hosts, NULL);
    ck_assert_int_eq(os_remove(&console->port, "D:\\exchsrvr\\ccmcdata"), ST_OK);
    ck_assert_uint_eq(connector_store_node(w, c1), 0);
}
END_TEST

START_TEST(the_tab_fills_in_what_is_right_for_the_post_office)
{
    const struct connector_tab tab = {.office = "PO1", .programs = "5.15/5.14"};
    small_must(connector_set_tab(w, c1, &tab));
    ck_assert_str_eq(connector_setting(w, c1, "Post Office Name"), "PO1");
    ck_assert_str_eq(connector_setting(w, c1, "Post Office Password"), "postoffice");
    ck_assert_str_eq(connector_setting(w, c1, "Post Office Path"), "\\\\NW1\\SYS\\CCDATA");
    ck_assert_str_eq(connector_setting(w, c1, "Import Export Version"), "Import 5.15/Export 5.14");
    const struct connector_tab edit = {.password = "wrong", .path = "M:\\"};
    small_must(connector_set_tab(w, c1, &edit));
    ck_assert_str_eq(connector_setting(w, c1, "Post Office Password"), "wrong");
    ck_assert_str_eq(connector_setting(w, c1, "Post Office Path"), "M:\\");
    const struct connector_tab cure = {.name = "ok", .password = "ok"};
    small_must(connector_set_tab(w, c1, &cure));
    ck_assert_str_eq(connector_setting(w, c1, "Post Office Password"), "postoffice");
    const struct connector_tab nowhere = {.office = "PO9"};
    ck_assert_ptr_nonnull(connector_set_tab(w, c1, &nowhere));
    const struct connector_tab no_programs = {.programs = "5.15"};
    ck_assert_ptr_nonnull(connector_set_tab(w, c1, &no_programs));
}
END_TEST

START_TEST(a_logon_that_is_refused_is_recorded_and_the_service_stays_stopped)
{
    (void)text_copy(c1->password, sizeof(c1->password), "another");
    small_world_finish(&small);
    ck_assert_int_eq(c1->start_refused, ST_LOGON_FAILURE);
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPED);
    ck_assert_uint_eq(c1->starts, 0);
    ck_assert_ptr_null(c1->process);
    (void)text_copy(c1->password, sizeof(c1->password), "secret");
    connector_start(w, c1);
    ck_assert_int_eq(c1->start_refused, ST_OK);
    ck_assert_int_eq((int)c1->state, CONNECTOR_RUNNING);
}
END_TEST

START_TEST(a_service_starts_once_and_stops_once)
{
    connector_stop(w, c1);
    small_world_finish(&small);
    connector_start(w, c1);
    ck_assert_uint_eq(c1->starts, 1);
    connector_stop(w, c1);
    connector_stop(w, c1);
    connector_start(w, c1);
    ck_assert(world_settle(w));
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPED);
    ck_assert(!c1->logons[0].is_open);
    ck_assert(!c1->logons[1].is_open);
    ck_assert_ptr_null(c1->process);
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPED);
}
END_TEST

START_TEST(a_restart_stops_first_and_starts_a_stopped_one)
{
    small_must(world_finish_declarations(w));
    connector_restart(w, c1);
    ck_assert_uint_eq(c1->starts, 1);
    small_world_run(&small, 1);
    connector_restart(w, c1);
    connector_restart(w, c1);
    small_world_run(&small, 2);
    ck_assert_uint_eq(c1->starts, 2);
    ck_assert_int_eq((int)c1->state, CONNECTOR_RUNNING);
    connector_stop(w, c1);
    small_world_run(&small, 3);
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPED);
    ck_assert_uint_eq(c1->starts, 2);
}
END_TEST

/* Runs until a program of the connector is there and slows it, so that something can come between.
 */
static struct process *slow_program(void)
{
    for (int i = 0; i < 1000000; i++) {
        struct process *program = process_find(w, "IMPORT");
        if (program != NULL) {
            program->takes_us = 90000000;
            return program;
        }
        ck_assert(sched_step(&w->sched, UINT64_MAX - 1));
    }
    return NULL;
}

START_TEST(programs_of_a_killed_service_run_on_and_a_restarted_one_waits_for_them)
{
    small_world_finish(&small);
    const struct process *program = slow_program();
    ck_assert_ptr_nonnull(program);
    const uint64_t started = w->sched.now_us;
    process_kill(c1->process);
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPED);
    ck_assert_ptr_eq(process_find(w, "IMPORT"), program);
    ck_assert_ptr_nonnull(process_child(w, c1));
    connector_start(w, c1);
    ck_assert(c1->process->waits_for_orphans);
    ck_assert(world_run_until(w, started + 80000000));
    ck_assert(c1->process->waits_for_orphans);
    ck_assert_ptr_eq(process_find(w, "IMPORT"), program);
    ck_assert(world_run_until(w, started + 300000000));
    ck_assert(!c1->process->waits_for_orphans);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
    ck_assert_int_eq(c1->logons[0].is_open + c1->logons[1].is_open, 1);
}
END_TEST

START_TEST(a_waiting_service_is_killed_and_started_again_and_again)
{
    small_world_finish(&small);
    ck_assert_ptr_nonnull(slow_program());
    for (int i = 0; i < 5; i++) {
        process_kill(c1->process);
        connector_start(w, c1);
        ck_assert(world_settle(w));
    }
    ck_assert_uint_eq(c1->starts, 6);
    connector_stop(w, c1);
    ck_assert(world_settle(w));
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPING);
    ck_assert(world_run_until(w, w->sched.now_us + 200000000));
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPED);
    ck_assert(!c1->logons[0].is_open);
    ck_assert(!c1->logons[1].is_open);
}
END_TEST

START_TEST(a_service_killed_while_it_restarts_stays_down)
{
    small_world_finish(&small);
    ck_assert_ptr_nonnull(slow_program());
    connector_restart(w, c1);
    ck_assert(world_settle(w));
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPING);
    process_kill(c1->process);
    connector_start(w, c1);
    connector_stop(w, c1);
    ck_assert(world_run_until(w, w->sched.now_us + 200000000));
    ck_assert_int_eq((int)c1->state, CONNECTOR_STOPPED);
    ck_assert_uint_eq(c1->starts, 2);
}
END_TEST

START_TEST(two_connectors_of_two_hosts_and_post_offices_carry_their_own_mail)
{
    const struct connector_spec spec = {
        .name = "C2", .host = "EX2", .store = "D:\\ccmcdata", .account = "EXCH\\svc-ccmc"};
    small_must(connector_declare(w, &spec));
    struct connector *c2 = connector_find(w, "C2");
    const struct office_spec office = {.name = "PO2", .machine = "NW1", .place = "SYS:OTHER"};
    small_must(office_create(w, &office));
    struct office *po2 = office_find(w, "PO2");
    fs_set_trustee(po2->volume->volume, po2->directory, small.twin->id, NW_ALL & ~NW_SUPERVISOR);
    small_must(office_add_user(w, po2, "Jones, K"));
    const struct connector_tab tab = {.office = "PO2"};
    small_must(connector_set_tab(w, c2, &tab));
    const struct mail to_po2 = {.name = "two",
                                .direction = MAIL_OUT,
                                .count = 4,
                                .office = po2,
                                .date_ms = INT64_MIN,
                                .is_at_start = true};
    const struct mail from_po2 = {.name = "back",
                                  .direction = MAIL_IN,
                                  .count = 1,
                                  .office = po2,
                                  .date_ms = INT64_MIN,
                                  .is_at_start = true};
    struct mail *two = mail_declare(w, &to_po2);
    struct mail *back = mail_declare(w, &from_po2);
    small_world_finish(&small);
    connector_start(w, c2);
    small_world_run(&small, 200);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, two, NULL), 4);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, two, "Jones, K at PO2"), 4);
    ck_assert_uint_eq(truth_delivered(w, MAIL_IN, back, NULL), 1);
    ck_assert_uint_eq(truth_delivered(w, MAIL_OUT, NULL, "Smith, J"), 3);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("connector");
    TCase *tcase = tcase_create("connector");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, a_connector_is_found_by_name_and_the_first_without_one);
    tcase_add_test(tcase, a_second_declaration_changes_what_it_names_only);
    tcase_add_loop_test(tcase, a_declaration_that_cannot_be_is_told, 0, (int)ARRAY_COUNT(wrong));
    tcase_add_test(tcase, settings_of_two_connectors_of_one_host_are_apart);
    tcase_add_test(tcase, a_service_reads_its_own_section);
    tcase_add_test(tcase, the_store_moves_with_its_setting);
    tcase_add_test(tcase, a_store_that_is_gone_has_no_node);
    tcase_add_test(tcase, the_tab_fills_in_what_is_right_for_the_post_office);
    tcase_add_test(tcase, a_logon_that_is_refused_is_recorded_and_the_service_stays_stopped);
    tcase_add_test(tcase, a_service_starts_once_and_stops_once);
    tcase_add_test(tcase, a_restart_stops_first_and_starts_a_stopped_one);
    tcase_add_test(tcase, programs_of_a_killed_service_run_on_and_a_restarted_one_waits_for_them);
    tcase_add_test(tcase, a_waiting_service_is_killed_and_started_again_and_again);
    tcase_add_test(tcase, a_service_killed_while_it_restarts_stays_down);
    tcase_add_test(tcase, two_connectors_of_two_hosts_and_post_offices_carry_their_own_mail);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
