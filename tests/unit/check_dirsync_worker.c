/* Tests of connector/ccmc/dirsync_worker.c, with toy programs that read and write directory files.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/directory_file.h"
#include "support/script_service.h"

#define IN_STORE(path) SCRIPT_STORE "\\" path

/* A toy post office: what its programs write and read. */
struct toy {
    const char *entries; /* the text of CCMDIR.EXP */
    const char *lists;
    const char *boards;
    const char *refused; /* the text of a .UND; NULL none */
    int export_code;
    int import_code;
    bool writes_nothing; /* EXPORT answers 0 and makes no file */
    bool never_ends;     /* the directory EXPORT, until it is killed */
    uint32_t exports;    /* directory runs */
    uint32_t imports;
    uint32_t mail_exports;
    char arguments[200]; /* of the last directory run */
    char imported[4000]; /* the text of the last file that was imported */
};

static struct script_service service;
static struct toy toy;

/* The file that the line /@ of a parameter file names. */
static const char *data_file(const char *ini_name)
{
    struct bytes ini = {NULL, 0};
    const char *path = arena_format(&service.arena, "%s\\%s", SCRIPT_STORE, ini_name);
    ck_assert(script_read(service.machine, path, &ini));
    const char *text = arena_text_n(&service.arena, (const char *)ini.data, ini.size);
    const char *name = strstr(text, "/@");
    ck_assert_ptr_nonnull(name);
    return arena_format(&service.arena, "%s\\%.*s", SCRIPT_STORE, (int)strcspn(name + 2, "\r\n"),
                        name + 2);
}

static bool is_directory_run(const char *arguments)
{
    if (strstr(arguments, "/DIRECTORY") == NULL) {
        return false;
    }
    ck_assert_uint_lt(strlen(arguments), sizeof(toy.arguments));
    memcpy(toy.arguments, arguments, strlen(arguments) + 1);
    return true;
}

static struct script_end run_export(struct script_port *script, void *context,
                                    const struct os_process_spec *spec)
{
    (void)context;
    if (!is_directory_run(spec->arguments)) {
        toy.mail_exports++;
        return (struct script_end){.result_code = 0};
    }
    toy.exports++;
    const char *text = strstr(spec->arguments, "/LISTS") != NULL    ? toy.lists
                       : strstr(spec->arguments, "/BOARDS") != NULL ? toy.boards
                                                                    : toy.entries;
    if (toy.export_code == 0 && !toy.writes_nothing && !toy.never_ends) {
        ck_assert(script_write(script, data_file("Direxp.ini"), bytes_of_text(text)));
    }
    return (struct script_end){.result_code = toy.export_code, .never_ends = toy.never_ends};
}

static struct script_end run_import(struct script_port *script, void *context,
                                    const struct os_process_spec *spec)
{
    (void)context;
    struct bytes content = {NULL, 0};
    if (!is_directory_run(spec->arguments)) {
        return (struct script_end){.result_code = 0};
    }
    toy.imports++;
    const char *path = data_file("Dirimp.ini");
    ck_assert(script_read(script, path, &content));
    ck_assert_uint_lt(content.size, sizeof(toy.imported));
    memcpy(toy.imported, content.data, content.size);
    toy.imported[content.size] = '\0';
    if (toy.refused != NULL) {
        const char *und = arena_format(&service.arena, "%.*s.UND", (int)(strlen(path) - 4), path);
        ck_assert(script_write(script, und, bytes_of_text(toy.refused)));
    }
    return (struct script_end){.result_code = toy.import_code};
}

static void add_recipient(const char *display, const char *address, const char *container)
{
    const struct exchange_change change = {.kind = EXCHANGE_ADD,
                                           .entry = {.display = display,
                                                     .alias = display,
                                                     .ccmail_address = address,
                                                     .container = container,
                                                     .comment = ""}};
    ck_assert_int_eq(exchange_directory_change(memory_exchange_port(service.exchange), &change, 1),
                     ST_OK);
}

