/* The simulated port keeps the contract on every file-system model. */
#include <check.h>
#include <stdlib.h>

#include "contract/contract_os.h"
#include "worlds/four_ways.h"

struct sim_case {
    struct four_ways ways;
    enum way way;
    size_t events;
};

static enum way current_way;

static void observe(void *observer, const struct observation *seen)
{
    struct sim_case *self = observer;
    self->events += seen->kind == OBSERVE_EVENT && seen->event_id == 11001 ? 1 : 0;
}

static void begin(struct contract_world *contract)
{
    struct sim_case *self = calloc(1, sizeof(*self));
    ck_assert_ptr_nonnull(self);
    const struct world_spec spec = {.seed = 1, .observe = observe, .observer = self};
    self->way = current_way;
    four_ways_begin(&self->ways, &spec);
    const char *why = host_install_program(self->ways.world, self->ways.host, "EXPORT", "5.14",
                                           "C:\\WINNT\\system32");
    ck_assert_msg(why == NULL, "%s", why);
    contract->port = &self->ways.one->port;
    contract->other = &self->ways.two->port;
    contract->root = way_root(self->way);
    contract->resource = way_root(self->way);
    contract->event_id = 11001;
    contract->program = (struct contract_program){
        .name = "export", .arguments = "/?", .result_code = 2, .prints = "EXPORT"};
    contract->context = self;
    self->ways.one->port.traits.short_names = !way_is_netware(self->way);
}

static void end(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    four_ways_end(&self->ways);
    free(self);
}

static void settle(struct contract_world *contract)
{
    struct world *world = ((struct sim_case *)contract->context)->ways.world;
    ck_assert_msg(world_run_until(world, world->sched.now_us + 60000000), "%s", world->failure);
}

static void end_other(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    process_kill(self->ways.two);
}

static void fill_disk(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    volume_set_free(four_ways_volume(&self->ways, self->way), 0);
}

static size_t events(struct contract_world *contract)
{
    return ((struct sim_case *)contract->context)->events;
}

static const struct contract_harness harness = {
    .begin = begin,
    .end = end,
    .settle = settle,
    .end_other = end_other,
    .fill_disk = fill_disk,
    .events = events,
};

START_TEST(the_simulated_port_keeps_the_contract_on_every_model)
{
    const size_t cases = contract_os_case_count();
    current_way = (enum way)((size_t)_i / cases);
    contract_os_case(&harness, (size_t)_i % cases);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("contract_sim");
    TCase *tcase = tcase_create("os_port");
    tcase_add_loop_test(tcase, the_simulated_port_keeps_the_contract_on_every_model, 0,
                        (int)(WAYS * contract_os_case_count()));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
