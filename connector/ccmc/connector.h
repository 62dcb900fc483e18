/*
 * connector -- what the workers of one service have in common
 *
 * Internal to ccmc/. One object a service run; nothing here is shared between connectors.
 *
 * Errors  see each function. ST_PROCESS_GONE is handed up at once by everybody.
 */
#ifndef CONNECTOR_CCMC_CONNECTOR_H
#define CONNECTOR_CCMC_CONNECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "ccmc/ccmc.h"
#include "ccmc/convert.h"
#include "ccmc/events.h"
#include "ccmc/settings.h"
#include "ccmc/store.h"
#include "port/exchange_port.h"
#include "port/os_port.h"

/* Of directory synchronization, since the service started. */
struct connector_dirsync {
    enum ccmc_dirsync_state state;
    const char *step;  /* "export", "compare", "import", "exchange": where it is or failed */
    bool is_requested; /* somebody asked for one */
};

struct connector {
    struct os_port *os;
    struct exchange_port *exchange;
    struct arena *session; /* lives as long as the service */
    struct arena *scratch; /* forgotten after each step */
    uint32_t submit_capacity;
    uint32_t restart_max;
    uint32_t quirks;                 /* what its build had wrong, quirks.h */
    const struct oddities *oddities; /* and what it was handed, oddity.h; NULL */
    bool restarts_silently;          /* 5.0: event 86 came with 5.5 */
    bool touches_post_office;        /* po_probe.h */
    uint64_t low_space;              /* less free bytes end the service: quirk FREE_SPACE_32 */
    uint64_t hung_us;                /* longest run of a program */
    uint32_t choices;                /* what it was told to do otherwise, choices.h */
    struct settings settings;
    uint64_t import_wait_us;
    uint64_t export_wait_us;
    struct os_locale locale;
    struct store store;
    uint32_t restart_count; /* threads restarted so far */
    bool is_stopping;
    struct connector_dirsync dirsync;
};

/* Reports when the category's logging is high enough. */
void connector_report(const struct connector *connector, const struct event *event,
                      const char *const *inserts, size_t insert_count);

/* The program did not start: tells so, and restarts the worker's thread or, after too many, shuts
 * the service down. */
void connector_start_failed(struct connector *connector, enum status cause, const char *function);

/* The thread ended by an exception, in this file of Export (NULL: in no file), and is begun anew,
 * as above. */
void connector_exception(struct connector *connector, const char *function, const char *file);

/* A failure to store something; only a full disk has an event. */
void connector_report_failure(const struct connector *connector, enum status cause);

/* When a worker that begins polls first (assumption FIRST_POLL). */
uint64_t connector_first_poll_us(const struct connector *connector, uint64_t now_us,
                                 uint64_t interval_us);

struct convert_rules connector_rules(const struct connector *connector);

/* 8 bytes, lowest first: for keys that are the same on every machine. */
void connector_add_u64(struct buffer *target, uint64_t value);

/* What the connector is called as a sender. */
struct exchange_address connector_address(const struct connector *connector);

#endif
