#include <string.h>

#include "base/text.h"
#include "scenario/words/language_words.h"
#include "scenario/words/places.h"

static const struct slot slots[] = {{"NAME", VALUE_NAME, NULL, SLOT_SOLE}};

static const struct attribute attributes[] = {
    {"on",
     {{"MACHINE", VALUE_NAME, NULL, 0}, {"PLACE", VALUE_NAME, NULL, 0}},
     2,
     0,
     NULL,
     "moved with do move postoffice",
     "server and directory, which its declaration needs: NW1 SYS:CCDATA, NT1 CCPO (a share), NT1 "
     "\"D:\\ccdata\""},
    {"name",
     {{"TEXT", VALUE_NAME, NULL, 0}},
     1,
     0,
     "as scenarios call it",
     "at once",
     "its own name, in addresses and on the Post Office page; addresses that others have written "
     "stay as they are"},
    {"size",
     {{"SIZE", VALUE_SIZE, NULL, 0}},
     1,
     0,
     "what its letters need",
     "when it is made",
     "of its message file, at most 64M: what no letter has is free in it, as after letters that "
     "were deleted (OFFICE_SIZE)"},
    {"format",
     {{"FORMAT", VALUE_WORD, "DB6|DB8|DB8.5", 0}},
     1,
     0,
     "DB6",
     "when it is made",
     "DB6: releases 2 to 5; DB8: 6 to 8; DB8.5: release 8.5, for 32-bit programs"},
    {"health",
     {{"STATE", VALUE_WORD, "clean", 0}},
     1,
     0,
     "clean",
     "when it is made",
     "state of its files"},
    {"ade",
     {{"SWITCH", VALUE_WORD, "on|off", 0}},
     1,
     0,
     "off",
     "when it is made",
     "automatic directory exchange: entries of IMPORT /DIRECTORY/PROP are taken and marked"},
    {"password",
     {{"TEXT", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "when it is made",
     "post office password"},
    {"language",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     "the code page of the first machine",
     "when it is made",
     "its texts are in the code page of this language, or of this number: Japanese, 850"},
};

static const char *page_of(struct run *run, const struct fact *fact, uint32_t *page_out)
{
    const char *name = fact_text(fact, "language", NULL);
    struct language language;
    *page_out = 0;
    if (name == NULL) {
        return NULL;
    }
    const char *error = language_word(run, name, &language);
    *page_out = language.code_page;
    return error;
}

/* "D:\\ccdata" of an NT machine: by its administrative share, D$\\ccdata. */
static const char *by_drive(struct run *run, struct machine *machine, const char *place,
                            const char **place_out)
{
    const char *colon = strchr(place, ':');
    char drive[16];
    char name[SHARE_NAME_SIZE];
    if (colon == NULL || machine->kind != MACHINE_NT) {
        return NULL;
    }
    const size_t length = (size_t)(colon - place);
    if (!text_format(drive, sizeof(drive), "%.*s", (int)length, place) ||
        !text_format(name, sizeof(name), "%s$", drive) ||
        machine_find_volume(machine, drive) == NULL) {
        return arena_format(run->arena, "%s has no drive for %s", machine->name, place);
    }
    if (machine_find_share(machine, name) == NULL) {
        struct share *share = machine_add_share(run->world->network, machine, name);
        struct acl_entry *entry = arena_new(run->arena, struct acl_entry);
        *entry =
            (struct acl_entry){.kind = ACL_ALLOW, .mask = NT_FULL, .id = IDENTITY_ADMINISTRATORS};
        share->volume = machine_find_volume(machine, drive);
        share->root = VOLUME_ROOT;
        const struct acl acl = {.is_present = true, .entries = entry, .count = 1};
        share_set_acl(share, &acl);
    }
    *place_out = arena_format(run->arena, "%s%s", name, colon + 1);
    return NULL;
}

/* One that is there: only its name can be another one. */
static const char *change(struct run *run, const struct fact *fact, struct office *office)
{
    if (fact->attribute_count != 1 || !fact_has(fact, "name")) {
        return arena_format(run->arena,
                            "post office %s is there already; it is moved with do move postoffice, "
                            "and of the rest only its name changes",
                            office->label);
    }
    return office_rename(run->world, office, fact_text(fact, "name", ""));
}

static const char *create(struct run *run, const struct fact *fact, const struct office_spec *spec)
{
    const uint64_t most = UINT64_C(64) << 20;
    const uint64_t size = fact_number(fact, "size", 0);
    if (size > most) {
        return "a post office is made with at most 64M";
    }
    const char *error = office_create(run->world, spec);
    return error == NULL && size != 0
               ? office_grow(run->world, office_find(run->world, spec->name), size)
               : error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    const char *name = fact_name(fact, 0, "");
    struct office *there = office_find(run->world, name);
    if (there != NULL) {
        return change(run, fact, there);
    }
    const struct fact_attribute *on = fact_attribute(fact, "on");
    if (on == NULL) {
        return "a post office lies somewhere: on MACHINE PLACE";
    }
    const char *place = on->values[1].text;
    struct machine *machine = NULL;
    uint32_t page = 0;
    const char *error = page_of(run, fact, &page);
    if (error == NULL) {
        error = place_machine(run, on->values[0].text, &machine);
    }
    if (error == NULL) {
        error = by_drive(run, machine, place, &place);
    }
    if (error != NULL) {
        return error;
    }
    const struct office_spec spec = {
        .name = name,
        .own_name = fact_text(fact, "name", NULL),
        .machine = on->values[0].text,
        .place = place,
        .format = fact_text(fact, "format", "DB6"),
        .password = fact_text(fact, "password", NULL),
        .code_page = page,
        .has_ade = text_equal(fact_text(fact, "ade", "off"), "on"),
    };
    return create(run, fact, &spec);
}

const struct noun noun_postoffice = {
    .shape = {.word = "postoffice",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "a cc:Mail post office",
              .example = "postoffice PO1 on NW1 SYS:CCDATA format DB6 health clean",
              .is_made_once = true},
    .order = 40,
    .apply = apply,
};
