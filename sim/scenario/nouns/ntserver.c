#include "host/services.h"
#include "scenario/words/access.h"
#include "scenario/words/places.h"
#include "world/modules.h"

#include "base/text.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "up|down", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"share", {{"NAME", VALUE_NAME, NULL, 0}}, 1, 0, NULL, "at once", "a share of it"},
    {"path",
     {{"PATH", VALUE_STRING, NULL, 0}},
     1,
     0,
     "D:\\<share>",
     "at once",
     "the directory that is shared"},
    {"acl",
     {{"WHO", VALUE_NAME, NULL, 0}, {"LEVEL", VALUE_WORD, "read|change|full|none", 0}},
     2,
     ATTRIBUTE_REPEATS,
     "Everyone full",
     "at once",
     "permissions of the share"},
    {"connections",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "0",
     "next logon",
     "its licence: most sessions of other machines at once; 0: any number"},
    {"kind",
     {{"KIND", VALUE_WORD, "nt|fpnw", 0}},
     1,
     0,
     "nt",
     "at once",
     "fpnw: File and Print Services for NetWare. Its shares are volumes that clients reach by "
     "their "
     "NetWare redirector (GSNW), \\\\NT1\\CCPO or NT1\\CCPO:; rights are NT's. That of NT 3.51 "
     "keeps "
     "locks too long"},
};

static const char *share_of(struct run *run, struct machine *machine, const struct fact *fact)
{
    const char *name = fact_text(fact, "share", NULL);
    struct share *share = machine_find_share(machine, name);
    if (share != NULL && !fact_has(fact, "path")) {
        return NULL;
    }
    char path[OS_PATH_SIZE];
    char fallback[OS_PATH_SIZE];
    if (!text_format(fallback, sizeof(fallback), "D:\\%s", name) ||
        !text_format(path, sizeof(path), "%s", fact_text(fact, "path", fallback))) {
        return "the path is too long";
    }
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    const char *error =
        world_place(run->world, host_need(run->world, machine->name), path, &volume, &root, true);
    if (error != NULL) {
        return error;
    }
    share = share != NULL ? share : machine_add_share(run->world->network, machine, name);
    share->volume = volume;
    share->root = root;
    return NULL;
}

/* Sessions are of the one or the other kind of service. */
static void set_kind(struct run *run, struct machine *machine, const char *kind)
{
    const bool is_fpnw = text_equal(kind, "fpnw");
    if (is_fpnw == machine->is_fpnw) {
        return;
    }
    (void)world_assumption(run->world, ASSUME_FPNW_RIGHTS);
    machine->is_fpnw = is_fpnw;
    network_clear_sessions(run->world->network, machine, NULL);
    for (struct machine_volume *v = machine->volumes; v != NULL; v = v->next) {
        volume_set_fpnw(v->volume, is_fpnw);
    }
    host_services_edited(run->world, host_need(run->world, machine->name));
}

/* Whose permissions `acl` speaks of: the share that the line names, else the only one. */
static const char *share_of_acl(struct run *run, const struct machine *machine,
                                const struct fact *fact, const char **share_out)
{
    struct buffer names;
    uint32_t count = 0;
    *share_out = fact_text(fact, "share", NULL);
    if (*share_out != NULL || !fact_has(fact, "acl")) {
        return NULL;
    }
    buffer_init(&names, run->arena);
    for (const struct share *s = machine->shares; s != NULL; s = s->next) {
        if (!s->is_removed) {
            *share_out = s->name;
            buffer_format(&names, "%s%s", count++ == 0 ? "" : " ", s->name);
        }
    }
    return count == 1
               ? NULL
               : arena_format(run->arena, "acl belongs to a share: share NAME acl ...; %s has %s",
                              machine->name, count == 0 ? "none" : buffer_string(&names));
}

static const char *edit_acl(struct run *run, struct machine *machine, const struct fact *fact)
{
    const char *share = NULL;
    const char *error = share_of_acl(run, machine, fact, &share);
    for (uint32_t n = 0; error == NULL && fact_attribute_n(fact, "acl", n) != NULL; n++) {
        const struct fact_attribute *acl = fact_attribute_n(fact, "acl", n);
        const struct access_entry entry = {
            .kind = ACL_ALLOW, .who = acl->values[0].text, .level = acl->values[1].text};
        error = access_edit(run, machine, share, &entry);
    }
    return error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    struct machine *machine = network_find_machine(run->world->network, name);
    if (machine != NULL && machine->kind != MACHINE_NT) {
        return arena_format(run->arena, "%s is a NetWare server", name);
    }
    machine = machine != NULL ? machine : host_need(run->world, name)->machine;
    set_kind(run, machine, fact_text(fact, "kind", machine->is_fpnw ? "fpnw" : "nt"));
    const char *many = place_count(run, fact, "connections", &machine->connections_max);
    if (many != NULL) {
        return many;
    }
    const char *error = fact_has(fact, "share") ? share_of(run, machine, fact) : NULL;
    error = error != NULL ? error : edit_acl(run, machine, fact);
    const char *state = fact_name(fact, 1, NULL);
    if (error == NULL && state != NULL) {
        if (machine->is_off && text_equal(state, "up")) {
            world_boot(run->world, machine); /* it lost its power, or hangs */
        }
        machine->is_up = text_equal(state, "up");
        if (!machine->is_up) {
            network_clear_sessions(run->world->network, machine, NULL);
            openers_cut(run->world, machine);
        }
    }
    return error;
}

static const char *remove_share(struct run *run, const struct fact *fact)
{
    struct machine *machine = NULL;
    const char *error = place_machine(run, fact_name(fact, 0, ""), &machine);
    const char *name = fact_text(fact, "share", NULL);
    if (error != NULL || name == NULL) {
        return error != NULL ? error : "only its shares can be removed: ntserver NAME share SHARE";
    }
    struct share *share = machine_find_share(machine, name);
    if (share == NULL) {
        return arena_format(run->arena, "%s has no share %s", machine->name, name);
    }
    share->is_removed = true;
    return NULL;
}

const struct noun noun_ntserver = {
    .shape = {.word = "ntserver",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "a boot brings it up, and ends all its sessions",
              .help = "an NT machine with a share; `down` ends all its sessions",
              .example = "ntserver NT1 share CCPO path \"D:\\ccdata\" acl EXCH\\svc-ccmc change"},
    .order = 14,
    .apply = apply,
    .remove = remove_share,
};
