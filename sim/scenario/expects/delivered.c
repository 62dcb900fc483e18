#include "scenario/run.h"

#include "base/text.h"
#include "scenario/words/content.h"

static const struct slot slots[] = {{"MAIL", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"in",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "duties from cc:Mail to Exchange delivered so far"},
    {"out",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     NULL,
     NULL,
     "duties from Exchange to cc:Mail delivered so far"},
    {"to",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "all its recipients",
     NULL,
     "of a named mail: this recipient"},
    {"copies",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     "one a recipient",
     NULL,
     "of a named mail: how many copies"},
};

/* In the mailbox of somebody whom it was not sent to. */
static uint64_t copies_astray(struct run *run, const struct mail *mail, const char *reader)
{
    struct content content = {0};
    return content_find(run, mail, reader, &content) == NULL ? 1 : 0;
}

static void check_mail(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, 0, "");
    const struct mail *mail = mail_find(run->world, name);
    if (mail == NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(run->arena, "there is no mail %s", name);
        return;
    }
    const char *to = fact_text(fact, "to", NULL);
    const bool is_for = to == NULL || truth_is_for(run->world, mail, to);
    if (!is_for && !content_has_mailbox(run, to)) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(
            run->arena, "mail %s was not sent to '%s', and nobody is called so", name, to);
        return;
    }
    const uint64_t recipients =
        to != NULL || mail->recipient_count == 0 ? 1 : mail->recipient_count;
    const uint64_t owed = recipients * (mail->count == 0 ? 1 : mail->count);
    const uint64_t copies = is_for ? truth_delivered(run->world, mail->direction, mail, to)
                                   : copies_astray(run, mail, to);
    const struct fact_attribute *bound = fact_attribute(fact, "copies");
    verdict_out->holds =
        bound != NULL ? value_matches_count(&bound->values[0], copies) : copies == owed;
    if (!verdict_out->holds) {
        verdict_out->got =
            arena_format(run->arena, "delivered %s copies %llu", name, (unsigned long long)copies);
    }
}

static bool check_direction(struct run *run, const struct fact *fact, enum mail_direction direction,
                            struct verdict *verdict_out)
{
    static const char *const words[] = {[MAIL_OUT] = "out", [MAIL_IN] = "in"};
    const struct fact_attribute *bound = fact_attribute(fact, words[direction]);
    if (bound == NULL) {
        return true;
    }
    const uint64_t count = truth_totals(run->world).delivered[direction];
    if (!value_matches_count(&bound->values[0], count)) {
        verdict_out->got = arena_format(run->arena, "delivered %s %llu", words[direction],
                                        (unsigned long long)count);
        return false;
    }
    return true;
}

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const bool is_of_all = fact_has(fact, "in") || fact_has(fact, "out");
    const bool is_of_one = fact_has(fact, "to") || fact_has(fact, "copies");
    const bool is_named = fact_name(fact, 0, NULL) != NULL;
    verdict_out->is_unknown = is_named ? is_of_all : is_of_one || !is_of_all;
    if (verdict_out->is_unknown) {
        verdict_out->got = is_named    ? "in and out count all mail; of a named mail, copies does"
                           : is_of_one ? "to and copies belong to a named mail"
                                       : "what is to be delivered? in N, out N, or a mail's name";
    } else if (is_named) {
        check_mail(run, fact, verdict_out);
    } else {
        verdict_out->holds = check_direction(run, fact, MAIL_OUT, verdict_out) &&
                             check_direction(run, fact, MAIL_IN, verdict_out);
    }
}

const struct expect_kind expect_delivered = {
    .shape = {.word = "delivered",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "mail that has arrived since the start, by the ledger; one duty for each "
                      "recipient of each letter",
              .example = "expect delivered m1 to \"Smith, J\" copies 1"},
    .sort = EXPECT_STATE,
    .check = check,
};
