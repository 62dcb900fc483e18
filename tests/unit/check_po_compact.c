/* Tests of sim/postoffice/po_compact.c: what a RECLAIM leaves that is cut off at any call, and who
 * goes on with it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "po_format.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

#define MLANDATA FIXTURE_DATA "\\MLANDATA"
#define COMPACT FIXTURE_DATA "\\MLANDATA.RCL"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;

/* One letter was deleted, one is there. */
static void setup(void)
{
    struct postoffice *po = NULL;
    struct po_entry reader;
    struct po_message message;
    memory = fixture_create(&arena);
    port = memory_port_os(memory);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "goes"), ST_OK);
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "stays"), ST_OK);
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &reader), ST_OK);
    ck_assert_int_eq(po_queue_next(po, reader.usr, 0, &message), ST_OK);
    ck_assert_int_eq(po_delete(po, reader.usr, message.id), ST_OK);
    po_close(po);
}

static void teardown(void)
{
    memory_port_release(memory);
    arena_release(&arena);
}

static enum status compact(struct os_port *by)
{
    struct postoffice *po = NULL;
    struct po_compacted compacted;
    enum status st = po_open_alone(by, FIXTURE_DATA, &arena, &po);
    if (st == ST_OK) {
        st = po_lock(po);
        st = st == ST_OK ? po_compact(po, &arena, &compacted) : st;
    }
    po_close(po);
    return st;
}

/* Kills the n-th call of it; false: there is no n-th. */
static bool cut_off_at(uint64_t n)
{
    struct fault_port fault;
    (void)compact(fault_port_begin(&fault, port, FAULT_KILL, n, ST_OK));
    (void)fault_port_end(&fault);
    return fault.has_struck;
}

static bool is_there(const char *path)
{
    return memory_port_get(memory, path).data != NULL;
}

/* Kills it at the first call after which these files are there, or are not. */
static void cut_off_when(bool has_mlandata, bool has_compact)
{
    const uint64_t first = 1;
    for (uint64_t n = first;; n++) {
        teardown();
        setup();
        ck_assert(cut_off_at(n));
        if (is_there(MLANDATA) == has_mlandata && is_there(COMPACT) == has_compact) {
            return;
        }
    }
}

static struct po_report report(void)
{
    struct po_report found;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &found), ST_OK);
    return found;
}

static void check_mail(int count)
{
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "stays"), count);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "goes"), 0);
}

START_TEST(one_that_ends_leaves_one_file_and_no_wear)
{
    const size_t before = memory_port_get(memory, MLANDATA).size;
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(compact(port), ST_OK);
        ck_assert(!is_there(COMPACT));
        ck_assert_uint_eq(report().wear + report().errors, 0);
        ck_assert_uint_lt(memory_port_get(memory, MLANDATA).size, before);
        check_mail(1);
    }
}
END_TEST

START_TEST(one_that_was_cut_off_leaves_all_mail_and_at_most_a_file)
{
    bool was_old = false;
    bool was_new = false;
    bool has_struck = true;
    for (uint64_t n = 1; has_struck; n++) {
        teardown();
        setup();
        has_struck = cut_off_at(n);
        const struct po_report found = report();
        ck_assert_msg(found.errors == 0, "call %u", (unsigned)n);
        ck_assert_msg(found.wear == found.left_files, "call %u", (unsigned)n);
        ck_assert_msg(found.left_files == (is_there(COMPACT) ? 1 : 0), "call %u", (unsigned)n);
        was_old = was_old || found.free_blocks != 0;
        was_new = was_new || found.free_blocks == 0;
        check_mail(1);
        ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "stays"), ST_OK);
        check_mail(2);
        ck_assert_int_eq(compact(port), ST_OK);
        check_mail(2);
        ck_assert_uint_eq(report().wear + report().errors, 0);
        ck_assert(!is_there(COMPACT));
    }
    ck_assert(was_old);
    ck_assert(was_new);
}
END_TEST

START_TEST(without_mlandata_the_compact_file_is_it)
{
    cut_off_when(false, true);
    check_mail(1);
    memory_port_put(memory, COMPACT, bytes_of_text("no post office"));
    struct po_report found = report();
    ck_assert_uint_ne(found.errors, 0);
    ck_assert_int_eq(compact(port), ST_FILE_CORRUPT);
}
END_TEST

START_TEST(nothing_is_written_to_an_old_mlandata_while_nobody_can_say_that_there_is_no_new_one)
{
    struct fault_port fault;
    cut_off_when(true, false); /* the first call: all is old */
    const struct bytes old = memory_port_get(memory, MLANDATA);
    struct arena longer = {0}; /* the other one ends with each world that is made */
    const struct bytes kept = {arena_copy(&longer, old.data, old.size), old.size};
    cut_off_when(false, true);
    memory_port_put(memory, MLANDATA, kept);
    check_mail(1);
    int sent = 1;
    bool has_struck = true;
    for (uint64_t n = 1; has_struck; n++) {
        struct os_port *by = fault_port_begin(&fault, port, FAULT_FAIL, n, ST_IO_ERROR);
        sent += fixture_send(by, &arena, "Doe, Ann", "Smith, J", "stays") == ST_OK ? 1 : 0;
        has_struck = fault.has_struck;
        (void)fault_port_end(&fault);
        const struct bytes now = memory_port_get(memory, MLANDATA);
        ck_assert_uint_eq(now.size, kept.size);
        ck_assert_msg(memcmp(now.data, kept.data, kept.size) == 0, "call %u", (unsigned)n);
    }
    ck_assert_int_ge(fixture_count(port, &arena, "Smith, J", "stays"), sent);
    const int count = fixture_count(port, &arena, "Smith, J", "stays");
    ck_assert_int_eq(compact(port), ST_OK);
    check_mail(count);
    ck_assert_uint_eq(report().errors, 0); /* what failed left wear */
    arena_release(&longer);
}
END_TEST

