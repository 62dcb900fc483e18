/* What the switches of IMPORT and EXPORT do: /FOLDER /DATE/n /HILITE /MSGS/ALL /FILES/SIZE0; lists
 * and boards as addressees; limits of a header; CHKSTAT's folders. */
#define _GNU_SOURCE
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "po_folder.h"
#include "po_letter.h"
#include "po_list.h"
#include "programs/date_form.h"
#include "support/po_fixture.h"

#define OPEN "/NPO1 /Psecret /DV:\\CCDATA "
#define SMITH "/N\"Smith, J\" /Psecret /DV:\\CCDATA "
#define OF(name) "/N" name " /Psecret /DV:\\CCDATA "

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

static struct fixture_run run(const char *program, const char *arguments, int want)
{
    if (strcmp(program, "EXPORT") == 0) { /* it never writes over a file */
        memory_port_put(memory, FIXTURE_STORE "\\OUT.CCM", (struct bytes){0});
    }
    const struct fixture_run done = fixture_run(port, &arena, program, arguments, NULL);
    ck_assert_msg(done.result == want, "%d: %s", done.result, done.console);
    return done;
}

/* C:\STORE\IN.CCM: one message with these header lines and these items. */
static void put_message(const char *to, const char *header, const char *items)
{
    const char *text =
        arena_format(&arena,
                     "Message:\r\nFrom: Brady, Sally at SITE1\r\nDate: 6/2/98 8:39AM\r\n"
                     "To: %s\r\nSubject: Plans\r\n%sContents:\r\n%s",
                     to, header, items);
    memory_port_put(memory, FIXTURE_STORE "\\IN.CCM", bytes_of_text(text));
}

static const char *exported(void)
{
    const struct bytes file = memory_port_get(memory, FIXTURE_STORE "\\OUT.CCM");
    return file.data != NULL ? arena_text_n(&arena, (const char *)file.data, file.size)
                             : "(absent)";
}

static void has(const char *part)
{
    ck_assert_msg(strstr(exported(), part) != NULL, "no \"%s\" in\n%s", part, exported());
}

static void has_not(const char *part)
{
    ck_assert_msg(strstr(exported(), part) == NULL, "\"%s\" in\n%s", part, exported());
}

static void marked(const char *name, uint64_t id, uint32_t folder, uint32_t marks)
{
    struct postoffice *po = NULL;
    struct po_entry entry;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, name, &entry), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_folder_move(po, entry.usr, id, folder), ST_OK);
    ck_assert_int_eq(po_mark(po, entry.usr, id, marks), ST_OK);
    po_unlock(po);
    po_close(po);
}

START_TEST(folders_travel_with_the_switch_only)
{
    put_message("Smith, J", "Priority: Urgent\r\nFolder: Old projects\r\n", "Text item:\r\nhi\r\n");
    (void)run("IMPORT", OPEN "/@IN.CCM /FOLDER", 0);
    put_message("Smith, J", "Folder: Old projects\r\n", "Text item:\r\nhi\r\n");
    (void)run("IMPORT", OPEN "/@IN.CCM", 0);
    (void)run("EXPORT", SMITH "/@OUT.CCM /FOLDER", 0);
    has("Priority: Urgent\r\nFolder: Old projects\r\n");
    has("Folder: Inbox\r\n");
    (void)run("EXPORT", SMITH "/@OUT.CCM", 0);
    has("Subject: Plans");
    has_not("Folder:");
    has_not("Priority:");                              /* that one lies in its folder */
    (void)run("EXPORT", SMITH "/@OUT.CCM /FOLDER", 0); /* it is all there still */
    has("Folder: Old projects\r\n");
}
END_TEST

START_TEST(what_was_read_is_written_with_msgs_all)
{
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "one"), ST_OK);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "two"), ST_OK);
    marked("Smith, J", 1, PO_FOLDER_INBOX, PO_MARK_READ);
    (void)run("EXPORT", SMITH "/@OUT.CCM", 0);
    has_not("Subject: one");
    has("Subject: two");
    (void)run("EXPORT", SMITH "/@OUT.CCM /MSGS/ALL", 0);
    has("Subject: one");
    (void)run("EXPORT", SMITH "/@OUT.CCM /MSGS/ALL/MSGS/1", 0);
    has_not("Subject: two");
}
END_TEST

