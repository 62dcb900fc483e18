#include "world/process.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "host/dos_names.h"
#include "host/host_memory.h"
#include "programs/arguments_memory.h"
#include "world/execute.h"
#include "world/modules.h"
#include "world/odd_builds.h"
#include "world/process_traits.h"
#include "world/sim_port.h"
#include "world/world.h"

enum { PROGRAMS_KNOWN = 4 };

/* What a version of a program is like under the assumptions of this run. */
struct known_program {
    const struct program_kind *kind; /* NULL: none */
    uint32_t bits;
    bool is_os2;
    uint32_t assumptions_set; /* how many there were */
    struct program_traits traits;
};

struct processes {
    struct world *world;
    struct process *live;
    struct process *free;
    bool has_left; /* since the last sweep one has ended, or lost its parent */
    uint16_t next_slot;
    uint32_t next_handle;
    struct known_program known[PROGRAMS_KNOWN];
    uint32_t next_known;
    struct arguments_memory arguments;
};

struct processes *processes_create(struct world *world)
{
    struct processes *all = arena_new(world->arena, struct processes);
    all->world = world;
    all->next_slot = 1;
    all->next_handle = 1;
    all->arguments.arena = world->arena;
    return all;
}

void processes_destroy(struct processes *all)
{
    for (struct process *p = all->live; p != NULL; p = p->next) {
        arena_release(&p->arena);
        arena_release(&p->scratch);
    }
    for (struct process *p = all->free; p != NULL; p = p->next) {
        arena_release(&p->arena);
        arena_release(&p->scratch);
    }
}

struct process *process_new(struct world *world, enum process_kind kind, const char *name,
                            struct host *host, struct logon *logon)
{
    struct processes *all = world->processes;
    struct process *process = all->free;
    if (process != NULL) {
        all->free = process->next;
    } else {
        process = arena_new(world->arena, struct process);
        process->arena = arena_within(world->arena);
        process->scratch = arena_within(world->arena);
        process->slot = all->next_slot++;
        REQUIRE(process->slot != 0);
    }
    process->world = world;
    process->kind = kind;
    process->name = name;
    process->host = host;
    process->logon = logon;
    process->is_live = true;
    process->task.wake_us = SCHED_NEVER;
    process->handle = all->next_handle++;
    sim_port_attach(process);
    process->next = all->live;
    all->live = process;
    return process;
}

void process_release(struct process *process)
{
    struct processes *all = process->world->processes;
    REQUIRE(process->is_live);
    sched_remove(&process->world->sched, &process->task);
    (void)sim_port_close_all(process);
    struct process **link = &all->live;
    while (*link != process) {
        REQUIRE(*link != NULL);
        link = &(*link)->next;
    }
    *link = process->next;
    for (struct process *p = all->live; p != NULL; p = p->next) {
        if (p->parent == process) {
            p->parent = NULL; /* an orphan runs on; nobody polls its end */
            all->has_left = true;
        }
    }
    struct arena arena = process->arena;
    struct arena scratch = process->scratch;
    const uint16_t slot = process->slot;
    memset(process, 0, offsetof(struct process, handles));
    arena_reset(&arena);
    arena_reset(&scratch);
    process->arena = arena;
    process->scratch = scratch;
    process->slot = slot;
    process->next = all->free;
    all->free = process;
}

void process_abandon(struct process *process)
{
    process->is_orphan = true;
    process->world->processes->has_left = true;
}

