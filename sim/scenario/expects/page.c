#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"CONNECTOR", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "accepted|refused", 0}};

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    struct connector *connector = NULL;
    const char *error = place_connector(run, fact_name(fact, 0, NULL), &connector);
    if (error != NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = error;
        return;
    }
    const bool is_accepted = connector->page_answer == ST_OK;
    verdict_out->holds = is_accepted == text_equal(fact_name(fact, 1, ""), "accepted");
    if (!verdict_out->holds) {
        verdict_out->got =
            arena_format(run->arena, "page %s %s: %s", connector->name,
                         is_accepted ? "accepted" : "refused", status_text(connector->page_answer));
    }
}

const struct expect_kind expect_page = {
    .shape = {.word = "page",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .help = "what the Post Office page said to who last filled it in",
              .example = "expect page C1 refused"},
    .sort = EXPECT_STATE,
    .check = check,
};
