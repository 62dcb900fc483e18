/* Logons, and the sessions that they hold at servers. */
#include <string.h>

#include "base/text.h"
#include "net/directory.h"
#include "net/network_inside.h"

static struct session **bucket_of(struct network *network, uint16_t id)
{
    return &network->by_id[id % SESSION_BUCKETS];
}

const struct session *network_session(const struct network *network, uint16_t id)
{
    const struct session *session = network->by_id[id % SESSION_BUCKETS];
    while (session != NULL && session->id != id) {
        session = session->next_by_id;
    }
    return session;
}

/* Ids go up, so that an old one in a trace or a handle means nobody for a long time. */
static uint16_t next_id(struct network *network)
{
    uint16_t id = 0;
    do {
        id = network->next_session_id++;
    } while (id == 0 || id == SESSION_GONE || network_session(network, id) != NULL);
    return id;
}

/* When the server ends a session of this account by itself. */
static uint64_t end_of_time(const struct network *network, const struct machine *server,
                            const struct identity *account, uint64_t now_us)
{
    return server->kind == MACHINE_NETWARE && !network->sessions_outlive_times
               ? identity_open_until(network->identities, account, now_us)
               : UINT64_MAX;
}

static void may_end(struct network *network, const struct session *session)
{
    if (session->until_us < network->next_end_us) {
        network->next_end_us = session->until_us;
    }
}

/* Sessions of the machine itself take nothing of its licence. */
static bool counts(const struct machine *server, const struct machine *client)
{
    return client != server;
}

/* The account that a server knows the caller by; NULL: none. A local account of another machine is
 * known by name only. */
static struct identity *account_at(const struct network *network, const struct machine *server,
                                   const struct machine *client, struct identity *account)
{
    const bool is_twin = server->kind == MACHINE_NETWARE ||
                         (!text_equal(account->authority, server->name) &&
                          network_find_machine(network, account->authority) != NULL);
    struct identity *known =
        is_twin ? identity_find(network->identities, server->name, account->name) : account;
    return known == NULL || directory_finds(server, client, known, DIRECTORY_BARE) ? known : NULL;
}

void network_ask_visit(struct network *network, void *context,
                       enum status (*visit)(void *context, struct network_visit *visit))
{
    network->visitor = context;
    network->visit = visit;
}

/* Somebody listens: the request may be answered by him, or lead to another server. */
static enum status visit(const struct network *network, struct session_request *request)
{
    struct network_visit seen = {.who = request->who,
                                 .client = request->client,
                                 .server = request->server,
                                 .is_gateway = request->is_gateway};
    const enum status st = network->visit(network->visitor, &seen);
    if (st != ST_OK || seen.server == request->server) {
        return st;
    }
    const struct link *link = network_link(network, request->client, seen.server);
    request->server = seen.server;
    request->account = account_at(network, seen.server, request->client, request->who);
    return seen.server->is_up && (link == NULL || network_link_is_up(link, request->now_us))
               ? ST_OK
               : ST_BAD_NETWORK_PATH;
}

