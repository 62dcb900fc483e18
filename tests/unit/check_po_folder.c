/* Tests of sim/postoffice/po_folder.c, po_note.c and po_places.c: where letters lie in a mailbox.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_folder.h"
#include "po_internal.h"
#include "po_note.h"
#include "po_places.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

enum { SMITH = 1 };

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

static uint64_t send(void)
{
    static const uint32_t usr = SMITH;
    const struct po_message_in in = {
        .content = bytes_of_text("a letter"), .usrs = &usr, .usr_count = 1};
    uint64_t id = 0;
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

static uint32_t make(const char *name)
{
    uint32_t number = 0;
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_folder_make(po, SMITH, name, &arena, &number), ST_OK);
    po_unlock(po);
    return number;
}

static enum status move(uint64_t id, uint32_t folder)
{
    ck_assert_int_eq(po_lock(po), ST_OK);
    const enum status st = po_folder_move(po, SMITH, id, folder);
    po_unlock(po);
    return st;
}

static struct po_message letter(uint64_t id)
{
    struct po_message message = {0};
    ck_assert_int_eq(po_queue_next(po, SMITH, id - 1, &message), ST_OK);
    ck_assert_uint_eq(message.id, id);
    return message;
}

static struct po_report report(void)
{
    struct po_report result;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &result), ST_OK);
    return result;
}

START_TEST(letters_lie_in_folders_and_are_no_letters_of_the_inbox_any_more)
{
    const uint64_t a = send();
    const uint64_t b = send();
    const uint32_t old = make("Old projects");
    ck_assert_uint_eq(old, PO_FOLDER_OWN);
    ck_assert_uint_eq(make("old PROJECTS"), old);
    ck_assert_uint_eq(make("New"), old + 1);
    ck_assert_int_eq(move(a, old), ST_OK);
    ck_assert_uint_eq(letter(a).folder, old);
    ck_assert_uint_eq(letter(b).folder, PO_FOLDER_INBOX);
    ck_assert_int_eq(move(99, old), ST_NOT_FOUND);
    struct po_folders folders;
    ck_assert_int_eq(po_folder_list(po, SMITH, &arena, &folders), ST_OK);
    ck_assert_uint_eq(folders.count, 5);
    ck_assert_str_eq(po_folder_name(&folders, old), "Old projects");
    ck_assert_str_eq(po_folder_name(&folders, PO_FOLDER_LOG), "Message Log");
    ck_assert_str_eq(po_folder_name(&folders, 200), "");
    ck_assert_str_eq(po_folder_name(&folders, PO_FOLDER_TRASH), "Trash");
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

START_TEST(what_was_read_is_marked_in_its_folder)
{
    const uint64_t id = send();
    ck_assert_int_eq(move(id, PO_FOLDER_TRASH), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_mark(po, SMITH, id, PO_MARK_READ), ST_OK);
    ck_assert_int_eq(po_mark(po, SMITH, id, PO_MARK_READ), ST_OK);
    ck_assert_int_eq(po_mark(po, SMITH, 77, PO_MARK_READ), ST_NOT_FOUND);
    po_unlock(po);
    ck_assert_uint_eq(letter(id).marks, PO_MARK_READ);
    ck_assert_uint_eq(letter(id).folder, PO_FOLDER_TRASH);
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

static const struct {
    const char *name;
    enum status status;
} bad_names[] = {
    {"", ST_BAD_NAME},
    {"two\r\nlines", ST_BAD_NAME},
    {"0123456789012345678901234567890123456789012345678901234567890123", ST_TOO_LONG},
};

START_TEST(a_folder_has_a_name_that_fits)
{
    uint32_t number = 0;
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_folder_make(po, SMITH, bad_names[_i].name, &arena, &number),
                     bad_names[_i].status);
    po_unlock(po);
}
END_TEST

START_TEST(a_mailbox_has_no_more_folders_than_201)
{
    uint32_t number = 0;
    for (unsigned i = PO_FOLDER_OWN; i < PO_FOLDERS_MAX; i++) {
        ck_assert_uint_eq(make(arena_format(&arena, "Folder %u", i)), i);
    }
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_folder_make(po, SMITH, "One more", &arena, &number), ST_DISK_FULL);
    po_unlock(po);
    ck_assert_uint_eq(make("folder 200"), 200);
    ck_assert_uint_eq(report().errors + report().wear, 0);
    ck_assert_uint_eq(report().messages, 1); /* one note for all */
}
END_TEST

