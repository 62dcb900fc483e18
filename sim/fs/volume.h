/*
 * volume -- an in-memory disk: directories, files, space
 *
 * Knows names, bytes and free space; knows nothing of rights, sharing or who asks. Entries are
 * found by a hash of (parent, folded name); a name that does not fit 8.3 also has a short name that
 * finds it. Directory listings are in order of creation.
 *
 * Node ids are values: 0 is none, 1 the root. A removed node's id is used again only after all
 * handles to it are closed (volume_hold / volume_drop), so an open file that was deleted stays
 * readable where the caller allows it.
 *
 * Units   sizes are bytes; space is counted in blocks of 2,048 bytes (volume_spec.block_bytes).
 * Errors  ST_NOT_FOUND, ST_PATH_NOT_FOUND, ST_EXISTS, ST_NOT_EMPTY, ST_DISK_FULL, ST_BAD_NAME,
 *         ST_TOO_LONG.
 * Owns    all its memory, on the arena given (run lifetime), with free lists by size class: a year
 *         of creating and deleting runs in flat memory. Contents are zero-filled on growth.
 */
#ifndef SIM_FS_VOLUME_H
#define SIM_FS_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/require.h"
#include "base/status.h"

enum { VOLUME_NAME_MAX = 255, VOLUME_ROOT = 1 };

typedef uint32_t volume_node; /* 0 = none */

struct volume;

struct volume_spec {
    const char *label; /* "SYS", "D:" for messages */
    uint64_t capacity_bytes;
    uint32_t block_bytes;   /* 0: 2048 */
    bool short_names_only;  /* refuses names that are not 8.3 (NetWare without OS/2 name space);
                               stores upper case */
    bool makes_short_names; /* 8.3 aliases for long names (NTFS) */
};

struct volume_info {
    uint64_t size_bytes;
    uint64_t modified_ms;
    bool is_directory;
    const char *name;       /* as created; valid until rename or removal */
    const char *short_name; /* same as name when it fits */
    volume_node parent;
};

/* A name that an entry of the volume may have. */
struct volume_name {
    const char *text; /* borrowed */
    uint32_t length;
    bool is_short; /* fits 8.3 as it stands */
};

struct volume *volume_create(struct arena *arena, const struct volume_spec *spec);
const char *volume_label(const struct volume *volume);

volume_node volume_find(const struct volume *volume, volume_node parent,
                        const char *name); /* long or short */
/* Walks \-separated components from `from`. ST_NOT_FOUND: the last one is absent (*parent_out and
 * *name_out are set, name_out points into path); ST_PATH_NOT_FOUND: one before it is absent or no
 * directory. "" is `from` itself. */
enum status MUST_CHECK volume_walk(const struct volume *volume, volume_node from, const char *path,
                                   volume_node *node_out, volume_node *parent_out,
                                   const char **name_out);
/* Where a walk ended. */
struct volume_place {
    volume_node node;   /* 0: absent */
    volume_node parent; /* its directory */
    const char *name;   /* the last one in the path */
};
/* What the last walk along one text found; zeroed: nothing yet. It counts as long as the volume,
 * the start and the text are the same and no directory was renamed or removed since. */
struct volume_hint {
    const struct volume *volume;
    uint64_t tree;
    uint64_t naming; /* of the entry that was found last; 0 none */
    volume_node from;
    volume_node directory; /* of the last component */
    volume_node node;
    uint32_t length;
    uint32_t name_at; /* of the last component */
};
/* volume_walk for a path whose text is walked again and again. Without a hint (NULL) it is walked
 * as any other, to its NUL. */
enum status MUST_CHECK volume_walk_again(struct volume_hint *hint, const struct volume *volume,
                                         volume_node from, struct bytes path,
                                         struct volume_place *place_out);
struct volume_info volume_info(const struct volume *volume, volume_node node);
/* Parts of volume_info for inner loops. */
volume_node volume_parent(const struct volume *volume,
                          volume_node node); /* 0 of the root and of a removed node */
bool volume_is_directory(const struct volume *volume, volume_node node);
/* A damaged directory: what is in it stays as it is, and nobody but the world itself gets at it. It
 * goes with the directory, wherever that is moved to. */