enum status session_establish(struct network *network, const struct session_request *request,
                              struct session **session_out)
{
    struct session_request own = *request; /* where it leads */
    struct identity_token token;
    if (network->visit != NULL) {
        const enum status answer = visit(network, &own);
        if (answer != ST_OK) {
            return answer;
        }
    }
    struct machine *server = own.server;
    struct identity *account = own.account;
    if (network->stale != NULL) {
        stale_known_again(network, server, request->client);
    }
    if (server->connections_max != 0 && counts(server, request->client) &&
        server->connections >= server->connections_max) {
        return ST_NO_CONNECTIONS;
    }
    const struct identity_attempt attempt = {
        .password = request->password,
        .kind = LOGON_NETWORK,
        .station = request->client != NULL ? request->client->name : NULL,
        .now_us = request->now_us};
    const enum status st = identity_logon(network->identities, account, &attempt, &token);
    if (st != ST_OK) {
        return st;
    }
    REQUIRE(account != NULL); /* nobody is not let in */
    struct session *session = network->free_sessions;
    if (session != NULL) {
        network->free_sessions = session->next;
    } else {
        session = arena_new(network->arena, struct session);
    }
    const uint16_t id = next_id(network);
    struct session **bucket = bucket_of(network, id);
    *session = (struct session){.id = id,
                                .server = server,
                                .named = request->server,
                                .client = request->client,
                                .account = account,
                                .token = token,
                                .link = network_link(network, request->client, server),
                                .until_us = end_of_time(network, server, account, request->now_us),
                                .is_open = true,
                                .next_by_id = *bucket};
    *bucket = session;
    may_end(network, session);
    server->connections += counts(server, request->client) ? 1 : 0;
    account->connections += server->kind == MACHINE_NETWARE ? 1 : 0;
    *session_out = session;
    return ST_OK;
}

void session_close(struct network *network, struct session *session)
{
    if (!session->is_open) {
        return;
    }
    struct session **link = bucket_of(network, session->id);
    while (*link != session) {
        REQUIRE(*link != NULL);
        link = &(*link)->next_by_id;
    }
    *link = session->next_by_id;
    session->is_open = false;
    session->id = 0;
    session->server->connections -= counts(session->server, session->client) ? 1 : 0;
    session->account->connections -= session->server->kind == MACHINE_NETWARE ? 1 : 0;
}

void session_release(struct network *network, struct session *session)
{
    session_close(network, session);
    session->next = network->free_sessions;
    network->free_sessions = session;
}

void network_clear_sessions(struct network *network, struct machine *server,
                            const struct identity *account)
{
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct session *session = network->by_id[i];
        while (session != NULL) {
            struct session *next = session->next_by_id;
            if (session->server == server && (account == NULL || session->account == account)) {
                session_close(network, session); /* its logon finds out at the next use */
            }
            session = next;
        }
    }
    stale_clear(network, server, NULL, account);
}

void network_clear_client_kind(struct network *network, const struct machine *client,
                               enum machine_kind kind)
{
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct session *session = network->by_id[i];
        while (session != NULL) {
            struct session *next = session->next_by_id;
            const enum machine_kind served =
                session->server->is_fpnw ? MACHINE_NETWARE : session->server->kind;
            if (session->client == client && served == kind) {
                session_close(network, session);
            }
            session = next;
        }
    }
}

void network_clear_client(struct network *network, const struct machine *client)
{
    network_clear_client_kind(network, client, MACHINE_NT);
    network_clear_client_kind(network, client, MACHINE_NETWARE);
    stale_clear(network, NULL, client, NULL);
}

uint64_t network_next_end(const struct network *network)
{
    return network->next_end_us;
}

void network_end_due(struct network *network, uint64_t now_us)
{
    network->next_end_us = UINT64_MAX;
    stale_end_due(network, now_us);
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct session *session = network->by_id[i];
        while (session != NULL) {
            struct session *next = session->next_by_id;
            if (now_us >= session->until_us) {
                session_close(network, session);
            } else {
                may_end(network, session);
            }
            session = next;
        }
    }
}

void network_account_edited(struct network *network, const struct identity *account,
                            uint64_t now_us)
{
    for (size_t i = 0; i < SESSION_BUCKETS; i++) {
        struct session *session = network->by_id[i];
        for (; session != NULL; session = session->next_by_id) {
            if (session->account == account) {
                session->until_us = end_of_time(network, session->server, account, now_us);
                may_end(network, session);
            }
        }
    }
}

void network_set_times_rule(struct network *network, bool sessions_stay)
{
    network->sessions_outlive_times = sessions_stay;
}

