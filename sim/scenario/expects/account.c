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
    {"grace",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "logons that are left to its expired password"},
};

static bool is_state(struct identity *who, const char *state, uint64_t now_us)
{
    if (who == NULL || text_equal(state, "absent")) {
        return who == NULL && text_equal(state, "absent");
    }
    const bool is_negated = text_equal(state, "unlocked") || text_equal(state, "enabled");
    const bool is_about_lock = text_equal(state, "locked") || text_equal(state, "unlocked");
    return (is_about_lock ? identity_is_locked(who, now_us) : who->is_disabled) != is_negated;
}

static bool counts(const struct fact *fact, const char *name, const struct identity *who,
                   uint32_t count)
{
    const struct fact_attribute *wanted = fact_attribute(fact, name);
    return wanted == NULL || (who != NULL && value_matches_count(&wanted->values[0], count));
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, 0, "");
    const char *state = fact_name(fact, 1, NULL);
    struct identity *who = NULL;
    const char *error = account_get(run, name, &who);
    if (error != NULL && (state == NULL || !text_equal(state, "absent"))) {
        verdict_out->is_unknown = true;
        verdict_out->got = error;
        return;
    }
    verdict_out->holds = (state == NULL || is_state(who, state, run->world->sched.now_us)) &&
                         counts(fact, "sessions", who, who != NULL ? who->connections : 0) &&
                         counts(fact, "grace", who, who != NULL ? who->grace_logons : 0);
    if (!verdict_out->holds && who != NULL) {
        verdict_out->got = arena_format(run->arena, "account %s %s, %s, sessions %u, grace %u",
                                        name, who->is_locked ? "locked" : "unlocked",
                                        who->is_disabled ? "disabled" : "enabled", who->connections,
                                        who->grace_logons);
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
