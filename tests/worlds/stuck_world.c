#include "worlds/stuck_world.h"

#include <check.h>
#include <string.h>

#include "base/text.h"

void stuck_begin(struct stuck_world *stuck)
{
    const struct small_world_spec spec = {
        .out = 3, .in = 2, .rights = NW_READ | NW_WRITE | NW_FILE_SCAN | NW_MODIFY};
    struct small_world *small = &stuck->small;
    small_world_declare(small, &spec);
    small_world_finish(small);
    stuck->world = small->world;
    struct world *w = stuck->world;
    stuck->console = &process_new(w, PROCESS_WORLD, "console", w->hosts, NULL)->port;
    memset(&stuck->logon, 0, sizeof(stuck->logon));
    ck_assert_int_eq(network_logon(w->network, &stuck->logon, w->hosts->machine, small->account,
                                   &(struct identity_attempt){.password = "secret",
                                                              .kind = LOGON_INTERACTIVE,
                                                              .now_us = 0}),
                     ST_OK);
    stuck->person = &process_new(w, PROCESS_PERSON, "administrator", w->hosts, &stuck->logon)->port;
    small_world_run(small, 20);
}

void stuck_end(struct stuck_world *stuck)
{
    small_world_end(&stuck->small);
}

void stuck_grant(struct stuck_world *stuck)
{
    struct small_world *small = &stuck->small;
    fs_set_trustee(small->office->volume->volume, small->office->directory, small->twin->id,
                   NW_ALL & ~NW_SUPERVISOR);
}

const char *stuck_import_file(struct stuck_world *stuck, uint32_t n)
{
    struct small_world *small = &stuck->small;
    const struct volume *volume = small->connector->store_volume->volume;
    volume_node f = volume_first(volume, small_world_folder(small, "Import"));
    for (; f != 0; f = volume_next(volume, f)) {
        const char *name = volume_info(volume, f).name;
        if (text_match("*.ccm", name) && n-- == 0) {
            return arena_format(&small->arena, STUCK_IMPORT "\\%s", name);
        }
    }
    ck_abort_msg("there is no such file in Import");
}
