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
    {"at",
     {{"POSTOFFICE|NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "any",
     NULL,
     "post office of a remote name; who or what an alias stands for"},
    {"fan", {{"PATTERN", VALUE_NAME, NULL, 0}}, 1, 0, "any", NULL, "its foreign address name"},
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
    struct office_entry there = {.kind = "", .at = "", .fan = "", .comment = ""};
    const char *name = fact_name(fact, 1, "");
    const bool is_there = office_has_entry(run->world, office, name, run->arena, &there);
    const bool wants = !text_equal(fact_name(fact, 2, "present"), "absent");
    const char *wanted_marker = fact_text(fact, "propagates", NULL);
    const bool is_marked = office_propagates(run->world, office, name);
    verdict_out->holds = is_there == wants &&
                         (wanted_marker == NULL || text_equal(wanted_marker, "yes") == is_marked) &&
                         text_equal(fact_text(fact, "kind", there.kind), there.kind) &&
                         text_equal(fact_text(fact, "at", there.at), there.at) &&
                         text_match(fact_text(fact, "fan", "*"), there.fan) &&
                         text_match(fact_text(fact, "comment", "*"), there.comment);
    if (!verdict_out->holds) {
        verdict_out->got =
            is_there ? arena_format(run->arena,
                                    "entry %s \"%s\" kind %s at \"%s\" fan \"%s\" propagates %s "
                                    "comment \"%s\"",
                                    office->name, name, there.kind, there.at, there.fan,
                                    is_marked ? "yes" : "no", there.comment)
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
