#include <string.h>

#include "base/text.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"PROGRAM", VALUE_NAME, NULL, 0},
                                    {"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"errors", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, NULL, NULL, "how many it says there are"},
    {"fragmented",
     {{"YES", VALUE_WORD, "yes|no", 0}},
     1,
     0,
     NULL,
     NULL,
     "does it name messages that are too fragmented for EXPORT?"},
    {"run", {{"TOOL", VALUE_STRING, NULL, 0}}, 1, 0, NULL, NULL, "the tool that it says to run"},
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, ">= 1", NULL, "such reports in the window"},
};

/* What stands behind "what: " at the start of a line; NULL: no such line. */
static const char *behind(const char *report, const char *what)
{
    const size_t length = strlen(what);
    for (const char *line = report; line != NULL && *line != '\0';) {
        if (strncmp(line, what, length) == 0) {
            return line + length;
        }
        const char *end = strchr(line, '\n');
        line = end != NULL ? end + 1 : NULL;
    }
    return NULL;
}

static bool is_line(const char *text, const char *wanted)
{
    const size_t length = strlen(wanted);
    return text_equal_n(text, wanted, length) && (text[length] == '\r' || text[length] == '\0');
}

static bool names_tool(const char *report, const char *tool)
{
    for (const char *at = behind(report, "Run: "); at != NULL; at = behind(at, "Run: ")) {
        if (is_line(at, tool)) {
            return true;
        }
        at = strchr(at, '\n');
        if (at == NULL) {
            return false;
        }
        at++;
    }
    return false;
}

static bool errors_match(const struct fact *fact, const char *report)
{
    const struct fact_attribute *errors = fact_attribute(fact, "errors");
    if (errors == NULL) {
        return true;
    }
    const char *number = behind(report, "Errors: ");
    uint64_t count = 0;
    if (number == NULL) {
        return false;
    }
    for (; *number >= '0' && *number <= '9'; number++) {
        count = 10 * count + (uint64_t)(*number - '0');
    }
    return value_matches_count(&errors->values[0], count);
}

/* By its name, or where that cannot be read any more, by its directory. */
static bool is_office(struct run *run, const char *report, const char *office)
{
    const char *name = behind(report, "Post office: ");
    if (name != NULL) {
        return is_line(name, office);
    }
    const char *directory = behind(report, "Post office directory: ");
    const struct office *known = office_find(run->world, office);
    return directory != NULL && known != NULL && is_line(directory, known->path);
}

static bool matches(struct run *run, const struct fact *fact, const struct observation *seen)
{
    if (seen->kind != OBSERVE_RESULT || seen->console == NULL ||
        !text_equal(fact_name(fact, 0, ""), seen->program)) {
        return false;
    }
    const char *office = fact_name(fact, 1, NULL);
    if (office != NULL && !is_office(run, seen->console, office)) {
        return false;
    }
    const bool is_fragmented = behind(seen->console, "Fragmented messages: ") != NULL;
    const char *fragmented = fact_text(fact, "fragmented", NULL);
    const char *tool = fact_text(fact, "run", NULL);
    return (fragmented == NULL || text_equal(fragmented, "yes") == is_fragmented) &&
           (tool == NULL || names_tool(seen->console, tool)) && errors_match(fact, seen->console);
}

const struct expect_kind expect_report = {
    .shape = {.word = "report",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "what a utility reported of a post office until it ended",
              .example = "expect report analyze PO1 errors 0 fragmented no"},
    .sort = EXPECT_OCCURRENCE,
    .matches = matches,
    .cannot = place_no_program,
    .count_attribute = "count",
};
