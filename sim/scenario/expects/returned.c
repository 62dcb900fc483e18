#include "base/text.h"
#include "scenario/words/content.h"

static const struct slot slots[] = {{"MAIL", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"count",
     {{"COUNT", VALUE_COUNT, NULL, 0}},
     1,
     0,
     ">= 1",
     NULL,
     "how many of its duties came back"},
    {"text",
     {{"PATTERN", VALUE_STRING, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "a report in the sender's mailbox says this"},
    {"subject", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "and has this subject"},
    {"to",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "its sender",
     NULL,
     "whose mailbox the report is in: the sender's, or an administrator's"},
    {"from", {{"PATTERN", VALUE_NAME, NULL, 0}}, 1, 0, "any", NULL, "who the report is from"},
    {"names",
     {{"PATTERN", VALUE_NAME, "none", SLOT_MANY}},
     1,
     0,
     "any",
     NULL,
     "recipients of the letter that the report names, these and no others"},
    {"kind",
     {{"KIND", VALUE_WORD, "report|note|any", 0}},
     1,
     0,
     "any",
     NULL,
     "at Exchange: a report, or a note that says so; what comes back before IMPORT is a report, "
     "unless the header was full; later a note"},
};

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    const char *name = fact_name(fact, 0, "");
    const struct mail *mail = mail_find(run->world, name);
    if (mail == NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(run->arena, "there is no mail %s", name);
        return;
    }
    const char *to = fact_text(fact, "to", NULL);
    if (to != NULL && !content_has_mailbox(run, to)) {
        verdict_out->is_unknown = true;
        verdict_out->got = arena_format(run->arena, "nobody is called '%s'", to);
        return;
    }
    const uint64_t count = truth_returned(run->world, mail);
    const struct fact_attribute *bound = fact_attribute(fact, "count");
    const bool is_counted =
        bound != NULL ? value_matches_count(&bound->values[0], count) : count > 0;
    const struct content_wanted wanted = {.text = fact_text(fact, "text", "*"),
                                          .subject = fact_text(fact, "subject", "*"),
                                          .from = fact_text(fact, "from", NULL),
                                          .to = fact_text(fact, "to", NULL),
                                          .names = fact_attribute(fact, "names"),
                                          .kind = fact_text(fact, "kind", "any")};
    const bool is_told = count == 0 || content_has_report(run, mail, &wanted);
    verdict_out->holds = is_counted && is_told;
    if (!verdict_out->holds) {
        verdict_out->got =
            arena_format(run->arena, "returned %s count %llu%s", name, (unsigned long long)count,
                         is_told ? "" : ", no report that says so there");
    }
}

const struct expect_kind expect_returned = {
    .shape = {.word = "returned",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "mail that came back to its sender with a report",
              .example = "expect returned m1 count 1 text \"*unknown*\" names \"Smith, J at PO1\""},
    .sort = EXPECT_STATE,
    .check = check,
};
