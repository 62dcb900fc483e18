#include "worlds/four_ways.h"

#include <check.h>

#include "base/text.h"

static const struct {
    const char *name;
    const char *root;
    const char *real; /* the directory, where its volume is */
    const char *machine;
    bool is_netware;
} ways[WAYS] = {
    [WAY_LOCAL] = {"local disk", "D:\\work", "D:\\work", "EX1", false},
    [WAY_NT] = {"NT share", "\\\\NT1\\CCPO", "\\\\NT1\\CCPO", "NT1", false},
    [WAY_NETWARE] = {"NetWare volume", "\\\\NW1\\SYS\\WORK", "\\\\NW1\\SYS\\WORK", "NW1", true},
    [WAY_GATEWAY] = {"gateway share", "\\\\EX1\\GATE", "\\\\NW1\\SYS\\WORK", "NW1", true},
};

const char *way_name(enum way way)
{
    return ways[way].name;
}

const char *way_root(enum way way)
{
    return ways[way].root;
}

bool way_is_netware(enum way way)
{
    return ways[way].is_netware;
}

static void must(const char *why)
{
    ck_assert_msg(why == NULL, "%s", why);
}

static void build_machines(struct four_ways *self)
{
    struct world *w = self->world;
    struct machine *nt = host_need(w, "NT1")->machine;
    struct machine *nw = network_add_machine(w->network, MACHINE_NETWARE, "NW1");
    const struct volume_spec sys = {
        .label = "SYS:", .capacity_bytes = 1U << 26, .short_names_only = true};
    (void)machine_add_volume(w->network, nw, "SYS", &sys);
    struct share *share = machine_add_share(w->network, nt, "CCPO");
    must(world_place(w, host_find(w, "NT1"), "D:\\ccdata", &share->volume, &share->root, true));
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    must(world_place(w, self->host, "D:\\work", &volume, &node, true));
    must(world_place(w, self->host, "\\\\NW1\\SYS\\WORK", &volume, &node, true));
    struct identity *user = identity_add(w->identities, IDENTITY_NT, IDENTITY_USER, "EXCH", "svc");
    self->twin = identity_add(w->identities, IDENTITY_NETWARE, IDENTITY_USER, "NW1", "svc");
    struct identity *group =
        identity_add(w->identities, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "NTGATEWAY");
    identity_join(w->identities, group->id, self->twin->id);
    fs_set_trustee(volume->volume, node, self->twin->id, NW_ALL & ~NW_SUPERVISOR);
    struct share *gate = machine_add_share(w->network, self->host->machine, "GATE");
    (void)text_copy(gate->target, sizeof(gate->target), "\\\\NW1\\SYS\\WORK");
    gate->gateway = arena_new(&self->arena, struct gateway);
    gate->gateway->account = self->twin;
    gate->gateway->is_enabled = true;
    ck_assert_int_eq(network_logon(w->network, &self->logon, self->host->machine, user,
                                   &(struct identity_attempt){.password = user->password,
                                                              .kind = LOGON_SERVICE,
                                                              .now_us = 0}),
                     ST_OK);
}

void four_ways_begin(struct four_ways *self, const struct world_spec *spec)
{
    *self = (struct four_ways){0};
    self->world = world_create(&self->arena, spec);
    self->host = host_need(self->world, "EX1");
    build_machines(self);
    self->one = four_ways_process(self, "one");
    self->two = four_ways_process(self, "two");
}

void four_ways_end(struct four_ways *self)
{
    world_destroy(self->world);
    arena_release(&self->arena);
}

struct process *four_ways_process(struct four_ways *self, const char *name)
{
    return process_new(self->world, PROCESS_SERVICE, name, self->host, &self->logon);
}

struct machine *four_ways_machine(const struct four_ways *self, enum way way)
{
    struct machine *machine = network_find_machine(self->world->network, ways[way].machine);
    ck_assert_ptr_nonnull(machine);
    return machine;
}

struct volume *four_ways_volume(const struct four_ways *self, enum way way)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    must(world_place(self->world, self->host, ways[way].real, &volume, &node, false));
    return volume->volume;
}
