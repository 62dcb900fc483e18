/* EXPORT loses and doubles nothing, whatever call fails. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "programs/bookmark.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

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
    {"torn", FAULT_TORN, ST_IO_ERROR},
    {"done, yet an error", FAULT_AFTER, ST_IO_ERROR},
    {"killed", FAULT_KILL, ST_PROCESS_GONE},
    {"killed in a write", FAULT_KILL_TORN, ST_PROCESS_GONE},
};

/* Runs that follow write to other files, as the connector does. */
static const char *next_line(struct memory_port *world, struct arena *local, int number)
{
    memory_port_put(world, FIXTURE_STORE "\\EXPORT.INI",
                    bytes_of_text(arena_format(local,
                                               "/NPO1\r\n/Psecret\r\n/D" FIXTURE_DATA
                                               "\r\n/@EXPORT\\MSG%04d.CCM\r\n",
                                               number)));
    return FIXTURE_EXPORT;
}

static void expect_all_once(struct memory_port *world, struct arena *local, const char *where,
                            bool is_empty)
{
    static const char *const subjects[] = {"old", "a", "b", "c", "late"};
    struct os_port *on = memory_port_os(world);
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        const int count = fixture_exported(on, local, subjects[i]);
        ck_assert_msg(count == 1, "%s: '%s' is %d times exported", where, subjects[i], count);
        if (is_empty) {
            ck_assert_int_eq(fixture_count(on, local, "SITE1", subjects[i]), 0);
        }
    }
    struct po_report report;
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, local, &report), ST_OK);
    ck_assert_msg(report.errors == 0, "%s: %u errors", where, report.errors);
    ck_assert_msg(memory_port_open_count(world) == 0, "%s: handles left", where);
}

static struct memory_port *sweep_world(bool is_read_only)
{
    struct memory_port *world = fixture_create(&arena);
    struct os_port *on = memory_port_os(world);
    ck_assert_int_eq(fixture_send(on, &arena, "Smith, J", "Brady, Sally", "old"), ST_OK);
    const char *line = next_line(world, &arena, 1);
    if (is_read_only) {
        memory_port_protect(world, FIXTURE_DATA);
    }
    ck_assert_int_eq(fixture_run(on, &arena, "EXPORT", line, NULL).result, 0);
    memory_port_protect(world, NULL);
    ck_assert_int_eq(fixture_send(on, &arena, "Smith, J", "Brady, Sally", "a"), ST_OK);
    ck_assert_int_eq(fixture_send(on, &arena, "Smith, J", "Lee, Bo", "b"), ST_OK);
    ck_assert_int_eq(fixture_send(on, &arena, "Doe, Ann", "Brady, Sally", "c"), ST_OK);
    (void)next_line(world, &arena, 2);
    if (is_read_only) {
        memory_port_protect(world, FIXTURE_DATA);
    }
    return world;
}

static void sweep(size_t which, bool is_read_only)
{
    struct memory_port *base = sweep_world(is_read_only);
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        char where[64];
        struct memory_port *world = memory_port_copy(base, &local);
        struct os_port *on = memory_port_os(world);
        struct os_port *broken =
            fault_port_begin(&fault, on, faults[which].kind, n, faults[which].status);
        (void)text_format(where, sizeof(where), "%s at call %llu", faults[which].name,
                          (unsigned long long)n);
        (void)fixture_run(broken, &local, "EXPORT", FIXTURE_EXPORT, NULL);
        const bool struck = fault.has_struck;
        (void)fault_port_end(&fault);
        memory_port_protect(world, NULL);
        ck_assert_int_eq(fixture_send(on, &local, "Smith, J", "Brady, Sally", "late"), ST_OK);
        if (is_read_only) {
            memory_port_protect(world, FIXTURE_DATA);
        }
        struct fixture_run again =
            fixture_run(on, &local, "EXPORT", next_line(world, &local, 3), NULL);
        ck_assert_msg(again.result == 0, "%s: then %d: %s", where, again.result, again.console);
        again = fixture_run(on, &local, "EXPORT", next_line(world, &local, 4), NULL);
        ck_assert_msg(again.result == 0, "%s: at last %d: %s", where, again.result, again.console);
        expect_all_once(world, &local, where, !is_read_only);
        memory_port_release(world);
        arena_release(&local);
        if (!struck) {
            ck_assert_uint_gt(n, 30);
            break;
        }
    }
    memory_port_release(base);
}

