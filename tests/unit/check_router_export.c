/* EXPORT and ROUTER at one queue: whichever of them is cut off, each letter comes to one place,
 * once (tools/programs/router_hand.h). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/fault_port.h"
#include "support/two_offices.h"

#define EXPORT_OF "/NPO2 /Psecret /D" FIXTURE_DATA " /@"
#define MANY_CALLS 1000

static struct arena arena;
static struct memory_port *memory;

static void setup(void)
{
    memory = two_create(&arena);
    struct os_port *on = memory_port_os(memory);
    ck_assert_int_eq(os_make_dir(on, "E:\\STORE"), ST_OK); /* C: of another machine */
    ck_assert_int_eq(os_make_dir(on, "E:\\STORE\\Export"), ST_OK);
    ck_assert_int_eq(two_send(on, &arena, FIXTURE_DATA, "Smith, J at PO1", "Gray, Tom at PO2", "a"),
                     ST_OK);
    ck_assert_int_eq(two_send(on, &arena, FIXTURE_DATA, "Smith, J at PO1",
                              "Gray, Tom at PO2|Nobody at PO2", "b"),
                     ST_OK);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

/* The line that each runs with, cut off at call n; 0: not. True: it was. */
static bool run(struct memory_port *world, const char *program, const char *line, char drive,
                uint64_t n, struct fixture_run *run_out)
{
    struct fault_port machine;
    struct os_port *on = fault_port_begin(&machine, memory_port_os(world),
                                          n != 0 ? FAULT_KILL : FAULT_NONE, n, ST_PROCESS_GONE);
    machine.drive = drive;
    *run_out = fixture_run_in(on, &arena, FIXTURE_STORE, program, line);
    (void)fault_port_end(&machine);
    return machine.has_struck;
}

static struct fixture_run route(struct memory_port *world, char drive)
{
    struct fixture_run done;
    (void)run(world, "ROUTER", TWO_ROUTER, drive, 0, &done);
    return done;
}

static struct fixture_run export_to(struct memory_port *world, const char *file)
{
    struct fixture_run done;
    (void)run(world, "EXPORT", arena_format(&arena, EXPORT_OF "%s", file), 0, 0, &done);
    return done;
}

static int places(struct memory_port *world, const char *subject)
{
    struct os_port *on = memory_port_os(world);
    return fixture_exported(on, &arena, subject) +
           two_count(on, &arena, TWO_FAR, "Gray, Tom", subject);
}

