/*
 * network_inside -- what the files of the network share; nobody else includes it
 */
#ifndef SIM_NET_NETWORK_INSIDE_H
#define SIM_NET_NETWORK_INSIDE_H

#include "net/network.h"

enum { SESSION_BUCKETS = 32 };

struct network {
    struct arena *arena;
    struct identities *identities;
    struct machine *machines; /* in order of their ids */
    struct machine **machines_end;
    uint16_t next_volume_number;
    uint16_t next_session_id;
    uint64_t next_end_us;           /* no session ends by itself before; UINT64_MAX: none does */
    bool sessions_outlive_times;    /* assumption CONNECTION_TIMES stay */
    bool gateway_group_near_volume; /* assumption NTGATEWAY_CONTEXT same_ou */
    void *visitor;                  /* network_ask_visit; visit NULL: nobody */
    enum status (*visit)(void *context, struct network_visit *visit);
    struct link *links;
    struct stale *stale;
    struct stale *free_stale;
    struct session *free_sessions;
    struct session *by_id[SESSION_BUCKETS]; /* open ones */
};

/* What a server keeps of a session that its client has lost. */
struct stale {
    struct machine *server;
    const struct machine *client;
    struct identity *account;
    uint64_t until_us;
    bool is_known_again;
    struct stale *next;
};

enum name_form { NAME_DRIVE, NAME_REMOTE, NAME_VOLUME };

/* A path in its parts; all point into it. */
struct network_name {
    enum name_form form;
    const char *server; /* NAME_REMOTE */
    size_t server_length;
    const char *share; /* share, volume or drive letter */
    size_t share_length;
    size_t prefix_length; /* of all before the rest, a following separator not counted */
    const char *rest;
};

enum status MUST_CHECK network_name_parse(const char *path, struct network_name *name_out);
struct machine *network_machine_n(const struct network *network, const char *name, size_t length);
struct machine_volume *network_volume_n(const struct machine *machine, const char *name,
                                        size_t length);
struct share *network_share_n(const struct machine *machine, const char *name, size_t length);
const char *network_skip_separators(const char *path);

/* sessions.c */
struct session_request {
    struct machine *server;
    struct identity *who;     /* who asks */
    struct identity *account; /* that the server knows him by; NULL: nobody of that name */
    const char *password;
    const struct machine *client; /* that it comes from */
    bool is_gateway;
    uint64_t now_us;
};
/* What the logon answers; ST_NO_CONNECTIONS: the server's licence has none left. */
enum status MUST_CHECK session_establish(struct network *network,
                                         const struct session_request *request,
                                         struct session **session_out);
/* Ends it if it is open, and gives the memory back: nobody may point to it any more. */
void session_release(struct network *network, struct session *session);
void session_close(struct network *network, struct session *session);
/* The host has connected to its preferred server: behind a router that passes names one way only
 * it loses all others. */
void links_preferred_connected(struct network *network, const struct machine *host);
/* A person logs on: the redirector connects to the preferred server, if it lets him. */
void network_greet(struct network *network, struct logon *logon, uint64_t now_us);
/* links.c: of what a server keeps, what its time is over for ends; what a client that logs on anew
 * is known by; what somebody clears (NULL: of any). */
void stale_end_due(struct network *network, uint64_t now_us);
void stale_known_again(struct network *network, const struct machine *server,
                       const struct machine *client);
void stale_clear(struct network *network, const struct machine *server,
                 const struct machine *client, const struct identity *account);
/* The logon's open session at the server, opened when there is none. */
enum status MUST_CHECK session_at(struct network *network, struct logon *logon,
                                  struct machine *server, uint64_t now_us,
                                  struct network_reach *reach_out, struct session **session_out);
/* Forgets the logon's session at the server; false: there was none. */
bool session_forget(struct network *network, struct logon *logon, const struct machine *server);

#endif
