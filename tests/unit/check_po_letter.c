/* Tests of sim/postoffice/po_letter.c and po_list.c: reading, receipts, passing on; lists, boards.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/ccm_marks.h"
#include "base/text.h"
#include "po_letter.h"
#include "po_list.h"
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

static struct po_entry entry_of(const char *name)
{
    struct po_entry entry = {.usr = 0};
    ck_assert_int_eq(po_entry_find(po, name, &entry), ST_OK);
    return entry;
}

/* From Smith to Doe, with these lines in its header. */
static uint64_t send(const char *extra)
{
    const struct po_entry doe = entry_of("Doe, Ann");
    const struct ccm_address address = {CCM_TO, "Doe, Ann at PO1"};
    const struct ccm_item items[] = {{CCM_TEXT, "", bytes_of_text("the text")},
                                     {CCM_FILE, "A.WK4 1/1/97", bytes_of_text("a file")}};
    const struct ccm_message letter = {.from = "Smith, J at PO1",
                                       .date = "6/2/98 8:39AM",
                                       .subject = "Plans",
                                       .addresses = &address,
                                       .address_count = 1,
                                       .items = items,
                                       .item_count = ARRAY_COUNT(items),
                                       .extra = extra};
    struct buffer content;
    uint64_t id = 0;
    buffer_init(&content, &arena);
    ccm_write(&content, &letter);
    const struct po_message_in in = {
        .content = buffer_bytes(&content), .usrs = &doe.usr, .usr_count = 1};
    ck_assert_int_eq(po_send(po, &in, &arena, &id), ST_OK);
    return id;
}

static struct ccm_message newest_of(const char *name, struct ccm_marks *marks_out)
{
    const struct po_entry entry = entry_of(name);
    struct po_message message = {0};
    struct ccm_message letter = {0};
    while (po_queue_next(po, entry.usr, message.id, &message) == ST_OK) {
        ck_assert_int_eq(po_letter_load(po, entry.usr, message.id, &arena, &letter), ST_OK);
    }
    ck_assert_ptr_nonnull(letter.from);
    ccm_marks_read(letter.extra, &arena, marks_out);
    return letter;
}

START_TEST(a_receipt_goes_back_once_and_says_when_the_letter_was_read)
{
    const struct po_entry doe = entry_of("Doe, Ann");
    const struct po_reader reader = {&doe, "6/3/98 9:00AM"};
    struct ccm_marks marks;
    uint64_t receipt = 0;
    const uint64_t id = send("Receipt: Smith, J at PO1\r\nPriority: Urgent\r\n");
    ck_assert_int_eq(po_letter_read(po, &reader, id, &arena, &receipt), ST_OK);
    ck_assert_uint_eq(receipt, id + 1);
    const struct ccm_message back = newest_of("Smith, J", &marks);
    ck_assert_str_eq(back.subject, "Receipt: Plans");
    ck_assert_str_eq(back.from, "Doe, Ann at PO1");
    ck_assert_str_eq(marks.read_at, "6/3/98 9:00AM");
    ck_assert_str_eq(marks.receipt_to, "");
    ck_assert_int_eq(po_letter_read(po, &reader, id, &arena, &receipt), ST_OK);
    ck_assert_uint_eq(receipt, 0);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "Receipt: Plans"), 1);
}
END_TEST

static const struct {
    const char *extra;
    const char *mailbox; /* of the receipt; NULL: none */
} wishes[] = {{"", NULL},
              {"Receipt: Nobody at NOWHERE\r\n", NULL},
              {"Receipt: Brady, Sally at SITE1\r\n", "SITE1"},
              {"RRT: 6/2/98\r\n", NULL}};

START_TEST(a_receipt_goes_to_whom_the_letter_names)
{
    const struct po_entry doe = entry_of("Doe, Ann");
    const struct po_reader reader = {&doe, "6/3/98 9:00AM"};
    uint64_t receipt = 0;
    const uint64_t id = send(wishes[_i].extra);
    ck_assert_int_eq(po_letter_read(po, &reader, id, &arena, &receipt), ST_OK);
    ck_assert((receipt != 0) == (wishes[_i].mailbox != NULL));
    if (wishes[_i].mailbox != NULL) {
        ck_assert_int_eq(fixture_count(port, &arena, wishes[_i].mailbox, "Receipt: Plans"), 1);
    }
    ck_assert_int_eq(po_letter_read(po, &reader, 99, &arena, &receipt), ST_NOT_FOUND);
    ck_assert_int_eq(po_letter_read(po, &reader, 0, &arena, &receipt), ST_NOT_FOUND);
}
END_TEST

