#include "scenario/words/accounts.h"

#include <string.h>

#include "base/text.h"
#include "identity/context.h"

struct account_parts {
    char authority[IDENTITY_NAME_SIZE];
    char name[IDENTITY_NAME_SIZE];
};

/* Containers are written with or without types: "NW1\\ou=mail.o=acme". */
static const char *plain_container(struct run *run, struct account_parts *parts)
{
    char plain[IDENTITY_NAME_SIZE];
    if (strchr(parts->name, '=') == NULL) {
        return NULL;
    }
    if (!context_plain(parts->name, plain, sizeof(plain)) || plain[0] == '\0') {
        return arena_format(run->arena, "'%s' is no context: ou=mail.o=acme", parts->name);
    }
    (void)text_copy(parts->name, sizeof(parts->name), plain); /* shorter */
    return NULL;
}

static const char *account_split(struct run *run, const char *full_name,
                                 struct account_parts *parts_out)
{
    const char *separator = strchr(full_name, '\\');
    const size_t length = separator != NULL ? (size_t)(separator - full_name) : 0;
    if (separator == NULL || length == 0 || separator[1] == '\0') {
        return arena_format(run->arena, "an account is AUTHORITY\\name (EXCH\\svc-ccmc), not '%s'",
                            full_name);
    }
    if (length >= sizeof(parts_out->authority) ||
        !text_copy(parts_out->name, sizeof(parts_out->name), separator + 1)) {
        return arena_format(run->arena, "the name of account '%s' is too long", full_name);
    }
    memcpy(parts_out->authority, full_name, length);
    parts_out->authority[length] = '\0';
    return account_netware(run, parts_out->authority) != NULL ? plain_container(run, parts_out)
                                                              : NULL;
}

const char *account_containers(struct run *run, const char *server, const char *context)
{
    char plain[IDENTITY_NAME_SIZE];
    struct identities *all = run->world->identities;
    if (!context_plain(context, plain, sizeof(plain))) {
        return arena_format(run->arena, "the context '%s' is too long", context);
    }
    (void)identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, server, IDENTITY_NDS_ROOT);
    (void)identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, server, IDENTITY_NDS_PUBLIC);
    for (const char *at = plain; at != NULL && at[0] != '\0'; at = context_above(at)) {
        (void)identity_add(all, IDENTITY_NETWARE, IDENTITY_GROUP, server, at);
    }
    return NULL;
}

const char *account_place(struct run *run, struct identity *who, const char *context)
{
    if (who->system != IDENTITY_NETWARE) {
        return "only NetWare accounts have a context";
    }
    if (!text_copy(who->context, sizeof(who->context), context)) {
        return "the context is too long";
    }
    return context[0] != '\0' ? account_containers(run, who->authority, context) : NULL;
}

struct machine *account_netware(const struct run *run, const char *authority)
{
    struct machine *machine = network_find_machine(run->world->network, authority);
    return machine != NULL && machine->kind == MACHINE_NETWARE ? machine : NULL;
}

const char *account_need(struct run *run, const char *full_name, enum identity_kind kind,
                         struct identity **who_out)
{
    struct account_parts parts;
    const char *error = account_split(run, full_name, &parts);
    if (error != NULL) {
        return error;
    }
    struct identities *all = run->world->identities;
    *who_out = identity_find(all, parts.authority, parts.name);
    if (*who_out == NULL) {
        const bool is_netware = account_netware(run, parts.authority) != NULL;
        *who_out = identity_add(all, is_netware ? IDENTITY_NETWARE : IDENTITY_NT, kind,
                                parts.authority, parts.name);
        (void)text_copy((*who_out)->password, sizeof((*who_out)->password), IDENTITY_PASSWORD);
    }
    if ((*who_out)->kind != kind) {
        return arena_format(run->arena, "%s is %s", full_name,
                            kind == IDENTITY_GROUP ? "an account, not a group"
                                                   : "a group, not an account");
    }
    return NULL;
}

const char *account_get(struct run *run, const char *full_name, struct identity **who_out)
{
    struct account_parts parts;
    const char *error = account_split(run, full_name, &parts);
    if (error != NULL) {
        return error;
    }
    struct identities *all = run->world->identities;
    *who_out = identity_find(all, parts.authority, parts.name);
    if (*who_out == NULL && text_equal(parts.name, IDENTITY_SUPERVISOR) &&
        account_netware(run, parts.authority) != NULL) {
        return account_need(run, full_name, IDENTITY_USER, who_out); /* nobody has to make it */
    }
    return *who_out != NULL ? NULL : arena_format(run->arena, "there is no account %s", full_name);
}

const char *account_id(struct run *run, const char *name, identity_id *id_out)
{
    static const struct {
        const char *name;
        identity_id id;
    } known[] = {{"Everyone", IDENTITY_EVERYONE},
                 {"Administrators", IDENTITY_ADMINISTRATORS},
                 {"SYSTEM", IDENTITY_SYSTEM},
                 {"CREATOR OWNER", IDENTITY_CREATOR_OWNER},
                 {"CREATOR GROUP", IDENTITY_CREATOR_GROUP},
                 {"Authenticated Users", IDENTITY_AUTHENTICATED},
                 {"NETWORK", IDENTITY_NETWORK},
                 {"INTERACTIVE", IDENTITY_INTERACTIVE},
                 {"SERVICE", IDENTITY_SERVICE},
                 {"Users", IDENTITY_USERS},
                 {"Backup Operators", IDENTITY_BACKUP_OPERATORS}};
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        if (text_equal(known[i].name, name)) {
            *id_out = known[i].id;
            return NULL;
        }
    }
    struct identity *who = NULL;
    const char *error = account_get(run, name, &who);
    *id_out = who != NULL ? who->id : IDENTITY_NONE;
    return error;
}

struct identity *account_nt_twin(const struct run *run, const char *name, const char **password_out)
{
    for (const struct connector *connector = run->world->connectors; connector != NULL;
         connector = connector->next) {
        if (connector->account != NULL && text_equal(connector->account->name, name)) {
            *password_out = connector->password;
            return connector->account;
        }
    }
    const struct identities *all = run->world->identities;
    struct identity *first = NULL;
    struct identity *who = identity_named(all, name, NULL);
    for (; who != NULL; who = identity_named(all, name, who)) {
        const bool is_user = who->system == IDENTITY_NT && who->kind == IDENTITY_USER;
        first = is_user && (first == NULL || who->id < first->id) ? who : first;
    }
    if (first != NULL) {
        *password_out = first->password;
    }
    return first;
}
