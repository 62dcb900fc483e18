/*
 * world -- one simulated world: machines, accounts, post offices, connectors, a site, a clock
 *
 * Built by nouns, changed by edits, driven by steps; everything that happens goes through one choke
 * point (sim_port.c) and leaves a trace row. Several connectors, hosts, post offices and servers
 * may exist.
 *
 * Life    world_create on the run arena; the arena is reset between replays. Nothing here survives
 *         a reset.
 * Errors  functions used by nouns and steps answer NULL, or a text for the author of the scenario.
 * Names   fold ASCII case. `NULL` or "" for a name means the only (or first, default) one of its
 *         kind.
 */
#ifndef SIM_WORLD_WORLD_H
#define SIM_WORLD_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "core/prng.h"
#include "core/sched.h"
#include "core/trace.h"
#include "exchange/site.h"
#include "fault/inject.h"
#include "fs/fs.h"
#include "host/host.h"
#include "identity/identity.h"
#include "net/network.h"
#include "programs/program.h"
#include "world/connector.h"
#include "world/mail.h"
#include "world/observation.h"
#include "world/office.h"
#include "world/opener.h"
#include "world/process.h"
#include "world/route.h"
#include "world/truth.h"

/* Named assumptions (sim/assumptions.def): values by id; setting one that does not exist or a value
 * it does not know is
 * an error of the scenario. world_assumption marks it as used by this run (the verdict lists them).
 * */
enum assumption {
#define ASSUMPTION(id, fallback, alternatives, statement, evidence) ASSUME_##id,
#include "assumptions.def"
#undef ASSUMPTION
    ASSUMPTION_COUNT
};

struct assumption_row {
    const char *id;
    const char *fallback;
    const char *alternatives; /* "bookmark|repeat|fail3"; "" = a number */
    const char *statement;
    const char *evidence;
};

const struct assumption_row *assumption_row(enum assumption id);
const struct assumption_row *assumption_find(const char *id, enum assumption *id_out);

struct world_spec {
    uint64_t seed;
    uint64_t schedule_seed;    /* 0: ties run first in, first out */
    uint64_t inject_call;      /* sweeps: port call number that is struck, 0 none (sim_port.c) */
    enum status inject_status; /* ST_PROCESS_GONE kills the calling process at that call */
    struct strikes *strikes;   /* which one from inject_call on; NULL: that one */
    struct storm *storm;       /* what strikes instead, call after call (storm.h); NULL: none */
    struct trace_sink *sink;   /* may be NULL */
    bool is_untraced;          /* bench only: rows are counted, not kept */
    bool is_unledgered;        /* bench only: the ledger does not look */
    /* Told of every event, denial and program result; may be NULL. */
    void (*observe)(void *observer, const struct observation *seen);
    void *observer;
    bool tells_mail; /* observers are told of letters that moved, too */
};

struct world {
    struct arena *arena;  /* run lifetime */
    struct arena scratch; /* for the world's own short work; reset by who uses it between steps */
    struct world_spec spec;
    struct sched sched;
    struct sched_task session_times; /* session_times.h */
    struct trace trace;
    struct prng random; /* what os_random answers */
    struct identities *identities;
    struct network *network;
    struct fs *fs;
    struct host *hosts;
    struct office *offices;
    struct backup *backups;
    struct flap *flaps;        /* of links */
    struct client *clients;    /* mail programs of people */
    struct opener *openers;    /* others at post offices */
    struct mail_route *routes; /* between post offices */
    struct connector *connectors;
    struct site_list *lists;
    struct board *boards;     /* exchange/folders.h */
    struct outside *outsides; /* beyond the sites */
    struct routing *routing;  /* NULL: nobody has spoken of address spaces */
    struct site *sites;
    struct truth *truth;
    struct faults *faults;     /* NULL: none is armed */
    struct faults *all_faults; /* also the lifted ones; NULL: there never was one */
    struct process *caller;    /* whose call opens a connection; NULL: nobody's */
    struct processes *processes;
    struct paths *paths;
    struct mail *mails;
    struct mail **mails_end;
    uint32_t mail_count;
    struct keyed_table mails_by_name;
    const char *assumptions[ASSUMPTION_COUNT]; /* set values; NULL: fallback */
    bool assumptions_used[ASSUMPTION_COUNT];
    uint32_t assumptions_set; /* how often one was set */
    struct world_quirks {     /* rows of quirks.def and versions.def that a scenario switched */
        uint32_t connector_on, connector_off;
        uint32_t program_on, program_off;
    } quirks;
    struct odd_build *odd_builds; /* quirks that a scenario declared; NULL: none */
    uint64_t cause;               /* trace row that what happens now comes from */
    uint64_t port_calls;          /* made so far */
    uint64_t epoch_ms;            /* utc at virtual time 0 */
    uint32_t mail_number;         /* of generated letters */
    bool is_declared;             /* what is named from now on is there or is not */
    bool is_stuck;                /* a livelock within an instant */
    uint64_t progress_us;         /* when mail last changed its place */
    uint64_t event_us;            /* when a service last reported something */
    uint64_t struck_us;           /* when a call was last struck, by a storm or a call fault */
    uint64_t refusals;            /* calls that were refused or failed */
    uint64_t cuts;                /* processes that were killed */
    uint64_t person_changes;      /* files changed by people */
    uint64_t ledger_turn; /* changes when the ledger forgets which files were written; not 0 */
    char failure[512];    /* an invariant that broke: text; "" none */
    const void *blamed; /* it is no invariant, but a line of the scenario that asks for what cannot
                           be: its fact (run.c); NULL none */
};

