/* Tests of tools/programs/router_marks.c: what automatic directory exchange passes on. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/fault_port.h"
#include "support/two_offices.h"

#define NEAR "V:\\NEAR"
#define FAR "V:\\FAR"
#define ROUTER_ADE "/NNEAR /DV:\\NEAR /RNFAR /RDV:\\FAR /ADE"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void make(const char *directory, const char *name, bool has_ade)
{
    const struct po_spec spec = {
        .format = PO_DB6, .has_ade = has_ade, .name = name, .password = "", .code_page = 437};
    memory_port_make_dir(memory, directory);
    ck_assert_int_eq(po_create(port, directory, &spec), ST_OK);
}

static void setup_of(bool far_has_ade)
{
    memory = memory_port_create(&arena);
    memory_port_make_dir(memory, FIXTURE_DATA); /* the fixture asks it whether anybody lives */
    memory_port_make_dir(memory, FIXTURE_STORE);
    port = memory_port_os(memory);
    make(NEAR, "NEAR", true);
    make(FAR, "FAR", far_has_ade);
    two_add(port, &arena, NEAR, &(struct po_entry){.kind = PO_POSTOFFICE, .name = "FAR"});
    two_add(port, &arena, FAR, &(struct po_entry){.kind = PO_POSTOFFICE, .name = "NEAR"});
}

static void setup(void)
{
    setup_of(false);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct fixture_run route(void)
{
    return fixture_run(port, &arena, "ROUTER", ROUTER_ADE, NULL);
}

static bool find(const char *directory, const char *name, struct po_entry *entry_out)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, directory, false, &arena, &po), ST_OK);
    const enum status st = po_entry_find(po, name, entry_out);
    po_close(po);
    return st == ST_OK;
}

static bool is_marked(const char *directory, const char *name)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, directory, false, &arena, &po), ST_OK);
    const bool is = po_entry_is_marked(po, name);
    po_close(po);
    return is;
}

static const struct {
    const char *name;
    struct po_entry near;
    int kind; /* enum po_kind, at FAR; 0: it does not come */
    const char *address;
} kinds[] = {
    {"a user", {.kind = PO_USER, .name = "X"}, PO_USER_ELSEWHERE, "NEAR"},
    {"a mobile user", {.kind = PO_MOBILE, .name = "X"}, PO_MOBILE_ELSEWHERE, "NEAR"},
    {"a user elsewhere",
     {.kind = PO_USER_ELSEWHERE, .name = "X", .address = "SITE1"},
     PO_USER_ELSEWHERE,
     "SITE1"},
    {"a post office", {.kind = PO_POSTOFFICE, .name = "X"}, PO_POSTOFFICE_VIA, "NEAR"},
    {"one that is reached by another",
     {.kind = PO_POSTOFFICE_VIA, .name = "X", .address = "SITE1"},
     PO_POSTOFFICE_VIA,
     "NEAR"},
    {"an alias", {.kind = PO_ALIAS, .name = "X", .address = "Y"}, PO_ALIAS_ELSEWHERE, "Y"},
    {"a list", {.kind = PO_LIST, .name = "X"}, 0, ""},
    {"a board", {.kind = PO_BOARD, .name = "X"}, 0, ""},
    {"who is at home there", {.kind = PO_USER_ELSEWHERE, .name = "X", .address = "FAR"}, 0, ""},
};

START_TEST(a_marked_entry_comes_as_what_it_is_from_there)
{
    struct po_entry near = kinds[_i].near;
    struct po_entry far;
    near.marker = PO_MARKER_ADDED;
    (void)text_copy(near.fan, sizeof(near.fan), "fan of x");
    (void)text_copy(near.comment, sizeof(near.comment), "comment on x");
    two_add(port, &arena, NEAR, &near);
    const struct fixture_run run = route();
    ck_assert_msg(run.result == 0, "%s: %s", kinds[_i].name, run.console);
    const bool came = find(FAR, "X", &far);
    ck_assert_msg(came == (kinds[_i].kind != 0), "%s", kinds[_i].name);
    if (came) {
        ck_assert_int_eq(far.kind, kinds[_i].kind);
        ck_assert_str_eq(far.address, kinds[_i].address);
        ck_assert_str_eq(far.fan, "fan of x");
        ck_assert_str_eq(far.comment, "comment on x");
        ck_assert_int_eq(far.marker, PO_MARKER_NONE);
    }
    ck_assert(!is_marked(NEAR, "X"));
}
END_TEST

