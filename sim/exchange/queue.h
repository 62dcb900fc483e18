/*
 * queue -- one queue of a connector: messages in order, and the keys that were ever accepted
 *
 * Errors  none.
 * Owns    its messages and keys, on the run arena.
 */
#ifndef SIM_EXCHANGE_QUEUE_H
#define SIM_EXCHANGE_QUEUE_H

#include "base/hash.h"
#include "core/keyed.h"
#include "exchange/site.h"

struct site_key {
    struct keyed by_low;
    struct hash128 value;
};

struct site_queue {
    struct site_message *first;
    struct site_message **end;
    struct site_message *free;
    uint32_t count;
    uint64_t last_id;
    struct keyed_table keys; /* memory grows with mail, not with time */
};

struct site_queue *site_queue_of(struct world *world, struct connector *connector,
                                 enum exchange_queue which);
/* Appends a copy. */
struct site_message *site_queue_add(struct world *world, struct connector *connector,
                                    enum exchange_queue which,
                                    const struct exchange_message *message);
bool site_queue_remove(struct site_queue *queue, uint64_t id); /* false: not there */

#endif
