/* The simulated port keeps the contract on every file-system model. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "contract/contract_os.h"
#include "world/world.h"

struct place {
    const char *name;
    const char *root;
    bool is_netware;
};

static const struct place places[] = {
    {"local disk", "D:\\work", false},
    {"NT share", "\\\\NT1\\CCPO", false},
    {"NetWare volume", "\\\\NW1\\SYS\\WORK", true},
    {"gateway share", "\\\\EX1\\GATE", true},
};

struct sim_case {
    struct arena arena;
    struct world *world;
    struct process *one;
    struct process *two;
    struct logon logon;
    const struct place *place;
    size_t events;
};

static const struct place *current_place;

static void observe(void *observer, const struct observation *seen)
{
    struct sim_case *self = observer;
    self->events += seen->kind == OBSERVE_EVENT && seen->event_id == 11001 ? 1 : 0;
}

static void must(const char *why)
{
    ck_assert_msg(why == NULL, "%s", why);
}

static void build_machines(struct sim_case *self)
{
    struct world *w = self->world;
    struct host *host = host_need(w, "EX1");
    struct machine *nt = host_need(w, "NT1")->machine;
    struct machine *nw = network_add_machine(w->network, MACHINE_NETWARE, "NW1");
    const struct volume_spec sys = {
        .label = "SYS:", .capacity_bytes = 1U << 26, .short_names_only = true};
    (void)machine_add_volume(w->network, nw, "SYS", &sys);
    struct share *share = machine_add_share(w->network, nt, "CCPO");
    must(world_place(w, host_find(w, "NT1"), "D:\\ccdata", &share->volume, &share->root, true));
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    must(world_place(w, host, "D:\\work", &volume, &node, true));
    must(world_place(w, host, "\\\\NW1\\SYS\\WORK", &volume, &node, true));
    struct identity *user = identity_add(w->identities, IDENTITY_NT, IDENTITY_USER, "EXCH", "svc");
    struct identity *twin =
        identity_add(w->identities, IDENTITY_NETWARE, IDENTITY_USER, "NW1", "svc");
    struct identity *group =
        identity_add(w->identities, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "NTGATEWAY");
    identity_join(w->identities, group->id, twin->id);
    fs_set_trustee(volume->volume, node, twin->id, NW_ALL & ~NW_SUPERVISOR);
    struct share *gate = machine_add_share(w->network, host->machine, "GATE");
    (void)text_copy(gate->target, sizeof(gate->target), "\\\\NW1\\SYS\\WORK");
    gate->gateway = arena_new(&self->arena, struct gateway);
    gate->gateway->account = twin;
    gate->gateway->is_enabled = true;
    ck_assert_int_eq(network_logon(w->network, &self->logon, host->machine, user, user->password,
                                   LOGON_SERVICE, 0),
                     ST_OK);
}

static void begin(struct contract_world *contract)
{
    struct sim_case *self = calloc(1, sizeof(*self));
    ck_assert_ptr_nonnull(self);
    const struct world_spec spec = {.seed = 1, .observe = observe, .observer = self};
    self->place = current_place;
    self->world = world_create(&self->arena, &spec);
    build_machines(self);
    struct host *host = host_find(self->world, "EX1");
    must(host_install_program(self->world, host, "EXPORT", "5.14", "C:\\WINNT\\system32"));
    self->one = process_new(self->world, PROCESS_SERVICE, "one", host, &self->logon);
    self->two = process_new(self->world, PROCESS_SERVICE, "two", host, &self->logon);
    contract->port = &self->one->port;
    contract->other = &self->two->port;
    contract->root = self->place->root;
    contract->resource = self->place->root;
    contract->event_id = 11001;
    contract->program = (struct contract_program){
        .name = "export", .arguments = "/?", .result_code = 2, .prints = "EXPORT"};
    contract->context = self;
    self->one->port.traits.short_names = !self->place->is_netware;
}

static void end(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    world_destroy(self->world);
    arena_release(&self->arena);
    free(self);
}

static void settle(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    ck_assert_msg(world_run_until(self->world, self->world->sched.now_us + 60000000), "%s",
                  self->world->failure);
}

static void end_other(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    process_kill(self->two);
}

static void fill_disk(struct contract_world *contract)
{
    struct sim_case *self = contract->context;
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    const char *path = self->place->is_netware ? "\\\\NW1\\SYS\\WORK" : self->place->root;
    must(world_place(self->world, NULL, path, &volume, &node, false));
    volume_set_free(volume->volume, 0);
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
    current_place = &places[(size_t)_i / cases];
    contract_os_case(&harness, (size_t)_i % cases);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("contract_sim");
    TCase *tcase = tcase_create("os_port");
    tcase_add_loop_test(tcase, the_simulated_port_keeps_the_contract_on_every_model, 0,
                        (int)(ARRAY_COUNT(places) * contract_os_case_count()));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
