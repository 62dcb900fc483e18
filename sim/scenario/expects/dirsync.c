#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "completed|never", 0}};

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    if (error != NULL) {
        verdict_out->got = error;
        return;
    }
    verdict_out->holds = office->has_site_entry == text_equal(fact_name(fact, 1, ""), "completed");
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(run->arena, "dirsync %s %s", office->name,
                                        office->has_site_entry ? "completed" : "never");
    }
}

const struct expect_kind expect_dirsync = {
    .shape = {.word = "dirsync",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "whether directory synchronization with a post office has completed once",
              .example = "expect dirsync PO1 completed"},
    .sort = EXPECT_STATE,
    .check = check,
};
