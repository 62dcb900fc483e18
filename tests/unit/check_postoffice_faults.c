/* A post office whatever call fails, and of any bytes. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "support/fault_port.h"
#include "support/po_fixture.h"

static struct arena arena;
static struct memory_port *memory;
static struct os_port *port;
static struct postoffice *po;

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

static const struct {
    const char *name;
    enum fault_port_kind kind;
    enum status status;
} faults[] = {
    {"denied", FAULT_FAIL, ST_ACCESS_DENIED},
    {"io error", FAULT_FAIL, ST_IO_ERROR},
    {"torn", FAULT_TORN, ST_IO_ERROR},
    {"done, yet an error", FAULT_AFTER, ST_IO_ERROR},
    {"killed", FAULT_KILL, ST_PROCESS_GONE},
    {"killed in a write", FAULT_KILL_TORN, ST_PROCESS_GONE},
};

static void work(struct os_port *broken, struct arena *local)
{
    struct postoffice *other = NULL;
    struct po_entry entry = {.kind = PO_USER, .name = "Late"};
    const uint32_t usrs[] = {1, 2};
    const struct po_message_in in = {.content = bytes_of_text("new"), .usrs = usrs, .usr_count = 2};
    if (po_open(broken, FIXTURE_DATA, true, local, &other) == ST_OK) {
        DISCARD(po_delete(other, 1, 1), "the sweep looks at what is left");
        DISCARD(po_delete(other, 2, 1), "the same");
        DISCARD(po_send(other, &in, local, NULL), "the same");
        DISCARD(po_delete(other, 1, 3), "the same");
        DISCARD(po_entry_add(other, &entry), "the same");
        DISCARD(po_entry_remove(other, "Boss"), "the same");
    }
    po_close(other);
}

START_TEST(whatever_call_fails_the_other_mail_stays_readable_and_only_wear_is_left)
{
    const uint32_t both[] = {1, 2};
    const struct po_message_in in = {
        .content = bytes_of_text("keep"), .usrs = both, .usr_count = 2};
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(po_send(po, &in, &arena, NULL), ST_OK);
    }
    for (uint64_t n = 1;; n++) {
        struct arena local = {0};
        struct fault_port fault;
        char where[64];
        struct memory_port *world = memory_port_copy(memory, &local);
        struct os_port *on = memory_port_os(world);
        (void)text_format(where, sizeof(where), "%s at call %llu", faults[_i].name,
                          (unsigned long long)n);
        work(fault_port_begin(&fault, on, faults[_i].kind, n, faults[_i].status), &local);
        const bool struck = fault.has_struck;
        (void)fault_port_end(&fault);
        for (int again = 0; again < 2; again++) {
            struct po_report report;
            ck_assert_int_eq(po_check(on, FIXTURE_DATA, &local, &report), ST_OK);
            ck_assert_msg(report.errors == 0, "%s: %u errors", where, report.errors);
            struct postoffice *other = NULL;
            struct po_message message;
            ck_assert_int_eq(po_open(on, FIXTURE_DATA, false, &local, &other), ST_OK);
            for (uint32_t usr = 1; usr <= 2; usr++) {
                struct bytes content;
                ck_assert_int_eq(po_queue_next(other, usr, 1, &message), ST_OK);
                ck_assert_msg(message.id == 2, "%s: message 2 is lost", where);
                ck_assert_int_eq(po_message_read(other, &message, &local, &content, NULL), ST_OK);
                ck_assert_int_eq(memcmp(content.data, "keep", 4), 0);
            }
            po_close(other);
            work(on, &local); /* and it can be worked with */
        }
        memory_port_release(world);
        arena_release(&local);
        if (!struck) {
            ck_assert_uint_gt(n, 60);
            break;
        }
    }
}
END_TEST

START_TEST(a_message_that_is_not_written_leaves_no_pointer_to_it)
{
    const uint32_t both[] = {1, 2};
    const struct po_message_in in = {.content = bytes_of_text("new"), .usrs = both, .usr_count = 2};
    uint32_t failures = 0;
    uint32_t lost = 0; /* calls after which blocks are nobody's until RECLAIM */
    uint32_t left = 0; /* calls after which nobody knows: the last write of all */
    bool struck = true;
    for (uint64_t n = 1; struck; n++) {
        struct arena local = {0};
        struct fault_port fault;
        struct po_report report;
        struct postoffice *other = NULL;
        struct memory_port *world = memory_port_copy(memory, &local);
        struct os_port *broken =
            fault_port_begin(&fault, memory_port_os(world), FAULT_FAIL, n, ST_DISK_FULL);
        if (po_open(broken, FIXTURE_DATA, true, &local, &other) == ST_OK) {
            failures += po_send(other, &in, &local, NULL) != ST_OK ? 1 : 0;
        }
        po_close(other);
        struck = fault.has_struck;
        (void)fault_port_end(&fault);
        ck_assert_int_eq(po_check(memory_port_os(world), FIXTURE_DATA, &local, &report), ST_OK);
        ck_assert_uint_eq(report.errors, 0);
        left += report.dangling_pointers != 0 ? 1 : 0;
        lost += report.lost_blocks != 0 ? 1 : 0;
        memory_port_release(world);
        arena_release(&local);
    }
    ck_assert_uint_gt(failures, 5);
    ck_assert_uint_le(left, 1);
    ck_assert_uint_le(lost, 2);
}
END_TEST