bool session_forget(struct network *network, struct logon *logon, const struct machine *server)
{
    struct session **link = &logon->sessions;
    while (*link != NULL && (*link)->named != server) {
        link = &(*link)->next;
    }
    struct session *session = *link;
    if (session == NULL) {
        return false;
    }
    *link = session->next;
    logon->last.prefix_length = 0;
    session_release(network, session);
    return true;
}

static struct session *open_session_at(struct network *network, struct logon *logon,
                                       const struct machine *server)
{
    struct session *session = logon->sessions;
    while (session != NULL && session->named != server) {
        session = session->next;
    }
    if (session != NULL && !session->is_open) {
        (void)session_forget(network, logon, server); /* cleared at the server */
        return NULL;
    }
    return session;
}

enum status session_at(struct network *network, struct logon *logon, struct machine *server,
                       uint64_t now_us, struct network_reach *reach_out,
                       struct session **session_out)
{
    *session_out = open_session_at(network, logon, server);
    if (*session_out != NULL) {
        return ST_OK;
    }
    /* SYSTEM has no password that another machine would know. */
    if (logon->account->id == IDENTITY_SYSTEM && server != logon->host) {
        return server->kind == MACHINE_NETWARE ? ST_LOGON_FAILURE : ST_ACCESS_DENIED;
    }
    const struct session_request request = {
        .server = server,
        .who = logon->account,
        .account = account_at(network, server, logon->host, logon->account),
        .password = logon->hides_password && server->kind == MACHINE_NETWARE ? "" : logon->password,
        .client = logon->host,
        .now_us = now_us};
    const enum status st = session_establish(network, &request, session_out);
    if (st == ST_OK) {
        (*session_out)->next = logon->sessions;
        logon->sessions = *session_out;
        reach_out->new_session = *session_out;
        if (server == logon->host->preferred) {
            links_preferred_connected(network, logon->host);
        }
    }
    return st;
}

enum status network_logon(struct network *network, struct logon *logon, struct machine *host,
                          struct identity *account, const struct identity_attempt *attempt)
{
    REQUIRE(!logon->is_open);
    struct identity_attempt here = *attempt;
    here.station = host->name;
    const enum status st = identity_logon(network->identities, account, &here, &logon->token);
    if (st != ST_OK) {
        return st;
    }
    logon->host = host;
    logon->account = account;
    (void)text_copy(logon->password, sizeof(logon->password),
                    here.password); /* it equals one that fits */
    logon->sessions = NULL;
    logon->last.prefix_length = 0;
    logon->hides_password = false;
    logon->is_open = true;
    if (here.kind == LOGON_INTERACTIVE && host->preferred != NULL) {
        network_greet(network, logon, here.now_us);
    }
    return ST_OK;
}

void network_logoff(struct network *network, struct logon *logon)
{
    while (logon->sessions != NULL) {
        struct session *session = logon->sessions;
        logon->sessions = session->next;
        session_release(network, session);
    }
    logon->last.prefix_length = 0;
    logon->is_open = false;
}

void network_logoff_keeping(struct network *network, struct logon *logon)
{
    struct session **link = &logon->sessions;
    while (*link != NULL) {
        struct session *session = *link;
        if (session->is_open && session->server->kind == MACHINE_NETWARE) {
            *link = session->next;
            session->next = NULL;
        } else {
            link = &session->next;
        }
    }
    network_logoff(network, logon);
}

static void take_out(struct logon *logon, struct session *session)
{
    struct session **link = &logon->sessions;
    while (*link != session) {
        REQUIRE(*link != NULL);
        link = &(*link)->next;
    }
    *link = session->next;
    session->next = NULL;
    logon->last.prefix_length = 0;
}

void network_disconnect(struct network *network, struct logon *logon, struct session *session)
{
    take_out(logon, session);
    session_release(network, session);
}

void network_leave_session(struct network *network, struct logon *logon, struct session *session,
                           uint64_t until_us)
{
    take_out(logon, session);
    if (until_us < session->until_us) {
        session->until_us = until_us;
        may_end(network, session);
    }
}
