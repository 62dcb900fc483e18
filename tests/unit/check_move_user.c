/* sim/world/office_users.c: a user who moves to another post office. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_folder.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct office *here;
static struct office *there;

static const struct office_entry known = {.name = "PO2", .kind = "postoffice"};

static void begin(void)
{
    static const struct office_spec spec = {
        .name = "PO2", .machine = "NW1", .place = "SYS:OTHER", .format = "DB6"};
    const struct small_world_spec plain = {0};
    small_world_declare(&small, &plain);
    w = small.world;
    here = small.office;
    small_must(office_create(w, &spec));
    there = office_find(w, "PO2");
    small_must(office_add_user(w, here, "Smith, J"));
    small_must(office_add_user(w, here, "Doe, Ann"));
}

static void end(void)
{
    small_world_end(&small);
}

static struct postoffice *open_po(struct office *office)
{
    struct postoffice *po = NULL;
    small_must(office_reader(w, office, &po));
    return po;
}

/* "subject in folder, read; ..." of a mailbox. */
static const char *letters(struct office *office, const char *name)
{
    struct postoffice *po = open_po(office);
    struct po_entry entry;
    struct po_folders folders;
    struct po_message message = {0};
    struct buffer text;
    buffer_init(&text, &small.arena);
    ck_assert_int_eq(po_entry_find(po, name, &entry), ST_OK);
    if (entry.usr == 0) {
        return arena_text(&small.arena, entry.address);
    }
    ck_assert_int_eq(po_folder_list(po, entry.usr, &small.arena, &folders), ST_OK);
    while (po_queue_next(po, entry.usr, message.id, &message) == ST_OK) {
        struct bytes content;
        ck_assert_int_eq(po_message_read(po, &message, &small.arena, &content, NULL), ST_OK);
        buffer_add(&text, content.data, content.size);
        buffer_format(&text, " in %s%s; ", po_folder_name(&folders, message.folder),
                      message.marks != 0 ? ", read" : "");
    }
    return buffer_string(&text);
}

static uint64_t send(const char *text)
{
    struct postoffice *po = open_po(here);
    struct po_entry entry;
    uint64_t id = 0;
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &entry), ST_OK);
    const struct po_message_in in = {
        .content = bytes_of_text(text), .usrs = &entry.usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &w->scratch, &id), ST_OK);
    return id;
}

START_TEST(his_letters_and_folders_go_along_and_his_entry_says_where_he_is)
{
    static const struct office_entry remote = {.name = "Smith, J", .kind = "remote", .at = "PO1"};
    static const struct office_entry back = {.name = "PO1", .kind = "postoffice"};
    small_must(office_add_entry(w, here, &known));
    small_must(office_add_entry(w, there, &back));
    if (_i == 1) { /* he was known there before */
        small_must(office_add_entry(w, there, &remote));
    }
    const uint64_t first = send("one");
    (void)send("two");
    struct postoffice *po = open_po(here);
    struct po_entry entry;
    uint32_t folder = 0;
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &entry), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_folder_make(po, entry.usr, "Old", &w->scratch, &folder), ST_OK);
    ck_assert_int_eq(po_folder_move(po, entry.usr, first, folder), ST_OK);
    ck_assert_int_eq(po_mark(po, entry.usr, first, PO_MARK_READ), ST_OK);
    po_unlock(po);
    small_must(office_move_user(w, here, there, "Smith, J"));
    ck_assert_str_eq(letters(there, "Smith, J"), "one in Old, read; two in Inbox; ");
    ck_assert_str_eq(letters(here, "Smith, J"), "PO2");
    ck_assert_uint_eq(office_check(w, here).errors + office_check(w, here).wear, 0);
    ck_assert_uint_eq(office_check(w, there).errors + office_check(w, there).wear, 0);
    small_must(office_move_user(w, there, here, "Smith, J")); /* and comes back */
    ck_assert_str_eq(letters(here, "Smith, J"), "one in Old, read; two in Inbox; ");
    ck_assert_str_eq(letters(there, "Smith, J"), "PO1");
}
END_TEST

START_TEST(a_move_that_cannot_be_is_told_and_moves_nothing)
{
    const char *why = office_move_user(w, here, there, "Nobody");
    ck_assert_str_eq(why, "\"Nobody\" has no mailbox at PO1");
    why = office_move_user(w, here, there, "Smith, J");
    ck_assert_str_eq(why, "PO1 does not know post office PO2");
    small_must(office_add_entry(w, here, &known));
    small_must(office_add_user(w, there, "Smith, J"));
    (void)send("one");
    why = office_move_user(w, here, there, "Smith, J");
    ck_assert_str_eq(
        why, "\"Smith, J\" cannot be moved: PO2 has somebody of that name already (one that "
             "no line gives a user has \"Smith, J\")");
    ck_assert_str_eq(letters(here, "Smith, J"), "one in Inbox; ");
    ck_assert_str_eq(letters(there, "Smith, J"), "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("move_user");
    TCase *tcase = tcase_create("move_user");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, his_letters_and_folders_go_along_and_his_entry_says_where_he_is, 0,
                        2);
    tcase_add_test(tcase, a_move_that_cannot_be_is_told_and_moves_nothing);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
