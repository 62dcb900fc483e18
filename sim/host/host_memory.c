#include "host/host_memory.h"

#include "base/text.h"
#include "world/modules.h"
#include "world/world.h"

/* FILES= of Config.nt, as an upgrade takes it over from an old Config.sys. */
static bool wants_too_many_files(const struct host *host)
{
    enum { FILES_MOST = 255 };
    uint64_t files = 0;
    const char *value = host_has_quirk(host, PLATFORM_FILES_IN_CONFIG)
                            ? host_setting(host, "Config.nt", "FILES")
                            : NULL;
    return value != NULL && text_to_u64(value, &files) && files > FILES_MOST;
}

bool host_has_memory_for(struct world *world, struct host *host, bool is_16_bit)
{
    uint64_t most = 0;
    if (host->is_low_on_memory) {
        return false;
    }
    if (!is_16_bit) {
        return true;
    }
    if (host_has_quirk(host, PLATFORM_NTVDM_LEAKS)) {
        (void)text_to_u64(world_assumption(world, ASSUME_NTVDM_RUNS), &most);
        host->dos_runs++;
        if (host->dos_runs > most) {
            return false;
        }
    }
    return !wants_too_many_files(host);
}

/* All that was lost is back at the next boot. */
static void memory_down(struct world *world, struct machine *machine)
{
    struct host *host = machine->kind == MACHINE_NT ? host_find(world, machine->name) : NULL;
    if (host != NULL) {
        host->dos_runs = 0;
    }
}

const struct world_module world_module_memory = {.name = "memory", .down = memory_down};
