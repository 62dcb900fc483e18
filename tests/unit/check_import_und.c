/* What IMPORT writes into a .UND file is never lost and never stands there twice, whose stem it may
 * have and whenever a run is cut off. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "programs/und.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define PATH_OF(name) FIXTURE_STORE "\\Import\\" name
#define UND PATH_OF("MSG1.UND")

static struct arena arena;
static struct memory_port *memory;

static void setup(void)
{
    memory = fixture_create(&arena);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static struct bytes letter(const char *to, const char *subject)
{
    return fixture_ccm(&arena, "Lee, Bo at SITE1", to, subject, "text");
}

static int run_on(struct os_port *port)
{
    return fixture_run(port, &arena, "Import.exe", FIXTURE_IMPORT, NULL).result;
}

static int run(void)
{
    return run_on(memory_port_os(memory));
}

/* The reports of MSG1.UND: "subject refused|refused; "; "-": there is no such file. */
static const char *reports(struct memory_port *world)
{
    const struct bytes file = memory_port_get(world, UND);
    struct buffer text;
    struct und_report report;
    size_t offset = 0;
    enum status st = file.data != NULL ? ST_OK : ST_NOT_FOUND;
    buffer_init(&text, &arena);
    buffer_text(&text, file.data != NULL ? "" : "-");
    while (st == ST_OK) {
        st = und_read(file, &offset, &arena, &report);
        for (size_t i = 0; st == ST_OK && i < report.refusal_count; i++) {
            buffer_text(&text, i == 0 ? report.subject : "|");
            buffer_text(&text, i == 0 ? " " : "");
            buffer_text(&text, report.refusals[i].recipient);
        }
        buffer_text(&text, st == ST_OK ? "; " : "");
    }
    buffer_text(&text, st == ST_FILE_CORRUPT ? "and what is no report" : "");
    return buffer_string(&text);
}

/* ---- files of one stem ---- */

START_TEST(a_report_of_an_earlier_file_of_that_name_stays)
{
    fixture_put_import(memory, &arena, "MSG1.CCM", letter("Nobody at PO1", "one"));
    ck_assert_int_eq(run(), 5);
    fixture_put_import(memory, &arena, "MSG1.CCM", letter("Smith, J at PO1", "two"));
    ck_assert_int_eq(run(), 0);
    ck_assert_str_eq(reports(memory), "one Nobody at PO1; ");
    fixture_put_import(memory, &arena, "MSG1.CCM", letter("Smith, J at PO1|Gone at PO1", "three"));
    ck_assert_int_eq(run(), 5);
    ck_assert_str_eq(reports(memory), "one Nobody at PO1; three Gone at PO1; ");
}
END_TEST

START_TEST(files_of_one_stem_have_their_reports_side_by_side)
{
    fixture_put_import(memory, &arena, "MSG1.CCM", letter("Nobody at PO1", "one"));
    fixture_put_import(memory, &arena, "MSG1.CC2", letter("Gone at PO1", "two"));
    fixture_put_import(memory, &arena, "MSG1.CC3", letter("Smith, J at PO1", "three"));
    const struct fixture_run done =
        fixture_run(memory_port_os(memory), &arena, "Import.exe",
                    "/NPO1 /Psecret /PARTIAL /D" FIXTURE_DATA " /@IMPORT\\MSG1.*", NULL);
    ck_assert_msg(done.result == 5, "%s", done.console);
    ck_assert_str_eq(reports(memory), "two Gone at PO1; one Nobody at PO1; ");
}
END_TEST

START_TEST(the_same_file_once_more_is_reported_once)
{
    const struct bytes file = letter("Smith, J at PO1|Nobody at PO1", "one");
    for (int i = 0; i < 2; i++) {
        fixture_put_import(memory, &arena, "MSG1.CCM", file);
        ck_assert_int_eq(run(), 5);
        ck_assert_str_eq(reports(memory), "one Nobody at PO1; ");
    }
}
END_TEST

START_TEST(what_is_no_report_stays_behind_those_that_are)
{
    memory_port_put(memory, UND, bytes_of_text("old"));
    fixture_put_import(memory, &arena, "MSG1.CCM", letter("Nobody at PO1", "one"));
    ck_assert_int_eq(run(), 5);
    ck_assert_str_eq(reports(memory), "one Nobody at PO1; and what is no report");
    const struct bytes file = memory_port_get(memory, UND);
    ck_assert_mem_eq(file.data + file.size - 3, "old", 3);
}
END_TEST

