/* Tests of sim/postoffice/{postoffice,po_directory,po_mailbox,po_message,po_index}.c. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "po_format.h"
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

static enum status add(const char *name, enum po_kind kind, const char *address,
                       struct po_entry *entry_out)
{
    *entry_out = (struct po_entry){.kind = kind};
    ck_assert(text_copy(entry_out->name, sizeof(entry_out->name), name));
    ck_assert(text_copy(entry_out->address, sizeof(entry_out->address), address));
    return po_entry_add(po, entry_out);
}

static uint32_t usr_of(const char *name)
{
    struct po_entry entry;
    ck_assert_int_eq(po_entry_find(po, name, &entry), ST_OK);
    return entry.usr;
}

static uint64_t send(uint32_t usr, const char *text)
{
    uint64_t id = 0;
    const struct po_message_in in = {.content = bytes_of_text(text), .usrs = &usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

static void expect_clean(void)
{
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors, 0);
    ck_assert_uint_eq(report.wear, 0);
}

START_TEST(a_new_post_office_says_who_it_is)
{
    ck_assert_str_eq(po_name(po), "PO1");
    ck_assert_int_eq(po_code_page(po), 437);
    ck_assert_uint_ne(po_identity(po), 0);
    ck_assert(po_password_is(po, "SECRET"));
    ck_assert(!po_password_is(po, "secret1"));
    ck_assert(po_is_writable(po));
    static const char *const names[] = {"CCPOMBOX.DAT", "CCPODD.00", "CCPOMS",
                                        "CCVER.TB",     "CCINTL.TB", "NFTCHECK",
                                        "CCEXPORT.DAT", "CLANDATA",  "MLANDATA"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        ck_assert_ptr_nonnull(
            memory_port_get(memory, arena_format(&arena, FIXTURE_DATA "\\%s", names[i])).data);
    }
    expect_clean();
}
END_TEST

START_TEST(no_readable_text_is_in_its_files)
{
    static const char *const names[] = {"CLANDATA", "MLANDATA", "USR00001"};
    static const char *const words[] = {"PO1", "secret", "Smith", "SITE1", "as we said", "letter"};
    ck_assert_int_eq(fixture_send(port, &arena, "Smith, J", "Smith, J", "a letter"), ST_OK);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const struct bytes file =
            memory_port_get(memory, arena_format(&arena, FIXTURE_DATA "\\%s", names[i]));
        for (size_t k = 0; k < ARRAY_COUNT(words); k++) {
            const size_t length = strlen(words[k]);
            for (size_t at = 0; at + length <= file.size; at++) {
                ck_assert_msg(memcmp(file.data + at, words[k], length) != 0, "%s in %s", words[k],
                              names[i]);
            }
        }
    }
}
END_TEST

START_TEST(it_is_not_created_over_another_one)
{
    const struct po_spec spec = {.format = PO_DB8, .name = "PO2", .password = "", .code_page = 850};
    const struct po_spec long_name = {
        .format = PO_DB8,
        .name = "a name with more than sixty-three characters is too long for a post office",
        .password = ""};
    ck_assert_int_eq(po_create(port, FIXTURE_DATA, &spec), ST_EXISTS);
    ck_assert_int_eq(po_create(port, "V:\\NOWHERE", &spec), ST_PATH_NOT_FOUND);
    ck_assert_int_eq(po_create(port, FIXTURE_STORE, &long_name), ST_TOO_LONG);
    ck_assert_int_eq(po_create(port, FIXTURE_STORE "\\", &spec), ST_OK);
    struct postoffice *other = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_STORE, false, &arena, &other), ST_OK);
    ck_assert_str_eq(po_name(other), "PO2");
    ck_assert_uint_ne(po_identity(other), po_identity(po));
    ck_assert(!po_is_writable(other));
    po_close(other);
    ck_assert_int_eq(po_open(port, "V:\\NOWHERE", false, &arena, &other), ST_PATH_NOT_FOUND);
    ck_assert_ptr_null(other);
}
END_TEST

START_TEST(a_reader_may_become_a_writer_unless_it_is_refused)
{
    struct postoffice *other = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &other), ST_OK);
    memory_port_protect(memory, FIXTURE_DATA);
    ck_assert_int_eq(po_open_write(other), ST_ACCESS_DENIED);
    ck_assert(!po_is_writable(other));
    struct po_entry entry;
    ck_assert_int_eq(po_entry_find(other, "smith, j", &entry), ST_OK);
    memory_port_protect(memory, NULL);
    struct po_message message;
    send(entry.usr, "x");
    ck_assert_int_eq(po_queue_next(other, entry.usr, 0, &message), ST_OK);
    struct bytes content;
    ck_assert_int_eq(po_message_read(other, &message, &arena, &content, NULL), ST_OK);
    ck_assert_int_eq(po_open_write(other), ST_OK);
    ck_assert_int_eq(po_open_write(other), ST_OK);
    ck_assert_int_eq(po_delete(other, entry.usr, message.id), ST_OK);
    ck_assert_int_eq(po_flush(other), ST_OK);
    po_close(other);
    po_close(NULL);
}
END_TEST

START_TEST(only_one_has_the_lock)
{
    struct postoffice *other = NULL;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, true, &arena, &other), ST_OK);
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_lock(other), ST_LOCK_VIOLATION);
    const uint32_t usr = 1;
    const struct po_message_in in = {.content = bytes_of_text("x"), .usrs = &usr, .usr_count = 1};
    struct po_entry entry = {.kind = PO_USER, .name = "New"};
    ck_assert_int_eq(po_send(other, &in, &arena, NULL), ST_LOCK_VIOLATION);
    ck_assert_int_eq(po_delete(other, 1, 1), ST_LOCK_VIOLATION);
    ck_assert_int_eq(po_entry_add(other, &entry), ST_LOCK_VIOLATION);
    ck_assert_int_eq(po_entry_remove(other, "Boss"), ST_LOCK_VIOLATION);
    po_unlock(po);
    po_unlock(po);
    ck_assert_int_eq(po_lock(other), ST_OK);
    po_close(other); /* gives it up */
    ck_assert_int_eq(po_lock(po), ST_OK);
    po_unlock(po);
}
END_TEST

