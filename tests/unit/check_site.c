/* sim/exchange: sites, recipients, queues, delivery, reports. What the port promises is in the
 * contract suite. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/queue.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct site *site1;

static void begin(void)
{
    const struct small_world_spec spec = {0};
    small_world_declare(&small, &spec);
    w = small.world;
    small_world_finish(&small);
    site1 = site_find(w, NULL);
}

static void end(void)
{
    small_world_end(&small);
}

START_TEST(a_site_is_found_by_name_and_made_when_needed)
{
    struct site *site2 = site_need(w, "SITE2");
    ck_assert_ptr_ne(site2, site1);
    ck_assert_ptr_eq(site_need(w, "site2"), site2);
    ck_assert_ptr_eq(site_find(w, ""), site1);
    ck_assert_ptr_null(site_find(w, "SITE3"));
}
END_TEST

START_TEST(containers_are_the_usual_ones_the_declared_ones_and_those_that_hold_somebody)
{
    static const char *const declared[] = {"Recipients", "Branch"};
    ck_assert(site_has_container(site1, "recipients"));
    ck_assert(site_has_container(site1, "Import"));
    ck_assert(!site_has_container(site1, "Branch"));
    site_recipient_need(w, site1, "A")->container = "Branch";
    ck_assert(site_has_container(site1, "Branch"));
    site_recipient_remove(w, site1, "A");
    site1->containers = declared;
    site1->container_count = 2;
    ck_assert(site_has_container(site1, "Branch"));
    ck_assert(!site_has_container(site1, "Import"));
    struct arena arena = {0};
    struct exchange_entries entries;
    ck_assert_int_eq(
        exchange_directory_list(&small.connector->process->exchange, "Import", &arena, &entries),
        ST_NOT_FOUND);
    arena_release(&arena);
}
END_TEST

START_TEST(recipients_come_and_go_in_order)
{
    struct site_recipient *a = site_recipient_need(w, site1, "A");
    ck_assert_ptr_eq(site_recipient_need(w, site1, "a"), a);
    struct site_recipient *b = site_recipient_need(w, site1, "B");
    site_recipient_remove(w, site1, "B");
    site_recipient_remove(w, site1, "none");
    ck_assert_ptr_null(site_recipient_find(w, site1, "B"));
    struct site_recipient *c = site_recipient_need(w, site1, "C");
    ck_assert_ptr_ne(c, b);
    ck_assert_ptr_eq(a->next, c);
    ck_assert_ptr_null(c->next);
    struct site_recipient *d = site_recipient_need(w, site1, "D");
    site_recipient_remove(w, site1, "C");
    ck_assert_ptr_eq(a->next, d);
    ck_assert_ptr_null(site_resolve(w, "CCMAIL:C at SITE1"));
    site_recipient_need(w, site1, "C");
    ck_assert_ptr_eq(d->next, site_resolve(w, "CCMAIL:C at SITE1"));
}
END_TEST

START_TEST(thousands_of_recipients_are_found_each_by_name_and_by_address)
{
    enum { MANY = 3000 };
    struct arena arena = {0};
    for (unsigned i = 0; i < MANY; i++) {
        const char *name = arena_format(&arena, "User %u", i);
        struct site_recipient *r = site_recipient_need(w, site1, name);
        site_recipient_set_proxy(site1, r, arena_format(&arena, "CCMAIL:U%u at FAR", i));
    }
    for (unsigned i = 0; i < MANY; i++) {
        const struct site_recipient *r =
            site_recipient_find(w, site1, arena_format(&arena, "USER %u", i));
        ck_assert_ptr_nonnull(r);
        ck_assert_ptr_eq(site_resolve(w, arena_format(&arena, "CCMAIL:u%u at far", i)), r);
        ck_assert_ptr_eq(site_resolve(w, arena_format(&arena, "User %u at SITE1", i)), r);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(an_address_that_is_two_recipients_is_the_one_who_came_first)
{
    struct site_recipient *first = site_recipient_need(w, site1, "First");
    struct site_recipient *second = site_recipient_need(w, site1, "Second");
    site_recipient_set_proxy(site1, first, "CCMAIL:Second at SITE1");
    ck_assert_ptr_eq(site_resolve(w, "CCMAIL:Second at SITE1"), first);
    site_recipient_set_proxy(site1, first, "CCMAIL:First at SITE1");
    ck_assert_ptr_eq(site_resolve(w, "CCMAIL:Second at SITE1"), second);
    site_recipient_set_proxy(site1, second, "CCMAIL:First");
    ck_assert_ptr_eq(site_resolve(w, "First"), first);
}
END_TEST

START_TEST(every_address_of_a_recipient_finds_him_and_a_primary_one_comes_first)
{
    static const char *const names[] = {"CCMAIL:A One at X", "CCMAIL:Both at X"};
    static const char *const fewer[] = {"CCMAIL:A Two at X"};
    struct site_recipient *a = site_recipient_need(w, site1, "A");
    struct site_recipient *b = site_recipient_need(w, site1, "B");
    site_recipient_set_others(w, site1, a, names, 2);
    ck_assert_ptr_eq(site_resolve(w, "ccmail:a one at x"), a);
    ck_assert_ptr_eq(site_resolve(w, "CCMAIL:Both at X"), a);
    site_recipient_set_others(w, site1, b, names + 1, 1);
    ck_assert_ptr_eq(site_resolve(w, "CCMAIL:Both at X"), a);
    site_recipient_set_proxy(site1, b, "CCMAIL:Both at X");
    ck_assert_ptr_eq(site_resolve(w, "CCMAIL:Both at X"), b);
    site_recipient_set_others(w, site1, a, fewer, 1);
    ck_assert_ptr_null(site_resolve(w, "CCMAIL:A One at X"));
    ck_assert_ptr_eq(site_resolve(w, "CCMAIL:A Two at X"), a);
    site_recipient_remove(w, site1, "A");
    ck_assert_ptr_null(site_resolve(w, "CCMAIL:A Two at X"));
}
END_TEST

static const struct {
    const char *address;
    const char *display; /* NULL: nobody */
} addresses[] = {
    {"Brady, Sally", "Brady, Sally"},
    {"EX:Brady, Sally", "Brady, Sally"},
    {"ccmail:brady, sally AT site1", "Brady, Sally"},
    {"Brady, Sally at SITE1", "Brady, Sally"},
    {"CCMAIL:Brady, Sally at SITE2", NULL},
    {"Brady", NULL},
    {"Brady, Sally Ann", NULL},
    {"SMTP:sally@site1.example", NULL},
    {"CCMAIL:Odd at X", "Renamed, R"},
    {"Odd at X", "Renamed, R"},
    {"CCMAIL:Renamed, R at SITE1", "Renamed, R"},
    {"no colon", "Plain"},
    {"Look at me", "Look at me"},
    {"Look at me at SITE1", "Look at me"},
    {"Look at SITE1", NULL},
    {" at SITE1", NULL},
};