START_TEST(a_letter_that_is_passed_on_keeps_its_items_and_grows_a_history)
{
    const struct po_entry doe = entry_of("Doe, Ann");
    const struct po_entry smith = entry_of("Smith, J");
    const struct po_reader first = {&doe, "6/3/98 9:00AM"};
    const struct po_reader second = {&smith, "6/4/98 9:00AM"};
    struct ccm_marks marks;
    uint64_t id = send("Receipt: Smith, J at PO1\r\nPriority: Low\r\n");
    ck_assert_int_eq(po_letter_forward(po, &first, id, "Smith, J", &arena), ST_OK);
    ck_assert_int_eq(po_letter_forward(po, &second, id + 1, "Brady, Sally at SITE1", &arena),
                     ST_OK);
    const struct ccm_message letter = newest_of("SITE1", &marks);
    ck_assert_str_eq(letter.from, "Smith, J at PO1");
    ck_assert_str_eq(letter.date, "6/4/98 9:00AM");
    ck_assert_uint_eq(letter.item_count, 2);
    ck_assert_str_eq(letter.items[1].title, "A.WK4 1/1/97");
    ck_assert_int_eq(marks.priority, CCM_LOW);
    ck_assert_str_eq(marks.receipt_to, ""); /* its first writer asked, not who passed it on */
    ck_assert_uint_eq(marks.forward_count, 2);
    ck_assert_str_eq(marks.forwards[0], "6/2/98 8:39AM Smith, J at PO1");
    ck_assert_str_eq(marks.forwards[1], "6/3/98 9:00AM Doe, Ann at PO1");
    ck_assert_int_eq(po_letter_forward(po, &first, 99, "Smith, J", &arena), ST_NOT_FOUND);
    ck_assert_int_eq(po_letter_forward(po, &first, id, "Nobody", &arena), ST_NOT_FOUND);
}
END_TEST

START_TEST(a_header_that_has_grown_over_the_limit_is_not_passed_on)
{
    const struct po_entry doe = entry_of("Doe, Ann");
    const struct po_reader reader = {&doe, "6/3/98 9:00AM"};
    const char *extra = "";
    for (int i = 0; i < 80; i++) {
        extra = ccm_marks_add(&arena, extra, CCM_MARK_FORWARD,
                              "6/2/98 8:39AM Somebody with a long name at POSTOFFICE");
    }
    const uint64_t id = send(extra);
    ck_assert_int_eq(po_letter_forward(po, &reader, id, "Smith, J", &arena), ST_TOO_LONG);
    ck_assert_int_eq(fixture_count(port, &arena, "Smith, J", "Plans"), 0);
}
END_TEST

START_TEST(a_cut_while_a_letter_is_read_loses_no_receipt)
{
    const uint64_t id = send("Receipt: Smith, J at PO1\r\n");
    po_close(po);
    po = NULL;
    for (uint64_t call = 1; call < 50; call++) {
        struct arena run = {0};
        struct fault_port broken;
        struct postoffice *cut = NULL;
        struct po_entry doe;
        uint64_t receipt = 0;
        struct memory_port *copy = memory_port_copy(memory, &run);
        struct os_port *os =
            fault_port_begin(&broken, memory_port_os(copy), FAULT_KILL, call, ST_PROCESS_GONE);
        struct po_reader reader = {&doe, "6/3/98 9:00AM"};
        if (po_open(os, FIXTURE_DATA, true, &run, &cut) == ST_OK &&
            po_entry_find(cut, "Doe, Ann", &doe) == ST_OK) {
            (void)(po_letter_read(cut, &reader, id, &run, &receipt) == ST_OK);
        }
        (void)fault_port_end(&broken);
        memory_port_close_all(copy);
        ck_assert_int_eq(po_open(memory_port_os(copy), FIXTURE_DATA, true, &run, &cut), ST_OK);
        ck_assert_int_eq(po_entry_find(cut, "Doe, Ann", &doe), ST_OK);
        ck_assert_int_eq(po_letter_read(cut, &reader, id, &run, &receipt), ST_OK);
        po_close(cut);
        ck_assert_int_ge(fixture_count(memory_port_os(copy), &run, "Smith, J", "Receipt: Plans"),
                         1);
        memory_port_release(copy);
        arena_release(&run);
    }
}
END_TEST

/* ---- lists and boards ---- */

static void add(enum po_kind kind, const char *name)
{
    struct po_entry entry = {.kind = kind};
    ck_assert(text_copy(entry.name, sizeof(entry.name), name));
    ck_assert_int_eq(po_entry_add(po, &entry), ST_OK);
    ck_assert_uint_ne(entry.usr, 0);
}

static void set_members(const char *list, const char *const *names, size_t count)
{
    const struct po_members members = {names, count};
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_members_write(po, entry_of(list).usr, &members, &arena), ST_OK);
    po_unlock(po);
}