START_TEST(an_empty_one_goes_and_one_that_may_not_be_read_stops_the_run)
{
    struct fault_port fault;
    fixture_put_import(memory, &arena, "MSG1.CCM", letter("Smith, J at PO1", "one"));
    memory_port_put(memory, UND, bytes_of_text(""));
    ck_assert_int_eq(run(), 0);
    ck_assert_str_eq(reports(memory), "-");
    memory_port_put(memory, UND, bytes_of_text(""));
    fixture_put_import(memory, &arena, "MSG1.CCM", letter("Smith, J at PO1", "two"));
    struct os_port *broken =
        fault_port_begin(&fault, memory_port_os(memory), FAULT_STICKY, 30, ST_ACCESS_DENIED);
    ck_assert_int_ne(run_on(broken), 0);
    (void)fault_port_end(&fault);
}
END_TEST

/* ---- a run that is cut off, and another one ---- */

/* Two letters in one file. Soon is Ann, until the second run comes. */
static struct memory_port *two_letters(void)
{
    struct memory_port *world = fixture_create(&arena);
    struct postoffice *po = NULL;
    struct po_entry soon = {.kind = PO_ALIAS, .name = "Soon", .address = "Doe, Ann"};
    struct buffer both;
    ck_assert_int_eq(po_open(memory_port_os(world), FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_add(po, &soon), ST_OK);
    po_close(po);
    buffer_init(&both, &arena);
    struct bytes part = letter("Smith, J at PO1|Nobody at PO1", "one");
    buffer_add(&both, part.data, part.size);
    part = letter("Roe, Max at PO1|Soon at PO1", "two");
    buffer_add(&both, part.data, part.size);
    fixture_put_import(world, &arena, "MSG1.CCM", buffer_bytes(&both));
    return world;
}

static void soon_goes(struct memory_port *world)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(memory_port_os(world), FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_remove(po, "Soon"), ST_OK);
    po_close(po);
}

static void cut_off(struct memory_port *world, enum fault_port_kind kind, uint64_t at,
                    bool *has_struck_out)
{
    struct fault_port fault;
    (void)run_on(fault_port_begin(&fault, memory_port_os(world), kind, at, ST_PROCESS_GONE));
    *has_struck_out = fault.has_struck;
    (void)fault_port_end(&fault);
}

static void expect_each_once(struct memory_port *world, const char *where)
{
    struct os_port *port = memory_port_os(world);
    const char *said = reports(world);
    const int has = fixture_count(port, &arena, "Doe, Ann", "two");
    const bool is_told = strcmp(said, "one Nobody at PO1; two Soon at PO1; ") == 0;
    ck_assert_msg(is_told || strcmp(said, "one Nobody at PO1; ") == 0, "%s: %s", where, said);
    ck_assert_msg(has + is_told == 1, "%s: Ann has it %d times; %s", where, has, said);
    ck_assert_msg(fixture_count(port, &arena, "Smith, J", "one") == 1, "%s", where);
    ck_assert_msg(fixture_count(port, &arena, "Roe, Max", "two") == 1, "%s", where);
}

static const enum fault_port_kind kills[] = {FAULT_KILL, FAULT_KILL_TORN};

START_TEST(each_report_is_there_once_whenever_two_runs_are_cut_off)
{
    struct memory_port *base = two_letters();
    bool first_struck = true;
    uint64_t cuts = 0;
    for (uint64_t first = 1; first_struck; first++) {
        struct arena of_first = {0};
        struct memory_port *begun = memory_port_copy(base, &of_first);
        cut_off(begun, kills[_i], first, &first_struck);
        soon_goes(begun);
        bool second_struck = true;
        for (uint64_t second = 1; second_struck; second++) {
            struct arena of_second = {0};
            char where[64];
            struct memory_port *world = memory_port_copy(begun, &of_second);
            const struct arena_mark mark = arena_mark(&arena);
            cut_off(world, kills[_i], second, &second_struck);
            (void)run_on(memory_port_os(world));
            (void)text_format(where, sizeof(where), "cut off at calls %llu and %llu",
                              (unsigned long long)first, (unsigned long long)second);
            expect_each_once(world, where);
            cuts += second_struck ? 1 : 0;
            arena_rewind(&arena, mark);
            memory_port_release(world);
            arena_release(&of_second);
        }
        memory_port_release(begun);
        arena_release(&of_first);
    }
    memory_port_release(base);
    ck_assert_uint_gt(cuts, 400);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_und");
    TCase *tcase = tcase_create("import_und");
    tcase_set_timeout(tcase, 300);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_report_of_an_earlier_file_of_that_name_stays);
    tcase_add_test(tcase, files_of_one_stem_have_their_reports_side_by_side);
    tcase_add_test(tcase, the_same_file_once_more_is_reported_once);
    tcase_add_test(tcase, what_is_no_report_stays_behind_those_that_are);
    tcase_add_test(tcase, an_empty_one_goes_and_one_that_may_not_be_read_stops_the_run);
    tcase_add_loop_test(tcase, each_report_is_there_once_whenever_two_runs_are_cut_off, 0,
                        (int)ARRAY_COUNT(kills));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
