/* Tests of CHKSTAT's options (tools/programs/chkstat.c), letter_age.c, and what RECLAIM does to
 * mailbox files (po_rebuild.c). */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_internal.h"
#include "programs/letter_age.h"
#include "support/po_fixture.h"

#define ENTITLED "/NPO1 /Psecret /DV:\\CCDATA "

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

enum { LETTER_DAY = 10379, DAY_MS = 86400000 }; /* of the fixture's letters, 6/2/98 */

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Doe, Ann", "to a mailbox"), ST_OK);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Brady, Sally", "in a queue"), ST_OK);
    memory_port_set_time(memory, (uint64_t)(LETTER_DAY + 31) * DAY_MS);
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

static const struct {
    const char *name;
    const char *options;
    int in_mailbox; /* left */
    const char *says;
} deletions[] = {
    {"older than a month", "/MESSAGES/DELETE/DAYS/30", 0, "Messages deleted: 1\r\n"},
    {"exactly as old stays", "/MESSAGES/DELETE/DAYS/31", 1, "Messages deleted: 0\r\n"},
    {"without slash", "MESSAGES/DELETE/DAYS/1", 0, "Messages deleted: 1\r\n"},
    {"only the log, and it lies in the inbox", "/MESSAGES/DELETE/FOLDER/MSGLOG/DAYS/1", 1,
     "Errors: 0"},
    {"only the trash", "/MESSAGES/DELETE/FOLDER/TRASHFOLD/DAYS/1", 1, "Errors: 0"},
};

START_TEST(messages_older_than_so_many_days_leave_mailboxes_but_not_queues)
{
    const struct fixture_run done =
        run("CHKSTAT", arena_format(&arena, ENTITLED "%s", deletions[_i].options));
    ck_assert_msg(done.result == 0, "%s: %s", deletions[_i].name, done.console);
    ck_assert_msg(strstr(done.console, deletions[_i].says) != NULL, "%s: %s", deletions[_i].name,
                  done.console);
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "to a mailbox"),
                     deletions[_i].in_mailbox);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "in a queue"), 1);
    ck_assert_int_eq(run("ANALYZE", "V:\\CCDATA").result, 0);
}
END_TEST

START_TEST(a_message_that_cannot_be_read_has_no_age)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Doe, Ann", "torn"), ST_OK);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_TORN_BLOCK), ST_OK);
    po_close(po);
    const struct fixture_run done = run("CHKSTAT", ENTITLED "MESSAGES/DELETE/DAYS/30");
    ck_assert_int_eq(done.result, 1);
    ck_assert(strstr(done.console, "Messages deleted: 1\r\n") != NULL);
    ck_assert(strstr(done.console, "Torn message blocks: 1\r\n") != NULL);
}
END_TEST

START_TEST(statistics_name_each_mailbox_with_what_it_holds)
{
    const struct fixture_run done = run("CHKSTAT", ENTITLED "STATUSERS/N");
    ck_assert_int_eq(done.result, 0);
    const char *ann = strstr(done.console, "L Doe, Ann ");
    const char *site = strstr(done.console, "P SITE1 ");
    ck_assert(ann != NULL);
    ck_assert(site != NULL);
    ck_assert(strstr(ann, "1 messages ") != NULL);
    ck_assert(strstr(done.console, "R Roe, Max ") != NULL);
    ck_assert(strstr(done.console, "FAR") == NULL); /* it has no file */
}
END_TEST

START_TEST(options_are_worked_left_to_right_and_the_first_refusal_ends_it)
{
    const struct fixture_run twice =
        run("CHKSTAT", ENTITLED "STATUSERS/N MESSAGES/DELETE/DAYS/30 STATUSERS/N");
    ck_assert_int_eq(twice.result, 0);
    const char *before = strstr(twice.console, "L Doe, Ann ");
    const char *between = strstr(twice.console, "Messages deleted: 1");
    ck_assert(before != NULL && between != NULL && before < between);
    ck_assert(strstr(between, "L Doe, Ann ") != NULL);
    ck_assert(strstr(strstr(between, "L Doe, Ann "), " 0 messages ") != NULL);

    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_MESSAGE_INDEX), ST_OK);
    po_close(po);
    const struct fixture_run wrong = run("CHKSTAT", ENTITLED "DIAGNOSTICS/R DIAGNOSTICS/M");
    ck_assert_int_eq(wrong.result, 1);
    ck_assert(strstr(wrong.console, "Run CHKSTAT DIAGNOSTICS/M first.") != NULL);
    ck_assert_int_eq(run("ANALYZE", "V:\\CCDATA").result, 1);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED "DIAGNOSTICS/M DIAGNOSTICS/R").result, 0);
    ck_assert_int_eq(run("ANALYZE", "V:\\CCDATA").result, 0);
}
END_TEST

