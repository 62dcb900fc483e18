/*
 * routing -- which connector the MTA gives mail to: address spaces, and the table made from them
 *
 * An administrator writes address spaces on a page of each connector ("CCMAIL:*" with a cost). The
 * MTA does not look there but in its routing table, which is made when the site's routing is
 * recalculated (Q186235: an entry without that is no help). The space that says most of an address
 * wins, among those the lowest cost, then the connector that was declared first. A connector that
 * no scenario gives spaces to has "CCMAIL:*". Mail that no space fits goes back to its sender at
 * once; the MTA logs it, and no connector hears of it.
 *
 * Owns    its table, on the world's arena.
 * Source  Q186235, Q201058.
 */
#ifndef SIM_EXCHANGE_ROUTING_H
#define SIM_EXCHANGE_ROUTING_H

#include <stdbool.h>
#include <stdint.h>

#include "port/exchange_message.h"

struct world;
struct connector;

struct address_space {
    const struct connector *connector;
    const char *pattern; /* "CCMAIL:*"; NULL: only says that the page is not as usual */
    uint32_t cost;
    bool is_there;        /* on the page */
    bool is_routed;       /* in the table, */
    uint32_t routed_cost; /* with this cost */
    struct address_space *next;
};

struct routing {
    struct address_space *spaces; /* in the order in which they were first written */
    uint64_t unable;              /* how often there was no route: tells their messages apart */
};

/* On the page of the connector: one more or another cost; one less (false: it is not there); none
 * at all. */
void routing_add(struct world *world, const struct connector *connector, const char *pattern,
                 uint32_t cost);
bool routing_remove(struct world *world, const struct connector *connector, const char *pattern);
void routing_clear(struct world *world, const struct connector *connector);
/* The table is made anew from all pages. */
void routing_recalculate(struct world *world);
/* Gives the message to the connectors of its recipients, to the world outside what goes there, and
 * back to its sender for the rest. Without an address space (world->routing) and recipients outside
 * it is the connector's as it is. */
void routing_submit(struct world *world, const struct exchange_message *message);

#endif