START_TEST(names_are_unique_and_found_in_any_case)
{
    struct po_entry entry;
    ck_assert_int_eq(add("smith, J", PO_USER_ELSEWHERE, "SITE1", &entry), ST_EXISTS);
    ck_assert_int_eq(add("", PO_USER, "", &entry), ST_BAD_NAME);
    ck_assert_int_eq(add("New", PO_USER, "", &entry), ST_OK);
    ck_assert_uint_ne(entry.usr, 0);
    struct po_entry found;
    ck_assert_int_eq(po_entry_find(po, "NEW", &found), ST_OK);
    ck_assert_uint_eq(found.usr, entry.usr);
    ck_assert_str_eq(found.name, "New");
    ck_assert_int_eq(po_entry_find(po, "Newer", &found), ST_NOT_FOUND);
    memset(entry.fan, 'x', sizeof(entry.fan));
    ck_assert_int_eq(po_entry_add(po, &entry), ST_TOO_LONG);
    expect_clean();
}
END_TEST

START_TEST(fields_of_an_entry_come_back_as_written)
{
    struct po_entry entry = {.kind = PO_USER_ELSEWHERE,
                             .name = "Brandt, K\x81the",
                             .address = "SITE1",
                             .fan = "Kaethe Brandt at SITE1",
                             .comment = "MSExchangeCCMC EX1"};
    struct po_entry found;
    ck_assert_int_eq(po_entry_add(po, &entry), ST_OK);
    ck_assert_int_eq(po_entry_find(po, entry.name, &found), ST_OK);
    ck_assert_int_eq(found.kind, PO_USER_ELSEWHERE);
    ck_assert_str_eq(found.address, entry.address);
    ck_assert_str_eq(found.fan, entry.fan);
    ck_assert_str_eq(found.comment, entry.comment);
    ck_assert_uint_eq(found.usr, 0);
}
END_TEST

