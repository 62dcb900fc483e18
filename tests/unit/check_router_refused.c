/* ROUTER where somebody has a file of a post office to himself: it waits as the other programs do,
 * and ends with 4 when that takes too long; letters are not lost and not doubled. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/two_offices.h"

static struct arena arena;
static struct memory_port *memory;

static void setup(void)
{
    memory = two_create(&arena);
    struct os_port *on = memory_port_os(memory);
    ck_assert_int_eq(two_send(on, &arena, FIXTURE_DATA, "Smith, J at PO1",
                              "Gray, Tom at PO2|No, Body at PO2", "there"),
                     ST_OK);
    ck_assert_int_eq(two_send(on, &arena, TWO_FAR, "Gray, Tom at PO2", "Smith, J at PO1", "back"),
                     ST_OK);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

/* Somebody opens the file before ROUTER's n-th opening of it, and closes it after so many
 * refusals. */
static const struct os_port_ops *memory_ops;
static struct {
    const char *file;
    uint64_t nth;
    uint64_t refusals;
    bool has_refused;
} holder;

static enum status open_or_refuse(struct os_port *port, const char *path, struct os_open_mode mode,
                                  struct os_file *file_out)
{
    if (text_equal(text_base_name(path), text_base_name(holder.file)) &&
        text_equal(path, holder.file)) {
        holder.nth -= holder.nth > 1 ? 1 : 0;
        if (holder.nth == 1 && holder.refusals > 0) {
            holder.refusals--;
            holder.has_refused = true;
            return ST_SHARING_VIOLATION;
        }
    }
    return memory_ops->open(port, path, mode, file_out);
}

static int route_beside(struct memory_port *world, const char *file, uint64_t nth,
                        uint64_t refusals)
{
    struct os_port *on = memory_port_os(world);
    memory_ops = on->ops;
    struct os_port_ops ops = *memory_ops;
    ops.open = open_or_refuse;
    on->ops = &ops;
    holder.file = file;
    holder.nth = nth + 1;
    holder.refusals = refusals;
    holder.has_refused = false;
    const struct fixture_run run = fixture_run_in(on, &arena, FIXTURE_STORE, "ROUTER", TWO_ROUTER);
    on->ops = memory_ops;
    return run.result;
}

static const char *const files[] = {
    FIXTURE_DATA "\\CLANDATA", FIXTURE_DATA "\\MLANDATA",     FIXTURE_DATA "\\USR00001",
    FIXTURE_DATA "\\USR00005", FIXTURE_DATA "\\CCEXPORT.DAT", TWO_FAR "\\CLANDATA",
    TWO_FAR "\\MLANDATA",      TWO_FAR "\\USR00001",          TWO_FAR "\\USR00003",
    TWO_FAR "\\CCEXPORT.DAT",
};

static void expect_mail(struct memory_port *world, const char *where)
{
    struct os_port *on = memory_port_os(world);
    struct bytes report = {0};
    const int there = two_count(on, &arena, TWO_FAR, "Gray, Tom", "there");
    const int back = two_count(on, &arena, FIXTURE_DATA, "Smith, J", "back");
    const int reports = two_reports(on, &arena, "Smith, J", "there", &report);
    ck_assert_msg(there == 1 && back == 1 && reports == 1, "%s: %d there, %d back, %d reports",
                  where, there, back, reports);
    ck_assert_msg(two_is_sound(on, &arena, FIXTURE_DATA) && two_is_sound(on, &arena, TWO_FAR),
                  "%s: not sound", where);
}

/* Tries every opening of each file. */
static void sweep(uint64_t refusals, void (*judge)(int result, const char *where))
{
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        uint64_t nth = 1;
        for (bool has_refused = true; has_refused; nth++) {
            const struct arena_mark mark = arena_mark(&arena);
            struct memory_port *world = memory_port_copy(memory, &arena);
            const char *where = arena_format(&arena, "%s, opening %u", files[i], (unsigned)nth);
            const int result = route_beside(world, files[i], nth, refusals);
            has_refused = holder.has_refused;
            if (has_refused) {
                judge(result, where);
            }
            (void)route_beside(world, "", 1, 0);
            expect_mail(world, where);
            memory_port_release(world);
            arena_rewind(&arena, mark);
        }
        ck_assert_msg(nth > 2, "%s is never opened", files[i]);
    }
}

static void has_waited(int result, const char *where)
{
    ck_assert_msg(result == 5, "%s: result %d", where, result); /* of the report */
}

static void has_given_up(int result, const char *where)
{
    ck_assert_msg(result == 4 || result == 5, "%s: result %d", where, result);
}

START_TEST(who_has_a_file_to_himself_for_a_while_is_waited_for)
{
    sweep(3, has_waited);
}
END_TEST

START_TEST(who_does_not_let_go_of_a_file_makes_it_end_and_the_next_run_goes_on)
{
    sweep(UINT64_MAX, has_given_up);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("router_refused");
    TCase *tcase = tcase_create("router_refused");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, who_has_a_file_to_himself_for_a_while_is_waited_for);
    tcase_add_test(tcase, who_does_not_let_go_of_a_file_makes_it_end_and_the_next_run_goes_on);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