/* The program has ended: nothing of it stays open, observers are told, its parent is woken. */
static void process_end(struct process *process, int result_code)
{
    struct world *world = process->world;
    process->has_ended = true;
    process->result_code = result_code;
    sched_remove(&world->sched, &process->task);
    const uint32_t left_open = sim_port_close_all(process);
    if (left_open > 0 && !process->is_gone && world->failure[0] == '\0') {
        (void)text_format(world->failure, sizeof(world->failure),
                          "%s ended with result code %d and left %u files open", process->name,
                          result_code, left_open);
    }
    struct trace_row row = {
        .time_us = world->sched.now_us,
        .cause = process->cause,
        .actor = process->slot,
        .op = TRACE_END,
        .detail = (uint32_t)result_code,
    };
    process->end_seq = trace_add(&world->trace, &row, process->name);
    if (world->spec.observe != NULL) {
        char account[2 * IDENTITY_NAME_SIZE] = "";
        if (process->logon != NULL) {
            (void)identity_full_name(process->logon->account, account, sizeof(account));
        }
        const struct observation seen = {
            .kind = OBSERVE_RESULT,
            .time_us = world->sched.now_us,
            .program = process->name,
            .account = account,
            .machine = process->host->machine->name,
            .result_code = result_code,
            .console = process_console(process),
        };
        world->spec.observe(world->spec.observer, &seen);
    }
    if (process->parent == NULL) {
        process_abandon(process);
    } else if (process->parent->task.step != NULL) {
        sched_wake_by(&world->sched, &process->parent->task, world->sched.now_us);
    }
    truth_program_ended(world, process);
    connector_program_ended(world, process);
}

static struct process *of_task(struct sched_task *task)
{
    return (struct process *)(void *)((char *)task - offsetof(struct process, task));
}

void process_delay(struct process *process, uint64_t time_us)
{
    const uint64_t now_us = process->world->sched.now_us;
    process->late_us = (process->late_us > now_us ? process->late_us : now_us) + time_us;
}

/* When it is its turn again; SCHED_NEVER: it has ended. */
static uint64_t wake_after(const struct process *process, const struct program_step *step)
{
    if (step->state != PROGRAM_AGAIN) {
        return SCHED_NEVER;
    }
    /* `takes`: who holds a file when it lets others go holds it that long */
    const uint64_t earliest_us = process->starts_us + process->takes_us;
    const bool is_long = earliest_us > step->wake_us && process->handle_count > 0;
    const uint64_t wake_us = is_long ? earliest_us : step->wake_us;
    return process->late_us > wake_us ? process->late_us : wake_us;
}

static void program_task(struct sched_task *task, uint64_t now_us)
{
    struct process *process = of_task(task);
    uint64_t earliest_us = process->starts_us + process->takes_us;
    if (process->is_finished) {
        process_end(process, process->result_code);
        return;
    }
    if (process->odd_start != ODDITY_NONE) {
        (process->odd_start == ODDITY_HANG ? process_hang : process_crash)(process);
        return;
    }
    truth_directory_before(process);
    const struct program_step step =
        process->program->step(process->state, &process->scratch, now_us);
    const uint64_t wake_us = wake_after(process, &step);
    truth_directory_after(process, !process->is_gone && wake_us <= now_us);
    arena_reset(&process->scratch);
    if (process->is_gone) {
        return; /* killed in that step; process_kill has ended it */
    }
    if (step.state == PROGRAM_AGAIN) {
        sched_wake(&process->world->sched, &process->task, wake_us);
        return;
    }
    earliest_us = process->late_us > earliest_us ? process->late_us : earliest_us;
    if (earliest_us > now_us) { /* `takes`: it holds what it holds until then */
        process->is_finished = true;
        process->result_code = step.result_code;
        sched_wake(&process->world->sched, &process->task, earliest_us);
        return;
    }
    if (step.state == PROGRAM_CRASHED) {
        process_crash(process);
        return;
    }
    process_end(process, step.result_code);
}

static void process_cut_off(struct process *process, int result_code)
{
    if ((process->is_gone && !process->is_hung) || process->has_ended) {
        return;
    }
    process->is_gone = true;
    process->is_hung = false;
    process->world->cuts++;
    if (process->kind == PROCESS_PROGRAM) {
        process_end(process, result_code);
    } else {
        sched_remove(&process->world->sched, &process->task);
        sim_port_close_all(process);
        if (process->connector != NULL) {
            connector_process_died(process->world, process->connector);
        }
    }
}

