#include "world/sim_port.h"

#include <string.h>

#include "world/paths.h"
#include "world/sim_call.h"
#include "world/sim_elsewhere.h"
#include "world/sim_environment.h"
#include "world/sim_fault.h"
#include "world/sim_handles.h"
#include "world/world.h"

static struct process *of(struct os_port *port)
{
    return (struct process *)(void *)port;
}

/* Nobody has a session, and needs none; but a machine that is down gives nobody its files. The
 * world itself looks at disks. */
static bool is_served(const struct process *process, const struct fs_way *way)
{
    const struct machine *machine =
        process->kind == PROCESS_PROGRAM
            ? network_machine_of_volume(process->world->network, way->volume_number)
            : NULL;
    return machine == NULL || machine->is_up;
}

enum status sim_reach(struct sim_call *call, const char *path, struct network_reach *reach_out)
{
    struct process *process = call->process;
    struct world *world = process->world;
    struct path_facts *facts = paths_find(world->paths, path);
    if (facts == NULL) {
        return ST_TOO_LONG;
    }
    call->facts = facts;
    call->name_hash = facts->hash;
    enum status st = ST_OK;
    if (process->logon == NULL) {
        st = world_reach(process->world, process->host, path, reach_out);
        st = st == ST_OK && !is_served(process, &reach_out->way) ? ST_BAD_NETWORK_PATH : st;
    } else {
        world->caller = process; /* faults may ask who it is */
        st = network_reach(world->network, process->logon, path, world->sched.now_us, reach_out);
        world->caller = NULL;
    }
    if (st == ST_OK && process->is_16_bit &&
        !paths_fit_16_bit(facts, path, (size_t)(reach_out->rest - path))) {
        st = ST_PATH_NOT_FOUND;
    }
    if (st == ST_OK) {
        call->way = &reach_out->way;
        call->rest = reach_out->rest;
        sim_connected(process, reach_out);
    }
    return st;
}

uint64_t sim_now_ms(const struct world *world)
{
    return world->epoch_ms + world->sched.now_us / 1000;
}

/* A path call in one piece: begin, reach, and the file call ready to be made. */
struct path_call {
    struct sim_call call;
    struct network_reach reach;
    struct fs_call fs;
};

static enum status path_begin(struct path_call *self, struct os_port *port, enum trace_op op,
                              const char *path)
{
    struct process *process = of(port);
    REQUIRE(path != NULL);
    self->call = (struct sim_call){.process = process, .op = op, .name = path};
    enum status st = sim_call_begin(&self->call);
    if (st != ST_OK) {
        return st;
    }
    st = sim_reach(&self->call, path, &self->reach);
    if (st != ST_OK) {
        return sim_call_end(&self->call, st);
    }
    self->fs.fs = process->world->fs;
    self->fs.way = &self->reach.way;
    self->fs.path = self->reach.rest;
    self->fs.hint = &self->call.facts->walk;
    self->fs.length = (uint32_t)(self->call.facts->length - (self->reach.rest - path));
    self->fs.target_hint = NULL;
    self->fs.now_ms = sim_now_ms(process->world);
    self->fs.looks_on = process->kind == PROCESS_WORLD;
    self->fs.party = 0;
    self->fs.skips_hidden = process->is_16_bit;
    self->fs.is_found = false;
    self->fs.refusal = (struct fs_refusal){0};
    return ST_OK;
}

static enum status path_end(struct path_call *self, enum status status)
{
    self->call.refusal = self->fs.refusal;
    return sim_call_end(&self->call, status);
}

/* A fault may stop the call, send it to another server, or change it (*strike_out, else NULL). */
static bool path_stops(struct path_call *self, uint32_t op, uint64_t size,
                       const struct fault_strike **strike_out, enum status *answer_out)
{
    const struct fault_strike *strike = sim_fault(&self->call, op, 0, size);
    *strike_out = NULL;
    if (strike == NULL) {
        return false;
    }
    if (strike->elsewhere != NULL) {
        *answer_out =
            sim_reach_elsewhere(&self->call, self->call.name, strike->elsewhere, &self->reach);
        self->fs.path = self->reach.rest;
        self->fs.hint = NULL; /* it was for the path that was asked for */
        return *answer_out != ST_OK;
    }
    *strike_out = strike;
    *answer_out = strike->answer;
    return !strike->acts;
}

