/* Calls on open files: the half of struct os_port_ops that needs no path. */
#include "world/sim_handles.h"
#include "base/text.h"
#include "fs/volume_power.h"
#include "world/sim_call.h"
#include "world/sim_elsewhere.h"
#include "world/sim_fault.h"
#include "world/sim_linger.h"
#include "world/storm.h"
#include "world/world.h"

/* A handle's value: index + 1 in the low bits, the generation of its place above. */
enum { HANDLE_INDEX_BITS = 8 };

static struct process *of(struct os_port *port)
{
    return (struct process *)(void *)port;
}

uint32_t sim_handle_slot(struct process *process)
{
    for (uint32_t i = 0; i < PROCESS_HANDLES_MAX; i++) {
        if (process->handles[i].file == NULL) {
            return i;
        }
    }
    return PROCESS_HANDLES_MAX;
}

struct os_file sim_handle_value(const struct process *process, uint32_t slot)
{
    return (struct os_file){(slot + 1) | process->handles[slot].generation << HANDLE_INDEX_BITS};
}

bool sim_handles_over(struct world *world, uint16_t session)
{
    for (const struct process *p = process_first(world); p != NULL; p = p->next) {
        for (size_t i = 0; i < PROCESS_HANDLES_MAX; i++) {
            const struct fs_handle *file = p->handles[i].file;
            if (file != NULL && file->way.session == session) {
                return true;
            }
        }
    }
    return false;
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

/* What the world itself does leaves no row: for it, sim_call_end is what it answers. */
static enum status call_end(struct sim_call *call, enum status status)
{
    const struct process *process = call->process;
    return process->logon == NULL && process->kind != PROCESS_PROGRAM ? status
                                                                      : sim_call_end(call, status);
}

/* A handle call: begin, find the handle. */
struct handle_call {
    struct sim_call call;
    struct process_handle *handle;
};

/* Files that were opened over a session are gone with it; over a gateway, with either of both. */
static enum status connection_of(const struct world *world, const struct fs_way *way)
{
    if (way->session != 0 && network_session(world->network, way->session) == NULL) {
        return ST_CONNECTION_LOST;
    }
    return way->gateway_session == 0 ||
                   network_session(world->network, way->gateway_session) != NULL
               ? ST_OK
               : ST_UNEXPECTED_NETWORK;
}

bool sim_is_connected(void *context, const struct fs_way *way)
{
    const struct world *world = context;
    return connection_of(world, way) == ST_OK;
}

void sim_handles_lose(struct world *world, const struct machine *machine)
{
    for (const struct process *p = process_first(world); p != NULL; p = p->next) {
        for (size_t i = 0; p->logon == NULL && i < PROCESS_HANDLES_MAX; i++) {
            struct fs_handle *file = p->handles[i].file;
            if (file != NULL && p->kind == PROCESS_PROGRAM && file->way.session == 0 &&
                network_machine_of_volume(world->network, file->way.volume_number) == machine) {
                file->way.session = SESSION_GONE;
            }
        }
    }
}

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
    enum status st = sim_call_begin(&self->call);
    if (st != ST_OK) {
        return st;
    }
    if (self->handle == NULL) {
        return call_end(&self->call, ST_BAD_HANDLE);
    }
    if (op == TRACE_CLOSE) {
        return ST_OK;
    }
    st = connection_of(process->world, self->call.way);
    return st == ST_OK ? ST_OK : call_end(&self->call, st);
}

enum status sim_read(struct os_port *port, struct os_file file, uint64_t offset, void *data,
                     size_t size, size_t *read_out)
{
    struct handle_call self;
    enum status st = handle_begin(&self, port, TRACE_READ, file);
    if (st != ST_OK) {
        return st;
    }
    const struct fault_strike *strike = sim_fault(&self.call, FAULT_OP_READ, offset, size);
    if (strike != NULL) {
        if (!strike->acts) {
            return call_end(&self.call, strike->answer);
        }
        size = (size_t)strike->size;
    }
    st = fs_read(of(port)->world->fs, self.handle->file, offset, data, size, read_out);
    self.call.amount = st == ST_OK ? *read_out : 0;
    if (st == ST_ACCESS_DENIED) {
        self.call.refusal = self.handle->file->read_refusal;
        self.call.refusal.operation = FS_READ_FILE;
    }
    return call_end(&self.call, st);
}

/* The ledger is told once, until it has looked at what was written. */
static void note_written(struct process *process, struct process_handle *handle)
{
    struct world *world = process->world;
    handle->is_changed = true;
    if (handle->told != world->ledger_turn) {
        handle->told = world->ledger_turn;
        truth_written(world, handle->file, process_is_of_person(process));
    }
}

static enum status write_file(struct os_port *port, struct os_file file, uint64_t offset,
                              const void *data, size_t size)
{
    struct world *world = of(port)->world;
    struct handle_call self;
    enum status st = handle_begin(&self, port, TRACE_WRITE, file);
    if (st != ST_OK) {
        return st;
    }
    const struct fault_strike *strike = sim_fault(&self.call, FAULT_OP_WRITE, offset, size);
    if (strike != NULL) {
        if (!strike->acts) {
            return call_end(&self.call, strike->answer);
        }
        size = (size_t)strike->size;
    }
    const bool is_torn = world->spec.storm != NULL && storm_tears(world->spec.storm, &size);
    self.call.amount = size;
    self.call.refusal.operation = FS_WRITE_FILE;
    st = fs_write(world->fs, self.handle->file, offset, data, size, sim_now_ms(world));
    note_written(of(port), self.handle);
    st = is_torn && st == ST_OK ? ST_CONNECTION_LOST : st;
    return call_end(&self.call, strike != NULL && st == ST_OK ? strike->answer : st);
}

