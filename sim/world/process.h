/*
 * process -- one running program, service or person: an account, handles, a port
 *
 * Each process has its own os_port (and exchange_port where it is a connector). When it ends or is
 * killed, its handles and locks go and its arena is reset; ST_PROCESS_GONE is what its code then
 * sees.
 *
 * Errors  process_run answers what start of a program answers in the port.
 * Owns    handles, locks and the arena of each process, until process_release.
 */
#ifndef SIM_WORLD_PROCESS_H
#define SIM_WORLD_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "core/sched.h"
#include "fs/fs.h"
#include "host/host.h"
#include "net/network.h"
#include "port/exchange_port.h"
#include "port/os_port.h"
#include "programs/program.h"

struct world;
struct connector;

enum { PROCESS_HANDLES_MAX = 32 };

enum process_kind { PROCESS_WORLD, PROCESS_SERVICE, PROCESS_PROGRAM, PROCESS_PERSON };

/* What its server makes of a file's end (fault kind `keep`). */
enum process_handle_end { HANDLE_ENDS, HANDLE_STAYS_LOCKED, HANDLE_STAYS_OPEN };

/* An open file of a process; `file` NULL: a free place. */
struct process_handle {
    struct fs_handle *file;
    const char *name; /* as opened, when a listing wants it; else NULL */
    uint64_t name_hash;
    uint32_t generation;  /* high part of the handle's value */
    bool is_changed;      /* created or written through this handle */
    uint64_t told;        /* world->ledger_turn when the ledger heard of a write; 0: it has not */
    bool locks_elsewhere; /* fault kind `elsewhere`: another server has its locks */
    enum process_handle_end stays;
};

struct process {
    struct os_port port;           /* first: the port's ops find their process */
    struct exchange_port exchange; /* connectors only */
    struct world *world;
    enum process_kind kind;
    uint16_t slot; /* actor in traces; used again after the process ended */
    bool is_live;
    bool is_gone; /* killed: every call answers ST_PROCESS_GONE */
    bool is_hung; /* it makes no more calls, and holds what it has until it is killed */
    bool dies_after_call;
    bool is_shown; /* of the world itself, and yet what it changes has rows: a person with files */
    const char *name; /* "IMPORT", "CCMC", "administrator" */
    struct host *host;
    struct logon *logon; /* borrowed from who started it; NULL: the world itself, no rights asked */
    struct connector *connector; /* whose service, or whose child; NULL */
    struct process *parent;      /* to be woken at the end */
    struct arena arena;          /* process lifetime */
    struct arena scratch;        /* step lifetime */
    uint32_t handle_count;       /* open ones */
    struct sched_task task;
    /* programs */
    const struct program_kind *program;
    void *state;
    struct program_start start;
    bool is_16_bit;      /* runs in the DOS machine: names of 8.3 form only */
    bool opens_alone;    /* on NetWare volumes: PLATFORM_OPENS_ALONE */
    uint32_t files_most; /* that it may have open; 0: PROCESS_HANDLES_MAX */
    uint64_t starts_us;
    uint64_t takes_us;            /* `takes TIME`: its end is held back until then */
    uint64_t late_us;             /* its next step comes no earlier: a call took its time */
    enum oddity_action odd_start; /* ODDITY_HANG, _CRASH: what becomes of it when it starts */
    bool is_finished;             /* its work is done, `takes` holds its end back */
    bool has_ended;
    bool may_only_read;     /* the server refused it to write to a post office */
    bool is_orphan;         /* ended, and nobody will poll it */
    bool waits_for_orphans; /* a service whose predecessor's programs still run */
    uint32_t handle;        /* what its parent holds: unique in the run */
    int result_code;
    uint64_t cause; /* trace row that what it does next comes from: its start, a refusal, a child's
                       end */
    uint64_t end_seq;     /* trace row of its end */
    struct process *next; /* live ones, or free list */
    struct process_handle
        handles[PROCESS_HANDLES_MAX]; /* last: outlives the process, generations go on */
};

struct processes;

struct processes *processes_create(struct world *world);
void processes_destroy(struct processes *all); /* their arenas */
void processes_sweep(struct world *world);     /* releases ended ones that nobody polls */
/* It has ended, and nobody will poll it: the next sweep, outside of its own task, releases it. */
void process_abandon(struct process *process);
/* A program that this connector started and that still runs; NULL. */
struct process *process_child(struct world *world, const struct connector *connector);
/* Does any program still run under this logon? */
bool process_runs_under(struct world *world, const struct logon *logon);
/* Of none that a connector or a Router started, and does not poll any more. */
bool process_is_of_person(const struct process *process);
struct process *process_new(struct world *world, enum process_kind kind, const char *name,
                            struct host *host, struct logon *logon);
void process_release(struct process *process); /* handles, locks, arena; back to the free list */
/* TerminateProcess: assumption KILLED_RC, handles and locks go at once. */
void process_kill(struct process *process);
/* It ends by a fault of its own: assumption CRASHED_RC. */
void process_crash(struct process *process);
/* It waits for a person who never comes, until it is killed. */
void process_hang(struct process *process);
/* Somebody comes after all, and ends what hangs. */
void process_end_hung(struct world *world);
/* What it is in the middle of takes that much longer: its next step waits. */
void process_delay(struct process *process, uint64_t time_us);
/* Starts a program as a child or for a person. *child_out is released by its parent's poll (or by
 * the world for persons). */
struct execute_refusal;
struct process_request {
    struct process *parent; /* NULL: started by the scenario */
    struct host *host;
    struct logon *logon;
    const char *program;
    const char *arguments;
    const char *directory;
    uint64_t takes_us;
    struct execute_refusal *refusal_out; /* set with ST_ACCESS_DENIED; NULL: nobody asks */
};
enum status MUST_CHECK process_run(struct world *world, const struct process_request *request,
                                   struct process **child_out);
struct process *process_first(struct world *world); /* of the live ones; then `next` */
struct process *process_by_slot(struct world *world, uint16_t slot);
struct process *process_by_handle(struct world *world, uint32_t handle);
const char *process_console(struct process *process);
/* First live program of that name ("IMPORT"); NULL. */
struct process *process_find(struct world *world, const char *name);

#endif
