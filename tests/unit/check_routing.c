/* sim/exchange/routing.c: which connector gets mail, by address spaces. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/routing.h"
#include "worlds/small_world.h"

static struct small_world small;
static struct world *w;
static struct connector *one;
static struct connector *two;

static void begin(void)
{
    const struct small_world_spec plain = {0};
    const struct connector_spec second = {.name = "C2", .account = "EXCH\\svc-2"};
    small_world_declare(&small, &plain);
    w = small.world;
    small_must(connector_declare(w, &second));
    one = small.connector;
    two = connector_find(w, "C2");
    ck_assert_ptr_nonnull(two);
    ck_assert_ptr_null(w->routing);
}

static void end(void)
{
    small_world_end(&small);
}

static void send(const char *const *names, uint32_t count)
{
    struct mail_recipient *to = arena_array(&small.arena, struct mail_recipient, count);
    for (uint32_t i = 0; i < count; i++) {
        to[i] = (struct mail_recipient){EXCHANGE_TO, names[i]};
    }
    const struct mail mail = {.name = "m1",
                              .direction = MAIL_OUT,
                              .count = 1,
                              .subject = "Plans",
                              .date_ms = INT64_MIN,
                              .recipients = to,
                              .recipient_count = count};
    small_must(mail_submit(w, mail_declare(w, &mail)));
}

/* Whom the message in its queue is to be delivered to: "A at PO1|"; "" no message. */
static const char *queued(const struct connector *connector)
{
    struct buffer text;
    const struct exchange_message *message = site_queue_message(w, connector, EXCHANGE_MTS_OUT, 0);
    buffer_init(&text, &small.arena);
    for (uint32_t i = 0; message != NULL && i < message->recipient_count; i++) {
        if (message->recipients[i].is_responsible) {
            buffer_format(&text, "%s|", message->recipients[i].address.display);
        }
    }
    return buffer_string(&text);
}

static const struct {
    const char *name;
    const char *first; /* spaces of C1 and C2, with costs; NULL: as usual; "": none */
    uint32_t first_cost;
    const char *second;
    uint32_t second_cost;
    const char *by_first, *by_second;
    uint32_t returned;
} tables[] = {
    {"the first of two alike", "CCMAIL:*", 1, "CCMAIL:*", 1, "A at PO1|B at PO2|", "", 0},
    {"the cheaper", "CCMAIL:*", 5, "CCMAIL:*", 2, "", "A at PO1|B at PO2|", 0},
    {"the one that says more", "CCMAIL:*", 1, "CCMAIL:* at PO2", 9, "A at PO1|", "B at PO2|", 0},
    {"the usual one beside an empty page", "", 0, NULL, 0, "", "A at PO1|B at PO2|", 0},
    {"one for one of them", "CCMAIL:* at PO2", 1, "", 0, "B at PO2|", "", 1},
    {"none", "", 0, "", 0, "", "", 2},
    {"of another kind", "SMTP:*", 1, "MS:*", 1, "", "", 2},
};

static void set(const struct connector *connector, const char *pattern, uint32_t cost)
{
    if (pattern != NULL && pattern[0] != '\0') {
        routing_add(w, connector, pattern, cost);
    } else if (pattern != NULL) {
        routing_clear(w, connector);
    }
}

START_TEST(mail_goes_to_the_connector_whose_space_fits_best)
{
    static const char *const names[] = {"A at PO1", "B at PO2"};
    set(one, tables[_i].first, tables[_i].first_cost);
    set(two, tables[_i].second, tables[_i].second_cost);
    routing_recalculate(w);
    send(names, 2);
    ck_assert_str_eq(queued(one), tables[_i].by_first);
    ck_assert_str_eq(queued(two), tables[_i].by_second);
    ck_assert_uint_eq(truth_returned(w, mail_find(w, "m1")), tables[_i].returned);
    ck_assert_uint_eq(truth_totals(w).in_custody, 2 - tables[_i].returned);
}
END_TEST

START_TEST(pages_count_when_routing_is_recalculated)
{
    static const char *const name[] = {"A at PO1"};
    routing_clear(w, one);
    routing_clear(w, two);
    routing_recalculate(w);
    routing_add(w, two, "CCMAIL:*", 1);
    send(name, 1);
    ck_assert_str_eq(queued(two), "");
    routing_recalculate(w);
    ck_assert(routing_remove(w, two, "ccmail:*"));
    ck_assert(!routing_remove(w, two, "CCMAIL:*"));
    ck_assert(!routing_remove(w, one, "CCMAIL:*"));
    send(name, 1); /* the table has it still */
    ck_assert_str_eq(queued(two), "A at PO1|");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("routing");
    TCase *tcase = tcase_create("routing");
    tcase_add_checked_fixture(tcase, begin, end);
    tcase_add_loop_test(tcase, mail_goes_to_the_connector_whose_space_fits_best, 0,
                        ARRAY_COUNT(tables));
    tcase_add_test(tcase, pages_count_when_routing_is_recalculated);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