static const char *const bad_options[] = {
    "MESSAGES/DELETE/DAYS",
    "MESSAGES/DELETE/DAYS/",
    "MESSAGES/DELETE/DAYS/x",
    "MESSAGES/DELETE/DAYS/4294967296",
    "MESSAGES/DELETE/FOLDER/INBOX",
    "MESSAGES/DELETE/FOLDER/ALONGFOLDERNAME",
    "C/C/C/C/C/C/C/C/C/C/C/C/C/C/C/C/C",
    "MESSAGES/DELETE",
    "MESSAGES/DELETE/FOLDER/TRASHFOLD",
    "DELETE/DAYS/1",
    "MESSAGES/DAYS/1/DELETE",
    "MESSAGES/DELETE/DAYS/1/DAYS/2",
    "NFT",
    "NFT/M",
    "M",
    "DIAGNOSTICS/A",
    "USR/1",
};

START_TEST(options_without_a_sense_are_refused)
{
    const struct fixture_run done =
        run("CHKSTAT", arena_format(&arena, ENTITLED "/%s", bad_options[_i]));
    ck_assert_int_eq(done.result, 1);
    ck_assert_msg(strstr(done.console, "Bad Parameters on the command line") != NULL, "%s",
                  bad_options[_i]);
    ck_assert_ptr_nonnull(strstr(done.console, bad_options[_i]));
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "to a mailbox"), 1);
}
END_TEST

/* The days and the folder of one deletion are not those of the next. */
START_TEST(each_deletion_has_its_own_days_and_folder)
{
    static const char *const lines[][2] = {
        {"MESSAGES/DELETE/DAYS/30 MESSAGES/DELETE/DAYS/90/FOLDER/TRASHFOLD",
         "Messages deleted: 1\r\nMessages deleted: 0\r\n"},
        {"MESSAGES/DELETE/DAYS/1/FOLDER/TRASHFOLD MESSAGES/DELETE/DAYS/30",
         "Messages deleted: 0\r\nMessages deleted: 1\r\n"},
        {"MESSAGES/DELETE/DAYS/31 MESSAGES/DELETE/FOLDER/MSGLOG/DAYS/1",
         "Messages deleted: 0\r\nMessages deleted: 0\r\n"},
    };
    const struct fixture_run done =
        run("CHKSTAT", arena_format(&arena, ENTITLED "%s", lines[_i][0]));
    ck_assert_msg(strstr(done.console, lines[_i][1]) != NULL, "%s", done.console);
}
END_TEST

static const struct {
    const char *date;
    int64_t day; /* -1: none */
} dates[] = {
    {"1/1/1970", 0},
    {"6/2/98 8:39", LETTER_DAY},
    {"6/2/1998", LETTER_DAY},
    {"12/31/99", 10956},
    {"1/1/00", 10957},
    {"2/29/00", 11016},
    {"3/1/2000", 11017},
    {"3/1/99", 10651},
    {"2/29/99", -1},
    {"2/31/99", -1},
    {"13/1/99", -1},
    {"0/1/99", -1},
    {"1/0/99", -1},
    {"1/1/1969", -1},
    {"", -1},
    {"yesterday", -1},
    {"1/1", -1},
    {"6-2-98", LETTER_DAY},
    {"6.2.98", LETTER_DAY},
    {"1/1/99999", -1},
    {"2/29/1900", -1},
};

START_TEST(a_date_that_no_calendar_has_has_no_day)
{
    int64_t day = -1;
    const bool has_day = letter_date_day(dates[_i].date, &day);
    ck_assert_msg(has_day == (dates[_i].day >= 0), "%s", dates[_i].date);
    ck_assert_msg(!has_day || day == dates[_i].day, "%s: %lld", dates[_i].date, (long long)day);
}
END_TEST

static uint32_t lost_mailboxes(void)
{
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    return report.lost_mailboxes;
}

START_TEST(reclaim_takes_away_mailbox_files_of_nobody_when_they_are_empty)
{
    const struct bytes usr = memory_port_get(memory, FIXTURE_DATA "\\USR00001");
    memory_port_put(memory, FIXTURE_DATA "\\USR00077", (struct bytes){usr.data, 10}); /* cut off */
    memory_port_put(memory, FIXTURE_DATA "\\USR.OLD", usr); /* nobody's business */
    ck_assert_uint_eq(lost_mailboxes(), 2);
    const struct fixture_run done = run("RECLAIM", ENTITLED);
    ck_assert_msg(done.result == 0, "%s", done.console);
    ck_assert(strstr(done.console, "Mailbox files removed: 1\r\n") != NULL);
    ck_assert_uint_eq(lost_mailboxes(), 1);
}
END_TEST