/* "1 2 | Nobody" */
static const char *expanded(const char *address)
{
    struct po_expansion expansion;
    struct buffer text;
    buffer_init(&text, &arena);
    const enum status st = po_expand(po, address, &arena, &expansion);
    if (st != ST_OK) {
        return status_name(st);
    }
    for (size_t i = 0; i < expansion.usr_count; i++) {
        buffer_format(&text, "%u ", (unsigned)expansion.usrs[i]);
    }
    for (size_t i = 0; i < expansion.unknown_count; i++) {
        buffer_format(&text, "| %s", expansion.unknown[i]);
    }
    return buffer_string(&text);
}

START_TEST(mail_to_a_list_goes_to_its_members)
{
    static const char *const all[] = {"Smith, J", "Boss", "Brady, Sally at SITE1", "Sub", "Nobody"};
    static const char *const sub[] = {"Doe, Ann at PO1", "All at PO1"};
    add(PO_LIST, "All");
    add(PO_LIST, "Sub");
    add(PO_BOARD, "Social");
    set_members("All", all, ARRAY_COUNT(all));
    set_members("Sub", sub, ARRAY_COUNT(sub));
    const unsigned smith = entry_of("Smith, J").usr;
    const unsigned doe = entry_of("Doe, Ann").usr;
    const unsigned site = entry_of("SITE1").usr;
    const char *want = arena_format(&arena, "%u %u %u %u | Nobody", smith, smith, site, doe);
    ck_assert_str_eq(expanded("All"), want);
    ck_assert_str_eq(expanded("all at po1"), want);
    ck_assert_str_eq(expanded("All at SITE1"), "NOT_FOUND");
    ck_assert_str_eq(expanded("Smith, J"), "NOT_FOUND");
    ck_assert_str_eq(expanded("#All"), "NOT_FOUND");
    ck_assert_str_eq(expanded("Social"), "NOT_FOUND");
    ck_assert_str_eq(expanded("#Social"),
                     arena_format(&arena, "%u ", (unsigned)entry_of("Social").usr));
    ck_assert_str_eq(expanded("#Social at PO1"), expanded("#Social"));
    struct po_members members;
    ck_assert_int_eq(po_members_read(po, entry_of("All").usr, &arena, &members), ST_OK);
    ck_assert_uint_eq(members.count, ARRAY_COUNT(all));
    set_members("All", NULL, 0);
    ck_assert_str_eq(expanded("All"), "NOT_FOUND");
    const char *const ring[] = {"All at PO1"};
    set_members("Sub", ring, 1);
    ck_assert_str_eq(expanded("Sub"), "NOT_FOUND");
    struct po_report report;
    ck_assert_int_eq(po_check(port, FIXTURE_DATA, &arena, &report), ST_OK);
    ck_assert_uint_eq(report.errors + report.wear, 0);
}
END_TEST

START_TEST(lists_have_limits)
{
    const char *names[PO_MEMBERS_MAX + 1];
    const struct po_members members = {names, PO_MEMBERS_MAX + 1};
    const struct po_members nameless = {(const char *const[]){""}, 1};
    struct po_entry entry = {.kind = PO_BOARD, .name = "One more"};
    add(PO_LIST, "All");
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        names[i] = "Smith, J";
    }
    ck_assert_int_eq(po_lock(po), ST_OK);
    ck_assert_int_eq(po_members_write(po, entry_of("All").usr, &members, &arena), ST_DISK_FULL);
    ck_assert_int_eq(po_members_write(po, entry_of("All").usr, &nameless, &arena), ST_BAD_NAME);
    po_unlock(po);
    for (unsigned i = 0; i < PO_PUBLIC_MAX; i++) {
        add(PO_BOARD, arena_format(&arena, "Board %u", i));
    }
    ck_assert_int_eq(po_entry_add(po, &entry), ST_DISK_FULL);
    entry.kind = PO_LIST;
    ck_assert_int_eq(po_entry_add(po, &entry), ST_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("po_letter");
    TCase *tcase = tcase_create("po_letter");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_receipt_goes_back_once_and_says_when_the_letter_was_read);
    tcase_add_loop_test(tcase, a_receipt_goes_to_whom_the_letter_names, 0, ARRAY_COUNT(wishes));
    tcase_add_test(tcase, a_letter_that_is_passed_on_keeps_its_items_and_grows_a_history);
    tcase_add_test(tcase, a_header_that_has_grown_over_the_limit_is_not_passed_on);
    tcase_add_test(tcase, a_cut_while_a_letter_is_read_loses_no_receipt);
    tcase_add_test(tcase, mail_to_a_list_goes_to_its_members);
    tcase_add_test(tcase, lists_have_limits);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
