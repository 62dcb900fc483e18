/* The mail program that somebody at a post office writes and reads with. */
#include "world/client.h"
#include "scenario/words/places.h"

#include "base/text.h"
#include "programs/program_version.h"
#include "world/defaults.h"

static const struct slot slots[] = {{"POSTOFFICE", VALUE_NAME, NULL, SLOT_SOLE},
                                    {"NAME", VALUE_NAME, NULL, 0}};

static const struct attribute attributes[] = {
    {"version",
     {{"VERSION", VALUE_NAME, NULL, 0}},
     1,
     0,
     "titles as before 8.01",
     "next letter",
     "before 8.01 titles of files have date and time; from 8.01 on these hide the name"},
    {"system",
     {{"SYSTEM", VALUE_WORD, "windows|dos|mac", 0}},
     1,
     0,
     "windows",
     "next letter",
     "mac: files are stored with their resources; dos: only so many letters are shown"},
    {"locale",
     {{"LOCALE", VALUE_NAME, NULL, 0}},
     1,
     0,
     "that of the first machine",
     "next letter",
     "form of dates in titles, and the time of the writer's clock: de-DE"},
};

/* He has a mailbox there; the first user of every post office need not be declared. */
static const char *need_mailbox(struct run *run, struct office *office, const char *name)
{
    struct office_entry there = {.kind = ""};
    const bool is_there = office_has_entry(run->world, office, name, run->arena, &there);
    if (!is_there && office->users == NULL && text_equal(name, default_ccmail_user)) {
        return office_add_user(run->world, office, name);
    }
    return is_there && (text_equal(there.kind, "local") || text_equal(there.kind, "mobile"))
               ? NULL
               : arena_format(run->arena, "\"%s\" has no mailbox at %s", name, office->name);
}

static const char *read_version(struct run *run, const struct fact *fact, uint32_t *version)
{
    const char *text = fact_text(fact, "version", NULL);
    if (text == NULL) {
        return NULL;
    }
    *version = program_version_number(text);
    return *version != 0 ? NULL
                         : arena_format(run->arena, "'%s' is no version: 2.2, 7.0, 8.01", text);
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *name = fact_name(fact, 1, "");
    const char *system = fact_text(fact, "system", NULL);
    const char *locale = fact_text(fact, "locale", NULL);
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    error = error != NULL ? error : need_mailbox(run, office, name);
    if (error != NULL) {
        return error;
    }
    const struct client *there = client_find(run->world, office, name);
    struct client changed = there != NULL ? *there : (struct client){0};
    error = read_version(run, fact, &changed.version);
    if (error == NULL && locale != NULL) {
        changed.has_locale = host_locale_find(locale, &changed.locale);
        error = changed.has_locale
                    ? NULL
                    : arena_format(run->arena, "unknown locale '%s': %s", locale, host_locales());
    }
    if (error != NULL) {
        return error;
    }
    if (system != NULL) {
        changed.system = text_equal(system, "mac")   ? CLIENT_MAC
                         : text_equal(system, "dos") ? CLIENT_DOS
                                                     : CLIENT_WINDOWS;
    }
    struct client *client = client_need(run->world, office, name);
    client->version = changed.version;
    client->system = changed.system;
    client->has_locale = changed.has_locale;
    client->locale = changed.locale;
    return NULL;
}

static const char *remove_client(struct run *run, const struct fact *fact)
{
    struct office *office = NULL;
    const char *name = fact_name(fact, 1, "");
    const char *error = place_office(run, fact_name(fact, 0, NULL), &office);
    if (error == NULL && client_find(run->world, office, name) == NULL) {
        error = arena_format(run->arena, "nothing is said of the mail program of \"%s\"", name);
    }
    if (error == NULL) {
        client_forget(run->world, office, name);
    }
    return error;
}

const struct noun noun_client = {
    .shape = {.word = "client",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "the mail program that somebody at a post office writes and reads with",
              .example = "client PO1 \"Smith, J\" version 8.01 system mac"},
    .order = 92,
    .apply = apply,
    .remove = remove_client,
};