START_TEST(the_directory_grows_and_is_listed_in_order)
{
    enum { MORE = 500 };
    struct postoffice *reader = NULL;
    struct po_entry entry;
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &reader), ST_OK);
    for (unsigned i = 0; i < MORE; i++) {
        ck_assert_int_eq(
            add(arena_format(&arena, "User %u", i * 7 % MORE), PO_USER_ELSEWHERE, "SITE1", &entry),
            ST_OK);
    }
    for (unsigned i = 0; i < MORE; i++) {
        ck_assert_int_eq(po_entry_find(reader, arena_format(&arena, "uSER %u", i), &entry), ST_OK);
    }
    for (unsigned i = 0; i < MORE; i += 2) {
        ck_assert_int_eq(po_entry_remove(po, arena_format(&arena, "user %u", i)), ST_OK);
    }
    ck_assert_int_eq(po_entry_remove(po, "user 0"), ST_NOT_FOUND);
    struct po_entries list;
    ck_assert_int_eq(po_entry_list(reader, &arena, &list), ST_OK);
    ck_assert_uint_eq(list.count, 8 + MORE / 2);
    for (size_t i = 1; i < list.count; i++) {
        ck_assert_int_lt(text_compare(list.entries[i - 1].name, list.entries[i].name), 0);
    }
    ck_assert_int_eq(add("User 4", PO_USER_ELSEWHERE, "SITE1", &entry), ST_OK);
    po_close(reader);
    expect_clean();
}
END_TEST

START_TEST(a_mailbox_with_mail_is_not_removed)
{
    const uint64_t id = send(usr_of("Doe, Ann"), "x");
    ck_assert_int_eq(po_entry_remove(po, "Doe, Ann"), ST_NOT_EMPTY);
    ck_assert_int_eq(po_delete(po, usr_of("Doe, Ann"), id), ST_OK);
    ck_assert_int_eq(po_entry_remove(po, "Doe, Ann"), ST_OK);
    struct po_entry entry;
    ck_assert_int_eq(po_entry_find(po, "Doe, Ann", &entry), ST_NOT_FOUND);
    expect_clean();
}
END_TEST

static const struct {
    const char *address;
    const char *entry; /* NULL: nobody */
    const char *canonical;
} addresses[] = {
    {"Smith, J", "Smith, J", "Smith, J at PO1"},
    {"smith, j AT po1", "Smith, J", "Smith, J at PO1"},
    {"Boss", "Smith, J", "Smith, J at PO1"},
    {"Boss at PO1", "Smith, J", "Smith, J at PO1"},
    {"Roe, Max at PO1", "Roe, Max", "Roe, Max at PO1"},
    {"Brady, Sally", "SITE1", "Brady, Sally at SITE1"},
    {"Brady, Sally at PO1", "SITE1", "Brady, Sally at SITE1"},
    {"Whoever at SITE1", "SITE1", "Whoever at SITE1"},
    {"Whoever at FAR", "SITE1", "Whoever at FAR"},
    {"look at this at SITE1", "SITE1", "look at this at SITE1"},
    {"Max Roe at PO1", "Roe, Max", "Roe, Max at PO1"},
    {"max roe", "Roe, Max", "Roe, Max at PO1"},
    {"Sally Brady", "SITE1", "Brady, Sally at SITE1"},
    {"Max  Roe", NULL, NULL},
    {"Max Roe at NOWHERE", NULL, NULL},
    {"Nobody Here At All", NULL, NULL},
    {"Nobody", NULL, NULL},
    {"Nobody at PO1", NULL, NULL},
    {"Smith, J at NOWHERE", NULL, NULL},
    {"SITE1", NULL, NULL},
    {"Smith, J at Doe, Ann", NULL, NULL},
    {"", NULL, NULL},
    {" at ", NULL, NULL},
    {"x at ", NULL, NULL},
    {"a name of which nobody would think it could be so long that it does not fit any field at PO1",
     NULL, NULL},
    {"Loop", NULL, NULL},
};
START_TEST(addresses_lead_to_a_mailbox_or_a_queue)
{
    struct po_entry entry;
    char canonical[PO_ADDRESS_SIZE] = "";
    ck_assert_int_eq(add("Loop", PO_ALIAS, "Loop", &entry), ST_OK);
    const enum status st = po_resolve(po, addresses[_i].address, &entry, canonical);
    ck_assert_msg((st == ST_OK) == (addresses[_i].entry != NULL), "'%s': %s", addresses[_i].address,
                  status_name(st));
    if (st == ST_OK) {
        ck_assert_str_eq(entry.name, addresses[_i].entry);
        ck_assert_str_eq(canonical, addresses[_i].canonical);
    } else {
        ck_assert_int_eq(st, ST_NOT_FOUND);
    }
}
END_TEST

