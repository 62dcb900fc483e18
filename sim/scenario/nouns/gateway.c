#include "scenario/words/accounts.h"
#include "scenario/words/places.h"

#include "base/text.h"
#include "world/gateways.h"

static const struct slot slots[] = {{"STATE", VALUE_WORD, "on|off", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"account",
     {{"SERVER\\NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "at once: a new login",
     "NetWare account of the gateway; a line of the world puts it into NTGATEWAY"},
    {"password",
     {{"TEXT", VALUE_NAME, "ok|other", 0}},
     1,
     0,
     "ok",
     "at once: a new login",
     "its password as the administrator typed it"},
    {"share",
     {{"NAME", VALUE_NAME, NULL, 0}, {"TARGET", VALUE_STRING, NULL, SLOT_OPTIONAL}},
     2,
     ATTRIBUTE_REPEATS,
     NULL,
     "at once",
     "an NT share of a NetWare directory: CCPO \"\\\\NW1\\SYS\\CCDATA\""},
    {"name",
     {{"FORM", VALUE_WORD, "full|bare", 0}},
     1,
     0,
     "full",
     "at once: a new login",
     "of the account, as it was typed: at a 4.x server a bare one is looked for in the bindery"},
    {"at",
     {{"HOST", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the first, EX1",
     "at once",
     "machine that runs the gateway"},
};

static struct gateway *find_gateway(const struct machine *machine)
{
    for (const struct share *share = machine->shares; share != NULL; share = share->next) {
        if (share->gateway != NULL) {
            return share->gateway;
        }
    }
    return NULL;
}

/* The group that a gateway's account has to be in, on its own server. */
static void join_ntgateway(struct run *run, const struct identity *account)
{
    struct identities *all = run->world->identities;
    struct identity *group = identity_find(all, account->authority, "NTGATEWAY");
    if (group == NULL) {
        group =
            identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, account->authority, "NTGATEWAY");
        identity_join(all, group->id, account->id);
    } else if (run->is_declaring) {
        identity_join(all, group->id, account->id);
    }
}

static const char *set_account(struct run *run, struct gateway *gateway, const struct fact *fact)
{
    const char *name = fact_text(fact, "account", NULL);
    if (name != NULL) {
        const char *error = account_need(run, name, IDENTITY_USER, &gateway->account);
        if (error != NULL) {
            return error;
        }
        if (gateway->account->system != IDENTITY_NETWARE) {
            return arena_format(run->arena, "%s is no NetWare account", name);
        }
        if (!run->world->is_declared) {
            join_ntgateway(run, gateway->account);
        }
    }
    const char *password = fact_text(fact, "password", name != NULL ? "ok" : NULL);
    if (password == NULL || gateway->account == NULL) {
        return NULL;
    }
    if (text_equal(password, "ok")) {
        password = gateway->account->password;
    }
    return text_copy(gateway->password, sizeof(gateway->password), password)
               ? NULL
               : "the password is too long";
}

static const char *add_share(struct run *run, struct machine *machine, struct gateway *gateway,
                             const struct fact_attribute *attribute)
{
    const char *name = attribute->values[0].text;
    if (attribute->values[1].type == VALUE_NONE) {
        return "a gateway share needs its target: share CCPO \"\\\\NW1\\SYS\\CCDATA\"";
    }
    struct share *share = machine_find_share(machine, name);
    if (share != NULL && share->gateway == NULL) {
        return arena_format(run->arena, "%s already shares a directory of its own as %s",
                            machine->name, name);
    }
    share = share != NULL ? share : machine_add_share(run->world->network, machine, name);
    share->gateway = gateway;
    return text_copy(share->target, sizeof(share->target), attribute->values[1].text)
               ? NULL
               : "the target is too long";
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct host *host = host_need(run->world, fact_text(fact, "at", NULL));
    struct gateway *gateway = find_gateway(host->machine);
    const char *state = fact_name(fact, 0, run->is_declaring ? "on" : NULL);
    if (gateway == NULL && state != NULL && text_equal(state, "off")) {
        return NULL; /* nothing to switch off */
    }
    if (gateway == NULL) {
        if (!fact_has(fact, "account") || !fact_has(fact, "share")) {
            return "a gateway needs its account and a share";
        }
        gateway = arena_new(run->arena, struct gateway);
        gateway->machine = host->machine;
    }
    const char *error = set_account(run, gateway, fact);
    for (uint32_t n = 0; error == NULL && fact_attribute_n(fact, "share", n) != NULL; n++) {
        error = add_share(run, host->machine, gateway, fact_attribute_n(fact, "share", n));
    }
    const char *form = fact_text(fact, "name", NULL);
    gateway->by_bindery = form != NULL ? text_equal(form, "bare") : gateway->by_bindery;
    gateway->is_enabled = state != NULL ? text_equal(state, "on") : gateway->is_enabled;
    network_gateway_reset(run->world->network, gateway);
    if (error == NULL && run->world->is_declared) {
        gateways_configured(run->world, host->machine, gateway);
    }
    return error;
}

/* One share, or the gateway as a whole: then it is off, and its shares are dead. */
static const char *remove_gateway(struct run *run, const struct fact *fact)
{
    struct host *host = host_need(run->world, fact_text(fact, "at", NULL));
    struct gateway *gateway = find_gateway(host->machine);
    const char *name = fact_text(fact, "share", NULL);
    if (gateway == NULL) {
        return arena_format(run->arena, "%s has no gateway", host->machine->name);
    }
    if (name == NULL) {
        network_gateway_reset(run->world->network, gateway);
        gateway->is_enabled = false;
        return NULL;
    }
    struct share *share = machine_find_share(host->machine, name);
    if (share == NULL || share->gateway == NULL) {
        return arena_format(run->arena, "%s has no gateway share %s", host->machine->name, name);
    }
    share->is_removed = true;
    return NULL;
}

const struct noun noun_gateway = {
    .shape = {.word = "gateway",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "a boot makes its shares anew, if its services come up in their order",
              .help = "Gateway Service for NetWare: NT shares of NetWare directories, under one "
                      "NetWare account",
              .example = "gateway on account NW1\\nwgate share CCPO \"\\\\NW1\\SYS\\CCDATA\""},
    .order = 28,
    .apply = apply,
    .remove = remove_gateway,
};
