/*
 * ccmc -- the connector: service MSExchangeCCMC
 *
 * One object is one run of the service, from its start to its end; a restarted service is a
 * new object on the same store. It is a task: ccmc_step makes all transitions that are due
 * and says when to call again. Call it also when a program that it started has ended, after
 * ccmc_start and after ccmc_stop. Calling too often does no harm. Nothing waits and nothing
 * is global: several connectors may live in one process.
 *
 * Directory synchronization: dirsync_worker.c; by its schedule and when somebody asks. The service
 * does not stop while it runs (Q156063 2.6.9).
 *
 * Its threads (workers.def) have their turns one after another; where a setting leaves it fewer of
 * them than there are workers, what is due waits for one.
 *
 * Hand-over of mail: see import_worker.c and export_worker.c. When any call fails, mail is
 * kept and tried again at the next poll; when the process ends in any call, the next object
 * on the same store goes on without loss or doubling.
 *
 * Units   now_us, wake_us: the port's monotonic time. wake_us UINT64_MAX: never by itself.
 * Errors  none to the caller: the connector tells the event log. ST_PROCESS_GONE from any
 *         call ends the service.
 * Memory  arena: session lifetime, reset or released when the service has ended.
 *         scratch: may be shared; each step gives back what it took. Two arenas, both needed.
 * Owns    its state, on the arena; ports and arenas are borrowed.
 */
#ifndef CONNECTOR_CCMC_CCMC_H
#define CONNECTOR_CCMC_CCMC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/oddity.h"
#include "port/exchange_port.h"
#include "port/os_port.h"

struct ccmc;

struct ccmc_config {
    struct os_port *os;
    struct exchange_port *exchange;
    struct arena *arena;
    struct arena *scratch;
    uint32_t submit_capacity; /* files, assumption SUBMIT_CAPACITY; 0: one batch */
    uint32_t restart_max;     /* threads restarted before the service ends; 0: 25 (Q176375) */
    uint32_t build; /* of the connector: what it had wrong, quirks.def; 0: everything is fixed */
    const char *version;      /* "5.0"; where the build is 0: what it is known for; may be NULL */
    bool touches_post_office; /* assumption PO_PROBES, po_probe.h */
    uint32_t quirks_on;       /* rows of quirks.def that it has beside, */
    uint32_t quirks_off;      /* and has not: for who tries out what an article tells */
    const struct oddities *oddities; /* what it does otherwise beside, oddity.h; NULL: nothing */
    uint64_t low_space; /* bytes, assumption LOW_SPACE (quirk FREE_SPACE_32); 0: 10 MB */
    uint64_t hung_us;   /* longest run of a program, assumption HUNG_PROGRAM; 0: 30 minutes */
    uint32_t choices;   /* rows of choices.def, where an assumption is another one; 0: none */
};

enum ccmc_state { CCMC_STOPPED, CCMC_RUNNING };

struct ccmc_step {
    enum ccmc_state state;
    uint64_t wake_us;
};

struct ccmc *ccmc_create(const struct ccmc_config *config);
/* The next step starts the service. Once an object. */
void ccmc_start(struct ccmc *ccmc);
/* The service ends with the step in which its last running program has ended and was judged. */
void ccmc_stop(struct ccmc *ccmc);
struct ccmc_step ccmc_step(struct ccmc *ccmc, uint64_t now_us);
/* Somebody asks for a directory synchronization; the next step begins it, when none runs. */
void ccmc_dirsync(struct ccmc *ccmc);
enum ccmc_dirsync_state {
    CCMC_DIRSYNC_NEVER,
    CCMC_DIRSYNC_RUNS,
    CCMC_DIRSYNC_COMPLETED,
    CCMC_DIRSYNC_FAILED
};
/* Of the last one since the service started; *step_out: "export", "compare", "import" or
 * "exchange", where it is or failed; "". */
enum ccmc_dirsync_state ccmc_dirsync_state(const struct ccmc *ccmc, const char **step_out);
/* Stopped by itself: too many restarts, or it could not start. */
bool ccmc_has_failed(const struct ccmc *ccmc);

#endif