static enum status sim_stat(struct os_port *port, const char *path, struct os_info *info_out)
{
    struct path_call self;
    const enum status st = path_begin(&self, port, TRACE_STAT, path);
    return st == ST_OK ? path_end(&self, fs_stat(&self.fs, info_out)) : st;
}

static enum status sim_list(struct os_port *port, const char *directory, const char *pattern,
                            struct arena *arena, struct os_names *names_out)
{
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_LIST, directory);
    if (st != ST_OK) {
        return st;
    }
    const struct fault_strike *strike = NULL;
    if (path_stops(&self, FAULT_OP_LIST, UINT64_MAX, &strike, &st)) {
        return sim_call_end(&self.call, st);
    }
    st = fs_list(&self.fs, pattern, arena, names_out);
    if (strike != NULL && st == ST_OK && names_out->count > strike->size) {
        names_out->count = (size_t)strike->size;
    }
    self.call.amount = st == ST_OK ? names_out->count : 0;
    return path_end(&self, st);
}

static enum status sim_make_dir(struct os_port *port, const char *path)
{
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_MAKE_DIR, path);
    if (st != ST_OK) {
        return st;
    }
    const struct fault_strike *strike = NULL;
    if (path_stops(&self, FAULT_OP_CREATE, 0, &strike, &st)) {
        return sim_call_end(&self.call, st);
    }
    return path_end(&self, fs_make_dir(&self.fs));
}

/* Another server gets both names. */
static bool rename_stops(struct path_call *self, const char *target, struct network_reach *other,
                         enum status *answer_out)
{
    const struct fault_strike *strike = sim_fault(&self->call, FAULT_OP_RENAME, 0, 0);
    if (strike == NULL || strike->elsewhere == NULL) {
        *answer_out = strike != NULL ? strike->answer : ST_OK;
        return strike != NULL && !strike->acts;
    }
    const char *server = strike->elsewhere;
    *answer_out = sim_reach_elsewhere(&self->call, target, server, other);
    if (*answer_out == ST_OK) {
        *answer_out = sim_reach_elsewhere(&self->call, self->call.name, server, &self->reach);
    }
    self->fs.path = self->reach.rest;
    self->fs.hint = NULL; /* both were for the paths that were asked for */
    self->fs.target_hint = NULL;
    return *answer_out != ST_OK;
}

/* Its row names both. */
static enum status rename_end(struct path_call *self, const char *target, enum status st)
{
    struct trace *trace = &self->call.process->world->trace;
    trace->new_name = target;
    st = path_end(self, st);
    trace->new_name = NULL;
    return st;
}

static enum status sim_rename(struct os_port *port, const char *source, const char *target)
{
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_RENAME, source);
    if (st != ST_OK) {
        return st;
    }
    const uint64_t source_hash = self.call.name_hash;
    struct network_reach other;
    const struct path_facts *source_facts = self.call.facts;
    st = sim_reach(&self.call, target, &other);
    if (self.call.facts == source_facts) {
        self.fs.hint = NULL; /* its place is the new name's now */
    }
    const uint64_t target_hash = self.call.name_hash;
    self.call.name_hash = source_hash; /* until the name is about to change */
    self.call.way = &self.reach.way;
    self.call.rest = self.reach.rest;
    if (st != ST_OK) {
        return rename_end(&self, target, st);
    }
    self.fs.target_hint = &self.call.facts->walk;
    self.fs.target_length = (uint32_t)(self.call.facts->length - (other.rest - target));
    self.call.new_rest = other.rest;
    if (rename_stops(&self, target, &other, &st)) {
        return sim_call_end(&self.call, st);
    }
    if (other.way.volume != self.reach.way.volume || other.way.root != self.reach.way.root) {
        return rename_end(&self, target, ST_NOT_SUPPORTED);
    }
    self.call.name_hash = target_hash;
    struct truth_touch touch = truth_touch_before(of(port), &self.fs);
    st = fs_rename(&self.fs, other.rest);
    if (st == ST_OK) {
        truth_touch_after(of(port)->world, &touch);
    }
    if (self.fs.refusal.operation == FS_RENAME_TARGET) {
        self.call.rest = other.rest; /* what was refused is the new name */
    }
    return rename_end(&self, target, st);
}

