/* Tests of what happens when a folder has as many letters as it takes: sim/postoffice/po_folder.c,
 * po_mailbox.c, tools/programs/import*.c.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_folder.h"
#include "po_list.h"
#include "programs/und.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define UND FIXTURE_STORE "\\Import\\A.UND"
#define CCM FIXTURE_STORE "\\Import\\A.CCM"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

enum { SMITH = 1, DOE = 2 };

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

/* `count` letters in the Inbox of a mailbox; the answer to one more, which takes no part. */
static enum status fill(uint32_t usr, uint32_t count, uint32_t max)
{
    struct postoffice *po = NULL;
    struct arena scratch = {0};
    enum status st = po_open(port, FIXTURE_DATA, true, &arena, &po);
    const struct po_message_in in = {
        .content = bytes_of_text("a letter"), .usrs = &usr, .usr_count = 1};
    po_set_folder_max(po, max);
    for (uint32_t i = 0; st == ST_OK && i < count; i++) {
        st = po_send(po, &in, &scratch, NULL);
        arena_reset(&scratch);
    }
    ck_assert_int_eq(st, ST_OK);
    ck_assert_uint_eq(po_full_mailbox(po), 0);
    st = po_send(po, &in, &scratch, NULL);
    ck_assert_uint_eq(po_full_mailbox(po), st == ST_DISK_FULL ? usr : 0);
    po_close(po);
    arena_release(&scratch);
    return st;
}

static uint32_t letters_of(uint32_t usr)
{
    struct postoffice *po = NULL;
    struct po_message message = {0};
    uint32_t count = 0;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &po), ST_OK);
    while (po_queue_next(po, usr, message.id, &message) == ST_OK) {
        count++;
    }
    po_close(po);
    return count;
}

static void assert_whole(uint32_t wear_max)
{
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_le(report.wear, wear_max);
}

START_TEST(an_inbox_takes_32767_letters_and_not_one_more)
{
    ck_assert_int_eq(fill(SMITH, PO_FOLDER_MESSAGES, PO_FOLDER_MESSAGES), ST_DISK_FULL);
    ck_assert_uint_eq(letters_of(SMITH), 32767);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Doe, Ann", "elsewhere"), ST_OK);
    fixture_put_import(
        memory, &arena, "A.CCM",
        fixture_ccm(&arena, "Brady, Sally at SITE1", "Smith, J|Doe, Ann", "hello", "text"));
    const struct fixture_run run = fixture_run(port, &arena, "IMPORT", FIXTURE_IMPORT, NULL);
    ck_assert_int_eq(run.result, 5);
    ck_assert_uint_eq(letters_of(SMITH), 32767);
    ck_assert_int_eq(fixture_count(port, &arena, "Doe, Ann", "hello"), 1);
    assert_whole(0);
}
END_TEST

static struct fixture_run import(const char *arguments, struct os_port *os)
{
    struct program_traits traits = program_default_traits();
    traits.folder_messages = 3;
    return fixture_run(os, &arena, "IMPORT", arguments, &traits);
}

/* The nth refusal that the report names, "who: why". */
static const char *refusal(uint32_t number)
{
    const struct bytes und = memory_port_get(memory, UND);
    struct und_report report;
    size_t offset = 0;
    while (und.data != NULL && und_read(und, &offset, &arena, &report) == ST_OK) {
        if (number < report.refusal_count) {
            return arena_format(&arena, "%u %s: %s", (unsigned)report.ordinal,
                                report.refusals[number].recipient, report.refusals[number].reason);
        }
        number -= (uint32_t)report.refusal_count;
    }
    return "";
}

static void put_two(const char *to)
{
    struct buffer both;
    buffer_init(&both, &arena);
    for (int i = 0; i < 2; i++) {
        const struct bytes one = fixture_ccm(&arena, "Brady, Sally at SITE1", to, "two", "text");
        buffer_add(&both, one.data, one.size);
    }
    fixture_put_import(memory, &arena, "A.CCM", buffer_bytes(&both));
}

static void make_list(void)
{
    static const char *const names[] = {"Smith, J", "Doe, Ann", "Nobody"};
    const struct po_members members = {names, ARRAY_COUNT(names)};
    fixture_add_list(port, &arena, "All", &members);
}

#define WHOLE "PO1 secret V:\\CCDATA IMPORT\\A.CCM BATCH/ITEMSIZE"
static const struct {
    const char *name;
    const char *arguments;
    const char *to;
    uint32_t smith, doe; /* letters there before; a folder takes 3 */
    uint32_t smith_after, doe_after;
    int result;
    const char *refused[5];
} imports[] = {
    {"room for both", WHOLE "/PARTIAL", "Smith, J|Doe, Ann", 1, 1, 3, 3, 0, {""}},
    {"room for the first only",
     WHOLE "/PARTIAL",
     "Smith, J|Doe, Ann",
     2,
     1,
     3,
     3,
     5,
     {"1 Smith, J: Mailbox is full", ""}},
    {"no room for one",
     WHOLE "/PARTIAL",
     "Doe, Ann|Smith, J",
     3,
     0,
     3,
     2,
     5,
     {"0 Smith, J: Mailbox is full", "1 Smith, J: Mailbox is full", ""}},
    {"no room for anybody",
     WHOLE "/PARTIAL",
     "Boss|Doe, Ann",
     3,
     3,
     3,
     3,
     5,
     {"0 Boss: Mailbox is full", "0 Doe, Ann: Mailbox is full", "1 Boss: Mailbox is full",
      "1 Doe, Ann: Mailbox is full", ""}},
    {"filled one after the other",
     WHOLE "/PARTIAL",
     "Smith, J|Doe, Ann",
     3,
     2,
     3,
     3,
     5,
     {"0 Smith, J: Mailbox is full", "1 Smith, J: Mailbox is full", "1 Doe, Ann: Mailbox is full",
      ""}},
    {"one fails all",
     WHOLE,
     "Doe, Ann|Smith, J",
     2,
     0,
     3,
     1,
     5,
     {"1 Doe, Ann: Not sent: another recipient was refused", "1 Smith, J: Mailbox is full", ""}},
    {"members of a list",
     WHOLE "/PARTIAL",
     "All",
     3,
     1,
     3,
     3,
     5,
     {"0 Smith, J: Mailbox is full", "0 Nobody: Recipient unknown", "1 Smith, J: Mailbox is full",
      "1 Nobody: Recipient unknown", ""}},
};

