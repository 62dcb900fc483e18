/* sim/world/office.c: post offices as the world knows them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm.h"
#include "base/text.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;

static void begin(void)
{
    const struct small_world_spec spec = {.out = 2, .in = 2};
    small_world_declare(&small, &spec);
    w = small.world;
}

static void end(void)
{
    small_world_end(&small);
}

static const struct {
    const char *name;
    struct office_spec spec;
    const char *says;
} wrong[] = {
    {"no such server", {.name = "PO2", .machine = "NW9", .place = "SYS:X"}, "no server 'NW9'"},
    {"no such volume", {.name = "PO2", .machine = "NW1", .place = "VOL9:X"}, "leads nowhere"},
    {"one is there", {.name = "PO2", .machine = "NW1", .place = "SYS:CCDATA"}, "cannot be made"},
};

START_TEST(a_post_office_that_cannot_be_is_told)
{
    const char *why = office_create(w, &wrong[_i].spec);
    ck_assert_ptr_nonnull(why);
    ck_assert_msg(strstr(why, wrong[_i].says) != NULL, "%s: %s", wrong[_i].name, why);
    ck_assert_ptr_null(office_find(w, "PO2"));
}
END_TEST

START_TEST(a_path_that_is_too_long_is_told)
{
    char place[OS_PATH_SIZE + 1];
    memset(place, 'A', sizeof(place) - 1);
    place[sizeof(place) - 1] = '\0';
    const struct office_spec spec = {.name = "PO2", .machine = "NW1", .place = place};
    ck_assert_ptr_nonnull(office_create(w, &spec));
}
END_TEST

/* The world itself has each open, and a process has only so many files. */
START_TEST(there_may_be_more_post_offices_than_files_that_a_process_has_open)
{
    for (unsigned i = 0; i < PROCESS_HANDLES_MAX; i++) {
        const struct office_spec spec = {.name = arena_format(&small.arena, "MANY%u", i),
                                         .machine = "NW1",
                                         .place = arena_format(&small.arena, "SYS:MANY%u", i)};
        ck_assert_ptr_null(office_create(w, &spec));
        ck_assert_ptr_null(office_add_user(w, office_find(w, spec.name), "Smith, J"));
    }
    small_world_finish(&small);
    ck_assert(world_run_until(w, 60000000));
    for (struct office *o = w->offices; o != NULL; o = o->next) {
        ck_assert_ptr_nonnull(o->writer);
    }
}
END_TEST

START_TEST(a_post_office_is_found_by_name_and_the_first_without_one)
{
    const struct office_spec spec = {.name = "PO2",
                                     .machine = "NW1",
                                     .place = "SYS:OTHER/DEEP",
                                     .format = "DB8",
                                     .password = "pw"};
    small_must(office_create(w, &spec));
    ck_assert_ptr_eq(office_find(w, NULL), small.office);
    ck_assert_ptr_eq(office_find(w, ""), small.office);
    ck_assert_str_eq(office_find(w, "po2")->path, "\\\\NW1\\SYS\\OTHER\\DEEP");
    ck_assert_str_eq(office_find(w, "PO2")->password, "pw");
    ck_assert_str_eq(small.office->password, "postoffice");
    ck_assert_ptr_null(office_find(w, "PO3"));
}
END_TEST

static const struct {
    struct office_entry entry;
    const char *kind;
} entries[] = {
    {{.name = "Jones, K", .kind = "local"}, "local"},
    {{.name = "Far, A", .kind = "remote", .at = "SITE1", .fan = "Far A"}, "remote"},
    {{.name = "PO7", .kind = "postoffice", .comment = "a comment"}, "postoffice"},
    {{.name = "PO8", .kind = "indirect", .at = "PO7"}, "indirect"},
    {{.name = "Nick", .kind = "alias", .at = "Jones, K"}, "alias"},
    {{.name = "J\xC3\xB6rg", .kind = "local", .comment = "f\xC3\xBCr"}, "local"},
};

START_TEST(an_entry_is_there_until_it_is_removed)
{
    const struct office_entry *entry = &entries[_i].entry;
    struct office_entry found;
    ck_assert(!office_has_entry(w, small.office, entry->name, w->arena, &found));
    small_must(office_add_entry(w, small.office, entry));
    small_must(office_add_entry(w, small.office, entry)); /* it is there: nothing to do */
    ck_assert(office_has_entry(w, small.office, entry->name, w->arena, &found));
    ck_assert_str_eq(found.kind, entries[_i].kind);
    ck_assert_str_eq(found.comment, entry->comment != NULL ? entry->comment : "");
    small_must(office_remove_entry(w, small.office, entry->name));
    small_must(office_remove_entry(w, small.office, entry->name));
    ck_assert(!office_has_entry(w, small.office, entry->name, w->arena, &found));
}
END_TEST

START_TEST(an_entry_that_cannot_be_is_told)
{
    char long_name[200];
    memset(long_name, 'A', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    const struct office_entry bad[] = {{.name = "X", .kind = "strange"},
                                       {.name = long_name, .kind = "local"},
                                       {.name = "", .kind = "local"}};
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        ck_assert_ptr_nonnull(office_add_entry(w, small.office, &bad[i]));
    }
}
END_TEST

