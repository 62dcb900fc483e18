#include "world/sim_port.h"

#include <string.h>

#include "base/text.h"
#include "world/denial.h"
#include "world/sim_environment.h"
#include "world/world.h"

enum { HANDLE_INDEX_BITS = 8 };

static struct process *of(struct os_port *port)
{
    return (struct process *)(void *)port;
}

enum status sim_call_begin(struct sim_call *call)
{
    struct process *process = call->process;
    if (process->is_gone) {
        return ST_PROCESS_GONE;
    }
    struct world *world = process->world;
    if (process->logon == NULL) {
        return ST_OK; /* the world itself is no part of the system under test */
    }
    world->port_calls++;
    if (world->port_calls != world->spec.inject_call) {
        return ST_OK;
    }
    if (world->spec.inject_status == ST_PROCESS_GONE) {
        process_kill(process);
        return ST_PROCESS_GONE;
    }
    return sim_call_end(call, world->spec.inject_status);
}

static bool changes_files(enum trace_op op)
{
    return op == TRACE_WRITE || op == TRACE_CREATE || op == TRACE_REMOVE || op == TRACE_RENAME ||
           op == TRACE_SET_SIZE;
}

/* Answers that say "it is so", not "you may not" or "it failed". */
static bool is_refusal(enum status status)
{
    return status != ST_NOT_FOUND && status != ST_NO_DATA && status != ST_NO_MORE &&
           status != ST_EXISTS && status != ST_PROCESS_GONE;
}

enum status sim_call_end(struct sim_call *call, enum status status)
{
    struct process *process = call->process;
    struct world *world = process->world;
    if (process->logon == NULL) {
        return status;
    }
    struct trace_row row = {
        .time_us = world->sched.now_us,
        .cause = process->cause,
        .name_hash = call->name_hash,
        .amount = call->amount,
        .actor = process->slot,
        .op = (uint16_t)call->op,
        .status = (uint16_t)status,
        .detail = call->detail,
    };
    if (call->way != NULL) {
        row.session = call->way->session;
        row.way = (uint16_t)call->way->model->id;
    }
    if (status == ST_ACCESS_DENIED) {
        row.refusal = call->refusal.ncp;
        row.lacks = call->refusal.lacks;
    }
    const uint64_t seq = trace_add(&world->trace, &row, call->name);
    if (process->kind == PROCESS_PERSON && changes_files(call->op)) {
        world->person_changes++;
    }
    if (status != ST_OK && is_refusal(status)) {
        process->cause = seq; /* what this process does next comes from it */
        world->refusals++;
        if (status == ST_ACCESS_DENIED) {
            denial_observe(call);
        }
    }
    return status;
}

/* Reaches the volume of a path; a session opened on the way leaves its own row. */
static enum status reach(struct sim_call *call, const char *path, struct network_reach *reach_out)
{
    struct process *process = call->process;
    struct world *world = process->world;
    if (strlen(path) >= OS_PATH_SIZE) {
        return ST_TOO_LONG;
    }
    enum status st = ST_OK;
    if (process->logon == NULL) {
        st = world_reach(process->world, process->host, path, reach_out);
    } else {
        st = network_reach(world->network, process->logon, path, world->sched.now_us, reach_out);
    }
    if (st == ST_OK) {
        call->way = &reach_out->way;
        call->rest = reach_out->rest;
        if (reach_out->new_session != NULL) {
            struct sim_call logon = {.process = process,
                                     .op = TRACE_CONNECT,
                                     .name = reach_out->new_session->server->name,
                                     .way = &reach_out->way};
            DISCARD(sim_call_end(&logon, ST_OK), "a row only");
        }
    }
    return st;
}

static uint64_t now_ms(const struct world *world)
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
    st = reach(&self->call, path, &self->reach);
    if (st != ST_OK) {
        return sim_call_end(&self->call, st);
    }
    self->fs.fs = process->world->fs;
    self->fs.way = &self->reach.way;
    self->fs.path = self->reach.rest;
    self->fs.now_ms = now_ms(process->world);
    self->fs.refusal = (struct fs_refusal){0};
    return ST_OK;
}

static enum status path_end(struct path_call *self, enum status status)
{
    self->call.refusal = self->fs.refusal;
    return sim_call_end(&self->call, status);
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
    st = fs_list(&self.fs, pattern, arena, names_out);
    self.call.amount = st == ST_OK ? names_out->count : 0;
    return path_end(&self, st);
}