static const struct {
    const char *name;
    const char *import_switch;
    const char *date; /* in the file that is imported */
    int result;
    const char *export_switch;
    const char *exported;
} dates[] = {
    {"as written", "", "31.12.97 8:00", 0, "", "Date: 31.12.97 8:00\r\n"},
    {"day first in, US out", "/DATE/2", "31.12.97 8:00", 0, "", "Date: 12/31/97 8:00\r\n"},
    {"year first in, day first out", "/DATE/3", "97-12-31", 0, "/DATE/2", "Date: 31/12/97\r\n"},
    {"US in, year first out", "/DATE/1", "12/31/97 8:00AM", 0, "/DATE/3",
     "Date: 97/12/31 8:00AM\r\n"},
    {"a day that is none", "/DATE/1", "2/31/99", 0, "/DATE/1", "Date: 2/31/99\r\n"},
    {"what is no date stays", "", "yesterday", 0, "/DATE/2", "Date: yesterday\r\n"},
    {"day first, and it is not", "/DATE/2", "12/31/97", 5, "", NULL},
    {"no date", "/DATE/1", "yesterday", 5, "", NULL},
    {"a part is missing", "/DATE/1", "12/31", 5, "", NULL},
    {"parted by something else", "/DATE/1", "12 31 97", 5, "", NULL},
};

START_TEST(dates_are_read_and_written_in_the_order_that_was_said)
{
    const char *text =
        arena_format(&arena,
                     "Message:\r\nFrom: Brady, Sally at SITE1\r\nDate: %s\r\nTo: Smith, J"
                     "\r\nSubject: x\r\nContents:\r\nText item:\r\nhi\r\n",
                     dates[_i].date);
    memory_port_put(memory, FIXTURE_STORE "\\IN.CCM", bytes_of_text(text));
    const struct program_traits traits = {.version = "5.14", .lock_wait_ms = 1, .extent_table = 32};
    const struct fixture_run done =
        fixture_run(port, &arena, "IMPORT",
                    arena_format(&arena, OPEN "/@IN.CCM %s", dates[_i].import_switch), &traits);
    ck_assert_msg(done.result == dates[_i].result, "%s", done.console);
    if (dates[_i].exported == NULL) {
        const struct bytes und = memory_port_get(memory, FIXTURE_STORE "\\IN.UND");
        ck_assert_ptr_nonnull(und.data);
        ck_assert_ptr_nonnull(memmem(und.data, und.size, "Unknown Date Format", 19));
        return;
    }
    (void)run("EXPORT", arena_format(&arena, SMITH "/@OUT.CCM %s", dates[_i].export_switch), 0);
    has(dates[_i].exported);
}
END_TEST

static const struct {
    const char *import_switch;
    const char *export_switch;
    const char *text;
} hilites[] = {
    {"/HILITE", "/HILITE", "\r\na \x11red\x12 word\r\n"},
    {"/HILITE", "", "\r\na red word\r\n"},
    {"", "/HILITE", "\r\na \x11red\x12 word\r\n"},
    {"", "", "\r\na \x11red\x12 word\r\n"},
};

START_TEST(highlight_codes_are_codes_only_when_they_came_as_such)
{
    put_message("Smith, J", "",
                "Text item:\r\na \x11red\x12 word\r\nFile item: A 1/1/97\r\n\x11\r\n");
    (void)run("IMPORT", arena_format(&arena, OPEN "/@IN.CCM %s", hilites[_i].import_switch), 0);
    (void)run("EXPORT",
              arena_format(&arena, SMITH "/ITEMSIZE /@OUT.CCM %s", hilites[_i].export_switch), 0);
    has(hilites[_i].text);
    has("\r\n\x11\r\n"); /* a file is no text */
    has_not("Hilite");
}
END_TEST

START_TEST(a_file_whose_size_was_lost_is_whole_with_size0)
{
    static const char file[] =
        "Message:\r\n\r\nFrom: A at SITE1\r\nDate: 6/2/98 8:39AM\r\nTo: Smith, J\r\n"
        "Subject: x\r\nContents:\r\n\r\nFile item: A.WK4 1/1/97\r\n         0\r\n"
        "all of it\r\nText item:\r\n         4\r\nhi\r\n\r\n\r\n";
    memory_port_put(memory, FIXTURE_STORE "\\IN.CCM", bytes_of_text(file));
    (void)run("IMPORT", OPEN "/@IN.CCM /FILES/SIZE0", 0);
    (void)run("EXPORT", SMITH "/ITEMSIZE /@OUT.CCM", 0);
    has("File item: A.WK4 1/1/97\r\n        11\r\nall of it\r\n");
    memory_port_put(memory, FIXTURE_STORE "\\IN.CCM", bytes_of_text(file));
    (void)run("IMPORT", OPEN "/@IN.CCM", 1); /* what follows an empty file is no item */
}
END_TEST

