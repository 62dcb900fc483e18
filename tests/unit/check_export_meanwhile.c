/* EXPORT while others change the post office, and on a medium that cannot be written. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "postoffice.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *base;

static void setup(void)
{
    base = fixture_create(&arena);
    struct os_port *on = memory_port_os(base);
    ck_assert_int_eq(fixture_send(on, &arena, "Smith, J", "Brady, Sally", "a"), ST_OK);
    ck_assert_int_eq(fixture_send(on, &arena, "Smith, J", "Lee, Bo", "b"), ST_OK);
    ck_assert_int_eq(fixture_send(on, &arena, "Doe, Ann", "Brady, Sally", "c"), ST_OK);
}

static void teardown(void)
{
    memory_port_release(base);
    arena_release(&arena);
}

/* What another program does at one moment: the message in front is deleted, if nobody is at it. */
struct other {
    struct os_port *port;
    bool has_deleted;
    bool has_sent;
};

static void delete_first(void *context)
{
    struct other *other = context;
    struct arena local = {0};
    struct postoffice *po = NULL;
    struct po_entry entry;
    struct po_message message;
    if (po_open(other->port, FIXTURE_DATA, true, &local, &po) == ST_OK &&
        po_entry_find(po, "SITE1", &entry) == ST_OK &&
        po_queue_next(po, entry.usr, 0, &message) == ST_OK) {
        other->has_deleted = po_delete(po, entry.usr, message.id) == ST_OK;
    }
    po_close(po);
    arena_release(&local);
}

START_TEST(a_message_that_somebody_deletes_meanwhile_does_no_harm)
{
    uint32_t deleted_and_not_exported = 0;
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = memory_port_copy(base, &local);
        struct other other = {.port = memory_port_os(world)};
        struct os_port *watched = fault_port_begin(&fault, other.port, FAULT_WORLD, n, ST_OK);
        fault.on_strike = delete_first;
        fault.context = &other;
        const struct fixture_run done =
            fixture_run(watched, &local, "EXPORT", FIXTURE_EXPORT, NULL);
        const bool struck = fault.has_struck;
        (void)fault_port_end(&fault);
        ck_assert_msg(done.result == 0, "at call %llu: %d: %s", (unsigned long long)n, done.result,
                      done.console);
        const int first = fixture_exported(other.port, &local, "a");
        ck_assert_msg(first == 1 || other.has_deleted, "at call %llu", (unsigned long long)n);
        deleted_and_not_exported += other.has_deleted && first == 0 ? 1 : 0;
        ck_assert_int_eq(fixture_exported(other.port, &local, "c"), 1);
        ck_assert_uint_eq(memory_port_open_count(world), 0);
        memory_port_release(world);
        arena_release(&local);
        if (!struck) {
            break;
        }
    }
    ck_assert_uint_gt(deleted_and_not_exported, 0);
}
END_TEST

static void send_late(void *context)
{
    struct other *other = context;
    struct arena local = {0};
    other->has_sent =
        fixture_send(other->port, &local, "Smith, J", "Brady, Sally", "late") == ST_OK;
    arena_release(&local);
}

START_TEST(a_message_that_comes_meanwhile_is_exported_by_this_run_or_the_next)
{
    uint32_t by_this = 0;
    uint32_t by_next = 0;
    bool has_struck = true;
    for (uint64_t n = 1; has_struck; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = memory_port_copy(base, &local);
        struct other other = {.port = memory_port_os(world)};
        struct os_port *watched = fault_port_begin(&fault, other.port, FAULT_WORLD, n, ST_OK);
        fault.on_strike = send_late;
        fault.context = &other;
        const int result = fixture_run(watched, &local, "EXPORT", FIXTURE_EXPORT, NULL).result;
        has_struck = fault.has_struck;
        (void)fault_port_end(&fault);
        const int now = fixture_exported(other.port, &local, "late");
        ck_assert_int_eq(os_rename(other.port, FIXTURE_STORE "\\EXPORT\\MSG0001.CCM",
                                   FIXTURE_STORE "\\EXPORT\\FIRST.CCM"),
                         ST_OK);
        const int next = fixture_run(other.port, &local, "EXPORT", FIXTURE_EXPORT, NULL).result;
        ck_assert_msg(result == 0 && next == 0, "at call %llu: %d, %d", (unsigned long long)n,
                      result, next);
        const int all = fixture_exported(other.port, &local, "late");
        ck_assert_msg(all == (other.has_sent ? 1 : 0), "at call %llu: %d", (unsigned long long)n,
                      all);
        by_this += now == 1 ? 1 : 0;
        by_next += now == 0 && all == 1 ? 1 : 0;
        memory_port_release(world);
        arena_release(&local);
    }
    ck_assert_uint_gt(by_this, 0);
    ck_assert_uint_gt(by_next, 0);
}
END_TEST

/* The result when call n is refused. */
static int refused_at(uint64_t n, enum status status, int *exported_out, bool *has_struck_out)
{
    struct arena local = {0};
    struct fault_port fault;
    struct memory_port *world = memory_port_copy(base, &local);
    struct os_port *broken = fault_port_begin(&fault, memory_port_os(world), FAULT_FAIL, n, status);
    const int result = fixture_run(broken, &local, "EXPORT", FIXTURE_EXPORT, NULL).result;
    *has_struck_out = fault.has_struck;
    (void)fault_port_end(&fault);
    *exported_out = fixture_exported(memory_port_os(world), &local, "a");
    memory_port_release(world);
    arena_release(&local);
    return result;
}

START_TEST(a_medium_that_cannot_be_written_is_as_good_as_no_right_to_write)
{
    uint32_t works = 0;
    bool has_struck = true;
    for (uint64_t n = 1; has_struck; n++) {
        int exported[2] = {0, 0};
        const int denied = refused_at(n, ST_ACCESS_DENIED, &exported[0], &has_struck);
        const int protected = refused_at(n, ST_WRITE_PROTECTED, &exported[1], &has_struck);
        ck_assert_msg(denied == protected && exported[0] == exported[1], "call %llu: %d and %d",
                      (unsigned long long)n, denied, protected);
        works += has_struck && denied == 0 && exported[0] == 1 ? 1 : 0;
    }
    ck_assert_uint_gt(works, 0); /* the call that opens it for writing is one of them */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_meanwhile");
    TCase *tcase = tcase_create("export_meanwhile");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, a_message_that_somebody_deletes_meanwhile_does_no_harm);
    tcase_add_test(tcase, a_message_that_comes_meanwhile_is_exported_by_this_run_or_the_next);
    tcase_add_test(tcase, a_medium_that_cannot_be_written_is_as_good_as_no_right_to_write);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