START_TEST(entries_without_a_mark_stay_at_home)
{
    struct po_entry far;
    two_add(port, &arena, NEAR, &(struct po_entry){.kind = PO_USER, .name = "X"});
    const struct fixture_run run = route();
    ck_assert_int_eq(run.result, 0);
    ck_assert(!find(FAR, "X", &far));
    ck_assert_ptr_null(strstr(run.console, "directory changes"));
}
END_TEST

START_TEST(what_has_changed_is_changed_there)
{
    struct po_entry entry = {.kind = PO_USER, .marker = PO_MARKER_ADDED, .name = "X"};
    struct postoffice *po = NULL;
    struct po_entry far;
    two_add(port, &arena, NEAR, &entry);
    ck_assert_int_eq(route().result, 0);
    (void)text_copy(entry.comment, sizeof(entry.comment), "new");
    entry.marker = PO_MARKER_CHANGED;
    ck_assert_int_eq(po_open(port, NEAR, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_change(po, &entry), ST_OK);
    po_close(po);
    const struct fixture_run run = route();
    ck_assert_ptr_nonnull(
        strstr(run.console, "1 directory changes of NEAR, 1 passed on, 0 refused."));
    ck_assert(find(FAR, "X", &far));
    ck_assert_str_eq(far.comment, "new");
}
END_TEST

START_TEST(one_of_another_kind_comes_anew)
{
    struct po_entry far;
    two_add(port, &arena, FAR,
            &(struct po_entry){.kind = PO_ALIAS_ELSEWHERE, .name = "X", .address = "Old"});
    two_add(port, &arena, NEAR,
            &(struct po_entry){.kind = PO_USER, .marker = PO_MARKER_ADDED, .name = "X"});
    ck_assert_int_eq(route().result, 0);
    ck_assert(find(FAR, "X", &far));
    ck_assert_int_eq(far.kind, PO_USER_ELSEWHERE);
}
END_TEST

static const enum po_kind own_kinds[] = {PO_USER, PO_MOBILE, PO_POSTOFFICE, PO_LIST, PO_BOARD};

START_TEST(names_of_its_own_stay_as_they_are)
{
    struct po_entry far;
    two_add(port, &arena, FAR, &(struct po_entry){.kind = own_kinds[_i], .name = "X"});
    two_add(port, &arena, NEAR,
            &(struct po_entry){.kind = PO_USER, .marker = PO_MARKER_ADDED, .name = "X"});
    const struct fixture_run run = route();
    ck_assert_ptr_nonnull(strstr(run.console, "0 passed on, 1 refused."));
    ck_assert(find(FAR, "X", &far));
    ck_assert_int_eq(far.kind, own_kinds[_i]);
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, NEAR, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_remove_marked(po, "X"), ST_OK);
    po_close(po);
    ck_assert_int_eq(route().result, 0);
    ck_assert(find(FAR, "X", &far));
}
END_TEST

static void remove_marked(const char *name)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, NEAR, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_remove_marked(po, name), ST_OK);
    po_close(po);
}

START_TEST(who_is_gone_goes_there_too)
{
    struct po_entry far;
    two_add(port, &arena, NEAR, &(struct po_entry){.kind = PO_USER, .name = "X"});
    two_add(port, &arena, NEAR, &(struct po_entry){.kind = PO_USER, .name = "Y"});
    two_add(port, &arena, FAR,
            &(struct po_entry){.kind = PO_USER_ELSEWHERE, .name = "X", .address = "NEAR"});
    remove_marked("X");
    remove_marked("Y"); /* never was there */
    const struct fixture_run run = route();
    ck_assert_int_eq(run.result, 0);
    ck_assert_ptr_nonnull(
        strstr(run.console, "2 directory changes of NEAR, 1 passed on, 0 refused."));
    ck_assert(!find(FAR, "X", &far));
    ck_assert(!is_marked(NEAR, "X"));
}
END_TEST