START_TEST(a_message_is_stored_once_and_freed_with_its_last_pointer)
{
    const uint32_t usrs[] = {usr_of("Smith, J"), usr_of("Doe, Ann"), usr_of("Smith, J"),
                             usr_of("SITE1")};
    const struct po_message_in in = {
        .content = bytes_of_text("hello"), .usrs = usrs, .usr_count = 4};
    uint64_t id = 0;
    struct po_report report;
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.messages, 1);
    ck_assert_uint_eq(report.pointers, 3);
    ck_assert_uint_eq(report.blocks, 1);
    ck_assert_int_eq(po_delete(po, usrs[0], id), ST_OK);
    ck_assert_int_eq(po_delete(po, usrs[0], id), ST_NOT_FOUND);
    ck_assert_int_eq(po_delete(po, usrs[3], id), ST_OK);
    struct po_message message;
    struct bytes content;
    ck_assert_int_eq(po_queue_next(po, usrs[0], 0, &message), ST_NO_MORE);
    ck_assert_int_eq(po_queue_next(po, usrs[1], 0, &message), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
    ck_assert_uint_eq(content.size, 5);
    ck_assert_int_eq(memcmp(content.data, "hello", 5), 0);
    ck_assert_int_eq(po_delete(po, usrs[1], id), ST_OK);
    ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_NOT_FOUND);
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.messages, 0);
    ck_assert_uint_eq(report.free_blocks, 1);
    expect_clean();
}
END_TEST

START_TEST(a_queue_is_read_in_order_whatever_was_taken_out)
{
    enum { COUNT = 200 };
    const uint32_t usr = usr_of("SITE1");
    uint64_t ids[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        ids[i] = send(usr, arena_format(&arena, "message %zu", i));
    }
    for (size_t i = 0; i < COUNT; i++) {
        const size_t which = i * 77 % COUNT;
        if (which % 3 != 1) {
            ck_assert_int_eq(po_delete(po, usr, ids[which]), ST_OK);
        }
    }
    struct po_message message = {0};
    size_t seen = 0;
    for (size_t i = 1; i < COUNT; i += 3) {
        struct bytes content;
        ck_assert_int_eq(po_queue_next(po, usr, message.id, &message), ST_OK);
        ck_assert_uint_eq(message.id, ids[i]);
        ck_assert_int_eq(po_message_read(po, &message, &arena, &content, NULL), ST_OK);
        ck_assert_str_eq(arena_text_n(&arena, (const char *)content.data, content.size),
                         arena_format(&arena, "message %zu", i));
        seen++;
    }
    ck_assert_int_eq(po_queue_next(po, usr, message.id, &message), ST_NO_MORE);
    ck_assert_uint_eq(seen, 67);
    expect_clean();
    ck_assert_int_eq(po_queue_next(po, 0, 0, &message), ST_FILE_CORRUPT);
    ck_assert_int_eq(po_fault_of(po), PO_PART_DIRECTORY);
    ck_assert_int_eq(po_queue_next(po, 99, 0, &message), ST_FILE_CORRUPT);
    ck_assert_int_eq(po_fault_of(po), PO_PART_MAILBOX);
}
END_TEST