static void damage(enum po_damage_kind kind)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, kind), ST_OK);
    po_close(po);
}

/* NFT/C would mend nothing there. */
START_TEST(where_the_directory_is_beyond_the_tools_they_name_a_backup)
{
    static const char *const lines[][2] = {{"CHKSTAT", ENTITLED "DIAGNOSTICS/R"},
                                           {"RECLAIM", ENTITLED},
                                           {"RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A"}};
    damage(PO_DAMAGE_DIRECTORY_CHAIN);
    const struct fixture_run done = run(lines[_i][0], lines[_i][1]);
    ck_assert_int_eq(done.result, 1);
    ck_assert(strstr(done.console, "The directory is damaged. Restore a backup.\r\n") != NULL);
    ck_assert(strstr(done.console, "NFT/C") == NULL);
}
END_TEST

START_TEST(analyze_names_the_letter_that_holds_up_a_queue_and_without_it_all_is_well)
{
    damage(PO_DAMAGE_UNREADABLE_MESSAGE);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "goes"), ST_OK);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED "MESSAGES/DELETE/DAYS/0").result, 1);
    damage(PO_DAMAGE_LOST_CHAIN);
    damage(PO_DAMAGE_DIRECTORY_INDEX);
    const struct fixture_run found = run("ANALYZE", "V:\\CCDATA");
    ck_assert_int_eq(found.result, 1);
    ck_assert_msg(strstr(found.console, "Run: a restore of a backup\r\n"
                                        "Run: RECLAIM DIRECTORY DIAGNOSTICS/A\r\n"
                                        "Run: EXPORT /N\"SITE1\" /DELETE/2\r\n"
                                        "Run: RECLAIM\r\n") != NULL,
                  "%s", found.console);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 1); /* not before that */
    ck_assert_int_eq(run("RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A").result, 0);
    const struct fixture_run done = run("EXPORT", "/N\"SITE1\" /DELETE/2 /Psecret /DV:\\CCDATA");
    ck_assert_int_eq(done.result, 0);
    ck_assert(strstr(done.console, "Message 2 deleted.\r\n") != NULL);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    const struct fixture_run after = run("ANALYZE", "V:\\CCDATA");
    ck_assert_msg(after.result == 0 && strstr(after.console, "Run: ") == NULL, "%s", after.console);
}
END_TEST

START_TEST(a_torn_letter_of_a_mailbox_is_no_matter_of_export)
{
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Doe, Ann", "torn"), ST_OK);
    damage(PO_DAMAGE_TORN_BLOCK);
    const struct fixture_run found = run("ANALYZE", "V:\\CCDATA");
    ck_assert(strstr(found.console, "Run: a restore of a backup\r\n") != NULL);
    ck_assert(strstr(found.console, "EXPORT") == NULL);
}
END_TEST

START_TEST(reclaim_leaves_mailbox_files_that_a_damaged_entry_may_name)
{
    damage(PO_DAMAGE_NFT);
    const uint32_t lost = lost_mailboxes();
    ck_assert_uint_ge(lost, 4);
    const struct fixture_run done = run("RECLAIM", ENTITLED);
    ck_assert_int_eq(done.result, 1);
    ck_assert(strstr(done.console, "Run CHKSTAT NFT/C first.") != NULL);
    ck_assert_uint_eq(lost_mailboxes(), lost);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED "NFT/C").result, 0);
    ck_assert_uint_eq(lost_mailboxes(), 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "to a mailbox"), 1);
}
END_TEST

START_TEST(a_name_that_stands_there_twice_stops_the_rebuilding)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_DIRECTORY_INDEX), ST_OK);
    po_unlock(po);
    struct po_entry again = {.kind = PO_USER, .name = "Doe, Ann"};
    ck_assert_int_eq(po_entry_add(po, &again), ST_OK); /* nobody found the first one */
    po_close(po);
    struct fixture_run done = run("RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A");
    ck_assert_int_eq(done.result, 1);
    ck_assert(strstr(done.console, "stands in the directory twice") != NULL);
}
END_TEST

/* One byte of a file becomes another. */
static void flip(const char *path, uint64_t offset)
{
    const struct bytes old = memory_port_get(memory, path);
    ck_assert_uint_lt(offset, old.size);
    uint8_t *data = arena_copy(&arena, old.data, old.size);
    data[offset] ^= 0x20;
    memory_port_put(memory, path, (struct bytes){data, old.size});
}

