/*
 * support/small_network -- three machines with accounts, shares and a gateway, for tests of names,
 * sessions and ways
 *
 * EXCH1, NT host: D with D:\store\Import. EXCH2, NT server: D, share connect of D:\connect, share
 * nw to NW1\SYS:CCDATA. NW1, NetWare: SYS with CCDATA\CLANDATA, VOL1. EXCH\svc-ccmc has a twin at
 * NW1 and is logged on at EXCH1; NW1\gate is the gateway's account. All passwords are "secret".
 *
 * Owns    everything, on its arena, until small_network_release.
 */
#ifndef TESTS_SUPPORT_SMALL_NETWORK_H
#define TESTS_SUPPORT_SMALL_NETWORK_H

#include <check.h>

#include "base/text.h"
#include "net/network.h"

struct small_network {
    struct arena arena;
    struct identities *identities;
    struct network *network;
    struct machine *host;
    struct machine *server;
    struct machine *netware;
    struct machine_volume *d;
    struct machine_volume *sys;
    struct identity *service;
    struct identity *twin;
    struct identity *gate;
    struct identity *ntgateway;
    struct share *connect;
    struct share *nw;
    struct gateway gateway;
    struct logon logon;
};

static inline volume_node small_network_node(struct machine_volume *volume, volume_node parent,
                                             const char *name, bool is_directory)
{
    volume_node node = 0;
    ck_assert_int_eq(volume_make(volume->volume, parent, name, is_directory, &node), ST_OK);
    return node;
}

static inline struct identity *small_network_account(struct small_network *f,
                                                     enum identity_system system,
                                                     const char *authority, const char *name)
{
    struct identity *who = identity_add(f->identities, system, IDENTITY_USER, authority, name);
    ck_assert(text_copy(who->password, sizeof(who->password), "secret"));
    return who;
}

static inline void small_network_accounts(struct small_network *f)
{
    f->identities = identities_create(&f->arena);
    f->service = small_network_account(f, IDENTITY_NT, "EXCH", "svc-ccmc");
    f->twin = small_network_account(f, IDENTITY_NETWARE, "NW1", "svc-ccmc");
    f->gate = small_network_account(f, IDENTITY_NETWARE, "NW1", "gate");
    f->ntgateway =
        identity_add(f->identities, IDENTITY_NETWARE, IDENTITY_GROUP, "NW1", "NTGATEWAY");
    identity_join(f->identities, f->ntgateway->id, f->gate->id);
}

static inline void small_network_setup(struct small_network *f)
{
    const struct volume_spec spec = {.label = "V", .capacity_bytes = 1 << 20};
    *f = (struct small_network){0};
    small_network_accounts(f);
    f->network = network_create(&f->arena, f->identities);
    f->host = network_add_machine(f->network, MACHINE_NT, "EXCH1");
    f->server = network_add_machine(f->network, MACHINE_NT, "EXCH2");
    f->netware = network_add_machine(f->network, MACHINE_NETWARE, "NW1");
    f->d = machine_add_volume(f->network, f->host, "D", &spec);
    (void)small_network_node(f->d, small_network_node(f->d, VOLUME_ROOT, "store", true), "Import",
                             true);
    struct machine_volume *d2 = machine_add_volume(f->network, f->server, "D", &spec);
    f->sys = machine_add_volume(f->network, f->netware, "SYS", &spec);
    (void)machine_add_volume(f->network, f->netware, "VOL1", &spec);
    (void)small_network_node(f->sys, small_network_node(f->sys, VOLUME_ROOT, "CCDATA", true),
                             "CLANDATA", false);
    f->connect = machine_add_share(f->network, f->server, "connect");
    f->connect->volume = d2;
    f->connect->root = small_network_node(d2, VOLUME_ROOT, "connect", true);
    f->gateway = (struct gateway){.account = f->gate, .password = "secret", .is_enabled = true};
    f->nw = machine_add_share(f->network, f->server, "nw");
    f->nw->gateway = &f->gateway;
    ck_assert(text_copy(f->nw->target, sizeof(f->nw->target), "\\\\NW1\\SYS\\CCDATA"));
    ck_assert_int_eq(network_logon(f->network, &f->logon, f->host, f->service,
                                   &(struct identity_attempt){
                                       .password = "secret", .kind = LOGON_SERVICE, .now_us = 0}),
                     ST_OK);
}

static inline void small_network_release(struct small_network *f)
{
    arena_release(&f->arena);
}

#endif
