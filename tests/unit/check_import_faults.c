/* IMPORT loses and doubles nothing, whatever call fails and whenever it is killed. */
#define _XOPEN_SOURCE 700 /* mkdtemp, realpath */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "port/posix_port.h"
#include "programs/und.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define PATH_OF(name) FIXTURE_STORE "\\Import\\" name

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static void put(const char *name, const char *to, const char *subject)
{
    fixture_put_import(memory, &arena, name,
                       fixture_ccm(&arena, "Brady, Sally at SITE1", to, subject, "text"));
}

static struct fixture_run run(void)
{
    return fixture_run(port, &arena, "Import.exe", FIXTURE_IMPORT, NULL);
}

static struct memory_port *sweep_world(void)
{
    struct memory_port *world = fixture_create(&arena);
    struct os_port *on = memory_port_os(world);
    struct postoffice *po = NULL;
    struct po_entry smith;
    struct buffer both;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(fixture_send(on, &arena, "Doe, Ann", "Smith, J", "older"), ST_OK);
    }
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &smith), ST_OK);
    ck_assert_int_eq(po_delete(po, smith.usr, 2), ST_OK); /* a free block and a free record */
    po_close(po);
    fixture_put_import(
        world, &arena, "MSG1.CCM",
        fixture_ccm(&arena, "Lee, Bo at SITE1", "Smith, J at PO1|Doe, Ann at PO1", "one", "text"));
    fixture_put_import(
        world, &arena, "MSG2.CCM",
        fixture_ccm(&arena, "Lee, Bo at SITE1", "Smith, J at PO1|Nobody at PO1", "two", "text"));
    buffer_init(&both, &arena);
    struct bytes part =
        fixture_ccm(&arena, "Lee, Bo at SITE1", "Brady, Sally at SITE1", "three", "text");
    buffer_add(&both, part.data, part.size);
    part = fixture_ccm(&arena, "Lee, Bo at SITE1", "Roe, Max at PO1|Gone at PO1", "four", "text");
    buffer_add(&both, part.data, part.size);
    fixture_put_import(world, &arena, "MSG3.CCM", buffer_bytes(&both));
    return world;
}

static void expect_all_once(struct memory_port *world, struct arena *local, const char *where)
{
    static const struct {
        const char *entry;
        const char *subject;
        int count;
    } wanted[] = {{"Smith, J", "one", 1},  {"Doe, Ann", "one", 1},  {"Smith, J", "two", 1},
                  {"SITE1", "three", 1},   {"Roe, Max", "four", 1}, {"Smith, J", "older", 2},
                  {"Doe, Ann", "older", 0}};
    struct os_port *on = memory_port_os(world);
    for (size_t i = 0; i < ARRAY_COUNT(wanted); i++) {
        const int count = fixture_count(on, local, wanted[i].entry, wanted[i].subject);
        ck_assert_msg(count == wanted[i].count, "%s: '%s' is %d times with %s", where,
                      wanted[i].subject, count, wanted[i].entry);
    }
    struct po_report report;
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, local, &report), ST_OK);
    ck_assert_msg(report.errors == 0, "%s: %u errors", where, report.errors);
    ck_assert_msg(memory_port_open_count(world) == 0, "%s: handles left", where);
    struct os_names names = {0};
    ck_assert_int_eq(os_list(on, FIXTURE_STORE "\\Import", "*.CCM", local, &names), ST_OK);
    ck_assert_msg(names.count == 0, "%s: %zu files left", where, names.count);
    static const char *const refused[] = {PATH_OF("MSG2.UND"), PATH_OF("MSG3.UND")};
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
        const struct bytes und = memory_port_get(world, refused[i]);
        struct und_report report_read;
        size_t offset = 0;
        ck_assert_msg(und.data != NULL, "%s: no %s", where, refused[i]);
        ck_assert_int_eq(und_read(und, &offset, local, &report_read), ST_OK);
        ck_assert_uint_eq(report_read.refusal_count, 1);
        ck_assert_int_eq(und_read(und, &offset, local, &report_read), ST_NO_MORE);
    }
    struct postoffice *po = NULL;
    struct po_memory remembered;
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, false, local, &po), ST_OK);
    ck_assert_int_eq(po_import_memory(po, local, &remembered), ST_OK);
    ck_assert_msg(remembered.count == 0, "%s: %zu imports remembered", where, remembered.count);
    po_close(po);
}

