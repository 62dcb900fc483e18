#include "scenario/words/accounts.h"
#include "scenario/words/logon_hours.h"
#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"
#include "world/session_times.h"

static const struct slot slots[] = {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"password",
     {{"TEXT", VALUE_NAME, "same|other|ok", 0}},
     1,
     0,
     "same",
     "next logon",
     "same: that of the NT account of the same name; other: not that; ok: as stored with the "
     "service"},
    {"disabled",
     {{"YES", VALUE_WORD, "yes|no", SLOT_OPTIONAL}},
     1,
     0,
     "no",
     "next logon",
     "the account is disabled"},
    {"locked",
     {{"YES", VALUE_WORD, "yes|no", SLOT_OPTIONAL}},
     1,
     0,
     "no",
     "next logon",
     "the account is locked out"},
    {"expires",
     {{"TIME", VALUE_TIME, "never", 0}},
     1,
     0,
     "never",
     "next logon (NetWare: open connections end then, too)",
     "when the account expires"},
    {"password-expires",
     {{"TIME", VALUE_TIME, "never", 0}},
     1,
     0,
     "never",
     "next logon",
     "when its password expires"},
    {"grace",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "0",
     "next logon",
     "NetWare: logons that an expired password is still good for; each takes one"},
    {"lockout",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "0",
     "next logon",
     "bad passwords that lock it out; 0: none do"},
    {"lockout-for",
     {{"TIME", VALUE_TIME, "ever", 0}},
     1,
     0,
     "15m, NT 30m",
     "next lockout",
     "how long a lockout lasts; ever: until somebody unlocks the account"},
    {"lockout-window",
     {{"TIME", VALUE_TIME, "ever", 0}},
     1,
     0,
     "30m",
     "next logon",
     "bad passwords that are older are forgotten"},
    {"hours",
     {{"DAYS", VALUE_NAME, "any", 0}, {"FROM-TO", VALUE_NAME, NULL, SLOT_OPTIONAL}},
     2,
     ATTRIBUTE_REPEATS,
     "any",
     "at once (NetWare: open connections end with them)",
     "when it may log on: Mon-Fri 08:00-18:00, in half hours of UTC"},
    {"stations",
     {{"STATION", VALUE_NAME, "any", SLOT_MANY}},
     1,
     0,
     "any",
     "next logon",
     "machines that it may log on from"},
    {"connections",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "0",
     "next logon",
     "most connections at once (NetWare); 0: any number"},
    {"accounting",
     {{"STATE", VALUE_WORD, "ok|no-balance|no-credit", 0}},
     1,
     0,
     "ok",
     "next logon",
     "NetWare, a server that charges for its services: what is left to the account"},
    {"supervisor",
     {{"YES", VALUE_WORD, "yes|no", SLOT_OPTIONAL}},
     1,
     0,
     "no",
     "next logon",
     "NetWare: supervisor or equivalent"},
    {"equals",
     {{"NAME", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     "none",
     "next logon",
     "NetWare: accounts and groups of its server that it is security equivalent to; not what "
     "those are equivalent to in turn"},
    {"context",
     {{"CONTEXT", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "next logon",
     "NetWare 4.x: where it is in the tree, ou=mail.o=acme; equivalent to each of these"},
    {"must-change",
     {{"YES", VALUE_WORD, "yes|no", SLOT_OPTIONAL}},
     1,
     0,
     "no",
     "next logon",
     "NT: must change his password at the next logon; one that cannot ask him is refused"},
    {"service-logon",
     {{"YES", VALUE_WORD, "yes|no", SLOT_OPTIONAL}},
     1,
     0,
     "yes",
     "next logon",
     "NT: log on as a service"},
    {"local-logon",
     {{"YES", VALUE_WORD, "yes|no", SLOT_OPTIONAL}},
     1,
     0,
     "yes",
     "next logon",
     "NT: log on at a machine itself, as a person"},
    {"network-logon",
     {{"YES", VALUE_WORD, "yes|no", SLOT_OPTIONAL}},
     1,
     0,
     "yes",
     "next logon",
     "NT: access this computer from the network"},
};

static const char other_password[] = "Other1";

static bool is_yes(const struct fact *fact, const char *name, bool keep)
{
    return fact_has(fact, name) ? text_equal(fact_text(fact, name, "yes"), "yes") : keep;
}

/* A time, or the word that stands for none (never, ever). */
static uint64_t time_of(const struct fact *fact, const char *name, uint64_t keep)
{
    const struct fact_attribute *attribute = fact_attribute(fact, name);
    if (attribute == NULL) {
        return keep;
    }
    return attribute->values[0].type == VALUE_TIME ? attribute->values[0].number : UINT64_MAX;
}

/* What `password same` and the like stand for. */
static const char *password_of(const struct run *run, const struct identity *who,
                               const struct value *value)
{
    if (value->quoted) {
        return value->text;
    }
    const char *stored = IDENTITY_PASSWORD;
    struct identity *twin = account_nt_twin(run, who->name, &stored);
    if (text_equal(value->text, "other")) {
        return other_password;
    }
    if (text_equal(value->text, "same")) {
        return twin != NULL && twin != who ? twin->password : stored;
    }
    return text_equal(value->text, "ok") ? stored : value->text;
}

/* While the world is declared, an NT password is what the service and the twin accounts know. */
static void spread_password(struct run *run, struct identity *who, const char *old)
{
    for (struct connector *connector = run->world->connectors; connector != NULL;
         connector = connector->next) {
        if (connector->account == who && text_equal(connector->password, old)) {
            REQUIRE(text_copy(connector->password, sizeof(connector->password), who->password));
        }
    }
    const struct identities *all = run->world->identities;
    struct identity *twin = identity_named(all, who->name, NULL);
    for (; twin != NULL; twin = identity_named(all, who->name, twin)) {
        if (twin->system == IDENTITY_NETWARE && text_equal(twin->password, old)) {
            REQUIRE(text_copy(twin->password, sizeof(twin->password), who->password));
        }
    }
}

static const char *set_password(struct run *run, struct identity *who, const struct value *value)
{
    char old[IDENTITY_PASSWORD_SIZE];
    REQUIRE(text_copy(old, sizeof(old), who->password));
    if (!text_copy(who->password, sizeof(who->password), password_of(run, who, value))) {
        return arena_format(run->arena, "a password has at most %d characters",
                            IDENTITY_PASSWORD_SIZE - 1);
    }
    if (run->is_declaring && who->system == IDENTITY_NT) {
        spread_password(run, who, old);
    }
    return NULL;
}

/* What is counted. */
static const char *set_counts(struct run *run, struct identity *who, const struct fact *fact)
{
    const char *error = place_count(run, fact, "lockout", &who->lockout_limit);
    error = error != NULL ? error : place_count(run, fact, "grace", &who->grace_logons);
    return error != NULL ? error : place_count(run, fact, "connections", &who->connections_max);
}

static void set_lockout(struct run *run, struct identity *who, const struct fact *fact)
{
    who->lockout_us = time_of(fact, "lockout-for", who->lockout_us);
    who->bad_window_us = time_of(fact, "lockout-window", who->bad_window_us);
    if (fact_has(fact, "locked")) {
        who->is_locked = is_yes(fact, "locked", false);
        who->locked_until_us = UINT64_MAX;
        who->bad_logons = 0;
    }
    (void)identity_is_locked(who, run->world->sched.now_us); /* one that is over is lifted */
}

/* What ends sessions that are open, too. */
static const char *set_times(struct run *run, struct identity *who, const struct fact *fact)
{
    if (!fact_has(fact, "expires") && !fact_has(fact, "hours")) {
        return NULL;
    }
    struct world *world = run->world;
    const char *rule = world_assumption(world, ASSUME_CONNECTION_TIMES);
    network_set_times_rule(world->network, text_equal(rule, "stay"));
    who->expires_us = time_of(fact, "expires", who->expires_us);
    const char *error = fact_has(fact, "hours") ? logon_hours(run, fact, &who->hours) : NULL;
    network_account_edited(world->network, who, world->sched.now_us);
    session_times_watch(world);
    return error;
}

static void set_stations(struct run *run, struct identity *who, const struct fact *fact)
{
    const struct fact_attribute *stations = fact_attribute(fact, "stations");
    if (stations == NULL) {
        return;
    }
    who->stations = NULL;
    for (uint32_t i = stations->value_count; i > 0; i--) {
        const struct value *value = &stations->values[i - 1];
        if (value->type == VALUE_NONE || (!value->quoted && text_equal(value->text, "any"))) {
            continue;
        }
        struct identity_station *station = arena_new(run->arena, struct identity_station);
        (void)text_copy(station->name, sizeof(station->name), value->text); /* longer: nobody's */
        station->next = who->stations;
        who->stations = station;
    }
}

static const char *set_equals(struct run *run, struct identity *who,
                              const struct fact_attribute *equals)
{
    struct identities *all = run->world->identities;
    if (who->system != IDENTITY_NETWARE) {
        return "only NetWare accounts are security equivalent to others";
    }
    identity_equal_none(all, who->id);
    for (uint32_t i = 0; i < equals->value_count; i++) {
        const struct value *value = &equals->values[i];
        if (value->type == VALUE_NONE || (!value->quoted && text_equal(value->text, "none"))) {
            continue;
        }
        struct identity *other = NULL;
        const char *full = strchr(value->text, '\\') != NULL
                               ? value->text
                               : arena_format(run->arena, "%s\\%s", who->authority, value->text);
        const char *error = account_get(run, full, &other);
        if (error == NULL && !text_equal(other->authority, who->authority)) {
            error = arena_format(run->arena, "%s is not of the server %s", full, who->authority);
        }
        if (error != NULL) {
            return error;
        }
        identity_equal(all, other->id, who->id);
    }
    return NULL;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct identity *who = NULL;
    const char *error = account_need(run, fact_name(fact, 0, ""), IDENTITY_USER, &who);
    if (error != NULL) {
        return error;
    }
    who->is_disabled = is_yes(fact, "disabled", who->is_disabled);
    set_lockout(run, who, fact);
    who->is_supervisor = is_yes(fact, "supervisor", who->is_supervisor);
    if (fact_has(fact, "accounting") && who->system != IDENTITY_NETWARE) {
        return "only NetWare servers charge their accounts";
    }
    who->lacks_balance = fact_has(fact, "accounting")
                             ? !text_equal(fact_text(fact, "accounting", ""), "ok")
                             : who->lacks_balance;
    who->must_change = is_yes(fact, "must-change", who->must_change);
    who->may_logon_service = is_yes(fact, "service-logon", who->may_logon_service);
    who->lacks_local_logon = !is_yes(fact, "local-logon", !who->lacks_local_logon);
    who->may_logon_network = is_yes(fact, "network-logon", who->may_logon_network);
    who->password_expires_us = time_of(fact, "password-expires", who->password_expires_us);
    error = set_counts(run, who, fact);
    error = error != NULL ? error : set_times(run, who, fact);
    if (error != NULL) {
        return error;
    }
    set_stations(run, who, fact);
    if (fact_has(fact, "context")) {
        error = account_place(run, who, fact_text(fact, "context", ""));
    }
    if (error == NULL && fact_has(fact, "equals")) {
        error = set_equals(run, who, fact_attribute(fact, "equals"));
    }
    if (error != NULL) {
        return error;
    }
    const struct fact_attribute *password = fact_attribute(fact, "password");
    const struct value same = {.type = VALUE_NAME, .text = "same"};
    if (password != NULL) {
        return set_password(run, who, &password->values[0]);
    }
    return run->is_declaring && who->system == IDENTITY_NETWARE ? set_password(run, who, &same)
                                                                : NULL;
}

static const char *remove_account(struct run *run, const struct fact *fact)
{
    struct identity *who = NULL;
    const char *error = account_get(run, fact_name(fact, 0, ""), &who);
    if (error == NULL && who->system == IDENTITY_NETWARE &&
        text_equal(who->name, IDENTITY_SUPERVISOR)) {
        return "a NetWare server keeps its SUPERVISOR; disable the account";
    }
    if (error == NULL) {
        identity_remove(run->world->identities, who->id);
    }
    return error;
}

const struct noun noun_account = {
    .shape =
        {.word = "account",
         .slots = slots,
         .slot_count = ARRAY_COUNT(slots),
         .attributes = attributes,
         .attribute_count = ARRAY_COUNT(attributes),
         .survives =
             "it stays, a lockout and grace logons, too; a boot of its machine ends its sessions",
         .help = "an account of an NT domain, an NT machine or a NetWare server",
         .example = "account NW1\\svc-ccmc password same lockout 3 connections 1"},
    .order = 25,
    .apply = apply,
    .remove = remove_account,
};