START_TEST(an_address_of_any_form_finds_its_recipient)
{
    site_recipient_set_proxy(site1, site_recipient_need(w, site1, "Renamed, R"), "CCMAIL:Odd at X");
    site_recipient_set_proxy(site1, site_recipient_need(w, site1, "Plain"), "no colon");
    (void)site_recipient_need(w, site1, "Look at me");
    const struct site_recipient *r = site_resolve(w, addresses[_i].address);
    ck_assert_msg((r == NULL) == (addresses[_i].display == NULL), "%s", addresses[_i].address);
    if (r != NULL) {
        ck_assert_str_eq(r->display, addresses[_i].display);
    }
}
END_TEST

static const struct exchange_recipient to_both[] = {
    {EXCHANGE_TO, true, {"Brady, Sally", "CCMAIL:Brady, Sally at SITE1"}},
    {EXCHANGE_CC, true, {"Gone", "CCMAIL:Gone at SITE1"}},
    {EXCHANGE_CC, false, {"Shown", "CCMAIL:Shown at SITE1"}},
};

static struct exchange_message letter(enum exchange_kind kind)
{
    return (struct exchange_message){.sender = {"Smith, J", "CCMAIL:Smith, J at PO1"},
                                     .recipients = to_both,
                                     .recipient_count = ARRAY_COUNT(to_both),
                                     .subject = "Inbound",
                                     .date_written = "",
                                     .kind = kind};
}

static enum status put(uint64_t key, const struct exchange_message *message)
{
    const struct exchange_key unique = {{key, key}};
    return exchange_queue_put(&small.connector->process->exchange, EXCHANGE_MTS_IN, unique,
                              message);
}