START_TEST(a_queue_that_is_emptied_again_and_again_does_not_grow)
{
    const uint32_t usr = usr_of("SITE1");
    for (int i = 0; i < 1000; i++) {
        const uint64_t id = send(usr, "x");
        ck_assert_int_eq(po_delete(po, usr, id), ST_OK);
    }
    ck_assert_uint_le(memory_port_get(memory, FIXTURE_DATA "\\USR00004").size, PO_USR_HEADER_SIZE);
    ck_assert_uint_le(memory_port_get(memory, FIXTURE_DATA "\\MLANDATA").size, 4096);
    ck_assert_uint_le(memory_port_get(memory, FIXTURE_DATA "\\CLANDATA").size,
                      1024 + 8192 + 4096); /* header, 32 entries, 32 records */
    expect_clean();
}
END_TEST

START_TEST(a_reader_that_stays_open_sees_an_index_that_has_grown)
{
    enum { COUNT = 100 };
    const uint32_t usr = usr_of("Smith, J");
    struct postoffice *reader = NULL;
    struct po_message message = {0};
    send(usr, "first");
    ck_assert_int_eq(po_open(port, FIXTURE_DATA, false, &arena, &reader), ST_OK);
    ck_assert_int_eq(po_queue_next(reader, usr, 0, &message), ST_OK);
    for (int i = 1; i < COUNT; i++) {
        send(usr, "more");
    }
    for (int i = 1; i < COUNT; i++) {
        struct bytes content;
        ck_assert_int_eq(po_queue_next(reader, usr, message.id, &message), ST_OK);
        ck_assert_int_eq(po_message_read(reader, &message, &arena, &content, NULL), ST_OK);
    }
    uint64_t next = 0;
    ck_assert_int_eq(po_next_id(reader, &next), ST_OK);
    ck_assert_uint_eq(next, COUNT + 1);
    po_close(reader);
    expect_clean();
}
END_TEST

/* ---- interrupted deletions ---- */

static Suite *postoffice_suite(void)
{
    Suite *suite = suite_create("postoffice");
    TCase *tcase = tcase_create("postoffice");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_new_post_office_says_who_it_is);
    tcase_add_test(tcase, no_readable_text_is_in_its_files);
    tcase_add_test(tcase, it_is_not_created_over_another_one);
    tcase_add_test(tcase, a_reader_may_become_a_writer_unless_it_is_refused);
    tcase_add_test(tcase, only_one_has_the_lock);
    tcase_add_test(tcase, names_are_unique_and_found_in_any_case);
    tcase_add_test(tcase, fields_of_an_entry_come_back_as_written);
    tcase_add_test(tcase, the_directory_grows_and_is_listed_in_order);
    tcase_add_test(tcase, a_mailbox_with_mail_is_not_removed);
    tcase_add_loop_test(tcase, addresses_lead_to_a_mailbox_or_a_queue, 0, ARRAY_COUNT(addresses));
    tcase_add_test(tcase, a_message_is_stored_once_and_freed_with_its_last_pointer);
    tcase_add_test(tcase, a_queue_is_read_in_order_whatever_was_taken_out);
    tcase_add_test(tcase, a_queue_that_is_emptied_again_and_again_does_not_grow);
    tcase_add_test(tcase, a_reader_that_stays_open_sees_an_index_that_has_grown);
    suite_add_tcase(suite, tcase);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(postoffice_suite());
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
