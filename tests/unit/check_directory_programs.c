/* Tests of tools/programs/{directory_export,directory_import,temporary_file}.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define DIRECTORY FIXTURE_STORE "\\Export\\CCMDIR.EXP"
#define INPUT FIXTURE_STORE "\\Import\\CCMDIR.IMP"
#define REFUSED FIXTURE_STORE "\\Import\\CCMDIR.UND"
#define OPEN "/NPO1 /Psecret /DV:\\CCDATA "
#define EXPORT_ALL OPEN "/@EXPORT\\CCMDIR.EXP /DIRECTORY/PROPADD /FORMAT/FAN /BATCH"
#define IMPORT_ALL OPEN "/@IMPORT\\CCMDIR.IMP /DIRECTORY /BATCH"
#define DELETE_ALL OPEN "/@IMPORT\\CCMDIR.IMP /DIRECTORY/DELETE /BATCH"

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

static struct fixture_run run(const char *program, const char *arguments)
{
    const struct fixture_run done = fixture_run(port, &arena, program, arguments, NULL);
    ck_assert_uint_eq(memory_port_open_count(memory), 0);
    return done;
}

static const char *file_of(const struct memory_port *where, const char *path)
{
    const struct bytes content = memory_port_get(where, path);
    return content.data != NULL ? arena_text_n(&arena, (const char *)content.data, content.size)
                                : "(none)";
}

static void put(const char *text)
{
    memory_port_put(memory, INPUT, bytes_of_text(text));
}

/* What the directory holds: "L Doe, Ann; ...", with address, FAN and comment where there are any.
 */
static const char *entries(struct os_port *on)
{
    struct postoffice *po = NULL;
    struct po_entries list;
    struct buffer text;
    buffer_init(&text, &arena);
    ck_assert_int_eq(po_open(on, FIXTURE_DATA, false, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_list_whole(po, &arena, &list), ST_OK);
    po_close(po);
    for (size_t i = 0; i < list.count; i++) {
        const struct po_entry *e = &list.entries[i];
        buffer_format(&text, "%c %s", (char)e->kind, e->name);
        if (e->address[0] != '\0') {
            buffer_format(&text, " @%s", e->address);
        }
        if (e->fan[0] != '\0') {
            buffer_format(&text, " [%s]", e->fan);
        }
        if (e->comment[0] != '\0') {
            buffer_format(&text, " (%s)", e->comment);
        }
        buffer_text(&text, "; ");
    }
    return buffer_string(&text);
}

static void add(struct po_entry entry)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_add(po, &entry), ST_OK);
    po_close(po);
}

START_TEST(the_directory_comes_out_in_the_order_of_propadd)
{
    add((struct po_entry){.kind = PO_LIST, .name = "Sales", .comment = "all of them"});
    add((struct po_entry){.kind = PO_BOARD, .name = "Social"});
    add((struct po_entry){.kind = PO_ALIAS_ELSEWHERE, .name = "Aunt", .address = "Brady, Sally"});
    const struct fixture_run done = run("EXPORT", EXPORT_ALL);
    ck_assert_int_eq(done.result, 0);
    ck_assert(strstr(done.console, "Exporting directory to file EXPORT\\CCMDIR.EXP\r\n") != NULL);
    ck_assert_str_eq(
        file_of(memory, DIRECTORY),
        "Name: SITE1\r\nLocn: P\r\nAddr: \r\nCmts: \r\n"
        "Name: FAR\r\nLocn: p\r\nAddr: SITE1\r\nCmts: \r\n"
        "Name: Brady, Sally\r\nLocn: l\r\nAddr: SITE1\r\nFAN: Brady, Sally\r\nCmts: \r\n"
        "Name: Doe, Ann\r\nLocn: L\r\nAddr: PO1\r\nCmts: \r\n"
        "Name: Lee, Bo\r\nLocn: l\r\nAddr: SITE1\r\nFAN: Lee, Bo\r\nCmts: \r\n"
        "Name: Roe, Max\r\nLocn: R\r\nAddr: PO1\r\nCmts: \r\n"
        "Name: Smith, J\r\nLocn: L\r\nAddr: PO1\r\nCmts: \r\n"
        "Name: Aunt\r\nLocn: a\r\nAddr: Brady, Sally\r\nCmts: \r\n"
        "Name: Boss\r\nLocn: A\r\nAddr: Smith, J\r\nCmts: \r\n");
    ck_assert_int_eq(run("EXPORT", OPEN "/@EXPORT\\L.EXP /DIRECTORY/LISTS").result, 0);
    ck_assert_str_eq(file_of(memory, FIXTURE_STORE "\\Export\\L.EXP"),
                     "Name: Sales\r\nLocn: M\r\nAddr: PO1\r\nCmts: all of them\r\n");
    ck_assert_int_eq(run("EXPORT", OPEN "/@EXPORT\\B.EXP /DIRECTORY/BOARDS").result, 0);
    ck_assert_str_eq(file_of(memory, FIXTURE_STORE "\\Export\\B.EXP"),
                     "Name: Social\r\nLocn: B\r\nAddr: PO1\r\nCmts: \r\n");
}
END_TEST

