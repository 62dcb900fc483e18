/*
 * network -- machines, their volumes and shares, and how a path reaches them
 *
 * A machine is an NT host or server (drives, shares) or a NetWare server (volumes). Shares are NT
 * shares of a directory, or gateway shares: an NT name for a NetWare directory, reached with the
 * gateway's own NetWare account.
 *
 * Names   \\SERVER\SHARE\rest, \\SERVER\VOLUME\rest (NetWare), \\TREE\SERVER_VOLUME.context\rest
 * (4.x), SERVER\VOLUME:rest and SERVER/VOLUME:rest, D:\rest (a local drive of the host, or a drive
 * mapped in the logon session). VOLUME:rest works where one server has that volume (scenario text
 * only). Letters fold; / and \ are alike.
 *
 * Units   virtual microseconds.
 * Owns    all on the run arena.
 * Errors  ST_BAD_NETWORK_PATH (no such server, or down: 53), ST_BAD_SHARE_NAME (67),
 *         ST_PATH_NOT_FOUND (drive), ST_BAD_NAME, and what logon answers. ST_ACCESS_DENIED at
 *         connect: the share ACL grants the caller nothing. ST_CONNECTION_LOST (64) once when a
 *         server went down under an open session, then 53. Behind a gateway: ST_UNEXPECTED_NETWORK
 *         (59) while its NetWare server is down, ST_DEVICE_GONE (55) while it has no session. A
 *         machine whose GSNW is stopped reaches no NetWare server (53), and its gateway shares are
 *         dead (55).
 * Source  KB Q164707, Q118469, Q163817, Q147555, Q118973; Samba's status table.
 */
#ifndef SIM_NET_NETWORK_H
#define SIM_NET_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/fs.h"
#include "fs/volume.h"
#include "identity/identity.h"

enum machine_kind { MACHINE_NT, MACHINE_NETWARE };
enum { MACHINE_NAME_SIZE = 48, SHARE_NAME_SIZE = 48 };
enum { SESSION_GONE = UINT16_MAX }; /* nobody's id */

struct machine_volume {
    char name[16]; /* "D" for a drive, "SYS" for a NetWare volume */
    struct volume *volume;
    uint16_t number; /* unique in the network */
    struct machine_volume *next;
};

/* A gateway share acts with this account's session; taken when the gateway is enabled, again after
 * it failed. */
struct gateway {
    struct identity *account;              /* a NetWare user; must be in NTGATEWAY of its server */
    char password[IDENTITY_PASSWORD_SIZE]; /* as the administrator typed it */
    bool is_enabled;
    bool by_bindery; /* the account's bare name was typed: found by bindery; else by full name */
    const struct machine *machine; /* that runs it */
    struct session *session;       /* NULL until used, or after a refusal */
};

struct share {
    char name[SHARE_NAME_SIZE];
    struct machine_volume *volume; /* NT share */
    volume_node root;
    struct acl acl; /* share ACL; edited by share_set_acl only */
    struct share_answer {
        uint32_t token; /* its number; 0: nothing is kept */
        nt_mask granted;
    } kept;                    /* what the list granted last */
    struct gateway *gateway;   /* gateway share: then target says where */
    char target[OS_PATH_SIZE]; /* "\\NW1\SYS\CCDATA" */
    bool is_removed;
    bool was_not_made; /* gateway share: it could not be (gateways.h) */
    struct share *next;
};

struct machine {
    uint16_t id; /* 1, 2, ... */
    enum machine_kind kind;
    char name[MACHINE_NAME_SIZE];
    char version[16];
    char context[IDENTITY_NAME_SIZE]; /* NetWare 4.x: where its volumes are in the tree; "" */
    char tree[IDENTITY_NAME_SIZE];    /* NetWare 4.x: whose directory it is in; NT: that people and
                                         services log on to, in `context`; "" */
    char bindery[OS_PATH_SIZE]; /* NetWare 4.x: contexts whose objects a bindery login finds, ;
                                   between;
                                   "": that of its volumes */
    bool lacks_bindery;         /* NetWare 4.x: no bindery login */
    uint32_t connections_max;   /* licence: sessions of other machines; 0: any number */
    uint32_t connections;       /* open now */
    bool is_up;
    bool is_fpnw;       /* NT: it answers as a NetWare server does; its shares are its volumes */
    bool is_off;        /* it lost its power, or hangs: it comes up by a boot */
    bool lacks_netware; /* NT: its Gateway Service for NetWare is stopped, so no way leads to
                           NetWare */
    bool lacks_server;  /* NT: its server service is stopped: nobody reaches its shares */
    bool lacks_workstation;          /* NT: no way leads to shares of NT machines */
    const struct machine *preferred; /* NetWare server that people log on at; NULL: none */
    int64_t clock_ms;                /* how much ahead of the true time its clock is */
    struct machine_volume *volumes;
    struct share *shares;
    struct machine *next;
};

