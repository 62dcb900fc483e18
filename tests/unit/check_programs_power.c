/* IMPORT, EXPORT and ROUTER where a machine loses its power: one is killed at any call, others go
 * on from what it left behind, and then of all that nobody has flushed nothing stays, or the
 * beginning of each file. Nothing is lost and nothing doubled. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/fault_port.h"
#include "support/two_offices.h"

#define DONE "C:\\DONE" /* where the connector has what it read */
#define LINE(target) "/NSITE1 /Psecret /D" FIXTURE_DATA " /@" target

static struct arena arena;
static struct memory_port *memory;

static void setup(void)
{
    memory = two_create(&arena);
    ck_assert_int_eq(os_make_dir(memory_port_os(memory), DONE), ST_OK);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

/* What stays of each file when its machine loses power. */
static const struct {
    const char *name;
    const char *machine;
    size_t stays;
} cuts[] = {
    {"the server, all is lost", "V:\\", 0},      {"the server, a sector stays", "V:\\", 512},
    {"the server, headers stay", "V:\\", 1024},  {"the client, all is lost", "C:\\", 0},
    {"the client, a sector stays", "C:\\", 512},
};

static void cut(struct memory_port *world, int which)
{
    memory_port_cut(world, cuts[which].machine, cuts[which].stays);
}

/* Killed at call n; 0: not. True: it was. */
static bool run(struct memory_port *world, const char *program, const char *line, uint64_t n)
{
    struct fault_port fault;
    struct os_port *on = fault_port_begin(&fault, memory_port_os(world),
                                          n != 0 ? FAULT_KILL : FAULT_NONE, n, ST_PROCESS_GONE);
    (void)fixture_run_in(on, &arena, FIXTURE_STORE, program, line);
    (void)fault_port_end(&fault);
    return fault.has_struck;
}

static struct memory_port *armed_copy(void)
{
    struct memory_port *world = memory_port_copy(memory, &arena);
    memory_port_arm(world);
    return world;
}

static void send(struct memory_port *world, const char *subject)
{
    ck_assert_int_eq(
        fixture_send(memory_port_os(world), &arena, "Smith, J", "Brady, Sally", subject), ST_OK);
    memory_port_arm(world);
}

/* ---- EXPORT ---- */

static void expect_exported_once(struct memory_port *world, const char *subject, const char *where)
{
    struct os_port *on = memory_port_os(world);
    const int count =
        fixture_exported(on, &arena, subject) + fixture_exported_to(on, &arena, DONE, subject);
    ck_assert_msg(count == 1, "%s: '%s' is %d times exported", where, subject, count);
    ck_assert_msg(fixture_count(on, &arena, "SITE1", subject) == 0, "%s: '%s' waits", where,
                  subject);
}

/* One that may only read has exported "a", as its own bookmark knows. */
static void export_by_reader(void)
{
    send(memory, "a");
    memory_port_protect(memory, FIXTURE_DATA);
    (void)run(memory, "EXPORT", LINE("EXPORT\\MSG0001.CCM"), 0);
    memory_port_protect(memory, NULL);
    ck_assert_int_eq(fixture_exported(memory_port_os(memory), &arena, "a"), 1);
    ck_assert_int_eq(fixture_count(memory_port_os(memory), &arena, "SITE1", "a"), 1);
}

/* The second of them is killed too: false: neither was there. */
static bool export_is_cut(uint64_t first, uint64_t second, int which, const char *where)
{
    struct memory_port *world = armed_copy();
    const bool is_first_cut = run(world, "EXPORT", LINE("EXPORT\\MSG0002.CCM"), first);
    const bool is_cut = run(world, "EXPORT", LINE("EXPORT\\MSG0003.CCM"), second);
    cut(world, which);
    send(world, "late");
    (void)run(world, "EXPORT", LINE("EXPORT\\MSG0004.CCM"), 0);
    (void)run(world, "EXPORT", LINE("EXPORT\\MSG0005.CCM"), 0);
    expect_exported_once(world, "a", where);
    expect_exported_once(world, "b", where);
    expect_exported_once(world, "late", where);
    memory_port_release(world);
    return second != 0 ? is_cut : is_first_cut;
}

START_TEST(what_an_export_has_exported_is_exported_once_whichever_run_takes_it_out)
{
    const int which = _i / 2;
    const bool is_own = _i % 2 != 0;
    if (is_own) {
        export_by_reader();
    } else {
        send(memory, "a");
    }
    send(memory, "b");
    bool is_first_cut = true;
    for (uint64_t first = 1; is_first_cut; first++) {
        bool is_cut = true;
        for (uint64_t second = 0; is_cut; second++) {
            const struct arena_mark mark = arena_mark(&arena);
            is_cut = export_is_cut(first, second, which,
                                   arena_format(&arena, "%s, calls %u and %u, %s", cuts[which].name,
                                                (unsigned)first, (unsigned)second,
                                                is_own ? "own bookmark" : "shared"));
            is_first_cut = second == 0 ? is_cut : is_first_cut;
            is_cut = is_cut && which == 0; /* elsewhere the second one is not killed */
            arena_rewind(&arena, mark);
        }
    }
}
END_TEST

START_TEST(who_deletes_what_was_exported_last_brings_nothing_back)
{
    bool is_cut = true;
    send(memory, "a");
    send(memory, "b");
    const char *line = "/NSITE1 /Psecret /D" FIXTURE_DATA " /DELETE/2";
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = armed_copy();
        struct os_port *on = memory_port_os(world);
        is_cut = run(world, "EXPORT", LINE("EXPORT\\MSG0002.CCM"), n);
        (void)run(world, "EXPORT", line, 0);
        (void)run(world, "EXPORT", LINE("EXPORT\\MSG0003.CCM"), 0);
        const int a = fixture_exported(on, &arena, "a");
        const int b = fixture_exported(on, &arena, "b");
        ck_assert_msg(a == 1 && b <= 1, "killed at call %u: %d and %d times exported", (unsigned)n,
                      a, b);
        ck_assert_int_eq(fixture_count(on, &arena, "SITE1", "a"), 0);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

static void connector_takes(struct memory_port *world, const char *file)
{
    struct os_port *on = memory_port_os(world);
    const char *from = arena_format(&arena, FIXTURE_STORE "\\EXPORT\\%s", file);
    const enum status st = os_rename(on, from, arena_format(&arena, DONE "\\%s", file));
    ck_assert(st == ST_OK || st == ST_NOT_FOUND);
}

/* Both write to a file of the same name, as after a start of the connector. */
static bool same_name_is_cut(uint64_t first, uint64_t second, int which, const char *where)
{
    struct memory_port *world = armed_copy();
    (void)run(world, "EXPORT", LINE("EXPORT\\MSG0001.CCM /MSGS/1"), first);
    connector_takes(world, "MSG0001.CCM");
    const bool is_cut = run(world, "EXPORT", LINE("EXPORT\\MSG0001.CCM"), second);
    cut(world, which);
    (void)run(world, "EXPORT", LINE("EXPORT\\MSG0002.CCM"), 0);
    (void)run(world, "EXPORT", LINE("EXPORT\\MSG0003.CCM"), 0);
    expect_exported_once(world, "a", where);
    expect_exported_once(world, "b", where);
    memory_port_release(world);
    return is_cut;
}

START_TEST(a_file_of_the_same_name_does_not_answer_for_one_that_was_exported)
{
    bool is_first_cut = true;
    send(memory, "a");
    send(memory, "b");
    for (uint64_t first = 1; is_first_cut; first++) {
        struct memory_port *world = armed_copy();
        is_first_cut = run(world, "EXPORT", LINE("EXPORT\\MSG0001.CCM /MSGS/1"), first);
        memory_port_release(world);
        bool is_cut = is_first_cut;
        for (uint64_t second = 1; is_cut; second++) {
            const struct arena_mark mark = arena_mark(&arena);
            is_cut = same_name_is_cut(first, second, _i,
                                      arena_format(&arena, "%s, calls %u and %u", cuts[_i].name,
                                                   (unsigned)first, (unsigned)second));
            arena_rewind(&arena, mark);
        }
    }
}
END_TEST

/* ---- ROUTER ---- */

START_TEST(what_a_router_has_brought_is_there_once_whichever_run_takes_it_out)
{
    static const char *const subjects[] = {"a", "b"};
    struct os_port *on = memory_port_os(memory);
    bool is_cut = true;
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        ck_assert_int_eq(
            two_send(on, &arena, FIXTURE_DATA, "Smith, J at PO1", "Gray, Tom at PO2", subjects[i]),
            ST_OK);
    }
    static const char *const machines[] = {FIXTURE_DATA, TWO_FAR};
    const char *machine = machines[_i % 2];
    const size_t stays = _i < 2 ? 0 : 1024;
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = armed_copy();
        is_cut = run(world, "ROUTER", TWO_ROUTER, n);
        (void)run(world, "ROUTER", TWO_ROUTER, 0);
        memory_port_cut(world, machine, stays);
        (void)run(world, "ROUTER", TWO_ROUTER, 0);
        for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
            const int count =
                two_count(memory_port_os(world), &arena, TWO_FAR, "Gray, Tom", subjects[i]);
            ck_assert_msg(count == 1, "%s at call %u: '%s' is %d times there", machine, (unsigned)n,
                          subjects[i], count);
        }
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

/* Its server loses power while ROUTER is at work, or has just been. */
START_TEST(a_sender_is_told_once_whatever_of_the_report_was_not_on_the_disk)
{
    struct os_port *on = memory_port_os(memory);
    bool is_cut = true;
    ck_assert_int_eq(two_send(on, &arena, FIXTURE_DATA, "Smith, J at PO1",
                              "Gray, Tom at PO2|No, Body at PO2", "a"),
                     ST_OK);
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = armed_copy();
        struct bytes report = {0};
        is_cut = run(world, "ROUTER", TWO_ROUTER, n);
        memory_port_cut(world, _i % 2 == 0 ? FIXTURE_DATA : TWO_FAR, _i < 2 ? 0 : 1024);
        (void)run(world, "ROUTER", TWO_ROUTER, 0);
        const int count = two_count(memory_port_os(world), &arena, TWO_FAR, "Gray, Tom", "a");
        const int reports = two_reports(memory_port_os(world), &arena, "Smith, J", "a", &report);
        ck_assert_msg(count == 1 && reports == 1, "call %u: %d times there, %d reports",
                      (unsigned)n, count, reports);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

START_TEST(what_a_router_could_not_flush_is_not_forgotten_by_its_way_back)
{
    struct os_port *on = memory_port_os(memory);
    bool has_struck = true;
    ck_assert_int_eq(two_send(on, &arena, FIXTURE_DATA, "Smith, J at PO1", "Gray, Tom at PO2", "a"),
                     ST_OK);
    for (uint64_t n = 1; has_struck; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = armed_copy();
        struct fault_port fault;
        struct os_port *struck =
            fault_port_begin(&fault, memory_port_os(world), FAULT_FAIL, n, ST_CONNECTION_LOST);
        (void)fixture_run_in(struck, &arena, FIXTURE_STORE, "ROUTER", TWO_ROUTER);
        (void)fault_port_end(&fault);
        has_struck = fault.has_struck;
        memory_port_cut(world, FIXTURE_DATA, 0);
        (void)run(world, "ROUTER", TWO_ROUTER, 0);
        const int count = two_count(memory_port_os(world), &arena, TWO_FAR, "Gray, Tom", "a");
        ck_assert_msg(count == 1, "call %u lost its line: it is %d times there", (unsigned)n,
                      count);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

/* ---- IMPORT ---- */

enum { INDEX_RECORDS = 32 /* of a new post office */, CALLS_OF_NUMBER = 25 /* it is drawn */ };

static void put(struct memory_port *world, const char *name, const char *subject)
{
    fixture_put_import(world, &arena, name,
                       fixture_ccm(&arena, "Lee, Bo at SITE1", "Smith, J at PO1", subject, "text"));
    memory_port_arm(world);
}

static bool import_is_cut(uint64_t n, int which, const char *where)
{
    struct memory_port *world = armed_copy();
    struct os_port *on = memory_port_os(world);
    const bool is_cut = run(world, "IMPORT", FIXTURE_IMPORT, n);
    (void)run(world, "IMPORT", FIXTURE_IMPORT, 0);
    cut(world, which);
    (void)run(world, "IMPORT", FIXTURE_IMPORT, 0);
    const int old = fixture_count(on, &arena, "Smith, J", "old");
    const int one = fixture_count(on, &arena, "Smith, J", "one");
    const int two = fixture_count(on, &arena, "Smith, J", "two");
    ck_assert_msg(old == INDEX_RECORDS - 1 && one == 1 && two == 1,
                  "%s: %d of the old ones, %d and %d of the new ones", where, old, one, two);
    memory_port_release(world);
    return is_cut;
}

START_TEST(what_import_has_brought_is_there_once_also_where_the_index_grew)
{
    bool is_cut = true;
    for (int i = 0; i < INDEX_RECORDS - 1; i++) {
        ck_assert_int_eq(
            fixture_send(memory_port_os(memory), &arena, "Doe, Ann", "Smith, J", "old"), ST_OK);
    }
    put(memory, "MSG1.CCM", "one");
    put(memory, "MSG2.CCM", "two");
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        is_cut =
            import_is_cut(n, _i, arena_format(&arena, "%s, call %u", cuts[_i].name, (unsigned)n));
        arena_rewind(&arena, mark);
    }
}
END_TEST

/* Who comes next commits by it at once. */
START_TEST(the_number_of_a_directory_stays_when_it_was_used)
{
    bool is_first_cut = true;
    put(memory, "MSG1.CCM", "one");
    for (uint64_t first = 1; is_first_cut && first < CALLS_OF_NUMBER; first++) {
        bool is_cut = true;
        for (uint64_t second = 1; is_cut; second++) {
            const struct arena_mark mark = arena_mark(&arena);
            struct memory_port *world = armed_copy();
            is_first_cut = run(world, "IMPORT", FIXTURE_IMPORT, first);
            is_cut = run(world, "IMPORT", FIXTURE_IMPORT, second);
            cut(world, _i);
            (void)run(world, "IMPORT", FIXTURE_IMPORT, 0);
            const int count = fixture_count(memory_port_os(world), &arena, "Smith, J", "one");
            ck_assert_msg(count == 1, "%s, calls %u and %u: %d times", cuts[_i].name,
                          (unsigned)first, (unsigned)second, count);
            memory_port_release(world);
            arena_rewind(&arena, mark);
        }
    }
}
END_TEST

/* ---- the directory ---- */

static enum status add_entries(struct os_port *on, const char *first)
{
    struct postoffice *po = NULL;
    enum status st = po_open(on, FIXTURE_DATA, true, &arena, &po);
    for (char c = 'A'; st == ST_OK && c <= 'Z'; c++) {
        struct po_entry entry = {.kind = PO_USER_ELSEWHERE};
        (void)text_format(entry.name, sizeof(entry.name), "%s%c", first, c);
        (void)text_copy(entry.address, sizeof(entry.address), "SITE1");
        st = po_entry_add(po, &entry);
    }
    if (st == ST_OK) {
        st = po_flush(po);
    }
    if (st != ST_PROCESS_GONE) {
        po_close(po);
    }
    return st;
}

START_TEST(who_was_in_the_directory_is_there_also_where_it_grew)
{
    bool is_cut = true;
    for (uint64_t n = 1; is_cut; n++) {
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = armed_copy();
        struct fault_port fault;
        struct os_port *on =
            fault_port_begin(&fault, memory_port_os(world), FAULT_KILL, n, ST_PROCESS_GONE);
        (void)add_entries(on, "New");
        (void)fault_port_end(&fault);
        is_cut = fault.has_struck;
        cut(world, _i);
        ck_assert_msg(fixture_count(memory_port_os(world), &arena, "Smith, J", "any") == 0,
                      "%s, call %u: no mailbox", cuts[_i].name, (unsigned)n);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
}
END_TEST

int main(void)
{
    const int server_cuts = 3;
    Suite *suite = suite_create("programs_power");
    TCase *tcase = tcase_create("programs_power");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase,
                        what_an_export_has_exported_is_exported_once_whichever_run_takes_it_out, 0,
                        2 * (int)ARRAY_COUNT(cuts));
    tcase_add_loop_test(tcase, a_file_of_the_same_name_does_not_answer_for_one_that_was_exported, 0,
                        ARRAY_COUNT(cuts));
    tcase_add_loop_test(tcase, what_a_router_has_brought_is_there_once_whichever_run_takes_it_out,
                        0, 4);
    tcase_add_loop_test(tcase, a_sender_is_told_once_whatever_of_the_report_was_not_on_the_disk, 0,
                        4);
    tcase_add_test(tcase, who_deletes_what_was_exported_last_brings_nothing_back);
    tcase_add_test(tcase, what_a_router_could_not_flush_is_not_forgotten_by_its_way_back);
    tcase_add_loop_test(tcase, what_import_has_brought_is_there_once_also_where_the_index_grew, 0,
                        ARRAY_COUNT(cuts));
    tcase_add_loop_test(tcase, the_number_of_a_directory_stays_when_it_was_used, 0,
                        ARRAY_COUNT(cuts));
    tcase_add_loop_test(tcase, who_was_in_the_directory_is_there_also_where_it_grew, 0,
                        server_cuts);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
