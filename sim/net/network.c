/* Machines, volumes, shares, and the forms of names; sessions.c and reach.c do the rest. */
#include "net/network.h"

#include <string.h>

#include "base/text.h"
#include "net/directory.h"
#include "net/network_inside.h"

struct network *network_create(struct arena *arena, struct identities *identities)
{
    struct network *network = arena_new(arena, struct network);
    network->arena = arena;
    network->identities = identities;
    network->machines_end = &network->machines;
    network->next_volume_number = 1;
    network->next_session_id = 1;
    network->next_end_us = UINT64_MAX;
    return network;
}

struct machine *network_add_machine(struct network *network, enum machine_kind kind,
                                    const char *name)
{
    struct machine *machine = arena_new(network->arena, struct machine);
    REQUIRE(text_copy(machine->name, sizeof(machine->name), name));
    machine->kind = kind;
    machine->is_up = true;
    uint16_t id = 1;
    for (const struct machine *other = network->machines; other != NULL; other = other->next) {
        id++;
    }
    machine->id = id;
    *network->machines_end = machine;
    network->machines_end = &machine->next;
    return machine;
}

void network_set_gateway_rule(struct network *network, bool is_near_volume)
{
    network->gateway_group_near_volume = is_near_volume;
}

static bool is_name(const char *name, const char *wanted, size_t length)
{
    return text_equal_n(name, wanted, length) && name[length] == '\0';
}

struct machine *network_machine_n(const struct network *network, const char *name, size_t length)
{
    struct machine *machine = network->machines;
    while (machine != NULL && !is_name(machine->name, name, length)) {
        machine = machine->next;
    }
    return machine;
}

struct machine *network_find_machine(const struct network *network, const char *name)
{
    return network_machine_n(network, name, strlen(name));
}

struct machine *network_next_machine(const struct network *network, const struct machine *machine)
{
    return machine != NULL ? machine->next : network->machines;
}

bool network_has_tree(const struct network *network, const char *name)
{
    const struct machine *machine = network->machines;
    while (machine != NULL && (machine->tree[0] == '\0' || !text_equal(machine->tree, name))) {
        machine = machine->next;
    }
    return machine != NULL;
}

struct machine_volume *machine_add_volume(struct network *network, struct machine *machine,
                                          const char *name, const struct volume_spec *spec)
{
    struct machine_volume *added = arena_new(network->arena, struct machine_volume);
    REQUIRE(text_copy(added->name, sizeof(added->name), name));
    added->volume = volume_create(network->arena, spec);
    volume_set_clock(added->volume, machine->clock_ms);
    added->number = network->next_volume_number++;
    struct machine_volume **end = &machine->volumes;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = added;
    return added;
}

void machine_set_clock(struct machine *machine, int64_t ahead_ms)
{
    machine->clock_ms = ahead_ms;
    for (struct machine_volume *v = machine->volumes; v != NULL; v = v->next) {
        volume_set_clock(v->volume, ahead_ms);
    }
}

struct machine_volume *network_volume_n(const struct machine *machine, const char *name,
                                        size_t length)
{
    struct machine_volume *found = machine->volumes;
    while (found != NULL && !is_name(found->name, name, length)) {
        found = found->next;
    }
    return found;
}

struct machine_volume *machine_find_volume(const struct machine *machine, const char *name)
{
    return network_volume_n(machine, name, strlen(name));
}

struct share *machine_add_share(struct network *network, struct machine *machine, const char *name)
{
    struct share *share = arena_new(network->arena, struct share);
    REQUIRE(text_copy(share->name, sizeof(share->name), name));
    share->root = VOLUME_ROOT;
    share->next = machine->shares;
    machine->shares = share;
    return share;
}

struct share *network_share_n(const struct machine *machine, const char *name, size_t length)
{
    struct share *share = machine->shares;
    while (share != NULL && (share->is_removed || !is_name(share->name, name, length))) {
        share = share->next;
    }
    return share;
}

struct share *machine_find_share(const struct machine *machine, const char *name)
{
    return network_share_n(machine, name, strlen(name));
}

/* --- names --- */

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

const char *network_skip_separators(const char *path)
{
    while (is_separator(*path)) {
        path++;
    }
    return path;
}

static size_t component_length(const char *path)
{
    size_t length = 0;
    while (path[length] != '\0' && path[length] != ':' && !is_separator(path[length])) {
        length++;
    }
    return length;
}

static enum status parse_unc(const char *path, struct network_name *name)
{
    name->form = NAME_REMOTE;
    name->server = path + 2;
    name->server_length = component_length(name->server);
    const char *after = name->server + name->server_length;
    name->share = network_skip_separators(after);
    name->share_length = component_length(name->share);
    after = name->share + name->share_length;
    if (name->server_length == 0 || name->share_length == 0 || *after == ':') {
        return ST_BAD_NAME;
    }
    name->prefix_length = (size_t)(after - path);
    name->rest = network_skip_separators(after);
    return ST_OK;
}