/* The way between two machines; without one it is there and fast. */
struct link {
    struct machine *ends[2];
    bool is_down;
    bool is_slow;             /* as a modem: whatever delay and speed say */
    bool has_other_frame;     /* the two speak different frame types */
    bool has_one_way_router;  /* the names of ends[0]'s side do not get to ends[1] */
    uint64_t up_at_us;        /* after a boot */
    uint64_t up_after_us;     /* how long that takes; 0: at once */
    uint64_t delay_us;        /* of each call */
    uint64_t bits_per_second; /* 0: any number */
    struct link *next;
};

/* One connection of one logon to one server. Holds the identity that the server took at login. */
struct session {
    uint16_t id; /* 1, 2, ...; for traces; 0 again when it is over */
    struct machine *server;
    const struct machine *named;  /* that the client asked for; another one may have answered */
    const struct machine *client; /* whose logon; NULL: a gateway's */
    struct identity *account;     /* at that server: the NT account, or the NetWare twin */
    struct identity_token token;
    const struct link *link; /* NULL: fast */
    uint64_t until_us;       /* NetWare: the server ends it then; UINT64_MAX: never */
    bool is_open;
    struct session *next; /* of the same logon */
    struct session *next_by_id;
};

/* Where the last path over the network began: server, share or volume by name. Only pointers that
 * never dangle; whether server, share and session are still usable is looked at each time, so edits
 * of the world need not tell. */
struct network_last {
    char prefix[64];      /* as written, up to what follows the share: "\\NW1\SYS" */
    size_t prefix_length; /* 0: none */
    struct machine *server;
    struct share *share;           /* NT server */
    struct machine_volume *volume; /* NetWare server */
    struct session *session;
};

/* Who is logged on at a machine: a service, a person. Programs run under it. */
struct logon {
    struct machine *host;
    struct identity *account;              /* NT account */
    char password[IDENTITY_PASSWORD_SIZE]; /* as typed or stored with the service; used against
                                              NetWare too */
    struct identity_token token;
    struct session *sessions;
    char drives[26][OS_PATH_SIZE / 4]; /* mapped: "\\NW1\SYS"; "" none */
    bool is_open;
    bool hides_password; /* its machine does not pass the password on to NetWare servers */
    struct network_last last;
};

struct network;

/* Assumption NTGATEWAY_CONTEXT: must NTGATEWAY be in the context of the server whose volume is
 * shared? */
void network_set_gateway_rule(struct network *network, bool is_near_volume);
struct network *network_create(struct arena *arena, struct identities *identities);
struct machine *network_add_machine(struct network *network, enum machine_kind kind,
                                    const char *name);
struct machine *network_find_machine(const struct network *network, const char *name);
/* The one behind `machine`; behind NULL the first; NULL: there is no other. */
struct machine *network_next_machine(const struct network *network, const struct machine *machine);
bool network_has_tree(const struct network *network, const char *name);
struct machine_volume *machine_add_volume(struct network *network, struct machine *machine,
                                          const char *name, const struct volume_spec *spec);
/* Its own clock, and the times that its volumes give to files from now on. */
void machine_set_clock(struct machine *machine, int64_t ahead_ms);
struct machine_volume *machine_find_volume(const struct machine *machine, const char *name);
struct share *machine_add_share(struct network *network, struct machine *machine, const char *name);
void share_set_acl(struct share *share, const struct acl *acl); /* counts at once */
struct share *machine_find_share(const struct machine *machine,
                                 const char *name); /* not removed ones */

/* Takes the token; sessions come when a server is first used. *logon is the caller's, zeroed; the
 * station of the attempt is `host`, whatever it says. */
enum status MUST_CHECK network_logon(struct network *network, struct logon *logon,
                                     struct machine *host, struct identity *account,
                                     const struct identity_attempt *attempt);
void network_logoff(struct network *network, struct logon *logon); /* closes its sessions */
/* As NT before 4.0 SP4 did it: those at NetWare servers stay open there, and nobody uses them. */
void network_logoff_keeping(struct network *network, struct logon *logon);
/* One of the logon's sessions is over, at its server, too. */
void network_disconnect(struct network *network, struct logon *logon, struct session *session);
/* One of the logon's sessions is over for the client, and stays open at its server until then
 * (UINT64_MAX: until somebody clears it or the client boots). */
void network_leave_session(struct network *network, struct logon *logon, struct session *session,
                           uint64_t until_us);