START_TEST(a_mailbox_goes_with_its_note_but_not_with_its_letters)
{
    (void)make("Old");
    const uint64_t id = send();
    ck_assert_int_eq(po_entry_remove(po, "Smith, J"), ST_NOT_EMPTY);
    ck_assert_int_eq(po_delete(po, SMITH, id), ST_OK);
    ck_assert_int_eq(po_entry_remove(po, "Smith, J"), ST_OK);
    const struct po_report after = report();
    ck_assert_uint_eq(after.errors + after.wear + after.messages, 0);
}
END_TEST

/* Lines of a note that are damaged, repeated or unknown. */
static const struct {
    const char *note;
    const char *names; /* of folders 3, 4, 5 */
} notes[] = {
    {"Folder: 3 A\r\nFolder: 4 B\r\n", "A|B|"},
    {"Folder: 4 B", "|B|"},
    {"folder: 3 A\nX: 1\nnothing\n: \nFolder: x A\nFolder: 3\nFolder: 4 \n", "A||"},
    {"Folder: 2 Own trash\r\nFolder: 201 A\r\nFolder: 99999999 B\r\nFolder: 5 C\r\n", "||C"},
};

START_TEST(a_note_is_read_line_by_line)
{
    struct po_folders folders;
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_note_write(po, SMITH, bytes_of_text(notes[_i].note), &arena), ST_OK);
    po_unlock(po);
    ck_assert_int_eq(po_folder_list(po, SMITH, &arena, &folders), ST_OK);
    ck_assert_str_eq(arena_format(&arena, "%s|%s|%s", po_folder_name(&folders, 3),
                                  po_folder_name(&folders, 4), po_folder_name(&folders, 5)),
                     notes[_i].names);
}
END_TEST

/* The three bytes of the only pointer of Smith, as they stand there now. */
static void write_place(const uint8_t place[PO_POINTER_PLACE_SIZE])
{
    ck_assert_int_eq(po_lock(po), ST_OK);
    fixture_move_pointers(po, SMITH);
    ck_assert_int_eq(po_write(po, po->mailbox->file, PO_USR_HEADER_SIZE + PO_POINTER_PLACE_AT,
                              place, PO_POINTER_PLACE_SIZE),
                     ST_OK);
    po_unlock(po);
    po_mailbox_close(po);
}

static const struct {
    const char *name;
    uint8_t place[PO_POINTER_PLACE_SIZE];
    uint32_t torn;
    uint32_t nameless;
} places[] = {
    {"a write that was cut off", {7, 0, 0}, 1, 0},
    {"a flipped byte of the marks", {0, 1, 0}, 1, 0},
    {"a flipped byte of the check", {0, 0, 9}, 1, 0},
    {"a folder without a name", {7, 0, (uint8_t)(7 * 31)}, 0, 1},
    {"a folder that cannot be", {250, 0, (uint8_t)(250 * 31)}, 0, 1},
};

START_TEST(a_place_that_is_wrong_is_found_and_mended_and_costs_no_mail)
{
    const uint64_t id = send();
    write_place(places[_i].place);
    ck_assert_uint_eq(letter(id).marks, 0);
    struct po_report found = report();
    ck_assert_uint_eq(found.torn_places, places[_i].torn);
    ck_assert_uint_eq(found.nameless_folders, places[_i].nameless);
    ck_assert_uint_eq(found.wear, 1);
    ck_assert_uint_eq(found.errors, 0);
    po_close(po);
    const struct fixture_run run =
        fixture_run(port, &arena, "CHKSTAT", "PO1 secret V:\\CCDATA DIAGNOSTICS/R", NULL);
    ck_assert_msg(run.result == 0, "%s", run.console);
    ck_assert_ptr_nonnull(strstr(run.console, "Folders and lists put right: 1"));
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_uint_eq(letter(id).folder, PO_FOLDER_INBOX);
    found = report();
    ck_assert_uint_eq(found.errors + found.wear, 0);
}
END_TEST

