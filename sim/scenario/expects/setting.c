#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"CONNECTOR", VALUE_NAME, NULL, 0},
                                    {"NAME", VALUE_STRING, NULL, 0},
                                    {"VALUE", VALUE_NAME, "absent", 0}};

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    struct connector *connector = NULL;
    const char *error = place_connector(run, fact_name(fact, 0, NULL), &connector);
    if (error != NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = error;
        return;
    }
    const struct value *wanted = &fact->values[2];
    const char *name = fact_name(fact, 1, "");
    const char *value = connector_setting(run->world, connector, name);
    if (!wanted->quoted && text_equal(wanted->text, "absent")) {
        verdict_out->holds = value == NULL;
    } else {
        verdict_out->holds = value != NULL && text_match(wanted->text, value);
    }
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "setting %s \"%s\" %s", connector->name, name,
                                        value != NULL ? value : "absent");
    }
}

const struct expect_kind expect_setting = {
    .shape = {.word = "setting",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "a registry value of the connector",
              .example = "expect setting C1 \"Locale Date Format\" 1"},
    .sort = EXPECT_STATE,
    .check = check,
};