static const struct {
    const char *name;
    enum fault_port_kind kind;
    enum status status;
} faults[] = {
    {"denied", FAULT_FAIL, ST_ACCESS_DENIED},
    {"io error", FAULT_FAIL, ST_IO_ERROR},
    {"full", FAULT_FAIL, ST_DISK_FULL},
    {"lost", FAULT_FAIL, ST_CONNECTION_LOST},
    {"busy", FAULT_FAIL, ST_SHARING_VIOLATION},
    {"locked", FAULT_FAIL, ST_LOCK_VIOLATION},
    {"path gone", FAULT_FAIL, ST_PATH_NOT_FOUND},
    {"torn", FAULT_TORN, ST_IO_ERROR},
    {"done, yet an error", FAULT_AFTER, ST_IO_ERROR},
    {"killed", FAULT_KILL, ST_PROCESS_GONE},
    {"killed in a write", FAULT_KILL_TORN, ST_PROCESS_GONE},
};
START_TEST(whatever_call_fails_each_message_is_delivered_once)
{
    struct memory_port *base = sweep_world();
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        char where[64];
        struct memory_port *world = memory_port_copy(base, &local);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), faults[_i].kind, n, faults[_i].status);
        (void)text_format(where, sizeof(where), "%s at call %llu", faults[_i].name,
                          (unsigned long long)n);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        const bool struck = fault.has_struck;
        (void)fault_port_end(&fault);
        struct fixture_run again =
            fixture_run(memory_port_os(world), &local, "IMPORT", FIXTURE_IMPORT, NULL);
        ck_assert_msg(again.result == 0 || again.result == 5, "%s: then %d: %s", where,
                      again.result, again.console);
        expect_all_once(world, &local, where);
        memory_port_release(world);
        arena_release(&local);
        if (!struck) {
            ck_assert_uint_gt(n, 60);
            break;
        }
    }
    memory_port_release(base);
}
END_TEST

START_TEST(a_file_that_cannot_be_deleted_is_named_and_its_mail_is_there)
{
    struct memory_port *base = sweep_world();
    const char *found = NULL;
    for (uint64_t n = 1; found == NULL; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = memory_port_copy(base, &local);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), FAULT_FAIL, n, ST_ACCESS_DENIED);
        const struct fixture_run done = fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        ck_assert(fault.has_struck);
        (void)fault_port_end(&fault);
        found = strstr(done.console, "Imported, but it cannot be deleted: MSG1.CCM\r\n");
        if (found != NULL) {
            ck_assert_int_eq(done.result, 1);
            ck_assert_int_eq(fixture_count(memory_port_os(world), &local, "Smith, J", "one"), 1);
            ck_assert_ptr_nonnull(memory_port_get(world, PATH_OF("MSG1.CCM")).data);
        }
        memory_port_release(world);
        arena_release(&local);
    }
    memory_port_release(base);
}
END_TEST

START_TEST(a_run_killed_twice_still_delivers_once)
{
    struct memory_port *base = sweep_world();
    for (uint64_t n = 1; n < 120; n += 3) {
        for (uint64_t second = 1; second < 120; second++) {
            struct arena local = {0};
            struct memory_port *world = memory_port_copy(base, &local);
            const uint64_t kills[] = {n, second};
            char where[64];
            (void)text_format(where, sizeof(where), "killed at %llu and %llu",
                              (unsigned long long)n, (unsigned long long)second);
            for (size_t i = 0; i < 2; i++) {
                struct fault_port fault;
                struct os_port *broken = fault_port_begin(&fault, memory_port_os(world), FAULT_KILL,
                                                          kills[i], ST_PROCESS_GONE);
                (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
                (void)fault_port_end(&fault);
            }
            (void)fixture_run(memory_port_os(world), &local, "IMPORT", FIXTURE_IMPORT, NULL);
            expect_all_once(world, &local, where);
            memory_port_release(world);
            arena_release(&local);
        }
    }
    memory_port_release(base);
}
END_TEST

START_TEST(without_memory_a_killed_run_doubles_mail)
{
    struct program_traits traits = program_default_traits();
    traits.import_remembers = false;
    int most = 0;
    for (uint64_t n = 1; n < 60; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = fixture_create(&local);
        fixture_put_import(world, &local, "M.CCM",
                           fixture_ccm(&local, "Lee, Bo at SITE1", "Smith, J", "one", "text"));
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, &traits);
        (void)fault_port_end(&fault);
        (void)fixture_run(memory_port_os(world), &local, "IMPORT", FIXTURE_IMPORT, &traits);
        const int count = fixture_count(memory_port_os(world), &local, "Smith, J", "one");
        ck_assert_int_ge(count, 1);
        most = count > most ? count : most;
        memory_port_release(world);
        arena_release(&local);
    }
    ck_assert_int_eq(most, 2);
}
END_TEST