START_TEST(an_old_file_is_replaced_and_no_temporary_one_stays)
{
    memory_port_put(memory, DIRECTORY, bytes_of_text("old"));
    ck_assert_int_eq(run("EXPORT", EXPORT_ALL).result, 0);
    ck_assert(strncmp(file_of(memory, DIRECTORY), "Name: SITE1", 11) == 0);
    ck_assert_str_eq(file_of(memory, FIXTURE_STORE "\\Export\\CCMDIR.TMP"), "(none)");
}
END_TEST

static const struct {
    const char *name;
    const char *program;
    const char *arguments;
    int result;
    const char *console;
} lines[] = {
    {"by hand, name of the post office", "EXPORT", OPEN "/@X /DIRECTORY", 0, "Exporting directory"},
    {"through a parameter file", "EXPORT", "/DIRECTORY/PROP C:\\STORE\\EXPORT.INI", 0,
     "Exporting directory"},
    {"a mailbox is no post office", "EXPORT", "/NSITE1 /Psecret /DV:\\CCDATA /@X /DIRECTORY", 3,
     "name or password"},
    {"wrong password", "EXPORT", "/NPO1 /Pguess /DV:\\CCDATA /@X /DIRECTORY", 3,
     "name or password"},
    {"wrong path", "EXPORT", "/NPO1 /Psecret /DV:\\OTHER /@X /DIRECTORY", 3, "error: 3."},
    {"no file", "EXPORT", OPEN "/DIRECTORY", 2, "Bad Parameters"},
    {"nothing to delete with EXPORT", "EXPORT", OPEN "/@X /DIRECTORY/DELETE", 2, "Bad Parameters"},
    {"folder absent", "EXPORT", OPEN "/@NOWHERE\\X /DIRECTORY", 1, "cannot be written"},
    {"no input file", "IMPORT", OPEN "/@IMPORT\\ABSENT.IMP /DIRECTORY", 3, "File not found"},
    {"no file to import", "IMPORT", OPEN "/DIRECTORY", 2, "Bad Parameters"},
    {"import, wrong password", "IMPORT", "/NPO1 /Pguess /DV:\\CCDATA /@X /DIRECTORY", 3,
     "name or password"},
};
START_TEST(the_command_line_decides_what_is_done)
{
    const struct fixture_run done = run(lines[_i].program, lines[_i].arguments);
    ck_assert_msg(done.result == lines[_i].result, "%s: got %d\n%s", lines[_i].name, done.result,
                  done.console);
    ck_assert_msg(strstr(done.console, lines[_i].console) != NULL, "%s: %s", lines[_i].name,
                  done.console);
}
END_TEST

static const char fixture_entries[] = "A Boss @Smith, J; l Brady, Sally @SITE1 [Brady, Sally]; L "
                                      "Doe, Ann; p FAR @SITE1; l Lee, Bo @SITE1 [Lee, Bo]; "
                                      "R Roe, Max; P SITE1; L Smith, J; ";

START_TEST(entries_are_added_post_office_first)
{
    put("Name: SITE9\r\nLocn: P\r\nAddr: \r\nCmts: MSExchangeCCMC EX1\r\n"
        "Name: New, N\r\nLocn: l\r\nAddr: SITE9\r\nFAN: New, N at SITE9\r\nCmts: x\r\n"
        "Name: Own, O\r\nAddr: PO1\r\nCmts:\r\n"
        "Name: Own, P\r\nAddr:\r\nCmts:\r\n"
        "Name: Far, F\r\nAddr: SITE1\r\nCmts:\r\n");
    const struct fixture_run done = run("IMPORT", IMPORT_ALL);
    ck_assert_int_eq(done.result, 0);
    ck_assert(strstr(done.console, "Importing entries from file IMPORT\\CCMDIR.IMP\r\n"
                                   "5 entries processed.\r\n") != NULL);
    ck_assert_str_eq(
        entries(port),
        "A Boss @Smith, J; l Brady, Sally @SITE1 [Brady, Sally]; L Doe, Ann; p FAR @SITE1; "
        "l Far, F @SITE1; l Lee, Bo @SITE1 [Lee, Bo]; l New, N @SITE9 [New, N at SITE9] (x); "
        "L Own, O; L Own, P; R Roe, Max; P SITE1; P SITE9 (MSExchangeCCMC EX1); "
        "L Smith, J; ");
    ck_assert_str_eq(file_of(memory, REFUSED), "(none)");
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "New, N", "hello"), ST_OK);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE9", "hello"), 1);
    ck_assert_int_eq(run("IMPORT", IMPORT_ALL).result, 0); /* all is there already */
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
}
END_TEST

