#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"CONNECTOR", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "accepted|refused", 0},
                                    {"FIELD", VALUE_WORD, "path|name|password", SLOT_OPTIONAL}};

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
    const char *field = connector->page_field != NULL ? connector->page_field : "";
    verdict_out->holds = is_accepted == text_equal(fact_name(fact, 1, ""), "accepted") &&
                         text_equal(fact_name(fact, 2, field), field);
    if (!verdict_out->holds) {
        verdict_out->got = arena_format(
            run->arena, "page %s %s%s%s: %s", connector->name, is_accepted ? "accepted" : "refused",
            field[0] != '\0' ? " " : "", field, status_text(connector->page_answer));
    }
}

const struct expect_kind expect_page = {
    .shape =
        {.word = "page",
         .slots = slots,
         .slot_count = ARRAY_COUNT(slots),
         .help =
             "what the Post Office page said to who last filled it in; refused: which field was "
             "at fault",
         .example = "expect page C1 refused path"},
    .sort = EXPECT_STATE,
    .check = check,
};
