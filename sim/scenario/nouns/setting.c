#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"CONNECTOR|HOST", VALUE_NAME, NULL, 0},
                                    {"NAME", VALUE_STRING, NULL, 0},
                                    {"VALUE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

/* Of a machine: "KEY\value". */
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
    host_set_setting(run->world, host, section, last, value);
    return NULL;
}

static const char *set(struct run *run, const struct fact *fact, const char *value)
{
    const char *owner = fact_name(fact, 0, "");
    const char *name = fact_name(fact, 1, "");
    struct connector *connector = connector_find(run->world, owner);
    if (connector != NULL) {
        return connector_set(run->world, connector, name, value);
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

const struct noun noun_setting = {
    .shape = {.word = "setting",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "a registry value by its name: of a connector, or KEY\\value of a machine "
                      "(service start)",
              .example = "setting C1 \"Locale Date Format\" 2"},
    .order = 70,
    .apply = apply,
};
