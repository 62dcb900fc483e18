#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"STATE", VALUE_WORD, "completed|failed|running|never", 0}};

static const struct attribute attributes[] = {
    {"at",
     {{"STEP", VALUE_WORD, "export|compare|import|exchange", 0}},
     1,
     0,
     "any",
     NULL,
     "where it failed, or is"},
    {"by",
     {{"CONNECTOR", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the first at that post office",
     NULL,
     "whose, where several connectors are at it"},
};

/* Of the last one in this run; without one what was declared. */
static const char *state_of(const struct office *office, const struct connector *connector)
{
    if (connector != NULL) {
        switch (connector->dirsync) {
        case SYNC_RUNS:
            return "running";
        case SYNC_COMPLETED:
            return "completed";
        case SYNC_FAILED:
            return "failed";
        case SYNC_NONE:
            break;
        }
    }
    return office->has_site_entry ? "completed" : "never";
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    struct office *office = NULL;
    struct connector *connector = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    if (error == NULL && (run->world->connectors != NULL || fact_has(fact, "by"))) {
        error = place_synchronizer(run, fact, office, &connector);
    }
    if (error != NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = error;
        return;
    }
    const char *state = state_of(office, connector);
    const char *at =
        connector != NULL && connector->dirsync_step != NULL ? connector->dirsync_step : "";
    verdict_out->holds =
        text_equal(fact_name(fact, 1, ""), state) && text_equal(fact_text(fact, "at", at), at);
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "dirsync %s %s%s%s", office->name, state,
                                        at[0] != '\0' ? " at " : "", at);
    }
}

const struct expect_kind expect_dirsync = {
    .shape = {.word = "dirsync",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "how the last directory synchronization with a post office ended",
              .example = "expect dirsync PO1 failed at export"},
    .sort = EXPECT_STATE,
    .check = check,
};