START_TEST(entries_are_removed_and_those_that_are_gone_count_as_done)
{
    put("Name: lee, bo\r\nCmts:\r\nName: Nobody\r\nCmts:\r\n");
    const struct fixture_run done = run("IMPORT", DELETE_ALL);
    ck_assert_int_eq(done.result, 0);
    ck_assert(strstr(done.console, "Removing entries of file") != NULL);
    ck_assert_str_eq(entries(port),
                     "A Boss @Smith, J; l Brady, Sally @SITE1 [Brady, Sally]; L Doe, Ann; "
                     "p FAR @SITE1; R Roe, Max; P SITE1; L Smith, J; ");
}
END_TEST

static const struct {
    const char *name;
    const char *arguments;
    const char *record;
    const char *reason;
} refusals[] = {
    {"somebody else's name", IMPORT_ALL, "Name: Doe, Ann\r\nLocn: l\r\nAddr: SITE1\r\n",
     "Name is in the directory already"},
    {"another foreign name", IMPORT_ALL,
     "Name: Lee, Bo\r\nLocn: l\r\nAddr: SITE1\r\nFAN: other\r\n",
     "Name is in the directory already"},
    {"an unknown post office", IMPORT_ALL, "Name: New, N\r\nLocn: l\r\nAddr: NOWHERE\r\n",
     "Post office is not known"},
    {"a post office that is somebody", IMPORT_ALL, "Name: New, N\r\nLocn: r\r\nAddr: Doe, Ann\r\n",
     "Post office is not known"},
    {"a name that is too long", IMPORT_ALL,
     "Name: 0123456789012345678901234567890123456789012345678901234567890123\r\n",
     "Field is too long"},
    {"a post office without exchange of directories", OPEN "/@IMPORT\\CCMDIR.IMP /DIRECTORY/PROP",
     "Name: New, N\r\nLocn: l\r\nAddr: SITE1\r\n",
     "Post office has no automatic directory exchange"},
    {"a queue with mail", DELETE_ALL, "Name: SITE1\r\n", "Queue is not empty"},
};
START_TEST(what_is_refused_is_reported_and_the_rest_is_done)
{
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Brady, Sally", "waits"), ST_OK);
    const bool deletes = strcmp(refusals[_i].arguments, DELETE_ALL) == 0;
    put(arena_format(&arena, "%sCmts: c\r\nName: Good, G\r\nCmts:\r\n", refusals[_i].record));
    const struct fixture_run done = run("IMPORT", refusals[_i].arguments);
    ck_assert_msg(done.result == 5, "%s: got %d\n%s", refusals[_i].name, done.result, done.console);
    const char *und = file_of(memory, REFUSED);
    ck_assert_msg(strstr(und, arena_format(&arena, "Note: %s\r\n", refusals[_i].reason)) != NULL,
                  "%s: %s", refusals[_i].name, und);
    ck_assert(strstr(und, "Cmts: c\r\n") != NULL);
    const bool is_there = strstr(entries(port), "L Good, G;") != NULL;
    ck_assert_int_eq(is_there, !deletes && strstr(refusals[_i].arguments, "PROP") == NULL);
    put("Name: Good, G\r\nCmts:\r\n");
    ck_assert_int_eq(run("IMPORT", IMPORT_ALL).result, 0);
    ck_assert_str_eq(file_of(memory, REFUSED), "(none)"); /* an old one goes */
}
END_TEST

START_TEST(one_bad_line_and_nothing_is_changed)
{
    put("Name: New, N\r\nCmts:\r\nnonsense\r\n");
    const struct fixture_run done = run("IMPORT", IMPORT_ALL);
    ck_assert_int_eq(done.result, 1);
    ck_assert_msg(strstr(done.console, "line 3, byte 21: this line has no keyword") != NULL, "%s",
                  done.console);
    ck_assert_str_eq(entries(port), fixture_entries);
}
END_TEST

