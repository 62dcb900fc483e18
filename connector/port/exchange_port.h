/*
 * exchange_port -- what the connector needs from Exchange
 *
 * The connector's two queues (MTS-OUT: to cc:Mail; MTS-IN: from cc:Mail), the directory and address
 * resolution. Implementations: the simulated site (sim/exchange/) and, later, an SQLite database on
 * a host.
 *
 * Queues  first in, first out. Ids rise and are never used again. peek does not take; what was
 *         taken is gone.
 * Keys    putting into MTS-IN carries a key; a key that was accepted before answers ST_EXISTS and
 *         changes nothing (hand-over protocol, ARCHITECTURE.md: nothing is doubled when a process
 *         dies between put and removal).
 * Errors  ST_NO_MORE: nothing behind that id. ST_BUSY: try again at the next wake. ST_PROCESS_GONE
 *         as in os_port.h.
 * Owns    results lie on the caller's arena.
 */
#ifndef CONNECTOR_PORT_EXCHANGE_PORT_H
#define CONNECTOR_PORT_EXCHANGE_PORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/require.h"
#include "base/status.h"
#include "port/exchange_message.h"

enum exchange_queue { EXCHANGE_MTS_OUT, EXCHANGE_MTS_IN };

struct exchange_queued {
    uint64_t id; /* > 0 */
    const struct exchange_message *message;
};

/* Identity of one put: made from file id, ordinal in the file and content hash. */
struct exchange_key {
    struct hash128 value;
};

enum exchange_detail {
    EXCHANGE_ASSISTANT,
    EXCHANGE_DEPARTMENT,
    EXCHANGE_OFFICE,
    EXCHANGE_PHONE,
    EXCHANGE_COMPANY,
    EXCHANGE_DETAIL_COUNT
};

struct exchange_entry {
    const char *display;
    const char *alias;
    const char *ccmail_address;       /* the primary one; "" when it has none */
    const char *const *ccmail_others; /* secondary ones, ended by NULL; NULL: none */
    const char *container;
    const char *comment;
    const char *first_name; /* of these three, what is not known is "" or NULL */
    const char *initials;
    const char *last_name;
    const char *details[EXCHANGE_DETAIL_COUNT]; /* not known: "" or NULL */
    bool is_custom;
};

struct exchange_entries {
    const struct exchange_entry *entries;
    size_t count;
};

enum exchange_change_kind { EXCHANGE_ADD, EXCHANGE_DELETE };

struct exchange_change {
    enum exchange_change_kind kind;
    struct exchange_entry entry;
};

struct exchange_port;

struct exchange_port_ops {
    enum status (*queue_peek)(struct exchange_port *port, enum exchange_queue queue,
                              uint64_t after_id, struct arena *arena,
                              struct exchange_queued *queued_out);
    enum status (*queue_take)(struct exchange_port *port, enum exchange_queue queue, uint64_t id);
    enum status (*queue_put)(struct exchange_port *port, enum exchange_queue queue,
                             struct exchange_key key, const struct exchange_message *message);
    enum status (*directory_list)(struct exchange_port *port, const char *container,
                                  struct arena *arena, struct exchange_entries *entries_out);
    enum status (*directory_change)(struct exchange_port *port,
                                    const struct exchange_change *changes, size_t count);
    enum status (*resolve)(struct exchange_port *port, const char *address, struct arena *arena,
                           struct exchange_address *address_out);
};

struct exchange_port {
    const struct exchange_port_ops *ops;
};

/* The first message whose id is greater than after_id (0: the oldest). ST_NO_MORE. */
static inline enum status MUST_CHECK exchange_queue_peek(struct exchange_port *port,
                                                         enum exchange_queue queue,
                                                         uint64_t after_id, struct arena *arena,
                                                         struct exchange_queued *queued_out)
{
    return port->ops->queue_peek(port, queue, after_id, arena, queued_out);
}

/* ST_NOT_FOUND: it is gone already. */
static inline enum status MUST_CHECK exchange_queue_take(struct exchange_port *port,
                                                         enum exchange_queue queue, uint64_t id)
{
    return port->ops->queue_take(port, queue, id);
}

/* ST_EXISTS: this key was accepted before; that is success for a hand-over. */
static inline enum status MUST_CHECK exchange_queue_put(struct exchange_port *port,
                                                        enum exchange_queue queue,
                                                        struct exchange_key key,
                                                        const struct exchange_message *message)
{
    return port->ops->queue_put(port, queue, key, message);
}

/* ST_NOT_FOUND: there is no such container. */
static inline enum status MUST_CHECK exchange_directory_list(struct exchange_port *port,
                                                             const char *container,
                                                             struct arena *arena,
                                                             struct exchange_entries *entries_out)
{
    return port->ops->directory_list(port, container, arena, entries_out);
}

/* All or nothing. */
static inline enum status MUST_CHECK exchange_directory_change(
    struct exchange_port *port, const struct exchange_change *changes, size_t count)
{
    return port->ops->directory_change(port, changes, count);
}

/* The Exchange recipient behind an address of any type, primary or secondary; answered is the
 * primary one. ST_NOT_FOUND. */
static inline enum status MUST_CHECK exchange_resolve(struct exchange_port *port,
                                                      const char *address, struct arena *arena,
                                                      struct exchange_address *address_out)
{
    return port->ops->resolve(port, address, arena, address_out);
}

#endif
