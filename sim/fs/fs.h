/*
 * fs -- file operations on a volume, judged by a model
 *
 * A way says how a volume is reached: which model judges (NT share, NetWare volume, gateway share,
 * local disk), where the shared root is, and on whose behalf. Each operation: names -> rights ->
 * sharing -> the volume acts. The model only judges; the mechanics are the same for all. A refusal
 * tells which rights lacked, for the trace.
 *
 * When rights count (house rule 6): NT judges at open; NetWare takes the identity at login and
 * judges at each open or name operation; a gateway share judges the caller by its share ACL and its
 * own account by trustee rights. NetWare: without File Scan a listing or a search (stat) shows
 * nothing and answers ST_OK / ST_NOT_FOUND, not a refusal; opening by exact name needs no File
 * Scan. Writing on the handle that created the file needs Create only; reading back needs Read. NT:
 * deleting needs DELETE on the file or DELETE_CHILD on the directory; a rename needs DELETE there
 * and ADD_FILE on the target.
 *
 * Errors  as os_port.h promises. ST_ACCESS_DENIED comes with *refusal set.
 * Owns    handles on the arena given to fs_create, with a free list.
 * Source  Novell SDK pages (NWOpenFile, NWCreateFile ...), KB Q244710, Q114939; 300 x 17 operations
 *         judged by a real
 * server.
 */
#ifndef SIM_FS_FS_H
#define SIM_FS_FS_H

#include <stdbool.h>
#include <stdint.h>

#include "fs/rights/acl.h"
#include "fs/rights/trustee.h"
#include "fs/sharing.h"
#include "fs/volume.h"
#include "identity/identity.h"
#include "port/os_port.h"

enum fs_model_id {
    FS_MODEL_NONE,
#define FS_MODEL(name, listed_name) FS_MODEL_##name,
#include "fs/models.def"
#undef FS_MODEL
    FS_MODEL_COUNT
};

enum fs_operation {
    FS_READ_FILE,
    FS_WRITE_FILE,
    FS_READ_WRITE_FILE,
    FS_OVERWRITE,
    FS_CREATE_FILE,
    FS_CREATE_READ_FILE,
    FS_CREATE_DIRECTORY,
    FS_DELETE_FILE,
    FS_DELETE_DIRECTORY,
    FS_RENAME_SOURCE,
    FS_RENAME_TARGET,
    FS_LIST,
    FS_SEARCH_ENTRY,
    /* What the port has no call for; programs of NT ask it, and tables of rights name it. */
    FS_APPEND_FILE,
    FS_EXECUTE,
    FS_SET_ATTRIBUTES,
    FS_READ_PERMISSIONS,
    FS_CHANGE_PERMISSIONS,
    FS_TAKE_OWNERSHIP,
    FS_OPEN_DELETE,
    FS_BACKUP_FILE,  /* reading with the intent of a backup */
    FS_RESTORE_FILE, /* writing the same way */
    FS_OPERATION_COUNT
};

struct link;

struct fs_way {
    const struct fs_model *model;
    const struct link *link; /* slow, so calls take time (network.h); NULL: fast */
    struct volume *volume;
    uint16_t volume_number; /* unique in a world; part of the sharing key */
    uint16_t session;       /* id of the session at the server; 0 local */
    volume_node root;       /* where the share starts */
    const struct identity_token
        *token;         /* whose rights count at the volume; borrowed from logon or session */
    nt_mask share_mask; /* what the share ACL leaves to the caller; NT_FULL on a local disk or a
                           NetWare volume */
    uint16_t gateway_session; /* id of the gateway's own session at the NetWare server; 0: none */
};

struct fs_refusal {
    uint32_t lacks;              /* rights in the model's own bits */
    uint16_t ncp;                /* NetWare completion code, 0 on NT */
    bool hides;                  /* answered as if there were no such file (KB Q127772) */
    enum fs_operation operation; /* that was judged */
};

/* One rights question: `node` is the entry, `parent` its directory (for creations node is 0). */
struct fs_question {
    const struct fs_way *way;
    enum fs_operation operation;
    volume_node node;
    volume_node parent;
};

struct fs_model {
    const char *name;
    enum fs_model_id id;
    bool lists_by_right; /* entries without the right to see them are left out of listings */
    /* true: granted. */
    bool (*judge)(const struct fs_question *question, struct fs_refusal *refusal_out);
    /* A new entry was made on the way's behalf: owner, inherited entries. */
    void (*created)(const struct fs_way *way, volume_node node, volume_node parent);
    /* Rights `lacks` as people write them ("C", "write"). */
    void (*lacks_text)(uint32_t lacks, char *target, size_t capacity);
};

const struct fs_model *fs_model_of(enum fs_model_id id); /* NULL for FS_MODEL_NONE */
#define FS_MODEL(name, listed_name) extern const struct fs_model fs_model_##name;
#include "fs/models.def"
#undef FS_MODEL

struct fs_handle {
    struct fs_way way; /* copy; its token is borrowed from the session */
    volume_node node;
    struct sharing_open open;
    enum os_access access;
    bool created_here;
    struct fs_refusal
        read_refusal; /* why a file that was created for reading too can't be read back (NetWare) */
    struct fs_handle *next_free;
};

struct fs; /* sharing table and handles of one world */

struct fs *fs_create(struct arena *arena);
struct sharing *fs_sharing(struct fs *fs);
/* Who knows whether the connection of a way still stands: files opened over one that is gone are in
 * nobody's way. Without it all stand. */