START_TEST(people_are_known_by_name_however_many_there_are)
{
    ck_assert(!office_has_user(small.office, "User 1"));
    for (int i = 0; i < 100; i++) {
        ck_assert_ptr_null(
            office_add_user(w, small.office, arena_format(&small.arena, "User %d", i)));
        ck_assert(office_has_user(small.office, "User 0"));
        ck_assert(office_has_user(small.office, arena_format(&small.arena, "USER %d", i)));
        ck_assert(!office_has_user(small.office, arena_format(&small.arena, "User %d", i + 1)));
    }
    const struct office_user *user = small.office->users;
    for (int i = 0; i < 100; i++, user = user->next) { /* in their order */
        ck_assert_str_eq(user->name, arena_format(&small.arena, "User %d", i));
    }
    ck_assert_ptr_null(user);
}
END_TEST

START_TEST(an_entry_with_mail_stays)
{
    connector_stop(w, small.connector);
    small_must(world_finish_declarations(w));
    ck_assert_uint_eq(office_queue_count(w, small.office, "SITE1"), 2);
    ck_assert_uint_eq(office_queue_count(w, small.office, "nobody"), 0);
    ck_assert_ptr_nonnull(office_remove_entry(w, small.office, "SITE1"));
}
END_TEST

START_TEST(a_completed_dirsync_brings_the_site_and_its_people)
{
    struct office_entry found;
    (void)site_recipient_need(w, site_need(w, NULL), "Brady, Sally");
    site_recipient_set_proxy(w->sites, site_recipient_need(w, w->sites, "Odd"), "no colon");
    small_must(office_complete_dirsync(w, small.office, false));
    ck_assert(office_has_entry(w, small.office, "SITE1", w->arena, &found));
    ck_assert_str_eq(found.kind, "postoffice");
    ck_assert_str_eq(found.comment, "MSExchangeCCMC EX1");
    ck_assert(office_has_entry(w, small.office, "Brady, Sally", w->arena, &found));
    ck_assert_str_eq(found.kind, "remote");
    ck_assert(small.office->has_site_entry);
}
END_TEST

START_TEST(a_completed_dirsync_leaves_what_the_world_says_of_its_entries)
{
    const struct office_entry entry = {"SITE1", .kind = "postoffice", .comment = "by hand"};
    struct office_entry found;
    small_must(office_add_entry(w, small.office, &entry));
    small_must(office_complete_dirsync(w, small.office, true));
    ck_assert(office_has_entry(w, small.office, "SITE1", w->arena, &found));
    ck_assert_str_eq(found.comment, "by hand");
    small_must(office_complete_dirsync(w, small.office, false));
    ck_assert(office_has_entry(w, small.office, "SITE1", w->arena, &found));
    ck_assert_str_eq(found.comment, "MSExchangeCCMC EX1");
}
END_TEST

START_TEST(a_reader_sees_his_letters_oldest_first)
{
    struct ccm_message message;
    struct arena arena = {0};
    small_world_finish(&small);
    small_world_run(&small, 60);
    struct office_mailbox mailbox;
    ck_assert(office_mailbox_open(w, small.office, "smith, j", &mailbox));
    ck_assert(office_mailbox_next(&mailbox, &arena, &message));
    ck_assert_str_eq(message.subject, "Letter 1");
    ck_assert(office_mailbox_next(&mailbox, &arena, &message));
    ck_assert_str_eq(message.subject, "Letter 2");
    ck_assert(!office_mailbox_next(&mailbox, &arena, &message));
    ck_assert(!office_mailbox_open(w, small.office, "nobody", &mailbox));
    ck_assert_uint_eq(office_check(w, small.office).errors, 0);
    arena_release(&arena);
}
END_TEST

START_TEST(a_shut_post_office_keeps_the_programs_out_until_it_is_opened)
{
    small_must(world_finish_declarations(w));
    small_must(office_shut(w, small.office));
    small_must(office_shut(w, small.office));
    connector_start(w, small.connector);
    small_world_run(&small, 60);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_OUT], 0);
    small_must(office_open(w, small.office));
    small_must(office_open(w, small.office));
    small_world_run(&small, 120);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
}
END_TEST