static enum status sim_make_dir(struct os_port *port, const char *path)
{
    struct path_call self;
    const enum status st = path_begin(&self, port, TRACE_MAKE_DIR, path);
    return st == ST_OK ? path_end(&self, fs_make_dir(&self.fs)) : st;
}

static enum status sim_rename(struct os_port *port, const char *source, const char *target)
{
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_RENAME, source);
    if (st != ST_OK) {
        return st;
    }
    struct network_reach other;
    st = reach(&self.call, target, &other);
    self.call.way = &self.reach.way;
    self.call.rest = self.reach.rest;
    if (st != ST_OK) {
        return path_end(&self, st);
    }
    if (other.way.volume != self.reach.way.volume || other.way.root != self.reach.way.root) {
        return path_end(&self, ST_NOT_SUPPORTED);
    }
    struct truth_touch touch = truth_touch_before(of(port)->world, &self.fs);
    st = fs_rename(&self.fs, other.rest);
    if (st == ST_OK) {
        truth_touch_after(of(port)->world, &touch);
    }
    self.call.name_hash = hash64(target, strlen(target));
    if (self.fs.refusal.operation == FS_RENAME_TARGET) {
        self.call.rest = other.rest; /* what was refused is the new name */
    }
    return path_end(&self, st);
}

static enum status sim_remove(struct os_port *port, const char *path)
{
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_REMOVE, path);
    if (st != ST_OK) {
        return st;
    }
    struct truth_touch touch = truth_touch_before(of(port)->world, &self.fs);
    st = fs_remove(&self.fs);
    if (st == ST_OK) {
        touch.is_removed = true;
        touch.by_person = of(port)->kind == PROCESS_PERSON;
        truth_touch_after(of(port)->world, &touch);
    }
    return path_end(&self, st);
}

/* Handles: index + 1 in the low bits, the slot's generation above. */
static uint32_t handle_slot(struct process *process)
{
    for (uint32_t i = 0; i < PROCESS_HANDLES_MAX; i++) {
        if (process->handles[i].file == NULL) {
            return i;
        }
    }
    return PROCESS_HANDLES_MAX;
}

static struct process_handle *handle_of(struct process *process, struct os_file file)
{
    const uint32_t index = (file.value & ((1U << HANDLE_INDEX_BITS) - 1)) - 1;
    if (index >= PROCESS_HANDLES_MAX) {
        return NULL;
    }
    struct process_handle *handle = &process->handles[index];
    return handle->file != NULL && handle->generation == file.value >> HANDLE_INDEX_BITS ? handle
                                                                                         : NULL;
}

static enum status sim_open(struct os_port *port, const char *path, struct os_open_mode mode,
                            struct os_file *file_out)
{
    struct process *process = of(port);
    struct path_call self;
    enum status st = path_begin(&self, port, TRACE_OPEN, path);
    if (st != ST_OK) {
        return st;
    }
    self.call.detail =
        (uint32_t)mode.access | (uint32_t)mode.deny << 4 | (uint32_t)mode.disposition << 8;
    const uint32_t slot = handle_slot(process);
    if (slot == PROCESS_HANDLES_MAX) {
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
    handle->name_hash = hash64(path, strlen(path));
    handle->name = process->world->spec.sink != NULL ? arena_text(&process->arena, path) : NULL;
    file_out->value = (slot + 1) | handle->generation << HANDLE_INDEX_BITS;
    if (handle->file->created_here) {
        self.call.op = TRACE_CREATE;
    }
    return path_end(&self, ST_OK);
}

/* A handle call: begin, find the handle. */
struct handle_call {
    struct sim_call call;
    struct process_handle *handle;
};

static enum status handle_begin(struct handle_call *self, struct os_port *port, enum trace_op op,
                                struct os_file file)
{
    struct process *process = of(port);
    self->call = (struct sim_call){.process = process, .op = op};
    self->handle = handle_of(process, file);
    if (self->handle != NULL) {
        self->call.name = self->handle->name;
        self->call.name_hash = self->handle->name_hash;
        self->call.way = &self->handle->file->way;
        self->call.node = self->handle->file->node;
    }
    const enum status st = sim_call_begin(&self->call);
    if (st != ST_OK) {
        return st;
    }
    return self->handle != NULL ? ST_OK : sim_call_end(&self->call, ST_BAD_HANDLE);
}

static enum status sim_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                            size_t size, size_t *read_out)
{
    struct handle_call self;
    enum status st = handle_begin(&self, port, TRACE_READ, file);
    if (st != ST_OK) {
        return st;
    }
    st = fs_read(of(port)->world->fs, self.handle->file, offset, data, size, read_out);
    self.call.amount = st == ST_OK ? *read_out : 0;
    self.call.refusal = self.handle->file->read_refusal; /* looked at when it is a refusal */
    self.call.refusal.operation = FS_READ_FILE;
    return sim_call_end(&self.call, st);
}

