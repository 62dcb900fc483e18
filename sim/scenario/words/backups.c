#include "scenario/words/backups.h"

#include <string.h>

#include "identity/accounts_copy.h"
#include "scenario/words/places.h"

static const char *directory_of(struct run *run, const char *name, struct backup_source *source)
{
    char path[OS_PATH_SIZE];
    const char *error = place_path(run, name, path);
    source->path = error == NULL ? arena_text(run->arena, path) : NULL;
    return error;
}

const char *backup_source_read(struct run *run, const struct fact *fact,
                               struct backup_source *source_out)
{
    const char *name = fact_name(fact, 0, "");
    *source_out = (struct backup_source){.name = arena_text(run->arena, name)};
    source_out->office = office_find(run->world, name);
    if (source_out->office != NULL) {
        return NULL;
    }
    if (strpbrk(name, "\\/:") != NULL) {
        return directory_of(run, name, source_out);
    }
    if (accounts_any(run->world->identities, name)) {
        source_out->authority = source_out->name;
        return NULL;
    }
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    if (run->world->connectors != NULL && place_node(run, name, false, &volume, &node) == NULL) {
        return directory_of(run, name, source_out);
    }
    return arena_format(run->arena,
                        "%s is no post office, no directory and no data base of accounts", name);
}
