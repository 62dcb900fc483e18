/*
 * connector -- an instance of the connector under test, as the world hosts it: service, account,
 * store, settings
 *
 * Errors  a function that answers a text answers NULL, or why not, for the author of the scenario;
 *         connector_setting answers the value. What a service refuses is a row of the trace.
 * Owns    connectors live as long as the world, and texts on its arena. A start makes the process
 *         and its memory; process_kill of that process ends the service, its programs run on
 *         (assumption SERVICE_KILLED).
 */
#ifndef SIM_WORLD_CONNECTOR_H
#define SIM_WORLD_CONNECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "host/host.h"
#include "net/network.h"
#include "port/os_port.h"

struct world;
struct process;
struct ccmc;
struct site;
struct site_queue;
struct office;

/* Of the last directory synchronization in this world. */
enum connector_dirsync { SYNC_NONE, SYNC_RUNS, SYNC_COMPLETED, SYNC_FAILED };

enum connector_state { CONNECTOR_STOPPED, CONNECTOR_RUNNING, CONNECTOR_STOPPING };

struct connector {
    const char *name;    /* "C1" */
    const char *version; /* "5.5" */
    uint32_t build;
    struct host *host;
    char section[64];         /* registry section; "MSExchangeCCMC" for the first of a host */
    struct identity *account; /* service account */
    char password[IDENTITY_PASSWORD_SIZE]; /* as stored with the service */
    char store[OS_PATH_SIZE];
    struct machine_volume *store_volume;
    const char *store_rest;  /* its path as the world reaches it */
    volume_node store_node;  /* where it was last found */
    struct office *office;   /* what the tab names; may be NULL */
    char site[64];           /* the Exchange site it serves: "SITE1" */
    struct logon logons[2];  /* a start's, and that of an earlier start whose programs still run */
    struct logon *logon;     /* of the running service; NULL */
    struct process *process; /* while running; the service's memory is its process's */
    struct ccmc *ccmc;
    enum connector_state state;
    enum status start_refused; /* why the last start was refused; ST_OK */
    uint32_t starts;
    enum text_code_page page_at_start; /* what it took the post office's code page for */
    struct site_queue *queues[2];      /* by enum exchange_queue */
    bool has_programs;                 /* IMPORT and EXPORT were installed for it */
    bool has_usual_programs;           /* ... those that no tab names */
    enum status page_answer; /* to who last filled in the Post Office page; ST_OK: accepted */
    const char *page_field;  /* that the answer was about: "path"; NULL: of none */
    bool starts_again;       /* a restart waits for the stop */
    enum connector_dirsync dirsync;
    const char *dirsync_step; /* where it is or failed: "export", "compare", "import", "exchange" */
    struct connector *next;
};

/* Declares it: service registered, store directories' parent made, settings at defaults. */
struct connector_spec {
    const char *name;
    const char *host;    /* NULL: default host */
    const char *version; /* NULL keeps */
    const char *store;
    const char *account; /* "EXCH\svc-ccmc" */
    const char *site;    /* that of its server; NULL: the first; only when it is declared */
};
const char *connector_declare(struct world *world, const struct connector_spec *spec);
struct connector *connector_find(struct world *world, const char *name);
/* By its settings' names (connector/ccmc/settings.def); written to the registry. */
const char *connector_set(struct world *world, struct connector *connector, const char *setting,
                          const char *value);
const char *connector_setting(struct world *world, struct connector *connector,
                              const char *setting); /* NULL */
/* What an administrator typed on the Post Office page. "ok" for name and password: what is right
 * for that post office. */
struct connector_tab {
    const char *office;   /* NULL keeps */
    const char *name;     /* NULL keeps */
    const char *password; /* NULL keeps */
    const char *path;     /* NULL keeps */
    const char *programs; /* "5.15/5.14": installs them on the search path too; NULL keeps */
};
const char *connector_set_tab(struct world *world, struct connector *connector,
                              const struct connector_tab *tab);
/* Service control. A refusal (already running, logon failure 1069 ...) is recorded, no error. */
void connector_start(struct world *world, struct connector *connector);
void connector_stop(struct world *world, struct connector *connector);
void connector_restart(struct world *world,
                       struct connector *connector); /* starts when the stop is complete */
/* An administrator asks for a directory synchronization now. A refusal (it does not run) is
 * recorded, no error. */
void connector_synchronize(struct world *world, struct connector *connector);
/* The connector of a post office's tab; else the first; NULL: there is none. */
struct connector *connector_of_office(struct world *world, const struct office *office);
/* Of several at that post office, the one of the sender's site. */
struct connector *connector_for_sender(struct world *world, const struct office *office,
                                       const char *sender);
/* The site that the connector of a post office serves; never NULL. */
struct site *connector_office_site(struct world *world, const struct office *office);

/* The store's directory as it is now; 0 when it is gone. */
volume_node connector_store_node(const struct world *world, struct connector *connector);
/* Told by the world: one of its programs ended; its process was killed. */
void connector_program_ended(struct world *world, struct process *program);
void connector_process_died(struct world *world, struct connector *connector);

#endif
