/*
 * identity -- who there is: NT domain users and groups, NetWare users and groups
 *
 * Names are only labels on ids: an account that is removed and made again is a new id with no
 * rights. An authority is a domain ("EXCH"), a machine with local accounts, or a NetWare server
 * ("NW1").
 *
 * Logon answers as Novell's login codes (SDK, NCP 23) and NT's status table say: unknown name and
 * wrong password are not
 * told apart (1326). Bad passwords count towards lockout where a limit is set. The token (user,
 * groups, equivalences) is taken at logon and stays as it was: a change of membership needs a new
 * logon. Equal tokens share one list of ids and one number, so logons for a year make no memory
 * grow.
 *
 * Units   virtual microseconds; ids > 0.
 * Owns    all on the run arena.
 */
#ifndef SIM_IDENTITY_IDENTITY_H
#define SIM_IDENTITY_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/require.h"
#include "base/status.h"
#include "core/keyed.h"

typedef uint32_t identity_id;

enum identity_kind { IDENTITY_USER, IDENTITY_GROUP };
enum identity_system { IDENTITY_NT, IDENTITY_NETWARE };

/* Well-known ids, the same in every world. */
enum {
    IDENTITY_NONE = 0,
    IDENTITY_EVERYONE = 1, /* NT Everyone */
    IDENTITY_CREATOR_OWNER = 2,
    IDENTITY_CREATOR_GROUP = 3,
    IDENTITY_SYSTEM = 4,
    IDENTITY_ADMINISTRATORS = 5,
    IDENTITY_AUTHENTICATED = 6,
    IDENTITY_NETWORK = 7,     /* in tokens of logons over the network */
    IDENTITY_INTERACTIVE = 8, /* ... of people at the machine */
    IDENTITY_SERVICE = 9,     /* ... of services */
    IDENTITY_USERS = 10,
    IDENTITY_BACKUP_OPERATORS = 11,
    IDENTITY_FIRST_FREE = 16
};

/* Objects of a 4.x tree that everybody is equivalent to. */
#define IDENTITY_NDS_ROOT "[Root]"
#define IDENTITY_NDS_PUBLIC "[Public]"

/* The account that a NetWare server is installed with. */
#define IDENTITY_SUPERVISOR "SUPERVISOR"

/* What a user's account has as long as nobody says otherwise. */
#define IDENTITY_PASSWORD "Password1"

enum { IDENTITY_NAME_SIZE = 48, IDENTITY_PASSWORD_SIZE = 32 };
/* NT refuses a logon that would gather more (1384). */
enum { IDENTITY_TOKEN_MAX = 1024 };

/* NT privileges that a file server asks about; bits. */
enum {
    PRIVILEGE_BACKUP = 1,         /* reads everything where an open says that it is for backup */
    PRIVILEGE_RESTORE = 2,        /* writes everything, the same way */
    PRIVILEGE_TAKE_OWNERSHIP = 4, /* WRITE_OWNER on everything */
    PRIVILEGE_SECURITY = 8        /* reads and changes audit lists */
};

struct identity {
    struct keyed by_name;
    identity_id id;
    enum identity_kind kind;
    enum identity_system system;
    char authority[IDENTITY_NAME_SIZE];
    char name[IDENTITY_NAME_SIZE];
    char password[IDENTITY_PASSWORD_SIZE];
    char context[IDENTITY_NAME_SIZE]; /* NetWare 4.x: where it is in the tree; "" */
    bool is_disabled;
    bool is_locked;
    bool is_removed;
    bool is_supervisor; /* NetWare SUPERVISOR or equivalent; NT: member of Administrators is a group
                         */
    bool may_logon_service; /* NT logon rights; true by default */
    bool may_logon_network;
    bool lacks_local_logon; /* NT: may not log on at a machine itself */
    bool lacks_balance;     /* NetWare accounting: no balance (0xC1) or no credit (0xC2) is left */
    bool must_change;       /* NT: its password, at the next logon that can ask for a new one */
    uint32_t privileges;    /* NT: given to this user or group */
    uint64_t expires_us;    /* UINT64_MAX: never */
    uint64_t password_expires_us; /* UINT64_MAX: never */
    uint32_t lockout_limit;       /* 0: none */
    uint64_t lockout_us;          /* how long one lasts; UINT64_MAX: until somebody lifts it */
    uint64_t locked_until_us;     /* while is_locked; UINT64_MAX: until somebody lifts it */
    uint64_t bad_window_us;       /* bad logons that are older are forgotten */
    uint64_t bad_logon_us;        /* the last one */
    uint32_t bad_logons;
    uint32_t grace_logons;                   /* left with an expired password (NetWare) */
    uint32_t connections_max;                /* 0: no limit */
    uint32_t connections;                    /* open now (NetWare) */
    const struct identity_hours *hours;      /* NULL: at any time */
    const struct identity_station *stations; /* NULL: from anywhere */
    struct identity_member *members;         /* of a group */
    struct identity_member *groups;          /* those that it is a member of */
};

