#include "scenario/words/accounts.h"

#include "base/text.h"

static const struct slot slots[] = {
    {"AUTHORITY\\NAME", VALUE_NAME, NULL, 0},
    {"STATE", VALUE_WORD, "locked|unlocked|disabled|enabled|absent", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"sessions",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "connections it has at its NetWare server"},
};

static bool is_state(const struct identity *who, const char *state)
{
    if (who == NULL || text_equal(state, "absent")) {
        return who == NULL && text_equal(state, "absent");
    }
    const bool is_negated = text_equal(state, "unlocked") || text_equal(state, "enabled");
    const bool is_about_lock = text_equal(state, "locked") || text_equal(state, "unlocked");
    return (is_about_lock ? who->is_locked : who->is_disabled) != is_negated;
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, 0, "");
    const char *state = fact_name(fact, 1, NULL);
    struct identity *who = NULL;
    const char *error = account_get(run, name, &who);
    const struct fact_attribute *sessions = fact_attribute(fact, "sessions");
    if (error != NULL && (state == NULL || !text_equal(state, "absent"))) {
        verdict_out->got = error;
        return;
    }
    verdict_out->holds =
        (state == NULL || is_state(who, state)) &&
        (sessions == NULL ||
         (who != NULL && value_matches_count(&sessions->values[0], who->connections)));
    if (!verdict_out->holds && who != NULL) {
        verdict_out->got =
            arena_format(run->arena, "account %s %s, %s, sessions %u", name,
                         who->is_locked ? "locked" : "unlocked",
                         who->is_disabled ? "disabled" : "enabled", who->connections);
    }
}

const struct expect_kind expect_account = {
    .shape = {.word = "account",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "the state of an account",
              .example = "expect account NW1\\svc-ccmc locked"},
    .sort = EXPECT_STATE,
    .check = check,
};
