/*
 * inject -- call faults: which calls, when, and what then happens to them
 *
 * A fault is armed at an instant and looks at every call from then on, until it is lifted. It says
 * which calls it means (operation, program, account, place, way, offset, size), which of these it
 * strikes (each; the n-th; from the n-th on; every n-th), and what it does to them (faults.def).
 * Nobody but the choke point (world/sim_fault.h) asks; with no fault armed there is nothing to ask.
 *
 * Names   fold ASCII case.
 * Owns    faults on the run arena; what was lifted is kept, so that its count can be read.
 * Errors  fault_arm answers NULL, or a text on the arena.
 */
#ifndef SIM_FAULT_INJECT_H
#define SIM_FAULT_INJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "fs/fs.h"

/* What a call is to a fault. A file that is opened so that it may be made is a creation. */
enum fault_op {
    FAULT_OP_OPEN = 1 << 0,
    FAULT_OP_READ = 1 << 1,
    FAULT_OP_WRITE = 1 << 2,
    FAULT_OP_CREATE = 1 << 3,
    FAULT_OP_DELETE = 1 << 4,
    FAULT_OP_RENAME = 1 << 5,
    FAULT_OP_LIST = 1 << 6,
    FAULT_OP_LOCK = 1 << 7,
    FAULT_OP_CONNECT = 1 << 8,
    FAULT_OP_START = 1 << 9,
    FAULT_OP_LOGON = 1 << 10,
    FAULT_OP_LOGOFF = 1 << 11
};
enum { FAULT_OP_NONE = 0 };
/* "open|read|...", and one of them; FAULT_OP_NONE: no such word. */
#define FAULT_OP_WORDS "open|read|write|create|delete|rename|list|lock|connect|start|logon|logoff"
uint32_t fault_op_of(const char *word);

enum fault_session { FAULT_SESSION_ANY, FAULT_SESSION_SERVICE, FAULT_SESSION_INTERACTIVE };

/* Both ends included. */
struct fault_range {
    uint64_t first;
    uint64_t last;
};

/* Which calls. A field that is 0 or NULL asks for nothing. */
struct fault_which {
    uint32_t op;
    const char *program; /* "IMPORT"; the service is "CCMC" */
    const char *account; /* of the caller, or the one that the server knows him by */
    uint32_t bits;       /* 16: a DOS program; 32 */
    enum fault_session session;
    enum fs_model_id via;
    const char *place; /* server, directory, file, or a pattern of file names */
    struct fault_range offset;
    struct fault_range size;
    uint64_t run;      /* of the program, counted from the arming; 0: any */
    uint32_t access;   /* of an open: OS_READ, OS_WRITE, both wanted; 0: any */
    enum os_deny deny; /* of an open */
    bool has_offset;
    bool has_size;
    bool has_deny;
};

/* Which of these: counted from the arming, the first is 1. */
struct fault_turn {
    uint64_t from;  /* 1: at once */
    uint64_t every; /* 1: each */
    bool is_once;   /* `nth`: only the one of that number */
};

/* What a file says is replaced before it is opened, once in each. */
struct fault_rewrite {
    const char *old;
    const char
        *until; /* NULL: `old` alone; else all from it on to here, or to the end of the file */
    const char *with;
    const void *fact; /* of the scenario that asks for it */
    uint32_t files;   /* that were changed */
    struct fault_rewritten {
        uint64_t file; /* volume number and node */
        uint64_t hash; /* of what it says now */
        struct fault_rewritten *next;
    } * done;
};

struct fault_kind;
struct fault {
    struct fault_which which;
    struct fault_turn turn;
    const struct fault_kind *kind;
    uint64_t value;                /* of the kind: bytes, time, a status */
    const char *text;              /* of the kind: the server that answers; NULL */
    struct fault_rewrite *rewrite; /* of the kind; NULL */
    const char *label;             /* NULL none */
    const void *owner;             /* whoever armed it */
    uint64_t cause;                /* trace row of the arming */
    uint64_t runs;                 /* of the program, that have called since */
    uint32_t last_run;             /* the last of them */
    uint64_t matches;
    uint64_t strikes;
    bool is_lifted;
    struct fault *next;
};

enum fault_end { FAULT_END_NONE, FAULT_END_CRASH, FAULT_END_HANG };

/* What a strike does to the call; kinds change it. */
struct fault_strike {
    uint64_t size;         /* bytes or names that the call may still move */
    uint64_t late_us;      /* the caller goes on that much later */
    enum status answer;    /* of a call that is not made, or instead of ST_OK of one that is */
    bool acts;             /* false: the call is not made */
    bool kills;            /* the caller ends */
    bool kills_after;      /* the same, when the call has been made */
    enum fault_end end;    /* how else it ends */
    bool denies_all;       /* an open: nobody else may */
    bool keeps;            /* an open, a lock, a logoff: the server does not hear of its end */
    const char *elsewhere; /* this server answers instead of the one named; NULL */
    struct fault_rewrite *rewrite; /* what the file says is changed first; NULL */
};

/* One row of faults.def. */
struct fault_kind {
    const char *word;
    uint32_t ops;      /* that it can do something to */
    bool needs_server; /* calls that no server answers are not meant */
    /* The value as the scenario wrote it: text and number. NULL, or what is wrong. */
    const char *(*take)(struct fault *fault, const char *text, uint64_t number);
    void (*strike)(const struct fault *fault, struct fault_strike *strike);
};
const struct fault_kind *fault_kind_find(const char *word); /* NULL */
const struct fault_kind *fault_kind_at(uint32_t n);         /* NULL at the end */
#define FAULT(name, type, value, words, help) extern const struct fault_kind fault_kind_##name;
#include "fault/faults.def"
#undef FAULT

/* Errors that `refuse` knows: "access-denied|not-found|..." and the status of one; ST_OK: none. */
#define FAULT_REFUSAL_WORDS                                                                        \
    "access-denied|not-found|path-not-found|too-many-open|sharing-violation|lock-violation|"       \
    "bad-network-path|bad-share-name|device-gone|unexpected-network|connection-lost|"              \
    "no-connections|logon-failure|busy|disk-full|io-error"
enum status fault_refusal(const char *word);

struct faults {
    struct arena *arena;
    struct fault *first; /* in the order of their arming */
    struct fault_strike strike;
};

/* A call as it passes the choke point. The place is asked for last: it is the dearest question. */
struct fault_question {
    uint32_t op;
    const char *program;
    uint32_t run;        /* unique for each run of a program */
    const char *account; /* "" none */
    const char *judged;  /* the one that the server knows; "" the same */
    uint32_t bits;
    enum fault_session session;
    enum fs_model_id via;
    uint32_t access;   /* of an open; else 0 */
    enum os_deny deny; /* likewise */
    uint64_t offset;
    uint64_t size;
    const void *call;
    bool (*is_within)(const void *call, const char *place);
};

struct faults *faults_create(struct arena *arena);
/* Keeps a copy. */
const char *fault_arm(struct faults *faults, const struct fault *spec);
/* false: no fault of that label is armed. */
bool fault_lift(struct faults *faults, const char *label);
/* Is there one that may still strike, lifted ones and those that struck their one call apart? */
bool faults_any_armed(const struct faults *faults);
/* Does any of them speak of an account? Otherwise a question need not name any. */
bool faults_ask_for_accounts(const struct faults *faults);
/* The first fault that strikes the call, with what it does in faults->strike; NULL none. All faults
 * that mean the call count it. */
const struct fault *faults_ask(struct faults *faults, const struct fault_question *question);

#endif