START_TEST(whatever_call_fails_each_message_is_exported_once)
{
    sweep((size_t)_i, false);
}
END_TEST

START_TEST(whatever_call_fails_each_message_is_exported_once_by_bookmark_alone)
{
    sweep((size_t)_i, true);
}
END_TEST

START_TEST(a_bookmark_with_any_bytes_is_read_or_ignored)
{
    const struct bookmark_of of = {7, "SITE1", FIXTURE_STORE, NULL, NULL, 0};
    struct bookmark bookmark = {0};
    ck_assert_int_eq(bookmark_read(&bookmark, port, &of), ST_OK);
    bookmark.exported = 5;
    ck_assert_int_eq(bookmark_note(&bookmark), ST_OK);
    bookmark.exported = 6;
    bookmark.pending = 9;
    ck_assert(text_copy(bookmark.pending_file, sizeof(bookmark.pending_file), "X.CCM"));
    ck_assert_int_eq(bookmark_note(&bookmark), ST_OK);
    bookmark_close(&bookmark);
    enum { NEWEST_SIZE = 80 + sizeof("X.CCM"), SIZE = BOOKMARK_SLOT_SIZE + 80 + sizeof("") };
    const struct bytes good = memory_port_get(memory, bookmark.path);
    const char *path = arena_text(&arena, bookmark.path);
    ck_assert_uint_eq(good.size, SIZE);
    uint8_t *bytes = arena_copy(&arena, good.data, good.size);
    for (size_t at = 0; at < SIZE; at++) {
        bytes[at] ^= 0x10;
        memory_port_put(memory, path, (struct bytes){bytes, SIZE});
        ck_assert_int_eq(bookmark_read(&bookmark, port, &of), ST_OK);
        bookmark_close(&bookmark);
        const bool is_newest = at < NEWEST_SIZE;
        ck_assert_uint_eq(bookmark.exported, is_newest ? 5 : 6);
        ck_assert_uint_eq(bookmark.pending, is_newest ? 0 : 9);
        ck_assert_str_eq(bookmark.pending_file, is_newest ? "" : "X.CCM");
        bytes[at] ^= 0x10;
    }
    const struct bookmark_of other = {8, "SITE1", FIXTURE_STORE, NULL, NULL, 0};
    ck_assert_int_eq(bookmark_read(&bookmark, port, &other), ST_OK);
    ck_assert_uint_eq(bookmark.sequence, 0);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
}
END_TEST

START_TEST(a_bookmark_that_may_only_be_read_is_read_and_its_writer_refused)
{
    const struct bookmark_of of = {7, "SITE1", FIXTURE_STORE, NULL, NULL, 0};
    struct bookmark bookmark = {0};
    ck_assert_int_eq(bookmark_read(&bookmark, port, &of), ST_OK);
    bookmark.exported = 5;
    ck_assert_int_eq(bookmark_note(&bookmark), ST_OK);
    bookmark_close(&bookmark);
    memory_port_protect(memory, FIXTURE_STORE);
    ck_assert_int_eq(bookmark_read(&bookmark, port, &of), ST_OK);
    ck_assert_uint_eq(bookmark.exported, 5);
    ck_assert_int_eq(bookmark_note(&bookmark), ST_ACCESS_DENIED);
    bookmark_close(&bookmark);
    memory_port_protect(memory, NULL);
}
END_TEST

static Suite *export_faults_suite(void)
{
    Suite *suite = suite_create("export_faults");
    TCase *tcase = tcase_create("export");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, whatever_call_fails_each_message_is_exported_once, 0,
                        ARRAY_COUNT(faults));
    tcase_add_loop_test(tcase, whatever_call_fails_each_message_is_exported_once_by_bookmark_alone,
                        0, ARRAY_COUNT(faults));
    tcase_add_test(tcase, a_bookmark_with_any_bytes_is_read_or_ignored);
    tcase_add_test(tcase, a_bookmark_that_may_only_be_read_is_read_and_its_writer_refused);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(export_faults_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