/* Everything that can be asked, of files with any bytes: an answer, and no crash. */
static void ask_everything(struct os_port *on, struct arena *local)
{
    struct postoffice *other = NULL;
    struct po_report report;
    struct po_entries list = {0};
    struct po_memory remembered;
    DISCARD(po_check(on, FIXTURE_DATA, local, &report), "any answer will do");
    if (po_open(on, FIXTURE_DATA, true, local, &other) != ST_OK) {
        return;
    }
    if (po_entry_list(other, local, &list) != ST_OK) {
        list.count = 0;
    }
    DISCARD(po_import_memory(other, local, &remembered), "any answer will do");
    for (size_t i = 0; i < list.count; i++) {
        struct po_message message = {0};
        struct po_entry entry;
        DISCARD(po_resolve(other, list.entries[i].name, &entry, NULL), "any answer will do");
        for (int k = 0;
             k < 5 && po_queue_next(other, list.entries[i].usr, message.id, &message) == ST_OK;
             k++) {
            struct bytes content;
            DISCARD(po_message_read(other, &message, local, &content, NULL), "any answer will do");
        }
    }
    struct po_entry entry = {.kind = PO_USER, .name = "Late"};
    const uint32_t usrs[] = {1, 4};
    const struct po_message_in in = {.content = bytes_of_text("new"), .usrs = usrs, .usr_count = 2};
    DISCARD(po_send(other, &in, local, NULL), "any answer will do");
    DISCARD(po_delete(other, 1, 1), "any answer will do");
    DISCARD(po_entry_add(other, &entry), "any answer will do");
    DISCARD(po_entry_remove(other, "Late"), "any answer will do");
    po_close(other);
    DISCARD(po_check(on, FIXTURE_DATA, local, &report), "any answer will do");
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

START_TEST(any_bytes_in_any_file_are_survived)
{
    static const char *const names[] = {"CLANDATA", "MLANDATA", "USR00001", "USR00004"};
    uint64_t state = 0x1234567 + (uint64_t)_i;
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(fixture_send(port, &arena, "Smith, J",
                                      i % 2 != 0 ? "SITE1 user at SITE1" : "Smith, J", "s"),
                         ST_OK);
    }
    const char *path = arena_format(&arena, FIXTURE_DATA "\\%s", names[_i % 4]);
    const struct bytes good = memory_port_get(memory, path);
    for (int round = 0; round < 400; round++) {
        struct arena local = {0};
        struct memory_port *world = memory_port_copy(memory, &local);
        size_t size = good.size;
        uint8_t *data = arena_copy(&local, good.data, size);
        if (_i / 4 == 0) {
            data[next_random(&state) % size] ^= (uint8_t)(1u << next_random(&state) % 8);
        } else if (_i / 4 == 1) {
            size = next_random(&state) % size;
        } else {
            const size_t from = next_random(&state) % size;
            for (size_t k = from; k < size && k < from + 300; k++) {
                data[k] = (uint8_t)next_random(&state);
            }
        }
        memory_port_put(world, path, (struct bytes){data, size});
        ask_everything(memory_port_os(world), &local);
        ck_assert_uint_eq(memory_port_open_count(world), 0);
        memory_port_release(world);
        arena_release(&local);
    }
}
END_TEST

static Suite *postoffice_faults_suite(void)
{
    Suite *suite = suite_create("postoffice_faults");
    TCase *tcase = tcase_create("postoffice");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase,
                        whatever_call_fails_the_other_mail_stays_readable_and_only_wear_is_left, 0,
                        ARRAY_COUNT(faults));
    tcase_add_loop_test(tcase, any_bytes_in_any_file_are_survived, 0, 12);
    tcase_add_test(tcase, a_message_that_is_not_written_leaves_no_pointer_to_it);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(postoffice_faults_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