START_TEST(import_refuses_whom_a_letter_finds_full_and_delivers_the_rest)
{
    make_list();
    ck_assert_int_eq(fill(SMITH, imports[_i].smith, imports[_i].smith), ST_DISK_FULL);
    ck_assert_int_eq(fill(DOE, imports[_i].doe, imports[_i].doe), ST_DISK_FULL);
    put_two(imports[_i].to);
    ck_assert_int_eq(import(imports[_i].arguments, port).result, imports[_i].result);
    ck_assert_uint_eq(letters_of(SMITH), imports[_i].smith_after);
    ck_assert_uint_eq(letters_of(DOE), imports[_i].doe_after);
    for (uint32_t i = 0; i < ARRAY_COUNT(imports[0].refused) && imports[_i].refused[i] != NULL;
         i++) {
        ck_assert_str_eq(refusal(i), imports[_i].refused[i]);
    }
    ck_assert_ptr_null(memory_port_get(memory, CCM).data);
    assert_whole(0);
}
END_TEST

/* A run is killed at every call, and the next one ends it: each of the two letters is there or
 * reported, not both. The pointer of a letter that was cut off takes a place until CHKSTAT. */
START_TEST(a_kill_while_a_full_folder_is_met_loses_and_doubles_nothing)
{
    uint32_t kills = 0;
    uint32_t both = 0;
    ck_assert_int_eq(fill(SMITH, 2, 2), ST_DISK_FULL);
    put_two("Smith, J|Doe, Ann");
    for (uint64_t call = 1; call < 120; call++) {
        struct memory_port *before = memory;
        struct fault_port broken;
        struct arena run = {0};
        memory = memory_port_copy(before, &run);
        port = memory_port_os(memory);
        (void)import(WHOLE "/PARTIAL",
                     fault_port_begin(&broken, port, FAULT_KILL, call, ST_PROCESS_GONE));
        kills += broken.has_struck ? 1 : 0;
        (void)fault_port_end(&broken);
        memory_port_close_all(memory);
        (void)import(WHOLE "/PARTIAL", port);
        ck_assert_ptr_null(memory_port_get(memory, CCM).data);
        const uint32_t smith = letters_of(SMITH);
        ck_assert_uint_ge(smith, 2);
        ck_assert_uint_le(smith, 3);
        ck_assert_uint_eq(letters_of(DOE), 2);
        ck_assert_str_eq(refusal(0), smith == 3 ? "1 Smith, J: Mailbox is full"
                                                : "0 Smith, J: Mailbox is full");
        ck_assert_str_eq(refusal(1), smith == 3 ? "" : "1 Smith, J: Mailbox is full");
        both += smith == 3 ? 1 : 0;
        memory_port_release(memory);
        arena_release(&run);
        memory = before;
        port = memory_port_os(memory);
    }
    ck_assert_uint_gt(kills, 60);
    ck_assert_uint_gt(both, 90);
}
END_TEST

START_TEST(a_folder_that_is_full_takes_no_letter_of_another_one)
{
    struct postoffice *po = NULL;
    struct po_message message = {0};
    uint32_t folder = 0;
    ck_assert_int_eq(fill(SMITH, 4, 4), ST_DISK_FULL);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    po_set_folder_max(po, 3);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_folder_make(po, SMITH, "Old", &arena, &folder), ST_OK);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_int_eq(po_queue_next(po, SMITH, message.id, &message), ST_OK);
        ck_assert_int_eq(po_folder_move(po, SMITH, message.id, folder),
                         i < 3 ? ST_OK : ST_DISK_FULL);
    }
    ck_assert_int_eq(po_folder_move(po, SMITH, message.id, PO_FOLDER_TRASH), ST_OK);
    po_unlock(po);
    po_close(po);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "Inbox"), ST_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("full_folder");
    TCase *tcase = tcase_create("full_folder");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_inbox_takes_32767_letters_and_not_one_more);
    tcase_add_loop_test(tcase, import_refuses_whom_a_letter_finds_full_and_delivers_the_rest, 0,
                        ARRAY_COUNT(imports));
    tcase_add_test(tcase, a_kill_while_a_full_folder_is_met_loses_and_doubles_nothing);
    tcase_add_test(tcase, a_folder_that_is_full_takes_no_letter_of_another_one);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
