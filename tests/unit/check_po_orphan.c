/* Tests of sim/postoffice/po_orphan.c: USR files that no entry names, and what ANALYZE, CHKSTAT and
 * RECLAIM make of them. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_internal.h"
#include "support/po_fixture.h"

#define ENTITLED "/NPO1 /Psecret /DV:\\CCDATA "

enum { SMITH = 1, DOE = 2, SITE = 4 };

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Brady, Sally", "waits"), ST_OK);
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Doe, Ann", "hers"), ST_OK);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
}

static void teardown(void)
{
    po_close(po);
    memory_port_release(memory);
    arena_release(&arena);
}

/* Its slot looks as if there had never been anything. */
static void lose_entry(const char *name)
{
    const uint8_t nothing[PO_ENTRY_SIZE] = {PO_ENTRY_REMOVED};
    const struct po_region *region = &po->header.directory;
    ck_assert_int_eq(po_lock(po), ST_OK);
    for (uint32_t slot = 0; slot < region->capacity; slot++) {
        const uint64_t offset = region->offset + (uint64_t)slot * PO_ENTRY_SIZE;
        uint8_t bytes[PO_ENTRY_SIZE];
        struct po_entry entry;
        ck_assert_int_eq(
            po_read_exactly(po, po->clandata, offset, bytes, sizeof(bytes), PO_PART_DIRECTORY),
            ST_OK);
        if (bytes[0] == PO_ENTRY_LIVE && po_entry_decode(bytes, &entry) &&
            strcmp(entry.name, name) == 0) {
            ck_assert_int_eq(po_write(po, po->clandata, offset, nothing, sizeof(nothing)), ST_OK);
        }
    }
    po->header.directory.count--;
    ck_assert_int_eq(po_header_write(po), ST_OK);
    po_unlock(po);
}

static struct fixture_run run(const char *program, const char *arguments)
{
    po_close(po);
    const struct fixture_run done = fixture_run(port, &arena, program, arguments, NULL);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    return done;
}

static struct po_report report(void)
{
    struct po_report found;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &found), ST_OK);
    return found;
}

/* Letters in a USR file, whoever it is of. */
static int letters_in(uint32_t usr)
{
    struct po_message message = {0};
    struct bytes content;
    int count = 0;
    while (po_queue_next(po, usr, message.id, &message) == ST_OK) {
        ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
        count++;
    }
    return count;
}

static const struct {
    const char *program;
    const char *arguments;
    int result;
} tools[] = {
    {"CHKSTAT", ENTITLED "DIAGNOSTICS/R", 1},
    {"CHKSTAT", ENTITLED "DIAGNOSTICS/M", 1},
    {"CHKSTAT", ENTITLED "NFT/C DIAGNOSTICS/M DIAGNOSTICS/R", 1},
    {"RECLAIM", ENTITLED, 0},
    {"RECLAIM", ENTITLED "DIRECTORY DIAGNOSTICS/A", 0},
};

START_TEST(mail_whose_entry_is_lost_stays_whatever_tool_runs)
{
    lose_entry("SITE1");
    const struct fixture_run done = run(tools[_i].program, tools[_i].arguments);
    ck_assert_msg(done.result == tools[_i].result, "%s", done.console);
    ck_assert_int_eq(letters_in(SITE), 1);
    const struct po_report found = report();
    ck_assert_uint_eq(found.stranded_messages, 1);
    ck_assert_uint_eq(found.lost_mailboxes, 1);
    ck_assert_uint_eq(found.errors, 1);
    ck_assert_uint_eq(found.wear, 1);
}
END_TEST

START_TEST(a_record_is_made_again_from_a_pointer_in_a_file_of_nobody)
{
    struct po_mended mended;
    lose_entry("Doe, Ann");
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, PO_DAMAGE_MESSAGE_INDEX), ST_OK);
    ck_assert_int_eq(po_repair_index(po, &arena, &mended), ST_OK);
    po_unlock(po);
    ck_assert_uint_eq(mended.lost, 0);
    ck_assert_int_eq(letters_in(DOE), 1);
    ck_assert_uint_eq(report().bad_records + report().wrong_counters, 0);
}
END_TEST

START_TEST(analyze_names_stranded_mail_and_a_backup)
{
    lose_entry("SITE1");
    const struct fixture_run done = run("ANALYZE", "V:\\CCDATA DIAGNOSTICS");
    ck_assert_int_eq(done.result, 1);
    ck_assert_msg(strstr(done.console, "USR00004: nobody's, and there is mail in it\r\n") != NULL &&
                      strstr(done.console, "Messages in mailbox files of nobody: 1\r\n") != NULL &&
                      strstr(done.console, "Errors: 2\r\nRun: a restore of a backup\r\n") != NULL,
                  "%s", done.console);
    ck_assert(strstr(done.console, "Run: RECLAIM") == NULL);
}
END_TEST