/* Bit i of the map: the half hour that begins i half hours after Sunday 00:00 is open. */
enum { IDENTITY_HOURS_SIZE = 42, IDENTITY_HALF_HOURS = 8 * IDENTITY_HOURS_SIZE };

struct identity_hours {
    uint8_t map[IDENTITY_HOURS_SIZE];
};

/* A machine that an account may come from; its name stands for its address. */
struct identity_station {
    char name[IDENTITY_NAME_SIZE];
    const struct identity_station *next;
};

struct identity_member {
    identity_id id;
    bool is_equivalence; /* in the list of those that the member is security equivalent to */
    struct identity_member *next;
};

struct identity_token {
    const identity_id *ids; /* user first; borrowed, as long as the identities live */
    uint32_t count;
    uint32_t number; /* the same for equal tokens of one `identities`; 0: nobody counted it */
    uint32_t privileges;
    bool is_supervisor;
};

struct identities;

/* Well-known names are there from the start: Everyone, SYSTEM, Administrators (SYSTEM is a member)
 * ... */
struct identities *identities_create(struct arena *arena);
/* Names must fit (the caller has checked what came from outside). Answers the one that is there
 * already, if so. */
struct identity *identity_add(struct identities *all, enum identity_system system,
                              enum identity_kind kind, const char *authority, const char *name);
void identity_remove(struct identities *all, identity_id id);
/* It is found again, in no group; nothing when it was not removed. */
void identity_come_back(struct identities *all, identity_id id);
/* Not the removed ones. Well-known ones are found without their authority too ("" and
 * "Administrators"). */
struct identity *identity_find(const struct identities *all, const char *authority,
                               const char *name);
/* "AUTHORITY\name". */
struct identity *identity_find_full(const struct identities *all, const char *full_name);
/* All of that name whatever their authority, one after another; NULL `last`: the first. */
struct identity *identity_named(const struct identities *all, const char *name,
                                const struct identity *last);
struct identity *identity_of(const struct identities *all,
                             identity_id id); /* also removed ones; NULL: no such id */
void identity_join(struct identities *all, identity_id group,
                   identity_id member); /* once is enough */
/* NetWare: `who` is security equivalent to an account or a group, if it is not a member anyway. */
void identity_equal(struct identities *all, identity_id other, identity_id who);
void identity_equal_none(struct identities *all, identity_id who); /* stays in its groups */
void identity_part(struct identities *all, identity_id group, identity_id member);
bool identity_is_member(const struct identities *all, identity_id group,
                        identity_id member);           /* direct */
uint32_t identity_count(const struct identities *all); /* ids are below it */
/* "NW1\svc-ccmc"; false when it did not fit. */
bool identity_full_name(const struct identity *who, char *target, size_t capacity);

enum identity_logon_kind { LOGON_SERVICE, LOGON_INTERACTIVE, LOGON_NETWORK };

struct identity_attempt {
    const char *password;
    enum identity_logon_kind kind;
    const char *station; /* machine that it comes from; NULL: no known one */
    uint64_t now_us;
};

/* Checks the password and takes the token. ST_LOGON_FAILURE, ST_ACCOUNT_DISABLED,
 * ST_ACCOUNT_LOCKED_OUT, ST_PASSWORD_EXPIRED, ST_ACCOUNT_RESTRICTION, ST_LOGON_HOURS,
 * ST_LOGON_STATION, ST_LOGON_TYPE, ST_TOO_MANY_IDS. An expired NetWare password is good for as many
 * logons as there are grace logons left; each takes one. NT tokens also hold Everyone,
 * Authenticated and the kind of logon; groups of NT are followed through local groups (two levels);
 * NetWare groups are direct and every user is in EVERYONE of its server (made with the server's
 * first account). */
enum status MUST_CHECK identity_logon(struct identities *all, struct identity *who,
                                      const struct identity_attempt *attempt,
                                      struct identity_token *token_out);
/* Lifts a lockout whose time is over. */
bool identity_is_locked(struct identity *who, uint64_t now_us);
/* When the account's open hours or its time end next, from `now_us` on; UINT64_MAX: never. */
uint64_t identity_open_until(const struct identities *all, const struct identity *who,
                             uint64_t now_us);
/* What the clocks show at virtual time 0, in utc; hours of logon are by it. */
void identities_set_epoch(struct identities *all, uint64_t epoch_ms);
uint64_t identities_epoch(const struct identities *all);

#endif