static void setup(void)
{
    script_service_begin(&service);
    toy = (struct toy){.entries = "Name: Smith, J\r\nLocn: L\r\nAddr: PO1\r\nCmts:\r\n",
                       .lists = "",
                       .boards = ""};
    script_remove_program(service.machine, "Import.exe");
    script_remove_program(service.machine, "Export.exe");
    script_add_program(service.machine, "Import.exe", run_import, NULL);
    script_add_program(service.machine, "Export.exe", run_export, NULL);
    script_set(service.machine, "Server Name", "EX1");
    script_set(service.machine, "Export Containers", "Recipients");
    script_set(service.machine, "Import Container", "Import");
    script_set(service.machine, "Logging Dir-Synch", "Maximum");
    add_recipient("Brady, Sally", "CCMAIL:Brady, Sally at SITE1", "Recipients");
}

static void teardown(void)
{
    script_service_end(&service);
}

/* Somebody asks, and everything that is due then happens. */
static void synchronize(void)
{
    ccmc_dirsync(service.ccmc);
    do {
        service.last = ccmc_step(service.ccmc, service.now_us);
    } while (script_child_ended(service.machine));
}

static const char *state(void)
{
    static const char *const names[] = {
        [CCMC_DIRSYNC_NEVER] = "never",
        [CCMC_DIRSYNC_RUNS] = "runs",
        [CCMC_DIRSYNC_COMPLETED] = "completed",
        [CCMC_DIRSYNC_FAILED] = "failed",
    };
    const char *step = NULL;
    const enum ccmc_dirsync_state now = ccmc_dirsync_state(service.ccmc, &step);
    return arena_format(&service.arena, "%s%s%s", names[now], step[0] != '\0' ? " at " : "", step);
}

static const char *imported_recipients(void)
{
    struct exchange_entries entries = {0};
    struct buffer text;
    buffer_init(&text, &service.arena);
    ck_assert_int_eq(exchange_directory_list(memory_exchange_port(service.exchange), "Import",
                                             &service.arena, &entries),
                     ST_OK);
    for (size_t i = 0; i < entries.count; i++) {
        buffer_format(&text, "%s=%s;", entries.entries[i].display,
                      entries.entries[i].ccmail_address);
    }
    return buffer_string(&text);
}

static void poll_until(uint64_t seconds)
{
    script_service_run(&service, seconds);
}

START_TEST(one_cycle_exports_three_files_imports_what_is_missing_and_changes_exchange)
{
    script_service_start(&service);
    poll_until(UINT64_C(20));
    ck_assert_str_eq(state(), "never");
    ck_assert_uint_eq(toy.exports, 0);
    synchronize();
    ck_assert_str_eq(state(), "completed");
    ck_assert_uint_eq(toy.exports, 3);
    ck_assert_uint_eq(toy.imports, 1); /* nothing is to be deleted */
    ck_assert_str_eq(toy.arguments, "/DIRECTORY /BATCH C:\\ccmcdata\\Dirimp.ini");
    ck_assert_str_eq(toy.imported,
                     "Name: SITE1\r\nLocn: P\r\nAddr: \r\nCmts: MSExchangeCCMC EX1\r\n"
                     "Name: Brady, Sally\r\nLocn: l\r\nAddr: SITE1\r\n"
                     "FAN: Brady, Sally at SITE1\r\nCmts: \r\n");
    ck_assert_str_eq(imported_recipients(), "J Smith=CCMAIL:Smith, J at PO1;");
    ck_assert_uint_eq(script_event_count(service.machine, 14001), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 14031), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 0), 2);
}
END_TEST

START_TEST(deletions_are_imported_before_additions)
{
    toy.entries = "Name: SITE1\r\nLocn: P\r\nCmts: MSExchangeCCMC EX1\r\n"
                  "Name: Gone, G\r\nLocn: l\r\nAddr: SITE1\r\nCmts:\r\n";
    toy.import_code = 1;
    script_service_start(&service);
    synchronize();
    ck_assert_str_eq(toy.arguments, "/DIRECTORY/DELETE /BATCH C:\\ccmcdata\\Dirimp.ini");
    ck_assert(strstr(toy.imported, "Name: Gone, G\r\n") != NULL);
    ck_assert_uint_eq(toy.imports, 1);
    ck_assert_str_eq(state(), "failed at import");
    ck_assert_uint_eq(script_event_count(service.machine, 59), 1);
    toy.import_code = 0;
    synchronize();
    ck_assert_uint_eq(toy.imports, 3);
    ck_assert_str_eq(state(), "completed");
}
END_TEST