static const char *const bad_switches[] = {"/DATE",    "/DATE/0",    "/DATE/4",
                                           "/DATE/US", "/MSGS/SOME", "/FILES/SIZE1"};

START_TEST(a_switch_with_another_value_is_a_bad_parameter)
{
    const struct fixture_run done =
        run("EXPORT", arena_format(&arena, OPEN "/@OUT.CCM %s", bad_switches[_i]), 2);
    ck_assert_ptr_nonnull(strstr(done.console, "Bad Parameters on the command line: "));
}
END_TEST

/* ---- lists and boards ---- */

static void make_public(void)
{
    static const char *const names[] = {"Smith, J", "Doe, Ann", "Nobody"};
    const struct po_members members = {names, ARRAY_COUNT(names)};
    struct postoffice *po = NULL;
    struct po_entry list = {.kind = PO_LIST, .name = "All"};
    struct po_entry board = {.kind = PO_BOARD, .name = "Social"};
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_add(po, &list), ST_OK);
    ck_assert_int_eq(po_entry_add(po, &board), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_members_write(po, list.usr, &members, &arena), ST_OK);
    po_unlock(po);
    po_close(po);
}

START_TEST(import_delivers_to_lists_and_boards)
{
    make_public();
    put_message("All at PO1\r\nTo: #Social\r\nCc: Smith, J", "", "Text item:\r\nhi\r\n");
    (void)run("IMPORT", OPEN "/@IN.CCM /PARTIAL", 5); /* one member is nobody */
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "Plans"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "Plans"), 1);
    ck_assert_int_eq(fixture_count(port, &arena, "Social", "Plans"), 1);
    const struct bytes und = memory_port_get(memory, FIXTURE_STORE "\\IN.UND");
    ck_assert_ptr_nonnull(memmem(und.data, und.size, "Recipient: Nobody\r\n", 19));
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
    (void)run("EXPORT", OF("Social") "/@OUT.CCM", 3);
    (void)run("EXPORT", OF("All") "/@OUT.CCM", 3);
}
END_TEST

START_TEST(without_partial_one_unknown_member_fails_all)
{
    make_public();
    put_message("All at PO1", "", "Text item:\r\nhi\r\n");
    (void)run("IMPORT", OPEN "/@IN.CCM", 5);
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "Plans"), 0);
}
END_TEST

START_TEST(members_of_lists_travel_in_directory_files)
{
    make_public();
    (void)run("EXPORT", OPEN "/@OUT.CCM /DIRECTORY/LISTS", 0);
    has("Name: All\r\nLocn: M\r\nAddr: PO1\r\nMemb: Smith, J\r\nMemb: Doe, Ann\r\nMemb: "
        "Nobody\r\n");
    memory_port_put(
        memory, FIXTURE_STORE "\\L.IMP",
        bytes_of_text("Name: Two\r\nLocn: M\r\nAddr: \r\nMemb: Boss\r\nMemb: Roe, Max\r\nCmts: \r\n"
                      "Name: All\r\nLocn: M\r\nAddr: \r\nMemb: Boss\r\nCmts: \r\n"));
    (void)run("IMPORT", OPEN "/@L.IMP /DIRECTORY", 0);
    (void)run("IMPORT", OPEN "/@L.IMP /DIRECTORY", 0);
    (void)run("EXPORT", OPEN "/@OUT.CCM /DIRECTORY/LISTS", 0);
    has("Memb: Boss\r\nMemb: Roe, Max\r\nCmts: \r\n");
    has_not("Doe, Ann");
    memory_port_put(memory, FIXTURE_STORE "\\L.IMP", bytes_of_text("Name: All\r\nCmts: \r\n"));
    (void)run("IMPORT", OPEN "/@L.IMP /DIRECTORY/DELETE", 0);
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
}
END_TEST

/* ---- limits of a header ---- */

