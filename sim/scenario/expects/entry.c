#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0},
                                    {"STATE", VALUE_WORD, "present|absent", SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"kind",
     {{"KIND", VALUE_NAME, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "local, remote, mobile, alias, postoffice, indirect, list, board"},
    {"propagates",
     {{"SWITCH", VALUE_WORD, "yes|no", 0}},
     1,
     0,
     "any",
     NULL,
     "marked to be passed on by automatic directory exchange; so may be one that is gone"},
    {"comment", {{"PATTERN", VALUE_STRING, NULL, 0}}, 1, 0, "any", NULL, "its comment"},
};

static void check(struct run *run, const struct fact *fact, struct verdict *verdict_out)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    if (error != NULL) {
        verdict_out->is_unknown = true;
        verdict_out->got = error;
        return;
    }
    char kind[16] = "";
    char comment[128] = "";
    const char *name = fact_name(fact, 1, "");
    const char *wanted_kind = fact_text(fact, "kind", NULL);
    const char *wanted_comment = fact_text(fact, "comment", NULL);
    const bool is_there = office_has_entry(run->world, office, name, kind, comment);
    const bool wants = !text_equal(fact_name(fact, 2, "present"), "absent");
    const char *wanted_marker = fact_text(fact, "propagates", NULL);
    const bool is_marked = office_propagates(run->world, office, name);
    verdict_out->holds = is_there == wants &&
                         (wanted_marker == NULL || text_equal(wanted_marker, "yes") == is_marked) &&
                         (wanted_kind == NULL || text_equal(wanted_kind, kind)) &&
                         (wanted_comment == NULL || text_match(wanted_comment, comment));
    if (!verdict_out->holds) {
        verdict_out->got =
            is_there
                ? arena_format(run->arena, "entry %s \"%s\" kind %s propagates %s comment \"%s\"",
                               office->name, name, kind, is_marked ? "yes" : "no", comment)
                : arena_format(run->arena, "entry %s \"%s\" absent%s", office->name, name,
                               is_marked ? " propagates yes" : "");
    }
}

const struct expect_kind expect_entry = {
    .shape = {.word = "entry",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "an entry of a post office's directory",
              .example =
                  "expect entry PO1 \"SITE1\" kind postoffice comment \"MSExchangeCCMC EX1\""},
    .sort = EXPECT_STATE,
    .check = check,
};