static enum status sim_remove(struct os_port *port, const char *path)
{
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_REMOVE, path);
    if (st != ST_OK) {
        return st;
    }
    const struct fault_strike *strike = NULL;
    if (path_stops(&self, FAULT_OP_DELETE, 0, &strike, &st)) {
        return sim_call_end(&self.call, st);
    }
    struct truth_touch touch = truth_touch_before(of(port), &self.fs);
    st = fs_remove(&self.fs);
    if (st == ST_OK) {
        touch.is_removed = true;
        truth_touch_after(of(port)->world, &touch);
    }
    return path_end(&self, st);
}

static enum status open_file(struct process *process, const char *path, struct os_open_mode mode,
                             struct os_file *file_out)
{
    struct os_port *port = &process->port;
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_OPEN, path);
    if (st != ST_OK) {
        return st;
    }
    self.call.detail =
        (uint32_t)mode.access | (uint32_t)mode.deny << 4 | (uint32_t)mode.disposition << 8;
    const struct fault_strike *strike = NULL;
    if (path_stops(&self, mode.disposition == OS_OPEN_EXISTING ? FAULT_OP_OPEN : FAULT_OP_CREATE, 0,
                   &strike, &st)) {
        return sim_call_end(&self.call, st);
    }
    if (strike != NULL && strike->denies_all) {
        mode.deny = OS_DENY_ALL;
    }
    if (process->opens_alone && self.reach.way.model->lists_by_right) {
        mode.deny = mode.access == OS_READ ? OS_DENY_WRITE : OS_DENY_ALL;
        self.fs.party = process->slot;
    }
    const uint32_t slot = sim_handle_slot(process);
    if (slot == PROCESS_HANDLES_MAX || (process->files_most != 0 && slot >= process->files_most)) {
        return path_end(&self, ST_TOO_MANY_OPEN);
    }
    struct process_handle *handle = &process->handles[slot];
    st = fs_open(&self.fs, mode, &handle->file);
    if (st != ST_OK) {
        handle->file = NULL;
        return path_end(&self, st);
    }
    process->handle_count++;
    handle->generation = (handle->generation + 1) & 0xFFFFFF;
    handle->is_changed = handle->file->created_here;
    handle->told = 0;
    handle->stays = strike != NULL && strike->keeps ? HANDLE_STAYS_OPEN : HANDLE_ENDS;
    handle->locks_elsewhere = false;
    handle->name_hash = self.call.name_hash;
    handle->name = process->world->spec.sink != NULL ? arena_text(&process->arena, path) : NULL;
    *file_out = sim_handle_value(process, slot);
    if (handle->file->created_here) {
        self.call.op = TRACE_CREATE;
    }
    return path_end(&self, ST_OK);
}

static enum status sim_open(struct os_port *port, const char *path, struct os_open_mode mode,
                            struct os_file *file_out)
{
    const enum status st = open_file(of(port), path, mode, file_out);
    if (status_is_denied(st) && (mode.access & OS_WRITE) != 0) {
        truth_write_refused(of(port), path); /* by whomever: a fault, too */
    }
    return st;
}

/* What the caller may still take there; NT 3.51 tells what is free on the volume (KB Q152986). */
static uint64_t free_bytes(const struct process *process, const struct fs_way *way,
                           volume_node directory)
{
    const bool is_limited = way->token != NULL && way->model->lists_by_right &&
                            !host_has_quirk(process->host, PLATFORM_TELLS_FREE_OF_VOLUME);
    return is_limited ? volume_free_below(way->volume, directory, way->token->ids[0])
                      : volume_free_bytes(way->volume);
}