START_TEST(an_old_mlandata_that_was_put_back_is_taken_for_what_it_is)
{
    const struct bytes old = memory_port_get(memory, MLANDATA);
    const struct bytes kept = {arena_copy(&arena, old.data, old.size), old.size};
    ck_assert_int_eq(compact(port), ST_OK);
    memory_port_put(memory, MLANDATA, kept);
    ck_assert_uint_ne(report().errors, 0); /* the index leads elsewhere */
    const struct fixture_run mended = fixture_run(
        port, &arena, "CHKSTAT", "/NPO1 /Psecret /DV:\\CCDATA DIAGNOSTICS/M DIAGNOSTICS/R", NULL);
    ck_assert_msg(mended.result == 0, "%s", mended.console);
    check_mail(1);
    ck_assert_int_eq(compact(port), ST_OK);
    check_mail(1);
    ck_assert_uint_eq(report().wear + report().errors, 0);
}
END_TEST

START_TEST(who_stays_open_finds_the_new_one)
{
    struct postoffice *po = NULL;
    struct po_entry reader;
    struct po_message message;
    struct bytes content;
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "stays"), ST_OK);
    struct memory_port *looks_on = memory_port_copy(memory, &arena);
    ck_assert_int_eq(po_open(memory_port_os(looks_on), FIXTURE_DATA, false, &arena, &po), ST_OK);
    ck_assert_int_eq(po_entry_find(po, "Smith, J", &reader), ST_OK);
    ck_assert_int_eq(po_queue_next(po, reader.usr, 0, &message), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
    ck_assert_int_eq(compact(port), ST_OK);
    memory_port_put(looks_on, FIXTURE_DATA "\\CLANDATA",
                    memory_port_get(memory, FIXTURE_DATA "\\CLANDATA"));
    memory_port_put(looks_on, COMPACT, memory_port_get(memory, MLANDATA));
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
    po_close(po);
    memory_port_release(looks_on);
}
END_TEST

/* Every live record then names so many blocks and bytes, and checks. */
static void make_records_lie(uint32_t block_count, uint64_t size)
{
    const struct bytes now = memory_port_get(memory, FIXTURE_DATA "\\CLANDATA");
    uint8_t *bytes = arena_copy(&arena, now.data, now.size);
    struct po_header header;
    ck_assert(po_header_decode(bytes, &header));
    for (uint32_t slot = 0; slot < header.index.capacity; slot++) {
        uint8_t *at = bytes + header.index.offset + (size_t)slot * PO_RECORD_SIZE;
        struct po_record record;
        if (po_record_decode(at, slot, &record) && record.state == PO_RECORD_LIVE) {
            record.block_count = block_count;
            record.size = size;
            po_record_encode(&record, slot, at);
        }
    }
    memory_port_put(memory, FIXTURE_DATA "\\CLANDATA", (struct bytes){bytes, now.size});
}

static const struct {
    const char *name;
    uint32_t block_count;
    uint64_t size;
} lies[] = {
    {"blocks whose sum is 0 in 32 bits", 1U << 31, UINT64_C(1) << 41},
    {"more blocks than there are", 1000, 1000},
};

START_TEST(records_that_name_more_than_there_is_stop_it_before_memory_is_asked_for)
{
    ck_assert_int_eq(fixture_send(port, &arena, "Doe, Ann", "Smith, J", "too"), ST_OK);
    const struct bytes before = memory_port_get(memory, MLANDATA);
    make_records_lie(lies[_i].block_count, lies[_i].size);
    ck_assert_msg(compact(port) == ST_FILE_CORRUPT, "%s", lies[_i].name);
    const struct bytes now = memory_port_get(memory, MLANDATA);
    ck_assert_uint_eq(now.size, before.size);
    ck_assert_msg(memcmp(now.data, before.data, before.size) == 0, "%s", lies[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_compact");
    TCase *tcase = tcase_create("po_compact");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, one_that_ends_leaves_one_file_and_no_wear);
    tcase_add_test(tcase, one_that_was_cut_off_leaves_all_mail_and_at_most_a_file);
    tcase_add_test(tcase, without_mlandata_the_compact_file_is_it);
    tcase_add_test(
        tcase, nothing_is_written_to_an_old_mlandata_while_nobody_can_say_that_there_is_no_new_one);
    tcase_add_test(tcase, an_old_mlandata_that_was_put_back_is_taken_for_what_it_is);
    tcase_add_test(tcase, who_stays_open_finds_the_new_one);
    tcase_add_loop_test(tcase,
                        records_that_name_more_than_there_is_stop_it_before_memory_is_asked_for, 0,
                        ARRAY_COUNT(lies));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
