#include "host/services.h"

#include <string.h>

#include "base/text.h"
#include "scenario/words/accounts.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"SERVICE", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "running|stopped", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"on", {{"HOST", VALUE_NAME, NULL, 0}}, 1, 0, "the first, EX1", "at once", "machine"},
    {"start",
     {{"KIND", VALUE_WORD, "auto|manual|disabled", 0}},
     1,
     0,
     "auto",
     "boot, next start",
     "auto: comes up at a boot; manual: when somebody or another service wants it"},
    {"after",
     {{"SERVICE", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     "GSNW: NWLink; Server: GSNW where it shares a gateway",
     "next start",
     "what it depends on: starts first, and without it this one does not"},
    {"takes", {{"TIME", VALUE_TIME, NULL, 0}}, 1, 0, "0s", "next start", "until it is up"},
    {"account",
     {{"AUTHORITY\\NAME", VALUE_NAME, "system", 0}},
     1,
     0,
     "system",
     "next start",
     "whom it logs on as"},
    {"password",
     {{"TEXT", VALUE_NAME, "ok", 0}},
     1,
     0,
     "ok",
     "next start",
     "of that account, as stored with the service"},
};

static const char *set_after(struct run *run, struct host_service *service,
                             const struct fact_attribute *after)
{
    service->after_count = 0;
    for (uint32_t i = 0; i < after->value_count; i++) {
        const struct value *value = &after->values[i];
        if (value->type == VALUE_NONE || (!value->quoted && text_equal(value->text, "none"))) {
            continue;
        }
        const char *name = host_service_name(value->text);
        if (service->after_count == SERVICE_AFTER_MAX) {
            return arena_format(run->arena, "a service depends on %d others at most",
                                SERVICE_AFTER_MAX);
        }
        if (text_equal(name, service->name)) {
            return arena_format(run->arena, "%s does not depend on itself", name);
        }
        if (!text_copy(service->after[service->after_count], SERVICE_NAME_SIZE, name)) {
            return arena_format(run->arena, "'%s' is too long for a service", name);
        }
        service->after_count++;
    }
    return NULL;
}

static const char *set_account(struct run *run, struct host_service *service,
                               const struct fact *fact)
{
    const struct fact_attribute *account = fact_attribute(fact, "account");
    const char *error = NULL;
    if (account != NULL && !account->values[0].quoted &&
        text_equal(account->values[0].text, "system")) {
        service->account = NULL;
    } else if (account != NULL) {
        error = account_need(run, account->values[0].text, IDENTITY_USER, &service->account);
    }
    if (error != NULL || service->account == NULL ||
        (account == NULL && !fact_has(fact, "password"))) {
        return error;
    }
    const struct fact_attribute *password = fact_attribute(fact, "password");
    const bool is_own = password == NULL ||
                        (!password->values[0].quoted && text_equal(password->values[0].text, "ok"));
    return text_copy(service->password, sizeof(service->password),
                     is_own ? service->account->password : password->values[0].text)
               ? NULL
               : "the password is too long";
}

static void set_start(struct host_service *service, const char *kind)
{
    if (kind != NULL) {
        service->start = text_equal(kind, "auto")     ? SERVICE_AUTO
                         : text_equal(kind, "manual") ? SERVICE_MANUAL
                                                      : SERVICE_DISABLED;
    }
}

static void set_state(struct run *run, struct host *host, struct host_service *service,
                      const char *state)
{
    const bool is_running = state != NULL && text_equal(state, "running");
    if (run->is_declaring) {
        const bool is_up = state != NULL ? is_running : service->start == SERVICE_AUTO;
        service->state = is_up ? SERVICE_RUNNING : SERVICE_STOPPED;
        host_services_edited(run->world, host);
    } else if (is_running) {
        host_service_start(run->world, host, service);
    } else if (state != NULL) {
        host_service_stop(run->world, host, service);
    }
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    const char *on = fact_text(fact, "on", NULL);
    struct host *host = NULL;
    const char *unknown = place_host(run, on, &host);
    if (unknown != NULL) {
        return unknown;
    }
    if (strlen(name) >= SERVICE_NAME_SIZE) {
        return arena_format(run->arena, "'%s' is too long for a service", name);
    }
    struct host_service *service = host_service_need(run->world, host, name);
    const struct fact_attribute *after = fact_attribute(fact, "after");
    set_start(service, fact_text(fact, "start", NULL));
    service->takes_us = fact_number(fact, "takes", service->takes_us);
    const char *error = after != NULL ? set_after(run, service, after) : NULL;
    if (error == NULL) {
        error = set_account(run, service, fact);
    }
    if (error == NULL) {
        const bool says_nothing = fact->attribute_count == (fact_has(fact, "on") ? 1U : 0U);
        set_state(run, host, service, fact_name(fact, 1, says_nothing ? "running" : NULL));
    }
    return error;
}

const struct noun noun_service = {
    .shape = {.word = "service",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "a boot starts it or not, as `start` and `after` say",
              .help =
                  "a service of an NT machine: GSNW, NWLink, Workstation and Server are its ways "
                  "to others; any other may be one that these wait for",
              .example = "service GSNW on EX1 start auto after NWLink"},
    .order = 16,
    .apply = apply,
};
