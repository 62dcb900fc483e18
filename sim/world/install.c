#include "world/install.h"

#include <string.h>

#include "base/text.h"
#include "programs/program_version.h"
#include "world/world.h"

/* A file that is not empty; one that is there stays. */
static const char *put_file(struct world *world, struct host *host, const char *directory,
                            const char *name)
{
    static const char content[] = "MZ resource\r\n";
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    volume_node file = 0;
    const char *why = world_place(world, host, directory, &volume, &node, true);
    if (why != NULL || volume_find(volume->volume, node, name) != 0) {
        return why;
    }
    const bool is_made =
        volume_make(volume->volume, node, name, false, &file) == ST_OK &&
        volume_write(volume->volume, file, 0, content, sizeof(content) - 1) == ST_OK;
    return is_made ? NULL : arena_format(world->arena, "%s cannot be made at %s", name, directory);
}

const char *install_program(struct world *world, struct host *host, const struct install_spec *spec)
{
    const struct program_version *needs = program_version_find(spec->version);
    const char *why =
        host_install_program(world, host, spec->program,
                             arena_format(world->arena, "%s%s%s", spec->version,
                                          spec->suffix[0] != '\0' ? " " : "", spec->suffix),
                             spec->directory);
    if (why == NULL && needs->resource[0] != '\0') {
        why = put_file(world, host, spec->directory, needs->resource);
    }
    const char *rest = needs->libraries;
    while (why == NULL && *rest != '\0') {
        const size_t length = strcspn(rest, " ");
        why = put_file(world, host, spec->directory, arena_text_n(world->arena, rest, length));
        rest += length + (rest[length] == ' ' ? 1 : 0);
    }
    return why;
}

const char *install_selection(const char *import_version)
{
    return program_version_find(import_version)->database == 6 ? "Import 5.15/Export 5.14"
                                                               : "Import 6.0/Export 6.0";
}
