#include "scenario/words/language_words.h"

#include "scenario/words/places.h"
#include <string.h>

static const struct slot slots[] = {{"CONNECTOR", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"postoffice",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the only one",
     "next program start",
     "the connected post office"},
    {"name",
     {{"TEXT", VALUE_NAME, "ok", 0}},
     1,
     0,
     "ok",
     "next program start",
     "post office name as typed; ok: the right one"},
    {"password",
     {{"TEXT", VALUE_NAME, "ok", 0}},
     1,
     0,
     "ok",
     "next program start",
     "post office password as typed; ok: the right one"},
    {"path",
     {{"PATH", VALUE_STRING, NULL, 0}},
     1,
     0,
     NULL,
     "next program start",
     "path as typed: \\\\server\\share or \\\\server\\volume\\directory"},
    {"programs",
     {{"IMPORT/EXPORT", VALUE_NAME, NULL, 0}},
     1,
     0,
     "5.15/5.14; DB8: 6.0/6.0",
     "next program start",
     "versions of the Lotus programs; installs them on the search path"},
    {"language",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "English",
     "service start",
     "post office language: order of dates, code page; English, German, de-DE, 850 ..."},
};

static const char *set_language(struct run *run, struct connector *connector, const char *name)
{
    struct language language;
    const char *error = language_word(run, name, &language);
    if (error != NULL && language_find(name, &language) && strchr("0123456789", name[0]) == NULL) {
        error = NULL; /* one whose letters the bench has no table for: it is told to the programs */
    }
    return error == NULL ? connector_set(run->world, connector, "Post Office Language", name)
                         : error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct connector *connector = NULL;
    const char *error = place_connector(run, fact_name(fact, 0, NULL), &connector);
    if (error != NULL) {
        return error;
    }
    const bool is_first = connector->office == NULL;
    if (connector->state != CONNECTOR_STOPPED) {
        (void)world_assumption(run->world, ASSUME_SETTINGS_BITE);
    }
    const struct connector_tab tab = {
        .office =
            fact_text(fact, "postoffice",
                      is_first && run->world->offices != NULL ? run->world->offices->name : NULL),
        .name = fact_text(fact, "name", is_first ? "ok" : NULL),
        .password = fact_text(fact, "password", is_first ? "ok" : NULL),
        .path = fact_text(fact, "path", NULL),
        .programs = fact_text(fact, "programs", NULL),
    };
    const char *language = fact_text(fact, "language", NULL);
    if (language != NULL) {
        error = set_language(run, connector, language);
    }
    return error != NULL ? error : connector_set_tab(run->world, connector, &tab);
}

const struct noun noun_tab = {
    .shape = {.word = "tab",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "the connector's Post Office page: what an administrator told it",
              .example = "tab C1 postoffice PO1 path \"\\\\NW1\\SYS\\CCDATA\" programs 5.15/5.14"},
    .order = 50,
    .apply = apply,
};