START_TEST(the_schedule_counts_from_the_start_and_mail_goes_on)
{
    script_set(service.machine, "Dir Synch Interval", "15");
    script_service_start(&service);
    poll_until(UINT64_C(15) * 60 - 1);
    ck_assert_uint_eq(toy.exports, 0);
    poll_until(UINT64_C(15) * 60 + 1);
    ck_assert_uint_eq(toy.exports, 3);
    poll_until(UINT64_C(60) * 60 + 1);
    ck_assert_uint_eq(toy.exports, 12);
    ck_assert_uint_eq(toy.mail_exports, 240);
}
END_TEST

START_TEST(without_a_schedule_nothing_happens_by_itself)
{
    script_service_start(&service);
    poll_until(UINT64_C(24) * 3600);
    ck_assert_uint_eq(toy.exports, 0);
}
END_TEST

START_TEST(a_year_of_cycles_needs_no_more_memory_than_a_week)
{
    script_set(service.machine, "Dir Synch Interval", "360");
    script_set(service.machine, "Second to wait before EXPORT", "86400");
    script_set(service.machine, "Second to wait before IMPORT", "86400");
    script_service_start(&service);
    poll_until(UINT64_C(7) * 24 * 3600);
    const size_t bytes = arena_bytes(&service.session_arena) + arena_bytes(&service.scratch);
    poll_until(UINT64_C(365) * 24 * 3600);
    ck_assert_uint_ge(toy.exports, UINT64_C(4) * 364 * 3);
    ck_assert_uint_eq(arena_bytes(&service.session_arena) + arena_bytes(&service.scratch), bytes);
}
END_TEST

static const struct {
    const char *name;
    int code;
    uint32_t event;
} codes[] = {
    {"no access", 3, 70},
    {"damaged", 1, 68},
    {"locked", 4, 71},
    {"some other code", 9, 73},
};
START_TEST(an_export_that_fails_ends_the_cycle_with_its_event_and_changes_nothing)
{
    toy.export_code = codes[_i].code;
    script_service_start(&service);
    synchronize();
    ck_assert_str_eq(state(), "failed at export");
    ck_assert_uint_eq(toy.exports, 1);
    ck_assert_uint_eq(toy.imports, 0);
    ck_assert_uint_eq(script_event_count(service.machine, codes[_i].event), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 14005), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 14031), 0);
    ck_assert_str_eq(imported_recipients(), "");
    toy.export_code = 0;
    synchronize();
    ck_assert_str_eq(state(), "completed");
}
END_TEST

static const struct {
    const char *name;
    const char *entries;
} bad_files[] = {
    {"cut off", "Name: Smith, J\r\nLocn: L\r\n"},
    {"nonsense", "nonsense\r\n"},
    {"a post office with an extended character", "Name: B\x9aRO\r\nLocn: P\r\nCmts:\r\n"},
    {"the site's entry without its comment", "Name: SITE1\r\nLocn: P\r\nCmts:\r\n"},
};
START_TEST(a_directory_that_cannot_be_used_ends_the_cycle_and_changes_nothing)
{
    toy.entries = bad_files[_i].entries;
    script_service_start(&service);
    synchronize();
    ck_assert_msg(strcmp(state(), "failed at compare") == 0, "%s: %s", bad_files[_i].name, state());
    ck_assert_uint_eq(toy.imports, 0);
    ck_assert_uint_eq(script_event_count(service.machine, 14005), 1);
    ck_assert_str_eq(imported_recipients(), "");
}
END_TEST