START_TEST(analyze_names_what_is_wrong_with_folders_and_what_to_run)
{
    (void)send();
    write_place(places[0].place);
    const struct fixture_run run = fixture_run(port, &arena, "ANALYZE", "V:\\CCDATA", NULL);
    ck_assert_int_eq(run.result, 1);
    ck_assert_ptr_nonnull(strstr(run.console, "Folders that do not check: 1"));
    ck_assert_ptr_nonnull(strstr(run.console, "Run: CHKSTAT DIAGNOSTICS/R"));
}
END_TEST

/* Making a folder is cut off at every call: the folders before or after, and all letters. */
START_TEST(a_cut_while_a_folder_is_made_leaves_the_old_folders_or_the_new_ones)
{
    uint32_t cuts = 0;
    for (uint64_t call = 1; call < 60; call++) {
        struct arena run = {0};
        struct fault_port broken;
        struct postoffice *cut = NULL;
        struct po_folders folders;
        struct po_report found;
        uint32_t number = 0;
        struct memory_port *copy = NULL;
        if (call == 1) {
            const uint64_t id = send();
            ck_assert_uint_eq(make("First"), 3);
            ck_assert_int_eq(move(id, 3), ST_OK);
            po_close(po);
        }
        copy = memory_port_copy(memory, &run);
        struct os_port *os =
            fault_port_begin(&broken, memory_port_os(copy), FAULT_KILL, call, ST_PROCESS_GONE);
        enum status st = po_open(os, FIXTURE_DATA, true, &run, &cut);
        st = st == ST_OK ? po_lock(cut) : st;
        st = st == ST_OK ? po_folder_make(cut, SMITH, "Second", &run, &number) : st;
        ck_assert(st == ST_OK || broken.has_struck);
        cuts += broken.has_struck ? 1 : 0;
        (void)fault_port_end(&broken);
        memory_port_close_all(copy);
        ck_assert_int_eq(po_open(memory_port_os(copy), FIXTURE_DATA, true, &run, &cut), ST_OK);
        ck_assert_int_eq(po_folder_list(cut, SMITH, &run, &folders), ST_OK);
        ck_assert_uint_ge(folders.count, 4);
        ck_assert_str_eq(po_folder_name(&folders, 3), "First");
        ck_assert_int_eq(po_check_opened(cut, &run, &found), ST_OK);
        ck_assert_uint_eq(found.errors, 0);
        po_close(cut);
        (void)fixture_run(memory_port_os(copy), &run, "CHKSTAT",
                          "PO1 secret V:\\CCDATA DIAGNOSTICS/R", NULL);
        ck_assert_int_eq(po_check(memory_port_os(copy), FIXTURE_DATA, &run, &found), ST_OK);
        ck_assert_uint_eq(found.errors + found.wear - found.lost_blocks, 0);
        ck_assert_uint_eq(found.messages, 2);
        memory_port_release(copy);
        arena_release(&run);
    }
    ck_assert_uint_gt(cuts, 15);
    po = NULL;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_folder");
    TCase *tcase = tcase_create("po_folder");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, letters_lie_in_folders_and_are_no_letters_of_the_inbox_any_more);
    tcase_add_test(tcase, what_was_read_is_marked_in_its_folder);
    tcase_add_loop_test(tcase, a_folder_has_a_name_that_fits, 0, ARRAY_COUNT(bad_names));
    tcase_add_test(tcase, a_mailbox_has_no_more_folders_than_201);
    tcase_add_test(tcase, a_mailbox_goes_with_its_note_but_not_with_its_letters);
    tcase_add_loop_test(tcase, a_note_is_read_line_by_line, 0, ARRAY_COUNT(notes));
    tcase_add_loop_test(tcase, a_place_that_is_wrong_is_found_and_mended_and_costs_no_mail, 0,
                        ARRAY_COUNT(places));
    tcase_add_test(tcase, analyze_names_what_is_wrong_with_folders_and_what_to_run);
    tcase_add_test(tcase, a_cut_while_a_folder_is_made_leaves_the_old_folders_or_the_new_ones);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