static void expect_each_once(struct memory_port *world, const char *what, uint64_t n)
{
    static const char *const subjects[] = {"a", "b"};
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        ck_assert_msg(places(world, subjects[i]) == 1, "%s at call %u: '%s' is at %d places", what,
                      (unsigned)n, subjects[i], places(world, subjects[i]));
        ck_assert_int_eq(two_count(memory_port_os(world), &arena, FIXTURE_DATA, "PO2", subjects[i]),
                         0);
    }
    struct po_report report = {0};
    ck_assert_int_eq(po_check(memory_port_os(world), TWO_FAR, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_eq(memory_port_open_count(world), 0);
}

START_TEST(router_settles_what_an_export_that_was_cut_off_has_exported)
{
    bool is_cut = true;
    for (uint64_t n = 1; is_cut && n < MANY_CALLS; n++) {
        struct fixture_run done;
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        is_cut = run(world, "EXPORT", EXPORT_OF "EXPORT\\MSG0001.CCM", 0, n, &done);
        done = route(world, 0);
        ck_assert_msg(done.result == 0 || done.result == 5, "%u: %s", (unsigned)n, done.console);
        expect_each_once(world, "EXPORT cut off", n);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
    ck_assert(!is_cut);
}
END_TEST

START_TEST(router_on_another_machine_leaves_what_an_export_has_in_hand_alone)
{
    bool is_cut = true;
    uint32_t left_alone = 0;
    for (uint64_t n = 1; is_cut && n < MANY_CALLS; n++) {
        struct fixture_run done;
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        is_cut = run(world, "EXPORT", EXPORT_OF "EXPORT\\MSG0001.CCM", 0, n, &done);
        done = route(world, 'E');
        if (done.result == 4) {
            left_alone++;
            ck_assert(strstr(done.console, "in the hand of an EXPORT") != NULL);
            ck_assert(strstr(done.console, "MSG0001.CCM") != NULL);
            ck_assert_int_eq(export_to(world, "EXPORT\\MSG0002.CCM").result, 0);
            done = route(world, 'E');
        }
        ck_assert_msg(done.result == 0 || done.result == 5, "%u: %s", (unsigned)n, done.console);
        expect_each_once(world, "EXPORT cut off", n);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
    ck_assert(!is_cut);
    ck_assert_uint_eq(left_alone, 3); /* flush, rename, and the note that it is done */
}
END_TEST

START_TEST(export_leaves_what_a_router_has_in_hand_alone)
{
    bool is_cut = true;
    uint32_t left_alone = 0;
    for (uint64_t n = 1; is_cut && n < MANY_CALLS; n++) {
        struct fixture_run done;
        const struct arena_mark mark = arena_mark(&arena);
        struct memory_port *world = memory_port_copy(memory, &arena);
        is_cut = run(world, "ROUTER", TWO_ROUTER, 0, n, &done);
        done = export_to(world, "EXPORT\\MSG0001.CCM");
        ck_assert_msg(done.result == 0 || done.result == 4, "%u: %s", (unsigned)n, done.console);
        if (done.result == 4) {
            left_alone++;
            ck_assert(strstr(done.console, "in the hand of a ROUTER") != NULL);
        }
        done = route(world, 0);
        ck_assert_msg(done.result == 0 || done.result == 5, "%u: %s", (unsigned)n, done.console);
        expect_each_once(world, "ROUTER cut off", n);
        memory_port_release(world);
        arena_rewind(&arena, mark);
    }
    ck_assert(!is_cut);
    ck_assert_uint_gt(left_alone, 20);
}
END_TEST

/* Something is noted of a queue. */
static bool is_noted(struct bytes notes)
{
    size_t at = PO_EXPORT_PLACE;
    while (at < notes.size && notes.data[at] == 0) {
        at++;
    }
    return at < notes.size;
}

START_TEST(a_router_to_somewhere_else_leaves_them_alone_too)
{
    struct fixture_run done;
    struct os_port *on = memory_port_os(memory);
    for (uint64_t n = 1; n < MANY_CALLS; n++) { /* up to the note */
        if (is_noted(memory_port_get(memory, FIXTURE_DATA "\\CCEXPORT.DAT"))) {
            break;
        }
        ck_assert(run(memory, "ROUTER", TWO_ROUTER, 0, n, &done));
    }
    ck_assert_int_eq(os_make_dir(on, "V:\\PO3"), ST_OK);
    const struct po_spec spec = {
        .format = PO_DB6, .name = "PO2", .password = "secret", .code_page = 437};
    ck_assert_int_eq(po_create(on, "V:\\PO3", &spec), ST_OK);
    (void)run(memory, "ROUTER", "/NPO1 /Psecret /DV:\\CCDATA /RNPO2 /RPsecret /RDV:\\PO3", 0, 0,
              &done);
    ck_assert_int_eq(done.result, 4);
    ck_assert(strstr(done.console, "in the hand of a ROUTER") != NULL);
    ck_assert_int_eq(two_count(on, &arena, FIXTURE_DATA, "PO2", "a"), 1);
    ck_assert_int_eq(route(memory, 0).result, 5); /* Nobody is reported */
    expect_each_once(memory, "the right one", 0);
}
END_TEST

/* It is nothing for ROUTER, so EXPORT may have it. */
START_TEST(a_letter_that_router_puts_back_is_free)
{
    struct os_port *on = memory_port_os(memory);
    ck_assert_int_eq(route(memory, 0).result, 5);
    ck_assert_int_eq(
        two_send(on, &arena, FIXTURE_DATA, "Ghost at PO9", "Nobody at PO2", "of nobody"), ST_OK);
    ck_assert_int_eq(route(memory, 0).result, 5);
    ck_assert_int_eq(two_count(on, &arena, FIXTURE_DATA, "PO2", "of nobody"), 1);
    ck_assert_int_eq(export_to(memory, "EXPORT\\MSG0001.CCM").result, 0);
    ck_assert_int_eq(fixture_exported(on, &arena, "of nobody"), 1);
    ck_assert_int_eq(two_count(on, &arena, FIXTURE_DATA, "PO2", "of nobody"), 0);
}
END_TEST

START_TEST(router_moves_nothing_when_it_cannot_say_so)
{
    memory_port_protect(memory, FIXTURE_DATA "\\CCEXPORT.DAT");
    ck_assert_int_eq(route(memory, 0).result, 1);
    ck_assert_int_eq(two_count(memory_port_os(memory), &arena, FIXTURE_DATA, "PO2", "a"), 1);
    ck_assert_int_eq(two_count(memory_port_os(memory), &arena, TWO_FAR, "Gray, Tom", "a"), 0);
    memory_port_protect(memory, NULL);
    ck_assert_int_eq(route(memory, 0).result, 5);
    expect_each_once(memory, "allowed again", 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("router_export");
    TCase *tcase = tcase_create("router_export");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, router_settles_what_an_export_that_was_cut_off_has_exported);
    tcase_add_test(tcase, router_on_another_machine_leaves_what_an_export_has_in_hand_alone);
    tcase_add_test(tcase, export_leaves_what_a_router_has_in_hand_alone);
    tcase_add_test(tcase, a_router_to_somewhere_else_leaves_them_alone_too);
    tcase_add_test(tcase, a_letter_that_router_puts_back_is_free);
    tcase_add_test(tcase, router_moves_nothing_when_it_cannot_say_so);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