START_TEST(lists_and_boards_that_cannot_be_read_end_it_too)
{
    script_service_start(&service);
    toy.lists = "nonsense";
    synchronize();
    ck_assert_str_eq(state(), "failed at compare");
    toy.lists = "Name: Sales\r\nLocn: M\r\nAddr: PO1\r\nCmts:\r\n";
    toy.boards = "nonsense";
    synchronize();
    ck_assert_str_eq(state(), "failed at compare");
    toy.boards = "Name: Social\r\nLocn: B\r\nAddr: PO1\r\nCmts:\r\n";
    synchronize();
    ck_assert_str_eq(imported_recipients(), "J Smith=CCMAIL:Smith, J at PO1;"
                                            "Sales=CCMAIL:Sales at PO1;#Social=CCMAIL:#Social;");
}
END_TEST

START_TEST(a_file_of_an_earlier_cycle_is_never_read)
{
    script_service_start(&service);
    synchronize();
    toy.writes_nothing = true;
    synchronize();
    ck_assert_str_eq(state(), "failed at compare");
    ck_assert_uint_eq(script_count(service.machine, IN_STORE("Export"), "*.EXP"), 0);
}
END_TEST

START_TEST(entries_that_import_does_not_take_are_told_and_the_cycle_goes_on)
{
    toy.import_code = 5;
    toy.refused = "Name: Brady, Sally\r\nLocn: l\r\nAddr: SITE1\r\nNote: why\r\nCmts:\r\n";
    script_service_start(&service);
    synchronize();
    ck_assert_str_eq(state(), "completed");
    ck_assert_uint_eq(script_event_count(service.machine, 63), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 14013), 1);
    ck_assert_uint_eq(script_count(service.machine, IN_STORE("Import"), "*.UND"), 0);
    toy.refused = "Name: SITE1\r\nLocn: P\r\nNote: why\r\nCmts:\r\n";
    synchronize();
    ck_assert_str_eq(state(), "failed at import"); /* without it nothing comes in */
    toy.refused = NULL;
    synchronize();
    ck_assert_str_eq(state(), "failed at import"); /* refused, and nobody says what */
}
END_TEST

START_TEST(a_directory_report_is_left_to_dirsync)
{
    script_service_start(&service);
    ck_assert(script_service_write(&service, "Import\\CCMDIR.UND", "Name: A\r\nCmts:\r\n"));
    poll_until(UINT64_C(60));
    ck_assert_uint_eq(script_count(service.machine, IN_STORE("Import"), "*.UND"), 1);
    ck_assert_uint_eq(memory_exchange_waiting(service.exchange, EXCHANGE_MTS_IN), 0);
}
END_TEST

START_TEST(programs_that_are_missing_end_the_cycle)
{
    script_service_start(&service);
    script_remove_program(service.machine, "Export.exe");
    synchronize();
    ck_assert_str_eq(state(), "failed at export");
    ck_assert_uint_eq(script_event_count(service.machine, 43), 1);
    ck_assert_str_eq(script_event_text(service.machine, 2),
                     "Microsoft Exchange Connector for Lotus cc:Mail restarted thread after taking "
                     "exception. The number of threads started so far is 1. The thread function "
                     "is dwCCDirSync.");
    ck_assert_uint_eq(script_event_count(service.machine, 14005), 1);
}
END_TEST

START_TEST(a_program_that_never_ends_is_killed_and_the_service_waits_for_that)
{
    toy.never_ends = true;
    script_service_start(&service);
    synchronize();
    ck_assert_str_eq(state(), "runs at export");
    script_service_stop(&service);
    ck_assert_int_eq(service.last.state, CCMC_RUNNING); /* not while it runs (Q156063 2.6.9) */
    poll_until(UINT64_C(31) * 60);
    ck_assert_int_eq(service.last.state, CCMC_STOPPED);
    ck_assert_uint_eq(script_event_count(service.machine, 68), 1);
    ck_assert_uint_eq(script_event_count(service.machine, 14005), 1);
}
END_TEST