/* Of a program: the result code that is assumed for its end. */
static int assumed_code(const struct process *process, enum assumption id)
{
    uint64_t code = 0;
    if (process->kind == PROCESS_PROGRAM && !process->has_ended) {
        (void)text_to_u64(world_assumption(process->world, id), &code);
    }
    return (int)(code % INT16_MAX);
}

void process_kill(struct process *process)
{
    process_cut_off(process, assumed_code(process, ASSUME_KILLED_RC));
}

void process_crash(struct process *process)
{
    process_cut_off(process, assumed_code(process, ASSUME_CRASHED_RC));
}

void process_hang(struct process *process)
{
    if (process->is_gone || process->has_ended) {
        return;
    }
    process->is_gone = true;
    process->is_hung = true;
    process->world->cuts++;
    sched_remove(&process->world->sched, &process->task);
}

void process_end_hung(struct world *world)
{
    for (struct process *p = world->processes->live; p != NULL; p = p->next) {
        if (p->is_hung) {
            process_kill(p);
        }
    }
}

/* The same for every run of a program, so it is worked out once. */
static struct program_traits known_traits(struct world *world, const struct program_kind *kind,
                                          const struct host_program *found)
{
    struct processes *all = world->processes;
    for (size_t i = 0; i < PROGRAMS_KNOWN; i++) {
        const struct known_program *known = &all->known[i];
        if (known->kind == kind && known->bits == found->bits && known->is_os2 == found->is_os2 &&
            known->assumptions_set == world->assumptions_set &&
            strcmp(known->traits.version, found->version) == 0) {
            return known->traits;
        }
    }
    struct known_program *known = &all->known[all->next_known++ % PROGRAMS_KNOWN];
    *known = (struct known_program){.kind = kind,
                                    .bits = found->bits,
                                    .is_os2 = found->is_os2,
                                    .assumptions_set = world->assumptions_set,
                                    .traits = process_traits(world, kind, found, world->arena)};
    return known->traits;
}

static const char *directory_of(struct arena *arena, const char *path)
{
    return arena_text_n(arena, path, (size_t)(text_base_name(path) - path));
}

/* A 16-bit program damages a post office of release 8.5: what stands there at the end is its. */
static void note_version(struct world *world, const struct program_traits *traits)
{
    const uint32_t quirks = traits->quirks;
    const char *resource = program_version_find(traits->version)->resource;
    if (resource[0] != '\0') {
        (void)world_assumption(world, ASSUME_SELECTION_OPTION);
        (void)world_assumption(world, strcmp(resource, "IE.RI") == 0 ? ASSUME_RESOURCE_PLACE
                                                                     : ASSUME_IMPEXP_RI_PLACE);
    }
    if (program_has_quirk(quirks, PROGRAM_QUIRK_OLD_INDEX) ||
        program_has_quirk(quirks, PROGRAM_QUIRK_OLD_INDEX_OUT)) {
        for (const struct office *office = world->offices; office != NULL; office = office->next) {
            world->person_changes += text_equal(office->format, "DB8.5") ? 1 : 0;
        }
    }
}