static enum status sim_free_space(struct os_port *port, const char *directory, uint64_t *bytes_out)
{
    struct path_call self;
    const enum status st = path_begin(&self, port, TRACE_FREE_SPACE, directory);
    if (st != ST_OK) {
        return st;
    }
    volume_node node = 0;
    volume_node parent = 0;
    const char *name = NULL;
    if (volume_walk(self.reach.way.volume, self.reach.way.root, self.reach.rest, &node, &parent,
                    &name) != ST_OK) {
        return path_end(&self, ST_PATH_NOT_FOUND);
    }
    *bytes_out = free_bytes(of(port), &self.reach.way, node);
    self.call.amount = *bytes_out;
    return path_end(&self, ST_OK);
}

static enum status sim_connect(struct os_port *port, const char *resource, const char *user,
                               const char *password)
{
    (void)password;
    if (user != NULL) {
        return ST_CREDENTIALS_CONFLICT; /* a process has one set of credentials for a server */
    }
    struct path_call self;
    const enum status st = path_begin(&self, port, TRACE_CONNECT, resource);
    return st == ST_OK ? path_end(&self, ST_OK) : st;
}

/* The connection goes, unless somebody has a file open over it: programs of one logon share it. */
static enum status sim_disconnect(struct os_port *port, const char *resource)
{
    struct path_call self;
    const enum status st = path_begin(&self, port, TRACE_DISCONNECT, resource);
    if (st != ST_OK) {
        return st;
    }
    const enum status ended = path_end(&self, ST_OK);
    const uint16_t id = self.reach.way.session;
    struct process *process = of(port);
    struct session *session =
        ended == ST_OK && id != 0 && process->logon != NULL ? process->logon->sessions : NULL;
    while (session != NULL && session->id != id) {
        session = session->next;
    }
    if (session != NULL && !sim_handles_over(process->world, id)) {
        network_disconnect(process->world->network, process->logon, session);
    }
    return ended;
}

static uint64_t sim_monotonic_us(struct os_port *port)
{
    return of(port)->world->sched.now_us;
}

static uint64_t sim_utc_ms(struct os_port *port)
{
    const struct process *process = of(port);
    return sim_now_ms(process->world) + (uint64_t)process->host->machine->clock_ms;
}

static struct os_locale sim_machine_locale(struct os_port *port)
{
    const struct host *host = of(port)->host;
    struct os_locale locale = host->locale;
    memcpy(locale.missing_pages, host->missing_pages, sizeof(locale.missing_pages));
    return locale;
}

static uint64_t sim_random(struct os_port *port)
{
    return prng_next(&of(port)->world->random);
}

static const struct os_port_ops ops = {
    .connect = sim_connect,
    .disconnect = sim_disconnect,
    .stat = sim_stat,
    .list = sim_list,
    .make_dir = sim_make_dir,
    .rename = sim_rename,
    .remove = sim_remove,
    .open = sim_open,
    .read = sim_read,
    .write = sim_write,
    .size = sim_size,
    .set_size = sim_set_size,
    .flush = sim_flush,
    .lock = sim_lock,
    .unlock = sim_unlock,
    .close = sim_close,
    .free_space = sim_free_space,
    .process_start = sim_process_start,
    .process_poll = sim_process_poll,
    .process_kill = sim_process_kill,
    .find_program = sim_find_program,
    .setting_get = sim_setting_get,
    .setting_set = sim_setting_set,
    .setting_list = sim_setting_list,
    .monotonic_us = sim_monotonic_us,
    .utc_ms = sim_utc_ms,
    .machine_locale = sim_machine_locale,
    .random = sim_random,
    .report_event = sim_report_event,
};

void sim_port_attach(struct process *process)
{
    process->port.ops = &ops;
    process->port.traits = (struct os_port_traits){
        .case_sensitive = false,
        .mandatory_locks = true,
        .short_names = true,
        .knows_trustees = true,
    };
    process->exchange.ops = &sim_exchange_ops;
}