void volume_break(struct volume *volume, volume_node directory, bool is_broken);
bool volume_is_broken(const struct volume *volume, volume_node node); /* 0: false */
/* Could an entry of this volume have this name? ST_BAD_NAME, ST_TOO_LONG. */
enum status MUST_CHECK volume_check_name(const struct volume *volume, const char *text,
                                         struct volume_name *name_out);
/* Names from now on: 8.3 only, in upper case, or long ones, too. */
void volume_set_short_names_only(struct volume *volume, bool short_names_only);
/* Served to NetWare clients by an NT server (sim_linger.h). */
void volume_set_fpnw(struct volume *volume, bool is_fpnw);
bool volume_is_fpnw(const struct volume *volume);
/* Full path below the root with \ between ("CCDATA\CLANDATA"); false when it did not fit. */
bool volume_path(const struct volume *volume, volume_node node, char *target, size_t capacity);

enum status MUST_CHECK volume_make(struct volume *volume, volume_node parent, const char *name,
                                   bool is_directory, volume_node *node_out);
/* volume_make without its questions: `parent` is a directory that has no such entry. */
volume_node volume_add(struct volume *volume, volume_node parent, const struct volume_name *name,
                       bool is_directory);
enum status MUST_CHECK volume_remove(struct volume *volume, volume_node node);
enum status MUST_CHECK volume_rename(struct volume *volume, volume_node node,
                                     volume_node new_parent, const char *new_name);
/* Iteration over a directory: first child, next sibling; 0 at the end. */
volume_node volume_first(const struct volume *volume, volume_node directory);
volume_node volume_next(const struct volume *volume, volume_node node);
size_t volume_child_count(const struct volume *volume, volume_node directory);

size_t volume_read(const struct volume *volume, volume_node file, uint64_t offset, void *data,
                   size_t size);
enum status MUST_CHECK volume_write(struct volume *volume, volume_node file, uint64_t offset,
                                    const void *data, size_t size);
enum status MUST_CHECK volume_set_size(struct volume *volume, volume_node file,
                                       uint64_t size_bytes);
void volume_touch(struct volume *volume, volume_node node, uint64_t modified_ms);
/* The clock of its machine is that much ahead: what is touched from now on has that time. */
void volume_set_clock(struct volume *volume, int64_t ahead_ms);
/* Direct view of contents, for the truth ledger and listings; valid until the next change. */
const uint8_t *volume_contents(const struct volume *volume, volume_node file, uint64_t *size_out);

void volume_hold(struct volume *volume, volume_node node); /* an open handle */
void volume_drop(struct volume *volume, volume_node node);

uint64_t volume_free_bytes(const struct volume *volume);
void volume_set_free(struct volume *volume,
                     uint64_t free_bytes); /* an edit of the world: other data fills or leaves */

/* Limits in blocks of 4,096 bytes, as NetWare counts them: what `owner` may still take on the
 * volume (directory 0), or what may still be taken below a directory (owner 0). What files in there
 * give back may be taken again. VOLUME_NO_LIMIT lifts it. A file that would need more:
 * ST_DISK_FULL. Files of before the limit count by their owner. */
enum { VOLUME_LIMIT_BLOCK = 4096 };
#define VOLUME_NO_LIMIT UINT64_MAX
void volume_set_limit(struct volume *volume, volume_node directory, uint32_t owner,
                      uint64_t free_bytes);
/* What `owner` may still take below a directory. */
uint64_t volume_free_below(const struct volume *volume, volume_node directory, uint32_t owner);
/* Who made an entry (identity id); 0: the world itself. */
void volume_set_owner(struct volume *volume, volume_node node, uint32_t owner);
uint32_t volume_owner(const struct volume *volume, volume_node node);

/* Room for what a model keeps with a node (struct nw_node, struct acl ...); NULL at first,
 * forgotten at removal. */
void *volume_rights(const struct volume *volume, volume_node node);
void volume_set_rights(struct volume *volume, volume_node node, void *rights);
struct arena *volume_arena(struct volume *volume);

#endif