START_TEST(a_post_office_that_may_only_be_read_takes_nothing_and_gives_all)
{
    put("Name: New, N\r\nCmts:\r\n");
    memory_port_protect(memory, FIXTURE_DATA);
    ck_assert_int_eq(run("IMPORT", IMPORT_ALL).result, 1);
    ck_assert_int_eq(run("EXPORT", EXPORT_ALL).result, 0);
    ck_assert_str_eq(entries(port), fixture_entries);
}
END_TEST

START_TEST(a_shut_post_office_is_result_4)
{
    put("Name: New, N\r\nCmts:\r\n");
    ck_assert_int_eq(po_shut(port, FIXTURE_DATA), ST_OK);
    ck_assert_int_eq(run("IMPORT", IMPORT_ALL).result, 4);
    ck_assert_int_eq(run("EXPORT", EXPORT_ALL).result, 4);
}
END_TEST

START_TEST(a_lock_that_stays_is_result_4_after_15_seconds)
{
    struct postoffice *other = NULL;
    put("Name: New, N\r\nCmts:\r\n");
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &other), ST_OK);
    ck_assert_int_eq(po_lock(other), ST_OK);
    const struct fixture_run done = fixture_run(port, &arena, "IMPORT", IMPORT_ALL, NULL);
    ck_assert_int_eq(done.result, 4);
    ck_assert_uint_ge(done.end_us, 15000000);
    po_close(other);
    ck_assert_int_eq(run("IMPORT", IMPORT_ALL).result, 0);
}
END_TEST

/* An entry that does not check might be any name: no file rather than one without it. */
START_TEST(a_damaged_entry_gives_no_directory_and_result_1)
{
    const struct bytes clandata = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA");
    struct buffer damaged;
    size_t struck = 0;
    for (size_t at = 1024; at < 1024 + 32 * 256; at += 256) {
        if (clandata.data[at] != 0xE5) {
            continue;
        }
        buffer_init(&damaged, &arena);
        buffer_add(&damaged, clandata.data, clandata.size);
        damaged.data[at + 20] ^= 0x40;
        struct arena local = {0};
        struct memory_port *copy = memory_port_copy(memory, &local);
        memory_port_put(copy, FIXTURE_DATA "\\CLANDATA", buffer_bytes(&damaged));
        const struct fixture_run done =
            fixture_run(memory_port_os(copy), &local, "EXPORT", EXPORT_ALL, NULL);
        ck_assert_int_eq(done.result, 1);
        ck_assert_str_eq(file_of(copy, DIRECTORY), "(none)");
        memory_port_release(copy);
        arena_release(&local);
        struck++;
    }
    ck_assert_uint_eq(struck, 8);
}
END_TEST

static const struct {
    const char *name;
    enum fault_port_kind kind;
    enum status status;
} faults[] = {
    {"no access", FAULT_FAIL, ST_ACCESS_DENIED},
    {"not found", FAULT_FAIL, ST_NOT_FOUND},
    {"disk full", FAULT_FAIL, ST_DISK_FULL},
    {"busy", FAULT_FAIL, ST_SHARING_VIOLATION},
    {"locked", FAULT_FAIL, ST_LOCK_VIOLATION},
    {"torn", FAULT_TORN, ST_IO_ERROR},
    {"done, yet an error", FAULT_AFTER, ST_IO_ERROR},
    {"killed", FAULT_KILL, ST_PROCESS_GONE},
    {"killed in a write", FAULT_KILL_TORN, ST_PROCESS_GONE},
};

START_TEST(whatever_call_fails_the_exported_file_is_the_old_one_a_new_one_or_none)
{
    ck_assert_int_eq(run("EXPORT", EXPORT_ALL).result, 0);
    const char *whole = file_of(memory, DIRECTORY);
    memory_port_put(memory, DIRECTORY, bytes_of_text("old"));
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = memory_port_copy(memory, &local);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), faults[_i].kind, n, faults[_i].status);
        const struct fixture_run done = fixture_run(broken, &local, "EXPORT", EXPORT_ALL, NULL);
        const bool struck = fault.has_struck;
        const size_t left_open = fault_port_end(&fault);
        const char *file = file_of(world, DIRECTORY);
        ck_assert_msg(strcmp(file, "old") == 0 || strcmp(file, "(none)") == 0 ||
                          strcmp(file, whole) == 0,
                      "%s at call %llu: %s", faults[_i].name, (unsigned long long)n, file);
        ck_assert_msg(done.result != 0 || strcmp(file, whole) == 0, "%s at call %llu: 0 and %s",
                      faults[_i].name, (unsigned long long)n, file);
        ck_assert(done.result == -1 || left_open == 0);
        ck_assert_int_eq(
            fixture_run(memory_port_os(world), &local, "EXPORT", EXPORT_ALL, NULL).result, 0);
        ck_assert_str_eq(file_of(world, DIRECTORY), whole);
        memory_port_release(world);
        arena_release(&local);
        if (!struck) {
            ck_assert_uint_gt(n, 10);
            break;
        }
    }
}
END_TEST

