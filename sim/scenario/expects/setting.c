#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"CONNECTOR|HOST", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_STRING, NULL, 0},
                                    {"VALUE", VALUE_NAME, "absent", 0}};

/* "KEY\value" of a machine; NULL: it is not there. */
static const char *value_of_host(struct run *run, const struct host *host, const char *name)
{
    char *section = arena_text(run->scratch, name);
    const char *last = place_cut_last(section);
    return last != NULL ? host_setting(host, section, last) : NULL;
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *owner = fact_name(fact, 0, "");
    struct connector *connector = connector_find(run->world, owner);
    const struct host *host = connector == NULL ? host_find(run->world, owner) : NULL;
    if (connector == NULL && host == NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(run->arena, "there is no connector or host %s", owner);
        return;
    }
    const struct value *wanted = &fact->values[2];
    const char *name = fact_name(fact, 1, "");
    const char *value = connector != NULL ? connector_setting(run->world, connector, name)
                                          : value_of_host(run, host, name);
    if (!wanted->quoted && text_equal(wanted->text, "absent")) {
        verdict_out->holds = value == NULL;
    } else {
        verdict_out->holds = value != NULL && text_match(wanted->text, value);
    }
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "setting %s \"%s\" %s", owner, name,
                                        value != NULL ? value : "absent");
    }
}

const struct expect_kind expect_setting = {
    .shape = {.word = "setting",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "a registry value of the connector, or KEY\\value of a machine",
              .example = "expect setting C1 \"Locale Date Format\" 1"},
    .sort = EXPECT_STATE,
    .check = check,
};
