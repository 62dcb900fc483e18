#include "world/opener.h"

#include "base/text.h"
#include "postoffice.h"
#include "world/modules.h"
#include "world/process.h"
#include "world/world.h"

enum { SECOND_US = 1000000 };

static void row(const struct opener *opener, enum trace_op op, enum status status)
{
    struct world *world = opener->world;
    const struct trace_row written = {.time_us = world->sched.now_us,
                                      .actor = opener->process->slot,
                                      .op = (uint16_t)op,
                                      .status = (uint16_t)status};
    (void)trace_add(&world->trace, &written, opener->name);
}

static bool is_whole(const struct opener_habit *habit)
{
    return habit->file[0] == '\0' || text_equal(habit->file, "CLANDATA");
}

static enum status open_file(struct opener *opener)
{
    static const struct os_open_mode mode = {
        .access = OS_READ_WRITE, .deny = OS_DENY_ALL, .disposition = OS_OPEN_EXISTING};
    char path[OS_PATH_SIZE];
    struct os_file file = {0};
    return text_join_path(path, sizeof(path), opener->office->path, opener->habit.file)
               ? os_open(&opener->process->port, path, mode, &file)
               : ST_TOO_LONG;
}

/* The post office as everybody opens it, then the lock of those who change something. */
static enum status open_office(struct opener *opener)
{
    struct process *process = opener->process;
    const char *path = opener->office->path;
    const bool is_alone = opener->habit.is_alone;
    enum status st = is_alone ? po_open_alone(&process->port, path, &process->scratch, &opener->po)
                              : po_open(&process->port, path, true, &process->scratch, &opener->po);
    if (st == ST_OK && !is_alone) {
        st = po_lock(opener->po);
    }
    return st;
}

static enum status come(struct opener *opener)
{
    struct world *world = opener->world;
    struct logon *logon = NULL;
    bool is_shut = false;
    if (opener->account != NULL) {
        const struct identity_attempt attempt = {.password = opener->account->password,
                                                 .kind = LOGON_INTERACTIVE,
                                                 .now_us = world->sched.now_us};
        const enum status st = network_logon(world->network, &opener->logon, opener->host->machine,
                                             opener->account, &attempt);
        if (st != ST_OK) {
            return st;
        }
        logon = &opener->logon;
    }
    opener->process = process_new(world, PROCESS_PERSON, opener->name, opener->host, logon);
    struct os_port *port = &opener->process->port;
    const enum status st = po_is_shut(port, opener->office->path, &is_shut);
    if (st != ST_OK || is_shut || !opener->office->machine->is_up) {
        return st != ST_OK ? st : ST_BUSY;
    }
    return is_whole(&opener->habit) ? open_office(opener) : open_file(opener);
}

static void leave(struct opener *opener)
{
    po_close(opener->po);
    opener->po = NULL;
    if (opener->process != NULL) {
        process_release(opener->process);
    }
    opener->process = NULL;
    if (opener->logon.is_open) {
        network_logoff(opener->world->network, &opener->logon);
    }
    opener->is_holding = false;
}

/* It has gone: when does it come again? */
static void wait_for_next(struct opener *opener)
{
    struct sched *sched = &opener->world->sched;
    const uint64_t every_us = opener->habit.every_us;
    opener->is_over = every_us == 0;
    if (!opener->is_over) {
        const uint64_t next_us = opener->came_us + every_us;
        opener->came_us = next_us > sched->now_us ? next_us : sched->now_us + SECOND_US;
        sched_wake(sched, &opener->task, opener->came_us);
    }
}

static void try_to_come(struct opener *opener)
{
    struct world *world = opener->world;
    uint64_t seconds = 1;
    if (!opener->host->machine->is_up) {
        sched_wake(&world->sched, &opener->task, world->sched.now_us + SECOND_US);
        return;
    }
    const enum status st = come(opener);
    if (opener->process != NULL) {
        row(opener, TRACE_LOCK, st);
    }
    if (st != ST_OK) {
        leave(opener);
        (void)text_to_u64(world_assumption(world, ASSUME_CLIENT_TRIES), &seconds);
        sched_wake(&world->sched, &opener->task, world->sched.now_us + seconds * SECOND_US);
        return;
    }
    const uint64_t holds_us = opener->habit.holds_us;
    opener->is_holding = true;
    opener->times++;
    opener->goes_us = holds_us == UINT64_MAX ? UINT64_MAX : world->sched.now_us + holds_us;
    sched_wake(&world->sched, &opener->task, world->sched.now_us);
}

static bool must_leave(struct opener *opener, uint64_t now_us)
{
    bool is_shut = false;
    return now_us >= opener->goes_us || opener->process->is_gone ||
           po_is_shut(&opener->process->port, opener->office->path, &is_shut) != ST_OK || is_shut;
}

static void opener_task(struct sched_task *task, uint64_t now_us)
{
    struct opener *opener = (struct opener *)(void *)task;
    if (!opener->is_holding) {
        try_to_come(opener);
        return;
    }
    if (must_leave(opener, now_us)) {
        row(opener, TRACE_UNLOCK, ST_OK);
        leave(opener);
        wait_for_next(opener);
        return;
    }
    const uint64_t look_us = now_us + SECOND_US;
    sched_wake(&opener->world->sched, task, look_us < opener->goes_us ? look_us : opener->goes_us);
}

struct opener *opener_begin(struct world *world, const struct opener *spec, uint64_t after_us)
{
    struct opener *opener = arena_new(world->arena, struct opener);
    *opener = (struct opener){.world = world,
                              .name = arena_text(world->arena, spec->name),
                              .office = spec->office,
                              .host = spec->host,
                              .account = spec->account,
                              .habit = spec->habit,
                              .label = spec->label,
                              .owner = spec->owner,
                              .came_us = world->sched.now_us + after_us};
    opener->task.step = opener_task;
    opener->task.wake_us = SCHED_NEVER;
    struct opener **end = &world->openers;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = opener;
    sched_wake(&world->sched, &opener->task, opener->came_us);
    return opener;
}

struct opener *opener_find(struct world *world, const struct office *office, const char *name)
{
    struct opener *opener = world->openers;
    while (opener != NULL && (opener->is_over || opener->office != office ||
                              opener->owner != NULL || !text_equal(opener->name, name))) {
        opener = opener->next;
    }
    return opener;
}

void opener_end(struct opener *opener)
{
    sched_remove(&opener->world->sched, &opener->task);
    if (opener->is_holding) {
        row(opener, TRACE_UNLOCK, ST_OK);
    }
    leave(opener);
    opener->is_over = true;
}

bool openers_lift(struct world *world, const char *label)
{
    bool any = false;
    for (struct opener *opener = world->openers; opener != NULL; opener = opener->next) {
        if (!opener->is_over && opener->label != NULL && text_equal(opener->label, label)) {
            opener_end(opener);
            any = true;
        }
    }
    return any;
}

void openers_cut(struct world *world, const struct machine *server)
{
    for (struct opener *opener = world->openers; opener != NULL; opener = opener->next) {
        const bool is_there = opener->office->machine == server || opener->host->machine == server;
        if (opener->is_holding && is_there) {
            row(opener, TRACE_UNLOCK, ST_CONNECTION_LOST);
            leave(opener);
            opener->came_us = world->sched.now_us;
            sched_wake(&world->sched, &opener->task, world->sched.now_us + SECOND_US);
        }
    }
}

static void openers_down(struct world *world, struct machine *machine)
{
    openers_cut(world, machine);
}

const struct world_module world_module_openers = {.name = "openers", .down = openers_down};