enum status network_name_parse(const char *path, struct network_name *name_out)
{
    *name_out = (struct network_name){0};
    if (is_separator(path[0]) && is_separator(path[1])) {
        return parse_unc(path, name_out);
    }
    const size_t first = component_length(path);
    const char *after = path + first;
    if (*after == ':') {
        name_out->form = first == 1 ? NAME_DRIVE : NAME_VOLUME;
        name_out->share = path;
        name_out->share_length = first;
    } else if (*after != '\0') {
        name_out->form = NAME_REMOTE;
        name_out->server = path;
        name_out->server_length = first;
        name_out->share = network_skip_separators(after);
        name_out->share_length = component_length(name_out->share);
        after = name_out->share + name_out->share_length;
    }
    if (*after != ':' || first == 0 || name_out->share_length == 0) {
        return ST_BAD_NAME;
    }
    name_out->prefix_length = (size_t)(after + 1 - path);
    name_out->rest = network_skip_separators(after + 1);
    return ST_OK;
}

/* --- places without an identity --- */

static enum status only_volume(const struct network *network, const struct network_name *name,
                               struct machine_volume **volume_out)
{
    struct machine_volume *found = NULL;
    for (const struct machine *machine = network->machines; machine != NULL;
         machine = machine->next) {
        struct machine_volume *here = network_volume_n(machine, name->share, name->share_length);
        if (here != NULL && found != NULL) {
            return ST_BAD_NAME; /* which of them? */
        }
        found = here != NULL ? here : found;
    }
    *volume_out = found;
    return found != NULL ? ST_OK : ST_BAD_SHARE_NAME;
}

/* A gateway share's place is where its target is. */
static enum status share_place(const struct network *network, const struct share *share,
                               struct machine_volume **volume_out, volume_node *root_out)
{
    *volume_out = share->volume;
    *root_out = share->root;
    if (share->gateway == NULL) {
        return share->volume != NULL ? ST_OK : ST_BAD_SHARE_NAME;
    }
    struct network_name name;
    const enum status st = network_name_parse(share->target, &name);
    const struct machine *server =
        st == ST_OK ? network_machine_n(network, name.server, name.server_length) : NULL;
    *volume_out = server != NULL ? network_volume_n(server, name.share, name.share_length) : NULL;
    if (st == ST_OK && server == NULL) {
        (void)directory_volume(network, share->gateway->machine, &name, volume_out); /* or none */
    }
    if (*volume_out == NULL) {
        return ST_BAD_SHARE_NAME;
    }
    volume_node parent;
    const char *last;
    return volume_walk((*volume_out)->volume, VOLUME_ROOT, name.rest, root_out, &parent, &last);
}

enum status network_place(const struct network *network, const struct machine *host,
                          const char *path, struct machine_volume **volume_out,
                          volume_node *root_out, const char **rest_out)
{
    struct network_name name;
    const enum status st = network_name_parse(path, &name);
    if (st != ST_OK) {
        return st;
    }
    *root_out = VOLUME_ROOT;
    *rest_out = name.rest;
    if (name.form == NAME_VOLUME) {
        return only_volume(network, &name, volume_out);
    }
    const struct machine *machine =
        name.form == NAME_DRIVE ? host
                                : network_machine_n(network, name.server, name.server_length);
    if (machine == NULL && name.form == NAME_REMOTE &&
        directory_volume(network, host, &name, volume_out) != NULL) {
        return ST_OK;
    }
    if (machine == NULL) {
        return name.form == NAME_DRIVE ? ST_PATH_NOT_FOUND : ST_BAD_NETWORK_PATH;
    }
    const bool is_drive = path[name.prefix_length - 1] == ':'; /* NT1\D:\ccdata: at its console */
    if (name.form == NAME_REMOTE && machine->kind == MACHINE_NT && !is_drive) {
        const struct share *share = network_share_n(machine, name.share, name.share_length);
        return share != NULL ? share_place(network, share, volume_out, root_out)
                             : ST_BAD_SHARE_NAME;
    }
    *volume_out = network_volume_n(machine, name.share, name.share_length);
    if (*volume_out == NULL) {
        return name.form == NAME_DRIVE ? ST_PATH_NOT_FOUND : ST_BAD_SHARE_NAME;
    }
    return ST_OK;
}

const struct machine *network_machine_of_volume(const struct network *network,
                                                uint16_t volume_number)
{
    for (const struct machine *m = network->machines; m != NULL; m = m->next) {
        for (const struct machine_volume *v = m->volumes; v != NULL; v = v->next) {
            if (v->number == volume_number) {
                return m;
            }
        }
    }
    return NULL;
}
