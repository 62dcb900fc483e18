#include "ccmc/quirks.h"

#include <string.h>

#include "base/text.h"
#include "fault/inject.h"
#include "programs/program_version.h"
#include "scenario/words/places.h"
#include "world/odd_builds.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, "connector|program|host", 0},
                                    {"PROGRAM", VALUE_NAME, "on|off", SLOT_OPTIONAL}};

static const char counts[] = "next service or program start";

static const struct attribute attributes[] = {
    {"builds",
     {{"A..B", VALUE_LEVELS, NULL, 0}},
     1,
     0,
     "all",
     counts,
     "of the connector: first and last build that had it"},
    {"versions",
     {{"PATTERN", VALUE_NAME, NULL, SLOT_MANY}},
     1,
     0,
     "all",
     counts,
     "of the program, any of them"},
    {"nt",
     {{"A..B", VALUE_LEVELS, NULL, 0}},
     1,
     0,
     "all",
     counts,
     "of a host, or of the machine that the connector or program runs on: ..4.0sp3"},
    {"on",
     {{"POINT", VALUE_WORD, "start", 0}},
     1,
     0,
     NULL,
     counts,
     "of a host: a program is to be loaded"},
    {"bits", {{"N", VALUE_WORD, "16|32", 0}}, 1, 0, "both", counts, "of a host: of the program"},
    {"after",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     "0",
     counts,
     "of a host: so many go well, counted from the boot"},
    {"when", {{0}}, 0, 0, NULL, counts, "what follows holds, all of it; fields are the letter's"},
    {"setting",
     {{"KEY", VALUE_STRING, NULL, 0}, {"PATTERN", VALUE_NAME, NULL, 0}},
     2,
     ATTRIBUTE_REPEATS,
     NULL,
     counts,
     "the connector's registry value has this value at that moment; not set: \"\""},
    {"postoffice",
     {{"PATTERN", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     counts,
     "name of the connector's post office"},
    {"format", {{"PATTERN", VALUE_NAME, NULL, 0}}, 1, 0, NULL, counts, "of it: DB6, DB8"},
    {"memory",
     {{"STATE", VALUE_WORD, "low|enough", 0}},
     1,
     0,
     NULL,
     counts,
     "of the machine, at that moment"},
    {"locale", {{"PATTERN", VALUE_NAME, NULL, 0}}, 1, 0, NULL, counts, "of it: de-DE"},
    {"language",
     {{"PATTERN", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     counts,
     "of the connector's Post Office page, as it was typed; not set: \"\""},
    {"programs",
     {{"PATTERN", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     counts,
     "the choice on that page: \"Import 6.0*\""},
    {"exists",
     {{"PATH", VALUE_STRING, NULL, 0}},
     1,
     ATTRIBUTE_REPEATS,
     NULL,
     counts,
     "there is this file or directory, at that moment; relative ones are under the store"},
#define ODDITY_TEXT(name, word, help)                                                              \
    {(word), {{"PATTERN", VALUE_NAME, NULL, 0}}, 1, ATTRIBUTE_REPEATS, NULL, counts, (help)},
#define ODDITY_AMOUNT(name, word, help)                                                            \
    {(word), {{"COUNT", VALUE_COUNT, NULL, 0}}, 1, 0, NULL, counts, (help)},
#include "base/oddity_fields.def"
#undef ODDITY_AMOUNT
#undef ODDITY_TEXT
    {"then", {{0}}, 0, 0, NULL, counts, "what it does with such a letter follows"},
    {"refuse",
     {{"TEXT", VALUE_NAME, NULL, SLOT_OPTIONAL}},
     1,
     0,
     NULL,
     counts,
     "it says that it cannot, in its own way, with this text; host: no-resources, or an error of "
     "`call`"},
    {"hang", {{0}}, 0, 0, NULL, counts, "it waits for a person"},
    {"crash", {{0}}, 0, 0, NULL, counts, "it ends by a fault of its own"},
    {"keep", {{0}}, 0, 0, NULL, counts, "the letter stays in front of all behind it"},
    {"drop", {{0}}, 0, 0, NULL, counts, "the letter is gone"},
    {"twice", {{0}}, 0, 0, NULL, counts, "the letter goes on twice"},
    {"rewrite",
     {{"FIELD", VALUE_WORD, "from|subject|date|text|title|file|entry|comment", 0},
      {"VALUE", VALUE_STRING, NULL, 0}},
     2,
     0,
     NULL,
     counts,
     "the field goes on with another value; * is what the first * of its pattern stood for, or "
     "all of the old one"},
    {"damage",
     {{"KIND", VALUE_WORD, "text|file|keyword|size|cut", 0}},
     1,
     0,
     NULL,
     counts,
     "bytes go on changed; keyword, size, cut: of the .ccm file that it writes"},
    {"leak",
     {{"N", VALUE_INT, NULL, 0}},
     1,
     0,
     NULL,
     counts,
     "with the N-th such letter since the boot its machine has no memory left to load a program"},
};

static void turn(uint32_t bit, bool is_on, uint32_t *on, uint32_t *off)
{
    *on = is_on ? *on | bit : *on & ~bit;
    *off = is_on ? *off & ~bit : *off | bit;
}

/* "NEEDS_SIZES, BLANK_SIZES": all that there are. */
static const char *names(struct run *run)
{
    struct buffer text;
    buffer_init(&text, run->arena);
    for (size_t i = 0; i < QUIRK_COUNT; i++) {
        buffer_format(&text, "%s%s", i == 0 ? "" : ", ", quirk_row((enum quirk)i)->name);
    }
    for (size_t i = 0; i < PROGRAM_QUIRK_COUNT; i++) {
        buffer_format(&text, ", %s", program_quirk_row((enum program_quirk)i)->name);
    }
    return buffer_string(&text);
}

static const char *set(struct run *run, const struct fact *fact, bool is_on)
{
    struct world_quirks *quirks = &run->world->quirks;
    const char *name = fact_name(fact, 0, "");
    run->world->assumptions_set++; /* what is known of programs is to be looked up again */
    enum quirk of_connector = 0;
    enum program_quirk of_program = 0;
    if (quirk_find(name, &of_connector)) {
        turn(UINT32_C(1) << of_connector, is_on, &quirks->connector_on, &quirks->connector_off);
        return NULL;
    }
    if (program_quirk_find(name, &of_program)) {
        turn(UINT32_C(1) << of_program, is_on, &quirks->program_on, &quirks->program_off);
        return NULL;
    }
    if (odd_build_switch(run->world, name, is_on)) {
        return NULL;
    }
    return arena_format(run->arena,
                        "there is no quirk '%s', and no line ends with `as %s`; there are %s", name,
                        name, names(run));
}

/* ---- one that the scenario declares ---- */

/* Of the attribute `name`, which may be left out. */
static const char *read_range(struct run *run, const struct fact *fact, const char *name,
                              struct odd_level ends[2])
{
    const char *text = fact_text(fact, name, "..");
    const char *dots = strstr(text, "..");
    const char *first = dots != NULL ? arena_text_n(run->arena, text, (size_t)(dots - text)) : text;
    const char *error = odd_level_read(run->world, first, false, &ends[0]);
    if (error == NULL) {
        error = odd_level_read(run->world, dots != NULL ? dots + 2 : text, true, &ends[1]);
    }
    return error;
}

static void read_amount(const struct value *value, struct oddity_condition *condition)
{
    const uint64_t n = value->number;
    condition->most = UINT64_MAX;
    switch (value->comparison) {
    case COMPARE_EQUAL:
        condition->least = n;
        condition->most = n;
        break;
    case COMPARE_AT_LEAST:
        condition->least = n;
        break;
    case COMPARE_MORE:
        condition->least = n + (n < UINT64_MAX ? 1 : 0);
        break;
    case COMPARE_AT_MOST:
        condition->most = n;
        break;
    case COMPARE_LESS:
        condition->most = n - (n > 0 ? 1 : 0);
        break;
    case COMPARE_RANGE:
        condition->least = n;
        condition->most = value->last;
        break;
    }
}

static void read_conditions(struct run *run, const struct fact *fact, struct oddity *rule)
{
    struct oddity_condition *conditions =
        arena_array(run->arena, struct oddity_condition, (size_t)fact->attribute_count + 1);
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        struct oddity_condition *condition = &conditions[rule->condition_count];
        if (!oddity_find_field(attribute->row->name, &condition->field)) {
            continue;
        }
        rule->condition_count++;
        condition->pattern = attribute->values[0].text;
        if (oddity_is_amount(condition->field)) {
            read_amount(&attribute->values[0], condition);
        }
    }
    rule->conditions = conditions;
}

/* A setting is named, or one of the page that has a word of its own; a file is there. */
static struct odd_condition condition_of(enum odd_around around,
                                         const struct fact_attribute *attribute)
{
    const char *word = attribute->row->name;
    const char *first = attribute->values[0].text;
    struct odd_condition condition = {.around = around, .name = first, .pattern = first};
    if (strcmp(word, "setting") == 0) {
        condition.pattern = attribute->values[1].text;
    } else if (strcmp(word, "language") == 0) {
        condition.name = "Post Office Language";
    } else if (strcmp(word, "programs") == 0) {
        condition.name = "Import Export Version";
    } else if (around == ODD_EXISTS) {
        condition.pattern = "yes";
    }
    return condition;
}

static void read_around(struct run *run, const struct fact *fact, struct odd_build *build)
{
    static const struct {
        const char *word;
        enum odd_around around;
    } rows[] = {{"setting", ODD_SETTING},  {"postoffice", ODD_OFFICE}, {"format", ODD_FORMAT},
                {"memory", ODD_MEMORY},    {"locale", ODD_LOCALE},     {"language", ODD_SETTING},
                {"programs", ODD_SETTING}, {"exists", ODD_EXISTS}};
    struct odd_condition *conditions =
        arena_array(run->arena, struct odd_condition, (size_t)fact->attribute_count + 1);
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        for (size_t k = 0; k < ARRAY_COUNT(rows); k++) {
            if (strcmp(rows[k].word, attribute->row->name) == 0) {
                conditions[build->condition_count++] = condition_of(rows[k].around, attribute);
            }
        }
    }
    build->conditions = conditions;
}

static const char *read_action(const struct fact *fact, struct oddity *rule)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < fact->attribute_count; i++) {
        const struct fact_attribute *attribute = &fact->attributes[i];
        enum oddity_action action = ODDITY_NONE;
        if (oddity_find_action(attribute->row->name, &action)) {
            rule->action = action;
            count++;
        }
    }
    if (count != 1 || !fact_has(fact, "then")) {
        return "a quirk ends with `then` and one of refuse, hang, crash, keep, drop, twice, "
               "rewrite "
               "FIELD \"VALUE\", damage KIND, leak N";
    }
    rule->text = fact_text(fact, "refuse", NULL);
    if (rule->action == ODDITY_REWRITE) {
        const struct fact_attribute *rewrite = fact_attribute(fact, "rewrite");
        (void)oddity_find_field(rewrite->values[0].text, &rule->field); /* words of the slot */
        rule->text = rewrite->values[1].text;
    } else if (rule->action == ODDITY_DAMAGE) {
        (void)oddity_find_damage(fact_text(fact, "damage", ""), &rule->damage);
    }
    return NULL;
}

/* Attributes that say nothing about this subject. */
static const char *strange_attribute(struct run *run, const struct fact *fact,
                                     const struct odd_build *build)
{
    static const struct {
        const char *word;
        enum odd_subject subject;
    } rows[] = {{"builds", ODD_CONNECTOR},
                {"versions", ODD_PROGRAM},
                {"on", ODD_HOST},
                {"bits", ODD_HOST},
                {"after", ODD_HOST}};
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (fact_has(fact, rows[i].word) && rows[i].subject != build->subject) {
            return arena_format(run->arena, "`%s` says nothing about a %s", rows[i].word,
                                fact_name(fact, 0, ""));
        }
    }
    return NULL;
}

static const char *read_host(struct run *run, const struct fact *fact, struct odd_build *build)
{
    const struct oddity *rule = &build->rule;
    uint64_t bits = 0;
    if (rule->condition_count > 0 || fact_has(fact, "when")) {
        return "`when` asks for fields of letters; a host has none";
    }
    if (!fact_has(fact, "on")) {
        return "what a host does otherwise needs `on start`";
    }
    if (rule->action > ODDITY_CRASH) {
        return "a host refuses, hangs or crashes what it is to start";
    }
    (void)text_to_u64(fact_text(fact, "bits", "0"), &bits);
    build->bits = (uint32_t)bits;
    build->after = fact_number(fact, "after", 0);
    build->refusal = ST_OK;
    if (rule->action == ODDITY_REFUSE && rule->text != NULL &&
        strcmp(rule->text, "no-resources") != 0 &&
        (build->refusal = fault_refusal(rule->text)) == ST_OK) {
        return arena_format(run->arena, "'%s' is no error of a start; there are no-resources|%s",
                            rule->text, FAULT_REFUSAL_WORDS);
    }
    return read_range(run, fact, "nt", build->ends);
}

static const char *read_program(struct run *run, const struct fact *fact, struct odd_build *build)
{
    build->program = fact_name(fact, 1, "");
    if (!text_equal(build->program, "IMPORT") && !text_equal(build->program, "EXPORT")) {
        return arena_format(run->arena, "'%s' handles no letters: IMPORT and EXPORT do",
                            build->program);
    }
    const struct fact_attribute *versions = fact_attribute(fact, "versions");
    build->version_count = versions != NULL ? versions->value_count : 0;
    const char **patterns = arena_array(run->arena, const char *, build->version_count);
    for (uint32_t i = 0; i < build->version_count; i++) {
        patterns[i] = versions->values[i].text;
    }
    build->versions = patterns;
    return NULL;
}

/* Entries and letters have their own fields and actions. */
static const char *misfit(const struct odd_build *build)
{
    const struct oddity *rule = &build->rule;
    const bool is_of_entry = oddity_is_of_entry(rule);
    const bool changes_entry =
        rule->action == ODDITY_REWRITE &&
        (rule->field == ODDITY_FIELD_ENTRY || rule->field == ODDITY_FIELD_COMMENT);
    if (is_of_entry && build->subject != ODD_CONNECTOR) {
        return "entries are read by the connector: quirk connector ... when entry PATTERN";
    }
    if (is_of_entry && rule->action != ODDITY_REFUSE && rule->action != ODDITY_DROP &&
        !changes_entry) {
        return "an entry is refused, dropped, or its entry or comment rewritten";
    }
    if (!is_of_entry && changes_entry) {
        return "a letter has no `entry` and no `comment`; ask for them with `when`";
    }
    uint32_t fields = 0;
    for (uint32_t i = 0; is_of_entry && i < rule->condition_count; i++) {
        const struct oddity one = {.conditions = &rule->conditions[i], .condition_count = 1};
        fields += oddity_is_of_entry(&one) ? 0 : 1;
    }
    return fields > 0 ? "`entry`, `at` and `comment` do not go with fields of letters" : NULL;
}

static const char *declare(struct run *run, const struct fact *fact)
{
    static const char *const subjects[] = {
        [ODD_CONNECTOR] = "connector", [ODD_PROGRAM] = "program", [ODD_HOST] = "host"};
    struct odd_build build = {
        .label = fact->label,
        .line = fact->line,
        .fact = fact,
        .text = fact_as_written(fact, run->arena),
    };
    for (enum odd_subject i = ODD_CONNECTOR; i <= ODD_HOST; i++) {
        if (strcmp(subjects[i], fact_name(fact, 0, "")) == 0) {
            build.subject = i;
        }
    }
    build.has_machine = build.subject != ODD_HOST && fact_has(fact, "nt");
    build.leak_after = fact_number(fact, "leak", 0);
    const char *error = strange_attribute(run, fact, &build);
    if (error == NULL && build.subject != ODD_PROGRAM && fact_name(fact, 1, NULL) != NULL) {
        error = arena_format(run->arena, "unexpected '%s': the line goes on with `%s`",
                             fact_name(fact, 1, ""), build.subject == ODD_HOST ? "nt" : "builds");
    }
    if (error == NULL) {
        error = read_action(fact, &build.rule);
    }
    if (error == NULL) {
        read_conditions(run, fact, &build.rule);
        read_around(run, fact, &build);
        error = build.subject == ODD_CONNECTOR ? read_range(run, fact, "builds", build.ends)
                : build.subject == ODD_HOST    ? read_host(run, fact, &build)
                                               : read_program(run, fact, &build);
    }
    if (error == NULL) {
        error = misfit(&build);
    }
    if (error == NULL && build.has_machine) {
        error = read_range(run, fact, "nt", build.machine);
    }
    if (error == NULL) {
        odd_build_add(run->world, &build);
    }
    return error;
}

static bool is_declaration(const struct fact *fact)
{
    const char *word = fact_name(fact, 0, "");
    return strcmp(word, "connector") == 0 || strcmp(word, "program") == 0 ||
           strcmp(word, "host") == 0;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    if (is_declaration(fact)) {
        return declare(run, fact);
    }
    const char *what = fact_name(fact, 1, "on");
    if (fact->attribute_count > 0 || (strcmp(what, "on") != 0 && strcmp(what, "off") != 0)) {
        return arena_format(run->arena,
                            "a quirk of the tables or a label is on or off; a declaration begins "
                            "with connector, program or host, not '%s'",
                            fact_name(fact, 0, ""));
    }
    return set(run, fact, strcmp(what, "on") == 0);
}

static const char *remove_quirk(struct run *run, const struct fact *fact)
{
    return set(run, fact, false);
}

const struct noun noun_quirk = {
    .shape = {.word = "quirk",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .survives = "it stays; what `after` and `leak` count begins anew with a boot",
              .help = "what a build of the connector, a version of a program or a level of NT did "
                      "otherwise: a row of quirks.def or versions.def or a label, on or off; or "
                      "one of this scenario's own",
              .example = "quirk connector builds ..5.5.2503 when file \"*.pcx\" then crash"},
    .order = 12,
    .apply = apply,
    .remove = remove_quirk,
};
