/* Tests of sim/postoffice/po_details.c and tools/programs/utility_report.c: ANALYZE names each
 * finding, and looks at some of the files only. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_internal.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

static void setup(void)
{
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "a letter"), ST_OK);
        ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Brady, Sally", "another"), ST_OK);
    }
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static void damage(enum po_damage_kind kind)
{
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_damage(po, kind), ST_OK);
    po_close(po);
}

static const char *analyze(const char *options, int want)
{
    const struct fixture_run run = fixture_run(
        port, &arena, "ANALYZE", arena_format(&arena, "/DV:\\CCDATA %s", options), NULL);
    ck_assert_msg(run.result == want, "%d: %s", run.result, run.console);
    return run.console;
}

static void says(const char *console, const char *part)
{
    ck_assert_msg(strstr(console, part) != NULL, "no \"%s\" in\n%s", part, console);
}

static const struct {
    enum po_damage_kind kind;
    const char *line;  /* a part of one, with DIAGNOSTICS */
    const char *scope; /* the option that shows it */
    const char *other; /* one that does not; NULL */
} kinds[] = {
    {PO_DAMAGE_MESSAGE_INDEX, ": index record 0 does not check", "/DIRECTORY", NULL},
    {PO_DAMAGE_COUNTERS, "its counter is 3, and 1 mailboxes point to it", "/USERS", NULL},
    {PO_DAMAGE_POINTERS, "to message 7: there is no such message", "/USERS", "/MESSAGES"},
    {PO_DAMAGE_TORN_BLOCK, "MLANDATA, byte 12288: block 6, message 6, part 0 is torn", "/MESSAGES",
     "/DIRECTORY"},
    {PO_DAMAGE_NFT, "does not check: NFT error", "/DIRECTORY", "/MESSAGES"},
    {PO_DAMAGE_DIRECTORY_INDEX, "stands where no look-up finds it", "/DIRECTORY", "/USERS"},
    {PO_DAMAGE_DIRECTORY_CHAIN, "is neither live nor removed: broken chain", "/DIRECTORY",
     "/MESSAGES"},
};

START_TEST(every_finding_is_named_with_its_file_and_byte)
{
    damage(kinds[_i].kind);
    const char *console = analyze("/DIAGNOSTICS", 1);
    says(console, kinds[_i].line);
    says(console, ", byte ");
    says(console, "Run: ");
    ck_assert_ptr_null(strstr(analyze("", 1), ", byte "));
}
END_TEST

START_TEST(files_that_were_not_asked_for_are_not_told_of)
{
    damage(kinds[_i].kind);
    (void)analyze(kinds[_i].scope, 1);
    (void)analyze("/MESSAGES /DIRECTORY /USERS", 1);
    if (kinds[_i].other != NULL) {
        says(analyze(kinds[_i].other, 0), "Errors: 0");
    }
}
END_TEST

START_TEST(one_mailbox_file_is_checked_by_itself)
{
    damage(PO_DAMAGE_POINTERS);
    const char *console = analyze("/USR/00001 DIAGNOSTICS", 1);
    says(console, "Mailbox file: 1\r\nUSR00001, byte ");
    says(console, "Errors: 1\r\nRun: CHKSTAT DIAGNOSTICS/R\r\n");
    ck_assert_ptr_null(strstr(console, "USR00002"));
    says(analyze("/USR/00077", 1), "No mailbox has the file USR: 77");
    says(analyze("/USR/00000", 1), "Bad Parameters");
    says(analyze("/USR/x", 1), "Bad Parameters");
}
END_TEST

START_TEST(a_plain_user_checks_the_own_mailbox_only)
{
    says(analyze("/N\"Smith, J\"", 0), "Mailbox file: 1\r\nErrors: 0");
    says(analyze("/N\"Smith, J\" /USR/00001", 0), "Mailbox file: 1");
    says(analyze("/N\"Smith, J\" /USR/00002", 1), "Only the administrator");
    says(analyze("/N\"Smith, J\" /MESSAGES", 1), "Only the administrator");
    says(analyze("/NNobody", 1), "Mailbox not found: Nobody");
    says(analyze("/NBoss", 1), "Mailbox not found: Boss");
    says(analyze("/NPO1 /MESSAGES", 0), "Errors: 0");
}
END_TEST

