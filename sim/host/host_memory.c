#include "host/host_memory.h"

#include "base/text.h"
#include "world/modules.h"
#include "world/world.h"

/* FILES= of Config.nt; 0: it is as NT brought it. */
static uint64_t files_of(const struct host *host)
{
    uint64_t files = 0;
    const char *value = host_setting(host, "Config.nt", "FILES");
    return value != NULL && text_to_u64(value, &files) ? files : 0;
}

/* As an upgrade takes it over from an old Config.sys. */
static bool wants_too_many_files(const struct host *host)
{
    enum { FILES_MOST = 255 };
    return host_has_quirk(host, PLATFORM_FILES_IN_CONFIG) && files_of(host) > FILES_MOST;
}

void host_limit_dos(struct process *process)
{
    if (!process->is_16_bit) {
        return;
    }
    const uint64_t named = files_of(process->host);
    const uint64_t files =
        named == 0 ? HOST_FILES_USUAL : (named > HOST_FILES_LEAST ? named : HOST_FILES_LEAST);
    process->opens_alone = host_has_quirk(process->host, PLATFORM_OPENS_ALONE);
    if (files < PROCESS_HANDLES_MAX + HOST_FILES_OF_DEVICES) {
        process->files_most = (uint32_t)files - HOST_FILES_OF_DEVICES;
        (void)world_assumption(process->world, ASSUME_DOS_FILES);
    }
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