static const struct {
    const char *name;
    unsigned addresses;
    unsigned extra_lines; /* of 64 bytes */
    int result;
} headers[] = {
    {"200 short ones", 200, 0, 0},
    {"201", 201, 0, 5},
    {"few, and other lines that fill it", 20, 70, 5},
};

START_TEST(a_header_takes_4_kb_or_200_addressees)
{
    struct buffer to;
    struct buffer extra;
    buffer_init(&to, &arena);
    buffer_init(&extra, &arena);
    for (unsigned i = 0; i < headers[_i].addresses; i++) {
        buffer_text(&to, i == 0 ? "Boss" : "\r\nTo: Boss");
    }
    for (unsigned i = 0; i < headers[_i].extra_lines; i++) {
        buffer_text(&extra, "Forward: 6/2/98 8:39AM Somebody of a long name at POSTOFFICE\r\n");
    }
    put_message(buffer_string(&to), buffer_string(&extra), "Text item:\r\nhi\r\n");
    (void)run("IMPORT", OPEN "/@IN.CCM /PARTIAL", headers[_i].result);
    const struct bytes und = memory_port_get(memory, FIXTURE_STORE "\\IN.UND");
    ck_assert((und.data != NULL) == (headers[_i].result == 5));
    if (und.data != NULL) {
        ck_assert_ptr_nonnull(memmem(und.data, und.size, "Header Buffer Full", 18));
    }
}
END_TEST

/* ---- CHKSTAT's folders ---- */

static const struct {
    const char *version;
    const char *option;
    int left[3]; /* in Inbox, Message Log, Trash */
} deletions[] = {
    {"5.15", "MESSAGES/DELETE/DAYS/30", {0, 0, 0}},
    {"5.15", "MESSAGES/DELETE/FOLDER/MSGLOG/DAYS/30", {1, 0, 1}},
    {"5.15", "MESSAGES/DELETE/FOLDER/TRASHFOLD/DAYS/30", {1, 1, 0}},
    {"5.15", "MESSAGES/DELETE/FOLDER/TRASHFOLD/DAYS/30000", {1, 1, 1}},
    {"5.0", "MESSAGES/DELETE/FOLDER/MSGLOG/DAYS/30", {0, 0, 0}},
};

START_TEST(deletion_by_age_keeps_to_its_folder)
{
    static const char *const subjects[] = {"inbox", "log", "trash"};
    for (uint32_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", subjects[i]), ST_OK);
        marked("Smith, J", i + 1, i, 0);
    }
    memory_port_set_time(memory, UINT64_C(10410) * 86400000); /* 7/3/98 */
    struct program_traits traits = program_default_traits();
    traits.version = deletions[_i].version;
    traits.quirks = program_quirks("CHKSTAT", deletions[_i].version, 16);
    const struct fixture_run done = fixture_run(
        port, &arena, "CHKSTAT",
        arena_format(&arena, "PO1 secret V:\\CCDATA %s", deletions[_i].option), &traits);
    ck_assert_msg(done.result == 0, "%s", done.console);
    for (size_t i = 0; i < ARRAY_COUNT(subjects); i++) {
        ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", subjects[i]),
                         deletions[_i].left[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("switches");
    TCase *tcase = tcase_create("switches");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, folders_travel_with_the_switch_only);
    tcase_add_test(tcase, what_was_read_is_written_with_msgs_all);
    tcase_add_loop_test(tcase, dates_are_read_and_written_in_the_order_that_was_said, 0,
                        ARRAY_COUNT(dates));
    tcase_add_loop_test(tcase, highlight_codes_are_codes_only_when_they_came_as_such, 0,
                        ARRAY_COUNT(hilites));
    tcase_add_test(tcase, a_file_whose_size_was_lost_is_whole_with_size0);
    tcase_add_loop_test(tcase, a_switch_with_another_value_is_a_bad_parameter, 0,
                        ARRAY_COUNT(bad_switches));
    tcase_add_test(tcase, import_delivers_to_lists_and_boards);
    tcase_add_test(tcase, without_partial_one_unknown_member_fails_all);
    tcase_add_test(tcase, members_of_lists_travel_in_directory_files);
    tcase_add_loop_test(tcase, a_header_takes_4_kb_or_200_addressees, 0, ARRAY_COUNT(headers));
    tcase_add_loop_test(tcase, deletion_by_age_keeps_to_its_folder, 0, ARRAY_COUNT(deletions));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