void fs_ask_connected(struct fs *fs, void *context,
                      bool (*is_connected)(void *context, const struct fs_way *way));

/* Who hears of each change that a model granted, before the volume acts. */
void fs_ask_granted(struct fs *fs, void *context,
                    void (*granted)(void *context, const struct fs_question *question));

struct fs_call {
    struct fs *fs;
    const struct fs_way *way;
    const char *path;         /* below the way's root, \ between, no leading one; "" = the root */
    struct volume_hint *hint; /* of the path's text; NULL: none is kept */
    uint32_t length;          /* of the path, where there is a hint */
    uint32_t target_length;   /* of the new name of a rename, where there is a hint for it */
    struct volume_hint *target_hint; /* may be NULL */
    uint64_t now_ms;
    bool looks_on;     /* the world itself: it denies nobody a file, and is denied none */
    uint32_t party;    /* see sharing_open */
    bool skips_hidden; /* a search by DOS: it does not ask for hidden and system entries */
    bool is_found;     /* fs_find has walked the path: the operation that follows need not */
    enum status found;
    struct volume_place place;
    struct fs_refusal refusal; /* out */
};

/* Where the path leads, before it is removed or renamed; that one operation takes it from here. */
enum status MUST_CHECK fs_find(struct fs_call *call);

enum status MUST_CHECK fs_open(struct fs_call *call, struct os_open_mode mode,
                               struct fs_handle **handle_out);
enum status MUST_CHECK fs_read(struct fs *fs, struct fs_handle *handle, uint64_t offset, void *data,
                               size_t size, size_t *read_out);
enum status MUST_CHECK fs_write(struct fs *fs, struct fs_handle *handle, uint64_t offset,
                                const void *data, size_t size, uint64_t now_ms);
enum status MUST_CHECK fs_set_size(struct fs *fs, struct fs_handle *handle, uint64_t size_bytes,
                                   uint64_t now_ms);
enum status MUST_CHECK fs_lock(struct fs *fs, struct fs_handle *handle, uint64_t offset,
                               uint64_t size);
enum status MUST_CHECK fs_unlock(struct fs *fs, struct fs_handle *handle, uint64_t offset,
                                 uint64_t size);
void fs_close(struct fs *fs, struct fs_handle *handle);
/* Its owner is done with it, and its server has not heard of it: it stays open there, or its locks
 * do, as long as its connection stands. */
void fs_keep(struct fs *fs, struct fs_handle *handle, bool only_locks);
/* Its owner gives a lock back, and the server has not let it go: it is the answer's now, which
 * whoever asks is to close. NULL: there is no such lock. */
struct fs_handle *fs_leave_lock(struct fs *fs, struct fs_handle *handle, uint64_t offset,
                                uint64_t size);

enum status MUST_CHECK fs_stat(struct fs_call *call, struct os_info *info_out);
enum status MUST_CHECK fs_list(struct fs_call *call, const char *pattern, struct arena *arena,
                               struct os_names *names_out);
enum status MUST_CHECK fs_make_dir(struct fs_call *call);
enum status MUST_CHECK fs_remove(struct fs_call *call);
/* Both names on the same way (else the caller answers ST_NOT_SUPPORTED). */
enum status MUST_CHECK fs_rename(struct fs_call *call, const char *target_path);

/* Attributes that somebody asks for by name; other bits are kept and have no effect
 * (fs/attributes.def). */
enum {
    FS_READ_ONLY = 0x1,
    FS_HIDDEN = 0x2,
    FS_SYSTEM = 0x4,
    FS_EXECUTE_ONLY = 0x8,
    FS_ARCHIVE = 0x20,
    FS_TRANSACTIONAL = 0x1000,
    FS_RENAME_INHIBIT = 0x20000,
    FS_DELETE_INHIBIT = 0x40000
};

/* Edits of the world: rights kept with a node. Lists are copied to the volume's arena. Paths are
 * walked by the caller. */
void fs_set_trustee(struct volume *volume, volume_node node, uint32_t id, nw_rights rights);
void fs_remove_trustee(struct volume *volume, volume_node node, uint32_t id);
void fs_set_mask(struct volume *volume, volume_node node, bool has_mask, nw_rights mask);
void fs_set_attributes(struct volume *volume, volume_node node,
                       uint32_t attributes); /* those that forbid something beat all rights */
uint32_t fs_attributes(const struct volume *volume, volume_node node);
/* A list of NT is at most 65,535 bytes long: entries of 36 bytes behind a header of 8. */
enum { FS_ACL_ENTRIES_MAX = 1820 };
void fs_set_acl(struct volume *volume, volume_node node, const struct acl *acl);
/* Not copied, of any length: the caller keeps it as long as the entry has it. */
void fs_lend_acl(struct volume *volume, volume_node node, const struct acl *acl);
/* `replace on subdirectories and files`, as the NT 4 editor does when asked. */
void fs_set_acl_below(struct volume *volume, volume_node node, const struct acl *acl);
const struct acl *fs_acl(const struct volume *volume,
                         volume_node node); /* NULL: no DACL, everything granted */
/* What the entry's own assignments or list grant; kept (node_rights.h). */
nt_mask fs_nt_rights(const struct volume *volume, volume_node node,
                     const struct identity_token *token);
nw_rights fs_nw_rights(const struct volume *volume, volume_node node,
                       const struct identity_token *token);

#endif