enum status process_run(struct world *world, const struct process_request *request,
                        struct process **child_out)
{
    struct host_program found;
    const enum status st = host_find_program(world, request->host, request->program, &found);
    if (st != ST_OK) {
        return st;
    }
    const struct program_kind *kind = program_find(found.name);
    if (kind == NULL) {
        return ST_FILE_CORRUPT;
    }
    struct execute_refusal refusal;
    if (!execute_is_granted(world, request, &found,
                            request->refusal_out != NULL ? request->refusal_out : &refusal)) {
        return ST_ACCESS_DENIED;
    }
    const struct odd_start odd = odd_builds_of_start(world, request->host, found.bits == 16);
    if (odd.action == ODDITY_REFUSE && odd.refusal != ST_OK) {
        return odd.refusal;
    }
    struct process *child =
        process_new(world, PROCESS_PROGRAM, kind->name, request->host, request->logon);
    child->odd_start = odd.action == ODDITY_REFUSE ? ODDITY_NONE : odd.action;
    child->parent = request->parent;
    child->connector = request->parent != NULL ? request->parent->connector : NULL;
    /* the row of this start, or what made a person start it */
    child->cause = request->parent != NULL ? world->trace.next_seq : world->cause;
    child->program = kind;
    child->is_16_bit = found.bits == 16;
    host_limit_dos(child);
    child->starts_us = world->sched.now_us;
    child->takes_us = request->takes_us;
    child->state = arena_alloc(&child->arena, kind->state_size);
    child->start = (struct program_start){
        .port = &child->port,
        .arena = &child->arena,
        .arguments = arena_text(&child->arena, request->arguments),
        .directory = arena_text(&child->arena, request->directory),
        .own_directory = directory_of(&child->arena, found.path),
        .system_directory = "C:\\WINNT",
        .memory = &world->processes->arguments,
        .traits = known_traits(world, kind, &found),
    };
    note_version(world, &child->start.traits);
    child->start.traits.oddities = odd_builds_of_program(child);
    process_traits_of_store(world, child->connector, &child->start.traits);
    if (odd.action == ODDITY_REFUSE ||
        !host_has_memory_for(world, request->host, child->is_16_bit)) {
        child->start.traits.lacks_memory = true;
        (void)world_assumption(world, ASSUME_NOT_LOADED_TEXT);
    }
    child->task.step = program_task;
    kind->begin(child->state, &child->start);
    sched_wake(&world->sched, &child->task, world->sched.now_us);
    *child_out = child;
    return ST_OK;
}

const char *process_console(struct process *process)
{
    return process->program != NULL ? process->program->console(process->state) : "";
}

struct process *process_first(struct world *world)
{
    return world->processes->live;
}

struct process *process_by_slot(struct world *world, uint16_t slot)
{
    for (struct process *p = world->processes->live; p != NULL; p = p->next) {
        if (p->slot == slot) {
            return p;
        }
    }
    return NULL;
}

struct process *process_by_handle(struct world *world, uint32_t handle)
{
    for (struct process *p = world->processes->live; p != NULL; p = p->next) {
        if (p->handle == handle) {
            return p;
        }
    }
    return NULL;
}

struct process *process_find(struct world *world, const char *name)
{
    for (struct process *p = world->processes->live; p != NULL; p = p->next) {
        if (!p->has_ended && (!p->is_gone || p->is_hung) && text_equal(p->name, name)) {
            return p;
        }
    }
    return NULL;
}

struct process *process_child(struct world *world, const struct connector *connector)
{
    for (struct process *p = world->processes->live; p != NULL; p = p->next) {
        if (p->kind == PROCESS_PROGRAM && p->connector == connector && !p->has_ended) {
            return p;
        }
    }
    return NULL;
}

bool process_is_of_person(const struct process *process)
{
    return process->kind == PROCESS_PROGRAM && process->parent == NULL &&
           process->connector == NULL;
}

bool process_runs_under(struct world *world, const struct logon *logon)
{
    for (const struct process *p = world->processes->live; p != NULL; p = p->next) {
        if (p->kind == PROCESS_PROGRAM && p->logon == logon && !p->has_ended) {
            return true;
        }
    }
    return false;
}

void processes_sweep(struct world *world)
{
    struct processes *all = world->processes;
    struct process *next = NULL;
    if (!all->has_left) {
        return;
    }
    all->has_left = false;
    for (struct process *p = all->live; p != NULL; p = next) {
        next = p->next;
        if (p->is_orphan || (p->has_ended && p->parent == NULL)) {
            process_release(p);
        }
    }
}

/* The machine loses power: whatever ran there is cut off. */
static void processes_down(struct world *world, struct machine *machine)
{
    for (struct process *p = world->processes->live; p != NULL; p = p->next) {
        if (p->kind != PROCESS_WORLD && p->host->machine == machine) {
            process_kill(p);
        }
    }
    processes_sweep(world);
}

const struct world_module world_module_processes = {.name = "processes", .down = processes_down};
