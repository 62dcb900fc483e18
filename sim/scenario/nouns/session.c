#include "scenario/words/people.h"
#include "scenario/words/places.h"

#include "base/text.h"

static const struct slot slots[] = {{"AUTHORITY\\NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"interactive", {{0}}, 0, 0, NULL, "at once", "logged on at the machine"},
    {"on", {{"HOST", VALUE_NAME, NULL, 0}}, 1, 0, "the first, EX1", "at once", "machine"},
    {"drive",
     {{"LETTER:", VALUE_NAME, NULL, 0}, {"RESOURCE", VALUE_STRING, NULL, 0}},
     2,
     ATTRIBUTE_REPEATS,
     NULL,
     "at once",
     "a mapped drive: of this session, and of nobody else"},
};

static const char *apply(struct run *run, const struct fact *fact)
{
    struct host *host = NULL;
    struct logon *logon = NULL;
    const char *error = place_host(run, fact_text(fact, "on", NULL), &host);
    error = error != NULL ? error : people_log_on(run, host, fact_name(fact, 0, ""), &logon);
    for (uint32_t n = 0;
         error == NULL && logon != NULL && fact_attribute_n(fact, "drive", n) != NULL; n++) {
        const struct fact_attribute *drive = fact_attribute_n(fact, "drive", n);
        const char *letter = drive->values[0].text;
        const unsigned place = (unsigned)(text_upper_char(letter[0]) - 'A');
        if (place >= ARRAY_COUNT(logon->drives) || letter[1] != ':' || letter[2] != '\0') {
            return arena_format(run->arena, "'%s' is no drive: N:", letter);
        }
        if (!text_copy(logon->drives[place], sizeof(logon->drives[place]), drive->values[1].text)) {
            return "what the drive stands for is too long";
        }
    }
    return error;
}

static const char *log_off(struct run *run, const struct fact *fact)
{
    return people_log_off(run, fact_name(fact, 0, ""));
}

const struct noun noun_session = {
    .shape = {.word = "session",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "a boot of its machine ends it, and its drives",
              .help = "a person who is logged on at a machine, with mapped drives; what they run "
                      "runs in it",
              .example = "session EXCH\\admin interactive drive N: \"\\\\NT1\\CCPO\""},
    .order = 60,
    .apply = apply,
    .remove = log_off,
};