START_TEST(a_request_while_it_runs_is_another_cycle_behind_it)
{
    toy.never_ends = true;
    script_service_start(&service);
    synchronize();
    ccmc_dirsync(service.ccmc);
    toy.never_ends = false;
    poll_until(UINT64_C(40) * 60);
    ck_assert_str_eq(state(), "completed");
    ck_assert_uint_eq(script_event_count(service.machine, 14001), 2);
}
END_TEST

START_TEST(an_exchange_that_refuses_ends_the_cycle_and_the_next_one_ends_its_work)
{
    script_service_start(&service);
    script_refuse(service.machine, "directory_change", "", ST_BUSY);
    synchronize();
    ck_assert_str_eq(state(), "failed at exchange");
    ck_assert_uint_eq(toy.imports, 1); /* the cc:Mail side is done */
    script_refuse(service.machine, "resolve", "", ST_IO_ERROR);
    synchronize();
    ck_assert_str_eq(state(), "failed at exchange");
    script_refuse(service.machine, "directory_list", "", ST_NOT_FOUND);
    synchronize();
    ck_assert_str_eq(state(), "failed at compare");
    ck_assert_uint_eq(script_event_count(service.machine, 14015), 1);
    script_refuse(service.machine, NULL, NULL, ST_OK);
    synchronize();
    ck_assert_str_eq(state(), "completed");
    ck_assert_str_eq(imported_recipients(), "J Smith=CCMAIL:Smith, J at PO1;");
}
END_TEST

START_TEST(an_address_that_exchange_has_already_is_told_and_left_out)
{
    add_recipient("Smith, Joe", "CCMAIL:Smith, J at PO1", "Elsewhere");
    script_service_start(&service);
    synchronize();
    ck_assert_str_eq(state(), "completed");
    ck_assert_uint_eq(script_event_count(service.machine, 14018), 1);
    ck_assert_str_eq(imported_recipients(), "");
}
END_TEST

START_TEST(a_display_name_that_exchange_has_already_gives_way)
{
    memory_exchange_user(service.exchange, "J Smith",
                         (struct exchange_address){.display = "J Smith", .address = "EX:J Smith"});
    script_service_start(&service);
    synchronize();
    ck_assert_str_eq(imported_recipients(), "Smith, J at PO1=CCMAIL:Smith, J at PO1;");
}
END_TEST

START_TEST(containers_may_be_several_or_none)
{
    add_recipient("Lee, Bo", "CCMAIL:Lee, Bo at SITE1", "Branch");
    script_set(service.machine, "Export Containers", "Recipients;;Branch;");
    script_set(service.machine, "Import Container", "");
    script_service_start(&service);
    synchronize();
    ck_assert(strstr(toy.imported, "Name: Brady, Sally\r\n") != NULL);
    ck_assert(strstr(toy.imported, "Name: Lee, Bo\r\n") != NULL);
    ck_assert_str_eq(imported_recipients(), "");
    script_set(service.machine, "Export Containers", "");
    synchronize();
    ck_assert(strstr(toy.imported, "Brady") == NULL); /* read anew for each cycle */
}
END_TEST

START_TEST(permission_to_propagate_is_read_for_each_cycle)
{
    script_service_start(&service);
    script_set(service.machine, "Permit ADE to propagate entries", "1");
    synchronize();
    ck_assert_str_eq(toy.arguments, "/DIRECTORY/PROP /BATCH C:\\ccmcdata\\Dirimp.ini");
    script_set(service.machine, "Permit ADE to propagate entries", "0");
    synchronize();
    ck_assert_str_eq(toy.arguments, "/DIRECTORY /BATCH C:\\ccmcdata\\Dirimp.ini");
}
END_TEST

/* More entries than the reader makes room for at first. */
START_TEST(a_directory_of_many_entries_is_read_whole)
{
    enum { MANY = 300 };
    struct buffer text;
    buffer_init(&text, &service.arena);
    for (unsigned i = 0; i < MANY; i++) {
        buffer_format(&text, "Name: User, N%u\r\nLocn: L\r\nAddr: PO1\r\nCmts:\r\n", i);
    }
    toy.entries = buffer_string(&text);
    script_service_start(&service);
    synchronize();
    struct exchange_entries entries = {0};
    ck_assert_int_eq(exchange_directory_list(memory_exchange_port(service.exchange), "Import",
                                             &service.arena, &entries),
                     ST_OK);
    ck_assert_uint_eq(entries.count, MANY);
}
END_TEST

