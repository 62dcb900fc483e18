/* fault rewrite PATTERN replace OLD with NEW: whoever opens such a file finds it changed. */
#include "base/text.h"
#include "scenario/words/call_faults.h"

static const struct slot slots[] = {{"PATTERN", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"replace", {{"OLD", VALUE_STRING, NULL, 0}}, 1, ATTRIBUTE_REQUIRED, NULL, NULL, "this text"},
    {"with", {{"NEW", VALUE_STRING, NULL, 0}}, 1, ATTRIBUTE_REQUIRED, NULL, NULL, "becomes this"},
    {"by",
     {{"PROGRAM", VALUE_NAME, NULL, 0}},
     1,
     0,
     "anybody",
     NULL,
     "when it is opened by IMPORT; by the service: CCMC"},
};

static void strike(const struct fault *fault, struct fault_strike *struck)
{
    struck->rewrite = fault->rewrite;
}

static const struct fault_kind kind = {.word = "rewrite", .ops = FAULT_OP_OPEN, .strike = strike};

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    const char *by = fact_text(fact, "by", NULL);
    struct fault_rewrite *rewrite = arena_new(run->arena, struct fault_rewrite);
    rewrite->old = arena_text(run->arena, fact_text(fact, "replace", ""));
    rewrite->with = arena_text(run->arena, fact_text(fact, "with", ""));
    struct fault fault = {
        .which = {.op = FAULT_OP_OPEN, .program = by != NULL ? arena_text(run->arena, by) : NULL},
        .turn = {.from = 1, .every = 1},
        .kind = &kind,
        .rewrite = rewrite};
    if (rewrite->old[0] == '\0') {
        return "`replace` takes a text that is not empty";
    }
    const char *error = call_fault_place(run, fact_name(fact, 0, ""), &fault.which.place);
    return error != NULL ? error : call_fault_arm(run, step, &fault);
}

const struct step_kind step_rewrite = {
    .shape = {.word = "rewrite",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "bytes of files change between who writes and who reads them, until the "
                      "fault is lifted",
              .example = "fault rewrite \"Export\\*.ccm\" replace \"Text item:\" with "
                         "\"Text #em:\""},
    .act = act,
};
