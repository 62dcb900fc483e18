#include "scenario/words/places.h"
#include "scenario/words/services.h"

#include "base/text.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"version",
     {{"VERSION", VALUE_NAME, NULL, 0}},
     1,
     0,
     "5.5",
     "service start",
     "release of the connector: 5.0, 5.5"},
    {"build",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     NULL,
     "service start",
     "build: it has what articles say that it had wrong (rows of quirks.def); without one "
     "everything is as fixed, but for what 5.0 is known for whatever its build"},
    {"store",
     {{"PATH", VALUE_STRING, NULL, 0}},
     1,
     0,
     "D:\\exchsrvr\\ccmcdata",
     "service start",
     "connector store"},
    {"account",
     {{"DOMAIN\\NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "EXCH\\svc-ccmc",
     "service start",
     "service account; system: the machine itself, which nobody knows elsewhere"},
    {"password",
     {{"TEXT", VALUE_NAME, "ok", 0}},
     1,
     0,
     "ok",
     "service start",
     "password stored with the service; ok: the account's own"},
    {"accept",
     {{"NAME", VALUE_NAME, "all", SLOT_MANY}},
     1,
     0,
     "all",
     "service start",
     "senders from whom it takes mail to cc:Mail, others get it back; all"},
    {"reject",
     {{"NAME", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     "none",
     "service start",
     "senders who get their mail to cc:Mail back; none"},
    {"workers",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "one for each: 3",
     "service start",
     "its threads: mail out, mail in and directory synchronization; with fewer, what is due waits "
     "until one has ended its program (WORKER_THREADS)"},
    {"on",
     {{"HOST", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the first, EX1",
     "when it is made",
     "machine it is installed on"},
    {"site",
     {{"SITE", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the first, SITE1",
     "when it is made",
     "site of its server"},
    {"logging",
     {{"CATEGORY", VALUE_WORD, "General|Outbound|Inbound|Dir-Synch", 0},
      {"LEVEL", VALUE_WORD, "none|minimum|medium|maximum", 0}},
     2,
     ATTRIBUTE_REPEATS,
     "none",
     "service start",
     "diagnostics logging of a category of events"},
};

static const char *set_logging(struct run *run, struct connector *connector,
                               const struct fact *fact)
{
    const struct fact_attribute *logging = NULL;
    const char *error = NULL;
    for (uint32_t n = 0; error == NULL && (logging = fact_attribute_n(fact, "logging", n)) != NULL;
         n++) {
        const char *setting = arena_format(run->arena, "Logging %s", logging->values[0].text);
        error = connector_set(run->world, connector, setting, logging->values[1].text);
    }
    return error;
}

/* Delivery restrictions: names, separated by ; in the setting. */
static const char *set_senders(struct run *run, struct connector *connector,
                               const struct fact_attribute *senders, const char *setting)
{
    struct buffer list;
    if (senders == NULL) {
        return NULL;
    }
    buffer_init(&list, run->arena);
    for (uint32_t i = 0; i < senders->value_count; i++) {
        const char *name = senders->values[i].text;
        if (text_equal(name, "all") || text_equal(name, "none")) {
            continue;
        }
        buffer_format(&list, "%s%s", list.size != 0 ? ";" : "", name);
    }
    return connector_set(run->world, connector, setting, buffer_string(&list));
}

enum {
#define WORKER(name, function) NUMBER_OF_##name,
#include "ccmc/workers.def"
#undef WORKER
    WORKERS_MOST
};

static const char *set_workers(struct run *run, struct connector *connector,
                               const struct fact *fact)
{
    const uint64_t workers = fact_number(fact, "workers", WORKERS_MOST);
    if (!fact_has(fact, "workers")) {
        return NULL;
    }
    if (workers < 1 || workers > WORKERS_MOST) {
        return arena_format(run->arena, "workers %llu: there are 1 to %d",
                            (unsigned long long)workers, WORKERS_MOST);
    }
    (void)world_assumption(run->world, ASSUME_WORKER_THREADS);
    return connector_set(run->world, connector, "Number of worker threads",
                         arena_format(run->arena, "%u", (unsigned)workers));
}

/* A service stays on the machine that it was installed on. */
static const char *check_host(struct run *run, const struct connector_spec *spec)
{
    const struct connector *there = connector_find(run->world, spec->name);
    if (there == NULL || spec->host == NULL || text_equal(there->host->machine->name, spec->host)) {
        return NULL;
    }
    return arena_format(run->arena,
                        "%s is installed on %s, and stays there; one on %s is another connector",
                        there->name, there->host->machine->name, spec->host);
}

/* A server and its connector stay in the site that they were installed in. */
static const char *check_site(struct run *run, const struct connector_spec *spec)
{
    const struct connector *there = connector_find(run->world, spec->name);
    if (spec->site == NULL || (there != NULL && text_equal(there->site, spec->site))) {
        return NULL;
    }
    if (site_find(run->world, spec->site) == NULL) {
        return arena_format(run->arena, "there is no site %s", spec->site);
    }
    return there == NULL ? NULL
                         : arena_format(run->arena,
                                        "%s is of the site %s: a server stays in the "
                                        "site that it was installed in",
                                        there->name, there->site);
}

static const char *check_place(struct run *run, const struct connector_spec *spec)
{
    const char *error = check_host(run, spec);
    return error != NULL ? error : check_site(run, spec);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, NULL);
    struct connector *connector = NULL;
    if (name == NULL && !run->is_declaring) {
        const char *error = place_connector(run, NULL, &connector);
        if (error != NULL) {
            return error;
        }
        name = connector->name;
    }
    const struct connector_spec spec = {
        .name = name != NULL ? name : "C1",
        .host = fact_text(fact, "on", NULL),
        .version = fact_text(fact, "version", NULL),
        .store = fact_text(fact, "store", NULL),
        .account = fact_text(fact, "account", NULL),
        .site = fact_text(fact, "site", NULL),
    };
    const char *error = check_place(run, &spec);
    if (error != NULL) {
        return error;
    }
    if (spec.version != NULL && !place_is_release(spec.version)) {
        return arena_format(run->arena, "'%s' is no release of the connector: 5.0, 5.5",
                            spec.version);
    }
    error = connector_declare(run->world, &spec);
    if (error == NULL) {
        error = place_connector(run, spec.name, &connector);
    }
    if (error != NULL) {
        return error;
    }
    service_name_site(run);
    error = place_count(run, fact, "build", &connector->build);
    if (error != NULL) {
        return error;
    }
    const char *password = fact_text(fact, "password", NULL);
    if (password != NULL && text_equal(password, "ok")) {
        password = connector->account != NULL ? connector->account->password : "";
    }
    if (password != NULL &&
        !text_copy(connector->password, sizeof(connector->password), password)) {
        return "the password is too long";
    }
    error = set_senders(run, connector, fact_attribute(fact, "accept"), "Accept messages from");
    if (error == NULL) {
        error = set_senders(run, connector, fact_attribute(fact, "reject"), "Reject messages from");
    }
    if (error == NULL) {
        error = set_workers(run, connector, fact);
    }
    return error == NULL ? set_logging(run, connector, fact) : error;
}

const struct noun noun_connector = {
    .shape =
        {.word = "connector",
         .slots = slots,
         .slot_count = ARRAY_COUNT(slots),
         .attributes = attributes,
         .attribute_count = ARRAY_COUNT(attributes),
         .is_made_once = true,
         .survives = "what counts at a service start counts then; a boot starts it unless its "
                     "setting Start is 3",
         .help = "an Exchange connector for Lotus cc:Mail: a service with an account and a store",
         .example =
             "connector C1 version 5.5 store \"D:\\exchsrvr\\ccmcdata\" account EXCH\\svc-ccmc"},
    .order = 11,
    .apply = apply,
};