static const enum status strikes[] = {ST_PROCESS_GONE, ST_BUSY,      ST_ACCESS_DENIED,
                                      ST_DISK_FULL,    ST_NOT_FOUND, ST_IO_ERROR};

START_TEST(whichever_call_fails_the_next_cycle_completes)
{
    bool has_struck = true;
    uint64_t call = 1;
    for (; has_struck; call++) {
        teardown();
        setup();
        script_service_start(&service);
        script_reset_calls(service.machine);
        script_fail_at(service.machine, call, strikes[_i]);
        synchronize();
        has_struck = script_has_struck(service.machine);
        script_fail_at(service.machine, 0, ST_OK);
        if (service.last.state == CCMC_STOPPED) {
            script_revive(service.machine);
            script_service_start(&service);
        }
        poll_until(service.now_us / 1000000 + 60); /* whose end was not heard is asked again */
        ck_assert_msg(strncmp(state(), "runs", 4) != 0, "call %llu, %s: %s",
                      (unsigned long long)call, status_text(strikes[_i]), state());
        synchronize();
        ck_assert_msg(strcmp(state(), "completed") == 0, "call %llu, %s: %s",
                      (unsigned long long)call, status_text(strikes[_i]), state());
        ck_assert_str_eq(imported_recipients(), "J Smith=CCMAIL:Smith, J at PO1;");
    }
    ck_assert_uint_gt(call, 40);
}
END_TEST

static Suite *dirsync_suite(void)
{
    Suite *suite = suite_create("dirsync_worker");
    TCase *tcase = tcase_create("dirsync_worker");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase,
                   one_cycle_exports_three_files_imports_what_is_missing_and_changes_exchange);
    tcase_add_test(tcase, deletions_are_imported_before_additions);
    tcase_add_test(tcase, the_schedule_counts_from_the_start_and_mail_goes_on);
    tcase_add_test(tcase, without_a_schedule_nothing_happens_by_itself);
    tcase_add_test(tcase, a_year_of_cycles_needs_no_more_memory_than_a_week);
    tcase_add_loop_test(tcase,
                        an_export_that_fails_ends_the_cycle_with_its_event_and_changes_nothing, 0,
                        ARRAY_COUNT(codes));
    tcase_add_loop_test(tcase, a_directory_that_cannot_be_used_ends_the_cycle_and_changes_nothing,
                        0, ARRAY_COUNT(bad_files));
    tcase_add_test(tcase, lists_and_boards_that_cannot_be_read_end_it_too);
    tcase_add_test(tcase, a_file_of_an_earlier_cycle_is_never_read);
    tcase_add_test(tcase, entries_that_import_does_not_take_are_told_and_the_cycle_goes_on);
    tcase_add_test(tcase, a_directory_report_is_left_to_dirsync);
    tcase_add_test(tcase, programs_that_are_missing_end_the_cycle);
    tcase_add_test(tcase, a_program_that_never_ends_is_killed_and_the_service_waits_for_that);
    tcase_add_test(tcase, a_request_while_it_runs_is_another_cycle_behind_it);
    tcase_add_test(tcase, an_exchange_that_refuses_ends_the_cycle_and_the_next_one_ends_its_work);
    tcase_add_test(tcase, an_address_that_exchange_has_already_is_told_and_left_out);
    tcase_add_test(tcase, a_display_name_that_exchange_has_already_gives_way);
    tcase_add_test(tcase, containers_may_be_several_or_none);
    tcase_add_test(tcase, permission_to_propagate_is_read_for_each_cycle);
    tcase_add_test(tcase, a_directory_of_many_entries_is_read_whole);
    tcase_add_loop_test(tcase, whichever_call_fails_the_next_cycle_completes, 0,
                        ARRAY_COUNT(strikes));
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(dirsync_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