static const struct {
    const char *name;
    const char *path;
    uint64_t offset;
} strays[] = {
    {"behind a header of CLANDATA", FIXTURE_DATA "\\CLANDATA", 400},
    {"behind the second header of CLANDATA", FIXTURE_DATA "\\CLANDATA", 1000},
    {"behind a header of MLANDATA", FIXTURE_DATA "\\MLANDATA", 100},
    {"in an index record never used", FIXTURE_DATA "\\CLANDATA", 9216 + 31 * 128 + 50},
    {"in front of the end of a free record", FIXTURE_DATA "\\CLANDATA", 9216 + 40},
    {"behind the end of a message", FIXTURE_DATA "\\MLANDATA", 2048 + 2000},
    {"in a pointer long gone", FIXTURE_DATA "\\USR00001", PO_USR_HEADER_SIZE + 5},
};

START_TEST(bytes_where_none_should_be_are_named_and_reclaim_takes_them_away)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "first"), ST_OK);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "second"), ST_OK);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    fixture_move_pointers(po, 1);
    po_unlock(po);
    ck_assert_int_eq(po_delete(po, 1, 3), ST_OK);
    ck_assert_int_eq(po_delete(po, 2, 1), ST_OK); /* slot 0 is free */
    po_close(po);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    ck_assert_int_eq(run("ANALYZE", "V:\\CCDATA").result, 0);
    flip(strays[_i].path, strays[_i].offset);
    const struct fixture_run found = run("ANALYZE", "V:\\CCDATA");
    ck_assert_msg(found.result == 1 && strstr(found.console, "\r\nStray bytes: 1\r\n") != NULL,
                  "%s: %s", strays[_i].name, found.console);
    ck_assert(strstr(found.console, "\r\nRun: RECLAIM\r\n") != NULL);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    const struct fixture_run mended = run("ANALYZE", "V:\\CCDATA");
    ck_assert_msg(mended.result == 0, "%s: %s", strays[_i].name, mended.console);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "second"), 1);
}
END_TEST

START_TEST(a_directory_place_never_used_is_looked_at_too)
{
    const struct bytes clandata = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA");
    uint64_t empty = PO_HEADER_SIZE;
    while (clandata.data[empty] != PO_ENTRY_EMPTY) {
        empty += PO_ENTRY_SIZE;
    }
    flip(FIXTURE_DATA "\\CLANDATA", empty + 77);
    ck_assert(strstr(run("ANALYZE", "V:\\CCDATA").console, "Stray bytes: 1\r\n") != NULL);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    ck_assert_int_eq(run("ANALYZE", "V:\\CCDATA").result, 0);
}
END_TEST

START_TEST(reclaim_moves_the_index_to_where_smaller_ones_were)
{
    for (int i = 0; i < 70; i++) {
        ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "many"), ST_OK);
    }
    const size_t before = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA").size;
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    const size_t after = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA").size;
    ck_assert_uint_eq(after, PO_HEADER_SIZE + 32 * PO_ENTRY_SIZE + 128 * PO_RECORD_SIZE);
    ck_assert_uint_lt(after, before);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "many"), 70);
    ck_assert_int_eq(run("ANALYZE", "V:\\CCDATA").result, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("chkstat");
    TCase *tcase = tcase_create("chkstat");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, messages_older_than_so_many_days_leave_mailboxes_but_not_queues, 0,
                        (int)ARRAY_COUNT(deletions));
    tcase_add_test(tcase, a_message_that_cannot_be_read_has_no_age);
    tcase_add_test(tcase, statistics_name_each_mailbox_with_what_it_holds);
    tcase_add_test(tcase, options_are_worked_left_to_right_and_the_first_refusal_ends_it);
    tcase_add_loop_test(tcase, where_the_directory_is_beyond_the_tools_they_name_a_backup, 0, 3);
    tcase_add_test(tcase,
                   analyze_names_the_letter_that_holds_up_a_queue_and_without_it_all_is_well);
    tcase_add_test(tcase, a_torn_letter_of_a_mailbox_is_no_matter_of_export);
    tcase_add_loop_test(tcase, each_deletion_has_its_own_days_and_folder, 0, 3);
    tcase_add_loop_test(tcase, options_without_a_sense_are_refused, 0,
                        (int)ARRAY_COUNT(bad_options));
    tcase_add_loop_test(tcase, a_date_that_no_calendar_has_has_no_day, 0, (int)ARRAY_COUNT(dates));
    tcase_add_test(tcase, reclaim_takes_away_mailbox_files_of_nobody_when_they_are_empty);
    tcase_add_test(tcase, reclaim_leaves_mailbox_files_that_a_damaged_entry_may_name);
    tcase_add_loop_test(tcase, bytes_where_none_should_be_are_named_and_reclaim_takes_them_away, 0,
                        (int)ARRAY_COUNT(strays));
    tcase_add_test(tcase, a_directory_place_never_used_is_looked_at_too);
    tcase_add_test(tcase, reclaim_moves_the_index_to_where_smaller_ones_were);
    tcase_add_test(tcase, a_name_that_stands_there_twice_stops_the_rebuilding);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
