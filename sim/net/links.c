/* Links between machines, and what servers keep of sessions that were cut off. */
#include "net/network_inside.h"

/* A NetWare server asks a silent station ten times, a minute apart, five minutes after its last
 * word; then its connection goes. */
static const uint64_t watchdog_us = 15 * 60000000ULL;

static bool joins(const struct link *link, const struct machine *one, const struct machine *other)
{
    return (link->ends[0] == one && link->ends[1] == other) ||
           (link->ends[0] == other && link->ends[1] == one);
}

struct link *network_link(const struct network *network, const struct machine *one,
                          const struct machine *other)
{
    struct link *link = network->links;
    while (link != NULL && !joins(link, one, other)) {
        link = link->next;
    }
    return link;
}

struct link *network_link_need(struct network *network, struct machine *one, struct machine *other)
{
    struct link *link = network_link(network, one, other);
    if (link == NULL) {
        link = arena_new(network->arena, struct link);
        *link = (struct link){.ends = {one, other}, .next = network->links};
        network->links = link;
    }
    return link;
}

bool network_link_is_up(const struct link *link, uint64_t now_us)
{
    return !link->is_down && !link->has_other_frame && now_us >= link->up_at_us;
}

uint64_t network_link_time(const struct link *link, uint64_t bytes)
{
    static const uint64_t slow_delay_us = 300000;
    static const uint64_t slow_bits_per_second = 9600;
    const uint64_t bits_us = bytes * 8 * 1000000;
    if (link->is_slow) {
        return slow_delay_us + bits_us / slow_bits_per_second;
    }
    return link->delay_us + (link->bits_per_second != 0 ? bits_us / link->bits_per_second : 0);
}

void network_link_edited(struct network *network, struct link *link, uint64_t now_us)
{
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        for (struct session *session = network->by_id[i]; session != NULL;
             session = session->next_by_id) {
            if (session->client != NULL && joins(link, session->client, session->server)) {
                session->link = link;
            }
        }
    }
    if (network_link_is_up(link, now_us)) {
        return;
    }
    for (unsigned end = 0; end < 2; end++) {
        const struct network_cut cut = {.client = link->ends[end],
                                        .server = link->ends[1 - end],
                                        .until_us = now_us + watchdog_us,
                                        .is_known_again = true};
        network_cut_sessions(network, &cut);
    }
}

void network_links_boot(struct network *network, const struct machine *machine, uint64_t now_us)
{
    for (struct link *link = network->links; link != NULL; link = link->next) {
        if (link->up_after_us != 0 && (link->ends[0] == machine || link->ends[1] == machine)) {
            link->up_at_us = now_us + link->up_after_us;
        }
    }
}

bool network_is_connected(const struct network *network, const struct machine *client,
                          const struct machine *server)
{
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        const struct session *session = network->by_id[i];
        for (; session != NULL; session = session->next_by_id) {
            if (session->client == client && session->server == server) {
                return true;
            }
        }
    }
    return false;
}

void links_preferred_connected(struct network *network, const struct machine *host)
{
    const struct link *way = network_link(network, host, host->preferred);
    if (way == NULL || !way->has_one_way_router) {
        return;
    }
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct session *session = network->by_id[i];
        while (session != NULL) {
            struct session *next = session->next_by_id;
            if (session->client == host && session->server->kind == MACHINE_NETWARE &&
                session->server != host->preferred) {
                session_close(network, session);
            }
            session = next;
        }
    }
}

/* --- what a server keeps --- */

static void stale_end(struct network *network, struct stale **link)
{
    struct stale *stale = *link;
    *link = stale->next;
    stale->server->connections--;
    stale->account->connections -= stale->server->kind == MACHINE_NETWARE ? 1 : 0;
    stale->next = network->free_stale;
    network->free_stale = stale;
}

static void stale_keep(struct network *network, const struct session *session,
                       const struct network_cut *cut)
{
    struct stale *stale = network->free_stale;
    if (stale != NULL) {
        network->free_stale = stale->next;
    } else {
        stale = arena_new(network->arena, struct stale);
    }
    *stale = (struct stale){.server = session->server,
                            .client = session->client,
                            .account = session->account,
                            .until_us = cut->until_us,
                            .is_known_again = cut->is_known_again,
                            .next = network->stale};
    network->stale = stale;
    stale->server->connections++;
    stale->account->connections += stale->server->kind == MACHINE_NETWARE ? 1 : 0;
    network->next_end_us =
        stale->until_us < network->next_end_us ? stale->until_us : network->next_end_us;
}

static bool is_cut(const struct session *session, const struct network_cut *cut)
{
    return session->client == cut->client &&
           (cut->server == NULL ? session->server->kind == MACHINE_NETWARE
                                : session->server == cut->server);
}

void network_cut_sessions(struct network *network, const struct network_cut *cut)
{
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct session *session = network->by_id[i];
        while (session != NULL) {
            struct session *next = session->next_by_id;
            if (is_cut(session, cut)) {
                const struct session copy = *session;
                session_close(network, session); /* its logon finds out at the next use */
                stale_keep(network, &copy, cut);
            }
            session = next;
        }
    }
}

void stale_end_due(struct network *network, uint64_t now_us)
{
    struct stale **link = &network->stale;
    while (*link != NULL) {
        if (now_us >= (*link)->until_us) {
            stale_end(network, link);
        } else {
            const uint64_t until_us = (*link)->until_us;
            network->next_end_us =
                until_us < network->next_end_us ? until_us : network->next_end_us;
            link = &(*link)->next;
        }
    }
}

void stale_known_again(struct network *network, const struct machine *server,
                       const struct machine *client)
{
    struct stale **link = &network->stale;
    while (*link != NULL) {
        if ((*link)->server == server && (*link)->client == client && (*link)->is_known_again) {
            stale_end(network, link);
        } else {
            link = &(*link)->next;
        }
    }
}

void stale_clear(struct network *network, const struct machine *server,
                 const struct machine *client, const struct identity *account)
{
    struct stale **link = &network->stale;
    while (*link != NULL) {
        const struct stale *stale = *link;
        if ((server == NULL || stale->server == server) &&
            (client == NULL || stale->client == client) &&
            (account == NULL || stale->account == account)) {
            stale_end(network, link);
        } else {
            link = &(*link)->next;
        }
    }
}