START_TEST(whatever_call_fails_each_entry_is_whole_and_the_next_run_ends_it)
{
    const char *half[] = {"New, N @SITE9 [New, N at SITE9] (x);", "SITE9 (own);"};
    put("Name: SITE9\r\nLocn: P\r\nAddr: \r\nCmts: own\r\n"
        "Name: New, N\r\nLocn: l\r\nAddr: SITE9\r\nFAN: New, N at SITE9\r\nCmts: x\r\n"
        "Name: Doe, Ann\r\nLocn: l\r\nAddr: SITE9\r\nCmts:\r\n");
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct memory_port *world = memory_port_copy(memory, &local);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), faults[_i].kind, n, faults[_i].status);
        const struct fixture_run done = fixture_run(broken, &local, "IMPORT", IMPORT_ALL, NULL);
        const bool struck = fault.has_struck;
        (void)fault_port_end(&fault);
        const char *now = entries(memory_port_os(world));
        ck_assert_msg(strstr(now, "New, N") == NULL || strstr(now, half[0]) != NULL,
                      "%s at call %llu: %s", faults[_i].name, (unsigned long long)n, now);
        ck_assert_msg(strstr(now, "P SITE9") == NULL || strstr(now, half[1]) != NULL,
                      "%s at call %llu: %s", faults[_i].name, (unsigned long long)n, now);
        ck_assert_msg(done.result != 0, "%s at call %llu: a refusal is lost", faults[_i].name,
                      (unsigned long long)n);
        ck_assert_int_eq(
            fixture_run(memory_port_os(world), &local, "IMPORT", IMPORT_ALL, NULL).result, 5);
        now = entries(memory_port_os(world));
        ck_assert(strstr(now, half[0]) != NULL && strstr(now, half[1]) != NULL);
        ck_assert(strstr(file_of(world, REFUSED), "Name: Doe, Ann\r\n") != NULL);
        struct po_report report;
        ck_assert_int_eq(po_check(memory_port_os(world), FIXTURE_DATA, &local, &report), ST_OK);
        ck_assert_msg(report.errors == 0, "%s at call %llu: %u errors", faults[_i].name,
                      (unsigned long long)n, report.errors);
        memory_port_release(world);
        arena_release(&local);
        if (!struck) {
            ck_assert_uint_gt(n, 30);
            break;
        }
    }
}
END_TEST

static Suite *directory_suite(void)
{
    Suite *suite = suite_create("directory_programs");
    TCase *tcase = tcase_create("directory_programs");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, the_directory_comes_out_in_the_order_of_propadd);
    tcase_add_test(tcase, an_old_file_is_replaced_and_no_temporary_one_stays);
    tcase_add_loop_test(tcase, the_command_line_decides_what_is_done, 0, ARRAY_COUNT(lines));
    tcase_add_test(tcase, entries_are_added_post_office_first);
    tcase_add_test(tcase, entries_are_removed_and_those_that_are_gone_count_as_done);
    tcase_add_loop_test(tcase, what_is_refused_is_reported_and_the_rest_is_done, 0,
                        ARRAY_COUNT(refusals));
    tcase_add_test(tcase, one_bad_line_and_nothing_is_changed);
    tcase_add_test(tcase, a_post_office_that_may_only_be_read_takes_nothing_and_gives_all);
    tcase_add_test(tcase, a_shut_post_office_is_result_4);
    tcase_add_test(tcase, a_lock_that_stays_is_result_4_after_15_seconds);
    tcase_add_test(tcase, a_damaged_entry_gives_no_directory_and_result_1);
    tcase_add_loop_test(tcase,
                        whatever_call_fails_the_exported_file_is_the_old_one_a_new_one_or_none, 0,
                        ARRAY_COUNT(faults));
    tcase_add_loop_test(tcase, whatever_call_fails_each_entry_is_whole_and_the_next_run_ends_it, 0,
                        ARRAY_COUNT(faults));
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(directory_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