/* A machine went down: the servers drop its sessions. */
void network_clear_client(struct network *network, const struct machine *client);

/* Everything before the volume: server found and up, session (login on first use), share or volume,
 * share ACL. On a NetWare server the logon's account name and password are used (twin account)
 * unless the way leads through a gateway. *rest_out points into `path` (below the share's root, no
 * leading \). *new_session_out: the session that was opened by this call, for the trace; or NULL.
 */
struct network_reach {
    struct fs_way way;
    const char *rest;
    const struct session *new_session;
};
enum status MUST_CHECK network_reach(struct network *network, struct logon *logon, const char *path,
                                     uint64_t now_us, struct network_reach *reach_out);
/* The same path at another server: "\\OTHER\VOLUME\rest" for every form of it. false: too
 * long, or a path that no server answers. */
bool network_path_at(const struct network *network, const struct logon *logon, const char *path,
                     const struct machine *server, char target[OS_PATH_SIZE]);
/* A session at the server, as for a path there; only reach_out->new_session is set. */
enum status MUST_CHECK network_reach_server(struct network *network, struct logon *logon,
                                            struct machine *server, uint64_t now_us,
                                            struct network_reach *reach_out);
/* Somebody is about to log on at a server: whoever listens may send him to another one, or answer
 * for it with an error. visit NULL: nobody listens. */
struct network_visit {
    const struct identity *who; /* who asks; the server may know him by another account */
    const struct machine *client;
    struct machine *server; /* may be changed */
    bool is_gateway;
};
void network_ask_visit(struct network *network, void *context,
                       enum status (*visit)(void *context, struct network_visit *visit));
/* The open session with this id; NULL when it is over, so handles that were opened over it are dead
 * (way.session). */
const struct session *network_session(const struct network *network, uint16_t id);
/* For edits and listings by the world itself: no identity, no rights; every path form above plus
 * VOLUME:rest. */
enum status MUST_CHECK network_place(const struct network *network, const struct machine *host,
                                     const char *path, struct machine_volume **volume_out,
                                     volume_node *root_out, const char **rest_out);
/* The server forgets all sessions of an account (somebody cleared them), or of everybody (account
 * NULL: it went down). */
void network_clear_sessions(struct network *network, struct machine *server,
                            const struct identity *account);

/* Is the account of that gateway share in NTGATEWAY of its server? Of a server that it does not
 * find it knows nothing to the contrary. */
bool network_gateway_is_admitted(struct network *network, const struct share *share);
/* The gateway's session ends; the next use logs on anew. */
void network_gateway_reset(struct network *network, struct gateway *gateway);

/* Links. NULL: none was declared. An edit is followed by network_link_edited: sessions over a link
 * that is down are lost to the client, while the server keeps its side for 15 minutes or until the
 * client comes back. network_link_time: what a call of so many bytes takes. */
struct link *network_link(const struct network *network, const struct machine *one,
                          const struct machine *other);
struct link *network_link_need(struct network *network, struct machine *one, struct machine *other);
bool network_link_is_up(const struct link *link, uint64_t now_us);
uint64_t network_link_time(const struct link *link, uint64_t bytes);
void network_link_edited(struct network *network, struct link *link, uint64_t now_us);
void network_links_boot(struct network *network, const struct machine *machine, uint64_t now_us);

/* The client forgets its sessions; the server does not, and they count there until `until_us`,
 * until somebody clears them or the client boots, or (is_known_again) until the client logs on
 * anew. */
struct network_cut {
    const struct machine *client;
    const struct machine *server; /* NULL: all NetWare servers */
    uint64_t until_us;
    bool is_known_again;
};
void network_cut_sessions(struct network *network, const struct network_cut *cut);
/* Sessions of a machine at servers of that kind end, at both sides. */
void network_clear_client_kind(struct network *network, const struct machine *client,
                               enum machine_kind kind);

/* Times of NetWare sessions (assumption CONNECTION_TIMES): none ends before the first answers,
 * UINT64_MAX none does; those whose time is over are ended; an account was edited, so its sessions
 * end at other times. */
uint64_t network_next_end(const struct network *network);
void network_end_due(struct network *network, uint64_t now_us);
void network_account_edited(struct network *network, const struct identity *account,
                            uint64_t now_us);
/* Do sessions outlive the time of their account? */
void network_set_times_rule(struct network *network, bool sessions_stay);

/* Has anybody at `client` a session at `server`? */
bool network_is_connected(const struct network *network, const struct machine *client,
                          const struct machine *server);

/* The machine that holds the volume of that number; NULL. */
const struct machine *network_machine_of_volume(const struct network *network,
                                                uint16_t volume_number);

#endif