enum status sim_write(struct os_port *port, struct os_file file, uint64_t offset, const void *data,
                      size_t size)
{
    const enum status st = write_file(port, file, offset, data, size);
    if (st != ST_OK && status_is_denied(st)) { /* by whomever: a fault, too */
        const struct process_handle *handle = handle_of(of(port), file);
        if (handle != NULL) {
            const struct fs_handle *of_file = handle->file;
            truth_write_refused(of(port), volume_info(of_file->way.volume, of_file->node).name);
        }
    }
    return st;
}

enum status sim_size(struct os_port *port, struct os_file file, uint64_t *size_out)
{
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_SIZE, file);
    if (st != ST_OK) {
        return st;
    }
    const struct fs_handle *handle = self.handle->file;
    *size_out = volume_info(handle->way.volume, handle->node).size_bytes;
    self.call.amount = *size_out;
    return call_end(&self.call, ST_OK);
}

enum status sim_set_size(struct os_port *port, struct os_file file, uint64_t size_bytes)
{
    struct world *world = of(port)->world;
    struct handle_call self;
    enum status st = handle_begin(&self, port, TRACE_SET_SIZE, file);
    if (st != ST_OK) {
        return st;
    }
    self.call.amount = size_bytes;
    self.call.refusal.operation = FS_WRITE_FILE;
    st = fs_set_size(world->fs, self.handle->file, size_bytes, sim_now_ms(world));
    note_written(of(port), self.handle);
    return call_end(&self.call, st);
}

enum status sim_flush(struct os_port *port, struct os_file file)
{
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_FLUSH, file);
    if (st != ST_OK) {
        return st;
    }
    volume_flush(self.handle->file->way.volume, self.handle->file->node);
    return call_end(&self.call, ST_OK);
}

/* NT's NetWare redirector asked the preferred server for locks; NULL: it asks the right one. */
static const char *asked_instead(const struct sim_call *call)
{
    const struct process *process = call->process;
    const struct machine *preferred =
        process->logon != NULL ? process->host->machine->preferred : NULL;
    const bool is_wrong =
        preferred != NULL && call->way->model->lists_by_right && call->way->gateway_session == 0 &&
        host_has_quirk(process->host, PLATFORM_LOCKS_AT_PREFERRED) &&
        network_machine_of_volume(process->world->network, call->way->volume_number) != preferred;
    return is_wrong ? preferred->name : NULL;
}

enum status sim_lock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size)
{
    struct handle_call self;
    enum status st = handle_begin(&self, port, TRACE_LOCK, file);
    if (st != ST_OK) {
        return st;
    }
    const struct fault_strike *strike = sim_fault(&self.call, FAULT_OP_LOCK, offset, size);
    self.call.amount = offset;
    const char *server =
        strike != NULL && strike->elsewhere != NULL ? strike->elsewhere : asked_instead(&self.call);
    if (server != NULL) {
        st = sim_lock_elsewhere(&self.call, server);
        self.handle->locks_elsewhere = self.handle->locks_elsewhere || st == ST_OK;
        return call_end(&self.call, st);
    }
    if (strike != NULL && !strike->acts) {
        return call_end(&self.call, strike->answer);
    }
    st = fs_lock(of(port)->world->fs, self.handle->file, offset, size);
    if (st == ST_OK && strike != NULL && strike->keeps && self.handle->stays == HANDLE_ENDS) {
        self.handle->stays = HANDLE_STAYS_LOCKED;
    }
    return call_end(&self.call, st);
}

enum status sim_unlock(struct os_port *port, struct os_file file, uint64_t offset, uint64_t size)
{
    struct handle_call self;
    const enum status st = handle_begin(&self, port, TRACE_UNLOCK, file);
    if (st != ST_OK) {
        return st;
    }
    self.call.amount = offset;
    if (self.handle->locks_elsewhere || self.handle->stays == HANDLE_STAYS_LOCKED) {
        return call_end(&self.call, ST_OK); /* so it is told; its file's server does nothing */
    }
    struct fs_handle *held = self.handle->file;
    if (volume_is_fpnw(held->way.volume) && sim_lingers(of(port)->world, &held->way)) {
        return call_end(&self.call, sim_linger(of(port)->world, held, offset, size));
    }
    return call_end(&self.call, fs_unlock(of(port)->world->fs, held, offset, size));
}

static void handle_drop(struct process *process, struct process_handle *handle)
{
    struct world *world = process->world;
    struct fs_handle *file = handle->file;
    const struct fs_way way = file->way;
    const volume_node node = file->node;
    handle->file = NULL;
    process->handle_count--;
    if (handle->stays == HANDLE_ENDS) {
        fs_close(world->fs, file);
    } else {
        fs_keep(world->fs, file, handle->stays == HANDLE_STAYS_LOCKED);
    }
    if (handle->is_changed) {
        truth_closed(world, &way, node);
        if (process->kind == PROCESS_PERSON) {
            truth_brought(world, &way, node);
        }
    }
}

enum status sim_close(struct os_port *port, struct os_file file)
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
    return st == ST_OK ? call_end(&self.call, ST_OK) : st; /* a fault keeps no handle open */
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
