#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"CONNECTOR", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"import",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "15s",
     "service start",
     "interval between looks into Import"},
    {"export",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "15s",
     "service start",
     "interval between runs of EXPORT"},
    {"max",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     ATTRIBUTE_REPEATS,
     "5 and 16",
     "service start",
     "most messages of a run; belongs to the word before it"},
};

static const char *set_number(struct run *run, struct connector *connector, const char *setting,
                              uint64_t value)
{
    char text[24];
    if (!text_format(text, sizeof(text), "%llu", (unsigned long long)value)) {
        return "the number is too large";
    }
    return connector_set(run->world, connector, setting, text);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    static const char *const intervals[] = {"Second to wait before IMPORT",
                                            "Second to wait before EXPORT"};
    static const char *const maxima[] = {"Maximum number of messages to IMPORT",
                                         "Maximum number of messages to EXPORT"};
    struct connector *connector = NULL;
    const char *error = place_connector(run, fact_name(fact, 0, NULL), &connector);
    int direction = -1;
    for (uint32_t i = 0; error == NULL && i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        const uint64_t number = attribute->values[0].number;
        if (attribute->row == &attributes[2]) {
            error = direction < 0 ? "max stands behind import or export"
                                  : set_number(run, connector, maxima[direction], number);
            continue;
        }
        direction = attribute->row == &attributes[0] ? 0 : 1;
        error = number % 1000000 != 0 || number == 0
                    ? "the connector counts its intervals in whole seconds"
                    : set_number(run, connector, intervals[direction], number / 1000000);
    }
    return error;
}

const struct noun noun_polling = {
    .shape = {.word = "polling",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "it stays: what the service reads at its start counts then",
              .help = "how often the connector runs IMPORT and EXPORT, and how much at once",
              .example = "polling C1 import 15s max 5 export 15s max 16"},
    .order = 60,
    .apply = apply,
};
