#include "scenario/words/accounts.h"
#include "scenario/words/places.h"

#include <string.h>

#include "base/text.h"

static const struct slot slots[] = {{"MACHINE", VALUE_NAME, NULL, 0},
                                    {"VOLUME|DIRECTORY", VALUE_NAME, NULL, SLOT_OPTIONAL}};

static const struct attribute attributes[] = {
    {"free",
     {{"SIZE", VALUE_SIZE, "unlimited", 0}},
     1,
     0,
     NULL,
     "at once",
     "bytes left; of a volume: other data fills or leaves. unlimited lifts a limit"},
    {"memory",
     {{"STATE", VALUE_WORD, "low|enough", 0}},
     1,
     0,
     "enough",
     "next start of a program",
     "of an NT machine: low, and no program is loaded"},
    {"user",
     {{"NAME", VALUE_NAME, NULL, 0}},
     1,
     0,
     NULL,
     "at once",
     "of what this account of the server owns on the volume, in blocks of 4K"},
};

struct space {
    struct machine *machine;
    struct machine_volume *volume;
    volume_node directory; /* VOLUME_ROOT: the volume as a whole */
};

/* "SYS", or "SYS:CCDATA" and "D:\\ccdata" */
static const char *find(struct run *run, const struct fact *fact, struct space *space_out)
{
    const char *error = place_machine(run, fact_name(fact, 0, ""), &space_out->machine);
    if (error != NULL) {
        return error;
    }
    struct machine *machine = space_out->machine;
    const char *place = fact_name(fact, 1, machine->kind == MACHINE_NT ? "D" : NULL);
    const char *colon = place != NULL ? strchr(place, ':') : NULL;
    const char *name =
        colon != NULL ? arena_text_n(run->arena, place, (size_t)(colon - place)) : place;
    space_out->directory = VOLUME_ROOT;
    space_out->volume = name != NULL ? machine_find_volume(machine, name) : machine->volumes;
    if (space_out->volume == NULL) {
        return arena_format(run->arena, "%s has no volume %s", machine->name,
                            name != NULL ? name : "");
    }
    if (colon == NULL) {
        return NULL;
    }
    volume_node parent = 0;
    const char *last = NULL;
    const char *rest = colon + 1 + strspn(colon + 1, "\\/");
    const enum status st = volume_walk(space_out->volume->volume, VOLUME_ROOT, rest,
                                       &space_out->directory, &parent, &last);
    const bool is_there =
        st == ST_OK && volume_is_directory(space_out->volume->volume, space_out->directory);
    return is_there ? NULL
                    : arena_format(run->arena, "%s has no directory %s", machine->name, place);
}

static const char *limit(struct run *run, const struct fact *fact, const struct space *space,
                         uint64_t free_bytes)
{
    const char *user = fact_text(fact, "user", NULL);
    if (space->machine->kind != MACHINE_NETWARE) {
        return arena_format(run->arena, "%s is an NT machine: only its volumes have a limit",
                            space->machine->name);
    }
    if (user == NULL) {
        volume_set_limit(space->volume->volume, space->directory, 0, free_bytes);
        return NULL;
    }
    struct identity *who = NULL;
    const char *full = strchr(user, '\\') != NULL
                           ? user
                           : arena_format(run->arena, "%s\\%s", space->machine->name, user);
    const char *error = account_get(run, full, &who);
    if (error == NULL && who->system != IDENTITY_NETWARE) {
        error = arena_format(run->arena, "%s is no NetWare account", full);
    }
    if (error == NULL && space->directory != VOLUME_ROOT) {
        error = "an account is limited on a whole volume";
    }
    if (error == NULL) {
        volume_set_limit(space->volume->volume, 0, who->id, free_bytes);
    }
    return error;
}

static const char *set_memory(struct run *run, const struct fact *fact, const char *state)
{
    struct host *host = NULL;
    const char *error = place_host(run, fact_name(fact, 0, ""), &host);
    if (error == NULL && (fact_name(fact, 1, NULL) != NULL || fact_has(fact, "user"))) {
        error = "memory is the machine's, not of a volume or account";
    }
    if (error == NULL) {
        host->is_low_on_memory = text_equal(state, "low");
    }
    return error;
}

static const char *apply(struct run *run, const struct fact *fact)
{
    struct space space;
    const char *memory = fact_text(fact, "memory", NULL);
    if (memory != NULL) {
        const char *error = set_memory(run, fact, memory);
        if (error != NULL || !fact_has(fact, "free")) {
            return error;
        }
    }
    if (!fact_has(fact, "free")) {
        return "how much is left? free SIZE, or memory low";
    }
    const char *error = find(run, fact, &space);
    if (error != NULL) {
        return error;
    }
    const struct value *value = &fact_attribute(fact, "free")->values[0];
    const bool is_lifted = value->type != VALUE_SIZE;
    const uint64_t free_bytes = is_lifted ? VOLUME_NO_LIMIT : value->number;
    if (space.directory != VOLUME_ROOT || fact_has(fact, "user")) {
        return limit(run, fact, &space, free_bytes);
    }
    if (is_lifted) {
        return "a volume has as much as it has: free SIZE";
    }
    volume_set_free(space.volume->volume, free_bytes);
    return NULL;
}

const struct noun noun_space = {
    .shape = {.word = "space",
              .slots = slots,
              .slot_count = ARRAY_COUNT(slots),
              .attributes = attributes,
              .attribute_count = ARRAY_COUNT(attributes),
              .help = "what is free on a volume or drive (an NT machine: drive D unless named) "
                      "once all else is made; NetWare: limits of a directory or account; "
                      "memory of an NT machine",
              .example = "space NW1 SYS:CCDATA free 8K"},
    .order = 95,
    .is_of_finished_world = true,
    .apply = apply,
};