START_TEST(what_is_accepted_is_delivered_and_an_unknown_recipient_makes_a_report)
{
    const struct exchange_message message = letter(EXCHANGE_NOTE);
    ck_assert_int_eq(put(1, &message), ST_OK);
    const struct site_recipient *sally = site_recipient_find(w, site1, "Brady, Sally");
    ck_assert_uint_eq(sally->delivered, 1);
    ck_assert_str_eq(sally->mailbox->message->subject, "Inbound");
    ck_assert_ptr_null(sally->mailbox->next);
    ck_assert_uint_eq(site_queue_count(w, small.connector, EXCHANGE_MTS_IN), 0);
    ck_assert_uint_eq(site_queue_count(w, small.connector, EXCHANGE_MTS_OUT), 1);
    const struct exchange_message *report =
        site_queue_message(w, small.connector, EXCHANGE_MTS_OUT, 0);
    ck_assert_int_eq((int)report->kind, EXCHANGE_REPORT);
    ck_assert_str_eq(report->subject, "Undeliverable: Inbound");
    ck_assert_str_eq(report->recipients[0].address.address, "CCMAIL:Smith, J at PO1");
    const struct bytes text = report->items[0].content;
    ck_assert_ptr_nonnull(
        strstr(arena_text_n(&small.arena, (const char *)text.data, text.size), "Gone at SITE1"));
}
END_TEST

START_TEST(a_report_never_causes_a_report)
{
    static const enum exchange_kind kinds[] = {EXCHANGE_REPORT, EXCHANGE_REPORT_NOTE};
    for (uint64_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        const struct exchange_message message = letter(kinds[i]);
        ck_assert_int_eq(put(i + 1, &message), ST_OK);
        ck_assert_uint_eq(site_queue_count(w, small.connector, EXCHANGE_MTS_OUT), 0);
    }
}
END_TEST

START_TEST(a_report_has_the_texts_of_the_letter_and_no_files)
{
    static const struct exchange_item items[] = {
        {EXCHANGE_FILE, "a.doc", {(const uint8_t *)"bytes", 5}},
        {EXCHANGE_TEXT, "", {(const uint8_t *)"one", 3}},
        {EXCHANGE_TEXT, "", {(const uint8_t *)"two", 3}}};
    struct exchange_message message = letter(EXCHANGE_NOTE);
    message.items = items;
    message.item_count = ARRAY_COUNT(items);
    ck_assert_int_eq(put(1, &message), ST_OK);
    const struct exchange_message *report =
        site_queue_message(w, small.connector, EXCHANGE_MTS_OUT, 0);
    ck_assert_uint_eq(report->item_count, 3);
    ck_assert_int_eq((int)report->items[1].kind, EXCHANGE_TEXT);
    ck_assert_mem_eq(report->items[1].content.data, "one", 3);
    ck_assert_mem_eq(report->items[2].content.data, "two", 3);
}
END_TEST

START_TEST(the_queues_of_two_connectors_and_sites_are_apart)
{
    const struct connector_spec spec = {
        .name = "C2", .store = "D:\\two", .account = "EXCH\\svc-ccmc"};
    small_must(connector_declare(w, &spec));
    struct connector *c2 = connector_find(w, "C2");
    (void)text_copy(c2->site, sizeof(c2->site), "SITE2");
    (void)site_recipient_need(w, site_need(w, "SITE2"), "Two, T");
    const struct exchange_message message = letter(EXCHANGE_NOTE);
    site_submit(w, c2, &message);
    ck_assert_uint_eq(site_queue_count(w, c2, EXCHANGE_MTS_OUT), 1);
    ck_assert_uint_eq(site_queue_count(w, small.connector, EXCHANGE_MTS_OUT), 0);
    ck_assert_ptr_null(site_queue_message(w, small.connector, EXCHANGE_MTS_OUT, 0));
    connector_start(w, c2);
    struct exchange_entries entries;
    struct arena arena = {0};
    ck_assert_int_eq(
        exchange_directory_list(&c2->process->exchange, "Recipients", &arena, &entries), ST_OK);
    ck_assert_uint_eq(entries.count, 1);
    ck_assert_str_eq(entries.entries[0].display, "Two, T");
    ck_assert_int_eq(exchange_directory_list(&small.connector->process->exchange, "Recipients",
                                             &arena, &entries),
                     ST_OK);
    ck_assert_str_eq(entries.entries[0].display, "Brady, Sally");
    ck_assert_ptr_eq(site_resolve(w, "CCMAIL:Two, T at SITE2"), site_find(w, "SITE2")->recipients);
    arena_release(&arena);
}
END_TEST