/* A mailbox file with every fault that a pointer can have. */
START_TEST(pointers_are_told_one_by_one)
{
    struct postoffice *po = NULL;
    const struct po_pointer pointers[] = {
        {.message_id = 1, .slot = 0, .state = PO_POINTER_LIVE},
        {.message_id = 3, .slot = 2, .state = PO_POINTER_LIVE, .folder = 9},
        {.message_id = 2, .slot = 1, .state = PO_POINTER_LIVE},
        {.message_id = 5, .slot = 4, .state = PO_POINTER_LIVE, .folder = 1}};
    uint8_t bytes[ARRAY_COUNT(pointers) * PO_POINTER_SIZE];
    for (uint32_t i = 0; i < ARRAY_COUNT(pointers); i++) {
        po_pointer_encode(&pointers[i], 1, i, bytes + (size_t)i * PO_POINTER_SIZE);
    }
    bytes[3 * PO_POINTER_SIZE + PO_POINTER_PLACE_AT] = 2; /* a move that was cut off */
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    fixture_move_pointers(po, 1);
    ck_assert_int_eq(po_write(po, po->mailbox->file, PO_USR_HEADER_SIZE, bytes, sizeof(bytes)),
                     ST_OK);
    po->mailbox->header.tail = ARRAY_COUNT(pointers);
    ck_assert_int_eq(po_mailbox_set_count(po, 4), ST_OK);
    po_close(po);
    const char *console = analyze("/USR/00001/DIAGNOSTICS", 1);
    says(console, "USR00001, byte 488: pointer 1 to message 3: its folder has no name\r\n");
    says(console, "USR00001, byte 512: pointer 2 to message 2: is out of order\r\n");
    says(console, "USR00001, byte 536: pointer 3 to message 5: its folder does not check\r\n");
    says(console, "USR00001: its counter is 4, and it holds 3\r\n");
    memory_port_put(memory, FIXTURE_DATA "\\USR00001", bytes_of_text("no mailbox"));
    says(analyze("/USR/1/DIAGNOSTICS", 1), "USR00001: its header does not check\r\n");
    memory_port_put(memory, FIXTURE_DATA "\\USR00044", bytes_of_text("nobody's"));
    says(analyze("/USERS/DIAGNOSTICS", 1), "USR00044: nobody's\r\n");
}
END_TEST

/* However many pointers the header says there are, the file has what it has. */
static void forge_tail(uint32_t more, struct po_usr_header *header_out)
{
    static const char path[] = FIXTURE_DATA "\\USR00001";
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &po), ST_OK);
    const struct bytes file = memory_port_get(memory, path);
    ck_assert(po_usr_header_decode(file.data, po_identity(po), header_out));
    po_close(po);
    header_out->tail += more;
    po_usr_header_encode(header_out);
    memory_port_put(memory, path,
                    (struct bytes){arena_copy(&arena, header_out->bytes, PO_USR_HEADER_SIZE),
                                   PO_USR_HEADER_SIZE});
}

static const uint32_t more[] = {9, 100000, 170000000};

START_TEST(a_mailbox_file_without_its_end_is_told_in_one_line)
{
    struct po_usr_header header;
    forge_tail(more[_i], &header);
    const char *console = analyze("DIAGNOSTICS", 1);
    says(console, arena_format(&arena, "USR00001: it ends at byte 464, and its pointers at %llu",
                               (unsigned long long)po_usr_size(&header)));
    says(console, "Bad mailbox files: 1");
    ck_assert_ptr_null(strstr(console, "USR00001, byte "));
}
END_TEST

static const char *const all_programs[][2] = {
    {"ANALYZE", "/DV:\\CCDATA DIAGNOSTICS"},
    {"CHKSTAT", "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/M"},
    {"CHKSTAT", "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/R"},
    {"CHKSTAT", "PO1 secret " FIXTURE_DATA " NFT/C"},
    {"CHKSTAT", "PO1 secret " FIXTURE_DATA " STATUSERS/N"},
    {"RECLAIM", "PO1 secret " FIXTURE_DATA},
    {"EXPORT", "/N\"Smith, J\" /Psecret /D" FIXTURE_DATA " /MSGS/ALL /@C:\\OUT.CCM"},
    {"IMPORT", "/NPO1 /Psecret /PARTIAL /D" FIXTURE_DATA " /@C:\\IN.CCM"},
};

START_TEST(nobody_looks_for_more_pointers_than_the_file_can_hold)
{
    enum { CALLS_MAX = 2000 };
    struct po_usr_header header;
    memory_port_put(memory, "C:\\IN.CCM",
                    fixture_ccm(&arena, "Lee, Bo at SITE1", "Smith, J at PO1", "in", "text"));
    forge_tail(170000000, &header);
    for (size_t i = 0; i < ARRAY_COUNT(all_programs); i++) {
        struct fault_port counted;
        struct os_port *on =
            fault_port_begin(&counted, port, FAULT_STICKY, CALLS_MAX, ST_PROCESS_GONE);
        const struct fixture_run run =
            fixture_run(on, &arena, all_programs[i][0], all_programs[i][1], NULL);
        ck_assert_msg(!counted.has_struck, "%s %s: %s", all_programs[i][0], all_programs[i][1],
                      run.console);
        (void)fault_port_end(&counted);
    }
}
END_TEST

/* What no tool reads past is told to be restored, and no tool is named that would refuse it. */
static const struct {
    const char *name;
    size_t at; /* bytes that are written over */
    uint32_t more;
} mailboxes[] = {
    {"its header", 0, 0},
    {"a pointer", PO_USR_HEADER_SIZE, 0},
    {"its end", SIZE_MAX, 9},
    {"far behind its end", SIZE_MAX, 100000},
};

