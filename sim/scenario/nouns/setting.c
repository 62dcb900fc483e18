#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"
#include "ccmc/settings.h"
#include "scenario/language/errors.h"

static const struct slot slots[] = {{"CONNECTOR|HOST", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_STRING, NULL, 0},
                                    {"VALUE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

/* Of a machine: "KEY\value". value NULL: it goes. */
static const char *set_of_host(struct run *run, struct host *host, const char *name,
                               const char *value)
{
    char section[OS_PATH_SIZE];
    if (!text_copy(section, sizeof(section), name)) {
        return "the name of the setting is too long";
    }
    const char *last = place_cut_last(section);
    if (last == NULL) {
        return arena_format(run->arena, "a setting of a machine is \"KEY\\value\", not \"%s\"",
                            name);
    }
    if (value != NULL) {
        host_set_setting(run->world, host, section, last, value);
        return NULL;
    }
    if (text_equal(section, "LanmanServer") && text_equal(last, "DependOnService")) {
        host_set_setting(run->world, host, section, last,
                         ""); /* it has it where none was written */
        return NULL;
    }
    return host_remove_setting(host, section, last)
               ? NULL
               : arena_format(run->arena, "%s has no value \"%s\"", host->machine->name, name);
}

static const char *remove_of_connector(struct run *run, const struct connector *connector,
                                       const char *name)
{
    if (text_equal(name, "Connector Store Path")) {
        return "a store is somewhere: give the setting another value";
    }
    return host_remove_setting(connector->host, connector->section, name)
               ? NULL
               : arena_format(run->arena, "%s has no value \"%s\"", connector->name, name);
}

/* Q197254 has "Dir Sync" where Q183058 has "Dir Synch": one value. */
static const char *as_spelt(struct run *run, const char *name)
{
    static const char other[] = "Dir Sync ";
    return text_starts(name, other) ? arena_format(run->arena, "Dir Synch %s", name + strlen(other))
                                    : name;
}

/* A connector looks for no value of that name, and for one that is almost called so; NULL. */
static const char *misspelt(struct run *run, const char *name)
{
    const char *near = NULL;
    for (size_t i = 0; i < setting_count(); i++) {
        const char *known = setting_at(i)->name;
        if (text_equal(known, name)) {
            return NULL;
        }
        near = word_is_near(known, name) ? known : near;
    }
    return near == NULL
               ? NULL
               : arena_format(run->arena, "no connector asks for \"%s\"; did you mean \"%s\"?",
                              name, near);
}

/* value NULL: it goes. */
static const char *set(struct run *run, const struct fact *fact, const char *value)
{
    const char *owner = fact_name(fact, 0, "");
    const char *name = as_spelt(run, fact_name(fact, 1, ""));
    struct connector *connector = connector_find(run->world, owner);
    if (connector != NULL && connector->state != CONNECTOR_STOPPED) {
        (void)world_assumption(run->world, ASSUME_SETTINGS_BITE);
    }
    const char *slip = connector != NULL ? misspelt(run, name) : NULL;
    if (slip != NULL) {
        return slip;
    }
    if (connector != NULL) {
        return value != NULL ? connector_set(run->world, connector, name, value)
                             : remove_of_connector(run, connector, name);
    }
    struct host *host = host_find(run->world, owner);
    return host != NULL ? set_of_host(run, host, name, value)
                        : arena_format(run->arena, "there is no connector or host %s", owner);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *value = fact_name(fact, 2, NULL);
    return value != NULL ? set(run, fact, value) : "a setting needs its value";
}

static const char *remove_setting(struct run *run, const struct fact *fact)
{
    return set(run, fact, NULL);
}

const struct noun noun_setting = {
    .shape = {.word = "setting",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .survives = "it stays: what the service reads at its start counts then",
              .help = "a registry value by its name: of a connector, or KEY\\value of a machine. "
                      "Name, password, path and programs of the Post Office page count at the next "
                      "start of a program, what synchronization goes by when a cycle begins, all "
                      "else at a service start",
              .example = "setting C1 \"Locale Date Format\" 2"},
    .order = 70,
    .apply = apply,
    .remove = remove_setting,
};
