/*
 * lists -- distribution lists of an Exchange site
 *
 * The store takes a list apart when it is submitted to. A recipient of the site gets one copy
 * however often it is in the lists; mail for a gateway is submitted once for each time that an
 * address is met (Q181797), be it that of a custom recipient. Members may be lists themselves,
 * eight deep; a ring ends where it closes.
 *
 * Owns    its lists, on the world's arena.
 */
#ifndef SIM_EXCHANGE_LISTS_H
#define SIM_EXCHANGE_LISTS_H

#include <stdbool.h>
#include <stdint.h>

#include "port/exchange_message.h"

struct connector;
struct world;
struct site;

struct site_list {
    const char *name;
    const struct site *site;
    const char *const *members; /* recipients, lists, cc:Mail addresses "Smith, J at PO1" */
    uint32_t member_count;
    struct site_list *next;
};

/* Made, or its members are others now; names are copied. */
void list_set(struct world *world, const struct site *site, const char *name,
              const char *const *members, uint32_t count);
bool list_remove(struct world *world, const struct site *site, const char *name);
/* "All", "All at SITE1", "CCMAIL:All at SITE1"; NULL: no list. */
const struct site_list *list_find(const struct world *world, const char *address);

struct list_members {
    const char **here; /* recipients of the site, each once */
    uint32_t here_count;
    const char **elsewhere; /* cc:Mail addresses, or "SMTP:...", as often as they were met */
    uint32_t elsewhere_count;
};
/* What came from cc:Mail for a list: to its members here, and back out to those at cc:Mail. */
void list_deliver(struct world *world, struct connector *connector, const struct site_list *list,
                  const struct exchange_message *message);
/* On the world's arena. */
struct list_members list_expand(struct world *world, const struct site_list *list);

#endif
