#include "support/scenario_rows.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): names of arrays */
#define SHAPE(word_text, slot_items, attribute_items, help_line, example_line)                     \
    {                                                                                              \
        .word = word_text, .slots = slot_items, .slot_count = ARRAY_COUNT(slot_items),             \
        .attributes = attribute_items, .attribute_count = ARRAY_COUNT(attribute_items),            \
        .help = help_line, .example = example_line                                                 \
    }
#define BARE_SHAPE(word_text, slot_items, help_line)                                               \
    {                                                                                              \
        .word = word_text, .slots = slot_items, .slot_count = ARRAY_COUNT(slot_items),             \
        .help = help_line                                                                          \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

static const struct slot maybe_name[] = {{"NAME", VALUE_NAME, NULL, SLOT_OPTIONAL}};
static const struct slot one_name[] = {{"NAME", VALUE_NAME, NULL, 0}};
static const struct slot account_slots[] = {{"ACCOUNT", VALUE_NAME, NULL, 0}};

static const struct attribute connector_attributes[] = {
    {"version",
     {{"VERSION", VALUE_NAME, NULL, 0}},
     1,
     ATTRIBUTE_REQUIRED,
     "5.5",
     "service start",
     "version"},
    {"build", {{"N", VALUE_INT, NULL, 0}}, 1, 0, NULL, "service start", "build"},
    {"store", {{"PATH", VALUE_STRING, NULL, 0}}, 1, 0, NULL, "service start", "store folder"},
    {"logging",
     {{"CATEGORY", VALUE_NAME, NULL, 0},
      {"LEVEL", VALUE_WORD, "none|minimum|maximum", SLOT_OPTIONAL}},
     2,
     ATTRIBUTE_REPEATS,
     NULL,
     "at once",
     "logging level"},
    {"paused", {{NULL, VALUE_NONE, NULL, 0}}, 0, 0, NULL, "at once", "paused"},
};
static const struct attribute polling_attributes[] = {
    {"import", {{"TIME", VALUE_TIME, "never", 0}}, 1, 0, "15s", "service start", "import interval"},
    {"export", {{"TIME", VALUE_TIME, "never", 0}}, 1, 0, "15s", "service start", "export interval"},
    {"max",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     ATTRIBUTE_REPEATS,
     NULL,
     "service start",
     "belongs to the key before it"},
};
static const struct attribute trustee_attributes[] = {
    {"on",
     {{"DIRECTORY", VALUE_NAME, NULL, 0}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     "at once",
     "directory"},
    {"rights", {{"RIGHTS", VALUE_RIGHTS, NULL, 0}}, 1, 0, "none", "at once", "rights"},
    {"mask", {{"RIGHTS", VALUE_RIGHTS, NULL, 0}}, 1, 0, NULL, "at once", "inherited rights mask"},
};
static const struct slot setting_slots[] = {{"CONNECTOR", VALUE_NAME, NULL, SLOT_OPTIONAL},
                                            {"KEY", VALUE_STRING, NULL, 0},
                                            {"VALUE", VALUE_NAME, NULL, SLOT_OPTIONAL}};
static const struct attribute list_attributes[] = {
    {"members", {{"NAME", VALUE_NAME, NULL, SLOT_MANY}}, 1, 0, NULL, "at once", "members"},
    {"note", {{"TEXT", VALUE_STRING, NULL, 0}}, 1, 0, NULL, "at once", NULL},
};
static const struct slot gateway_slots[] = {{"STATE", VALUE_WORD, "on|off", SLOT_OPTIONAL}};
static const struct attribute gateway_attributes[] = {
    {"account", {{"ACCOUNT", VALUE_NAME, NULL, 0}}, 1, 0, NULL, "next logon", "gateway account"},
    {"free", {{"SIZE", VALUE_SIZE, NULL, 0}}, 1, 0, NULL, "at once", "space"},
};
static const struct slot quirk_slots[] = {{"SUBJECT", VALUE_WORD, "connector|program", 0},
                                          {"RULE", VALUE_REST, NULL, 0}};
static const struct attribute mail_attributes[] = {
    {"out", {{"N", VALUE_INT, NULL, SLOT_OPTIONAL}}, 1, 0, NULL, NULL, "to cc:Mail"},
    {"in", {{"N", VALUE_INT, NULL, SLOT_OPTIONAL}}, 1, 0, NULL, NULL, "from cc:Mail"},
    {"from", {{"WHO", VALUE_NAME, NULL, 0}}, 1, 0, NULL, NULL, "sender, or a letter"},
    {"to", {{"WHO", VALUE_NAME, NULL, SLOT_MANY}}, 1, 0, NULL, NULL, "recipients"},
    {"file",
     {{"NAME", VALUE_STRING, NULL, 0}, {"SIZE", VALUE_SIZE, NULL, SLOT_OPTIONAL}},
     2,
     ATTRIBUTE_REPEATS,
     NULL,
     NULL,
     "attachment"},
};
static const char *remove_nothing(struct run *run, const struct fact *fact)
{
    (void)run;
    (void)fact;
    return NULL;
}

static const struct noun nouns[] = {
    {.shape = SHAPE("connector", maybe_name, connector_attributes, "a connector",
                    "connector C1 version 5.5")},
    {.shape = SHAPE("polling", maybe_name, polling_attributes, "intervals",
                    "polling C1 import 15s max 5")},
    {.shape = SHAPE("trustee", account_slots, trustee_attributes, "rights on a NetWare directory",
                    "trustee NW1\\svc on SYS:CCDATA rights RWFC"),
     .remove = remove_nothing},
    {.shape = BARE_SHAPE("setting", setting_slots, "a setting")},
    {.shape = SHAPE("list", one_name, list_attributes, "a distribution list", NULL)},
    {.shape = SHAPE("gateway", gateway_slots, gateway_attributes, "the gateway", "gateway off")},
    {.shape = BARE_SHAPE("quirk", quirk_slots, "a quirk")},
    {.shape = SHAPE("mail", maybe_name, mail_attributes, "mail that waits",
                    "mail m1 out to \"Smith, J at PO1\"")},
    {.shape = BARE_SHAPE("dirsync", one_name, "directory synchronization")},
};

static const struct slot churn_slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, 0}};
static const struct attribute churn_attributes[] = {
    {"file", {{"SIZES", VALUE_RANGE, NULL, 0}}, 1, 0, NULL, NULL, "sizes"},
    {"every", {{"TIME", VALUE_TIME, NULL, 0}}, 1, ATTRIBUTE_REQUIRED, NULL, NULL, "how often"},
};
static const struct slot run_slots[] = {{"PROGRAM", VALUE_NAME, NULL, 0},
                                        {"POSTOFFICE", VALUE_NAME, NULL, SLOT_OPTIONAL},
                                        {"OPTIONS", VALUE_STRING, NULL, SLOT_OPTIONAL}};
