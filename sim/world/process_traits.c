#include "world/process_traits.h"

#include <string.h>

#include "base/text.h"
#include "host/dos_names.h"
#include "programs/program_version.h"
#include "world/world.h"

enum { LOCK_WAIT_MAX_S = 86400 };

void process_traits_of_store(struct world *world, const struct connector *connector,
                             struct program_traits *traits)
{
    if (connector == NULL || dos_path_fits(connector->store + strcspn(connector->store, "\\/"))) {
        return;
    }
    if (strchr(connector->store, ' ') != NULL) {
        traits->waits_not_found = text_equal(world_assumption(world, ASSUME_SPACE_IN_PATH), "hang");
    } else {
        traits->waits_no_path = text_equal(world_assumption(world, ASSUME_LONG_IN_PATH), "hang");
    }
}

struct program_traits process_traits(struct world *world, const struct program_kind *kind,
                                     const struct host_program *found, struct arena *arena)
{
    struct program_traits traits = program_default_traits();
    traits.version = arena_text(arena, found->version);
    traits.is_os2 = found->is_os2;
    traits.quirks = (program_quirks(kind->name, traits.version, found->bits) |
                     (world->quirks.program_on & program_quirks_of(kind->name))) &
                    ~world->quirks.program_off;
    const char *read_only = world_assumption(world, ASSUME_EXPORT_READ_ONLY);
    traits.export_read_only = text_equal(read_only, "repeat")  ? EXPORT_RO_REPEAT
                              : text_equal(read_only, "fail3") ? EXPORT_RO_FAIL3
                                                               : EXPORT_RO_BOOKMARK;
    traits.import_remembers = !text_equal(world_assumption(world, ASSUME_IMPORT_REMEMBERS), "no");
    uint64_t number = 0;
    if (text_to_u64(world_assumption(world, ASSUME_EXTENT_TABLE), &number)) {
        traits.extent_table = (uint32_t)number;
    }
    if (world->assumptions[ASSUME_LOCK_WAIT] != NULL && /* else nothing rests on it */
        text_to_u64(world_assumption(world, ASSUME_LOCK_WAIT), &number)) {
        traits.lock_wait_ms =
            (uint32_t)(number < LOCK_WAIT_MAX_S ? number : LOCK_WAIT_MAX_S) * 1000;
    }
    traits.folder_messages = world_folder_messages(world);
    return traits;
}
