#include "scenario/words/openers.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"holds", {{"TIME", VALUE_TIME, NULL, 0}}, 1, 0, "1s", "next opening", "how long each time"},
    {"every",
     {{"TIME", VALUE_TIME, "once", 0}},
     1,
     0,
     "5m",
     "next opening",
     "from one opening to the next"},
    {"first",
     {{"TIME", VALUE_TIME, NULL, 0}},
     1,
     0,
     "0s",
     "declaration",
     "from now on, when it comes first"},
    {"file",
     {{"FILE", VALUE_NAME, NULL, 0}},
     1,
     0,
     "CLANDATA",
     "next opening",
     "CLANDATA is held by the lock of those who change something, another file to the exclusion of "
     "all"},
    OPENER_ATTRIBUTES,
};

static const char *habit_of(struct run *run, const struct fact *fact, struct opener *opener)
{
    struct opener_habit *habit = &opener->habit;
    const struct fact_attribute *every = fact_attribute(fact, "every");
    habit->holds_us = fact_number(fact, "holds", habit->holds_us);
    if (every != NULL) {
        habit->every_us = every->values[0].type == VALUE_TIME ? every->values[0].number : 0;
    }
    if (habit->holds_us == 0 ||
        (every != NULL && every->values[0].type == VALUE_TIME && habit->every_us == 0)) {
        return "a time that is longer than nothing";
    }
    if (habit->every_us != 0 && habit->every_us <= habit->holds_us) {
        return "it has to go before it comes again: `holds` is shorter than `every`";
    }
    const char *file = fact_text(fact, "file", NULL);
    habit->file = file != NULL ? arena_text(run->arena, file) : habit->file;
    return file != NULL ? opener_file(run, opener->office, file) : NULL;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    static const uint64_t second_us = 1000000;
    const char *name = fact_name(fact, 1, "");
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    if (error != NULL) {
        return error;
    }
    struct opener *there = opener_find(run->world, office, name);
    struct opener opener = {
        .habit = {.file = "CLANDATA", .holds_us = second_us, .every_us = 300 * second_us}};
    if (there != NULL) {
        opener.account = there->account;
        opener.host = there->host;
        opener.habit = there->habit;
    }
    error = opener_read(run, fact, name, &opener);
    error = error != NULL ? error : habit_of(run, fact, &opener);
    if (error != NULL) {
        return error;
    }
    if (there == NULL) {
        (void)opener_begin(run->world, &opener, fact_number(fact, "first", 0));
        return NULL;
    }
    if (fact_has(fact, "first")) {
        return "it comes already: `remove user` and declare it anew";
    }
    there->habit = opener.habit;
    there->account = opener.account;
    there->host = opener.host;
    return NULL;
}

static const char *remove_user(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    if (error != NULL) {
        return error;
    }
    struct opener *there = opener_find(run->world, office, fact_name(fact, 1, ""));
    if (there == NULL) {
        return arena_format(run->arena, "nobody called %s comes to %s", fact_name(fact, 1, ""),
                            office->name);
    }
    opener_end(there);
    return NULL;
}

const struct noun noun_user = {
    .shape = {.word = "user",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives =
                  "a boot of his machine or of the server ends what he holds; he comes again",
              .help =
                  "somebody who opens the post office beside the connector: a router, a client; "
                  "who removes it, ends what it holds",
              .example = "user PO1 router holds 20s every 5m"},
    .order = 85,
    .apply = apply,
    .remove = remove_user,
};