/* utc as this machine's clock has it (assumption MACHINE_CLOCK). */
int64_t world_clock_ms(struct world *world, const struct machine *machine);
uint64_t world_epoch_ms(void); /* utc at virtual time 0, the same in every world */
struct world *world_create(struct arena *arena, const struct world_spec *spec);
void world_destroy(struct world *world); /* releases what is not on the run arena */
const char *world_set_assumption(struct world *world, const char *id, const char *value);
const char *world_assumption(struct world *world, enum assumption id);
/* Has the scenario set it to this? Only then something rests on it. */
bool world_assumes(struct world *world, enum assumption id, const char *value);
/* FOLDER_MESSAGES; no verdict rests on it unless it was set: else nobody has so many. */
uint32_t world_folder_messages(struct world *world);

/* A row in the trace that an edit or step of the scenario happened; later rows have it as cause. */
void world_edit(struct world *world, const char *text);
/* Somebody could not do what he meant to: such a row, and it is told. */
void world_refuse(struct world *world, const char *text);

/* Defaults and last touches after all declarations: default host, domain, site, users, programs;
 * boots the hosts;
 * submits the mails that wait at @0s. NULL or a text. */
const char *world_finish_declarations(struct world *world);

/* Runs to `until_us`, invariants checked after every step. false: an invariant broke
 * (world->failure) or a livelock. */
bool world_run_until(struct world *world, uint64_t until_us);
bool world_settle(struct world *world); /* tasks due now, until none is */
/* At the end of a run: every post office is read as a whole. Nothing of ours leaves errors there;
 * wear only what was
 * refused, cut off or changed by people. false: world->failure. */
bool world_end(struct world *world);
/* Is mail in custody while a connector runs, and has nothing moved and nobody said anything for a
 * long time (that many
 * polls)? since_out: when it fell silent. */
enum { WORLD_SILENT_POLLS = 40 };
bool world_serves(const struct world *world); /* services that were started run */
bool world_is_silent(struct world *world, uint64_t *since_out);

/* Places for edits and listings: any path form (network.h), as the world itself sees it. NULL host:
 * the first. */
const char *world_place(struct world *world, struct host *host, const char *path,
                        struct machine_volume **volume_out, volume_node *node_out,
                        bool make_directories);

/* Name of the machine that holds a volume; "". */
const char *world_machine_of(const struct world *world, uint16_t volume_number);

/* How the world itself reaches a path: no identity, nothing refused. */
enum status MUST_CHECK world_reach(struct world *world, struct host *host, const char *path,
                                   struct network_reach *reach_out);

/* Paths as `denied` expectations match them: true when `seen` is `wanted` or below it; both in any
 * form that names the
 * same machine and volume ("SYS:CCDATA", "NW1\SYS:CCDATA", "\\NW1\SYS\CCDATA"). */
bool world_path_within(struct world *world, const char *machine, const char *seen,
                       const char *wanted);
/* A path in any form as the machine itself names it ("SYS:CCDATA", "D:\ccdata"); target has 3 *
 * OS_PATH_SIZE. false: it leads to no volume of this machine. */
bool world_place_text(struct world *world, const char *machine, const char *path, char *target);

#endif