static enum status sim_write(struct os_port *port, struct os_file file, uint64_t offset,
                             const void *data, size_t size)
{
    struct world *world = of(port)->world;
    struct handle_call self;
    enum status st = handle_begin(&self, port, TRACE_WRITE, file);
    if (st != ST_OK) {
        return st;
    }
    self.call.amount = size;
    self.call.refusal.operation = FS_WRITE_FILE;
    st = fs_write(world->fs, self.handle->file, offset, data, size, now_ms(world));
    self.handle->is_changed = true;
    truth_written(world, self.handle->file);
    return sim_call_end(&self.call, st);
}

static enum status sim_size(struct os_port *port, struct os_file file, uint64_t *size_out)
{
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_SIZE, file);
    if (st != ST_OK) {
        return st;
    }
    const struct fs_handle *handle = self.handle->file;
    *size_out = volume_info(handle->way.volume, handle->node).size_bytes;
    self.call.amount = *size_out;
    return sim_call_end(&self.call, ST_OK);
}

static enum status sim_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes)
{
    struct world *world = of(port)->world;
    struct handle_call self;
    enum status st = handle_begin(&self, port, TRACE_SET_SIZE, file);
    if (st != ST_OK) {
        return st;
    }
    self.call.amount = size_bytes;
    self.call.refusal.operation = FS_WRITE_FILE;
    st = fs_set_size(world->fs, self.handle->file, size_bytes, now_ms(world));
    self.handle->is_changed = true;
    truth_written(world, self.handle->file);
    return sim_call_end(&self.call, st);
}

static enum status sim_flush(struct os_port *port, struct os_file file)
{
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_FLUSH, file);
    return st == ST_OK ? sim_call_end(&self.call, ST_OK) : st;
}

static enum status sim_lock(struct os_port *port, struct os_file file, uint64_t offset,
                            uint64_t size)
{
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_LOCK, file);
    if (st != ST_OK) {
        return st;
    }
    self.call.amount = offset;
    return sim_call_end(&self.call, fs_lock(of(port)->world->fs, self.handle->file, offset, size));
}

static enum status sim_unlock(struct os_port *port, struct os_file file, uint64_t offset,
                              uint64_t size)
{
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_UNLOCK, file);
    if (st != ST_OK) {
        return st;
    }
    self.call.amount = offset;
    return sim_call_end(&self.call,
                        fs_unlock(of(port)->world->fs, self.handle->file, offset, size));
}

static void handle_drop(struct process *process, struct process_handle *handle)
{
    struct world *world = process->world;
    struct fs_handle *file = handle->file;
    const struct fs_way way = file->way;
    const volume_node node = file->node;
    handle->file = NULL;
    process->handle_count--;
    fs_close(world->fs, file);
    if (handle->is_changed) {
        truth_closed(world, &way, node);
    }
}

static enum status sim_close(struct os_port *port, struct os_file file)
{
    struct process *process = of(port);
    struct process_handle *handle = handle_of(process, file);
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_CLOSE, file);
    if (st == ST_PROCESS_GONE || handle == NULL) {
        return st;
    }
    const struct fs_way way = handle->file->way;
    self.call.way = &way;
    handle_drop(process, handle);
    return st == ST_OK ? sim_call_end(&self.call, ST_OK) : st; /* a fault keeps no handle open */
}

uint32_t sim_port_close_all(struct process *process)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < PROCESS_HANDLES_MAX && process->handle_count > 0; i++) {
        if (process->handles[i].file != NULL) {
            handle_drop(process, &process->handles[i]);
            count++;
        }
    }
    return count;
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
    *bytes_out = volume_free_bytes(self.reach.way.volume);
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

static enum status sim_disconnect(struct os_port *port, const char *resource)
{
    struct path_call self;
    const enum status st = path_begin(&self, port, TRACE_DISCONNECT, resource);
    return st == ST_OK ? path_end(&self, ST_OK) : st;
}

static uint64_t sim_monotonic_us(struct os_port *port)
{
    return of(port)->world->sched.now_us;
}

static uint64_t sim_utc_ms(struct os_port *port)
{
    return now_ms(of(port)->world);
}

static struct os_locale sim_machine_locale(struct os_port *port)
{
    return of(port)->host->locale;
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