static const struct attribute run_attributes[] = {
    {"account", {{"ACCOUNT", VALUE_NAME, NULL, 0}}, 1, 0, NULL, NULL, "who runs it"},
    {"interactive", {{NULL, VALUE_NONE, NULL, 0}}, 0, 0, NULL, NULL, "in a session"},
};
static const struct step_kind steps[] = {
    {.shape = BARE_SHAPE("start", one_name, "starts a service")},
    {.shape = BARE_SHAPE("stop", one_name, "stops a service")},
    {.shape =
         SHAPE("mail", maybe_name, mail_attributes, "a person sends mail", "mail in 3 from PO1")},
    {.shape = SHAPE("churn", churn_slots, churn_attributes, "wear", "churn PO1 every 5s")},
    {.shape = SHAPE("run", run_slots, run_attributes, "runs a program", "run analyze PO1")},
    {.shape = BARE_SHAPE("dirsync", one_name, "directory synchronization now")},
    {.shape = BARE_SHAPE("wait", one_name, "does nothing")},
};

static const struct slot event_slots[] = {{"ID", VALUE_INT, "any", 0},
                                          {"TEXT", VALUE_STRING, NULL, SLOT_OPTIONAL}};
static const struct attribute event_attributes[] = {
    {"source", {{"SOURCE", VALUE_NAME, NULL, 0}}, 1, 0, NULL, NULL, "event source"},
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, NULL, NULL, "how often"},
};
static const struct slot denied_slots[] = {{"PROGRAM", VALUE_NAME, NULL, SLOT_OPTIONAL},
                                           {"ACCOUNT", VALUE_NAME, NULL, 0},
                                           {"OPERATION", VALUE_WORD, "open|read|write|create", 0},
                                           {"PATH", VALUE_NAME, NULL, 0}};
static const struct attribute denied_attributes[] = {
    {"lacks", {{"RIGHT", VALUE_NAME, NULL, 0}}, 1, 0, NULL, NULL, "right that was missing"},
};
static const struct slot delivered_slots[] = {{"DIRECTION", VALUE_WORD, "in|out", 0},
                                              {"N", VALUE_INT, NULL, 0}};
