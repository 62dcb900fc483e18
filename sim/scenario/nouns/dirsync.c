#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"STATE", VALUE_WORD, "completed|never", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"import",
     {{"CONTAINER", VALUE_NAME, NULL, 0}},
     1,
     0,
     "Import",
     "next dirsync",
     "container for cc:Mail users"},
    {"export",
     {{"CONTAINER", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     "Recipients",
     "next dirsync",
     "containers whose recipients cc:Mail gets"},
    {"by",
     {{"CONNECTOR", VALUE_NAME, NULL, 0}},
     1,
     0,
     "each at that post office",
     "next dirsync",
     "whose pages these are"},
    {"every",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "only when somebody asks",
     "service start",
     "schedule: minutes, counted from the start of the service"},
    {"filter",
     {{"PATTERN", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     "everybody",
     "next dirsync",
     "only import entries of these forms, \"* at PO1\""},
    {"display",
     {{"RULE", VALUE_STRING, NULL, 0}},
     1,
     0,
     "%F %L",
     "next dirsync",
     "display name of new custom recipients: %F first, %L last name, %I initial, %3L three "
     "letters"},
    {"alias",
     {{"RULE", VALUE_STRING, NULL, 0}},
     1,
     0,
     "%F%1L",
     "next dirsync",
     "alias of new custom recipients"},
};

static const char never[] = "never";

/* While the world is made, the last touches complete it: all recipients are known then. */
static const char *complete(struct run *run, struct office *office)
{
    if (run->step == NULL) {
        office->dirsync = NULL;
        return NULL;
    }
    return office_complete_dirsync(run->world, office, false);
}

static const char *undo(struct run *run, struct office *office)
{
    office->dirsync = never;
    if (!office->has_site_entry) {
        return NULL;
    }
    office->has_site_entry = false;
    const struct connector *first = connector_of_office(run->world, office);
    const char *error = first == NULL ? office_remove_entry(run->world, office,
                                                            site_need(run->world, NULL)->address)
                                      : NULL;
    for (const struct connector *c = run->world->connectors; c != NULL && error == NULL;
         c = c->next) {
        if (c == first || c->office == office) {
            error =
                office_remove_entry(run->world, office, site_need(run->world, c->site)->address);
        }
    }
    return error;
}

/* Several values of an attribute become one setting, separated by semicolons. */
static void set(struct run *run, struct connector *connector, const struct fact *fact,
                const char *attribute, const char *setting)
{
    const struct fact_attribute *values = fact_attribute(fact, attribute);
    struct buffer text;
    buffer_init(&text, run->arena);
    for (uint32_t i = 0; values != NULL && i < values->value_count; i++) {
        buffer_text(&text, i > 0 ? ";" : "");
        buffer_text(&text, values->values[i].text);
    }
    if (values != NULL) {
        host_set_setting(run->world, connector->host, connector->section, setting,
                         buffer_string(&text));
    }
}

static void set_pages_of(struct run *run, const struct fact *fact, struct connector *connector)
{
    const uint64_t minute_us = 60000000;
    if (fact_has(fact, "every")) {
        const uint64_t every_us = fact_number(fact, "every", 0);
        host_set_setting(
            run->world, connector->host, connector->section, "Dir Synch Interval",
            arena_format(run->arena, "%llu", (unsigned long long)(every_us / minute_us)));
    }
    set(run, connector, fact, "import", "Import Container");
    set(run, connector, fact, "export", "Export Containers");
    set(run, connector, fact, "filter", "Only import directory entries of these formats");
    set(run, connector, fact, "display", "Dir Synch display name rule");
    set(run, connector, fact, "alias", "Dir Synch alias name rule");
}

/* What the property pages Dirsync Schedule, Export Containers and Import Container say, of each
 * connector at that post office. */
static const char *set_pages(struct run *run, const struct fact *fact, struct office *office)
{
    const uint64_t minute_us = 60000000;
    struct connector *one = NULL;
    if (fact_number(fact, "every", 0) % minute_us != 0) {
        return "a schedule is in whole minutes";
    }
    if (fact->attribute_count == 0) {
        return NULL;
    }
    const char *error = place_synchronizer(run, fact, office, &one);
    for (struct connector *c = run->world->connectors; c != NULL && error == NULL; c = c->next) {
        if (c == one || (c->office == office && !fact_has(fact, "by"))) {
            set_pages_of(run, fact, c);
        }
    }
    return error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    error = error != NULL ? error : set_pages(run, fact, office);
    const char *state = fact_name(fact, 1, NULL);
    if (error != NULL || state == NULL) {
        return error;
    }
    return text_equal(state, never) ? undo(run, office) : complete(run, office);
}

const struct noun noun_dirsync = {
    .shape = {.word = "dirsync",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help =
                  "directory synchronization with a post office: has it completed, and its pages",
              .example = "dirsync PO1 completed"},
    .order = 55,
    .apply = apply,
};
