/* IMPORT while another IMPORT is at the same files: each message arrives once. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "postoffice.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

static const char *const subjects[] = {"a", "b", "c", "d"};

static struct arena arena;
static struct memory_port *base;

/* Three files, one of them with two messages and one with somebody whom nobody knows. */
static void setup(void)
{
    base = fixture_create(&arena);
    struct buffer two;
    buffer_init(&two, &arena);
    const struct bytes a = fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J", "a", "text");
    const struct bytes b = fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J", "b", "text");
    buffer_add(&two, a.data, a.size);
    buffer_add(&two, b.data, b.size);
    fixture_put_import(base, &arena, "1.CCM", buffer_bytes(&two));
    fixture_put_import(
        base, &arena, "2.CCM",
        fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J|Nobody", "c", "text"));
    fixture_put_import(base, &arena, "3.CCM",
                       fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J", "d", "text"));
}

static void teardown(void)
{
    memory_port_release(base);
    arena_release(&arena);
}

/* Another run comes, as far as it gets. */
struct other {
    struct os_port *port;
    uint64_t stops_at; /* its call that it is ended at; 0: none */
    bool waits;        /* the first one holds the lock, and it gives up */
};

static void run_other(void *context)
{
    struct other *other = context;
    struct arena local = {0};
    struct fault_port fault;
    struct os_port *port =
        fault_port_begin(&fault, other->port, other->stops_at != 0 ? FAULT_KILL : FAULT_NONE,
                         other->stops_at, ST_OK);
    const struct fixture_run done = fixture_run(port, &local, "IMPORT", FIXTURE_IMPORT, NULL);
    other->waits = done.result == 4;
    (void)fault_port_end(&fault);
    arena_release(&local);
}

static void expect_once(struct memory_port *world, struct arena *local, uint64_t n, uint64_t m)
{
    struct os_port *on = memory_port_os(world);
    struct po_report report;
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        const int count = fixture_count(on, local, "Smith, J", subjects[i]);
        ck_assert_msg(count == 1, "'%s' is there %d times (call %llu, ended at %llu)", subjects[i],
                      count, (unsigned long long)n, (unsigned long long)m);
    }
    ck_assert_int_eq(po_check(on, FIXTURE_DATA, local, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_eq(memory_port_open_count(world), 0);
}

/* A run is met at its call n by another, which is ended at its call m (0: is not); a third settles
 * what is left. false: the first had no call n. */
static bool meet(uint64_t n, uint64_t m, uint32_t *both_worked)
{
    struct arena local = {0};
    struct fault_port fault;
    struct memory_port *world = memory_port_copy(base, &local);
    struct other other = {.port = memory_port_os(world), .stops_at = m};
    struct os_port *port = fault_port_begin(&fault, other.port, FAULT_WORLD, n, ST_OK);
    fault.on_strike = run_other;
    fault.context = &other;
    (void)fixture_run(port, &local, "IMPORT", FIXTURE_IMPORT, NULL);
    const bool struck = fault.has_struck;
    (void)fault_port_end(&fault);
    (void)fixture_run(other.port, &local, "IMPORT", FIXTURE_IMPORT, NULL);
    expect_once(world, &local, n, m);
    *both_worked += struck && !other.waits ? 1 : 0;
    memory_port_release(world);
    arena_release(&local);
    return struck;
}

START_TEST(two_runs_at_the_same_files_import_each_message_once)
{
    uint32_t both_worked = 0;
    uint64_t n = 1;
    while (meet(n, 0, &both_worked)) {
        n++;
    }
    ck_assert_uint_gt(both_worked, 30);
}
END_TEST

START_TEST(nor_does_one_that_is_ended_anywhere_double_a_message)
{
    uint32_t both_worked = 0;
    for (uint64_t m = 5; m < 100; m += 5) {
        uint64_t n = 1;
        while (meet(n, m, &both_worked)) {
            n += 3;
        }
    }
    ck_assert_uint_gt(both_worked, 100);
}
END_TEST

/* Two runs that take turns, as tasks of two machines do. */
struct runner {
    void *state;
    struct arena scratch;
    struct program_start start;
    uint64_t now_us;
    bool has_ended;
};

static void begin(struct runner *runner, struct os_port *port, struct arena *local)
{
    const struct program_kind *kind = program_find("IMPORT");
    *runner = (struct runner){.state = arena_alloc(local, kind->state_size),
                              .start = {.port = port,
                                        .arena = local,
                                        .arguments = FIXTURE_IMPORT,
                                        .directory = FIXTURE_STORE,
                                        .traits = program_default_traits()},
                              .now_us = os_monotonic_us(port)};
    kind->begin(runner->state, &runner->start);
}

static void steps(struct runner *runner, int count)
{
    for (int i = 0; i < count && !runner->has_ended; i++) {
        const struct program_step step =
            program_find("IMPORT")->step(runner->state, &runner->scratch, runner->now_us);
        arena_reset(&runner->scratch);
        runner->has_ended = step.state == PROGRAM_ENDED;
        runner->now_us = step.wake_us > runner->now_us ? step.wake_us : runner->now_us;
    }
}

/* `ahead` steps of the first, then by turns: so many of it, so many of the second. */
static void alternate(int ahead, int of_first, int of_second)
{
    struct arena local = {0};
    struct runner first;
    struct runner second;
    struct memory_port *world = memory_port_copy(base, &local);
    begin(&first, memory_port_os(world), &local);
    steps(&first, ahead);
    begin(&second, memory_port_os(world), &local);
    for (int turn = 0; turn < 10000 && !(first.has_ended && second.has_ended); turn++) {
        steps(&second, of_second);
        steps(&first, of_first);
    }
    ck_assert(first.has_ended && second.has_ended);
    expect_once(world, &local, (uint64_t)ahead, 10 * (uint64_t)of_first + (uint64_t)of_second);
    memory_port_release(world);
    arena_release(&first.scratch);
    arena_release(&second.scratch);
    arena_release(&local);
}

START_TEST(runs_that_take_turns_import_each_message_once)
{
    enum { AHEAD = 30, TURN = 7 };
    for (int ahead = 0; ahead < AHEAD; ahead++) {
        for (int i = 0; i < TURN * TURN; i++) {
            alternate(ahead, 1 + i / TURN, 1 + i % TURN);
        }
    }
}
END_TEST

/* Where all is called the same, as with two connectors: theirs are other files. */
static struct fixture_run run_on_other_machine(struct memory_port *world, struct arena *local)
{
    struct fault_port machine;
    struct os_port *on = fault_port_begin(&machine, memory_port_os(world), FAULT_NONE, 0, ST_OK);
    machine.drive = 'E';
    const struct fixture_run done = fixture_run(on, local, "IMPORT", FIXTURE_IMPORT, NULL);
    (void)fault_port_end(&machine);
    return done;
}

START_TEST(files_of_the_same_name_on_two_machines_are_not_taken_for_each_other)
{
    bool is_cut = true;
    for (uint64_t n = 1; is_cut; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = memory_port_copy(base, &local);
        struct os_port *on = memory_port_os(world);
        ck_assert_int_eq(os_make_dir(on, "E:\\STORE"), ST_OK);
        ck_assert_int_eq(os_make_dir(on, "E:\\STORE\\Import"), ST_OK);
        memory_port_put(world, "E:\\STORE\\IMPORT.INI",
                        memory_port_get(world, FIXTURE_STORE "\\IMPORT.INI"));
        memory_port_put(world, "E:\\STORE\\Import\\1.CCM",
                        fixture_ccm(&local, "Lee, Bo at SITE2", "Smith, J", "other", "text"));
        memory_port_put(world, "E:\\STORE\\Import\\3.CCM", /* every byte as here */
                        fixture_ccm(&local, "Brady, Sally at SITE1", "Smith, J", "d", "text"));
        struct os_port *broken = fault_port_begin(&fault, on, FAULT_KILL, n, ST_PROCESS_GONE);
        (void)fixture_run(broken, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        is_cut = fault.has_struck;
        (void)fault_port_end(&fault);
        const struct fixture_run there_run = run_on_other_machine(world, &local);
        ck_assert_msg(there_run.result == 0, "%u: %s", (unsigned)n, there_run.console);
        (void)fixture_run(on, &local, "IMPORT", FIXTURE_IMPORT, NULL);
        static const struct {
            const char *subject;
            int count;
        } there[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 2}, {"other", 1}};
        for (size_t i = 0; i < ARRAY_COUNT(there); i++) {
            const int count = fixture_count(on, &local, "Smith, J", there[i].subject);
            ck_assert_msg(count == there[i].count, "'%s' is there %d times (killed at %u)",
                          there[i].subject, count, (unsigned)n);
        }
        memory_port_release(world);
        arena_release(&local);
    }
}
END_TEST

START_TEST(without_the_number_of_the_directory_nothing_is_imported)
{
    struct memory_port *world = memory_port_copy(base, &arena);
    struct os_port *on = memory_port_os(world);
    memory_port_protect(world, FIXTURE_STORE "\\IMPORT\\IMPORT.ID");
    const struct fixture_run done = fixture_run(on, &arena, "IMPORT", FIXTURE_IMPORT, NULL);
    ck_assert_int_eq(done.result, 1);
    ck_assert(strstr(done.console, "IMPORT.ID cannot be used.") != NULL);
    ck_assert_int_eq(fixture_count(on, &arena, "Smith, J", "a"), 0);
    memory_port_protect(world, NULL);
    memory_port_put(world, FIXTURE_STORE "\\IMPORT\\IMPORT.ID",
                    bytes_of_text("0123")); /* its writer was cut off */
    ck_assert_int_eq(fixture_run(on, &arena, "IMPORT", FIXTURE_IMPORT, NULL).result, 5);
    ck_assert_uint_gt(memory_port_get(world, FIXTURE_STORE "\\IMPORT\\IMPORT.ID").size, 16);
    expect_once(world, &arena, 0, 0);
    memory_port_release(world);
}
END_TEST

/* ---- a mailbox in use ---- */

static const struct os_port_ops *memory_ops;
static uint64_t refusals_left;

static enum status open_or_refuse(struct os_port *port, const char *path, struct os_open_mode mode,
                                  struct os_file *file_out)
{
    if (refusals_left > 0 && strcmp(path, FIXTURE_DATA "\\USR00001") == 0) {
        refusals_left--;
        return ST_SHARING_VIOLATION;
    }
    return memory_ops->open(port, path, mode, file_out);
}

static int import_beside(struct memory_port *world, uint64_t refusals)
{
    struct os_port *on = memory_port_os(world);
    memory_ops = on->ops;
    struct os_port_ops ops = *memory_ops;
    ops.open = open_or_refuse;
    on->ops = &ops;
    refusals_left = refusals;
    const int result = fixture_run(on, &arena, "IMPORT", FIXTURE_IMPORT, NULL).result;
    on->ops = memory_ops;
    return result;
}

START_TEST(who_has_a_mailbox_to_himself_is_waited_for)
{
    struct memory_port *world = memory_port_copy(base, &arena);
    ck_assert_int_eq(import_beside(world, 3), 5);
    expect_once(world, &arena, 0, 0);
    memory_port_release(world);
    world = memory_port_copy(base, &arena);
    ck_assert_int_eq(import_beside(world, UINT64_MAX), 4);
    ck_assert_int_eq(fixture_count(memory_port_os(world), &arena, "Smith, J", "a"), 0);
    ck_assert_int_eq(import_beside(world, 0), 5);
    expect_once(world, &arena, 0, 0);
    memory_port_release(world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_meanwhile");
    TCase *tcase = tcase_create("import_meanwhile");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, two_runs_at_the_same_files_import_each_message_once);
    tcase_add_test(tcase, runs_that_take_turns_import_each_message_once);
    tcase_add_test(tcase, nor_does_one_that_is_ended_anywhere_double_a_message);
    tcase_add_test(tcase, files_of_the_same_name_on_two_machines_are_not_taken_for_each_other);
    tcase_add_test(tcase, who_has_a_mailbox_to_himself_is_waited_for);
    tcase_add_test(tcase, without_the_number_of_the_directory_nothing_is_imported);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