START_TEST(a_file_of_nobody_without_mail_is_reclaims)
{
    struct po_message message;
    lose_entry("SITE1");
    ck_assert_int_eq(po_queue_next(po, SITE, 0, &message), ST_OK);
    ck_assert_int_eq(po_delete(po, SITE, message.id), ST_OK);
    const struct po_report found = report();
    ck_assert_uint_eq(found.errors, 0);
    ck_assert_uint_eq(found.lost_mailboxes, 1);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

/* Of letters that were never committed. */
START_TEST(dangling_pointers_in_a_file_of_nobody_are_taken_out)
{
    const struct po_pointer early = {.message_id = 1000, .slot = 20, .state = PO_POINTER_LIVE};
    struct po_message message;
    ck_assert_int_eq(po_queue_next(po, SITE, 0, &message), ST_OK);
    ck_assert_int_eq(po_delete(po, SITE, message.id), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_mailbox_append(po, SITE, &early), ST_OK);
    po_unlock(po);
    lose_entry("SITE1");
    ck_assert_uint_eq(report().errors, 0);
    ck_assert_uint_eq(report().dangling_pointers, 1);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED "DIAGNOSTICS/R").result, 0);
    ck_assert_int_eq(run("RECLAIM", ENTITLED).result, 0);
    ck_assert_uint_eq(report().errors + report().wear, 0);
}
END_TEST

START_TEST(a_copy_of_a_mailbox_under_another_number_says_nothing)
{
    const struct bytes usr = memory_port_get(memory, FIXTURE_DATA "\\USR00002");
    uint8_t *longer = arena_alloc(&arena, usr.size + PO_POINTER_SIZE);
    memcpy(longer, usr.data, usr.size);
    memory_port_put(memory, FIXTURE_DATA "\\USR00077",
                    (struct bytes){longer, usr.size + PO_POINTER_SIZE});
    ck_assert_uint_eq(report().errors, 0);
    ck_assert_uint_eq(report().wear, 1);
    ck_assert_int_eq(run("CHKSTAT", ENTITLED "DIAGNOSTICS/R").result, 0);
    ck_assert_int_eq(letters_in(DOE), 1);
}
END_TEST

/* What it points to, nobody knows. */
START_TEST(where_a_file_of_nobody_cannot_be_read_nothing_is_concluded)
{
    ck_assert_int_eq(po_lock(po), ST_OK);
    fixture_move_pointers(po, SITE);
    po_unlock(po);
    lose_entry("SITE1");
    fixture_flip(memory, &arena, "USR00004", 9, 0x40);
    fixture_flip(memory, &arena, "USR00004", PO_USR_COPY_SIZE + 9, 0x40);
    const uint32_t messages = report().messages;
    ck_assert_uint_eq(report().bad_mailboxes, 1);
    const struct fixture_run done = run("CHKSTAT", ENTITLED "DIAGNOSTICS/R");
    ck_assert_int_ne(done.result, 0);
    ck_assert_uint_eq(report().messages, messages);
}
END_TEST

/* Whichever of the sectors are lost that were not flushed: all ways of so few. */
START_TEST(an_entry_is_on_the_disk_with_its_mailbox_or_not_at_all)
{
    struct po_entry entry = {.kind = PO_USER, .name = "Young, Yve"};
    const bool goes = _i == 1;
    unsigned ways = 1;
    if (goes) {
        ck_assert_int_eq(po_entry_add(po, &entry), ST_OK);
    }
    memory_port_arm(memory);
    ck_assert_int_eq(goes ? po_entry_remove(po, entry.name) : po_entry_add(po, &entry), ST_OK);
    for (unsigned way = 0; way < ways; way++) {
        struct memory_port *world = memory_port_copy(memory, &arena);
        struct memory_port *counted = memory_port_copy(memory, &arena);
        struct po_report after;
        const unsigned sectors = memory_port_cut_sectors(counted, FIXTURE_DATA, 0);
        ck_assert_uint_lt(sectors, 8);
        ways = 1U << sectors;
        (void)memory_port_cut_sectors(world, FIXTURE_DATA, way);
        ck_assert_int_eq(po_check(memory_port_os(world), FIXTURE_DATA, &arena, &after), ST_OK);
        ck_assert_msg(after.errors == 0, "way %u of %u: %u errors", way, ways,
                      (unsigned)after.errors);
        memory_port_release(counted);
        memory_port_release(world);
    }
    ck_assert(goes || ways > 1); /* one that went is off the disk at once */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_orphan");
    TCase *tcase = tcase_create("po_orphan");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, mail_whose_entry_is_lost_stays_whatever_tool_runs, 0,
                        ARRAY_COUNT(tools));
    tcase_add_test(tcase, a_record_is_made_again_from_a_pointer_in_a_file_of_nobody);
    tcase_add_test(tcase, analyze_names_stranded_mail_and_a_backup);
    tcase_add_test(tcase, a_file_of_nobody_without_mail_is_reclaims);
    tcase_add_test(tcase, dangling_pointers_in_a_file_of_nobody_are_taken_out);
    tcase_add_test(tcase, a_copy_of_a_mailbox_under_another_number_says_nothing);
    tcase_add_test(tcase, where_a_file_of_nobody_cannot_be_read_nothing_is_concluded);
    tcase_add_loop_test(tcase, an_entry_is_on_the_disk_with_its_mailbox_or_not_at_all, 0, 2);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