START_TEST(what_came_is_marked_where_it_goes_on_and_does_not_come_back)
{
    struct po_entry far;
    struct po_entry near;
    teardown();
    setup_of(true);
    two_add(port, &arena, NEAR,
            &(struct po_entry){.kind = PO_USER, .marker = PO_MARKER_ADDED, .name = "X"});
    two_add(port, &arena, NEAR, &(struct po_entry){.kind = PO_USER, .name = "Y"});
    two_add(port, &arena, FAR,
            &(struct po_entry){.kind = PO_USER_ELSEWHERE, .name = "Y", .address = "NEAR"});
    remove_marked("Y");
    const struct fixture_run run = route();
    ck_assert_int_eq(run.result, 0);
    ck_assert(find(FAR, "X", &far));
    ck_assert(!find(FAR, "Y", &far));
    /* the way back has found the mark in the same run, and changed nothing */
    ck_assert_ptr_nonnull(strstr(run.console, "directory changes of FAR, 0 passed on"));
    ck_assert(find(NEAR, "X", &near));
    ck_assert_int_eq(near.kind, PO_USER);
    ck_assert(!is_marked(NEAR, "X"));
    ck_assert(!is_marked(FAR, "X"));
}
END_TEST

START_TEST(whatever_call_fails_the_next_run_passes_it_on)
{
    bool is_over = false;
    two_add(port, &arena, NEAR,
            &(struct po_entry){.kind = PO_USER, .marker = PO_MARKER_ADDED, .name = "X"});
    two_add(port, &arena, NEAR, &(struct po_entry){.kind = PO_USER, .name = "Y"});
    two_add(port, &arena, FAR,
            &(struct po_entry){.kind = PO_USER_ELSEWHERE, .name = "Y", .address = "NEAR"});
    remove_marked("Y");
    for (uint64_t n = 1; !is_over; n++) {
        static const enum fault_port_kind ways[] = {FAULT_KILL, FAULT_STICKY, FAULT_FAIL};
        for (size_t w = 0; w < ARRAY_COUNT(ways); w++) {
            struct fault_port fault;
            struct arena local = {0};
            struct memory_port *copy = memory_port_copy(memory, &local);
            struct memory_port *const whole = memory;
            struct os_port *broken =
                fault_port_begin(&fault, memory_port_os(copy), ways[w], n, ST_IO_ERROR);
            (void)fixture_run(broken, &local, "ROUTER", ROUTER_ADE, NULL);
            (void)fault_port_end(&fault);
            is_over = !fault.has_struck;
            struct po_entry far;
            memory = copy;
            port = memory_port_os(copy);
            (void)route();
            ck_assert_msg(find(FAR, "X", &far), "call %u", (unsigned)n);
            ck_assert_msg(!find(FAR, "Y", &far), "call %u", (unsigned)n);
            ck_assert(!is_marked(NEAR, "X"));
            memory = whole;
            port = memory_port_os(whole);
            memory_port_release(copy);
            arena_release(&local);
        }
    }
}
END_TEST

START_TEST(who_is_locked_out_passes_it_on_later)
{
    struct postoffice *po = NULL;
    struct po_entry far;
    two_add(port, &arena, NEAR,
            &(struct po_entry){.kind = PO_USER, .marker = PO_MARKER_ADDED, .name = "X"});
    ck_assert_int_eq(po_open(port, FAR, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(route().result, 4);
    po_close(po);
    ck_assert(is_marked(NEAR, "X"));
    ck_assert_int_eq(route().result, 0);
    ck_assert(find(FAR, "X", &far));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("router_marks");
    TCase *tcase = tcase_create("marks");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_marked_entry_comes_as_what_it_is_from_there, 0,
                        ARRAY_COUNT(kinds));
    tcase_add_test(tcase, entries_without_a_mark_stay_at_home);
    tcase_add_test(tcase, what_has_changed_is_changed_there);
    tcase_add_test(tcase, one_of_another_kind_comes_anew);
    tcase_add_loop_test(tcase, names_of_its_own_stay_as_they_are, 0, ARRAY_COUNT(own_kinds));
    tcase_add_test(tcase, who_is_gone_goes_there_too);
    tcase_add_test(tcase, what_came_is_marked_where_it_goes_on_and_does_not_come_back);
    tcase_add_test(tcase, whatever_call_fails_the_next_run_passes_it_on);
    tcase_add_test(tcase, who_is_locked_out_passes_it_on_later);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