START_TEST(a_file_with_the_same_bytes_is_new_mail_after_a_run_that_ended)
{
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(run().result, 0);
    put("MSG0001.CCM", "Smith, J at PO1", "hello");
    ck_assert_int_eq(run().result, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "hello"), 2);
}
END_TEST

START_TEST(files_with_long_names_are_remembered_and_forgotten_too)
{
    static const char long_name[] = "a letter with a long name.ccm";
    for (uint64_t n = 1; n < 60; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = fixture_create(&local);
        struct os_port *on = memory_port_os(world);
        struct postoffice *other = NULL;
        struct po_memory remembered;
        fixture_put_import(world, &local, long_name,
                           fixture_ccm(&local, "Lee, Bo at SITE1", "Smith, J", "one", "text"));
        struct os_port *broken = fault_port_begin(&fault, on, FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        (void)fault_port_end(&fault);
        ck_assert_int_eq(fixture_run(on, &local, "IMPORT", FIXTURE_IMPORT, NULL).result, 0);
        ck_assert_int_eq(fixture_count(on, &local, "Smith, J", "one"), 1);
        ck_assert_int_eq(po_open(on, FIXTURE_DATA, false, &local, &other), ST_OK);
        ck_assert_int_eq(po_import_memory(other, &local, &remembered), ST_OK);
        ck_assert_uint_eq(remembered.count, 0);
        po_close(other);
        memory_port_release(world);
        arena_release(&local);
    }
}
END_TEST

START_TEST(mail_that_its_reader_deleted_before_the_rerun_is_not_delivered_again)
{
    for (uint64_t n = 1; n < 60; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = fixture_create(&local);
        struct os_port *on = memory_port_os(world);
        struct postoffice *po = NULL;
        struct po_entry smith;
        struct po_message message;
        fixture_put_import(world, &local, "M.CCM",
                           fixture_ccm(&local, "Lee, Bo at SITE1", "Smith, J", "one", "text"));
        struct os_port *broken = fault_port_begin(&fault, on, FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        (void)fault_port_end(&fault);
        ck_assert_int_eq(po_open(on, FIXTURE_DATA, true, &local, &po), ST_OK);
        ck_assert_int_eq(po_entry_find(po, "Smith, J", &smith), ST_OK);
        const bool was_there = po_queue_next(po, smith.usr, 0, &message) == ST_OK;
        if (was_there) {
            ck_assert_int_eq(po_delete(po, smith.usr, message.id), ST_OK);
        }
        po_close(po);
        ck_assert_int_eq(fixture_run(on, &local, "IMPORT", FIXTURE_IMPORT, NULL).result, 0);
        ck_assert_int_eq(fixture_count(on, &local, "Smith, J", "one"), was_there ? 0 : 1);
        struct po_report report;
        ck_assert_int_eq(po_check(on, FIXTURE_DATA, &local, &report), ST_OK);
        ck_assert_uint_eq(report.errors, 0);
        memory_port_release(world);
        arena_release(&local);
    }
}
END_TEST

static Suite *import_faults_suite(void)
{
    Suite *suite = suite_create("import_faults");
    TCase *tcase = tcase_create("import");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_file_that_cannot_be_deleted_is_named_and_its_mail_is_there);
    tcase_add_loop_test(tcase, whatever_call_fails_each_message_is_delivered_once, 0,
                        ARRAY_COUNT(faults));
    tcase_add_test(tcase, a_run_killed_twice_still_delivers_once);
    tcase_add_test(tcase, without_memory_a_killed_run_doubles_mail);
    tcase_add_test(tcase, a_file_with_the_same_bytes_is_new_mail_after_a_run_that_ended);
    tcase_add_test(tcase, files_with_long_names_are_remembered_and_forgotten_too);
    tcase_add_test(tcase, mail_that_its_reader_deleted_before_the_rerun_is_not_delivered_again);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(import_faults_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
