/* The contract of exchange_port.h on the Exchange that the connector's tests use. */
#include <check.h>
#include <stdlib.h>

#include "contract/contract_exchange.h"
#include "support/memory_exchange.h"

static void begin(struct exchange_world *world)
{
    struct memory_exchange *exchange = memory_exchange_create(world->arena);
    const struct exchange_address user = {"Brady, Sally", "EX:Brady, Sally"};
    memory_exchange_user(exchange, "SMTP:sally@site1.example", user);
    world->port = memory_exchange_port(exchange);
    world->container = "Recipients/cc:Mail";
    world->other_container = "Recipients";
    world->known_address = "SMTP:sally@site1.example";
    world->known_display = "Brady, Sally";
    world->context = exchange;
}

static void end(struct exchange_world *world)
{
    world->context = NULL; /* it lies on the case's arena */
}

static void submit(struct exchange_world *world, const struct exchange_message *message)
{
    ck_assert_uint_gt(memory_exchange_submit(world->context, message), 0);
}

static size_t accepted(struct exchange_world *world)
{
    return memory_exchange_accepted(world->context);
}

static void answer_next(struct exchange_world *world, enum status status)
{
    memory_exchange_fail_next(world->context, status);
}

/* There are no processes here: whoever comes next has the same port. */
static void restart(struct exchange_world *world)
{
    world->port = memory_exchange_port(world->context);
}

static const struct exchange_harness harness = {
    .begin = begin,
    .end = end,
    .submit = submit,
    .accepted = accepted,
    .answer_next = answer_next,
    .restart = restart,
};

START_TEST(the_memory_exchange_keeps_the_contract)
{
    contract_exchange_case(&harness, (size_t)_i);
}
END_TEST

START_TEST(tests_see_what_happened)
{
    struct arena arena = {0};
    struct memory_exchange *exchange = memory_exchange_create(&arena);
    struct exchange_port *port = memory_exchange_port(exchange);
    struct exchange_queued queued = {0};
    const struct exchange_message message = {.subject = "a subject"};
    const uint64_t id = memory_exchange_submit(exchange, &message);
    ck_assert_uint_eq(memory_exchange_waiting(exchange, EXCHANGE_MTS_OUT), 1);
    ck_assert_str_eq(memory_exchange_message(exchange, EXCHANGE_MTS_OUT, 0)->subject, "a subject");
    ck_assert_str_eq(memory_exchange_message(exchange, EXCHANGE_MTS_OUT, 0)->date_written, "");
    ck_assert_ptr_null(memory_exchange_message(exchange, EXCHANGE_MTS_OUT, 1));
    memory_exchange_fail_next(exchange, ST_BUSY);
    ck_assert_int_eq(exchange_queue_take(port, EXCHANGE_MTS_OUT, id), ST_BUSY);
    ck_assert_int_eq(exchange_queue_peek(port, EXCHANGE_MTS_OUT, 0, &arena, &queued), ST_OK);
    const struct exchange_key key = {{1, 2}};
    memory_exchange_fail_next(exchange, ST_IO_ERROR);
    ck_assert_int_eq(exchange_queue_put(port, EXCHANGE_MTS_IN, key, &message), ST_IO_ERROR);
    ck_assert_int_eq(exchange_queue_put(port, EXCHANGE_MTS_IN, key, &message), ST_OK);
    ck_assert_int_eq(exchange_queue_put(port, EXCHANGE_MTS_IN, key, &message), ST_EXISTS);
    ck_assert_uint_eq(memory_exchange_waiting(exchange, EXCHANGE_MTS_IN), 1);
    ck_assert_uint_eq(memory_exchange_repeated(exchange), 1);
    arena_release(&arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange_port in memory");
    TCase *tcase = tcase_create("contract");
    tcase_add_loop_test(tcase, the_memory_exchange_keeps_the_contract, 0,
                        (int)contract_exchange_case_count());
    tcase_add_test(tcase, tests_see_what_happened);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