START_TEST(a_moved_post_office_takes_its_mail_along)
{
    small_world_finish(&small);
    small_world_run(&small, 16);
    connector_stop(w, small.connector);
    small_world_run(&small, 30);
    const struct office_move move = {.machine = "NT1",
                                     .share = "CCPO",
                                     .path = "D:\\ccdata",
                                     .acl_account = "EXCH\\svc-ccmc",
                                     .acl_level = "change"};
    small_must(office_move(w, small.office, &move));
    ck_assert_str_eq(small.office->path, "\\\\NT1\\CCPO");
    ck_assert_uint_eq(office_check(w, small.office).errors, 0);
    const struct connector_tab tab = {.path = "\\\\NT1\\CCPO"};
    small_must(connector_set_tab(w, small.connector, &tab));
    const struct mail late = {
        .name = "late", .direction = MAIL_OUT, .count = 3, .date_ms = INT64_MIN};
    const struct mail back = {
        .name = "back", .direction = MAIL_IN, .count = 3, .date_ms = INT64_MIN};
    small_must(mail_submit(w, mail_declare(w, &late)));
    small_must(mail_submit(w, mail_declare(w, &back)));
    connector_start(w, small.connector);
    small_world_run(&small, 120);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_OUT], 5);
    ck_assert_uint_eq(truth_totals(w).delivered[MAIL_IN], 5);
    ck_assert_uint_eq(truth_totals(w).in_custody, 0);
    ck_assert_uint_eq(office_check(w, small.office).errors, 0);
}
END_TEST

static const struct {
    const char *name;
    struct office_move move;
} wrong_moves[] = {
    {"no such level", {.machine = "NT1", .share = "CCPO", .acl_level = "everything"}},
    {"no such account", {.machine = "NT1", .share = "CCPO", .acl_account = "EXCH\\none"}},
    {"no such drive", {.machine = "NT1", .share = "CCPO", .path = "Q:\\x"}},
    {"no such volume", {.machine = "NW1", .path = "VOL7:X"}},
};

START_TEST(a_move_that_cannot_be_is_told)
{
    small_must(world_finish_declarations(w));
    ck_assert_msg(office_move(w, small.office, &wrong_moves[_i].move) != NULL, "%s",
                  wrong_moves[_i].name);
}
END_TEST

START_TEST(a_move_into_a_full_disk_is_told)
{
    small_must(world_finish_declarations(w));
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    (void)host_need(w, "NT1");
    small_must(world_place(w, host_find(w, "NT1"), "D:\\", &volume, &node, false));
    volume_set_free(volume->volume, 0);
    const struct office_move move = {.machine = "NT1", .share = "CCPO"};
    const char *why = office_move(w, small.office, &move);
    ck_assert_ptr_nonnull(why);
    ck_assert_msg(strstr(why, "cannot be copied") != NULL, "%s", why);
}
END_TEST

START_TEST(a_post_office_without_its_files_is_told)
{
    struct process *console = process_new(w, PROCESS_WORLD, "console", w->hosts, NULL);
    small_must(world_finish_declarations(w));
    const struct office_spec spec = {.name = "PO2", .machine = "NW1", .place = "SYS:OTHER"};
    small_must(office_create(w, &spec));
    struct office *other = office_find(w, "PO2");
    ck_assert_int_eq(os_remove(&console->port, "\\\\NW1\\SYS\\OTHER\\CLANDATA"), ST_OK);
    struct postoffice *po = NULL;
    struct office_entry found;
    ck_assert_ptr_nonnull(office_reader(w, other, &po));
    ck_assert_ptr_nonnull(office_add_user(w, other, "A"));
    ck_assert_ptr_nonnull(office_remove_entry(w, other, "A"));
    ck_assert(!office_has_entry(w, other, "A", w->arena, &found));
    ck_assert_uint_eq(office_queue_count(w, other, "A"), 0);
    ck_assert_uint_ge(office_check(w, other).errors, 1);
    const struct mail lost = {
        .name = "lost", .direction = MAIL_IN, .count = 1, .office = other, .date_ms = INT64_MIN};
    ck_assert_ptr_nonnull(mail_submit(w, mail_declare(w, &lost)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("office");
    TCase *tcase = tcase_create("office");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, a_post_office_that_cannot_be_is_told, 0, (int)ARRAY_COUNT(wrong));
    tcase_add_test(tcase, a_path_that_is_too_long_is_told);
    tcase_add_test(tcase, there_may_be_more_post_offices_than_files_that_a_process_has_open);
    tcase_add_test(tcase, a_post_office_is_found_by_name_and_the_first_without_one);
    tcase_add_loop_test(tcase, an_entry_is_there_until_it_is_removed, 0, (int)ARRAY_COUNT(entries));
    tcase_add_test(tcase, an_entry_that_cannot_be_is_told);
    tcase_add_test(tcase, people_are_known_by_name_however_many_there_are);
    tcase_add_test(tcase, an_entry_with_mail_stays);
    tcase_add_test(tcase, a_completed_dirsync_brings_the_site_and_its_people);
    tcase_add_test(tcase, a_completed_dirsync_leaves_what_the_world_says_of_its_entries);
    tcase_add_test(tcase, a_reader_sees_his_letters_oldest_first);
    tcase_add_test(tcase, a_shut_post_office_keeps_the_programs_out_until_it_is_opened);
    tcase_add_test(tcase, a_moved_post_office_takes_its_mail_along);
    tcase_add_loop_test(tcase, a_move_that_cannot_be_is_told, 0, (int)ARRAY_COUNT(wrong_moves));
    tcase_add_test(tcase, a_move_into_a_full_disk_is_told);
    tcase_add_test(tcase, a_post_office_without_its_files_is_told);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
