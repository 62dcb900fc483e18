#include "world/world.h"

#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "postoffice.h"
#include "world/defaults.h"
#include "world/gateways.h"
#include "world/paths.h"
#include "world/place_pattern.h"
#include "world/session_times.h"
#include "world/sim_handles.h"

enum { STEPS_IN_ONE_INSTANT_MAX = 1000000 };

/* 17 February 1998, 08:00 UTC: a working day in the connector's time, and one that no other order
 * of dates takes for a date (Q180641). */
static const uint64_t epoch_ms = 887702400000ULL;

static const struct assumption_row assumption_rows[] = {
#define ASSUMPTION(id, fallback, alternatives, statement, evidence)                                \
    {#id, fallback, alternatives, statement, evidence},
#include "assumptions.def"
#undef ASSUMPTION
};
_Static_assert(ARRAY_COUNT(assumption_rows) == ASSUMPTION_COUNT, "one row for each assumption");

const struct assumption_row *assumption_row(enum assumption id)
{
    REQUIRE((unsigned)id < ASSUMPTION_COUNT);
    return &assumption_rows[id];
}

const struct assumption_row *assumption_find(const char *id, enum assumption *id_out)
{
    for (int i = 0; i < ASSUMPTION_COUNT; i++) {
        if (text_equal(assumption_rows[i].id, id)) {
            *id_out = (enum assumption)i;
            return &assumption_rows[i];
        }
    }
    return NULL;
}

int64_t world_clock_ms(struct world *world, const struct machine *machine)
{
    if (machine->clock_ms != 0) {
        (void)world_assumption(world, ASSUME_MACHINE_CLOCK);
    }
    return (int64_t)(world->epoch_ms + world->sched.now_us / 1000) + machine->clock_ms;
}

uint64_t world_epoch_ms(void)
{
    return epoch_ms;
}

struct world *world_create(struct arena *arena, const struct world_spec *spec)
{
    struct world *world = arena_new(arena, struct world);
    world->ledger_turn = 1;
    world->arena = arena;
    world->scratch = arena_within(arena);
    world->spec = *spec;
    world->epoch_ms = epoch_ms;
    sched_init(&world->sched, arena);
    if (spec->schedule_seed != 0) {
        sched_shuffle(&world->sched, spec->schedule_seed);
    }
    trace_init(&world->trace);
    world->trace.sink = spec->sink;
    world->trace.is_off = spec->is_untraced;
    prng_init(&world->random, spec->seed, "os_random");
    session_times_begin(world);
    world->identities = identities_create(arena);
    identities_set_epoch(world->identities, epoch_ms);
    world->network = network_create(arena, world->identities);
    world->fs = fs_create(arena);
    fs_ask_connected(world->fs, world, sim_is_connected);
    fs_ask_granted(world->fs, world, truth_granted);
    world->processes = processes_create(world);
    world->paths = paths_create(arena);
    world->truth = truth_create(world);
    world->mails_end = &world->mails;
    world->mails_by_name.arena = arena;
    return world;
}

void world_destroy(struct world *world)
{
    truth_destroy(world->truth);
    processes_destroy(world->processes);
    arena_release(&world->scratch);
}

static bool is_alternative(const char *alternatives, const char *value)
{
    if (alternatives[0] == '\0') {
        uint64_t number = 0;
        return text_to_u64(value, &number);
    }
    const size_t length = strlen(value);
    for (const char *at = alternatives; *at != '\0';) {
        const size_t one = strcspn(at, "|");
        if (one == length && text_equal_n(at, value, length)) {
            return true;
        }
        at += one + (at[one] == '|' ? 1 : 0);
    }
    return false;
}

const char *world_set_assumption(struct world *world, const char *id, const char *value)
{
    enum assumption which = ASSUMPTION_COUNT;
    const struct assumption_row *row = assumption_find(id, &which);
    if (row == NULL) {
        return arena_format(world->arena, "no assumption is called '%s'", id);
    }
    if (!is_alternative(row->alternatives, value)) {
        return arena_format(world->arena, "'%s' is no value of %s: %s", value, row->id,
                            row->alternatives[0] == '\0' ? "a number" : row->alternatives);
    }
    world->assumptions[which] = arena_text(world->arena, value);
    world->assumptions_set++;
    return NULL;
}

const char *world_assumption(struct world *world, enum assumption id)
{
    world->assumptions_used[id] = true;
    return world->assumptions[id] != NULL ? world->assumptions[id] : assumption_rows[id].fallback;
}

bool world_assumes(struct world *world, enum assumption id, const char *value)
{
    return world->assumptions[id] != NULL && text_equal(world_assumption(world, id), value);
}

uint32_t world_folder_messages(struct world *world)
{
    uint64_t number = PO_FOLDER_MESSAGES;
    if (world->assumptions[ASSUME_FOLDER_MESSAGES] != NULL) {
        (void)text_to_u64(world_assumption(world, ASSUME_FOLDER_MESSAGES), &number);
    }
    return (uint32_t)number;
}

void world_edit(struct world *world, const char *text)
{
    struct trace_row row = {.time_us = world->sched.now_us, .op = TRACE_EDIT};
    world->cause = trace_add(&world->trace, &row, text);
}

void world_refuse(struct world *world, const char *text)
{
    world_edit(world, text);
    if (world->spec.observe != NULL) {
        const struct observation seen = {
            .kind = OBSERVE_REFUSED, .time_us = world->sched.now_us, .text = text};
        world->spec.observe(world->spec.observer, &seen);
    }
}

/* After each step: orphans go, the ledger looks. */
static bool world_after_step(struct world *world)
{
    processes_sweep(world);
    if (world->scratch.first != NULL) {
        arena_reset(&world->scratch);
    }
    return world->failure[0] == '\0' && (world->spec.is_unledgered || truth_check(world));
}

static bool world_steps(struct world *world, uint64_t until_us)
{
    uint64_t instant = world->sched.now_us;
    uint64_t steps = 0;
    while (sched_step(&world->sched, until_us)) {
        if (!world_after_step(world)) {
            return false;
        }
        steps = world->sched.now_us == instant ? steps + 1 : 0;
        instant = world->sched.now_us;
        if (steps > STEPS_IN_ONE_INSTANT_MAX) {
            world->is_stuck = true;
            (void)text_format(world->failure, sizeof(world->failure),
                              "more than %d steps in one instant: nobody comes to an end",
                              STEPS_IN_ONE_INSTANT_MAX);
            return false;
        }
    }
    return true;
}

bool world_run_until(struct world *world, uint64_t until_us)
{
    return world_steps(world, until_us) && sched_run_until(&world->sched, until_us);
}

bool world_settle(struct world *world)
{
    return world_after_step(world) && world_steps(world, world->sched.now_us);
}

const char *world_machine_of(const struct world *world, uint16_t volume_number)
{
    const struct machine *machine = network_machine_of_volume(world->network, volume_number);
    return machine != NULL ? machine->name : "";
}

enum status world_reach(struct world *world, struct host *host, const char *path,
                        struct network_reach *reach_out)
{
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    const char *rest = NULL;
    const struct host *from = host != NULL ? host : host_need(world, NULL);
    const enum status st =
        network_place(world->network, from->machine, path, &volume, &root, &rest);
    if (st != ST_OK) {
        return st;
    }
    *reach_out = (struct network_reach){
        .way = {.model = fs_model_of(FS_MODEL_nt_local),
                .volume = volume->volume,
                .volume_number = volume->number,
                .root = root,
                .share_mask = NT_FULL},
        .rest = rest,
    };
    return ST_OK;
}

const char *world_place(struct world *world, struct host *host, const char *path,
                        struct machine_volume **volume_out, volume_node *node_out,
                        bool make_directories)
{
    struct host *from = host != NULL ? host : host_need(world, NULL);
    volume_node at = 0;
    const char *rest = NULL;
    if (make_directories && !world->is_declared) {
        host_need_drive(world, from, path);
    }
    const enum status st =
        network_place(world->network, from->machine, path, volume_out, &at, &rest);
    if (st != ST_OK) {
        return arena_format(world->arena, "'%s' leads nowhere: %s", path, status_text(st));
    }
    while (rest[0] != '\0') {
        char name[VOLUME_NAME_MAX + 1];
        const size_t length = strcspn(rest, "\\/");
        (void)text_format(name, sizeof(name), "%.*s", (int)length, rest);
        rest += length + (rest[length] != '\0' ? 1 : 0);
        if (length == 0) {
            continue;
        }
        volume_node next = volume_find((*volume_out)->volume, at, name);
        if (next == 0 && (!make_directories ||
                          volume_make((*volume_out)->volume, at, name, true, &next) != ST_OK)) {
            return arena_format(world->arena, "'%s': there is no '%s'", path, name);
        }
        at = next;
    }
    *node_out = at;
    return NULL;
}

static bool is_slash(char c)
{
    return c == '\\' || c == '/';
}

static const char *behind_slashes(const char *path)
{
    while (is_slash(*path)) {
        path++;
    }
    return path;
}

/* The same names, or more of them in `seen`; NetWare and NT take either slash, and several. */
static bool is_below(const char *seen, const char *wanted)
{
    char last = '\0';
    while (*wanted != '\0') {
        if (is_slash(*wanted)) {
            wanted = behind_slashes(wanted);
            if (*wanted != '\0' && !is_slash(*seen) && last != ':') {
                return false;
            }
            seen = behind_slashes(seen);
            last = '\\';
        } else if (text_equal_n(seen, wanted, 1)) {
            last = *wanted++;
            seen++;
        } else {
            return false;
        }
    }
    return *seen == '\0' || is_slash(*seen) || last == ':' || last == '\\';
}

/* "SYS:CCDATA" is the machine's own, whoever else has a volume of that name. */
static bool is_own_volume(const struct machine *machine, const char *path)
{
    const size_t length = strcspn(path, "\\/:");
    char name[OS_PATH_SIZE];
    return length > 1 && path[length] == ':' &&
           text_format(name, sizeof(name), "%.*s", (int)length, path) &&
           machine_find_volume(machine, name) != NULL;
}

bool world_place_text(struct world *world, const char *machine, const char *path, char *target)
{
    struct machine_volume *volume = NULL;
    volume_node root = 0;
    const char *rest = NULL;
    const struct machine *from = network_find_machine(world->network, machine);
    if (from == NULL) {
        return false;
    }
    /* "NT1\D:\ccdata": a drive of that machine. */
    const size_t name_length = strlen(machine);
    if (text_starts(path, machine) && path[name_length] == '\\' && path[name_length + 1] != '\0' &&
        path[name_length + 2] == ':' && from->kind == MACHINE_NT) {
        path += name_length + 1;
    }
    char full[2 * OS_PATH_SIZE];
    if (is_own_volume(from, path) && text_format(full, sizeof(full), "%s\\%s", machine, path)) {
        path = full;
    }
    const bool is_own = network_place(world->network, from, path, &volume, &root, &rest) == ST_OK;
    if (!is_own || !text_equal(world_machine_of(world, volume->number), machine)) {
        return false;
    }
    char below[OS_PATH_SIZE];
    if (!volume_path(volume->volume, root, below, sizeof(below))) {
        return false;
    }
    const char *label = volume_label(volume->volume);
    const size_t label_length = strcspn(label, ":");
    return text_format(target, (size_t)3 * OS_PATH_SIZE, "%.*s:%s%s%s%s", (int)label_length, label,
                       from->kind == MACHINE_NT ? "\\" : "", below,
                       below[0] != '\0' && rest[0] != '\0' ? "\\" : "", rest);
}

bool world_path_within(struct world *world, const char *machine, const char *seen,
                       const char *wanted)
{
    if (network_find_machine(world->network, machine) == NULL) {
        return text_starts(seen, wanted);
    }
    if (place_is_pattern(wanted)) {
        return place_pattern_matches(world, machine, seen, wanted);
    }
    char full[3 * OS_PATH_SIZE];
    if (!world_place_text(world, machine, wanted, full)) {
        return false;
    }
    return is_below(seen, full);
}

const char *world_finish_declarations(struct world *world)
{
    world->is_declared = true;
    gateways_begin(world);
    return defaults_apply(world);
}

/* Shares come and go: does the post office's path still lead to its files? */
static bool leads_to_files(struct world *world, const struct office *office)
{
    struct machine_volume *volume = NULL;
    volume_node node = 0;
    return world_place(world, NULL, office->path, &volume, &node, false) == NULL &&
           volume == office->volume && node == office->directory;
}

bool world_end(struct world *world)
{
    for (struct office *o = world->offices; o != NULL && world->person_changes == 0; o = o->next) {
        if (!leads_to_files(world, o)) {
            continue;
        }
        const struct office_health health = office_check(world, o);
        const bool is_excused = world->refusals > 0 || world->cuts > 0;
        if (health.errors > 0 || (health.wear > 0 && !is_excused)) {
            (void)text_format(
                world->failure, sizeof(world->failure),
                "post office %s: %u errors, %u pieces of wear, and nothing was cut off: %s",
                o->name, health.errors, health.wear, health.first);
            return false;
        }
    }
    return true;
}

bool world_serves(const struct world *world)
{
    bool any_runs = false;
    bool all_run = true; /* that were started: the mail of one that is stopped waits for it */
    for (const struct connector *c = world->connectors; c != NULL; c = c->next) {
        any_runs = any_runs || c->state == CONNECTOR_RUNNING;
        all_run = all_run && (c->starts == 0 || c->state == CONNECTOR_RUNNING);
    }
    return any_runs && all_run;
}

bool world_is_silent(struct world *world, uint64_t *since_out)
{
    enum { POLL_US = 15000000 };
    *since_out = world->progress_us > world->event_us ? world->progress_us : world->event_us;
    return world_serves(world) && truth_totals(world).in_custody > 0 &&
           world->sched.now_us - *since_out >= (uint64_t)WORLD_SILENT_POLLS * POLL_US;
}
