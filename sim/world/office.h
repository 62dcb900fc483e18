/*
 * office -- a post office as the world knows it: where it lies, what it is called, who uses it
 *
 * The bytes are those of sim/postoffice on the volume; this is the label on the door.
 *
 * Errors  functions that answer a text: NULL, or why not, for the author of the scenario.
 * Owns    everything on the run arena.
 */
#ifndef SIM_WORLD_OFFICE_H
#define SIM_WORLD_OFFICE_H

#include <stdbool.h>
#include <stdint.h>

#include "net/network.h"
#include "port/os_port.h"

struct world;
struct postoffice;

struct office_user {
    const char *name; /* "Smith, J" */
    uint64_t hash;    /* text_hash of the name */
    struct office_user *next;
    struct office_user *next_in_bucket;
};

/* The same people by name. */
struct office_users {
    struct office_user **buckets;
    uint32_t bucket_count; /* 0, or a power of two */
    uint32_t count;
};

struct office {
    const char *label;        /* "PO1": as scenarios call it */
    const char *name;         /* its own, UTF-8; mostly the same */
    const char *name_in_page; /* as it is stored, in the post office's code page */
    char password[32];
    char format[8]; /* DB6, DB8 */
    struct machine *machine;
    struct machine_volume *volume;
    volume_node directory;
    char path[OS_PATH_SIZE]; /* full form for the world: "\\NW1\SYS\CCDATA", "\\NT1\D:\ccdata" is
                                not a path: see office.c */
    struct office_user
        *users; /* local, in order of declaration; the first one gets `mail out n to PO1` */
    struct office_user **users_end;
    struct office_users by_name;
    bool has_site_entry;       /* dirsync completed */
    const char *dirsync;       /* "completed", "never" as declared */
    struct process *console;   /* the world itself there; NULL until used */
    struct postoffice *writer; /* as people at the post office have it open; NULL until used */
    struct office *next;
};

/* `place`: "NW1 SYS:CCDATA" -> machine + path; for an NT share machine + share name. Creates the
 * files with the world's
 * own rights. */
struct office_spec {
    const char *name;     /* that scenarios call it by */
    const char *own_name; /* NULL: the same */
    const char *machine;
    const char *place; /* share name, volume path or drive path on that machine */
    const char *format;
    const char *password; /* NULL: default "postoffice" */
    uint32_t code_page;   /* 0: that of the first machine */
    bool has_ade;
};
const char *office_create(struct world *world, const struct office_spec *spec);
/* By its label, else by its own name; NULL or "": the first. */
struct office *office_find(struct world *world, const char *name);
/* Label and name of one that is about to be made, with this code page. */
const char *office_take_name(struct world *world, struct office *office,
                             const struct office_spec *spec, int page);
/* An administrator gives it another name; addresses that others have written stay. */
const char *office_rename(struct world *world, struct office *office, const char *name);
/* Its message file has so many bytes at least, as after letters that were deleted (assumption
 * OFFICE_SIZE). */
const char *office_grow(struct world *world, struct office *office, uint64_t size_bytes);
const char *office_add_user(struct world *world, struct office *office,
                            const char *name); /* local mailbox */
/* He and his letters go to another post office; here is left where he is. */
const char *office_move_user(struct world *world, struct office *from, struct office *to,
                             const char *name);
bool office_has_user(const struct office *office, const char *name); /* of those added so */
/* The post office as its own people open it; NULL or a text. Lives until the files are moved. */
const char *office_reader(struct world *world, struct office *office, struct postoffice **po_out);
/* What people did there is on the disk when their programs say so (assumption CLIENT_FLUSHES); only
 * where power can fail. */
enum status MUST_CHECK office_flush(struct world *world, struct office *office,
                                    struct postoffice *po);
/* The next reader reads all of it anew. */
void office_reopen(struct world *world, struct office *office);
/* Any directory entry: kind local, remote, mobile, alias, postoffice, indirect, list, board. One
 * that is there keeps its kind, and what is NULL here. */
struct office_entry {
    const char *name;
    const char *kind;           /* "local", "remote", "postoffice", "alias" */
    const char *at;             /* post office of the address; NULL */
    const char *fan;            /* NULL */
    const char *comment;        /* NULL */
    const char *const *members; /* of a list */
    size_t member_count;        /* 0: they stay */
    bool is_new_only;           /* one that is there stays as it is */
};
const char *office_add_entry(struct world *world, struct office *office,
                             const struct office_entry *entry);
const char *office_remove_entry(struct world *world, struct office *office, const char *name);
/* entry_out may be NULL; its texts are on `arena`, those that are empty "". */
bool office_has_entry(struct world *world, struct office *office, const char *name,
                      struct arena *arena, struct office_entry *entry_out);
/* Is it marked to be passed on (IMPORT /DIRECTORY/PROP)? */
bool office_propagates(struct world *world, struct office *office, const char *name);
/* What a completed dirsync leaves: the site's post-office entry with its comment, and the Exchange
 * recipients. `keeps`: what a world line says of such an entry stands. */
const char *office_complete_dirsync(struct world *world, struct office *office, bool keeps);
/* Moves the files to another machine: shut, copy, open (people do that when the connector is
 * stopped). */
struct office_move {
    const char *machine;
    const char *share;
    const char *path; /* "D:\ccdata" on NT; "SYS:CCDATA" on NetWare */
    const char *acl_account;
    const char *acl_level; /* "change" */
};
const char *office_move(struct world *world, struct office *office, const struct office_move *move);
const char *office_shut(struct world *world, struct office *office); /* CCPODOWN appears */
const char *office_open(struct world *world, struct office *office);
uint32_t office_queue_count(struct world *world, struct office *office,
                            const char *entry); /* messages waiting */
/* A mailbox as its reader sees it, message by message, oldest first; false at the end, or when it
 * cannot be read. */
struct ccm_message;
struct office_mailbox {
    struct postoffice *po; /* of the office */
    uint32_t usr;
    uint64_t last_id;
};
bool office_mailbox_open(struct world *world, struct office *office, const char *name,
                         struct office_mailbox *mailbox_out);
bool office_mailbox_next(struct office_mailbox *mailbox, struct arena *arena,
                         struct ccm_message *message_out);
/* Consistency, by po_check. errors excludes wear. */
struct office_health {
    uint32_t errors;
    uint32_t wear;
    bool is_fragmented; /* a message has more extents than EXPORT can map */
    char first[160];
};
struct office_health office_check(struct world *world, struct office *office);

#endif
