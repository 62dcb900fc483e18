/* The contract of exchange_port.h on the simulated site, through the choke point. */
#include <check.h>
#include <stdlib.h>

#include "contract/contract_exchange.h"
#include "exchange/queue.h"
#include "world/world.h"

struct site_case {
    struct arena arena;
    struct world *world;
    struct connector *connector;
    struct process *process;
    struct logon logon;
};

static void person(struct world *world, const char *display, const char *proxy)
{
    struct site *site = site_need(world, NULL);
    struct site_recipient *r = site_recipient_need(world, site, display);
    r->container = "Elsewhere";
    site_recipient_set_proxy(site, r, proxy);
}

static void start_process(struct site_case *self)
{
    self->process =
        process_new(self->world, PROCESS_SERVICE, "CCMC", self->connector->host, &self->logon);
    self->process->connector = self->connector;
}

static void begin(struct exchange_world *exchange)
{
    struct site_case *self = calloc(1, sizeof(*self));
    ck_assert_ptr_nonnull(self);
    const struct world_spec spec = {.seed = 1};
    self->world = world_create(&self->arena, &spec);
    const struct connector_spec declared = {.name = "C1"};
    ck_assert_ptr_null(connector_declare(self->world, &declared));
    self->connector = connector_find(self->world, "C1");
    ck_assert_int_eq(network_logon(self->world->network, &self->logon,
                                   self->connector->host->machine, self->connector->account,
                                   &(struct identity_attempt){.password = self->connector->password,
                                                              .kind = LOGON_SERVICE,
                                                              .now_us = 0}),
                     ST_OK);
    start_process(self);
    person(self->world, "Brady, Sally", "CCMAIL:Brady, Sally at SITE1");
    person(self->world, "Smith, John", "CCMAIL:Smith, John at CCPO1");
    person(self->world, "Hidden", "CCMAIL:Hidden at CCPO1");
    static const char *const containers[] = {"Recipients", "Recipients/cc:Mail"};
    struct site *site = site_need(self->world, NULL);
    site->containers = containers;
    site->container_count = 2;
    exchange->port = &self->process->exchange;
    exchange->container = "Recipients/cc:Mail";
    exchange->other_container = "Recipients";
    exchange->known_address = "EX:Brady, Sally";
    exchange->known_display = "Brady, Sally";
    exchange->knows_containers = true;
    exchange->context = self;
}

static void end(struct exchange_world *exchange)
{
    struct site_case *self = exchange->context;
    world_destroy(self->world);
    arena_release(&self->arena);
    free(self);
}

static void submit(struct exchange_world *exchange, const struct exchange_message *message)
{
    struct site_case *self = exchange->context;
    site_submit(self->world, self->connector, message);
}

static size_t accepted(struct exchange_world *exchange)
{
    struct site_case *self = exchange->context;
    return site_queue_of(self->world, self->connector, EXCHANGE_MTS_IN)->keys.count;
}

/* The connector itself does not run here: nobody is told. */
static void end_process(struct site_case *self)
{
    self->process->connector = NULL;
    process_kill(self->process);
    self->process->connector = self->connector;
}

static void answer_next(struct exchange_world *exchange, enum status status)
{
    struct site_case *self = exchange->context;
    if (status == ST_PROCESS_GONE) {
        end_process(self);
        return;
    }
    self->world->spec.inject_call = self->world->port_calls + 1;
    self->world->spec.inject_status = status;
}

static void restart(struct exchange_world *exchange)
{
    struct site_case *self = exchange->context;
    end_process(self);
    start_process(self);
    exchange->port = &self->process->exchange;
}

static const struct exchange_harness harness = {
    .begin = begin,
    .end = end,
    .submit = submit,
    .accepted = accepted,
    .answer_next = answer_next,
    .restart = restart,
};

START_TEST(the_simulated_site_keeps_the_contract)
{
    contract_exchange_case(&harness, (size_t)_i);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange_port of the simulated site");
    TCase *tcase = tcase_create("contract");
    tcase_add_loop_test(tcase, the_simulated_site_keeps_the_contract, 0,
                        (int)contract_exchange_case_count());
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