static const struct slot files_slots[] = {{"PATTERN", VALUE_STRING, NULL, 0}};
static const struct attribute files_attributes[] = {
    {"count", {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, ATTRIBUTE_REQUIRED, NULL, NULL, "how many"},
};
static const struct expect_kind expects[] = {
    {.shape = SHAPE("event", event_slots, event_attributes, "an event", "event any count 0"),
     .sort = EXPECT_OCCURRENCE,
     .count_attribute = "count"},
    {.shape = SHAPE("denied", denied_slots, denied_attributes, "a refusal", NULL),
     .sort = EXPECT_OCCURRENCE},
    {.shape = BARE_SHAPE("delivered", delivered_slots, "mail delivered"), .sort = EXPECT_STATE},
    {.shape =
         SHAPE("files", files_slots, files_attributes, "files", "files \"Submit\\*.ccm\" count 0"),
     .sort = EXPECT_STATE},
    {.shape = {.word = "drained", .help = "no mail waits"}, .sort = EXPECT_STATE},
    {.shape = BARE_SHAPE("dirsync", one_name, "directory synchronization seen"),
     .sort = EXPECT_STATE},
};

static const struct noun *noun_n(uint32_t n)
{
    return n < ARRAY_COUNT(nouns) ? &nouns[n] : NULL;
}

static const struct step_kind *step_n(uint32_t n)
{
    return n < ARRAY_COUNT(steps) ? &steps[n] : NULL;
}

static const struct expect_kind *expect_n(uint32_t n)
{
    return n < ARRAY_COUNT(expects) ? &expects[n] : NULL;
}

static const struct noun *find_noun(const char *word)
{
    uint32_t n = 0;
    while (noun_n(n) != NULL && strcmp(noun_n(n)->shape.word, word) != 0) {
        n++;
    }
    return noun_n(n);
}

static const struct step_kind *find_step(const char *word)
{
    uint32_t n = 0;
    while (step_n(n) != NULL && strcmp(step_n(n)->shape.word, word) != 0) {
        n++;
    }
    return step_n(n);
}

static const struct expect_kind *find_expect(const char *word)
{
    uint32_t n = 0;
    while (expect_n(n) != NULL && strcmp(expect_n(n)->shape.word, word) != 0) {
        n++;
    }
    return expect_n(n);
}

static const char *assumption_n(uint32_t n)
{
    static const char *const names[] = {"EXPORT_READ_ONLY", "EXTENT_TABLE"};
    return n < ARRAY_COUNT(names) ? names[n] : NULL;
}

static const char *assumption_values(const char *name)
{
    return strcmp(name, "EXPORT_READ_ONLY") == 0 ? "bookmark|repeat" : NULL;
}

const struct scenario_rows test_rows = {
    .noun_find = find_noun,
    .step_find = find_step,
    .expect_find = find_expect,
    .noun_at = noun_n,
    .step_at = step_n,
    .expect_at = expect_n,
    .assumption_at = assumption_n,
    .assumption_values = assumption_values,
};

void parsed_open_bytes(struct parsed *parsed, struct bytes text)
{
    const struct scenario_text file = {"t.scn", text};
    *parsed = (struct parsed){.is_good = false};
    parsed->is_good =
        scenario_parse_with(&test_rows, &file, &parsed->arena, &parsed->scenario, &parsed->errors);
}

void parsed_open(struct parsed *parsed, const char *text)
{
    parsed_open_bytes(parsed, bytes_of_text(text));
}

void parsed_release(struct parsed *parsed)
{
    arena_release(&parsed->arena);
}

const char *parsed_errors(struct parsed *parsed)
{
    struct buffer text;
    buffer_init(&text, &parsed->arena);
    for (uint32_t i = 0; i < parsed->errors.count; i++) {
        const struct scenario_error *error = &parsed->errors.errors[i];
        buffer_format(&text, "%u:%u: %s | %s\n", error->line, error->column, error->text,
                      error->hint);
    }
    return buffer_string(&text);
}

const struct scenario_case *parsed_case(const struct parsed *parsed, const char *name)
{
    for (uint32_t i = 0; i < parsed->scenario.case_count; i++) {
        if (strcmp(parsed->scenario.cases[i].name, name) == 0) {
            return &parsed->scenario.cases[i];
        }
    }
    ck_abort_msg("there is no case '%s'", name);
    abort();
}

const char *parsed_steps(struct parsed *parsed, const char *name)
{
    const struct scenario_case *the_case = parsed_case(parsed, name);
    struct buffer text;
    buffer_init(&text, &parsed->arena);
    for (uint32_t i = 0; i < the_case->step_count; i++) {
        const struct step *step = &the_case->steps[i];
        buffer_format(&text, "%s%llu", i > 0 ? "; " : "",
                      (unsigned long long)(step->from_us / 1000000));
        if (step->when != WHEN_AT) {
            buffer_format(&text, step->when == WHEN_BY ? " by %llu" : "..%llu",
                          (unsigned long long)(step->until_us / 1000000));
        }
        buffer_format(&text, " %s %s", verb_text(step->verb), step->fact.shape->word);
        const char *value = fact_name(&step->fact, 0, NULL);
        if (value != NULL) {
            buffer_format(&text, " %s", value);
        }
    }
    return buffer_string(&text);
}