START_TEST(a_queue_uses_the_places_of_messages_that_left_again)
{
    const struct exchange_message message = letter(EXCHANGE_NOTE);
    struct site_queue *queue = site_queue_of(w, small.connector, EXCHANGE_MTS_OUT);
    const struct site_message *first =
        site_queue_add(w, small.connector, EXCHANGE_MTS_OUT, &message);
    const uint64_t id = first->id;
    ck_assert(site_queue_remove(queue, id));
    ck_assert(!site_queue_remove(queue, id));
    const struct site_message *next =
        site_queue_add(w, small.connector, EXCHANGE_MTS_OUT, &message);
    ck_assert_ptr_eq(next, first);
    ck_assert_uint_gt(next->id, id);
    ck_assert_uint_eq(queue->count, 1);
}
END_TEST

START_TEST(the_calls_of_a_killed_service_answer_gone)
{
    struct exchange_port *port = &small.connector->process->exchange;
    const struct exchange_message message = letter(EXCHANGE_NOTE);
    struct exchange_queued queued;
    struct exchange_entries entries;
    struct exchange_address address;
    struct arena arena = {0};
    process_kill(small.connector->process);
    ck_assert_int_eq(exchange_queue_peek(port, EXCHANGE_MTS_OUT, 0, &arena, &queued),
                     ST_PROCESS_GONE);
    ck_assert_int_eq(exchange_queue_take(port, EXCHANGE_MTS_OUT, 1), ST_PROCESS_GONE);
    const struct exchange_key key = {{1, 1}};
    ck_assert_int_eq(exchange_queue_put(port, EXCHANGE_MTS_IN, key, &message), ST_PROCESS_GONE);
    ck_assert_int_eq(exchange_directory_list(port, "Recipients", &arena, &entries),
                     ST_PROCESS_GONE);
    ck_assert_int_eq(exchange_directory_change(port, NULL, 0), ST_PROCESS_GONE);
    ck_assert_int_eq(exchange_resolve(port, "A", &arena, &address), ST_PROCESS_GONE);
    arena_release(&arena);
}
END_TEST

START_TEST(a_service_puts_into_mts_out_for_another_worker)
{
    const struct exchange_message message = letter(EXCHANGE_NOTE);
    const struct exchange_key key = {{5, 5}};
    ck_assert_int_eq(
        exchange_queue_put(&small.connector->process->exchange, EXCHANGE_MTS_OUT, key, &message),
        ST_OK);
    ck_assert_uint_eq(site_queue_count(w, small.connector, EXCHANGE_MTS_OUT), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("site");
    TCase *tcase = tcase_create("site");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_test(tcase, thousands_of_recipients_are_found_each_by_name_and_by_address);
    tcase_add_test(tcase, an_address_that_is_two_recipients_is_the_one_who_came_first);
    tcase_add_test(tcase, a_site_is_found_by_name_and_made_when_needed);
    tcase_add_test(tcase,
                   containers_are_the_usual_ones_the_declared_ones_and_those_that_hold_somebody);
    tcase_add_test(tcase, recipients_come_and_go_in_order);
    tcase_add_test(tcase, every_address_of_a_recipient_finds_him_and_a_primary_one_comes_first);
    tcase_add_loop_test(tcase, an_address_of_any_form_finds_its_recipient, 0,
                        (int)ARRAY_COUNT(addresses));
    tcase_add_test(tcase, what_is_accepted_is_delivered_and_an_unknown_recipient_makes_a_report);
    tcase_add_test(tcase, a_report_never_causes_a_report);
    tcase_add_test(tcase, a_report_has_the_texts_of_the_letter_and_no_files);
    tcase_add_test(tcase, the_queues_of_two_connectors_and_sites_are_apart);
    tcase_add_test(tcase, a_queue_uses_the_places_of_messages_that_left_again);
    tcase_add_test(tcase, the_calls_of_a_killed_service_answer_gone);
    tcase_add_test(tcase, a_service_puts_into_mts_out_for_another_worker);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
