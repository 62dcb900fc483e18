#include "scenario/words/accounts.h"
#include "scenario/words/places.h"
#include "world/modules.h"

#include "base/text.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "up|down", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"version", {{"VERSION", VALUE_NAME, NULL, 0}}, 1, 0, "3.12", "boot", "release of NetWare"},
    {"volume",
     {{"NAME", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     ATTRIBUTE_REPEATS,
     "SYS",
     "boot",
     "its volumes"},
    {"size", {{"SIZE", VALUE_SIZE, NULL, 0}}, 1, 0, "1G", "boot", "size of each volume"},
    {"names",
     {{"FORM", VALUE_WORD, "8.3|long", 0}},
     1,
     0,
     "long",
     "at once, for new names",
     "name spaces of its volumes: 8.3 only (none but DOS), or long names, too"},
    {"tree", {{"NAME", VALUE_NAME, NULL, 0}}, 1, 0, NULL, "boot", "directory tree of a 4.x server"},
    {"context",
     {{"CONTEXT", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "boot",
     "where its volumes are in the tree"},
    {"connections",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "0",
     "next logon",
     "its licence: most connections at once; 0: any number"},
    {"bindery",
     {{"STATE|CONTEXT", VALUE_NAME, "on|off", 0}},
     1,
     0,
     "on",
     "next logon",
     "bindery emulation of a 4.x server: on in the context of its volumes, off, or contexts with ; "
     "between"},
};

enum { DEFAULT_SIZE = 1 << 30 };

static void need_volume(struct run *run, struct machine *machine, const char *name, uint64_t size)
{
    if (machine_find_volume(machine, name) != NULL) {
        return;
    }
    const struct volume_spec spec = {
        .label = arena_text(run->arena, name), .capacity_bytes = size, .makes_short_names = true};
    (void)machine_add_volume(run->world->network, machine, name, &spec);
}

static void set_up(struct run *run, struct machine *machine, bool is_up)
{
    if (is_up && machine->is_off) {
        world_boot(run->world, machine); /* it lost its power, or hangs */
    }
    machine->is_up = is_up;
    if (!is_up) {
        network_clear_sessions(run->world->network, machine, NULL);
        openers_cut(run->world, machine);
    }
}

/* Tree, context and bindery emulation of a 4.x server. */
static const char *set_directory(struct run *run, struct machine *machine, const struct fact *fact)
{
    const char *context = fact_text(fact, "context", NULL);
    const char *tree = fact_text(fact, "tree", NULL);
    const char *bindery = fact_text(fact, "bindery", NULL);
    if (context == NULL && tree == NULL && bindery == NULL) {
        return NULL;
    }
    if ((tree != NULL || bindery != NULL) && machine->version[0] == '3') {
        return arena_format(run->arena, "%s is a server of NetWare %s, which knows no tree",
                            machine->name, machine->version);
    }
    if ((context != NULL && !text_copy(machine->context, sizeof(machine->context), context)) ||
        (tree != NULL && !text_copy(machine->tree, sizeof(machine->tree), tree))) {
        return "tree or context is too long";
    }
    if (bindery != NULL) {
        const bool is_word = text_equal(bindery, "on") || text_equal(bindery, "off");
        machine->lacks_bindery = text_equal(bindery, "off");
        if (!text_copy(machine->bindery, sizeof(machine->bindery), is_word ? "" : bindery)) {
            return "the bindery contexts are too long";
        }
    }
    return account_containers(run, machine->name, machine->context);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    struct machine *machine = network_find_machine(run->world->network, name);
    if (machine != NULL && machine->kind != MACHINE_NETWARE) {
        return arena_format(run->arena, "%s is an NT machine", name);
    }
    if (machine == NULL) {
        machine = network_add_machine(run->world->network, MACHINE_NETWARE, name);
        (void)text_copy(machine->version, sizeof(machine->version), "3.12");
    }
    const char *version = fact_text(fact, "version", machine->version);
    if (version != machine->version &&
        (!place_is_release(version) ||
         !text_copy(machine->version, sizeof(machine->version), version))) {
        return arena_format(run->arena, "'%s' is no release of NetWare: 3.12, 4.11", version);
    }
    const char *error = set_directory(run, machine, fact);
    if (error != NULL) {
        return error;
    }
    const char *many = place_count(run, fact, "connections", &machine->connections_max);
    if (many != NULL) {
        return many;
    }
    const uint64_t size = fact_number(fact, "size", DEFAULT_SIZE);
    for (uint32_t n = 0; fact_attribute_n(fact, "volume", n) != NULL; n++) {
        const struct fact_attribute *volumes = fact_attribute_n(fact, "volume", n);
        for (uint32_t i = 0; i < volumes->value_count; i++) {
            need_volume(run, machine, volumes->values[i].text, size);
        }
    }
    if (machine->volumes == NULL) {
        need_volume(run, machine, "SYS", size);
    }
    const char *names = fact_text(fact, "names", NULL);
    for (struct machine_volume *v = names != NULL ? machine->volumes : NULL; v != NULL;
         v = v->next) {
        volume_set_short_names_only(v->volume, text_equal(names, "8.3"));
    }
    const char *state = fact_name(fact, 1, NULL);
    if (state != NULL) {
        set_up(run, machine, text_equal(state, "up"));
    }
    return NULL;
}

const struct noun noun_netware = {
    .shape = {.word = "netware",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "a boot brings it up, and ends all its sessions",
              .help = "a NetWare server with its volumes; `down` ends all its sessions",
              .example = "netware NW1 version 3.12 volume SYS"},
    .order = 12,
    .apply = apply,
};