START_TEST(of_a_damaged_mailbox_file_only_a_backup_is_named)
{
    static const char path[] = FIXTURE_DATA "\\USR00001";
    struct po_usr_header header;
    struct postoffice *po = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    fixture_move_pointers(po, 1);
    po_close(po);
    if (mailboxes[_i].more != 0) {
        forge_tail(mailboxes[_i].more, &header);
    } else {
        const struct bytes file = memory_port_get(memory, path);
        uint8_t *bytes = arena_copy(&arena, file.data, file.size);
        for (size_t copy = 0; copy < 2; copy++) {
            const size_t at = mailboxes[_i].at + copy * PO_USR_COPY_SIZE;
            memset(bytes + (at < file.size ? at : mailboxes[_i].at), 0xAA, 8);
        }
        memory_port_put(memory, path, (struct bytes){bytes, file.size});
    }
    static const char *const asked[] = {"", "DIAGNOSTICS", "/USR/00001"};
    for (size_t i = 0; i < ARRAY_COUNT(asked); i++) {
        const char *console = analyze(asked[i], 1);
        says(console, "\r\nRun: a restore of a backup\r\n");
        ck_assert_msg(strstr(console, "Run: C") == NULL && strstr(console, "Run: R") == NULL,
                      "%s: %s", mailboxes[_i].name, console);
    }
    const struct fixture_run run =
        fixture_run(port, &arena, "CHKSTAT", "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/R", NULL);
    ck_assert_int_eq(run.result, 1);
    says(run.console, "A mailbox file is damaged. Restore a backup.");
}
END_TEST

/* A disk that was full, a copy that was cut off: the tool that is named makes the records anew. */
START_TEST(an_index_without_its_end_is_named_and_mended)
{
    static const char path[] = FIXTURE_DATA "\\CLANDATA";
    static const struct {
        size_t size;
        unsigned missing;
    } ends[] = {{9216, 32}, {9300, 32}, {9344, 31}, {9999, 26}, {13311, 1}};
    const struct bytes file = memory_port_get(memory, path);
    memory_port_put(memory, path,
                    (struct bytes){arena_copy(&arena, file.data, file.size), ends[_i].size});
    const char *console = analyze("DIAGNOSTICS", 1);
    says(console,
         arena_format(&arena, "CLANDATA: it ends at byte %u, and index records are missing: %u",
                      (unsigned)ends[_i].size, ends[_i].missing));
    says(console, arena_format(&arena, "Message index errors: %u", ends[_i].missing));
    says(console, "Run: CHKSTAT DIAGNOSTICS/M");
    ck_assert_ptr_null(strstr(console, "backup"));
    static const char *const tools[][2] = {{"CHKSTAT", "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/M"},
                                           {"CHKSTAT", "PO1 secret " FIXTURE_DATA " DIAGNOSTICS/R"},
                                           {"RECLAIM", "PO1 secret " FIXTURE_DATA}};
    for (size_t i = 0; i < ARRAY_COUNT(tools); i++) {
        ck_assert_int_eq(fixture_run(port, &arena, tools[i][0], tools[i][1], NULL).result, 0);
    }
    (void)analyze("", 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "a letter"), 3);
    ck_assert_int_eq(fixture_count(port, &arena, "SITE1", "another"), 3);
}
END_TEST

START_TEST(a_call_that_fails_is_no_clean_bill)
{
    damage(PO_DAMAGE_POINTERS);
    struct fault_port fault;
    uint64_t call = 1;
    for (;; call++) {
        struct arena run = {0};
        struct os_port *os = fault_port_begin(&fault, port, FAULT_FAIL, call, ST_IO_ERROR);
        const struct fixture_run done =
            fixture_run(os, &run, "ANALYZE", "/DV:\\CCDATA /DIAGNOSTICS", NULL);
        const bool has_struck = fault.has_struck;
        (void)fault_port_end(&fault);
        memory_port_close_all(memory);
        arena_release(&run);
        ck_assert_int_ne(done.result, 0);
        if (!has_struck) {
            break;
        }
    }
    ck_assert_uint_gt(call, 20);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("details");
    TCase *tcase = tcase_create("details");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, every_finding_is_named_with_its_file_and_byte, 0,
                        ARRAY_COUNT(kinds));
    tcase_add_loop_test(tcase, files_that_were_not_asked_for_are_not_told_of, 0,
                        ARRAY_COUNT(kinds));
    tcase_add_test(tcase, one_mailbox_file_is_checked_by_itself);
    tcase_add_test(tcase, a_plain_user_checks_the_own_mailbox_only);
    tcase_add_test(tcase, pointers_are_told_one_by_one);
    tcase_add_test(tcase, nobody_looks_for_more_pointers_than_the_file_can_hold);
    tcase_add_loop_test(tcase, of_a_damaged_mailbox_file_only_a_backup_is_named, 0,
                        (int)ARRAY_COUNT(mailboxes));
    tcase_add_loop_test(tcase, a_mailbox_file_without_its_end_is_told_in_one_line, 0,
                        (int)ARRAY_COUNT(more));
    tcase_add_loop_test(tcase, an_index_without_its_end_is_named_and_mended, 0, 5);
    tcase_add_test(tcase, a_call_that_fails_is_no_clean_bill);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
