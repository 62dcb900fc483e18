#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"SERVICE", VALUE_WORD, "GSNW", 0},
                                    {"STATE", VALUE_WORD, "running|stopped", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"on", {{"HOST", VALUE_NAME, NULL, 0}}, 1, 0, "EX1", "at once", "machine"},
};

/* No way leads to NetWare without it, neither the service account's own nor a gateway share. */
static const char *apply(struct run *run, const struct fact *fact)
{
    struct host *host = host_need(run->world, fact_text(fact, "on", NULL));
    host->machine->lacks_netware = text_equal(fact_name(fact, 1, "running"), "stopped");
    return NULL;
}

const struct noun noun_service = {
    .shape = {.word = "service",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a service of an NT machine: GSNW is its way to NetWare, at once",
              .example = "service GSNW stopped on EX1"},
    .order = 16,
    .apply = apply,
};
