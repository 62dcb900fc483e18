#include "scenario/words/places.h"

static const struct slot slots[] = {{"MACHINE", VALUE_NAME, NULL, 0},
                                    {"VOLUME", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"free",
     {{"SIZE", VALUE_SIZE, NULL, 0}},
     1,
     ATTRIBUTE_REQUIRED,
     NULL,
     "at once",
     "bytes left; other data fills or leaves"},
};

static const char *apply(struct run *run, const struct fact *fact)
{
    struct machine *machine = NULL;
    const char *error = place_machine(run, fact_name(fact, 0, ""), &machine);
    if (error != NULL) {
        return error;
    }
    const char *name = fact_name(fact, 1, machine->kind == MACHINE_NT ? "D" : NULL);
    struct machine_volume *volume =
        name != NULL ? machine_find_volume(machine, name) : machine->volumes;
    if (volume == NULL) {
        return arena_format(run->arena, "%s has no volume %s", machine->name,
                            name != NULL ? name : "");
    }
    volume_set_free(volume->volume, fact_number(fact, "free", 0));
    return NULL;
}

const struct noun noun_space = {
    .shape = {.word = "space",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "free space of a volume or drive (an NT machine: drive D unless named)",
              .example = "space NW1 SYS free 0"},
    .order = 95,
    .apply = apply,
};
