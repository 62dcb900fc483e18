/* fault rewrite PATTERN replace OLD with NEW: whoever opens such a file finds it changed. */
#include "base/text.h"
#include "scenario/words/call_faults.h"

static const struct slot slots[] = {{"PATTERN", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"replace", {{"OLD", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "this text, wherever it is"},
    {"with", {{"NEW", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "replace: becomes this"},
    {"insert", {{"NEW", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "this text comes in"},
    {"before", {{"TEXT", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "insert: in front of this"},
    {"behind", {{"TEXT", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "insert: after this"},
    {"cut", {{"OLD", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "this text is not there"},
    {"to",
     {{"TEXT|end", VALUE_NAME, "end", 0}},
     1,
     0,
     NULL,
     NULL,
     "cut: nor what follows it, up to this, or to the end of the file"},
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

/* What else a form takes belongs to no other. */
static const char *form_of(const struct fact *fact)
{
    const bool replaces = fact_has(fact, "replace");
    const bool inserts = fact_has(fact, "insert");
    const bool cuts = fact_has(fact, "cut");
    const bool has_place = fact_has(fact, "before") || fact_has(fact, "behind");
    if ((replaces ? 1 : 0) + (inserts ? 1 : 0) + (cuts ? 1 : 0) != 1) {
        return "one of `replace OLD with NEW`, `insert NEW before|behind TEXT`, `cut OLD`";
    }
    if (replaces != fact_has(fact, "with") || (inserts != has_place) ||
        (fact_has(fact, "before") && fact_has(fact, "behind")) || (!cuts && fact_has(fact, "to"))) {
        return "`with` belongs to replace, one of `before` and `behind` to insert, `to` to cut";
    }
    return NULL;
}

static void read_form(struct run *run, const struct fact *fact, struct fault_rewrite *rewrite)
{
    const char *insert = fact_text(fact, "insert", NULL);
    const char *before = fact_text(fact, "before", NULL);
    const char *behind = fact_text(fact, "behind", NULL);
    const struct fact_attribute *to = fact_attribute(fact, "to");
    if (insert != NULL) {
        rewrite->old = arena_text(run->arena, before != NULL ? before : behind);
        rewrite->with = before != NULL ? arena_format(run->arena, "%s%s", insert, before)
                                       : arena_format(run->arena, "%s%s", behind, insert);
    } else if (fact_has(fact, "cut")) {
        rewrite->old = arena_text(run->arena, fact_text(fact, "cut", ""));
        rewrite->with = "";
    } else {
        rewrite->old = arena_text(run->arena, fact_text(fact, "replace", ""));
        rewrite->with = arena_text(run->arena, fact_text(fact, "with", ""));
    }
    if (to != NULL) {
        const bool is_end = !to->values[0].quoted && text_equal(to->values[0].text, "end");
        rewrite->until = is_end ? "" : arena_text(run->arena, to->values[0].text);
    }
}

static const char *act(struct run *run, const struct step *step)
{
    const struct fact *fact = &step->fact;
    const char *by = fact_text(fact, "by", NULL);
    struct fault_rewrite *rewrite = arena_new(run->arena, struct fault_rewrite);
    const char *error = form_of(fact);
    if (error != NULL) {
        return error;
    }
    read_form(run, fact, rewrite);
    rewrite->fact = fact;
    struct fault fault = {
        .which = {.op = FAULT_OP_OPEN, .program = by != NULL ? arena_text(run->arena, by) : NULL},
        .turn = {.from = 1, .every = 1},
        .kind = &kind,
        .rewrite = rewrite};
    if (rewrite->old[0] == '\0') {
        return "the text to look for is not empty";
    }
    error = call_fault_place(run, fact_name(fact, 0, ""), &fault.which.place);
    return error != NULL ? error : call_fault_arm(run, step, &fault);
}

const struct step_kind step_rewrite = {
    .shape = {.word = "rewrite",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "it stays until it is lifted",
              .help = "bytes of files change between who writes and who reads them, until the "
                      "fault is lifted",
              .example = "fault rewrite \"Export\\*.ccm\" replace \"Text item:\" with "
                         "\"Text #em:\""},
    .act = act,
};
