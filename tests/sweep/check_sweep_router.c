/*
 * Every port call of ROUTER fails once in every way, at either post office. Afterwards, over a
 * sound connection, each letter is where it was or where it goes to; the next run ends the work,
 * and then each is there once, each who was refused is reported once, and nothing is remembered or
 * worn. Prints how many runs there were.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "support/fault_port.h"
#include "support/two_offices.h"

/* One letter of a post office, and who is to have it. */
static const struct {
    const char *from_directory;
    const char *from;
    const char *to;
    const char *subject;
    const char *queue; /* where it waits first */
    const char *at_directory;
    const char *at; /* who gets it; NULL: nobody, it is reported */
} letters[] = {
    {FIXTURE_DATA, "Smith, J at PO1", "Gray, Tom", "one", "PO2", TWO_FAR, "Gray, Tom"},
    {FIXTURE_DATA, "Smith, J at PO1", "Nobody at PO2", "two", "PO2", FIXTURE_DATA, NULL},
    {FIXTURE_DATA, "Smith, J at PO1", "Team at PO2", "three", "PO2", TWO_FAR, "Hill, Eve"},
    {TWO_FAR, "Gray, Tom at PO2", "Smith, J at PO1", "four", "PO1", FIXTURE_DATA, "Smith, J"},
    {TWO_FAR, "Gray, Tom at PO2", "Brady, Sally at SITE1", "five", "PO1", FIXTURE_DATA, "SITE1"},
};

static struct arena arena;
static struct memory_port *memory;

static void setup(void)
{
    memory = two_create(&arena);
    for (size_t i = 0; i < ARRAY_COUNT(letters); i++) {
        ck_assert_int_eq(two_send(memory_port_os(memory), &arena, letters[i].from_directory,
                                  letters[i].from, letters[i].to, letters[i].subject),
                         ST_OK);
    }
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

struct seen {
    int waits;
    int arrived; /* or reported */
};

static struct seen look(struct os_port *port, struct arena *scratch, size_t i)
{
    return (struct seen){
        .waits = two_count(port, scratch, letters[i].from_directory, letters[i].queue,
                           letters[i].subject),
        .arrived = letters[i].at != NULL
                       ? two_count(port, scratch, letters[i].at_directory, letters[i].at,
                                   letters[i].subject)
                       : two_reports(port, scratch, "Smith, J", letters[i].subject, NULL)};
}

/* One run with call n failing; false: there is no call n. */
static bool run_once(size_t f, uint64_t n)
{
    static const char *const directories[] = {FIXTURE_DATA, TWO_FAR};
    struct arena local = {0};
    struct fault_port fault;
    struct memory_port *world = memory_port_copy(memory, &local);
    struct os_port *port = memory_port_os(world);
    struct os_port *broken =
        fault_port_begin(&fault, port, fault_ways[f].kind, n, fault_ways[f].status);
    (void)fixture_run(broken, &local, "ROUTER", TWO_ROUTER, NULL);
    (void)fault_port_end(&fault);
    for (size_t i = 0; i < ARRAY_COUNT(letters); i++) {
        const struct seen seen = look(port, &local, i);
        ck_assert_msg(seen.waits + seen.arrived >= 1 && seen.waits <= 1 && seen.arrived <= 1,
                      "%s at call %u: \"%s\" waits %d, arrived %d", fault_ways[f].name, (unsigned)n,
                      letters[i].subject, seen.waits, seen.arrived);
    }
    const struct fixture_run again = fixture_run(port, &local, "ROUTER", TWO_ROUTER, NULL);
    ck_assert_msg(again.result == 0 || again.result == 5, "%s at call %u, then %s",
                  fault_ways[f].name, (unsigned)n, again.console);
    for (size_t i = 0; i < ARRAY_COUNT(letters); i++) {
        const struct seen seen = look(port, &local, i);
        ck_assert_msg(seen.waits == 0 && seen.arrived == 1,
                      "%s at call %u, run again: \"%s\" waits %d, arrived %d", fault_ways[f].name,
                      (unsigned)n, letters[i].subject, seen.waits, seen.arrived);
    }
    for (size_t i = 0; i < ARRAY_COUNT(directories); i++) {
        struct po_report report = {0};
        ck_assert_int_eq(po_check(port, directories[i], &local, &report), ST_OK);
        ck_assert_msg(report.errors == 0, "%s at call %u: errors", fault_ways[f].name, (unsigned)n);
        ck_assert_msg(!two_remembers(port, &local, directories[i]), "%s at call %u: remembers",
                      fault_ways[f].name, (unsigned)n);
    }
    memory_port_release(world);
    arena_release(&local);
    return fault.has_struck;
}

START_TEST(whatever_call_fails_letters_reach_the_other_post_office_once)
{
    enum { FEWEST_CALLS = 60 };
    uint64_t n = 1;
    while (run_once((size_t)_i, n)) {
        n++;
    }
    ck_assert_uint_ge(n, FEWEST_CALLS);
    printf("%-26s %6u\n", fault_ways[_i].name, (unsigned)n);
    (void)fflush(stdout);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sweep_router");
    TCase *tcase = tcase_create("sweep");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, whatever_call_fails_letters_reach_the_other_post_office_once, 0,
                        FAULT_WAYS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    printf("%-26s %6s\n", "each call meets", "runs");
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
